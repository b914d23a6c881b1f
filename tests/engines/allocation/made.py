"""Small made-up problems for tests, and the slow obvious twins the engine must agree with."""

from collections.abc import Callable
from itertools import product
from typing import Any

import numpy as np
from hypothesis import strategies as st

from kuea.core.allocation.problem import Policy, Problem, weights
from kuea.core.allocation.rules import first_refusal

SPOTS = ((19.90, 99.80), (19.91, 99.83), (19.95, 99.90), (20.20, 100.10))


def _column_of(rows: list[dict[str, Any]]) -> Callable[..., np.ndarray]:
    """One column of rows: the fact of each, or the default."""

    def made(name: str, default: float, kind: type = np.int32) -> np.ndarray:
        return np.array([row.get(name, default) for row in rows], kind)

    return made


def problem(needs: list[dict[str, Any]], givers: list[dict[str, Any]], **more: Any) -> Problem:
    """A province of four villages in two tambons; facts not given are the mildest."""
    need, give = _column_of(needs), _column_of(givers)
    columns: dict[str, Any] = {
        "tambon_province": np.zeros(2, np.int32), "tambon_district": np.zeros(2, np.int32),
        "neighbours": np.array([[0, 1]], np.int32), "village_tambon": np.array([0, 0, 1, 1], np.int32),
        "village_lat": np.array([a for a, _ in SPOTS]), "village_lon": np.array([b for _, b in SPOTS]),
        "network_province": np.array([0, -1, 0], np.int32), "network_home": np.zeros(3, np.int32),
        "network_listed": np.array([False, False, True]), "accept_network": np.array([2], np.int32),
        "accept_tambon": np.array([0], np.int32),
        "receiver_village": need("village", 0), "receiver_group": need("group", 0),
        "receiver_language": need("language", 0), "need_receiver": need("person", 0) if needs and "person" in needs[0]
        else np.arange(len(needs), dtype=np.int32),
        "need_kind": need("kind", 0), "need_unit": need("unit", 0), "need_amount": need("amount", 100, np.int64),
        "need_urgency": need("urgency", 1), "need_gender": need("gender", 0),
        "giver_network": give("network", 0), "giver_village": give("village", 0), "giver_gender": give("gender", 3),
        "giver_languages": give("languages", 1, np.int64), "giver_skills": give("skills", 7, np.int64),
        "giver_groups": give("groups", 7, np.int64), "giver_hours": give("hours", 1000, np.int64),
        "giver_cases": give("cases", 1000, np.int64), "giver_persons": give("persons", -1),
        "giver_travel": give("travel", 500.0, np.float64),
        "kinds": ("a", "b", "c"), "groups": ("x", "y", "z"), "languages": ("th", "karen"),
        "policy": Policy(),
    }  # fmt: skip
    return Problem(**(columns | more))


def need_facts(*, sizes: st.SearchStrategy[int]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({
        "village": st.integers(0, 3), "group": st.integers(0, 2), "language": st.integers(0, 1),
        "kind": st.integers(0, 2), "unit": st.integers(0, 1), "amount": sizes, "urgency": st.integers(1, 5),
        "gender": st.integers(0, 2),
    })  # fmt: skip


def giver_facts() -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({
        "network": st.integers(0, 2), "village": st.integers(0, 3), "gender": st.integers(1, 3),
        "languages": st.integers(1, 3), "skills": st.integers(0, 7), "groups": st.integers(1, 7),
        "hours": st.integers(0, 900), "cases": st.integers(0, 900), "travel": st.sampled_from([0.0, 6.0, 20.0, 90.0]),
    })  # fmt: skip


def problems(most_needs: int = 12, most_givers: int = 6) -> st.SearchStrategy[Problem]:
    sizes = st.one_of(st.integers(1, 600), st.just(100))
    return st.builds(
        problem,
        st.lists(need_facts(sizes=sizes), min_size=1, max_size=most_needs),
        st.lists(giver_facts(), min_size=1, max_size=most_givers),
    )


def eligible(p: Problem) -> np.ndarray:
    """bool (needs × givers) by the rules of core."""
    need, giver = np.divmod(np.arange(p.needs * p.givers), p.givers)
    return (first_refusal(p, need, giver) == 0).reshape(p.needs, p.givers)


def best_whole(p: Problem) -> float:
    """The most any plan covers, by trying every plan."""
    may, weight, best = eligible(p), weights(p), 0.0
    choices = [[-1, *np.flatnonzero(may[n]).tolist()] for n in range(p.needs)]
    for plan in product(*choices):
        room = p.capacity()
        persons: dict[int, set[int]] = {}
        for n, g in enumerate(plan):
            if g >= 0:
                room[2 * g + p.need_unit[n]] -= p.need_amount[n]
                persons.setdefault(g, set()).add(int(p.need_receiver[n]))
        fits = all(
            p.giver_persons[g] < 0 or len(who) <= p.giver_persons[g] for g, who in persons.items()
        )
        if fits and (room >= 0).all():
            best = max(best, sum(weight[n] for n, g in enumerate(plan) if g >= 0))
    return best
