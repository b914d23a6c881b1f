"""How much a name is like what somebody typed, and in what way: the same, its beginning, its sound, its letters.

Pure: comparison keys in, points out (0–100). The order of the ways is fixed: what is written the same comes before
what begins so, that before what sounds so, that before what differs by letters.
"""

import re
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz.distance import OSA

from kuea.core.thai import is_thai
from kuea.core.thai.name_keys import keys_of_plain
from kuea.core.thai.sketching import sketch_key

NOTHING, EXACT = 0.0, 100.0
SKELETON_LETTERS = "กคงจชดตทนบปพฟมยรวสหอ"
"""The letters a consonant skeleton (`skeleton_of`) of Thai is made of."""
_GLUED_FROM, _LATIN_FROM = 0.5, 0.3
_LEADING = re.compile("([เแโไ])([ก-ฮ])")
_TWICE = re.compile(r"(.)\1+")


class How(StrEnum):
    """In what way a name answers; the earlier, the better."""

    EXACT = "exact"
    NICKNAME = "nickname"
    BEGINNING = "beginning"
    SOUND = "sound"
    ROMAN = "roman"
    LETTERS = "letters"
    PART = "part"


_RANK = {how: place for place, how in enumerate(How)}


class Likeness(NamedTuple):
    points: float
    how: How
    swapped: bool = False
    glued: bool = False


_NOT_ALIKE = Likeness(NOTHING, How.LETTERS)
_keys = lru_cache(maxsize=100_000)(keys_of_plain)


@lru_cache(maxsize=50_000)
def word_likeness(asked: str, name: str) -> Likeness:
    """One word against one part of a name, both comparison keys. Empty words are like nothing."""
    if not asked or not name:
        return _NOT_ALIKE
    if asked == name:
        return Likeness(EXACT, How.EXACT)
    if is_thai(name) and not is_thai(asked):
        return _latin_likeness(asked, name)
    if name.startswith(asked):
        return Likeness(92 + 6 * len(asked) / len(name), How.BEGINNING)
    written, heard = _keys(asked), _keys(name)
    same = OSA.normalized_similarity(asked, name)
    if written.toneless == heard.toneless:
        return Likeness(91 + same * 0.9, How.SOUND)
    if written.sounding == heard.sounding:
        return Likeness(87 + 4 * same, How.SOUND)
    if written.skeleton == heard.skeleton and len(heard.skeleton) > 1:
        return Likeness(74 + 13 * same, How.SOUND)
    return _by_letters(asked, name, same)


def _by_letters(asked: str, name: str, same: float) -> Likeness:
    written, heard = _keys(asked), _keys(name)
    best = max(
        same,
        OSA.normalized_similarity(written.toneless, heard.toneless),
        OSA.normalized_similarity(written.sounding, heard.sounding),
    )
    skeleton = OSA.normalized_similarity(written.skeleton, heard.skeleton)
    points = 72 * best + 12 * skeleton
    if len(drawn := sketch_key(name)) > 2 and sketch_key(asked) == drawn:
        return Likeness(max(points, 62 + 14 * same), How.SOUND)
    if len(asked) > 1 and len(name) > len(asked):
        if heard.sounding.startswith(written.sounding) and len(written.sounding) > 1:
            return Likeness(max(points, 66 + 8 * len(asked) / len(name)), How.BEGINNING)
        if name.endswith(asked):
            return Likeness(max(points, 60 + 8 * len(asked) / len(name)), How.PART)
    return Likeness(points, How.LETTERS)


def _latin_likeness(asked: str, name: str) -> Likeness:
    written, heard = sketch_key(asked), sketch_key(name)
    fine = OSA.normalized_similarity(rough_latin(asked), _letter_by_letter(name))
    if fine < _LATIN_FROM:  # one skeleton, but hardly a letter: «zzzqqq» is nobody
        return Likeness(60 * fine, How.ROMAN)
    if written == heard:
        return Likeness(60 + 30 * fine, How.ROMAN)
    if heard.startswith(written) and len(written) > 2:
        return Likeness(52 + 20 * fine, How.ROMAN)
    return Likeness(45 * OSA.normalized_similarity(written, heard) + 38 * fine, How.ROMAN)


