"""What one more giver, a closed host or a raised limit would change: reckoned on a frozen copy, nothing is stored.

The problem of the province is read from the register behind the page that asks first, and kept in memory without sealed
cases (they stand in no number below the province). After some minutes the next question is still answered from it at
once, with its time, while a fresh one is read behind. Each question changes columns of the copy and solves it by the quick part
of the engine: the split optimum, made whole. Before and after are found the same way, so that they can be compared.
"""

import logging
import threading
import time
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from django.conf import settings
from django.db import connection
from django.utils import timezone

from kuea.core.allocation.problem import EARTH_KM, HUNDREDTHS, Ints, Problem
from kuea.coverage.queries.problem import KINDS, URGENT, build_problem
from kuea.engines.allocation.marginal import REACH_KM, Marginal, top_marginals
from kuea.engines.allocation.solve import Prepared, prepare, solve
from kuea.finding.models import Case
from kuea.giving.models import CapacityOffer
from kuea.offices.models import Duty, Place

__all__ = [
    "REACH_KM", "Covered", "Ground", "add_giver", "close_host", "ground_of", "keep_to_territories", "next_givers", "raise_limit", "read_ground",
]  # fmt: skip
KEPT_SECONDS, MOST_KEPT = 600, 4
EVERY_GENDER, EVERY_GROUP = 3, (1 << 62) - 1
READING_SECONDS = 300
"""After this long a reading that did not come back is begun again."""
_kept: "OrderedDict[str, tuple[float, Ground]]" = OrderedDict()
_reading: dict[str, float] = {}
_lock = threading.Lock()
_log = logging.getLogger("kuea.coverage")


@dataclass(frozen=True, eq=False)
class Covered:
    """How many matters (one case, one kind) a plan places; arrays by kind and by tambon: asked, placed."""

    asked: int
    placed: int
    urgent: int
    urgent_placed: int
    by_kind: Ints  # (kinds, 2)
    by_tambon: Ints  # (tambon, 2)


@dataclass(frozen=True, eq=False)
class Ground:
    """The frozen copy that questions are asked of. `organisations` and `offers` stand in the order of its givers."""

    read_at: datetime
    problem: Problem
    ready: Prepared
    tambon: tuple[str, ...]
    offers: tuple[int, ...]
    organisations: tuple[int, ...]
    before: Covered


def ground_of(duty: Duty) -> Ground | None:
    """The copy of the duty's province, or None while the first is being read; nobody waits for it here.

    One that is older than ten minutes is given out once more while the next is read.
    """
    key = str(duty.province_id)
    with _lock:
        kept = _kept.get(key)
        is_old = kept is None or time.monotonic() - kept[0] > KEPT_SECONDS
        must_read = (
            is_old and time.monotonic() - _reading.get(key, -READING_SECONDS) > READING_SECONDS
        )
        if must_read:
            _reading[key] = time.monotonic()
    if must_read and settings.TESTING:  # as tasks are: at once, in the transaction of the test
        _keep(key, duty)
    elif must_read:
        threading.Thread(target=_read_behind, args=(key, duty), daemon=True).start()
    kept = _kept.get(key)
    return kept[1] if kept else None


def _read_behind(key: str, duty: Duty) -> None:
    """In a thread of its own, with its own connection; it only reads. A failure is told once and tried again."""
    try:
        _keep(key, duty)
    except Exception as error:  # nobody waits for this thread: the log is the only one to tell
        _log.exception("ground_failed province=%s error=%s", key, type(error).__name__)
    finally:
        connection.close()


def _keep(key: str, duty: Duty) -> None:
    try:
        ground = read_ground(duty)
        with _lock:
            _kept[key] = (time.monotonic(), ground)
            _kept.move_to_end(key)
            while len(_kept) > MOST_KEPT:
                _kept.popitem(last=False)
    finally:
        _reading.pop(key, None)


def read_ground(duty: Duty) -> Ground:
    """The province as the register stands, solved once."""
    frozen = build_problem(duty.province)
    rows = Case.objects.filter(province_id=duty.province_id)
    told = {pk: (code, sealed) for pk, code, sealed in rows.values_list("pk", "tambon_id", "is_sealed")}  # fmt: skip
    today = Place.objects.filter(
        level=Place.Level.TAMBON, parent__parent_id=duty.province_id, valid_to=None
    )
    codes = {told[case][0] for case in frozen.cases} | set(today.values_list("code", flat=True))
    sealed = np.array([told[case][1] for case in frozen.cases], bool)
    problem = frozen.problem.of_needs(~sealed)
    owners = dict(
        CapacityOffer.objects.visible_to(duty).values_list("pk", "organisation_id").order_by("pk")
    )
    ready = prepare(problem)
    return Ground(
        timezone.now(), problem, ready, tuple(sorted(codes)), frozen.offers,
        tuple(owners.get(pk, 0) for pk in frozen.offers), _cover(ready),
    )  # fmt: skip


