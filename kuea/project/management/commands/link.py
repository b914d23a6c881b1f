"""`manage.py link LIST.csv MORE.parquet --out clusters.csv`: which rows of these lists are one person."""

import resource
import time
from argparse import ArgumentTypeError
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from kuea.engines.linkage.batch import LinkageError, Linked, link
from kuea.engines.linkage.generic import GenericReader
from kuea.engines.linkage.model import LinkModel, read_model, write_model
from kuea.engines.linkage.reading import Reader
from kuea.engines.linkage.spark import SparkMissing, link_on_spark, open_session
from kuea.people.link_files import ListFault, read_lists
from kuea.people.link_memory import allowed_bytes, bounded, refuse_too_many
from kuea.web.thai_format import format_number


class Command(BaseCommand):
    help = "Say which rows of lists are one person: record_id,cluster_id."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("records", nargs="+", type=Path, help="CSV or Parquet, text columns")
        parser.add_argument("--out", required=True, type=Path, help="CSV: record_id,cluster_id")
        parser.add_argument(
            "--pairs", type=Path, help="Parquet: every pair compared, with its weight"
        )
        parser.add_argument("--model", type=Path, help="use this model; without it one is learned")
        parser.add_argument("--save-model", type=Path, help="write the model that was used")
        parser.add_argument("--threads", type=int, default=2)
        parser.add_argument(
            "--memory", type=float, help="GB it may use; without it, most of what is free"
        )
        parser.add_argument("--map", type=_pairs, default={}, help="our name=the file's, …")
        parser.add_argument("--generic", action="store_true", help="the lists are not Thai")
        parser.add_argument(
            "--spark",
            metavar="MASTER",
            help="compare on Apache Spark, for a nation: local[2], spark://…; the same clusters",
        )
        parser.add_argument(
            "--spark-folder",
            type=Path,
            help="where all machines of Spark read; without it a temporary one here",
        )
        parser.add_argument(
            "--spark-parts", type=int, default=8, help="into how many parts it is cut"
        )
        parser.add_argument(
            "--as-of",
            type=date.fromisoformat,
            default=None,
            help="day of the lists: ages count from it",
        )

    def handle(self, *args: object, **options: object) -> None:
        began = time.perf_counter()
        try:
            allowed = allowed_bytes(options["memory"])  # type: ignore[arg-type]
            refuse_too_many(options["records"], allowed)  # type: ignore[arg-type]
            with bounded(allowed):
                table = read_lists(options["records"], options["map"])  # type: ignore[arg-type]
                found = self._link(table, options)
        except ListFault as fault:
            raise CommandError(str(fault)) from fault
        except LinkageError as fault:
            raise CommandError(f"เทียบไม่ได้: {fault} ทุกแถวต้องมี record_id ที่ไม่ซ้ำกัน") from fault
        self._write(found, options)
        rows, people = len(found.record_id), len(set(found.cluster.tolist()))
        seconds = time.perf_counter() - began
        told = "คู่ที่แรงพอ" if options["spark"] and not options["pairs"] else "เทียบ"
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        self.stdout.write(
            f"{format_number(rows)} แถว · {format_number(people)} คน · {told} {format_number(len(found.first))} คู่ · "
            f"{seconds:.1f} วินาที · หน่วยความจำสูงสุด {format_number(peak)} MB"
        )

    def _link(self, table: pa.Table, options: dict[str, object]) -> Linked:
        as_of = options["as_of"] or timezone.localdate()
        reader = GenericReader(as_of) if options["generic"] else Reader(as_of)  # type: ignore[arg-type]
        columns = {name: table.column(name) for name in table.column_names}
        if options["spark"]:
            return _link_on_spark(columns, as_of, reader, options)  # type: ignore[arg-type]
        return link(
            columns, as_of=as_of, model=_model(options["model"]), threads=max(1, int(options["threads"])),  # type: ignore[arg-type, call-overload]
            reader=reader,
        )  # fmt: skip

    def _write(self, found: Linked, options: dict[str, object]) -> None:
        clusters = pa.table({"record_id": found.record_id, "cluster_id": found.cluster_ids()})
        pyarrow.csv.write_csv(clusters, options["out"])
        if options["pairs"]:
            pairs = {
                "first": found.record_id.take(pa.array(found.first)),
                "second": found.record_id.take(pa.array(found.second)),
                "pattern": pa.array(found.pattern), "weight": pa.array(found.weight),
                "refused": pa.array(found.refused),
            }  # fmt: skip
            pyarrow.parquet.write_table(pa.table(pairs), options["pairs"])
        if options["save_model"]:
            Path(str(options["save_model"])).write_text(write_model(found.model), encoding="utf-8")


def _link_on_spark(
    columns: dict[str, Any], as_of: date, reader: Reader, options: dict[str, Any]
) -> Linked:
    """All pairs come back only when they are to be written: of a nation there are billions."""
    with TemporaryDirectory(dir=options["spark_folder"]) as folder:
        try:
            session = open_session(options["spark"])
        except SparkMissing as missing:
            raise CommandError(
                f"ใช้ Spark ไม่ได้ ({missing}) ติดตั้งตาม requirements-spark.lock และ Java 17 ขึ้นไป หรือสั่งโดยไม่ใส่ --spark"
            ) from missing
        try:
            return link_on_spark(
                columns, as_of=as_of, session=session, folder=Path(folder), model=_model(options["model"]),
                partitions=max(1, options["spark_parts"]), reader=reader, all_pairs=bool(options["pairs"]),
            )  # fmt: skip
        finally:
            session.stop()


def _pairs(text: str) -> dict[str, str]:
    """`a=b,c=d` → {a: b, c: d}."""
    parts = [part.partition("=") for part in text.split(",") if part.strip()]
    if not all(ours.strip() and sign and theirs.strip() for ours, sign, theirs in parts):
        raise ArgumentTypeError("เขียนเป็น ชื่อของเรา=ชื่อในแฟ้ม คั่นด้วย ,")
    return {ours.strip(): theirs.strip() for ours, _sign, theirs in parts}


def _model(path: object) -> LinkModel | None:
    if path is None:
        return None
    try:
        return read_model(Path(str(path)).read_text(encoding="utf-8"))
    except (OSError, ValueError, KeyError) as fault:
        raise CommandError(
            f"อ่านแบบจำลอง {path} ไม่ได้ ({fault}) ใช้แฟ้มที่ --save-model เขียนไว้"
        ) from fault
