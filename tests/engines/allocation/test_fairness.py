"""The worst-off tambon can be lifted, and what that costs is told."""

import pytest
from hypothesis import HealthCheck, given, settings

from kuea.core.allocation.problem import Problem
from kuea.engines.allocation.fairness import attainable, covered_alone, curve, served_in
from kuea.engines.allocation.solve import prepare
from tests.engines.allocation.made import problem, problems

calm = settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def test_a_floor_lifts_the_worst_tambon_at_a_price() -> None:
    needs = [{"village": 0, "urgency": 2} for _ in range(10)] + [{"village": 2, "urgency": 1} for _ in range(10)]
    points = curve(prepare(problem(needs, [{"hours": 1000}])))
    assert (points[0].worst, points[0].lost) == (0.0, 0.0)
    assert points[-1].worst >= 0.5
    assert points[-1].lost == pytest.approx(0.25, abs=0.06)


@calm
@given(problems())
def test_no_tambon_gets_more_than_it_could_reach_alone(p: Problem) -> None:
    ready = prepare(p)
    alone = attainable(ready, covered_alone(ready))
    got = served_in(ready, ready.order) * ready.worth
    for tambon in range(len(alone)):
        assert got[p.need_tambon() == tambon].sum() <= alone[tambon] + 1e-9


@calm
@given(problems())
def test_a_curve_begins_free_and_never_gains(p: Problem) -> None:
    points = curve(prepare(p))
    assert points[0].lost == pytest.approx(0.0, abs=1e-9)
    assert all(row.lost >= -1e-9 for row in points)
