"""Where one more giver would do most: the exact gain of the next, the second, the third (R62, A15; coverage.md 4.5).

The gain of a giver is bounded from the prices of today by one pass: no table entry can be worth more. Only the entries
whose bound is high are worked out with the giver added, best bound first, until the best ones are certain.
"""

from typing import Any, NamedTuple

import numpy as np

from kuea.core.allocation.problem import EARTH_KM, HOURS, Floats, Ints
from kuea.engines.allocation.edges import Pairs, points
from kuea.engines.allocation.relax import FULL, Flow, Relaxed, add_to_cell, drop_cell, relax
from kuea.engines.allocation.solve import Prepared, least_price, relax_prepared
from kuea.engines.compiled import compiled

ADDED_HOURS, ADDED_CASES = 4_000, 400  # hundredths
REACH_KM = 8.6  # road, as the middle volunteer
STEPS = 3
CHAIN = 8  # needs named


class Marginal(NamedTuple):
    """`step` givers of this kind in this tambon; `gain` is what the last of them adds to the split optimum."""

    tambon: int
    kind: int
    added: int
    step: int
    gain: float
    needs_gained: int
    chain: tuple[int, ...]


class Sites(NamedTuple):
    """What does not change from place to place: middles of tambons, and by kind its unit, classes and needs."""

    spots: Floats  # (villages, 3)
    middle: Floats  # (tambons, 3)
    unit: list[int]
    classes: list[Ints]  # of the common language
    needs: list[Ints]
    worth: Floats


def top_marginals(ready: Prepared, top: int = 20) -> list[Marginal]:
    """The `top` best places and kinds with their falling rows, best first; ties by tambon, then kind."""
    base = relax_prepared(ready)
    where = sites(ready)
    back, before = turned(ready.pairs, len(base.price)), _value(ready, base.served)
    least = least_price(ready.pairs, base.price)
    limit = {key: gain_limit(ready, where, least, *key) for key in _places(ready)}
    queue = sorted(limit, key=lambda key: (-limit[key], key))
    found: list[tuple[float, tuple[int, int], Ints]] = []
    for key in queue:
        floor = (
            sorted((gain for gain, _, _ in found), reverse=True)[top - 1]
            if len(found) >= top
            else 0.0
        )
        if limit[key] <= floor:
            break
        after = one_more(ready, where, base, back, key, 1)
        found.append((_value(ready, after) - before, key, after))
    found.sort(key=lambda row: (-row[0], row[1]))
    return [
        row
        for _, key, after in found[:top]
        for row in _falling(ready, where, base, back, after, key)
    ]


