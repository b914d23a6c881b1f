"""The worst-off tambon can be lifted, and what that costs is told."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from kuea.core.allocation.problem import Problem
from kuea.engines.allocation import fairness
from kuea.engines.allocation.fairness import curve, queues, relax_with_floor
from kuea.engines.allocation.solve import prepare, relax_prepared
from tests.engines.allocation.made import problem, problems

calm = settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@pytest.fixture(autouse=True)
def _small_tambons_count(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fairness, "FEWEST_NEEDS", 1)


def test_a_floor_lifts_the_worst_tambon_at_a_price() -> None:
    needs = [{"village": 0, "urgency": 2} for _ in range(10)]
    needs += [{"village": 2, "urgency": 1} for _ in range(10)]
    points = curve(prepare(problem(needs, [{"hours": 1000}])))
    assert (points[0].worst, points[0].lost) == (0.0, 0.0)
    assert points[-1].worst >= 0.5
    assert points[-1].lost == pytest.approx(0.25, abs=0.06)


def test_the_poorest_tambon_goes_first_when_not_all_can_be_lifted() -> None:
    """Three needs each; room for three: two tambons share them 2 to 1, and not 3 to 0."""
    needs = [{"village": v, "urgency": 5 if v == 0 else 1} for v in (0, 0, 0, 2, 2, 2)]
    ready = prepare(problem(needs, [{"hours": 300}]))
    served = relax_with_floor(ready, queues(ready), 1.0).served
    assert sorted([int(served[:3].sum()), int(served[3:].sum())]) == [100, 200]


@calm
@given(problems())
def test_no_tambon_gets_more_than_it_could_reach_alone(p: Problem) -> None:
    ready = prepare(p)
    alone = queues(ready).alone
    got = relax_prepared(ready).served * ready.worth
    held = np.bincount(p.need_tambon(), got, len(alone))
    assert (held <= alone + 1e-9).all()


@calm
@given(problems())
def test_a_curve_begins_free_and_never_falls(p: Problem) -> None:
    points = curve(prepare(p))
    assert points[0].lost == pytest.approx(0.0, abs=1e-9)
    assert all(row.worst >= row.floor - 1e-9 for row in points)
    for row, after in pairwise(points):
        assert after.lost >= row.lost - 1e-9
        assert after.worst >= row.worst


@calm
@given(problems())
def test_a_higher_floor_costs_no_less_and_keeps_every_limit(p: Problem) -> None:
    ready = prepare(p)
    lines = queues(ready)
    values = []
    for floor in (0.0, 0.3, 0.6, 0.9, 1.0):
        split = relax_with_floor(ready, lines, floor)
        values.append(float((split.served * ready.worth).sum()))
        assert (split.flow.room >= 0).all()
        assert (split.served <= p.need_amount).all()
    assert (np.diff(values) <= 1e-9).all()
