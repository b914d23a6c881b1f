"""Parts of a map that hang together: every area to one holder, loads within a band, least cost and fewest cut borders.

Annealing over moves of one area across a border, alone or followed by one the other way; a move that would tear a part
in two is never tried (as in the flip walks of redistricting, DeFord, Duchin and Solomon 2021). Load outside the band is
paid for at a price that rises until it cannot pay any more. Budgets are counts of moves: the same input, the same parts.
"""

import time
from typing import Any, NamedTuple

import numpy as np

from kuea.core.allocation.problem import Floats, Ints
from kuea.engines.allocation.renew import SEED, random_below
from kuea.engines.compiled import compiled

MOVES, STARTS = 400_000, 6
_NOBODY = -1
_AT_ONCE = 512  # moves between two changes of temperature and price
_CHANGE = 1.05  # how fast the price of load outside the bands rises while there is some, and falls while there is none
_FINE = 1 << 30


class Map(NamedTuple):
    """`links` from `start[t]` to `start[t + 1]` are the neighbours of area t. `cost` (areas × holders) is infinite where a
    holder may not stand; `low` ≤ load of a holder ≤ `high`; `home` (holders) is an area always its own, or -1."""

    start: Ints
    links: Ints
    cost: Floats
    load: Floats
    low: Floats
    high: Floats
    home: Ints


class Parts(NamedTuple):
    """`holder` (areas) or -1 where none could stand; its cost and cut borders, and the load outside the bands (0: kept)."""

    holder: Ints
    cost: float
    cut: int
    outside: float
    is_whole: bool = True


def divide_map(
    land: Map, *, per_cut: float = 0.0, moves: int = MOVES, starts: int = STARTS, base: Ints | None = None,
    until: float | None = None,
) -> Parts:  # fmt: skip
    """The best of `starts` annealings of `moves` moves each, about half a microsecond a move. `base` is where the first begins.

    Best is: fewest areas without a holder, least load outside the bands, least cost + `per_cut` × cut borders. After
    `until` (`time.monotonic`) no other start is made, and `is_whole` is False.
    """
    best: Parts | None = None
    fine = np.where(np.isfinite(land.cost), land.cost, 0.0)
    pay = max(per_cut, float(fine.max(initial=0.0)), 1e-9) / max(float(land.load.mean()), 1e-12)
    for number in range(starts):
        if best is not None and until is not None and time.monotonic() > until:
            return best._replace(is_whole=False)
        state = np.array([SEED + 7919 * number], np.uint64)
        begin = _grow(land, state) if number or base is None else _without_holes(land, base)
        _, holder = _anneal(
            land.start, land.links, land.cost, land.load, land.low, land.high, land.home,
            begin.astype(np.int64), per_cut, pay, moves, state,
        )  # fmt: skip
        found = judge_parts(land, holder)
        if best is None or _rank(found, per_cut) < _rank(best, per_cut):
            best = found
    assert best is not None
    return best


def _rank(parts: Parts, per_cut: float) -> tuple[int, float, float]:
    alone = int((parts.holder == _NOBODY).sum())
    return alone, round(parts.outside, 9), parts.cost + per_cut * parts.cut


def judge_parts(land: Map, holder: Ints) -> Parts:
    """Cost, cut borders and load outside the bands of a division, from the map alone."""
    held = np.flatnonzero(holder >= 0)
    cost = float(land.cost[held, holder[held]].sum())
    row = np.repeat(np.arange(len(holder)), np.diff(land.start))
    cut = int((holder[row] != holder[land.links]).sum()) // 2
    carried = np.bincount(holder[held], land.load[held], len(land.low))
    outside = np.maximum(carried - land.high, 0) + np.maximum(land.low - carried, 0)
    return Parts(holder.astype(np.int64), cost, cut, float(outside.sum()))


def hangs_together(land: Map, holder: Ints) -> bool:
    """Whether each holder's areas are one piece."""
    return all(pieces == 1 for pieces in loose_pieces(land, holder).values())


def loose_pieces(land: Map, holder: Ints) -> dict[int, int]:
    """Of each holder that has areas, in how many pieces they lie."""
    found: dict[int, int] = {}
    left = holder >= 0
    while left.any():
        first = int(np.flatnonzero(left)[0])
        found[int(holder[first])] = found.get(int(holder[first]), 0) + 1
        left = left & ~_piece(land, holder, first)
    return found


def _piece(land: Map, holder: Ints, first: int) -> "np.ndarray[Any, np.dtype[np.bool_]]":
    seen = np.zeros(len(holder), bool)
    seen[first] = True
    wait = [first]
    while wait:
        area = wait.pop()
        for other in land.links[land.start[area] : land.start[area + 1]].tolist():
            if not seen[other] and holder[other] == holder[first]:
                seen[other] = True
                wait.append(other)
    return seen


