"""A host picks, trains and looks after its own people (R65, R23)."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.utils import timezone

from kuea.core.problems import Refusal
from kuea.core.states import VOLUNTEER
from kuea.core.thai import normalise
from kuea.core.words import Role
from kuea.giving.models import HostNetwork, Volunteer, VolunteerGroup
from kuea.giving.ports import volunteer_left
from kuea.ledger.actions import record
from kuea.offices.actions import (
    add_user,
    appoint,
    close_duties,
    issue_access_code,
    reopen_duty,
)
from kuea.offices.models import Duty, Place, User
from kuea.offices.ports import tambon_changed
from kuea.offices.scope import lock_fresh, require_province, require_role

_LEAVES = ("rest", "suspend", "end")


def invite_volunteer(
    *,
    by: Duty,
    display_name: str,
    areas: Sequence[Place] = (),
    skills: str = "",
    group: VolunteerGroup | None = None,
    username: str = "",
    form_key: str | None = None,
) -> Volunteer:
    """A new helper of the coordinator's own host, with an account and a paper code to enter it.

    The returned object carries `paper_code`, to be printed once on paper and kept nowhere; it is
    empty when this form was sent before. Raises `Refusal`: user_known, place_not_here.
    """
    require_role(by, Role.HOST_COORDINATOR)
    host = HostNetwork.objects.select_related("organisation").filter(pk=by.organisation_id).first()
    if host is None or host.state in {"ended", "declined"}:
        raise Refusal("not_your_duty")
    display_name, username = normalise(display_name), normalise(username)
    if not display_name:
        raise Refusal("missing", fields="ชื่อ")
    _require_own_group(host, group)
    _require_within(host, areas)
    with transaction.atomic():
        if form_key and (before := Volunteer.objects.filter(form_key=form_key).first()):
            before.paper_code = ""
            return before
        user = add_user(
            by=by, username=username or _free_username(host), display_name=display_name[:150]
        )
        duty = appoint(
            by=by, user=user, role=Role.VOLUNTEER, organisation=host.organisation, areas=areas
        )
        volunteer = Volunteer.objects.create(
            host=host,
            duty=duty,
            group=group,
            invited_by=by,
            skills=normalise(skills)[:200],
            form_key=form_key or None,
        )
        _tell("invite", volunteer, by)
        volunteer.paper_code = issue_access_code(by=by, user=user)
    return volunteer


def pledge_volunteer(
    *, by: Duty, volunteer: Volunteer, pledged_on: date, trained_on: date
) -> Volunteer:
    """Promised to keep what they learn about people, and had the basic training: before any case."""
    if max(pledged_on, trained_on) > timezone.localdate():
        raise Refusal("day_not_come")
    with transaction.atomic():
        fresh = _lock(by, volunteer, Role.HOST_COORDINATOR, Role.VOLUNTEER)
        fresh.pledged_on, fresh.trained_on = pledged_on, trained_on
        return _move(fresh, "pledge", by)


def place_volunteer(*, by: Duty, volunteer: Volunteer, areas: Sequence[Place]) -> Volunteer:
    """The villages a volunteer looks after, within the host's own areas."""
    with transaction.atomic():
        fresh = _lock(by, volunteer, Role.HOST_COORDINATOR)
        _require_within(fresh.host, areas)
        fresh.duty.areas.set(areas)
        _tell("place", fresh, by, places=sorted(place.code for place in areas))
    return fresh


def start_volunteer(*, by: Duty, volunteer: Volunteer, reason: str = "") -> Volunteer:
    """Begin, come back from a rest, or (by the host, with a reason) return after a suspension."""
    with transaction.atomic():
        fresh = _lock(by, volunteer, Role.HOST_COORDINATOR, Role.VOLUNTEER)
        was = fresh.state
        if was != "resting":
            require_role(by, Role.HOST_COORDINATOR)
        if was == "suspended" and not normalise(reason):
            raise Refusal("missing", fields="เหตุผลที่กลับมาทำงานได้")
        if not fresh.duty.areas.exists():
            raise Refusal("villages_first")
        fresh.state_reason = normalise(reason)[:300]
        moved = _move(fresh, "start", by)
        if was == "suspended":
            reopen_duty(by=by, duty=moved.duty)
    return moved


def rest_volunteer(*, by: Duty, volunteer: Volunteer) -> Volunteer:
    """A rest whenever they need one; nothing is asked."""
    with transaction.atomic():
        fresh = _lock(by, volunteer, Role.HOST_COORDINATOR, Role.VOLUNTEER)
        return _move(fresh, "rest", by)


def suspend_volunteer(*, by: Duty, volunteer: Volunteer, reason: str) -> Volunteer:
    """For somebody's safety only: access ends the same moment. The one thing the office may do here."""
    if not normalise(reason):
        raise Refusal("missing", fields="เหตุผลด้านความปลอดภัย")
    with transaction.atomic():
        fresh = _lock(by, volunteer, Role.HOST_COORDINATOR, Role.SECRETARY)
        fresh.state_reason = normalise(reason)[:300]
        moved = _move(fresh, "suspend", by)
        close_duties(by=by, duties=[moved.duty])
    return moved


