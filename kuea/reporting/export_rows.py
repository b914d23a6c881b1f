"""What an export holds: columns with their classes, rows within the duty's sight. Sealed matters are never among them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from kuea.core.exports import MAY_TAKE, ExportKind
from kuea.finding.labels import STATES
from kuea.finding.models import Case
from kuea.intake.sheets import load_kind
from kuea.offices.labels import SECTORS
from kuea.offices.models import Duty, Organisation
from kuea.people.labels import help_kind_label
from kuea.people.models import Need
from kuea.reporting.labels import LIST_COLUMNS, TAMBON_STATES
from kuea.reporting.list_queries import ListReport, TambonLine, report_list, reported_lists
from kuea.reporting.models import Export
from kuea.reporting.queries import read_board

_MOST_LISTS = 50
"""Each is counted when asked; the newest are taken."""


@dataclass(frozen=True)
class Column:
    """One column: its name for programs, its heading for people, the class of what stands in it."""

    name: str
    heading: str
    data_class: str
    read: Callable[[Any], Any]
    kind: str = "string"


@dataclass(frozen=True)
class Taken:
    """The columns the duty may take, the rows read through them, and the cases inside."""

    columns: tuple[Column, ...]
    rows: list[tuple[Any, ...]]
    keys: list[int]


_BOARD = (
    Column("tambon_code", "รหัสตำบล", "D0", lambda row: row.code),
    Column("tambon", "ตำบล", "D0", lambda row: row.name),
    Column("amphoe", "อำเภอ", "D0", lambda row: row.amphoe),
    Column("state", "สถานะ", "D0", lambda row: str(TAMBON_STATES[row.state])),
    Column("villages", "หมู่บ้าน", "D1", lambda row: row.villages, "integer"),
    Column("accepted_gaps", "ช่องว่างที่รับไว้", "D1", lambda row: row.accepted_gaps, "integer"),
)
_ORGANISATIONS = (
    Column("name", "องค์กร", "D1", lambda row: row.name),
    Column("sector", "ภาคส่วน", "D1", lambda row: str(SECTORS[row.sector])),
    Column("tambon_code", "รหัสตำบล", "D1", lambda row: (row.address_place_id or "")[:6]),
    Column("volunteers", "อาสาสมัคร", "D1", lambda row: row.volunteer_count, "integer"),
    Column("counted_on", "นับเมื่อ", "D1", lambda row: row.counted_on, "date"),
)
_CASES = (
    Column("code", "รหัสเรื่อง", "D2", lambda case: case.code),
    Column("name", "ชื่อ", "D2", lambda case: case.person.full_name if case.person else ""),
    Column("tambon", "ตำบล", "D2", lambda case: case.tambon.name_th),
    Column("village", "หมู่บ้าน", "D2", lambda case: case.village.name_th if case.village else ""),
    Column("state", "ขั้น", "D2", lambda case: str(STATES[case.state])),
    Column("host", "แม่ข่าย", "D1", lambda case: case.host.name if case.host else ""),
    Column("raised_on", "แจ้งเมื่อ", "D2", lambda case: timezone.localdate(case.raised_at), "date"),
    Column("next_visit_on", "นัดเยี่ยม", "D2", lambda case: case.next_visit_on, "date"),
)
_NEEDS = (
    Column("name", "ชื่อ", "D2", lambda need: need.person.full_name),
    Column("tambon_code", "รหัสตำบล", "D2", lambda need: need.person.tambon_id or ""),
    Column("kind", "เรื่อง", "D3", lambda need: str(help_kind_label(need.kind))),
    Column("own_words", "คำของเจ้าตัว", "D3", lambda need: need.own_words),
    Column("is_urgent", "เร่งด่วน", "D3", lambda need: need.is_urgent, "boolean"),
    Column("is_met", "ได้แล้ว", "D3", lambda need: need.is_met, "boolean"),
)


def _count_of(name: str) -> Callable[[tuple[ListReport, TambonLine]], int | None]:
    return lambda row: row[1].counts[name]


_LISTS = (
    Column("list", "ชุดที่", "D1", lambda row: row[0].batch.pk, "integer"),
    Column("kind", "ชนิดรายชื่อ", "D1", lambda row: load_kind(row[0].batch.kind).title),
    Column("received_on", "รับเมื่อ", "D1", lambda row: timezone.localdate(row[0].batch.received_at), "date"),
    Column("tambon_code", "รหัสตำบล", "D0", lambda row: row[1].code),
    Column("tambon", "ตำบล", "D0", lambda row: row[1].name),
    *(
        Column(name, str(words), "D1", _count_of(name), "integer")
        for name, words in LIST_COLUMNS.items()
    ),
)  # fmt: skip
COLUMNS: dict[str, tuple[Column, ...]] = {
    ExportKind.BOARD: _BOARD, ExportKind.LISTS: _LISTS, ExportKind.ORGANISATIONS: _ORGANISATIONS,
    ExportKind.CASES: _CASES, ExportKind.NEEDS: _NEEDS,
}  # fmt: skip


def open_cases(duty: Duty) -> QuerySet[Case]:
    """Cases whose data may leave: those the duty sees, without any that is sealed or of a sensitive matter."""
    seen = Case.objects.visible_to(duty).filter(is_sealed=False, sensitive="", merged_into=None)
    return seen.filter(Q(person=None) | Q(person__is_sealed=False))


def take_rows(export: Export) -> Taken:
    """Read everything through the eyes of the duty that asked, as they see it now."""
    duty = export.asked_by
    allowed = MAY_TAKE.get(duty.role, frozenset())
    columns = tuple(c for c in COLUMNS[export.kind] if c.data_class in allowed)
    things, keys = _things(export, duty)
    return Taken(columns, [tuple(c.read(thing) for c in columns) for thing in things], keys)


def _things(export: Export, duty: Duty) -> tuple[Iterable[Any], list[int]]:
    area = export.tambon_id
    if export.kind == ExportKind.BOARD:
        rows = read_board(export.province).rows
        return [row for row in rows if area in (None, row.code)], []
    if export.kind == ExportKind.LISTS:
        reports = map(report_list, reported_lists(duty)[:_MOST_LISTS])
        lines = [(report, line) for report in reports for line in report.lines]
        return [one for one in lines if area in (None, one[1].code)], []
    if export.kind == ExportKind.ORGANISATIONS:
        shown = Organisation.objects.visible_to(duty).order_by("name")
        return (shown.filter(address_place_id__startswith=area) if area else shown), []
    cases = open_cases(duty).filter(tambon_id=area) if area else open_cases(duty)
    keys = list(cases.order_by("pk").values_list("pk", flat=True).distinct())
    if export.kind == ExportKind.CASES:
        related = ("person", "tambon", "village", "host")
        return cases.select_related(*related).order_by("code").distinct(), keys
    needs = Need.objects.filter(person__in=cases.values("person"))
    return needs.select_related("person").order_by("person_id", "pk"), keys
