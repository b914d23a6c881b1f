"""A rough key of how a name sounds: names that are spelt in several ways mostly share it.

Consonants of one sound are one letter, silent ones are left out, vowels and tones do not count. It only ever
brings names forward to be compared; it never decides that two are the same.
"""

import re

from kuea.core.thai.text import comparison_key

_SILENT = re.compile("(?:[ตทด]ร|[\u0e01-\u0e2e])[\u0e34\u0e38]?\u0e4c")
_LED_BY_H = re.compile("ห(?=[งญนมยรลว])")
_LIKE = str.maketrans({
    "ฃ": "ค", "ข": "ค", "ฅ": "ค", "ฆ": "ค", "ฉ": "ช", "ฌ": "ช", "ศ": "ส", "ษ": "ส", "ซ": "ส", "ญ": "ย",
    "ฎ": "ด", "ฏ": "ต", "ฐ": "ท", "ถ": "ท", "ฑ": "ท", "ฒ": "ท", "ธ": "ท", "ณ": "น", "ผ": "พ", "ภ": "พ",
    "ฝ": "ฟ", "ล": "ร", "ฬ": "ร", "ฤ": "ร", "ฮ": "ห",
})  # fmt: skip
_VOWELS_AND_MARKS = re.compile("[\u0e2f-\u0e5b\u0e24\u0e26aeiouyh]")
_TWICE = re.compile(r"(.)\1+")


def sound_key(name: str | None) -> str:
    """The key of one word of a name; a name without a consonant is its own key."""
    return skeleton_of(comparison_key(name))


def skeleton_of(plain: str) -> str:
    """The same for a word that is a comparison key already."""
    heard = _SILENT.sub("", plain) if "\u0e4c" in plain else plain
    heard = heard.replace("รร", "น")
    heard = (_LED_BY_H.sub("", heard) if "ห" in heard else heard).translate(_LIKE)
    heard = _VOWELS_AND_MARKS.sub("", heard)
    return _TWICE.sub(r"\1", heard) or plain
