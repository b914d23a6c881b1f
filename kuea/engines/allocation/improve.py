"""Whole needs made better step by step: insert, push out, move on, exchange, by a fixed sequence of trials.

The plan is treated like cooling metal (Kirkpatrick, Gelatt, Vecchi 1983): early on a step may cost a little, later none
may. The sequence of trials comes from a fixed generator (xorshift64*, Vigna 2016), so equal input gives equal plans.
Only pairs whose price is near the cheapest of their class are tried: others cannot be part of a near-best plan.
"""

from typing import Any

import numpy as np

from kuea.core.allocation.problem import Floats, Ints
from kuea.engines.allocation.edges import Pairs
from kuea.engines.allocation.plan import Facts, Plan, attach, can_take, detach, person_fits
from kuea.engines.compiled import compiled

SEED = 88172645463325252
PROBES = 6  # places tried for a need that is pushed out
LOOKS = 12  # needs of a resource looked at as the one to push out
MOST_OUT = 4
NOT_THERE = -1


def near_pairs(pairs: Pairs, price: Floats, smallest: Ints, window: float) -> Pairs:
    """Keep the pairs that cost at most `window` more than the cheapest pair of their class, for its smallest need."""
    sizes = np.diff(pairs.start)
    row = np.repeat(np.arange(len(sizes), dtype=np.int32), sizes)
    cost = price[pairs.to]
    least = np.full(len(sizes), np.inf)
    filled = sizes > 0
    if len(cost):
        least[filled] = np.minimum.reduceat(cost, pairs.start[:-1][filled])
    keep = (cost - least[row]) * smallest[row] <= window
    start = np.concatenate(
        (np.zeros(1, np.int64), np.cumsum(np.bincount(row[keep], minlength=len(sizes))))
    )
    return Pairs(start.astype(np.int64), pairs.to[keep])


class Pool:
    """Free needs worth trying, in an array with the place of each; the kernels change it."""

    def __init__(self, needs: int, free: Ints) -> None:
        self.items = np.full(needs, NOT_THERE, np.int32)
        self.place = np.full(needs, NOT_THERE, np.int32)
        self.items[: len(free)] = free
        self.place[free] = np.arange(len(free), dtype=np.int32)
        self.state = np.array([SEED, len(free)], np.uint64)


@compiled
def _random(state: Any, below: Any) -> Any:
    """The next number of the fixed sequence, 0 ≤ it < below."""
    x = state[0]
    x ^= x >> np.uint64(12)
    x ^= x << np.uint64(25)
    x ^= x >> np.uint64(27)
    state[0] = x
    high = (x * np.uint64(2685821657736338717)) >> np.uint64(33)
    return np.int64((high * np.uint64(below)) >> np.uint64(31))


@compiled
def _add(items: Any, place: Any, state: Any, need: Any) -> Any:
    size = np.int64(state[1])
    items[size], place[need] = need, size
    state[1] = np.uint64(size + 1)


@compiled
def _remove(items: Any, place: Any, state: Any, need: Any) -> Any:
    last = np.int64(state[1]) - 1
    at, moved = place[need], items[last]
    items[at], place[moved] = moved, at
    place[need] = -1
    state[1] = np.uint64(last)


