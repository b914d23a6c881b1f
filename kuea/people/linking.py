"""What a list is compared with: the province's records as the linkage engine wants them."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import F, QuerySet, TextField
from django.db.models.functions import Cast

from kuea.engines.linkage import FirstPass, LinkRow, Verdict
from kuea.offices.sealing import open_text
from kuea.people.models import Record
from kuea.people.rows import ReadyRow

_WHOLE_PROVINCE_FROM = 2000
"""A longer list is compared with every record of the province; a shorter one with those it can touch."""
_WHOLE_PROVINCE_UP_TO = 20_000
"""With fewer records than this, choosing costs more than taking all."""
_AT_ONCE = 400


class ListLinking:
    """The first pass over one list: the registry is loaded once, then grows with the rows judged."""

    def __init__(self, province_code: str) -> None:
        self._province = province_code
        self._pass = FirstPass()
        self._last_seen = 0
        self._with_digits: set[str] = set()

    def load(self, rows: Sequence[ReadyRow]) -> None:
        """Take in the records that `rows` may be joined with or asked about."""
        self._with_digits = {row.name_key for row in rows if row.digits and row.name_key}
        records = _counting(self._province)
        if len(rows) > _WHOLE_PROVINCE_FROM or records.count() < _WHOLE_PROVINCE_UP_TO:
            self._add(records)
            return
        for some in _some(_touched_by(records, rows)):
            self._add(records.filter(pk__in=some))

    def catch_up(self) -> None:
        """Take in what others wrote since; called inside the transaction that stores the next lot."""
        self._add(_counting(self._province).filter(pk__gt=self._last_seen))

    def judge(self, row: LinkRow) -> Verdict:
        """Whose record this is. The caller then says `keep` with the person it chose."""
        return self._pass.judge(row)

    def keep(self, row: LinkRow, person_id: int) -> None:
        self._pass.add(row, person_id)
        self._last_seen = max(self._last_seen, row.key)

    def _add(self, records: QuerySet[Record]) -> None:
        rows = records.annotate(sealed=Cast(F("citizen_number"), TextField())).order_by("pk")
        for key, person, digest, name, year, tambon, sex, sealed in rows.values_list(
            "pk", "person_id", "citizen_digest", "name_key", "birth_year", "tambon_id", "sex", "sealed"
        ).iterator(chunk_size=5000):  # fmt: skip
            given, _, family = name.partition("|")
            digits = open_text(sealed) if sealed and name in self._with_digits else ""
            row = LinkRow(key, digest, digits, given, family, year, tambon or "", sex)
            self._pass.add(row, person)
            self._last_seen = max(self._last_seen, key)


def link_row(key: int, row: ReadyRow) -> LinkRow:
    """A clean row as the engine wants it; its valid number as a digest."""
    given, _, family = row.name_key.partition("|")
    return LinkRow(
        key, row.number_digest, row.digits, given, family, row.birth_year, row.tambon, row.sex
    )


def _counting(province_code: str) -> QuerySet[Record]:
    """Records that count: of a person, and not withdrawn."""
    return Record.objects.filter(
        province_id=province_code, is_withdrawn=False, person__isnull=False
    )


def _touched_by(records: QuerySet[Record], rows: Sequence[ReadyRow]) -> list[int]:
    """Records that share a tambon, number or name with a row, and every other record of their persons."""
    persons: set[int] = set()
    for column, values in (
        ("tambon_id", {row.tambon for row in rows}),
        ("citizen_digest", {row.number_digest for row in rows if row.number_digest}),
        (
            "name_token",
            {row.tokens.name_token for row in rows if row.tokens.name_token is not None},
        ),
    ):
        for some in _some(sorted(values)):
            found = records.filter(**{f"{column}__in": some})
            persons.update(found.values_list("person_id", flat=True))
    keys: set[int] = set()
    for some in _some(sorted(persons)):
        keys.update(records.filter(person_id__in=some).values_list("pk", flat=True))
    return sorted(keys)


def _some(values: Sequence[Any]) -> Iterator[Sequence[Any]]:
    """As many as a database takes in one question."""
    for start in range(0, len(values), _AT_ONCE):
        yield values[start : start + _AT_ONCE]
