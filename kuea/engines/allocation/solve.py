"""From a frozen problem to a plan, its prices and its bound: one call (coverage.md 4.2)."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from kuea.core.allocation.problem import Floats, Ints, Problem, weights
from kuea.engines.allocation.edges import Classes, Pairs, classes_of, list_pairs
from kuea.engines.allocation.improve import Pool, near_pairs, search
from kuea.engines.allocation.plan import (
    Facts, Plan, copy_plan, empty_plan, facts_of, giver_of, insert_all, keep_whole,
)  # fmt: skip
from kuea.engines.allocation.relax import Relaxed, relax

TRIALS_A_NEED = 40  # of the first round; each round doubles the one before
TRIALS_AT_ONCE = 500_000  # between two looks at `stop`
WINDOW = 1.0  # in mean weights: how far above the cheapest a pair may cost to be tried
HOT, COLD = 0.05, 0.002  # in mean weights
Stop = Callable[[], bool]


def never() -> bool:
    return False


@dataclass(frozen=True, eq=False)
class Solution:
    """A plan that keeps every rule. `price` (2 × givers) a hundredth proves `bound`; `relaxed` is the split optimum."""

    giver_of: Ints
    price: Floats
    value: float
    bound: float
    relaxed: float
    trials: int
    stopped: bool

    @property
    def gap(self) -> float:
        return 1.0 - self.value / self.bound if self.bound else 0.0


@dataclass(frozen=True, eq=False)
class Prepared:
    """What a problem needs before any solving: kept by the caller to solve variants of it at once."""

    problem: Problem
    classes: Classes
    pairs: Pairs
    weight: Floats
    order: Ints
    facts: Facts

    @property
    def worth(self) -> Floats:
        return self.weight / self.problem.need_amount


def prepare(problem: Problem) -> Prepared:
    """Classes, pairs, weights and the order of needs: by weight per hundredth, ties in the order of the rows."""
    classes = classes_of(problem)
    pairs = list_pairs(problem, classes)
    weight = weights(problem)
    order = np.argsort(-(weight / problem.need_amount), kind="stable")
    facts = facts_of(problem, classes.of_need, weight, pairs.start, pairs.to)
    return Prepared(problem, classes, pairs, weight, order, facts)


def relax_prepared(ready: Prepared) -> Relaxed:
    problem = ready.problem
    amount = problem.need_amount.astype(np.int64)
    return relax(ready.pairs, problem.capacity(), ready.classes.of_need, amount, ready.worth, ready.order)


def least_price(pairs: Pairs, price: Floats) -> Floats:
    """Cheapest price of each class; infinite without pairs."""
    found = np.full(len(pairs.start) - 1, np.inf)
    filled = np.diff(pairs.start) > 0
    if len(pairs.to):
        found[filled] = np.minimum.reduceat(price[pairs.to], pairs.start[:-1][filled])
    return found


def dual_bound(ready: Prepared, price: Floats) -> float:
    """The weak-duality bound over the engine's own pairs; `core.allocation.bound` does it again without them."""
    least = least_price(ready.pairs, price)[ready.classes.of_need]
    gain = ready.weight - ready.problem.need_amount * np.where(np.isfinite(least), least, 0)
    surplus = np.where(np.isfinite(least), np.maximum(gain, 0), 0).sum()
    return float((ready.problem.capacity() * price).sum() + surplus)


def solve(problem: Problem, *, effort: float = 1.0, stop: Stop = never, ready: Prepared | None = None) -> Solution:
    """The best plan found within `effort` (work, not time). `stop` is asked now and then and only ends it early."""
    ready = ready or prepare(problem)
    split = relax_prepared(ready)
    relaxed = float((split.served * ready.worth).sum())
    plan = empty_plan(problem.needs, problem.capacity())
    keep_whole(plan, ready.facts, ready.order, split.flow)
    insert_all(plan, ready.facts, ready.order, split.price)
    plan, trials, stopped = better(ready, plan, split.price, effort=effort, stop=stop)
    value = float(ready.weight[plan.res >= 0].sum())
    return Solution(
        giver_of(plan), split.price, value, dual_bound(ready, split.price), relaxed, trials, stopped
    )  # fmt: skip


def better(ready: Prepared, plan: Plan, price: Floats, *, effort: float, stop: Stop) -> tuple[Plan, int, bool]:
    """Rounds of trials, each twice the one before, until `effort` × TRIALS_A_NEED a need are spent."""
    needs = ready.problem.needs
    if not needs or not len(ready.pairs.to):
        return plan, 0, False
    mean = float(ready.weight.mean())
    smallest = np.full(len(ready.classes.village), np.iinfo(np.int64).max)
    np.minimum.at(smallest, ready.classes.of_need, ready.problem.need_amount)
    near = near_pairs(ready.pairs, price, smallest, WINDOW * mean)
    facts = ready.facts._replace(start=near.start, to=near.to)
    some = np.diff(near.start)[ready.classes.of_need] > 0
    surplus = ready.weight - ready.problem.need_amount * least_price(near, price)[ready.classes.of_need]
    worth_trying = some & (surplus > -WINDOW * mean)
    active = np.flatnonzero(some).astype(np.int32)
    left, trials, stopped = int(effort * TRIALS_A_NEED * needs), 0, False
    best, best_value = copy_plan(plan), float(ready.weight[plan.res >= 0].sum())
    size = min(left, TRIALS_A_NEED * needs)
    while left > 0 and not stopped:
        pool = Pool(needs, np.flatnonzero(worth_trying & (plan.res < 0)).astype(np.int32))
        pool.state[0] += np.uint64(trials)
        stopped = _round(facts, plan, pool, active, min(size, left), mean, stop)
        insert_all(plan, ready.facts, ready.order, price)
        trials, left, size = trials + min(size, left), left - size, 2 * size
        value = float(ready.weight[plan.res >= 0].sum())
        if value > best_value:
            best, best_value = copy_plan(plan), value
    return best, trials, stopped


def _round(
    facts: Facts, plan: Plan, pool: Pool, active: Ints, steps: int, mean: float, stop: Stop
) -> bool:  # fmt: skip
    """One cooling, in pieces; True when it was stopped early (then it ends with a short cold piece)."""
    pieces = max(1, -(-steps // TRIALS_AT_ONCE))
    edge = HOT * (COLD / HOT) ** (np.arange(pieces + 1) / pieces) * mean
    for piece in range(pieces):
        count = steps // pieces
        search(facts, plan, pool.items, pool.place, pool.state, active, count, edge[piece], edge[piece + 1])
        if stop():
            return True
    return False
