"""Every verb between the first worry and the register, and each refusal (4.1, I1, I3, I16, I23, I24, R50, R75)."""

import pytest
from django.db import IntegrityError, transaction

from kuea.core.problems import Refusal
from kuea.core.states import OWNED_STATES
from kuea.finding import actions
from kuea.finding.models import Case, CaseStep
from kuea.ledger.models import Event
from kuea.people.models import DefinitionSet, TargetGroup
from tests.rooms.finding.story import (
    again,
    end_host_of,
    overtake,
    raise_one,
    ready_one,
    route_one,
    said,
    second_host,
    verify_one,
    visit_one,
)
from tests.world import make_duty


def refused(code, action, **given):
    with pytest.raises(Refusal) as no:
        action(**given)
    assert no.value.code == code


# --- on the way to a host ----------------------------------------------------------------------------


def test_host_accepts_and_the_case_is_its_own(world):
    case = route_one(world)
    assert (case.state, case.host, case.interim_owner) == ("routed", world.host.organisation, None)
    assert case.routed_at is not None
    assert Event.objects.filter(verb="case.route", subject_id=str(case.pk)).count() == 1


def test_case_that_nobody_was_offered_cannot_be_routed(world):
    end_host_of(world)
    case = raise_one(world, by="secretary").case
    refused("no_host_there", actions.route_case, by=world.duty["secretary"], case=case)


def test_host_that_paused_cannot_accept(world):
    case = raise_one(world).case
    world.host.state = "paused"
    world.host.save()
    refused("no_host_there", actions.route_case, by=world.duty["host_coordinator"], case=case)


def test_another_host_cannot_accept(world):
    _, stranger = second_host(world)
    refused("not_in_your_area", actions.route_case, by=stranger, case=raise_one(world).case)


@pytest.mark.parametrize("role", ["volunteer", "chair", "recorder", "giver", "ministry"])
def test_only_hosts_and_the_secretariat_route(world, role):
    refused("not_your_duty", actions.route_case, by=world.duty[role], case=raise_one(world).case)


def test_ended_duty_does_nothing(world):
    from django.utils import timezone

    case, duty = raise_one(world).case, world.duty["host_coordinator"]
    duty.ended_at = timezone.now()
    duty.save()
    refused("not_your_duty", actions.route_case, by=duty, case=case)


def test_stale_tab_is_refused(world):
    case = raise_one(world).case
    overtake(case)
    refused(
        "stale",
        actions.route_case,
        by=world.duty["host_coordinator"],
        case=case,
        version=case.version,
    )


def test_secretary_offers_a_lead_to_another_active_host(world):
    organisation, coordinator = second_host(world)
    case = actions.offer_case(
        by=world.duty["secretary"], case=raise_one(world).case, host=organisation
    )
    assert (case.host, case.state) == (organisation, "lead")
    assert actions.route_case(by=coordinator, case=case).state == "routed"


def test_lead_is_not_offered_to_an_organisation_that_is_no_active_host(world):
    refused(
        "no_host_there", actions.offer_case, by=world.duty["secretary"],
        case=raise_one(world).case, host=world.duty["giver"].organisation,
    )  # fmt: skip


def test_host_turns_an_offer_down_and_it_stays_a_lead(world):
    case = actions.return_case(
        by=world.duty["host_coordinator"], case=raise_one(world).case, reason="อาสาไม่พอ"
    )
    assert (case.state, case.host) == ("lead", None)
    assert case.steps.last().reason == "อาสาไม่พอ"


def test_routed_case_is_returned_to_the_secretariat_s_tray(world):
    case = actions.return_case(
        by=world.duty["host_coordinator"], case=route_one(world), reason="คนละพื้นที่"
    )
    assert (case.state, case.host) == ("returned", None)
    back = actions.retry_case(by=world.duty["secretary"], case=case, reason="หาแม่ข่ายใหม่")
    assert (back.state, back.host) == ("lead", None)  # not offered to the same host again


