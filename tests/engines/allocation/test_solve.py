"""The engine beside OR-tools flow, HiGHS and a twin that tries every plan."""

import math

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ortools.graph.python import min_cost_flow
from scipy.optimize import linprog

from kuea.core.allocation.bound import bound
from kuea.core.allocation.check import check, coverage, pairs_of
from kuea.core.allocation.problem import Policy, Problem, weights
from kuea.engines.allocation.edges import classes_of, list_pairs
from kuea.engines.allocation.solve import prepare, relax_prepared, solve
from tests.engines.allocation.made import best_whole, eligible, problem, problems

calm = settings(max_examples=500, deadline=None, suppress_health_check=[HealthCheck.too_slow])
few = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def highs(p: Problem) -> float:
    """The split optimum by HiGHS over hundredths of every eligible pair."""
    need, giver = np.nonzero(eligible(p))
    if not len(need):
        return 0.0
    worth = weights(p) / p.need_amount
    rows = np.zeros((p.needs + 2 * p.givers, len(need)))
    at = np.arange(len(need))
    rows[need, at] = 1
    rows[p.needs + 2 * giver + p.need_unit[need], at] = 1
    limit = np.concatenate((p.need_amount, p.capacity()))
    return float(-linprog(-worth[need], A_ub=rows, b_ub=limit, method="highs").fun)


