"""Accounts, and the duties that say who acts where. Whoever appoints, and each end, is in the ledger."""

from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from kuea.core.access import LONGEST_DUTY_MONTHS, MAY_APPOINT, last_day_of_duty
from kuea.core.limits import add_months
from kuea.core.problems import Refusal
from kuea.core.rights import are_incompatible
from kuea.core.words import NATIONAL_ROLES, Role
from kuea.ledger.actions import record
from kuea.offices import queries
from kuea.offices.models import Duty, Organisation, Place, Province, User
from kuea.offices.ports import duty_began, hand_over
from kuea.offices.scope import require_role

OF_AN_ORGANISATION = frozenset(
    {Role.HOST_COORDINATOR, Role.VOLUNTEER, Role.GROUP_LEADER, Role.GIVER}
)
OF_AN_AREA = frozenset({Role.TAMBON_MEMBER, Role.AMPHOE_OFFICER})


def add_user(*, by: Duty, username: str, display_name: str) -> User:
    """A new account without duty or password: a paper code lets its owner set one. Raises `Refusal`: not_your_duty, user_known."""
    require_role(by, *MAY_APPOINT)
    with transaction.atomic():
        user = _new_user(username, display_name)
        record("user.add", user, duty_id=by.pk, province_code=by.province_id or "")
    return user


def install_administrator(*, username: str, display_name: str) -> Duty:
    """The first administrator of an installation; later ones are appointed. Raises `Refusal`: not_your_duty."""
    with transaction.atomic():
        if Duty.objects.current().filter(role=Role.ADMINISTRATOR).exists():
            raise Refusal("not_your_duty")
        user = _new_user(username, display_name)
        duty = Duty.objects.create(user=user, role=Role.ADMINISTRATOR)
        record("duty.appoint", duty, duty_id=0, province_code="", role=duty.role, user=user.pk)
    return duty


def appoint(
    *,
    by: Duty,
    user: User,
    role: Role | str,
    province: Province | None = None,
    organisation: Organisation | None = None,
    areas: Iterable[Place] = (),
    ends_on: date | None = None,
) -> Duty:
    """Give `user` a duty until `ends_on` or the role's usual term; one already held is returned as it is.

    A secretary or host appoints in the own province; an administrator names it. Raises `Refusal`:
    not_your_duty, not_in_your_area, organisation_needed, area_needed, chair_and_secretary, duties_clash,
    duty_too_long.
    """
    role = Role(role)
    _require_appointer(by, role)
    province = None if role in NATIONAL_ROLES else (province or by.province)
    _require_same_province(by, role, province, organisation)
    places = list(areas)
    if role in OF_AN_AREA and not places:
        raise Refusal("area_needed")
    if province and any(place.code[:2] != province.code for place in places):
        raise Refusal("not_in_your_area")
    last_day = _last_day(role, ends_on)
    with transaction.atomic():
        held = Duty.objects.current().select_for_update().filter(user=user)
        _require_compatible(role, province, held)
        known = held.filter(province=province).filter(role=role, organisation=organisation).first()
        if known is not None:
            return known
        duty = Duty.objects.create(
            user=user, role=role, province=province, organisation=organisation, appointed_by=by,
            ends_on=last_day,
        )  # fmt: skip
        duty.areas.set(places)
        record(
            "duty.appoint", duty, duty_id=by.pk, province_code=duty.province_id or "",
            role=role.value, user=user.pk,
        )  # fmt: skip
        duty_began(by, duty)
    return duty


def renew_duty(*, by: Duty, duty: Duty, ends_on: date | None = None) -> Duty:
    """Another term, by whoever may appoint; also for one that ran out and was not ended yet.

    Raises `Refusal`: not_your_duty, not_in_your_area, duty_ended, duty_too_long.
    """
    _require_appointer(by, Role(duty.role))
    if not may_end(by, duty):
        raise Refusal("not_in_your_area")
    with transaction.atomic():
        fresh = Duty.objects.select_for_update(of=("self",)).get(pk=duty.pk)
        if fresh.ended_at is not None:
            raise Refusal("duty_ended")
        fresh.ends_on = _last_day(Role(fresh.role), ends_on)
        fresh.save(update_fields=["ends_on"])
        record("duty.renew", fresh, duty_id=by.pk, province_code=fresh.province_id or "",
               role=fresh.role, ends_on=str(fresh.ends_on))  # fmt: skip
    return fresh


def end_duty(*, by: Duty, duty: Duty, reason: str = "", successor: Duty | None = None) -> Duty:
    """End a duty: its holder, or whoever may appoint it. Ended twice it stays as it was.

    What it still had in hand goes to `successor`, else to whoever stands nearest (I16). Raises `Refusal`:
    not_your_duty, not_in_your_area, last_administrator, not_a_successor.
    """
    if by.pk != duty.pk:
        _require_appointer(by, Role(duty.role))
        if not may_end(by, duty):
            raise Refusal("not_in_your_area")
    with transaction.atomic():
        fresh = Duty.objects.select_for_update(of=("self",)).get(pk=duty.pk)
        if fresh.ended_at is not None:
            return fresh
        if fresh.role == Role.ADMINISTRATOR and not _other_administrators(fresh):
            raise Refusal("last_administrator")
        return _end(fresh, by, successor, has_reason=bool(reason.strip()))


