"""Splink 5 set up by an expert, on the same file: figures as one line of JSON. Needs splink 5.

    python bench/link_splink.py REGISTRY.parquet

It is given our whole Thai reading (titles off, glued names cut, numbers, dates, keys that sound alike, codes filled
in), so the comparison is of linking alone; the seconds of reading are told apart. It may also choose the threshold
that is best by the truth, which nobody can in earnest. Settings: term frequencies for names, eleven blocking rules,
three EM passes on blocks that leave every comparison free once, u from random pairs.
"""

import argparse
import json
import logging
import resource
import sys
import time
from datetime import date
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import splink.comparison_level_library as cll
import splink.comparison_library as cl
from link_quality import quality
from splink import Linker, SettingsCreator, block_on
from splink.backends.duckdb import DuckDBAPI

from kuea.engines.linkage.reading import Reader
from kuea.engines.linkage.records import TEXT_COLUMNS

THRESHOLDS = (0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 0.999, 0.9995, 0.9999)


def name_comparison(name: str) -> cl.CustomComparison:
    return cl.CustomComparison(
        output_column_name=name,
        comparison_levels=[
            cll.NullLevel(name),
            cll.ExactMatchLevel(name, term_frequency_adjustments=True),
            cll.ExactMatchLevel(f"{name}_sound"),
            cll.JaroWinklerLevel(name, 0.92),
            cll.ExactMatchLevel(f"{name}_skeleton"),
            cll.DamerauLevenshteinLevel(name, 2),
            cll.JaroWinklerLevel(name, 0.80),
            cll.ElseLevel(),
        ],
    )


def birth_comparison() -> cl.CustomComparison:
    return cl.CustomComparison(
        output_column_name="birth",
        comparison_levels=[
            cll.CustomLevel("year_l IS NULL OR year_r IS NULL", "unknown").configure(
                is_null_level=True
            ),
            cll.CustomLevel("dob_l = dob_r", "same day"),
            cll.CustomLevel(
                "(dob_l IS NULL OR dob_r IS NULL) AND year_l = year_r", "year, day unknown"
            ),
            cll.CustomLevel(
                "year_l = year_r AND month_l = day_r AND day_l = month_r", "day and month swapped"
            ),
            cll.CustomLevel("damerau_levenshtein(dob_l, dob_r) <= 1", "one slip"),
            cll.CustomLevel("year_l = year_r", "same year"),
            cll.CustomLevel("abs(year_l - year_r) <= 1", "a year off"),
            cll.CustomLevel("abs(year_l - year_r) <= 10", "ten years"),
            cll.ElseLevel(),
        ],
    )


def address_comparison() -> cl.CustomComparison:
    same = "tambon_l = tambon_r"
    return cl.CustomComparison(
        output_column_name="address",
        comparison_levels=[
            cll.CustomLevel("tambon_l IS NULL OR tambon_r IS NULL", "unknown").configure(
                is_null_level=True
            ),
            cll.CustomLevel(f"{same} AND house_l = house_r AND moo_l = moo_r", "same house"),
            cll.CustomLevel(f"{same} AND house_l = house_r", "same house number"),
            cll.CustomLevel(f"{same} AND moo_l = moo_r", "same moo"),
            cll.CustomLevel(same, "same tambon"),
            cll.CustomLevel("tambon_l // 100 = tambon_r // 100", "same amphoe"),
            cll.ElseLevel(),
        ],
    )


def slip_comparison(name: str) -> cl.CustomComparison:
    return cl.CustomComparison(
        output_column_name=name,
        comparison_levels=[
            cll.NullLevel(name), cll.ExactMatchLevel(name), cll.DamerauLevenshteinLevel(name, 1), cll.ElseLevel(),
        ],
    )  # fmt: skip


def settings() -> SettingsCreator:
    return SettingsCreator(
        link_type="dedupe_only",
        comparisons=[
            name_comparison("given"), name_comparison("family"), birth_comparison(), slip_comparison("number"),
            cl.ExactMatch("sex"), address_comparison(), slip_comparison("phone"),
        ],
        blocking_rules_to_generate_predictions=[
            block_on("number"),
            block_on("given_sound", "family_sound", "tambon"),
            block_on("given_sound", "family_sound", "year"),
            block_on("given_skeleton", "family_skeleton", "tambon"),
            block_on("dob", "family_sound"),
            block_on("dob", "given_sound"),
            block_on("dob", "tambon"),
            block_on("phone", "year"),
            block_on("house", "moo", "tambon", "sex", "year"),
            block_on("given_sound", "tambon", "year"),
            block_on("family_sound", "tambon", "year", "sex"),
        ],
        retain_matching_columns=False,
        max_iterations=25,
    )  # fmt: skip


