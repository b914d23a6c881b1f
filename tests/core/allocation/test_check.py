"""The checker catches every kind of broken plan, and every reason it gives is true."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kuea.core.allocation.bound import bound
from kuea.core.allocation.check import Fault, check, coverage, pairs_of
from kuea.core.allocation.explain import Reason, explain
from kuea.core.allocation.problem import Problem, weights
from tests.engines.allocation.made import best_whole, eligible, problem, problems

calm = settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])

BROKEN = [
    (Fault.SKILL, {"kind": 1}, {"skills": 1}),
    (Fault.TRAVEL, {"village": 3}, {"travel": 5.0}),
    (Fault.LANGUAGE, {"language": 1}, {"languages": 1}),
    (Fault.GENDER, {"gender": 1}, {"gender": 2}),
    (Fault.AREA, {"village": 2}, {"network": 2}),
    (Fault.GROUP, {"group": 2}, {"groups": 3}),
    (Fault.HOURS, {"amount": 1001}, {}),
    (Fault.CASES, {"amount": 1001, "unit": 1}, {}),
    (Fault.PERSONS, {}, {"persons": 0}),
]


@pytest.mark.parametrize(("fault", "need", "giver"), BROKEN)
def test_each_broken_rule_is_named_alone(
    fault: Fault, need: dict[str, int], giver: dict[str, int]
) -> None:
    promise = np.array([[0, 0]])
    assert check(problem([{}], [{}]), promise) == []
    assert [row.fault for row in check(problem([need], [giver]), promise)] == [fault]


@pytest.mark.parametrize("pair", [(-1, 0), (1, 0), (0, -1), (0, 7)])
def test_unknown_rows_are_named(pair: tuple[int, int]) -> None:
    assert [row.fault for row in check(problem([{}], [{}]), np.array([pair]))] == [Fault.UNKNOWN]


def test_a_need_promised_twice_is_named() -> None:
    found = {row.fault for row in check(problem([{}], [{}, {}]), np.array([[0, 0], [0, 1]]))}
    assert found == {Fault.TWICE, Fault.OVERLAP}


def test_two_networks_for_one_person_and_kind_overlap() -> None:
    p = problem([{"person": 0}, {"person": 0}], [{"network": 0}, {"network": 1}])
    assert {row.fault for row in check(p, np.array([[0, 0], [1, 1]]))} == {Fault.OVERLAP}
    assert check(p, np.array([[0, 0], [1, 0]])) == []


def test_sums_over_many_needs_overload() -> None:
    p = problem([{"amount": 600}, {"amount": 600}], [{"hours": 1000, "persons": 1}])
    assert {row.fault for row in check(p, np.array([[0, 0], [1, 0]]))} == {
        Fault.HOURS,
        Fault.PERSONS,
    }


def test_a_territory_binds_networks() -> None:
    p = problem([{}], [{"network": 1}])
    host = np.zeros((2, 3), int)
    assert [row.fault for row in check(p, np.array([[0, 0]]), host)] == [Fault.TERRITORY]
    assert check(p, np.array([[0, 0]]), host + 1) == []


@calm
@given(problems(most_needs=5, most_givers=3), st.data())
def test_any_prices_bound_every_plan(p: Problem, data: st.DataObject) -> None:
    price = st.lists(st.floats(0, 0.2), min_size=2 * p.givers, max_size=2 * p.givers)
    assert bound(p, np.array(data.draw(price))) >= best_whole(p) - 1e-9


@calm
@given(problems(most_needs=5, most_givers=3), st.data())
def test_prices_of_persons_bound_every_plan_too(p: Problem, data: st.DataObject) -> None:
    limits = data.draw(st.lists(st.integers(0, 2), min_size=p.givers, max_size=p.givers))
    limited = p.changed(giver_persons=np.array(limits, np.int32))
    price = np.array(
        data.draw(st.lists(st.floats(0, 0.2), min_size=2 * p.givers, max_size=2 * p.givers))
    )
    person = np.array(data.draw(st.lists(st.floats(0, 20), min_size=p.givers, max_size=p.givers)))
    assert bound(limited, price, person) >= best_whole(limited) - 1e-9


def test_negative_prices_are_refused() -> None:
    with pytest.raises(ValueError):
        bound(problem([{}], [{}]), np.array([-1.0, 0.0]))


@calm
@given(problems(), st.data())
def test_every_uncovered_need_has_one_reason_and_it_is_true(
    p: Problem, data: st.DataObject
) -> None:
    from kuea.engines.allocation.solve import solve

    giver_of = solve(p).giver_of.copy()
    giver_of[data.draw(st.lists(st.integers(0, p.needs - 1), max_size=2))] = -1
    rows = explain(p, giver_of)
    assert [row.need for row in rows] == np.flatnonzero(giver_of < 0).tolist()
    may = eligible(p)
    room = p.capacity()
    done = np.flatnonzero(giver_of >= 0)
    np.subtract.at(room, 2 * giver_of[done] + p.need_unit[done], p.need_amount[done])
    for row in rows:
        able = p.giver_skills >> p.need_kind[row.need] & 1 == 1
        res = 2 * np.flatnonzero(may[row.need]) + p.need_unit[row.need]
        amount = p.need_amount[row.need]
        large = res[p.capacity()[res] >= amount]
        assert (row.reason is Reason.NO_SKILL) == (not able.any())
        full = (Reason.FULL, Reason.ROOM, Reason.TOO_LARGE)
        assert (row.reason in full) == bool(len(res))
        assert (row.reason is Reason.TOO_LARGE) == (len(res) > 0 and not len(large))
        assert (row.reason is Reason.ROOM) == bool((room[large] >= amount).any())


def test_coverage_adds_up() -> None:
    p = problem([{"urgency": 5}, {"urgency": 1, "village": 2}], [{}])
    got = coverage(p, pairs_of(np.array([0, -1])))
    assert (got.value, got.total, got.covered, got.villages_left_out) == (16.0, 17.0, 1, 1)
    assert got.by_tambon.tolist() == [1.0, 0.0]
    assert weights(p).tolist() == [16.0, 1.0]


def test_the_hash_changes_with_any_column() -> None:
    p = problem([{}], [{}])
    assert p.fingerprint() == problem([{}], [{}]).fingerprint()
    assert p.fingerprint() != p.changed(giver_hours=np.array([999])).fingerprint()
