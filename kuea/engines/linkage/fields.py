"""The fields two records are compared in, and the level of agreement each can reach.

A pair of records becomes one level a field, and the levels of all fields one integer: its pattern
(`pack`). Level 0 is always "nothing to compare": it speaks neither for nor against.
"""

from enum import IntEnum
from typing import NamedTuple


class Given(IntEnum):
    MISSING = 0
    EQUAL_RARE = 1
    EQUAL_UNCOMMON = 2
    EQUAL_COMMON = 3
    EQUAL_VERY_COMMON = 4
    SOUNDS_EQUAL_RARE = 5
    SOUNDS_EQUAL_COMMON = 6
    ONE_SLIP = 7
    NEAR = 8
    ROMAN_EQUAL = 9
    PART = 10
    ORDER_SWAPPED = 11
    SAME_START = 12
    DIFFERENT = 13


class Family(IntEnum):
    MISSING = 0
    EQUAL_RARE = 1
    EQUAL_UNCOMMON = 2
    EQUAL_COMMON = 3
    EQUAL_VERY_COMMON = 4
    SOUNDS_EQUAL_RARE = 5
    SOUNDS_EQUAL_COMMON = 6
    ONE_SLIP = 7
    NEAR = 8
    ROMAN_EQUAL = 9
    PART = 10
    DIFFERENT_WOMAN = 12
    DIFFERENT = 13


class Birth(IntEnum):
    MISSING = 0
    EQUAL = 1
    EQUAL_FIRST_JANUARY = 2
    SAME_YEAR_PART = 3
    FITS_AGE = 4
    DAY_MONTH_SWAPPED = 5
    DAY_DIFFERS = 6
    MONTH_DIFFERS = 7
    YEAR_OFF_BY_ONE = 8
    YEAR_SLIP = 9
    NEAR_YEAR_PART = 10
    SAME_YEAR_ONLY = 11
    YEARS_1_2 = 12
    YEARS_3_12 = 13
    YEARS_FAR = 14
    FAR_SAME_DAY = 15


class Number(IntEnum):
    MISSING = 0
    EQUAL = 1
    EQUAL_SHARED = 2
    SLIP = 3
    SLIP_BOTH_VALID = 4
    EQUAL_NOT_VALID = 5
    PART_EQUAL = 6
    PART_DIFFERS = 7
    DIFFERENT = 8
    DIFFERENT_NOT_VALID = 9


class Sex(IntEnum):
    MISSING = 0
    EQUAL = 1
    DIFFERENT = 2


class Address(IntEnum):
    MISSING = 0
    SAME_HOUSE = 1
    HOUSE_MOO_UNKNOWN = 2
    HOUSE_OTHER_MOO = 3
    MOO_HOUSE_UNKNOWN = 4
    MOO_OTHER_HOUSE = 5
    TAMBON = 6
    TAMBON_OTHER_HOUSE = 7
    TAMBON_OTHER_MOO = 8
    AMPHOE = 9
    PROVINCE = 10
    ELSEWHERE = 11
    HOUSE_TAMBON_UNKNOWN = 12


class Phone(IntEnum):
    MISSING = 0
    EQUAL = 1
    EQUAL_SHARED = 2
    SLIP = 3
    DIFFERENT = 4


FIELDS: tuple[type[IntEnum], ...] = (Given, Family, Birth, Number, Sex, Address, Phone)
FIELD_NAMES = ("given", "family", "birth", "number", "sex", "address", "phone")
LEVELS = 16
"""Room for levels a field in every table."""
MOST_SOURCES = 7
"""Sources with a prior of their own; later ones share the last."""
SOURCE_PAIRS = MOST_SOURCES * (MOST_SOURCES + 1) // 2


class Levels(NamedTuple):
    """The levels of one pair, and the pair of its sources."""

    given: int
    family: int
    birth: int
    number: int
    sex: int
    address: int
    phone: int
    sources: int


def unpack(pattern: int) -> Levels:
    """The levels in a pattern; the inverse of `levels.pack`."""
    return Levels(
        pattern >> 26 & 15, pattern >> 22 & 15, pattern >> 18 & 15, pattern >> 14 & 15,
        pattern >> 12 & 3, pattern >> 8 & 15, pattern >> 5 & 7, pattern & 31,
    )  # fmt: skip
