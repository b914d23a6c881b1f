"""Thirteen-digit citizen numbers, and the ways spreadsheets spoil them.

The number, if valid, is the strongest evidence that two records are one person, so a damaged
number must never pass as a good one. It is never required of anybody (I23).

Source of the check digit: the Department of Provincial Administration's modulus 11 (weights
13 … 2, check = (11 − sum mod 11) mod 10). Its limits: the third digit has weight 11 and is not
guarded, so a valid number is strong evidence, never proof, that it was typed right.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from operator import mul

from kuea.core.thai.text import normalise, to_arabic_digits


class NumberStatus(StrEnum):
    VALID = "valid"
    EMPTY = "empty"
    PLACEHOLDER = "placeholder"  # 0000000000000, 1234567890123: typed because a field insisted
    FLOAT_DAMAGED = "float_damaged"  # a spreadsheet rounded it; the digits are gone
    WRONG_LENGTH = "wrong_length"
    NOT_DIGITS = "not_digits"
    WRONG_CHECK_DIGIT = "wrong_check_digit"


class NumberFlag(StrEnum):
    """What a careful reader would like to know about the number; none of them is a fault."""

    ZERO_SERIES = "zero_series"  # first digit 0: no civil status, migrant workers (00…)
    FOREIGNER_SERIES = "foreigner_series"  # first digit 6 or 7: entered from abroad, and children
    SETTLED_FOREIGNER = "settled_foreigner"  # first digit 8: alien with residence, naturalised
    CAME_AS_FLOAT = "came_as_float"  # arrived as a decimal number, no digit lost
    LEADING_ZERO_MAY_BE_LOST = "leading_zero_may_be_lost"  # 12 digits that check after a 0
    SAMPLE = "sample"  # of the range that is never issued


@dataclass(frozen=True, slots=True)
class CitizenNumber:
    status: NumberStatus
    digits: str | None  # 13 digits when valid or only the check digit is wrong; else None
    flags: tuple[NumberFlag, ...]
    as_written: str

    @property
    def is_valid(self) -> bool:
        return self.status is NumberStatus.VALID

    @property
    def masked(self) -> str:
        return mask_citizen_number(self.digits)


_SEPARATORS = re.compile(r"[\s\-–—‐‑_.,'\"’‘`/]+")
_NOTHING = {
    "",
    "0",
    "-",
    "ไม่มี",
    "ไม่มีเลข",
    "ไม่ทราบ",
    "ไม่ระบุ",
    "none",
    "null",
    "nan",
    "n/a",
    "na",
    "x",
}
_DECIMAL = re.compile(r"^\+?(\d[\d,]*)\.(\d+)$")
_SCIENTIFIC = re.compile(r"^\+?(\d+)(?:\.(\d*))?[e]\+?(\d{1,3})$", re.IGNORECASE)
_COUNTING = {"1234567890123", "1234567890121", "0123456789012", "9876543210987", "1234512345123"}
# Fewer than this many zeros at the end is possible by chance; a rounded display shows 8 to 11.
_ROUNDED_ZEROS = 7


def check_digit(first_twelve: str) -> str:
    """The thirteenth digit that belongs to twelve digits."""
    total = sum(map(mul, map(int, first_twelve), range(13, 1, -1)))
    return str((11 - total % 11) % 10)


def read_citizen_number(value: object) -> CitizenNumber:
    """Read a cell or a field. Never raises; a number that is not certain is never VALID."""
    return _read_written("" if value is None else str(value))


@lru_cache(maxsize=64)  # the same cell is looked at by the sheet and by the cleaning
def _read_written(written: str) -> CitizenNumber:
    text = to_arabic_digits(normalise(written)).strip("'\"’‘` ")
    came_as_float = False
    if text.casefold() in _NOTHING or not _SEPARATORS.sub("", text):
        return CitizenNumber(NumberStatus.EMPTY, None, (), written)
    if scientific := _SCIENTIFIC.match(text):
        restored = _restore_scientific(scientific)
        if restored is None:
            return CitizenNumber(NumberStatus.FLOAT_DAMAGED, None, (), written)
        text, came_as_float = restored, True
    elif (decimal := _DECIMAL.match(text)) and len(decimal.group(1).replace(",", "")) > 6:
        if decimal.group(2).strip("0"):
            return CitizenNumber(NumberStatus.NOT_DIGITS, None, (), written)
        text, came_as_float = decimal.group(1), True
    digits = _SEPARATORS.sub("", text)
    if not (digits.isascii() and digits.isdigit()):
        return CitizenNumber(NumberStatus.NOT_DIGITS, None, (), written)
    return _judge(digits, came_as_float, written)


def _restore_scientific(match: re.Match[str]) -> str | None:
    """1.100701234567E+12 still holds all thirteen digits; 1.10E+12 does not."""
    whole, fraction, exponent = match.group(1), match.group(2) or "", int(match.group(3))
    significant = whole + fraction
    if len(significant) < len(whole) + exponent:
        return None
    kept, dropped = significant[: len(whole) + exponent], significant[len(whole) + exponent :]
    return None if dropped.strip("0") else kept


def _judge(digits: str, came_as_float: bool, written: str) -> CitizenNumber:
    flags: list[NumberFlag] = [NumberFlag.CAME_AS_FLOAT] if came_as_float else []
    if len(set(digits)) == 1 or digits in _COUNTING:
        return CitizenNumber(NumberStatus.PLACEHOLDER, None, tuple(flags), written)
    if len(digits) != 13:
        if len(digits) == 12 and check_digit("0" + digits[:11]) == digits[11]:
            flags.append(NumberFlag.LEADING_ZERO_MAY_BE_LOST)
        return CitizenNumber(NumberStatus.WRONG_LENGTH, None, tuple(flags), written)
    if digits.endswith("0" * _ROUNDED_ZEROS):
        return CitizenNumber(NumberStatus.FLOAT_DAMAGED, None, tuple(flags), written)
    if digits[0] == "0":
        flags.append(NumberFlag.ZERO_SERIES)
    elif digits[0] in "67":
        flags.append(NumberFlag.FOREIGNER_SERIES)
    elif digits[0] == "8":
        flags.append(NumberFlag.SETTLED_FOREIGNER)
    elif digits[0] == _SAMPLE_FIRST_DIGIT:
        flags.append(NumberFlag.SAMPLE)
    good = check_digit(digits[:12]) == digits[12]
    status = NumberStatus.VALID if good else NumberStatus.WRONG_CHECK_DIGIT
    return CitizenNumber(status, digits, tuple(flags), written)


def mask_citizen_number(digits: str | None) -> str:
    """For display: ``•-••••-•••••-12-3``, the last three digits only; "" when there is none."""
    if not digits or len(digits) != 13:
        return ""
    return f"•-••••-•••••-{digits[10:12]}-{digits[12]}"


def format_citizen_number(digits: str) -> str:
    """1-2345-67890-12-3, for the few pages allowed to show it whole."""
    if len(digits) != 13:
        return digits
    return f"{digits[0]}-{digits[1:5]}-{digits[5:10]}-{digits[10:12]}-{digits[12]}"


# The kinds of person the registry numbers are 0 to 8; no number starting with 9 is issued. Made-up
# people take theirs from there: the check digit is right, so every rule runs on them as on others,
# and no living person can ever hold one.
_SAMPLE_FIRST_DIGIT = "9"


def reserved_for_samples(digits: str) -> bool:
    """Is this a number of the range that is never issued (first digit 9, check digit right)?"""
    return (
        len(digits) == 13
        and digits.isascii()
        and digits.isdigit()
        and digits[0] == _SAMPLE_FIRST_DIGIT
        and check_digit(digits[:12]) == digits[12]
    )


def make_sample_number(sequence: int, *, office: str = "1301") -> str:
    """The made-up number of the n-th made-up person.

    ``office`` is the registration office's four digits (1301 = อ.เมืองปทุมธานี), as in a real
    number. The sequence is spread so that neighbours differ in several digits and a mistyped
    digit does not give the next person; one sequence always gives one number.
    """
    area = "".join(char for char in office if char.isascii() and char.isdigit())[-4:].zfill(4)
    spread = (sequence * 7_654_321 + 1_234_567) % 10_000_000
    twelve = f"{_SAMPLE_FIRST_DIGIT}{area}{spread:07d}"
    return twelve + check_digit(twelve)
