"""A plan for a frozen problem: solved, judged by the independent checker, with a reason for every need left out."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from kuea.core.allocation.bound import bound
from kuea.core.allocation.check import check, pairs_of
from kuea.core.allocation.explain import Reason, explain
from kuea.core.allocation.problem import Flags, Ints, Policy, Problem, weights
from kuea.core.allocation.rules import first_refusal, road_km
from kuea.core.problems import Refusal
from kuea.coverage.queries.floors import Point, price_of_floors, solve_with_floor
from kuea.engines.allocation.replan import solve_near
from kuea.engines.allocation.solve import Prepared, Solution, prepare, solve

WEIGHTINGS: dict[str, Policy] = {
    "each": Policy(alpha=0.0, version="each"),
    "hours": Policy(alpha=1.0, version="hours"),
    "urgent": Policy(alpha=0.5, strict=(5,), version="urgent"),
}
"""The three stated ways of weighing that every plan page shows side by side (coverage.md 4.1)."""


@dataclass(frozen=True, eq=False)
class Solved:
    """One giver (or -1) a row, what it is worth, what no plan can exceed, and why rows are left out."""

    giver_of: Ints
    value: float
    bound: float
    reasons: dict[int, str]
    under: dict[str, Flags]  # weighting → rows covered under it
    fairness: tuple[Point, ...]  # what each floor for the worst-off tambon costs


Tell = Callable[[str, int, int], None]
"""Told (stage, done, in all) as the work goes on; raises to end it."""


def _silent(stage: str, done: int, total: int) -> None:
    pass


def solve_plan(
    problem: Problem, pins: Mapping[int, int], before: Ints | None = None, *, whole: Ints | None = None, floor: float = 0.0,
    tell: Tell = _silent,
) -> Solved:  # fmt: skip
    """The plan of a problem. `pins` are row → giver; `before` (rows, 2) are promises to stay near to.

    `whole` (givers) is what each giver could take if no match held any of it, in hundredths: who is full is not too small.
    `floor` is offered to every tambon first, as a share of what it could reach alone, where there is nothing to stay near to.

    Work, not time, decides: the same problem, pins and promises give the same plan. Raises `Refusal`
    pin_does_not_fit when a pinned pair breaks a rule or a giver's capacity.
    """
    tell("solving", 0, problem.needs)
    giver_of, price = _solve(problem, pins, before, floor, tell)
    wrong = check(problem, pairs_of(giver_of))
    if wrong:
        raise AssertionError(f"the plan breaks {wrong[0].fault} in {len(wrong)} places")
    under = {}
    for done, (name, policy) in enumerate(WEIGHTINGS.items()):
        tell("weighing", done, len(WEIGHTINGS))
        other = problem.changed(policy=replace(policy, road_factor=problem.policy.road_factor))
        under[name] = _solve(other, pins, None, 0.0, tell)[0] >= 0
    fairness = price_of_floors(problem, lambda done, total: tell("fairness", done, total))
    left_out = int((giver_of < 0).sum())
    tell("reasons", 0, left_out)
    reasons = {found.need: found.reason for found in explain(problem, giver_of)}
    for row, reason in reasons.items():
        if (
            reason is Reason.TOO_LARGE
            and whole is not None
            and _were_large_enough(problem, row, whole)
        ):
            reasons[row] = Reason.FULL
    value = float(weights(problem)[giver_of >= 0].sum())
    return Solved(
        giver_of,
        value,
        bound(problem, price),
        {row: why.value for row, why in reasons.items()},
        under,
        fairness,
    )


def _were_large_enough(problem: Problem, row: int, whole: Ints) -> bool:
    """Whether somebody who may take the row could carry it, if they had nothing else."""
    able = first_refusal(problem, np.full(problem.givers, row), np.arange(problem.givers)) == 0
    return bool((whole[able] >= problem.need_amount[row]).any())


def next_giver(problem: Problem, promised: Ints, row: int) -> int:
    """The nearest giver who may take the row and has room beside everything promised; -1 when nobody has."""
    slack = problem.capacity()
    done = np.flatnonzero(promised >= 0)
    np.subtract.at(slack, 2 * promised[done] + problem.need_unit[done], problem.need_amount[done])
    giver = np.arange(problem.givers)
    need = np.full(problem.givers, row)
    free = slack[2 * giver + problem.need_unit[row]] >= problem.need_amount[row]
    able = giver[free & (first_refusal(problem, need, giver) == 0)]
    if not len(able):
        return -1
    far = road_km(problem, np.full(len(able), row), able)
    return int(able[np.lexsort((able, far))[0]])


def _solve(
    problem: Problem, pins: Mapping[int, int], before: Ints | None, floor: float, tell: Tell
) -> tuple[Ints, Any]:  # fmt: skip
    """One giver a row and the prices; pinned rows are taken out with their room and put back."""
    pinned = np.array(sorted(pins.items()), np.int64).reshape(-1, 2)
    _require_fit(problem, pinned)
    left = np.ones(problem.needs, bool)
    left[pinned[:, 0]] = False
    rest = prepare(_without(problem, pinned, left))
    near = None if before is None else problem.renumbered(before, left)

    def stop() -> bool:
        tell("", 0, 0)
        return False

    found = _search(rest, near, floor, stop)
    giver_of = np.full(problem.needs, -1, np.int64)
    giver_of[left] = found.giver_of
    giver_of[pinned[:, 0]] = pinned[:, 1]
    return giver_of, found.price


def _search(
    ready: Prepared, before: Ints | None, floor: float, stop: Callable[[], bool]
) -> Solution:
    if before is not None:
        return solve_near(ready, before)
    if floor > 0:
        return solve_with_floor(ready, floor, stop)
    return solve(ready.problem, ready=ready, stop=stop)


def _require_fit(problem: Problem, pinned: Ints) -> None:
    if len(pinned) and check(problem, pinned):
        raise Refusal("pin_does_not_fit")


def _without(problem: Problem, pinned: Ints, left: Flags) -> Problem:
    """The problem of the rows left, with what the pinned ones take gone from their givers."""
    if not len(pinned):
        return problem
    room = problem.capacity()
    taken = 2 * pinned[:, 1] + problem.need_unit[pinned[:, 0]]
    np.subtract.at(room, taken, problem.need_amount[pinned[:, 0]])
    return problem.of_needs(left, giver_hours=room[0::2].copy(), giver_cases=room[1::2].copy())
