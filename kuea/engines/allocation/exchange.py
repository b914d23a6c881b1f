"""Two givers at a time, divided anew exactly: a knapsack in two dimensions over their needs and the free needs they share.

Needs and slack of both are laid open up to a window of hours; a table over (hours of the one) × (hours of the other)
finds the division of most weight (Bellman 1957). Weights carry a little fixed noise while it is hot, so that the search
walks over plateaus. Givers with a limit of persons are left to `improve`.
"""

from typing import Any, NamedTuple

import numpy as np

from kuea.core.allocation.problem import Flags, Floats, Ints
from kuea.engines.allocation.edges import Pairs
from kuea.engines.allocation.improve import _random
from kuea.engines.allocation.plan import Facts, Plan, attach, detach
from kuea.engines.compiled import compiled

CELLS = 40  # steps of hours a giver in the table
ITEMS = 44
FROM_FREE = 14  # free needs looked at for each giver


class Shared(NamedTuple):
    """Free or doubtful needs each resource could take: `need[start[r]:start[r + 1]]`, and the places to work in."""

    start: Ints
    need: Ints
    givers: Ints  # resources worth opening
    unit: Ints  # one number: hundredths of one step of the table
    best: Floats
    choice: Ints
    item: Ints
    size: Ints
    may: Ints


