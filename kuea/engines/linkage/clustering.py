"""From pairs to persons: links by falling weight, joined only where the whole groups agree.

A link says that two records are alike; a join says that all records of two groups are one person.
So before two groups become one, every record of the one is compared with every record of the
other, and three things can forbid it:

- two different valid numbers that are no slip of each other, on any two of their records;
- a pair that speaks clearly against it (twins, father and son of one name), more clearly than the
  best link speaks for it;
- a mean of all pairs below nought: no chain of weak links makes a crowd.
"""

from dataclasses import dataclass

import numpy as np

from kuea.engines.compiled import compiled
from kuea.engines.linkage.levels import Table, pattern_of
from kuea.engines.linkage.model import Logs, log_odds
from kuea.engines.linkage.records import Column

_NUMBERS_DIFFER = 8
_SAME_START, _OTHER_GIVEN_NAME = 12, 13
_NUMBERS_AGREE_TO = 6


@dataclass(frozen=True, slots=True)
class Limits:
    """What a join must meet, in log odds."""

    weakest: float = -6.0
    """A pair below this counts as clearly against."""
    mean: float = 0.0
    """The mean of all pairs of two groups, each taken at most `most` either way."""
    most: float = 9.0
    largest: int = 400
    """Records of a group that are compared with a newcomer; larger groups are looked at in part."""
    one_per_source: bool = False
    """Each source lists a person once: records of one source are never joined, not even through
    others."""
    ask_twins: bool = False
    """Ask about every pair that may be twins, not only of names that begin alike (`may_be_twins`).
    Costs 0.3 % of the true pairs at ordinary damage and leaves 1.7 % of the twin records joined
    instead of 6 %."""


@compiled
def _find(parent: Column, row: int) -> int:
    while parent[row] != row:
        parent[row] = parent[parent[row]]
        row = parent[row]
    return row


@compiled
def _may_join(
    t: Table, a: int, b: int, following: Column, best: float,
    shares: Column, levels: Column, is_same: Column, scratch: Column, limits: Column,
) -> bool:  # fmt: skip
    """Do all pairs between the groups that begin at records a and b allow one person?"""
    weakest, mean, most, largest = limits[0], limits[1], limits[2], limits[3]
    total = 0.0
    pairs = 0
    against = 0
    conflicts = 0
    seen = 0
    i = a
    while i >= 0 and seen < largest:
        seen += 1
        j = b
        seen_other = 0
        while j >= 0 and seen_other < largest:
            seen_other += 1
            pattern = pattern_of(t, i, j)
            weight = log_odds(pattern, shares, levels, is_same, scratch)
            total += min(most, max(-most, weight))
            pairs += 1
            against += weight < weakest
            conflicts += (pattern >> 14 & 15) == _NUMBERS_DIFFER
            j = following[j]
        i = following[i]
    if conflicts > 0:
        return False
    return total >= mean * pairs and (against == 0 or against * 4 < pairs)


@compiled
def _share_a_source(t: Table, a: int, b: int, following: Column) -> bool:
    """Does some source list both groups?"""
    i = a
    while i >= 0:
        j = b
        while j >= 0:
            if t.people[i].source == t.people[j].source:
                return True
            j = following[j]
        i = following[i]
    return False


@compiled
def _join_links(
    t: Table, first: Column, second: Column, weight: Column, groups: tuple[Column, ...],
    shares: Column, levels: Column, is_same: Column, limits: Column, refused: Column,
) -> None:  # fmt: skip
    """Go through the links in order; `refused` says of each whether the groups forbade it."""
    parent, following, last, size, fixed = groups
    scratch = np.zeros(len(is_same))
    for k in range(len(first)):
        a, b = _find(parent, first[k]), _find(parent, second[k])
        if a == b:
            continue
        if a > b:
            a, b = b, a
        if fixed[a] and fixed[b]:
            refused[k] = True
            continue
        if limits[4] > 0 and _share_a_source(t, a, b, following):
            refused[k] = True
            continue
        if size[a] + size[b] > 2 and not _may_join(
            t, a, b, following, weight[k], shares, levels, is_same, scratch, limits
        ):
            refused[k] = True
            continue
        parent[b] = a
        following[last[a]] = b
        last[a] = last[b]
        size[a] += size[b]
        fixed[a] = fixed[a] or fixed[b]


def singles(many: int) -> tuple[Column, ...]:
    """Every record a group of its own: parent, following, last, size, fixed (int64, bool)."""
    rows = np.arange(many, dtype=np.int64)
    return (
        rows.copy(), np.full(many, -1, dtype=np.int64), rows.copy(),
        np.ones(many, dtype=np.int64), np.zeros(many, dtype=np.bool_),
    )  # fmt: skip


def known_groups(person: Column) -> tuple[Column, ...]:
    """Groups of the records that have one person (int64, -1 without): nobody joins two of them."""
    parent, following, last, size, fixed = singles(len(person))
    seen: dict[int, int] = {}
    for row, who in enumerate(person.tolist()):
        if who < 0:
            continue
        fixed[row] = True
        head = seen.setdefault(who, row)
        if head != row:
            parent[row] = head
            following[last[head]] = row
            last[head] = row
            size[head] += 1
    return parent, following, last, size, fixed


def may_be_twins(pattern: Column, *, any_name: bool) -> Column:
    """Another given name, born on the same day, and no number to say that it is one person?

    Twins agree in all else, and their names often begin alike; with `any_name` names that begin
    otherwise count too. However likely a misspelt name is, a machine does not decide such a pair:
    it becomes a question.
    """
    number, given = pattern >> 14 & 15, pattern >> 26 & 15
    agrees = (number >= 1) & (number <= _NUMBERS_AGREE_TO)
    other_name = (given == _SAME_START) | (any_name & (given == _OTHER_GIVEN_NAME))
    return np.asarray(other_name & (pattern >> 18 & 15 == 1) & ~agrees)


def join(
    t: Table, first: Column, second: Column, pattern: Column, weight: Column, logs: Logs, *,
    join_from: float, groups: tuple[Column, ...], limits: Limits | None = None,
) -> tuple[Column, Column]:  # fmt: skip
    """Group of each record (int64, the row of its first record), and the links refused (bool).

    `first` < `second` are rows of pairs, `pattern` and `weight` theirs; `groups` are joined in place.
    """
    chosen = limits or Limits()
    strong = np.flatnonzero(
        (weight >= join_from) & ~may_be_twins(pattern, any_name=chosen.ask_twins)
    )
    order = strong[np.lexsort((second[strong], first[strong], -weight[strong]))]
    refused = np.zeros(len(order), dtype=np.bool_)
    _join_links(
        t, first[order], second[order], weight[order], groups, logs.shares, logs.levels,
        logs.is_same, np.array([chosen.weakest, chosen.mean, chosen.most, chosen.largest, chosen.one_per_source]), refused,
    )  # fmt: skip
    all_refused = np.zeros(len(first), dtype=np.bool_)
    all_refused[order] = refused
    return _roots(groups[0]), all_refused


@compiled
def _roots(parent: Column) -> Column:
    out = np.empty(len(parent), dtype=np.int64)
    for row in range(len(parent)):
        out[row] = _find(parent, row)
    return out
