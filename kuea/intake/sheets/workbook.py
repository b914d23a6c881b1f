"""Workbooks (XLSX, XLS, ODS): which sheet holds the list, and its cells as they were saved."""

import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import python_calamine as calamine

from kuea.intake.sheets.cells import Cell
from kuea.intake.sheets.detecting import FileForm
from kuea.intake.sheets.faults import FaultCode, file_fault
from kuea.intake.sheets.header import LOOK_AT, Heading, Merge, find_heading
from kuea.intake.sheets.packed import look_through
from kuea.intake.sheets.scanning import MOST_CELLS, SheetScan
from kuea.intake.sheets.trial import survives

_HEAD_ROWS = LOOK_AT + 5


@dataclass
class Grid:
    """One sheet of a workbook, read lazily. Rows count from 0 as in the file."""

    name: str
    last_row: int
    width: int
    source: Any
    left: int
    heading: Heading | None = None
    merges: tuple[Merge, ...] = ()
    scan: SheetScan = field(default_factory=SheetScan)
    hidden: bool = False

    def rows(self) -> Iterator[list[Cell]]:
        """Every row from the first of the file on, blank ones too."""
        pad: list[Cell] = [""] * self.left
        count = 0
        for row in self.source.iter_rows():
            whole = [
                int(value) if type(value) is float and value.is_integer() else value
                for value in row
            ]
            yield pad + whole if pad else whole
            count += 1
        for _ in range(count, self.last_row + 1):  # formulas without a value below the last value
            yield []

    def head(self) -> list[list[Cell]]:
        rows = []
        for row in self.rows():
            rows.append(row)
            if len(rows) >= _HEAD_ROWS:
                break
        return rows


@dataclass(frozen=True)
class Chosen:
    """The sheet taken, and the others that look like lists too."""

    grid: Grid
    names: tuple[str, ...]
    others: tuple[str, ...]


def open_workbook(path: Path, form: FileForm, kind: str | None, sheet_name: str | None) -> Chosen:
    """The sheet with the most known headings (the first when equal), or the one asked for."""
    scans: dict[str, SheetScan] = {}
    if form in (FileForm.XLSX, FileForm.ODS):
        scans = look_through(path, form.value)
    if form == FileForm.ODS:
        _refuse_locked_ods(path)
    if form == FileForm.XLS and not survives(path):
        raise file_fault(FaultCode.BROKEN)
    parts = _sheet_parts(path) if form == FileForm.XLSX and scans else {}
    # Opened by us, so that its contents decide what it is and not the end of its name.
    with path.open("rb") as file:
        with _guarded():
            book = calamine.CalamineWorkbook.from_filelike(file)
            sheets = [m for m in book.sheets_metadata if m.typ == calamine.SheetTypeEnum.WorkSheet]
        names = tuple(meta.name for meta in sheets)
        if sheet_name is not None:
            sheets = [meta for meta in sheets if meta.name == sheet_name]
            if not sheets:
                raise file_fault(FaultCode.NO_SUCH_SHEET, name=sheet_name, names=", ".join(names))
        grids = (
            _grid(book, meta, scans.get(parts.get(meta.name, ""), SheetScan()), kind)
            for meta in sheets
        )
        best, others = _choose(grids)
    return Chosen(best, names, tuple(name for name in names if name in others))


def _choose(grids: Iterator[Grid | None]) -> tuple[Grid, list[str]]:
    """The best of the sheets, of which only two are held at a time, and the names of other lists."""
    best: Grid | None = None
    others: list[str] = []
    for grid in grids:
        if grid is None:
            continue
        loser: Grid | None = grid
        if best is None or _rank(grid) > _rank(best):
            best, loser = grid, best
        if loser is not None and loser.heading is not None and loser.heading.score >= 2:
            others.append(loser.name)
    if best is None:
        raise file_fault(FaultCode.EMPTY)
    return best, others


def _rank(grid: Grid) -> tuple[int, bool, bool]:
    score = grid.heading.score if grid.heading else 0
    return (score, not grid.hidden, grid.last_row > (grid.heading.last if grid.heading else 0))


def _grid(book: Any, meta: Any, scan: SheetScan, kind: str | None) -> Grid | None:
    """One sheet with its heading; nothing for an empty one."""
    with _guarded():
        source = book.get_sheet_by_name(meta.name)
        start, end = source.start, source.end
        if start is None or end is None:
            return None
        merges = tuple(source.merged_cell_ranges or ())
    if (end[0] + 1) * (end[1] + 1) > MOST_CELLS:
        raise file_fault(
            FaultCode.TOO_MANY_CELLS, meta.name, cells=f"{(end[0] + 1) * (end[1] + 1):,}"
        )
    hidden = meta.visible != calamine.SheetVisibleEnum.Visible
    last = max([end[0], *(row for row, _ in (*scan.without_value, *scan.errors))])
    grid = Grid(meta.name, last, end[1] + 1, source, start[1], None, merges, scan, hidden)
    with _guarded():
        grid.heading = find_heading(grid.head(), kind, merges)
    return grid if grid.heading else None


class _guarded:
    """Whatever the reader says about a stranger's file becomes one of our faults, a crash of it too."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, calamine.PasswordError):
            raise file_fault(FaultCode.PASSWORD) from error
        if isinstance(error, calamine.CalamineError | OSError | ValueError | OverflowError):
            raise file_fault(FaultCode.BROKEN) from error
        if type(error).__name__ == "PanicException":  # no class to import; not even an Exception
            raise file_fault(FaultCode.BROKEN) from error


def _refuse_locked_ods(path: Path) -> None:
    with zipfile.ZipFile(path) as archive:
        if "META-INF/manifest.xml" in archive.namelist():
            manifest = archive.read("META-INF/manifest.xml")
            if b"encryption-data" in manifest:
                raise file_fault(FaultCode.PASSWORD)


def _sheet_parts(path: Path) -> dict[str, str]:
    """Sheet name → its part in the archive."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = {name.lower(): name for name in archive.namelist()}
            book = ElementTree.fromstring(archive.read(names["xl/workbook.xml"]))  # nosec B314  # after packed.py
            rels = ElementTree.fromstring(archive.read(names["xl/_rels/workbook.xml.rels"]))  # nosec B314
    except (LookupError, ElementTree.ParseError, zipfile.BadZipFile, OSError, ValueError) as error:
        raise file_fault(FaultCode.BROKEN) from error
    targets = {rel.get("Id"): rel.get("Target", "") for rel in rels}
    parts: dict[str, str] = {}
    for element in book.iter():
        if element.tag.rpartition("}")[2] != "sheet":
            continue
        rel_id = next((v for k, v in element.attrib.items() if re.search(r"\}id$", k)), None)
        target = targets.get(rel_id, "")
        full = target.lstrip("/") if target.startswith("/") else posixpath.join("xl", target)
        parts[element.get("name", "")] = names.get(posixpath.normpath(full).lower(), full)
    return parts
