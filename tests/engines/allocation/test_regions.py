"""Parts of a map: against every division of small maps, in one piece always, the same at every run."""

import itertools

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from kuea.engines.allocation.regions import Map, divide_map, hangs_together, judge_parts

GRID = [(0, 1), (1, 2), (3, 4), (4, 5), (6, 7), (7, 8), (0, 3), (3, 6), (1, 4), (4, 7), (2, 5), (5, 8)]  # fmt: skip


def map_of(edges, cost, load, low, high, home=None) -> Map:
    both = sorted({*edges, *((b, a) for a, b in edges)})
    start = [sum(1 for a, _ in both if a < area) for area in range(len(load) + 1)]
    homes = np.full(len(low), -1) if home is None else np.array(home)
    return Map(
        np.array(start), np.array([b for _, b in both], np.int64), np.array(cost, float).reshape(len(load), len(low)),
        np.array(load, float), np.array(low, float), np.array(high, float), homes,
    )  # fmt: skip


@st.composite
def maps(draw) -> Map:
    """Nine areas in a square, some borders closed, two or three holders, some not let in everywhere."""
    edges = draw(st.lists(st.sampled_from(GRID), min_size=6, unique=True))
    holders = draw(st.integers(2, 3))
    cost = np.array(
        draw(st.lists(st.integers(1, 9), min_size=9 * holders, max_size=9 * holders)), float
    ).reshape(9, holders)
    closed = draw(st.sets(st.tuples(st.integers(0, 8), st.integers(0, holders - 1)), max_size=4))
    for area, holder in closed:
        cost[area, holder] = np.inf
    load = draw(st.lists(st.integers(1, 5), min_size=9, max_size=9))
    share = sum(load) / holders
    width = draw(st.sampled_from([0.1, 0.3, 0.8]))
    return map_of(
        edges, cost, load, [share * (1 - width)] * holders, [share * (1 + width)] * holders
    )


def best_of_all(land: Map, per_cut: float) -> tuple[int, float, float] | None:
    """The rank of the best division of all whose parts hang together; None when no whole one exists."""
    areas, holders = land.cost.shape
    found = []
    for holder in itertools.product(range(holders), repeat=areas):
        row = np.array(holder)
        if len(set(holder)) < holders or not np.isfinite(land.cost[np.arange(areas), row]).all():
            continue
        if hangs_together(land, row):
            told = judge_parts(land, row)
            found.append((0, round(told.outside, 9), round(told.cost + per_cut * told.cut, 9)))
    return min(found) if found else None


@settings(max_examples=25, deadline=None)
@given(maps(), st.sampled_from([0.0, 2.0]))
def test_small_maps_are_divided_as_well_as_any_division_can(land: Map, per_cut: float) -> None:
    found = divide_map(land, per_cut=per_cut, moves=3_000, starts=40)
    held = found.holder >= 0
    assert hangs_together(land, found.holder)
    assert np.isfinite(land.cost[np.flatnonzero(held), found.holder[held]]).all()
    best = best_of_all(land, per_cut)
    if best is None:
        assert not held.all() or len(set(found.holder.tolist())) < land.cost.shape[1]
    else:
        assert (
            int((~held).sum()),
            round(found.outside, 9),
            round(found.cost + per_cut * found.cut, 9),
        ) == best


@settings(max_examples=20, deadline=None)
@given(maps(), st.integers(0, 8))
def test_a_home_stays_and_every_run_is_the_same(land: Map, home: int) -> None:
    if not np.isfinite(land.cost[home, 0]):
        return
    land = land._replace(home=np.array([home, *[-1] * (land.cost.shape[1] - 1)]))
    one, other = (divide_map(land, moves=2_000, starts=4) for _ in "ab")
    assert one.holder[home] == 0
    assert one.holder.tolist() == other.holder.tolist()


def test_a_division_that_is_given_is_where_it_begins() -> None:
    land = map_of(
        [(area, area + 1) for area in range(5)], [[1.0, 1.0]] * 6, [1] * 6, [2, 2], [4, 4]
    )
    base = np.array([0, 0, 1, 1, 1, 1])
    assert divide_map(land, moves=0, starts=1, base=base).holder.tolist() == base.tolist()


def test_pieces_of_a_torn_division_are_joined_again() -> None:
    land = map_of(
        [(area, area + 1) for area in range(5)], [[1.0, 2.0]] * 6, [1] * 6, [2, 2], [4, 4]
    )
    found = divide_map(land, moves=2_000, starts=1, base=np.array([0, 1, 0, 1, 0, 1]))
    assert hangs_together(land, found.holder)
    assert (found.holder >= 0).all()
    assert found.outside == 0


def test_an_area_nobody_may_hold_is_nobodys() -> None:
    cost = [[1.0, 1.0]] * 2 + [[np.inf, np.inf]] + [[1.0, 1.0]] * 2
    land = map_of([(area, area + 1) for area in range(4)], cost, [1] * 5, [1, 1], [3, 3])
    assert divide_map(land, moves=1_000, starts=2).holder.tolist()[2] == -1
