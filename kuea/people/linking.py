"""What a list is compared with: the province's records as the linkage engine wants them."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from itertools import chain, compress, islice

from django.db.models import F, Q, QuerySet, TextField
from django.db.models.functions import Cast

from kuea.engines.linkage.clustering import Limits
from kuea.engines.linkage.commonness import Commonness
from kuea.engines.linkage.reading import Reader
from kuea.engines.linkage.records import Raw, join_records
from kuea.engines.linkage.registry import Registry, Verdict
from kuea.offices.many_rows import lots_of
from kuea.offices.sealing import open_text
from kuea.people.link_models import model_in_force
from kuea.people.models import Record
from kuea.people.rows import SEALED_TEXTS, ReadyRow

_WHOLE_PROVINCE_FROM = 2000
"""A longer list is compared with every record of the province; a shorter one with those it can touch."""
_WHOLE_PROVINCE_UP_TO = 100_000
"""With fewer records than this, choosing costs more than taking all."""
_SAMPLE = 20_000
"""Records that tell how common a name is, where not all are read."""
_AT_ONCE = 400
_PAIRS_AT_ONCE = 100
_LOT = 5_000
_IN_CLEAR = ("pk", "person_id", "source", "sex", "birth_year", "tambon_id", "village_id")
_SEALED = (
    "title", "given_name", "family_name", "citizen_number", "birth_month", "birth_day", "house_no", "telephone",
)  # fmt: skip
_LIMITS = Limits(ask_twins=True)


class ListLinking:
    """The engine over one list: the registry is loaded once, then grows with the rows judged."""

    def __init__(self, province_code: str, source: str, as_of: date) -> None:
        self._province, self._source = province_code, source
        self._reader = Reader(as_of)
        self.model = model_in_force(province_code)
        self._registry = Registry(self._reader, self.model)
        self._last_seen = 0
        self._apart: set[int] = set()

    def load(self, rows: Collection[ReadyRow]) -> None:
        """Take in the records that `rows` may be joined with or asked about, and how common names are."""
        records = counting_records(self._province)
        count = records.count()
        if len(rows) > _WHOLE_PROVINCE_FROM or count <= _WHOLE_PROVINCE_UP_TO:
            known, persons = read_records(records)
            sample: list[Raw] = []
        else:
            keys = _touched_by(records, rows)
            known, persons = _read_some(records, keys)
            sample, _ = read_records(
                records.annotate(spread=F("pk") % max(1, count // _SAMPLE)).filter(spread=0)
            )
        self._registry = self._registry_of(known, persons, self._opened(rows), sample)
        self._last_seen = max((int(row.key) for row in known), default=0)

    def load_again(self, apart: Collection[int], rows: Sequence[ReadyRow]) -> None:
        """Take in every record but those `apart`, which are judged again one lot after the other, beside `rows`."""
        known, persons = read_records(counting_records(self._province))
        self._apart = set(apart)
        stays = [int(row.key) not in self._apart for row in known]
        own = [row for row, stay in zip(known, stays, strict=True) if not stay]
        self._registry = self._registry_of(
            list(compress(known, stays)), list(compress(persons, stays)),
            chain([own], self._opened(rows)), [],
        )  # fmt: skip
        self._last_seen = max((int(row.key) for row in known), default=0)

    def catch_up(self) -> None:
        """Take in what others wrote since; called inside the transaction that stores the next lot."""
        since, persons = read_records(
            counting_records(self._province).filter(pk__gt=self._last_seen)
        )
        self._registry.add(since, persons)
        self._last_seen = max((int(row.key) for row in since), default=self._last_seen)

    def open(self, keys: Sequence[int], rows: Sequence[ReadyRow]) -> list[Raw]:
        """A lot of rows as the engine wants them, under the keys of the records they become."""
        return [
            raw_of_ready(str(key), self._source, row) for key, row in zip(keys, rows, strict=True)
        ]

    def judge(self, lot: Sequence[Raw]) -> list[Verdict]:
        """Whose records they are. The caller then says `keep` with the persons it chose."""
        return self._registry.judge(lot, _LIMITS)

    def waits(self, record: int) -> bool:
        """Whether the record stands apart still, to be judged in a later lot."""
        return record in self._apart

    def keep(self, lot: Sequence[Raw], persons: Sequence[int]) -> None:
        self._registry.add(lot, persons)
        self._apart.difference_update(int(row.key) for row in lot)
        self._last_seen = max([self._last_seen, *(int(row.key) for row in lot)])

    def _opened(self, rows: Collection[ReadyRow]) -> Iterator[list[Raw]]:
        """The rows of the list as the engine wants them, a lot at a time."""
        every = iter(rows)
        while some := list(islice(every, _LOT)):
            yield self.open(range(len(some)), some)

    def _registry_of(
        self, known: list[Raw], persons: list[int], own: Iterable[Sequence[Raw]], sample: list[Raw]
    ) -> Registry:
        """The registry, whose names are as common as in it and the list together.

        Where not all is read, a sample of the province tells of the names everywhere; those of the tambon
        are counted whole, because every record of the list's tambon was read.
        """
        records, listed = self._reader.read_raw(known), self._reader.read_lots(own)
        words = self._reader.words
        counts = Commonness.of(join_records(records, listed), words)
        if sample:
            everywhere = Commonness.of(self._reader.read_raw(sample), words)
            for kind in ("given", "family"):
                counts.values[kind], counts.times[kind] = (
                    everywhere.values[kind], everywhere.times[kind],
                )  # fmt: skip
            counts = Commonness(everywhere.size, counts.values, counts.times)
        registry = Registry(self._reader, self.model, counts)
        registry.add_read(records, [row.key for row in known], persons)
        return registry


def raw_of_ready(key: str, source: str, row: ReadyRow) -> Raw:
    """A clean row as the engine wants it; its sealed parts are opened for as long as it is compared."""
    sealed = dict(zip(SEALED_TEXTS, row.sealed.split("\n"), strict=False))
    texts = [
        open_text(sealed[name]) if sealed[name] else ""
        for name in (name if name != "citizen_number" else "digits" for name in _SEALED)
    ]
    return _raw(key, source, row.sex, row.birth_year, row.tambon, row.village, texts)


def _raw(
    key: str, source: str, sex: str, year: int | None, tambon: str, village: str | None, texts: Sequence[str]
) -> Raw:  # fmt: skip
    title, given, family, number, month, day, house, phone = texts
    return Raw(
        key, source, title, given, family, number, _written_date(year, month, day), sex, house,
        str(int(village[6:])) if village else "", tambon, "", phone,
    )  # fmt: skip


def _written_date(year: int | None, month: str, day: str) -> str:
    """A date as a list of the Christian era writes it, whole or in part."""
    if year is None:
        return ""
    if month and day:
        return f"{year:04d}-{int(month):02d}-{int(day):02d}"
    return f"{int(month)}/{year + 543}" if month else str(year + 543)


def read_records(records: QuerySet[Record]) -> tuple[list[Raw], list[int]]:
    """Records in the order of their keys, and the person of each."""
    rows = (
        records.annotate(**{f"{name}_sealed": Cast(F(name), TextField()) for name in _SEALED})
        .order_by("pk")
        .values_list(*_IN_CLEAR, *(f"{name}_sealed" for name in _SEALED))
    )
    raws, persons = [], []
    for key, person, source, sex, year, tambon, village, *sealed in rows.iterator(chunk_size=5000):
        texts = [open_text(text) if text else "" for text in sealed]
        raws.append(_raw(str(key), source, sex, year, tambon or "", village, texts))
        persons.append(person)
    return raws, persons


def _read_some(records: QuerySet[Record], keys: Sequence[int]) -> tuple[list[Raw], list[int]]:
    raws: list[Raw] = []
    persons: list[int] = []
    for some in lots_of(keys, _AT_ONCE):
        more, whose = read_records(records.filter(pk__in=some))
        raws += more
        persons += whose
    return raws, persons


def counting_records(province_code: str) -> QuerySet[Record]:
    """Records that count: of a person, and not withdrawn."""
    return Record.objects.filter(
        province_id=province_code, is_withdrawn=False, person__isnull=False
    )


def _touched_by(records: QuerySet[Record], rows: Collection[ReadyRow]) -> list[int]:
    """Records that share a tambon, number, telephone or name with a row, and every other record of their persons."""
    persons: set[int] = set()
    sounds = {(row.tokens.given_sound, row.tokens.family_sound) for row in rows}
    for column, values in (
        ("tambon_id", {row.tambon for row in rows}),
        ("citizen_digest", {row.number_digest for row in rows if row.number_digest}),
        ("telephone_token", {row.telephone_token for row in rows if row.telephone_token}),
    ):
        for some in lots_of(sorted(values), _AT_ONCE):
            found = records.filter(**{f"{column}__in": some})
            persons.update(found.values_list("person_id", flat=True))
    both = sorted((given, family) for given, family in sounds if given and family)
    for some in lots_of(both, _PAIRS_AT_ONCE):
        alike = Q()
        for given, family in some:
            alike |= Q(given_sound=given, family_sound=family)
        persons.update(records.filter(alike).values_list("person_id", flat=True))
    keys: set[int] = set()
    for some in lots_of(sorted(persons), _AT_ONCE):
        keys.update(records.filter(person_id__in=some).values_list("pk", flat=True))
    return sorted(keys)