def shared_needs(
    near: Pairs, class_of: Ints, doubtful: Ints, amount: Ints, capacity: Ints, limited: Flags
) -> Shared:
    """Turn the near pairs of doubtful needs round; resources with two or more of them are worth opening."""
    count = np.diff(near.start)[class_of[doubtful]]
    need = np.repeat(doubtful, count)
    first = np.repeat(
        near.start[class_of[doubtful]] - np.concatenate(([0], np.cumsum(count)[:-1])), count
    )
    res = near.to[first + np.arange(len(need))]
    keep = ~limited[res >> 1] & (amount[need] <= capacity[res])
    need, res = need[keep], res[keep]
    order = np.argsort(res, kind="stable")
    start = np.concatenate(([0], np.cumsum(np.bincount(res, minlength=len(capacity))))).astype(
        np.int64
    )
    hours = amount[doubtful]
    step = max(1, int(np.gcd.reduce(hours))) if len(hours) else 1
    if len(hours):
        step = max(step, -(-int(np.median(hours)) // 10))
    return Shared(
        start, need[order].astype(np.int32), np.flatnonzero(np.diff(start) > 0).astype(np.int32),
        np.array([step], np.int64), np.empty((CELLS + 1, CELLS + 1)),
        np.empty((ITEMS, CELLS + 1, CELLS + 1), np.uint8), np.empty(ITEMS, np.int32), np.empty(ITEMS, np.int64),
        np.empty(ITEMS, np.uint8),
    )  # fmt: skip


@compiled
def exchange(
    facts: Facts, plan: Plan, shared: Shared, state: Any, steps: Any, hot: Any, cold: Any,
) -> Any:  # fmt: skip
    """Open `steps` pairs of givers; returns the gain. Noise falls from `hot` to `cold`."""
    gained = 0.0
    fall = (cold / hot) ** (1.0 / max(1, steps))
    heat = hot
    for _ in range(steps):
        heat *= fall
        left = shared.givers[_random(state, len(shared.givers))]
        first = shared.start[left]
        need = shared.need[first + _random(state, shared.start[left + 1] - first)]
        one = facts.class_of[need]
        pair = facts.start[one] + _random(state, facts.start[one + 1] - facts.start[one])
        right = facts.to[pair]
        if right == left or facts.limit[right >> 1] >= 0:
            continue
        gained += _divide(facts, plan, shared, state, left, right, heat)
    return gained


@compiled
def _divide(
    facts: Facts, plan: Plan, shared: Shared, state: Any, left: Any, right: Any, heat: Any,
) -> Any:  # fmt: skip
    """Lay both open, solve, put back the best division; returns the change of weight."""
    count, room_left = _open(facts, plan, shared, left, right, 0, 1)
    count, room_right = _open(facts, plan, shared, right, left, count, 2)
    before = 0.0
    for row in range(count):
        before += facts.weight[shared.item[row]]
        detach(plan, facts, shared.item[row])
    count = _add_free(facts, plan, shared, state, left, right, count)
    _fill(facts, shared, state, count, room_left, room_right, heat, left, right, plan)
    after = 0.0
    a, b = room_left, room_right
    for row in range(count - 1, -1, -1):
        pick = shared.choice[row, a, b]
        if pick == 0:
            continue
        need = shared.item[row]
        after += facts.weight[need]
        attach(plan, facts, need, left if pick == 1 else right)
        if pick == 1:
            a -= shared.size[row]
        else:
            b -= shared.size[row]
    return after - before


@compiled
def _open(
    facts: Facts, plan: Plan, shared: Shared, res: Any, other: Any, count: Any, bit: Any,
) -> Any:  # fmt: skip
    """List needs of `res` from the ring until the window is full; returns the count and the steps of room."""
    step = shared.unit[0]
    room = plan.slack[res] // step
    spare = plan.slack[res] - room * step
    need = plan.head[res]
    limit = count + 15
    while need >= 0 and count < limit:
        size = -(-facts.amount[need] // step)
        if room + size > CELLS:
            break
        shared.item[count], shared.size[count] = need, size
        shared.may[count] = bit | ((3 - bit) if _may(facts, need, other) else 0)
        spare += facts.amount[need]
        room += size
        count += 1
        need = plan.after[need]
        if need == plan.head[res]:
            break
    if need >= 0:
        plan.head[res] = need
    return count, min(room, CELLS)


@compiled
def _may(facts: Facts, need: Any, res: Any) -> Any:
    one = facts.class_of[need]
    for pair in range(facts.start[one], facts.start[one + 1]):  # noqa: SIM110
        if facts.to[pair] == res:
            return True
    return False


@compiled
def _add_free(
    facts: Facts, plan: Plan, shared: Shared, state: Any, left: Any, right: Any, count: Any,
) -> Any:  # fmt: skip
    """Add a few free needs of each of the two, from a place of the fixed sequence on."""
    held = count
    for side in range(2):
        res = left if side == 0 else right
        first, size = shared.start[res], shared.start[res + 1] - shared.start[res]
        if size == 0:
            continue
        at = _random(state, size)
        added = 0
        for _ in range(min(size, 96)):
            need = shared.need[first + at]
            at = at + 1 if at + 1 < size else 0
            if plan.res[need] >= 0 or _listed(shared, held, count, need):
                continue
            if count >= ITEMS or added >= FROM_FREE:
                break
            shared.item[count] = need
            shared.size[count] = -(-facts.amount[need] // shared.unit[0])
            bit = 1 + side
            shared.may[count] = bit | (
                (3 - bit) if _may(facts, need, left if side else right) else 0
            )
            count += 1
            added += 1
    return count


@compiled
def _listed(shared: Shared, held: Any, count: Any, need: Any) -> Any:
    for row in range(count):  # noqa: SIM110
        if shared.item[row] == need:
            return True
    return False


@compiled
def _fill(
    facts: Facts, shared: Shared, state: Any, count: Any, most_a: Any, most_b: Any, heat: Any, left: Any, right: Any, plan: Plan,
) -> Any:  # fmt: skip
    """best[a, b]: most weight with a and b steps used up at most; choice 0 out, 1 left, 2 right."""
    best = shared.best
    best[: most_a + 1, : most_b + 1] = 0.0
    for row in range(count):
        need, size, may = shared.item[row], shared.size[row], shared.may[row]
        value = facts.weight[need] + heat * (_random(state, 1024) / 512.0 - 1.0)
        for a in range(most_a, -1, -1):
            for b in range(most_b, -1, -1):
                top, pick = best[a, b], 0
                if may & 1 and a >= size and best[a - size, b] + value > top:
                    top, pick = best[a - size, b] + value, 1
                if may & 2 and b >= size and best[a, b - size] + value > top:
                    top, pick = best[a, b - size] + value, 2
                best[a, b] = top
                shared.choice[row, a, b] = pick
