"""How good any plan can be: weak duality over every eligible pair, from prices that need no trust (coverage.md, A2)."""

import numpy as np

from kuea.core.allocation.problem import Floats, Ints, Problem, weights
from kuea.core.allocation.rules import first_refusal

PAIRS_AT_ONCE = 2_000_000


def need_classes(problem: Problem) -> tuple[Ints, Ints]:
    """Class of each need and one need of each class: village, kind, unit, group, language and carer gender alike, nobody set aside."""
    person = problem.need_receiver
    columns = (
        problem.receiver_village[person], problem.need_kind, problem.need_unit, problem.receiver_group[person],
        problem.receiver_language[person], problem.need_gender, problem.set_apart(),
    )  # fmt: skip
    key = np.zeros(problem.needs, np.int64)
    for column in columns:
        width = int(column.max(initial=0)) + 1
        key = key * width + column
    _, one, where = np.unique(key, return_index=True, return_inverse=True)
    return where, one


def cheapest(problem: Problem, price: Floats, need: Ints) -> Floats:
    """Least price a hundredth among all givers who may take each of `need`; infinite when nobody may."""
    found = np.full(len(need), np.inf)
    kind, unit = problem.need_kind[need], problem.need_unit[need]
    for word in range(len(problem.kinds)):
        able = np.flatnonzero(problem.giver_skills >> word & 1)
        rows = np.flatnonzero(kind == word)
        step = max(1, PAIRS_AT_ONCE // max(1, len(able)))
        for start in range(0, len(rows) if len(able) else 0, step):
            some = rows[start : start + step]
            left, right = np.repeat(need[some], len(able)), np.tile(able, len(some))
            cost = price[2 * right + np.repeat(unit[some], len(able))]
            cost = np.where(first_refusal(problem, left, right) == 0, cost, np.inf)
            found[some] = cost.reshape(len(some), len(able)).min(axis=1)
    return found


def bound(problem: Problem, price: Floats, person_price: Floats | None = None) -> float:
    """No plan is worth more than this. `price` float64 (2 × givers) a hundredth; negative prices are refused.

    `person_price` (givers) puts a price on each distinct person of a giver with such a limit; then needs of one person
    are bounded apart, which stays valid: a need pays an even share of its person's needs that the giver could take.
    """
    if (price < 0).any() or not np.isfinite(price).all():
        raise ValueError("prices must be finite and not negative")
    weight = weights(problem)
    room = float((problem.capacity() * price).sum())
    if person_price is not None and (person_price > 0).any():
        limit = np.maximum(problem.giver_persons, 0)
        room += float((limit * person_price).sum())
        return room + _surplus_with_persons(problem, weight, price, person_price)
    where, one = need_classes(problem)
    least = cheapest(problem, price, one)[where]
    gain = weight - problem.need_amount * np.where(np.isfinite(least), least, 0.0)
    return room + float(np.where(np.isfinite(least), np.maximum(0.0, gain), 0.0).sum())


def _surplus_with_persons(
    problem: Problem, weight: Floats, price: Floats, person_price: Floats
) -> float:
    """Σ over needs of the best surplus when giver g also asks person_price[g] ÷ (needs of the person) for each need.

    Valid: a person served by g in j of m needs costs person_price[g] once, which is at least j/m of it.
    """
    person = problem.need_receiver
    share = 1.0 / np.bincount(person, minlength=len(problem.receiver_village))[person]
    total = 0.0
    for word in range(len(problem.kinds)):
        able = np.flatnonzero(problem.giver_skills >> word & 1)
        rows = np.flatnonzero(problem.need_kind == word)
        step = max(1, PAIRS_AT_ONCE // max(1, len(able)))
        for start in range(0, len(rows) if len(able) else 0, step):
            some = rows[start : start + step]
            left, right = np.repeat(some, len(able)), np.tile(able, len(some))
            cost = problem.need_amount[left] * price[2 * right + problem.need_unit[left]]
            gain = weight[left] - cost - share[left] * person_price[right]
            gain = np.where(first_refusal(problem, left, right) == 0, gain, 0.0)
            total += float(np.maximum(0.0, gain.reshape(len(some), len(able)).max(axis=1)).sum())
    return total
