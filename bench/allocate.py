"""The coverage engine beside named baselines on one instance, in one run.

    python bench/allocate.py FOLDER [--mip 60] [--drops 200] [--no-peers]

Peers: greed in file order, by urgency, by weight an hour (nearest giver with room), OR-tools min-cost flow rounded,
HiGHS (the split problem, and with --mip whole needs). Prints one line a measure, with the target of coverage.md section 7.
"""

import argparse
import resource
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import coo_array, vstack

from kuea.core.allocation.bound import bound
from kuea.core.allocation.check import check, overlapping, pairs_of
from kuea.core.allocation.explain import explain
from kuea.engines.allocation.fairness import curve
from kuea.engines.allocation.files import read_instance
from kuea.engines.allocation.marginal import top_marginals
from kuea.engines.allocation.plan import copy_plan, empty_plan, giver_of, insert
from kuea.engines.allocation.replan import drop_out, plan_from
from kuea.engines.allocation.solve import Prepared, prepare, relax_prepared, solve


def timed(run: Callable[[], Any]) -> tuple[Any, float]:
    began = time.perf_counter()
    return run(), time.perf_counter() - began


def say(what: str, **facts: object) -> None:
    print(f"{what:34s} " + "  ".join(f"{k} {v}" for k, v in facts.items()), flush=True)


def per_need(ready: Prepared) -> tuple[np.ndarray, np.ndarray]:
    """Need and resource of every pair."""
    classes = ready.classes.of_need
    count = np.diff(ready.pairs.start)[classes]
    need = np.repeat(np.arange(len(classes)), count)
    first = ready.pairs.start[classes] - np.concatenate(([0], np.cumsum(count)[:-1]))
    return need, ready.pairs.to[np.repeat(first, count) + np.arange(len(need))]


def greedy(ready: Prepared, order: np.ndarray) -> float:
    """Each need in order to the nearest giver with room."""
    plan = empty_plan(ready.problem.needs, ready.problem.capacity())
    start, to, amount = ready.pairs.start, ready.pairs.to, ready.problem.need_amount
    slack, value = plan.slack, 0.0
    for need in order:
        one = ready.classes.of_need[need]
        row = to[start[one] : start[one + 1]]
        fits = np.flatnonzero(slack[row] >= amount[need])
        if len(fits):
            slack[row[fits[0]]] -= amount[need]
            value += ready.weight[need]
    return value


def or_tools(ready: Prepared) -> tuple[float, float, float]:
    """Split value, whole value after keeping whole flows and inserting the rest, seconds of the flow."""
    from ortools.graph.python import min_cost_flow

    p, scale = ready.problem, 1_000_000
    classes, resources = len(ready.classes.village), len(p.capacity())
    row = np.repeat(np.arange(classes), np.diff(ready.pairs.start))
    flow = min_cost_flow.SimpleMinCostFlow()
    needs = np.arange(p.needs)
    source, sink = p.needs + classes + resources, p.needs + classes + resources + 1
    big = int(p.need_amount.sum())
    tail = np.concatenate(
        (
            np.full(p.needs, source),
            needs,
            p.needs + row,
            p.needs + classes + np.arange(resources),
            [source],
        )
    )
    head = np.concatenate(
        (
            needs,
            p.needs + ready.classes.of_need,
            p.needs + classes + ready.pairs.to,
            np.full(resources, sink),
            [sink],
        )
    )
    room = np.concatenate(
        (p.need_amount, p.need_amount, np.full(len(row), big), p.capacity(), [big])
    )
    cost = np.concatenate(
        (-np.rint(ready.worth * scale), np.zeros(p.needs + len(row) + resources + 1))
    )
    arcs = flow.add_arcs_with_capacity_and_unit_cost(tail, head, room, cost.astype(np.int64))
    flow.set_nodes_supplies(np.array([source, sink]), np.array([big, -big]))
    status, seconds = timed(flow.solve)
    assert status == flow.OPTIMAL
    got = flow.flows(arcs)
    split = float((got[: p.needs] * ready.worth).sum())
    held = got[2 * p.needs : 2 * p.needs + len(row)].copy()
    plan = empty_plan(p.needs, p.capacity())
    from kuea.engines.allocation.plan import attach

    for need in ready.order:
        one = ready.classes.of_need[need]
        cells = held[ready.pairs.start[one] : ready.pairs.start[one + 1]]
        fits = np.flatnonzero(cells >= p.need_amount[need])
        if len(fits):
            cells[fits[0]] -= p.need_amount[need]
            attach(plan, ready.facts, need, ready.pairs.to[ready.pairs.start[one] + fits[0]])
    zero = np.zeros(resources)
    for need in ready.order:
        if plan.res[need] < 0:
            insert(plan, ready.facts, need, zero)
    return split, float(ready.weight[plan.res >= 0].sum()), seconds


def highs(
    ready: Prepared, seconds: float
) -> tuple[float, float, tuple[float, float, float] | None]:
    """Split value and seconds of HiGHS; with `seconds` > 0 also value, bound and seconds of its whole plan."""
    p = ready.problem
    need, res = per_need(ready)
    pairs = np.arange(len(need))
    one = coo_array((np.ones(len(need)), (need, pairs)), (p.needs, len(need)))
    load = coo_array((p.need_amount[need] * 1.0, (res, pairs)), (len(p.capacity()), len(need)))
    rows = vstack([one, load]).tocsr()
    limit = np.concatenate((np.ones(p.needs), p.capacity()))
    found, took = timed(
        lambda: linprog(-ready.weight[need], A_ub=rows, b_ub=limit, bounds=(0, 1), method="highs")
    )
    if seconds <= 0:
        return -found.fun, took, None
    whole, spent = timed(
        lambda: milp(
            -ready.weight[need], constraints=LinearConstraint(rows, -np.inf, limit), bounds=Bounds(0, 1),
            integrality=np.ones(len(need)), options={"time_limit": seconds},
        )
    )  # fmt: skip
    value = -whole.fun if whole.x is not None else 0.0
    return -found.fun, took, (value, -whole.mip_dual_bound, spent)


