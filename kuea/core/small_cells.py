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
    """A small cell whose value follows from what is shown: its edge is a bridge."""
    for cell in sorted(hidden):
        if is_small(whole[cell[0]][cell[1]]) and not _other_way(cell, hidden):
            return cell
    return None


def _other_way(cell: Cell, hidden: set[Cell]) -> bool:
    """Whether the cell's row is still joined to its column without the cell."""
    start, goal = ("row", cell[0]), ("column", cell[1])
    reached, waiting = {start}, [start]
    while waiting:
        kind, number = waiting.pop()
        for r, c in hidden - {cell}:
            here, there = (r, ("column", c)) if kind == "row" else (c, ("row", r))
            if here == number and there not in reached:
                reached.add(there)
                waiting.append(there)
    return goal in reached


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
