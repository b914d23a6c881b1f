"""Which host leads which tambon: in one piece, near its share of capacity, only where it accepts people (coverage.md 4.7).

`regions` divides each province: least load × km² from the hosts' homes, loads within ±10 % of their shares. What no division
could beat is told beside it: the transport problem of the same costs and bands, pieces or not, in any fractions. Load outside
the band and tambons nobody accepts are paid for, never hidden: the answer names both.
"""

import time
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from scipy.optimize import linprog  # type: ignore[import-untyped]
from scipy.sparse import coo_array, csr_array, hstack  # type: ignore[import-untyped]
from scipy.sparse.csgraph import dijkstra  # type: ignore[import-untyped]

from kuea.core.allocation.problem import CASES, HOURS, Floats, Ints, Problem
from kuea.core.allocation.rules import great_circle_km
from kuea.engines.allocation.edges import accept_matrix
from kuea.engines.allocation.regions import Map, divide_map
from kuea.engines.allocation.solve import prepare, relax_prepared

Bools = np.ndarray[Any, np.dtype[np.bool_]]
BAND = 0.10
MOVES_AN_AREA, STARTS = 2_000, 24
OUTSIDE = 100.0  # cost of a whole load outside the band, in mean costs of a tambon × tambons
KEPT = 0.5  # share of its cost a tambon saves by staying with the host it has


@dataclass(frozen=True, eq=False)
class Territory:
    """`host[t]` network or -1. `share` and `load` by host; `contiguous` is checked on the neighbours, not assumed."""

    host: Ints
    hosts: Ints
    share: Floats
    load: Floats
    contiguous: bool
    left_out: Ints  # tambons no host accepts, or can reach over tambons of its own
    cost: float
    bound: float  # no division costs less, in one piece or not
    is_whole: bool  # False: stopped early by `seconds`

    @property
    def in_band(self) -> bool:
        return bool((np.abs(self.load - self.share) <= BAND * self.share + 1e-9).all())


class _Shape(NamedTuple):
    """One province: rows of tambons and hosts, the row of each home (-1: shared), cost of each pair (inf where not accepted)."""

    tambons: Ints
    hosts: Ints
    home: Ints
    cost: Floats
    load: Floats
    share: Floats


def loads(problem: Problem, group: int | None = None) -> Floats:
    """float64 (tambons): hours and cases asked, each as a share of its total, of one group or all."""
    chosen = np.ones(problem.needs, bool)
    if group is not None:
        chosen = problem.receiver_group[problem.need_receiver] == group
    tambon, size = problem.need_tambon(), len(problem.tambon_province)
    total = np.zeros(size)
    for unit in (HOURS, CASES):
        rows = chosen & (problem.need_unit == unit)
        part = np.bincount(tambon[rows], problem.need_amount[rows], size)
        total += part / max(1.0, part.sum())
    return total


def capacities(problem: Problem, group: int | None = None) -> Floats:
    """float64 (networks): hours and cases offered, each as a share of its total."""
    chosen = np.ones(problem.givers, bool)
    if group is not None:
        chosen = (problem.giver_groups >> group & 1) == 1
    total = np.zeros(len(problem.network_home))
    for column in (problem.giver_hours, problem.giver_cases):
        part = np.bincount(problem.giver_network[chosen], column[chosen], len(total))
        total += part / max(1.0, part.sum())
    return total


