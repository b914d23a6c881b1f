"""Telephone numbers of Thailand, as typed, glued together, or spoiled by a spreadsheet.

Numbering (the national plan of the NBTC): mobile 06/08/09 + 8 digits; fixed 02, 03x, 04x, 05x,
07x, nine digits in all; hotlines of three and four digits (191, 1669, 1300).
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from kuea.core.thai.text import normalise, to_arabic_digits


class TelephoneStatus(StrEnum):
    VALID = "valid"
    EMPTY = "empty"
    WRONG_LENGTH = "wrong_length"
    UNKNOWN_PREFIX = "unknown_prefix"
    PLACEHOLDER = "placeholder"  # 0000000000, 0999999999, 0123456789
    NOT_DIGITS = "not_digits"


class TelephoneKind(StrEnum):
    MOBILE = "mobile"
    FIXED = "fixed"
    HOTLINE = "hotline"
    ABROAD = "abroad"


@dataclass(frozen=True, slots=True)
class Telephone:
    status: TelephoneStatus
    number: str | None  # 0812345678; abroad: +85620…; hotline: 1300
    kind: TelephoneKind | None
    extension: str | None
    others: tuple[str, ...]  # further valid numbers in the same cell
    zero_restored: bool  # a sheet had eaten the leading 0
    as_written: str

    @property
    def is_valid(self) -> bool:
        return self.status is TelephoneStatus.VALID

    @property
    def shown(self) -> str:
        return format_telephone(self.number)


_NOTHING = {
    "",
    "-",
    "0",
    "ไม่มี",
    "ไม่ทราบ",
    "ไม่ระบุ",
    "ไม่มีเบอร์",
    "ไม่มีโทรศัพท์",
    "none",
    "null",
    "nan",
    "n/a",
    "na",
}
_EXTENSION = re.compile(r"(?:ต่อ|ext\.?|x|#)\s*:?\s*(\d{1,6})", re.IGNORECASE)
_LINES = re.compile(r"\d{3,}\s*[-–]\s*\d{1,2}$")
_MOBILE, _FIXED = "689", "23457"
_COUNTING = {"0123456789", "0987654321", "0812345678", "012345678", "0891234567"}
_LABEL = re.compile(
    r"(?:โทรศัพท์|โทรสาร|มือถือ|เบอร์|โทร|บ้าน|แฟกซ์|tel|mobile|phone|fax)\s*\.?\s*:?", re.IGNORECASE
)
_BETWEEN = re.compile(r"[,;/\n|]|หรือ|และ|กับ|\s{2,}")
_INSIDE = re.compile(r"[\s\-–—‐‑_.()'’\"]+")
_KEPT_ZERO = re.compile(r"^(\d+)\.0+$")


def read_telephone(value: object) -> Telephone:
    """Read a cell: the first usable number, its extension, and the other numbers with it."""
    written = "" if value is None else str(value)
    text = to_arabic_digits(normalise(written)).strip("'\"’ ")
    if text.casefold().replace(" ", "") in _NOTHING:
        return _nothing(TelephoneStatus.EMPTY, written)
    text = _KEPT_ZERO.sub(r"\1", _LABEL.sub(" ", text).strip())
    found = _EXTENSION.search(text)
    text = _EXTENSION.sub(" ", text)
    parts = [part for part in _BETWEEN.split(text) if any(char.isdigit() for char in part)]
    if not parts:
        return _nothing(TelephoneStatus.NOT_DIGITS, written)
    read = [_read_one(piece) for part in parts for piece in _unglue(part)]
    good = [one for one in read if one[0] is TelephoneStatus.VALID]
    status, number, kind, restored = good[0] if good else read[0]
    others = dict.fromkeys(str(one[1]) for one in good[1:] if one[1] != number)
    extension = found.group(1) if found and good else None
    return Telephone(status, number, kind, extension, tuple(others), restored, written)


_One = tuple[TelephoneStatus, str | None, TelephoneKind | None, bool]


def _unglue(part: str) -> list[str]:
    """Numbers with only a space between are two numbers; 02-123-4567-8 is two lines of one."""
    digits = _INSIDE.sub("", part)
    if not (digits.isascii() and digits.isdigit() and digits[0] == "0"):
        return [digits]
    if len(digits) in (10, 11) and digits[1] in _FIXED and _LINES.search(part.strip()):
        return [digits[:9]]
    if len(digits) in (18, 19, 20):
        first = 10 if digits[1] in _MOBILE else 9
        return [digits[:first], digits[first:]]
    return [digits]


def _read_one(digits: str) -> _One:
    """One number without separators. 812345678 gets its 0 back; 66812345678 its home form."""
    if digits.startswith("+") and not digits.startswith("+66"):
        body = digits[1:]
        if body.isascii() and body.isdigit() and 7 <= len(body) <= 15:
            return TelephoneStatus.VALID, digits, TelephoneKind.ABROAD, False
        return TelephoneStatus.NOT_DIGITS, None, None, False
    home = re.sub(r"^(?:\+66|0066|66(?=\d{8,9}$))0?", "0", digits)
    if not (home.isascii() and home.isdigit()):
        return TelephoneStatus.NOT_DIGITS, None, None, False
    restored = False
    if len(home) == 9 and home[0] in _MOBILE or len(home) == 8 and home[0] in _FIXED:
        home, restored = "0" + home, True
    return (*_judge(home), restored)


def _judge(home: str) -> tuple[TelephoneStatus, str | None, TelephoneKind | None]:
    if len(home) >= 9 and (len(set(home[1:])) == 1 or len(set(home[2:])) == 1 or home in _COUNTING):
        return TelephoneStatus.PLACEHOLDER, None, None
    if len(home) in (3, 4) and home[0] == "1":
        return TelephoneStatus.VALID, home, TelephoneKind.HOTLINE
    if home[0] != "0":
        return TelephoneStatus.WRONG_LENGTH, None, None
    if home[1:2] and home[1] in _MOBILE:
        good = len(home) == 10
        kind = TelephoneKind.MOBILE
    elif home[1:2] and home[1] in _FIXED:
        good = len(home) == 9
        kind = TelephoneKind.FIXED
    else:
        return TelephoneStatus.UNKNOWN_PREFIX, None, None
    return (
        (TelephoneStatus.VALID, home, kind) if good else (TelephoneStatus.WRONG_LENGTH, None, None)
    )


def format_telephone(number: str | None) -> str:
    """081-234-5678, 02-123-4567, 037-123-456; others as they are."""
    if not number or not number.startswith("0"):
        return number or ""
    if len(number) == 10:
        return f"{number[:3]}-{number[3:6]}-{number[6:]}"
    if len(number) == 9 and number[1] == "2":
        return f"{number[:2]}-{number[2:5]}-{number[5:]}"
    if len(number) == 9:
        return f"{number[:3]}-{number[3:6]}-{number[6:]}"
    return number


def _nothing(status: TelephoneStatus, written: str) -> Telephone:
    return Telephone(status, None, None, None, (), False, written)
