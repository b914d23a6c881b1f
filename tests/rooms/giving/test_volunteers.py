"""A host picks its own people; the office may only protect (R65, R23)."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from kuea.giving import actions
from kuea.giving.models import Volunteer, VolunteerGroup
from kuea.ledger.models import Event
from kuea.offices.actions import find_access_code
from kuea.offices.models import User
from tests.rooms.giving.story import DAY, propose_checked, refuse
from tests.world import make_duty


def invite(world, **more):
    facts = {
        "by": world.duty["host_coordinator"], "display_name": "สมใจ ใจดี", "areas": [world.villages[0]],
    }  # fmt: skip
    return actions.invite_volunteer(**{**facts, **more})


def started(world, **more):
    volunteer = invite(world, **more)
    by = world.duty["host_coordinator"]
    actions.pledge_volunteer(by=by, volunteer=volunteer, pledged_on=DAY, trained_on=DAY)
    return actions.start_volunteer(by=by, volunteer=volunteer)


def test_inviting_makes_an_account_that_a_paper_code_opens(world):
    volunteer = invite(world, skills="ขับรถ")
    assert not volunteer.duty.user.has_usable_password()
    assert find_access_code(volunteer.paper_code).user == volunteer.duty.user
    assert (volunteer.state, volunteer.host) == ("invited", world.host)
    assert (volunteer.duty.role, volunteer.duty.organisation_id) == ("volunteer", world.host.pk)
    assert volunteer.duty.appointed_by == world.duty["host_coordinator"]


def test_inviting_writes_no_name_or_code_in_the_ledger(world):
    volunteer = invite(world)
    event = Event.objects.get(verb="volunteer.invite", subject_id=str(volunteer.pk))
    assert "สมใจ" not in str(event.data) and volunteer.paper_code not in str(event.data)


def test_inviting_twice_with_one_form_makes_one_account(world):
    before = User.objects.count()
    first = invite(world, form_key="k")
    again = invite(world, form_key="k")
    assert (again, again.paper_code) == (first, "")
    assert User.objects.count() == before + 1


@pytest.mark.parametrize(
    "role", ["secretary", "chair", "member", "local_officer", "ministry", "administrator", "giver"]
)
def test_inviting_is_refused_to_officials_and_others(world, role):
    refuse("not_your_duty", invite, world=world, by=world.duty[role])


def test_officials_never_pick_a_hosts_people_in_the_database(world):
    duty = make_duty("volunteer", world.province, world.host.organisation)
    with pytest.raises(DatabaseError), transaction.atomic():
        Volunteer.objects.create(host=world.host, duty=duty, invited_by=world.duty["secretary"])
    stranger = make_duty("volunteer", world.province, world.duty["giver"].organisation)
    with pytest.raises(DatabaseError), transaction.atomic():
        Volunteer.objects.create(
            host=world.host, duty=stranger, invited_by=world.duty["host_coordinator"]
        )


def test_inviting_for_a_village_outside_the_hosts_area_is_refused(world):
    refuse("place_not_here", invite, world=world, areas=[world.other_tambon])


def test_inviting_under_a_taken_username_is_refused(world):
    taken = world.duty["giver"].user.username
    refuse("user_known", invite, world=world, username=taken)
    refuse("missing", invite, world=world, display_name="  ")


def test_volunteer_starts_after_pledge_training_and_villages(world):
    coordinator = world.duty["host_coordinator"]
    volunteer = invite(world, areas=[])
    refuse("villages_first", actions.start_volunteer, by=coordinator, volunteer=volunteer)
    actions.place_volunteer(by=coordinator, volunteer=volunteer, areas=[world.villages[1]])
    refuse("not_in_this_state", actions.start_volunteer, by=coordinator, volunteer=volunteer)
    actions.pledge_volunteer(by=volunteer.duty, volunteer=volunteer, pledged_on=DAY, trained_on=DAY)
    assert actions.start_volunteer(by=coordinator, volunteer=volunteer).state == "active"


def test_volunteer_without_pledge_is_never_active_in_the_database(world):
    volunteer = invite(world)
    with pytest.raises(DatabaseError), transaction.atomic():
        Volunteer.objects.filter(pk=volunteer.pk).update(state="ready")


def test_pledge_of_a_day_to_come_is_refused(world):
    tomorrow = timezone.localdate() + timedelta(days=1)
    refuse(
        "day_not_come", actions.pledge_volunteer, by=world.duty["host_coordinator"],
        volunteer=invite(world), pledged_on=tomorrow, trained_on=DAY,
    )  # fmt: skip


def test_volunteer_rests_and_returns_at_will(world):
    volunteer = started(world)
    resting = actions.rest_volunteer(by=volunteer.duty, volunteer=volunteer)
    assert resting.state == "resting"
    assert actions.start_volunteer(by=volunteer.duty, volunteer=resting).state == "active"


def test_volunteer_acts_for_itself_only(world):
    volunteer = started(world)
    refuse(
        "not_in_your_area", actions.rest_volunteer, by=world.duty["volunteer"], volunteer=volunteer
    )
    other = propose_checked(world)
    coordinator = make_duty("host_coordinator", world.province, other.organisation)
    refuse("not_in_your_area", actions.end_volunteer, by=coordinator, volunteer=volunteer)


def test_office_suspends_for_safety_and_access_ends_at_once(world):
    volunteer = started(world)
    secretary = world.duty["secretary"]
    refuse("missing", actions.suspend_volunteer, by=secretary, volunteer=volunteer, reason=" ")
    actions.suspend_volunteer(by=secretary, volunteer=volunteer, reason="มีผู้ร้องเรียน")
    volunteer.duty.refresh_from_db()
    assert volunteer.duty.ended_at is not None
    refuse("not_your_duty", actions.rest_volunteer, by=volunteer.duty, volunteer=volunteer)


def test_office_does_nothing_else_to_a_volunteer(world):
    volunteer = started(world)
    given = {"by": world.duty["secretary"], "volunteer": volunteer}
    for act in (
        actions.rest_volunteer,
        actions.start_volunteer,
        actions.end_volunteer,
        actions.renew_code,
    ):
        refuse("not_your_duty", act, **given)
    refuse(
        "not_in_your_area", actions.suspend_volunteer, by=world.other["secretary"], volunteer=volunteer,
        reason="ก",
    )  # fmt: skip


def test_host_clears_a_suspension_with_a_reason(world):
    volunteer = actions.suspend_volunteer(
        by=world.duty["secretary"], volunteer=started(world), reason="ตรวจสอบ"
    )
    coordinator = world.duty["host_coordinator"]
    refuse("missing", actions.start_volunteer, by=coordinator, volunteer=volunteer)
    back = actions.start_volunteer(by=coordinator, volunteer=volunteer, reason="ตรวจแล้วไม่มีเหตุ")
    back.duty.refresh_from_db()
    assert (back.state, back.duty.ended_at) == ("active", None)


def test_ended_volunteer_has_no_duty_left(world):
    volunteer = actions.end_volunteer(by=world.duty["host_coordinator"], volunteer=started(world))
    volunteer.duty.refresh_from_db()
    assert volunteer.state == "ended" and volunteer.duty.ended_at is not None


def test_new_code_replaces_the_old(world):
    volunteer = invite(world)
    first = volunteer.paper_code
    renewed = actions.renew_code(by=world.duty["host_coordinator"], volunteer=volunteer)
    assert find_access_code(renewed.paper_code).user == volunteer.duty.user
    refuse("wrong_access_code", lambda: find_access_code(first))


def test_volunteers_are_seen_by_host_office_and_themselves(world):
    volunteer = invite(world)

    def seen(duty):
        return Volunteer.objects.visible_to(duty).count()

    assert (seen(world.duty["host_coordinator"]), seen(world.duty["secretary"])) == (2, 2)
    assert (seen(volunteer.duty), seen(world.duty["local_officer"])) == (1, 0)
    assert seen(world.other["secretary"]) == 0


# --- groups -----------------------------------------------------------------------------------


def test_volunteer_group_is_kept_once(world):
    given = {
        "by": world.duty["host_coordinator"], "name": "กลุ่มเยี่ยมบ้าน", "tambon": world.tambon, "form_key": "g"
    }  # fmt: skip
    group = actions.add_volunteer_group(**given)
    assert actions.add_volunteer_group(**given) == group and VolunteerGroup.objects.count() == 1
    active = actions.note_group_active(by=world.duty["host_coordinator"], group=group, on=DAY)
    earlier = actions.note_group_active(
        by=world.duty["host_coordinator"], group=active, on=DAY - timedelta(days=9)
    )
    assert earlier.last_active_on == DAY


def test_volunteer_group_is_the_hosts_own(world):
    given = {"name": "ก", "tambon": world.tambon}
    refuse("not_your_duty", actions.add_volunteer_group, by=world.duty["secretary"], **given)
    refuse(
        "place_not_here", actions.add_volunteer_group, by=world.duty["host_coordinator"], name="ก",
        tambon=world.villages[0],
    )  # fmt: skip
    group = actions.add_volunteer_group(by=world.duty["host_coordinator"], **given)
    host = propose_checked(world)
    stranger = make_duty("host_coordinator", world.province, host.organisation)
    refuse("not_in_your_area", actions.note_group_active, by=stranger, group=group, on=DAY)
    refuse("not_in_your_area", invite, world=world, by=stranger, areas=[], group=group)
