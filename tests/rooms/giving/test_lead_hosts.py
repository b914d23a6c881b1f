"""Many cells answered at once are answered like one at a time."""

from kuea.giving.queries import lead_host_of, lead_hosts_of


def test_lead_hosts_of_many_cells_answers_like_one_at_a_time(world):
    cells = [
        ("130101", ""),
        ("130101", "13010102"),
        ("130102", ""),
        ("130102", "13010201"),
        ("140101", ""),
    ]
    hosts = {cell: lead_host_of(*cell) for cell in cells}
    assert lead_hosts_of(cells) == {cell: host.pk for cell, host in hosts.items() if host}
    assert len(lead_hosts_of(cells)) == 2
