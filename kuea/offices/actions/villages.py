"""Villages and local governments, from the lists their offices publish, or as หมู่ 1…n where there is no list."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from kuea.core.problems import Refusal
from kuea.core.thai import normalise, to_arabic_digits
from kuea.core.words import Role
from kuea.ledger.actions import record
from kuea.offices.actions.places import read_rows
from kuea.offices.many_rows import insert_many
from kuea.offices.models import Duty, LocalGovernment, Place, PlaceName, PlaceSuccession
from kuea.offices.ports import gather_changes, tambon_changed
from kuea.offices.queries import WHOLE_TAMBON, forget_place_index
from kuea.offices.scope import require_role

_BATCH = 1000
_WRITTEN = ("code", "level", "kind_th", "name_th", "parent_id", "source")


@dataclass(frozen=True)
class VillageRow:
    """One line of a village list as written; `number` is its line in the sender's file."""

    number: int
    village_code: str = ""
    tambon_code: str = ""
    moo: str = ""
    name_th: str = ""


@dataclass(frozen=True)
class LocalGovernmentRow:
    number: int
    code: str
    kind_th: str
    name_th: str
    province_code: str
    amphoe_code: str = ""


@dataclass(frozen=True)
class PlaceFault:
    """One thing wrong in one row: which row and column, what was found, what to do."""

    row: int
    column: str
    found: str
    what: str
    remedy: str


@dataclass
class ListReport:
    created: int = 0
    renamed: int = 0
    unchanged: int = 0
    retired: int = 0
    faults: list[PlaceFault] = field(default_factory=list)
    not_in_list: list[str] = field(default_factory=list)
    """Villages we hold in a tambon of the list that the list does not name: kept, a person decides."""


def import_village_list(*, rows: Iterable[VillageRow], by: Duty | None, source: str) -> ListReport:
    """Take in a village list; a secretary for the own province only. Faulty rows are left out, the rest stays."""
    allowed = _allowed_province(by)
    tambon = dict(
        Place.objects.filter(level=Place.Level.TAMBON, valid_to=None).values_list("code", "kind_th")
    )
    report = ListReport()
    wanted: dict[str, tuple[str, str]] = {}
    for row in rows:
        code = _village_code(row, tambon, allowed, wanted, report.faults)
        if code:
            wanted[code] = (code[:6], normalise(row.name_th).strip() or f"หมู่ที่ {int(code[6:])}")
    with transaction.atomic():
        _write_villages(wanted, source, report)
        if report.created or report.renamed or report.retired:
            _tell("places.villages", by, sorted({code for code, _ in wanted.values()}), report)
    return report


def make_numbered_villages(
    *, tambon_code: str, count: int, by: Duty | None, source: str
) -> list[Place]:
    """หมู่ 1…n of a tambon without a list; with none, one unit "ทั้งตำบล", so that it can be searched.

    Run again with the same count nothing changes; more หมู่ are added; fewer is refused.
    """
    _allowed_province(by, tambon_code[:2])
    if not Place.objects.filter(code=tambon_code, level=Place.Level.TAMBON).exists():
        raise Refusal("place_unknown", written=tambon_code)
    known = set(
        Place.objects.filter(parent_id=tambon_code, valid_to=None).values_list("code", flat=True)
    )
    numbers = range(1, count + 1) if count else (0,)
    codes = {f"{tambon_code}{number:02d}": number for number in numbers}
    if not known - {tambon_code + WHOLE_TAMBON} <= codes.keys():
        raise Refusal("villages_known", count=len(known), wanted=count)
    new = [
        _village(code, f"หมู่ที่ {number}" if number else "ทั้งตำบล", source)
        for code, number in codes.items()
        if code not in known
    ]
    with transaction.atomic():
        Place.objects.bulk_create(new)
        report = ListReport(created=len(new))
        if new and count:
            _retire_whole_tambon({tambon_code}, report)
        if new:
            _tell("places.villages", by, [tambon_code], report)
    return list(Place.objects.filter(parent_id=tambon_code, valid_to=None).order_by("code"))


def load_village_counts(*, by: Duty | None = None) -> int:
    """The หมู่ of the sample province, from the counts that ship as facts; returns how many were added."""
    before = Place.objects.filter(level=Place.Level.VILLAGE).count()
    with transaction.atomic(), gather_changes():
        for row in read_rows(settings.DEFINITIONS / "places" / "sample_village_counts.csv"):
            make_numbered_villages(
                tambon_code=row["tambon_code"], count=int(row["villages"]), by=by,
                source=row["source"][:100],
            )  # fmt: skip
    return Place.objects.filter(level=Place.Level.VILLAGE).count() - before