def _without_holes(land: Map, holder: Ints) -> Ints:
    """Every holder keeps the piece of its home (else its heaviest), the rest is nobody's: what annealing may begin from."""
    kept = np.full(len(holder), _NOBODY, np.int64)
    allowed = holder >= 0
    allowed[allowed] = np.isfinite(land.cost[np.flatnonzero(allowed), holder[allowed]])
    held = np.where(allowed, holder, _NOBODY)
    for one, home in enumerate(land.home.tolist()):
        if home >= 0:
            held[home] = one
    for one, home in enumerate(land.home.tolist()):
        left = held == one
        pieces = []
        while left.any():
            piece = _piece(land, held, int(np.flatnonzero(left)[0]))
            pieces.append(piece)
            left = left & ~piece
        if pieces:
            best = max(
                pieces, key=lambda piece: (home >= 0 and piece[home], land.load[piece].sum())
            )
            kept[best] = one
    return kept


def _grow(land: Map, state: Ints) -> Ints:
    """From its home, else anywhere, the holder with the least of its load takes the cheapest area beside it, until none can."""
    areas, holders = land.cost.shape
    holder = np.full(areas, _NOBODY, np.int64)
    for one, home in enumerate(land.home.tolist()):
        if home >= 0:
            holder[home] = one
    for one, home in enumerate(land.home.tolist()):
        free = np.flatnonzero((holder == _NOBODY) & np.isfinite(land.cost[:, one]))
        if home < 0 and len(free):
            holder[free[random_below(state, len(free))]] = one
    _fill(land.start, land.links, land.cost, land.load, np.maximum(land.high, 1e-12), holder)
    return holder


@compiled
def _fill(start: Ints, links: Ints, cost: Floats, load: Floats, room: Floats, holder: Ints) -> None:
    areas, holders = cost.shape
    carried, can = np.zeros(holders), np.ones(holders, np.bool_)
    for area in range(areas):
        if holder[area] >= 0:
            carried[holder[area]] += load[area]
    while True:
        one = -1
        for other in range(holders):
            if can[other] and (one < 0 or carried[other] / room[other] < carried[one] / room[one]):
                one = other
        if one < 0:
            break
        found, least = -1, np.inf
        for area in range(areas):
            if holder[area] < 0 and cost[area, one] < least:
                for at in range(start[area], start[area + 1]):
                    if holder[links[at]] == one:
                        found, least = area, cost[area, one]
                        break
        if found < 0:
            can[one] = False
        else:
            holder[found] = one
            carried[one] += load[found]


@compiled
def _may_leave(
    area: Any, start: Ints, links: Ints, holder: Ints, seen: Ints, stamp: Any, wait: Ints
) -> bool:
    """Whether the part of `area` stays one piece, and something, without it."""
    one, first, beside = holder[area], -1, 0
    for at in range(start[area], start[area + 1]):
        if holder[links[at]] == one:
            beside += 1
            first = links[at]
    if beside == 0:
        return False
    if beside == 1:
        return True
    seen[area], seen[first] = stamp, stamp
    wait[0], top, left = first, 1, beside - 1
    while top > 0:
        top -= 1
        here = wait[top]
        for at in range(start[here], start[here + 1]):
            other = links[at]
            if holder[other] != one or seen[other] == stamp:
                continue
            seen[other] = stamp
            for back in range(start[other], start[other + 1]):
                if links[back] == area:
                    left -= 1
                    break
            if left == 0:
                return True
            wait[top] = other
            top += 1
    return False


@compiled
def _outside(carried: float, low: float, high: float) -> float:
    return max(0.0, carried - high) + max(0.0, low - carried)


@compiled
def _cuts_more(goes: Ints, was: Ints, count: Any, start: Ints, links: Ints, holder: Ints) -> int:
    """How many more borders are cut since the areas that go stood where they were."""
    more = 0
    for at in range(count):
        area = goes[at]
        for beside in range(start[area], start[area + 1]):
            other = links[beside]
            then = holder[other]
            if count == 2 and other == goes[1 - at]:
                if at == 1:
                    continue  # their own border is counted once
                then = was[1]
            more += int(holder[area] != holder[other]) - int(was[at] != then)
    return more


@compiled
def _try(
    start: Ints, links: Ints, cost: Floats, holder: Ints, fixed: Any,
    goes: Ints, was: Ints, seen: Ints, stamp: Any, wait: Ints, state: Ints,
) -> int:  # fmt: skip
    """Let an area go over a border, or one more come back: how many went (0: none may), which, and where they were."""
    area = random_below(state, len(holder))
    if fixed[area] or start[area] == start[area + 1]:
        return 0
    beside = links[start[area] + random_below(state, start[area + 1] - start[area])]
    a, b = holder[area], holder[beside]
    if a == b or b < 0 or not cost[area, b] < np.inf:
        return 0
    if a >= 0 and not _may_leave(area, start, links, holder, seen, stamp, wait):
        return 0
    goes[0], was[0] = area, a
    holder[area] = b
    if a < 0 or not random_below(state, 2):
        return 1
    other = _one_back(start, links, cost, holder, fixed, area, a, b, state)
    if other < 0 or not _may_leave(other, start, links, holder, seen, stamp + 1, wait):
        return 1
    goes[1], was[1] = other, b
    holder[other] = a
    return 2


