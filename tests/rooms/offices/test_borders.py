"""The map of a province: every tambon is a closed shape inside the frame, and neighbours meet."""

import re

import pytest

from kuea.core.borders import Topology, make_frame, read_topology, simplify
from kuea.offices.actions import load_places
from kuea.offices.borders import map_of, tambon_shapes

SMALL = """{"type": "Topology", "transform": {"scale": [0.1, 0.1], "translate": [100, 14]},
 "arcs": [[[10, 0], [0, 10]], [[10, 10], [-10, 0], [0, -10], [10, 0]], [[10, 0], [10, 0], [0, 10], [-10, 0]]],
 "objects": {"layer": {"type": "GeometryCollection", "geometries": [
  {"type": "Polygon", "arcs": [[0, 1]], "properties": {"code": "1", "name_th": "ซ้าย"}},
  {"type": "MultiPolygon", "arcs": [[[2, -1]]], "properties": {"code": "2", "name_th": "ขวา"}}]}}}"""


@pytest.fixture
def places(db):
    load_places()


def corners(path: str) -> list[tuple[float, float]]:
    return [(float(x), float(y)) for x, y in re.findall(r"([\d.]+) ([\d.]+)", path)]


def test_every_tambon_of_the_sample_province_is_drawn_inside_the_frame(places):
    drawn = map_of("13")
    _, _, width, height = (float(part) for part in drawn.view_box.split())
    assert len(drawn.tambon) == 60
    assert len(drawn.amphoe) == 7
    for shape in drawn.tambon + drawn.amphoe:
        assert re.fullmatch(r"(M[\d. L]+Z)+", shape.path_d), shape.code
        assert len(corners(shape.path_d)) >= 3
        assert all(0 <= x <= width and 0 <= y <= height for x, y in corners(shape.path_d))
        assert 0 < shape.label_x < width and 0 < shape.label_y < height


def test_neighbours_share_the_points_of_their_border(places):
    points = {shape.code: set(corners(shape.path_d)) for shape in tambon_shapes("13")}
    assert all(
        any(own & other for code, other in points.items() if code != mine)
        for mine, own in points.items()
    )


def test_khwaeng_without_a_border_of_its_own_stands_in_its_neighbours_shape(places):
    drawn = map_of("10")
    shared = next(shape for shape in drawn.tambon if "100910" in shape.codes)
    assert shared.code == "100905"
    assert sum(len(shape.codes) for shape in drawn.tambon) == 180


def test_second_look_is_not_drawn_again(places):
    assert map_of("13") is map_of("13")


def test_province_without_known_tambon_has_an_empty_map(world):
    assert map_of("14").tambon == ()


def test_arc_of_a_negative_number_is_read_backwards():
    topology: Topology = read_topology(SMALL)
    assert topology.read_arc(~0) == topology.read_arc(0)[::-1]
    frame = make_frame(topology, ["1", "2"], size=1000, margin=0)
    assert (frame.width, frame.height) == (1000, round(1000 / 2 / frame.squeeze))


def test_simplified_line_keeps_its_ends_and_its_corner():
    line = [(0.0, 0.0), (1.0, 0.1), (2.0, 0.0), (2.0, 5.0)]
    assert simplify(line, 0.5) == [(0.0, 0.0), (2.0, 0.0), (2.0, 5.0)]
    assert simplify(line, 0) == line
