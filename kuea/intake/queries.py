"""Reading batches and their faulty rows."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import QuerySet
from django.utils import timezone

from kuea.core.words import PLACE_LISTS, Role
from kuea.intake.models import Batch, RawRow
from kuea.intake.ports import known_kinds
from kuea.intake.sheets import RowFault, cell_text, load_kind
from kuea.intake.sheets.cells import column_letter
from kuea.intake.sheets.kinds import Kind
from kuea.offices.models import Duty

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
    last = batch.progress_at or batch.received_at
    return batch.state in {"received", "reading"} and timezone.now() - last > SILENT_FOR


def silent_batches() -> list[Batch]:
    """Batches that were left in the middle, of every province: for whoever starts the program again."""
    waiting = Batch.objects.filter(state__in=["received", "reading"]).order_by("pk")
    return [batch for batch in waiting if is_silent(batch)]


def rows_with_faults(batch: Batch) -> QuerySet[RawRow]:
    """Rows that go back to the sender, and rows taken in with something to look at."""
    return RawRow.objects.filter(batch=batch).exclude(faults=[]).order_by("-is_faulty", "number")


def open_faults(rows: Sequence[RawRow], batch: Batch) -> list[FaultyCell]:
    """The faults of rows with the value found: read from the sealed cells now, never kept beside them.

    A row that the law had erased has no cells any more, and no value is shown.
    """
    found = []
    for row in rows:
        cells = json.loads(row.cells or "[]")
        for told in row.faults:
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
        rows = rows.filter(is_faulty=True)
    found: dict[int, list[RowFault]] = {}
    for row in rows.iterator(chunk_size=2000):
        for cell in open_faults([row], batch):
            found.setdefault(cell.row, []).append(cell.fault)
    return found
