"""A plan after a change: a giver leaves, a need comes, hours change. Few others move, and only for somebody more urgent.

What still stands of the plan before is kept; freed and free needs are placed by weight per hour: into room, by moving
one other need, or in place of a less urgent one, which is then placed in turn (coverage.md 4.6).
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from kuea.core.allocation.problem import Floats, Ints
from kuea.core.allocation.rules import first_refusal
from kuea.engines.allocation.plan import (
    Facts,
    Plan,
    attach,
    can_take,
    detach,
    empty_plan,
    giver_of,
    insert,
    person_fits,
)  # fmt: skip
from kuea.engines.allocation.solve import (
    Prepared,
    Solution,
    Stop,
    dual_bound,
    never,
    relax_prepared,
)
from kuea.engines.compiled import compiled

LOOKS_A_NEED = 1_500  # pairs and promises looked at for one need: the work budget


@dataclass(frozen=True, eq=False)
class Change:
    """What became of the promises: needs whose giver changed, from whom to whom (-1 nobody)."""

    need: Ints
    from_giver: Ints
    to_giver: Ints


def changes(before: Ints, after: Ints) -> Change:
    """Compare two plans given as one giver a need."""
    moved = np.flatnonzero(before != after)
    return Change(moved, before[moved], after[moved])


def plan_from(ready: Prepared, pairs: Ints) -> Plan:
    """The part of a plan (rows, 2) that still keeps every rule, heaviest needs first."""
    problem = ready.problem
    plan = empty_plan(problem.needs, problem.capacity())
    allowed = first_refusal(problem, pairs[:, 0], pairs[:, 1]) == 0
    pairs = pairs[allowed]
    order = np.argsort(-ready.worth[pairs[:, 0]], kind="stable")
    need = pairs[order, 0].astype(np.int32)
    res = (2 * pairs[order, 1] + problem.need_unit[need]).astype(np.int32)
    _attach_standing(plan, ready.facts, need, res)
    return plan


@compiled
def _attach_standing(plan: Plan, facts: Facts, need: Any, res: Any) -> Any:
    for row in range(len(need)):
        if plan.res[need[row]] < 0 and can_take(plan, facts, need[row], res[row]):
            attach(plan, facts, need[row], res[row])


def solve_near(ready: Prepared, previous: Ints, *, stop: Stop = never) -> Solution:
    """A plan near `previous` (rows, 2): what stands stays unless moving it places somebody more urgent."""
    split = relax_prepared(ready)
    plan = plan_from(ready, previous)
    free = ready.order[plan.res[ready.order] < 0].astype(np.int32)
    work = place(plan, ready.facts, ready.problem.need_urgency.astype(np.int8), free, split.price)
    value = float(ready.weight[plan.res >= 0].sum())
    relaxed = float((split.served * ready.worth).sum())
    return Solution(
        giver_of(plan), split.price, value, dual_bound(ready, split.price), relaxed, work, stop()
    )  # fmt: skip


def drop_out(ready: Prepared, plan: Plan, price: Floats, giver: int) -> int:
    """The giver ends: its needs are placed anew in `plan`, its room is gone. Returns how many needs it had."""
    freed = np.flatnonzero(plan.res >> 1 == giver).astype(np.int32)
    freed = freed[np.argsort(-ready.worth[freed], kind="stable")]
    _empty(plan, ready.facts, freed, giver)
    place(plan, ready.facts, ready.problem.need_urgency.astype(np.int8), freed, price)
    return len(freed)


@compiled
def _empty(plan: Plan, facts: Facts, freed: Any, giver: Any) -> Any:
    for need in freed:
        detach(plan, facts, need)
    plan.slack[2 * giver] = 0
    plan.slack[2 * giver + 1] = 0


def place(plan: Plan, facts: Facts, urgency: Ints, needs: Ints, price: Floats) -> int:
    """Place free needs in their order; returns the work done."""
    queue = np.empty(4 * len(needs) + 16, np.int32)
    queue[: len(needs)] = needs
    return int(_place(plan, facts, urgency, queue, len(needs), price))


@compiled
def _place(plan: Plan, facts: Facts, urgency: Any, queue: Any, count: Any, price: Any) -> Any:
    at, work = 0, 0
    while at < count:
        need = queue[at]
        at += 1
        if plan.res[need] >= 0 or insert(plan, facts, need, price) >= 0:
            continue
        out, looks = _make_room(plan, facts, urgency, need)
        work += looks
        if out >= 0 and count < len(queue):
            queue[count] = out
            count += 1
    return work


@compiled
def _make_room(plan: Plan, facts: Facts, urgency: Any, need: Any) -> Any:
    """Move one other need on, else take the place of the lightest less urgent one; that one, or -1, and the looks."""
    one = facts.class_of[need]
    swap_res, swap_out, looks = np.int32(-1), np.int32(-1), 0
    for pair in range(facts.start[one], facts.start[one + 1]):
        res = facts.to[pair]
        out = plan.head[res]
        while out >= 0 and looks < LOOKS_A_NEED:
            looks += 1
            if plan.slack[res] + facts.amount[out] >= facts.amount[need] and person_fits(
                plan, facts, need, res
            ):
                new, seen = _room_elsewhere(plan, facts, out)
                looks += seen
                if new >= 0:
                    detach(plan, facts, out)
                    attach(plan, facts, out, new)
                    attach(plan, facts, need, res)
                    return np.int32(-1), looks
                lighter = facts.weight[out] < facts.weight[need] and urgency[out] < urgency[need]
                if lighter and (swap_out < 0 or facts.weight[out] < facts.weight[swap_out]):
                    swap_res, swap_out = res, out
            out = plan.after[out]
            if out == plan.head[res]:
                break
    if swap_out >= 0:
        detach(plan, facts, swap_out)
        if can_take(plan, facts, need, swap_res):
            attach(plan, facts, need, swap_res)
        else:
            attach(plan, facts, swap_out, swap_res)
            swap_out = np.int32(-1)
    return swap_out, looks


@compiled
def _room_elsewhere(plan: Plan, facts: Facts, need: Any) -> Any:
    one = facts.class_of[need]
    first, last = facts.start[one], facts.start[one + 1]
    for pair in range(first, last):
        res = facts.to[pair]
        if res != plan.res[need] and can_take(plan, facts, need, res):
            return res, pair - first
    return np.int32(-1), last - first
