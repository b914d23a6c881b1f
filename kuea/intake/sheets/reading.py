"""Opening a list somebody sent: one door for every form of table, one named fault for every trouble."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from kuea.intake.sheets.cells import Cell, column_letter, is_blank, number_fault
from kuea.intake.sheets.columnar import ColumnTable, open_columns
from kuea.intake.sheets.columns import ColumnMap, require_columns
from kuea.intake.sheets.delimited import TextTable, open_text
from kuea.intake.sheets.detecting import FileForm, detect_form
from kuea.intake.sheets.faults import FaultCode, RowFault, SheetNote, cell_fault, file_fault
from kuea.intake.sheets.header import Heading, Merge, is_numbering
from kuea.intake.sheets.workbook import Chosen, Grid, open_workbook

MOST_BYTES = 100 * 1024 * 1024


@dataclass
class Sheet:
    """The table of one file. Row numbers count from 1 as the sender sees them."""

    path: Path
    form: FileForm
    name: str
    """The worksheet read; empty for text tables."""
    header: tuple[str, ...]
    """One heading a column; headings over several rows are joined with « › »."""
    header_rows: tuple[int, ...]
    last_row: int
    notes: tuple[SheetNote, ...]
    other_sheets: tuple[str, ...]
    """Worksheets of the same file that look like lists too and were not read."""
    encoding: str
    delimiter: str
    faults: dict[int, tuple[RowFault, ...]]
    """Row number → faults of its cells that the file itself shows (formulas without a value)."""
    _source: Grid | TextTable | ColumnTable = field(repr=False)
    _fill: dict[int, list[tuple[int, int]]] = field(repr=False, default_factory=dict)
    repeated_headers: list[int] = field(default_factory=list)
    """Rows left out because they repeat the heading (printed page after page); known after reading."""

    @property
    def merges(self) -> tuple[Merge, ...]:
        """Merged areas of the worksheet, counted from 0; a text table has none."""
        return getattr(self._source, "merges", ())

    @property
    def rows_at_most(self) -> int:
        """Rows under the heading, blank ones included: what a true progress bar counts against."""
        return self.last_row - self.header_rows[-1]

    def rows(self) -> Iterator[tuple[int, list[Cell]]]:
        """(row number, values) of every row under the heading that is not blank, as it stands in the file."""
        width, first = len(self.header), self.header_rows[-1]
        top = {number: row for number, row in self.top_rows() if number in self.header_rows}
        self.repeated_headers.clear()
        fills: dict[int, tuple[int, Cell]] = {}
        for number, row in enumerate(self._source.rows(), start=1):
            if number <= first:
                continue
            if number > self.last_row:
                return
            row = row[:width] if len(row) >= width else row + [""] * (width - len(row))
            if number not in self.faults and all(map(is_blank, row)):
                continue
            if any(row == heading for heading in top.values()):
                self.repeated_headers.append(number)
                continue
            if number == first + 1 and is_numbering(row):
                continue
            if self._fill:
                _fill_down(number, row, self._fill, fills)
            yield number, row

    def chunks(self, size: int = 2000) -> Iterator[list[tuple[int, list[Cell]]]]:
        """The rows in lots, for writing many at a time."""
        rows = self.rows()
        while lot := list(islice(rows, size)):
            yield lot

    def top_rows(self) -> list[tuple[int, list[Cell]]]:
        """Everything from the first row to the last of the heading, as it stands in the file."""
        found: list[tuple[int, list[Cell]]] = []
        for number, row in enumerate(self._source.rows(), start=1):
            found.append((number, row))
            if number == self.header_rows[-1]:
                break
        return found

    def faults_of(
        self, number: int, row: Sequence[Cell], columns: ColumnMap
    ) -> tuple[RowFault, ...]:
        """Faults that stand in the cells themselves: formulas, errors, 13-digit numbers cut short."""
        found = list(self.faults.get(number, ()))
        index = columns.found.get("citizen_number")
        if index is not None and index < len(row):
            fault = number_fault(row[index], columns.heading(index))
            found += [fault] if fault else []
        return tuple(found)


def open_sheet(
    path: Path | str,
    *,
    max_bytes: int = MOST_BYTES,
    kind: str | None = None,
    sheet_name: str | None = None,
) -> Sheet:
    """Open a list. `kind` sharpens the search for the heading. Every trouble is a SheetFault."""
    path = Path(path)
    try:
        size = path.stat().st_size
        if size > max_bytes:
            raise file_fault(
                FaultCode.TOO_LARGE,
                size=f"{size / 1024 / 1024:,.0f}",
                limit=f"{max_bytes / 1024 / 1024:,.0f}",
            )
        form = detect_form(path)
        if form == FileForm.TEXT:
            sheet = _from_text(path, open_text(path, kind))
        elif form == FileForm.PARQUET:
            sheet = _from_columns(path, open_columns(path))
        else:
            sheet = _from_workbook(path, form, open_workbook(path, form, kind, sheet_name))
    except OSError as error:
        raise file_fault(FaultCode.NOT_THERE) from error
    if next(sheet.rows(), None) is None:
        if (
            kind
        ):  # headings nobody knows are the first thing to put right, more so than no names below
            require_columns(sheet.header, kind)
        raise file_fault(FaultCode.ONLY_HEADERS, sheet.name)
    return sheet


def _from_text(path: Path, table: TextTable) -> Sheet:
    notes = [
        SheetNote("letters", f"อ่านตัวอักษรแบบ {table.letters.name} ({table.letters.reason})"),
        *_heading_notes(table.heading),
    ]
    return Sheet(
        path=path,
        form=FileForm.TEXT,
        name="",
        header=_padded(table.heading.titles, table.width),
        header_rows=tuple(row + 1 for row in table.heading.rows),
        last_row=table.last_row + 1,
        notes=tuple(notes),
        other_sheets=(),
        encoding=table.letters.name,
        delimiter=table.delimiter,
        faults={},
        _source=table,
    )


def _from_columns(path: Path, table: ColumnTable) -> Sheet:
    notes = [SheetNote("columnar", "อ่านตาราง Parquet ทุกค่าเป็นข้อความ")]
    if table.unread:
        letters = ", ".join(map(column_letter, table.unread))
        notes.append(SheetNote("nested", f"คอลัมน์ {letters} เก็บรายการหรือตารางย่อยไว้ในช่อง จึงไม่ได้อ่าน"))
    return Sheet(
        path=path,
        form=FileForm.PARQUET,
        name="",
        header=table.heading.titles,
        header_rows=(1,),
        last_row=table.last_row + 1,
        notes=tuple(notes),
        other_sheets=(),
        encoding="",
        delimiter="",
        faults=table.faults(),
        _source=table,
    )


def _from_workbook(path: Path, form: FileForm, chosen: Chosen) -> Sheet:
    grid = chosen.grid
    assert grid.heading is not None
    fill = _fills(grid.merges, grid.heading.last, grid.last_row, grid.width)
    notes = [*_sheet_notes(chosen), *_heading_notes(grid.heading)]
    if fill:
        notes.append(SheetNote("merged", "มีช่องที่ผสานหลายแถวใต้หัวคอลัมน์ จึงใช้ค่านั้นกับทุกแถวที่ผสานไว้"))
    header = _padded(grid.heading.titles, grid.width)
    return Sheet(
        path=path,
        form=form,
        name=grid.name,
        header=header,
        header_rows=tuple(row + 1 for row in grid.heading.rows),
        last_row=grid.last_row + 1,
        notes=tuple(notes),
        other_sheets=chosen.others,
        encoding="",
        delimiter="",
        faults=_scanned_faults(grid, header),
        _source=grid,
        _fill=fill,
    )


def _padded(titles: tuple[str, ...], width: int) -> tuple[str, ...]:
    return (titles + ("",) * (width - len(titles)))[:width]


def _sheet_notes(chosen: Chosen) -> list[SheetNote]:
    notes: list[SheetNote] = []
    if len(chosen.names) > 1:
        notes.append(
            SheetNote(
                "chose_sheet",
                f"แฟ้มนี้มี {len(chosen.names)} แผ่นงาน อ่านแผ่นงาน “{chosen.grid.name}” "
                "ซึ่งมีหัวคอลัมน์ที่รู้จักมากที่สุด",
            )
        )
    if chosen.others:
        notes.append(
            SheetNote(
                "other_sheets",
                f"แผ่นงานที่ดูเป็นรายชื่อเหมือนกันแต่ยังไม่ได้อ่าน: {', '.join(chosen.others)}",
            )
        )
    return notes


def _heading_notes(heading: Heading) -> list[SheetNote]:
    notes: list[SheetNote] = []
    if heading.rows[0] > 0:
        notes.append(
            SheetNote("header_row", f"พบหัวคอลัมน์ที่แถว {heading.rows[0] + 1} ข้ามบรรทัดชื่อเรื่องด้านบน")
        )
    if len(heading.rows) > 1:
        notes.append(SheetNote("header_rows", f"หัวคอลัมน์มี {len(heading.rows)} แถว อ่านรวมเป็นหัวเดียว"))
    return notes


def _fills(
    merges: Sequence[Merge], heading_last: int, last_row: int, width: int
) -> dict[int, list[tuple[int, int]]]:
    """First row number → (column, last row number) of areas merged downwards under the heading."""
    fills: dict[int, list[tuple[int, int]]] = {}
    for (top, left), (bottom, _) in merges:
        if top > heading_last and bottom > top and left < width:
            fills.setdefault(top + 1, []).append((left, min(bottom, last_row) + 1))
    return fills


def _fill_down(
    number: int,
    row: list[Cell],
    starts: dict[int, list[tuple[int, int]]],
    fills: dict[int, tuple[int, Cell]],
) -> None:
    """What the eye sees in a merged area is the value of each of its rows."""
    for column, (last, value) in list(fills.items()):
        if number > last:
            del fills[column]
        elif row[column] == "":
            row[column] = value
    for column, last in starts.get(number, ()):
        fills[column] = (last, row[column])


def _scanned_faults(grid: Grid, header: Sequence[str]) -> dict[int, tuple[RowFault, ...]]:
    faults: dict[int, list[RowFault]] = {}
    for row, column in grid.scan.without_value:
        faults.setdefault(row + 1, []).append(
            cell_fault(FaultCode.FORMULA_WITHOUT_VALUE, _heading(header, column))
        )
    for (row, column), text in grid.scan.errors.items():
        faults.setdefault(row + 1, []).append(
            cell_fault(FaultCode.ERROR_VALUE, _heading(header, column), text)
        )
    return {number: tuple(found) for number, found in faults.items()}


def _heading(header: Sequence[str], column: int) -> str:
    known = header[column].strip() if column < len(header) else ""
    return known or f"คอลัมน์ {column_letter(column)}"
