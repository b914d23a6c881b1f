"""One fact of two records side by side, the differences lit to the character."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

_LETTERS = re.compile(r".[\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]*", re.DOTALL)
"""A Thai letter with the vowels and marks above and below it: never lit in half."""
_MOST_PLACES = 3


class Piece(NamedTuple):
    """A stretch of a text, and whether the other side has it too."""

    text: Any
    differs: bool = False


@dataclass(frozen=True)
class Compared:
    """One fact of two records. `verdict` is in words: colour alone says nothing."""

    label: Any
    left: list[Piece]
    right: list[Piece]
    verdict: Any
    tone: str


def compare_facts(label: Any, left: Any, right: Any, a: Any = None, b: Any = None) -> Compared:
    """`a` and `b` are compared when they differ from what is shown (the code of a place)."""
    a, b = (left, right) if a is None and b is None else (a, b)
    verdict, tone = _verdict(a, b, same=a == b)
    return Compared(label, _whole(left), _whole(right), verdict, tone)


def compare_written(label: Any, left: str, right: str, same: bool = False) -> Compared:
    """Two texts; `same`: they say the same although they are written in two ways."""
    verdict, tone = _verdict(left, right, same=same or left == right)
    if not left or not right or left == right:
        return Compared(label, _whole(left), _whole(right), verdict, tone)
    if same:
        verdict = _("ตรงกัน เขียนต่างกัน")
    return Compared(label, *pieces(left, right), verdict, tone)


def compare_numbers(label: Any, left: str, right: str, a: str, b: str) -> Compared:
    """Masked numbers: where `a` and `b` differ is told by the place of the digit, without showing it."""
    verdict, tone = _verdict(a, b, same=a == b)
    places = [place for place, (x, y) in enumerate(zip(a, b, strict=False), start=1) if x != y]
    if tone == "hand" and len(a) == len(b) and 0 < len(places) <= _MOST_PLACES:
        verdict = _("ต่างกันที่หลักที่ %(places)s") % {"places": ", ".join(map(str, places))}
    return Compared(label, _whole(left), _whole(right), verdict, tone)


def pieces(left: str, right: str) -> tuple[list[Piece], list[Piece]]:
    """Both texts cut where they part, by letters with their marks."""
    a, b = _LETTERS.findall(left), _LETTERS.findall(right)
    cut: tuple[list[Piece], list[Piece]] = ([], [])
    for what, begin, end, other_begin, other_end in SequenceMatcher(
        None, a, b, False
    ).get_opcodes():
        for side, letters in zip(cut, (a[begin:end], b[other_begin:other_end]), strict=True):
            if letters:
                side.append(Piece("".join(letters), what != "equal"))
    return cut


def _whole(text: Any) -> list[Piece]:
    return [Piece(text)] if text else []


def _verdict(a: Any, b: Any, *, same: bool) -> tuple[Any, str]:
    if not a and not b:
        return "", "rest"
    if not a or not b:
        return _("ฝั่งหนึ่งไม่ทราบ"), "rest"
    return (_("ตรงกัน"), "good") if same else (_("ต่างกัน"), "hand")