def or_tools(p: Problem) -> float:
    """The split optimum by OR-tools min-cost flow; weights an hundredth become whole numbers by their common multiple."""
    worth = weights(p) / p.need_amount
    scale = math.lcm(*{int(a) for a in p.need_amount.tolist()})
    if scale * 16 > 10**11:
        return highs(p)
    cost = np.rint(weights(p)).astype(object) * (scale // p.need_amount.astype(object))
    flow = min_cost_flow.SimpleMinCostFlow()
    source, sink = p.needs + 2 * p.givers, p.needs + 2 * p.givers + 1
    for n in range(p.needs):
        flow.add_arc_with_capacity_and_unit_cost(source, n, int(p.need_amount[n]), 0)
        flow.add_arc_with_capacity_and_unit_cost(n, sink, int(p.need_amount[n]), 0)
    for n, g in zip(*np.nonzero(eligible(p)), strict=True):
        res = p.needs + 2 * int(g) + int(p.need_unit[n])
        flow.add_arc_with_capacity_and_unit_cost(int(n), res, int(p.need_amount[n]), -int(cost[n]))
    for res, room in enumerate(p.capacity().tolist()):
        flow.add_arc_with_capacity_and_unit_cost(p.needs + res, sink, room, 0)
    flow.set_node_supply(source, int(p.need_amount.sum()))
    flow.set_node_supply(sink, -int(p.need_amount.sum()))
    assert flow.solve() == flow.OPTIMAL
    assert worth.min() > 0
    return -flow.optimal_cost() / scale


@calm
@given(problems())
def test_split_optimum_equals_or_tools_and_highs_and_is_proved(p: Problem) -> None:
    ready = prepare(p)
    split = relax_prepared(ready)
    value = float((split.served * ready.worth).sum())
    assert value == pytest.approx(highs(p), rel=1e-9, abs=1e-9)
    assert value == pytest.approx(or_tools(p), rel=1e-9, abs=1e-9)
    assert bound(p, split.price) == pytest.approx(value, rel=1e-9, abs=1e-9)


@calm
@given(problems())
def test_plan_keeps_every_rule_and_stays_below_its_bound(p: Problem) -> None:
    found = solve(p)
    assert check(p, pairs_of(found.giver_of)) == []
    assert coverage(p, pairs_of(found.giver_of)).value == pytest.approx(found.value)
    assert found.value <= found.bound * (1 + 1e-12) + 1e-9
    assert found.bound == pytest.approx(bound(p, found.price))


@few
@given(problems(most_needs=6, most_givers=3))
def test_plan_is_no_better_than_trying_every_plan_and_seldom_worse(p: Problem) -> None:
    best = best_whole(p)
    found = solve(p, effort=20.0)
    assert found.value <= best + 1e-9
    assert found.value >= 0.9 * best
    assert best <= found.bound + 1e-9


@calm
@given(problems())
def test_pairs_are_those_the_rules_allow(p: Problem) -> None:
    classes = classes_of(p)
    pairs = list_pairs(p, classes)
    may = eligible(p)
    for n in range(p.needs):
        row = pairs.to[pairs.start[classes.of_need[n]] : pairs.start[classes.of_need[n] + 1]]
        room = p.capacity()[2 * np.arange(p.givers) + p.need_unit[n]] > 0
        assert sorted((row >> 1).tolist()) == np.flatnonzero(may[n] & room).tolist()


@calm
@given(problems(most_needs=10), st.data())
def test_givers_set_aside_for_a_need_are_in_no_pair_and_no_plan(
    p: Problem, data: st.DataObject
) -> None:
    pair = st.tuples(st.integers(0, p.needs - 1), st.integers(0, p.givers - 1))
    told = sorted(data.draw(st.sets(pair, max_size=8))) if p.needs and p.givers else []
    bound_by = p.changed(forbidden=np.array(told, np.int64).reshape(-1, 2))
    classes, may = classes_of(bound_by), eligible(p)
    for n, g in told:
        may[n, g] = False
    pairs = list_pairs(bound_by, classes)
    for n in range(p.needs):
        row = pairs.to[pairs.start[classes.of_need[n]] : pairs.start[classes.of_need[n] + 1]]
        room = p.capacity()[2 * np.arange(p.givers) + p.need_unit[n]] > 0
        assert sorted((row >> 1).tolist()) == np.flatnonzero(may[n] & room).tolist()
    found = solve(bound_by)
    assert check(bound_by, pairs_of(found.giver_of)) == []
    assert bound(bound_by, found.price) >= found.value - 1e-9
    assert (bound_by.fingerprint() == p.fingerprint()) == (not told)


@few
@given(problems(most_needs=10), st.data())
def test_limits_of_persons_are_kept(p: Problem, data: st.DataObject) -> None:
    limits = data.draw(st.lists(st.integers(-1, 2), min_size=p.givers, max_size=p.givers))
    limited = p.changed(giver_persons=np.array(limits, np.int32))
    found = solve(limited)
    assert check(limited, pairs_of(found.giver_of)) == []


@few
@given(problems())
def test_same_input_gives_the_same_plan(p: Problem) -> None:
    assert (solve(p, effort=3.0).giver_of == solve(p, effort=3.0).giver_of).all()


def test_stopping_early_is_said_and_the_plan_still_stands() -> None:
    p = problem(
        [{"amount": 300, "urgency": 1 + n % 5} for n in range(40)],
        [{"hours": 700} for _ in range(5)],
    )
    found = solve(p, effort=50.0, stop=lambda: True)
    assert found.stopped
    assert check(p, pairs_of(found.giver_of)) == []


@pytest.mark.parametrize(
    ("needs", "givers", "value"),
    [
        ([{"urgency": 5}], [{"hours": 0, "cases": 0}], 0.0),
        ([{"urgency": 5, "amount": 5000}], [{"hours": 4999}], 0.0),
        ([{"urgency": 3}] * 9, [{"hours": 0}] * 4 + [{"hours": 900}], 36.0),
        ([{"urgency": 2}] * 8, [{"hours": 100}] * 8, 16.0),
        ([{"village": 0}, {"village": 3}], [{"village": 3, "travel": 0.0}], 1.0),
        ([{"urgency": 1, "amount": 500}, {"urgency": 5, "amount": 600}], [{"hours": 600}], 16.0),
    ],
)  # fmt: skip
def test_odd_problems(
    needs: list[dict[str, int]], givers: list[dict[str, int]], value: float
) -> None:
    p = problem(needs, givers)
    found = solve(p)
    assert found.value == value
    assert check(p, pairs_of(found.giver_of)) == []


def test_no_givers_at_all() -> None:
    p = problem([{"urgency": 5}], [])
    found = solve(p)
    assert (found.value, found.bound) == (0.0, 0.0)


def test_bedridden_lose_under_one_weighting_and_win_under_another() -> None:
    needs = [{"amount": 2000, "urgency": 5}, *[{"amount": 400, "urgency": 4}] * 5]
    p = problem(needs, [{"hours": 2000}])
    assert solve(p).giver_of[0] == -1
    assert solve(p.changed(policy=Policy(strict=(5,)))).giver_of[0] == 0
    assert solve(p.changed(policy=Policy(alpha=1.0))).giver_of[0] == 0
