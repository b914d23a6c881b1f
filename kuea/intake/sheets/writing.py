"""Writing tables that people open in a spreadsheet: a text stays a text, whatever it begins with."""

import csv
import math
import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from itertools import chain, islice
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import xlsxwriter

from kuea.intake.sheets.cells import Cell, cell_text, shown_width

_FONT = {"font_name": "Sarabun", "font_size": 11}
_LONGEST_TEXT = 32_767
_MOST_EXACT = 99_999_999_999
"""Longer whole numbers are somebody's or something's number, not a quantity: written as text."""
_SAMPLE, _NARROWEST, _WIDEST = 200, 8, 48
_BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_NOT_IN_SHEET_NAMES = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_FIRST_DAY = date(1900, 3, 1)
"""Spreadsheets disagree about the days before it."""
_NO_LETTER = re.compile("[\ud800-\udfff\ufffe\uffff]")


class SheetWriter:
    """An XLSX file written row by row in little memory. Nothing written can become a formula or a link."""

    def __init__(self, path: Path | str, *, title: str) -> None:
        options: dict[str, Any] = {
            "constant_memory": True,
            "tmpdir": str(Path(path).parent),  # its rows wait where the file itself stands
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "nan_inf_to_errors": False,
        }
        self._book = xlsxwriter.Workbook(str(path), options)
        self._sheet = self._book.add_worksheet(sheet_name_for(title))
        self._sheet.set_default_row(18)
        self._sheet.set_header("&C" + title.replace("&", "&&")[:200])
        self._book.set_properties({"title": title})
        self._styles = {
            name: self._book.add_format({**_FONT, **style})
            for name, style in {
                "plain": {},
                "text": {"num_format": "@"},
                "day": {"num_format": "dd/mm/yyyy"},
                "moment": {"num_format": "dd/mm/yyyy hh:mm"},
                "clock": {"num_format": "hh:mm"},
                "head": {"bold": True, "text_wrap": True, "valign": "top", "bottom": 1},
                "remark": {"text_wrap": True, "valign": "top", "bg_color": "#FFF4D6"},
            }.items()
        }

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._book.close()

    def widths(self, rows: Iterable[Sequence[Cell]]) -> None:
        """Columns as wide as what they show, Thai marks above and below counted as nothing."""
        widest: dict[int, int] = {}
        for row in rows:
            for column, value in enumerate(row):
                widest[column] = max(widest.get(column, 0), shown_width(cell_text(value)))
        for column, width in widest.items():
            self._sheet.set_column(column, column, min(max(width * 1.1 + 2, _NARROWEST), _WIDEST))

    def head(self, row: int, values: Sequence[Cell]) -> None:
        for column, value in enumerate(values):
            if value != "":
                self._text(row, column, cell_text(value), "head")

    def freeze(self, rows: int) -> None:
        """Keep the heading in sight, and print it on every page."""
        self._sheet.freeze_panes(rows, 0)
        self._sheet.repeat_rows(max(rows - 1, 0))
        self._sheet.set_landscape()
        self._sheet.set_paper(9)
        self._sheet.fit_to_pages(1, 0)

    def row(self, row: int, values: Sequence[Cell], *, remarks_from: int | None = None) -> None:
        """One row; columns from `remarks_from` on are set off by colour."""
        for column, value in enumerate(values):
            if value != "" and remarks_from is not None and column >= remarks_from:
                self._text(row, column, cell_text(value), "remark")
            else:
                self._value(row, column, value)

    def _value(self, row: int, column: int, value: Cell) -> None:
        if value == "" and isinstance(value, str):
            return
        if isinstance(value, bool):
            self._sheet.write_boolean(row, column, value, self._styles["plain"])
        elif isinstance(value, int | float) and _is_quantity(value):
            self._sheet.write_number(row, column, value, self._styles["plain"])
        elif isinstance(value, date | time) and (style := _clock_style(value)):
            self._sheet.write_datetime(row, column, value, self._styles[style])
        else:
            self._text(row, column, cell_text(value), "text")

    def _text(self, row: int, column: int, text: str, style: str) -> None:
        text = _NO_LETTER.sub("\ufffd", text)
        if len(text) > _LONGEST_TEXT:
            text = text[: _LONGEST_TEXT - 1] + "…"
        self._sheet.write_string(row, column, text, self._styles[style])


def _is_quantity(value: float) -> bool:
    return math.isfinite(value) and abs(value) <= _MOST_EXACT


def _clock_style(value: date | time) -> str | None:
    """How a day or time is shown; nothing for those a spreadsheet cannot hold exactly."""
    if isinstance(value, time):
        return None if value.tzinfo else "clock"
    if isinstance(value, datetime):
        if value.tzinfo or value.date() < _FIRST_DAY:
            return None
        return "day" if value.time() == time() else "moment"
    return "day" if value >= _FIRST_DAY else None


def sheet_name_for(title: str) -> str:
    """A worksheet's name may have 31 letters and no brackets or slashes."""
    allowed = " ".join(_NOT_IN_SHEET_NAMES.sub(" ", _NO_LETTER.sub("", title)).split())
    name = allowed.strip(" '")[:31].strip(" '")
    return name if name and name.lower() != "history" else "รายชื่อ"


def write_sheet(
    path: Path | str, header: Sequence[str], rows: Iterable[Sequence[Cell]], *, title: str
) -> int:
    """An XLSX file with the heading in its first row; the number of rows written."""
    coming = iter(rows)
    sample = list(islice(coming, _SAMPLE))
    count = 0
    with SheetWriter(path, title=title) as sheet:
        sheet.widths([header, *sample])
        sheet.head(0, header)
        sheet.freeze(1)
        for count, row in enumerate(chain(sample, coming), start=1):
            sheet.row(count, row)
    return count


def write_csv(path: Path | str, header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> int:
    """A CSV file (UTF-8 with its mark, so that Excel reads Thai); the number of rows written.

    A text that a spreadsheet would run as a formula gets an apostrophe before it.
    """
    count = 0
    with Path(path).open("w", encoding="utf-8-sig", newline="", errors="replace") as file:
        writer = csv.writer(file)
        writer.writerow([safe_text(value) for value in header])
        for row in rows:
            writer.writerow([safe_text(value) for value in row])
            count += 1
    return count


def safe_text(value: Cell) -> str:
    """The value for a CSV file: never the start of a formula. Numbers, and a lone dash, stay as they are."""
    text = cell_text(value)
    if not isinstance(value, str) or text.strip() == "-":
        return text
    return f"'{text}" if text.lstrip(" \u00a0").startswith(_BEGINS_A_FORMULA) else text
