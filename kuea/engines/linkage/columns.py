"""Text columns read as numbers: each distinct cell once, cells of the usual form all together."""

from collections.abc import Callable, Iterable
from datetime import date
from functools import lru_cache
from re import Match
from re import compile as pattern
from typing import Any

import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.compute as pc  # type: ignore[import-untyped]

from kuea.core.thai import (
    DateDoubt,
    NumberFlag,
    NumberStatus,
    comparison_key,
    month_of,
    read_citizen_number,
    read_date,
    read_house_number,
    read_moo,
    read_telephone,
    to_arabic_digits,
)
from kuea.engines.linkage.records import (
    BAD_CHECK,
    FEMALE,
    FIRST_OF_JANUARY,
    FROM_AGE,
    MALE,
    NO_NUMBER,
    ROUNDED,
    SHORT,
    UNKNOWN,
    VALID,
    Column,
)
from kuea.engines.linkage.words import stable_hash

_SCIENTIFIC = pattern(r"^\s*(\d(?:[.,]\d{1,6})?)[eE]\+?(1[12])\s*$")
_TWICE_BUDDHIST = pattern(r"(?<!\d)(29[5-9]\d|30\d\d|31[0-9]\d)(?!\d)")
_BUDDHIST = 543
_USUAL_DATE = pattern(
    r"(?:(?P<day>\d\d?)(?:/(?P<month>\d\d?)/| (?P<word>[ก-๎.]{4,12}) (?:พ\.ศ\. )?)(?P<year>2[45]\d\d)"
    r"|(?P<be>2[45]\d\d)|(?P<ce>19\d\d|20\d\d)-(?P<m>\d\d)-(?P<d>\d\d))\Z"
)
_month_of = lru_cache(maxsize=200)(month_of)
_SEXES = {
    "1": MALE, "m": MALE, "male": MALE, "ชาย": MALE, "ช": MALE, "ผู้ชาย": MALE, "นาย": MALE,
    "2": FEMALE, "f": FEMALE, "female": FEMALE, "หญิง": FEMALE, "ญ": FEMALE, "ผู้หญิง": FEMALE,
}  # fmt: skip
_LONGEST_CELL = 200
"""Letters of a cell that are read: no name, number or date is longer."""


def encode(column: Any) -> tuple[Column, list[str]]:
    """Row numbers into the distinct texts of a column; missing cells become ""."""
    if isinstance(column, pa.ChunkedArray):
        column = column.combine_chunks() if column.num_chunks != 1 else column.chunk(0)
    column = pc.utf8_slice_codeunits(pc.fill_null(column.cast(pa.string()), ""), 0, _LONGEST_CELL)
    coded = column.dictionary_encode()
    return coded.indices.to_numpy(zero_copy_only=False), coded.dictionary.to_pylist()


def spread(indices: Column, values: Iterable[Any], kind: Any) -> Column:
    """One value a distinct text, spread over the rows."""
    return np.array(list(values), dtype=kind)[indices]


def read_sexes(column: Any) -> Column:
    """int8 a row."""
    indices, texts = encode(column)
    return spread(indices, (_SEXES.get(comparison_key(text), UNKNOWN) for text in texts), np.int8)


def read_houses(column: Any) -> Column:
    indices, texts = encode(column)
    return spread(
        indices, (stable_hash(read_house_number(text) or "") for text in texts), np.uint64
    )


def read_moos(column: Any) -> Column:
    indices, texts = encode(column)
    return spread(indices, (min(read_moo(text) or 0, 999) for text in texts), np.int16)


def read_dates(column: Any, as_of: date) -> tuple[Column, Column, Column, Column]:
    """Year, month, day and doubt a row."""
    indices, texts = encode(column)
    parts = np.array([date_parts(text, as_of) for text in texts], dtype=np.int16).reshape(-1, 4)
    spread_parts = parts[indices]
    year, month, day, doubt = (spread_parts[:, place] for place in range(4))
    return year, month.astype(np.int8), day.astype(np.int8), doubt.astype(np.uint8)


def date_parts(text: str, as_of: date) -> tuple[int, int, int, int]:
    """Year, month, day, doubt. The usual forms are read here, as `read_date` would, but at once.

    A year counted twice into the Buddhist era (3067) is counted back once more.
    """
    if (found := _USUAL_DATE.match(text)) and (quick := _quick_date(found, as_of.year)):
        return quick
    read = read_date(text, as_of=as_of)
    if DateDoubt.IMPOSSIBLE_YEAR in read.doubts:
        plain = to_arabic_digits(text)
        read = read_date(
            _TWICE_BUDDHIST.sub(lambda found: str(int(found[1]) - _BUDDHIST), plain), as_of=as_of
        )
    if read.year_ce is None or DateDoubt.IN_THE_FUTURE in read.doubts:
        return 0, 0, 0, 0
    doubt = FROM_AGE if DateDoubt.FROM_AGE in read.doubts else 0
    month, day = read.month or 0, read.day or 0
    if month == 1 and day == 1:
        doubt |= FIRST_OF_JANUARY
    return read.year_ce, month, day, doubt


