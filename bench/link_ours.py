"""Our engine on one file of a made-up registry, in a process of its own: figures as one line of JSON.

python bench/link_ours.py REGISTRY.parquet [--threads 2] [--clusters out.parquet]
"""

import argparse
import json
import resource
import sys
import time
from datetime import date
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import pyarrow as pa
import pyarrow.parquet as pq
from link_quality import quality

from kuea.engines.linkage.batch import link
from kuea.engines.linkage.records import TEXT_COLUMNS


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("registry", type=Path)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--clusters", type=Path)
    ask = parser.parse_args()
    begun = time.perf_counter()
    table = pq.read_table(ask.registry, columns=["record_id", *TEXT_COLUMNS])
    columns = {name: table[name] for name in table.column_names}
    del table
    linked = link(columns, as_of=date(2024, 12, 31), threads=ask.threads)
    seconds, cpu = time.perf_counter() - begun, time.process_time()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    ids = linked.cluster_ids()
    if ask.clusters:
        pq.write_table(pa.table({"record_id": linked.record_id, "cluster_id": ids}), ask.clusters)
    truth = pq.read_table(ask.registry, columns=["record_id", "person_id"]).sort_by("record_id")
    found = {
        "method": "kuea",
        "records": len(linked.record_id),
        "wall_s": round(seconds, 1),
        "cpu_s": round(cpu, 1),
        "peak_mb": round(peak),
    }
    found |= quality(ids, truth["person_id"]) | {
        "pairs": len(linked.first),
        "refused": int(linked.refused.sum()),
    }
    print(json.dumps(found))


if __name__ == "__main__":
    main()