@pytest.mark.parametrize(
    "verb", [actions.return_case, actions.mark_not_found, actions.set_aside]
)  # fmt: skip
def test_reason_is_asked_for(world, verb):
    refused("missing", verb, by=world.duty["host_coordinator"], case=route_one(world), reason=" ")


def test_person_not_found_is_tried_again(world):
    case = actions.mark_not_found(
        by=world.duty["host_coordinator"], case=route_one(world), reason="บ้านปิด ถามเพื่อนบ้านแล้ว"
    )
    assert case.state == "not_located"
    back = actions.retry_case(by=world.duty["host_coordinator"], case=case, reason="กลับมาแล้ว")
    assert (back.state, back.host) == ("lead", world.host.organisation)


def test_matter_outside_this_work_is_set_aside_and_can_be_taken_up(world):
    case = actions.set_aside(
        by=world.duty["host_coordinator"], case=route_one(world), reason="ถนนชำรุด แจ้ง อบต."
    )
    assert case.state == "out_of_scope"
    again_lead = actions.retry_case(by=world.duty["secretary"], case=case, reason="มีคนเดือดร้อนจริง")
    assert again_lead.state == "lead"


@pytest.mark.parametrize(
    "verb", [actions.mark_not_found, actions.prepare_case, actions.appeal_case]
)
def test_verb_out_of_its_state_is_refused(world, verb):
    given = {"reason": "เหตุผล"}
    if verb is actions.prepare_case:
        given = {"category": "abandoned", "group": world.group, "agrees_to_discussion": "ได้"}
    case = raise_one(world).case
    refused("not_in_this_state", verb, by=world.duty["host_coordinator"], case=case, **given)


# --- volunteers -----------------------------------------------------------------------------------------


def test_own_active_volunteer_is_asked_and_then_sees_the_case(world):
    case, duty = route_one(world), world.duty["volunteer"]
    assert not Case.objects.visible_to(duty).exists()
    actions.assign_volunteer(by=world.duty["host_coordinator"], case=case, volunteer=duty)
    assert Case.objects.visible_to(duty).get() == case


def test_volunteer_who_rests_is_not_asked(world):
    world.volunteer.state = "resting"
    world.volunteer.save()
    refused(
        "not_own_volunteer", actions.assign_volunteer, by=world.duty["host_coordinator"],
        case=route_one(world), volunteer=world.duty["volunteer"],
    )  # fmt: skip


def test_volunteer_of_another_host_is_not_asked(world):
    organisation, _ = second_host(world)
    stranger = make_duty("volunteer", world.province, organisation)
    refused(
        "not_own_volunteer", actions.assign_volunteer, by=world.duty["host_coordinator"],
        case=route_one(world), volunteer=stranger,
    )  # fmt: skip


def test_volunteer_is_not_asked_before_the_host_accepted(world):
    refused(
        "not_in_this_state", actions.assign_volunteer, by=world.duty["host_coordinator"],
        case=raise_one(world).case, volunteer=world.duty["volunteer"],
    )  # fmt: skip


# --- sealed ----------------------------------------------------------------------------------------------


def sealed_one(world):
    return raise_one(world, sensitive="child_abuse").case


def test_sealed_case_goes_on_with_its_named_officer(world):
    case = actions.route_case(by=world.duty["secretary"], case=sealed_one(world))
    assert (case.state, case.host, case.interim_owner) == ("routed", None, world.duty["secretary"])


def test_sealed_case_is_handed_to_a_named_coordinator_alone(world):
    duty, other = (
        world.duty["host_coordinator"],
        make_duty("host_coordinator", world.province, world.host.organisation),
    )
    case = actions.name_duty(by=world.duty["secretary"], case=sealed_one(world), duty=duty)
    assert case.host == world.host.organisation
    assert Case.objects.visible_to(duty).get() == case
    assert not Case.objects.visible_to(other).exists()


