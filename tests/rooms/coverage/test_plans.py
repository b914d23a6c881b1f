"""A plan from draft to in force, told as it happens in a province (R59, I7)."""

import pytest
from django.db import IntegrityError, transaction

from kuea.core.problems import Refusal
from kuea.coverage import actions
from kuea.coverage.actions import drafting
from kuea.coverage.models import CoveragePlan, Gap, Match, PlanHost, PlanRow
from kuea.coverage.queries.frozen import unpack
from kuea.coverage.queries.plans import count_rows, plan_in_force, rows_of
from kuea.ledger.models import Event
from kuea.offices.models import Resolution
from tests.cases import make_case, make_need, make_offer
from tests.world import make_duty, make_host


def refusal(code):
    return pytest.raises(Refusal, match=f"^{code}:")


def draft(world, **facts):
    """Begun and, as the worker would, solved."""
    begun = actions.draft_plan(province=world.province, by=world.duty["secretary"], **facts)
    return actions.solve_draft(plan_id=begun.pk)


def again(plan, by):
    return actions.solve_draft(plan_id=actions.solve_again(plan=plan, by=by).pk)


def make_draft(world):
    """A resolution nobody signed yet."""
    return Resolution.objects.create(
        committee=world.committee, meeting_number=1, year_be=2569, item_number=9, title="ร่างมติ", text="ร่าง",
        decided_on=world.resolution.decided_on, drafted_by=world.duty["secretary"],
    )  # fmt: skip


def adopt(world, plan):
    for host in PlanHost.objects.filter(plan=plan, accepted_at=None):
        by = make_duty("host_coordinator", world.province, host.organisation)
        plan = actions.accept_plan_rows(plan=plan, by=by)
    return actions.adopt_plan(plan=plan, by=world.duty["chair"], resolution=world.resolution)


def publish(world, plan):
    return actions.publish_plan(plan=adopt(world, plan), by=world.duty["secretary"])


def offers_of(plan):
    return dict(PlanRow.objects.filter(plan=plan).values_list("need_id", "offer_id"))


def test_committee_adopts_and_publishes_a_plan_and_promises_become_suggestions(world):
    need = make_need(world, make_case(world, "waiting"))
    offer = make_offer(world)
    plan = draft(world)
    assert (plan.state, plan.number, offers_of(plan)) == ("draft", 1, {need.pk: offer.pk})
    assert plan.value == pytest.approx(plan.bound)
    assert not Match.objects.exists()
    with refusal("not_in_this_state"):
        actions.adopt_plan(plan=plan, by=world.duty["chair"], resolution=world.resolution)
    plan = actions.accept_plan_rows(plan=plan, by=world.duty["host_coordinator"])
    assert plan.state == "host_accepted"
    with refusal("not_in_this_state"):
        actions.publish_plan(plan=plan, by=world.duty["secretary"])
    with refusal("not_your_duty"):
        actions.adopt_plan(plan=plan, by=world.duty["secretary"], resolution=world.resolution)
    plan = actions.adopt_plan(plan=plan, by=world.duty["chair"], resolution=world.resolution)
    plan = actions.publish_plan(plan=plan, by=world.duty["secretary"])
    assert plan.state == "published"
    match = Match.objects.get()
    assert (match.need, match.offer, match.state) == (need, offer, "suggested")


def test_frozen_problem_comes_back_with_the_hash_the_plan_names(world):
    make_need(world, make_case(world, "waiting"))
    make_offer(world)
    plan = draft(world)
    kept = unpack(CoveragePlan.objects.get(pk=plan.pk).frozen)
    assert kept.problem.fingerprint() == plan.problem_hash == draft(world).problem_hash


def test_adopting_needs_a_signed_resolution_in_the_database_too(world):
    make_need(world, make_case(world, "waiting"))
    plan = actions.accept_plan_rows(plan=draft(world), by=world.duty["host_coordinator"])
    unsigned = make_draft(world)
    with refusal("resolution_needed"):
        actions.adopt_plan(plan=plan, by=world.duty["chair"], resolution=unsigned)
    with pytest.raises(IntegrityError, match="I7"), transaction.atomic():
        CoveragePlan.objects.filter(pk=plan.pk).update(state="adopted", resolution=unsigned)


