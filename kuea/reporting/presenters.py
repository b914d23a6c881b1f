"""Boards and maps in words and shapes."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from kuea.core.words import GapKind, Role
from kuea.offices.borders import map_of
from kuea.offices.models import Duty, Province
from kuea.reporting import labels
from kuea.reporting.queries import Board, BoardRow


@dataclass(frozen=True)
class Point:
    """One number of what still wants a hand; `url` is its list, or nothing when the duty may not see it."""

    label: str
    count: int
    url: str = ""


GAPS_BEHIND = {
    "not_searched": {"kind": GapKind.NOT_SEARCHED.value},
    "needs_without_carer": {"kind": GapKind.NO_MATCH.value},
    "first_helps_overdue": {"kind": GapKind.CARE_OVERDUE.value, "late": "first_help"},
    "visits_overdue": {"kind": GapKind.CARE_OVERDUE.value, "late": "visit"},
}
SEE_GAPS = (Role.SECRETARY, Role.CHAIR, Role.MEMBER, Role.HOST_COORDINATOR, Role.LOCAL_OFFICER)


def point_url(code: str, tambon: str, duty: Duty) -> str:
    """The list behind a number: villages for everybody of the board, gaps and cases for whom they are."""
    if code == "no_host":
        return reverse("reporting:tambon", args=[tambon]) + "?villages=no_host"
    if code in GAPS_BEHIND and duty.role in SEE_GAPS:
        return f"{reverse('coverage:gaps')}?{urlencode({'tambon': tambon, **GAPS_BEHIND[code]})}"
    if code == "leads_past_forum_limit" and duty.role == Role.SECRETARY:
        return f"{reverse('finding:leads')}?{urlencode({'show': 'forum_late', 'tambon': tambon})}"
    return ""


@dataclass(frozen=True)
class RowView:
    """A board row with its words."""

    row: BoardRow
    state_label: str
    next_step: str
    points: tuple[Point, ...]


def show_row(row: BoardRow, duty: Duty | None = None) -> RowView:
    """With a `duty` every number knows the list behind it that this duty may see."""
    label = str(labels.TAMBON_STATES[row.state])
    if row.accepted_gaps:
        label = _("%(state)s โดยมีช่องว่างที่กรรมการรับไว้ %(n)s เรื่อง") % {
            "state": label,
            "n": row.accepted_gaps,
        }
    points = tuple(
        Point(str(labels.WHY_OPEN[code]), count, point_url(code, row.code, duty) if duty else "")
        for code, count in row.open_points
    )
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
