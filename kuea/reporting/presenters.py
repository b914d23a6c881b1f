"""Boards and maps in words and shapes."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from kuea.offices.borders import map_of
from kuea.offices.models import Province
from kuea.reporting import labels
from kuea.reporting.queries import Board, BoardRow


@dataclass(frozen=True)
class RowView:
    """A board row with its words."""

    row: BoardRow
    state_label: str
    next_step: str
    points: tuple[tuple[str, int], ...]


def show_row(row: BoardRow) -> RowView:
    label = str(labels.TAMBON_STATES[row.state])
    if row.accepted_gaps:
        label = _("%(state)s โดยมีช่องว่างที่กรรมการรับไว้ %(n)s เรื่อง") % {
            "state": label,
            "n": row.accepted_gaps,
        }
    points = tuple((str(labels.WHY_OPEN[code]), count) for code, count in row.open_points)
    return RowView(row, label, str(labels.NEXT_STEPS[row.state]), points)


@dataclass(frozen=True)
class MapArea:
    code: str
    name: str
    state: str
    label: str
    path_d: str
    x: float
    y: float


@dataclass(frozen=True)
class MapView:
    """The province drawn by us: `view_box` and its tambon, coloured and hatched by state."""

    view_box: str
    areas: tuple[MapArea, ...]
    amphoe_paths: tuple[str, ...]


def show_map(province: Province, board: Board) -> MapView:
    by_code = {row.code: row for row in board.rows}
    drawn = map_of(province.code)
    areas = []
    for shape in drawn.tambon:
        row = by_code.get(shape.code)
        if row is not None:
            label = str(labels.TAMBON_STATES[row.state])
            areas.append(
                MapArea(
                    row.code, row.name, row.state, label, shape.path_d, shape.label_x, shape.label_y
                )
            )
    return MapView(drawn.view_box, tuple(areas), tuple(shape.path_d for shape in drawn.amphoe))


def show_legend(board: Board) -> list[tuple[str, str, int]]:
    """State, its words, how many tambon: in the stated order."""
    return [(state, str(labels.TAMBON_STATES[state]), count) for state, count in board.by_state]
