"""A plan under way: who takes each need, what is left of each resource, and the needs of each resource in a ring.

Every change goes through `attach` and `detach`, which keep hours, cases and distinct persons right.
"""

from typing import Any, NamedTuple

import numpy as np

from kuea.core.allocation.problem import Floats, Ints, Problem
from kuea.engines.allocation.relax import Flow
from kuea.engines.compiled import compiled


class Facts(NamedTuple):
    """What does not change while a plan is sought. Pairs are those of the search, nearest first."""

    class_of: Ints
    amount: Ints  # int64
    weight: Floats
    person: Ints
    start: Ints
    to: Ints
    limit: Ints  # int32 (givers): distinct persons, -1 none


class Plan(NamedTuple):
    """`res[n]` is the resource that serves need n, or -1. `after`/`before` chain the needs of a resource in a ring."""

    res: Ints
    slack: Ints
    after: Ints
    before: Ints
    head: Ints
    persons: Ints  # int32 (givers): distinct persons served


def facts_of(problem: Problem, class_of: Ints, weight: Floats, start: Ints, to: Ints) -> Facts:
    """The facts in the types the kernels are compiled for."""
    return Facts(
        class_of.astype(np.int32), problem.need_amount.astype(np.int64), weight,
        problem.need_receiver.astype(np.int32), start, to, problem.giver_persons.astype(np.int32),
    )  # fmt: skip


def nobody(size: int) -> Ints:
    return np.full(size, -1, np.int32)


def empty_plan(needs: int, capacity: Ints) -> Plan:
    return Plan(
        nobody(needs), capacity.astype(np.int64), nobody(needs), nobody(needs), nobody(len(capacity)),
        np.zeros(len(capacity) // 2, np.int32),
    )  # fmt: skip


def copy_plan(plan: Plan) -> Plan:
    return Plan(*(column.copy() for column in plan))


def giver_of(plan: Plan) -> Ints:
    """int32 (needs): giver or -1."""
    return np.where(plan.res >= 0, plan.res >> 1, -1).astype(np.int32)


@compiled
def knows(plan: Plan, facts: Facts, need: Any, giver: Any) -> Any:
    """How many needs of the need's person the giver already serves."""
    count = 0
    for unit in range(2):
        first = plan.head[2 * giver + unit]
        other = first
        while other >= 0:
            if facts.person[other] == facts.person[need]:
                count += 1
            other = plan.after[other]
            if other == first:
                break
    return count


@compiled
def person_fits(plan: Plan, facts: Facts, need: Any, res: Any) -> Any:
    """Whether one more need of this person keeps the giver within its distinct persons."""
    giver = res >> 1
    limit = facts.limit[giver]
    if limit < 0 or plan.persons[giver] < limit:
        return True
    return knows(plan, facts, need, giver) > 0


@compiled
def can_take(plan: Plan, facts: Facts, need: Any, res: Any) -> Any:
    return plan.slack[res] >= facts.amount[need] and person_fits(plan, facts, need, res)


@compiled
def attach(plan: Plan, facts: Facts, need: Any, res: Any) -> Any:
    """Let the resource take the need; the caller has seen that it fits."""
    giver = res >> 1
    if facts.limit[giver] >= 0 and knows(plan, facts, need, giver) == 0:
        plan.persons[giver] += 1
    plan.res[need] = res
    plan.slack[res] -= facts.amount[need]
    first = plan.head[res]
    if first < 0:
        plan.after[need], plan.before[need] = need, need
        plan.head[res] = need
    else:
        last = plan.before[first]
        plan.after[last], plan.before[need] = need, last
        plan.after[need], plan.before[first] = first, need


@compiled
def detach(plan: Plan, facts: Facts, need: Any) -> Any:
    """Free the need again."""
    res = plan.res[need]
    after, before = plan.after[need], plan.before[need]
    if after == need:
        plan.head[res] = -1
    else:
        plan.after[before], plan.before[after] = after, before
        if plan.head[res] == need:
            plan.head[res] = after
    plan.after[need], plan.before[need] = -1, -1
    plan.slack[res] += facts.amount[need]
    plan.res[need] = -1
    giver = res >> 1
    if facts.limit[giver] >= 0 and knows(plan, facts, need, giver) == 0:
        plan.persons[giver] -= 1


@compiled
def insert(plan: Plan, facts: Facts, need: Any, price: Any) -> Any:
    """Place the need where room is cheapest, then tightest; -1 when nobody has room."""
    best, best_price, best_slack = np.int32(-1), np.inf, np.int64(0)
    one = facts.class_of[need]
    for pair in range(facts.start[one], facts.start[one + 1]):
        res = facts.to[pair]
        slack = plan.slack[res]
        if slack < facts.amount[need]:
            continue
        better = price[res] < best_price or (price[res] == best_price and slack < best_slack)
        if better and person_fits(plan, facts, need, res):
            best, best_price, best_slack = res, price[res], slack
    if best >= 0:
        attach(plan, facts, need, best)
    return best


@compiled
def insert_all(plan: Plan, facts: Facts, order: Any, price: Any) -> Any:
    """Try every free need of `order` once."""
    for need in order:
        if plan.res[need] < 0:
            insert(plan, facts, need, price)


@compiled
def keep_whole(plan: Plan, facts: Facts, order: Any, flow: Flow) -> Any:
    """Turn the split plan whole: a need takes the smallest flow of its class that holds it; flows are used up."""
    for need in order:
        one = facts.class_of[need]
        amount = facts.amount[need]
        best, least = np.int32(-1), np.int64(1 << 62)
        cell = flow.head_class[one]
        while cell >= 0:
            held = flow.cell_amount[cell]
            if amount <= held < least and person_fits(plan, facts, need, flow.cell_res[cell]):
                best, least = cell, held
            cell = flow.next_of_class[cell]
        if best >= 0:
            flow.cell_amount[best] -= amount
            attach(plan, facts, need, flow.cell_res[best])
