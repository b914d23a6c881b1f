"""Loading the official places: provinces, amphoe, tambon, their other names, and what followed old codes."""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from kuea.core.problems import Refusal
from kuea.core.words import Role
from kuea.ledger.actions import record
from kuea.offices.models import Duty, Place, PlaceName, PlaceSuccession
from kuea.offices.queries import forget_place_index
from kuea.offices.scope import require_role

SOURCE = "definitions/places"
_KEPT = (
    "kind_th", "name_th", "name_en", "parent_id", "lat", "lon", "boundary_code", "postal_codes",
    "valid_from", "source",
)  # fmt: skip
_BATCH = 1000


@dataclass
class PlacesReport:
    """What a load changed; all zero when the files say what the tables already hold."""

    created: int = 0
    changed: int = 0
    renamed: int = 0
    retired: int = 0
    names: int = 0
    successions: int = 0
    by_level: dict[str, int] = field(default_factory=dict)


def load_places(
    *, by: Duty | None = None, folder: Path | None = None, as_of: date | None = None
) -> PlacesReport:
    """Bring the places to what the files of `folder` say; run again, nothing changes.

    A new name keeps the old one with its last day; a code no longer in the files ends (`valid_to`),
    and `changes.csv` says what followed it. Raises `Refusal`: places_file, not_your_duty.
    """
    if by is not None:
        require_role(by, Role.SYSTEM, Role.ADMINISTRATOR)
    folder, day = folder or settings.DEFINITIONS / "places", as_of or timezone.localdate()
    wanted = {place.code: place for place in read_place_files(folder)}
    _set_first_days(folder, wanted)
    with transaction.atomic():
        known = Place.objects.exclude(level=Place.Level.VILLAGE).in_bulk()
        report = PlacesReport(by_level=_count_levels(wanted.values()))
        _create_places([wanted[code] for code in wanted if code not in known], report)
        _change_places(known, wanted, day, report)
        _retire_places(known, wanted, day, report)
        _add_names(folder, set(wanted), report)
        _add_successions(folder, report)
        if report != PlacesReport(by_level=report.by_level):
            record(
                "places.load", "places", duty_id=by.pk if by else 0, province_code="",
                created=report.created, changed=report.changed, retired=report.retired,
            )  # fmt: skip
    forget_place_index()
    return report


def read_place_files(folder: Path) -> Iterator[Place]:
    """Unsaved places, parents before their parts."""
    boundary = {
        row["tambon_code"]: row["boundary_code"]
        for row in read_rows(folder / "tambon_boundary_crosswalk.csv", may_be_absent=True)
    }
    postal: dict[str, list[str]] = {}
    for row in read_rows(folder / "tambon_postal_codes.csv", may_be_absent=True):
        codes = postal.setdefault(row["tambon_code"], [])
        codes.insert(0 if row["is_main"] == "1" else len(codes), row["postal_code"])
    for row in read_rows(folder / "provinces.csv"):
        kind = "เขตปกครองพิเศษ" if row["code"] == "10" else "จังหวัด"
        yield _place(row, Place.Level.PROVINCE, kind, None)
    for row in read_rows(folder / "amphoe.csv"):
        yield _place(row, Place.Level.AMPHOE, row["type"], row["province_code"])
    for row in read_rows(folder / "tambon.csv"):
        place = _place(row, Place.Level.TAMBON, row["type"], row["amphoe_code"])
        place.boundary_code = boundary.get(place.code) or row.get("boundary_code") or place.code
        place.postal_codes = " ".join(postal.get(place.code, []))
        yield place


def _set_first_days(folder: Path, wanted: dict[str, Place]) -> None:
    """A code that followed another began that day; a province began when the last of its amphoe did."""
    for row in read_rows(folder / "changes.csv", may_be_absent=True):
        began = wanted.get(row["after_code"])
        if row["kind"] != "renamed" and row["after_code"] != row["before_code"] and began:
            began.valid_from = _day(row["on"])
    days: dict[str, list[date | None]] = {}
    for place in wanted.values():
        if place.level == Place.Level.AMPHOE:
            days.setdefault(place.parent_id, []).append(place.valid_from)
    for code, found in days.items():
        known = [day for day in found if day]
        wanted[code].valid_from = min(known) if len(known) == len(found) else None


def read_rows(path: Path, *, may_be_absent: bool = False) -> list[dict[str, str]]:
    """The rows of a CSV file of the places folder."""
    if not path.exists():
        if may_be_absent:
            return []
        raise Refusal("places_file", file=path.name)
    with path.open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(line for line in lines if not line.startswith("#")))


