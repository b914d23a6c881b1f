"""Provinces solved apart: rules kept, a true bound, as good as solving the whole, the same in processes and on Spark."""

import shutil
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kuea.core.allocation.bound import bound
from kuea.core.allocation.check import check, pairs_of
from kuea.core.allocation.problem import Problem
from kuea.engines.allocation.nation import (
    parts_of,
    read_problem,
    run_in_processes,
    run_on_spark,
    solve_nation,
    write_problem,
)
from kuea.engines.allocation.solve import solve

from . import made

TWO = {
    "tambon_province": np.array([0, 1], np.int32), "network_province": np.array([0, -1, 1], np.int32),
    "network_listed": np.zeros(3, bool), "accept_network": np.zeros(0, np.int32), "accept_tambon": np.zeros(0, np.int32),
    "neighbours": np.zeros((0, 2), np.int32),
}  # fmt: skip


@st.composite
def nations(draw) -> Problem:
    """Two provinces of two villages each, some givers of one or the other, some of both."""
    needs = draw(
        st.lists(made.need_facts(sizes=st.integers(1, 8).map(lambda one: one * 100)), max_size=12)
    )
    givers = draw(st.lists(made.giver_facts(), max_size=6))
    network = st.integers(0, 2)
    return made.problem(needs, [{**one, "network": draw(network)} for one in givers], **TWO)


calm = settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@calm
@given(nations())
def test_every_rule_is_kept_and_the_bound_is_one(p: Problem) -> None:
    apart, whole = solve_nation(p), solve(p)
    assert check(p, pairs_of(apart.giver_of)) == []
    assert apart.value <= whole.relaxed * (1 + 1e-9) + 1e-9
    assert apart.bound >= whole.relaxed * (1 - 1e-9) - 1e-9
    if p.needs and p.givers:
        assert apart.bound == pytest.approx(bound(p, apart.price))


@calm
@given(nations())
def test_without_national_givers_nothing_is_lost(p: Problem) -> None:
    p = p.changed(network_province=np.array([0, 0, 1], np.int32))
    apart, whole = solve_nation(p), solve(p)
    assert apart.relaxed == pytest.approx(whole.relaxed)
    assert apart.bound == pytest.approx(whole.bound)


def scarce(seed: int = 5, needs: int = 300, givers: int = 30) -> Problem:
    """Two provinces, one much needier; a third of the giving is national."""
    draw = np.random.default_rng(seed)
    wanted = [
        {"village": int(v), "amount": int(draw.integers(1, 9)) * 100, "urgency": int(draw.integers(1, 6))}
        for v in draw.choice(4, needs, p=[0.1, 0.1, 0.4, 0.4])
    ]  # fmt: skip
    who = [
        {"network": int(draw.integers(0, 3)), "hours": int(draw.integers(5, 40)) * 100, "persons": 9 if n % 7 == 0 else -1}
        for n in range(givers)
    ]  # fmt: skip
    return made.problem(wanted, who, **TWO)


def test_capacity_of_the_nation_goes_where_it_is_dear() -> None:
    p = scarce()
    whole, even, moved = solve(p), solve_nation(p, rounds=1), solve_nation(p)
    assert even.relaxed <= moved.relaxed <= whole.relaxed * (1 + 1e-9)
    assert moved.value >= 0.99 * whole.value
    assert moved.bound <= whole.bound * 1.03
    assert check(p, pairs_of(moved.giver_of)) == []


def test_processes_change_nothing() -> None:
    p = scarce()
    assert solve_nation(p, runs=run_in_processes(2)).giver_of.tolist() == solve_nation(p).giver_of.tolist()  # fmt: skip


def test_a_snapshot_gives_the_problem_back(tmp_path: Path) -> None:
    import pyarrow.parquet as pq

    p = scarce(needs=20, givers=5).changed(forbidden=np.array([[1, 2], [3, 0]], np.int64))
    for part in parts_of(p):
        path = tmp_path / "one.parquet"
        write_problem(path, part.problem)
        back = read_problem(pq.read_table(path), part.problem.policy)
        assert back.fingerprint() == part.problem.fingerprint()


def test_a_pair_somebody_set_aside_stays_so_in_its_province() -> None:
    p = made.problem(
        [{"village": 0}, {"village": 2}], [{"network": 1, "hours": 100}, {"network": 2}],
        **TWO, forbidden=np.array([[1, 1], [0, 1]], np.int64),
    )  # fmt: skip
    assert solve_nation(p).giver_of.tolist() in ([0, -1], [-1, 0])


@pytest.mark.skipif(shutil.which("java") is None, reason="Spark needs Java 17 or newer")
@pytest.mark.filterwarnings("default")
def test_spark_gives_the_same_plan_one_province_a_task(tmp_path: Path) -> None:
    pytest.importorskip("pyspark", reason="pyspark is not installed (requirements-spark.lock)")
    from kuea.engines.linkage.spark import open_session

    p = scarce()
    session = open_session("local[2]")
    try:
        found = solve_nation(p, runs=run_on_spark(session, tmp_path))
    finally:
        session.stop()
    assert found.giver_of.tolist() == solve_nation(p).giver_of.tolist()
    assert len(list(tmp_path.glob("*.parquet"))) == len(parts_of(p)) == 2
