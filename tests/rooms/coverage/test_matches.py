"""Matches: steps of 4.5, capacity held, identity hidden until the receiver agrees (I10)."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from kuea.core.problems import Refusal
from kuea.coverage import actions
from kuea.coverage.models import Match
from kuea.coverage.queries.givers import free_capacity, identity_for, need_card, suggest_givers
from kuea.coverage.queries.matches import matches_of
from kuea.finding.models import Case
from kuea.ledger.models import Event
from kuea.offices.queries import system_duty
from tests.cases import make_case, make_need, make_offer
from tests.world import make_duty, make_organisation


@pytest.fixture
def need(world):
    world.case = make_case(world, "waiting")
    return make_need(world, world.case)


@pytest.fixture
def offer(world):
    return make_offer(world)


def suggested(world, need, offer, **facts):
    return actions.suggest_match(need=need, offer=offer, by=world.duty["host_coordinator"], **facts)


def offered(world, need, offer, **facts):
    return actions.offer_match(
        match=suggested(world, need, offer, **facts), by=world.duty["host_coordinator"]
    )


def accepted(world, need, offer, **facts):
    return actions.accept_match(match=offered(world, need, offer, **facts), by=world.duty["giver"])


def agreed(world, need, offer, **facts):
    return actions.agree_match(
        match=accepted(world, need, offer, **facts),
        by=world.duty["host_coordinator"],
        agreed_how="ตกลงด้วยวาจาที่บ้าน",
    )


def refusal(code):
    return pytest.raises(Refusal, match=f"^{code}:")


def test_match_goes_through_its_steps_and_moves_the_case(world, need, offer):
    match = agreed(world, need, offer)
    assert Case.objects.get(pk=world.case.pk).state == "matched"
    assert free_capacity(offer) == 1
    match = actions.start_match(match=match, by=world.duty["host_coordinator"])
    assert match.started_at is not None
    match = actions.fulfil_match(match=match, by=world.duty["host_coordinator"])
    assert (match.state, free_capacity(offer)) == ("fulfilled", 2)
    need.refresh_from_db()
    assert need.is_met
    verbs = (
        Event.objects.filter(subject="coverage.match").order_by("pk").values_list("verb", flat=True)
    )
    assert list(verbs) == [
        "match.suggest", "match.offer", "match.accept", "match.agree", "match.start", "match.fulfil",
    ]  # fmt: skip


def test_suggestion_keeps_its_reasons(world, need, offer):
    (found,) = suggest_givers(need)
    assert (found.offer, found.free) == (offer, 2)
    assert found.why == ("same_kind", "serves_group", "same_tambon", "enough", "fresh")
    assert suggested(world, need, offer).why == list(found.why)


def test_giver_who_helps_already_comes_first(world, need, offer):
    agreed(world, need, offer)
    other = make_organisation(world.province, "ช่างชุมชน", "people", world.tambon)
    nearer = make_offer(world, make_duty("giver", world.province, other), quantity=9)
    second = make_need(world, world.case)
    assert [found.offer for found in suggest_givers(second)] == [offer, nearer]
    assert "helps_already" in suggest_givers(second)[0].why


def test_capacity_is_refused_when_all_of_it_is_held(world, need):
    offer = make_offer(world, quantity=1)
    accepted(world, need, offer)
    other = make_case(world, "waiting")
    with refusal("capacity_exceeded"):
        suggested(world, make_need(world, other), offer)


def test_later_giver_is_refused_when_both_cards_were_offered_for_one_place(world, need):
    offer = make_offer(world, quantity=1)
    first = offered(world, need, offer)
    second = offered(world, make_need(world, make_case(world, "waiting")), offer)
    actions.accept_match(match=first, by=world.duty["giver"])
    with refusal("capacity_exceeded"):
        actions.accept_match(match=second, by=world.duty["giver"])
    assert Match.objects.get(pk=second.pk).state == "offered"


def test_database_refuses_more_than_the_capacity(world, need):
    offer = make_offer(world, quantity=1)
    accepted(world, need, offer)
    second = Match.objects.create(
        province=world.province, need=make_need(world, world.case), case=world.case, offer=offer,
        suggested_by=world.duty["host_coordinator"],
    )  # fmt: skip
    second.state = "offered"
    second.save()
    second.state = "giver_accepted"
    with pytest.raises(IntegrityError, match="I10"), transaction.atomic():
        second.save()


def test_database_refuses_a_match_the_receiver_did_not_agree_to(world, need, offer):
    match = accepted(world, need, offer)
    match.state = "receiver_agreed"
    with pytest.raises(IntegrityError), transaction.atomic():
        match.save()


def test_database_refuses_an_offer_below_what_it_holds(world, need, offer):
    accepted(world, need, offer)
    offer.quantity = 0
    with pytest.raises(IntegrityError, match="I10"), transaction.atomic():
        offer.save()


def test_start_is_refused_before_the_receiver_agreed(world, need, offer):
    with refusal("receiver_first"):
        actions.start_match(match=accepted(world, need, offer), by=world.duty["host_coordinator"])


def test_agreement_without_leave_to_tell_the_name_is_refused(world, need, offer):
    match = accepted(world, need, offer)
    with refusal("receiver_first"):
        actions.agree_match(match=match, by=world.duty["host_coordinator"], may_tell_name=False)
    assert Match.objects.get(pk=match.pk).receiver_agreed_at is None


def test_identity_stays_hidden_until_the_receiver_agreed(world, need, offer):
    giver = world.duty["giver"]
    match = suggested(world, need, offer)
    for step, by in (("offer", "host_coordinator"), ("accept", "giver")):
        assert identity_for(match, giver) is None
        match = getattr(actions, f"{step}_match")(match=match, by=world.duty[by])
    assert identity_for(match, giver) is None
    match = actions.agree_match(match=match, by=world.duty["host_coordinator"])
    assert identity_for(match, giver).name == "นางสมใจ ทดสอบดี"
    match = actions.end_match_early(match=match, by=giver, reason="ช่างย้ายงาน")
    assert identity_for(match, giver) is None


def card_of(world, match):
    return need_card(matches_of(world.duty["giver"]).get(pk=match.pk))


def test_need_card_names_nobody(world, need, offer):
    card = card_of(world, offered(world, need, offer))
    assert (card.kind, card.group_words, card.age_band) == (
        "house_repair", "ผู้สูงอายุอยู่ลำพัง", "70-79",
    )  # fmt: skip
    assert card.tambon_words == "บางปรอก เมืองปทุมธานี"
    assert set(card.__dataclass_fields__) == {
        "kind", "group_words", "age_band", "tambon_words", "quantity",
    }  # fmt: skip


def test_need_card_of_a_sensitive_case_hides_the_group(world, need, offer):
    match = offered(world, need, offer)
    type(world.case).objects.filter(pk=world.case.pk).update(sensitive="hiv")
    assert card_of(world, match).group_words == ""


def test_match_of_a_sealed_case_is_not_seen_by_its_giver(world, need, offer):
    match = offered(world, need, offer)
    type(world.case).objects.filter(pk=world.case.pk).update(is_sealed=True)
    assert not matches_of(world.duty["giver"]).filter(pk=match.pk).exists()


def test_sealed_case_is_not_suggested_by_someone_not_named(world, need, offer):
    world.case.is_sealed = True
    world.case.save()
    with refusal("not_in_your_area"):
        suggested(world, need, offer)


def test_ending_early_gives_capacity_back_and_the_person_waits(world, need, offer):
    match = agreed(world, need, offer)
    ended = actions.end_match_early(match=match, by=world.duty["host_coordinator"], reason="ช่างป่วย")
    assert (ended.state, free_capacity(offer)) == ("ended_early", 2)
    assert Case.objects.get(pk=world.case.pk).state == "waiting"


def test_ending_early_needs_a_reason(world, need, offer):
    match = agreed(world, need, offer)
    with refusal("missing"):
        actions.end_match_early(match=match, by=world.duty["host_coordinator"], reason=" ")


def test_declining_blames_nobody_and_frees_the_pair(world, need, offer):
    match = offered(world, need, offer)
    actions.decline_match(match=match, by=world.duty["giver"])
    assert suggested(world, need, offer).state == "suggested"


def test_same_pair_is_refused_while_it_is_open(world, need, offer):
    suggested(world, need, offer)
    with refusal("already_offered"):
        suggested(world, need, offer)


def test_need_of_another_person_is_refused(world, need, offer):
    with refusal("need_of_another"):
        suggested(world, need, offer, case=make_case(world, "waiting"))


def test_lapsed_hold_frees_capacity_and_cannot_be_agreed(world, need, offer):
    match = accepted(world, need, offer)
    assert match.hold_until.date() == (match.giver_accepted_at + timedelta(days=7)).date()
    match.hold_until = timezone.now() - timedelta(minutes=1)
    match.save()
    with refusal("hold_lapsed"):
        actions.agree_match(match=match, by=world.duty["host_coordinator"])
    system = system_duty(world.province.code)
    assert actions.lapse_holds(by=system, province=world.province) == 1
    assert Match.objects.get(pk=match.pk).state == "declined"
    assert free_capacity(offer) == 2


def test_other_giver_cannot_answer_a_card(world, need, offer):
    match = offered(world, need, offer)
    stranger = make_duty(
        "giver",
        world.province,
        make_organisation(world.province, "อีกร้านหนึ่ง", "business", world.tambon),
    )
    with refusal("not_in_your_area"):
        actions.accept_match(match=match, by=stranger)


@pytest.mark.parametrize("role", ["chair", "volunteer", "facilitator", "giver", "local_officer"])
def test_other_duties_cannot_suggest(world, need, offer, role):
    with refusal("not_your_duty"):
        actions.suggest_match(need=need, offer=offer, by=world.duty[role])


def test_other_province_cannot_suggest(world, need, offer):
    with refusal("not_in_your_area"):
        actions.suggest_match(need=need, offer=offer, by=world.other["secretary"])


def test_second_acceptance_from_a_stale_page_is_refused(world, need, offer):
    match = offered(world, need, offer)
    stale = Match.objects.get(pk=match.pk)
    actions.accept_match(match=match, by=world.duty["giver"])
    with refusal("not_in_this_state"):
        actions.accept_match(match=stale, by=world.duty["giver"])


def test_withdrawn_offer_is_refused(world, need, offer):
    match = offered(world, need, offer)
    offer.is_withdrawn = True
    offer.save()
    with refusal("offer_withdrawn"):
        actions.accept_match(match=match, by=world.duty["giver"])


def test_declining_the_path_ends_its_matches_at_once(world, need, offer):
    match = agreed(world, need, offer)
    case = Case.objects.get(pk=world.case.pk)
    case.state, case.declined_at = "declined", timezone.now()
    case.save()
    actions.recompute([world.tambon.code])
    assert Match.objects.get(pk=match.pk).state == "ended_early"
    assert free_capacity(offer) == 2


def test_registered_case_waits_after_commit(world, django_capture_on_commit_callbacks):
    case = make_case(world, "registered")
    with django_capture_on_commit_callbacks(execute=True):
        actions.recompute([world.tambon.code])
    assert Case.objects.get(pk=case.pk).state == "waiting"


def test_registered_case_with_care_from_before_does_not_wait(
    world, django_capture_on_commit_callbacks
):
    case = make_case(world, "registered", existing_care="ลูกสาวข้างบ้าน")
    with django_capture_on_commit_callbacks(execute=True):
        actions.recompute([world.tambon.code])
    assert Case.objects.get(pk=case.pk).state == "registered"
