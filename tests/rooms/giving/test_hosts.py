"""From a proposed name to a host at work (4.2, R49, R65)."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from kuea.core.problems import Refusal
from kuea.giving import actions
from kuea.giving.models import HostNetwork
from kuea.giving.queries import host_facts, search_organisations
from kuea.ledger.models import Event
from kuea.offices.ports import _listeners, listen_to_tambon
from tests.cases import make_case
from tests.rooms.giving.story import DAY, new_organisation, propose_checked, refuse, unsigned
from tests.world import make_committee, make_duty, make_resolution


def endorsed(world) -> HostNetwork:
    host = propose_checked(world)
    return actions.endorse_host(by=world.duty["secretary"], host=host, resolution=world.resolution)


def ready(world) -> HostNetwork:
    """Endorsed, agreed, trained; its area not yet accepted."""
    host = endorsed(world)
    secretary = world.duty["secretary"]
    actions.sign_agreement(by=secretary, host=host, signed_on=DAY)
    return actions.train_coordinator(
        by=secretary, host=host, data_protection_on=DAY, dignity_on=DAY, safeguarding_on=DAY
    )


@pytest.mark.parametrize("role", ["volunteer", "member", "giver", "local_officer", "facilitator"])
def test_anyone_of_the_province_may_propose_a_host(world, role):
    organisation = new_organisation(world)
    host = actions.propose_host(by=world.duty[role], organisation=organisation)
    assert (host.state, host.proposed_by) == ("proposed", world.duty[role])
    assert Event.objects.filter(verb="host.propose", subject_id=str(host.pk)).count() == 1


def test_proposing_is_refused_to_ministry_and_other_provinces(world):
    organisation = new_organisation(world)
    refuse(
        "not_your_duty", actions.propose_host, by=world.duty["ministry"], organisation=organisation
    )
    refuse(
        "not_in_your_area",
        actions.propose_host,
        by=world.other["member"],
        organisation=organisation,
    )


def test_proposing_the_same_organisation_twice_is_refused(world):
    refuse(
        "host_exists", actions.propose_host, by=world.duty["member"], organisation=world.host.organisation
    )  # fmt: skip


def test_search_finds_a_name_written_otherwise(world):
    found = search_organisations(world.duty["member"], "เครือข่าย อาสา บางปลอก")
    assert [row.pk for row in found] == [world.host.pk]
    assert search_organisations(world.duty["member"], "สหกรณ์โคนม") == []
    assert search_organisations(world.other["member"], "เครือข่ายอาสาบางปรอก") == []
    assert search_organisations(world.duty["member"], "  ") == []


def test_check_names_every_missing_fact(world):
    organisation = new_organisation(
        world, leader_name="", is_own_host=False, address_place=None, volunteer_count=None,
        counted_on=None, existing_since_be=None,
    )  # fmt: skip
    host = actions.propose_host(by=world.duty["member"], organisation=organisation)
    said = refuse(
        "missing", actions.check_host, by=world.duty["secretary"], host=host,
        contact_confirmed_on=DAY, contact_confirmed_how=" ",
    )  # fmt: skip
    for words in (
        "ผู้นำ",
        "แม่ข่ายที่สังกัด",
        "ที่อยู่",
        "จำนวนอาสาสมัคร",
        "ปีที่เริ่ม",
        "กลุ่มเป้าหมาย",
        "พื้นที่",
        "การติดต่อ",
    ):
        assert words in said.what


def test_check_is_the_secretariats_alone(world):
    host = propose_checked(world, check=False)
    given = {"host": host, "contact_confirmed_on": DAY, "contact_confirmed_how": "โทรศัพท์"}
    refuse("not_your_duty", actions.check_host, by=world.duty["host_coordinator"], **given)
    refuse("not_in_your_area", actions.check_host, by=world.other["secretary"], **given)
    tomorrow = timezone.localdate() + timedelta(days=1)
    refuse(
        "day_not_come", actions.check_host, by=world.duty["secretary"],
        **{**given, "contact_confirmed_on": tomorrow},
    )  # fmt: skip


def test_check_from_a_stale_page_is_refused(world):
    host = propose_checked(world, check=False)
    HostNetwork.objects.filter(pk=host.pk).update(version=5)
    refuse(
        "stale", actions.check_host, by=world.duty["secretary"], host=host, contact_confirmed_on=DAY,
        contact_confirmed_how="เยี่ยม", version=0,
    )  # fmt: skip


def test_endorsing_needs_a_resolution_the_civic_chair_signed(world):
    host = propose_checked(world)
    secretary = world.duty["secretary"]
    blank = unsigned(world)
    refuse("resolution_needed", actions.endorse_host, by=secretary, host=host, resolution=blank)
    refuse("resolution_needed", actions.endorse_host, by=secretary, host=host, resolution=None)
    with pytest.raises(DatabaseError), transaction.atomic():
        HostNetwork.objects.filter(pk=host.pk).update(state="endorsed", resolution=blank)


def test_endorsing_by_another_provinces_resolution_is_refused(world):
    host = propose_checked(world)
    committee, chair = make_committee(world.other_province, world.other)
    foreign = make_resolution(committee, chair, world.other["secretary"])
    refuse(
        "not_in_your_area", actions.endorse_host, by=world.duty["secretary"], host=host, resolution=foreign
    )  # fmt: skip
    with pytest.raises(DatabaseError), transaction.atomic():
        HostNetwork.objects.filter(pk=host.pk).update(state="endorsed", resolution=foreign)


def test_committee_may_send_back_or_decline_with_a_reason(world):
    host = propose_checked(world)
    chair = world.duty["chair"]
    refuse("missing", actions.return_host, by=chair, host=host, reason=" ")
    back = actions.return_host(by=chair, host=host, reason="ขอรายชื่อหมู่บ้าน")
    assert (back.state, back.state_reason) == ("proposed", "ขอรายชื่อหมู่บ้าน")
    assert actions.decline_host(by=chair, host=host, reason="มีแม่ข่ายแล้ว").state == "declined"


def test_activating_needs_agreement_training_and_an_area(world):
    host = endorsed(world)
    coordinator = make_duty("host_coordinator", world.province, host.organisation)
    said = refuse("missing", actions.activate_host, by=coordinator, host=host)
    assert "ข้อตกลง" in said.what and "การอบรม" in said.what and "พื้นที่" in said.what


def test_training_counts_when_all_three_are_done(world):
    host = endorsed(world)
    secretary = world.duty["secretary"]
    half = actions.train_coordinator(
        by=secretary, host=host, dignity_on=DAY, data_protection_on=DAY
    )
    assert half.coordinator_trained_on is None
    whole = actions.train_coordinator(by=secretary, host=host, safeguarding_on=DAY + timedelta(1))
    assert whole.coordinator_trained_on == DAY + timedelta(1)


def test_activating_is_the_coordinators_own(world):
    host = ready(world)
    coordinator = make_duty("host_coordinator", world.province, host.organisation)
    actions.accept_assignment(by=coordinator, assignment=host.assignments.get())
    refuse("not_in_your_area", actions.activate_host, by=world.duty["host_coordinator"], host=host)
    refuse("not_your_duty", actions.activate_host, by=world.duty["secretary"], host=host)
    assert actions.activate_host(by=coordinator, host=host).state == "active"


def test_activating_without_an_accepted_area_is_refused_by_the_database(world):
    host = ready(world)
    with pytest.raises(DatabaseError), transaction.atomic():
        HostNetwork.objects.filter(pk=host.pk).update(state="active")


def test_host_never_skips_a_step_in_the_database(world):
    host = propose_checked(world, check=False)
    for state in ("endorsed", "active", "paused", "ended"):
        with pytest.raises(DatabaseError), transaction.atomic():
            HostNetwork.objects.filter(pk=host.pk).update(
                state=state, resolution=world.resolution, agreement_signed_on=DAY,
                coordinator_trained_on=DAY,
            )  # fmt: skip


@pytest.fixture
def heard():
    """The tambon codes told upward."""
    codes: list[str] = []
    before = list(_listeners)
    _listeners[:] = []
    listen_to_tambon(codes.extend)
    yield codes
    _listeners[:] = before


def test_pausing_tells_that_its_tambon_changed(world, heard):
    host = actions.set_host_state(
        by=world.duty["host_coordinator"], host=world.host, decision="pause", reason="กำลังไม่พอ"
    )
    assert (host.state, heard) == ("paused", [world.tambon.code])
    back = actions.set_host_state(
        by=world.duty["secretary"], host=host, decision="resume", reason="พร้อมแล้ว"
    )
    assert (back.state, heard) == ("active", [world.tambon.code] * 2)


def test_pausing_without_a_reason_is_refused(world):
    refuse(
        "missing", actions.set_host_state, by=world.duty["secretary"], host=world.host, decision="pause",
        reason="",
    )  # fmt: skip


def test_ending_gives_back_areas_and_ends_volunteers(world, heard):
    actions.set_host_state(
        by=world.duty["chair"], host=world.host, decision="end", reason="ย้ายออกจากพื้นที่"
    )
    assert set(world.host.assignments.values_list("state", "to_on")) == {
        ("ended", timezone.localdate())
    }
    world.volunteer.refresh_from_db()
    assert world.volunteer.state == "ended" and world.volunteer.duty.ended_at is not None
    assert heard == [world.tambon.code]


def test_ended_duty_acts_no_more(world):
    coordinator = world.duty["host_coordinator"]
    coordinator.ended_at = timezone.now()
    coordinator.save()
    refuse(
        "not_your_duty", actions.set_host_state, by=coordinator, host=world.host, decision="pause",
        reason="ก",
    )  # fmt: skip


def test_facts_of_an_active_host_are_all_there(world):
    facts = host_facts(world.host)
    assert facts.four_fields and facts.area_accepted and facts.trained and facts.agreement
    with pytest.raises(Refusal):
        actions.check_host(
            by=world.duty["secretary"], host=world.host, contact_confirmed_on=date(2026, 9, 1),
            contact_confirmed_how="โทร",
        )  # fmt: skip


@pytest.mark.parametrize("decision", ["pause", "end"])
def test_host_with_cases_nobody_took_over_neither_rests_nor_ends(world, decision):
    make_case(world)
    refuse(
        "cases_without_owner", actions.set_host_state, by=world.duty["secretary"], host=world.host,
        decision=decision, reason="พัก",
    )  # fmt: skip
    world.host.refresh_from_db()
    assert world.host.state == "active"
    assert world.host.assignments.filter(state="current").count() == 1
