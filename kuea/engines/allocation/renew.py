"""Tear down a little of a plan and build it up again, many times (ruin and recreate: Schrimpf et al. 2000).

A need is drawn, a few givers who could take it are partly emptied, and what was taken out is put back together with free
needs they could take, each where room is cheapest, then tightest. What is worth less than before is undone, unless
the plan is still hot (Kirkpatrick, Gelatt, Vecchi 1983). The draws come from a fixed generator (xorshift64*, Vigna 2016).
"""

from typing import Any, NamedTuple

import numpy as np

from kuea.core.allocation.problem import Floats, Ints
from kuea.engines.allocation.edges import Pairs
from kuea.engines.allocation.plan import Facts, Plan, attach, can_take, detach
from kuea.engines.compiled import compiled

MOST_GIVERS = 4
MOST_OUT = 8  # needs taken from one giver
MOST_FREE = 6  # free needs tried for each giver
LOOKS = 48  # needs of the list looked at to find them
LAPSE = 32  # one place in so many is overlooked, so that the same gap is not always filled alike
SEED = 88172645463325252
ROOM = MOST_GIVERS * (MOST_OUT + MOST_FREE) + 1


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


class Bench(NamedTuple):
    """Needs worth trying at each resource, `need[start[r]:start[r + 1]]`; room to work in; the needs drawn from."""

    start: Ints
    need: Ints
    drawn: Ints
    out: Ints  # (ROOM) needs in hand
    was: Ints  # their resource before
    key: Floats
    mark: Ints  # (needs) last step in which a need was in hand


def new_bench(near: Pairs, class_of: Ints, doubtful: Ints, resources: int) -> Bench:
    """Turn the near pairs of doubtful needs round."""
    count = np.diff(near.start)[class_of[doubtful]]
    need = np.repeat(doubtful, count)
    ends = np.cumsum(count)
    first = np.repeat(near.start[class_of[doubtful]] - (ends - count), count)
    res = near.to[first + np.arange(len(need))]
    order = np.argsort(res, kind="stable")
    start = np.concatenate(([0], np.cumsum(np.bincount(res, minlength=resources)))).astype(np.int64)
    return Bench(
        start, need[order].astype(np.int32), doubtful.astype(np.int32), np.empty(ROOM, np.int32),
        np.empty(ROOM, np.int32), np.empty(ROOM, np.float64), np.full(len(class_of), -1, np.int64),
    )  # fmt: skip


@compiled
def random_below(state: Any, below: Any) -> Any:
    """The next number of the fixed sequence, 0 ≤ it < below."""
    x = state[0]
    x ^= x >> np.uint64(12)
    x ^= x << np.uint64(25)
    x ^= x >> np.uint64(27)
    state[0] = x
    high = (x * np.uint64(2685821657736338717)) >> np.uint64(33)
    return np.int64((high * np.uint64(below)) >> np.uint64(31))


@compiled
def renew(
    facts: Facts, plan: Plan, bench: Bench, price: Any, state: Any, first: Any, steps: Any, hot: Any, cold: Any,
) -> Any:  # fmt: skip
    """`steps` rounds numbered from `first`, at a temperature falling from `hot` to `cold`; returns the gain."""
    gained, heat = 0.0, hot
    fall = (cold / hot) ** (1.0 / max(1, steps))
    for step in range(first, first + steps):
        heat *= fall
        seed = bench.drawn[random_below(state, len(bench.drawn))]
        count, before = _take_out(facts, plan, bench, state, step, seed)
        if not count:
            continue
        _sort(facts, bench, state, count)
        after = 0.0
        for row in range(count):
            need = bench.out[row]
            if _put_back(facts, plan, state, need, price):
                after += facts.weight[need]
        luck = (random_below(state, 1 << 30) + 1.0) / (1 << 30)
        if after >= before + heat * np.log(luck):
            gained += after - before
            continue
        for row in range(count):
            if plan.res[bench.out[row]] >= 0:
                detach(plan, facts, bench.out[row])
        for row in range(count):
            if bench.was[row] >= 0:
                attach(plan, facts, bench.out[row], bench.was[row])
    return gained


