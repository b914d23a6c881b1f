"""What people decide about a plan by its pages: words on pairs, a no that is lifted, ways of weighing, a floor (A25, R59)."""

import pytest
from django.urls import reverse

from kuea.coverage import actions
from kuea.coverage.actions import drafting
from kuea.coverage.models import CoveragePlan, CoveragePolicy, Match, PlanRow, PlanWish
from kuea.coverage.queries.givers import suggest_givers
from kuea.coverage.queries.plans import waiting_hosts
from kuea.giving import actions as giving
from kuea.ledger.models import Event
from kuea.offices.models import Place
from kuea.offices.queries import system_duty
from tests.cases import make_case, make_need, make_offer
from tests.rooms.coverage.test_plans import (
    adopt,
    again,
    draft,
    offers_of,
    publish,
    refusal,
)
from tests.world import make_duty, make_host


@pytest.fixture
def ask(client, world):
    def as_duty(by, name, *args, sent=None, **query):
        client.force_login(world.duty[by].user)
        url = reverse(f"coverage:{name}", args=args)
        return client.get(url, query) if sent is None else client.post(url, sent)

    return as_duty


def page(answer):
    return answer.content.decode()


def test_word_on_a_pair_is_seen_with_who_said_it_and_what_it_changed(world, ask):
    first, second = (make_need(world, make_case(world, "waiting")) for _ in range(2))
    near, far = make_offer(world, quantity=2), make_offer(world, quantity=2)
    plan = draft(world)
    other = far if offers_of(plan)[first.pk] == near.pk else near
    assert "เลือกผู้ให้รายอื่น" in page(ask("secretary", "plan", plan.pk, part="covered"))
    choices = ask("host_coordinator", "pair", plan.pk, first.pk).context["form"].fields["offer"]
    assert {pk for pk, _words in choices.choices} == {near.pk, far.pk}
    sent = {"offer": other.pk, "word": "pin", "reason": "เคยช่วยกันมาก่อน"}
    ask("host_coordinator", "pair_act", plan.pk, first.pk, "say", sent=sent)
    told = page(ask("secretary", "plan", plan.pk, part="covered"))
    assert "เคยช่วยกันมาก่อน" in told
    assert str(PlanWish.objects.get().said_by.organisation.name) in told
    assert "เคยช่วยกันมาก่อน" not in page(ask("member", "plan", plan.pk, part="covered"))
    anew = again(plan, world.duty["secretary"])
    changed = ask("secretary", "plan", anew.pk, part="redrafted")
    assert [row.need_pk for row in changed.context["rows"]] == [first.pk]
    assert changed.context["rows"][0].was
    assert PlanRow.objects.get(plan=anew, need=first).offer == other
    ask("secretary", "pair_act", anew.pk, first.pk, "unsay", sent={"offer": other.pk})
    assert not PlanWish.objects.filter(plan=anew).exists()
    assert PlanWish.objects.filter(plan=plan).count() == 1  # of the plan before, as it was said
    assert second.pk in offers_of(anew)


def test_word_needs_a_reason_and_a_draft(world, ask):
    need = make_need(world, make_case(world, "waiting"))
    offer = make_offer(world)
    plan = draft(world)
    sent = {"offer": offer.pk, "word": "pin", "reason": ""}
    assert ask("secretary", "pair_act", plan.pk, need.pk, "say", sent=sent).status_code == 400
    assert ask("chair", "pair_act", plan.pk, need.pk, "say", sent=sent).status_code == 403
    sent["reason"] = "ใกล้กัน"
    plan = adopt(world, plan)
    assert ask("secretary", "pair_act", plan.pk, need.pk, "say", sent=sent).status_code == 409
    assert "พ้นขั้นร่างแล้ว" in page(ask("secretary", "pair", plan.pk, need.pk))


def test_sealed_need_has_no_page_for_those_not_named(world, ask):
    need = make_need(world, make_case(world, "waiting", is_sealed=True))
    make_offer(world)
    plan = draft(world)
    assert ask("secretary", "pair", plan.pk, need.pk).status_code == 404


