"""Comparison keys of one word of a name, from the strictest to the loosest.

They bring spellings of one name together; they never replace what was written, and an equal key
is no proof. Each takes any text, never raises, and answers "" only for text without a letter.

| key | equal for | example |
|---|---|---|
| ``comparison_key`` | the same letters and marks | สม ศรี, สมศรี |
| ``toneless_key`` | the same letters, tone and other marks aside | แก้ว, แกว |
| ``sounding_key`` | one sound: ศ ษ ส, ณ น, ใ ไ, ร ล, การันต์, วงศ์ วงษ์, long and short | วงศ์, วงค์ |
| ``sound_key`` | the same consonants (skeleton) | สมศรี, สมสี่ |
| ``roman_key`` | the same consonants in Thai or Latin letters | ศรีสุข, Srisuk |

Sources: requirements of the linking issue (letters that sound alike); letters of one sound and
final sounds after the Royal Institute's general system of transcription, B.E. 2542.
"""

import re
from functools import lru_cache
from typing import NamedTuple

from kuea.core.thai.sounding import skeleton_of, sound_key
from kuea.core.thai.text import comparison_key, is_thai, normalise

__all__ = [
    "NameKeys",
    "either_order_key",
    "is_part_of_name",
    "keys_of_plain",
    "roman_key",
    "sounding_key",
    "toneless_key",
]

_MARKS = re.compile("[\u0e47-\u0e4e\u0e3a]")
_SILENCED = re.compile("(?:[ตทดก]ร|[\u0e01-\u0e2e])[\u0e34\u0e38]?\u0e4c")
_LED_BY_H = re.compile("ห(?=[งญนมยรลว])")
_UNHEARD_R = re.compile("[ศส]ร(?=[\u0e34\u0e35\u0e32])")  # ศรี, สร้าง; but not สระ
_LEADING_AI = re.compile("[ใไ]([ก-ฮ])ย?")
_FINALS = str.maketrans("ขตทจชสพฟปร", "กดดดดดบบบน")
_FINAL_RI = re.compile("(?<=[ตท])[\u0e34\u0e38]$")
_SAME_SOUND = str.maketrans({
    "ฃ": "ข", "ค": "ข", "ฅ": "ข", "ฆ": "ข", "ฉ": "ช", "ฌ": "ช", "ศ": "ส", "ษ": "ส", "ซ": "ส",
    "ญ": "ย", "ฎ": "ด", "ฏ": "ต", "ฐ": "ท", "ถ": "ท", "ฑ": "ท", "ฒ": "ท", "ธ": "ท", "ณ": "น",
    "ผ": "พ", "ภ": "พ", "ฝ": "ฟ", "ล": "ร", "ฬ": "ร", "ฮ": "ห",
    "ี": "ิ", "ู": "ุ", "ึ": "ิ", "ื": "ิ", "า": "ะ", "\u0e31": "ะ", "แ": "เ", "\u0e45": "",
})  # fmt: skip
_TWICE = re.compile(r"(.)\1+")

_LATIN_PAIRS = (("ng", "G"), ("th", "T"), ("ph", "P"), ("kh", "K"), ("ch", "T"), ("sh", "T"))
_LATIN_ONE = str.maketrans({
    "k": "K", "g": "K", "c": "K", "q": "K", "x": "K", "t": "T", "d": "T", "s": "T", "z": "T", "j": "T",
    "n": "N", "l": "N", "r": "N", "p": "P", "b": "P", "f": "P", "m": "M",
})  # fmt: skip
_THAI_ONE = str.maketrans({
    **dict.fromkeys("กขฃคฅฆ", "K"), **dict.fromkeys("จฉชซฌฎฏฐฑฒดตถทธศษส", "T"),
    **dict.fromkeys("ญณนรลฬฤ", "N"), **dict.fromkeys("บปผฝพฟภ", "P"), "ม": "M", "ง": "G",
})  # fmt: skip
_NOT_HEARD = re.compile("[^KTNPMG]")
# n at the end of a syllable, y (not heard here) before a vowel
_SILENT_YO = re.compile("ญ(?=[\u0e30-\u0e3a])")


