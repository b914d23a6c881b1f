"""Parquet: a table by columns, opened as the other lists are: every value as text, a few thousand rows at a time.

Row 1 is the headings. The file is looked through once in a process of its own (`trial.py`) and once here before
the first row is given, so that what no text can hold is known and named: columns of lists and structures are left
unread, cells of raw bytes come empty with a fault of their own.
"""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from kuea.intake.sheets.cells import Cell, cell_text, column_letter
from kuea.intake.sheets.detecting import wrong_type
from kuea.intake.sheets.faults import FaultCode, RowFault, cell_fault, file_fault
from kuea.intake.sheets.header import Heading
from kuea.intake.sheets.scanning import MOST_CELLS, MOST_ROWS
from kuea.intake.sheets.trial import LOT, survives

_MOST_COLUMNS = 2_000
_MOST_IN_A_CHUNK = 400_000_000
"""Bytes of one column of one group of rows when unpacked: what the reader may have to hold at once."""
_MOST_RAW_CELLS = 10_000
_NOT_TEXT = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")


@dataclass(frozen=True)
class ColumnTable:
    """A Parquet file looked through once. Row 0 is the headings."""

    path: Path
    heading: Heading
    last_row: int
    width: int
    unread: tuple[int, ...]
    """Columns of lists, structures and the like: their cells come empty."""
    raw: dict[int, list[int]] = field(default_factory=dict)
    """Row → columns whose value there is no text."""

    def rows(self) -> Iterator[list[Cell]]:
        """The headings, then every row, each value as text."""
        yield list[Cell](self.heading.titles)
        for batch in _batches(self.path):
            columns = [self._column(batch, index) for index in range(self.width)]
            yield from map(list, zip(*columns, strict=True))

    def _column(self, batch: Any, index: int) -> list[str]:
        return [""] * batch.num_rows if index in self.unread else _texts(batch.column(index))

    def faults(self) -> dict[int, tuple[RowFault, ...]]:
        """Row number as the sender counts → the faults of its raw cells."""
        return {
            row + 1: tuple(
                cell_fault(FaultCode.NOT_TEXT, self.heading.titles[column]) for column in columns
            )
            for row, columns in self.raw.items()
        }


def open_columns(path: Path) -> ColumnTable:
    """Measure by what the file says of itself, try it aside, look through it. Every trouble is a SheetFault."""
    with pq_faults():
        with pq.ParquetFile(path) as file:
            _guard(file.metadata)
            schema = file.schema_arrow
        if not survives(path, "parquet"):
            raise file_fault(FaultCode.BROKEN)
        titles = tuple(
            _NOT_TEXT.sub("", name).strip() or f"คอลัมน์ {column_letter(index)}"
            for index, name in enumerate(schema.names)
        )
        unread = tuple(index for index, one in enumerate(schema) if not _is_plain(one.type))
        last, raw = _look_through(path, schema)
    heading = Heading((0,), tuple("" if i in unread else t for i, t in enumerate(titles)), 0)
    return ColumnTable(path, heading, last, len(titles), unread, raw)


class pq_faults:
    """Whatever the reader says about a stranger's file becomes one of our faults."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, pa.ArrowException | OSError | ValueError | OverflowError):
            known = "encrypted" in str(error).lower()
            raise file_fault(FaultCode.PASSWORD if known else FaultCode.BROKEN) from error


def _guard(told: Any) -> None:
    rows, columns = told.num_rows, told.num_columns
    if rows > MOST_ROWS:
        raise file_fault(FaultCode.TOO_MANY_ROWS, rows=f"{rows:,}", limit=f"{MOST_ROWS:,}")
    if rows * columns > MOST_CELLS or columns > _MOST_COLUMNS:
        raise file_fault(FaultCode.TOO_MANY_CELLS, cells=f"{rows * columns:,}")
    for group in range(told.num_row_groups):
        for column in range(columns):
            if told.row_group(group).column(column).total_uncompressed_size > _MOST_IN_A_CHUNK:
                raise file_fault(FaultCode.PACKED_TOO_TIGHT)


def _look_through(path: Path, schema: Any) -> tuple[int, dict[int, list[int]]]:
    """Last row (the headings are row 0) and the cells that hold no text."""
    suspects = [i for i, one in enumerate(schema) if _may_be_raw(one.type)]
    raw: dict[int, list[int]] = {}
    begin = 1
    for batch in _batches(path):
        for index in suspects:
            for row in _raw_cells(batch.column(index)):
                raw.setdefault(begin + row, []).append(index)
        if len(raw) > _MOST_RAW_CELLS:
            raise wrong_type(
                "ตารางที่เก็บข้อมูลดิบ (binary) ไว้ในช่อง",
                "ส่งออกรายชื่อเป็นข้อความ เช่น CSV (UTF-8) หรือ .xlsx แล้วส่งใหม่",
            )
        begin += batch.num_rows
    return begin - 1, raw


def _batches(path: Path) -> Iterator[Any]:
    """Lots of rows; of the file only what one lot needs is unpacked."""
    with pq_faults(), pq.ParquetFile(path, memory_map=False, buffer_size=1 << 20) as file:
        yield from file.iter_batches(batch_size=LOT, use_threads=False)


def _raw_cells(column: Any) -> list[int]:
    """Rows of this lot whose value holds signs that no text has."""
    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    if _is_bytes(column.type):
        values = column.to_pylist()
        return [row for row, value in enumerate(values) if value and _as_text(value) is None]
    found = pc.match_substring_regex(column, _NOT_TEXT.pattern)
    return pc.indices_nonzero(pc.fill_null(found, False)).to_pylist() if found.true_count else []


def _texts(column: Any) -> list[str]:
    if pa.types.is_timestamp(column.type):  # no text of ours holds thousandths of a millionth
        column = column.cast(pa.timestamp("us", column.type.tz), safe=False)
    try:
        values = column.to_pylist()
    except (ValueError, OverflowError):  # a day that no calendar of ours reaches
        values = column.cast(pa.string()).to_pylist()
    return [_text(value) for value in values]


def _text(value: Any) -> str:
    """As a person would write it; nothing for what is missing or no text."""
    if value is None:
        return ""
    if isinstance(value, str):
        return _NOT_TEXT.sub("", value)
    if isinstance(value, bytes):
        return _as_text(value) or ""
    if isinstance(value, float) and math.isnan(value):
        return ""
    if isinstance(value, Decimal):
        return str(int(value)) if value == value.to_integral_value() else str(value)
    return cell_text(value)


def _as_text(value: bytes) -> str | None:
    """Many programs write texts without saying that they are: bytes that are proper UTF-8 letters."""
    try:
        text = value.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return None if _NOT_TEXT.search(text) else text


def _is_bytes(type_: Any) -> bool:
    kinds = pa.types
    return bool(
        kinds.is_binary(type_) or kinds.is_large_binary(type_) or kinds.is_fixed_size_binary(type_)
    )


def _may_be_raw(type_: Any) -> bool:
    inner = type_.value_type if pa.types.is_dictionary(type_) else type_
    return _is_bytes(inner) or pa.types.is_string(inner) or pa.types.is_large_string(inner)


def _is_plain(type_: Any) -> bool:
    """A type with one value a cell: text, number, truth, day, moment."""
    kinds = pa.types
    inner = type_.value_type if kinds.is_dictionary(type_) else type_
    return not (kinds.is_nested(inner) or kinds.is_duration(inner) or kinds.is_interval(inner))
