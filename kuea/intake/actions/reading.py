"""Reading a kept file: everything is read and cleaned first, laid down on disk, then stored lot by lot.

Whatever is wrong with the file as a whole is therefore known before the first row is stored. Each lot
is one transaction that also moves the progress on, so that a reader killed at any moment leaves whole
rows only, and whoever takes the batch up again goes on after the last of them.
"""

import gc
import json
import logging
import tempfile
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from kuea.core.problems import Refusal
from kuea.core.states import BATCH
from kuea.intake.actions.mapping import ask_columns
from kuea.intake.both_hands import in_lots
from kuea.intake.gate import admit_sheet
from kuea.intake.keeping import opened
from kuea.intake.models import Batch, RawRow
from kuea.intake.ports import ListTaker, RowIn, RowToStore, make_taker
from kuea.intake.queries import remembered
from kuea.intake.sheets import (
    Cell,
    ColumnMap,
    RowFault,
    Sheet,
    cell_text,
    match_columns,
)
from kuea.intake.sheets.faults import FaultCode, file_fault
from kuea.intake.sheets.mapping import map_columns, sample_columns
from kuea.intake.spool import Spool
from kuea.ledger.actions import record
from kuea.offices.many_rows import free_bytes, insert_many, lots_of, reserve_keys, room_for_many
from kuea.offices.models import Duty
from kuea.offices.ports import gather_changes, leave_for_later
from kuea.offices.scope import lock_fresh
from kuea.offices.sealing import Sealed, seal_text

CHUNK = 5000
_BYTES_A_ROW = 9_000
"""What a row takes while its list is read: 7,200 to 8,500 measured, by how much is written in it."""
_SHARE_OF_FREE = 0.7
"""Of the memory free now; the rest is for those who use the pages meanwhile."""
Progress = Callable[[str, int, int], None]
"""Told (stage, rows done, rows in all) as the work goes on; the numbers are true."""
_encode = json.JSONEncoder(ensure_ascii=False, default=cell_text).encode
_log = logging.getLogger("kuea.intake")


class CleanRows:
    """The clean rows of a list, read from disk a lot at a time, as often as they are asked for."""

    def __init__(self, rows: Spool, count: int) -> None:
        self._rows, self._count = rows, count

    def __contains__(self, row: object) -> bool:
        return any(one == row for one in self)

    def __iter__(self) -> Iterator[Any]:
        return (row.clean for row in self._rows.all() if row.clean is not None)

    def __len__(self) -> int:
        return self._count


class _Overtaken(Exception):
    """Somebody else reads the same batch, or withdrew it: leave it to them."""


@dataclass(slots=True)
class _Row:
    """One row on its way from the sheet to the tables."""

    number: int
    cells: Sealed
    clean: Any
    faults: tuple[RowFault, ...]
    remarks: tuple[RowFault, ...]


@dataclass
class _Reading:
    """One go at one batch."""

    batch: Batch
    by: Duty
    tell: Progress
    rows: Spool  # cleaned
    readable: int = 0
    stored: int = 0

    def note(self, stage: str, done: int, total: int) -> None:
        """Progress for the page and for the command line."""
        Batch.objects.filter(pk=self.batch.pk, state="reading").update(
            stage=stage, rows_done=done, rows_total=total, progress_at=timezone.now()
        )
        self.tell(stage, done, total)


def read_batch(*, batch_id: int, tell: Progress | None = None) -> Batch:
    """Read, clean, link and store a received batch; safe to call again at any time. Returns it as it then stands.

    Faults of the file do not raise: they stand on the batch, in words, with state `failed`.
    """
    batch = _begin(batch_id)
    if batch.state != "reading":
        return batch
    with tempfile.TemporaryDirectory(dir=settings.SCRATCH) as folder:
        rows = Spool(Path(folder) / "cleaned")
        return _read(
            _Reading(batch, batch.sent_by, tell or (lambda stage, done, total: None), rows)
        )


