"""From a frozen problem to a plan, its prices and its bound: one call (coverage.md 4.2)."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from kuea.core.allocation.problem import HOURS, Floats, Ints, Problem, weights
from kuea.engines.allocation.edges import Classes, Pairs, classes_of, list_pairs
from kuea.engines.allocation.exchange import Shared, exchange, shared_needs
from kuea.engines.allocation.improve import SEED, Pool, near_pairs, search
from kuea.engines.allocation.plan import (
    Facts,
    Plan,
    copy_plan,
    empty_plan,
    facts_of,
    giver_of,
    insert_all,
    keep_whole,
)  # fmt: skip
from kuea.engines.allocation.relax import Relaxed, relax

TRIALS_A_NEED = 8  # single trials, of effort 1
OPENED_A_GIVER = 10  # exact divisions of two givers, of effort 1
TRIALS_AT_ONCE, EXCHANGES_AT_ONCE = 500_000, 10_000  # between two looks at `stop`
WINDOW = 0.3  # in mean weights: how far above the cheapest a pair may cost to be tried
HOT, COLD = 0.05, 0.005  # in mean weights
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
    return relax(
        ready.pairs, problem.capacity(), ready.classes.of_need, amount, ready.worth, ready.order
    )


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


def solve(
    problem: Problem, *, effort: float = 1.0, stop: Stop = never, ready: Prepared | None = None
) -> Solution:
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


def better(
    ready: Prepared, plan: Plan, price: Floats, *, effort: float, stop: Stop
) -> tuple[Plan, int, bool]:
    """Spend `effort` in pieces on the pairs near the prices; the best plan seen, the work done, whether stopped."""
    needs = ready.problem.needs
    if not needs or not len(ready.pairs.to):
        return plan, 0, False
    mean = float(ready.weight.mean())
    smallest = np.full(len(ready.classes.village), np.iinfo(np.int64).max)
    np.minimum.at(smallest, ready.classes.of_need, ready.problem.need_amount)
    near = near_pairs(ready.pairs, price, smallest, WINDOW * mean)
    facts = ready.facts._replace(start=near.start, to=near.to)
    some = np.diff(near.start)[ready.classes.of_need] > 0
    surplus = (
        ready.weight - ready.problem.need_amount * least_price(near, price)[ready.classes.of_need]
    )
    doubtful = np.flatnonzero(some & (surplus > -WINDOW * mean)).astype(np.int32)
    active = np.flatnonzero(some).astype(np.int32)
    work = _Work(ready, facts, plan, price, doubtful, active, mean, stop)
    return work.run(near, effort)


class _Work:
    """The pieces of one bettering and the best plan they passed."""

    def __init__(
        self, ready: Prepared, facts: Facts, plan: Plan, price: Floats, doubtful: Ints, active: Ints, mean: float,
        stop: Stop,
    ) -> None:  # fmt: skip
        self.ready, self.facts, self.plan, self.price = ready, facts, plan, price
        self.doubtful, self.active, self.mean, self.stop = doubtful, active, mean, stop
        self.state = np.array([SEED, 0], np.uint64)
        self.best, self.best_value, self.work = copy_plan(plan), self.value(), 0

    def value(self) -> float:
        return float(self.ready.weight[self.plan.res >= 0].sum())

    def run(self, near: Pairs, effort: float) -> tuple[Plan, int, bool]:
        problem = self.ready.problem
        hours = self.doubtful[problem.need_unit[self.doubtful] == HOURS]
        shared = shared_needs(
            near, self.ready.classes.of_need, hours, problem.need_amount, problem.capacity(),
            problem.giver_persons >= 0,
        )  # fmt: skip
        stopped = self._trials(int(effort * TRIALS_A_NEED * problem.needs))
        total = int(effort * OPENED_A_GIVER * len(shared.givers))
        if total and not stopped:
            stopped = self._exchanges(shared, total)
        return self.best, self.work, stopped

    def _keep(self) -> bool:
        insert_all(self.plan, self.ready.facts, self.ready.order, self.price)
        value = self.value()
        if value > self.best_value:
            self.best, self.best_value = copy_plan(self.plan), value
        return self.stop()

    def _trials(self, steps: int) -> bool:
        pool = Pool(len(self.plan.res), self.doubtful[self.plan.res[self.doubtful] < 0])
        for edge, count in _cooling(steps, TRIALS_AT_ONCE, self.mean):
            search(
                self.facts, self.plan, pool.items, pool.place, pool.state, self.active, count, edge[0], edge[1]
            )  # fmt: skip
            self.work += count
            if self._keep_pool(pool):
                return True
        return self._keep()

    def _keep_pool(self, pool: Pool) -> bool:
        value = self.value()
        if value > self.best_value:
            self.best, self.best_value = copy_plan(self.plan), value
        return self.stop()

    def _exchanges(self, shared: Shared, steps: int) -> bool:
        for edge, count in _cooling(steps, EXCHANGES_AT_ONCE, self.mean):
            exchange(self.facts, self.plan, shared, self.state, count, edge[0], edge[1])
            self.work += count
            if self._keep():
                return True
        return False


def _cooling(steps: int, at_once: int, mean: float) -> list[tuple[tuple[float, float], int]]:
    """Pieces of falling temperature that make up `steps`."""
    if steps <= 0:
        return []
    pieces = max(1, -(-steps // at_once))
    edge = (HOT * (COLD / HOT) ** (np.arange(pieces + 1) / pieces) * mean).tolist()
    sizes = [steps // pieces + (row < steps % pieces) for row in range(pieces)]
    return list(zip(zip(edge, edge[1:], strict=False), sizes, strict=False))
