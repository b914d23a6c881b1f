"""The grid of tambon and group (P4, R61): who leads each cell, and which cells still want a host."""

from collections import defaultdict
from dataclasses import dataclass, field

from kuea.giving.models import AreaAssignment
from kuea.giving.queries.areas import groups_in_use
from kuea.offices.models import Place, Province


@dataclass(frozen=True)
class Cell:
    """One group in one tambon. `lead` leads the whole tambon; villages may have their own leads."""

    group_code: str
    group_name: str
    lead: str
    lead_id: int | None
    lead_state: str
    supporting: int
    waiting: int
    villages_led: int
    villages: int

    @property
    def is_open(self) -> bool:
        """No active host leads it: neither the tambon nor every one of its villages."""
        if self.lead_state == "active":
            return False
        return self.villages == 0 or self.villages_led < self.villages


@dataclass(frozen=True)
class GridRow:
    code: str
    name: str
    cells: tuple[Cell, ...]

    @property
    def open_cells(self) -> int:
        return sum(cell.is_open for cell in self.cells)


@dataclass(frozen=True)
class AmphoeRows:
    code: str
    name: str
    rows: tuple[GridRow, ...]


@dataclass(frozen=True)
class Grid:
    """`groups` are (code, name); the one column before adoption is every group, code ""."""

    groups: tuple[tuple[str, str], ...]
    amphoe: tuple[AmphoeRows, ...]

    @property
    def cells(self) -> int:
        return sum(len(row.cells) for part in self.amphoe for row in part.rows)

    @property
    def open_cells(self) -> int:
        return sum(row.open_cells for part in self.amphoe for row in part.rows)


@dataclass
class _At:
    """Assignments of one place and group code."""

    lead: AreaAssignment | None = None
    supporting: set[int] = field(default_factory=set)
    waiting: int = 0


def grid(province: Province, amphoe: str | None = None) -> Grid:
    """The whole province, or one amphoe; five queries however many tambon."""
    groups = tuple((group.code, group.name) for group in groups_in_use(province))
    at = _read_assignments(province)
    places = Place.objects.filter(code__startswith=amphoe or province.code, valid_to=None)
    villages: dict[str, list[str]] = defaultdict(list)
    for code in places.filter(level=Place.Level.VILLAGE).values_list("code", flat=True):
        villages[code[:6]].append(code)
    parts: dict[str, list[GridRow]] = defaultdict(list)
    for place in places.filter(level=Place.Level.TAMBON).order_by("code"):
        cells = tuple(
            _cell(at, place.code, group, villages[place.code]) for group in groups or (("", ""),)
        )
        parts[place.code[:4]].append(GridRow(place.code, place.name_th, cells))
    names = dict(Place.objects.filter(code__in=parts).values_list("code", "name_th"))
    return Grid(
        groups=groups or (("", ""),),
        amphoe=tuple(
            AmphoeRows(code, names.get(code, code), tuple(rows)) for code, rows in parts.items()
        ),
    )


def _read_assignments(province: Province) -> dict[tuple[str, str], _At]:
    at: dict[tuple[str, str], _At] = defaultdict(_At)
    rows = AreaAssignment.objects.filter(host__organisation__province=province).exclude(
        state="ended"
    )
    for row in rows.select_related("host__organisation"):
        held = at[row.place_id, row.group_code]
        if row.state != "current":
            held.waiting += 1
        elif row.is_lead:
            held.lead = row
        else:
            held.supporting.add(row.host_id)
    return at


def _cell(
    at: dict[tuple[str, str], _At], tambon: str, named: tuple[str, str], villages: list[str]
) -> Cell:
    group, name = named
    keys = [(tambon, group)] if not group else [(tambon, group), (tambon, "")]
    held = [at[key] for key in keys if key in at]
    leads = [row.lead for row in held if row.lead]
    working = [lead for lead in leads if lead.host.state == "active"]
    lead = next(iter(working or leads), None)
    led = sum(
        any(
            (own := at.get((village, code))) and own.lead and own.lead.host.state == "active"
            for code in {group, ""}
        )
        for village in villages
    )
    return Cell(
        group_code=group,
        group_name=name,
        lead=lead.host.organisation.name if lead else "",
        lead_id=lead.host_id if lead else None,
        lead_state=lead.host.state if lead else "",
        supporting=len(set().union(*(row.supporting for row in held))),
        waiting=sum(row.waiting for row in held),
        villages_led=led,
        villages=len(villages),
    )
