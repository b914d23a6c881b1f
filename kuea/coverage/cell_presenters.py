"""The grid of tambon and group: who leads each cell, how many are cared for there, and what is lacking (P4, R61)."""

from dataclasses import dataclass, replace

from kuea.core.map_counts import Figures
from kuea.coverage.map_presenters import Asked, gaps_url
from kuea.coverage.queries.map_counts import MapFacts, MapPlace


@dataclass(frozen=True)
class CellView:
    """One group in one tambon. `figures` and `cared` (people in care) are None where they are not told."""

    group_name: str
    leads: tuple[str, ...]
    cared: int | None
    figures: Figures | None
    gaps_url: str

    @property
    def more_leads(self) -> int:
        """How many hosts lead here beside the first: villages may have their own."""
        return max(len(self.leads) - 1, 0)


@dataclass(frozen=True)
class CellRow:
    """A tambon with its cells in the order of the groups; `total` is of every group together."""

    place: MapPlace
    cells: tuple[CellView, ...]
    total: Figures
    is_hidden: bool
    gaps_url: str


def show_cells(facts: MapFacts, asked: Asked) -> tuple[CellRow, ...]:
    """The rows of the asked amphoe (or all); before groups are adopted there is one column for everybody."""
    groups = facts.groups or (("", ""),)
    by_group = {code: facts.figures(code, asked.kind) for code, _ in groups}
    totals = facts.figures("", asked.kind)
    rows = []
    for place in facts.places:
        if asked.amphoe not in ("", place.amphoe_code):
            continue
        cells = tuple(
            CellView(
                group_name=name,
                leads=place.leads_of(code),
                cared=None
                if by_group[code][place.code] is None
                else facts.cared.get((place.code, code), 0),
                figures=by_group[code][place.code],
                gaps_url=gaps_url(place.code, replace(asked, group=code)),
            )
            for code, name in groups
        )
        rows.append(
            CellRow(
                place=place,
                cells=cells,
                total=totals[place.code] or Figures(),
                is_hidden=any(cell.figures is None for cell in cells),
                gaps_url=gaps_url(place.code, replace(asked, group="")),
            )
        )
    return tuple(rows)
