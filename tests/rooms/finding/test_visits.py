"""The first visit: told, asked, listened to (R8, 3.3, I23, I24, I25)."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from kuea.core.problems import Refusal
from kuea.finding import actions
from kuea.finding.models import OutreachVisit
from kuea.people.models import DefinitionSet
from tests.rooms.finding.story import again, overtake, raise_one, route_one, said, visit_one
from tests.world import make_duty


def visit(world, case, by="host_coordinator", **changes):
    given = {key: changes.pop(key) for key in ("form_key", "version") if key in changes}
    return actions.record_visit(by=world.duty[by], case=case, visit=said(**changes), **given)


def refused(code, world, case, **changes):
    with pytest.raises(Refusal) as no:
        visit(world, case, **changes)
    assert no.value.code == code


def test_visit_moves_the_case_and_keeps_the_person_s_words(world):
    case = route_one(world)
    written = visit(world, case)
    case = again(case)
    assert (case.state, case.visited_on) == ("visited", timezone.localdate())
    assert (written.notice_version, written.wish) == ("2569-1", "อยากให้มีคนแวะมาคุยบ้าง")
    assert case.person.strengths == "สานตะกร้าเก่ง"
    assert case.person.needs.get().own_words == "อยากมีเพื่อนคุย"


def test_person_met_without_a_name_is_still_a_person(world):
    """I23: how people call them is enough."""
    case = route_one(world, name="")
    visit(world, case)
    assert "บุญมี" in again(case).person.full_name


def test_name_heard_at_the_visit_is_written(world):
    case = route_one(world, name="")
    visit(world, case, name="นางบุญมี ใจเย็น")
    assert again(case).person.family_name == "ใจเย็น"


def test_person_s_no_at_the_door_stops_everything(world):
    """I24."""
    case = route_one(world)
    visit(world, case, wishes_to_go_on=False, wish="")
    case = again(case)
    assert case.state == "declined"
    assert [step.decision for step in case.steps.order_by("pk")][-3:] == [
        "visit",
        "decline",
        "erase",
    ]
    assert not case.person.needs.exists()
    assert case.outreach_visits.get().facts == ""


def test_visit_without_notice_says_why(world):
    case = route_one(world)
    refused("missing", world, case, notice_given=False)
    written = visit(world, case, notice_given=False, no_notice_reason="คนทำร้ายอยู่ในบ้าน")
    assert written.notice_version == ""


def test_database_refuses_a_visit_without_notice_or_reason(world):
    case = route_one(world)
    with pytest.raises(IntegrityError), transaction.atomic():
        OutreachVisit.objects.create(
            case=case, visited_on=timezone.localdate(), visitor=world.duty["secretary"],
            notice_given=False, wishes_to_go_on=True,
        )  # fmt: skip


def test_visit_needs_the_person_s_own_wish(world):
    refused("missing", world, route_one(world), wish=" ")


def test_visit_is_not_written_before_it_happened(world):
    refused(
        "day_not_come", world, route_one(world), visited_on=timezone.localdate() + timedelta(days=1)
    )


def test_visit_to_a_case_no_host_accepted_is_refused(world):
    refused("not_in_this_state", world, raise_one(world).case)


def test_volunteer_visits_only_houses_asked_of_them(world):
    case = route_one(world)
    refused("not_in_your_area", world, case, by="volunteer")
    actions.assign_volunteer(
        by=world.duty["host_coordinator"], case=case, volunteer=world.duty["volunteer"]
    )
    visit(world, again(case), by="volunteer")
    assert again(case).state == "visited"


def test_volunteer_even_named_does_not_write_on_a_sealed_case(world):
    duty = make_duty("volunteer", world.province, world.host.organisation)
    case = actions.route_case(
        by=world.duty["secretary"], case=raise_one(world, sensitive="violence").case
    )
    case.volunteer = duty
    case.save()
    case.named_duties.add(duty)
    with pytest.raises(Refusal) as no:
        actions.record_visit(by=duty, case=case, visit=said())
    assert no.value.code == "not_in_your_area"  # a volunteer is never one of those who know (D4)


@pytest.mark.parametrize("role", ["chair", "facilitator", "giver", "ministry", "local_officer"])
def test_other_duties_do_not_write_visits(world, role):
    refused("not_your_duty", world, route_one(world), by=role)


def test_same_visit_twice_is_one(world):
    case = route_one(world)
    assert visit(world, case, form_key="v1") == visit(world, case, form_key="v1")
    assert case.outreach_visits.count() == 1
    assert case.person.needs.count() == 1


def test_stale_visit_is_refused(world):
    case = route_one(world)
    overtake(case)
    refused("stale", world, case, version=case.version)


def test_second_visit_adds_what_the_forum_asked_without_moving(world):
    case = visit_one(world)
    visit(world, case, needs=(actions.FirstNeed("food", "อยากมีข้าวเย็น"),))
    assert again(case).state == "visited"
    assert case.outreach_visits.count() == 2
    assert case.person.needs.count() == 2


def test_visit_waits_for_no_definition(world):
    """I25: going to somebody needs no adopted set."""
    DefinitionSet.objects.update(state="superseded")
    case = route_one(world, is_urgent=True)
    visit(world, case)
    assert again(case).state == "visited"
