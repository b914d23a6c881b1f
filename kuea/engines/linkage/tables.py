"""The tables of the first pass: what goes in, what comes out."""

from enum import StrEnum
from typing import NamedTuple


class LinkRow(NamedTuple):
    """One record as the linkage sees it. Empty text and None mean "not known"."""

    key: int
    """The caller's own name of the record; never compared."""
    number: str = ""
    """A token equal for equal *valid* citizen numbers (a keyed digest); empty without one."""
    digits: str = ""
    """The thirteen digits as read, valid or not: only for finding slips of the keyboard."""
    given: str = ""
    """Cleaned comparison key of the given name."""
    family: str = ""
    birth_year: int | None = None
    tambon: str = ""
    sex: str = ""


class Rule(StrEnum):
    """Why a row went to its person."""

    NEW = "new"
    SAME_NUMBER = "same_number"
    SAME_NAME_YEAR_TAMBON = "same_name_year_tambon"


class Evidence(StrEnum):
    """What speaks for or against two records being one person, in a question."""

    SAME_NUMBER = "same_number"
    NUMBER_NEAR = "number_near"
    NUMBERS_DIFFER = "numbers_differ"
    SAME_NAME = "same_name"
    NAME_NEAR = "name_near"
    NAME_DIFFERS = "name_differs"
    SAME_YEAR = "same_year"
    YEAR_NEAR = "year_near"
    YEAR_MISSING = "year_missing"
    SAME_TAMBON = "same_tambon"
    SEVERAL_FIT = "several_fit"


class Ask(NamedTuple):
    """A question: is the row the person whose record `other` is?"""

    other: int
    evidence: tuple[Evidence, ...]


class Verdict(NamedTuple):
    """What becomes of a row. `person` is None for somebody new."""

    key: int
    person: int | None
    rule: Rule
    asks: tuple[Ask, ...] = ()