_ONE_LATIN = (
    ("tch", "c"), ("ch", "c"), ("sh", "c"), ("ph", "p"), ("th", "t"), ("kh", "k"), ("ng", "g"), ("ee", "i"),
    ("oo", "u"), ("ue", "u"), ("v", "w"), ("j", "c"), ("ae", "e"), ("ai", "i"), ("y", "i"), ("h", ""), ("aw", "o"),
)  # fmt: skip
_LATIN_OF = str.maketrans({
    **dict.fromkeys("กขคฆ", "k"), "ง": "g", **dict.fromkeys("จฉชฌ", "c"), **dict.fromkeys("ซศษส", "s"),
    **dict.fromkeys("ดฎ", "d"), **dict.fromkeys("ตฏถทธฐฑฒ", "t"), **dict.fromkeys("นณ", "n"), "บ": "b",
    **dict.fromkeys("ปผพภ", "p"), **dict.fromkeys("ฝฟ", "f"), "ม": "m", **dict.fromkeys("ยญ", "i"),
    "ร": "r", **dict.fromkeys("ลฬ", "l"), "ว": "w", **dict.fromkeys("หฮ", ""), "อ": "o", "า": "a", "ะ": "a", "ั": "a",
    **dict.fromkeys("ิี", "i"), **dict.fromkeys("ึืุู", "u"), **dict.fromkeys("เแ", "e"), "โ": "o", "ไ": "i", "ใ": "i",
    "ำ": "am", "ฤ": "ri",
})  # fmt: skip


def rough_latin(text: str) -> str:
    """Thai letter by letter, Latin with its pairs as one letter: for a quick look at very many names."""
    return text.translate(_LATIN_OF) if is_thai(text) else _plain_latin(text)


@lru_cache(maxsize=50_000)
def _plain_latin(word: str) -> str:
    for pair, one in _ONE_LATIN:
        word = word.replace(pair, one)
    return word


@lru_cache(maxsize=50_000)
def _letter_by_letter(name: str) -> str:
    """In the order heard, without tones: near enough to tell two names of one skeleton apart."""
    heard = _LEADING.sub(r"\2\1", _keys(name).sounding)
    return heard.translate(_LATIN_OF).replace("ai", "i")


def _both(one: Likeness, other: Likeness, less: float = 0.0, *, swapped: bool = False) -> Likeness:
    """Two words together: one that is quite another name cannot be made good by the other."""
    low = min(one.points, other.points)
    points = (one.points + other.points) / 2 - max(0.0, 62 - low) / 2 - less
    worse = max(one.how, other.how, key=_RANK.__getitem__)
    return Likeness(points, worse, swapped)


def name_likeness(words: tuple[str, ...], given: str, family: str, aside: str = "") -> Likeness:
    """The words against a whole name: in either order, glued or cut, with the name in brackets (`aside`) too."""
    if not words or not given:
        return _NOT_ALIKE
    first, last = words[0], words[-1]
    whole = "".join(words)
    ways = []
    if len(words) == 1:
        ways += [word_likeness(first, given), _less(word_likeness(first, family), 1)]
    else:
        to_given = word_likeness(first, given)
        ways.append(_both(to_given, word_likeness(last, family)))
        swapped = _both(word_likeness(last, given), word_likeness(first, family), 2, swapped=True)
        ways.append(swapped)
    if aside:
        ways += _by_aside(words, given, family, aside)
    if len(whole) > 4 and family and _may_be_glued(whole, given + family):
        alike = word_likeness(whole, given + family)
        ways.append(Likeness(alike.points - 1, alike.how, glued=len(words) != 2))
    return max(ways, key=lambda way: way.points)


def _may_be_glued(whole: str, name: str) -> bool:
    """A quick look before the keys of a whole name are made: every name is another, so no table keeps them."""
    if not is_thai(whole) and is_thai(name):
        return True
    return name.startswith(whole) or OSA.normalized_similarity(whole, name) >= _GLUED_FROM


def _by_aside(words: tuple[str, ...], given: str, family: str, aside: str) -> list[Likeness]:
    called = word_likeness(words[0], aside)
    called = called._replace(how=How.NICKNAME) if called.points > 86 else called
    if len(words) == 1:
        return [_less(called, 0.5)]
    also = word_likeness(words[-1], aside)
    return [
        _both(called, max(word_likeness(words[-1], family), word_likeness(words[-1], given)), 1),
        _both(word_likeness(words[0], given), also, 1),
    ]


def _less(alike: Likeness, points: float) -> Likeness:
    return alike._replace(points=alike.points - points)


def one_letter_off(skeleton: str, letters: str = SKELETON_LETTERS) -> list[str]:
    """Every skeleton one of `letters` away: one missing, one too many, another, two neighbours changed; itself first."""
    made = {skeleton: None}
    for place in range(len(skeleton) + 1):
        before, after = skeleton[:place], skeleton[place:]
        made[before + after[1:]] = None
        made[before + after[1:2] + after[:1] + after[2:]] = None
        for letter in letters:
            made[before + letter + after] = None
            made[before + letter + after[1:]] = None
            if after:  # heard once, because nothing stood between
                made[before + after[0] + letter + after] = None
    # a doubled letter is heard once: no skeleton holds one
    heard = dict.fromkeys(_TWICE.sub(r"\1", one) for one in made)
    heard.pop("", None)
    return list(heard)