def _cover(ready: Prepared) -> Covered:
    problem = ready.problem
    placed = (
        solve(problem, effort=0, ready=ready).giver_of >= 0
        if problem.needs and problem.givers
        else np.zeros(problem.needs, bool)
    )
    urgent = problem.need_urgency == URGENT

    def by(key: Ints, size: int) -> Ints:
        return np.column_stack(
            (np.bincount(key, minlength=size), np.bincount(key[placed], minlength=size))
        )

    return Covered(
        problem.needs, int(placed.sum()), int(urgent.sum()), int((placed & urgent).sum()),
        by(problem.need_kind, len(KINDS)),
        by(problem.need_tambon(), len(problem.tambon_province)),
    )  # fmt: skip


def add_giver(ground: Ground, tambon: str, kind: str, places: int, *, km: float = 0) -> Covered:
    """One more giver of a kind, any group, for one tambon and those whose points lie within `km` by road.

    Raises `ValueError` for a tambon or kind not known.
    """
    problem, at = ground.problem, ground.tambon.index(tambon)
    network, reached = len(problem.network_home), _reach(ground, at, km)

    def more(column: np.ndarray, value: float) -> np.ndarray:
        return np.append(column, np.array([value], column.dtype))

    return _cover(
        prepare(
            problem.changed(
                network_province=more(problem.network_province, 0),
                network_home=more(problem.network_home, at),
                network_listed=more(problem.network_listed, True),
                accept_network=np.append(problem.accept_network, np.full(len(reached), network)),
                accept_tambon=np.append(problem.accept_tambon, reached),
                giver_network=more(problem.giver_network, network),
                giver_village=more(problem.giver_village, at),
                giver_gender=more(problem.giver_gender, EVERY_GENDER),
                giver_languages=more(problem.giver_languages, 1),
                giver_skills=more(problem.giver_skills, 1 << KINDS.index(kind)),
                giver_groups=more(problem.giver_groups, EVERY_GROUP),
                giver_hours=more(problem.giver_hours, 0),
                giver_cases=more(problem.giver_cases, places * HUNDREDTHS),
                giver_persons=more(problem.giver_persons, -1),
                giver_travel=more(problem.giver_travel, np.inf),
            )
        )
    )


def _reach(ground: Ground, at: int, km: float) -> Ints:
    """Rows of the tambon whose points are within `km` by road of this one's, itself always."""
    problem, size = ground.problem, len(ground.tambon)
    lat, lon = np.radians(problem.village_lat[:size]), np.radians(problem.village_lon[:size])
    half = (
        np.sin((lat - lat[at]) / 2) ** 2
        + np.cos(lat) * np.cos(lat[at]) * np.sin((lon - lon[at]) / 2) ** 2
    )
    road = 2 * EARTH_KM * np.arcsin(np.sqrt(half)) * problem.policy.road_factor
    near = (road <= km) & (km > 0)  # nought is the tambon itself, even where points are not known
    near[at] = True
    return np.flatnonzero(near)


def close_host(ground: Ground, organisation: int) -> Covered:
    """All that an organisation offers falls away; what its people already receive is not touched here."""
    cases = ground.problem.giver_cases.copy()
    cases[np.array(ground.organisations) == organisation] = 0
    return _cover(prepare(ground.problem.changed(giver_cases=cases)))


def raise_limit(ground: Ground, offer: int, places: int) -> Covered:
    """An offer has so many places more. Raises `ValueError` for an offer that is not in the copy."""
    cases = ground.problem.giver_cases.copy()
    cases[ground.offers.index(offer)] += places * HUNDREDTHS
    return _cover(prepare(ground.problem.changed(giver_cases=cases)))


def next_givers(ground: Ground, top: int = 15) -> list[Marginal]:
    """Where one more giver of four places would do most, by the engine's exact table; empty when nobody waits."""
    return (
        top_marginals(ground.ready, top) if ground.problem.needs and ground.problem.givers else []
    )


def keep_to_territories(ground: Ground, holders: Mapping[str, int], hosts: set[int]) -> Covered:
    """Each of `hosts` serves only the tambon it holds (code → organisation); whoever else gives goes on as before."""
    problem = ground.problem
    owner = np.zeros(len(problem.network_home), np.int64)
    owner[problem.giver_network] = ground.organisations
    holder = np.array([holders.get(code, 0) for code in ground.tambon], np.int64)
    offering = owner[problem.accept_network]
    kept = ~np.isin(offering, list(hosts)) | (holder[problem.accept_tambon] == offering)
    return _cover(
        prepare(
            problem.changed(
                accept_network=problem.accept_network[kept],
                accept_tambon=problem.accept_tambon[kept],
            )
        )
    )
