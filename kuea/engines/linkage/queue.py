"""The clerical queue: which pairs to ask about first.

An answer is worth the record pairs it may put right: asking about two groups that stay apart can
join size × size pairs, with the probability that they are one person; asking about a link inside a
group can part as many, with the probability that they are not. One question for two groups, by
their best pair: whoever answers it has answered for all.
"""

from typing import NamedTuple

import numpy as np

from kuea.engines.compiled import compiled
from kuea.engines.linkage.batch import Linked
from kuea.engines.linkage.levels import Table, pattern_of
from kuea.engines.linkage.model import log_odds
from kuea.engines.linkage.records import Column
from kuea.engines.linkage.sorting import counted
from kuea.engines.linkage.thresholds import probability

MOST_COMPARED = 40
"""Records of a group that are looked at."""


class Asked(NamedTuple):
    """Questions, the most valuable first. Arrays of one length."""

    pair: Column
    """int64: place of the pair among the pairs of `Linked`."""
    worth: Column
    """float64: record pairs expected to be put right."""
    is_joined: Column
    """bool: the machine joined the two; the answer may part them."""


def queue(linked: Linked, most: int | None = None) -> Asked:
    """The questions of a batch, the worthier first; `most` keeps so many."""
    _, group, sizes = counted(linked.cluster)
    a, b = group[linked.first].astype(np.int64), group[linked.second].astype(np.int64)
    same = a == b
    apart = np.flatnonzero(~same & (linked.weight >= linked.model.ask_from))
    apart = _best_of_two_groups(apart, a, b, linked.weight)
    inside = np.flatnonzero(same & (sizes[a] == 2) & (linked.weight < -linked.model.ask_from))
    pair = np.concatenate((apart, inside))
    whole = probability(_group_weights(linked, group, sizes, a[apart], b[apart]))
    worth = np.concatenate((
        np.minimum(whole, probability(linked.weight[apart])) * sizes[a[apart]] * sizes[b[apart]],
        1 - probability(linked.weight[inside]),
    ))  # fmt: skip
    order = np.lexsort((pair, -worth))[:most]
    return Asked(pair[order], worth[order], same[pair[order]])


def _group_weights(linked: Linked, group: Column, sizes: Column, a: Column, b: Column) -> Column:
    """Mean log odds of all pairs between groups a and b."""
    members = np.argsort(group, kind="stable").astype(np.int64)
    starts = np.append(0, np.cumsum(sizes)).astype(np.int64)
    logs = linked.model.logs()
    out = np.empty(len(a))
    _mean_weights(linked.table, members, starts, a, b, logs.shares, logs.levels, logs.is_same, out)
    return out


@compiled
def _mean_weights(
    t: Table, members: Column, starts: Column, a: Column, b: Column,
    shares: Column, levels: Column, is_same: Column, out: Column,
) -> None:  # fmt: skip
    scratch = np.zeros(len(is_same))
    for k in range(len(a)):
        total = 0.0
        pairs = 0
        for i in members[starts[a[k]] : min(starts[a[k] + 1], starts[a[k]] + MOST_COMPARED)]:
            for j in members[starts[b[k]] : min(starts[b[k] + 1], starts[b[k]] + MOST_COMPARED)]:
                total += log_odds(pattern_of(t, i, j), shares, levels, is_same, scratch)
                pairs += 1
        out[k] = total / pairs


def _best_of_two_groups(pairs: Column, a: Column, b: Column, weight: Column) -> Column:
    """Of all pairs between the same two groups the one of the highest weight."""
    low, high = np.minimum(a[pairs], b[pairs]), np.maximum(a[pairs], b[pairs])
    order = np.lexsort((pairs, -weight[pairs], high, low))
    low, high = low[order], high[order]
    begins = np.append(True, (low[1:] != low[:-1]) | (high[1:] != high[:-1]))[: len(order)]
    return np.asarray(pairs[order[begins]])
