"""How common names, numbers and telephones are *here*: what an agreement is worth depends on it."""

import numpy as np

from kuea.engines.linkage.records import VALID, Column, Records
from kuea.engines.linkage.sorting import counted
from kuea.engines.linkage.words import Words

EDGES = (0.0003, 0.0015, 0.006)
"""Shares of the records at which a name stops being rare, uncommon, common."""
PRIOR_RECORDS = 300.0
"""The whole registry counts as so many records of each tambon."""
SMALLEST_REGISTRY = 1000
"""So many records are added to every registry: of a handful of people nothing is common."""
OWN_RECORDS = 2
"""Records of one person are no sign of a common name: so many are not counted. Lists that hold a
person in many versions need more (`Reader.own_records`)."""
MANY_BEAR_NUMBER = 7
MANY_BEAR_PHONE = 7
_MIX = np.uint64(0x9E3779B97F4A7C15)


def rarity_of(records: Records, words: Words, own_records: int = OWN_RECORDS) -> Column:
    """uint8 (n, 4): bins 0 (rare) to 3 of given name here, everywhere, family name here, everywhere."""
    out = np.zeros((len(records), 4), dtype=np.uint8)
    for place, column in ((0, records.given), (2, records.family)):
        sound = sounds(column, words)
        everywhere = _share(_counts(sound) - own_records, len(records))
        in_tambon = _counts(mix_tambon(sound, records.tambon.astype(np.uint64)))
        size = _counts(records.tambon)
        here = _share(in_tambon - own_records, size, everywhere)
        out[:, place] = np.digitize(here, EDGES)
        out[:, place + 1] = np.digitize(everywhere, EDGES)
        out[column < 0, place : place + 2] = 0
    return out


def mix_tambon(sound: Column, tambon: Column) -> Column:
    """uint64 of a name in a tambon."""
    return sound * _MIX ^ tambon


def sounds(column: Column, words: Words) -> Column:
    """uint64 sounding key a record, 0 without a name."""
    return words.keys(column, 1)


def shared_of(records: Records) -> Column:
    """uint8: 1 when many records bear the valid number, 2 when many bear the telephone."""
    numbers = np.where(records.number_kind == VALID, records.number, 0)
    many_number = (_counts(numbers) >= MANY_BEAR_NUMBER) & (numbers > 0)
    many_phone = (_counts(records.phone) >= MANY_BEAR_PHONE) & (records.phone > 0)
    return (many_number + 2 * many_phone).astype(np.uint8)


def _counts(values: Column) -> Column:
    """How many records bear each record's value."""
    _, place, times = counted(values)
    return times[place]


def _share(others: Column, size: Column | int, everywhere: Column | None = None) -> Column:
    others = np.maximum(others, 0)
    if everywhere is None:
        return np.asarray(others / (size + SMALLEST_REGISTRY))
    return np.asarray((others + PRIOR_RECORDS * everywhere) / (size + PRIOR_RECORDS))
