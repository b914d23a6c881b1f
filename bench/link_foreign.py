"""The generic model beside Splink on two foreign lists: Febrl 4 and the historical persons of Wikidata.

    python bench/link_foreign.py FOLDER      (a folder with febrl4a.csv, febrl4b.csv, historical_persons_sample.csv)

Needs splink 5. Splink is set up as its own demonstrations of these two sets are; it may choose the threshold that is
best by the truth. Ours learns from the records alone, with thresholds fixed beforehand: for Febrl each list holds a
person once, so the better link wins and weak ones may stand (join from −4); for the historical list nought.
"""

import csv
import json
import logging
import sys
import time
from dataclasses import replace
from datetime import date
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import duckdb
import pyarrow as pa
import splink.comparison_level_library as cll
import splink.comparison_library as cl
from link_quality import quality
from splink import Linker, SettingsCreator, block_on
from splink.backends.duckdb import DuckDBAPI

from kuea.engines.linkage.batch import link
from kuea.engines.linkage.clustering import Limits
from kuea.engines.linkage.generic import GenericReader
from kuea.engines.linkage.model import start_model

AS_OF = date(2024, 12, 31)
THRESHOLDS = (0.01, 0.1, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 0.999, 0.9995, 0.9999)
MOST_VERSIONS = 20
"""The historical list holds each person in 3 to 21 versions (its description says so)."""
FEBRL = {
    "record_id": "rec_id", "source": "list", "given_name": "given_name", "family_name": "surname",
    "birth_date": "date_of_birth", "national_id": "soc_sec_id", "house_no": "street_number", "village_no": "address_1",
    "tambon_code": "postcode",
}  # fmt: skip
HISTORICAL = {
    "record_id": "unique_id", "given_name": "first_name", "family_name": "surname", "birth_date": "dob", "gender": "gender",
    "house_no": "postcode_fake", "tambon_code": "birth_place", "phone": "occupation",
}  # fmt: skip


def rows_of(path: Path, **more: str) -> list[dict[str, str]]:
    with path.open(encoding="utf-8") as file:
        return [row | more for row in csv.DictReader(file)]


def ours(
    rows: list[dict[str, str]], names: dict[str, str], truth: dict[str, str], *, linking: bool
) -> dict[str, object]:
    table = {
        ours: pa.array([row[theirs] for row in rows], pa.string()) for ours, theirs in names.items()
    }
    reader = GenericReader(AS_OF) if linking else GenericReader(AS_OF, own_records=MOST_VERSIONS)
    begun = time.perf_counter()
    limits = Limits(one_per_source=True) if linking else Limits()
    model = replace(start_model(), join_from=-4.0 if linking else 0.0)
    found = link(table, as_of=AS_OF, reader=reader, limits=limits, start=model)
    seconds = time.perf_counter() - begun
    ids = found.record_id.to_pylist()
    good = quality(found.cluster_ids(), pa.array([truth[each] for each in ids]))
    return {"method": "kuea, generic", **good, "wall_s": round(seconds, 1)}


def splink(
    rows: list[dict[str, str]],
    settings: SettingsCreator,
    truth: dict[str, str],
    key: str,
    train: list[object],
) -> dict[str, object]:
    columns = {name: pa.array([row[name] or None for row in rows], pa.string()) for name in rows[0]}
    begun = time.perf_counter()
    connection = duckdb.connect()
    linker = Linker(DuckDBAPI(connection).register(pa.table(columns)), settings, log_level=40)
    linker.training.estimate_probability_two_random_records_match(train[:2], recall=0.6)
    linker.training.estimate_u_using_random_sampling(max_pairs=5e6, seed=1)
    for rule in train:
        linker.training.estimate_parameters_using_expectation_maximisation(rule)
    pairs = linker.inference.predict(threshold_match_probability=THRESHOLDS[0])
    best: dict[str, object] = {"f1": -1.0}
    for threshold in THRESHOLDS:
        clusters = linker.clustering.cluster_pairwise_predictions_at_threshold(pairs, threshold)
        got = connection.sql(
            f'SELECT cluster_id, "{key}" FROM {clusters.physical_name}'
        ).to_arrow_table()
        good = quality(got["cluster_id"], pa.array([truth[each] for each in got[key].to_pylist()]))
        if good["f1"] > best["f1"]:
            best = {**good, "threshold": threshold}
    return {
        "method": "splink 5, best threshold",
        **best,
        "wall_s": round(time.perf_counter() - begun, 1),
    }


