"""Writing and reading frozen pictures: Parquet files that are never changed, read by DuckDB, hashed by content."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

Row = Mapping[str, Any]
TABLES: dict[str, tuple[tuple[str, pa.DataType], ...]] = {
    "needs": (
        ("case_code", pa.string()), ("tambon", pa.string()), ("village", pa.string()), ("category", pa.string()),
        ("group_code", pa.string()), ("group_name", pa.string()), ("state", pa.string()), ("kind", pa.string()),
        ("is_urgent", pa.bool_()), ("is_met", pa.bool_()), ("first_help_on", pa.string()),
    ),
    "persons": (
        ("case_code", pa.string()), ("tambon", pa.string()), ("category", pa.string()), ("group_code", pa.string()),
        ("group_name", pa.string()), ("state", pa.string()), ("definition_version", pa.int32()), ("channel", pa.string()),
    ),
    "organisations": (
        ("name", pa.string()), ("sector", pa.string()), ("tambon", pa.string()), ("host_state", pa.string()),
        ("volunteers", pa.int32()), ("counted_on", pa.string()),
    ),
    "offers": (
        ("organisation", pa.string()), ("kind", pa.string()), ("unit", pa.string()), ("quantity", pa.int32()),
        ("committed", pa.int32()), ("tambon", pa.string()), ("as_of", pa.string()),
    ),
    "coverage": (
        ("tambon", pa.string()), ("state", pa.string()), ("accepted_gaps", pa.int32()), ("villages", pa.int32()),
    ),
}  # fmt: skip


def content_hash(tables: Mapping[str, Sequence[Row]]) -> str:
    """SHA-256 over every row of every table in a fixed order and spelling: the same content, the same hash."""
    digest = hashlib.sha256()
    for name in TABLES:
        columns = [column for column, _ in TABLES[name]]
        digest.update(f"{name}:{','.join(columns)}\n".encode())
        for line in sorted(
            json.dumps([row[c] for c in columns], ensure_ascii=False) for row in tables[name]
        ):
            digest.update(line.encode() + b"\n")
    return digest.hexdigest()


def write_tables(folder: Path, tables: Mapping[str, Iterable[Row]]) -> None:
    """Write one Parquet file a table into a new folder; refuses a folder that exists."""
    building = folder.with_name(f"{folder.name}.building")
    building.mkdir(parents=True)
    for name, columns in TABLES.items():
        schema = pa.schema(columns)
        table = pa.Table.from_pylist([dict(row) for row in tables[name]], schema=schema)
        pq.write_table(table, building / f"{name}.parquet")
        (building / f"{name}.parquet").chmod(0o440)
    building.rename(folder)


def read_tables(folder: Path) -> dict[str, list[dict[str, Any]]]:
    return {name: pq.read_table(folder / f"{name}.parquet").to_pylist() for name in TABLES}


def ask(folder: Path, question: str) -> list[dict[str, Any]]:
    """Answer SQL over the frozen tables (`needs`, `persons`, …). Nothing is written; nothing is downloaded."""
    with duckdb.connect(":memory:", config={"autoinstall_known_extensions": False}) as door:
        for name in TABLES:
            door.read_parquet(str(folder / f"{name}.parquet")).create_view(name)
        answer = door.execute(question)
        columns = [column[0] for column in answer.description]
        return [dict(zip(columns, row, strict=True)) for row in answer.fetchall()]


FIGURES = {
    "by_group": "SELECT category, group_code, group_name, count(*) AS persons,"
    " count(*) FILTER (WHERE state IN ('in_care', 'self_managing')) AS in_care"
    " FROM persons GROUP BY ALL ORDER BY category, group_code, group_name",
    "by_tambon": "SELECT coverage.tambon, coverage.state,"
    " (SELECT count(*) FROM persons p WHERE p.tambon = coverage.tambon) AS persons,"
    " (SELECT count(*) FROM needs n WHERE n.tambon = coverage.tambon) AS needs,"
    " (SELECT count(*) FROM needs n WHERE n.tambon = coverage.tambon AND n.is_met) AS needs_met,"
    " (SELECT count(*) FROM offers o WHERE o.tambon = coverage.tambon) AS offers"
    " FROM coverage ORDER BY coverage.tambon",
    "by_sector": "SELECT sector, count(*) AS organisations, coalesce(sum(volunteers), 0)::INT AS volunteers"
    " FROM organisations GROUP BY ALL ORDER BY sector",
    "by_kind": "SELECT kind, sum(needs)::INT AS needs, sum(capacity)::INT AS capacity, sum(committed)::INT AS committed FROM ("
    " SELECT kind, count(*) AS needs, 0 AS capacity, 0 AS committed FROM needs GROUP BY kind"
    " UNION ALL SELECT kind, 0, sum(quantity), sum(committed) FROM offers GROUP BY kind) GROUP BY kind ORDER BY kind",
}  # fmt: skip


def compute_figures(folder: Path) -> dict[str, list[dict[str, Any]]]:
    """The figures of P3, from the frozen files alone (I19)."""
    return {name: ask(folder, question) for name, question in FIGURES.items()}