@contextmanager
def _without_collecting() -> Iterator[None]:
    """A hundred thousand living rows hold no garbage in circles; walking them again and again takes half the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _read(reading: _Reading) -> Batch:
    batch = reading.batch
    try:
        with opened(batch) as path:
            sheet = admit_sheet(path, batch.kind)
            columns = _choose_columns(batch, sheet)
            if columns is None:
                return Batch.objects.get(pk=batch.pk)
            _refuse_what_does_not_fit(sheet.rows_at_most)
            taker = make_taker(batch, columns, batch.sent_by)
            with _without_collecting():
                _clean(reading, sheet, columns, taker)
        with room_for_many(), _without_collecting():
            _store(reading, taker)
        return _finish(reading, taker)
    except _Overtaken:
        return Batch.objects.get(pk=batch.pk)
    except Refusal as fault:
        where = getattr(fault, "where", "")
        return _fail(batch, {
            "code": str(fault.code), "what": fault.what, "where": where, "remedy": fault.remedy,
        })  # fmt: skip
    except Exception as error:  # whatever it is, the batch must say that it stopped
        place = traceback.extract_tb(error.__traceback__)[-1]
        _log.error(
            "batch_failed id=%s error=%s at=%s:%s",
            batch.pk, type(error).__name__, place.name, place.lineno,
        )  # fmt: skip
        return _fail(batch, {
            "code": "stopped", "what": "การอ่านหยุดกลางคัน แถวที่เก็บแล้วยังอยู่ครบ ไม่มีแถวใดค้างครึ่งเดียว",
            "where": "", "remedy": "กด «อ่านต่อ» ระบบจะทำต่อจากแถวที่ค้าง หากยังหยุดอีก แจ้งผู้ดูแลระบบพร้อมเลขที่ชุด",
        })  # fmt: skip


def _begin(batch_id: int) -> Batch:
    with transaction.atomic():
        batch = Batch.objects.select_for_update().get(pk=batch_id)
        if not BATCH.allows(batch.state, "read"):
            return batch
        batch.state, batch.fault = BATCH.next(batch.state, "read"), {}
        batch.progress_at = timezone.now()
        batch.save(update_fields=["state", "fault", "progress_at"])
    return Batch.objects.select_related("sent_by", "mapping", "province__edition").get(pk=batch_id)


def _choose_columns(batch: Batch, sheet: Sheet) -> ColumnMap | None:
    """As told for this batch, as remembered, or as recognised; None when somebody is asked first."""
    header = list(sheet.header)
    told = batch.mapping or remembered(batch, header)
    columns = (
        map_columns(header, batch.kind, told.fields) if told else match_columns(header, batch.kind)
    )
    fault = next(iter(columns.faults()), None)
    wishes = batch.mapping is None and bool(batch.columns.get("wish"))
    _keep_columns(batch, sheet, columns)
    if fault is not None or wishes:
        ask_columns(batch=batch, guess=columns.found, samples=sample_columns(sheet), fault=fault)
        return None
    if told is not None and batch.mapping is None:
        Batch.objects.filter(pk=batch.pk).update(mapping=told)
    return columns


def _refuse_what_does_not_fit(rows: int) -> None:
    """All rows are cleaned in memory before the first is stored: a list that needs more than is free says so first."""
    free, need = free_bytes(), rows * _BYTES_A_ROW
    if rows > CHUNK and free is not None and need > free * _SHARE_OF_FREE:
        raise file_fault(
            FaultCode.NO_ROOM, rows=f"{rows:,}", need=f"{need / (1 << 30):,.1f}",
            free=f"{free * _SHARE_OF_FREE / (1 << 30):,.1f}",
        )  # fmt: skip


def _keep_columns(batch: Batch, sheet: Sheet, columns: ColumnMap) -> None:
    """How the sheet was understood, for the page that shows it."""
    notes = [note.sentence for note in (*sheet.notes, *columns.notes)]
    Batch.objects.filter(pk=batch.pk).update(
        header=list(sheet.header),
        columns={
            **batch.columns,
            "found": columns.found,
            "unknown": list(columns.unknown),
            "notes": notes,
        },
    )


def _clean(reading: _Reading, sheet: Sheet, columns: ColumnMap, taker: ListTaker) -> None:
    """Every row of the sheet, judged. Nothing is written but the progress."""
    total = sheet.rows_at_most
    reading.note("reading", 0, total)
    source = Spool(reading.rows.beside("sent"))
    for lot in sheet.chunks(CHUNK):
        source.put(lot)
        reading.note("reading", source.rows, total)

    def judge(lot: range) -> list[_Row]:
        rows = source.take(lot.start // CHUNK)
        return [_clean_row(*row, sheet, columns, taker) for row in rows]

    for lot, judged in in_lots(judge, source.rows, CHUNK):
        gc.collect()
        reading.rows.put(judged)
        reading.readable += sum(1 for row in judged if row.clean is not None)
        reading.note("cleaning", lot.stop, source.rows)


def _clean_row(
    number: int, cells: list[Cell], sheet: Sheet, columns: ColumnMap, taker: ListTaker
) -> _Row:
    found = sheet.faults_of(number, cells, columns)
    cleaned = taker.clean(RowIn(number, columns.pick(cells), found))
    written = Sealed(seal_text(_encode(cells)))
    return _Row(number, written, cleaned.clean, cleaned.faults, cleaned.remarks)


def _store(reading: _Reading, taker: ListTaker) -> None:
    rows, total = reading.rows, reading.rows.rows
    reading.note("linking", 0, total)
    taker.prepare(CleanRows(rows, reading.readable))
    last = _last_stored(reading.batch)
    for some in lots_of(range(len(rows)), max(len(rows), 1) if taker.takes_whole else 1):
        read = [row for number in some for row in rows.take(number)]
        lot = [row for row in read if row.number > last]
        reading.stored += len(read) - len(lot)
        if not lot:
            continue
        reading.note("storing", reading.stored, total)
        with transaction.atomic(), leave_for_later():
            _store_lot(reading, taker, lot, last)
        last = lot[-1].number
        del read, lot
        gc.collect()
        reading.tell("storing", reading.stored, total)


def _store_lot(reading: _Reading, taker: ListTaker, lot: Sequence[_Row], last: int) -> None:
    """One lot, whole or not at all: raw rows, what they became, and the counts."""
    fresh = lock_fresh(reading.batch)
    if fresh.state != "reading" or _last_stored(fresh) != last:
        raise _Overtaken
    keys = reserve_keys(RawRow, len(lot))
    stored = taker.store([
        RowToStore(key, row.number, row.clean)
        for key, row in zip(keys, lot, strict=True) if row.clean is not None
    ])  # fmt: skip
    for row in lot:
        if row.number in stored.faults:
            row.faults, row.clean = (*row.faults, *stored.faults[row.number]), None
    insert_many(
        RawRow,
        ("id", "batch_id", "number", "cells", "is_faulty", "faults"),
        [
            (
                key,
                fresh.pk,
                row.number,
                row.cells,
                row.clean is None,
                told_faults(row.faults, row.remarks),
            )
            for key, row in zip(keys, lot, strict=True)
        ],
    )
    faulty = sum(1 for row in lot if row.clean is None)
    reading.stored += len(lot)
    fresh.stage, fresh.rows_done, fresh.rows_total = "storing", reading.stored, reading.rows.rows
    fresh.progress_at = timezone.now()
    fresh.rows_faulty += faulty
    fresh.rows_remarked += sum(1 for row in lot if row.clean is not None and row.remarks)
    fresh.rows_joined += stored.joined
    fresh.rows_asked += stored.asked
    fresh.rows_new += stored.new
    if stored.notes:
        fresh.columns["notes"] = [*fresh.columns.get("notes", ()), *stored.notes]
    fresh.save()


def told_faults(faults: Sequence[RowFault], remarks: Sequence[RowFault]) -> list[dict[str, Any]]:
    """What the sender is told about a row. The value itself is not copied: it stands in the sealed cells."""
    return [
        {
            "code": fault.code,
            "column": fault.column,
            "what": fault.what,
            "remedy": fault.remedy,
            "stops": stops,
        }
        for stops, some in ((True, faults), (False, remarks))
        for fault in some
    ]


def _last_stored(batch: Batch) -> int:
    return RawRow.objects.filter(batch=batch).aggregate(last=Max("number"))["last"] or 0


def _finish(reading: _Reading, taker: ListTaker) -> Batch:
    with transaction.atomic(), gather_changes():
        fresh = lock_fresh(reading.batch)
        if fresh.state != "reading":
            raise _Overtaken
        taker.finish()
        fresh.state = BATCH.next(fresh.state, "finish")
        fresh.stage, fresh.finished_at, fresh.read_with = "done", timezone.now(), taker.rules()
        fresh.save()
        record(
            "batch.accept", fresh, duty_id=reading.by.pk, province_code=fresh.province_id,
            rows=fresh.rows_total, faulty=fresh.rows_faulty, joined=fresh.rows_joined,
            asked=fresh.rows_asked, new=fresh.rows_new,
        )  # fmt: skip
    reading.tell("done", fresh.rows_total, fresh.rows_total)
    return fresh


def _fail(batch: Batch, fault: dict[str, str]) -> Batch:
    with transaction.atomic():
        fresh = lock_fresh(batch)
        if fresh.state == "reading":
            fresh.state, fresh.fault = BATCH.next(fresh.state, "fail"), fault
            fresh.save(update_fields=["state", "fault"])
            record(
                "batch.fail", fresh, duty_id=fresh.sent_by_id, province_code=fresh.province_id,
                code=fault["code"],
            )  # fmt: skip
    return fresh