def test_sealed_case_is_never_given_to_a_volunteer(world):
    duty = world.duty["host_coordinator"]
    case = actions.name_duty(by=world.duty["secretary"], case=sealed_one(world), duty=duty)
    case = actions.route_case(by=duty, case=case)
    refused(
        "sealed_named_only",
        actions.assign_volunteer,
        by=duty,
        case=case,
        volunteer=world.duty["volunteer"],
    )


def test_officer_of_another_province_is_never_named(world):
    refused(
        "sealed_named_only", actions.name_duty, by=world.duty["secretary"],
        case=sealed_one(world), duty=world.other["secretary"],
    )  # fmt: skip


def test_open_case_needs_no_names(world):
    refused(
        "sealed_named_only", actions.name_duty, by=world.duty["secretary"],
        case=raise_one(world).case, duty=world.duty["host_coordinator"],
    )  # fmt: skip


# --- one person, two leads ----------------------------------------------------------------------------------


def test_merged_case_keeps_a_pointer_and_comes_back_whole(world):
    by = world.duty["host_coordinator"]
    first, second = route_one(world), raise_one(world, is_urgent=True).case
    merged = actions.merge_cases(by=by, case=second, into=first, reason="ยายคนเดียวกัน")
    assert (merged.state, merged.merged_into) == ("merged", first)
    assert merged.leads.count() == 1
    assert again(first).is_urgent
    apart = actions.unmerge_case(by=by, case=merged)
    assert (apart.state, apart.merged_into, apart.host) == ("lead", None, world.host.organisation)


def test_pointer_follows_when_the_first_is_merged_further(world):
    by = world.duty["host_coordinator"]
    one, two, three = (raise_one(world).case for _ in range(3))
    actions.merge_cases(by=by, case=one, into=two)
    actions.merge_cases(by=by, case=again(two), into=three)
    assert again(one).merged_into == three


def test_case_is_not_merged_into_itself_or_into_an_ended_one(world):
    by, case = world.duty["host_coordinator"], raise_one(world).case
    refused("merge_itself", actions.merge_cases, by=by, case=case, into=case)
    ended = actions.set_aside(by=by, case=raise_one(world).case, reason="อื่น")
    refused("merge_ended", actions.merge_cases, by=by, case=case, into=ended)


def test_case_is_not_merged_into_one_out_of_sight(world):
    hidden = raise_one(world, by="secretary", tambon=world.other_tambon, village=None).case
    refused(
        "not_in_your_area", actions.merge_cases, by=world.duty["host_coordinator"],
        case=raise_one(world).case, into=hidden,
    )  # fmt: skip


def test_sealed_case_is_not_merged_into_an_open_one(world):
    refused(
        "sealed_named_only", actions.merge_cases, by=world.duty["secretary"],
        case=sealed_one(world), into=raise_one(world).case,
    )  # fmt: skip


def test_merged_case_is_taken_apart_not_retried(world):
    by = world.duty["host_coordinator"]
    merged = actions.merge_cases(by=by, case=raise_one(world).case, into=raise_one(world).case)
    refused("not_in_this_state", actions.retry_case, by=by, case=merged, reason="ลอง")
    refused("not_in_this_state", actions.unmerge_case, by=by, case=raise_one(world).case)


# --- the person's own word ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "come_to", [lambda w: raise_one(w).case, route_one, visit_one, ready_one, verify_one]
)
def test_person_s_no_stops_the_process_wherever_it_is(world, come_to):
    """I24."""
    case = come_to(world)
    declined = actions.decline_case(by=world.duty["host_coordinator"], case=case)
    assert declined.state == "declined"
    assert declined.declined_at is not None
    for verb, given in (
        (actions.route_case, {}),
        (actions.set_aside, {"reason": "อื่น"}),
        (actions.prepare_case,
         {"category": "abandoned", "group": world.group, "agrees_to_discussion": "ได้"}),
    ):  # fmt: skip
        refused("refused", verb, by=world.duty["host_coordinator"], case=declined, **given)