class NameKeys(NamedTuple):
    """All keys of one word, beside the comparison key they are made of."""

    toneless: str
    sounding: str
    skeleton: str
    roman: str


def keys_of_plain(plain: str) -> NameKeys:
    """The keys of a word that is a comparison key already: for tables of many words."""
    return NameKeys(_toneless(plain), _sounding(plain), skeleton_of(plain), _roman(plain))


@lru_cache(maxsize=20_000)
def toneless_key(word: str | None) -> str:
    """The comparison key without tone marks, ็, ์ and ํ."""
    return _toneless(comparison_key(word))


@lru_cache(maxsize=20_000)
def sounding_key(word: str | None) -> str:
    """Equal for spellings read alike; vowels count, their length does not."""
    return _sounding(comparison_key(word))


@lru_cache(maxsize=20_000)
def roman_key(word: str | None) -> str:
    """A coarse skeleton shared by Thai and Latin spelling of one name: K T N P M G.

    Initial and final sounds of one letter differ (ล is l before a vowel, n at the end), so the
    classes are wide; h, w, y and vowels, which romanisation treats freely, do not count.
    """
    return _roman(comparison_key(word))


def _toneless(plain: str) -> str:
    bare = _MARKS.sub("", plain)
    return plain if bare == plain else normalise(bare) or plain


def _sounding(plain: str) -> str:
    heard = _SILENCED.sub("", plain) if "\u0e4c" in plain else plain
    heard = _MARKS.sub("", heard.replace("รร", "ัน").replace("ทร", "ส"))
    if "ห" in heard:
        heard = _LED_BY_H.sub("", heard)
    if "ศร" in heard or "สร" in heard:
        heard = _UNHEARD_R.sub("ส", heard)
    if "ใ" in heard or "ไ" in heard:
        heard = _LEADING_AI.sub(r"\1ไ", heard)
    heard = heard.replace("\u0e31ย", "ไ").replace("\u0e33", "ะม").replace("ฤ", "ริ")
    heard = heard.translate(_SAME_SOUND)
    if heard[-1:] in ("\u0e34", "\u0e38"):
        heard = _FINAL_RI.sub("", heard)
    heard = heard[:-1] + heard[-1:].translate(_FINALS)
    return _TWICE.sub(r"\1", heard) or plain


def _roman(plain: str) -> str:
    if is_thai(plain):
        letters = _thai_classes(plain)
    else:
        letters = plain.replace("tch", "ch")
        for pair, one in _LATIN_PAIRS:
            letters = letters.replace(pair, one)
        letters = _NOT_HEARD.sub("", letters.translate(_LATIN_ONE))
    return _TWICE.sub(r"\1", letters) or plain


def _thai_classes(plain: str) -> str:
    heard = _SILENCED.sub("", plain) if "\u0e4c" in plain else plain
    heard = _MARKS.sub("", heard).replace("รร", "น")
    heard = _LED_BY_H.sub("", heard) if "ห" in heard else heard
    heard = heard.replace("ทร", "ส").replace("ศร", "ส").replace("สร", "ส").replace("\u0e33", "ม")
    heard = _SILENT_YO.sub("", heard) if "ญ" in heard else heard
    return _NOT_HEARD.sub("", heard.translate(_THAI_ONE))


def either_order_key(given: str | None, family: str | None) -> str:
    """The skeletons of both names, the same whichever stands first."""
    return "|".join(sorted((sound_key(given), sound_key(family))))


def is_part_of_name(short: str | None, name: str | None) -> bool:
    """Is one word the beginning or the end of the other, as nicknames often are (ศรี of สมศรี)?

    At least two letters, and shorter than the whole name.
    """
    small, whole = toneless_key(short), toneless_key(name)
    if len(small) > len(whole):
        small, whole = whole, small
    return 2 <= len(small) < len(whole) and (whole.endswith(small) or whole.startswith(small))
