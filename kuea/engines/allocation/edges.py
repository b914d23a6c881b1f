"""Which giver may take which class of needs: one compressed row a class, nearest giver first.

Needs of one village, kind, unit, group, language and carer gender are a class: no rule tells them apart. Distances are
computed once a village, not once a class, and every eligible pair is kept. A giver is two resources: hours at 2 g,
cases at 2 g + 1.
"""

from typing import Any, NamedTuple

import numpy as np

from kuea.core.allocation.problem import EARTH_KM, TRAVEL_TOLERANCE_KM, Floats, Ints, Problem
from kuea.engines.compiled import compiled


class Pairs(NamedTuple):
    """`to[start[c]:start[c + 1]]` are the resources class c may use, nearest first (int32)."""

    start: Ints
    to: Ints


class Classes(NamedTuple):
    """Class of each need, and the columns of each class; classes of one village stand together."""

    of_need: Ints
    village: Ints
    kind: Ints
    unit: Ints
    group: Ints
    language: Ints
    gender: Ints
    apart: Ints  # 0, or a number of its own where givers are set aside for one need


class Side(NamedTuple):
    """The givers as the kernel needs them."""

    point: Floats  # (givers, 3) on the unit sphere
    reach: Floats  # squared chord
    network: Ints
    skills: Ints
    groups: Ints
    languages: Ints
    gender: Ints
    capacity: Ints  # (2 × givers)


def classes_of(problem: Problem) -> Classes:
    """Group needs that are alike to every rule."""
    person = problem.need_receiver
    columns = [
        problem.receiver_village[person], problem.need_kind, problem.need_unit, problem.receiver_group[person],
        problem.receiver_language[person], problem.need_gender, problem.set_apart(),
    ]  # fmt: skip
    widths = [int(column.max(initial=0)) + 1 for column in columns]
    key = np.zeros(problem.needs, np.int64)
    for column, width in zip(columns, widths, strict=True):
        key = key * width + column
    kept, of_need = np.unique(key, return_inverse=True)
    parts = []
    for width in reversed(widths):
        parts.append((kept % width).astype(np.int32))
        kept = kept // width
    return Classes(of_need.astype(np.int32), *reversed(parts))


def points(problem: Problem) -> Floats:
    """(villages, 3) on the unit sphere."""
    lat, lon = np.radians(problem.village_lat), np.radians(problem.village_lon)
    return np.stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)], axis=1)


def accept_matrix(problem: Problem) -> Ints:
    """uint8 (networks × tambons): 1 where the network takes people."""
    home = problem.network_province
    table = (home[:, None] < 0) | (home[:, None] == problem.tambon_province[None, :])
    table[problem.network_listed] = False
    listed = problem.network_listed[problem.accept_network]
    table[problem.accept_network[listed], problem.accept_tambon[listed]] = True
    found: Ints = table.astype(np.uint8)
    return found


def giver_side(problem: Problem, capacity: Ints | None = None) -> Side:
    """Givers' columns in the types the kernels are compiled for."""
    km = (problem.giver_travel + TRAVEL_TOLERANCE_KM) / problem.policy.road_factor
    reach = (2 * np.sin(np.minimum(km / EARTH_KM, np.pi) / 2)) ** 2
    return Side(
        points(problem)[problem.giver_village], reach, problem.giver_network.astype(np.int32),
        problem.giver_skills.astype(np.int64), problem.giver_groups.astype(np.int64),
        (problem.giver_languages | 1).astype(np.int64), problem.giver_gender.astype(np.int64),
        problem.capacity() if capacity is None else capacity,
    )  # fmt: skip


def _by_province(problem: Problem, accept: Ints) -> tuple[Ints, Ints]:
    """Givers who may serve somewhere in each province, compressed."""
    provinces = int(problem.tambon_province.max(initial=0)) + 1
    serves = np.zeros((len(accept), provinces), bool)
    for province in range(provinces):
        serves[:, province] = accept[:, problem.tambon_province == province].any(axis=1)
    able = (problem.giver_hours > 0) | (problem.giver_cases > 0)
    rows = [np.flatnonzero(serves[problem.giver_network, p] & able) for p in range(provinces)]
    start = np.concatenate(([0], np.cumsum([len(row) for row in rows])))
    return start.astype(np.int64), np.concatenate(rows).astype(np.int32)


