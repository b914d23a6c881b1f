"""Our linking engine beside Splink 5 set up by an expert, in one run: a table, and our misses by kind of error.

    python bench/linking.py --names DIR --admin DIR --splink-python PYTHON [--sizes 10000 100000 1000000]
                            [--seed 101] [--damage 1] [--keep DIR]

Each size is a new registry (its own seed, never used for tuning); each method runs in a process of its own, one after
the other, with two threads; the peak is that process's. Figures are printed as Markdown.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from collections import Counter
from itertools import combinations
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import pyarrow as pa
import pyarrow.parquet as pq
from thai_registry import make_registry

HERE = Path(__file__).resolve().parent
SHOWN = (
    "method",
    "records",
    "precision",
    "recall",
    "f1",
    "b3_f1",
    "mixed_per_1000",
    "wall_s",
    "cpu_s",
    "peak_mb",
)


def run(python: str, script: str, *arguments: str) -> dict[str, object]:
    """The last line a method's process prints, read as JSON."""
    done = subprocess.run(
        [python, str(HERE / script), *arguments], capture_output=True, text=True, check=False
    )
    if done.returncode:
        return {"method": script, "failed": done.stderr.strip().splitlines()[-1:]}
    return json.loads(done.stdout.strip().splitlines()[-1])


def misses(registry: Path, clusters: Path) -> str:
    """True pairs we did not join, by what was done to either record; and false pairs by what they share."""
    table = pq.read_table(registry).sort_by("record_id")
    found = pq.read_table(clusters).sort_by("record_id")["cluster_id"].to_pylist()
    person, damage = table["person_id"].to_pylist(), table["damage"].to_pylist()
    pairs, missed = Counter(), Counter()
    for a, b in _pairs_within(person):
        kinds = set(damage[a].split()) | set(damage[b].split()) or {"nothing done"}
        for kind in (*kinds, "all"):
            pairs[kind] += 1
            missed[kind] += found[a] != found[b]
    wrong = Counter()
    for a, b in _pairs_within(found):
        if person[a] != person[b]:
            home = person[a].rsplit("-", 1)[0] == person[b].rsplit("-", 1)[0]
            wrong["two of one household" if home else "two of different households"] += 1
    rows = sorted(pairs, key=lambda kind: (-missed[kind], kind))[:28]
    lines = ["| kind of damage | true pairs | missed | share |", "|---|---|---|---|"]
    lines += [f"| {k} | {pairs[k]:,} | {missed[k]:,} | {missed[k] / pairs[k]:.1%} |" for k in rows]
    lines += [
        "",
        "False pairs: " + ", ".join(f"{kind} {many}" for kind, many in sorted(wrong.items())),
    ]
    return "\n".join(lines)


def _pairs_within(groups: list[str]):
    members: dict[str, list[int]] = {}
    for row, group in enumerate(groups):
        members.setdefault(group, []).append(row)
    for rows in members.values():
        yield from combinations(rows, 2)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--names", type=Path, required=True)
    parser.add_argument("--admin", type=Path, required=True)
    parser.add_argument(
        "--splink-python", help="a Python that has splink 5; without it only ours runs"
    )
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--seed", type=int, default=101)
    parser.add_argument("--damage", type=float, default=1.0)
    parser.add_argument("--keep", type=Path, help="keep the registries here")
    ask = parser.parse_args()
    print("| " + " | ".join(SHOWN) + " |\n" + "|---" * len(SHOWN) + "|")
    with tempfile.TemporaryDirectory() as folder:
        place = ask.keep or Path(folder)
        clusters = place / "clusters.parquet"
        for step, size in enumerate(ask.sizes):
            registry = place / f"registry_{size}_{ask.seed + step}_{ask.damage}.parquet"
            if not registry.exists():
                made = make_registry(
                    size, ask.seed + step, ask.damage, names=ask.names, admin=ask.admin
                )
                pq.write_table(made, registry, compression="zstd")
                del made
                pa.default_memory_pool().release_unused()
            results = [
                run(sys.executable, "link_ours.py", str(registry), "--clusters", str(clusters))
            ]
            if ask.splink_python:
                results.append(run(ask.splink_python, "link_splink.py", str(registry)))
            for each in results:
                print(
                    "| "
                    + " | ".join(str(each.get(name, each.get("failed", ""))) for name in SHOWN)
                    + " |",
                    flush=True,
                )
        print("\n" + misses(registry, clusters))


if __name__ == "__main__":
    main()
