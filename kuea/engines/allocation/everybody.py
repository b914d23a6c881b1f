"""Everybody is placed, at the least cost: the generalised assignment problem, for lists in which nobody may be left out.

`allocate` leaves the least urgent out; here each item goes to one agent, capacities are kept, and cost is least. Prices of
capacity come from Lagrange's bound by a deflected subgradient (Fisher 1981); whole plans from annealing over moves of one
item and exchanges of two among the agents near those prices, overload paid for at a rising price (as in Yagiura, Ibaraki
and Glover 2006). Budgets are counts of moves, so the same input gives the same plan on any machine.
"""

from typing import Any, NamedTuple

import numpy as np

from kuea.core.allocation.problem import Floats, Ints
from kuea.engines.allocation.renew import SEED, random_below
from kuea.engines.compiled import compiled

MOVES, NEAR, ROUNDS = 16_000_000, 8, 600
_AT_ONCE = 1024  # moves between two changes of temperature and price
_RISE = (
    0.7  # share of the moves in which the price of overload goes from its first to its second value
)
_FINE = 1 << 30


class Way(NamedTuple):
    """One annealing. Prices of overload in prices of capacity; temperatures in mean costs of a second choice."""

    first: float
    second: float
    bend: float
    after: float  # how much the price still grows when the second value was reached
    is_even: bool  # one price for all agents
    hot: float
    cold: float
    coldest: float = 0.0  # in cost


WAYS = (
    Way(1.0, 1.5, 1.0, 10.0, is_even=False, hot=1.0, cold=0.02, coldest=0.2),
    Way(1.0, 1.2, 1.0, 20.0, is_even=False, hot=0.5, cold=0.01),
    Way(0.8, 2.8, 2.0, 1.4, is_even=False, hot=0.5, cold=0.01),
    Way(1.0, 1.5, 1.0, 20.0, is_even=True, hot=1.0, cold=0.02),
    Way(2.0, 3.0, 1.0, 4.0, is_even=True, hot=2.0, cold=0.02, coldest=0.3),
    Way(4.0, 4.0, 1.0, 9.0, is_even=True, hot=0.5, cold=0.01),
)


class Placed(NamedTuple):
    """`agent_of` (items), or -1 everywhere when no plan that keeps the capacities was found; its cost, what no plan can beat, and the prices that prove it."""

    agent_of: Ints
    cost: float
    bound: float
    price: Floats


def place_everybody(cost: Ints, amount: Ints, room: Ints, *, moves: int = MOVES) -> Placed:
    """The best of all `WAYS`, `moves` tried moves each, about 50 ns a move. `cost` and `amount` are (agents × items), `room` (agents)."""
    items = cost.shape[1]
    price, bound = lagrange_prices(cost, amount, room)
    full = cost + price[:, None] * amount
    order = np.argsort(full, axis=0, kind="stable")
    near = np.ascontiguousarray(order[: min(NEAR, len(room))].T).astype(np.int32)
    two = np.sort(full, axis=0)[:2]
    second = float((two[-1] - two[0]).mean()) or 1.0
    best = Placed(np.full(items, -1), np.inf, bound, price)
    paid = price[price > 0].mean() if (price > 0).any() else float(cost.mean() / amount.mean())
    for way in WAYS:
        base = np.full(len(room), paid) if way.is_even else np.maximum(price, 0.2 * paid)
        hot = max(second, 1.5) if way.coldest else second
        found, agent_of = _anneal(
            cost, amount, room, near, base, (way.first, way.second, way.bend, way.after),
            (hot * way.hot, max(second * way.cold, way.coldest)), moves,
        )  # fmt: skip
        if found < best.cost:
            best = Placed(agent_of, found, bound, price)
    return best


