"""A coarse sketch of a name that its Thai and its Latin spelling share, for search: K T N P M G.

Beside ``roman_key`` (which linking learned its weights with, and which must not move) it keeps the ร people write in
Latin letters (ประเสริฐ, Prasert) and drops the one they do not say (ศรี, Sri), in both scripts.

Source: the Royal Institute's general system of transcription, B.E. 2542; wide classes, because people follow it loosely.
"""

import re
from functools import lru_cache

from kuea.core.thai.text import comparison_key, is_thai

SKETCH_LETTERS = "KTNPMG"
_SILENT = re.compile("(?:[ตทดก]ร|[\u0e01-\u0e2e])[\u0e34\u0e38]?\u0e4c")
_MARKS = re.compile("[\u0e47-\u0e4e\u0e3a]")
_LED_BY_H = re.compile("ห(?=[งญนมยรลว])")
_UNHEARD_R = re.compile("(?<!เ)[ศส]ร(?=[\u0e34\u0e35\u0e32])")
_SILENT_YO = re.compile("ญ(?=[\u0e30-\u0e3a])")
_SR = re.compile("sr(?=[aeiou])")
_PAIRS = (
    ("tch", "ch"),
    ("ng", "G"),
    ("th", "T"),
    ("ph", "P"),
    ("kh", "K"),
    ("ch", "T"),
    ("sh", "T"),
)
_OF_LATIN = str.maketrans({
    **dict.fromkeys("kgcqx", "K"), **dict.fromkeys("tdszj", "T"), **dict.fromkeys("nlr", "N"),
    **dict.fromkeys("pbf", "P"), "m": "M",
})  # fmt: skip
_OF_THAI = str.maketrans({
    **dict.fromkeys("กขฃคฅฆ", "K"), **dict.fromkeys("จฉชซฌฎฏฐฑฒดตถทธศษส", "T"),
    **dict.fromkeys("ญณนรลฬฤ", "N"), **dict.fromkeys("บปผฝพฟภ", "P"), "ม": "M", "ง": "G",
})  # fmt: skip
_NOT_HEARD = re.compile("[^KTNPMG]")
_TWICE = re.compile(r"(.)\1+")


@lru_cache(maxsize=50_000)
def sketch_key(word: str | None) -> str:
    """The sketch of one word, or of a name written as one word; a word without such a letter is its own sketch."""
    plain = comparison_key(word)
    letters = _thai(plain) if is_thai(plain) else _latin(plain)
    return _TWICE.sub(r"\1", _NOT_HEARD.sub("", letters)) or plain


def _thai(plain: str) -> str:
    heard = _MARKS.sub("", _SILENT.sub("", plain)).replace("รร", "น")
    heard = _UNHEARD_R.sub("ส", _LED_BY_H.sub("", heard).replace("ทร", "ส"))
    return _SILENT_YO.sub("", heard.replace("\u0e33", "ม")).translate(_OF_THAI)


def _latin(plain: str) -> str:
    letters = _SR.sub("s", plain)
    for pair, one in _PAIRS:
        letters = letters.replace(pair, one)
    return letters.translate(_OF_LATIN)
