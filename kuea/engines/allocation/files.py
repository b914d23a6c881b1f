"""Instance folders and the files a solved plan is written to: CSV or Parquet, text identifiers, UTF-8."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.csv  # type: ignore[import-untyped]
import pyarrow.parquet  # type: ignore[import-untyped]

from kuea.core.allocation.problem import Floats, Ints
from kuea.engines.allocation.faults import InstanceFault, references
from kuea.engines.allocation.instance import MAY_BE_ABSENT, TABLES, Instance, build_instance


def read_instance(folder: Path) -> Instance:
    """Read and check a folder. Raises InstanceFault with a Thai sentence."""
    try:
        meta = json.loads((folder / "meta.json").read_text(encoding="utf-8-sig"))
    except (OSError, ValueError) as fault:
        raise InstanceFault(f"อ่าน {folder}/meta.json ไม่ได้ ({fault})") from fault
    if not isinstance(meta, dict) or meta.get("table_format") not in ("csv", "parquet"):
        raise InstanceFault("meta.json ต้องบอก table_format เป็น csv หรือ parquet")
    tables: dict[str, pa.Table] = {}
    for name in TABLES:
        path = folder / f"{name}.{meta['table_format']}"
        if path.exists():
            tables[name] = read_table(path)
        elif name not in MAY_BE_ABSENT:
            raise InstanceFault(f"ไม่พบแฟ้ม {path.name} ใน {folder}")
    return build_instance(tables, meta)


def read_table(path: Path) -> pa.Table:
    """One table; CSV columns stay text, so that a code keeps its leading noughts."""
    try:
        if path.suffix == ".parquet":
            return pyarrow.parquet.read_table(path)
        with path.open("rb") as lines:
            names = lines.readline().decode("utf-8-sig").strip()
        if not names:
            raise InstanceFault(f"แฟ้ม {path.name} ว่าง")
        columns = pyarrow.csv.read_csv(pa.BufferReader(names.encode() + b"\n")).column_names
        texts = {name: pa.string() for name in columns}
        options = pyarrow.csv.ConvertOptions(column_types=texts, strings_can_be_null=False)
        return pyarrow.csv.read_csv(path, convert_options=options)
    except (OSError, UnicodeDecodeError, pa.ArrowInvalid) as fault:
        raise InstanceFault(f"อ่านแฟ้ม {path.name} ไม่ได้ ({fault})") from fault


def read_plan(path: Path, instance: Instance) -> Ints:
    """(rows, 2) need, giver of a plan file, checked against the instance's identifiers."""
    tables = {"plan": read_table(path)}
    return np.stack(
        [references(tables, "plan", "need", instance.needs), references(tables, "plan", "giver", instance.givers)],
        axis=1,
    )  # fmt: skip


def write_rows(path: Path, columns: dict[str, Any]) -> None:
    """A table to .csv or .parquet, by the name of the file. Raises InstanceFault when it cannot be written."""
    table = pa.table(columns)
    try:
        if path.suffix == ".parquet":
            pyarrow.parquet.write_table(table, path)
        else:
            options = pyarrow.csv.WriteOptions(quoting_style="needed")
            pyarrow.csv.write_csv(table, path, options)
    except OSError as fault:
        raise InstanceFault(f"เขียนแฟ้ม {path} ไม่ได้ ({fault}) ตรวจโฟลเดอร์แล้วสั่งใหม่") from fault


def write_plan(path: Path, instance: Instance, giver_of: Ints) -> None:
    """need,giver in the order of the needs."""
    rows = np.flatnonzero(giver_of >= 0)
    write_rows(
        path,
        {"need": instance.needs.take(pa.array(rows)), "giver": instance.givers.take(pa.array(giver_of[rows]))},
    )  # fmt: skip


def write_prices(path: Path, instance: Instance, price: Floats) -> None:
    """giver,price_hours,price_cases: weight an hour and a case."""
    write_rows(
        path,
        {"giver": instance.givers, "price_hours": price[0::2] * 100, "price_cases": price[1::2] * 100},
    )  # fmt: skip


def read_territory(path: Path, instance: Instance) -> Ints:
    """int32 (tambons): network or -1 of a territory file; with groups, the first row of a tambon counts."""
    tables = {"territory": read_table(path)}
    tambon = references(tables, "territory", "tambon", instance.tambons)
    network = references(tables, "territory", "network", instance.networks)
    host = np.full(len(instance.tambons), -1, np.int32)
    host[tambon[::-1]] = network[::-1]
    return host
