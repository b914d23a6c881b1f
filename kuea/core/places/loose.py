"""Words that stand alone: which level may each be, and where glued words come apart."""

from collections.abc import Iterator
from itertools import permutations

from kuea.core.places.keys import place_key
from kuea.core.places.match import ADDRESS_LEVELS, known
from kuea.core.places.parse import Written
from kuea.core.places.rows import Level
from kuea.core.places.tables import Tables

_SHORTEST = 3  # two-letter abbreviations never come out of glued text
_MARK_LETTERS = {"ต": Level.TAMBON, "อ": Level.AMPHOE, "จ": Level.PROVINCE}
_MOST_WORDS = 4


def settle_labels(tables: Tables, written: Written) -> tuple[dict[Level, list[str]], list[str]]:
    """Keys of the labelled levels, and the loose keys; glued words taken apart on the way."""
    named: dict[Level, list[str]] = {}
    loose: list[str] = []
    for level, values in written.named.items():
        if level is Level.VILLAGE:
            continue
        keys: list[str] = []
        for value in values:
            first, *others = _unglue_named(tables, level, place_key(value))
            if first and first not in keys:
                keys.append(first)
            loose.extend(others)
        if keys:
            named[level] = keys
    plain = [key for word in written.loose if (key := place_key(word))]
    for key in plain:
        marked = _with_mark_letter(tables, key)
        taken = marked in named or any(marked in levels_of(tables, other) for other in plain)
        if marked and not taken:
            named[marked] = [key[1:]]
        else:
            loose.append(key)
    return named, loose


def _unglue_named(tables: Tables, level: Level, key: str) -> list[str]:
    """อ.คลองหลวงปทุมธานี: the first name is of the labelled level, the others stand alone."""
    if known(tables, level, key):
        return [key]
    if level is Level.AMPHOE and known(tables, level, "เมือง" + key):
        return ["เมือง" + key]  # อ.ปทุมธานี
    for split in segmentations(tables, key):
        others = (levels_of(tables, word) for word in split[1:])
        if known(tables, level, split[0]) and all(_above(level, found) for found in others):
            return split
    return [key]


def _above(level: Level, found: list[Level]) -> bool:
    rank = ADDRESS_LEVELS.index(level)
    return any(ADDRESS_LEVELS.index(other) > rank for other in found)


def _with_mark_letter(tables: Tables, key: str) -> Level | None:
    """ตคลองหก: the mark without its dot, when the word is no name with the letter."""
    level = _MARK_LETTERS.get(key[:1])
    if level is None or len(key) < 5 or levels_of(tables, key):
        return None
    return level if known(tables, level, key[1:]) else None


def levels_of(tables: Tables, key: str) -> list[Level]:
    if len(key) < _SHORTEST and key.isascii() is False and not _is_official(tables, key):
        return []
    return [level for level in ADDRESS_LEVELS if known(tables, level, key)]


def _is_official(tables: Tables, key: str) -> bool:
    """Two letters alone count only as a full name (เพ, ปง), not as a province's abbreviation."""
    return any(key in tables.by_key[level] for level in (Level.TAMBON, Level.AMPHOE))


def segmentations(tables: Tables, key: str, most: int = 3) -> list[list[str]]:
    """All ways to cut glued words into known names, the whole word first if it is one."""
    if levels_of(tables, key):
        return [[key]]
    return [split for split in _cuts(tables, key, most) if len(split) > 1]


def _cuts(tables: Tables, key: str, most: int) -> Iterator[list[str]]:
    if levels_of(tables, key):
        yield [key]
    if most <= 1:
        return
    for end in range(_SHORTEST, min(len(key) - _SHORTEST, tables.longest_key) + 1):
        if levels_of(tables, key[:end]):
            for rest in _cuts(tables, key[end:], most - 1):
                yield [key[:end], *rest]


def glued_readings(
    tables: Tables, fixed: dict[Level, str], loose: list[str], free: list[Level]
) -> list[dict[Level, str]]:
    """Readings with glued words taken apart: only those that use up every piece of them."""
    lists: list[list[str]] = [[]]
    for key in loose[:_MOST_WORDS]:
        splits = [[key]] if levels_of(tables, key) else segmentations(tables, key) or [[key]]
        lists = [before + split for before in lists for split in splits][:8]
    return [
        {**fixed, **option}
        for words in lists
        if len(words) > len(loose)
        for option in assignments(words, free)
        if all(known(tables, level, word) for level, word in option.items())
    ]


def assignments(words: list[str], free: list[Level]) -> Iterator[dict[Level, str]]:
    """Ways to give each word a level of its own: small to large or large to small, no mixing."""
    if not words or len(words) > len(free):
        return
    ordered = [level for level in ADDRESS_LEVELS if level in free]
    for levels in permutations(ordered, len(words)):
        ranks = [ADDRESS_LEVELS.index(level) for level in levels]
        if ranks == sorted(ranks) or ranks == sorted(ranks, reverse=True):
            yield dict(zip(levels, words, strict=True))
