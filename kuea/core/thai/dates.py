"""Dates as Thai lists hold them: two eras, two scripts, parts missing, spoiled by spreadsheets.

Rules, each with its reason:

- Day comes before month (Thai usage). A first number that can only be a day decides; a second
  number above 12 shows an American sheet (DAY_MONTH_SWAPPED). With a *Christian* year and both
  numbers at most 12 the order is unknown (DAY_MONTH_UNCLEAR): such dates usually come out of
  software, not from a Thai hand.
- A year of 2400–2643 is Buddhist, of 1857–2100 Christian; the ranges do not meet. Any other
  four-digit year is not believed.
- A two-digit year is Buddhist: 25yy, or 24yy when 25yy would lie in the future of ``as_of``;
  beside an English month or ค.ศ. it is Christian. Always with TWO_DIGIT_YEAR.
- Up to B.E. 2483 the year began on 1 April (the Calendar Year Act B.E. 2483 moved it to
  1 January 2484). January–March of such a year, written in B.E., may lie one Christian year
  later: YEAR_START_BEFORE_2484. We keep year − 543 and say so.
- An age ("75 ปี") becomes a year only when ``as_of`` is known; it may be one year off (FROM_AGE).
- What does not exist (31 February) keeps the part that does, with a doubt.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from kuea.core.thai.date_words import (
    BUDDHIST_OFFSET,
    DateStyle,
    format_thai_date,
    format_thai_parts,
    month_of,
)
from kuea.core.thai.text import normalise, to_arabic_digits

__all__ = [
    "DateDoubt",
    "DatePrecision",
    "DateStyle",
    "ReadDate",
    "format_thai_date",
    "read_date",
]


class DatePrecision(StrEnum):
    DAY = "day"
    MONTH = "month"
    YEAR = "year"
    NOTHING = "nothing"  # empty, or not readable (then doubts says UNREADABLE)


class DateDoubt(StrEnum):
    TWO_DIGIT_YEAR = "two_digit_year"
    DAY_MONTH_SWAPPED = "day_month_swapped"
    DAY_MONTH_UNCLEAR = "day_month_unclear"
    YEAR_START_BEFORE_2484 = "year_start_before_2484"
    FROM_AGE = "from_age"
    AGE_WITHOUT_DATE = "age_without_date"
    EXCEL_SERIAL = "excel_serial"
    IMPOSSIBLE_DAY = "impossible_day"
    IMPOSSIBLE_MONTH = "impossible_month"
    IMPOSSIBLE_YEAR = "impossible_year"
    IN_THE_FUTURE = "in_the_future"
    VERY_LONG_AGO = "very_long_ago"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class ReadDate:
    year_ce: int | None
    month: int | None
    day: int | None
    precision: DatePrecision
    doubts: tuple[DateDoubt, ...]
    as_written: str

    @property
    def as_date(self) -> date | None:
        """The day, when it is known to the day."""
        if self.year_ce is None or self.month is None or self.day is None:
            return None
        return date(self.year_ce, self.month, self.day)

    @property
    def iso(self) -> str:
        """2006-11-07, 2006-11 or 2006; "" when nothing is known."""
        parts = (self.year_ce, self.month, self.day)
        return "-".join(f"{part:02d}" for part in parts if part is not None)

    @property
    def year_be(self) -> int | None:
        return None if self.year_ce is None else self.year_ce + BUDDHIST_OFFSET

    def in_thai(self, style: DateStyle = DateStyle.LONG, *, thai_digits: bool = False) -> str:
        return format_thai_parts(self.year_ce, self.month, self.day, style, thai_digits=thai_digits)


_NOTHING = {
    "", "-", "--", "0", "ไม่ทราบ", "ไม่มี", "ไม่ระบุ", "ไม่ปรากฏ", "ไม่ทราบวันเกิด", "ไม่มีข้อมูล", "none", "null", "nan", "nat",
    "n/a", "na", "unknown", "?", "00/00/0000", "0000-00-00", "//", "-/-/-", "../../....",
}  # fmt: skip
_CE_FIRST, _CE_LAST = 1857, 2100
_BE_FIRST, _BE_LAST = _CE_FIRST + BUDDHIST_OFFSET, _CE_LAST + BUDDHIST_OFFSET
_OLDEST_AGE = 130
_EXCEL_ORIGIN = date(1899, 12, 30)
# Days since 1899-12-30 that a sheet can mean: 1907–2100, and the same typed with B.E. years.
_SERIAL_CE = range(2_701, 73_416)
_SERIAL_BE = range(182_623, 271_747)

_ERA = re.compile(
    r"(?P<be>พ\s*\.?\s*ศ\s*\.?|พุทธศักราช|\bb\.?\s?e\.?(?=[\s\d]|$))"
    r"|(?P<ce>ค\s*\.?\s*ศ\s*\.?|คริสต์ศักราช|\b(?:a\.?\s?d|c\.?\s?e)\.?(?=[\s\d]|$))",
    re.IGNORECASE,
)
_TIME_TAIL = re.compile(
    r"[T\s]+\d{1,2}[:.]\d{2}(?:[:.]\d{2}(?:\.\d+)?)?\s*(?:น\.?|am|pm|Z|[+-]\d{2}:?\d{2})?$", re.I
)
_FILLER = re.compile(
    r"วันที่|วันเกิด|เกิดเมื่อ|เกิดปี|เกิด|เดือน|ประมาณ|ราวๆ|ราว|ปี(?=\s*(?:พ|ค|\d))|วัน(?:จันทร์|อังคาร|พุธ|พฤหัสบดี|พฤหัส|ศุกร์|เสาร์|อาทิตย์)(?:ที่)?"
)
_AGE = re.compile(
    r"^(?:อายุ\s*)?(?:ประมาณ\s*|ราว\s*)?(\d{1,3})\s*(?:ปี|ขวบ|years?|yrs?|y\.?o\.?)(?:\s*\d{1,2}\s*เดือน)?\s*(?:\d{1,2}\s*วัน)?(?:กว่า|เศษ)?$",
    re.I,
)
_AGE_WORD = re.compile(r"^(?:อายุ|age)\s*:?\s*(\d{1,3})$", re.IGNORECASE)
_AGE_MONTHS = re.compile(r"^(?:อายุ\s*)?(\d{1,2})\s*เดือน(?:\s*\d{1,2}\s*วัน)?$")
_WORD_OR_NUMBER = re.compile(r"\d+|[a-z\u0e01-\u0e4e.]+", re.IGNORECASE)
_UNKNOWN_PART = re.compile(
    r"(?<![\w])(?:x{1,2}|\?{1,2}|-{1,2}|_{1,2}|\.{2})(?=[/.\s-])", re.IGNORECASE
)


def read_date(
    value: object, *, as_of: date | None = None, future_allowed: bool = False
) -> ReadDate:
    """Read a cell or field that should hold a date. Never raises.

    ``as_of`` is the day of the list (or today): needed for ages and two-digit years, and it
    makes dates after it doubtful unless ``future_allowed`` (appointments).
    """
    written = "" if value is None else str(value)
    try:
        read = _read(value, written, as_of)
    except (ValueError, OverflowError):
        read = _unreadable(written)
    return _check_plausible(read, as_of, future_allowed)


def _read(value: object, written: str, as_of: date | None) -> ReadDate:
    if isinstance(value, datetime | date):
        return _build(value.year, value.month, value.day, [], written, era=None)
    if isinstance(value, bool):
        return _unreadable(written)
    if isinstance(value, int | float):
        return _read_number(value, written)
    text = to_arabic_digits(normalise(written)).strip("'\"’ ,;")
    if text.casefold().replace(" ", "") in _NOTHING:
        return ReadDate(None, None, None, DatePrecision.NOTHING, (), written)
    if age := _read_age(text, written, as_of):
        return age
    return _read_text(text, written, as_of)


def _read_number(value: int | float, written: str) -> ReadDate:
    whole = int(value)  # NaN and infinity raise, and are unreadable
    if value == 0:
        return ReadDate(None, None, None, DatePrecision.NOTHING, (), written)
    if _is_year(whole) and value == whole:
        return _build(whole, None, None, [], written, era=None)
    if whole in _SERIAL_CE or whole in _SERIAL_BE:
        day = _EXCEL_ORIGIN + timedelta(days=whole)
        return _build(day.year, day.month, day.day, [DateDoubt.EXCEL_SERIAL], written, era=None)
    if value == whole and 7 <= len(str(whole)) <= 8:  # 01022535 that lost its leading zero
        return _read_run(str(whole).zfill(8), [], written, None)
    return _unreadable(written)


def _read_age(text: str, written: str, as_of: date | None) -> ReadDate | None:
    match = _AGE.match(text) or _AGE_WORD.match(text)
    in_months = _AGE_MONTHS.match(text)
    if match is None and in_months is None:
        return None
    if as_of is None:
        doubts = (DateDoubt.AGE_WITHOUT_DATE,)
        return ReadDate(None, None, None, DatePrecision.NOTHING, doubts, written)
    doubts = (DateDoubt.FROM_AGE,)
    if in_months:
        year = (as_of.year * 12 + as_of.month - 1 - int(in_months.group(1))) // 12
        return ReadDate(year, None, None, DatePrecision.YEAR, doubts, written)
    age = int(match.group(1)) if match else 0
    if age > _OLDEST_AGE:
        return _unreadable(written)
    return ReadDate(as_of.year - age, None, None, DatePrecision.YEAR, doubts, written)


def _read_text(text: str, written: str, as_of: date | None) -> ReadDate:
    if re.fullmatch(r"\d+\.0+", text):  # a serial or a year that came through a float
        return _read_number(int(text.split(".")[0]), written)
    era_match = _ERA.search(text)
    era = era_match.lastgroup if era_match else None
    plain = _TIME_TAIL.sub("", _ERA.sub(" ", text).strip())
    plain = _UNKNOWN_PART.sub("0", _FILLER.sub(" ", plain)).strip()
    tokens = _WORD_OR_NUMBER.findall(plain)
    words = [token for token in tokens if not token.isdigit() and token.strip(".")]
    numbers = [token for token in tokens if token.isdigit()]
    months = [found for word in words if (found := month_of(word)) is not None]
    if len(words) != len(months) or len(months) > 1 or not 1 <= len(numbers) <= 3:
        return _unreadable(written)
    if months:
        era = era or ("ce" if words[0].isascii() else None)  # 12-Feb-92 is a Christian year
        return _read_named_month(months[0], numbers, era, written, as_of)
    if len(numbers) == 1:
        return _read_run(numbers[0], [], written, era, as_of)
    if len(numbers) == 2:
        return _read_month_year(numbers, era, written, as_of)
    return _read_three(numbers, era, written, as_of)


def _read_named_month(
    month: int, numbers: list[str], era: str | None, written: str, as_of: date | None
) -> ReadDate:
    if len(numbers) == 3 or not numbers:
        return _unreadable(written)
    if len(numbers) == 1:
        if len(numbers[0]) < 4 and not (len(numbers[0]) == 2 and int(numbers[0]) > 31) and not era:
            return _unreadable(written)  # "12 ก.พ.": a day without a year
        year, doubts = _year(numbers[0], era, as_of)
        return _build(year, month, None, doubts, written, era=era)
    day, year_text = numbers if len(numbers[0]) < 4 else reversed(numbers)
    year, doubts = _year(year_text, era, as_of)
    return _build(year, month, int(day) or None, doubts, written, era=era)


def _read_run(
    run: str, doubts: list[DateDoubt], written: str, era: str | None, as_of: date | None = None
) -> ReadDate:
    """One unbroken number: a year, ddmmyyyy, yyyymmdd, ddmmyy, or a spreadsheet's serial."""
    if len(run) == 4 or (len(run) == 2 and era):
        year, more = _year(run, era, as_of)
        return _build(year, None, None, more, written, era=era)
    if len(run) == 7:  # 1022535 lost its leading zero in a sheet
        run = "0" + run
    if len(run) == 8:
        if _is_year(int(run[:4])):
            return _read_three([run[:4], run[4:6], run[6:]], era, written, as_of)
        return _read_three([run[:2], run[2:4], run[4:]], era, written, as_of)
    if len(run) == 6 and 1 <= int(run[2:4]) <= 12 and 1 <= int(run[:2]) <= 31:
        return _read_three([run[:2], run[2:4], run[4:]], era, written, as_of)
    if len(run) in (5, 6) and not era:
        return _read_number(int(run), written)
    return _unreadable(written)