@compiled
def _anneal(
    start: Ints, links: Ints, cost: Floats, load: Floats, low: Floats, high: Floats, home: Ints,
    holder: Ints, per_cut: float, pay: float, moves: int, state: Ints,
) -> tuple[float, Ints]:  # fmt: skip
    """From `holder`, the least of cost, cut borders and paid load outside the bands that was passed."""
    areas, holders = cost.shape
    carried, fixed = _begin(load, home, holder)
    seen, wait, stamp = np.zeros(areas, np.int64), np.empty(areas + 1, np.int64), 0
    goes, was = np.empty(2, np.int64), np.empty(2, np.int64)
    now, out = 0.0, 0.0  # relative: only differences are counted
    for one in range(holders):
        out += _outside(carried[one], low[one], high[one])
    final, slack = pay * 10_000.0, 1e-9 * float(load.sum())
    best, kept = out * final, holder.copy()
    typical = _typical(start, links, cost, holder, per_cut)
    hot, cold = typical, 0.1 * typical
    price, warm = pay, hot
    for move in range(moves):
        if move % _AT_ONCE == 0:
            warm = hot * (cold / hot) ** (move / moves)
            price = (
                min(price * _CHANGE, pay * 1000.0)
                if out > slack
                else max(price / _CHANGE, pay * 0.01)
            )
        stamp += 2
        count = _try(start, links, cost, holder, fixed, goes, was, seen, stamp, wait, state)
        if count == 0:
            continue
        a, b = was[0], holder[goes[0]]
        dearer = cost[goes[0], b] - (cost[goes[0], a] if a >= 0 else 0.0)
        if count == 2:
            dearer += cost[goes[1], a] - cost[goes[1], b]
        dearer += per_cut * _cuts_more(goes, was, count, start, links, holder)
        heavier = load[goes[0]] - (load[goes[1]] if count == 2 else 0.0)
        more = _outside(carried[b] + heavier, low[b], high[b]) - _outside(
            carried[b], low[b], high[b]
        )
        if a >= 0:
            more += _outside(carried[a] - heavier, low[a], high[a]) - _outside(
                carried[a], low[a], high[a]
            )
        else:
            dearer -= final * load[goes[0]] * 2.0  # somebody's at last
        worse = dearer + price * more
        if worse > 0 and random_below(state, _FINE) >= _FINE * np.exp(-worse / warm):
            for at in range(count - 1, -1, -1):
                holder[goes[at]] = was[at]
            continue
        carried[b] += heavier
        if a >= 0:
            carried[a] -= heavier
        now += dearer
        out += more
        if max(out, 0.0) * final + now < best - 1e-9:
            best = max(out, 0.0) * final + now
            kept[:] = holder
    return best, kept


@compiled
def _begin(load: Floats, home: Ints, holder: Ints) -> tuple[Floats, Any]:
    """What each holder carries, and which areas are homes."""
    carried, fixed = np.zeros(len(home)), np.zeros(len(holder), np.bool_)
    for one in range(len(home)):
        if home[one] >= 0:
            fixed[home[one]] = True
    for area in range(len(holder)):
        if holder[area] >= 0:
            carried[holder[area]] += load[area]
    return carried, fixed


@compiled
def _typical(start: Ints, links: Ints, cost: Floats, holder: Ints, per_cut: float) -> float:
    """The mean difference a move across a border makes."""
    total, count = 0.0, 0
    for area in range(len(holder)):
        for at in range(start[area], start[area + 1]):
            a, b = holder[area], holder[links[at]]
            if a != b and a >= 0 and b >= 0 and cost[area, b] < np.inf:
                total += abs(cost[area, b] - cost[area, a]) + per_cut
                count += 1
    return total / count if count and total > 0 else 1.0


@compiled
def _one_back(
    start: Ints, links: Ints, cost: Floats, holder: Ints, fixed: Any, area: Any, a: Any, b: Any, state: Ints
) -> int:  # fmt: skip
    """An area of b beside a, found by a walk of a few steps; -1 when none is met."""
    here = area
    for _ in range(12):
        here = links[start[here] + random_below(state, start[here + 1] - start[here])]
        if holder[here] != b or here == area or fixed[here] or not cost[here, a] < np.inf:
            if holder[here] != a and holder[here] != b:
                here = area
            continue
        for at in range(start[here], start[here + 1]):
            if holder[links[at]] == a:
                return int(here)
    return -1
