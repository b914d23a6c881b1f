"""Territories of hosts: as they are, as the engine divides them, borders moved on paper, and then proposed (R61)."""

import pytest
from django.urls import reverse

from kuea.core.problems import Refusal
from kuea.coverage import actions
from kuea.coverage.queries import territory, what_if
from kuea.giving.models import AreaAssignment
from kuea.offices.models import Organisation
from tests.cases import make_case, make_need, make_offer
from tests.world import make_host

URL = reverse("coverage:territory")


@pytest.fixture
def two_hosts(world):
    """One host leads the first tambon; another's lead of the second has ended. Both offer in both and have volunteers."""
    what_if._kept.clear()
    world.second = make_host(
        world.province, "ข เครือข่ายที่สอง", world.other_tambon, world.duty["secretary"], world.resolution
    )  # fmt: skip
    AreaAssignment.objects.filter(host=world.second).update(state="ended", end_reason="คืนพื้นที่")
    Organisation.objects.filter(pk=world.second.pk).update(volunteer_count=9)
    for _number in range(4):
        make_need(world, make_case(world, "waiting"))
    make_case(world, "waiting", is_sealed=True)
    both = (world.tambon, world.other_tambon)
    make_offer(world, quantity=4, organisation=world.host.organisation, places=both)
    make_offer(world, quantity=3, organisation=world.second.organisation, places=both)
    return world


def test_ground_counts_people_without_sealed_ones_and_volunteers(two_hosts):
    ground = territory.read_ground(two_hosts.duty["secretary"])
    assert ground.people == (4, 0)
    assert {one.name: one.volunteers for one in ground.leaders} == {
        two_hosts.host.organisation.name: 12, two_hosts.second.organisation.name: 9,
    }  # fmt: skip
    assert ground.today == (ground.leader_of(two_hosts.host.pk), territory.NOBODY)


def test_a_division_is_as_the_loads_say_and_none_is_stored(two_hosts):
    ground = territory.read_ground(two_hosts.duty["secretary"])
    second = ground.leader_of(two_hosts.second.pk)
    moved = territory.move(ground, ground.today, [("130102", two_hosts.second.pk)])
    loads = territory.loads_of(ground, moved)
    assert moved == (1 - second, second)
    assert [(one.tambon, one.people, one.pieces) for one in loads] == [
        (1, 0, 1) if row == second else (1, 4, 1) for row in range(2)
    ]
    assert sum(one.share for one in loads) == pytest.approx(4)
    assert sorted(territory.suggest(ground)) == [0, 1]  # two tambon, two hosts with a home each
    assert AreaAssignment.objects.filter(state="proposed").count() == 0


def test_a_tambon_that_was_declined_is_not_offered_again(two_hosts):
    asked = AreaAssignment.objects.create(
        host=two_hosts.second, place=two_hosts.tambon, is_lead=False, proposed_by=two_hosts.duty["secretary"]
    )  # fmt: skip
    asked.state, asked.end_reason = "ended", "ไกลเกินไป"
    asked.save()
    ground = territory.read_ground(two_hosts.duty["secretary"])
    first, second = (ground.leader_of(host.pk) for host in (two_hosts.host, two_hosts.second))
    assert territory.suggest(ground) == (first, second)


def test_what_is_not_known_is_refused(two_hosts):
    ground = territory.read_ground(two_hosts.duty["secretary"])
    for moves in ([("999999", two_hosts.second.pk)], [("130101", 0)]):
        with pytest.raises(ValueError):
            territory.move(ground, ground.today, moves)


def test_a_host_that_keeps_to_its_tambon_helps_nobody_elsewhere(two_hosts):
    ground = what_if.read_ground(two_hosts.duty["secretary"])
    hosts = {two_hosts.host.pk, two_hosts.second.pk}
    assert ground.before.placed == 4
    own, other = (
        what_if.keep_to_territories(ground, {"130101": holder}, hosts).placed
        for holder in (two_hosts.host.pk, two_hosts.second.pk)
    )
    assert (own, other) == (4, 3)
    assert what_if.keep_to_territories(ground, {}, hosts).placed == 0
    assert what_if.keep_to_territories(ground, {}, set()).placed == 4


def test_only_what_nobody_leads_is_proposed(two_hosts):
    by, second = two_hosts.duty["secretary"], two_hosts.second.pk
    made = actions.propose_territories(by=by, holders={"130101": second, "130102": second})
    assert [(row.place_id, row.host_id, row.state) for row in made] == [
        ("130102", second, "proposed")
    ]
    assert actions.propose_territories(by=by, holders={"130102": two_hosts.host.pk}) == []
    with pytest.raises(Refusal):
        actions.propose_territories(by=two_hosts.duty["chair"], holders={})


def test_page_moves_a_border_takes_it_back_and_proposes(two_hosts, client):
    client.force_login(two_hosts.duty["secretary"].user)
    second = two_hosts.second.pk
    answer = client.get(URL, {"base": "today", "moves": "", "tambon": "130102", "host": second})
    assert answer.status_code == 302
    page = client.get(answer["Location"])
    assert page.context["map"].changed == 1
    assert [row.tambon for row in page.context["moved"]] == [two_hosts.other_tambon.name_th]
    assert client.get(URL + page.context["moved"][0].undo).context["map"].changed == 0
    sent = client.post(
        reverse("coverage:territory_propose"), {"base": "today", "moves": page.context["moves"]}
    )
    assert sent.status_code == 302
    assert AreaAssignment.objects.get(state="proposed").place_id == "130102"


@pytest.mark.parametrize(
    "query", [{"moves": "x:y,130101:99999999999999999999,:,130102"}, {"base": "?"}]
)
def test_odd_addresses_are_today(two_hosts, client, query):
    client.force_login(two_hosts.duty["secretary"].user)
    page = client.get(URL, query)
    assert (page.status_code, page.context["map"].changed) == (200, 0)


def test_a_wrong_move_is_told(two_hosts, client):
    client.force_login(two_hosts.duty["secretary"].user)
    page = client.get(URL, {"tambon": "130102", "host": "abc"})
    assert page.status_code == 400
    assert page.context["form"].errors


def test_territories_are_for_the_office(two_hosts, client):
    for role in ("chair", "host_coordinator", "member"):
        client.force_login(two_hosts.duty[role].user)
        assert client.get(URL).status_code == 403
        assert client.post(reverse("coverage:territory_propose")).status_code == 403


def test_a_province_without_hosts_says_so(world, client):
    client.force_login(world.duty["secretary"].user)
    type(world.host).objects.update(state="paused", state_reason="พัก")
    page = client.get(URL)
    assert page.status_code == 200
    assert "ยังไม่มีแม่ข่ายที่ทำงานอยู่" in page.content.decode()
