"""Published assignment instances (GAP): `place_everybody`, then HiGHS for the rest of the seconds over the pairs near its prices.

    python bench/gap.py FOLDER [--seconds 10] [--only c,d] [--highs 10] [--out bench/results/gap.csv]

FOLDER holds `best_known.csv` and `gap/`. Every item goes to one agent, least cost, capacities kept. Prints ours beside the
best known value and, with --highs, HiGHS on all pairs in the same seconds. The prices also give the bound that is printed.
"""

import argparse
import csv
import gzip
import sys
import time
from pathlib import Path

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array, vstack

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from kuea.engines.allocation.everybody import place_everybody  # noqa: E402

PAIRS_AN_ITEM = (4, 12, 80)


def read(path: Path) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Costs and amounts (agents × items), capacities."""
    with gzip.open(path, "rt") as lines:
        numbers = np.array(lines.read().split(), np.int64)
    m, n = int(numbers[0]), int(numbers[1])
    cost, amount = numbers[2 : 2 + m * n].reshape(m, n), numbers[2 + m * n : 2 + 2 * m * n]
    return cost, amount.reshape(m, n), numbers[2 + 2 * m * n : 2 + 2 * m * n + m]


def solve(
    cost: np.ndarray, amount: np.ndarray, room: np.ndarray, seconds: float
) -> tuple[float, float, float, float]:
    """Cost annealed and cost of the better of that and HiGHS over the pairs near the prices (infinite: none), bound, seconds."""
    began = time.perf_counter()
    placed = place_everybody(cost, amount, room)
    full = cost + placed.price[:, None] * amount
    dearer, best = full - full.min(axis=0), placed.cost
    for pairs_an_item in PAIRS_AN_ITEM:
        left = seconds - (time.perf_counter() - began)
        if left < 1 and np.isfinite(best):
            break
        most = min(int(pairs_an_item * cost.shape[1]), dearer.size - 1)
        use = dearer <= np.partition(dearer.ravel(), most)[most]
        use[np.argsort(dearer, axis=0, kind="stable")[:2], np.arange(cost.shape[1])] = True
        found = whole(cost, amount, room, use, max(1.0, left))
        best = min(best, found)
        if np.isfinite(found):
            break
    return placed.cost, best, placed.bound, time.perf_counter() - began


def whole(
    cost: np.ndarray, amount: np.ndarray, room: np.ndarray, use: np.ndarray, seconds: float
) -> float:
    """The cost of the best whole assignment HiGHS finds over the pairs of `use`, each limit checked; infinite when none."""
    m, n = cost.shape
    agent, item = np.nonzero(use)
    at = np.arange(len(item))
    once = coo_array((np.ones(len(item)), (item, at)), (n, len(item)))
    load = coo_array((amount[agent, item].astype(float), (agent, at)), (m, len(item)))
    rules = LinearConstraint(
        vstack([once, load]).tocsr(),
        np.concatenate((np.ones(n), np.full(m, -np.inf))), np.concatenate((np.ones(n), room)),
    )  # fmt: skip
    options = {"time_limit": seconds, "mip_rel_gap": 1e-4}
    found = milp(
        cost[agent, item], constraints=rules, bounds=Bounds(0, 1), integrality=np.ones(len(item)), options=options
    )  # fmt: skip
    if found.x is None:
        return np.inf
    chosen = found.x > 0.5
    carried = np.bincount(agent[chosen], amount[agent, item][chosen], m)
    assert (carried <= room).all() and (np.bincount(item[chosen], minlength=n) == 1).all()
    return float(cost[agent, item][chosen].sum())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--only", default="", help="names that begin so")
    parser.add_argument("--highs", type=float, default=0.0)
    parser.add_argument("--out", type=Path)
    chosen = parser.parse_args()
    with (chosen.folder / "best_known.csv").open() as lines:
        rows = [row for row in csv.DictReader(lines) if row["family"].startswith("gap")]
    rows = [row for row in rows if row["instance"].startswith(tuple(chosen.only.split(",")))]
    told = []
    for row in rows:
        problem = read(chosen.folder / row["file"])
        annealed, value, bound, took = solve(*problem, chosen.seconds)
        known = float(row["best_value"])
        over = 100 * (value / known - 1)
        peer = (
            whole(*problem, np.ones(problem[0].shape, bool), chosen.highs)
            if chosen.highs
            else np.nan
        )
        told.append(
            [
                row["instance"],
                known,
                annealed,
                value,
                f"{over:.3f}",
                f"{bound:.1f}",
                f"{took:.1f}",
                f"{100 * (peer / known - 1):.3f}",
            ]
        )
        print(*told[-1], flush=True)
    over = np.array([float(line[4]) for line in told])
    for kind in sorted({line[0][:3] if line[0].startswith("gap") else line[0][0] for line in told}):
        some = over[[line[0].startswith(kind) for line in told]]
        done = int(np.isfinite(some).sum())
        print(
            f"{kind} {len(some)} instances, {done} feasible, mean {some.mean():.3f} %, worst {some.max():.3f} %"
        )
    if chosen.out:
        chosen.out.parent.mkdir(exist_ok=True)
        with chosen.out.open("w", newline="") as lines:
            csv.writer(lines).writerows(
                [
                    [
                        "instance",
                        "best_known",
                        "annealed",
                        "ours",
                        "over_percent",
                        "bound",
                        "seconds",
                        "highs_over_percent",
                    ],
                    *told,
                ]
            )


if __name__ == "__main__":
    main()
