"""Who sees which case: own, own host, own province, named (I17, D4)."""

import pytest

from kuea.core.problems import Refusal
from kuea.core.words import Role
from kuea.finding import actions, queries
from kuea.finding.models import Case
from tests.rooms.finding.story import again, raise_one, route_one, second_host
from tests.world import make_duty

VERBS = {
    "route": (actions.route_case, {}),
    "return": (actions.return_case, {"reason": "เหตุผล"}),
    "not_found": (actions.mark_not_found, {"reason": "เหตุผล"}),
    "set_aside": (actions.set_aside, {"reason": "เหตุผล"}),
    "retry": (actions.retry_case, {"reason": "เหตุผล"}),
    "decline": (actions.decline_case, {}),
    "come_back": (actions.come_back, {}),
    "appeal": (actions.appeal_case, {"reason": "เหตุผล"}),
    "unmerge": (actions.unmerge_case, {}),
}


def sees(duty):
    return set(Case.objects.visible_to(duty))


def test_each_duty_sees_its_own_part(world):
    _, stranger = second_host(world)
    here, there = raise_one(world).case, raise_one(
        world, by="secretary", tambon=world.other_tambon, village=None
    ).case  # fmt: skip
    assert sees(world.duty["secretary"]) == {here, there}
    assert sees(world.duty["host_coordinator"]) == {here}
    assert sees(stranger) == {there}
    assert sees(world.duty["volunteer"]) == set()
    assert sees(world.other["secretary"]) == set()


@pytest.mark.parametrize(
    "role", ["chair", "member", "facilitator", "recorder", "giver", "local_officer", "ministry", "administrator", "system"]
)  # fmt: skip
def test_duties_that_find_nobody_see_no_case(world, role):
    raise_one(world)
    assert sees(world.duty[role]) == set()


def test_sealed_case_is_in_no_list_search_or_count_of_others(world):
    raise_one(world, sensitive="violence", name="นางบุญมี ใจเย็น")
    late = make_duty("secretary", world.province)
    ask = queries.QueueAsk(show="all", words="บุญมี")
    assert list(queries.read_queue(late, ask)) == []
    assert set(queries.count_queue(late, ask).values()) == {0}
    assert queries.similar_cases(late, world.tambon, "บุญมี ใจเย็น") == []
    named = world.duty["secretary"]
    assert queries.count_queue(named, queries.QueueAsk(show="all"))["sealed"] == 1


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("who", ["other_host", "other_province", "unnamed"])
def test_no_verb_reaches_a_case_out_of_sight(world, verb, who):
    case = route_one(world)
    if who == "other_host":
        _, duty = second_host(world)
    elif who == "other_province":
        duty = world.other["secretary"]
    else:
        case = raise_one(world, sensitive="child_abuse").case
        duty = make_duty("secretary", world.province)  # came afterwards: not named
    action, given = VERBS[verb]
    before = again(case).version
    with pytest.raises(Refusal) as no:
        action(by=duty, case=case, **given)
    assert no.value.code in {"not_in_your_area", "not_your_duty"}
    assert again(case).version == before


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("role", [Role.CHAIR, Role.GIVER, Role.MINISTRY, Role.FACILITATOR])
def test_no_verb_is_open_to_other_duties(world, verb, role):
    action, given = VERBS[verb]
    with pytest.raises(Refusal) as no:
        action(by=world.duty[role], case=route_one(world), **given)
    assert no.value.code == "not_your_duty"


def test_alike_names_are_found_within_sight_only(world):
    case = raise_one(world).case
    host = world.duty["host_coordinator"]
    for spoken in ("บุญมี ใจเย็น", "นาง บุญมี  ใจเย็น", "ยายบุญมีบ้านท้ายซอย", "บุญมี ใจเยน"):
        assert [found.case for found in queries.similar_cases(host, world.tambon, spoken)] == [case]
    assert queries.similar_cases(host, world.tambon, "สมพร ทองดี") == []
    assert queries.similar_cases(host, world.other_tambon, "บุญมี ใจเย็น") == []
    assert queries.similar_cases(world.duty["volunteer"], world.tambon, "บุญมี ใจเย็น") == []
    assert queries.similar_cases(None, world.tambon, "บุญมี ใจเย็น") == []
