"""The calendar as words and rows."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from kuea.core.limits import Milestone
from kuea.steering.labels import MILESTONES
from kuea.web.thai_format import describe_deadline, format_number


@dataclass(frozen=True)
class DateRow:
    title: str
    about: str
    on: date
    state: str
    state_label: str


def date_rows(dates: tuple[Milestone, ...], today: date) -> list[DateRow]:
    """Each date with how far it is; a past one is told as past, never as blame."""
    nearest = next((found.on for found in dates if found.on >= today), None)
    return [_row(found, today, nearest) for found in dates]


def _row(found: Milestone, today: date, nearest: date | None) -> DateRow:
    title, about = MILESTONES[found.code]
    if found.on < today:
        days = format_number((today - found.on).days)
        state, label = "closed", _("ผ่านมาแล้ว %(days)s วัน") % {"days": days}
    else:
        state = "planned" if found.on == nearest else "none"
        label = describe_deadline(found.on, today)
    return DateRow(str(title), str(about), found.on, state, label)