def import_local_governments(
    *, rows: Iterable[LocalGovernmentRow], by: Duty | None, source: str
) -> ListReport:
    """Take in the list of local governments; faulty rows are left out with their reason."""
    allowed = _allowed_province(by)
    codes = set(
        Place.objects.filter(level__in=["province", "amphoe"]).values_list("code", flat=True)
    )
    known = LocalGovernment.objects.in_bulk()
    report = ListReport()
    new: dict[str, LocalGovernment] = {}
    changed: list[LocalGovernment] = []
    for row in rows:
        if _local_government_is_faulty(row, codes, allowed, new, report.faults):
            continue
        found = LocalGovernment(
            code=row.code, kind_th=row.kind_th.strip(), name_th=normalise(row.name_th).strip(),
            province_id=row.province_code, amphoe_id=row.amphoe_code or None, source=source,
        )  # fmt: skip
        old = known.get(row.code)
        if old is None:
            new[row.code] = found
        elif any(getattr(old, name) != getattr(found, name) for name in _LOCAL_KEPT):
            changed.append(found)
        else:
            report.unchanged += 1
    with transaction.atomic():
        LocalGovernment.objects.bulk_create(new.values(), batch_size=_BATCH)
        LocalGovernment.objects.bulk_update(changed, [*_LOCAL_KEPT, "source"], batch_size=_BATCH)
        report.created, report.renamed = len(new), len(changed)
        if new or changed:
            _tell("places.local_governments", by, [], report)
    return report


_LOCAL_KEPT = ("kind_th", "name_th", "province_id", "amphoe_id")


def _allowed_province(by: Duty | None, province_code: str = "") -> str | None:
    """The one province this duty may write, or None for all (installation, scheduled national work)."""
    if by is None:
        return None
    require_role(by, Role.SECRETARY, Role.SYSTEM, Role.ADMINISTRATOR)
    if by.province_id and province_code and by.province_id != province_code:
        raise Refusal("not_in_your_area")
    return by.province_id


def _village_code(
    row: VillageRow,
    tambon: dict[str, str],
    allowed: str | None,
    taken: dict[str, tuple[str, str]],
    faults: list[PlaceFault],
) -> str:
    """The eight-digit code the row means, or "" with its fault noted."""

    def fault(column: str, found: str, what: str, remedy: str) -> str:
        faults.append(PlaceFault(row.number, column, found, what, remedy))
        return ""

    written = to_arabic_digits(row.village_code).strip()
    area = to_arabic_digits(row.tambon_code).strip() or written[:6]
    digits = re.sub(r"\D", "", to_arabic_digits(row.moo))
    if written and not re.fullmatch(r"\d{8}", written):
        return fault(
            "village_code", written, "รหัสหมู่บ้านต้องเป็นตัวเลข 8 หลัก", "ตรวจเลขศูนย์ที่อาจหายไปข้างหน้า"
        )
    if area not in tambon:
        return fault(
            "tambon_code", area, "ไม่พบรหัสตำบลนี้ หรือยกเลิกแล้ว", "ใช้รหัสตำบล 6 หลักปัจจุบันของกรมการปกครอง"
        )
    moo = int(digits or written[6:] or 0)
    if not 1 <= moo <= 99:
        return fault("moo", row.moo, "หมู่ที่ต้องเป็น 1 ถึง 99", "กรอกเลขหมู่ที่")
    code = f"{area}{moo:02d}"
    if written and written != code:
        return fault(
            "village_code",
            written,
            "รหัสหมู่บ้านไม่ตรงกับรหัสตำบลและหมู่ที่",
            f"ตามตำบลและหมู่ควรเป็น {code} ตรวจว่าข้อมูลใดถูก",
        )
    if allowed and not code.startswith(allowed):
        return fault("tambon_code", area, "อยู่นอกจังหวัดของท่าน", "ส่งแถวนี้ให้เลขานุการของจังหวัดนั้น")
    if code in taken:
        return fault("village_code", code, "หมู่บ้านนี้มีอยู่แล้วในแถวก่อนหน้า", "เก็บไว้แถวเดียว")
    return code


def _village(code: str, name: str, source: str) -> Place:
    is_moo = code[6:] != WHOLE_TAMBON and not code.startswith("10")
    return Place(
        code=code, level=Place.Level.VILLAGE, kind_th="หมู่บ้าน" if is_moo else "ชุมชน",
        name_th=name[:100], parent_id=code[:6], source=source[:100],
    )  # fmt: skip


