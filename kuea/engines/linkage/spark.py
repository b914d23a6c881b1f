"""The batch on Apache Spark, for more records than one machine compares: the same pairs, patterns and weights.

The driver reads the lists (every distinct word once) and puts the records as columns of numbers into a folder that
every machine sees. Spark makes the keys, shuffles them into blocks, makes the pairs of each block, drops the doubles,
and compares: the parts of the work that grow faster than the records. The counted patterns come back to learn from,
the weighted pairs to be clustered by the very function the batch uses. How the work is cut changes nothing.

pyspark and Java 17 are optional: nothing else of the engine imports this module.
"""

import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields
from datetime import date
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]

from kuea.engines.linkage.batch import Linked, in_order, prepared, settled_model
from kuea.engines.linkage.blocking import (
    GENERIC_RULES,
    RULES,
    TWO_SCRIPTS,
    Parts,
    Rule,
    crowd_order,
    keys_by,
    pairs_in_blocks,
)
from kuea.engines.linkage.clustering import Limits, join, singles
from kuea.engines.linkage.levels import Table, patterns_of
from kuea.engines.linkage.model import LinkModel, weights
from kuea.engines.linkage.reading import Reader
from kuea.engines.linkage.records import Column, Records
from kuea.engines.linkage.words import Words

_ROOT = Path(__file__).parents[3]
_BATCH = 1 << 17
_KEYED = "rule int, key long, row int, tie long"
Batches = Iterator[pa.RecordBatch]


class SparkMissing(RuntimeError):
    """pyspark, or the Java it runs on, is not there; the message says what to install."""


class _Shared(NamedTuple):
    """What every worker reads from the folder, mapped into memory and never written."""

    records: Records
    words: Words
    table: Table
    rules: dict[str, Rule]


def open_session(master: str) -> Any:
    """A Spark session at `master` (`local[2]`, `spark://…`). Raises SparkMissing."""
    try:
        builder = import_module("pyspark.sql").SparkSession.builder
    except ImportError as missing:
        raise SparkMissing(
            "pyspark is not installed: pip install -r requirements-spark.lock"
        ) from missing
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    here = os.environ.get("PYTHONPATH", "")
    if str(_ROOT) not in here.split(os.pathsep):
        os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, (str(_ROOT), here)))
    builder = builder.master(master).appName("kuea link")
    settings = {
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.sql.execution.arrow.maxRecordsPerBatch": str(_BATCH),
        "spark.sql.session.timeZone": "UTC",
    }
    if master.startswith("local"):  # nothing of a run on one machine listens to the network
        settings |= {"spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1"}
    for name, value in settings.items():
        builder = builder.config(name, value)
    try:
        return builder.getOrCreate()
    except Exception as fault:  # a missing Java has no exception of its own
        raise SparkMissing(f"Spark did not start, it needs Java 17 or newer: {fault}") from fault


def link_on_spark(
    table: Mapping[str, Any],
    *,
    as_of: date,
    session: Any,
    folder: Path,
    partitions: int = 8,
    model: LinkModel | None = None,
    start: LinkModel | None = None,
    answers: Iterable[tuple[int, bool]] = (),
    limits: Limits | None = None,
    reader: Reader | None = None,
    all_pairs: bool = True,
) -> Linked:
    """As `batch.link`, compared by `session`; `folder` is empty and seen by every machine of it.

    Without `all_pairs` only the pairs that may join come back (of a nation's, one in a hundred), the
    clusters are the same. Raises LinkageError as `batch.link` does.
    """
    record_id, columns = in_order(table)
    reader = reader or Reader(as_of)
    records = reader.read(columns)
    del columns
    compared = prepared(records, reader)
    _share(folder, records, compared, reader.rules is GENERIC_RULES)
    pairs = _compared_pairs(session, str(folder), len(records), partitions)
    counts = pairs.groupBy("pattern").count().toArrow().sort_by("pattern")
    distinct = counts["pattern"].to_numpy().astype(np.int64)
    times = counts["count"].to_numpy().astype(np.int64)
    model = settled_model(distinct, times, model, start, answers)
    logs = model.logs()
    worth = weights(distinct, logs)
    least = -np.inf if all_pairs else model.join_from
    found = pairs.mapInArrow(
        _Weigh(distinct, worth, least), "code long, pattern int, weight double"
    )
    first, second, pattern, weight = _in_order_of_rows(found.toArrow())
    pairs.unpersist()
    clusters, refused = join(
        compared, first, second, pattern, weight, logs,
        join_from=model.join_from, groups=singles(len(records)), limits=limits,
    )  # fmt: skip
    return Linked(
        record_id, clusters, first, second, pattern, weight, model, refused, records, reader,
        compared,
    )  # fmt: skip


