"""Months, eras and the writing of dates in Thai. Stored dates are CE; shown dates are B.E."""

import re
from datetime import date
from enum import StrEnum

from kuea.core.thai.text import to_thai_digits

BUDDHIST_OFFSET = 543  # B.E. = C.E. + 543 (exact since the year 2484)

MONTHS_LONG = (
    "มกราคม", "กุมภาพันธ์", "มีนาคม", "เมษายน", "พฤษภาคม", "มิถุนายน",
    "กรกฎาคม", "สิงหาคม", "กันยายน", "ตุลาคม", "พฤศจิกายน", "ธันวาคม",
)  # fmt: skip
MONTHS_SHORT = (
    "ม.ค.", "ก.พ.", "มี.ค.", "เม.ย.", "พ.ค.", "มิ.ย.",
    "ก.ค.", "ส.ค.", "ก.ย.", "ต.ค.", "พ.ย.", "ธ.ค.",
)  # fmt: skip
# Ways people write the months besides the two above: spoken short forms, frequent misspellings.
_OTHER_FORMS: tuple[tuple[str, ...], ...] = (
    ("มกรา", "มกราคาม", "january", "jan"),
    ("กุมภา", "กุมภาพันธ", "กุมพาพันธ์", "กุมภาพัน", "กุมภาพันธุ์", "february", "feb"),
    ("มีนา", "march", "mar"),
    ("เมษา", "เมย.", "april", "apr"),
    ("พฤษภา", "พฤกษภาคม", "พฤศภาคม", "may"),
    ("มิถุนา", "มิถุนายาน", "june", "jun"),
    ("กรกฎา", "กรกฏาคม", "กรกฏา", "กรกดาคม", "july", "jul"),
    ("สิงหา", "august", "aug"),
    ("กันยา", "กันยายาน", "september", "sept", "sep"),
    ("ตุลา", "october", "oct"),
    ("พฤศจิกา", "พฤษจิกายน", "พฤจิกายน", "พฤศจิการยน", "november", "nov"),
    ("ธันวา", "ธันวาคาม", "december", "dec"),
)
_LETTERS = re.compile(r"[^a-z\u0e01-\u0e4e]+")


def _letters(text: str) -> str:
    return _LETTERS.sub("", text.casefold())


_MONTH_OF_WORD = {
    _letters(form): number
    for number, (long, short, others) in enumerate(
        zip(MONTHS_LONG, MONTHS_SHORT, _OTHER_FORMS, strict=True), start=1
    )
    for form in (long, short, *others)
}


def month_of(word: str) -> int | None:
    """1–12 for a month's name or abbreviation, Thai or English, with or without dots."""
    return _MONTH_OF_WORD.get(_letters(word))


class DateStyle(StrEnum):
    LONG = "long"  # 7 พฤศจิกายน 2549
    SHORT = "short"  # 7 พ.ย. 2549
    FORMAL = "formal"  # 7 พฤศจิกายน พ.ศ. 2549
    NUMERIC = "numeric"  # 07/11/2549


def format_thai_date(
    value: date | None, style: DateStyle | str = DateStyle.LONG, *, thai_digits: bool = False
) -> str:
    """A CE date (or datetime) in the Buddhist Era; "" for None."""
    if value is None:
        return ""
    return format_thai_parts(
        value.year, value.month, value.day, DateStyle(style), thai_digits=thai_digits
    )


def format_thai_parts(
    year_ce: int | None,
    month: int | None,
    day: int | None,
    style: DateStyle = DateStyle.LONG,
    *,
    thai_digits: bool = False,
) -> str:
    """A date of which only the month and year, or only the year, may be known."""
    if year_ce is None:
        return ""
    year = str(year_ce + BUDDHIST_OFFSET)
    if style is DateStyle.NUMERIC and month and day:
        text = f"{day:02d}/{month:02d}/{year}"
    elif month:
        names = MONTHS_SHORT if style is DateStyle.SHORT else MONTHS_LONG
        era = "พ.ศ. " if style is DateStyle.FORMAL else ""
        text = f"{day or ''} {names[month - 1]} {era}{year}".strip()
    else:
        text = f"พ.ศ. {year}"
    return to_thai_digits(text) if thai_digits else text
