"""Columns of an instance turned into numbers, or a sentence saying which row of which table is wrong (Thai)."""

from typing import Any

import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.compute as pc  # type: ignore[import-untyped]
from numpy.typing import NDArray

from kuea.core.allocation.problem import HUNDREDTHS, Floats, Ints

MOST_HUNDREDTHS = 2_000_000_000  # twenty million hours: sums stay exact


class InstanceFault(Exception):
    """The folder cannot be read as a coverage problem; the text says where and what to do."""


def column(tables: dict[str, pa.Table], table: str, name: str) -> pa.ChunkedArray:
    """A text column, blanks stripped. Raises InstanceFault when the table, the column or a value is missing."""
    if table not in tables:
        raise InstanceFault(f"ไม่พบตาราง {table} ในชุดข้อมูล เพิ่มแฟ้มนี้แล้วสั่งใหม่")
    if name not in tables[table].column_names:
        raise InstanceFault(f"ตาราง {table} ไม่มีคอลัมน์ {name} เพิ่มคอลัมน์นี้แล้วสั่งใหม่")
    values = tables[table].column(name)
    if not pa.types.is_string(values.type):
        values = values.cast(pa.string())
    values = pc.utf8_trim_whitespace(values)
    empty = pc.fill_null(pc.is_null(values), True)
    if pc.any(empty).as_py():
        row = pc.index(empty, True).as_py() + 1
        raise InstanceFault(f"ตาราง {table} แถวที่ {row} ไม่มีค่าในคอลัมน์ {name} กรอกให้ครบ")
    return values


def keys(
    tables: dict[str, pa.Table], table: str, name: str, *, may_be_empty: bool = False
) -> pa.Array:
    """Identifiers: each filled in once. Raises InstanceFault otherwise or when there are none."""
    values = column(tables, table, name).combine_chunks()
    if not len(values) and not may_be_empty:
        raise InstanceFault(f"ตาราง {table} ว่าง ต้องมีอย่างน้อยหนึ่งแถว")
    _refuse(pc.equal(values, ""), values, table, name, "ว่าง")
    counts = pc.value_counts(values)
    twice = counts.filter(pc.greater(counts.field("counts"), 1))
    if len(twice):
        raise InstanceFault(
            f"ตาราง {table} มี {name} ซ้ำกัน: {twice[0]['values'].as_py()} รหัสหนึ่งต้องมีแถวเดียว"
        )
    return values


def _refuse(wrong: pa.Array, values: pa.Array, table: str, name: str, why: str) -> None:
    wrong = pc.fill_null(wrong, True)
    row = pc.index(wrong, True).as_py()
    if row >= 0:
        found = values[row].as_py()
        raise InstanceFault(f"ตาราง {table} แถวที่ {row + 1} คอลัมน์ {name} มีค่า «{found}» ซึ่ง{why}")


def references(
    tables: dict[str, pa.Table],
    table: str,
    name: str,
    known: pa.Array,
    *,
    empty_is: int | None = None,
) -> Ints:
    """int32 position of each value among `known`. Unknown values are refused; "" becomes `empty_is` when given."""
    values = column(tables, table, name).combine_chunks()
    found = pc.index_in(values, value_set=known)
    if empty_is is not None:
        found = pc.if_else(pc.equal(values, ""), pa.scalar(empty_is, pa.int32()), found)
    _refuse(pc.is_null(found), values, table, name, "ไม่รู้จัก แก้รหัสหรือเพิ่มแถวในตารางที่อ้างถึง")
    return np.asarray(found.to_numpy(zero_copy_only=False), np.int32)


def one_of(
    tables: dict[str, pa.Table], table: str, name: str, words: dict[str, int]
) -> NDArray[Any]:
    """int8 code of each value; a word not in `words` is refused."""
    values = column(tables, table, name).combine_chunks()
    found = pc.index_in(values, value_set=pa.array(list(words), pa.string()))
    _refuse(pc.is_null(found), values, table, name, f"ไม่ใช่หนึ่งใน {', '.join(words)}")
    codes = np.array(list(words.values()), np.int8)
    chosen: NDArray[Any] = codes[found.to_numpy(zero_copy_only=False)]
    return chosen


def numbers(
    tables: dict[str, pa.Table], table: str, name: str, *, least: float, most: float = 1e12
) -> Floats:
    """float64. Refuses what is not a finite number or is outside least..most."""
    values = column(tables, table, name).combine_chunks()
    plain = pc.match_substring_regex(
        values, r"^[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?$"
    )
    _refuse(pc.invert(plain), values, table, name, "ไม่ใช่ตัวเลข")
    found = np.asarray(pc.cast(values, pa.float64()).to_numpy(zero_copy_only=False), np.float64)
    _refuse(pa.array(~(found >= least)), values, table, name, f"น้อยกว่า {least:g}")
    _refuse(pa.array(~(found <= most)), values, table, name, f"มากกว่า {most:g}")
    return found


def hundredths(
    tables: dict[str, pa.Table], table: str, name: str, *, positive: bool = False
) -> Ints:
    """int64 amounts in hundredths; at most two decimals, so that sums are exact."""
    found = numbers(tables, table, name, least=0, most=MOST_HUNDREDTHS / HUNDREDTHS) * HUNDREDTHS
    whole = np.rint(found)
    values = tables[table].column(name)
    _refuse(pa.array(np.abs(found - whole) > 1e-4), values, table, name, "มีทศนิยมเกินสองตำแหน่ง")
    if positive:
        _refuse(pa.array(whole <= 0), values, table, name, "ต้องมากกว่าศูนย์")
    return whole.astype(np.int64)


def masks(tables: dict[str, pa.Table], table: str, name: str, words: tuple[str, ...]) -> Ints:
    """int64 with a bit a word of the `;`-joined list; a word nobody uses elsewhere has no bit and is ignored."""
    coded = column(tables, table, name).combine_chunks().dictionary_encode()
    place = {word: index for index, word in enumerate(words)}
    bits = np.zeros(len(coded.dictionary), np.int64)
    for row, text in enumerate(coded.dictionary.to_pylist()):
        for word in {part.strip() for part in text.split(";")} & place.keys():
            bits[row] |= 1 << place[word]
    if not len(bits):
        return np.zeros(0, np.int64)
    found: Ints = bits[coded.indices.to_numpy(zero_copy_only=False)]
    return found
