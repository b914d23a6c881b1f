"""A faulty list goes back to its sender as their own sheet, with a column that says what to mend."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from kuea.intake.sheets.cells import Cell
from kuea.intake.sheets.columns import OUR_COLUMNS, our_columns
from kuea.intake.sheets.faults import RowFault
from kuea.intake.sheets.header import spread
from kuea.intake.sheets.reading import Sheet, open_sheet
from kuea.intake.sheets.writing import SheetWriter

_SAMPLE = 200

Faults = Mapping[int, Sequence[RowFault | str]]
"""Row number as in the sender's file → what is wrong with it."""


@dataclass(frozen=True)
class GivenBack:
    """How many rows the sheet has that went back, and how many of them are to be mended."""

    rows: int
    faulty: int


def write_back(
    original_path: Path | str,
    faults_by_row: Faults,
    out_path: Path | str,
    *,
    only_faulty: bool = True,
    kind: str | None = None,
    sheet_name: str | None = None,
) -> GivenBack:
    """The sender's columns in their order, and after them «ปัญหา», «ควรแก้อย่างไร», «แถวในแฟ้มเดิม».

    With `only_faulty` the sound rows are left out, so that the sender mends and sends this file
    alone. `kind` and `sheet_name` must be those the file was read with.
    """
    sheet = open_sheet(original_path, kind=kind, sheet_name=sheet_name)
    keep = _kept_columns(sheet.header)
    heading = _heading_rows(sheet, keep)
    first = len(heading)
    rows = faulty = 0
    with SheetWriter(out_path, title=sheet.name or "รายชื่อที่ต้องแก้") as out:
        out.widths(_sample(sheet, faults_by_row, keep, heading[-1:]))
        for number, values in enumerate(heading):
            out.head(number, values)
        out.freeze(first)
        for number, row in sheet.rows():
            faults = faults_by_row.get(number, ())
            if only_faulty and not faults:
                continue
            values = [row[column] for column in keep] + _remarks(number, faults)
            out.row(first + rows, values, remarks_from=len(keep) if faults else None)
            rows += 1
            faulty += bool(faults)
    return GivenBack(rows, faulty)


def _kept_columns(header: Sequence[str]) -> list[int]:
    """All of the sender's columns; those we added the last time are made anew."""
    ours = our_columns(header)
    return [column for column in range(len(header)) if column not in ours]


def _heading_rows(sheet: Sheet, keep: Sequence[int]) -> list[list[Cell]]:
    """Titles and headings as they stood; a merged heading is repeated over its columns so that it reads alone."""
    width = len(sheet.header)
    top = [row[:width] + [""] * (width - len(row)) for _, row in sheet.top_rows()]
    first = sheet.header_rows[0] - 1
    if len(sheet.header_rows) > 1:
        texts = [["" if value == "" else str(value) for value in row] for row in top[first:]]
        top[first:] = [list[Cell](row) for row in spread(texts, first, sheet.merges)]
    heading: list[list[Cell]] = [[row[column] for column in keep] for row in top]
    # In the first row of the heading: a merged text to their left then cannot seem to cover them.
    for number, row in enumerate(heading):
        row += OUR_COLUMNS if number == first else ("",) * len(OUR_COLUMNS)
    return heading


def _remarks(number: int, faults: Sequence[RowFault | str]) -> list[Cell]:
    if not faults:
        return ["", "", str(number)]
    said = [fault.sentence if isinstance(fault, RowFault) else fault for fault in faults]
    cures = [fault.remedy for fault in faults if isinstance(fault, RowFault) and fault.remedy]
    return ["\n".join(dict.fromkeys(said)), "\n".join(dict.fromkeys(cures)), str(number)]


def _sample(
    sheet: Sheet, faults: Faults, keep: Sequence[int], heading: list[list[Cell]]
) -> list[list[Cell]]:
    """Rows to measure the columns by: of the whole file, some; of the remarks, their usual length."""
    rows = [
        [row[column] for column in keep] + _remarks(number, faults.get(number, ()))
        for number, row in islice(sheet.rows(), _SAMPLE)
    ]
    remarks: list[Cell] = [""] * len(keep) + ["ก" * 40, "ก" * 40, ""]
    return heading + rows + [remarks]
