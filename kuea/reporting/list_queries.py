"""What came of a list in the field, tambon by tambon: matched, new, refuted, and whom it did not have (K13).

Counted when asked; only counts leave here, small ones hidden with what would give them back (3.3 rule 10). Sealed
matters stand in none of them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from kuea.core.list_gap import REFUTED_REASONS, REFUTED_STATES
from kuea.core.small_cells import Shown, is_small, suppress
from kuea.core.states import VERIFIED_STATES
from kuea.core.words import PLACE_LISTS
from kuea.finding.models import Case
from kuea.intake.models import Batch
from kuea.offices.models import Duty, Place
from kuea.people.models import Link, LinkQuestion, Person, Record

TAKEN = ("matched", "new")
FIELD = ("confirmed", "refuted", "open")
MISSED = ("missed_verified", "missed_open")
PARTS = (TAKEN, FIELD, MISSED)
"""Each part divides its own people: rows taken in, persons on the list, persons it did not have."""


@dataclass(frozen=True)
class TambonLine:
    """One tambon of a list; None where the number is hidden."""

    code: str
    name: str
    counts: dict[str, int | None]


@dataclass(frozen=True)
class ListReport:
    """A list and the field. `totals` by column, and `rows`, `people`, `missed` of each part as a whole."""

    batch: Batch
    lines: tuple[TambonLine, ...]
    totals: dict[str, int | None]
    asked: int
    unanswered: int
    faulty: int
    gap: tuple[int, int] | None
    """(verified persons the list did not have, verified persons) of its tambon; None when it would tell of few."""


def reported_lists(duty: Duty) -> QuerySet[Batch]:
    """Lists of people that were taken in, the newest first, within the duty's sight."""
    shown = Batch.objects.visible_to(duty).filter(state="accepted")
    return shown.exclude(kind__in=PLACE_LISTS).order_by("-pk")


def report_list(batch: Batch) -> ListReport:
    """Of one accepted list within the caller's sight."""
    counted = _count(batch)
    codes = sorted(counted)
    places = Place.objects.in_bulk(codes)
    tables = [_hidden(part, codes, counted) for part in PARTS]
    lines = tuple(
        TambonLine(code, places[code].name_th, _line(tables, row)) for row, code in enumerate(codes)
    )
    questions = LinkQuestion.objects.filter(record__raw_row__batch=batch)
    return ListReport(
        batch, lines, _totals(tables), questions.count(), questions.filter(answer="").count(),
        batch.rows_faulty, _gap(batch, counted),
    )  # fmt: skip


def _hidden(part: Sequence[str], codes: Sequence[str], counted: dict[str, dict[str, int]]) -> Shown:
    return suppress(
        [[counted[code].get(name, 0) for name in part] for code in codes] or [[0] * len(part)]
    )


def _line(tables: Sequence[Shown], row: int) -> dict[str, int | None]:
    return {
        name: table.cells[row][place]
        for part, table in zip(PARTS, tables, strict=True)
        for place, name in enumerate(part)
    }


def _totals(tables: Sequence[Shown]) -> dict[str, int | None]:
    found = {
        name: table.columns[place]
        for part, table in zip(PARTS, tables, strict=True)
        for place, name in enumerate(part)
    }
    return found | {
        whole: table.total
        for whole, table in zip(("rows", "people", "missed"), tables, strict=True)
    }


def _count(batch: Batch) -> dict[str, dict[str, int]]:
    """Tambon → column → how many."""
    counted: dict[str, dict[str, int]] = {}
    for rows in (_taken(batch), _field(batch)):
        for row in rows:
            counted.setdefault(row.pop("tambon_id"), {}).update(row)
    for code in counted:
        counted[code]["matched"] = counted[code]["taken"] - counted[code]["new"]
        counted[code]["open"] = (
            counted[code]["people"] - counted[code]["confirmed"] - counted[code]["refuted"]
        )
    for row in _missed(batch, list(counted)):
        counted[row.pop("tambon_id")].update(row)
    return counted


