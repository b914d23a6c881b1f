"""Names of persons: title, given, middle, family — glued or apart, as lists really hold them.

People with one name only, hill peoples' and migrants' names, and family names of several words
(ณ อยุธยา, แซ่ ลี้, บิน ฮัสซัน) are ordinary here, not errors. What was written is always kept.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from kuea.core.thai.text import comparison_key, is_thai, normalise, to_arabic_digits
from kuea.core.thai.titles import Title, split_title


class NameDoubt(StrEnum):
    TITLES_DIFFER = "titles_differ"  # the title column and the name itself name two titles
    HAS_DIGITS = "has_digits"  # a number inside a name: perhaps two columns in one cell
    HAS_BRACKETS = "has_brackets"  # a nickname or former name in brackets, kept in ``aside``
    NO_GIVEN_NAME = "no_given_name"
    UNCERTAIN_SPLIT = "uncertain_split"  # three words and more with nothing to tell where to cut


@dataclass(frozen=True, slots=True)
class PersonName:
    title: str | None
    given: str | None
    middle: str | None
    family: str | None
    sex_hint: str | None  # "F", "M" or None; from the title only, never from the name
    as_written: str
    aside: str | None = None
    doubts: tuple[NameDoubt, ...] = ()

    @property
    def key(self) -> str:
        return name_key(self.given, self.family)

    @property
    def full(self) -> str:
        """Title glued to the given name, as Thai writes it; Latin names with a space."""
        title = self.title or ""
        if title and self.given and not is_thai(self.given):
            title += " "
        first = title + (self.given or "")
        return " ".join(part for part in (first, self.middle, self.family) if part)


_NOT_GIVEN = {
    "-", "--", "–", "—", ".", "..", "/", "0", "?", "ไม่มี", "ไม่ทราบ", "ไม่ระบุ", "ไม่มีนามสกุล",
    "ไม่มีชื่อสกุล", "ไม่ทราบชื่อ", "ไม่ทราบนามสกุล", "ไม่มีข้อมูล", "ไม่ปรากฏ", "none", "null", "nan", "n/a", "na", "n.a.",
    "unknown",
}  # fmt: skip
# Given names that begin like a title: believed only when the title stands in its own column.
_NAMES_LIKE_TITLES = {"นายณัฐ", "นางนวล", "นางลักษณ์", "พระนาย", "พระเพชร"}
_BRACKETS = re.compile(r"\s*[(\[{（]([^()\[\]{}（）]*)[)\]}）]\s*")
_STRAY = re.compile(r"^[\s,;:/\\|\"'*+=_\-–—]+|[\s,;:/\\|\"'*+=_\-–—]+$")
_NUMBERED = re.compile(r"^\d{1,5}\s*[.)]\s*")
_CLAN = re.compile(r"(?<=[\u0e01-\u0e4e])แซ่\s*(?=[\u0e01-\u0e2eเแโใไ])")
# Words that open a family name of several words.
_FAMILY_OPENERS = {
    "บิน",
    "บินติ",
    "บินตี",
    "บินตี้",
    "bin",
    "binti",
    "binte",
    "van",
    "von",
    "de",
    "da",
    "แซ่",
}


def read_name(
    full: str | None = None,
    title: str | None = None,
    given: str | None = None,
    family: str | None = None,
) -> PersonName:
    """Read a name from one cell or several. Never raises; what is not there is None.

    With ``given`` present, ``full`` is ignored except when the given cell turns out empty.
    """
    written = " ".join(str(part) for part in (full, title, given, family) if part)
    asides: list[str] = []
    source = _clean(given, asides) or _clean(full, asides)
    said_title, left_of_title = split_title(_clean(title, asides))
    found_title, rest = _title_in_name(source, said_title, bool(_clean(family, [])))
    words = [word for word in _split_clan(rest).split() if not _says_nothing(word)]
    given_word, middle, own_family, unsure = _cut(words)
    family_text = _clean(family, asides)
    if family_text:
        middle, own_family, unsure = _other_words(words, family_text), family_text, False
    chosen, doubts = _judge_titles(said_title, found_title)
    doubts += _doubts(source + family_text, given_word, bool(asides), unsure)
    return PersonName(
        title=chosen.text if chosen else left_of_title or None,
        given=given_word,
        middle=middle,
        family=_join_clan(own_family) if own_family else None,
        sex_hint=chosen.sex if chosen and NameDoubt.TITLES_DIFFER not in doubts else None,
        as_written=written,
        aside="; ".join(asides) or None,
        doubts=tuple(doubts),
    )


def name_key(given: str | None, family: str | None) -> str:
    """The cleaned comparison key: two names with one key are "equal cleaned names".

    Spaces, dots, hyphens, case, digit script and ways of typing do not count; every letter and
    tone mark does. Empty when there is no given name: nobody equals a person without a name.
    """
    first = comparison_key(given)
    return f"{first}|{comparison_key(family)}" if first else ""


def _says_nothing(word: str) -> bool:
    return word.casefold().strip("()[]{}.,;:/\\|'\"*+=_-–—") in {"", *_NOT_GIVEN}


def _clean(text: str | None, asides: list[str]) -> str:
    plain = normalise(None if text is None else str(text))
    for inside in _BRACKETS.findall(plain):
        if inside.strip():
            asides.append(inside.strip())
    plain = _NUMBERED.sub("", _STRAY.sub("", _BRACKETS.sub(" ", plain)))
    plain = _STRAY.sub("", plain)
    return "" if plain.casefold().replace(" ", "") in _NOT_GIVEN else normalise(plain)


def _title_in_name(source: str, said: Title | None, has_family: bool) -> tuple[Title | None, str]:
    """The title at the front of the name, unless it is the name (someone named นาย)."""
    found, rest = split_title(source)
    if found is None:
        return None, source
    if not rest and (has_family or said is not None):
        return None, source
    if said is not None and source.split(" ")[0] in _NAMES_LIKE_TITLES:
        return None, source
    if said is not None and found.text != said.text and not found.is_sure:
        # A glued word that contradicts the title column may be the beginning of the name.
        apart = source.startswith((found.text + " ", found.text + "."))
        return (found, rest) if apart else (None, source)
    return found, rest


def _judge_titles(said: Title | None, found: Title | None) -> tuple[Title | None, list[NameDoubt]]:
    if said and found and said.text != found.text and said.sex != found.sex:
        return said, [NameDoubt.TITLES_DIFFER]
    return said or found, []


def _cut(words: list[str]) -> tuple[str | None, str | None, str | None, bool]:
    """Given, middle, family of the words after the title, and whether the cut is a guess."""
    if not words:
        return None, None, None, False
    if words[0].endswith(",") and len(words) > 1 and not is_thai(words[0]):  # SMITH, John
        return words[1], " ".join(words[2:]) or None, words[0].rstrip(","), False
    start = _family_start(words)
    if start is None:
        return words[0], None, None, False
    middle = " ".join(words[1:start]) or None
    unsure = middle is not None and start == len(words) - 1
    return words[0], middle, " ".join(words[start:]), unsure


def _family_start(words: list[str]) -> int | None:
    if len(words) == 1:
        return None
    for place, word in enumerate(words[1:], start=1):
        if word in ("ณ", "ณ."):  # เสนีวงศ์ ณ อยุธยา: the word before belongs to the family name
            return max(1, place - 1)
        if word.casefold() in _FAMILY_OPENERS and place < len(words) - 1:
            return place
    return len(words) - 1


def _other_words(words: list[str], family: str) -> str | None:
    """Words of the given cell after the first, less the family name if it was repeated there."""
    others = words[1:]
    family_words = family.split()
    if others[-len(family_words) :] == family_words:
        others = others[: -len(family_words)]
    return " ".join(others) or None


def _split_clan(text: str) -> str:
    """เจียวแซ่ตั้ง holds a given name and a clan name glued together."""
    return _CLAN.sub(" แซ่", text)


def _join_clan(family: str) -> str:
    return re.sub(r"^แซ่\s+", "แซ่", family)


def _doubts(text: str, given: str | None, aside: bool, unsure: bool) -> list[NameDoubt]:
    doubts: list[NameDoubt] = []
    if any(char.isdigit() for char in to_arabic_digits(text)):
        doubts.append(NameDoubt.HAS_DIGITS)
    if aside:
        doubts.append(NameDoubt.HAS_BRACKETS)
    if not given:
        doubts.append(NameDoubt.NO_GIVEN_NAME)
    if unsure:
        doubts.append(NameDoubt.UNCERTAIN_SPLIT)
    return doubts