def _quick_date(found: Match[str], this_year: int) -> tuple[int, int, int, int] | None:
    """The parts of a date of usual form; None when anything about it is unusual."""
    if found["be"]:
        year = int(found["be"]) - _BUDDHIST
        return (year, 0, 0, 0) if year < this_year else None
    if found["ce"]:
        year, month, day = int(found["ce"]), int(found["m"]), int(found["d"])
    else:
        year, day = int(found["year"]) - _BUDDHIST, int(found["day"])
        month = int(found["month"]) if found["month"] else _month_of(found["word"]) or 0
    if not (year < this_year and 1 <= month <= 12 and 1 <= day <= 28):
        return None
    return year, month, day, FIRST_OF_JANUARY if month == day == 1 else 0


def read_numbers(column: Any) -> tuple[Column, Column]:
    """The number and its kind a row. Thirteen plain digits are read all together."""
    return _quick_or_slow(column, r"^[0-9]{13}$", judge_numbers, number_parts)


def read_phones(column: Any) -> Column:
    return _quick_or_slow(column, r"^0[689][0-9]{8}$", _no_kind, _phone_parts)[0]


def judge_numbers(numbers: Column) -> Column:
    """Kind of each 13-digit number, by its check digit; what everybody types is no number."""
    total = np.zeros(len(numbers), dtype=np.int64)
    rest = numbers // 10
    for weight in range(2, 14):
        total += (rest % 10) * weight
        rest //= 10
    good = (11 - total % 11) % 10 == numbers % 10
    kind = np.where(good, VALID, BAD_CHECK).astype(np.int8)
    kind[numbers % 10**7 == 0] = NO_NUMBER
    kind[np.isin(numbers, _TYPED_BY_ALL)] = NO_NUMBER
    return kind


_TYPED_BY_ALL = np.array(
    [int(str(digit) * 13) for digit in range(10)]
    + [int(str(digit) * 12 + last) for digit in range(10) for last in "0123456789"]
    + [1234567890123, 1234567890121, 123456789012, 9876543210987, 1234512345123],
    dtype=np.int64,
)  # fmt: skip

_TYPED_BY_ALL_SET = frozenset(_TYPED_BY_ALL.tolist())


def number_parts(text: str) -> tuple[int, int]:
    """Number and kind of one cell of unusual form."""
    if found := _SCIENTIFIC.match(text):
        return int(round(float(found[1].replace(",", ".")) * 10 ** int(found[2]))), ROUNDED
    read = read_citizen_number(text)
    if read.digits is not None:
        if int(read.digits) in _TYPED_BY_ALL_SET:
            return 0, NO_NUMBER
        return int(read.digits), VALID if read.is_valid else BAD_CHECK
    if read.status is NumberStatus.WRONG_LENGTH:
        digits = "".join(char for char in to_arabic_digits(text) if char.isdigit())
        if len(digits) == 12 and NumberFlag.LEADING_ZERO_MAY_BE_LOST in read.flags:
            return int(digits), VALID
        if len(digits) == 12:
            return int(digits), SHORT
    return 0, NO_NUMBER


def _phone_parts(text: str) -> tuple[int, int]:
    read = read_telephone(text)
    digits = read.number if read.is_valid else None
    return (int(digits.lstrip("+")[:17]) if digits and len(digits) >= 8 else 0), 0


def _no_kind(numbers: Column) -> Column:
    return np.zeros(len(numbers), dtype=np.int8)


def _quick_or_slow(
    column: Any,
    usual: str,
    judge: Callable[[Column], Column],
    read: Callable[[str], tuple[int, int]],
) -> tuple[Column, Column]:
    if isinstance(column, pa.ChunkedArray):
        column = column.combine_chunks() if column.num_chunks != 1 else column.chunk(0)
    column = pc.fill_null(column.cast(pa.string()), "")
    plain = pc.replace_substring_regex(pc.utf8_slice_codeunits(column, 0, 40), r"[ \-]", "")
    quick = pc.match_substring_regex(plain, usual).to_numpy(zero_copy_only=False)
    value = np.zeros(len(quick), dtype=np.int64)
    kind = np.zeros(len(quick), dtype=np.int8)
    value[quick] = plain.filter(pa.array(quick)).cast(pa.int64()).to_numpy()
    kind[quick] = judge(value[quick])
    indices, texts = encode(column.filter(pa.array(~quick)))
    parts = np.array([read(text) for text in texts], dtype=np.int64).reshape(-1, 2)[indices]
    value[~quick], kind[~quick] = parts[:, 0], parts[:, 1]
    value[kind == NO_NUMBER] *= judge is _no_kind
    return value, kind
