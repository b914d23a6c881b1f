"""One true reason for every need a plan leaves uncovered, each re-derived from the problem and the plan (A17).

The order in which a reason is sought (coverage.md 4.5): nobody has the skill; of those, nobody is within reach; of those,
nobody speaks the language; no carer of the gender asked for; no network accepts the tambon; nobody serves the group; those
left were set aside by a human's word; of those who may, none is large enough; else all are full, and the weakest need that holds their hours is named.
"""

from enum import StrEnum
from typing import NamedTuple

import numpy as np

from kuea.core.allocation.problem import Flags, Floats, Ints, Problem, weights
from kuea.core.allocation.rules import Rule, passes, road_km

PAIRS_AT_ONCE = 1_000_000


class Reason(StrEnum):
    NO_SKILL = "no_skill"
    OUT_OF_REACH = "out_of_reach"
    LANGUAGE = "language"
    CARER_GENDER = "carer_gender"
    AREA = "area_not_accepted"
    GROUP = "group_not_accepted"
    FORBIDDEN = "forbidden"  # those who could were set aside for this need by a human's word
    TOO_LARGE = "too_large"  # more than any eligible giver's whole capacity
    PERSONS = (
        "persons_full"  # hours are free, but only with givers who serve as many persons as they may
    )
    FULL = "all_full"
    ROOM = "room_left"  # somebody could take it today: the plan can be bettered


ORDER = (
    (Rule.SKILL, Reason.NO_SKILL), (Rule.TRAVEL, Reason.OUT_OF_REACH), (Rule.LANGUAGE, Reason.LANGUAGE),
    (Rule.GENDER, Reason.CARER_GENDER), (Rule.AREA, Reason.AREA), (Rule.GROUP, Reason.GROUP),
    (Rule.FORBIDDEN, Reason.FORBIDDEN),
)  # fmt: skip


class Explained(NamedTuple):
    """Why `need` is not covered. `blocking_worth`: least weight an hour or case held by a giver who could take it, nan
    when none; `nearest_km`: road to the nearest giver with the skill, nan when there is none."""

    need: int
    reason: Reason
    blocking_worth: float
    nearest_km: float


class _Held(NamedTuple):
    """The plan as the reasons see it."""

    slack: Ints
    least_worth: Floats  # (2 × givers) a hundredth
    persons_free: Flags  # (givers)


def explain(problem: Problem, giver_of: Ints) -> list[Explained]:
    """A reason for every uncovered need, in the order of the needs."""
    held = _held(problem, giver_of)
    missing = np.flatnonzero(giver_of < 0)
    found: dict[int, Explained] = {}
    for kind in range(len(problem.kinds)):
        able = np.flatnonzero(problem.giver_skills >> kind & 1)
        rows = missing[problem.need_kind[missing] == kind]
        if not len(able):
            found |= {int(n): Explained(int(n), Reason.NO_SKILL, np.nan, np.nan) for n in rows}
            continue
        step = max(1, PAIRS_AT_ONCE // len(able))
        for start in range(0, len(rows), step):
            found |= _block(problem, held, giver_of, rows[start : start + step], able)
    return [found[int(need)] for need in missing]


def _held(problem: Problem, giver_of: Ints) -> _Held:
    done = np.flatnonzero(giver_of >= 0)
    res = 2 * giver_of[done].astype(np.int64) + problem.need_unit[done]
    slack = problem.capacity()
    np.subtract.at(slack, res, problem.need_amount[done])
    worth = np.full(len(slack), np.inf)
    np.minimum.at(worth, res, weights(problem)[done] / problem.need_amount[done])
    pairs = np.unique(np.stack([giver_of[done], problem.need_receiver[done]], axis=1), axis=0)
    persons = np.bincount(pairs[:, 0], minlength=problem.givers)
    return _Held(slack, worth, (problem.giver_persons < 0) | (persons < problem.giver_persons))


def _block(
    problem: Problem, held: _Held, giver_of: Ints, rows: Ints, able: Ints
) -> dict[int, Explained]:
    """Reasons of some needs of one kind against all givers of the skill."""
    shape = (len(rows), len(able))
    need, giver = np.repeat(rows, len(able)), np.tile(able, len(rows))
    allowed = passes(problem, need, giver)
    nearest = road_km(problem, need, giver).reshape(shape).min(axis=1)
    left: Flags = np.ones(shape, bool)
    reason: list[Reason | None] = [None] * len(rows)
    for rule, word in ORDER:
        left = left & allowed[rule].reshape(shape)
        _set(reason, np.asarray(~left.any(axis=1)), word)
    res = 2 * giver + problem.need_unit[need]
    amount = problem.need_amount[need]
    large = left & (problem.capacity()[res] >= amount).reshape(shape)
    _set(reason, np.asarray(~large.any(axis=1)), Reason.TOO_LARGE)
    hours = large & (held.slack[res] >= amount).reshape(shape)
    _set(reason, np.asarray(~hours.any(axis=1)), Reason.FULL)
    free = hours & (
        held.persons_free[giver].reshape(shape)
        | _known(problem, giver_of, need, giver).reshape(shape)
    )
    _set(reason, np.asarray(~free.any(axis=1)), Reason.PERSONS)
    _set(reason, np.ones(len(rows), bool), Reason.ROOM)
    worth = np.where(large, held.least_worth[res].reshape(shape), np.inf).min(axis=1) * 100
    worth = np.where(np.isfinite(worth), worth, np.nan)
    return {
        int(n): Explained(int(n), word, float(w), float(km))
        for n, word, w, km in zip(rows, reason, worth, nearest, strict=True)
        if word is not None
    }


def _set(reason: list[Reason | None], where: Flags, word: Reason) -> None:
    for row in np.flatnonzero(where):
        if reason[row] is None:
            reason[row] = word


def _known(problem: Problem, giver_of: Ints, need: Ints, giver: Ints) -> Flags:
    """Whether the giver already serves the need's person in another need."""
    done = np.flatnonzero(giver_of >= 0)
    width = problem.givers
    have = np.unique(problem.need_receiver[done].astype(np.int64) * width + giver_of[done])
    key = problem.need_receiver[need].astype(np.int64) * width + giver
    if not len(have):
        return np.zeros(len(key), bool)
    at = np.minimum(np.searchsorted(have, key), len(have) - 1)
    found: Flags = have[at] == key
    return found