def prepare(path: Path) -> pa.Table:
    """The columns Splink works on, read by our reader."""
    table = pq.read_table(path, columns=["record_id", *TEXT_COLUMNS]).sort_by("record_id")
    reader = Reader(date(2024, 12, 31))
    r = reader.read({name: table[name] for name in TEXT_COLUMNS})
    texts = np.array([*reader.words.texts, None], dtype=object)

    def known(values: np.ndarray, is_known: np.ndarray) -> pa.Array:
        return pa.array(values, mask=~is_known)

    day = (r.day > 0) & (r.month > 0) & (r.year > 0)
    dob = [
        f"{y:04d}{m:02d}{d:02d}" if ok else None
        for y, m, d, ok in zip(
            r.year.tolist(), r.month.tolist(), r.day.tolist(), day.tolist(), strict=True
        )
    ]
    columns = {
        "unique_id": table["record_id"], "dob": pa.array(dob, pa.string()), "year": known(r.year.astype(np.int32), r.year > 0),
        "month": known(r.month, day), "day": known(r.day, day),
        "number": known(r.number.astype(str).astype(object), (r.number_kind == 1) | (r.number_kind == 2)),
        "sex": known(r.sex, r.sex > 0), "house": known(r.house, r.house > 0), "moo": known(r.moo, r.moo > 0),
        "tambon": known(r.tambon, r.tambon > 0), "phone": known(r.phone.astype(str).astype(object), r.phone > 0),
    }  # fmt: skip
    for name in ("given", "family"):
        rows = getattr(r, name)
        columns[name] = pa.array(texts[rows], pa.string())
        columns[f"{name}_sound"] = known(reader.words.keys(rows, 1), rows >= 0)
        columns[f"{name}_skeleton"] = known(reader.words.keys(rows, 2), rows >= 0)
    return pa.table(columns)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("registry", type=Path)
    parser.add_argument("--threads", type=int, default=2)
    ask = parser.parse_args()
    logging.getLogger("splink").setLevel(logging.ERROR)
    begun = time.perf_counter()
    prepared = prepare(ask.registry)
    reading = time.perf_counter() - begun
    begun = time.perf_counter()
    connection = duckdb.connect()
    connection.execute(f"SET threads = {ask.threads}")
    linker = Linker(DuckDBAPI(connection).register(prepared), settings(), log_level=40)
    linker.training.estimate_probability_two_random_records_match(
        [block_on("number"), block_on("given", "family", "dob")], recall=0.6
    )
    linker.training.estimate_u_using_random_sampling(max_pairs=3e6, seed=1)
    for rule in (block_on("number"), block_on("given", "family"), block_on("dob", "tambon")):
        linker.training.estimate_parameters_using_expectation_maximisation(rule)
    pairs = linker.inference.predict(threshold_match_probability=THRESHOLDS[0])
    truth = pq.read_table(ask.registry, columns=["record_id", "person_id"]).sort_by("record_id")
    trained = time.perf_counter() - begun
    found = []
    for threshold in THRESHOLDS:
        begun = time.perf_counter()
        clusters = linker.clustering.cluster_pairwise_predictions_at_threshold(pairs, threshold)
        rows = connection.sql(
            f"SELECT cluster_id, unique_id FROM {clusters.physical_name} ORDER BY unique_id"
        ).to_arrow_table()
        seconds = time.perf_counter() - begun
        found.append(
            quality(rows["cluster_id"], truth["person_id"])
            | {"threshold": threshold, "cluster_s": seconds}
        )
    best = max(found, key=lambda each: each["f1"])
    seconds = trained + best.pop("cluster_s")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    many = connection.sql(f"SELECT count(*) FROM {pairs.physical_name}").fetchall()[0][0]
    print(json.dumps({
        "method": "splink 5, expert", "records": len(prepared), "wall_s": round(seconds + reading, 1), "cpu_s": round(time.process_time(), 1),
        "of_it_reading_s": round(reading, 1), "peak_mb": round(peak), **best, "pairs": many,
    }))  # fmt: skip


if __name__ == "__main__":
    main()
