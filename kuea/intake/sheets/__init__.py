"""Lists as offices keep them: opened, understood, and given back. Files in, values out; no tables of ours."""

from kuea.intake.sheets.cells import Cell, cell_text, is_blank
from kuea.intake.sheets.columns import ColumnMap, match_columns, require_columns
from kuea.intake.sheets.faults import FaultCode, RowFault, SheetFault, SheetNote
from kuea.intake.sheets.giving_back import GivenBack, write_back
from kuea.intake.sheets.kinds import Field, Kind, Need, all_kinds, load_kind
from kuea.intake.sheets.reading import MOST_BYTES, Sheet, open_sheet
from kuea.intake.sheets.writing import write_csv, write_sheet

__all__ = [
    "MOST_BYTES",
    "Cell",
    "ColumnMap",
    "FaultCode",
    "Field",
    "GivenBack",
    "Kind",
    "Need",
    "RowFault",
    "Sheet",
    "SheetFault",
    "SheetNote",
    "all_kinds",
    "cell_text",
    "is_blank",
    "load_kind",
    "match_columns",
    "open_sheet",
    "require_columns",
    "write_back",
    "write_csv",
    "write_sheet",
]
