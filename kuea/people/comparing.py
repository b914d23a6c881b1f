"""Comparison keys: how a sealed name, house or telephone is found without opening every row (docs/adr/0010).

Keyed, of one province only, and short: the short ones are shared by names that have nothing in common, so they
bring rows forward to be opened and compared, and tell little to whoever holds the database alone.
"""

import re
from functools import lru_cache
from typing import NamedTuple

from django.conf import settings

from kuea.core.thai import comparison_key, sound_key
from kuea.core.thai.sketching import sketch_key
from kuea.core.thai.sounding import skeleton_of
from kuea.offices.sealing import token_of

_WHOLE, _START, _SOUND, _WHOLE_SOUND = 48, 12, 16, 30
NUMBER_START, NUMBER_END, TELEPHONE_START = 7, 4, 6
"""So many digits of a number's beginning and end make its tokens: fewer are looked for beside a name only."""
START_LENGTH = 3
"""So many letters of a name's beginning make its start token."""
_END = "\0"
_LETTERS = (*map(chr, range(0x0E01, 0x0E3B)), *map(chr, range(0x0E40, 0x0E4F)), *map(chr, range(97, 123)), _END)  # fmt: skip


class NameTokens(NamedTuple):
    """What a record is found by, besides whole numbers. None: there is no such part."""

    name_token: int | None = None
    given_start: int | None = None
    family_start: int | None = None
    given_sound: int | None = None
    family_sound: int | None = None
    whole_sound: int | None = None
    whole_roman: int | None = None
    nickname_sound: int | None = None
    number_start: int | None = None
    number_end: int | None = None
    telephone_start: int | None = None
    telephone_end: int | None = None
    house_short: int | None = None


def tokens_of_name(province_code: str, name_key: str) -> NameTokens:
    """The tokens of a cleaned name («given|family»)."""
    given, _, family = name_key.partition("|")
    if not given:
        return NameTokens()
    return NameTokens(
        name_token(province_code, name_key),
        start_token(province_code, given), start_token(province_code, family),
        sound_token(province_code, given), sound_token(province_code, family),
        whole_sound_token(province_code, skeleton_of(given + family)),
        whole_roman_token(province_code, given + family),
    )  # fmt: skip


def tokens_of_record(
    province_code: str, name_key: str, *, written: str = "", digits: str = "", telephone: str = "",
    house_no: str = "",
) -> NameTokens:  # fmt: skip
    """All tokens of a record but those of whole numbers: of its name, the name in brackets of what was `written`,
    both ends of its numbers, its house. `digits` and `telephone` as stored, `house_no` in its one form."""
    aside, called = name_in_brackets(written), re.sub(r"\D", "", telephone)
    return tokens_of_name(province_code, name_key)._replace(
        nickname_sound=nickname_token(province_code, aside) if aside else None,
        number_start=part_token(province_code, "number", digits, NUMBER_START),
        number_end=part_token(province_code, "number", digits, -NUMBER_END),
        telephone_start=part_token(province_code, "telephone", called, TELEPHONE_START),
        telephone_end=part_token(province_code, "telephone", called, -NUMBER_END),
        house_short=house_short(province_code, house_no),
    )  # fmt: skip


_IN_BRACKETS = re.compile(r"[(\[{]([^()\[\]{}]{1,40})[)\]}]")


def name_in_brackets(written: str) -> str:
    """The comparison key of a nickname or former name written in brackets behind a name; "" without one."""
    found = _IN_BRACKETS.search(written) if written else None
    return comparison_key(found[1]) if found else ""


def nickname_token(province_code: str, key: str) -> int:
    return token_of(f"nickname {province_code} {skeleton_of(key)}", _START)


def part_token(province_code: str, kind: str, digits: str, length: int) -> int | None:
    """Of the first `length` digits of a number, or (negative) of its last; None when it has no more than these."""
    if len(digits) <= abs(length):
        return None
    part = digits[:length] if length > 0 else digits[length:]
    return token_of(f"{kind} {length} {province_code} {part}", _START)


def house_short(province_code: str, house_no: str) -> int | None:
    """Of a house number alone, wherever it stands: to narrow, not to find by."""
    return token_of(f"house short {province_code} {house_no}", _START) if house_no else None


def whole_sound_token(province_code: str, skeleton: str) -> int:
    """Of the consonants of given and family name written as one word (`skeleton_of`)."""
    return token_of(f"whole {province_code} {skeleton}", _WHOLE_SOUND)


def whole_roman_token(province_code: str, joined: str) -> int:
    """Shared by the Thai and the Latin spelling of a name written as one word."""
    return sketch_token(province_code, sketch_key(joined))


def sketch_token(province_code: str, sketch: str) -> int:
    """The same of what `sketch_key` made."""
    return token_of(f"roman {province_code} {sketch}", _WHOLE_SOUND)


def name_token(province_code: str, name_key: str) -> int:
    """Equal for equal cleaned names of one province (and, once in a great while, for others)."""
    return token_of(f"name {province_code} {name_key}", _WHOLE)


@lru_cache(maxsize=20_000)
def _start_of(key: str, province_code: str, letters: str) -> int:
    return token_of(f"start {province_code} {letters}", _START)


def _start(province_code: str, letters: str) -> int:
    return _start_of(settings.COMPARISON_KEY, province_code, letters)


def start_token(province_code: str, part: str) -> int | None:
    """Of the first letters of a given or family name; a shorter name is marked as ended."""
    return _start(province_code, (part + _END)[:START_LENGTH]) if part else None


def start_tokens(province_code: str, beginning: str) -> list[int]:
    """Every token a name that begins with `beginning` may have; empty when it is too short to ask."""
    missing = START_LENGTH - len(beginning)
    if missing <= 0:
        return [_start(province_code, beginning[:START_LENGTH])]
    if missing > 1:  # too many names: only the one that is written so, whole
        return [_start(province_code, (beginning + _END)[:START_LENGTH])] if beginning else []
    return [_start(province_code, beginning + letter) for letter in _LETTERS]


@lru_cache(maxsize=50_000)
def _sound_of(key: str, province_code: str, part: str) -> int:
    return skeleton_token(province_code, sound_key(part))


def skeleton_token(province_code: str, skeleton: str) -> int:
    """The sound token of every name with these consonants."""
    return token_of(f"sound {province_code} {skeleton}", _SOUND)


def sound_token(province_code: str, part: str) -> int | None:
    """Shared by the spellings of one name."""
    return _sound_of(settings.COMPARISON_KEY, province_code, part) if part else None


def telephone_token(province_code: str, number: str) -> int | None:
    return token_of(f"telephone {province_code} {number}", _WHOLE) if number else None


def house_token(place_code: str, house_no: str) -> int | None:
    """Equal for one house number in one village (or, where that is not known, one tambon)."""
    return token_of(f"house {place_code} {house_no}", _WHOLE) if house_no else None
