"""Changes after a plan, where one more giver would do most, and territories."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kuea.core.allocation.check import check, pairs_of
from kuea.core.allocation.problem import Problem
from kuea.engines.allocation.marginal import (
    gain_limit,
    one_more,
    sites,
    top_marginals,
    turned,
    with_giver,
)
from kuea.engines.allocation.plan import giver_of
from kuea.engines.allocation.replan import changes, drop_out, plan_from, solve_near
from kuea.engines.allocation.solve import least_price, prepare, relax_prepared, solve
from kuea.engines.allocation.territory import divide, is_contiguous, with_territory
from tests.engines.allocation.made import problem, problems

calm = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@calm
@given(problems())
def test_nothing_moves_when_nothing_changed_and_nobody_can_be_added(p: Problem) -> None:
    before = solve(p).giver_of
    after = solve_near(prepare(p), pairs_of(before)).giver_of
    kept = before >= 0
    assert check(p, pairs_of(after)) == []
    assert (after >= 0).sum() >= kept.sum() or changes(before, after).need.size


@calm
@given(problems(), st.data())
def test_a_drop_out_leaves_a_plan_that_stands(p: Problem, data: st.DataObject) -> None:
    ready = prepare(p)
    found = solve(p, ready=ready)
    giver = data.draw(st.integers(0, p.givers - 1))
    plan = plan_from(ready, pairs_of(found.giver_of))
    had = drop_out(ready, plan, found.price, giver)
    after = giver_of(plan)
    assert had == (found.giver_of == giver).sum()
    assert not (after == giver).any()
    assert check(p, pairs_of(after)) == []


@calm
@given(problems(), st.data())
def test_a_promise_is_taken_back_only_for_somebody_more_urgent(
    p: Problem, data: st.DataObject
) -> None:
    ready = prepare(p)
    before = solve(p, ready=ready).giver_of
    gone = data.draw(st.integers(0, p.givers - 1))
    plan = plan_from(ready, pairs_of(before))
    drop_out(ready, plan, relax_prepared(ready).price, gone)
    after = giver_of(plan)
    lost = np.flatnonzero((before >= 0) & (before != gone) & (after < 0))
    placed = np.flatnonzero((after >= 0) & ((before < 0) | (before == gone)))
    for need in lost:
        assert (p.need_urgency[placed] > p.need_urgency[need]).any()


def test_a_previous_plan_that_breaks_a_rule_is_not_kept() -> None:
    p = problem([{"kind": 1}], [{"skills": 1}, {"skills": 2}])
    assert solve_near(prepare(p), np.array([[0, 0]])).giver_of.tolist() == [1]


@calm
@given(problems())
def test_the_gain_of_one_more_giver_is_exact_falls_and_stays_below_its_limit(p: Problem) -> None:
    ready = prepare(p)
    base = relax_prepared(ready)
    value = float((base.served * ready.worth).sum())
    rows, least = top_marginals(ready, top=3), least_price(ready.pairs, base.price)
    for first, second, third in zip(rows[::3], rows[1::3], rows[2::3], strict=True):
        again = with_giver(ready, sites(ready), first.tambon, first.kind, count=1)
        assert first.gain == pytest.approx(float((again.served * ready.worth).sum()) - value)
        assert first.gain + 1e-9 >= second.gain >= third.gain - 1e-9
        assert first.gain <= gain_limit(ready, sites(ready), least, first.tambon, first.kind) + 1e-9


@calm
@given(problems(), st.integers(0, 1), st.integers(0, 2), st.integers(1, 3))
def test_more_givers_gain_what_solving_anew_gains(
    p: Problem, tambon: int, kind: int, count: int
) -> None:
    ready = prepare(p)
    base = relax_prepared(ready)
    back = turned(ready.pairs, len(base.price))
    quick = one_more(ready, sites(ready), base, back, (tambon, kind), count)
    slow = with_giver(ready, sites(ready), tambon, kind, count=count).served
    assert (quick * ready.worth).sum() == pytest.approx((slow * ready.worth).sum())
    assert (quick >= base.served).all()
    assert (quick <= p.need_amount).all()


def _row_of_tambons(count: int) -> Problem:
    """Tambons in a row, a host at each end, the same need in each."""
    givers = [{"network": 0, "hours": 1000}, {"network": 1, "hours": 1000, "village": count - 1}]
    return problem(
        [{"village": v} for v in range(count)], givers,
        tambon_province=np.zeros(count, np.int32), tambon_district=np.zeros(count, np.int32),
        neighbours=np.array([[v, v + 1] for v in range(count - 1)], np.int32),
        village_tambon=np.arange(count, dtype=np.int32), village_lat=np.linspace(19, 19.5, count),
        village_lon=np.full(count, 99.0), network_province=np.zeros(2, np.int32),
        network_home=np.array([0, count - 1], np.int32), network_listed=np.zeros(2, bool),
        accept_network=np.zeros(0, np.int32), accept_tambon=np.zeros(0, np.int32),
    )  # fmt: skip


def test_two_equal_hosts_share_a_row_in_the_middle() -> None:
    p = _row_of_tambons(10)
    found = divide(p)
    assert found.host.tolist() == [0] * 5 + [1] * 5
    assert (found.contiguous, found.in_band, found.is_whole) == (True, True, True)


def test_a_host_gets_only_what_it_accepts() -> None:
    p = _row_of_tambons(10).changed(
        network_listed=np.array([True, False]), accept_network=np.zeros(3, np.int32),
        accept_tambon=np.array([0, 1, 2], np.int32),
    )  # fmt: skip
    found = divide(p)
    assert found.host.tolist() == [0] * 3 + [1] * 7
    assert not found.in_band


def test_a_tambon_nobody_accepts_is_named() -> None:
    p = _row_of_tambons(4).changed(
        network_listed=np.array([True, True]), accept_network=np.array([0, 1], np.int32),
        accept_tambon=np.array([0, 3], np.int32),
    )  # fmt: skip
    assert divide(p).left_out.tolist() == [1, 2]


def test_a_gap_in_the_middle_is_not_contiguous() -> None:
    p = _row_of_tambons(3)
    assert not is_contiguous(p, np.array([0, 1, 0]))
    assert is_contiguous(p, np.array([0, 0, 1]))


def test_a_territory_keeps_others_out() -> None:
    p = _row_of_tambons(4)
    split = with_territory(p, np.array([0, 0, 1, 1]))
    assert solve(split).giver_of.tolist() == [0, 0, 1, 1]
