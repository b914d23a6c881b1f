"""All records at once: text columns in, clusters and the pairs behind them out.

The steps are those of the package's docstring. Rows are numbered in the order of `record_id` and
every step sorts what it makes, so row order, threads and the cut of files do not matter.
"""

from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.compute as pc  # type: ignore[import-untyped]

from kuea.engines.linkage.blocking import candidate_pairs
from kuea.engines.linkage.clustering import Limits, join, singles
from kuea.engines.linkage.learning import learn
from kuea.engines.linkage.levels import Table, patterns_of, table_of
from kuea.engines.linkage.model import LinkModel, start_model, weights
from kuea.engines.linkage.rarity import rarity_of, shared_of
from kuea.engines.linkage.reading import Reader
from kuea.engines.linkage.records import Column, Records
from kuea.engines.linkage.sorting import counted

LEARN_FROM_PAIRS = 4_000
"""Fewer pairs than this teach too little: then the given model is used as it is."""
_CHUNK = 1 << 18


class LinkageError(ValueError):
    """The tables cannot be linked as they are; the message says what is wrong."""


@dataclass(frozen=True, slots=True)
class Linked:
    """What linking found. Rows number the records in the order of `record_id`."""

    record_id: Any
    """pyarrow strings, sorted."""
    cluster: Column
    """int64 a record: the row of the first record of its cluster."""
    first: Column
    second: Column
    """int32 rows of every pair compared, first < second, in order."""
    pattern: Column
    """int32 a pair."""
    weight: Column
    """float64 a pair: log odds of one person."""
    model: LinkModel
    refused: Column
    """bool a pair: strong enough for a join that the groups forbade."""
    records: Records
    reader: Reader
    table: Table
    """The records as the compiled loops read them."""

    def cluster_ids(self) -> Any:
        """The record_id of each cluster's first record, a record."""
        return self.record_id.take(pa.array(self.cluster))


def link(
    table: Mapping[str, Any],
    *,
    as_of: date,
    model: LinkModel | None = None,
    start: LinkModel | None = None,
    answers: Iterable[tuple[int, bool]] = (),
    threads: int = 2,
    limits: Limits | None = None,
    reader: Reader | None = None,
) -> Linked:
    """Link all records of `table` (text columns; `record_id` distinct, the others may be absent).

    Without a model one is learned from these records, beginning with `start`, with `answers` (pattern, same person) of
    clerks. `reader` is another one for lists that are not Thai (`generic`). Raises LinkageError when record_id is missing or not distinct.
    """
    record_id, columns = in_order(table)
    reader = reader or Reader(as_of)
    records = reader.read(columns)
    del columns
    first, second = candidate_pairs(records, reader.words, threads, reader.rules)
    compared = prepared(records, reader)
    pattern = compare(compared, first, second, threads)
    distinct, inverse, times = counted(pattern)
    distinct = distinct.astype(np.int64)
    model = settled_model(distinct, times, model, start, answers)
    weight = weights(distinct, model.logs())[inverse]
    del inverse
    clusters, refused = join(
        compared, first, second, pattern, weight, model.logs(),
        join_from=model.join_from, groups=singles(len(records)), limits=limits,
    )  # fmt: skip
    return Linked(
        record_id, clusters, first, second, pattern, weight, model, refused, records, reader,
        compared,
    )  # fmt: skip


def settled_model(
    distinct: Column,
    times: Column,
    model: LinkModel | None,
    start: LinkModel | None,
    answers: Iterable[tuple[int, bool]],
) -> LinkModel:
    """The given model, or one learned from the patterns (int64, sorted) and how often each occurs."""
    if model is not None:
        return model
    start = start or start_model()
    return learn(distinct, times, start, answers) if times.sum() >= LEARN_FROM_PAIRS else start


def prepared(records: Records, reader: Reader) -> Table:
    """The table of the compiled loops, with how common everything is."""
    return table_of(
        records,
        reader.words,
        rarity_of(records, reader.words, reader.own_records),
        shared_of(records),
    )


def compare(table: Table, first: Column, second: Column, threads: int) -> Column:
    """The pattern (int32) of every pair."""
    out = np.empty(len(first), dtype=np.int32)

    def part(start: int) -> None:
        stop = start + _CHUNK
        patterns_of(table, first[start:stop], second[start:stop], out[start:stop])

    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(part, range(0, len(first), _CHUNK)))
    return out


class _Sorted(Mapping[str, Any]):
    """Columns in another order of rows, each put in order only while it is read: text is large."""

    def __init__(self, table: Mapping[str, Any], order: Any | None) -> None:
        self._table, self._order = table, order

    def __getitem__(self, name: str) -> Any:
        column = self._table[name]
        return column if self._order is None else column.take(self._order)

    def __iter__(self) -> Iterator[str]:
        return iter(self._table)

    def __len__(self) -> int:
        return len(self._table)


def in_order(table: Mapping[str, Any]) -> tuple[Any, Mapping[str, Any]]:
    """Distinct record ids in order, and the columns in that order."""
    if "record_id" not in table:
        raise LinkageError("there is no column record_id")
    ids = table["record_id"].cast(pa.string())
    if isinstance(ids, pa.ChunkedArray):
        ids = ids.combine_chunks()
    if ids.null_count:
        raise LinkageError(f"record_id is empty in {ids.null_count} rows")
    if pc.is_in(ids, pa.array([""])).true_count:
        raise LinkageError("record_id is empty in some rows")
    order = None
    if len(ids) > 1 and not pc.all(pc.less_equal(ids[:-1], ids[1:])).as_py():
        order = pc.sort_indices(ids)
        ids = ids.take(order)
    if len(ids) > 1 and pc.equal(ids[1:], ids[:-1]).true_count:
        raise LinkageError("record_id is not distinct")
    return ids, _Sorted(table, order)
