"""How common names, numbers and telephones are in a registry, kept for records that come later.

The same figures as `rarity`, which counts a whole batch at once; here they are looked up.
"""

from dataclasses import dataclass

import numpy as np

from kuea.engines.linkage.rarity import (
    EDGES,
    MANY_BEAR_NUMBER,
    MANY_BEAR_PHONE,
    OWN_RECORDS,
    PRIOR_RECORDS,
    SMALLEST_REGISTRY,
    mix_tambon,
    sounds,
)
from kuea.engines.linkage.records import VALID, Column, Records
from kuea.engines.linkage.sorting import counted
from kuea.engines.linkage.words import Words

_KINDS = ("given", "family", "given_here", "family_here", "tambon", "number", "phone")


@dataclass(frozen=True, slots=True)
class Commonness:
    """Of each kind the distinct hashes or codes (uint64, sorted) and how often each occurs."""

    size: int
    values: dict[str, Column]
    times: dict[str, Column]

    @classmethod
    def of(cls, records: Records, words: Words) -> "Commonness":
        """Count the records of a registry."""
        values, times = {}, {}
        for kind, column in _columns(records, words).items():
            known = column[column > 0]
            values[kind], _, times[kind] = counted(known)
        return cls(len(records), values, times)

    def look_up(self, kind: str, column: Column) -> Column:
        """How many records of the registry have each value of the column."""
        values = self.values[kind]
        if not len(values):
            return np.zeros(len(column), dtype=np.int64)
        place = np.minimum(np.searchsorted(values, column), len(values) - 1)
        return np.where(values[place] == column, self.times[kind][place], 0)

    def rarity(self, records: Records, words: Words, *, counted_in: bool) -> Column:
        """uint8 (n, 4) as `rarity.rarity_of`. Records not `counted_in` count themselves once more."""
        self_too = 0 if counted_in else 1
        columns = _columns(records, words)
        size = self.look_up("tambon", columns["tambon"]) + self_too
        out = np.zeros((len(records), 4), dtype=np.uint8)
        for place, kind, column in ((0, "given", records.given), (2, "family", records.family)):
            times = self.look_up(kind, columns[kind]) + self_too
            others = np.maximum(times - OWN_RECORDS, 0)
            everywhere = others / (self.size + self_too + SMALLEST_REGISTRY)
            times_here = self.look_up(f"{kind}_here", columns[f"{kind}_here"]) + self_too
            others = np.maximum(times_here - OWN_RECORDS, 0)
            here = (others + PRIOR_RECORDS * everywhere) / (size + PRIOR_RECORDS)
            out[:, place] = np.digitize(here, EDGES)
            out[:, place + 1] = np.digitize(everywhere, EDGES)
            out[column < 0, place : place + 2] = 0
        return out

    def shared(self, records: Records, words: Words, *, counted_in: bool) -> Column:
        """uint8 as `rarity.shared_of`."""
        self_too = 0 if counted_in else 1
        columns = _columns(records, words)
        many_number = self.look_up("number", columns["number"]) + self_too >= MANY_BEAR_NUMBER
        many_phone = self.look_up("phone", columns["phone"]) + self_too >= MANY_BEAR_PHONE
        many_number &= columns["number"] > 0
        many_phone &= columns["phone"] > 0
        return (many_number + 2 * many_phone).astype(np.uint8)


def _columns(records: Records, words: Words) -> dict[str, Column]:
    given, family = sounds(records.given, words), sounds(records.family, words)
    tambon = records.tambon.astype(np.uint64)
    columns = (
        given, family, mix_tambon(given, tambon), mix_tambon(family, tambon), tambon,
        np.where(records.number_kind == VALID, records.number, 0).astype(np.uint64),
        records.phone.astype(np.uint64),
    )  # fmt: skip
    return dict(zip(_KINDS, columns, strict=True))
