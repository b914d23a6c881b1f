"""Taking name cells apart: titles, one cell or two, glued names split by the registry's own lists.

A cell is read once, however often it occurs. Names in one cell are cut where the given and the
family names of the whole registry agree best.
"""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from math import log
from typing import NamedTuple

from kuea.core.thai import normalise
from kuea.core.thai.titles import split_title
from kuea.engines.linkage.words import clean_word

_QUICK_TITLE = re.compile(
    r"(นางสาว|นาย|นาง|เด็กชาย|เด็กหญิง)\s*(?=[ก-ฮเแโใไ].)|(น\.\s?ส\.|ด\.\s?ช\.|ด\.\s?ญ\.)\s*"
)
_BRACKETS = re.compile(r"[(\[{（][^()\[\]{}（）]*[)\]}）]")
_LOOKS_LIKE_A_TITLE = re.compile(
    r"^[ก-ฮ]{1,4}\.|^(?:พระ|แม่ชี|หม่อม|ว่าที่|สามเณร|จ่า|พัน|ร้อย|สิบ|พล|ดาบ|คุณ|ดร|[A-Za-z])"
)
_SEX = {
    "นาย": "M", "นาง": "F", "นางสาว": "F", "เด็กชาย": "M", "เด็กหญิง": "F", "น.ส.": "F", "ด.ช.": "M", "ด.ญ.": "F",
}  # fmt: skip
_NOTHING = {"", "-", "ไม่มี", "ไม่ทราบ", "ไม่ระบุ", "none", "null", "nan"}
_CANNOT_BEGIN = re.compile("[\u0e30-\u0e3a\u0e45-\u0e4e]")
_SHORTEST_GLUED = 7
_ENOUGH_KNOWN = 5.5
"""Letters that must be known (and a little for how often) before a glued name is cut."""
_CANNOT_END = re.compile("[เแโใไ]")


class NameCell(NamedTuple):
    """A cell without its title: the words as written, and the sex the title tells."""

    sex: str
    words: tuple[str, ...]

    @property
    def joined(self) -> str:
        return clean_word("".join(self.words))


@lru_cache(maxsize=50_000)
def read_cell(text: str) -> NameCell:
    """Title off, brackets off, the rest in words."""
    plain = normalise(text)
    if "(" in plain or "[" in plain or "{" in plain or "（" in plain:
        plain = _BRACKETS.sub(" ", plain)
    plain = plain.strip(" ,;:/|'\"*+=_-–—")
    if plain.casefold() in _NOTHING:
        return NameCell("", ())
    found = _QUICK_TITLE.match(plain)
    if found:
        title = (found[1] or found[2]).replace(" ", "")
        return NameCell(_SEX.get(title, ""), tuple(plain[found.end() :].split()))
    if _LOOKS_LIKE_A_TITLE.match(plain):
        rank, rest = split_title(plain)
        if rank is not None and rest:
            return NameCell(rank.sex or "", tuple(rest.split()))
    return NameCell("", tuple(plain.split()))


class NameLists:
    """How often each word stands as a given and as a family name in cells that hold one name."""

    def __init__(self, given: Mapping[str, int], family: Mapping[str, int]) -> None:
        self.given, self.family = given, family

    def cut(self, words: tuple[str, ...]) -> tuple[str, str]:
        """Given and family name of a cell that holds both, or only one of them."""
        cleaned = [clean for word in words if (clean := clean_word(word))]
        if not cleaned:
            return "", ""
        if len(cleaned) == 2 and min(len(cleaned[0]), len(cleaned[1])) > 1:
            return cleaned[0], cleaned[1]
        whole = "".join(cleaned)
        if len(cleaned) == 1:
            return self._unglue(whole)
        ends = [sum(map(len, cleaned[:many])) for many in range(1, len(cleaned))]
        best = max(ends, key=lambda end: (self._worth(whole, end), -end))
        return whole[:best], whole[best:]

    def _worth(self, whole: str, end: int) -> float:
        """A known part counts by how often it occurs and by its letters: long ones are no chance."""
        first, rest = self.given.get(whole[:end], 0), self.family.get(whole[end:], 0)
        return (log(first + 1.0) + end if first else 0.0) + (
            log(rest + 1.0) + len(whole) - end if rest else 0.0
        )

    def _unglue(self, whole: str) -> tuple[str, str]:
        if self.given.get(whole, 0) or len(whole) < _SHORTEST_GLUED:
            return whole, ""
        best, best_end = _ENOUGH_KNOWN, 0
        for end in range(2, len(whole) - 2):
            if _CANNOT_BEGIN.match(whole[end]) or _CANNOT_END.match(whole[end - 1]):
                continue
            worth = self._worth(whole, end)
            if worth > best:
                best, best_end = worth, end
        return (whole[:best_end], whole[best_end:]) if best_end else (whole, "")


def count_words(cells: Iterable[tuple[str, int]]) -> dict[str, int]:
    """Counts of cleaned words over (word, times)."""
    counts: dict[str, int] = {}
    for word, times in cells:
        if word:
            counts[word] = counts.get(word, 0) + times
    return counts
