"""A duty has a last day; when it ends, what it had in hand goes to somebody by name (I16)."""

from datetime import date, timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.utils import timezone

from kuea.care.models import CarePlan
from kuea.core.access import DUTY_MONTHS, last_day_of_duty
from kuea.core.problems import Refusal
from kuea.core.states import OWNED_STATES
from kuea.core.words import Role
from kuea.coverage.models import Gap
from kuea.finding.models import Case
from kuea.ledger.models import Event
from kuea.offices import actions
from kuea.offices.models import Duty
from kuea.offices.ports import what_is_in_hand
from kuea.offices.queries import system_duty
from tests.cases import make_case
from tests.rooms.offices.pages import sign_in
from tests.world import make_duty, make_organisation

TODAY = timezone.localdate


def refused(code: str, act, /, **facts) -> None:
    with pytest.raises(Refusal) as refusal:
        act(**facts)
    assert refusal.value.code == code


@pytest.fixture
def in_hand(world):
    """Open cases of the host and of its volunteer, one in the interim, one sealed, and a gap of each owner."""
    volunteer, secretary = world.duty["volunteer"], world.duty["secretary"]
    visited, routed = make_case(world, "in_care"), make_case(world, "routed")
    Case.objects.filter(pk=visited.pk).update(volunteer=volunteer)
    CarePlan.objects.create(
        case=visited, goal="อยากเดินไปวัดเอง", carer=volunteer, made_by=world.duty["host_coordinator"]
    )
    sealed = make_case(world, "registered")
    Case.objects.filter(pk=sealed.pk).update(is_sealed=True)
    sealed.named_duties.add(world.duty["host_coordinator"])
    kept = make_case(world, "waiting")
    Case.objects.filter(pk=kept.pk).update(interim_owner=secretary)
    for duty in (secretary, world.duty["host_coordinator"]):
        gap = Gap.objects.create(
            province=world.province, kind="c_no_carer", key=f"k{duty.pk}", tambon=world.tambon, owner=duty,
            due_on=TODAY(),
        )  # fmt: skip
        gap.state = "being_plugged"
        gap.save()
    return {"visited": visited, "routed": routed, "sealed": sealed, "kept": kept}


def nothing_is_without_owner() -> None:
    """Written plainly from I16 and I14, apart from the code that keeps them."""
    current = set(Duty.objects.current().values_list("pk", flat=True))
    coordinated = set(
        Duty.objects.current()
        .filter(role="host_coordinator")
        .values_list("organisation_id", flat=True)
    )
    for case in Case.objects.filter(state__in=OWNED_STATES):
        assert case.interim_owner_id in current or (
            case.interim_owner_id is None and case.host_id in coordinated
        ), case.state
        assert case.volunteer_id is None or case.volunteer_id in current
        if (
            case.is_sealed
            and Duty.objects.current().filter(role="secretary", province_id="13").exists()
        ):
            assert set(case.named_duties.values_list("pk", flat=True)) & current
    for gap in Gap.objects.filter(state__in=["open", "being_plugged"]):
        assert gap.owner_id in current
    for plan in CarePlan.objects.filter(ended_at=None):
        assert plan.carer_id is None or plan.carer_id in current


ENDERS = {"volunteer": "host_coordinator", "host_coordinator": "secretary", "secretary": "administrator",
          "facilitator": "secretary", "local_officer": "secretary"}  # fmt: skip


@pytest.mark.parametrize("first", ENDERS)
@pytest.mark.parametrize("second", ["host_coordinator", "secretary"])
def test_nothing_is_without_owner_whoever_leaves_in_whatever_order(world, in_hand, first, second):
    for role in dict.fromkeys((first, second)):
        by = world.duty[ENDERS[role]]
        if by.pk in Duty.objects.current().values_list("pk", flat=True):
            actions.end_duty(by=by, duty=world.duty[role])
            nothing_is_without_owner()
    user = make_duty("member", world.province).user
    actions.appoint(
        by=world.duty["administrator"], user=user, role="secretary", province=world.province
    )
    nothing_is_without_owner()


def test_only_coordinator_leaves_and_the_office_answers_until_another_comes(world, in_hand):
    coordinator, secretary = world.duty["host_coordinator"], world.duty["secretary"]
    assert what_is_in_hand(coordinator)["cases_of_the_host"] == 3
    actions.end_duty(by=secretary, duty=coordinator)
    cases = Case.objects.filter(host=world.host.organisation, state__in=OWNED_STATES)
    assert {case.interim_owner for case in cases} == {secretary}
    assert secretary in in_hand["sealed"].named_duties.all()
    event = Event.objects.get(verb="duty.end")
    assert event.data["heir"] == secretary.pk and event.data["moved_cases_of_the_host"] == 3
    user = make_duty("member", world.province).user
    actions.appoint(
        by=secretary, user=user, role="host_coordinator", organisation=world.host.organisation
    )
    assert {case.interim_owner for case in cases.all()} == {None}


