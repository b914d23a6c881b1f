"""Comparison keys: how a sealed name, house or telephone is found without opening every row (docs/adr/0010).

Keyed, of one province only, and short: the short ones are shared by names that have nothing in common, so they
bring rows forward to be opened and compared, and tell little to whoever holds the database alone.
"""

from functools import lru_cache
from typing import NamedTuple

from django.conf import settings

from kuea.core.thai import sound_key
from kuea.offices.sealing import token_of

_WHOLE, _START, _SOUND = 48, 12, 16
START_LENGTH = 3
"""So many letters of a name's beginning make its start token."""
_END = "\0"
_LETTERS = (*map(chr, range(0x0E01, 0x0E3B)), *map(chr, range(0x0E40, 0x0E4F)), *map(chr, range(97, 123)), _END)  # fmt: skip


class NameTokens(NamedTuple):
    """What a record is found by, besides its number. None: there is no such part."""

    name_token: int | None = None
    given_start: int | None = None
    family_start: int | None = None
    given_sound: int | None = None
    family_sound: int | None = None


def tokens_of_name(province_code: str, name_key: str) -> NameTokens:
    """The tokens of a cleaned name («given|family»)."""
    given, _, family = name_key.partition("|")
    if not given:
        return NameTokens()
    return NameTokens(
        name_token(province_code, name_key),
        start_token(province_code, given), start_token(province_code, family),
        sound_token(province_code, given), sound_token(province_code, family),
    )  # fmt: skip


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
    return token_of(f"sound {province_code} {sound_key(part)}", _SOUND)


def sound_token(province_code: str, part: str) -> int | None:
    """Shared by the spellings of one name."""
    return _sound_of(settings.COMPARISON_KEY, province_code, part) if part else None


def telephone_token(province_code: str, number: str) -> int | None:
    return token_of(f"telephone {province_code} {number}", _WHOLE) if number else None


def house_token(place_code: str, house_no: str) -> int | None:
    """Equal for one house number in one village (or, where that is not known, one tambon)."""
    return token_of(f"house {place_code} {house_no}", _WHOLE) if house_no else None
