"""Where learning begins: what a person who knows Thai lists expects, in parts of a thousand.

Six classes of pairs, because pairs fall into more kinds than "match" and "not": fields that agree
together for a reason (one household; one name; a relative's number) would otherwise be counted as
if they had agreed by themselves. Learning moves all of these numbers to the registry at hand.
"""

from collections.abc import Mapping
from typing import NamedTuple


class Class(NamedTuple):
    """One kind of pair. `levels` holds, for each field, weights of levels 1, 2, 3 … as in `fields`."""

    name: str
    is_same_person: bool
    share: float
    levels: Mapping[str, tuple[float, ...]]


_SAME_NUMBER = (900, 4, 35, 8, 6, 30, 1, 2, 4)
_OTHER_NUMBER = (1, 1, 1, 0.5, 0.5, 2, 60, 850, 85)

START: tuple[Class, ...] = (
    Class("same person", True, 0.42, {
        "given": (420, 180, 90, 20, 80, 25, 60, 30, 10, 15, 10, 12, 12),
        "family": (560, 120, 40, 10, 80, 15, 60, 30, 10, 6, 0, 25, 8),
        "birth": (400, 15, 330, 60, 6, 15, 10, 18, 12, 35, 4, 4, 3, 1, 2),
        "number": _SAME_NUMBER, "sex": (997, 3),
        "address": (640, 60, 15, 110, 8, 60, 8, 20, 8, 10, 20, 20),
        "phone": (850, 30, 40, 80),
    }),
    Class("same person, moved", True, 0.03, {
        "given": (420, 180, 90, 20, 80, 25, 60, 30, 10, 15, 10, 12, 12),
        "family": (560, 120, 40, 10, 80, 15, 60, 30, 10, 6, 0, 25, 8),
        "birth": (440, 15, 330, 60, 6, 15, 10, 18, 12, 35, 4, 4, 3, 1, 2),
        "number": _SAME_NUMBER, "sex": (997, 3),
        "address": (1, 2, 2, 1, 60, 5, 30, 250, 200, 250, 150, 2),
        "phone": (850, 30, 40, 80),
    }),
    Class("same household", False, 0.22, {
        "given": (3, 3, 4, 3, 2, 2, 8, 15, 10, 25, 1, 100, 830),
        "family": (560, 120, 40, 10, 80, 15, 60, 30, 10, 6, 0, 30, 35),
        "birth": (12, 2, 25, 40, 1, 2, 2, 4, 8, 45, 25, 120, 370, 370, 3),
        "number": _OTHER_NUMBER, "sex": (600, 400),
        "address": (700, 60, 10, 110, 20, 50, 10, 20, 8, 4, 6, 2),
        "phone": (600, 50, 30, 320),
    }),
    Class("same name, someone else", False, 0.18, {
        "given": (200, 250, 300, 100, 50, 60, 20, 20, 60, 10, 10, 5, 5),
        "family": (150, 250, 250, 120, 50, 60, 20, 30, 60, 10, 0, 5, 30),
        "birth": (1, 1, 15, 20, 1, 3, 3, 2, 2, 45, 30, 60, 300, 500, 3),
        "number": _OTHER_NUMBER, "sex": (950, 50),
        "address": (2, 1, 10, 1, 40, 20, 60, 450, 100, 200, 120, 1),
        "phone": (5, 5, 3, 987),
    }),
    Class("unrelated", False, 0.14, {
        "given": (5, 10, 15, 10, 5, 8, 10, 30, 20, 20, 1, 130, 740),
        "family": (10, 10, 10, 8, 5, 5, 10, 40, 20, 15, 0, 300, 560),
        "birth": (120, 5, 150, 60, 3, 10, 10, 10, 5, 80, 30, 100, 250, 160, 3),
        "number": _OTHER_NUMBER, "sex": (600, 400),
        "address": (60, 20, 40, 60, 200, 60, 100, 250, 60, 80, 60, 10),
        "phone": (10, 10, 5, 975),
    }),
    Class("relative's number", False, 0.01, {
        "given": (3, 3, 4, 3, 2, 2, 8, 15, 10, 25, 1, 100, 830),
        "family": (460, 120, 40, 10, 80, 15, 60, 30, 10, 6, 0, 80, 85),
        "birth": (4, 2, 25, 40, 1, 2, 2, 4, 8, 45, 25, 120, 370, 370, 3),
        "number": (700, 300, 1, 1, 1, 1, 1, 1, 1), "sex": (500, 500),
        "address": (600, 60, 10, 110, 20, 50, 10, 60, 20, 24, 36, 2),
        "phone": (500, 50, 30, 420),
    }),
)  # fmt: skip
