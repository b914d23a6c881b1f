"""Provinces solved apart, as they plan: memory is one province's, and each may be another process or machine.

A network belongs to one province or to all (`network_province` -1). Only the capacity of national givers ties provinces
together: it is divided among them, each solves its split problem, and capacity goes from where its price is low to where
it is high (resource-directive decomposition, Geoffrion 1970); the best division seen is planned whole. Any prices prove a
bound, so the bound uses those of the provinces and, of a national giver, their mean weighted by its use.
"""

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import fields
from multiprocessing import get_context
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.parquet as pq  # type: ignore[import-untyped]

from kuea.core.allocation.problem import Floats, Ints, Policy, Problem
from kuea.engines.allocation.solve import Solution, dual_bound, prepare, relax_prepared, solve

ROUNDS = 4
MOVED = 0.5  # share of a low-priced province's capacity that goes over in the first round; a little less each round


class Part(NamedTuple):
    """One province: its needs, local and national givers with rows of the whole, and the national rows among its givers."""

    problem: Problem
    needs: Ints
    givers: Ints
    national: Ints


class Told(NamedTuple):
    """A province's split optimum under a division: its value, prices and use of its resources (2 × givers)."""

    value: float
    price: Floats
    used: Floats


Runs = Callable[[Callable[[Any], Any], Sequence[Any]], Iterable[Any]]
"""Does the same to every item, in order: `map`, or the map of a pool or a cluster."""


def parts_of(problem: Problem) -> list[Part]:
    """The provinces that ask for anything, in the order of their numbers."""
    need_province = problem.tambon_province[problem.need_tambon()]
    giver_province = problem.network_province[problem.giver_network]
    found = []
    for province in np.unique(need_province):
        needs = np.flatnonzero(need_province == province)
        givers = np.flatnonzero((giver_province == province) | (giver_province < 0))
        national = np.flatnonzero(giver_province[givers] < 0)
        found.append(Part(_cut(problem, needs, givers), needs, givers, national))
    return found


def _cut(problem: Problem, needs: Ints, givers: Ints) -> Problem:
    """The problem of some needs and givers; places and networks stay whole, they are few."""
    kept = np.zeros(problem.needs, bool)
    kept[needs] = True
    number = np.full(problem.givers, -1, np.int64)
    number[givers] = np.arange(len(givers))
    mine = problem.of_needs(kept)
    here = mine.forbidden.copy()
    here[:, 1] = number[here[:, 1]] if len(here) else here[:, 1]
    receivers, again = np.unique(mine.need_receiver, return_inverse=True)
    columns = {
        item.name: getattr(problem, item.name)[givers]
        for item in fields(problem)
        if item.name.startswith("giver_")
    }
    columns |= {
        name: getattr(problem, name)[receivers]
        for name in ("receiver_village", "receiver_group", "receiver_language")
    }
    return mine.changed(need_receiver=again, forbidden=here[here[:, 1] >= 0], **columns)


def _resources(givers: Ints) -> Ints:
    """The rows of givers among resources: hours, then cases of each, as `Problem.capacity` numbers them."""
    return np.ravel(np.column_stack((2 * givers, 2 * givers + 1)))


def with_share(part: Part, share: Ints, persons: Ints | None = None) -> Problem:
    """The part's problem with its share (2 × national givers) of the national capacity, and of the limits of persons."""
    room = part.problem.capacity()
    room[_resources(part.national)] = share
    limit = part.problem.giver_persons.copy()
    if persons is not None:
        limit[part.national] = persons
    return part.problem.changed(giver_hours=room[0::2], giver_cases=room[1::2], giver_persons=limit)


def _persons(problem: Problem, parts: list[Part], shares: list[Ints]) -> list[Ints | None]:
    """Each part's share of the national limits of persons, as the capacity lies; -1 stays no limit."""
    if not parts or not len(parts[0].national):
        return [None for _part in parts]
    limit = problem.giver_persons[parts[0].givers[parts[0].national]]
    lies = np.array([one[0::2] + one[1::2] for one in shares], float)
    share = _whole_shares(lies + 1e-9, np.maximum(limit, 0).astype(np.int64))
    return [np.where(limit < 0, -1, one) for one in share]


def relax_part(problem: Problem) -> Told:
    """The split optimum of one province."""
    ready = prepare(problem)
    found = relax_prepared(ready)
    used = problem.capacity() - found.flow.room
    return Told(float((found.served * ready.worth).sum()), found.price, used.astype(np.float64))