def test_pair_that_did_not_come_about_is_proposed_again_once_a_secretary_lifts_it(world, ask):
    need = make_need(world, make_case(world, "waiting"))
    offer = make_offer(world)
    host, secretary = world.duty["host_coordinator"], world.duty["secretary"]
    match = actions.suggest_match(need=need, offer=offer, by=host)
    actions.decline_match(match=actions.offer_match(match=match, by=host), by=world.duty["giver"])
    plan = draft(world)
    assert offers_of(plan) == {need.pk: None}
    told = page(ask("secretary", "pair", plan.pk, need.pk))
    assert "ให้คิดถึงคู่นี้ได้อีก" in told
    assert "ให้คิดถึงคู่นี้ได้อีก" not in page(ask("host_coordinator", "pair", plan.pk, need.pk))
    with refusal("missing"):
        actions.lift_pair(match=Match.objects.get(), by=secretary, reason=" ")
    sent = {"offer": offer.pk, "reason": "ผู้ให้มีคนช่วยเพิ่มแล้ว"}
    assert (
        ask("host_coordinator", "pair_act", plan.pk, need.pk, "lift", sent=sent).status_code == 403
    )
    ask("secretary", "pair_act", plan.pk, need.pk, "lift", sent=sent)
    lifted = Match.objects.get()
    assert (lifted.state, lifted.lifted_by, lifted.lifted_reason) == ("declined", secretary, sent["reason"])  # fmt: skip
    with refusal("not_in_this_state"):
        actions.lift_pair(match=lifted, by=secretary, reason="อีกครั้ง")
    assert offers_of(again(plan, secretary)) == {need.pk: offer.pk}


def test_policy_page_says_in_words_what_was_decided_and_why(world, ask):
    sent = {
        "ordinary": 4, "urgent": 12, "strict": "no", "alpha": "1", "floor": 60, "travel_km": 25, "reason": "เวทีจังหวัดขอให้ลอง",
    }  # fmt: skip
    assert ask("chair", "policies", sent=sent).status_code == 403
    assert ask("secretary", "policies", sent={**sent, "reason": ""}).status_code == 400
    assert ask("secretary", "policies", sent={**sent, "urgent": 0}).status_code == 400
    ask("secretary", "policies", sent=sent)
    policy = CoveragePolicy.objects.get()
    assert (policy.urgency_weights, policy.alpha, policy.strict) == ([1, 2, 4, 8, 12], 1.0, [])
    assert (policy.floor, policy.travel_km) == (0.6, 25.0)
    told = page(ask("member", "policies"))
    for words in (
        "หนักเท่าเรื่องทั่วไป 3 เรื่อง",
        "อย่างน้อยร้อยละ 60",
        "ไม่เกิน 25 กิโลเมตร",
        "เวทีจังหวัดขอให้ลอง",
    ):
        assert words in told
    make_need(world, make_case(world, "waiting"))
    plan = draft(world)
    assert plan.policy == policy
    assert "ไม่เกิน 25 กิโลเมตร" in page(ask("host_coordinator", "plan", plan.pk))


def test_travel_limit_of_the_policy_keeps_a_far_giver_out(world):
    for place, lat in ((world.tambon, 14.0), (world.other_tambon, 14.5)):
        place.lat, place.lon = lat, 100.5
        place.save()
    need = make_need(world, make_case(world, "waiting"))
    offer = make_offer(world, places=(world.tambon.parent,))
    offer.organisation.address_place = world.other_tambon
    offer.organisation.save()
    told = {"province": world.province, "by": world.duty["secretary"], "reason": "ลองจำกัดระยะ"}
    weights = {"urgency_weights": [1, 2, 4, 8, 16], "alpha": 0.5, "strict": [5]}
    near = actions.write_policy(**told, **weights, travel_km=10)
    wide = actions.write_policy(**told, **weights, travel_km=100)
    row = PlanRow.objects.get(plan=draft(world, policy=near))
    assert (row.offer, row.reason) == (None, "out_of_reach")
    assert offers_of(draft(world, policy=wide)) == {need.pk: offer.pk}


@pytest.fixture
def unequal(world):
    """Two tambon share one giver: eight heavy needs here, eight light ones there; without a floor the light ones lose."""
    there = Place.objects.get(pk="13010201")
    for _ in range(8):
        make_need(world, make_case(world, "waiting", is_urgent=True))
        make_need(world, make_case(world, "waiting", there, tambon=world.other_tambon))
    make_offer(world, quantity=8, places=(world.tambon.parent,))
    return world


def covered_in(plan, tambon):
    return PlanRow.objects.filter(plan=plan, case__tambon=tambon, offer__isnull=False).count()


