"""Where the table begins: titles above it, headings over one to three rows, merged cells."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from kuea.intake.sheets.cells import Cell, cell_text, is_blank
from kuea.intake.sheets.kinds import JOINED, all_kinds, load_kind

LOOK_AT = 20
"""The heading is looked for in this many rows; offices put up to a dozen lines of title above."""
_DEEPEST = 3

Merge = tuple[tuple[int, int], tuple[int, int]]
"""First and last cell of a merged area, each (row, column) from 0, both included."""


@dataclass(frozen=True)
class Heading:
    """The heading of a table: its rows (from 0, as in the file) and one text for each column."""

    rows: tuple[int, ...]
    titles: tuple[str, ...]
    score: int
    """How many different fields its columns are recognised as."""

    @property
    def last(self) -> int:
        return self.rows[-1]


def find_heading(
    head: Sequence[Sequence[Cell]], kind: str | None, merges: Sequence[Merge] = ()
) -> Heading | None:
    """The rows most of whose cells are headings we know; the fewest and the first when equal.

    Without any known heading: the first of the rows with most words, so that the sender is told
    which headings were read.
    """
    rows = [[_title(value) for value in row] for row in head[: LOOK_AT + _DEEPEST]]
    best: Heading | None = None
    for depth in range(1, _DEEPEST + 1):
        for top in range(min(LOOK_AT, len(rows) - depth + 1)):
            chosen = rows[top : top + depth]
            if not _any(chosen[0]) or not _any(chosen[-1]):
                continue
            titles = _joined(chosen, top, merges)
            score = _score(titles, kind)
            if score and (best is None or score > best.score):
                best = Heading(tuple(range(top, top + depth)), titles, score)
    if best is None:
        return _wordiest(rows)
    return _with_merged_rows(best, rows, merges)


def _title(value: Cell) -> str:
    return "" if is_blank(value) else cell_text(value).strip()


def _any(row: Sequence[str]) -> bool:
    return any(row)


def _score(titles: Sequence[str], kind: str | None) -> int:
    return len({field for title in titles if title and (field := _field(title, kind))})


@lru_cache(maxsize=20_000)
def _field(title: str, kind: str | None) -> str | None:
    for known in (load_kind(kind),) if kind else all_kinds():
        if recognised := known.recognise(title, may_guess=False):
            return recognised.field
    return None


def _joined(rows: Sequence[list[str]], top: int, merges: Sequence[Merge]) -> tuple[str, ...]:
    """One text a column from the heading's rows: «ที่อยู่ › ตำบล»."""
    if len(rows) == 1:
        return tuple(rows[0])
    filled = spread(rows, top, merges)
    return tuple(
        JOINED.join(dict.fromkeys(part for part in column if part))
        for column in zip(*filled, strict=True)
    )


def spread(rows: Sequence[list[str]], top: int, merges: Sequence[Merge]) -> list[list[str]]:
    """The heading's rows with a merged text repeated over the columns it stands above.

    Files that carry no merges (CSV, ODS) still look so: a text, blanks after it, and texts below
    all of them.
    """
    width = max(len(row) for row in rows)
    filled = [list(row) + [""] * (width - len(row)) for row in rows]
    merged: set[tuple[int, int]] = set()
    for (row, left), (last_row, right) in merges:
        if not top <= row < top + len(rows):
            continue
        merged.update((row, column) for column in range(left, min(right, width - 1) + 1))
        for column in range(left + 1, min(right, width - 1) + 1):
            for below in range(row, min(last_row, row) + 1):
                filled[below - top][column] = filled[below - top][column] or filled[row - top][left]
    for depth, texts in enumerate(filled[:-1]):
        for column in range(1, width):
            blank = not texts[column] and (top + depth, column) not in merged
            below, left_below = filled[depth + 1][column], filled[depth + 1][column - 1]
            if blank and below and left_below and (top + depth, column - 1) not in merged:
                texts[column] = texts[column - 1]
    return filled


def _with_merged_rows(
    found: Heading, rows: Sequence[list[str]], merges: Sequence[Merge]
) -> Heading:
    """A heading cell merged downwards says that the rows it covers are heading too."""
    last = found.last
    for (row, left), (last_row, _) in merges:
        if row in found.rows and left < len(found.titles) and last_row < row + _DEEPEST:
            last = max(last, min(last_row, len(rows) - 1))
    if last == found.last:
        return found
    covered = tuple(range(found.rows[0], last + 1))
    titles = _joined(rows[covered[0] : last + 1], covered[0], merges)
    return Heading(covered, titles, found.score)


def _wordiest(rows: Sequence[list[str]]) -> Heading | None:
    counts = [sum(1 for text in row if text) for row in rows[:LOOK_AT]]
    if not any(counts):
        return None
    row = counts.index(max(counts))
    return Heading((row,), tuple(rows[row]), 0)


def is_numbering(row: Sequence[Cell]) -> bool:
    """A line under the heading that only numbers the columns: (1) (2) (3) …"""
    texts = [cell_text(value).strip(" ()[].") for value in row if not is_blank(value)]
    return len(texts) >= 3 and texts == [str(number) for number in range(1, len(texts) + 1)]
