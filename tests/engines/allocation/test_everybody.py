"""Everybody placed at the least cost: against HiGHS on small lists, and nobody where there is no room."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array, vstack

from kuea.engines.allocation.everybody import lagrange_prices, place_everybody


@st.composite
def lists(draw):
    agents, items = draw(st.integers(1, 4)), draw(st.integers(1, 9))
    numbers = st.lists(st.integers(1, 20), min_size=agents * items, max_size=agents * items)
    cost, amount = (np.array(draw(numbers), np.int64).reshape(agents, items) for _ in "ab")
    room = np.array(draw(st.lists(st.integers(0, 80), min_size=agents, max_size=agents)), np.int64)
    return cost, amount, room


def least_cost(cost, amount, room) -> float:
    agents, items = cost.shape
    agent, item = (part.ravel() for part in np.indices(cost.shape))
    at = np.arange(len(item))
    once = coo_array((np.ones(len(item)), (item, at)), (items, len(item)))
    load = coo_array((amount.ravel().astype(float), (agent, at)), (agents, len(item)))
    rules = LinearConstraint(
        vstack([once, load]).tocsr(),
        np.concatenate((np.ones(items), np.full(agents, -np.inf))),
        np.concatenate((np.ones(items), room)),
    )
    found = milp(
        cost.ravel(), constraints=rules, bounds=Bounds(0, 1), integrality=np.ones(len(item))
    )
    return float("inf") if found.x is None else round(found.fun)


@settings(max_examples=60, deadline=None)
@given(lists())
def test_small_lists_cost_what_highs_says_and_keep_every_room(problem):
    cost, amount, room = problem
    placed, known = place_everybody(*problem, moves=40_000), least_cost(*problem)
    assert placed.cost == known
    if np.isfinite(known):
        every = np.arange(cost.shape[1])
        load = np.bincount(placed.agent_of, amount[placed.agent_of, every], len(room))
        assert (load <= room).all() and cost[placed.agent_of, every].sum() == placed.cost
        assert placed.bound <= known + 1e-6
    else:
        assert (placed.agent_of == -1).all()


@settings(max_examples=30, deadline=None)
@given(lists())
def test_prices_prove_the_bound_that_is_told(problem):
    cost, amount, room = problem
    price, bound = lagrange_prices(*problem)
    proved = (cost + price[:, None] * amount).min(axis=0).sum() - (room * price).sum()
    assert (price >= 0).all() and abs(proved - bound) < 1e-9 * max(1.0, abs(bound))


def test_same_list_same_plan():
    draw = np.random.default_rng(3)
    cost, amount = draw.integers(5, 50, (6, 60)), draw.integers(5, 25, (6, 60))
    room = (amount.sum(axis=1) // 5).astype(np.int64)
    one, other = (place_everybody(cost, amount, room, moves=100_000) for _ in "ab")
    assert (one.agent_of == other.agent_of).all() and one.cost == other.cost < np.inf
