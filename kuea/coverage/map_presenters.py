"""The map of givers and receivers, and the grid of tambon and group, as shapes, rows and words."""

from collections import Counter
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from kuea.core.map_counts import Figures, tone
from kuea.core.words import GapKind
from kuea.coverage import labels
from kuea.coverage.queries.map_counts import MapFacts, MapPlace
from kuea.offices.borders import Shape, map_of


@dataclass(frozen=True)
class Asked:
    """The filter of the page; `view` says what the colours mean. `by_group`: the gap list knows groups for this duty."""

    group: str = ""
    kind: str = ""
    amphoe: str = ""
    view: str = "need"
    by_group: bool = False


@dataclass(frozen=True)
class MapRow:
    """One tambon in the table. Numbers are None where they are not told; `change` also when no trend is known."""

    place: MapPlace
    figures: Figures | None
    urgent: int | None
    change: int | None
    tone: str
    label: str
    blanks: tuple[str, ...]
    marks: str
    leads: tuple[str, ...]
    gaps_url: str

    @property
    def fallen(self) -> int:
        """By how many fewer wait than a month ago."""
        return -(self.change or 0)

    @property
    def blank_words(self) -> str:
        """What the place still lacks, in words."""
        return ", ".join(str(labels.MAP_BLANKS[code]) for code in self.blanks)


@dataclass(frozen=True)
class MapArea:
    """One shape: the tone of its tambon, what a screen reader says of it, the letters drawn on it."""

    code: str
    words: str
    tone: str
    path_d: str
    x: float
    y: float
    marks: str


@dataclass(frozen=True)
class MapSums:
    """Of all the rows whose numbers are told; `hidden` is how many tambon are not."""

    waiting: int
    urgent: int
    free: int
    short: int
    blank: int
    hidden: int


@dataclass(frozen=True)
class MapView:
    """Everything the page draws: shapes, legend (tone, words, tambon), table rows, sums."""

    view_box: str
    areas: tuple[MapArea, ...]
    amphoe_paths: tuple[str, ...]
    legend: tuple[tuple[str, str, int], ...]
    rows: tuple[MapRow, ...]
    sums: MapSums


def show_map(province_code: str, facts: MapFacts, asked: Asked) -> MapView:
    """The province's map under a filter; the amphoe narrows the table only."""
    figures, reached = (
        facts.figures(asked.group, asked.kind),
        facts.reached(asked.group, asked.kind),
    )
    rows = [_row(place, figures[place.code], reached, facts, asked) for place in facts.places]
    drawn, by_code = map_of(province_code), {row.place.code: row for row in rows}
    shapes = [(shape, by_code[shape.code]) for shape in drawn.tambon if shape.code in by_code]
    return MapView(
        view_box=drawn.view_box,
        areas=tuple(_area(shape, row, asked.view) for shape, row in shapes),
        amphoe_paths=tuple(shape.path_d for shape in drawn.amphoe),
        legend=_legend(rows, asked.view),
        rows=tuple(row for row in rows if asked.amphoe in ("", row.place.amphoe_code)),
        sums=_sums(rows),
    )


def _row(
    place: MapPlace, figures: Figures | None, reached: set[str], facts: MapFacts, asked: Asked
) -> MapRow:
    leads = place.leads_of(asked.group)
    missing = {
        "host": not leads,
        "visit": not place.is_searched,
        "giver": place.code not in reached,
    }
    blanks = tuple(code for code, lacks in missing.items() if lacks)
    tones = {"need": str(tone(figures)), "blank": f"blank_{len(blanks)}", "state": place.state}
    chosen = tones[asked.view]
    return MapRow(
        place=place,
        figures=figures,
        urgent=figures.urgent if figures and place.code not in facts.no_urgent else None,
        change=figures.waiting - figures.before if figures and facts.has_before else None,
        tone=chosen,
        label=str(_words(asked.view)[chosen]),
        blanks=blanks,
        marks="".join(str(labels.MAP_MARKS[code]) for code in blanks),
        leads=leads,
        gaps_url=gaps_url(place.code, asked),
    )


def gaps_url(tambon: str, asked: Asked) -> str:
    """The gap list of a tambon; of a group too for those who may ask for one."""
    query = {"tambon": tambon}
    if asked.group and asked.by_group:
        query["group"] = asked.group
    else:
        query["kind"] = GapKind.NO_MATCH.value
    return f"{reverse('coverage:gaps')}?{urlencode(query)}"


def _words(view: str) -> dict[str, labels.Words]:
    return {
        "need": labels.MAP_TONES, "blank": labels.MAP_BLANK_COUNTS, "state": labels.TAMBON_STATES,
    }[view]  # fmt: skip


def _area(shape: Shape, row: MapRow, view: str) -> MapArea:
    told = [row.label]
    if view == "need" and row.figures:
        told.append(
            _("รอ %(waiting)s แรงว่าง %(free)s") % {"waiting": row.figures.waiting, "free": row.figures.free}
        )  # fmt: skip
    if view == "blank" and row.blanks:
        told.append(row.blank_words)
    marks = row.marks if view == "blank" else ""
    return MapArea(
        shape.code, f"{row.place.name}: {' · '.join(told)}", row.tone, shape.path_d,
        shape.label_x, shape.label_y, marks,
    )  # fmt: skip


def _legend(rows: list[MapRow], view: str) -> tuple[tuple[str, str, int], ...]:
    counted = Counter(row.tone for row in rows)
    return tuple(
        (code, str(words), counted[code])
        for code, words in _words(view).items()
        if code != "hidden" or counted[code]
    )


def _sums(rows: list[MapRow]) -> MapSums:
    told = [row.figures for row in rows if row.figures]
    return MapSums(
        waiting=sum(each.waiting for each in told),
        urgent=sum(row.urgent or 0 for row in rows),
        free=sum(each.free for each in told),
        short=sum(each.short for each in told),
        blank=sum(bool(row.blanks) for row in rows),
        hidden=len(rows) - len(told),
    )
