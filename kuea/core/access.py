"""Signing in: which duties need a second factor, how long passwords, sessions, codes and duties last.

One table each; the defaults are ours (NIST SP 800-63B-4, OWASP ASVS 5.0), the documents give none.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from kuea.core.limits import add_months
from kuea.core.words import NATIONAL_ROLES, Role

NEEDS_SECOND_FACTOR = frozenset(
    {
        Role.SECRETARY,  # the whole province, sealed cases when named, exports
        Role.HOST_COORDINATOR,  # persons and sensitive matters of the own area
        Role.LOCAL_OFFICER,  # referrals of the own area
        Role.FACILITATOR,  # closed forums
        Role.RECORDER,
        Role.SOCIAL_WORKER,  # sensitive matters, sealed cases when named
        Role.AUDITOR,  # the ledger
        Role.ADMINISTRATOR,  # makes secretaries
    }
)
"""Duties that reach D3, D4 or an export: no page opens before a second factor is set up."""


def needs_second_factor(role: str) -> bool:
    return role in NEEDS_SECOND_FACTOR


MAY_APPOINT: dict[str, frozenset[Role]] = {
    Role.ADMINISTRATOR: frozenset(
        {Role.SECRETARY, Role.CHAIR, Role.AUDITOR, *NATIONAL_ROLES}
    ),
    Role.SECRETARY: frozenset(
        {
            Role.MEMBER, Role.FACILITATOR, Role.RECORDER, Role.HOST_COORDINATOR, Role.GIVER,
            Role.LOCAL_OFFICER, Role.SOCIAL_WORKER, Role.TAMBON_MEMBER, Role.AMPHOE_OFFICER, Role.FUND_MEMBER,
            Role.HOTLINE_OPERATOR, Role.MEDIA_PARTNER, Role.JUSTICE_OFFICER, Role.PARTNER_AGENCY,
            Role.WORKFORCE_OFFICER, Role.CLERK,
        }
    ),
    Role.HOST_COORDINATOR: frozenset({Role.VOLUNTEER, Role.GROUP_LEADER}),
}  # fmt: skip
"""Who appoints whom. The secretary never makes the chair: the civic side is not the office's to choose (R55)."""

PASSWORD_ALONE = 15
PASSWORD_WITH_SECOND_FACTOR = 12
PASSWORD_LONGEST = 128
CODE_DAYS = 7
"""A paper code to enter the first time, or again, is good for so long and for one use."""
REMIND_DAYS = 30
"""The desk says so many days before that a duty ends."""


def password_length(*, has_second_factor: bool) -> int:
    """The fewest characters: length instead of composition rules."""
    return PASSWORD_WITH_SECOND_FACTOR if has_second_factor else PASSWORD_ALONE


@dataclass(frozen=True)
class SessionLimits:
    """`idle`: without a page opened; `whole`: since signing in, whatever is done meanwhile."""

    idle: timedelta
    whole: timedelta


SHARED_DEVICE = SessionLimits(timedelta(minutes=15), timedelta(hours=2))
SENSITIVE_DUTY = SessionLimits(timedelta(hours=1), timedelta(hours=12))
OTHER_DUTY = SessionLimits(timedelta(hours=4), timedelta(hours=12))


def session_limits(role: str, *, is_shared: bool) -> SessionLimits:
    if is_shared:
        return SHARED_DEVICE
    return SENSITIVE_DUTY if needs_second_factor(role) else OTHER_DUTY


_YEAR: dict[Role, int | None] = dict.fromkeys(Role, 12)
DUTY_MONTHS = _YEAR | {
    Role.SECRETARY: 24,
    Role.CHAIR: 24,
    Role.MEMBER: 24,
    Role.GIVER: 24,
    Role.ADMINISTRATOR: None,  # an installation without one could appoint nobody
    Role.SYSTEM: None,
}
"""How long a duty lasts unless the appointing duty says another day; none ends by forgetting to look."""
LONGEST_DUTY_MONTHS = 48


def last_day_of_duty(role: Role, first_day: date) -> date | None:
    months = DUTY_MONTHS[role]
    return add_months(first_day, months) if months else None