def end_run_out_duties(*, by: Duty) -> int:
    """Daily, by the province's scheduled work: end what ran out, with the same handing over."""
    require_role(by, Role.SYSTEM)
    rows = Duty.objects.run_out().filter(province_id=by.province_id).order_by("pk")
    with transaction.atomic():
        return len(
            [
                _end(duty, by, None, has_run_out=True)
                for duty in rows.select_for_update(of=("self",))
            ]
        )


def close_duties(*, by: Duty, duties: Iterable[Duty]) -> None:
    """For rooms that end what a duty rests on (a volunteer, a host): the caller asked whether `by` may."""
    for duty in duties:
        if duty.ended_at is None:
            _end(duty, by, None)


def reopen_duty(*, by: Duty, duty: Duty) -> None:
    """For the room that closed it: a suspended volunteer comes back to the same duty."""
    fresh = Duty.objects.select_for_update(of=("self",)).get(pk=duty.pk)
    fresh.ended_at, fresh.ends_on = None, last_day_of_duty(Role(fresh.role), timezone.localdate())
    fresh.save(update_fields=["ended_at", "ends_on"])
    record("duty.reopen", fresh, duty_id=by.pk, province_code=fresh.province_id or "")


def _end(duty: Duty, by: Duty, successor: Duty | None, **facts: object) -> Duty:
    duty.ended_at = timezone.now()
    duty.save(update_fields=["ended_at"])
    heir = _heir(duty, successor)
    moved = hand_over(by, duty, heir) if heir else {}
    record(
        "duty.end", duty, duty_id=by.pk, province_code=duty.province_id or "",
        role=duty.role, heir=heir.pk if heir else 0, **{f"moved_{kind}": count for kind, count in moved.items()}, **facts,
    )  # fmt: skip
    return duty


def _heir(duty: Duty, chosen: Duty | None) -> Duty | None:
    """The chosen successor, of the same role and place; else whoever stands nearest."""
    if chosen is not None:
        found = queries.successors_of(duty).filter(pk=chosen.pk).first()
        if found is None:
            raise Refusal("not_a_successor")
        return found
    return next(iter(queries.possible_heirs(duty)), None)


def _last_day(role: Role, ends_on: date | None) -> date | None:
    today = timezone.localdate()
    if ends_on is None:
        return last_day_of_duty(role, today)
    if not today <= ends_on <= add_months(today, LONGEST_DUTY_MONTHS):
        raise Refusal("duty_too_long", most=LONGEST_DUTY_MONTHS)
    return ends_on


def may_end(by: Duty, duty: Duty) -> bool:
    """Whether `by` may appoint, and so end and renew, this duty."""
    return (
        duty.role in MAY_APPOINT.get(by.role, ())
        and by.province_id in (None, duty.province_id)
        and (by.role != Role.HOST_COORDINATOR or by.organisation_id == duty.organisation_id)
    )


def _new_user(username: str, display_name: str) -> User:
    username = User.normalize_username(username.strip())
    if User.objects.filter(username__iexact=username).exists():
        raise Refusal("user_known", username=username)
    user = User(username=username, display_name=display_name.strip())
    user.set_unusable_password()
    user.save()
    return user


def _require_appointer(by: Duty, role: Role) -> None:
    require_role(by, *MAY_APPOINT)
    if role not in MAY_APPOINT[by.role]:
        raise Refusal("not_your_duty")


def _require_same_province(
    by: Duty, role: Role, province: Province | None, organisation: Organisation | None
) -> None:
    if role not in NATIONAL_ROLES and (
        province is None or (by.province_id and by.province_id != province.code)
    ):
        raise Refusal("not_in_your_area")
    if role in OF_AN_ORGANISATION and organisation is None:
        raise Refusal("organisation_needed")
    if organisation and (province is None or organisation.province_id != province.code):
        raise Refusal("not_in_your_area")
    if by.role == Role.HOST_COORDINATOR and by.organisation_id != getattr(organisation, "pk", None):
        raise Refusal("not_in_your_area")


def _require_compatible(role: Role, province: Province | None, held: QuerySet[Duty]) -> None:
    """Raise when the account already holds a duty that may not go with this one (requirements 3.2)."""
    for duty in held:
        together = None in (province, duty.province_id) or duty.province_id == province.code
        if together and are_incompatible(role, Role(duty.role)):
            sides = {role, Role(duty.role)}
            raise Refusal(
                "chair_and_secretary" if sides == {Role.CHAIR, Role.SECRETARY} else "duties_clash"
            )


def _other_administrators(duty: Duty) -> bool:
    rows = Duty.objects.current().filter(role=Role.ADMINISTRATOR)
    return rows.exclude(pk=duty.pk).exists()