def test_chosen_successor_takes_all_of_it(world, in_hand):
    coordinator, secretary = world.duty["host_coordinator"], world.duty["secretary"]
    successor = make_duty("host_coordinator", world.province, world.host.organisation)
    client = sign_in(secretary)
    page = client.get(f"/office/accounts/{coordinator.pk}/end/").content.decode()
    assert "สิ่งที่ยังอยู่ในมือ" in page and str(successor.user) in page
    client.post(f"/office/accounts/{coordinator.pk}/end/", {"successor": successor.pk})
    assert Gap.objects.filter(owner=successor).count() == 1
    assert successor in in_hand["sealed"].named_duties.all()
    nothing_is_without_owner()


def test_volunteer_hands_the_cases_back_to_the_host(world, in_hand):
    actions.end_duty(by=world.duty["host_coordinator"], duty=world.duty["volunteer"])
    case = Case.objects.get(pk=in_hand["visited"].pk)
    assert (case.volunteer, case.host) == (None, world.host.organisation)
    assert CarePlan.objects.get(case=case, ended_at=None).carer == world.duty["host_coordinator"]


def test_successor_of_another_place_or_role_is_refused(world, in_hand):
    giver = make_organisation(world.province, "อื่น", "people", world.tambon)
    for stranger in (
        world.duty["recorder"], make_duty("host_coordinator", world.province, giver),
        world.other["facilitator"], world.duty["facilitator"],
    ):  # fmt: skip
        refused(
            "not_a_successor", actions.end_duty, by=world.duty["secretary"],
            duty=world.duty["facilitator"], successor=stranger,
        )  # fmt: skip
    assert Duty.objects.current().filter(pk=world.duty["facilitator"].pk).exists()


@pytest.mark.parametrize("role", list(Role))
def test_every_role_has_a_usual_term(role):
    last = last_day_of_duty(role, date(2026, 10, 31))
    months = DUTY_MONTHS[role]
    assert last is None if months is None else last.year >= 2027


def test_duty_that_ran_out_works_no_more_and_is_ended_by_the_daily_run(world, in_hand):
    duty, secretary = world.duty["host_coordinator"], world.duty["secretary"]
    Duty.objects.filter(pk=duty.pk).update(ends_on=TODAY())
    client = sign_in(duty)
    assert client.get("/desk/").status_code == 200
    with time_machine.travel(timezone.now() + timedelta(days=1), tick=True):
        assert sign_in(duty).get("/desk/").status_code == 403
        refused(
            "not_your_duty",
            actions.issue_access_code,
            by=Duty.objects.get(pk=duty.pk),
            user=duty.user,
        )
        call_command("daily", verbosity=0)
        call_command("daily", verbosity=0)
        nothing_is_without_owner()
    assert Duty.objects.get(pk=duty.pk).ended_at is not None
    event = Event.objects.get(verb="duty.end")
    assert event.data["has_run_out"] and event.duty_id == system_duty("13").pk
    assert event.data["heir"] == secretary.pk


def test_term_is_given_at_appointment_and_renewed_by_whoever_may_appoint(world):
    secretary = world.duty["secretary"]
    user = make_duty("member", world.province).user
    duty = actions.appoint(by=secretary, user=user, role="recorder")
    assert duty.ends_on == last_day_of_duty(Role.RECORDER, TODAY())
    short = TODAY() + timedelta(days=20)
    other = actions.appoint(by=secretary, user=user, role="facilitator", ends_on=short)
    assert other.ends_on == short
    far = TODAY() + timedelta(days=365 * 5)
    for day in (far, TODAY() - timedelta(days=1)):
        refused("duty_too_long", actions.renew_duty, by=secretary, duty=other, ends_on=day)
    refused("not_your_duty", actions.renew_duty, by=world.duty["chair"], duty=other)
    refused("not_in_your_area", actions.renew_duty, by=world.other["secretary"], duty=other)
    assert actions.renew_duty(by=secretary, duty=other).ends_on == last_day_of_duty(
        Role.FACILITATOR, TODAY()
    )
    actions.end_duty(by=secretary, duty=other)
    refused("duty_ended", actions.renew_duty, by=secretary, duty=other)


@pytest.mark.parametrize(("days", "told"), [(31, False), (30, True), (0, True)])
def test_desks_remind_thirty_days_before(world, days, told):
    Duty.objects.filter(pk=world.duty["recorder"].pk).update(ends_on=TODAY() + timedelta(days=days))
    assert (
        "จะหมดอายุใน 30 วัน" in sign_in(world.duty["secretary"]).get("/desk/").content.decode()
    ) is told
    assert ("ใกล้ครบวาระ" in sign_in(world.duty["recorder"]).get("/desk/").content.decode()) is told
    assert "จะหมดอายุ" not in sign_in(world.other["secretary"]).get("/desk/").content.decode()


def test_renewing_on_the_page_brings_a_run_out_duty_back(world):
    duty = world.duty["recorder"]
    Duty.objects.filter(pk=duty.pk).update(ends_on=TODAY() - timedelta(days=1))
    client = sign_in(world.duty["secretary"])
    assert "หมดอายุแล้ว" in client.get("/office/accounts/").content.decode()
    assert (
        client.post(f"/office/accounts/{duty.pk}/renew/", {"ends_on": "1/1/2600"}).status_code
        == 400
    )
    client.post(f"/office/accounts/{duty.pk}/renew/", {"ends_on": ""})
    assert sign_in(duty).get("/desk/").status_code == 200