def drops(ready: Prepared, giver_of_need: np.ndarray, price: np.ndarray, count: int) -> None:
    base = plan_from(ready, pairs_of(giver_of_need))
    load = np.bincount(giver_of_need[giver_of_need >= 0], minlength=ready.problem.givers)
    some = np.flatnonzero(load)
    chosen = some[np.linspace(0, len(some) - 1, min(count, len(some))).astype(int)]
    chosen = np.unique(np.concatenate((chosen, [load.argmax()])))
    drop_out(ready, copy_plan(base), price, int(chosen[0]))
    took, moved, freed = [], 0, 0
    for giver in chosen:
        plan = copy_plan(base)
        had, seconds = timed(
            lambda plan=plan, giver=giver: drop_out(ready, plan, price, int(giver))
        )
        took.append(seconds * 1000)
        mine = base.res >> 1 == giver
        moved += int(((plan.res != base.res) & ~mine).sum())
        freed += had
    ms = np.array(took)
    say(
        "A12 drop-out", n=len(ms), median_ms=f"{np.median(ms):.2f}", p99_ms=f"{np.percentile(ms, 99):.1f}",
        worst_ms=f"{ms.max():.1f}", others_moved_per_freed=f"{moved / max(1, freed):.2f}",
    )  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--mip", type=float, default=0.0)
    parser.add_argument("--drops", type=int, default=200)
    parser.add_argument("--effort", type=float, nargs="*", default=[1.0, 10.0])
    parser.add_argument("--no-peers", action="store_true")
    chosen = parser.parse_args()
    instance, read = timed(lambda: read_instance(chosen.folder))
    p = instance.problem
    solve(p, effort=0.01)
    ready, listed = timed(lambda: prepare(p))
    split, relaxed = timed(lambda: relax_prepared(ready))
    value = float((split.served * ready.worth).sum())
    say(
        "instance",
        needs=p.needs,
        givers=p.givers,
        classes=len(ready.classes.village),
        pairs=len(ready.pairs.to),
    )
    say(
        "ours: read, pairs, split",
        read=f"{read:.2f}s",
        pairs=f"{listed:.2f}s",
        split=f"{relaxed:.3f}s",
        value=f"{value:.4f}",
    )
    if p.needs < 100_000:
        proof, took = timed(lambda: bound(p, split.price))
        say(
            "A2 bound by the checker",
            bound=f"{proof:.4f}",
            difference=f"{abs(proof - value) / value:.1e}",
            s=f"{took:.1f}",
        )
    below = lambda v: f"{100 * (1 - v / value):.3f}%"  # noqa: E731
    if not chosen.no_peers:
        orders = {
            "file order": np.arange(p.needs),
            "urgency": np.argsort(-p.need_urgency, kind="stable"),
            "weight an hour": ready.order,
        }
        for name, order in orders.items():
            got, took = timed(lambda order=order: greedy(ready, order))
            say(f"greedy, {name}", below=below(got), s=f"{took:.2f}")
        flow, whole, took = or_tools(ready)
        say(
            "A1 A6 OR-tools flow + round",
            split=f"{flow:.4f}",
            below=below(whole),
            flow_s=f"{took:.2f}",
            ours_is=f"1/{took / relaxed:.0f}",
        )
        if len(ready.pairs.to) < 100_000:
            lp, took, mip = highs(ready, chosen.mip)
            say("A1 HiGHS split", value=f"{lp:.4f}", s=f"{took:.2f}")
            if mip:
                say(
                    "HiGHS whole",
                    below=below(mip[0]),
                    its_bound_below=below(mip[1]),
                    s=f"{mip[2]:.1f}",
                )
    for effort in chosen.effort:
        found, took = timed(lambda effort=effort: solve(p, effort=effort))
        again = solve(p, effort=effort) if effort <= 1 else found
        bad, same = (
            len(check(p, pairs_of(found.giver_of))),
            bool((again.giver_of == found.giver_of).all()),
        )
        say(
            f"A3 A4 A5 ours, effort {effort:g}",
            below=below(found.value),
            s=f"{took:.2f}",
            broken=bad,
            same_again=same,
        )
    points, took = timed(lambda: curve(ready))
    told = [f"{row.worst:.3f} at {100 * row.lost:.3f}%" for row in points]
    say("A10 worst tambon, cost of floors", s=f"{took:.2f}", points=told)
    rows, took = timed(lambda: explain(p, found.giver_of))
    say(
        "A17 reasons", uncovered=int((found.giver_of < 0).sum()), reasons=len(rows), s=f"{took:.2f}"
    )
    today = instance.current
    pairs = pairs_of(found.giver_of)
    say(
        "A18 overlaps", today=int(overlapping(p, today[:, 0], today[:, 1]).sum()),
        plan=int(overlapping(p, pairs[:, 0], pairs[:, 1]).sum()),
    )  # fmt: skip
    drops(ready, found.giver_of, split.price, chosen.drops)
    if p.needs < 100_000:
        top_marginals(ready, 1)
        best, took = timed(lambda: top_marginals(ready))
        say(
            "A15 top 20 margins",
            s=f"{took:.2f}",
            best=f"{best[0].gain:.2f}",
            falling=[round(r.gain, 1) for r in best[:3]],
        )
    say(
        "peak memory",
        mb=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        giver_count=int(len(np.unique(giver_of(plan_from(ready, pairs))))),
    )


if __name__ == "__main__":
    main()
