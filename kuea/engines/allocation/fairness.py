"""What it costs to raise the worst-off tambon, as a curve one can choose a point on (coverage.md 4.3, level 2).

A tambon is measured against what it could reach alone, else the worst one is only the remotest. For a floor, the
heaviest needs of each tambon up to its floor go to the front of the order; the rest follows by weight per hour. This
is the split problem: a whole plan follows the same order but may round below a floor.
"""

from typing import NamedTuple

import numpy as np

from kuea.core.allocation.problem import Flags, Floats, Ints
from kuea.engines.allocation.relax import relax
from kuea.engines.allocation.solve import Prepared

FEWEST_NEEDS = 8  # a tambon with fewer jumps about and is not measured
HALVINGS = 12


class Point(NamedTuple):
    """`floor` asked of every tambon, the least share of attainable reached, and the share of the total lost."""

    floor: float
    worst: float
    lost: float


def served_in(ready: Prepared, order: Ints) -> Ints:
    """Hundredths served of each need when needs are taken in `order`."""
    problem = ready.problem
    amount = problem.need_amount.astype(np.int64)
    return relax(ready.pairs, problem.capacity(), ready.classes.of_need, amount, ready.worth, order).served


def covered_alone(ready: Prepared) -> Floats:
    """float64 (needs): the weight of each that its tambon could cover if no other tambon asked."""
    tambon = ready.problem.need_tambon()[ready.order]
    found = np.zeros(ready.problem.needs)
    for row in np.unique(tambon):
        found += served_in(ready, ready.order[tambon == row]) * ready.worth
    return found


def attainable(ready: Prepared, own: Floats) -> Floats:
    """float64 (tambons): what each could cover alone, from `covered_alone`."""
    return np.bincount(ready.problem.need_tambon(), own, len(ready.problem.tambon_province))


def measured(ready: Prepared, alone: Floats) -> Flags:
    """Tambons with enough needs, some of which can be covered."""
    count = np.bincount(ready.problem.need_tambon(), minlength=len(alone))
    found: Flags = (count >= FEWEST_NEEDS) & (alone > 0)
    return found


def order_with_floor(ready: Prepared, own: Floats, floor: float) -> Ints:
    """Needs that lift their tambon to `floor` × attainable first, then the others; each part by weight per hour."""
    problem, order = ready.problem, ready.order
    alone = attainable(ready, own)
    tambon = problem.need_tambon()[order]
    by_tambon = np.argsort(tambon, kind="stable")
    weight = own[order][by_tambon]
    before = np.cumsum(weight) - weight
    first = np.concatenate(([0], np.flatnonzero(np.diff(tambon[by_tambon])) + 1))[: len(order)]
    sizes = np.diff(np.concatenate((first, [len(order)])))
    before = before - np.repeat(before[first], sizes)
    early = np.zeros(len(order), bool)
    early[by_tambon] = (before < floor * alone[tambon[by_tambon]]) & (weight > 0)
    return np.concatenate((order[early], order[~early]))


def point(ready: Prepared, own: Floats, floor: float, best: float) -> Point:
    """Worst tambon and loss when `floor` is asked; `best` is the split optimum without a floor."""
    alone = attainable(ready, own)
    got = served_in(ready, order_with_floor(ready, own, floor)) * ready.worth
    held = np.bincount(ready.problem.need_tambon(), got, len(alone))
    some = measured(ready, alone)
    worst = float((held[some] / alone[some]).min()) if some.any() else 1.0
    return Point(floor, worst, 1 - float(got.sum()) / best if best else 0.0)


def curve(ready: Prepared, shares: tuple[float, ...] = (0.0, 0.25, 0.5, 0.75, 0.9, 1.0)) -> list[Point]:
    """Points at shares of the highest worst tambon that bisection finds, the unfloored plan first."""
    own = covered_alone(ready)
    best = float((served_in(ready, ready.order) * ready.worth).sum())
    low, high, top = 0.0, 1.0, point(ready, own, 0.0, best)
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        tried = point(ready, own, middle, best)
        top = max(top, tried, key=lambda p: p.worst)
        low, high = (middle, high) if tried.worst >= middle - 1e-9 else (low, middle)
    return [point(ready, own, share * top.worst, best) for share in shares]
