"""Reading batches and their faulty rows."""

import json
from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from kuea.core.words import PLACE_LISTS, Role
from kuea.intake.models import Batch, ColumnMapping, RawRow, Rerun, RowReading
from kuea.intake.ports import known_kinds, make_rereader
from kuea.intake.sheets import ColumnMap, RowFault, cell_text, load_kind, match_columns
from kuea.intake.sheets.cells import column_letter
from kuea.intake.sheets.kinds import Kind
from kuea.intake.sheets.mapping import LOOK_AT_ROWS, header_digest, map_columns, sample_values
from kuea.offices.models import Duty

_AT_ONCE = 500
SILENT_FOR = timedelta(minutes=2)
"""A reader says so every few seconds; after this long it was stopped, and somebody may take the batch up."""


@dataclass(frozen=True)
class FaultyCell:
    """One thing to mend: where, what was found, what to do."""

    row: int
    fault: RowFault
    stops: bool


@dataclass(frozen=True)
class Column:
    """One column of a file whose sender is asked what it is."""

    index: int
    heading: str
    samples: tuple[str, ...]

    @property
    def name(self) -> str:
        """Of its select."""
        return f"c{self.index}"

    @property
    def letter(self) -> str:
        return column_letter(self.index)


def mappings_held(batch: Batch, digest: str) -> QuerySet[ColumnMapping]:
    """What is said of these headings in lists of the batch's kind and province, and still holds."""
    return ColumnMapping.objects.filter(
        province_id=batch.province_id, kind=batch.kind, header_digest=digest, forgotten_at=None
    )


def remembered(batch: Batch, header: Sequence[str]) -> ColumnMapping | None:
    """What somebody of the province said of the same headings in a list of this kind, and still holds."""
    return mappings_held(batch, header_digest(header)).first()


def columns_today(batch: Batch) -> tuple[ColumnMap, ColumnMapping | None]:
    """The columns of a list taken in, as its file would be read today: as told now, as told then, or as recognised."""
    told = remembered(batch, batch.header) or batch.mapping
    if told is None:
        return match_columns(batch.header, batch.kind), None
    return map_columns(batch.header, batch.kind, told.fields), told


def reruns_of(batch: Batch) -> QuerySet[Rerun]:
    """The newest first."""
    return Rerun.objects.filter(batch=batch).order_by("-number")


def open_rerun(batch: Batch) -> Rerun | None:
    """The one that goes on or rests, of a list that is being read again or put back."""
    going = reruns_of(batch).exclude(step__in=["done", "taken_back"])
    return going.select_related("begun_by", "mapping").first()


def counts_after(batch: Batch, run: Rerun) -> dict[str, int]:
    """The counts of the batch when the rerun was done, or taken back."""
    if run.taken_back_at is not None:
        return dict(run.before)
    later = Rerun.objects.filter(batch=batch, number__gt=run.number).order_by("number").first()
    if later is not None:
        return dict(later.before)
    return {name: getattr(batch, name) for name in run.before if name.startswith("rows_")}


def with_samples(batch: Batch, found: Mapping[str, int]) -> Batch:
    """The batch as when its columns were first asked about: masked values of its first rows; `found` is the guess."""
    rows = RawRow.objects.filter(batch=batch).exclude(cells="").order_by("number")[:LOOK_AT_ROWS]
    asked = copy(batch)
    asked.samples = sample_values(len(batch.header), (json.loads(row.cells) for row in rows))
    asked.columns = {**batch.columns, "found": dict(found)}
    return asked


def would_change(batch: Batch) -> bool:
    """Whether today's rules, model or columns differ from those the list was last read with."""
    columns, _ = columns_today(batch)
    rules = make_rereader(batch, columns, batch.sent_by).rules()
    return columns.found != batch.columns.get("found") or batch.read_with != rules


def readings_now(rows: Sequence[RawRow]) -> dict[int, tuple[bool, list[dict[str, Any]]]]:
    """Row key → whether it goes back to its sender, and what is told of it: by the last rerun that stands, or as it came."""
    found = {row.pk: (row.is_faulty, list(row.faults)) for row in rows}
    readings = RowReading.objects.filter(raw_row__in=list(found), rerun__taken_back_at=None)
    for reading in readings.defer("former").order_by("rerun__number"):
        found[reading.raw_row_id] = (reading.is_faulty, list(reading.faults))
    return found


