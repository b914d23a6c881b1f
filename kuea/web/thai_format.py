"""Dates, times and numbers as Thai readers write them: Buddhist era, Bangkok time."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kuea.core.thai import dates
from kuea.core.thai import text as thai_text
from kuea.core.thai.date_words import BUDDHIST_OFFSET
from kuea.core.thai.dates import DateDoubt, DatePrecision, DateStyle

BANGKOK = ZoneInfo("Asia/Bangkok")
ERA = BUDDHIST_OFFSET
MONTHS_ENGLISH = (
    *("Jan", "Feb", "Mar", "Apr", "May", "Jun"),
    *("Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
)
DAYS_LONG = ("จันทร์", "อังคาร", "พุธ", "พฤหัสบดี", "ศุกร์", "เสาร์", "อาทิตย์")
NOTHING = "–"


def as_bangkok(value: date | datetime) -> date | datetime:
    """A time moved to the wall clock of Bangkok; a plain date stays as it is."""
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value.astimezone(BANGKOK)
    return value


def as_day(value: date | datetime) -> date:
    local = as_bangkok(value)
    return local.date() if isinstance(local, datetime) else local


def today() -> date:
    return timezone.now().astimezone(BANGKOK).date()


def _in_english() -> bool:
    return (translation.get_language() or "th").startswith("en")


def format_date(value: date | datetime | None) -> str:
    """«24 พ.ย. 2569»; in English «24 Nov 2026»."""
    if not isinstance(value, date):
        return NOTHING
    day = as_day(value)
    if _in_english():
        return f"{day.day} {MONTHS_ENGLISH[day.month - 1]} {day.year}"
    return dates.format_thai_date(day, DateStyle.SHORT)


def format_date_long(value: date | datetime | None) -> str:
    """«วันอังคารที่ 24 พฤศจิกายน 2569»."""
    if not isinstance(value, date):
        return NOTHING
    day = as_day(value)
    if _in_english():
        return f"{day:%A} {day.day} {day:%B} {day.year}"
    return f"วัน{DAYS_LONG[day.weekday()]}ที่ {dates.format_thai_date(day, DateStyle.LONG)}"


def format_moment(value: date | datetime | None) -> str:
    """«24 พ.ย. 2569 14:05 น.»."""
    if not isinstance(value, datetime):
        return format_date(value)
    local = as_bangkok(value)
    clock = f"{local:%H:%M}" if _in_english() else f"{local:%H:%M} น."
    return f"{format_date(value)} {clock}"


def to_thai_digits(value: object) -> str:
    return NOTHING if value is None else thai_text.to_thai_digits(str(value))


def format_number(value: object) -> str:
    """12345 as «12,345»; a fraction keeps at most two places; nothing is a dash, never a zero."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return NOTHING if value in (None, "") else str(value)
    if isinstance(value, float) and not value.is_integer():
        return f"{value:,.2f}".rstrip("0")
    return f"{int(value):,}"


def format_share(part: int, whole: int) -> str:
    """A percentage to one decimal, half up; of nothing it is a dash, never 0 % or 100 %."""
    if not whole:
        return NOTHING
    tenths = (2 * 1000 * part + whole) // (2 * whole)
    return f"{tenths // 10}.{tenths % 10}%"


def describe_deadline(value: date | datetime | None, now: date | None = None) -> str:
    """How far a due day is, in words that do not blame: «ครบกำหนดวันนี้», «เลยกำหนด 2 วัน»."""
    if not isinstance(value, date):
        return NOTHING
    days = (as_day(value) - (now or today())).days
    if days < 0:
        return ngettext("เลยกำหนด %(days)d วัน", "เลยกำหนด %(days)d วัน", -days) % {"days": -days}
    if days == 0:
        return _("ครบกำหนดวันนี้")
    if days == 1:
        return _("ครบกำหนดพรุ่งนี้")
    return ngettext("อีก %(days)d วัน", "อีก %(days)d วัน", days) % {"days": days}


def describe_age(value: date | datetime | None, now: datetime | None = None) -> str:
    """How long ago: «เมื่อครู่», «5 นาทีที่แล้ว», «เมื่อวาน», «6 วันที่แล้ว», then the date."""
    if not isinstance(value, date):
        return NOTHING
    now = (now or timezone.now()).astimezone(BANGKOK)
    days = (now.date() - as_day(value)).days
    if isinstance(value, datetime) and value.tzinfo is not None and days <= 1:
        passed = now - value
        if timedelta(0) <= passed < timedelta(minutes=1):
            return _("เมื่อครู่")
        if timedelta(0) <= passed < timedelta(hours=1):
            count = passed.seconds // 60
            words = ngettext("%(count)d นาทีที่แล้ว", "%(count)d นาทีที่แล้ว", count)
            return words % {"count": count}
        if timedelta(0) <= passed and days == 0:
            count = passed.seconds // 3600
            words = ngettext("%(count)d ชั่วโมงที่แล้ว", "%(count)d ชั่วโมงที่แล้ว", count)
            return words % {"count": count}
    if days == 0:
        return _("วันนี้")
    if days == 1:
        return _("เมื่อวาน")
    if 1 < days <= 30:
        return ngettext("%(days)d วันที่แล้ว", "%(days)d วันที่แล้ว", days) % {"days": days}
    return format_date(value)


class UnreadableDate(ValueError):
    """What was typed is not one certain day. `reason` is a code the form turns into a sentence."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


# Doubts a list must carry along but a person who has just typed the date can settle at once.
_REASON_OF = {
    DateDoubt.TWO_DIGIT_YEAR: "short_year",
    DateDoubt.IMPOSSIBLE_YEAR: "year",
    DateDoubt.IMPOSSIBLE_MONTH: "no_such_day",
    DateDoubt.IMPOSSIBLE_DAY: "no_such_day",
    DateDoubt.DAY_MONTH_SWAPPED: "swapped",
    DateDoubt.EXCEL_SERIAL: "form",
    DateDoubt.FROM_AGE: "form",
}


def read_day(text: str) -> date:
    """One day from what a person types: «24/11/2569», «๒๔ พ.ย. ๒๕๖๙», ISO; day before month."""
    found = dates.read_date(text)
    for doubt in found.doubts:
        if doubt in _REASON_OF:
            raise UnreadableDate(_REASON_OF[doubt])
    if found.precision != DatePrecision.DAY:
        raise UnreadableDate("form")
    return date(found.year_ce, found.month, found.day)  # type: ignore[arg-type]
