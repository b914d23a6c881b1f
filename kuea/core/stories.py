"""Good stories (R84): where one may be told, and what in its words still tells who it is about.

The check finds; a person decides. Names, numbers and telephones must go; places, ages, dates and house numbers are
shown to the reviewer, who knows what is rare there (requirements item 84, rule 3.3.3, I20).
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from kuea.core.privacy import ConsentKind
from kuea.core.thai import normalise


class StoryChannel(StrEnum):
    """How far a story is told. Each has its own consent; a wider one is not in a narrower one."""

    PROVINCE = "province"  # duties of the province
    NATION = "nation"  # duties of every province
    PUBLIC = "public"  # everybody, without signing in


CONSENT_FOR: dict[StoryChannel, ConsentKind] = {
    StoryChannel.PROVINCE: ConsentKind.STORY,
    StoryChannel.NATION: ConsentKind.STORY_NATION,
    StoryChannel.PUBLIC: ConsentKind.STORY_PUBLIC,
}


class Telling(StrEnum):
    """What kind of words tell who it is."""

    NAME = "name"
    NUMBER = "number"
    PLACE = "place"
    AGE = "age"
    DAY = "day"
    HOUSE = "house"


MUST_GO = frozenset({Telling.NAME, Telling.NUMBER})


@dataclass(frozen=True, order=True)
class Trace:
    """A piece of the text that tells who: where it begins, the words themselves, their kind."""

    start: int
    words: str
    kind: Telling

    @property
    def must_go(self) -> bool:
        return self.kind in MUST_GO


_DIGITS = r"[0-9๐-๙]"
_MONTHS = (
    "มกราคม|กุมภาพันธ์|มีนาคม|เมษายน|พฤษภาคม|มิถุนายน|กรกฎาคม|สิงหาคม|กันยายน|ตุลาคม|พฤศจิกายน|ธันวาคม"
    r"|ม\.ค\.|ก\.พ\.|มี\.ค\.|เม\.ย\.|พ\.ค\.|มิ\.ย\.|ก\.ค\.|ส\.ค\.|ก\.ย\.|ต\.ค\.|พ\.ย\.|ธ\.ค\."
)
_PATTERNS: tuple[tuple[Telling, re.Pattern[str]], ...] = (
    (Telling.NUMBER, re.compile(rf"{_DIGITS}(?:[\s.-]?{_DIGITS}){{8,}}")),
    (Telling.AGE, re.compile(rf"(?:อายุ|วัย)\s*{_DIGITS}{{1,3}}(?:\s*ปี)?")),
    (Telling.DAY, re.compile(rf"{_DIGITS}{{1,2}}\s*(?:{_MONTHS})(?:\s*(?:พ\.ศ\.\s*)?{_DIGITS}{{2,4}})?")),
    (Telling.DAY, re.compile(rf"{_DIGITS}{{1,2}}/{_DIGITS}{{1,2}}/{_DIGITS}{{2,4}}")),
    (Telling.HOUSE, re.compile(rf"(?:บ้านเลขที่|เลขที่|หมู่(?:ที่)?)\s*{_DIGITS}+(?:/{_DIGITS}+)?")),
)  # fmt: skip
_SHORTEST_NAME = 2


def find_traces(text: str, *, names: Collection[str], places: Collection[str]) -> list[Trace]:
    """What in `text` tells who it is about, in reading order, each piece once under its gravest kind.

    `names` are the person's given, family and nickname and those of the household; `places` the names of tambon and
    village. Names of one letter are not looked for. Never raises.
    """
    found = [
        Trace(match.start(), match.group(), kind)
        for kind, pattern in _PATTERNS
        for match in pattern.finditer(text)
    ]
    for kind, words in ((Telling.NAME, names), (Telling.PLACE, places)):
        for word in {normalise(word) for word in words}:
            if len(word) >= _SHORTEST_NAME:
                found += [
                    Trace(match.start(), word, kind) for match in re.finditer(re.escape(word), text)
                ]
    return _without_overlaps(found)


def _without_overlaps(found: list[Trace]) -> list[Trace]:
    """Grave ones first, then the longer; what lies in one already taken is left out."""
    taken: list[Trace] = []
    for trace in sorted(found, key=lambda one: (not one.must_go, -len(one.words), one.start)):
        end = trace.start + len(trace.words)
        if all(end <= one.start or trace.start >= one.start + len(one.words) for one in taken):
            taken.append(trace)
    return sorted(taken)
