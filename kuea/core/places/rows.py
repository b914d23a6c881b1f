"""What the place finder reads and what it answers. Nothing here knows where the rows come from."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Level(StrEnum):
    PROVINCE = "province"
    AMPHOE = "amphoe"
    TAMBON = "tambon"
    VILLAGE = "village"


LEVEL_OF_LENGTH = {2: Level.PROVINCE, 4: Level.AMPHOE, 6: Level.TAMBON, 8: Level.VILLAGE}
CODE_LENGTH = {level: length for length, level in LEVEL_OF_LENGTH.items()}


def level_of(code: str) -> Level:
    return LEVEL_OF_LENGTH[len(code)]


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """A place under its official code. Retired codes stay, with ``valid_to`` and ``successors``."""

    code: str
    level: Level
    name_th: str
    name_en: str = ""
    parent_code: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    successors: tuple[str, ...] = ()

    @property
    def is_retired(self) -> bool:
        return self.valid_to is not None or bool(self.successors)


@dataclass(frozen=True, slots=True)
class PlaceName:
    """Another name of a place: an old official one, or a spelling seen in lists."""

    code: str
    name: str
    kind: str = "spelling"  # former_name, spelling, misspelling
    valid_to: date | None = None


class AnswerKind(StrEnum):
    ONE = "one"
    CANDIDATES = "candidates"
    NOTHING = "nothing"


class Reason(StrEnum):
    """Why the answer is what it is. ``words.py`` has the Thai sentence of each."""

    # kind one
    EXACT = "exact"
    SPELLING = "spelling"  # another accepted spelling, a short form, English
    FORMER_NAME = "former_name"
    CORRECTED = "corrected"
    SUCCEEDED = "succeeded"  # a retired code or an old parent; its one successor
    CODE = "code"
    POSTAL_CODE_DECIDED = "postal_code_decided"
    VILLAGES_UNKNOWN = "villages_unknown"  # the tambon is certain; no village list to check หมู่
    VILLAGE_NAME_DIFFERS = "village_name_differs"  # หมู่ is known by number; the name is other
    # kind candidates
    AMBIGUOUS = "ambiguous"
    MISSPELT = "misspelt"
    CONFLICT = "conflict"  # the parts do not belong together
    PART_UNKNOWN = "part_unknown"  # one of the words names no place at all
    OUTSIDE = "outside"  # certain, but outside the area we are working in
    CODE_CONFLICT = "code_conflict"
    CODE_UNKNOWN = "code_unknown"
    SPLIT = "split"  # a retired code with several successors
    NO_SUCH_MOO = "no_such_moo"
    MOO_UNREAD = "moo_unread"  # more than one หมู่ was written, or none that can be read
    MOO_CONFLICT = "moo_conflict"  # หมู่ number and village name point at two villages
    TAMBON_MISSING = "tambon_missing"  # หมู่ without its tambon
    LOCAL_GOVERNMENT = "local_government"
    NEARBY = "nearby"
    DENIED = "denied"  # not there, or no longer there
    TWO_PLACES = "two_places"
    POSTAL_CODE = "postal_code"
    POSTAL_CODE_DIFFERS = "postal_code_differs"  # a name alone, a postal code of elsewhere
    UNREAD_WORDS = "unread_words"
    # kind nothing
    EMPTY = "empty"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Candidate:
    code: str
    label: str
    why: str


@dataclass(frozen=True, slots=True)
class Answer:
    kind: AnswerKind
    place_code: str | None
    candidates: tuple[Candidate, ...]
    reason: Reason
    sentence: str  # plain Thai, for the person who wrote or checks the row

    @property
    def is_one(self) -> bool:
        return self.kind is AnswerKind.ONE

    @property
    def level(self) -> Level | None:
        return level_of(self.place_code) if self.place_code else None
