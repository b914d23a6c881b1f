"""The frozen coverage problem (R36, R37, R45, R58–R63): columns of whole numbers, a policy, and a hash.

A plan is one whole number a need: the giver who takes it, or -1. Amounts and capacities are hundredths of an hour
or of a case, so that sums are exact. Columns are arrays that cannot be written to. Nothing here is a name of a person.
"""

import hashlib
from dataclasses import dataclass, field, fields, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.integer[Any]]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

HUNDREDTHS = 100
HOURS, CASES = 0, 1
ANY, FEMALE, MALE = 0, 1, 2  # of carers; a giver who sends both is FEMALE | MALE
EARTH_KM = 6371.0088
TRAVEL_TOLERANCE_KM = 1e-6
_OF_A_NEED = (
    "need_receiver", "need_kind", "need_unit", "need_amount", "need_urgency", "need_gender",
)  # fmt: skip
COMMON_LANGUAGE = "th"  # always languages[0]; everybody may be helped in it


@dataclass(frozen=True)
class Policy:
    """How needs weigh. weight = urgency_weight[urgency - 1] × amount ** alpha; levels in `strict` go before all others."""

    urgency_weight: tuple[float, float, float, float, float] = (1.0, 2.0, 4.0, 8.0, 16.0)
    alpha: float = 0.0
    strict: tuple[int, ...] = ()
    road_factor: float = 1.3
    version: str = "1"


@dataclass(frozen=True, eq=False, kw_only=True)
class Problem:
    """One instance. Indices point into the other tables; -1 stands for none. Masks hold a bit a word of the vocabulary."""

    tambon_province: Ints
    tambon_district: Ints
    neighbours: Ints  # (pairs, 2) tambon
    village_tambon: Ints
    village_lat: Floats
    village_lon: Floats
    network_province: Ints  # -1: national
    network_home: Ints  # tambon
    network_listed: Flags  # takes only tambons it listed
    accept_network: Ints
    accept_tambon: Ints
    receiver_village: Ints
    receiver_group: Ints
    receiver_language: Ints
    need_receiver: Ints
    need_kind: Ints
    need_unit: Ints  # HOURS or CASES
    need_amount: Ints  # hundredths a month
    need_urgency: Ints  # 1..5
    need_gender: Ints  # ANY, FEMALE, MALE
    giver_network: Ints
    giver_village: Ints
    giver_gender: Ints  # mask
    giver_languages: Ints  # mask
    giver_skills: Ints  # mask of kinds
    giver_groups: Ints  # mask
    giver_hours: Ints  # hundredths
    giver_cases: Ints  # hundredths
    giver_persons: Ints  # -1: no limit
    giver_travel: Floats  # road km
    kinds: tuple[str, ...]
    groups: tuple[str, ...]
    languages: tuple[str, ...]
    forbidden: Ints = field(
        default_factory=lambda: np.zeros((0, 2), np.int64)
    )  # (pairs, 2) need, giver
    policy: Policy = field(default_factory=Policy)
    id_digest: str = ""  # of the identifiers the caller keeps beside the columns

    def __post_init__(self) -> None:
        for item in fields(self):
            column = getattr(self, item.name)
            if isinstance(column, np.ndarray):
                column.flags.writeable = False
        if self.languages[:1] != (COMMON_LANGUAGE,):
            raise ValueError("languages must begin with the common language")
        if max(len(self.kinds), len(self.groups), len(self.languages)) > 62:
            raise ValueError("at most 62 kinds, groups and languages")

    @property
    def needs(self) -> int:
        return len(self.need_receiver)

    @property
    def givers(self) -> int:
        return len(self.giver_network)

    def fingerprint(self) -> str:
        """SHA-256 over every column, word and number of the policy: a plan names the problem it answers."""
        digest = hashlib.sha256()
        for item in fields(self):
            value = getattr(self, item.name)
            if item.name == "forbidden" and not len(value):
                continue  # problems of before there were such pairs keep their hash
            digest.update(item.name.encode())
            if isinstance(value, np.ndarray):
                digest.update(str(value.shape).encode())
                wide = np.float64 if value.dtype.kind == "f" else np.int64
                for start in range(0, len(value), 1 << 20):
                    digest.update(value[start : start + (1 << 20)].astype(wide).tobytes())
            else:
                digest.update(repr(value).encode())
        return digest.hexdigest()

    def changed(self, **columns: Any) -> "Problem":
        """The same problem with other columns, for what-if: frozen again, with its own hash."""
        return replace(self, **columns)

    def of_needs(self, kept: Flags, **columns: Any) -> "Problem":
        """The problem of the needs that are kept (one flag a need), numbered anew in their order; other `columns` as said."""
        return self.changed(
            **{name: getattr(self, name)[kept] for name in _OF_A_NEED},
            forbidden=self.renumbered(self.forbidden, kept), **columns,
        )  # fmt: skip

    @staticmethod
    def renumbered(pairs: Ints, kept: Flags) -> Ints:
        """Pairs (rows, 2) of need and giver whose need is kept, under the numbers `of_needs` gives."""
        found = pairs[kept[pairs[:, 0]]]
        return np.stack([np.cumsum(kept)[found[:, 0]] - 1, found[:, 1]], axis=1)

    def capacity(self) -> Ints:
        """int64 (2 × givers): hours of giver g at 2 g, cases at 2 g + 1, in hundredths."""
        both = np.empty(2 * self.givers, np.int64)
        both[0::2], both[1::2] = self.giver_hours, self.giver_cases
        return both

    def set_apart(self) -> Ints:
        """int64 (needs): 0, or a number of its own for a need that some giver must not take by a human's word."""
        apart = np.zeros(self.needs, np.int64)
        own = np.unique(self.forbidden[:, 0])
        apart[own] = np.arange(1, len(own) + 1)
        return apart

    def is_forbidden(self, need: Ints, giver: Ints) -> Flags:
        """One flag a pair: somebody said that this giver is not to take this need."""
        told = self.forbidden[:, 0].astype(np.int64) * self.givers + self.forbidden[:, 1]
        found: Flags = np.isin(need.astype(np.int64) * self.givers + giver, told)
        return found

    def need_tambon(self) -> Ints:
        return self.village_tambon[self.receiver_village[self.need_receiver]]


def weights(problem: Problem, policy: Policy | None = None) -> Floats:
    """float64 (needs): what covering each need counts under a policy (coverage.md 4.1, the three stated ways)."""
    policy = policy or problem.policy
    by_level = np.asarray(policy.urgency_weight, np.float64)
    weight = by_level[problem.need_urgency - 1]
    if policy.alpha:
        weight = weight * (problem.need_amount / HUNDREDTHS) ** policy.alpha
    for level in sorted(policy.strict):
        weight = _lift(problem, weight, problem.need_urgency >= level)
    return weight


def _lift(problem: Problem, weight: Floats, first: Flags) -> Floats:
    """Multiply the needs that go first until none of their hours is worth less than any hour of the others."""
    if not first.any() or first.all():
        return weight
    worth = weight / problem.need_amount
    factor = max(1.0, 2.0 * float(worth[~first].max()) / float(worth[first].min()))
    return np.where(first, weight * factor, weight)
