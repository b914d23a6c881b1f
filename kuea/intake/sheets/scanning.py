"""Going through one sheet of a workbook: formulas without a value, errors, how far filled cells reach."""

import re
import xml.parsers.expat
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape

from kuea.intake.sheets.faults import FaultCode, file_fault

MOST_CELLS = 25_000_000
MOST_ROWS = 1_100_000
"""Rows of one list: as many as one worksheet of the usual programs can hold, and a little more."""


@dataclass
class SheetScan:
    """What was found; rows and columns count from 0."""

    last_row: int = -1
    last_column: int = -1
    without_value: list[tuple[int, int]] = field(default_factory=list)
    errors: dict[tuple[int, int], str] = field(default_factory=dict)


_FORMULA_OR_ERROR = re.compile(rb"<f[ >/]|t=\"e\"")
_REFERENCE = re.compile(rb' r="([A-Z]{1,3})([0-9]{1,7})"')
_VALUE = re.compile(rb"<(?:v|t)(?: [^>]*)?>([^<]+)<")
_LONGEST_CELL = 1 << 20


def scan_marked_cells(pieces: Iterator[bytes]) -> SheetScan | None:
    """Look only at cells with a formula or an error; nothing when the sheet is not written plainly."""
    scan, kept = SheetScan(), b""
    for piece in pieces:
        window = kept + piece
        end = window.rfind(b"</c>") + 4
        if end < 4:
            kept = window
        else:
            if not _scan_window(window[:end], scan):
                return None
            kept = window[end:]
        if len(kept) > 2 * _LONGEST_CELL:
            return None
    return scan


def _scan_window(window: bytes, scan: SheetScan) -> bool:
    done = 0
    for mark in _FORMULA_OR_ERROR.finditer(window):
        if mark.start() < done:
            continue
        start = window.rfind(b"<c ", done, mark.start())
        done = window.find(b"</c>", mark.start())
        cell = window[start:done]
        reference = _REFERENCE.search(cell, 0, cell.find(b">"))
        if start < 0 or done < 0 or not reference:
            return False
        place = _position(reference[1].decode() + reference[2].decode())
        value = _VALUE.search(cell)
        opening = cell[: cell.find(b">")]
        if b't="e"' in opening:
            scan.errors[place] = unescape(value[1].decode("utf-8", "replace")) if value else ""
        elif not value and b't="str"' not in opening:  # a formula may well give an empty text
            scan.without_value.append(place)
    return True


class _CellReader:
    """Follows one sheet cell by cell: how far filled cells reach, and formulas without a value."""

    def __init__(self) -> None:
        self.scan = SheetScan()
        self.row, self.column = -1, -1
        self.has_formula, self.has_value, self.is_error = False, False, False
        self.reading, self.text = False, ""
        self.parser = xml.parsers.expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.characters

    def start(self, name: str, attributes: dict[str, str]) -> None:
        name = name.rpartition(":")[2]
        if name == "c":
            self._start_cell(attributes)
        elif name == "row":
            self.row = int(attributes["r"]) - 1 if "r" in attributes else self.row + 1
            self.column = -1
        elif name == "f":
            self.has_formula = True
        elif name in ("v", "t"):
            self.reading = True

    def _start_cell(self, attributes: dict[str, str]) -> None:
        self.column += 1
        if reference := attributes.get("r"):
            self.row, self.column = _position(reference)
        self.has_formula, self.has_value = False, attributes.get("t") == "str"
        self.is_error = attributes.get("t") == "e"
        self.text = ""

    def characters(self, text: str) -> None:
        if self.reading:
            self.has_value = True
            if self.is_error:
                self.text += text

    def end(self, name: str) -> None:
        name = name.rpartition(":")[2]
        if name in ("v", "t"):
            self.reading = False
        elif name == "c":
            self._end_cell()

    def _end_cell(self) -> None:
        if self.is_error:
            self.scan.errors[self.row, self.column] = self.text
        elif self.has_formula and not self.has_value:
            self.scan.without_value.append((self.row, self.column))
        if self.has_value or self.has_formula:
            self.scan.last_row = max(self.scan.last_row, self.row)
            self.scan.last_column = max(self.scan.last_column, self.column)


def _position(reference: str) -> tuple[int, int]:
    """B3 → (2, 1)."""
    letters = reference.rstrip("0123456789")
    if not letters.isascii() or not letters.isalpha() or len(letters) > 4:
        raise ValueError("not a cell reference")
    column = 0
    for letter in letters.upper():
        column = column * 26 + ord(letter) - 64
    return int(reference[len(letters) :]) - 1, column - 1


def scan_every_cell(pieces: Iterator[bytes]) -> SheetScan:
    reader = _CellReader()
    for piece in pieces:
        reader.parser.Parse(piece)
    reader.parser.Parse(b"", True)
    _guard_area(reader.scan.last_row + 1, reader.scan.last_column + 1)
    return reader.scan


def _guard_area(rows: int, columns: int) -> None:
    if rows * columns > MOST_CELLS:
        raise file_fault(FaultCode.TOO_MANY_CELLS, cells=f"{rows * columns:,}")


class _RepeatReader:
    """How large the tables of an ODS file become when their repeated rows and cells are written out."""

    def __init__(self) -> None:
        self.rows = self.columns = self.filled_rows = self.filled_columns = 0
        self.row_repeat = self.cell_repeat = 1
        self.row_filled = False
        self.parser = xml.parsers.expat.ParserCreate()
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end

    def start(self, name: str, attributes: dict[str, str]) -> None:
        name = name.rpartition(":")[2]
        if name == "table":
            self.rows = self.filled_rows = self.filled_columns = 0
        elif name == "table-row":
            self.row_repeat = int(attributes.get("table:number-rows-repeated", 1))
            self.columns, self.row_filled = 0, False
        elif name in ("table-cell", "covered-table-cell"):
            self.columns += int(attributes.get("table:number-columns-repeated", 1))
            if any(key.startswith("office:") for key in attributes):
                self.filled()
        elif name == "p":
            self.filled()

    def filled(self) -> None:
        self.row_filled = True
        self.filled_columns = max(self.filled_columns, self.columns)

    def end(self, name: str) -> None:
        if name.rpartition(":")[2] != "table-row":
            return
        self.rows += self.row_repeat
        if self.row_filled:
            self.filled_rows = self.rows
            _guard_area(self.filled_rows, self.filled_columns)


def guard_repeats(pieces: Iterator[bytes]) -> None:
    reader = _RepeatReader()
    for piece in pieces:
        reader.parser.Parse(piece)
    reader.parser.Parse(b"", True)
