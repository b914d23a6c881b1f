"""A floor for the worst-off tambon: what it costs, and a plan that offers it first (coverage.md 4.3, level 2)."""

from collections.abc import Callable

import numpy as np

from kuea.core.allocation.problem import Flags, Floats, Problem
from kuea.engines.allocation.fairness import (
    Point,
    Queues,
    measured,
    point,
    queues,
    relax_with_floor,
)
from kuea.engines.allocation.plan import (
    Plan,
    copy_plan,
    empty_plan,
    giver_of,
    insert_all,
    keep_whole,
)
from kuea.engines.allocation.solve import (
    Prepared,
    Solution,
    better,
    dual_bound,
    prepare,
    relax_prepared,
)

SHARES = (0.0, 0.25, 0.5, 0.75, 0.9, 1.0)
"""Points of the curve, as shares of the highest floor that can be reached."""

__all__ = ["Point", "price_of_floors", "solve_with_floor", "worst_share"]


def price_of_floors(problem: Problem, tell: Callable[[int, int], None]) -> tuple[Point, ...]:
    """The curve: floor asked, share the worst-off tambon reaches, share of the whole that is lost; empty without needs.

    The same points as `fairness.curve`, told one by one. Of the split problem: a whole plan may round a little below.
    """
    if not problem.needs or not problem.givers:
        return ()
    tell(0, len(SHARES))
    ready = prepare(problem)
    lines = queues(ready)
    best = float((relax_prepared(ready).served * ready.worth).sum())
    top = point(ready, lines, 1.0, best).worst
    found: list[Point] = []
    for floor in (share * top for share in SHARES):
        if found and found[-1].worst >= floor:
            found.append(found[-1]._replace(floor=floor))
        else:
            found.append(point(ready, lines, floor, best))
        tell(len(found), len(SHARES))
    return tuple(found)


def solve_with_floor(ready: Prepared, floor: float, stop: Callable[[], bool]) -> Solution:
    """The plan in which every tambon was offered `floor` of what it could reach alone before anybody had more.

    It is bettered as every plan, but only as far as the worst-off tambon keeps what it had, or the floor. `price` and
    `bound` are those of the weights without a floor, so the distance they tell holds the cost of the floor too.
    """
    lines, free = queues(ready), relax_prepared(ready)
    split = relax_with_floor(ready, lines, floor)
    plan = empty_plan(ready.problem.needs, ready.problem.capacity())
    keep_whole(plan, ready.facts, ready.order, split.flow)
    _lift_below(ready, lines, plan, floor, free.price)
    insert_all(plan, ready.facts, ready.order, free.price)
    first = copy_plan(plan)
    plan, rounds, stopped = better(ready, plan, free.price, effort=1.0, stop=stop)
    if worst_share(ready, lines, plan.res >= 0) < min(
        floor, worst_share(ready, lines, first.res >= 0)
    ):
        plan = first
    value = float(ready.weight[plan.res >= 0].sum())
    relaxed = float((free.served * ready.worth).sum())
    return Solution(
        giver_of(plan), free.price, value, dual_bound(ready, free.price), relaxed, rounds, stopped
    )  # fmt: skip


def worst_share(ready: Prepared, lines: Queues, placed: Flags) -> float:
    """Least share of its own that a measured tambon holds; 1 where none is measured."""
    some = measured(lines)
    if not some.any():
        return 1.0
    held = np.bincount(ready.problem.need_tambon(), ready.weight * placed, len(some))
    return float((held[some] / lines.alone[some]).min())


def _lift_below(ready: Prepared, lines: Queues, plan: Plan, floor: float, price: Floats) -> None:
    """Needs of tambons that rounding left below the floor go in first, the poorest tambon's first."""
    some = measured(lines)
    tambon = ready.problem.need_tambon()
    held = np.bincount(tambon, ready.weight * (plan.res >= 0), len(some))
    share = np.where(some, held / np.where(lines.alone > 0, lines.alone, 1.0), 1.0)
    poor = ready.order[share[tambon[ready.order]] < floor]
    first = poor[np.argsort(share[tambon[poor]], kind="stable")]
    insert_all(plan, ready.facts, first, price)
