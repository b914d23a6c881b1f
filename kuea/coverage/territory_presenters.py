"""A division of the province among hosts, as shapes, rows and words."""

from collections import defaultdict
from dataclasses import dataclass
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from kuea.coverage.map_presenters import MapArea
from kuea.coverage.queries.territory import Ground, Load, loads_of
from kuea.coverage.territory_forms import write_moves
from kuea.offices.borders import map_of

LOOKS = 8
"""Tones and patterns a map can tell apart; the number on each area tells more hosts than these."""


@dataclass(frozen=True)
class HostRow:
    """One host in the table: `number` stands on the map. Words say whether its part fits it."""

    number: int
    look: str
    load: Load
    words: str
    fits: bool

    @property
    def percent(self) -> int | None:
        return None if self.load.ratio is None else round(100 * self.load.ratio)


@dataclass(frozen=True)
class PlaceRow:
    """One tambon: how many people, who leads today, who would lead."""

    code: str
    name: str
    amphoe: str
    people: int
    before: str
    after: str

    @property
    def is_changed(self) -> bool:
        return self.before != self.after


@dataclass(frozen=True)
class MoveRow:
    """One border moved by hand, and the address without it."""

    tambon: str
    host: str
    undo: str


@dataclass(frozen=True)
class TerritoryView:
    view_box: str
    areas: tuple[MapArea, ...]
    amphoe_paths: tuple[str, ...]
    hosts: tuple[HostRow, ...]
    nobody: int
    places: tuple[PlaceRow, ...]
    changed: int


def show_division(province_code: str, ground: Ground, division: tuple[int, ...]) -> TerritoryView:
    """The map and both tables of one division beside today's."""
    hosts = tuple(
        _host(number, load) for number, load in enumerate(loads_of(ground, division), start=1)
    )
    rows = [
        PlaceRow(
            place.code, place.name_th, place.parent.name_th if place.parent else "", people,
            _name(ground, was), _name(ground, now),
        )
        for place, people, was, now in zip(
            ground.places, ground.people, ground.today, division, strict=True
        )
    ]  # fmt: skip
    drawn = map_of(province_code)
    at = {row.code: (row, held) for row, held in zip(rows, division, strict=True)}
    areas = tuple(
        MapArea(
            shape.code, f"{at[shape.code][0].name}: {at[shape.code][0].after}",
            hosts[at[shape.code][1]].look if at[shape.code][1] >= 0 else "hidden", shape.path_d,
            shape.label_x, shape.label_y, str(at[shape.code][1] + 1) if at[shape.code][1] >= 0 else "",
        )
        for shape in drawn.tambon
        if shape.code in at
    )  # fmt: skip
    return TerritoryView(
        drawn.view_box, areas, tuple(shape.path_d for shape in drawn.amphoe), hosts,
        sum(held < 0 for held in division), tuple(rows), sum(row.is_changed for row in rows),
    )  # fmt: skip


def _name(ground: Ground, row: int) -> str:
    return ground.leaders[row].name if row >= 0 else _("ยังไม่มีแม่ข่ายนำ")


def _host(number: int, load: Load) -> HostRow:
    told = []
    if load.ratio is None:
        told.append(_("ยังไม่ได้บอกจำนวนอาสา"))
    elif not load.is_in_band:
        told.append(_("มากกว่าส่วนของตน") if load.ratio > 1 else _("น้อยกว่าส่วนของตน"))
    if load.pieces > 1:
        told.append(_("เขตขาดเป็น %(count)s ส่วน") % {"count": load.pieces})
    return HostRow(number, f"part_{(number - 1) % LOOKS}", load, " · ".join(told), not told)


def show_moves(ground: Ground, moves: list[tuple[str, int]], base: str) -> list[MoveRow]:
    """What was moved by hand, each with the address that takes it back."""
    names = {place.code: place.name_th for place in ground.places}
    hosts = {one.organisation: one.name for one in ground.leaders}
    return [
        MoveRow(
            names[code], hosts[host],
            f"?{urlencode({'base': base, 'moves': write_moves([one for one in moves if one[0] != code])})}",
        )
        for code, host in moves
    ]  # fmt: skip


def by_amphoe(rows: tuple[PlaceRow, ...]) -> list[tuple[str, list[PlaceRow]]]:
    parts: dict[str, list[PlaceRow]] = defaultdict(list)
    for row in rows:
        parts[row.amphoe].append(row)
    return list(parts.items())
