"""Learn the model that a province begins with, before its own registry is large enough to learn from.

    python bench/learn_model.py REGISTRY.parquet definitions/linking/thai-1.json [--wrong 0.005] [--missed 0.003]

The registry is made up (`thai_registry.py`); nobody's answers and not the truth are looked at. Both thresholds stand
for stated rates, estimated from the pairs themselves.
"""

import argparse
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np
import pyarrow.parquet as pq

from kuea.engines.linkage.batch import link
from kuea.engines.linkage.model import write_model
from kuea.engines.linkage.records import TEXT_COLUMNS
from kuea.engines.linkage.sorting import counted
from kuea.engines.linkage.thresholds import choose_thresholds


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("registry", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--wrong", type=float, default=0.005)
    parser.add_argument("--missed", type=float, default=0.003)
    ask = parser.parse_args()
    table = pq.read_table(ask.registry, columns=["record_id", *TEXT_COLUMNS])
    linked = link({name: table[name] for name in table.column_names}, as_of=date(2024, 12, 31))
    patterns, _, times = counted(linked.pattern)
    patterns = patterns.astype(np.int64)
    model = choose_thresholds(linked.model, patterns, times, wrong=ask.wrong, missed=ask.missed)
    # Sources of another province are other sources: each pair of them begins with the common shares.
    weight = np.bincount(patterns & 31, weights=times, minlength=len(model.shares))
    common = (model.shares * weight[:, None]).sum(axis=0) / weight.sum()
    model = replace(model, name=ask.out.stem, shares=np.tile(common, (len(model.shares), 1)))
    ask.out.write_text(write_model(model) + "\n", encoding="utf-8")
    print(
        f"{ask.out}: from {model.learned_from} pairs, join from {model.join_from:.2f}, ask from {model.ask_from:.2f}"
    )


if __name__ == "__main__":
    main()
