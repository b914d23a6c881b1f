"""Ways into an account: paper codes, passwords, second factors, sessions. Each is told to the ledger."""

import secrets
from collections.abc import Iterable
from datetime import timedelta

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, validate_totp_code
from allauth.usersessions.models import UserSession
from django.db import transaction
from django.utils import timezone

from kuea.core.access import CODE_DAYS, MAY_APPOINT
from kuea.core.problems import Refusal
from kuea.core.words import Role
from kuea.ledger.actions import record
from kuea.offices.actions.duties import may_end
from kuea.offices.actions.passwords import check_password
from kuea.offices.models import AccessCode, Duty, User
from kuea.offices.scope import require_role
from kuea.offices.sealing import digest_text

LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""No letter that a reader of paper takes for another one. 16 of them are 79 bits."""


def issue_access_code(*, by: Duty, user: User, forgets_second_factor: bool = False) -> str:
    """A paper code with which `user` sets a password; earlier ones stop working. Returned once, kept nowhere.

    By whoever may appoint every duty the person holds. Raises `Refusal`: not_your_duty.
    """
    require_role(by, *MAY_APPOINT)
    duties = list(Duty.objects.current().filter(user=user))
    is_known = bool(duties) or by.role == Role.ADMINISTRATOR
    if not is_known or by.user_id == user.pk or not all(may_end(by, duty) for duty in duties):
        raise Refusal("not_your_duty")
    return _issue(by, user, forgets_second_factor)


def issue_first_code(*, duty: Duty) -> str:
    """The code of the first administrator, printed by the command line of the machine itself."""
    if duty.role != Role.ADMINISTRATOR or duty.user.has_usable_password():
        raise Refusal("not_your_duty")
    return _issue(None, duty.user, forgets_second_factor=False)


def find_access_code(code: str) -> AccessCode:
    """The still good paper that carries this code. Raises `Refusal`: wrong_access_code, whatever is wrong."""
    found = (
        AccessCode.objects.filter(
            code_hash=_hash(code), used_at=None, withdrawn_at=None, good_until__gte=timezone.now()
        )
        .select_related("user")
        .first()
    )
    if found is None or not found.user.is_active:
        raise Refusal("wrong_access_code", days=CODE_DAYS)
    return found


def use_access_code(*, code: str, password: str) -> User:
    """Set the password with a paper code; every session of before ends. Raises `Refusal`: wrong_access_code, weak_password."""
    with transaction.atomic():
        paper = AccessCode.objects.select_for_update().get(pk=find_access_code(code).pk)
        if paper.used_at is not None:
            raise Refusal("wrong_access_code", days=CODE_DAYS)
        user = User.objects.select_for_update().get(pk=paper.user_id)
        is_first = not user.has_usable_password()
        check_password(password, user)
        user.set_password(password)
        user.save(update_fields=["password"])
        paper.used_at = timezone.now()
        paper.save(update_fields=["used_at"])
        if paper.forgets_second_factor:
            Authenticator.objects.filter(user=user).delete()
        _end(UserSession.objects.filter(user=user))
        _tell(
            "user.enter" if is_first else "user.recover",
            user,
            second_factor_forgotten=paper.forgets_second_factor,
        )
    return user


def add_code_app(*, user: User, secret: str, code: str) -> None:
    """Tie a code app to an account, proved by its present code. Raises `Refusal`: wrong_code."""
    if not validate_totp_code(secret, code):
        raise Refusal("wrong_code")
    with transaction.atomic():
        TOTP.activate(user, secret)
        _tell("user.add_second_factor", user, kind="totp")


def change_own_password(
    *, user: User, old_password: str, password: str, session_key: str = ""
) -> User:
    """A new password of one's own; every other session ends. Raises `Refusal`: wrong_old_password, weak_password."""
    if not user.check_password(old_password):
        raise Refusal("wrong_old_password")
    with transaction.atomic():
        check_password(password, user)
        user.set_password(password)
        user.save(update_fields=["password"])
        end_other_sessions(user=user, session_key=session_key)
        _tell("user.set_password", user)
    return user


def end_session(*, user: User, pk: int) -> None:
    """Sign one of one's own devices out from afar. Raises `Refusal`: not_in_your_area."""
    session = UserSession.objects.filter(user=user, pk=pk).first()
    if session is None:
        raise Refusal("not_in_your_area")
    with transaction.atomic():
        _end([session])
        _tell("user.end_session", user, session=pk)


def end_other_sessions(*, user: User, session_key: str) -> int:
    """Sign every device out but this one."""
    with transaction.atomic():
        others = list(UserSession.objects.filter(user=user).exclude(session_key=session_key))
        _end(others)
        if others:
            _tell("user.end_sessions", user, count=len(others))
    return len(others)


def forget_session(*, user: User, session_key: str) -> None:
    """This device is signing out by itself: it leaves the list of devices."""
    UserSession.objects.filter(user=user, session_key=session_key).delete()


def note_access(verb: str, *, user: User | None, **facts: object) -> None:
    """Tell the ledger what happened at the door: codes only, never what was typed."""
    _tell(f"user.{verb}", user, **facts)


def _issue(by: Duty | None, user: User, forgets_second_factor: bool) -> str:
    code = "-".join("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(4))
    now = timezone.now()
    with transaction.atomic():
        AccessCode.objects.filter(user=user, used_at=None, withdrawn_at=None).update(
            withdrawn_at=now
        )
        paper = AccessCode.objects.create(
            user=user, made_by=by, code_hash=_hash(code), good_until=now + timedelta(days=CODE_DAYS),
            forgets_second_factor=forgets_second_factor,
        )  # fmt: skip
        record(
            "user.issue_code", paper, duty_id=by.pk if by else 0,
            province_code=(by and by.province_id) or "", user=user.pk,
            again=user.has_usable_password(), forgets_second_factor=forgets_second_factor,
        )  # fmt: skip
    return code


def _hash(code: str) -> str:
    letters = "".join(letter for letter in code.lower() if letter in LETTERS)
    return digest_text(f"access code {letters}")


def _end(sessions: Iterable[UserSession]) -> None:
    for session in sessions:
        session.end()


def _tell(verb: str, user: User | None, **facts: object) -> None:
    duty = Duty.objects.current().filter(user=user).order_by("pk").first() if user else None
    record(
        verb, user or "offices.user", duty_id=duty.pk if duty else 0,
        province_code=(duty and duty.province_id) or "", **facts,
    )  # fmt: skip