def end_volunteer(*, by: Duty, volunteer: Volunteer, reason: str = "") -> Volunteer:
    """Thanked and released; the account's duty ends. Open cases are handed on by the host first."""
    with transaction.atomic():
        fresh = _lock(by, volunteer, Role.HOST_COORDINATOR, Role.VOLUNTEER)
        fresh.state_reason = normalise(reason)[:300]
        moved = _move(fresh, "end", by)
        close_duties(by=by, duties=[moved.duty])
    return moved


def renew_code(*, by: Duty, volunteer: Volunteer, forgets_second_factor: bool = False) -> Volunteer:
    """Another paper code for somebody who lost the password or the paper; earlier papers stop working."""
    with transaction.atomic():
        fresh = _lock(by, volunteer, Role.HOST_COORDINATOR)
        if fresh.state in {"ended", "suspended"}:
            raise Refusal("not_in_this_state")
        fresh.paper_code = issue_access_code(
            by=by, user=fresh.duty.user, forgets_second_factor=forgets_second_factor
        )
    return fresh


def add_volunteer_group(
    *,
    by: Duty,
    name: str,
    tambon: Place,
    leader_name: str = "",
    safeguarding_checked_on: date | None = None,
    last_active_on: date | None = None,
    form_key: str | None = None,
) -> VolunteerGroup:
    """An organised group, not lone people (R23); ก.3 of its tambon."""
    require_role(by, Role.HOST_COORDINATOR)
    host = HostNetwork.objects.filter(pk=by.organisation_id).first()
    if host is None or host.state in {"ended", "declined"}:
        raise Refusal("not_your_duty")
    if not normalise(name):
        raise Refusal("missing", fields="ชื่อกลุ่ม")
    if tambon.level != Place.Level.TAMBON or tambon.code[:2] != by.province_id:
        raise Refusal("place_not_here")
    with transaction.atomic():
        if form_key and (before := VolunteerGroup.objects.filter(form_key=form_key).first()):
            return before
        group = VolunteerGroup.objects.create(
            host=host,
            name=normalise(name)[:150],
            tambon=tambon,
            leader_name=normalise(leader_name)[:150],
            safeguarding_checked_on=safeguarding_checked_on,
            last_active_on=last_active_on,
            form_key=form_key or None,
        )
        record("volunteer_group.add", group, duty_id=by.pk, province_code=by.province_id)
        tambon_changed(tambon.code)
    return group


def note_group_active(*, by: Duty, group: VolunteerGroup, on: date) -> VolunteerGroup:
    """The last day the group did something together."""
    require_role(by, Role.HOST_COORDINATOR)
    if by.organisation_id != group.host_id:
        raise Refusal("not_in_your_area")
    if on > timezone.localdate():
        raise Refusal("day_not_come")
    with transaction.atomic():
        fresh = lock_fresh(group)
        fresh.last_active_on = max(on, fresh.last_active_on or on)
        fresh.save()
        record("volunteer_group.active", fresh, duty_id=by.pk, province_code=by.province_id)
        tambon_changed(fresh.tambon_id)
    return fresh


def _free_username(host: HostNetwork) -> str:
    """«v<host>-<number>», the next that nobody has."""
    number = host.volunteers.count() + 1
    while User.objects.filter(username=f"v{host.pk}-{number:02d}").exists():
        number += 1
    return f"v{host.pk}-{number:02d}"


def _require_own_group(host: HostNetwork, group: VolunteerGroup | None) -> None:
    if group is not None and group.host_id != host.pk:
        raise Refusal("not_in_your_area")


def _require_within(host: HostNetwork, areas: Sequence[Place]) -> None:
    """Every village or tambon lies in what the host was asked to care for."""
    own = set(host.assignments.exclude(state="ended").values_list("place_id", flat=True))
    if any(place.code not in own and place.code[:6] not in own for place in areas):
        raise Refusal("place_not_here")


def _lock(by: Duty, volunteer: Volunteer, *roles: Role) -> Volunteer:
    require_role(by, *roles)
    fresh = lock_fresh(volunteer)
    require_province(by, fresh.host.organisation.province_id)
    is_own = {
        Role.HOST_COORDINATOR: by.organisation_id == fresh.host_id,
        Role.VOLUNTEER: by.pk == fresh.duty_id,
    }
    if not is_own.get(Role(by.role), True):
        raise Refusal("not_in_your_area")
    return fresh


def _move(volunteer: Volunteer, decision: str, by: Duty) -> Volunteer:
    volunteer.state = VOLUNTEER.next(volunteer.state, decision)
    volunteer.state_since = timezone.now()
    volunteer.save()
    _tell(decision, volunteer, by)
    tambon_changed(*{code[:6] for code in volunteer.duty.areas.values_list("code", flat=True)})
    if decision in _LEAVES:
        volunteer_left(volunteer.host.organisation.province_id)
    return volunteer


def _tell(verb: str, volunteer: Volunteer, by: Duty, **data: object) -> None:
    record(
        f"volunteer.{verb}", volunteer, duty_id=by.pk, province_code=by.province_id or "", **data
    )
