"""Records as columns of numbers: what the engine compares. Made by `reading`, never by hand."""

from dataclasses import dataclass, fields
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Column = NDArray[Any]

NO_NUMBER, VALID, BAD_CHECK, SHORT, ROUNDED = range(5)
"""What `number` holds: nothing; 13 digits that check; 13 that do not; 12; a number a sheet rounded."""
FROM_AGE, FIRST_OF_JANUARY, SERIES_GUESSED = 1, 2, 4
"""Bits of `date_doubt`."""
UNKNOWN, MALE, FEMALE = range(3)


class Raw(NamedTuple):
    """One record as it was written: every part text, "" when missing. The form a caller hands in."""

    key: str
    source: str = ""
    prefix: str = ""
    given_name: str = ""
    family_name: str = ""
    national_id: str = ""
    birth_date: str = ""
    gender: str = ""
    house_no: str = ""
    village_no: str = ""
    tambon_code: str = ""
    tambon_name: str = ""
    phone: str = ""


TEXT_COLUMNS = Raw._fields[1:]
"""The text columns of the batch engine, besides `record_id`."""


@dataclass(frozen=True, slots=True)
class Records:
    """n records, one array of length n a field; 0 (or -1 for words) means not known."""

    given: Column
    """int32: row of the given name in `Words`, -1 without one."""
    family: Column
    """int32, as `given`."""
    year: Column
    """int16, Christian era."""
    month: Column
    """int8, 1 to 12."""
    day: Column
    """int8, 1 to 31."""
    date_doubt: Column
    """uint8: FROM_AGE, FIRST_OF_JANUARY."""
    number: Column
    """int64: the digits, as `number_kind` says."""
    number_kind: Column
    """int8: NO_NUMBER, VALID, BAD_CHECK, SHORT, ROUNDED."""
    sex: Column
    """int8: UNKNOWN, MALE, FEMALE."""
    house: Column
    """uint64: hash of the house number."""
    moo: Column
    """int16."""
    tambon: Column
    """int32: the six digits of the code."""
    phone: Column
    """int64."""
    source: Column
    """int8: row of the source in the list of sources."""

    def __len__(self) -> int:
        return len(self.given)

    def take(self, rows: Column) -> "Records":
        """The records at `rows`, in that order."""
        return Records(*(getattr(self, each.name)[rows] for each in fields(self)))


def join_records(first: Records, second: Records) -> Records:
    """All of `first`, then all of `second`."""
    return Records(*(
        np.concatenate((getattr(first, each.name), getattr(second, each.name)))
        for each in fields(Records)
    ))  # fmt: skip
