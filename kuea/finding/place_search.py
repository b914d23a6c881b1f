"""Finding the place somebody means by a few words, for the picker of the lead form."""

from dataclasses import dataclass

from kuea.offices.models import Place, Province
from kuea.offices.queries import find_place, parts_of

MOST = 40
"""So many places at most are offered to choose from; more words make it fewer."""


@dataclass(frozen=True)
class Spot:
    """A tambon, or a village with its tambon, as the picker shows it."""

    code: str
    label: str


def find_spots(written: str, province_code: str = "") -> list[Spot]:
    """Places the words may mean, in the provinces that use this house: the one, or those to choose from.

    An amphoe named alone offers its tambon; a tambon named alone offers itself and its villages.
    """
    if len(written.strip()) < 2:
        return []
    tenants = (
        [province_code] if province_code else list(Province.objects.values_list("pk", flat=True))
    )
    answer = find_place(written, within=tenants[0] if len(tenants) == 1 else None)
    codes = [answer.place_code] if answer.place_code else []
    codes += [found.code for found in answer.candidates]
    opened = [part for code in codes if code[:2] in tenants for part in _open(code)]
    return spots_by_code(list(dict.fromkeys(opened)))[:MOST]


def _open(code: str) -> list[str]:
    """What is offered for one code: finer places below it, down to villages of one tambon."""
    if len(code) == 8:
        return [code]
    level = "village" if len(code) == 6 else "tambon"
    below = list(parts_of(code, level).values_list("code", flat=True)) if len(code) > 2 else []
    return [code, *below] if len(code) == 6 else below


def spots_by_code(codes: list[str]) -> list[Spot]:
    """Places known by code, in the order given; retired and unknown codes are left out."""
    rows = Place.objects.filter(
        pk__in=codes, level__in=["tambon", "village"], valid_to=None
    ).select_related("parent__parent")
    by_code = {row.code: row for row in rows}
    return [_spot(by_code[code]) for code in codes if code in by_code]


def _spot(place: Place) -> Spot:
    tambon = place.parent if place.level == Place.Level.VILLAGE else place
    amphoe = tambon.parent.name_th if tambon and tambon.parent else ""
    where = f"ต.{tambon.name_th if tambon else ''} อ.{amphoe}"
    return Spot(place.code, where if place is tambon else f"{place.name_th} {where}")


def read_spot(code: str) -> tuple[Place, Place | None] | None:
    """The tambon and village behind a chosen code; None when there is no such present place."""
    place = Place.objects.filter(pk=code, valid_to=None).select_related("parent").first()
    if place is None or place.level not in {Place.Level.TAMBON, Place.Level.VILLAGE}:
        return None
    if place.level == Place.Level.VILLAGE:
        return (place.parent, place) if place.parent else None
    return place, None
