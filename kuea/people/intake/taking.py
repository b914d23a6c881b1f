"""Taking a list of people in, and out again."""

from collections.abc import Sequence

from django.utils import timezone

from kuea.intake.models import Batch
from kuea.intake.ports import Cleaned, RowIn, RowToStore, Stored
from kuea.intake.sheets import ColumnMap
from kuea.offices.models import Duty
from kuea.offices.ports import tambon_changed
from kuea.offices.queries import place_index
from kuea.people.actions import keep_list_rows, withdraw_list_records
from kuea.people.intake.cleaning import Cleaner
from kuea.people.linking import ListLinking
from kuea.people.models import Record
from kuea.people.rows import ReadyRow


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

    def prepare(self, rows: Sequence[ReadyRow]) -> None:
        self._linking.load(rows)

    def store(self, rows: Sequence[RowToStore]) -> Stored:
        joined, asked, new = keep_list_rows(
            by=self._by, province=self._batch.province, source=self._batch.kind,
            rows=[(row.raw_row_id, row.clean) for row in rows], linking=self._linking,
        )  # fmt: skip
        return Stored(joined=joined, asked=asked, new=new)

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