def divide(
    problem: Problem, *, group: int | None = None, previous: Ints | None = None, seconds: float | None = None
) -> Territory:  # fmt: skip
    """Divide every province among its own host networks. `previous` (tambons) makes staying cheaper. Stopped early
    by `seconds` a province, the division depends on the machine."""
    host = np.full(len(problem.tambon_province), -1, np.int32)
    load, power, accept = loads(problem, group), capacities(problem, group), accept_matrix(problem)
    all_hosts: list[Ints] = []
    shares: list[Floats] = []
    got: list[Floats] = []
    cost, bound, is_whole = 0.0, 0.0, True
    for province in np.unique(problem.tambon_province):
        shape = _shape(problem, int(province), load, power, accept)
        if not len(shape.hosts):
            continue
        base = None
        if previous is not None:
            stays = previous[shape.tambons][:, None] == shape.hosts[None, :]
            shape = shape._replace(cost=np.where(stays, shape.cost * KEPT, shape.cost))
            base = np.where(stays.any(axis=1), stays.argmax(axis=1), -1)
        until = time.monotonic() + seconds if seconds else None
        parts = divide_map(
            _land(problem, shape),
            moves=MOVES_AN_AREA * len(shape.tambons),
            starts=STARTS,
            base=base,
            until=until,
        )
        fine = _fine(shape)
        alone = float((parts.holder < 0).sum())
        cost += parts.cost + fine * parts.outside + OUTSIDE * len(shape.tambons) * alone
        bound += _bound(shape, fine)
        is_whole &= parts.is_whole
        held = parts.holder >= 0
        host[shape.tambons[held]] = shape.hosts[parts.holder[held]]
        all_hosts.append(shape.hosts)
        shares.append(shape.share)
        carried = np.bincount(parts.holder[held], shape.load[held], len(shape.hosts))
        got.append(carried.astype(np.float64))
    hosts = np.concatenate(all_hosts) if all_hosts else np.zeros(0, np.int32)
    return Territory(
        host, hosts, np.concatenate(shares or [np.zeros(0)]), np.concatenate(got or [np.zeros(0)]),
        is_contiguous(problem, host), np.flatnonzero(host < 0), cost, bound, is_whole,
    )  # fmt: skip


def _land(problem: Problem, shape: _Shape) -> Map:
    links = _links(problem, shape.tambons)
    return Map(
        links.indptr.astype(np.int64), links.indices.astype(np.int64), shape.cost, shape.load,
        shape.share * (1 - BAND), shape.share * (1 + BAND), shape.home,
    )  # fmt: skip


def _fine(shape: _Shape) -> float:
    """Cost of one unit of load outside the band."""
    return OUTSIDE * len(shape.tambons) / max(float(shape.load.sum()), 1e-12)


def _bound(shape: _Shape, fine: float) -> float:
    """Least cost of the transport problem: tambons in any fractions, hosts within their bands or fined, homes kept."""
    tambons, hosts = shape.cost.shape
    row, col = np.nonzero(np.isfinite(shape.cost))
    pairs = len(row)
    at = np.arange(pairs)
    once = coo_array((np.ones(pairs), (row, at)), (tambons, pairs))
    carried = coo_array((shape.load[row], (col, at)), (hosts, pairs))
    every, some = csr_array((tambons, hosts)), csr_array((hosts, tambons))
    out = coo_array((np.ones(hosts), (np.arange(hosts), np.arange(hosts))), (hosts, hosts))
    nobody = coo_array((np.ones(tambons), (np.arange(tambons), np.arange(tambons))))
    low = np.zeros(pairs)
    low[shape.home[col] == row] = 1.0
    found = linprog(
        np.concatenate((shape.cost[row, col], np.full(tambons, OUTSIDE * tambons), np.full(hosts, fine))),
        A_eq=hstack((once, nobody, every)), b_eq=np.ones(tambons),
        A_ub=_both_ends(carried, some, out), b_ub=np.concatenate((shape.share * (1 + BAND), -shape.share * (1 - BAND))),
        bounds=np.column_stack((np.concatenate((low, np.zeros(tambons + hosts))), np.full(pairs + tambons + hosts, np.inf))),
        method="highs",
    )  # fmt: skip
    return float(found.fun) if found.status == 0 else -np.inf


def _both_ends(carried: coo_array, some: csr_array, out: coo_array) -> csr_array:
    """Load less what lies outside ≤ top of the band; bottom of the band ≤ load and what lies outside."""
    over, under = hstack((carried, some, -out)), hstack((-carried, some, -out))
    return csr_array(np.vstack((over.toarray(), under.toarray())))


def _middles(problem: Problem) -> tuple[Floats, Floats]:
    size = len(problem.tambon_province)
    count = np.maximum(1, np.bincount(problem.village_tambon, minlength=size))
    lat = np.bincount(problem.village_tambon, problem.village_lat, size) / count
    return lat, np.bincount(problem.village_tambon, problem.village_lon, size) / count


