"""From a frozen problem to a plan, its prices and its bound: one call (coverage.md 4.2)."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from kuea.core.allocation.problem import Floats, Ints, Problem, weights
from kuea.engines.allocation.edges import Classes, Pairs, classes_of, list_pairs
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
from kuea.engines.allocation.renew import SEED, near_pairs, new_bench, renew

ROUNDS_A_NEED = (
    3  # of effort 1, for each need worth trying, and some more while the problem is small
)
MORE_A_NEED, MOST_MORE = 20, 60_000
ROUNDS_A_SECOND = 60_000  # about, on an office machine
ROUNDS_AT_ONCE = 50_000  # between two looks at `stop`
WINDOW = 0.1  # in mean weights: how far above the cheapest a pair may cost, or below it a need be worth, to be tried
HOT, COLD = 0.025, 0.005  # in mean weights
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
    rounds: int
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
    plan, rounds, stopped = better(ready, plan, split.price, effort=effort, stop=stop)
    value = _value(ready, plan)
    return Solution(
        giver_of(plan), split.price, value, dual_bound(ready, split.price), relaxed, rounds, stopped
    )  # fmt: skip


def better(
    ready: Prepared, plan: Plan, price: Floats, *, effort: float, stop: Stop
) -> tuple[Plan, int, bool]:
    """Spend `effort` in rounds on the pairs near the prices; the best plan seen, the work done, whether stopped."""
    problem, class_of = ready.problem, ready.classes.of_need
    if not problem.needs or not len(ready.pairs.to):
        return plan, 0, False
    mean = float(ready.weight.mean())
    smallest = np.full(len(ready.classes.village), np.iinfo(np.int64).max)
    np.minimum.at(smallest, class_of, problem.need_amount)
    near = near_pairs(ready.pairs, price, smallest, WINDOW * mean)
    facts = ready.facts._replace(start=near.start, to=near.to)
    least = least_price(near, price)[class_of]
    surplus = ready.weight - problem.need_amount * least
    doubtful = np.flatnonzero(np.isfinite(least) & (surplus > -WINDOW * mean))
    bench = new_bench(near, class_of, doubtful, len(price))
    best, best_value, work = copy_plan(plan), _value(ready, plan), 0
    state = np.array([SEED], np.uint64)
    for hot, cold, rounds in _cooling(int(effort * rounds_of(len(doubtful))), mean):
        renew(facts, plan, bench, price, state, work, rounds, hot, cold)
        work += rounds
        insert_all(plan, ready.facts, ready.order, price)
        value = _value(ready, plan)
        if value > best_value:
            best, best_value = copy_plan(plan), value
        if stop():
            return best, work, True
    return best, work, False


def rounds_of(needs: int) -> int:
    """Rounds of effort 1."""
    return ROUNDS_A_NEED * needs + min(MOST_MORE, MORE_A_NEED * needs)


def effort_in(seconds: float, needs: int) -> float:
    """The work an office machine does in about `seconds`, at least effort 1."""
    return max(1.0, seconds * ROUNDS_A_SECOND / max(1, rounds_of(needs)))


def _value(ready: Prepared, plan: Plan) -> float:
    return float(ready.weight[plan.res >= 0].sum())


def _cooling(rounds: int, mean: float) -> list[tuple[float, float, int]]:
    """Pieces of falling temperature that make up `rounds`."""
    if rounds <= 0:
        return []
    pieces = max(4, -(-rounds // ROUNDS_AT_ONCE))
    edge = (HOT * (COLD / HOT) ** (np.arange(pieces + 1) / pieces) * mean).tolist()
    sizes = [rounds // pieces + (row < rounds % pieces) for row in range(pieces)]
    return list(zip(edge, edge[1:], sizes, strict=False))
