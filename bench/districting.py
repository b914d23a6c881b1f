"""Published districting graphs: contiguous parts within a band of population, fewest cut borders, beside the proved optimum.

    python bench/districting.py FOLDER [--moves 200000] [--starts 1000] [--out bench/results/districting.csv]

FOLDER holds `best_known.csv` and `districting/`. Prints and writes one row an instance; each plan is checked apart.
"""

import argparse
import csv
import gzip
import json
import sys
import time
from pathlib import Path

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from kuea.engines.allocation.regions import Map, divide_map  # noqa: E402
from kuea.engines.allocation.territory import neighbour_lists  # noqa: E402


def read(path: Path) -> tuple[Map, np.ndarray, np.ndarray]:
    """The map, and the borders and populations as published."""
    with gzip.open(path, "rt") as file:
        told = json.load(file)
    edges = np.array(told["edges"], np.int64)
    if told["nodes"] and not np.issubdtype(np.array(told["edges"][0]).dtype, np.integer):
        row = {node["id"]: at for at, node in enumerate(told["nodes"])}
        edges = np.array([[row[a], row[b]] for a, b in told["edges"]])
    size, parts = len(told["nodes"]), int(told["k"])
    people = np.array([node["pop"] for node in told["nodes"]], float)
    land = Map(
        *neighbour_lists(edges, size), np.zeros((size, parts)), people, np.full(parts, float(told["L"])), np.full(parts, float(told["U"])),
        np.full(parts, -1),
    )  # fmt: skip
    return land, edges, people


def check(land: Map, edges: np.ndarray, people: np.ndarray, holder: np.ndarray) -> tuple[bool, int]:
    """Whether every part is one piece and in its band, and the cut borders: not by the engine's own code."""
    inside = edges[holder[edges[:, 0]] == holder[edges[:, 1]]]
    size = len(people)
    graph = coo_array((np.ones(len(inside)), (inside[:, 0], inside[:, 1])), (size, size))
    pieces = connected_components(graph, directed=False)[0]
    carried = np.bincount(holder, people, len(land.low))
    fits = (carried >= land.low).all() and (carried <= land.high).all() and (holder >= 0).all()
    return bool(fits and pieces == len(land.low)), len(edges) - len(inside)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--moves", type=int, default=200_000)
    parser.add_argument("--starts", type=int, default=1_000)
    parser.add_argument("--out", type=Path)
    ask = parser.parse_args()
    with (ask.folder / "best_known.csv").open(encoding="utf-8") as lines:
        rows = [row for row in csv.DictReader(lines) if row["family"] == "districting_cut"]
    told = []
    for row in rows:
        land, edges, people = read(ask.folder / row["file"])
        began = time.perf_counter()
        parts = divide_map(land, per_cut=1.0, moves=ask.moves, starts=ask.starts)
        took = time.perf_counter() - began
        is_right, cut = check(land, edges, people, parts.holder)
        best = int(float(row["best_value"]))
        over = f"{cut / best - 1:.3f}" if is_right else ""
        told.append(
            (
                row["instance"],
                len(people),
                len(land.low),
                best,
                cut if is_right else "",
                over,
                f"{took:.1f}",
            )
        )
        print(
            *told[-1],
            "" if is_right else f"not a plan: {parts.outside:,.0f} outside the band",
            flush=True,
        )
    right = [one for one in told if one[4] != ""]
    print(
        f"{len(right)} of {len(told)} are plans, {sum(one[3] == one[4] for one in right)} optimal"
    )
    if ask.out:
        with ask.out.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(
                [("instance", "areas", "parts", "optimum", "ours", "over", "seconds"), *told]
            )


if __name__ == "__main__":
    main()
