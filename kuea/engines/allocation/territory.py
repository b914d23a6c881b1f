"""Which host leads which tambon: contiguous, near its share of capacity, only where it accepts people (coverage.md 4.7).

Contiguity is the rule of Zoltners and Sinha (1983): a tambon may belong to a host only when a neighbour one hop nearer
to the host's home does. It is linear, so HiGHS needs no cuts. Load outside the band and tambons nobody accepts are
paid for, never hidden: the answer names both.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp  # type: ignore[import-untyped]
from scipy.sparse import coo_array, csr_array  # type: ignore[import-untyped]
from scipy.sparse.csgraph import dijkstra  # type: ignore[import-untyped]

from kuea.core.allocation.problem import CASES, HOURS, Floats, Ints, Problem
from kuea.core.allocation.rules import great_circle_km
from kuea.engines.allocation.edges import accept_matrix
from kuea.engines.allocation.solve import prepare, relax_prepared

BAND = 0.10
GAP = 0.005
NEAREST = 5  # hosts a tambon may choose among, before that is found too few
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
    left_out: Ints  # tambons no host accepts
    proved: bool

    @property
    def in_band(self) -> bool:
        return bool((np.abs(self.load - self.share) <= BAND * self.share + 1e-9).all())


class _Shape(NamedTuple):
    """One province: rows of tambons and hosts, hops from each home (inf where not accepted), cost of each pair."""

    tambons: Ints
    hosts: Ints
    hops: Floats
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
    """Divide every province among its own host networks. `previous` (tambons) makes staying cheaper."""
    host = np.full(len(problem.tambon_province), -1, np.int32)
    load, power, accept = loads(problem, group), capacities(problem, group), accept_matrix(problem)
    all_hosts: list[Ints] = []
    shares: list[Floats] = []
    got: list[Floats] = []
    proved = True
    for province in np.unique(problem.tambon_province):
        shape = _shape(problem, int(province), load, power, accept)
        if not len(shape.hosts):
            continue
        cost = shape.cost
        if previous is not None:
            stays = previous[shape.tambons][:, None] == shape.hosts[None, :]
            cost = np.where(stays, cost * KEPT, cost)
        chosen, sure = _solve(problem, shape._replace(cost=cost), seconds)
        proved &= sure
        held = chosen >= 0
        host[shape.tambons[held]] = shape.hosts[chosen[held]]
        all_hosts.append(shape.hosts)
        shares.append(shape.share)
        got.append(np.bincount(chosen[held], shape.load[held], len(shape.hosts)).astype(np.float64))
    hosts = np.concatenate(all_hosts) if all_hosts else np.zeros(0, np.int32)
    return Territory(
        host, hosts, np.concatenate(shares or [np.zeros(0)]), np.concatenate(got or [np.zeros(0)]),
        is_contiguous(problem, host), np.flatnonzero(host < 0), proved,
    )  # fmt: skip


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
    links = _links(problem, tambons)
    hops = np.full(km.shape, np.inf)
    taken: set[int] = set()
    for column in range(len(hosts)):
        near = np.argsort(np.where(takes[:, column], km[:, column], np.inf), kind="stable")
        start = next((int(row) for row in near if int(row) not in taken), int(near[0]))
        taken.add(start)
        inside = np.flatnonzero(takes[:, column])
        part = links[inside][:, inside]
        found = dijkstra(part, unweighted=True, indices=int(np.searchsorted(inside, start)))
        hops[inside, column] = found
    mine = load[tambons]
    share = power[hosts] / max(power[hosts].sum(), 1e-12) * mine.sum()
    cost = (mine[:, None] + mine.mean() * 0.01) * km**2
    mean = float(cost.mean()) if cost.size else 1.0
    return _Shape(tambons, hosts, hops, cost / max(mean, 1e-12), mine, share)


def _links(problem: Problem, tambons: Ints) -> csr_array:
    place = np.full(len(problem.tambon_province), -1)
    place[tambons] = np.arange(len(tambons))
    pairs = place[problem.neighbours]
    pairs = pairs[(pairs >= 0).all(axis=1)]
    both = np.concatenate((pairs, pairs[:, ::-1]))
    size = (len(tambons), len(tambons))
    return csr_array(coo_array((np.ones(len(both)), (both[:, 0], both[:, 1])), size))


def _solve(problem: Problem, shape: _Shape, seconds: float | None) -> tuple[Ints, bool]:
    """Column of the host of each tambon or -1, and whether the gap is proved. More hosts a tambon when too few fit."""
    links = _links(problem, shape.tambons)
    for nearest in (NEAREST, len(shape.hosts)):
        chosen, sure, outside = _program(shape, links, nearest, seconds)
        if outside < 1e-6 or nearest >= len(shape.hosts):
            break
    return chosen, sure


def _program(
    shape: _Shape, links: csr_array, nearest: int, seconds: float | None
) -> tuple[Ints, bool, float]:  # fmt: skip
    """The mixed-integer program over pairs of tambon and one of its nearest hosts."""
    rank = np.argsort(
        np.argsort(np.where(np.isfinite(shape.hops), shape.cost, np.inf), axis=1), axis=1
    )
    use = np.isfinite(shape.hops) & ((rank < nearest) | (shape.hops == 0))
    row, col = np.nonzero(use)
    at = np.full(use.shape, -1)
    at[row, col] = np.arange(len(row))
    tambons, hosts, pairs = len(shape.tambons), len(shape.hosts), len(row)
    one = coo_array((np.ones(pairs), (row, np.arange(pairs))), (tambons, pairs))
    load = coo_array((shape.load[row], (col, np.arange(pairs))), (hosts, pairs))
    nearer = _nearer(shape, links, at, row, col)
    total = pairs + tambons + hosts  # then tambons left out, then load outside the band
    rules = [
        LinearConstraint(_beside(one, np.eye(tambons), None, pairs, total), 1, 1),
        LinearConstraint(
            _beside(load, None, -np.eye(hosts), pairs, total), -np.inf, shape.share * (1 + BAND)
        ),
        LinearConstraint(
            _beside(load, None, np.eye(hosts), pairs, total), shape.share * (1 - BAND), np.inf
        ),
        LinearConstraint(_beside(nearer, None, None, pairs, total), -np.inf, 0),
    ]
    fine = OUTSIDE * tambons / max(shape.load.sum(), 1e-12)
    cost = np.concatenate(
        (shape.cost[row, col], np.full(tambons, OUTSIDE * tambons), np.full(hosts, fine))
    )
    low = np.zeros(total)
    low[:pairs][shape.hops[row, col] == 0] = _own_home(shape, row, col)
    top = np.concatenate((np.ones(pairs + tambons), np.full(hosts, np.inf)))
    kind = np.concatenate((np.ones(pairs), np.zeros(tambons + hosts)))
    options: dict[str, float] = {"mip_rel_gap": GAP} | ({"time_limit": seconds} if seconds else {})
    found = milp(
        cost, constraints=rules, bounds=Bounds(low, top), integrality=kind, options=options
    )
    if found.x is None:
        return np.full(tambons, -1), False, np.inf
    picked = np.flatnonzero(found.x[:pairs] > 0.5)
    chosen = np.full(tambons, -1)
    chosen[row[picked]] = col[picked]
    return (
        chosen,
        found.status == 0,
        float(found.x[pairs + tambons :].sum() + found.x[pairs : pairs + tambons].sum()),
    )


def _own_home(shape: _Shape, row: Ints, col: Ints) -> Floats:
    """1 for the home of each host, unless two hosts had to share one home."""
    home = shape.hops[row, col] == 0
    homes = row[home]
    alone = np.bincount(homes, minlength=len(shape.tambons)) == 1
    found: Floats = alone[homes].astype(np.float64)
    return found


def _nearer(shape: _Shape, links: csr_array, at: Ints, row: Ints, col: Ints) -> coo_array:
    """x[t, j] - Σ x[s, j] over neighbours s of t one hop nearer to j ≤ 0, for every pair but the homes."""
    line, place, value, count = [], [], [], 0
    for pair, (tambon, host) in enumerate(zip(row.tolist(), col.tolist(), strict=True)):
        if shape.hops[tambon, host] == 0:
            continue
        line.append(count)
        place.append(pair)
        value.append(1.0)
        for other in links.indices[links.indptr[tambon] : links.indptr[tambon + 1]].tolist():
            if at[other, host] >= 0 and shape.hops[other, host] == shape.hops[tambon, host] - 1:
                line.append(count)
                place.append(int(at[other, host]))
                value.append(-1.0)
        count += 1
    return coo_array((value, (line, place)), (count, len(row)))


def _beside(
    part: coo_array, left: Floats | None, right: Floats | None, pairs: int, total: int
) -> csr_array:
    """`part` over the pairs, `left` over tambons left out, `right` over load outside the band."""
    size = part.shape[0]
    wide = np.zeros((size, total - pairs))
    if left is not None:
        wide[:, : left.shape[1]] = left
    if right is not None:
        wide[:, -right.shape[1] :] = right
    extra = coo_array(wide)
    data = np.concatenate((part.data, extra.data))
    line = np.concatenate((part.coords[0], extra.coords[0]))
    place = np.concatenate((part.coords[1], extra.coords[1] + pairs))
    return csr_array(coo_array((data, (line, place)), (size, total)))


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