def _read_month_year(
    numbers: list[str], era: str | None, written: str, as_of: date | None
) -> ReadDate:
    first, second = numbers
    month, year_text = (second, first) if len(first) == 4 else (first, second)
    if len(year_text) != 4:
        return _unreadable(written)
    year, doubts = _year(year_text, era, as_of)
    return _build(year, int(month) or None, None, doubts, written, era=era)


def _read_three(numbers: list[str], era: str | None, written: str, as_of: date | None) -> ReadDate:
    if len(numbers[0]) == 4:
        year_text, month, day = numbers[0], int(numbers[1]), int(numbers[2])
        year, doubts = _year(year_text, era, as_of)
    else:
        day, month = int(numbers[0]), int(numbers[1])
        year, doubts = _year(numbers[2], era, as_of)
        written_in_ce = era != "be" and _CE_FIRST <= int(numbers[2]) <= _CE_LAST
        if written_in_ce and 1 <= day <= 12 and 1 <= month <= 12 and day != month:
            doubts.append(DateDoubt.DAY_MONTH_UNCLEAR)
    if 12 < month <= 31 and 1 <= day <= 12:
        day, month = month, day
        doubts.append(DateDoubt.DAY_MONTH_SWAPPED)
    return _build(year, month or None, day or None, doubts, written, era=era)


