"""Reading lists of another country: the same fields and engine, nothing Thai assumed.

What differs from `Reader`: a number of any length without a check digit; a postcode for the
tambon, its front part for the amphoe; any text (a street, a place of birth) for the village.
Columns keep their names: `tambon_code` holds the postcode, `village_no` the street.
"""

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from kuea.core.thai import comparison_key
from kuea.engines.linkage import columns
from kuea.engines.linkage.blocking import GENERIC_RULES, Rule
from kuea.engines.linkage.reading import Reader
from kuea.engines.linkage.records import NO_NUMBER, VALID, Column
from kuea.engines.linkage.words import stable_hash

_LONGEST_NUMBER = 17
_FRONTS, _ENDS = 200_000, 100
_STREETS = 32_000


@dataclass(slots=True)
class GenericReader(Reader):
    """Reads records of lists that are not Thai."""

    rules: dict[str, Rule] = field(default_factory=lambda: GENERIC_RULES)

    def _numbers(self, column: Any) -> tuple[Column, Column]:
        indices, texts = columns.encode(column)
        values = [int(digits[:_LONGEST_NUMBER] or 0) for digits in map(_digits_of, texts)]
        number = columns.spread(indices, values, np.int64)
        return number, np.where(number > 0, VALID, NO_NUMBER).astype(np.int8)

    def _moos(self, column: Any) -> Column:
        indices, texts = columns.encode(column)
        keys = (stable_hash(comparison_key(text)) for text in texts)
        return columns.spread(indices, (1 + key % _STREETS if key else 0 for key in keys), np.int16)

    def _phones(self, column: Any) -> Column:
        """Any further text that agrees or not: a telephone, a trade."""
        indices, texts = columns.encode(column)
        keys = (stable_hash(comparison_key(text)) >> 2 for text in texts)
        return columns.spread(indices, keys, np.int64)

    def _tambon(self, code: Any, name: Any) -> Column:
        indices, texts = columns.encode(code)
        return columns.spread(indices, map(_postcode, texts), np.int32)


def _digits_of(text: str) -> str:
    return "".join(char for char in text if char.isascii() and char.isdigit())


def _postcode(text: str) -> int:
    """Front and end of a postcode as one number: ts19 0sh → front · 100 + end."""
    if not comparison_key(text):
        return 0
    words = text.split()
    if not any(char.isdigit() for char in text):  # a place, not a code: one name, no front
        words = [text, ""]
    front, end = (words[0], "".join(words[1:])) if len(words) > 1 else (text[:-2], text[-2:])
    first = stable_hash(comparison_key(front)) % _FRONTS
    return (first + 1) * _ENDS + stable_hash(comparison_key(end)) % _ENDS
