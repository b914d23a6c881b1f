"""Later records against a registry: 100,000 rows at once, then one by one; seconds, milliseconds, sameness with the batch.

    python bench/link_registry.py REGISTRY.parquet [--new 100000] [--one 2000] [--batch]

The registry is the file without the new records (taken by a hash of their number); persons are the true ones, or with
`--batch` the clusters of the batch over all records, and then the share of records placed as in the batch is shown.
"""

import argparse
import json
import resource
import sys
import time
from datetime import date
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from kuea.engines.linkage.batch import link
from kuea.engines.linkage.model import read_model
from kuea.engines.linkage.reading import Reader
from kuea.engines.linkage.records import TEXT_COLUMNS, Raw
from kuea.engines.linkage.registry import Registry, Verdict

AS_OF = date(2024, 12, 31)
MODEL = Path(__file__).resolve().parents[1] / "definitions" / "linking" / "thai-1.json"


def signatures(labels: np.ndarray) -> np.ndarray:
    """A number a record that is equal when its cluster has the same members."""
    _, inverse = np.unique(labels, return_inverse=True)
    mix = np.random.default_rng(1).integers(1, 2**63, len(labels), dtype=np.uint64)
    sums = np.zeros(inverse.max() + 1, dtype=np.uint64)
    np.add.at(sums, inverse, mix)
    return sums[inverse]


def split(table: pa.Table, many_new: int) -> tuple[np.ndarray, np.ndarray]:
    """Rows of the registry, and of the later records, taken by a hash of their number."""
    mixed = np.arange(table.num_rows, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    new = np.sort(np.argsort(mixed >> np.uint64(20), kind="stable")[:many_new])
    return np.setdiff1d(np.arange(table.num_rows), new), new


def raw_rows(table: pa.Table, rows: np.ndarray) -> list[Raw]:
    taken = table.take(pa.array(rows))
    parts = (taken[name].to_pylist() for name in ("record_id", *TEXT_COLUMNS))
    return [Raw(*row) for row in zip(*parts, strict=True)]


def measure(
    registry: Registry, rows: list[Raw], ones: int
) -> tuple[list[Verdict], dict[str, object]]:
    """Verdicts on all rows together, and how long it took together and one by one."""
    registry.judge(rows[:5])
    begun = time.perf_counter()
    verdicts = registry.judge(rows)
    seconds = time.perf_counter() - begun
    one = []
    for row in rows[:ones]:
        begun = time.perf_counter()
        registry.judge([row])
        one.append(1000 * (time.perf_counter() - begun))
    return verdicts, {
        "registry": len(registry), "new": len(rows), "judge_s": round(seconds, 1),
        "one_p50_ms": round(float(np.percentile(one, 50)), 2), "one_p95_ms": round(float(np.percentile(one, 95)), 2),
        "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        "outcomes": {name: sum(v.outcome == name for v in verdicts) for name in ("join", "ask", "new")},
    }  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("registry", type=Path)
    parser.add_argument("--new", type=int, default=100_000)
    parser.add_argument("--one", type=int, default=2_000)
    parser.add_argument("--rows", type=int, help="only so many rows of the file")
    parser.add_argument("--batch", action="store_true")
    ask = parser.parse_args()
    table = pq.read_table(ask.registry, columns=["record_id", *TEXT_COLUMNS, "person_id"])
    table = table.sort_by("record_id").slice(0, ask.rows)
    old, new = split(table, ask.new)
    model = read_model(MODEL.read_text(encoding="utf-8"))
    labels = np.unique(table["person_id"].to_numpy(), return_inverse=True)[1].astype(np.int64)
    reader = Reader(AS_OF)
    if ask.batch:
        columns = {name: table[name] for name in ("record_id", *TEXT_COLUMNS)}
        linked = link(columns, as_of=AS_OF, model=model)
        labels, reader = linked.cluster, linked.reader
    begun = time.perf_counter()
    known = table.take(pa.array(old))
    registry = Registry(reader, model)
    records = reader.read({name: known[name] for name in TEXT_COLUMNS})
    registry.add_read(records, known["record_id"].to_pylist(), labels[old].tolist())
    loaded = time.perf_counter() - begun
    verdicts, found = measure(registry, raw_rows(table, new), ask.one)
    if ask.batch:
        placed = labels.copy()
        placed[new] = [v.person if v.person >= 0 else table.num_rows - v.person for v in verdicts]
        found["as_in_batch"] = round(float((signatures(placed) == signatures(labels)).mean()), 5)
    print(json.dumps({"load_s": round(loaded, 1), **found}))


if __name__ == "__main__":
    main()