def _is_year(number: int) -> bool:
    return _CE_FIRST <= number <= _CE_LAST or _BE_FIRST <= number <= _BE_LAST


def _year(text: str, era: str | None, as_of: date | None) -> tuple[int, list[DateDoubt]]:
    """The year as written, or the four digits a two-digit year stands for (still its own era)."""
    if len(text) != 2:
        return int(text), []
    if era == "ce":
        century = 2000 if as_of is None or 2000 + int(text) <= as_of.year else 1900
        return century + int(text), [DateDoubt.TWO_DIGIT_YEAR]
    this_century = 2500 + int(text)
    in_future = as_of is not None and this_century - BUDDHIST_OFFSET > as_of.year
    return this_century - (100 if in_future else 0), [DateDoubt.TWO_DIGIT_YEAR]


def _build(
    year: int, month: int | None, day: int | None, doubts: list[DateDoubt], written: str,
    *, era: str | None,
) -> ReadDate:  # fmt: skip
    """Era, existence and the calendar of old years; what does not exist is left out."""
    if not _is_year(year) or (era == "be" and year < _BE_FIRST):
        return ReadDate(
            None, None, None, DatePrecision.NOTHING, (*doubts, DateDoubt.IMPOSSIBLE_YEAR), written
        )
    is_buddhist = year >= _BE_FIRST
    year_ce = year - BUDDHIST_OFFSET if is_buddhist else year
    if month is not None and not 1 <= month <= 12:
        doubts, month, day = [*doubts, DateDoubt.IMPOSSIBLE_MONTH], None, None
    if month is None:
        day = None
    if month is not None and day is not None and not _exists(year_ce, month, day):
        doubts, day = [*doubts, DateDoubt.IMPOSSIBLE_DAY], None
    if is_buddhist and year <= 2483 and (month is None or month <= 3):
        doubts = [*doubts, DateDoubt.YEAR_START_BEFORE_2484]
    precision = DatePrecision.YEAR
    if month is not None:
        precision = DatePrecision.MONTH if day is None else DatePrecision.DAY
    return ReadDate(year_ce, month, day, precision, tuple(doubts), written)


def _exists(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def _unreadable(written: str) -> ReadDate:
    doubts = (DateDoubt.UNREADABLE,)
    return ReadDate(None, None, None, DatePrecision.NOTHING, doubts, written)


def _check_plausible(read: ReadDate, as_of: date | None, future_allowed: bool) -> ReadDate:
    if read.year_ce is None or as_of is None:
        return read
    earliest = date(read.year_ce, read.month or 1, read.day or 1)
    extra: tuple[DateDoubt, ...] = ()
    if earliest > as_of and not future_allowed:
        extra = (DateDoubt.IN_THE_FUTURE,)
    elif as_of.year - read.year_ce > 120:
        extra = (DateDoubt.VERY_LONG_AGO,)
    return ReadDate(
        read.year_ce, read.month, read.day, read.precision, read.doubts + extra, read.as_written
    )
