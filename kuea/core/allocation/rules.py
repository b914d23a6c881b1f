"""Who may take what: each rule on its own, over pairs of need and giver (coverage-instance, Rules).

Written apart from the engine's way of listing pairs, so that a fault in one is seen by the other.
"""

from enum import IntEnum

import numpy as np

from kuea.core.allocation.problem import (
    ANY,
    EARTH_KM,
    TRAVEL_TOLERANCE_KM,
    Flags,
    Floats,
    Ints,
    Problem,
)  # fmt: skip


class Rule(IntEnum):
    """Why a giver may not take a need, in the order in which a reason is sought (coverage.md 4.5)."""

    NONE = 0
    SKILL = 1
    TRAVEL = 2
    LANGUAGE = 3
    GENDER = 4
    AREA = 5
    GROUP = 6
    FORBIDDEN = 7


def great_circle_km(lat: Floats, lon: Floats, other_lat: Floats, other_lon: Floats) -> Floats:
    """Haversine distance between points in degrees."""
    a, b = np.radians(lat), np.radians(other_lat)
    half = np.sin((b - a) / 2) ** 2
    half = half + np.cos(a) * np.cos(b) * np.sin(np.radians(other_lon - lon) / 2) ** 2
    found: Floats = 2 * EARTH_KM * np.arcsin(np.sqrt(np.minimum(1.0, half)))
    return found


def road_km(problem: Problem, need: Ints, giver: Ints) -> Floats:
    """Road distance between the villages of need and giver, pair by pair."""
    here = problem.receiver_village[problem.need_receiver[need]]
    there = problem.giver_village[giver]
    lat, lon = problem.village_lat, problem.village_lon
    return problem.policy.road_factor * great_circle_km(
        lat[here], lon[here], lat[there], lon[there]
    )


def accepts(problem: Problem, network: Ints, tambon: Ints) -> Flags:
    """Whether the network takes people of the tambon: what it listed, else its own province, else everywhere."""
    width = len(problem.tambon_province)
    listed = np.sort(problem.accept_network.astype(np.int64) * width + problem.accept_tambon)
    key = network.astype(np.int64) * width + tambon
    on_list = np.zeros(len(key), bool)
    if len(listed):
        at = np.minimum(np.searchsorted(listed, key), len(listed) - 1)
        on_list = listed[at] == key
    province = problem.network_province[network]
    at_home = (province < 0) | (province == problem.tambon_province[tambon])
    found: Flags = np.where(problem.network_listed[network], on_list, at_home)
    return found


def passes(problem: Problem, need: Ints, giver: Ints) -> dict[Rule, Flags]:
    """One flag a pair for each rule: True when the rule lets the giver take the need."""
    person = problem.need_receiver[need]
    language = problem.receiver_language[person]
    wish = problem.need_gender[need]
    tambon = problem.village_tambon[problem.receiver_village[person]]
    near = road_km(problem, need, giver) <= problem.giver_travel[giver] + TRAVEL_TOLERANCE_KM
    return {
        Rule.SKILL: (problem.giver_skills[giver] >> problem.need_kind[need] & 1) == 1,
        Rule.TRAVEL: near,
        Rule.LANGUAGE: (language == 0) | ((problem.giver_languages[giver] >> language & 1) == 1),
        Rule.GENDER: (wish == ANY) | ((problem.giver_gender[giver] & wish) != 0),
        Rule.AREA: accepts(problem, problem.giver_network[giver], tambon),
        Rule.GROUP: (problem.giver_groups[giver] >> problem.receiver_group[person] & 1) == 1,
        Rule.FORBIDDEN: ~problem.is_forbidden(need, giver),
    }


def first_refusal(problem: Problem, need: Ints, giver: Ints) -> Ints:
    """int8 (pairs): the first rule that refuses the pair, Rule.NONE when the giver may take the need."""
    found = np.zeros(len(need), np.int8)
    for rule, allowed in passes(problem, need, giver).items():
        found = np.where((found == Rule.NONE) & ~allowed, np.int8(rule), found)
    return found
