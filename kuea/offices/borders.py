"""The map of a province, drawn from the borders that ship with the program: no outside tiles."""

from collections import OrderedDict
from dataclasses import dataclass

from django.conf import settings

from kuea.core.borders import (
    Frame,
    Topology,
    draw_area,
    make_frame,
    middle_of,
    neighbours,
    read_topology,
)
from kuea.offices.models import Place
from kuea.offices.queries import parts_of, places_version

_MOST_KEPT = 12
_kept: "OrderedDict[tuple[str, tuple[int, int]], ProvinceMap]" = OrderedDict()


@dataclass(frozen=True)
class Shape:
    """One area of the map. `codes` are the present places in it: several where แขวง share one border."""

    code: str
    name: str
    path_d: str
    label_x: float
    label_y: float
    codes: tuple[str, ...]


@dataclass(frozen=True)
class ProvinceMap:
    """`beside` are pairs of present tambon that share a border, or one shape."""

    view_box: str
    tambon: tuple[Shape, ...]
    amphoe: tuple[Shape, ...]
    beside: tuple[tuple[str, str], ...] = ()


def tambon_shapes(province_code: str) -> list[Shape]:
    """Every tambon of a province as SVG; use `map_of` for the `viewBox` they share."""
    return list(map_of(province_code).tambon)


def map_of(province_code: str) -> ProvinceMap:
    """The province's map, kept in memory until the places change."""
    key = (province_code, places_version())
    if key not in _kept:
        _kept[key] = _draw(province_code)
        while len(_kept) > _MOST_KEPT:
            _kept.popitem(last=False)
    _kept.move_to_end(key)
    return _kept[key]


def _draw(province_code: str) -> ProvinceMap:
    tambon = _read("tambon")
    places = list(parts_of(province_code, Place.Level.TAMBON))
    known = [place for place in places if place.boundary_code in tambon.areas]
    if not known:
        return ProvinceMap("0 0 1 1", (), ())
    frame = make_frame(tambon, {place.boundary_code for place in known})
    amphoe = _read("amphoe")
    return ProvinceMap(
        view_box=frame.view_box,
        beside=_beside(tambon, known),
        tambon=_shapes(tambon, known, frame),
        amphoe=_shapes(
            amphoe,
            [p for p in parts_of(province_code, Place.Level.AMPHOE) if p.code in amphoe.areas],
            frame,
        ),
    )


def _beside(topology: Topology, places: list[Place]) -> tuple[tuple[str, str], ...]:
    inside: dict[str, list[str]] = {}
    for place in places:
        inside.setdefault(place.boundary_code or place.code, []).append(place.code)
    pairs = {(a, b) for one, other in neighbours(topology, inside) for a in inside[one] for b in inside[other]}  # fmt: skip
    pairs |= {(a, b) for codes in inside.values() for a in codes for b in codes if a < b}
    return tuple(sorted((min(pair), max(pair)) for pair in pairs))


def _read(level: str) -> Topology:
    path = settings.DEFINITIONS / "places" / "boundaries" / f"{level}.topojson"
    return read_topology(path.read_text(encoding="utf-8"))


def _shapes(topology: Topology, places: list[Place], frame: Frame) -> tuple[Shape, ...]:
    inside: dict[str, list[Place]] = {}
    for place in places:
        inside.setdefault(place.boundary_code or place.code, []).append(place)
    return tuple(_shape(topology, code, found, frame) for code, found in inside.items())


def _shape(topology: Topology, code: str, places: list[Place], frame: Frame) -> Shape:
    own = next((place for place in places if place.code == code), places[0])
    if own.lat is not None and own.lon is not None:
        x, y = frame.project((own.lon, own.lat))
    else:
        x, y = middle_of(topology, code, frame)
    return Shape(
        code=own.code, name=own.name_th, path_d=draw_area(topology, code, frame),
        label_x=round(x, 1), label_y=round(y, 1), codes=tuple(place.code for place in places),
    )  # fmt: skip
