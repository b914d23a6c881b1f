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

    def candidates(
        self, records: Records, words: Words, *, own: bool = False
    ) -> tuple[Column, Column]:
        """Pairs (row of `records`, row of the registry), each once, in order.

        `own`: the records are the table's, and in a crowd each meets those beside itself; else equal ones would all
        meet the same few.
        """
        parts = Parts(records, words)
        tie = crowd_order(parts)
        found = []
        for place, rule in enumerate(RULES):
            codes = self._of_rule(place, keys_by(rule, parts), tie, own)
            if rule in TWO_SCRIPTS:
                codes = codes[parts.is_latin[codes >> 32] != self.latin[codes & 0xFFFFFFFF]]
            found.append(codes)
        codes = distinct(np.concatenate(found))
        return codes >> 32, codes & 0xFFFFFFFF

    def _of_rule(self, place: int, key: Column, tie: Column, own: bool) -> Column:
        mine = np.flatnonzero(key)
        keys, rows = self.keys[place], self.rows[place]
        low = np.searchsorted(keys, key[mine], "left")
        high = np.searchsorted(keys, key[mine], "right")
        crowded = np.flatnonzero(high - low > LARGEST_BLOCK)
        if len(crowded):
            middle = self._place_in_crowd(rows, low, high, tie, mine, crowded, own)
            low[crowded] = np.maximum(low[crowded], middle - NEIGHBOURS)
            high[crowded] = np.minimum(high[crowded], middle + NEIGHBOURS)
        many = high - low
        begin_of = np.repeat(low - np.append(0, np.cumsum(many)[:-1]), many)
        theirs = rows[begin_of + np.arange(int(many.sum()))].astype(np.int64)
        return np.repeat(mine, many).astype(np.int64) << 32 | theirs

    def _place_in_crowd(
        self, rows: Column, low: Column, high: Column, tie: Column, mine: Column, crowded: Column, own: bool
    ) -> Column:  # fmt: skip
        """Where in `rows` each crowded record stands, or would; the order of a crowd is taken out once for all."""
        if own:
            at = np.zeros(len(tie), dtype=np.int64)
            at[rows] = np.arange(len(rows))
            return at[mine[crowded]]
        middle = np.empty(len(crowded), dtype=np.int64)
        _, first, crowd_of = np.unique(low[crowded], return_index=True, return_inverse=True)
        for crowd, one in enumerate(first.tolist()):
            begin, end = int(low[crowded[one]]), int(high[crowded[one]])
            members = np.flatnonzero(crowd_of == crowd)
            order = self.tie[rows[begin:end]]
            middle[members] = begin + np.searchsorted(order, tie[mine[crowded[members]]])
        return middle


def link_keys(records: Records, words: Words) -> list[list[int]]:
    """The keys of each record, for a caller who keeps them in a database of its own (63 bits)."""
    parts = Parts(records, words)
    table = np.stack([keys_by(rule, parts) >> np.uint64(1) for rule in RULES], axis=1)
    return [[key for key in row if key] for row in table.tolist()]