def febrl_settings() -> SettingsCreator:
    return SettingsCreator(
        link_type="dedupe_only", unique_id_column_name="rec_id",
        blocking_rules_to_generate_predictions=[
            "l.list <> r.list AND l.given_name = r.given_name AND l.surname = r.surname",
            *(f"l.list <> r.list AND l.{a} = r.{a} AND l.{b} = r.{b}" for a, b in (
                ("date_of_birth", "given_name"), ("date_of_birth", "surname"), ("date_of_birth", "postcode"),
                ("postcode", "surname"), ("postcode", "given_name"), ("street_number", "postcode"),
                ("address_1", "street_number"), ("suburb", "date_of_birth"), ("suburb", "surname"),
            )),
            "l.list <> r.list AND l.soc_sec_id = r.soc_sec_id",
        ],
        comparisons=[
            cl.NameComparison("given_name"), cl.NameComparison("surname"),
            cl.DamerauLevenshteinAtThresholds("date_of_birth", [1, 2]), cl.DamerauLevenshteinAtThresholds("soc_sec_id", [1, 2]),
            cl.ExactMatch("street_number").configure(term_frequency_adjustments=True),
            cl.DamerauLevenshteinAtThresholds("postcode", [1, 2]), cl.JaroWinklerAtThresholds("address_1", [0.9, 0.7]),
            cl.JaroWinklerAtThresholds("suburb", [0.9, 0.7]),
        ],
        retain_matching_columns=False,
    )  # fmt: skip


def historical_settings() -> SettingsCreator:
    return SettingsCreator(
        link_type="dedupe_only",
        blocking_rules_to_generate_predictions=[
            block_on("substr(first_name,1,3)", "substr(surname,1,4)"), block_on("surname", "dob"), block_on("first_name", "dob"),
            block_on("postcode_fake", "first_name"), block_on("postcode_fake", "surname"), block_on("dob", "birth_place"),
            block_on("substr(postcode_fake,1,3)", "dob"), block_on("substr(postcode_fake,1,3)", "first_name"),
            block_on("substr(postcode_fake,1,3)", "surname"), block_on("substr(first_name,1,2)", "substr(surname,1,2)", "substr(dob,1,4)"),
        ],
        comparisons=[
            cl.ForenameSurnameComparison("first_name", "surname", forename_surname_concat_col_name="first_and_surname"),
            cl.DamerauLevenshteinAtThresholds("dob", [1, 2]),
            cl.CustomComparison(output_column_name="postcode_fake", comparison_levels=[
                cll.NullLevel("postcode_fake"), cll.ExactMatchLevel("postcode_fake"),
                cll.CustomLevel("split_part(postcode_fake_l, ' ', 1) = split_part(postcode_fake_r, ' ', 1)", "front"), cll.ElseLevel(),
            ]),
            cl.ExactMatch("birth_place").configure(term_frequency_adjustments=True),
            cl.ExactMatch("occupation").configure(term_frequency_adjustments=True),
        ],
        retain_matching_columns=False,
    )  # fmt: skip


def main() -> None:
    folder = Path(sys.argv[1])
    logging.getLogger("splink").setLevel(logging.ERROR)
    febrl = rows_of(folder / "febrl4a.csv", list="a") + rows_of(folder / "febrl4b.csv", list="b")
    truth = {row["rec_id"]: row["rec_id"].split("-")[1] for row in febrl}
    train = [block_on("soc_sec_id"), block_on("given_name", "surname"), block_on("date_of_birth")]
    print("febrl 4", json.dumps(ours(febrl, FEBRL, truth, linking=True)), flush=True)
    print(
        "febrl 4", json.dumps(splink(febrl, febrl_settings(), truth, "rec_id", train)), flush=True
    )
    persons = rows_of(folder / "historical_persons_sample.csv")
    truth = {row["unique_id"]: row["cluster"] for row in persons}
    train = [
        block_on("first_name", "surname", "dob"),
        block_on("dob", "postcode_fake"),
        block_on("dob"),
        block_on("first_name", "surname"),
    ]
    print("historical", json.dumps(ours(persons, HISTORICAL, truth, linking=False)), flush=True)
    print(
        "historical",
        json.dumps(splink(persons, historical_settings(), truth, "unique_id", train)),
        flush=True,
    )


if __name__ == "__main__":
    main()
