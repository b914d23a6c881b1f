"""What it costs to raise the worst-off tambon, as a curve one can choose a point on (coverage.md 4.3, level 2).

A tambon is measured against what it could reach alone, else the worst one is only the remotest. For a floor, the
tambon that holds the least of its own is served next, need by need, until all hold the floor or have nothing left to
ask; then the others follow by weight per hour. What was given is never taken back, so a higher floor only goes on where a
lower one stopped, and its cost can only rise. This is the split problem: a whole plan may round below a floor.
"""

from typing import Any, NamedTuple

import numpy as np

from kuea.core.allocation.problem import Flags, Floats, Ints
from kuea.engines.allocation.edges import Pairs
from kuea.engines.allocation.relax import (
    FULL,
    Flow,
    Relaxed,
    cells_for,
    new_flow,
    relax,
    serve,
    serve_one,
)
from kuea.engines.allocation.solve import Prepared, relax_prepared
from kuea.engines.compiled import compiled

FEWEST_NEEDS = 8  # a tambon with fewer jumps about and is not measured


class Point(NamedTuple):
    """`floor` asked of every tambon, the least share of attainable reached, and the share of the total lost."""

    floor: float
    worst: float
    lost: float


class Queues(NamedTuple):
    """Needs by tambon, heaviest per hour first: `need[start[t]:start[t + 1]]`; `alone` is what each could reach."""

    start: Ints
    need: Ints
    alone: Floats


def queues(ready: Prepared) -> Queues:
    """The needs of each tambon, and what it could cover if no other tambon asked (0 for tambons not measured)."""
    tambon = ready.problem.need_tambon()[ready.order]
    need = ready.order[np.argsort(tambon, kind="stable")]
    size = len(ready.problem.tambon_province)
    start = np.concatenate(([0], np.cumsum(np.bincount(tambon, minlength=size)))).astype(np.int64)
    room = ready.problem.capacity()
    alone = [_alone(ready, room, need[start[row] : start[row + 1]]) for row in range(size)]
    return Queues(start, need, np.array(alone))


def _alone(ready: Prepared, room: Ints, needs: Ints) -> float:
    """What these needs are worth at best when nobody else asks; `needs` stand in their order."""
    problem, start = ready.problem, ready.pairs.start
    classes, one = np.unique(ready.classes.of_need[needs], return_inverse=True)
    rows = [ready.pairs.to[start[c] : start[c + 1]] for c in classes]
    if not rows:
        return 0.0
    resources, to = np.unique(np.concatenate(rows), return_inverse=True)
    ends = np.concatenate(([0], np.cumsum([len(row) for row in rows]))).astype(np.int64)
    amount, worth = problem.need_amount[needs].astype(np.int64), ready.worth[needs]
    pairs, order = Pairs(ends, to.astype(np.int32)), np.arange(len(needs))
    found = relax(pairs, room[resources], one.astype(np.int32), amount, worth, order)
    return float((found.served * worth).sum())


def measured(lines: Queues) -> Flags:
    """Tambons with enough needs, some of which can be covered."""
    found: Flags = (np.diff(lines.start) >= FEWEST_NEEDS) & (lines.alone > 0)
    return found


def relax_with_floor(ready: Prepared, lines: Queues, floor: float) -> Relaxed:
    """The best split plan once every measured tambon was offered `floor` of what it could reach alone.

    Its prices prove nothing: they are those of the order, not of the weights.
    """
    amount = ready.problem.need_amount.astype(np.int64)
    goal = np.where(measured(lines), lines.alone, 0.0)
    cells = cells_for(ready.pairs, ready.problem.capacity())
    while True:
        flow = new_flow(ready.pairs, ready.problem.capacity(), cells)
        served, price = np.zeros(len(amount), np.int64), np.zeros(len(flow.room))
        _lift(flow, lines, goal, floor, ready.classes.of_need, amount, ready.worth, served, price)
        serve(flow, ready.order, ready.classes.of_need, amount, ready.worth, served, price)
        if not flow.meta[FULL]:
            return Relaxed(served, price, flow)
        cells *= 2


@compiled
def _lift(
    flow: Flow, lines: Queues, goal: Any, floor: Any, class_of: Any, amount: Any, worth: Any, served: Any, price: Any,
) -> Any:  # fmt: skip
    """Serve the next need of the tambon with the least share, until none is below the floor."""
    queue_class = np.empty(len(flow.label_class), np.int32)
    queue_res = np.empty(len(flow.room), np.int32)
    at, held = lines.start[:-1].copy(), np.zeros(len(goal))
    while not flow.meta[FULL]:
        poorest, least = -1, floor
        for tambon in range(len(goal)):
            if goal[tambon] > 0.0 and at[tambon] < lines.start[tambon + 1]:
                share = held[tambon] / goal[tambon]
                if share < least:
                    poorest, least = tambon, share
        if poorest < 0:
            return
        need = lines.need[at[poorest]]
        at[poorest] += 1
        left = serve_one(
            flow, class_of[need], amount[need], worth[need], price, queue_class, queue_res
        )
        served[need] = amount[need] - left
        held[poorest] += served[need] * worth[need]


def point(ready: Prepared, lines: Queues, floor: float, best: float) -> Point:
    """Worst tambon and loss when `floor` is asked; `best` is the split optimum without a floor."""
    got = relax_with_floor(ready, lines, floor).served * ready.worth
    some = measured(lines)
    held = np.bincount(ready.problem.need_tambon(), got, len(some))
    worst = float((held[some] / lines.alone[some]).min()) if some.any() else 1.0
    return Point(floor, worst, 1 - float(got.sum()) / best if best else 0.0)


def curve(
    ready: Prepared, shares: tuple[float, ...] = (0.0, 0.25, 0.5, 0.75, 0.9, 1.0)
) -> list[Point]:
    """Points at shares of the highest worst tambon, the unfloored plan first: neither worst nor cost ever falls.

    A floor that a cheaper point reaches already is answered with that point.
    """
    lines = queues(ready)
    best = float((relax_prepared(ready).served * ready.worth).sum())
    top = point(ready, lines, 1.0, best).worst
    found: list[Point] = []
    for floor in (share * top for share in shares):
        if found and found[-1].worst >= floor:
            found.append(found[-1]._replace(floor=floor))
            continue
        found.append(point(ready, lines, floor, best))
    return found