def shown_columns(batch: Batch) -> list[Column]:
    """Every column with a heading or a value, in the order of the file."""
    found = []
    for index, heading in enumerate(batch.header):
        samples = tuple(batch.samples[index]) if index < len(batch.samples) else ()
        if heading.strip() or samples:
            shown = heading.strip() or f"คอลัมน์ {column_letter(index)}"
            found.append(Column(index, shown, samples))
    return found


def kinds_for(duty: Duty) -> list[Kind]:
    """Kinds of list the duty may send."""
    kinds = [load_kind(code) for code in known_kinds()]
    if duty.role == Role.LOCAL_OFFICER:
        return [kind for kind in kinds if kind.code not in PLACE_LISTS]
    return kinds


def is_silent(batch: Batch) -> bool:
    """Nobody seems to be reading it any more."""
    if batch.state == "rerunning":
        run = open_rerun(batch)
        return run is not None and not run.stopped_at and _is_long_ago(run.progress_at)
    last = batch.progress_at or batch.received_at
    return batch.state in {"received", "reading"} and _is_long_ago(last)


def _is_long_ago(moment: datetime | None) -> bool:
    return moment is None or timezone.now() - moment > SILENT_FOR


def silent_batches() -> list[Batch]:
    """Batches that were left in the middle, of every province: for whoever starts the program again."""
    waiting = Batch.objects.filter(state__in=["received", "reading", "rerunning"]).order_by("pk")
    return [batch for batch in waiting if is_silent(batch)]


def rows_with_faults(batch: Batch) -> QuerySet[RawRow]:
    """Rows that go back to the sender, and rows taken in with something to look at: by their last reading."""
    rows = RawRow.objects.filter(batch=batch)
    if not Rerun.objects.filter(batch=batch, taken_back_at=None).exists():
        return (
            rows.exclude(faults=[])
            .annotate(goes_back=F("is_faulty"))
            .order_by("-is_faulty", "number")
        )
    last = RowReading.objects.filter(raw_row=OuterRef("pk"), rerun__taken_back_at=None)
    last = last.order_by("-rerun__number")
    read = rows.annotate(
        last=Subquery(last.values("pk")[:1]),
        goes_back=Coalesce(Subquery(last.values("is_faulty")[:1]), F("is_faulty")),
    )
    told = RowReading.objects.filter(rerun__batch=batch).exclude(faults=[])
    has = Q(last=None) & ~Q(faults=[]) | Q(last__in=told.values("pk"))
    return read.filter(has).order_by("-goes_back", "number")


def open_faults(rows: Sequence[RawRow], batch: Batch) -> list[FaultyCell]:
    """The faults of rows with the value found: read from the sealed cells now, never kept beside them.

    A row that the law had erased has no cells any more, and no value is shown.
    """
    found, now = [], readings_now(rows)
    for row in rows:
        cells = json.loads(row.cells or "[]")
        for told in now[row.pk][1]:
            fault = RowFault(
                told["what"], told["remedy"], told["column"], told["code"],
                _value(cells, batch.header, told["column"]),
            )  # fmt: skip
            found.append(FaultyCell(row.number, fault, told["stops"]))
    return found


def _value(cells: Sequence, header: Sequence[str], column: str) -> str:
    if column not in header:
        return ""
    index = header.index(column)
    return cell_text(cells[index])[:80] if index < len(cells) else ""


def faults_by_row(batch: Batch, *, with_remarks: bool = False) -> dict[int, list[RowFault]]:
    """Row number → its faults, for the sheet that goes back."""
    rows = rows_with_faults(batch)
    if not with_remarks:
        rows = rows.filter(goes_back=True)
    found: dict[int, list[RowFault]] = {}
    reader = rows.iterator(chunk_size=_AT_ONCE)
    while some := list(islice(reader, _AT_ONCE)):
        for cell in open_faults(some, batch):
            found.setdefault(cell.row, []).append(cell.fault)
    return found