def _places(ready: Prepared) -> list[tuple[int, int]]:
    """Tambon and kind of every unmet need: elsewhere a giver of that kind gains nothing first of all there."""
    problem = ready.problem
    keys = np.unique(problem.need_tambon().astype(np.int64) * 64 + problem.need_kind)
    return [(int(key) // 64, int(key) % 64) for key in keys]


def _falling(
    ready: Prepared, where: Sites, base: Relaxed, back: Pairs, first: Ints, key: tuple[int, int]
) -> list[Marginal]:
    rows, before, amount = [], base.served, ready.problem.need_amount
    for step in range(1, STEPS + 1):
        after = first if step == 1 else one_more(ready, where, base, back, key, step)
        whole = np.flatnonzero((after == amount) & (before < amount))
        gain = _value(ready, after) - _value(ready, before)
        chain = tuple(whole[:CHAIN].tolist())
        rows.append(Marginal(*key, _added(where, key[1]), step, gain, len(whole), chain))
        before = after
    return rows


def _value(ready: Prepared, served: Ints) -> float:
    return float((served * ready.worth).sum())


def sites(ready: Prepared) -> Sites:
    """Computed once for a whole table."""
    problem, classes = ready.problem, ready.classes
    spots = points(problem)
    middle = np.zeros((len(problem.tambon_province), 3))
    np.add.at(middle, problem.village_tambon, spots)
    middle /= np.maximum(np.linalg.norm(middle, axis=1), 1e-12)[:, None]
    needs: list[Ints] = [
        np.flatnonzero(problem.need_kind == kind) for kind in range(len(problem.kinds))
    ]
    unit = [int(problem.need_unit[rows[0]]) if len(rows) else HOURS for rows in needs]
    common: list[Ints] = [
        np.flatnonzero((classes.kind == kind) & (classes.unit == one) & (classes.language == 0))
        for kind, one in enumerate(unit)
    ]
    return Sites(spots, middle, unit, common, needs, ready.worth)


def _added(where: Sites, kind: int) -> int:
    return ADDED_HOURS if where.unit[kind] == HOURS else ADDED_CASES


def _reached(ready: Prepared, where: Sites, tambon: int, kind: int) -> Ints:
    """Classes a new giver at the middle of the tambon could take: any group, either gender, the common language."""
    chord = ((where.spots - where.middle[tambon]) ** 2).sum(axis=1)
    reach = (2 * np.sin(REACH_KM / ready.problem.policy.road_factor / EARTH_KM / 2)) ** 2
    some = where.classes[kind]
    found: Ints = some[(chord <= reach)[ready.classes.village[some]]]
    return found


def gain_limit(ready: Prepared, where: Sites, least: Floats, tambon: int, kind: int) -> float:
    """No more than this can be gained: weak duality with today's prices and the best price for the new giver.

    `least` (classes) is the cheapest price each may use today.
    """
    class_of = ready.classes.of_need
    reached = np.zeros(len(ready.classes.village), bool)
    reached[_reached(ready, where, tambon, kind)] = True
    mine = where.needs[kind][reached[class_of[where.needs[kind]]]]
    amount = ready.problem.need_amount[mine]
    # What one hundredth of the new giver saves here, at most.
    saving = np.minimum(least[class_of[mine]], where.worth[mine])
    order = np.argsort(-saving, kind="stable")
    before = np.cumsum(amount[order]) - amount[order]
    taken = np.minimum(amount[order], np.maximum(0, _added(where, kind) - before))
    return float((saving[order] * taken).sum())


def turned(pairs: Pairs, resources: int) -> Pairs:
    """The classes that may use each resource: the pairs, turned round."""
    row = np.repeat(np.arange(len(pairs.start) - 1, dtype=np.int32), np.diff(pairs.start))
    order = np.argsort(pairs.to, kind="stable")
    count = np.bincount(pairs.to, minlength=resources)
    return Pairs(np.concatenate(([0], np.cumsum(count))).astype(np.int64), row[order])


def one_more(
    ready: Prepared, where: Sites, base: Relaxed, back: Pairs, key: tuple[int, int], count: int
) -> Ints:
    """int64 (needs) hundredths served when `count` givers are added to the split plan `base`, without solving anew.

    More room takes nothing from anybody: the needs of `base` stay served (strong maps of matroids), so it is enough to
    fill the new room with what is left, heaviest first, each brought by a chain of moves that ends at the new giver.
    `back` are the pairs `turned` round. Equal in value to `with_giver`.
    """
    served, flow = base.served.copy(), base.flow
    room = np.array([count * _added(where, key[1])], np.int64)
    left = ready.problem.need_amount.astype(np.int64) - served
    waiting = ready.order[(left[ready.order] > 0)].astype(np.int32)
    waiting = waiting[ready.problem.need_unit[waiting] == where.unit[key[1]]]
    copied = flow._replace(
        head_class=flow.head_class.copy(), head_res=flow.head_res.copy(), cell_class=flow.cell_class.copy(),
        cell_res=flow.cell_res.copy(), cell_amount=flow.cell_amount.copy(), next_of_class=flow.next_of_class.copy(),
        next_of_res=flow.next_of_res.copy(), last_of_res=flow.last_of_res.copy(), meta=flow.meta.copy(),
    )  # fmt: skip
    reached = _reached(ready, where, *key).astype(np.int32)
    _fill(copied, back, reached, waiting, ready.classes.of_need, left, served, room)
    if copied.meta[FULL]:  # no cells left to write the chains into
        return with_giver(ready, where, *key, count=count).served
    return served


@compiled
def _fill(
    flow: Flow, back: Pairs, reached: Any, waiting: Any, class_of: Any, left: Any, served: Any, room: Any,
) -> Any:  # fmt: skip
    """Bring the waiting needs in their order to the new room, as long as there is some."""
    classes, resources = len(flow.head_class), len(flow.head_res)
    queue = np.empty(classes, np.int32)
    via = np.empty(
        classes, np.int32
    )  # the cell whose flow moves on to let the class in; -1 uses the new giver
    seen, seen_res = np.zeros(classes, np.bool_), np.zeros(resources, np.bool_)
    last = _spread(flow, back, reached, queue, via, seen, seen_res)
    for need in waiting:
        one = class_of[need]
        while left[need] > 0 and room[0] > 0 and seen[one]:
            most, at = min(left[need], room[0]), one
            while via[at] >= 0:
                most = min(most, flow.cell_amount[via[at]])
                at = flow.cell_class[via[at]]
            left[need] -= most
            served[need] += most
            room[0] -= most
            if _move(flow, via, one, most):  # a cell ran empty: chains through it are gone
                for row in range(last):
                    seen[queue[row]] = False
                seen_res[:] = False
                last = _spread(flow, back, reached, queue, via, seen, seen_res)
        if room[0] == 0:
            return


@compiled
def _spread(
    flow: Flow, back: Pairs, reached: Any, queue: Any, via: Any, seen: Any, seen_res: Any,
) -> Any:  # fmt: skip
    """Every class a chain leads from to the new giver, nearest first; returns how many."""
    at, last = 0, 0
    for one in reached:
        seen[one], via[one], queue[last] = True, -1, one
        last += 1
    while at < last:
        cell = flow.head_class[queue[at]]
        at += 1
        while cell >= 0:
            res = flow.cell_res[cell]
            if not seen_res[res]:
                seen_res[res] = True
                for pair in range(back.start[res], back.start[res + 1]):
                    other = back.to[pair]
                    if not seen[other]:
                        seen[other], via[other], queue[last] = True, cell, other
                        last += 1
            cell = flow.next_of_class[cell]
    return last


@compiled
def _move(flow: Flow, via: Any, one: Any, most: Any) -> Any:
    """Shift `most` along the chain from the class; True when a cell on the way ran empty."""
    empty = False
    while via[one] >= 0:
        cell = via[one]
        other = flow.cell_class[cell]
        add_to_cell(flow, one, flow.cell_res[cell], most)
        flow.cell_amount[cell] -= most
        if flow.cell_amount[cell] == 0:
            drop_cell(flow, cell)
            empty = True
        one = other
    return empty


def with_giver(ready: Prepared, where: Sites, tambon: int, kind: int, *, count: int) -> Relaxed:
    """Solve the split problem again with `count` givers of 40 hours (or 4 cases) added: the slow twin of `one_more`."""
    problem = ready.problem
    capacity = np.concatenate((problem.capacity(), [count * _added(where, kind), 0]))
    more = _reached(ready, where, tambon, kind)
    start = ready.pairs.start
    to = np.insert(ready.pairs.to, start[more + 1], np.int32(len(capacity) - 2))
    added = np.zeros(len(start), np.int64)
    added[more + 1] = 1
    pairs = Pairs(start + np.cumsum(added), to)
    amount = problem.need_amount.astype(np.int64)
    return relax(pairs, capacity, ready.classes.of_need, amount, ready.worth, ready.order)