def _shape(problem: Problem, province: int, load: Floats, power: Floats, accept: Ints) -> _Shape:
    tambons = np.flatnonzero(problem.tambon_province == province)
    able = (problem.network_province == province) & (power > 0) & accept[:, tambons].any(axis=1)
    hosts = np.flatnonzero(able)
    lat, lon = _middles(problem)
    home = problem.network_home[hosts]
    km = great_circle_km(
        lat[tambons][:, None], lon[tambons][:, None], lat[home][None], lon[home][None]
    )
    takes = accept[hosts][:, tambons].T == 1
    return _Shape(tambons, hosts, *outline(km, takes, load[tambons], power[hosts]))


def outline(
    km: Floats, takes: Bools, load: Floats, power: Floats
) -> tuple[Ints, Floats, Floats, Floats]:
    """Home of each host, cost of each pair (tambons × hosts), loads, and each host's share of them by its power.

    `km` to the hosts' addresses; a tambon without load still costs a little, so that it lies with who is near.
    """
    share = power / max(power.sum(), 1e-12) * load.sum()
    cost = (load[:, None] + max(load.mean(), 1e-12) * 0.01) * km**2
    mean = float(cost.mean()) if cost.size else 1.0
    cost = np.where(takes, cost / max(mean, 1e-12), np.inf)
    return _homes(np.where(takes, km, np.inf)), cost, load, share


def neighbour_lists(pairs: Ints, size: int) -> tuple[Ints, Ints]:
    """`Map.start` and `Map.links` of pairs of areas."""
    both = np.concatenate((pairs, pairs[:, ::-1]))
    both = both[np.lexsort((both[:, 1], both[:, 0]))]
    return np.searchsorted(both[:, 0], np.arange(size + 1)), np.ascontiguousarray(both[:, 1])


def _homes(km: Floats) -> Ints:
    """Of each host the nearest tambon that accepts it and is no other's home; -1 when all it accepts are."""
    home = np.full(km.shape[1], -1)
    for column in range(km.shape[1]):
        near = np.argsort(km[:, column], kind="stable")
        free = [int(row) for row in near if np.isfinite(km[row, column]) and row not in home]
        home[column] = free[0] if free else -1
    return home


def _links(problem: Problem, tambons: Ints) -> csr_array:
    place = np.full(len(problem.tambon_province), -1)
    place[tambons] = np.arange(len(tambons))
    pairs = place[problem.neighbours]
    pairs = pairs[(pairs >= 0).all(axis=1)]
    both = np.concatenate((pairs, pairs[:, ::-1]))
    size = (len(tambons), len(tambons))
    return csr_array(coo_array((np.ones(len(both)), (both[:, 0], both[:, 1])), size))


def is_contiguous(problem: Problem, host: Ints) -> bool:
    """Whether every host's tambons hang together over the neighbours."""
    for network in np.unique(host[host >= 0]):
        rows = np.flatnonzero(host == network)
        reach = dijkstra(_links(problem, rows), unweighted=True, indices=0)
        if not np.isfinite(reach).all():
            return False
    return True


def with_territory(problem: Problem, host: Ints) -> Problem:
    """The problem in which a host serves only its own tambons; national networks stay as they are."""
    local = problem.network_province >= 0
    kept = ~local[problem.accept_network]
    rows = np.flatnonzero(host >= 0)
    return problem.changed(
        network_listed=problem.network_listed | local,
        accept_network=np.concatenate((problem.accept_network[kept], host[rows])),
        accept_tambon=np.concatenate((problem.accept_tambon[kept], rows)),
    )


def coverage_lost(problem: Problem, host: Ints) -> tuple[float, float]:
    """The split optimum without and with the territory: what the split costs."""
    values = []
    for one in (problem, with_territory(problem, host)):
        ready = prepare(one)
        values.append(float((relax_prepared(ready).served * ready.worth).sum()))
    return values[0], values[1]
