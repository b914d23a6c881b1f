"""Taking a list of people in, and out again."""

from collections.abc import Collection, Mapping, Sequence

from django.utils import timezone

from kuea.intake.models import Batch
from kuea.intake.ports import Cleaned, Judged, Restated, RowIn, RowToStore, Stored
from kuea.intake.sheets import ColumnMap
from kuea.offices.many_rows import lots_of
from kuea.offices.models import Duty
from kuea.offices.ports import tambon_changed
from kuea.offices.queries import place_index
from kuea.people.actions import (
    ask_as_before,
    judge_rows_again,
    keep_list_rows,
    put_rows_back,
    restate_list_rows,
    take_back_moves,
    uncount_rows,
    withdraw_list_records,
)
from kuea.people.actions.rerun_rows import BACK
from kuea.people.intake.cleaning import Cleaner
from kuea.people.intake.rules import rules_in_force
from kuea.people.linking import ListLinking
from kuea.people.models import Record
from kuea.people.rereading import Former, untouched
from kuea.people.rows import ReadyRow

_AT_ONCE = 500


class PeopleList:
    """Takes the rows of one list of people (`kuea.intake.ports.ListTaker`)."""

    takes_whole = False

    def __init__(self, batch: Batch, columns: ColumnMap, by: Duty) -> None:
        self._batch, self._by = batch, by
        headings = {name: columns.heading(index) for name, index in columns.found.items()}
        as_of = timezone.localdate(batch.received_at)
        self._cleaner = Cleaner(place_index(), batch.province_id, headings, as_of)
        self._linking = ListLinking(batch.province_id, batch.kind, as_of)

    def clean(self, row: RowIn) -> Cleaned:
        return self._cleaner.clean(row)

    def prepare(self, rows: Collection[ReadyRow]) -> None:
        self._linking.load(rows)

    def store(self, rows: Sequence[RowToStore]) -> Stored:
        joined, asked, new = keep_list_rows(
            by=self._by, province=self._batch.province, source=self._batch.kind,
            rows=[(row.raw_row_id, row.clean) for row in rows], linking=self._linking,
        )  # fmt: skip
        return Stored(joined=joined, asked=asked, new=new)

    def rules(self) -> dict[str, str]:
        return {"rules": rules_in_force(), "model": self._linking.model.name}

    def restate(self, rows: Sequence[RowToStore], rerun_id: int) -> Mapping[int, Restated]:
        changed = restate_list_rows(
            by=self._by, rows=[(row.raw_row_id, row.clean) for row in rows], rerun_id=rerun_id
        )
        sealed = Record.objects.filter(raw_row__in=list(changed), person__is_sealed=True)
        hidden = set(sealed.values_list("raw_row_id", flat=True))
        return {
            row: Restated(former.text(), then, row not in hidden)
            for row, (former, then) in changed.items()
            if then or former.text()
        }

    def prepare_again(self, judge: Sequence[int], store: Sequence[ReadyRow]) -> None:
        self._linking.load_again(untouched(self._records(judge)), store)

    def judge_again(self, raw_rows: Sequence[int], rerun_id: int) -> Judged:
        records = self._records(raw_rows)
        waiting = [one for one in records if self._linking.waits(one)]
        shown = Record.objects.filter(pk__in=records, person__is_sealed=False).count()
        moved = judge_rows_again(
            by=self._by, records=waiting, linking=self._linking, rerun_id=rerun_id
        )
        return Judged(moved.moved, moved.joined, moved.asked, max(0, shown - moved.judged))

    def _records(self, raw_rows: Sequence[int]) -> list[int]:
        found: list[int] = []
        for some in lots_of(raw_rows, _AT_ONCE):
            found += Record.objects.filter(raw_row__in=some).values_list("pk", flat=True)
        return sorted(found)

    def move_back(self, rerun_id: int, after: int, most: int) -> tuple[int, int]:
        return take_back_moves(by=self._by, rerun_id=rerun_id, after=after, most=most)

    def ask_as_before(self, rerun_id: int) -> None:
        ask_as_before(by=self._by, rerun_id=rerun_id)

    def put_back(self, formers: Mapping[int, str], uncounted: Sequence[int], reason: str) -> None:
        told = {row: Former.of_text(text) for row, text in formers.items()}
        put_rows_back(by=self._by, formers=told)
        uncount_rows(by=self._by, raw_rows=uncounted, reason=f"{BACK}: {reason}")

    def finish(self) -> None:
        """Every tambon of the list is looked at again, once."""
        touched = Record.objects.filter(raw_row__batch=self._batch).values_list(
            "tambon_id", flat=True
        )
        tambon_changed(*filter(None, touched.distinct()))


def take_people_list(batch: Batch, columns: ColumnMap, by: Duty) -> PeopleList:
    return PeopleList(batch, columns, by)


def withdraw_people_list(batch: Batch, by: Duty, reason: str) -> None:
    """Every record of the batch stops counting."""
    records = Record.objects.filter(raw_row__batch=batch).order_by("pk")
    touched = set(records.values_list("tambon_id", flat=True).distinct())
    withdraw_list_records(by=by, records=list(records.values_list("pk", flat=True)), reason=reason)
    tambon_changed(*filter(None, touched))
