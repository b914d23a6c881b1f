"""Care: help at any state, goals in the person's own words, reviews, managing one's own life (I15, I25, R68–R71)."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from kuea.care import actions
from kuea.care.models import CarePlan, CareVisit, HelpEvent, Review
from kuea.core.problems import Refusal
from kuea.core.words import CloseReason
from kuea.coverage.actions import recompute
from kuea.coverage.models import Gap, Match
from kuea.finding.models import Case
from tests.cases import make_case, make_lead, make_need, make_offer

TODAY = timezone.localdate
WEEK = timedelta(days=7)


def refusal(code):
    return pytest.raises(Refusal, match=f"^{code}:")


def fresh(case):
    return Case.objects.get(pk=case.pk)


def help_now(world, case, by="host_coordinator", **facts):
    told = {"kind": "food", "source": "volunteer", "what": "ข้าวสารและยา", "given_on": TODAY()}
    return actions.give_help(case=case, by=world.duty[by], **{**told, **facts})


def care(world, case, by="host_coordinator", **facts):
    told = {
        "goal": "อยากเดินไปวัดเองได้", "next_visit_on": TODAY() + WEEK, "what": "ไปเยี่ยม วัดความดัน",
        "given_on": TODAY(),
    }  # fmt: skip
    return actions.start_care(case=case, by=world.duty[by], **{**told, **facts})


def review(world, case, by="host_coordinator", **facts):
    told = {
        "held_on": TODAY(), "own_words": "ตอนนี้หุงข้าวเองได้แล้ว", "change": "better",
        "person_took_part": True, "follow_up_on": TODAY() + timedelta(days=90),
    }  # fmt: skip
    return actions.hold_review(case=case, by=world.duty[by], **{**told, **facts})


@pytest.fixture
def case(world):
    return make_case(world, "waiting")


@pytest.fixture
def in_care(world, case):
    care(world, case)
    return fresh(case)


@pytest.mark.parametrize("state", ["lead", "routed", "registered", "waiting", "declined"])
def test_help_is_given_at_any_state_and_moves_nothing(world, state):
    case = make_lead(world) if state in {"lead", "routed", "declined"} else make_case(world, state)
    if state == "routed":
        case.state, case.host = "routed", world.host.organisation
        case.save()
    if state == "declined":
        case.state, case.host = "routed", world.host.organisation
        case.save()
        case.state, case.declined_at = "declined", timezone.now()
        case.save()
    help_now(world, case, by="secretary", is_urgent=True)
    assert fresh(case).state == state
    assert HelpEvent.objects.get(case=case).is_urgent


def test_urgent_help_needs_no_definition_forum_or_match(world):
    world.definition_set.state = "superseded"
    world.definition_set.save()
    assert help_now(world, make_lead(world), by="secretary", is_urgent=True).pk


def test_help_before_registration_does_not_stop_the_first_help_clock(world):
    lead = make_lead(world)
    help_now(world, lead, by="secretary")
    assert fresh(lead).first_help_on is None


def test_help_after_registration_stops_the_first_help_clock(world, case):
    help_now(world, case)
    assert fresh(case).first_help_on == TODAY()


def test_same_help_form_twice_is_one_help(world, case):
    first = help_now(world, case, form_key="k1")
    assert help_now(world, case, form_key="k1") == first
    assert HelpEvent.objects.count() == 1


def test_help_in_words_is_required(world, case):
    with refusal("missing"):
        help_now(world, case, what="  ")


def test_help_of_tomorrow_is_refused(world, case):
    with refusal("date_order"):
        help_now(world, case, given_on=TODAY() + timedelta(days=1))


@pytest.mark.parametrize("role", ["chair", "giver", "facilitator", "local_officer"])
def test_other_duties_cannot_log_help(world, case, role):
    with refusal("not_your_duty"):
        help_now(world, case, by=role)


def test_volunteer_logs_help_only_for_own_cases(world, case):
    with refusal("not_in_your_area"):
        help_now(world, case, by="volunteer")
    case.volunteer = world.duty["volunteer"]
    case.save()
    assert help_now(world, fresh(case), by="volunteer").given_by == world.duty["volunteer"]


def test_care_starts_with_goal_first_help_and_next_date(world, case):
    plan = care(world, case)
    told = fresh(case)
    assert (told.state, told.first_help_on, told.next_visit_on) == (
        "in_care", TODAY(), TODAY() + WEEK,
    )  # fmt: skip
    assert plan.goal == "อยากเดินไปวัดเองได้"


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"goal": ""}, "missing"),
        ({"given_on": None, "what": ""}, "missing"),
        ({"what": ""}, "missing"),
        ({"next_visit_on": TODAY() - WEEK}, "date_order"),
        ({"version": 0}, "stale"),
    ],
)
def test_care_does_not_start_half(world, case, facts, code):
    case.version = 5
    case.save()
    with refusal(code):
        care(world, fresh(case), **facts)
    assert (fresh(case).state, CarePlan.objects.count(), HelpEvent.objects.count()) == (
        "waiting", 0, 0,
    )  # fmt: skip


def test_database_refuses_care_without_a_plan(world, case):
    case.state, case.first_help_on, case.next_visit_on = "in_care", TODAY(), TODAY()
    with pytest.raises(IntegrityError, match="I15"), transaction.atomic():
        case.save()


def test_care_cannot_start_before_registration(world):
    with refusal("not_in_this_state"):
        care(world, make_lead(world), by="secretary")


def test_visit_sets_the_next_date_once_however_often_sent(world, in_care):
    for _ in range(2):
        actions.log_visit(
            case=in_care, by=world.duty["host_coordinator"], visited_on=TODAY(),
            next_on=TODAY() + 2 * WEEK, note="สบายดี", form_key="v1",
        )  # fmt: skip
    assert CareVisit.objects.count() == 1
    assert fresh(in_care).next_visit_on == TODAY() + 2 * WEEK


def test_visit_log_needs_a_plan(world, case):
    with refusal("plan_first"):
        actions.log_visit(
            case=case, by=world.duty["host_coordinator"], visited_on=TODAY(), next_on=TODAY()
        )


def test_self_managing_needs_a_review_with_the_person(world, in_care):
    with refusal("review_first"):
        actions.self_manage(case=in_care, by=world.duty["host_coordinator"])
    review(world, in_care)
    with refusal("review_first"):  # a review that did not agree on it
        actions.self_manage(case=in_care, by=world.duty["host_coordinator"])
    review(world, in_care, manages_own_life=True)
    assert (
        actions.self_manage(case=in_care, by=world.duty["host_coordinator"]).state
        == "self_managing"
    )


def test_self_managing_without_the_person_is_refused(world, in_care):
    with refusal("review_first"):
        review(world, in_care, manages_own_life=True, person_took_part=False)
    with pytest.raises(IntegrityError), transaction.atomic():
        Review.objects.create(
            case=in_care, held_on=TODAY(), own_words="–", change="same", person_took_part=False,
            manages_own_life=True, follow_up_on=TODAY(), held_by=world.duty["host_coordinator"],
        )  # fmt: skip


def test_database_refuses_self_managing_without_review(world, in_care):
    in_care.state = "self_managing"
    with pytest.raises(IntegrityError, match="I15"), transaction.atomic():
        in_care.save()


def test_review_from_before_coming_back_does_not_count_again(world, in_care):
    review(world, in_care, manages_own_life=True)
    actions.self_manage(case=in_care, by=world.duty["host_coordinator"])
    actions.reopen_case(case=in_care, by=world.duty["host_coordinator"], reason="ล้มในบ้าน")
    assert fresh(in_care).state == "in_care"
    with refusal("review_first"):
        actions.self_manage(case=in_care, by=world.duty["host_coordinator"])


def test_review_needs_the_persons_own_words(world, in_care):
    with refusal("missing"):
        review(world, in_care, own_words="")


@pytest.mark.parametrize("reason", ["", "help_given_once", "ช่วยแล้ว"])
def test_closing_for_another_reason_is_refused(world, in_care, reason):
    with refusal("close_reason"):
        actions.close_case(case=in_care, by=world.duty["secretary"], reason=reason)
    in_care.state, in_care.closed_reason, in_care.closed_at = "closed", reason, timezone.now()
    with pytest.raises(IntegrityError), transaction.atomic():
        in_care.save(force_update=True)


def test_completed_needs_a_follow_up_after_self_managing(world, in_care):
    close = {"by": world.duty["secretary"], "reason": CloseReason.COMPLETED}
    with refusal("follow_up_first"):
        actions.close_case(case=in_care, **close)
    review(world, in_care, manages_own_life=True)
    actions.self_manage(case=in_care, by=world.duty["host_coordinator"])
    with refusal("follow_up_first"):
        actions.close_case(case=in_care, **close)
    review(world, in_care, manages_own_life=True)
    assert actions.close_case(case=in_care, **close).state == "closed"


def test_only_the_secretary_closes(world, in_care):
    with refusal("not_your_duty"):
        actions.close_case(case=in_care, by=world.duty["host_coordinator"], reason=CloseReason.DIED)


def test_closing_lets_go_of_plan_and_capacity(world, case):
    from tests.rooms.coverage.test_matches import agreed

    offer = make_offer(world)
    match = agreed(world, make_need(world, case), offer)
    care(world, fresh(case))
    actions.close_case(case=fresh(case), by=world.duty["secretary"], reason=CloseReason.DIED)
    assert Match.objects.get(pk=match.pk).state == "ended_early"
    assert not CarePlan.objects.filter(ended_at=None).exists()


def test_closed_case_reopens_into_care_when_it_was_verified(world, in_care):
    actions.close_case(case=in_care, by=world.duty["secretary"], reason=CloseReason.MOVED_AWAY)
    reopened = actions.reopen_case(case=in_care, by=world.duty["secretary"], reason="กลับมาอยู่บ้านเดิม")
    assert (reopened.state, reopened.closed_reason) == ("in_care", "")


def test_care_log_is_never_changed(world, in_care):
    event = HelpEvent.objects.get()
    event.what = "อื่น"
    with pytest.raises(IntegrityError, match="L5"), transaction.atomic():
        event.save()


def test_late_visit_opens_a_gap_and_a_visit_plugs_it(world, in_care):
    in_care.next_visit_on = TODAY() - timedelta(days=31)
    in_care.save()
    recompute([world.tambon.code])
    gap = Gap.objects.get(kind="e_care_overdue")
    assert (gap.case, gap.owner) == (in_care, world.duty["host_coordinator"])
    actions.log_visit(
        case=in_care, by=world.duty["host_coordinator"], visited_on=TODAY(), next_on=TODAY() + WEEK
    )
    assert Gap.objects.get(pk=gap.pk).state == "plugged"
