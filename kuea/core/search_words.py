"""What somebody typed to find a person, taken apart: names, house, หมู่, places, numbers or parts of them.

Nothing is required and nothing is refused: what is not recognised is a word of the name.
"""

import re
from dataclasses import dataclass
from itertools import pairwise

from kuea.core.thai import (
    comparison_key,
    is_thai,
    normalise,
    read_address,
    read_house_number,
    spell_moo_in_digits,
    to_arabic_digits,
)
from kuea.core.thai.keyboard import as_thai_keys
from kuea.core.thai.titles import split_title

_SAID_BEFORE = re.compile(
    r"(?:เลข|เบอร์|หมายเลข)?(?:ลงท้าย(?:ด้วย)?|ท้าย|ขึ้นต้น(?:ด้วย)?)|เบอร์(?:โทร(?:ศัพท์)?)?|โทร(?:ศัพท์)?\.?"
    r"|(?:เลข)?(?:ที่)?(?:บัตร(?:ประจำตัว)?ประชาชน|ประจำตัวประชาชน|บัตร)"
)
"""Words before a number that say which number; taken away only where a digit follows."""
_LONG = re.compile(r"(?<![\d/])\d(?:[\s.-]?\d){8,12}(?![\d/])")
_RUN = re.compile(r"(?<![\d/])(?:\d[\d-]{2,}\d|0\d{1,2})(?![\d/])")
_HOUSE = re.compile(r"(?<!\d)\d{1,5}(?:\s*/\s*\d{1,5})+[ก-ฮ]?(?![ก-๎])|(?<![\d/])\d{1,3}(?![\d/])")
_KIN = re.compile("^(?:ยาย|ป้า|ลุง|น้า|พี่|น้อง|ปู่|ย่า|ตา|อา|เฮีย|เจ๊|คุณ|บัง|แม่|พ่อ)(?=[ก-ฮเแโใไ])")
_BRACKETS = re.compile(r"[()\[\]{}\"“”'«»,;]")
_YEARS = range(2430, 2600)
MOST_WORDS = 6


@dataclass(frozen=True, slots=True)
class Question:
    """The parts. Words are comparison keys; `digits` are parts of numbers; `year` (CE) may be one of them."""

    words: tuple[str, ...] = ()
    digits: tuple[str, ...] = ()
    house_no: str = ""
    moo: int | None = None
    places: tuple[str, ...] = ()
    year: int | None = None
    by_keyboard: bool = False

    @property
    def is_empty(self) -> bool:
        return not (self.words or self.digits or self.house_no or self.moo or self.places)


def holds_whole_number(text: str) -> bool:
    """Does the text hold a telephone or citizen number from end to end (nine digits or more)?"""
    return _LONG.search(to_arabic_digits(normalise(text[:200]))) is not None


def read_question(text: str) -> Question:
    """Take a search apart. Never raises; any text has an answer, empty text an empty one."""
    rest = spell_moo_in_digits(to_arabic_digits(normalise(text[:200])))
    digits: list[str] = []
    rest = re.sub(rf"(?:{_SAID_BEFORE.pattern})\s*[:=]?\s*(?=\d)", " ", rest)
    for pattern in (_LONG, _RUN):
        digits += [re.sub(r"\D", "", found) for found in pattern.findall(rest)]
        rest = pattern.sub(" ", rest)
    address = read_address(f" {rest}")
    rest, house = address.rest, address.house_no or ""
    if not house and (found := _HOUSE.search(rest)):
        house = read_house_number(found.group()) or ""
        rest = rest[: found.start()] + " " + rest[found.end() :]
    marked = (address.village, address.tambon, address.amphoe)
    years = [int(part) - 543 for part in digits if len(part) == 4 and int(part) in _YEARS]
    return Question(
        words=_words(rest), digits=tuple(digits), house_no=house, moo=address.moo,
        places=tuple(key for word in marked if (key := comparison_key(word))),
        year=years[0] if years else None,
    )  # fmt: skip


def read_questions(text: str) -> list[Question]:
    """All ways the text may be meant: as it stands, and with the keyboard set to Thai."""
    asked = [read_question(text)]
    if typed := as_thai_keys(text):
        other = read_question(typed)
        asked.append(
            Question(
                other.words, other.digits, other.house_no, other.moo, other.places, other.year, True
            )
        )
    return [one for one in asked if not one.is_empty]


def name_readings(words: tuple[str, ...]) -> list[tuple[str, ...]]:
    """Ways to read the words as parts of a name: as they stand; without «ยาย», «ลุง»; two neighbours as one."""
    if not words:
        return []
    found = [words]
    called = _KIN.sub("", words[0])
    if called != words[0] and len(called) > 1:
        found.append((called, *words[1:]))
    if len(words) > 2:
        for place, (one, other) in enumerate(pairwise(words)):
            found.append((*words[:place], one + other, *words[place + 2 :]))
    return found


def _words(rest: str) -> tuple[str, ...]:
    plain = normalise(_BRACKETS.sub(" ", rest))
    _title, name = split_title(plain)
    keys = (comparison_key(word) for word in (name or plain).split())
    return tuple(key for key in keys if key)[:MOST_WORDS]


def is_latin(words: tuple[str, ...]) -> bool:
    return bool(words) and not any(is_thai(word) for word in words)
