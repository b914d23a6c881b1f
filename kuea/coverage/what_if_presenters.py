"""Before and after of a what-if question, and the table of the next giver, as rows with words."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from kuea.coverage.queries.problem import KINDS
from kuea.coverage.queries.what_if import REACH_KM, Covered, Ground, next_givers
from kuea.people.labels import help_kind_label

MOST_ROWS = 20


@dataclass(frozen=True)
class ChangeRow:
    """One line of before and after: matters asked for, placed before, placed after."""

    words: str
    asked: int
    before: int
    after: int

    @property
    def change(self) -> int:
        return self.after - self.before

    @property
    def lost(self) -> int:
        """By how many fewer are placed, without the sign."""
        return -self.change


@dataclass(frozen=True)
class NextRow:
    """One place and kind: what the first, second and third giver more would place; `url` tries the first."""

    tambon: str
    kind: str
    gains: tuple[int, ...]
    url: str


def show_change(
    ground: Ground, after: Covered, names: dict[str, str]
) -> tuple[list[ChangeRow], list[ChangeRow], list[ChangeRow]]:
    """Totals (all, urgent); the kinds that change; the tambon that change most, at most twenty."""
    before = ground.before
    totals = [
        ChangeRow("all", before.asked, before.placed, after.placed),
        ChangeRow("urgent", before.urgent, before.urgent_placed, after.urgent_placed),
    ]
    kinds = [
        ChangeRow(str(help_kind_label(kind)), int(was[0]), int(was[1]), int(now[1]))
        for kind, was, now in zip(KINDS, before.by_kind, after.by_kind, strict=True)
    ]
    places = [
        ChangeRow(names.get(code, code), int(was[0]), int(was[1]), int(now[1]))
        for code, was, now in zip(ground.tambon, before.by_tambon, after.by_tambon, strict=True)
    ]
    moved = sorted((row for row in places if row.change), key=lambda row: -abs(row.change))
    return totals, [row for row in kinds if row.change], moved[:MOST_ROWS]


def show_next(ground: Ground, names: dict[str, str]) -> list[NextRow]:
    """The best places and kinds, best first."""
    found: dict[tuple[int, int], list[int]] = {}
    for row in next_givers(ground):
        found.setdefault((row.tambon, row.kind), []).append(row.needs_gained)
    return [
        NextRow(
            names.get(ground.tambon[tambon], ground.tambon[tambon]),
            str(help_kind_label(KINDS[kind])),
            tuple(gains),
            f"{reverse('coverage:what_if')}?"
            + urlencode(
                {"act": "add", "tambon": ground.tambon[tambon], "kind": KINDS[kind], "places": 4, "km": REACH_KM}
            ),
        )
        for (tambon, kind), gains in found.items()
        if gains[0]
    ]  # fmt: skip