def _compared_pairs(session: Any, folder: str, many: int, partitions: int) -> Any:
    """A data frame (code, pattern) of every pair to compare, each once; kept on disk."""
    keyed = session.range(0, many, 1, partitions).mapInArrow(_Keys(folder), _KEYED)
    blocks = keyed.repartition(partitions, "rule", "key").sortWithinPartitions("rule", "key", "row")
    codes = blocks.mapInArrow(_Pairs(folder), "code long").repartition(partitions, "code")
    pairs = codes.dropDuplicates(["code"]).mapInArrow(_Compare(folder), "code long, pattern int")
    return pairs.persist(import_module("pyspark").StorageLevel.DISK_ONLY)


def _in_order_of_rows(found: Any) -> tuple[Column, Column, Column, Column]:
    code = found["code"].to_numpy()
    order = np.argsort(code, kind="stable")
    code = code[order]
    pattern, weight = found["pattern"].to_numpy()[order], found["weight"].to_numpy()[order]
    return (code >> 32).astype(np.int32), (code & 0xFFFFFFFF).astype(np.int32), pattern, weight


def _share(folder: Path, records: Records, table: Table, is_generic: bool) -> None:
    for each in fields(records):
        np.save(folder / f"{each.name}.npy", getattr(records, each.name))
    np.save(folder / "people.npy", table.people)
    np.save(folder / "words.npy", table.words)
    np.save(folder / "generic.npy", np.array([is_generic]))


@lru_cache(maxsize=1)
def _read_shared(folder: str) -> _Shared:
    """Mapped, so that the workers of one machine hold it once; writable only by copy, as the compiled loops want."""

    def column(name: str) -> Column:
        path = Path(folder) / f"{name}.npy"
        try:
            return np.asarray(np.load(path, mmap_mode="c"))
        except ValueError:  # a file without rows is not mapped
            return np.asarray(np.load(path))

    records = Records(*(column(each.name) for each in fields(Records)))
    rows = column("words")
    rules = GENERIC_RULES if column("generic")[0] else RULES
    return _Shared(records, Words.of_rows(rows), Table(column("people"), rows), rules)


class _Keys:
    """Rows in, their keys under every rule out."""

    def __init__(self, folder: str) -> None:
        self.folder = folder

    def __call__(self, batches: Batches) -> Batches:
        shared = _read_shared(self.folder)
        for batch in batches:
            rows = batch.column("id").to_numpy(zero_copy_only=False)
            parts = Parts(shared.records.take(rows), shared.words)
            tie = crowd_order(parts).view(np.int64)
            for place, rule in enumerate(shared.rules):
                key = keys_by(rule, parts, shared.rules)
                known = np.flatnonzero(key)
                yield _batch(
                    rule=np.full(len(known), place, dtype=np.int32), key=key[known].view(np.int64),
                    row=rows[known].astype(np.int32), tie=tie[known],
                )  # fmt: skip


