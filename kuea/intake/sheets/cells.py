"""One cell of somebody's sheet: kept as it came, and how it looks as text."""

import re
from datetime import date, datetime, time, timedelta

from kuea.core.thai import NumberStatus, read_citizen_number
from kuea.intake.sheets.faults import FaultCode, RowFault, cell_fault

Cell = str | int | float | bool | date | datetime | time | timedelta

_ZERO_WIDTH = re.compile("[\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u200b-\u200f\u2060\ufeff]")


def cell_text(value: Cell) -> str:
    """The value as a person would write it: whole numbers without .0, days as ISO dates."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


def is_blank(value: Cell) -> bool:
    """Nothing a person could see."""
    return isinstance(value, str) and not value.strip(" \t\r\n\u00a0\u200b\ufeff")


def number_fault(value: Cell, column: str) -> RowFault | None:
    """The fault of a 13-digit number that a spreadsheet cut short (1.10E+12); whole floats are no fault."""
    if read_citizen_number(cell_text(value)).status is not NumberStatus.FLOAT_DAMAGED:
        return None
    return cell_fault(FaultCode.DIGITS_LOST, column, cell_text(value))


def column_letter(index: int) -> str:
    """0 → A, 26 → AA: the name of a column as a spreadsheet shows it."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def shown_width(text: str) -> int:
    """How many columns of type a text takes: Thai vowels and tone marks above or below take none."""
    longest = max(text.splitlines() or [""], key=len)
    return len(_ZERO_WIDTH.sub("", longest))
