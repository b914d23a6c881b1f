"""The ministry sees counts by province, never a small one, never a person (3.3 rule 10, A24)."""

import pytest

from kuea.reporting.queries import count_nation
from tests.cases import make_case
from tests.trust.population import MARK, populate


def read(client, world, role):
    client.force_login(world.duty[role].user)
    return client.get("/desk/").content.decode()


@pytest.mark.parametrize(("many", "shown"), [(4, False), (6, True)])
def test_rule_10_one_to_four_people_of_a_province_are_not_told(world, client, many, shown):
    for _ in range(many):
        make_case(world)
    counts = count_nation([world.province, world.other_province])
    assert counts.cells[0][0] == (many if shown else None)
    assert (counts.columns[0] is None) is not shown  # nor by the total
    page = read(client, world, "ministry")
    assert (">ปิดไว้<" in page) is not shown


def test_ministry_page_names_nobody(world, client):
    made = populate(world)
    found = [made.marks[mark][0] for mark in MARK.findall(read(client, made.world, "ministry"))]
    assert [row for row in found if row != made.duty["ministry"].user] == []