class _Pairs:
    """Keys in order of rule, key and row in, codes of pairs (smaller row << 32 | larger row) out."""

    def __init__(self, folder: str) -> None:
        self.folder = folder

    def __call__(self, batches: Batches) -> Batches:
        waiting: list[pa.RecordBatch] = []
        for batch in batches:
            if not batch.num_rows:
                continue
            waiting.append(batch)
            begins = _block_begins(batch)
            if len(begins) < 2 and not _is_new_block(waiting):
                continue  # still the same block
            cut = begins[-1]
            whole = [*waiting[:-1], batch.slice(0, cut)]
            yield from self._of_blocks(whole)
            waiting = [batch.slice(cut)]
        yield from self._of_blocks(waiting)

    def _of_blocks(self, batches: list[pa.RecordBatch]) -> Batches:
        together = pa.Table.from_batches(batches).combine_chunks() if batches else None
        if together is None or together.num_rows < 2:
            return
        rule, key, row = (together[name].to_numpy() for name in ("rule", "key", "row"))
        begins = np.append(True, (rule[1:] != rule[:-1]) | (key[1:] != key[:-1]))
        block = np.cumsum(begins).astype(np.uint64)
        codes = pairs_in_blocks(block, together["tie"].to_numpy().view(np.uint64))
        low, high = codes >> 32, codes & 0xFFFFFFFF
        shared = _read_shared(self.folder)
        if shared.rules is RULES:
            kept = ~self._is_one_script(shared, rule[low], row[low], row[high])
            low, high = low[kept], high[kept]
        yield _batch(code=row[low].astype(np.int64) << 32 | row[high].astype(np.int64))

    def _is_one_script(self, shared: _Shared, rule: Column, one: Column, other: Column) -> Column:
        """bool: a pair of a rule that counts only between two scripts, of names of one script."""
        places = [place for place, name in enumerate(shared.rules) if name in TWO_SCRIPTS]
        asked = np.flatnonzero(np.isin(rule, places))
        latin = [
            Parts(shared.records.take(rows[asked]), shared.words).is_latin for rows in (one, other)
        ]
        out = np.zeros(len(rule), dtype=np.bool_)
        out[asked] = latin[0] == latin[1]
        return out


class _Compare:
    """Codes of pairs in, each with its pattern out."""

    def __init__(self, folder: str) -> None:
        self.folder = folder

    def __call__(self, batches: Batches) -> Batches:
        table = _read_shared(self.folder).table
        for batch in batches:
            code = batch.column("code").to_numpy(zero_copy_only=False)
            pattern = np.empty(len(code), dtype=np.int32)
            first, second = (code >> 32).astype(np.int32), (code & 0xFFFFFFFF).astype(np.int32)
            patterns_of(table, first, second, pattern)
            yield _batch(code=code, pattern=pattern)


class _Weigh:
    """Each pair with its weight, those below `least` left out."""

    def __init__(self, distinct: Column, worth: Column, least: float) -> None:
        self.distinct, self.worth, self.least = distinct, worth, least

    def __call__(self, batches: Batches) -> Batches:
        for batch in batches:
            pattern = batch.column("pattern").to_numpy(zero_copy_only=False)
            weight = self.worth[np.searchsorted(self.distinct, pattern)]
            kept = np.flatnonzero(weight >= self.least)
            code = batch.column("code").to_numpy(zero_copy_only=False)
            yield _batch(code=code[kept], pattern=pattern[kept], weight=weight[kept])


def _block_begins(batch: pa.RecordBatch) -> Column:
    """Places where another rule or key begins than in the row before; the first row is always one."""
    rule, key = (batch.column(name).to_numpy(zero_copy_only=False) for name in ("rule", "key"))
    return np.flatnonzero(np.append(True, (rule[1:] != rule[:-1]) | (key[1:] != key[:-1])))


def _is_new_block(waiting: list[pa.RecordBatch]) -> bool:
    """Whether the last batch begins another block than the one before it ends with."""
    if len(waiting) < 2:
        return False
    before, last = waiting[-2], waiting[-1]
    return any(before.column(name)[-1] != last.column(name)[0] for name in ("rule", "key"))


def _batch(**columns: Column) -> pa.RecordBatch:
    return pa.RecordBatch.from_arrays([pa.array(c) for c in columns.values()], list(columns))
