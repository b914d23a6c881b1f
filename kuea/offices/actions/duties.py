"""Accounts, and the duties that say who acts where. Whoever appoints, and each end, is in the ledger."""

from collections.abc import Iterable

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from kuea.core.problems import Refusal
from kuea.core.words import Role
from kuea.ledger.actions import record
from kuea.offices.models import Duty, Organisation, Place, Province, User
from kuea.offices.scope import require_role

MAY_APPOINT: dict[str, frozenset[Role]] = {
    Role.ADMINISTRATOR: frozenset(
        {Role.SECRETARY, Role.CHAIR, Role.MINISTRY, Role.ADMINISTRATOR}
    ),
    Role.SECRETARY: frozenset(
        {
            Role.MEMBER, Role.FACILITATOR, Role.RECORDER, Role.HOST_COORDINATOR, Role.GIVER,
            Role.LOCAL_OFFICER,
        }
    ),
    Role.HOST_COORDINATOR: frozenset({Role.VOLUNTEER}),
}  # fmt: skip
"""Who appoints whom. The secretary never makes the chair: the civic side is not the office's to choose (R55)."""
NATIONAL = frozenset({Role.ADMINISTRATOR, Role.MINISTRY})
OF_AN_ORGANISATION = frozenset({Role.HOST_COORDINATOR, Role.VOLUNTEER, Role.GIVER})
_OTHER_SIDE = {Role.SECRETARY: Role.CHAIR, Role.CHAIR: Role.SECRETARY}


def add_user(*, by: Duty, username: str, display_name: str, password: str) -> User:
    """A new account without any duty yet. Raises `Refusal`: not_your_duty, user_known, weak_password."""
    require_role(by, *MAY_APPOINT)
    with transaction.atomic():
        user = _new_user(username, display_name, password)
        record("user.add", user, duty_id=by.pk, province_code=by.province_id or "")
    return user


def install_administrator(*, username: str, display_name: str, password: str) -> Duty:
    """The first administrator of an installation; later ones are appointed. Raises `Refusal`: not_your_duty."""
    with transaction.atomic():
        if Duty.objects.current().filter(role=Role.ADMINISTRATOR).exists():
            raise Refusal("not_your_duty")
        user = _new_user(username, display_name, password)
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
) -> Duty:
    """Give `user` a duty; one already held is returned as it is.

    A secretary or host appoints in the own province; an administrator names it. Raises `Refusal`:
    not_your_duty, not_in_your_area, organisation_needed, chair_and_secretary.
    """
    role = Role(role)
    _require_appointer(by, role)
    province = None if role in NATIONAL else (province or by.province)
    _require_same_province(by, role, province, organisation)
    places = list(areas)
    if province and any(place.code[:2] != province.code for place in places):
        raise Refusal("not_in_your_area")
    with transaction.atomic():
        held = Duty.objects.select_for_update().filter(user=user, ended_at=None, province=province)
        if role in _OTHER_SIDE and held.filter(role=_OTHER_SIDE[role]).exists():
            raise Refusal("chair_and_secretary")
        known = held.filter(role=role, organisation=organisation).first()
        if known is not None:
            return known
        duty = Duty.objects.create(
            user=user, role=role, province=province, organisation=organisation, appointed_by=by
        )
        duty.areas.set(places)
        record(
            "duty.appoint", duty, duty_id=by.pk, province_code=duty.province_id or "",
            role=role.value, user=user.pk,
        )  # fmt: skip
    return duty


def end_duty(*, by: Duty, duty: Duty, reason: str = "") -> Duty:
    """End a duty: its holder, or whoever may appoint it. Ended twice it stays as it was.

    Raises `Refusal`: not_your_duty, not_in_your_area, last_administrator.
    """
    if by.pk != duty.pk:
        _require_appointer(by, Role(duty.role))
        if not _may_end(by, duty):
            raise Refusal("not_in_your_area")
    with transaction.atomic():
        fresh = Duty.objects.select_for_update(of=("self",)).get(pk=duty.pk)
        if fresh.ended_at is not None:
            return fresh
        if fresh.role == Role.ADMINISTRATOR and not _other_administrators(fresh):
            raise Refusal("last_administrator")
        fresh.ended_at = timezone.now()
        fresh.save(update_fields=["ended_at"])
        record(
            "duty.end", fresh, duty_id=by.pk, province_code=fresh.province_id or "",
            role=fresh.role, has_reason=bool(reason.strip()),
        )  # fmt: skip
    return fresh