def _records(batch: Batch) -> QuerySet[Record]:
    return Record.objects.filter(
        raw_row__batch=batch,
        is_withdrawn=False,
        tambon__isnull=False,
        person__is_sealed=False,
        person__restricted_at=None,
    ).exclude(_of_sealed_case())


def _of_sealed_case() -> Q:
    sealed = Case.objects.filter(is_sealed=True, person__isnull=False)
    return Q(person__in=sealed.values("person_id"))


def _taken(batch: Batch) -> Iterable[dict[str, int]]:
    """Rows that became records, and those of them that found a new person: by the last rerun that stands."""
    own = Link.objects.filter(record=OuterRef("pk"))
    again = own.filter(rule__startswith="rerun:", person=OuterRef("person"))
    found = Q(Exists(own.filter(kind=Link.Kind.FOUND, rule="first")))
    joined, parted = again.filter(kind=Link.Kind.JOINED), again.filter(kind=Link.Kind.FOUND)
    return (
        _records(batch)
        .annotate(is_new=found & ~Q(Exists(joined)) | Q(Exists(parted)))
        .values("tambon_id")
        .annotate(taken=Count("pk"), new=Count("pk", filter=Q(is_new=True)))
        .order_by()
    )


def _confirmed() -> Q:
    return Q(state__in=VERIFIED_STATES) | Q(verified_at__isnull=False)


def _refuted() -> Q:
    return Q(state__in=REFUTED_STATES) | Q(state="closed", closed_reason__in=REFUTED_REASONS)


def _field(batch: Batch) -> Iterable[dict[str, int]]:
    """Persons of the list, and the field's answer; confirmed before refuted (`core.list_gap`)."""
    mine = Case.objects.filter(person=OuterRef("person"))
    person = {"distinct": True}
    return (
        _records(batch)
        .annotate(
            is_confirmed=Exists(mine.filter(_confirmed())),
            is_refuted=Exists(mine.filter(_refuted())),
        )
        .values("tambon_id")
        .annotate(
            people=Count("person", **person),
            confirmed=Count("person", filter=Q(is_confirmed=True), **person),
            refuted=Count("person", filter=Q(is_confirmed=False, is_refuted=True), **person),
        )
        .order_by()
    )


def _listed(kind: str) -> QuerySet[Record]:
    """Records by which a list of this kind knows somebody."""
    return Record.objects.filter(person=OuterRef("person"), source=kind, is_withdrawn=False)


def _missed(batch: Batch, codes: list[str]) -> Iterable[dict[str, int]]:
    """Persons of the list's tambon told of otherwise since it came, whom no list of this kind has."""
    since = Case.objects.filter(
        province_id=batch.province_id, tambon_id__in=codes, raised_at__gt=batch.received_at,
        person__isnull=False, person__is_sealed=False, is_sealed=False, is_restricted=False, merged_into=None,
    ).exclude(channel="list")  # fmt: skip
    others = since.exclude(Exists(_listed(batch.kind))).exclude(_refuted() & ~_confirmed())
    told = others.values("tambon_id").annotate(
        missed_verified=Count("person", filter=_confirmed(), distinct=True),
        missed_all=Count("person", distinct=True),
    )
    for row in told.order_by():
        whole = row.pop("missed_all")
        yield {**row, "missed_open": whole - row["missed_verified"]}


def _gap(batch: Batch, counted: dict[str, dict[str, int]]) -> tuple[int, int] | None:
    """K13 of this list: verified persons of its tambon, and those of them it did not have."""
    verified = Person.objects.filter(
        province_id=batch.province_id, is_sealed=False, restricted_at=None,
        cases__in=Case.objects.filter(_confirmed(), tambon_id__in=list(counted), is_sealed=False),
    ).distinct()  # fmt: skip
    lacking = verified.exclude(
        Exists(Record.objects.filter(person=OuterRef("pk"), source=batch.kind, is_withdrawn=False))
    )
    whole, lacks = verified.count(), lacking.count()
    small = is_small(lacks) or is_small(whole) or is_small(whole - lacks)
    return None if small or not whole else (lacks, whole)
