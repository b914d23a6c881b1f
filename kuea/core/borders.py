"""Our own borders as drawings: TopoJSON read, simplified with shared borders kept, written as SVG paths.

A topology stores each border line (arc) once and each area as rings of arc numbers; a negative number
means the arc read backwards (~n). Because both neighbours use the same simplified arc, they still meet.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import cos, hypot, radians

Point = tuple[float, float]
Rings = tuple[tuple[int, ...], ...]
"""The rings of one polygon, each a row of arc numbers; the first ring is the outside."""


@dataclass(frozen=True)
class Area:
    code: str
    name_th: str
    polygons: tuple[Rings, ...]


@dataclass(frozen=True)
class Topology:
    """`arcs` hold whole-number steps; a position is `translate` + running sum x `scale`."""

    areas: dict[str, Area]
    arcs: Sequence[Sequence[Sequence[int]]]
    scale: Point
    translate: Point

    def read_arc(self, number: int) -> list[Point]:
        """The points (longitude, latitude) of an arc, turned round for a negative number."""
        east = north = 0
        points = []
        for step in self.arcs[number if number >= 0 else ~number]:
            east, north = east + step[0], north + step[1]
            points.append(
                (
                    self.translate[0] + east * self.scale[0],
                    self.translate[1] + north * self.scale[1],
                )
            )
        return points if number >= 0 else points[::-1]


@dataclass(frozen=True)
class Frame:
    """Equirectangular: a degree of longitude is drawn shorter by the cosine of the middle latitude."""

    west: float
    north: float
    squeeze: float
    pixels_per_degree: float
    width: int
    height: int

    def project(self, point: Point) -> Point:
        east, north = point
        return (
            (east - self.west) * self.squeeze * self.pixels_per_degree,
            (self.north - north) * self.pixels_per_degree,
        )

    @property
    def view_box(self) -> str:
        return f"0 0 {self.width} {self.height}"


def read_topology(text: str) -> Topology:
    """A TopoJSON file with one object whose geometries are polygons with `properties.code`."""
    whole = json.loads(text)
    (layer,) = whole["objects"].values()
    areas = {}
    for geometry in layer["geometries"]:
        polygons = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
        about = geometry["properties"]
        areas[about["code"]] = Area(
            about["code"],
            about["name_th"],
            tuple(tuple(tuple(ring) for ring in rings) for rings in polygons),
        )
    scale, translate = whole["transform"]["scale"], whole["transform"]["translate"]
    return Topology(areas, whole["arcs"], (scale[0], scale[1]), (translate[0], translate[1]))


def make_frame(
    topology: Topology, codes: Iterable[str], *, size: int = 1000, margin: int = 8
) -> Frame:
    """A frame whose longer side is `size`, with all the named areas inside it. Needs one known code."""
    points = [point for code in codes for point in _all_points(topology, topology.areas[code])]
    west, east = min(p[0] for p in points), max(p[0] for p in points)
    south, north = min(p[1] for p in points), max(p[1] for p in points)
    squeeze = cos(radians((south + north) / 2))
    scale = (size - 2 * margin) / max((east - west) * squeeze, north - south)
    return Frame(
        west=west - margin / scale / squeeze,
        north=north + margin / scale,
        squeeze=squeeze,
        pixels_per_degree=scale,
        width=round((east - west) * squeeze * scale) + 2 * margin,
        height=round((north - south) * scale) + 2 * margin,
    )


def draw_area(topology: Topology, code: str, frame: Frame, *, tolerance: float = 0.6) -> str:
    """The area as an SVG path of closed rings; lines are simplified to within `tolerance` pixels."""
    parts = []
    for rings in topology.areas[code].polygons:
        for ring in rings:
            points = _join(topology, ring, frame, tolerance)
            if len(set(points)) < 3:
                points = _join(topology, ring, frame, 0)
            parts.append(_path(points))
    return "".join(parts)


def middle_of(topology: Topology, code: str, frame: Frame) -> Point:
    """The middle of the area's largest ring: where a label goes when no better point is known."""
    rings = [
        _join(topology, ring, frame, 0)
        for rings in topology.areas[code].polygons
        for ring in rings[:1]
    ]
    return max((_weigh(ring) for ring in rings), key=lambda found: found[0])[1]


def simplify(points: Sequence[Point], tolerance: float) -> list[Point]:
    """Douglas and Peucker: leave out points nearer than `tolerance` to the line; the ends stay."""
    if tolerance <= 0 or len(points) < 3:
        return list(points)
    kept = {0, len(points) - 1}
    spans = [(0, len(points) - 1)]
    while spans:
        first, last = spans.pop()
        farthest, distance = first, 0.0
        for index in range(first + 1, last):
            away = _distance(points[index], points[first], points[last])
            if away > distance:
                farthest, distance = index, away
        if distance > tolerance:
            kept.add(farthest)
            spans += [(first, farthest), (farthest, last)]
    return [points[index] for index in sorted(kept)]


def _all_points(topology: Topology, area: Area) -> Iterable[Point]:
    for rings in area.polygons:
        for number in rings[0]:
            yield from topology.read_arc(number)


def _join(
    topology: Topology, ring: Sequence[int], frame: Frame, tolerance: float
) -> list[tuple[float, float]]:
    """The ring's points, rounded to a tenth of a pixel, without the closing one."""
    points: list[Point] = []
    for number in ring:
        # Simplified in its stored direction, so that both neighbours keep the same points.
        forward = [frame.project(p) for p in topology.read_arc(number if number >= 0 else ~number)]
        kept = simplify(forward, tolerance)
        points += (kept if number >= 0 else kept[::-1])[:-1]
    rounded = [(round(x, 1), round(y, 1)) for x, y in points]
    return [p for n, p in enumerate(rounded) if n == 0 or p != rounded[n - 1]]


def _path(points: Sequence[Point]) -> str:
    if not points:
        return ""
    return "M" + "L".join(f"{x:g} {y:g}" for x, y in points) + "Z"


def _distance(point: Point, start: Point, end: Point) -> float:
    """From a point to the piece of line between two others."""
    across, down = end[0] - start[0], end[1] - start[1]
    length = across * across + down * down
    if not length:
        return hypot(point[0] - start[0], point[1] - start[1])
    share = ((point[0] - start[0]) * across + (point[1] - start[1]) * down) / length
    share = min(1.0, max(0.0, share))
    return hypot(
        point[0] - start[0] - share * across,
        point[1] - start[1] - share * down,
    )


def _weigh(ring: Sequence[Point]) -> tuple[float, Point]:
    """The ring's size and its middle."""
    size = x = y = 0.0
    for (x1, y1), (x2, y2) in zip(ring, [*ring[1:], ring[0]], strict=True):
        cross = x1 * y2 - x2 * y1
        size, x, y = size + cross, x + (x1 + x2) * cross, y + (y1 + y2) * cross
    if not size:
        return 0.0, ring[0]
    return abs(size) / 2, (x / (3 * size), y / (3 * size))


def neighbours(topology: Topology, codes: Iterable[str]) -> set[tuple[str, str]]:
    """Pairs of areas of `codes` that share a border line, each once and in order of code."""
    along: dict[int, set[str]] = {}
    for code in codes:
        for rings in topology.areas[code].polygons:
            for arc in (arc for ring in rings for arc in ring):
                along.setdefault(max(arc, ~arc), set()).add(code)
    return {(a, b) for sides in along.values() for a in sides for b in sides if a < b}