def test_of_a_person_who_declined_only_the_fact_and_date_stay(world):
    case = visit_one(world, informant="สมชาย 0812345678")
    actions.decline_case(by=world.duty["host_coordinator"], case=case)
    lead, visit = case.leads.get(), case.outreach_visits.get()
    assert (lead.worry, lead.how_to_find, lead.informant) == ("", "", "")
    assert (visit.facts, visit.wish) == ("", "")


def test_database_keeps_the_time_of_a_refusal(world):
    case = route_one(world)
    with pytest.raises(IntegrityError), transaction.atomic():
        Case.objects.filter(pk=case.pk).update(state="declined")


def test_declining_closes_nothing_else(world):
    first, second = route_one(world), route_one(world, name="นายดี งาม")
    actions.decline_case(by=world.duty["host_coordinator"], case=first)
    assert again(second).state == "routed"
    assert again(first).closed_at is None


def test_person_comes_back_whenever_they_wish(world):
    by = world.duty["host_coordinator"]
    case = actions.decline_case(by=by, case=raise_one(world).case)
    back = actions.come_back(by=by, case=case, reason="เปลี่ยนใจแล้ว")
    assert (back.state, back.declined_at) == ("visited", None)


def test_person_without_a_host_comes_back_to_an_officer(world):
    end_host_of(world)
    by = world.duty["secretary"]
    case = actions.decline_case(by=by, case=raise_one(world, by="secretary").case)
    assert actions.come_back(by=by, case=case).interim_owner == by


# --- to the forum and the register ----------------------------------------------------------------------------


def test_prepared_case_carries_what_the_forum_is_asked(world):
    case = ready_one(world)
    assert (case.state, case.proposed_group, case.proposed_category, case.forum_mode) == (
        "ready", world.group, "abandoned", "open",
    )  # fmt: skip


def prepare(world, case, **changes):
    given = {
        "category": "abandoned",
        "group": world.group,
        "agrees_to_discussion": "พูดได้",
    } | changes
    return actions.prepare_case(by=world.duty["host_coordinator"], case=case, **given)


def test_sensitive_matter_goes_to_a_closed_forum_whatever_was_chosen(world):
    """R75."""
    assert (
        prepare(world, visit_one(world, sensitive="hiv"), forum_mode="open").forum_mode == "closed"
    )
    case = prepare(world, visit_one(world), sensitive="mental_illness", forum_mode="open")
    assert (case.forum_mode, case.sensitive) == ("closed", "mental_illness")


def test_case_is_not_prepared_without_the_person_s_agreement(world):
    with pytest.raises(Refusal) as no:
        prepare(world, visit_one(world), agrees_to_discussion="")
    assert no.value.code == "missing"


def test_case_is_not_prepared_without_adopted_definitions(world):
    """I3."""
    case = visit_one(world)
    DefinitionSet.objects.update(state="superseded")
    with pytest.raises(Refusal) as no:
        prepare(world, case)
    assert no.value.code == "definition_needed"


def test_category_and_group_belong_together_and_to_the_adopted_set(world):
    case = visit_one(world)
    draft = DefinitionSet.objects.create(
        province=world.province,
        edition=world.edition,
        version=2,
        written_by=world.duty["secretary"],
    )
    stray = TargetGroup.objects.create(
        definition_set=draft, category="abandoned", code="stray", name="กลุ่มร่าง"
    )
    for changes in ({"category": "hardship"}, {"group": stray}):
        with pytest.raises(Refusal) as no:
            prepare(world, case, **changes)
        assert no.value.code == "category_needed"


def test_registered_case_is_whole(world):
    case = actions.register_case(
        by=world.duty["secretary"], case=verify_one(world), lawful_basis="public_task"
    )
    assert (case.state, case.lawful_basis) == ("registered", "public_task")
    assert case.registered_at is not None


