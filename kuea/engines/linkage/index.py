"""The blocking keys of a registry, kept sorted, so that later records find whom to be compared with.

The same rules and the same limits as `blocking`: in a crowd under one key a record meets only its
neighbours.
"""

from dataclasses import dataclass

import numpy as np

from kuea.engines.linkage.blocking import (
    LARGEST_BLOCK,
    NEIGHBOURS,
    RULES,
    TWO_SCRIPTS,
    Parts,
    crowd_order,
    keys_by,
)
from kuea.engines.linkage.records import Column, Records
from kuea.engines.linkage.sorting import distinct
from kuea.engines.linkage.words import Words


@dataclass(frozen=True, slots=True)
class KeyTable:
    """Under each rule: keys (uint64, sorted), the rows that bear them (int32), and their order in a crowd."""

    keys: tuple[Column, ...]
    rows: tuple[Column, ...]
    tie: Column
    latin: Column
    """bool a row: the given name is in Latin letters."""

    @classmethod
    def of(cls, records: Records, words: Words) -> "KeyTable":
        parts = Parts(records, words)
        tie = crowd_order(parts)
        by_tie = np.argsort(tie, kind="stable")
        keys, rows = [], []
        for rule in RULES:
            key = keys_by(rule, parts)[by_tie]
            known = np.flatnonzero(key)
            order = known[np.argsort(key[known], kind="stable")]
            keys.append(key[order])
            rows.append(by_tie[order].astype(np.int32))
        return cls(tuple(keys), tuple(rows), tie, parts.is_latin)

    def candidates(self, records: Records, words: Words) -> tuple[Column, Column]:
        """Pairs (row of `records`, row of the registry), each once, in order."""
        parts = Parts(records, words)
        tie = crowd_order(parts)
        found = []
        for place, rule in enumerate(RULES):
            codes = self._of_rule(place, keys_by(rule, parts), tie)
            if rule in TWO_SCRIPTS:
                codes = codes[parts.is_latin[codes >> 32] != self.latin[codes & 0xFFFFFFFF]]
            found.append(codes)
        codes = distinct(np.concatenate(found))
        return codes >> 32, codes & 0xFFFFFFFF

    def _of_rule(self, place: int, key: Column, tie: Column) -> Column:
        mine = np.flatnonzero(key)
        keys, rows = self.keys[place], self.rows[place]
        low = np.searchsorted(keys, key[mine], "left")
        high = np.searchsorted(keys, key[mine], "right")
        for crowd in np.flatnonzero(high - low > LARGEST_BLOCK):
            begin, end = int(low[crowd]), int(high[crowd])
            middle = begin + int(np.searchsorted(self.tie[rows[begin:end]], tie[mine[crowd]]))
            low[crowd], high[crowd] = max(begin, middle - NEIGHBOURS), min(end, middle + NEIGHBOURS)
        many = high - low
        begin_of = np.repeat(low - np.append(0, np.cumsum(many)[:-1]), many)
        theirs = rows[begin_of + np.arange(int(many.sum()))].astype(np.int64)
        return np.repeat(mine, many).astype(np.int64) << 32 | theirs


def link_keys(records: Records, words: Words) -> list[list[int]]:
    """The keys of each record, for a caller who keeps them in a database of its own (63 bits)."""
    parts = Parts(records, words)
    table = np.stack([keys_by(rule, parts) >> np.uint64(1) for rule in RULES], axis=1)
    return [[key for key in row if key] for row in table.tolist()]