def test_committee_chooses_a_floor_on_the_curve_and_the_worst_off_tambon_gets_more(unequal, ask):
    world = unequal
    policy = actions.write_policy(
        province=world.province, by=world.duty["secretary"], urgency_weights=[1, 2, 4, 8, 16], alpha=0.5, strict=[],
        reason="ไม่ให้ระดับใดก่อนเสมอ",
    )  # fmt: skip
    plan = draft(world, policy=policy)
    assert covered_in(plan, world.other_tambon) == 0
    curve = ask("chair", "plan", plan.pk).context["curve"]
    worst, lost = [one.worst for one in curve.points], [one.lost for one in curve.points]
    assert worst == sorted(worst)
    assert lost == sorted(lost)
    assert (worst[0], lost[0]) == (0, 0)
    assert [one.is_now for one in curve.points][0]
    chosen = curve.points[-1]
    sent = {"version": plan.version, "floor": chosen.value, "reason": "กรรมการเลือกไม่ทิ้งตำบลใด"}
    assert ask("member", "plan_act", plan.pk, "floor", sent=sent).status_code == 403
    assert (
        ask("chair", "plan_act", plan.pk, "floor", sent={**sent, "floor": "2"}).status_code == 400
    )
    ask("chair", "plan_act", plan.pk, "floor", sent=sent)
    anew = CoveragePlan.objects.order_by("-number").first()
    plan.refresh_from_db()
    assert (plan.state, anew.state, anew.replaces) == ("dropped", "draft", plan)
    assert anew.policy.reason == sent["reason"]
    assert anew.policy.floor == pytest.approx(chosen.floor, abs=1e-4)
    assert covered_in(anew, world.other_tambon) >= 3
    assert covered_in(anew, world.tambon) + covered_in(anew, world.other_tambon) == 8
    now = ask("secretary", "plan", anew.pk).context["curve"].points
    assert [one.is_now for one in now][-1]


def test_host_whose_only_case_in_the_plan_is_sealed_is_named_to_nobody_but_itself(world):
    hidden = make_host(
        world.province, "แม่ข่ายลับ", world.other_tambon, world.duty["secretary"], world.resolution
    )
    make_need(world, make_case(world, "waiting"))
    sealed = make_case(
        world, "waiting", is_sealed=True, host=hidden.organisation, tambon=world.other_tambon
    )
    make_need(world, sealed)
    plan = draft(world)

    def named(duty):
        return {row.organisation.name for row in waiting_hosts(plan, duty)}

    own = make_duty("host_coordinator", world.province, hidden.organisation)
    shown = world.host.organisation.name
    assert named(world.duty["secretary"]) == named(world.duty["chair"]) == {shown}
    assert "แม่ข่ายลับ" in named(own)
    sealed.named_duties.add(world.duty["secretary"])
    assert named(world.duty["secretary"]) == {shown, "แม่ข่ายลับ"}


def test_suggestions_nobody_offered_go_with_their_plan_and_the_pair_is_not_set_aside(world):
    need = make_need(world, make_case(world, "waiting"))
    near, far = make_offer(world, quantity=1), make_offer(world, quantity=1)
    secretary = world.duty["secretary"]
    first = publish(world, draft(world))
    was = offers_of(first)[need.pk]
    other = far if was == near.pk else near
    plan = draft(world)
    actions.say_of_pair(
        plan=plan, need=need, offer=other, is_pin=True, reason="เจ้าตัวขอ", by=secretary
    )
    second = publish(world, again(plan, secretary))
    states = dict(Match.objects.values_list("offer_id", "state"))
    assert states == {was: "withdrawn", other.pk: "suggested"}
    told = Event.objects.get(verb="plan.publish", subject_id=str(second.pk)).data
    assert (told["matches"], told["taken_back"]) == (1, 1)
    plan = draft(world)  # nobody said no, so the pair may be proposed again
    actions.say_of_pair(
        plan=plan, need=need, offer=other, is_pin=False, reason="เจ้าตัวเปลี่ยนใจ", by=secretary
    )
    assert offers_of(again(plan, secretary)) == {need.pk: was}


def test_offered_match_stays_when_the_next_plan_proposes_another(world):
    need = make_need(world, make_case(world, "waiting"))
    make_offer(world, quantity=1)
    make_offer(world, quantity=1)
    secretary = world.duty["secretary"]
    publish(world, draft(world))
    offered = actions.offer_match(match=Match.objects.get(), by=world.duty["host_coordinator"])
    plan = draft(world)
    actions.say_of_pair(
        plan=plan, need=need, offer=offered.offer, is_pin=False, reason="ลองรายอื่น", by=secretary
    )
    publish(world, again(plan, secretary))
    offered.refresh_from_db()
    assert offered.state == "offered"


def test_no_brings_the_next_giver_by_itself_and_only_people_offer_it(
    world, django_capture_on_commit_callbacks
):
    need = make_need(world, make_case(world, "waiting"))
    make_offer(world, quantity=1)
    make_offer(world, quantity=1)
    host = world.duty["host_coordinator"]
    publish(world, draft(world))
    match = actions.offer_match(match=Match.objects.get(), by=host)
    with django_capture_on_commit_callbacks(execute=True):
        actions.decline_match(match=match, by=world.duty["giver"])
    following = Match.objects.exclude(pk=match.pk).get()
    assert (following.need, following.state) == (need, "suggested")
    assert following.suggested_by.role == "system"
    assert "by_plan" in following.why
    following = actions.offer_match(match=following, by=host)
    following = actions.accept_match(match=following, by=world.duty["giver"])
    with django_capture_on_commit_callbacks(execute=True):  # the receiver says no, by the host
        actions.decline_match(match=following, by=host, reason="เจ้าตัวยังไม่สบายใจ")
    assert Match.objects.count() == 2
    assert Event.objects.filter(verb="match.nobody_next").count() == 1


