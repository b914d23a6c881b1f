"""Time limits and counts that a province may change (A22). The documents give none: the defaults are ours."""

from dataclasses import dataclass, fields, replace
from datetime import date, timedelta


@dataclass(frozen=True)
class Limits:
    """Days unless the name says otherwise."""

    route_hours: int = 24
    urgent_hours: int = 2
    visit_days: int = 7
    forum_days: int = 30
    first_help_days: int = 14
    review_days: int = 90
    care_overdue_days: int = 30
    gap_days: int = 30
    capacity_stale_days: int = 180
    volunteer_active_days: int = 60
    forum_notice_days: int = 3
    comment_days: int = 7
    match_hold_days: int = 7
    notice_days: int = 30
    follow_up_days: int = 90
    forum_people: int = 7
    forum_sectors: int = 3
    closed_forum_fewest: int = 3
    closed_forum_most: int = 7
    request_days: int = 30
    retention_lead_days: int = 180
    retention_case_years: int = 5
    retention_minutes_years: int = 5


def limits_from(changed: dict[str, object]) -> Limits:
    """The defaults with a province's own numbers laid over; unknown names and non-positive numbers are left out."""
    known = {field.name for field in fields(Limits)}
    own = {
        name: value
        for name, value in changed.items()
        if name in known and isinstance(value, int) and not isinstance(value, bool) and value > 0
    }
    return replace(Limits(), **own)


@dataclass(frozen=True)
class Milestone:
    """A date of the edition, computed from its D-Day (A2, A5)."""

    code: str
    on: date


def add_months(day: date, months: int) -> date:
    """The same day of a later month, or that month's last day."""
    month = day.month - 1 + months
    year, month = day.year + month // 12, month % 12 + 1
    last = (date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)).day
    return date(year, month, min(day.day, last))


def milestones(d_day: date, results_day: date | None = None) -> tuple[Milestone, ...]:
    """D-Day, search and map in 3 months (R13), care before the 4th month's first day (R14), 3/6/9/12 months (R6)."""
    in_care = add_months(d_day, 4).replace(day=1) - timedelta(days=1)
    found = [
        Milestone("d_day", d_day),
        Milestone("every_tambon", add_months(d_day, 3)),
        Milestone("in_care", in_care),
        *(Milestone(f"phase_{months}", add_months(d_day, months)) for months in (3, 6, 9, 12)),
    ]
    if results_day:
        found.append(Milestone("results_day", results_day))
    return tuple(sorted(found, key=lambda milestone: (milestone.on, milestone.code)))