def _place(row: dict[str, str], level: str, kind: str, parent: str | None) -> Place:
    return Place(
        code=row["code"], level=level, kind_th=kind, name_th=row["name_th"], name_en=row["name_en"],
        parent_id=parent, lat=_number(row["lat"]), lon=_number(row["lon"]),
        boundary_code=row["code"], source=SOURCE,
    )  # fmt: skip


def _number(text: str) -> float | None:
    return float(text) if text else None


def _count_levels(places: Iterable[Place]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for place in places:
        counts[str(place.level)] = counts.get(str(place.level), 0) + 1
    return counts


def _create_places(new: list[Place], report: PlacesReport) -> None:
    Place.objects.bulk_create(new, batch_size=_BATCH)
    report.created = len(new)


def _change_places(
    known: dict[str, Place], wanted: dict[str, Place], day: date, report: PlacesReport
) -> None:
    changed: list[Place] = []
    former: list[PlaceName] = []
    for code, place in known.items():
        now = wanted.get(code)
        if now is None:
            continue
        if place.name_th != now.name_th:
            former.append(
                PlaceName(
                    place=place,
                    name=place.name_th,
                    lang="th",
                    kind=PlaceName.Kind.FORMER,
                    valid_from=place.valid_from,
                    valid_to=day,
                    source=place.source,
                )  # fmt: skip
            )
        if place.valid_to is not None or any(
            getattr(place, name) != getattr(now, name) for name in _KEPT
        ):
            place.valid_to = None
            for name in _KEPT:
                setattr(place, name, getattr(now, name))
            changed.append(place)
    Place.objects.bulk_update(changed, [*_KEPT, "valid_to"], batch_size=_BATCH)
    PlaceName.objects.bulk_create(former, batch_size=_BATCH)
    report.changed, report.renamed = len(changed), len(former)


def _retire_places(
    known: dict[str, Place], wanted: dict[str, Place], day: date, report: PlacesReport
) -> None:
    gone = [code for code, place in known.items() if code not in wanted and not place.valid_to]
    report.retired = Place.objects.filter(code__in=gone).update(valid_to=day)


def _add_names(folder: Path, codes: set[str], report: PlacesReport) -> None:
    had = set(PlaceName.objects.values_list("place_id", "name", "lang", "kind"))
    new: dict[tuple[str, str, str, str], PlaceName] = {}
    for row in _name_rows(folder):
        key = (row["code"], row["alias"], row["lang"], row["kind"])
        if row["code"] in codes and key not in had and key not in new:
            new[key] = PlaceName(
                place_id=key[0], name=key[1], lang=key[2], kind=key[3],
                valid_to=_day(row.get("on", "")), source=row["source"][:200],
            )  # fmt: skip
    PlaceName.objects.bulk_create(new.values(), batch_size=_BATCH)
    report.names = len(new)


def _name_rows(folder: Path) -> Iterator[dict[str, str]]:
    """Former names with their last day first, then the spellings seen in lists and in speech."""
    for row in read_rows(folder / "changes.csv", may_be_absent=True):
        if row["kind"] == "renamed":
            former = {
                "alias": row["before_name"],
                "lang": "th",
                "kind": PlaceName.Kind.FORMER.value,
            }
            yield {**former, "code": row["after_code"], "on": row["on"], "source": row["source"]}
    yield from read_rows(folder / "name_aliases.csv", may_be_absent=True)
    yield from read_rows(folder / "everyday_names.csv", may_be_absent=True)


def _day(text: str) -> date | None:
    """A whole day; a source that gives only the year gives no day."""
    return date.fromisoformat(text) if len(text) == 10 else None


def _add_successions(folder: Path, report: PlacesReport) -> None:
    """`changes.csv` says which code followed which; the earlier code need not be in the table."""
    known = set(Place.objects.values_list("code", flat=True))
    had = set(PlaceSuccession.objects.values_list("before_code", "after_id"))
    new: dict[tuple[str, str], PlaceSuccession] = {}
    for row in read_rows(folder / "changes.csv", may_be_absent=True):
        key = (row["before_code"], row["after_code"])
        if row["kind"] != "renamed" and key not in had and row["after_code"] in known:
            new[key] = PlaceSuccession(
                before_code=key[0], after_id=key[1], kind=row["kind"], on=_day(row["on"]),
                before_name=row["before_name"], why=row["why"][:200], source=row["source"][:200],
            )  # fmt: skip
    PlaceSuccession.objects.bulk_create(new.values(), batch_size=_BATCH)
    report.successions = len(new)
