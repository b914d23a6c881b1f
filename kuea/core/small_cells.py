"""Small cells (rule 10 of 3.3): 1–4 persons are never shown, nor what would give them back by subtraction.

A table is rows × columns of counts, shown with the totals of its rows and columns and a grand total. Every count of
1–4, totals included, is hidden (primary). Then more is hidden (complementary) until no small count can be worked out:
hidden cells are the edges between their row and their column, and a value is determined by the shown totals exactly
when its edge is a bridge of that graph (every other hidden cell lies on a ring round which one may be added and taken
away in turn; noughts are never hidden, so that there is room both ways). The smallest shown count of the lines of such
a bridge is hidden next, counts before totals. Method: complementary suppression, Hundepool et al. 2012, ch. 4; the
audit by bridges: Gusfield 1988, "A graph theoretic approach to statistical data security".
"""

from collections.abc import Sequence
from dataclasses import dataclass

SMALLEST = 5
"""Counts below this, but not nought, are hidden."""

Cell = tuple[int, int]


def is_small(count: int) -> bool:
    return 0 < count < SMALLEST


@dataclass(frozen=True, slots=True)
class Shown:
    """What may be shown: None where hidden. `rows[r]`, `columns[c]` and `total` are the totals."""

    cells: tuple[tuple[int | None, ...], ...]
    rows: tuple[int | None, ...]
    columns: tuple[int | None, ...]
    total: int | None


def suppress(table: Sequence[Sequence[int]]) -> Shown:
    """The table with its totals, as it may be published.

    Raises `ValueError` for rows of different length, an empty table or a negative count.
    """
    width = len(table[0]) if table else 0
    if not width or any(len(row) != width for row in table) or min(map(min, table)) < 0:
        raise ValueError("rows of one length, counts of nought or more")
    whole = [[*row, sum(row)] for row in table]
    whole.append([sum(column) for column in zip(*whole, strict=True)])
    hidden = {
        (r, c) for r, row in enumerate(whole) for c, count in enumerate(row) if is_small(count)
    }
    while (told := _recoverable(whole, hidden)) is not None:
        hidden.add(_next_to_hide(whole, hidden, told))
    shown = [
        tuple(None if (r, c) in hidden else count for c, count in enumerate(row))
        for r, row in enumerate(whole)
    ]
    return Shown(
        tuple(row[:-1] for row in shown[:-1]), tuple(row[-1] for row in shown[:-1]), shown[-1][:-1], shown[-1][-1]
    )  # fmt: skip


def _recoverable(whole: Sequence[Sequence[int]], hidden: set[Cell]) -> Cell | None:
    """The first small cell whose value follows from what is shown: its edge is a bridge."""
    bridges = _bridges(hidden)
    return min((cell for cell in bridges if is_small(whole[cell[0]][cell[1]])), default=None)


def _bridges(hidden: set[Cell]) -> set[Cell]:
    """Cells without which their row and their column are no longer joined, all in one walk (Tarjan 1974).

    Rows are the nodes 0, 1, …; columns are -1, -2, … . A cell is a bridge when nothing below it in the walk
    reaches back above it.
    """
    near: dict[int, list[tuple[int, Cell]]] = {}
    for cell in sorted(hidden):
        row, column = cell[0], -1 - cell[1]
        near.setdefault(row, []).append((column, cell))
        near.setdefault(column, []).append((row, cell))
    seen: dict[int, int] = {}
    lowest: dict[int, int] = {}
    found: set[Cell] = set()
    for start in near:
        if start not in seen:
            _walk(start, near, seen, lowest, found)
    return found


def _walk(
    start: int,
    near: dict[int, list[tuple[int, Cell]]],
    seen: dict[int, int],
    lowest: dict[int, int],
    found: set[Cell],
) -> None:
    """Depth first from `start`, without recursion: provinces have hundreds of tambon."""
    seen[start] = lowest[start] = len(seen)
    path: list[tuple[int, Cell | None, int]] = [(start, None, 0)]
    while path:
        node, came_by, place = path.pop()
        if place < len(near[node]):
            path.append((node, came_by, place + 1))
            other, cell = near[node][place]
            if other not in seen:
                seen[other] = lowest[other] = len(seen)
                path.append((other, cell, 0))
            elif cell != came_by:
                lowest[node] = min(lowest[node], seen[other])
        elif came_by is not None:
            above = path[-1][0]
            lowest[above] = min(lowest[above], lowest[node])
            if lowest[node] > seen[above]:
                found.add(came_by)


def _next_to_hide(whole: Sequence[Sequence[int]], hidden: set[Cell], told: Cell) -> Cell:
    """The smallest shown count in the lines of the cell, noughts never, counts before totals; else anywhere."""
    last = (len(whole) - 1, len(whole[0]) - 1)
    left = [
        (r, c)
        for r, row in enumerate(whole)
        for c, count in enumerate(row)
        if count and (r, c) not in hidden
    ]
    near = [cell for cell in left if cell[0] == told[0] or cell[1] == told[1]] or left
    return min(
        near,
        key=lambda cell: (cell[0] == last[0] or cell[1] == last[1], whole[cell[0]][cell[1]], cell),
    )