def set_password(*, by: Duty, user: User, password: str) -> User:
    """A new password for someone who lost theirs: by whoever may appoint one of that person's duties.

    Raises `Refusal`: not_your_duty, weak_password.
    """
    require_role(by, *MAY_APPOINT)
    duties = list(Duty.objects.current().filter(user=user))
    is_known = bool(duties) or by.role == Role.ADMINISTRATOR
    if not is_known or not all(_may_end(by, duty) for duty in duties):
        raise Refusal("not_your_duty")
    return _write_password(by, user, password)


def change_own_password(*, by: Duty, old_password: str, password: str) -> User:
    """A new password of one's own. Raises `Refusal`: wrong_old_password, weak_password."""
    if not by.user.check_password(old_password):
        raise Refusal("wrong_old_password")
    return _write_password(by, by.user, password)


def note_sign_in(*, user: User) -> None:
    """Tell the ledger that an account signed in."""
    duty = Duty.objects.current().filter(user=user).order_by("pk").first()
    record(
        "user.sign_in", user, duty_id=duty.pk if duty else 0,
        province_code=(duty and duty.province_id) or "",
    )  # fmt: skip


def note_failed_sign_in(*, username: str) -> None:
    """Tell the ledger that somebody tried. What was typed is not kept: it may be a password."""
    typed = User.normalize_username(username.strip())
    user = User.objects.filter(username__iexact=typed).first() if typed else None
    duty = Duty.objects.current().filter(user=user).order_by("pk").first() if user else None
    record(
        "user.sign_in_failed", user or "offices.user", duty_id=0,
        province_code=(duty and duty.province_id) or "",
    )  # fmt: skip


def note_sign_out(*, user: User, duty: Duty | None) -> None:
    """Tell the ledger that an account signed out."""
    record(
        "user.sign_out", user, duty_id=duty.pk if duty else 0,
        province_code=(duty and duty.province_id) or "",
    )  # fmt: skip


def _may_end(by: Duty, duty: Duty) -> bool:
    return (
        duty.role in MAY_APPOINT[by.role]
        and by.province_id in (None, duty.province_id)
        and (by.role != Role.HOST_COORDINATOR or by.organisation_id == duty.organisation_id)
    )


def _write_password(by: Duty, user: User, password: str) -> User:
    with transaction.atomic():
        _check_password(password, user)
        user.set_password(password)
        user.save(update_fields=["password"])
        record("user.set_password", user, duty_id=by.pk, province_code=by.province_id or "")
    return user


def _new_user(username: str, display_name: str, password: str) -> User:
    username = User.normalize_username(username.strip())
    if User.objects.filter(username__iexact=username).exists():
        raise Refusal("user_known", username=username)
    user = User(username=username, display_name=display_name.strip())
    _check_password(password, user)
    user.set_password(password)
    user.save()
    return user


def _check_password(password: str, user: User) -> None:
    try:
        validate_password(password, user)
    except ValidationError as fault:
        raise Refusal("weak_password", why=" ".join(fault.messages)) from fault


def _require_appointer(by: Duty, role: Role) -> None:
    require_role(by, *MAY_APPOINT)
    if role not in MAY_APPOINT[by.role]:
        raise Refusal("not_your_duty")


def _require_same_province(
    by: Duty, role: Role, province: Province | None, organisation: Organisation | None
) -> None:
    if role not in NATIONAL and (
        province is None or (by.province_id and by.province_id != province.code)
    ):
        raise Refusal("not_in_your_area")
    if role in OF_AN_ORGANISATION and organisation is None:
        raise Refusal("organisation_needed")
    if organisation and (province is None or organisation.province_id != province.code):
        raise Refusal("not_in_your_area")
    if by.role == Role.HOST_COORDINATOR and by.organisation_id != getattr(organisation, "pk", None):
        raise Refusal("not_in_your_area")


def _other_administrators(duty: Duty) -> bool:
    rows = Duty.objects.current().filter(role=Role.ADMINISTRATOR)
    return rows.exclude(pk=duty.pk).exists()