def _write_villages(wanted: dict[str, tuple[str, str]], source: str, report: ListReport) -> None:
    areas = {area for area, _ in wanted.values()}
    known = {
        place.code: place
        for place in Place.objects.filter(level=Place.Level.VILLAGE)
        if place.parent_id in areas
    }
    new, renamed, former = [], [], []
    for code, (_, name) in wanted.items():
        place = known.get(code)
        if place is None:
            new.append(_village(code, name, source))
        elif place.name_th != name[:100] or place.valid_to:
            if place.name_th != name[:100] and not _is_bare_number(place.name_th):
                former.append(_former_name(place))
            place.name_th, place.valid_to, place.source = name[:100], None, source[:100]
            renamed.append(place)
        else:
            report.unchanged += 1
    insert_many(Place, _WRITTEN, ([getattr(place, name) for name in _WRITTEN] for place in new))
    Place.objects.bulk_update(renamed, ["name_th", "valid_to", "source"], batch_size=_BATCH)
    PlaceName.objects.bulk_create(former, batch_size=_BATCH)
    report.created, report.renamed = len(new), len(renamed)
    report.not_in_list = sorted(
        code
        for code, place in known.items()
        if code not in wanted and not place.valid_to and code[6:] != WHOLE_TAMBON
    )
    _retire_whole_tambon(areas, report)


def _is_bare_number(name: str) -> bool:
    return bool(re.fullmatch(r"หมู่ที่ \d+", name))


def _former_name(place: Place) -> PlaceName:
    return PlaceName(
        place=place, name=place.name_th, lang="th", kind=PlaceName.Kind.FORMER,
        valid_from=place.valid_from, valid_to=timezone.localdate(), source=place.source,
    )  # fmt: skip


def _retire_whole_tambon(areas: set[str], report: ListReport) -> None:
    """Where real villages are known now, the unit that stood for the whole tambon ends, with what followed."""
    stand_ins = Place.objects.filter(
        code__in=[area + WHOLE_TAMBON for area in areas], valid_to=None
    )
    for old in stand_ins:
        after = Place.objects.filter(parent_id=old.parent_id, valid_to=None).exclude(pk=old.pk)
        PlaceSuccession.objects.bulk_create(
            [
                PlaceSuccession(
                    before_code=old.code,
                    after=place,
                    on=timezone.localdate(),
                    why="ได้บัญชีหมู่บ้านจริงแล้ว",
                )
                for place in after
            ],
            ignore_conflicts=True,
        )
        report.retired += 1
    stand_ins.update(valid_to=timezone.localdate())


def _local_government_is_faulty(
    row: LocalGovernmentRow,
    codes: set[str],
    allowed: str | None,
    taken: dict[str, LocalGovernment],
    faults: list[PlaceFault],
) -> bool:
    found = ""
    if not row.code.strip() or row.code in taken:
        found = PlaceFault(
            row.number, "code", row.code, "รหัส อปท. ว่างหรือซ้ำกับแถวก่อนหน้า", "ใส่รหัสที่ไม่ซ้ำ"
        )
    elif not row.name_th.strip():
        found = PlaceFault(row.number, "name_th", "", "ไม่มีชื่อ อปท.", "กรอกชื่อ")
    elif row.province_code not in codes or len(row.province_code) != 2:
        found = PlaceFault(
            row.number, "province_code", row.province_code, "ไม่พบรหัสจังหวัดนี้", "ใช้รหัสจังหวัด 2 หลัก"
        )
    elif row.amphoe_code and (
        row.amphoe_code not in codes or row.amphoe_code[:2] != row.province_code
    ):
        found = PlaceFault(
            row.number,
            "amphoe_code",
            row.amphoe_code,
            "ไม่พบรหัสอำเภอนี้ในจังหวัด",
            "ใช้รหัสอำเภอ 4 หลักของจังหวัดเดียวกัน",
        )
    elif allowed and row.province_code != allowed:
        found = PlaceFault(
            row.number,
            "province_code",
            row.province_code,
            "อยู่นอกจังหวัดของท่าน",
            "ส่งให้เลขานุการของจังหวัดนั้น",
        )
    if found:
        faults.append(found)
    return bool(found)


def _tell(verb: str, by: Duty | None, tambon_codes: list[str], report: ListReport) -> None:
    record(
        verb, "places", duty_id=by.pk if by else 0, province_code=(by and by.province_id) or "",
        created=report.created, renamed=report.renamed, retired=report.retired,
        faults=len(report.faults),
    )  # fmt: skip
    transaction.on_commit(forget_place_index)
    tambon_changed(*tambon_codes)