def test_rows_and_numbers_of_a_plan_never_change(world):
    make_need(world, make_case(world, "waiting"))
    make_offer(world)
    plan = publish(world, draft(world))
    for change in (
        lambda: PlanRow.objects.filter(plan=plan).update(quantity=9),
        lambda: PlanRow.objects.filter(plan=plan)._raw_delete("default"),
        lambda: CoveragePlan.objects.filter(pk=plan.pk).update(value=99.0),
        lambda: CoveragePlan.objects.filter(pk=plan.pk).update(state="draft"),
        lambda: PlanHost.objects.filter(plan=plan).update(accepted_at=None),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()


def test_pins_and_forbidden_pairs_stay_through_solving_again(world):
    first, second = (make_need(world, make_case(world, "waiting")) for _ in range(2))
    near, far = make_offer(world, quantity=2), make_offer(world, quantity=2)
    plan = draft(world)
    secretary = world.duty["secretary"]
    chosen = offers_of(plan)[first.pk]
    other = far if chosen == near.pk else near
    actions.say_of_pair(
        plan=plan, need=first, offer=other, is_pin=True, reason="ช่วยกันอยู่แล้ว", by=secretary
    )
    actions.say_of_pair(
        plan=plan, need=second, offer=near, is_pin=False, reason="เจ้าตัวไม่สบายใจ", by=secretary
    )
    actions.say_of_pair(
        plan=plan, need=second, offer=far, is_pin=False, reason="เจ้าตัวไม่สบายใจ", by=secretary
    )
    anew = again(plan, secretary)
    plan.refresh_from_db()
    assert (plan.state, anew.state, anew.number) == ("dropped", "draft", 2)
    assert offers_of(anew) == {first.pk: other.pk, second.pk: None}
    told = PlanRow.objects.get(plan=anew, need=second)
    assert (told.reason, told.is_moved) == ("forbidden", True)
    assert PlanRow.objects.get(plan=anew, need=first).is_pinned
    assert offers_of(again(anew, secretary)) == offers_of(anew)
    with refusal("not_in_this_state"):
        actions.say_of_pair(
            plan=plan, need=first, offer=near, is_pin=True, reason="ช่วยกันอยู่แล้ว", by=secretary
        )


def test_pin_beyond_capacity_is_refused_and_the_draft_stays(world):
    need = make_need(world, make_case(world, "waiting"), quantity=5)
    offer = make_offer(world, quantity=2)
    plan = draft(world)
    assert PlanRow.objects.get(plan=plan).reason == "too_large"
    actions.say_of_pair(
        plan=plan,
        need=need,
        offer=offer,
        is_pin=True,
        reason="ช่วยกันอยู่แล้ว",
        by=world.duty["secretary"],
    )
    anew = again(plan, world.duty["secretary"])
    assert (anew.state, anew.fault) == ("stopped", "pin_does_not_fit")
    plan.refresh_from_db()
    assert plan.state == "draft"


def test_giver_declines_and_the_next_nearest_free_giver_is_proposed(world):
    need = make_need(world, make_case(world, "waiting"))
    make_offer(world, quantity=1)
    make_offer(world, quantity=1)
    host = world.duty["host_coordinator"]
    publish(world, draft(world))
    match = actions.offer_match(match=Match.objects.get(), by=host)
    with refusal("not_in_this_state"):
        actions.propose_next(match=match, by=host)
    match = actions.decline_match(match=match, by=world.duty["giver"])
    following = actions.propose_next(match=match, by=host)
    assert following.need == need
    assert following.offer_id != match.offer_id
    following = actions.decline_match(match=following, by=host)
    with refusal("nobody_free"):
        actions.propose_next(match=following, by=host)


def test_host_ends_and_its_people_are_planned_anew_the_same_day(
    world, django_capture_on_commit_callbacks
):
    case = make_case(world, "waiting")
    need, left = make_need(world, case), make_need(world, case, "food")
    lost = make_offer(world, organisation=world.host.organisation)
    make_offer(world, kind="food", organisation=world.host.organisation)
    plan = publish(world, draft(world))
    assert offers_of(plan)[need.pk] == lost.pk
    other = make_offer(world, quantity=1)
    new_host = make_host(
        world.province, "แม่ข่ายบ้านใหม่", world.other_tambon, world.duty["secretary"], world.resolution
    )
    with django_capture_on_commit_callbacks(execute=True):
        actions.end_host(
            host=world.host,
            by=world.duty["secretary"],
            reason="ย้ายถิ่น",
            new_host=new_host.organisation,
        )
    anew = CoveragePlan.objects.get(state="draft")
    assert anew.follows == plan
    assert plan_in_force(world.province) == plan
    moved = PlanRow.objects.filter(plan=anew, is_moved=True).order_by("need_id")
    assert [(row.need, row.before_id, row.offer_id) for row in moved] == [
        (need, lost.pk, other.pk), (left, offers_of(plan)[left.pk], None),
    ]  # fmt: skip
    assert moved[1].reason == "no_skill"
    actions.recompute([world.tambon.code])
    assert Gap.objects.filter(kind="d_no_match", need=left, state="open").exists()


def test_woman_uncovered_under_one_weighting_is_covered_under_another(world):
    make_offer(world, kind="care_at_home", quantity=20)
    bedridden = make_need(
        world, make_case(world, "waiting"), "care_at_home", quantity=20, is_urgent=True
    )
    light = [
        make_need(world, make_case(world, "waiting"), "care_at_home", quantity=2) for _ in range(10)
    ]
    secretary = world.duty["secretary"]
    each = actions.write_policy(
        province=world.province,
        by=secretary,
        urgency_weights=[1, 2, 4, 8, 16],
        alpha=0.0,
        strict=[],
        reason="ลองนับทุกเรื่องเท่ากัน",
    )
    plan = draft(world, policy=each)
    row = PlanRow.objects.get(plan=plan, need=bedridden)
    assert (row.offer, row.reason) == (None, "all_full")
    assert (row.under_each, row.under_hours, row.under_urgent) == (False, True, True)
    assert all(offers_of(plan)[need.pk] for need in light)
    told = count_rows(plan, secretary)
    assert told.under == {"each": (10, 0), "hours": (1, 1), "urgent": (1, 1)}
    assert (told.needs, told.covered, told.urgent, told.urgent_covered) == (11, 10, 1, 0)


def test_giver_whom_matches_hold_is_said_to_be_full_not_too_small(world):
    first = make_need(world, make_case(world, "waiting"))
    make_offer(world, quantity=1)
    publish(world, draft(world))
    match = actions.offer_match(match=Match.objects.get(), by=world.duty["host_coordinator"])
    actions.accept_match(match=match, by=world.duty["giver"])
    later = make_need(world, make_case(world, "waiting"))
    large = make_need(world, make_case(world, "waiting"), quantity=2)
    told = dict(PlanRow.objects.filter(plan=draft(world)).values_list("need_id", "reason"))
    assert (told[later.pk], told[large.pk]) == ("all_full", "too_large")
    assert first.pk not in told


def test_later_of_two_officers_who_publish_is_told(world):
    make_need(world, make_case(world, "waiting"))
    make_offer(world)
    first, second = adopt(world, draft(world)), adopt(world, draft(world))
    actions.publish_plan(plan=first, by=world.duty["secretary"], version=first.version)
    with refusal("stale"):
        actions.publish_plan(plan=first, by=world.duty["secretary"], version=first.version)
    with refusal("not_in_this_state"):
        actions.publish_plan(plan=first, by=world.duty["secretary"])
    with refusal("plan_out_of_date"):
        actions.publish_plan(plan=second, by=world.duty["secretary"])
    with pytest.raises(IntegrityError), transaction.atomic():
        CoveragePlan.objects.filter(pk=second.pk).update(state="published")
    after = publish(world, draft(world))
    first.refresh_from_db()
    assert (first.state, after.state, after.follows) == ("superseded", "published", first)
    assert Match.objects.count() == 1  # the promise stands, it is not suggested twice


def test_solving_that_fails_says_so_and_is_taken_up_again_from_the_register_it_read(
    world, monkeypatch
):
    need = make_need(world, make_case(world, "waiting"))
    make_offer(world)
    secretary = world.duty["secretary"]
    with monkeypatch.context() as patch:
        patch.setattr(drafting, "_write_rows", broken)
        plan = draft(world)
    assert (plan.state, plan.fault, plan.stage) == ("stopped", "stopped", "writing")
    assert not PlanRow.objects.exists()
    make_need(world, make_case(world, "waiting"))  # comes too late for this plan
    plan = actions.solve_draft(plan_id=actions.resume_solving(plan=plan, by=secretary).pk)
    assert (plan.state, plan.fault) == ("draft", "")
    assert set(offers_of(plan)) == {need.pk}
    assert unpack(plan.frozen).problem.fingerprint() == plan.problem_hash


def broken(*args, **facts):
    raise RuntimeError("the disk is full")


def test_stopping_ends_the_worker_at_its_next_sign_of_life_and_nothing_is_written(
    world, monkeypatch
):
    make_need(world, make_case(world, "waiting"))
    make_offer(world)
    secretary = world.duty["secretary"]
    stages = []

    def stop(plan_id, stage):
        stages.append(stage)
        if stage == "fairness":
            plan = CoveragePlan.objects.get(pk=plan_id)
            actions.stop_solving(plan=plan, by=secretary)

    listen(monkeypatch, stop)
    plan = draft(world)
    assert (plan.state, plan.fault) == ("stopped", "asked")
    assert stages == ["reading", "solving", "weighing", "fairness"]
    assert not PlanRow.objects.exists()
    with refusal("not_in_this_state"):
        actions.adopt_plan(plan=plan, by=world.duty["chair"], resolution=world.resolution)
    assert actions.drop_plan(plan=plan, by=secretary).state == "dropped"


def test_second_worker_of_the_same_plan_leaves_it_to_the_first(world, monkeypatch):
    make_need(world, make_case(world, "waiting"))
    make_offer(world)
    entered = []

    def enter(plan_id, stage):
        if stage == "reasons" and not entered:
            entered.append("")
            entered[0] = actions.solve_draft(plan_id=plan_id).state

    listen(monkeypatch, enter)
    plan = draft(world)
    assert (entered, plan.state, PlanRow.objects.count()) == (["draft"], "draft", 1)
    assert Event.objects.filter(verb="plan.ready").count() == 1


def listen(monkeypatch, ear):
    """Call `ear(plan_id, stage)` before every new stage a solver tells."""
    real = drafting._Signs.tell

    def tell(self, stage, done, total):
        if stage and stage != self.shown:
            ear(self.plan_id, stage)
        real(self, stage, done, total)

    monkeypatch.setattr(drafting._Signs, "tell", tell)


def test_only_one_plan_is_asked_for_at_a_time_and_no_word_is_lost_meanwhile(world):
    need = make_need(world, make_case(world, "waiting"))
    offer = make_offer(world)
    secretary = world.duty["secretary"]
    plan = draft(world)
    begun = actions.solve_again(plan=plan, by=secretary)
    with refusal("plan_being_solved"):
        actions.draft_plan(province=world.province, by=secretary)
    with refusal("plan_being_solved"):
        actions.say_of_pair(
            plan=plan, need=need, offer=offer, is_pin=True, reason="ช่วยกันอยู่แล้ว", by=secretary
        )
    with refusal("plan_being_solved"):
        actions.solve_again(plan=begun, by=secretary)
    plan.refresh_from_db()
    assert plan.state == "draft"
    actions.solve_draft(plan_id=begun.pk)
    plan.refresh_from_db()
    assert plan.state == "dropped"


def test_sealed_rows_are_for_those_named_and_in_no_number(world):
    sealed = make_case(world, "waiting", is_sealed=True)
    hidden, shown = make_need(world, sealed), make_need(world, make_case(world, "waiting"))
    make_offer(world)
    plan = draft(world)
    assert set(offers_of(plan)) == {hidden.pk, shown.pk}
    secretary = world.duty["secretary"]
    assert [row.need_id for row in rows_of(plan, secretary)] == [shown.pk]
    assert count_rows(plan, secretary).needs == 1
    publish(world, plan)
    assert [match.need for match in Match.objects.all()] == [shown]
    sealed.named_duties.add(secretary)
    assert count_rows(plan, secretary).needs == 2


def test_plan_of_another_province_is_out_of_reach(world):
    make_need(world, make_case(world, "waiting"))
    plan = draft(world)
    other = world.other["secretary"]
    with refusal("not_in_your_area"):
        actions.draft_plan(province=world.province, by=other)
    with refusal("not_in_your_area"):
        actions.solve_again(plan=plan, by=other)
    with refusal("not_in_your_area"):
        actions.adopt_plan(plan=plan, by=world.other["chair"], resolution=world.resolution)
    with refusal("policy_numbers"):
        actions.write_policy(
            province=world.province,
            by=world.duty["secretary"],
            urgency_weights=[1, 2],
            alpha=0,
            strict=[],
            reason="ลอง",
        )
    assert not CoveragePlan.objects.visible_to(other).exists()