def solve_part(asked: tuple[Problem, float, Floats]) -> tuple[Solution, float]:
    """The whole plan of one province with so much effort, and what the given prices prove for it."""
    problem, effort, price = asked
    ready = prepare(problem)
    return solve(problem, effort=effort, ready=ready), dual_bound(ready, price)


def solve_nation(
    problem: Problem, *, effort: float = 1.0, rounds: int = ROUNDS, runs: Runs = map
) -> Solution:
    """One plan for all provinces, each solved apart. The same whatever `runs` it."""
    parts = parts_of(problem)
    shares, told = divide_national(problem, parts, rounds, runs)
    problems = [
        with_share(part, share, persons)
        for part, share, persons in zip(
            parts, shares, _persons(problem, parts, shares), strict=True
        )
    ]
    price = _prices(problem, parts, told)
    asked = [
        (one, effort, price[_resources(part.givers)])
        for one, part in zip(problems, parts, strict=True)
    ]
    found = list(runs(solve_part, asked))
    giver_of = np.full(problem.needs, -1, np.int64)
    for part, (one, _bound) in zip(parts, found, strict=True):
        taken = one.giver_of >= 0
        giver_of[part.needs[taken]] = part.givers[one.giver_of[taken]]
    given_out = sum(float((one.capacity() * given).sum()) for one, _effort, given in asked)
    left = float((problem.capacity() * price).sum()) - given_out
    more = _place_left(problem, giver_of, effort)
    return Solution(
        giver_of, price, sum(one.value for one, _bound in found) + more,
        sum(bound for _one, bound in found) + left, sum(one.value for one in told),
        sum(one.rounds for one, _bound in found), False,
    )  # fmt: skip


def _place_left(problem: Problem, giver_of: Ints, effort: float) -> float:
    """What shares were too small for: needs nobody took, and what national givers have left. The weight that is added."""
    givers = np.flatnonzero(problem.network_province[problem.giver_network] < 0)
    needs = np.flatnonzero(giver_of < 0)
    if not len(givers) or not len(needs):
        return 0.0
    taken = np.flatnonzero(giver_of >= 0)
    room = problem.capacity()
    np.subtract.at(room, 2 * giver_of[taken] + problem.need_unit[taken], problem.need_amount[taken])
    served = np.unique(np.column_stack((giver_of[taken], problem.need_receiver[taken])), axis=0)
    persons = problem.giver_persons - np.bincount(served[:, 0], minlength=problem.givers)
    limit = np.where(problem.giver_persons < 0, -1, np.maximum(persons, 0))
    rest = _cut(problem, needs, givers).changed(
        giver_hours=room[2 * givers], giver_cases=room[2 * givers + 1], giver_persons=limit[givers]
    )
    found = solve(rest, effort=effort)
    placed = found.giver_of >= 0
    giver_of[needs[placed]] = givers[found.giver_of[placed]]
    return found.value


def divide_national(
    problem: Problem, parts: list[Part], rounds: int, runs: Runs
) -> tuple[list[Ints], list[Told]]:
    """Each part's share of the national capacity (2 × national givers), and its split optimum: of the best round."""
    if not parts:
        return [], []
    rows = parts[0].givers[parts[0].national]
    whole = problem.capacity()[_resources(rows)]
    if len(parts) == 1 or not len(rows):
        shares: list[Ints] = [whole for _part in parts]
        return shares, list(runs(relax_part, [one.problem for one in parts]))
    first = list(runs(relax_part, [one.problem for one in parts]))
    wanted = np.array([_national(one.used, part) for one, part in zip(first, parts, strict=True)])
    split = wanted + wanted.mean() * 0.01 + 1.0
    best: tuple[float, Ints, list[Told]] | None = None
    for turn in range(rounds):
        share = _whole_shares(split, whole)
        asked = [with_share(part, one) for part, one in zip(parts, share, strict=True)]
        told = list(runs(relax_part, asked))
        value = sum(one.value for one in told)
        if best is None or value > best[0]:
            best = (value, share, told)
        price = np.array(
            [_national(one.price, part) for one, part in zip(told, parts, strict=True)]
        )
        split = _moved(share, price, MOVED / (1 + turn / 2))
    assert best is not None
    return [one.copy() for one in best[1]], best[2]


def _national(column: Floats, part: Part) -> Floats:
    """Of a column over 2 × givers, the rows of national givers."""
    found: Floats = column[_resources(part.national)].astype(np.float64)
    return found


