"""Names in Latin letters as passports, banks and migrants write them: for the made-up registry only.

Written apart from ``kuea.core.thai`` on purpose: the engine must not be measured with its own rule turned round.
"""

import random
import re


def words_of(text: str) -> list[str]:
    """The words of a table written as one line."""
    return text.split()


_INITIAL = dict(zip(
    "กขคฆงจฉชซฌญฎฏฐฑฒณดตถทธนบปผฝพฟภมยรลวศษสหฬอฮ",
    words_of("k kh kh kh ng ch ch ch s ch y d t th th th n d t th th th n b p ph f ph f ph m y r l w s s s h l - h"),
    strict=True,
))  # fmt: skip
_FINAL = dict(zip(
    "กขคฆงจชซญฎฏฐฑฒณดตถทธนบปพฟภมยรลวศษสฬ",
    words_of("k k k k ng t t t n t t t t t n t t t t t n p p p p p m i n n o t t t n"),
    strict=True,
))  # fmt: skip
_AFTER = {
    "า": "a",
    "ะ": "a",
    "ิ": "i",
    "ี": "i",
    "ึ": "ue",
    "ื": "ue",
    "ุ": "u",
    "ู": "u",
    "ั": "a",
    "ำ": "am",
    "อ": "o",
}
_BEFORE = {"เ": "e", "แ": "ae", "โ": "o", "ใ": "ai", "ไ": "ai"}
_OTHER_WAYS = (
    ("ph", "p"),
    ("th", "t"),
    ("kh", "k"),
    ("ch", "j"),
    ("w", "v"),
    ("ue", "u"),
    ("i", "ee"),
    ("k", "g"),
    ("o", "or"),
)


def romanise(name: str, draw: random.Random) -> str:
    """Roughly the Royal Institute's way, now and then a habit of one's own."""
    text = (
        re.sub("[ก-ฮ][ิุ]?์|[่-๋็ํ]", "", name)
        .replace("รร", "ัน")
        .replace("ทร", "ซ")
        .replace("ศร", "ส")
        .replace("สร", "ส")
    )
    text = re.sub("ห([งญนมยรลว])", r"\1", text)
    out = []
    place = 0
    while place < len(text):
        before = _BEFORE.get(text[place])
        if before and place + 1 < len(text):
            out.append(_INITIAL.get(text[place + 1], "").replace("-", "") + before)
            place += 2
            place += text[place : place + 1] == "ย" and before == "ai"
            continue
        place = _syllable(text, place, out)
    roman = "".join(out) or name
    for usual, own in _OTHER_WAYS:
        if draw.random() < 0.08:
            roman = roman.replace(usual, own)
    return roman.capitalize() if draw.random() < 0.7 else roman.upper()


def _syllable(text: str, place: int, out: list[str]) -> int:
    """One consonant and what follows it."""
    char, following = text[place], text[place + 1 : place + 2]
    if char in _AFTER and char != "อ":
        out.append(_AFTER[char])
        return place + 1
    ends = following == "" or following in _BEFORE or following in _INITIAL
    heard = out and out[-1][-1:] in tuple("aeiou")
    if (
        ends
        and heard
        and char in _FINAL
        and not (following in _INITIAL and text[place + 2 : place + 3] in _AFTER and place % 3 == 0)
    ):
        out.append(_FINAL[char])
    else:
        out.append(
            _INITIAL.get(char, "").replace("-", "")
            + ("a" if ends and following in _INITIAL else "")
        )
    return place + 1