def test_registering_names_all_that_lacks(world):
    case = verify_one(world, visit=said(needs=()))
    with pytest.raises(Refusal) as no:
        actions.register_case(by=world.duty["secretary"], case=case, lawful_basis="")
    assert no.value.code == "missing"
    assert "ความต้องการ" in no.value.what
    assert "ฐานตามกฎหมาย" in no.value.what


def test_only_the_secretariat_registers_and_only_what_a_forum_verified(world):
    """I1."""
    by = world.duty["host_coordinator"]
    case = verify_one(world)
    refused("not_your_duty", actions.register_case, by=by, case=case, lawful_basis="public_task")
    refused(
        "not_in_this_state", actions.register_case, by=world.duty["secretary"],
        case=ready_one(world, name="นายดี งาม"), lawful_basis="public_task",
    )  # fmt: skip


def test_person_without_papers_walks_the_whole_way(world):
    """I23."""
    case = verify_one(world)
    actions.register_case(by=world.duty["secretary"], case=case, lawful_basis="public_task")
    assert set(case.person.records.values_list("citizen_digest", flat=True)) == {""}


def test_registered_case_waits_for_a_carer(world):
    case = actions.register_case(
        by=world.duty["secretary"], case=verify_one(world), lawful_basis="public_task"
    )
    case = again(case)
    if case.state == "registered":
        case = actions.wait_case(by=world.duty["system"], case=case)
    assert case.state == "waiting"


# --- the story and the owner -------------------------------------------------------------------------------------


def test_story_of_a_case_is_never_rewritten(world):
    step = route_one(world).steps.first()
    with pytest.raises(IntegrityError), transaction.atomic():
        CaseStep.objects.filter(pk=step.pk).update(reason="อื่น")
    with pytest.raises(IntegrityError), transaction.atomic():
        CaseStep.objects.filter(pk=step.pk).delete()


def test_database_refuses_an_owned_case_without_an_owner(world):
    """I16 below the program."""
    case = route_one(world)
    with pytest.raises(IntegrityError), transaction.atomic():
        Case.objects.filter(pk=case.pk).update(host=None)


def test_pausing_host_leaves_nobody_without_an_owner(world):
    """I16."""
    by, host = world.duty["secretary"], world.host.organisation
    held, offered = visit_one(world), raise_one(world, name="นายดี งาม").case
    assert actions.keep_in_the_interim(by=by, host=host, owner=by) == 1
    assert actions.withdraw_offers(by=by, host=host) == 1
    assert (again(held).interim_owner, again(held).host) == (by, host)
    assert again(offered).host is None
    assert actions.give_back_to_host(by=by, host=host) == 1
    assert again(held).interim_owner is None


def test_ending_host_hands_every_case_to_another(world):
    """I16."""
    organisation, _ = second_host(world)
    held = [visit_one(world), route_one(world, name="นายดี งาม")]
    assert actions.hand_over_cases(
        by=world.duty["secretary"], host=world.host.organisation, to=organisation
    ) == len(held)
    assert not actions.cases_held_by(world.host.organisation).exists()
    assert {again(case).host for case in held} == {organisation}
    owned = Case.objects.filter(state__in=OWNED_STATES)
    assert not owned.filter(host=None, interim_owner=None).exists()


def test_cases_are_not_handed_to_an_organisation_that_is_no_active_host(world):
    refused(
        "no_host_there", actions.hand_over_cases, by=world.duty["secretary"],
        host=world.host.organisation, to=world.duty["giver"].organisation,
    )  # fmt: skip


def test_another_host_does_not_hand_over(world):
    organisation, stranger = second_host(world)
    refused(
        "not_in_your_area", actions.hand_over_cases, by=stranger,
        host=world.host.organisation, to=organisation,
    )  # fmt: skip