@compiled
def search(
    facts: Facts, plan: Plan, items: Any, place: Any, state: Any, active: Any, steps: Any, hot: Any, cold: Any,
) -> Any:  # fmt: skip
    """`steps` trials from temperature `hot` down to `cold`; returns what the plan gained."""
    gained = 0.0
    fall = (cold / hot) ** (1.0 / max(1, steps // 1024))
    heat = hot
    for step in range(steps):
        if step & 1023 == 1023:
            heat *= fall
        if step & 1 and state[1] > 0:
            need = items[_random(state, np.int64(state[1]))]
            gained += _try_insert(facts, plan, items, place, state, need, heat)
        else:
            need = active[_random(state, len(active))]
            if plan.res[need] >= 0:
                _try_move(facts, plan, state, need)
    return gained


@compiled
def _some_pair(facts: Facts, state: Any, need: Any) -> Any:
    """A resource of the search pairs of the need, or -1 when there is none."""
    one = facts.class_of[need]
    first, size = facts.start[one], facts.start[one + 1] - facts.start[one]
    if size == 0:
        return np.int32(-1)
    return facts.to[first + _random(state, size)]


@compiled
def _try_move(facts: Facts, plan: Plan, state: Any, need: Any) -> Any:
    """Move a served need to another giver, or exchange it with one of theirs: no gain, but slack gathers elsewhere."""
    other = _some_pair(facts, state, need)
    mine = plan.res[need]
    if other == mine or other < 0:
        return
    if can_take(plan, facts, need, other):
        detach(plan, facts, need)
        attach(plan, facts, need, other)
        return
    back = plan.head[other]
    if back < 0:
        return
    plan.head[other] = plan.after[back]
    change = facts.amount[need] - facts.amount[back]
    if plan.slack[other] < change or plan.slack[mine] < -change or not _has(facts, back, mine):
        return
    detach(plan, facts, need)
    detach(plan, facts, back)
    if person_fits(plan, facts, need, other) and person_fits(plan, facts, back, mine):
        attach(plan, facts, need, other)
        attach(plan, facts, back, mine)
    else:
        attach(plan, facts, need, mine)
        attach(plan, facts, back, other)


@compiled
def _has(facts: Facts, need: Any, res: Any) -> Any:
    one = facts.class_of[need]
    for pair in range(facts.start[one], facts.start[one + 1]):  # noqa: SIM110
        if facts.to[pair] == res:
            return True
    return False


@compiled
def _elsewhere(facts: Facts, plan: Plan, state: Any, need: Any) -> Any:
    """Another resource with room for a need that would be pushed out, among a few; -1 when none."""
    one = facts.class_of[need]
    first, size = facts.start[one], facts.start[one + 1] - facts.start[one]
    if size <= 1:
        return np.int32(-1)
    at = _random(state, size)
    for _ in range(min(PROBES, size)):
        res = facts.to[first + at]
        if res != plan.res[need] and can_take(plan, facts, need, res):
            return res
        at += 1
        if at == size:
            at = 0
    return np.int32(-1)


@compiled
def _opens(facts: Facts, plan: Plan, need: Any, out: Any, res: Any) -> Any:
    """Whether pushing out `out` lets the giver take the need's person too."""
    if person_fits(plan, facts, need, res):
        return True
    detach(plan, facts, out)
    fits = person_fits(plan, facts, need, res)
    attach(plan, facts, out, res)
    return fits


@compiled
def _try_insert(
    facts: Facts, plan: Plan, items: Any, place: Any, state: Any, need: Any, heat: Any,
) -> Any:  # fmt: skip
    """Place a free need at one resource, pushing out what costs least; returns the gain (may be a small loss)."""
    res = _some_pair(facts, state, need)
    if res < 0:
        return 0.0
    weight = facts.weight[need]
    if can_take(plan, facts, need, res):
        _remove(items, place, state, need)
        attach(plan, facts, need, res)
        return weight
    luck = (_random(state, 1 << 30) + 1.0) / (1 << 30)
    allowed = weight - heat * np.log(luck)
    short = facts.amount[need] - plan.slack[res]
    best, best_cost, best_new = np.int32(-1), np.inf, np.int32(-1)
    out = plan.head[res]
    for _ in range(LOOKS):
        if out < 0:
            break
        if facts.amount[out] >= short and _opens(facts, plan, need, out, res):
            new = _elsewhere(facts, plan, state, out)
            cost = 0.0 if new >= 0 else facts.weight[out]
            if cost < best_cost:
                best, best_cost, best_new = out, cost, new
                if cost == 0.0:
                    break
        out = plan.after[out]
        if out == plan.head[res]:
            break
    if best < 0:
        return _push_several(facts, plan, items, place, state, need, res, allowed)
    if best_cost > allowed:
        return 0.0
    detach(plan, facts, best)
    if best_new >= 0:
        attach(plan, facts, best, best_new)
    else:
        _add(items, place, state, best)
    _remove(items, place, state, need)
    attach(plan, facts, need, res)
    if plan.head[res] >= 0:
        plan.head[res] = plan.after[plan.head[res]]
    return weight - best_cost


@compiled
def _push_several(
    facts: Facts, plan: Plan, items: Any, place: Any, state: Any, need: Any, res: Any, allowed: Any,
) -> Any:  # fmt: skip
    """Push out the next few of the ring, re-placing those that find room; undone when it costs more than allowed."""
    outs, news, count, cost = np.empty(MOST_OUT, np.int32), np.empty(MOST_OUT, np.int32), 0, 0.0
    while count < MOST_OUT and plan.head[res] >= 0 and not can_take(plan, facts, need, res):
        out = plan.head[res]
        new = _elsewhere(facts, plan, state, out)
        detach(plan, facts, out)
        if new >= 0:
            attach(plan, facts, out, new)
        else:
            cost += facts.weight[out]
        outs[count], news[count] = out, new
        count += 1
        if cost > allowed:
            break
    if cost <= allowed and can_take(plan, facts, need, res):
        for row in range(count):
            if news[row] < 0:
                _add(items, place, state, outs[row])
        _remove(items, place, state, need)
        attach(plan, facts, need, res)
        return facts.weight[need] - cost
    for row in range(count - 1, -1, -1):
        if news[row] >= 0:
            detach(plan, facts, outs[row])
        attach(plan, facts, outs[row], res)
    return 0.0