def lagrange_prices(cost: Ints, amount: Ints, room: Ints) -> tuple[Floats, float]:
    """A price of each agent's capacity (≥ 0) and the bound it proves: Σ cheapest cost with prices - Σ room × price."""
    agents, items = cost.shape
    price: Floats = np.zeros(agents)
    best_price = price
    best, step, stalled = -np.inf, 2.0, 0
    every = np.arange(items)
    way: Floats = np.zeros(agents)
    for turn in range(ROUNDS):
        full = cost + price[:, None] * amount
        chosen = full.argmin(axis=0)
        value = float(full[chosen, every].sum() - (room * price).sum())
        if value > best:
            best, best_price, stalled = value, price, 0
        else:
            stalled += 1
            if stalled >= 15:
                step, stalled, price = step * 0.7, 0, best_price
                continue
        over = np.bincount(chosen, amount[chosen, every], agents) - room
        way = 0.3 * over + 0.7 * way if turn else over.astype(np.float64)
        aim = max(abs(best) * 0.002, 1.02 * best - value, 1e-9)
        price = np.maximum(0.0, price + step * aim * way / max(1e-9, float((way * way).sum())))
    return best_price, best


@compiled
def _first_plan(amount: Ints, near: Ints) -> tuple[Ints, Ints, Ints, Ints]:
    """Each item at its nearest agent: items held by agent, the place of each there, loads and counts."""
    agents, items = amount.shape
    load, count = np.zeros(agents, np.int64), np.zeros(agents, np.int64)
    held, place = np.empty((agents, items), np.int32), np.empty(items, np.int32)
    for row in range(items):
        a = near[row, 0]
        load[a] += amount[a, row]
        held[a, count[a]] = row
        place[row] = count[a]
        count[a] += 1
    return held, place, load, count


@compiled
def _anneal(
    cost: Ints, amount: Ints, room: Ints, near: Ints, base: Floats,
    prices: tuple[float, float, float, float], heat: tuple[float, float], moves: int,
) -> tuple[float, Ints]:  # fmt: skip
    """Least cost of a plan within the capacities that was passed (infinite when none was), and the plan."""
    agents, items = cost.shape
    first, second, bend, after = prices
    hot, cold = heat
    state = np.array([SEED], np.uint64)
    held, place, load, count = _first_plan(amount, near)
    agent_of = near[:, 0].astype(np.int64)
    total = 0.0
    for row in range(items):
        total += cost[agent_of[row], row]
    over = np.int64(0)
    for a in range(agents):
        over += max(0, load[a] - room[a])
    best, kept = (total if over == 0 else np.inf), agent_of.copy()
    price, warm = base * first, hot
    for move in range(moves):
        if move % _AT_ONCE == 0:
            done = move / moves
            warm = max(cold, hot * (cold / hot) ** (done / _RISE))
            if done < _RISE:
                price = base * (first + (second - first) * (done / _RISE) ** bend)
            else:
                price = base * second * (1.0 + (done - _RISE) * after)
        item = random_below(state, items)
        a, b = agent_of[item], near[item, random_below(state, near.shape[1])]
        if a == b:
            continue
        other = -1
        if count[b] and random_below(state, 4):
            other = held[b, random_below(state, count[b])]
        dearer = cost[b, item] - cost[a, item]
        load_a, load_b = load[a] - amount[a, item], load[b] + amount[b, item]
        if other >= 0:
            dearer += cost[a, other] - cost[b, other]
            load_a += amount[a, other]
            load_b -= amount[b, other]
        more_a = max(0, load_a - room[a]) - max(0, load[a] - room[a])
        more_b = max(0, load_b - room[b]) - max(0, load[b] - room[b])
        worse = dearer + price[a] * more_a + price[b] * more_b
        if worse > 0 and random_below(state, _FINE) >= _FINE * np.exp(-worse / warm):
            continue
        load[a], load[b] = load_a, load_b
        over += more_a + more_b
        total += dearer
        _change(held, place, count, agent_of, item, other, b)
        if over == 0 and total < best - 1e-9:
            best = total
            kept[:] = agent_of
    return best, kept


@compiled
def _change(
    held: Ints, place: Ints, count: Ints, agent_of: Ints, item: Any, other: Any, b: Any
) -> None:
    """Give `item` to agent b, and `other` (or nobody, -1) from b in its stead."""
    a, was = agent_of[item], place[item]
    if other >= 0:
        held[a, was], held[b, place[other]] = other, item
        place[item], place[other] = place[other], was
        agent_of[other] = a
    else:
        last = held[a, count[a] - 1]
        held[a, was], place[last] = last, was
        count[a] -= 1
        held[b, count[b]], place[item] = item, count[b]
        count[b] += 1
    agent_of[item] = b
