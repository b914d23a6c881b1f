"""Seeing the whole without changing it: the coverage board and what stands behind each of its numbers."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.conf import settings
from django.db.models import Count, Q, QuerySet

from kuea.core.coverage_states import COMPLETE_STATES, TambonState
from kuea.core.rights import Kind, Reach, sights_of
from kuea.core.small_cells import Shown, suppress
from kuea.core.words import Role
from kuea.coverage.models import TambonCoverage, VillageCoverage
from kuea.finding.models import Case
from kuea.offices.models import Duty, Place, Province
from kuea.reporting import frozen
from kuea.reporting.models import RegisterSnapshot

STATE_ORDER = tuple(state.value for state in TambonState)


@dataclass(frozen=True)
class BoardRow:
    """One tambon of the board. `open_points` are (code, count) of what keeps it from being covered."""

    code: str
    name: str
    amphoe_code: str
    amphoe: str
    state: str
    accepted_gaps: int
    five_k: tuple[str | None, ...]
    linked: bool
    villages: int
    cases: int
    open_points: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Board:
    """A province at this moment. The totals equal the sum of the rows (I18)."""

    rows: tuple[BoardRow, ...]
    by_state: tuple[tuple[str, int], ...]
    complete: bool

    @property
    def covered(self) -> int:
        return sum(row.state in COMPLETE_STATES for row in self.rows)

    @property
    def open_rows(self) -> tuple[BoardRow, ...]:
        return tuple(row for row in self.rows if row.state not in COMPLETE_STATES)


OPEN_POINTS = (
    "no_host", "not_searched", "leads_past_forum_limit", "needs_without_carer", "first_helps_overdue",
    "visits_overdue",
)  # fmt: skip


def tambon_of(duty: Duty) -> QuerySet[Place]:
    """The tambon a duty sees the state of: its province's, or its own area's, in official order."""
    places = Place.objects.filter(
        level="tambon", valid_to=None, code__startswith=duty.province_id or "-"
    )
    sights = sights_of(Kind.STATE, Role(duty.role))
    if all(sight.reach is Reach.AREA for sight in sights):
        inside = reduce(or_, (Q(code__startswith=code) for code in duty.area_codes), Q(pk=None))
        places = places.filter(inside)
    return places.select_related("parent").order_by("code")


def board_of(duty: Duty) -> Board:
    """The board as this duty sees it."""
    return _board(duty.province, tambon_of(duty))


def read_board(province: Province) -> Board:
    """Every tambon of the province in official order; one that was never computed is uncovered (I12)."""
    places = Place.objects.filter(level="tambon", valid_to=None, code__startswith=province.code)
    return _board(province, places.select_related("parent").order_by("code"))


def _board(province: Province, places: QuerySet[Place]) -> Board:
    known = {row.pk: row for row in TambonCoverage.objects.filter(province=province)}
    rows = tuple(_board_row(place, known.get(place.code)) for place in places)
    counted = Counter(row.state for row in rows)
    return Board(
        rows=rows,
        by_state=tuple((state, counted[state]) for state in STATE_ORDER),
        complete=bool(rows) and all(row.state in COMPLETE_STATES for row in rows),
    )


def _board_row(place: Place, kept: TambonCoverage | None) -> BoardRow:
    counts = kept.counts if kept else {}
    five = kept.five_k if kept else {}
    return BoardRow(
        code=place.code,
        name=place.name_th,
        amphoe_code=place.parent_id or "",
        amphoe=place.parent.name_th if place.parent else "",
        state=kept.state if kept else TambonState.UNCOVERED.value,
        accepted_gaps=kept.accepted_gaps if kept else 0,
        five_k=tuple(five.get(f"k{number}") for number in range(1, 6)),
        linked=bool(five.get("linked")),
        villages=counts.get("villages", 0),
        cases=sum(counts.get("cases", {}).values()),
        open_points=tuple((code, counts[code]) for code in OPEN_POINTS if counts.get(code)),
    )


def villages_of(tambon: Place) -> QuerySet[VillageCoverage]:
    """The villages of a tambon with their states, by number."""
    return (
        VillageCoverage.objects.filter(tambon=tambon)
        .select_related("village")
        .order_by("village_id")
    )


NATION_COUNTS: dict[str, tuple[str, ...]] = {
    "waiting": ("registered", "waiting", "matched"),
    "in_care": ("in_care", "transferred"),
    "self_managing": ("self_managing",),
}
"""Columns of the ministry's table, and the states of cases each counts."""


def nation_rows() -> list[tuple[Province, Board]]:
    """Every province with its board: for the ministry, which sees places and safe counts, never people (A24)."""
    provinces = Province.objects.select_related("place", "edition").order_by("place__name_th")
    return [(province, read_board(province)) for province in provinces]


def count_nation(provinces: Sequence[Province]) -> Shown | None:
    """People by province and column, small cells hidden with what would give them back (3.3, rule 10).

    Sealed cases count here: below the province they stand in no number.
    """
    if not provinces:
        return None
    found = Counter(
        {
            (row["province_id"], row["state"]): row["n"]
            for row in Case.objects.values("province_id", "state")
            .annotate(n=Count("pk"))
            .order_by()
        }
    )
    return suppress(
        [
            [
                sum(found[province.pk, state] for state in states)
                for states in NATION_COUNTS.values()
            ]
            for province in provinces
        ]
    )


def check_snapshot(snapshot: RegisterSnapshot) -> bool:
    """Whether the frozen files still say exactly what they said (I19)."""
    folder = settings.SNAPSHOTS / snapshot.folder
    if not folder.is_dir():
        return False
    same_content = frozen.content_hash(frozen.read_tables(folder)) == snapshot.content_sha256
    return same_content and frozen.compute_figures(folder) == snapshot.figures