@compiled
def _take_out(facts: Facts, plan: Plan, bench: Bench, state: Any, step: Any, seed: Any) -> Any:
    """Needs in hand: the seed, some of each chosen giver, some free ones. Returns how many and their weight so far."""
    one = facts.class_of[seed]
    size = facts.start[one + 1] - facts.start[one]
    count, before = 0, 0.0
    if size == 0:
        return count, before
    if plan.res[seed] < 0:
        bench.out[0], bench.was[0], bench.mark[seed] = seed, -1, step
        count = 1
    at = random_below(state, size)
    for turn in range(1 + random_below(state, min(MOST_GIVERS, size))):
        res = facts.to[facts.start[one] + (at + turn) % size]
        if turn == 0 and plan.res[seed] >= 0:
            res = plan.res[seed]
        for _ in range(1 + random_below(state, MOST_OUT)):
            need = plan.head[res]
            if need < 0:
                break
            before += facts.weight[need]
            detach(plan, facts, need)
            bench.out[count], bench.was[count], bench.mark[need] = need, res, step
            count += 1
        if plan.head[res] >= 0:  # begin elsewhere next time
            plan.head[res] = plan.before[plan.head[res]]
        count = _add_free(plan, bench, state, step, res, count)
    return count, before


@compiled
def _add_free(plan: Plan, bench: Bench, state: Any, step: Any, res: Any, count: Any) -> Any:
    """Free needs of the resource's list, from a drawn place on; those in hand already are marked with the step."""
    first, size = bench.start[res], bench.start[res + 1] - bench.start[res]
    if size == 0:
        return count
    at, added = random_below(state, size), 0
    for _ in range(min(size, LOOKS)):
        need = bench.need[first + at]
        at = at + 1 if at + 1 < size else 0
        if plan.res[need] < 0 and bench.mark[need] != step:
            bench.out[count], bench.was[count], bench.mark[need] = need, -1, step
            count += 1
            added += 1
            if added == MOST_FREE:
                break
    return count


@compiled
def _sort(facts: Facts, bench: Bench, state: Any, count: Any) -> Any:
    """Order what is in hand by weight per hour, by size or by weight, each a little shaken; insertion sort."""
    way = random_below(state, 4)
    for row in range(count):
        need = bench.out[row]
        shake = 0.7 + 0.6 * random_below(state, 1024) / 1024.0
        weight, amount = facts.weight[need], facts.amount[need]
        bench.key[row] = shake * (amount if way == 1 else weight if way == 2 else weight / amount)
    for row in range(1, count):
        key, need, was, back = bench.key[row], bench.out[row], bench.was[row], row
        while back > 0 and bench.key[back - 1] < key:
            bench.key[back], bench.out[back] = bench.key[back - 1], bench.out[back - 1]
            bench.was[back] = bench.was[back - 1]
            back -= 1
        bench.key[back], bench.out[back], bench.was[back] = key, need, was


@compiled
def _put_back(facts: Facts, plan: Plan, state: Any, need: Any, price: Any) -> Any:
    """Place the need where room is cheapest, then tightest, overlooking a few places."""
    best, best_price, best_slack = np.int32(-1), np.inf, np.int64(0)
    one, amount = facts.class_of[need], facts.amount[need]
    for pair in range(facts.start[one], facts.start[one + 1]):
        res = facts.to[pair]
        slack = plan.slack[res]
        if slack < amount or price[res] > best_price:
            continue
        better = price[res] < best_price or slack < best_slack
        if better and random_below(state, LAPSE) and can_take(plan, facts, need, res):
            best, best_price, best_slack = res, price[res], slack
    if best >= 0:
        attach(plan, facts, need, best)
    return best >= 0