def _whole_shares(split: Floats, whole: Ints) -> Ints:
    """Whole hundredths in proportion to `split` (parts × resources); every resource sums to its capacity."""
    part = split / np.maximum(split.sum(axis=0), 1e-12) * whole
    share = np.floor(part).astype(np.int64)
    missing = whole - share.sum(axis=0)
    rank = np.argsort(np.argsort(-(part - share), axis=0, kind="stable"), axis=0, kind="stable")
    found: Ints = share + (rank < missing)
    return found


def _moved(share: Ints, price: Floats, moved: float) -> Floats:
    """Where the price is below the mean, capacity goes in proportion to where it is above."""
    given = share.astype(np.float64)
    mean = (price * given).sum(axis=0) / np.maximum(given.sum(axis=0), 1e-12)
    level = np.maximum(np.maximum(mean, price.mean(axis=0)), 1e-12)
    out = given * moved * np.clip((level - price) / level, 0, 1)
    above = np.maximum(price - level, 0)
    total = above.sum(axis=0)
    out[:, total <= 0] = 0
    after: Floats = given - out + out.sum(axis=0) * above / np.maximum(total, 1e-12)
    return after


def _prices(problem: Problem, parts: list[Part], told: list[Told]) -> Floats:
    """A price for every resource: a local giver's own, a national giver's mean over its use."""
    price, weight = np.zeros(2 * problem.givers), np.zeros(2 * problem.givers)
    for part, one in zip(parts, told, strict=True):
        at = _resources(part.givers)
        used = one.used + 1e-9
        price[at] += one.price * used
        weight[at] += used
    return np.divide(price, weight, out=np.zeros_like(price), where=weight > 0)


# --- in processes, and on Spark -------------------------------------------------------------------


def run_in_processes(count: int) -> Runs:
    """A map over `count` processes."""

    def runs(what: Callable[[Any], Any], items: Sequence[Any]) -> list[Any]:
        with ProcessPoolExecutor(count, mp_context=get_context("spawn")) as pool:
            return list(pool.map(what, items))

    return runs


def write_problem(path: Path, problem: Problem) -> None:
    """A snapshot of one problem: a Parquet file of one row, each column of the problem a list."""
    columns: dict[str, pa.Array] = {}
    for item in fields(problem):
        value = getattr(problem, item.name)
        if isinstance(value, Policy):
            columns["policy"] = pa.array([repr(value)])
        elif isinstance(value, str):
            columns[item.name] = pa.array([value])
        else:
            columns[item.name] = pa.array([np.ravel(value) if len(value) else []])
    pq.write_table(pa.table(columns), path)


def read_problem(table: pa.Table, policy: Policy) -> Problem:
    """The problem of a snapshot."""
    columns: dict[str, Any] = {"policy": policy}
    for item in fields(Problem):
        if item.name == "policy":
            continue
        value = table.column(item.name)[0]
        if item.name in ("kinds", "groups", "languages"):
            columns[item.name] = tuple(value.as_py())
        elif item.name == "id_digest":
            columns[item.name] = value.as_py()
        else:
            wide = {"village_lat", "village_lon", "giver_travel"}
            kind = (
                np.float64
                if item.name in wide
                else bool
                if item.name == "network_listed"
                else np.int64
            )
            column = np.array(value.as_py(), kind)
            columns[item.name] = (
                column.reshape(-1, 2) if item.name in ("neighbours", "forbidden") else column
            )
    return Problem(**columns)


def run_on_spark(session: Any, folder: Path) -> Runs:
    """A map in which each province is one task over its Parquet snapshot in `folder`, which every machine sees."""

    def runs(what: Callable[[Any], Any], items: Sequence[Any]) -> list[Any]:
        rest = []
        for number, item in enumerate(items):
            problem, *more = item if isinstance(item, tuple) else (item,)
            write_problem(folder / f"{number:03d}.parquet", problem)
            rest.append((str(folder / f"{number:03d}.parquet"), problem.policy, tuple(more)))
        tasks = session.sparkContext.parallelize(rest, max(1, len(rest)))
        return list(tasks.map(_Task(what)).collect())

    return runs


class _Task:
    """What a worker does with one snapshot."""

    def __init__(self, what: Callable[[Any], Any]) -> None:
        self.what = what

    def __call__(self, asked: tuple[str, Policy, tuple[Any, ...]]) -> Any:
        path, policy, more = asked
        problem = read_problem(pq.read_table(path), policy)
        return self.what((problem, *more) if more else problem)
