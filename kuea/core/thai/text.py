"""Thai text as people really type it, put into one form.

Every rule here repairs a way of typing that looks the same on screen or on paper but is not the
same text for a machine; none of them changes what a reader reads. The original stays with the
caller (every reader of this package carries ``as_written``).

Sources: Unicode 15, chapter 16.1 (Thai: order of marks, SARA AM); WTT 2.0 (the Thai input and
output rules: at most one above/below vowel, one tone mark); the Royal Society's dictionary order.
"""

import re
import unicodedata
from functools import lru_cache

LEADING_VOWELS = "เแโใไ"
TONE_MARKS = "\u0e48\u0e49\u0e4a\u0e4b"
_MARKS = "\u0e31\u0e34-\u0e3a\u0e47-\u0e4e"
_AM, _AA, _A, _NIKHAHIT = "\u0e33", "\u0e32", "\u0e30", "\u0e4d"

# Glyph variants of old Windows Thai fonts; text copied out of PDF files still carries them
# (the table every Thai shaper shares: U+F700–U+F71A are lowered or shifted copies).
_PRIVATE_GLYPHS = dict(
    zip(
        range(0xF700, 0xF71B),
        "\u0e10\u0e34\u0e35\u0e36\u0e37\u0e48\u0e49\u0e4a\u0e4b\u0e4c\u0e48\u0e49\u0e4a\u0e4b\u0e4c"
        "\u0e0d\u0e31\u0e4d\u0e47\u0e48\u0e49\u0e4a\u0e4b\u0e4c\u0e38\u0e39\u0e3a",
        strict=True,
    )
)
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\ufe00-\ufe0f\ufeff\ufff9-\ufffc]"
)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ud800-\udfff]")
# Most text holds nothing of the above: one look decides whether the four passes are needed.
_RARE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u2028-\u202e"
    "\u2060-\u206f\ud800-\uf8ff\ufe00-\ufe0f\ufeff\ufff9-\ufffc]"
)
_SPACE_IN_LINE = re.compile(r"[^\S\n]+")
_LINE_BREAK = re.compile(r"\r\n|[\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_SPACE_BEFORE_MARK = re.compile(rf"(?<=[\u0e01-\u0e4e])[ ]+(?=[{_MARKS}{_AM}])")
_CLUSTER = re.compile(rf"[{_MARKS}{_AM}{_AA}{_A}]{{2,}}")
_DOUBLED_LEADING = re.compile(r"เ{2,}")
_REPEATED_LEADING = re.compile(r"([แโใไ])\1+")
# Text in which every repair below would find nothing: most cells of most lists. Syllable by syllable: plain
# signs; a leading vowel before its consonant; a consonant, its vowel, its tone or ์, then า, ะ or ำ; one space.
_IN_ORDER = re.compile(
    "(?! )(?:[!-~\u0e01-\u0e2e][\u0e31\u0e34-\u0e39\u0e47]?[\u0e48-\u0e4c]?(?:\u0e32\u0e30?|[\u0e30\u0e33])?"
    "|[เแโใไ](?=[\u0e01-\u0e2e])|[\u0e2f\u0e3f\u0e45\u0e46\u0e50-\u0e59]| (?=[!-~\u0e01-\u0e2fเแโใไ\u0e50-\u0e59]))+"
)
_CONSONANT = re.compile("[\u0e01-\u0e2e]")
# Phinthu first and tones after vowels: also the order NFC wants, so NFC leaves our order alone.
_MARK_RANK = {"\u0e3a": 0, "\u0e4c": 3, "\u0e4d": 4, "\u0e4e": 5} | dict.fromkeys(TONE_MARKS, 2)

_THAI_DIGITS = "๐๑๒๓๔๕๖๗๘๙"
_TO_ARABIC = str.maketrans(_THAI_DIGITS, "0123456789")
_TO_THAI = str.maketrans("0123456789", _THAI_DIGITS)


@lru_cache(maxsize=20_000)  # a row is looked at from several sides, and lists repeat themselves
def normalise(text: str | None, *, keep_lines: bool = False) -> str:
    """One form for text that reads the same. Idempotent, never raises; None becomes "".

    - NFC; glyph variants of old Thai fonts; invisible characters (zero-width, BOM, direction
      marks, soft hyphen) removed; every kind of space, NBSP too, becomes one plain space, ends
      trimmed (``keep_lines`` keeps line breaks, for text in people's own words);
    - ํ + า becomes ำ wherever the tone mark was typed (Unicode writes SARA AM as one letter);
    - เเ becomes แ, a leading vowel typed twice is typed once;
    - marks on one consonant: vowel, tone, ์; the same mark twice counts once; a mark typed after
      า, ะ or ำ moves before it; a space before a mark (PDF copies) goes away.

    Two *different* tone marks on one consonant are left alone: which one was meant is not ours
    to say.
    """
    if not text:
        return ""
    if _IN_ORDER.fullmatch(text):
        return text
    return _put_in_order(text, keep_lines)


def _put_in_order(text: str, keep_lines: bool) -> str:
    """The repairs of ``normalise``, one after another."""
    result = text
    if _RARE.search(result):
        result = _LINE_BREAK.sub("\n", result)
        result = _INVISIBLE.sub("", _CONTROL.sub("", result)).translate(_PRIVATE_GLYPHS)
    result = unicodedata.normalize("NFC", result)
    if keep_lines:
        lines = (_SPACE_IN_LINE.sub(" ", line).strip() for line in result.split("\n"))
        result = "\n".join(lines).strip("\n")
    else:
        result = " ".join(result.split())
    if "เเ" in result:
        result = _DOUBLED_LEADING.sub("แ", result)
    result = _CLUSTER.sub(_put_cluster_in_order, _REPEATED_LEADING.sub(r"\1", result))
    while " " in result and (joined := _SPACE_BEFORE_MARK.sub("", result)) != result:
        result = _CLUSTER.sub(_put_cluster_in_order, joined)  # joining may put marks together
    return result


def _put_cluster_in_order(match: re.Match[str]) -> str:
    """Marks of one consonant in the order of Unicode 16.1, the following vowel after them."""
    marks: list[str] = []
    following: list[str] = []
    for char in match.group():
        if char in (_AM, _AA, _A):
            if not following or following[-1] != char:
                following.append(char)
        elif char not in marks:
            marks.append(char)
    if _NIKHAHIT in marks and _AA in following:
        following[following.index(_AA)] = _AM
        marks.remove(_NIKHAHIT)
    elif _NIKHAHIT in marks and _AM in following:
        marks.remove(_NIKHAHIT)
    marks.sort(key=lambda mark: _MARK_RANK.get(mark, 1))
    without_repeats = [c for i, c in enumerate(following) if i == 0 or following[i - 1] != c]
    return "".join(marks + without_repeats)


def to_arabic_digits(text: str) -> str:
    """๐–๙ as 0–9; everything else untouched."""
    return text.translate(_TO_ARABIC)


def to_thai_digits(text: str) -> str:
    """0–9 as ๐–๙; everything else untouched."""
    return text.translate(_TO_THAI)


def is_thai(text: str) -> bool:
    """Does the text hold at least one Thai consonant?"""
    return _CONSONANT.search(text) is not None


_NOT_COMPARED = re.compile(r"[^0-9a-z\u0e01-\u0e4e\u00df-\u024f]+")


@lru_cache(maxsize=20_000)
def comparison_key(text: str | None) -> str:
    """What remains when spaces, punctuation, case, ๆ ฯ and digit script are set aside.

    Two texts with one key are the same words. ๅ counts as า (ฤๅษี is often typed ฤาษี).
    """
    plain = to_arabic_digits(normalise(text)).casefold().replace("\u0e45", _AA)
    return normalise(_NOT_COMPARED.sub("", plain).replace("\u0e2f", "").replace("\u0e46", ""))


_SWAP = re.compile(r"([เแโใไ])([\u0e01-\u0e2e])")
# The Royal Society's dictionary orders words by letters and vowels first; marks decide only
# between words otherwise equal, in this order.
_SECOND_LEVEL = {
    "\u0e47": "1",
    "\u0e48": "2",
    "\u0e49": "3",
    "\u0e4a": "4",
    "\u0e4b": "5",
    "\u0e4c": "6",
    "\u0e4e": "7",
    "\u0e3a": "8",
}
_FIRST_LEVEL_NOISE = re.compile(r"[^0-9a-z \u0e01-\u0e45\u00df-\u024f]+")


def thai_sort_key(text: str | None) -> str:
    """A plain string whose code-point order is Thai dictionary order (store it, sort by it).

    เแโใไ are placed after the consonant they are read with; tone marks, ็ and ์ count only when
    everything else is equal. Digits of both scripts sort as numbers' characters, before letters.
    On PostgreSQL the column needs ``COLLATE "C"``.
    """
    plain = to_arabic_digits(normalise(text)).casefold().replace("\u0e45", _AA)
    first: list[str] = []
    second: list[str] = []
    for char in _SWAP.sub(r"\2\1", plain):
        if char in _SECOND_LEVEL:
            second.append(_SECOND_LEVEL[char])
        else:
            first.append(char)
            second.append("0")
    letters = _FIRST_LEVEL_NOISE.sub("", "".join(first))
    return letters + "\t" + "".join(second).rstrip("0")