def list_pairs(problem: Problem, classes: Classes) -> Pairs:
    """Every pair the rules allow and capacity does not forbid outright."""
    side, accept = giver_side(problem), accept_matrix(problem)
    near_start, near = _by_province(problem, accept)
    spots = points(problem)
    villages = len(problem.village_tambon)
    of_village = np.searchsorted(classes.village, np.arange(villages + 1)).astype(np.int64)
    size = np.zeros(len(classes.village) + 1, np.int64)
    nothing = np.zeros(0, np.int32)
    args = (
        of_village, spots, problem.village_tambon.astype(np.int32), problem.tambon_province.astype(np.int32),
        near_start, near, accept, side, classes,
    )  # fmt: skip
    _list(*args, size, nothing, False)
    start = np.concatenate((np.zeros(1, np.int64), np.cumsum(size[:-1])))
    to = np.empty(int(start[-1]), np.int32)
    _list(*args, start.copy(), to, True)
    return _without_forbidden(problem, classes, Pairs(start, to))


def _without_forbidden(problem: Problem, classes: Classes, pairs: Pairs) -> Pairs:
    """Pairs without those a human forbade; their needs are classes of their own."""
    if not len(problem.forbidden):
        return pairs
    of_class = np.repeat(np.arange(len(pairs.start) - 1), np.diff(pairs.start))
    told = classes.of_need[problem.forbidden[:, 0]].astype(np.int64) * problem.givers
    told = told + problem.forbidden[:, 1]
    kept = ~np.isin(of_class.astype(np.int64) * problem.givers + (pairs.to >> 1), told)
    size = np.bincount(of_class[kept], minlength=len(pairs.start) - 1)
    start = np.concatenate((np.zeros(1, np.int64), np.cumsum(size))).astype(np.int64)
    return Pairs(start, pairs.to[kept])


@compiled
def _list(
    of_village: Any, spots: Any, tambon_of: Any, province_of: Any, near_start: Any, near: Any, accept: Any, side: Side, classes: Classes, at: Any, to: Any, fill: Any,
) -> Any:  # fmt: skip
    """Count (`fill` False) or write the pairs of every class; `at[c]` is the count, or the place to write next."""
    most = 0
    for province in range(len(near_start) - 1):
        most = max(most, near_start[province + 1] - near_start[province])
    found, far = np.empty(most, np.int32), np.empty(most, np.float64)
    for village in range(len(spots)):
        if of_village[village] == of_village[village + 1]:
            continue
        tambon = tambon_of[village]
        province = province_of[tambon]
        some = near[near_start[province] : near_start[province + 1]]
        count = _within(
            spots[village],
            some,
            side.point,
            side.reach,
            side.network,
            accept[:, tambon],
            found,
            far,
        )
        near_ones = found[:count]
        if fill:
            near_ones = near_ones[np.argsort(far[:count], kind="mergesort")]
        for one in range(of_village[village], of_village[village + 1]):
            _row(near_ones, one, side, classes, at, to, fill)


@compiled
def _within(
    spot: Any, some: Any, point: Any, reach: Any, network: Any, accept: Any, found: Any, far: Any,
) -> Any:  # fmt: skip
    """Write those of `some` who reach the spot and whose network works there; return how many."""
    count = 0
    x, y, z = spot[0], spot[1], spot[2]
    for giver in some:
        chord = (point[giver, 0] - x) ** 2 + (point[giver, 1] - y) ** 2 + (point[giver, 2] - z) ** 2
        if chord <= reach[giver] and accept[network[giver]]:
            found[count], far[count] = giver, chord
            count += 1
    return count


@compiled
def _row(
    near_ones: Any, one: Any, side: Side, classes: Classes, at: Any, to: Any, fill: Any,
) -> Any:  # fmt: skip
    """Skill, group, language, carer gender and some capacity."""
    skills, groups, languages = side.skills, side.groups, side.languages
    gender, capacity = side.gender, side.capacity
    kind, group, language = classes.kind[one], classes.group[one], classes.language[one]
    wish, unit, place = classes.gender[one], classes.unit[one], at[one]
    for giver in near_ones:
        if (
            skills[giver] >> kind & 1
            and groups[giver] >> group & 1
            and languages[giver] >> language & 1
            and (wish == 0 or gender[giver] & wish)
            and capacity[2 * giver + unit] > 0
        ):
            if fill:
                to[place] = 2 * giver + unit
            place += 1
    at[one] = place
