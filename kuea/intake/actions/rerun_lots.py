"""The lots of a rerun: what is done to some rows, in one transaction with the place reached."""

import json
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from kuea.intake.actions.reading import told_faults
from kuea.intake.models import Batch, RawRow, Rerun, RowReading
from kuea.intake.ports import Cleaned, Restated, RowIn, RowToStore, make_rereader
from kuea.intake.queries import readings_now
from kuea.intake.sheets import ColumnMap, FaultCode, RowFault
from kuea.intake.sheets.cells import number_fault
from kuea.offices.many_rows import insert_many, room_for_many
from kuea.offices.ports import gather_changes
from kuea.offices.scope import lock_fresh

READING, LINKING, UNLINKING, UNREADING = "reading", "linking", "unlinking", "unreading"
CHUNK = 1000
_OF_THE_FILE = {
    FaultCode.FORMULA_WITHOUT_VALUE.value,
    FaultCode.ERROR_VALUE.value,
    FaultCode.NOT_TEXT.value,
}
"""Faults that the file showed and its kept cells do not: they stay with the row."""


class Overtaken(Exception):
    """Somebody else does the same rerun, or asked it to rest."""


class Work:
    """One step of one rerun, lot by lot."""

    def __init__(self, run: Rerun, batch: Batch, columns: ColumnMap) -> None:
        self.run, self.batch, self.columns = run, batch, columns
        self.rereader = make_rereader(batch, columns, run.begun_by)

    def do(self) -> bool:
        """Every lot of the step. False when it was stopped or overtaken."""
        lot = {
            READING: self._read, LINKING: self._link, UNLINKING: self._unlink, UNREADING: self._unread
        }[self.run.step]  # fmt: skip
        try:
            if self.run.step == LINKING:
                self._prepare()
            with room_for_many():
                while lot():
                    pass
        except Overtaken:
            return False
        return True

    def hold(self) -> tuple[Batch, Rerun]:
        """Batch and rerun under a lock, as this process last saw them."""
        batch = lock_fresh(self.batch)
        run = Rerun.objects.select_related("begun_by", "mapping").get(pk=self.run.pk)
        seen = (self.run.step, self.run.position)
        if batch.state != "rerunning" or run.stopped_at or (run.step, run.position) != seen:
            raise Overtaken
        return batch, run

    def _keep(self, run: Rerun, position: int, done: int, **counted: int) -> None:
        for name, count in counted.items():
            run.tally[name] = run.tally.get(name, 0) + count
        run.position, run.progress_at = position, timezone.now()
        run.rows_done += done
        run.save()
        self.run = run

    def _rows(self) -> list[RawRow]:
        after = RawRow.objects.filter(batch=self.batch, number__gt=self.run.position)
        return list(after.order_by("number")[:CHUNK])

    def _read(self) -> bool:
        rows = self._rows()
        if not rows:
            return False
        cleaned = {row.pk: self._clean(row) for row in rows if row.cells}
        with transaction.atomic(), gather_changes():
            batch, run = self.hold()
            before = readings_now(rows)
            changed = self.rereader.restate(
                [RowToStore(row.pk, row.number, cleaned[row.pk].clean) for row in rows
                 if row.pk in cleaned and cleaned[row.pk].clean is not None], run.pk,
            )  # fmt: skip
            readings = [
                reading
                for row in rows
                if row.pk in cleaned
                and (reading := _reading(run, row, cleaned[row.pk], before[row.pk], changed))
            ]
            _insert(readings)
            self._count(batch, readings, before)
            to_link = len(rows) if run.judges_all else sum(1 for one in readings if one.to_link)
            shown = sum(
                1 for one in readings
                if one.former and changed[one.raw_row_id].is_shown
            )  # fmt: skip
            self._keep(
                run, rows[-1].number, len(rows), to_link=to_link, changed=shown,
                readable=sum(1 for one in readings if one.was_faulty and not one.is_faulty),
                unreadable=sum(1 for one in readings if one.is_faulty and not one.was_faulty),
                wakes=sum(1 for one in readings if one.to_link == "wake"),
            )  # fmt: skip
        return True

    def _clean(self, row: RawRow) -> Cleaned:
        cells = json.loads(row.cells)
        faults = [
            RowFault(told["what"], told["remedy"], told["column"], told["code"])
            for told in row.faults
            if told["code"] in _OF_THE_FILE
        ]
        index = self.columns.found.get("citizen_number")
        if index is not None and index < len(cells):
            fault = number_fault(cells[index], self.columns.heading(index))
            faults += [fault] if fault else []
        return self.rereader.clean(RowIn(row.number, self.columns.pick(cells), tuple(faults)))

    def _count(self, batch: Batch, readings: Sequence[RowReading], before: dict[int, Any]) -> None:
        for one in readings:
            was_faulty, was_told = before[one.raw_row_id]
            batch.rows_faulty += one.is_faulty - was_faulty
            remarked = bool(one.faults) and not one.is_faulty
            batch.rows_remarked += remarked - (bool(was_told) and not was_faulty)
            batch.rows_new += one.to_link == "wake"
        batch.save()

    def _prepare(self) -> None:
        """What is still to be linked is compared with all the rest."""
        judge, store = [], []
        for row, then in self._to_link():
            if then == "store":
                store.append(self._clean(row).clean)
            else:
                judge.append(row.pk)
        self.rereader.prepare_again(judge, store)

    def _to_link(self, most: int | None = None) -> list[tuple[RawRow, str]]:
        after = RawRow.objects.filter(batch=self.batch, number__gt=self.run.position)
        then = dict(self.run.readings.exclude(to_link="").values_list("raw_row_id", "to_link"))
        if not self.run.judges_all:
            after = after.filter(readings__rerun=self.run).exclude(readings__to_link="")
        rows = after.order_by("number")[:most] if most else after.order_by("number")
        return [(row, then.get(row.pk, "judge")) for row in rows]

    def _link(self) -> bool:
        lot = self._to_link(CHUNK)
        if not lot:
            return False
        store = [(row, self._clean(row)) for row, then in lot if then == "store"]
        with transaction.atomic(), gather_changes():
            batch, run = self.hold()
            judged = self.rereader.judge_again(
                [row.pk for row, then in lot if then != "store"], run.pk
            )
            ready = [RowToStore(row.pk, row.number, one.clean) for row, one in store if one.clean]
            stored = self.rereader.store(ready)
            batch.rows_joined += judged.joined + stored.joined
            batch.rows_new += stored.new - judged.joined
            batch.rows_asked = max(0, batch.rows_asked + judged.asked + stored.asked)
            batch.save()
            self._keep(
                run, lot[-1][0].number, len(lot), moves=judged.moved, by_hand=judged.kept_by_hand,
                stored=len(ready),
            )  # fmt: skip
        return True

    def _unlink(self) -> bool:
        with transaction.atomic(), gather_changes():
            _, run = self.hold()
            last, left = self.rereader.move_back(run.pk, run.position, CHUNK)
            if last:
                self._keep(run, last, 0, left=left)
            else:
                self.rereader.ask_as_before(run.pk)
        return bool(last)

    def _unread(self) -> bool:
        with transaction.atomic(), gather_changes():
            _, run = self.hold()
            after = run.readings.filter(pk__gt=run.position).order_by("pk")
            some = list(after[:CHUNK])
            if some:
                formers = {one.raw_row_id: one.former for one in some if one.former}
                uncounted = [one.raw_row_id for one in some if one.to_link in ("store", "wake")]
                self.rereader.put_back(formers, uncounted, run.back_reason)
                self._keep(run, some[-1].pk, len(some))
        return bool(some)


def _reading(
    run: Rerun, row: RawRow, cleaned: Cleaned, before: tuple[bool, list[Any]], changed: Any
) -> RowReading | None:
    """The row's new reading, where anything of it is not as before."""
    told = told_faults(cleaned.faults, cleaned.remarks)
    done = changed.get(row.pk, Restated())
    is_faulty = cleaned.clean is None
    if (is_faulty, told) == before and not done.former and not done.to_link:
        return None
    return RowReading(
        rerun=run, raw_row=row, was_faulty=before[0], is_faulty=is_faulty, faults=told, former=done.former,
        to_link=done.to_link,
    )  # fmt: skip


def _insert(readings: Sequence[RowReading]) -> None:
    names = ("rerun_id", "raw_row_id", "was_faulty", "is_faulty", "faults", "former", "to_link")
    insert_many(RowReading, names, [[getattr(one, name) for name in names] for one in readings])
