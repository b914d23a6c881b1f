"""Where one more giver would do most: the exact gain of the next, the second, the third (R62, A15; coverage.md 4.5).

The gain of a giver is bounded from the prices of today by one pass: no table entry can be worth more. Only the entries
whose bound is high are solved again with the giver added, best bound first, until the best ones are certain.
"""

from typing import NamedTuple

import numpy as np

from kuea.core.allocation.problem import EARTH_KM, HOURS, Floats, Ints
from kuea.engines.allocation.edges import Pairs, points
from kuea.engines.allocation.relax import Relaxed, relax
from kuea.engines.allocation.solve import Prepared, least_price, relax_prepared

ADDED_HOURS, ADDED_CASES = 4_000, 400  # hundredths
REACH_KM = 8.6  # road, as the middle volunteer
STEPS = 3
CHAIN = 8  # needs named


class Marginal(NamedTuple):
    """`step` givers of this kind in this tambon; `gain` is what the last of them adds to the split optimum."""

    tambon: int
    kind: int
    added: int
    step: int
    gain: float
    needs_gained: int
    chain: tuple[int, ...]


def top_marginals(ready: Prepared, top: int = 20) -> list[Marginal]:
    """The `top` best places and kinds with their falling rows, best first; ties by tambon, then kind."""
    base = relax_prepared(ready)
    limit = {key: gain_limit(ready, base.price, *key) for key in _places(ready)}
    queue = sorted(limit, key=lambda key: (-limit[key], key))
    found: list[tuple[float, tuple[int, int], Relaxed]] = []
    for key in queue:
        floor = (
            sorted((gain for gain, _, _ in found), reverse=True)[top - 1]
            if len(found) >= top
            else 0.0
        )
        if limit[key] <= floor:
            break
        after = with_giver(ready, *key, count=1)
        found.append((_value(ready, after) - _value(ready, base), key, after))
    found.sort(key=lambda row: (-row[0], row[1]))
    return [row for _, key, after in found[:top] for row in _falling(ready, base, after, key)]


def _places(ready: Prepared) -> list[tuple[int, int]]:
    """Tambon and kind of every unmet need: elsewhere a giver of that kind gains nothing first of all there."""
    problem = ready.problem
    keys = np.unique(problem.need_tambon().astype(np.int64) * 64 + problem.need_kind)
    return [(int(key) // 64, int(key) % 64) for key in keys]


def _falling(
    ready: Prepared, base: Relaxed, first: Relaxed, key: tuple[int, int]
) -> list[Marginal]:
    rows, before = [], base
    for step in range(1, STEPS + 1):
        after = first if step == 1 else with_giver(ready, *key, count=step)
        amount = ready.problem.need_amount
        whole = np.flatnonzero((after.served == amount) & (before.served < amount))
        gain = _value(ready, after) - _value(ready, before)
        rows.append(
            Marginal(
                *key, _added(ready, key[1]), step, gain, len(whole), tuple(whole[:CHAIN].tolist())
            )
        )
        before = after
    return rows


def _value(ready: Prepared, split: Relaxed) -> float:
    return float((split.served * ready.worth).sum())


def _added(ready: Prepared, kind: int) -> int:
    return ADDED_HOURS if _unit(ready, kind) == HOURS else ADDED_CASES


def _unit(ready: Prepared, kind: int) -> int:
    units = ready.problem.need_unit[ready.problem.need_kind == kind]
    return int(units[0]) if len(units) else HOURS


def _reached(ready: Prepared, tambon: int, kind: int) -> Ints:
    """Classes a new giver at the middle of the tambon could take: any group, either gender, the common language."""
    problem, classes = ready.problem, ready.classes
    spots = points(problem)
    own = spots[problem.village_tambon == tambon]
    middle = own.mean(axis=0) / np.linalg.norm(own.mean(axis=0))
    chord = ((spots[classes.village] - middle) ** 2).sum(axis=1)
    reach = (2 * np.sin(REACH_KM / problem.policy.road_factor / EARTH_KM / 2)) ** 2
    unit = _unit(ready, kind)
    fits = (
        (classes.kind == kind) & (classes.unit == unit) & (classes.language == 0) & (chord <= reach)
    )
    return np.flatnonzero(fits)


def gain_limit(ready: Prepared, price: Floats, tambon: int, kind: int) -> float:
    """No more than this can be gained: weak duality with today's prices and the best price for the new giver."""
    problem = ready.problem
    reached = np.zeros(len(ready.classes.village), bool)
    reached[_reached(ready, tambon, kind)] = True
    mine = np.flatnonzero(reached[ready.classes.of_need])
    least = least_price(ready.pairs, price)[ready.classes.of_need[mine]]
    amount = problem.need_amount[mine]
    saving = np.minimum(
        least, ready.worth[mine]
    )  # what one hundredth of the new giver saves here, at most
    order = np.argsort(-saving, kind="stable")
    taken = np.minimum(
        amount[order], np.maximum(0, _added(ready, kind) - np.cumsum(amount[order]) + amount[order])
    )
    return float((saving[order] * taken).sum())


def with_giver(ready: Prepared, tambon: int, kind: int, *, count: int) -> Relaxed:
    """Solve the split problem again with `count` givers of 40 hours (or 4 cases) added."""
    problem = ready.problem
    capacity = np.concatenate((problem.capacity(), [count * _added(ready, kind), 0]))
    more = _reached(ready, tambon, kind)
    start = ready.pairs.start
    to = np.insert(ready.pairs.to, start[more + 1], np.int32(len(capacity) - 2))
    added = np.zeros(len(start), np.int64)
    added[more + 1] = 1
    pairs = Pairs(start + np.cumsum(added), to)
    amount = problem.need_amount.astype(np.int64)
    return relax(pairs, capacity, ready.classes.of_need, amount, ready.worth, ready.order)
