"""What is wrong with a plan, and what it achieves: judged from the problem alone, whoever made the plan (I-rules, A18)."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from kuea.core.allocation.problem import CASES, HOURS, Flags, Floats, Ints, Problem, weights
from kuea.core.allocation.rules import Rule, first_refusal


class Fault(StrEnum):
    UNKNOWN = "unknown"
    TWICE = "twice"
    SKILL = "skill"
    TRAVEL = "travel"
    LANGUAGE = "language"
    GENDER = "gender"
    AREA = "area"
    GROUP = "group"
    FORBIDDEN = "forbidden"
    HOURS = "hours"
    CASES = "cases"
    PERSONS = "persons"
    OVERLAP = "overlap"
    TERRITORY = "territory"


@dataclass(frozen=True)
class Broken:
    """One promise or giver that breaks a rule. `need` is -1 when the giver's sum is at fault."""

    fault: Fault
    need: int
    giver: int


@dataclass(frozen=True, eq=False)
class Coverage:
    """Weighted share covered, whole and by parts; 1.0 where nothing is asked."""

    value: float
    total: float
    by_urgency: Floats
    by_kind: Floats
    by_group: Floats
    by_tambon: Floats
    covered: int
    villages_left_out: int

    @property
    def share(self) -> float:
        return self.value / self.total if self.total else 1.0


def pairs_of(giver_of: Ints) -> Ints:
    """(promises, 2) need, giver of a plan given as one giver (or -1) a need."""
    rows = np.flatnonzero(giver_of >= 0)
    return np.stack([rows, giver_of[rows]], axis=1)


def check(problem: Problem, pairs: Ints, host: Ints | None = None) -> list[Broken]:
    """Everything wrong with promises (rows, 2) of need and giver; an empty list is a plan that stands.

    `host` (tambons × groups, network or -1) adds the rule of a territory: only the lead host's givers serve there.
    """
    need, giver = pairs[:, 0].astype(np.int64), pairs[:, 1].astype(np.int64)
    known = (need >= 0) & (need < problem.needs) & (giver >= 0) & (giver < problem.givers)
    found = _rows(Fault.UNKNOWN, ~known, need, giver)
    need, giver = need[known], giver[known]
    taken = np.bincount(need, minlength=problem.needs)
    found += _rows(Fault.TWICE, taken[need] > 1, need, giver)
    refused = first_refusal(problem, need, giver)
    for rule in list(Rule)[1:]:
        found += _rows(Fault[rule.name], refused == rule, need, giver)
    found += _rows(Fault.OVERLAP, overlapping(problem, need, giver), need, giver)
    if host is not None:
        person = problem.need_receiver[need]
        lead = host[problem.need_tambon()[need], problem.receiver_group[person]]
        found += _rows(Fault.TERRITORY, lead != problem.giver_network[giver], need, giver)
    return found + _overloads(problem, need, giver)


def _rows(fault: Fault, wrong: Flags, need: Ints, giver: Ints) -> list[Broken]:
    return [Broken(fault, int(need[row]), int(giver[row])) for row in np.flatnonzero(wrong)]


def overlapping(problem: Problem, need: Ints, giver: Ints) -> Flags:
    """True for promises to one person and kind by more than one network (or twice for one need)."""
    kinds = len(problem.kinds)
    key = problem.need_receiver[need].astype(np.int64) * kinds + problem.need_kind[need]
    _, where = np.unique(key, return_inverse=True)
    network = problem.giver_network[giver]
    if not len(need):
        return np.zeros(0, bool)
    size = where.max() + 1
    least, most = np.full(size, np.iinfo(np.int64).max), np.full(size, -1)
    np.minimum.at(least, where, network)
    np.maximum.at(most, where, network)
    found: Flags = (least != most)[where] | (np.bincount(need, minlength=problem.needs)[need] > 1)
    return found


def _overloads(problem: Problem, need: Ints, giver: Ints) -> list[Broken]:
    found = []
    amount, unit = problem.need_amount[need], problem.need_unit[need]
    limits = ((Fault.HOURS, HOURS, problem.giver_hours), (Fault.CASES, CASES, problem.giver_cases))
    for fault, code, limit in limits:
        load = np.zeros(problem.givers, np.int64)
        np.add.at(load, giver[unit == code], amount[unit == code])
        found += [Broken(fault, -1, int(row)) for row in np.flatnonzero(load > limit)]
    person = np.unique(np.stack([giver, problem.need_receiver[need]], axis=1), axis=0)[:, 0]
    persons = np.bincount(person, minlength=problem.givers)
    over = (problem.giver_persons >= 0) & (persons > problem.giver_persons)
    return found + [Broken(Fault.PERSONS, -1, int(row)) for row in np.flatnonzero(over)]


def coverage(problem: Problem, pairs: Ints) -> Coverage:
    """What a plan that passed `check` covers; a need counts once."""
    weight = weights(problem)
    done = np.zeros(problem.needs, bool)
    done[pairs[:, 0]] = True
    tambon = problem.need_tambon()
    person = problem.need_receiver
    village = problem.receiver_village[person]
    asked = np.bincount(village, minlength=len(problem.village_tambon)) > 0
    served = np.bincount(village[done], minlength=len(problem.village_tambon)) > 0
    return Coverage(
        value=float(weight[done].sum()),
        total=float(weight.sum()),
        by_urgency=_share(weight, done, problem.need_urgency - 1, 5),
        by_kind=_share(weight, done, problem.need_kind, len(problem.kinds)),
        by_group=_share(weight, done, problem.receiver_group[person], len(problem.groups)),
        by_tambon=_share(weight, done, tambon, len(problem.tambon_province)),
        covered=int(done.sum()),
        villages_left_out=int((asked & ~served).sum()),
    )


def _share(weight: Floats, done: Flags, key: Ints, size: int) -> Floats:
    asked = np.bincount(key, weight, size)
    got = np.bincount(key[done], weight[done], size)
    return np.divide(got, asked, out=np.ones(size), where=asked > 0)
