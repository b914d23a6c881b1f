"""Which pairs are compared at all: equality of 64-bit keys, one rule after another.

Every rule makes one key a record from a few parts; records that share a key are compared. A block
larger than `LARGEST_BLOCK` says too little to compare everybody in it with everybody: there each
record meets only its next neighbours, in an order of its other fields.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from kuea.engines.compiled import compiled
from kuea.engines.linkage.records import NO_NUMBER, ROUNDED, SHORT, VALID, Column, Records
from kuea.engines.linkage.sorting import distinct
from kuea.engines.linkage.words import Words

LARGEST_BLOCK = 40
NEIGHBOURS = 6
_MIX = np.uint64(0x9E3779B97F4A7C15)
_SHIFT = np.uint64(29)


class Parts:
    """What keys are made of, looked up once: uint64 a record, 0 for "not known"."""

    def __init__(self, records: Records, words: Words) -> None:
        self._records, self._words = records, words

    def given(self, key: int) -> Column:
        return self._words.keys(self._records.given, key)

    def family(self, key: int) -> Column:
        return self._words.keys(self._records.family, key)

    @property
    def given_start(self) -> Column:
        """The first three letters."""
        return _packed(self._words.letters(self._records.given), 3)

    @property
    def family_start(self) -> Column:
        """The first four letters."""
        return _packed(self._words.letters(self._records.family), 4)

    @property
    def first_letter(self) -> Column:
        return self._words.first_letters(self._records.given).astype(np.uint64)

    @property
    def is_latin(self) -> Column:
        """bool: Thai letters are numbered below 97 (`words.letters_of`)."""
        return np.asarray(self.first_letter >= 97)

    @property
    def tambon(self) -> Column:
        return self._records.tambon.astype(np.uint64)

    @property
    def moo(self) -> Column:
        return self._records.moo.astype(np.uint64)

    @property
    def house(self) -> Column:
        return self._records.house

    @property
    def phone(self) -> Column:
        return self._records.phone.astype(np.uint64)

    @property
    def year(self) -> Column:
        return self._records.year.astype(np.uint64)

    @property
    def sex(self) -> Column:
        return self._records.sex.astype(np.uint64)

    @property
    def birthday(self) -> Column:
        """Month and day."""
        known = self._records.day > 0
        month = self._records.month.astype(np.uint64)
        return np.where(known, month * np.uint64(32) + self._records.day.astype(np.uint64), 0)

    @property
    def birth(self) -> Column:
        """Year, month and day."""
        return np.where(self.birthday > 0, self.year * 512 + self.birthday, 0) * (self.year > 0)

    @property
    def valid_number(self) -> Column:
        r = self._records
        return np.where(r.number_kind == VALID, r.number, 0).astype(np.uint64)

    def number_part(self, *, front: bool) -> Column:
        """The first six or the last seven digits of a number of thirteen."""
        r = self._records
        whole = (r.number_kind != NO_NUMBER) & (r.number_kind != SHORT) & (r.number_kind != ROUNDED)
        part = r.number // 10**7 if front else r.number % 10**7
        return np.where(whole, part + 1, 0).astype(np.uint64)


def _packed(letters: Column, many: int) -> Column:
    """uint64 of the first letters of each row."""
    out = np.zeros(len(letters), dtype=np.uint64)
    for place in range(many):
        out = out << np.uint64(8) | letters[:, place].astype(np.uint64)
    return out


Rule = Callable[[Parts], tuple[Column, ...]]
_SOUND, _SKELETON, _ROMAN = 1, 2, 3

RULES: dict[str, Rule] = {
    "number": lambda p: (p.valid_number,),
    "number front, name": lambda p: (p.number_part(front=True), p.given(_SKELETON)),
    "number end, name": lambda p: (p.number_part(front=False), p.given(_SKELETON)),
    "number end, year": lambda p: (p.number_part(front=False), p.year),
    "names, tambon": lambda p: (p.given(_SOUND), p.family(_SOUND), p.tambon),
    "names, year": lambda p: (p.given(_SOUND), p.family(_SOUND), p.year),
    "skeletons, tambon": lambda p: (p.given(_SKELETON), p.family(_SKELETON), p.tambon),
    "two scripts, year": lambda p: (p.given(_ROMAN), p.family(_ROMAN), p.year),
    "two scripts, tambon": lambda p: (p.given(_ROMAN), p.family(_ROMAN), p.tambon),
    "given, birth": lambda p: (p.given(_SOUND), p.birth),
    "family, birth": lambda p: (p.family(_SOUND), p.birth),
    "family, tambon, year": lambda p: (p.family(_SOUND), p.tambon, p.year),
    "given, tambon, year": lambda p: (p.given(_SOUND), p.tambon, p.year),
    "given loosely, moo, year": lambda p: (p.given(_ROMAN), p.tambon, p.moo, p.year),
    "family loosely, moo, year": lambda p: (p.family(_ROMAN), p.tambon, p.moo, p.year),
    "given, tambon, moo": lambda p: (p.given(_SOUND), p.tambon, p.moo),
    "telephone, letter": lambda p: (p.phone, p.first_letter),
    "telephone, year": lambda p: (p.phone, p.year),
    "telephone, family": lambda p: (p.phone, p.family(_SKELETON), p.sex),
    "house, letter": lambda p: (p.house, p.moo, p.tambon, p.first_letter),
    "house, sex, year": lambda p: (p.house, p.moo, p.tambon, p.sex, p.year),
    "house, family, sex": lambda p: (p.house, p.tambon, p.family(_SOUND), p.sex),
    "tambon, birth": lambda p: (p.tambon, p.birth),
    "either order, year": lambda p: (*_either_order(p), p.year),
    "either order, tambon": lambda p: (*_either_order(p), p.tambon),
    "family, letter, moo": lambda p: (p.family(_SKELETON), p.first_letter, p.tambon, p.moo),
    "names": lambda p: (p.given(_SOUND), p.family(_SOUND)),
}


TWO_SCRIPTS = frozenset({"two scripts, year", "two scripts, tambon"})
"""Rules that count only between a name in Thai and one in Latin letters: their key is too coarse
for two names of one script."""


def _either_order(parts: Parts) -> tuple[Column, Column]:
    given, family = parts.given(_SKELETON), parts.family(_SKELETON)
    return np.minimum(given, family), np.maximum(given, family)


GENERIC_RULES: dict[str, Rule] = {
    **RULES,
    "given, postcode": lambda p: (p.given(_SOUND), p.tambon),
    "family, postcode": lambda p: (p.family(_SOUND), p.tambon),
    "birth, front of postcode": lambda p: (p.birth, p.tambon // np.uint64(100)),
    "birth, street": lambda p: (p.birth, p.moo),
    "house, street": lambda p: (p.house, p.moo),
    "house, postcode, letter": lambda p: (p.house, p.tambon, p.first_letter),
    "beginnings": lambda p: (p.given_start, p.family_start),
    "beginning, birth": lambda p: (p.given_start, p.birth),
    "beginning, house": lambda p: (p.given_start, p.house),
    "family beginning, house": lambda p: (p.family_start, p.house),
    "given beginning, place": lambda p: (p.given_start, p.tambon),
    "family beginning, place": lambda p: (p.family_start, p.tambon),
    "skeletons": lambda p: (p.given(_SKELETON), p.family(_SKELETON)),
    "family, street": lambda p: (p.family(_SOUND), p.moo),
    "given, street": lambda p: (p.given(_SOUND), p.moo),
    "street, postcode": lambda p: (p.moo, p.tambon),
    "birth": lambda p: (p.birth,),
}
"""For lists of any country, where the postcode stands for the tambon and the street for the village
(`generic`): wider, because such lists are smaller and say less."""


def keys_by(rule: str, parts: Parts, rules: dict[str, Rule] = RULES) -> Column:
    """uint64 key a record under one rule; 0 where a part of it is not known."""
    places = list(rules)
    key: Column = np.full(1, places.index(rule) + 1, dtype=np.uint64)
    known: Column = np.ones(1, dtype=bool)
    for part in rules[rule](parts):
        key = (key ^ part) * _MIX
        key = key ^ (key >> _SHIFT)
        known = known & (part > 0)
    return np.where(known, key | np.uint64(1), np.uint64(0))


@compiled
def _count_or_fill(
    order: Column, starts: Column, largest: int, neighbours: int, out: Column, fill: bool
) -> int:
    """Pairs (smaller row << 32 | larger row) of all blocks; only counted unless `fill`."""
    many = 0
    for block in range(len(starts) - 1):
        begin, end = starts[block], starts[block + 1]
        reach = end - begin if end - begin <= largest else neighbours
        for i in range(begin, end):
            for j in range(i + 1, min(end, i + 1 + reach)):
                if fill:
                    low, high = min(order[i], order[j]), max(order[i], order[j])
                    out[many] = low << 32 | high
                many += 1
    return many


def pairs_in_blocks(key: Column, tie: Column) -> Column:
    """int64 pair codes of the records that share a key; `tie` orders the crowd of a large block."""
    rows = np.flatnonzero(key)
    order = rows[np.argsort(key[rows], kind="stable")]
    ranked = key[order]
    starts = np.flatnonzero(np.append(True, ranked[1:] != ranked[:-1])) if len(rows) else rows
    sizes = np.diff(np.append(starts, len(rows)))
    for block in np.flatnonzero(sizes > LARGEST_BLOCK):
        part = slice(starts[block], starts[block] + sizes[block])
        order[part] = order[part][np.argsort(tie[order[part]], kind="stable")]
    lone = sizes > 1
    order = order[np.repeat(lone, sizes)].astype(np.int64)
    starts = np.append(0, np.cumsum(sizes[lone])).astype(np.int64)
    nothing = np.zeros(0, dtype=np.int64)
    many = _count_or_fill(order, starts, LARGEST_BLOCK, NEIGHBOURS, nothing, False)
    out = np.empty(many, dtype=np.int64)
    _count_or_fill(order, starts, LARGEST_BLOCK, NEIGHBOURS, out, True)
    return out


def candidate_pairs(
    records: Records, words: Words, threads: int = 1, rules: dict[str, Rule] = RULES
) -> tuple[Column, Column]:
    """Rows (int32) of all pairs to compare, the smaller first; sorted, each once."""
    parts = Parts(records, words)
    tie, latin = crowd_order(parts), parts.is_latin

    def of_rule(rule: str) -> Column:
        codes = pairs_in_blocks(keys_by(rule, parts, rules), tie)
        if rule in TWO_SCRIPTS and rules is RULES:
            codes = codes[latin[codes >> 32] != latin[codes & 0xFFFFFFFF]]
        return codes

    found: Column = np.zeros(0, dtype=np.int64)
    with ThreadPoolExecutor(threads) as pool:
        waiting: list[Column] = []
        for codes in pool.map(of_rule, rules):
            waiting.append(codes)
            if sum(map(len, waiting)) > max(2_000_000, len(found) // 2):
                found, waiting = distinct(np.concatenate((found, *waiting))), []
        found = distinct(np.concatenate((found, *waiting)))
    return (found >> 32).astype(np.int32), (found & 0xFFFFFFFF).astype(np.int32)


def crowd_order(parts: Parts) -> Column:
    """uint64: records that say much the same stand side by side in a crowd."""
    return (parts.given(_SOUND) >> np.uint64(44) << np.uint64(44)) | (
        (parts.family(_SOUND) >> np.uint64(50) << np.uint64(30)) | parts.birth
    )