def test_pair_declined_twice_is_not_asked_by_two_workers(world):
    make_need(world, make_case(world, "waiting"))
    make_offer(world, quantity=1)
    make_offer(world, quantity=1)
    host = world.duty["host_coordinator"]
    publish(world, draft(world))
    match = actions.offer_match(match=Match.objects.get(), by=host)
    actions.decline_match(match=match, by=world.duty["giver"])
    assert actions.propose_after_no(match_id=match.pk) is not None
    assert actions.propose_after_no(match_id=match.pk) is None
    match.refresh_from_db()
    with refusal("already_offered"):
        actions.propose_next(match=match, by=host)
    with refusal("not_in_your_area"):
        actions.propose_next(match=match, by=system_duty(world.other_province.code))


@pytest.mark.parametrize("leave", ["rest", "suspend", "end"])
def test_volunteer_who_drops_out_brings_a_draft_near_the_plan_and_nobody_is_told_yet(
    world, leave, django_capture_on_commit_callbacks
):
    need = make_need(world, make_case(world, "waiting"))
    offer = make_offer(world)
    force = publish(world, draft(world))
    by = world.duty["host_coordinator"]
    facts = {"suspend": {"reason": "เพื่อความปลอดภัย"}}.get(leave, {})
    with django_capture_on_commit_callbacks(execute=True):
        getattr(giving, f"{leave}_volunteer")(by=by, volunteer=world.volunteer, **facts)
    anew = CoveragePlan.objects.exclude(pk=force.pk).get()
    assert (anew.state, anew.follows, anew.drafted_by.role) == ("draft", force, "system")
    assert offers_of(anew) == {need.pk: offer.pk}
    assert list(Match.objects.values_list("state", flat=True)) == ["suggested"]


def test_one_change_after_another_leaves_one_draft_of_the_system(
    world, django_capture_on_commit_callbacks
):
    make_need(world, make_case(world, "waiting"))
    make_offer(world)
    publish(world, draft(world))
    by = world.duty["host_coordinator"]
    for act in (giving.rest_volunteer, giving.end_volunteer):
        with django_capture_on_commit_callbacks(execute=True):
            act(by=by, volunteer=world.volunteer)
    states = list(CoveragePlan.objects.order_by("number").values_list("state", flat=True))
    assert states == ["published", "dropped", "draft"]
    last = CoveragePlan.objects.get(state="draft")
    need = last.rows.get().need
    offer = last.rows.get().offer
    actions.say_of_pair(plan=last, need=need, offer=offer, is_pin=True, reason="ดูแล้ว", by=by)
    drafting._replan(world.province.code)  # somebody said a word on it: it is left to people
    states = list(CoveragePlan.objects.order_by("number").values_list("state", flat=True))
    assert states == ["published", "dropped", "draft", "draft"]


def test_pairs_of_a_plan_are_suggested_with_the_reasons_one_by_one_would_give(world):
    """The slow twin: what `suggest_givers` says of each need and the offer the plan chose."""
    host = world.duty["host_coordinator"]
    helped = make_case(world, "waiting")
    make_need(world, helped, "food")
    own = make_offer(world, kind="food", quantity=3, organisation=world.host.organisation)
    for number in range(5):
        make_need(world, make_case(world, "waiting"), "house_repair", quantity=1 + number % 2)
    make_offer(world, quantity=4, days_old=400)
    make_offer(world, kind="other", quantity=3, places=(world.tambon.parent,), groups=())
    met = make_need(world, make_case(world, "waiting"), "food", is_met=False)
    make_offer(world, kind="food", quantity=1)
    plan = adopt(world, draft(world))
    met.is_met = True
    met.save()
    withdrawn = PlanRow.objects.filter(plan=plan, offer__isnull=False).exclude(offer=own).first()
    withdrawn.offer.is_withdrawn = True
    withdrawn.offer.save()
    plan = actions.publish_plan(plan=plan, by=world.duty["secretary"])
    made = list(Match.objects.select_related("need", "case", "offer"))
    assert made
    for match in made:
        told = {one.offer.pk: one.why for one in suggest_givers(match.need, case=match.case)}
        assert match.why == [*told[match.offer_id], "by_plan"]
        assert (match.state, match.suggested_by) == ("suggested", world.duty["secretary"])
    assert not {match.offer_id for match in made} & {withdrawn.offer_id}
    assert met.pk not in {match.need_id for match in made}
    told = Event.objects.get(verb="plan.publish").data
    promised = PlanRow.objects.filter(plan=plan, offer__isnull=False).count()
    assert (told["matches"], told["left"]) == (len(made), promised - len(made))
    actions.offer_match(match=made[0], by=host)
