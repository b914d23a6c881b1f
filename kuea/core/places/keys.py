"""Comparing written names: keys, sounds, and how far apart two spellings may be."""

import re

from rapidfuzz.distance import OSA

from kuea.core.thai.text import comparison_key, is_thai

# Letters Thai ears do not tell apart, and marks people leave out: two names with one sound key
# are spelling variants of each other (นครราชศรีมา, ศรีษะเกษ, คลองสี).
_SAME_SOUND = str.maketrans(
    "ศษณฎฏญฬธฑฒฆฌฐภใฃฅัีืู",
    "สสนดตยลทททคชถพไขคะิึุ",
    "\u0e47\u0e48\u0e49\u0e4a\u0e4b\u0e4c\u0e4e\u0e3a\u0e4d",
)
_ENGLISH_FOLDS = (
    (re.compile(r"([kpt])h"), r"\1"),  # Khlong, Klong; Phan, Pan
    (re.compile(r"ue|eu"), "u"),  # Mueang, Muang
    (re.compile(r"oo"), "u"),
    (re.compile(r"ee"), "i"),
    (re.compile(r"aw|or(?=[^aeiou]|$)"), "o"),
    (re.compile(r"j"), "ch"),
    (re.compile(r"v"), "w"),
    (re.compile(r"([a-z])\1"), r"\1"),
)


def place_key(name: str) -> str:
    return comparison_key(name)


def sound_key(key: str) -> str:
    """The sound of a key, Thai or English; equal sounds are variants of one spelling."""
    if is_thai(key):
        return key.translate(_SAME_SOUND).replace("รร", "ะ")
    for pattern, instead in _ENGLISH_FOLDS:
        key = pattern.sub(instead, key)
    return key


def allowed_distance(key: str) -> int:
    """How many slips of the finger a name of this length may hold and still be recognised."""
    if len(key) <= 3:
        return 0
    return 1 if len(key) <= 7 else 2


def distance(written: str, name: str, most: int) -> int | None:
    """Slips between two keys (a swap of neighbours is one), or None when more than ``most``."""
    if abs(len(written) - len(name)) > most:
        return None
    found = OSA.distance(written, name, score_cutoff=most)
    return found if found <= most else None
