"""Lists in files as the linking engine wants them: text columns of known names, one table of all files.

CSV and Parquet; a cell is text, as it was written. Other names of columns are told by a map, so that a foreign list can
be linked as it is.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet

from kuea.engines.linkage.records import TEXT_COLUMNS

KNOWN = ("record_id", *TEXT_COLUMNS)
_BLOCK = 1 << 24


class ListFault(ValueError):
    """A file cannot be read; the sentence says which, why, and what to do."""


def read_lists(paths: Sequence[Path], renamed: Mapping[str, str]) -> pa.Table:
    """All rows of all files. `renamed` is our name → the file's. Raises `ListFault`."""
    unknown = sorted(set(renamed) - set(KNOWN))
    if unknown:
        raise ListFault(f"ไม่รู้จักคอลัมน์ {', '.join(unknown)} ใน --map ใช้ได้: {', '.join(KNOWN)}")
    tables = [_known_columns(path, _read(path, renamed), renamed) for path in paths]
    return pa.concat_tables(tables, promote_options="default")


def _read(path: Path, renamed: Mapping[str, str]) -> pa.Table:
    if not path.is_file():
        raise ListFault(f"ไม่พบแฟ้ม {path} ตรวจชื่อและที่อยู่ของแฟ้ม")
    try:
        if path.suffix.lower() in {".parquet", ".pq"}:
            named = set(pyarrow.parquet.read_schema(path).names)
            wanted = [name for name in (renamed.get(our, our) for our in KNOWN) if name in named]
            return pyarrow.parquet.read_table(path, columns=wanted)
        return _read_csv(path)
    except MemoryError:  # an ArrowException too; told by whoever set the bound
        raise
    except (pa.ArrowException, UnicodeDecodeError, OSError) as fault:
        first = str(fault).splitlines()[0][:120]
        raise ListFault(
            f"อ่านแฟ้ม {path.name} ไม่ได้ ({first}) บันทึกใหม่เป็น CSV (UTF-8) หรือ Parquet แล้วลองอีกครั้ง"
        ) from fault


def _read_csv(path: Path) -> pa.Table:
    """Every cell as text; the names of the columns from the first line."""
    with path.open("rb") as file:
        if b"\x00" in file.read(4096):
            raise ListFault(f"แฟ้ม {path.name} ไม่ใช่ตาราง CSV บันทึกใหม่เป็น CSV (UTF-8) แล้วลองอีกครั้ง")
    names = pyarrow.csv.open_csv(
        path, read_options=pyarrow.csv.ReadOptions(block_size=_BLOCK)
    ).schema.names
    return pyarrow.csv.read_csv(
        path,
        read_options=pyarrow.csv.ReadOptions(block_size=_BLOCK),
        convert_options=pyarrow.csv.ConvertOptions(
            column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False
        ),
    )  # fmt: skip


def _known_columns(path: Path, table: pa.Table, renamed: Mapping[str, str]) -> pa.Table:
    """The columns the engine knows, under its own names, as text; a file without `source` is a source of its own."""
    found = {
        name.strip().lstrip("\ufeff"): table.column(place)
        for place, name in enumerate(table.column_names)
    }
    missing = sorted(theirs for theirs in renamed.values() if theirs not in found)
    if missing:
        raise ListFault(f"แฟ้ม {path.name} ไม่มีคอลัมน์ {', '.join(missing)} ที่บอกไว้ใน --map")
    ours = {our: found[theirs] for our in KNOWN if (theirs := renamed.get(our, our)) in found}
    if "record_id" not in ours:
        raise ListFault(
            f"แฟ้ม {path.name} ไม่มีคอลัมน์ record_id บอกชื่อคอลัมน์รหัสแถวด้วย --map record_id=ชื่อคอลัมน์"
        )
    texts = {our: pc.fill_null(column.cast(pa.string()), "") for our, column in ours.items()}
    texts.setdefault("source", pa.array([path.stem] * table.num_rows, pa.string()))
    return pa.table(texts)
