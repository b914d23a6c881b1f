"""Opening strategy editions and provinces, and the limits a province sets for itself."""

from dataclasses import asdict, fields
from datetime import date
from typing import Any

import yaml
from django.conf import settings
from django.db import transaction

from kuea.core.limits import Limits
from kuea.core.problems import Refusal
from kuea.core.words import Role
from kuea.ledger.actions import record
from kuea.offices.models import Duty, Edition, Place, PlaceName, Province, User
from kuea.offices.scope import require_province, require_role

LARGEST_LIMIT = 3650


def open_edition(
    *,
    by: Duty | None,
    year_be: int,
    title: str,
    d_day: date,
    results_day: date | None = None,
    is_demonstration: bool = False,
) -> Edition:
    """Begin a strategy year. Raises `Refusal`: edition_known, not_your_duty."""
    if by is not None:
        require_role(by, Role.ADMINISTRATOR, Role.SYSTEM)
    with transaction.atomic():
        if Edition.objects.filter(year_be=year_be).exists():
            raise Refusal("edition_known", year=year_be)
        edition = Edition.objects.create(
            year_be=year_be, title=title, d_day=d_day, results_day=results_day,
            is_demonstration=is_demonstration,
        )  # fmt: skip
        record(
            "edition.open", edition, duty_id=by.pk if by else 0, province_code="", year_be=year_be
        )
    return edition


def load_editions(*, by: Duty | None = None) -> list[Edition]:
    """The editions of `definitions/editions.yml` that are not open yet."""
    rows: list[dict[str, Any]] = yaml.safe_load(
        (settings.DEFINITIONS / "editions.yml").read_text(encoding="utf-8")
    )
    known = set(Edition.objects.values_list("year_be", flat=True))
    return [open_edition(by=by, **row) for row in rows if row["year_be"] not in known]


def open_province(
    *, by: Duty | None, place_code: str, edition: Edition, short_th: str = ""
) -> Province:
    """Open a province's register in an edition, with the duty of its scheduled work.

    Raises `Refusal`: province_open, place_unknown, not_your_duty.
    """
    if by is not None:
        require_role(by, Role.ADMINISTRATOR, Role.SYSTEM)
    place = Place.objects.filter(code=place_code, level=Place.Level.PROVINCE, valid_to=None).first()
    if place is None:
        raise Refusal("place_unknown", written=place_code)
    with transaction.atomic():
        if Province.objects.filter(pk=place_code).exists():
            raise Refusal("province_open")
        province = Province.objects.create(
            place=place, short_th=short_th or _abbreviation(place), edition=edition
        )
        user = User(
            username=f"system-{place_code}",
            display_name=f"งานตามเวลาของ{place.name_th}",
            is_active=False,
        )
        user.set_unusable_password()
        user.save()
        Duty.objects.create(user=user, role=Role.SYSTEM, province=province)
        record(
            "province.open", province, duty_id=by.pk if by else 0, province_code=place_code,
            edition=edition.pk,
        )  # fmt: skip
    return province


def change_limits(
    *, by: Duty, province: Province, limits: dict[str, int], seen: dict[str, object] | None = None
) -> Province:
    """Set the province's own time limits (A22); a value equal to the default is not kept as its own.

    `seen` is what the page showed; another change meanwhile is refused as stale. Raises `Refusal`:
    not_your_duty, not_in_your_area, stale, limit_out_of_range.
    """
    require_role(by, Role.SECRETARY)
    require_province(by, province.code)
    known, defaults = {field.name for field in fields(Limits)}, asdict(Limits())
    wrong = [
        name
        for name, value in limits.items()
        if name not in known or isinstance(value, bool) or not 1 <= value <= LARGEST_LIMIT
    ]
    if wrong:
        raise Refusal("limit_out_of_range", fields=", ".join(wrong))
    with transaction.atomic():
        fresh = Province.objects.select_for_update(of=("self",)).get(pk=province.pk)
        if seen is not None and seen != fresh.changed_limits:
            raise Refusal("stale")
        before = asdict(fresh.limits)
        after = {**before, **limits}
        fresh.changed_limits = {
            name: value for name, value in after.items() if value != defaults[name]
        }
        fresh.save(update_fields=["changed_limits"])
        changes = {
            name: [before[name], after[name]] for name in after if before[name] != after[name]
        }
        if changes:
            record("province.limits", fresh, duty_id=by.pk, province_code=fresh.code, **changes)
    return fresh


def _abbreviation(place: Place) -> str:
    """The two letters of the Royal Society's list, when the place names carry them."""
    short = PlaceName.objects.filter(place=place, lang="th", source__startswith="two-letter")
    return short.values_list("name", flat=True).first() or place.name_th[:2]
