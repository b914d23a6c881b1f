"""The file of an export: CSV, XLSX and their Frictionless description in one archive; a watermark in every row."""

import csv
import hashlib
import io
import json
import re
import zipfile
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import xlsxwriter

from kuea.core.exports import safe_cell
from kuea.reporting.export_rows import Column, Taken
from kuea.reporting.labels import EXPORT_KINDS, PURPOSES
from kuea.reporting.models import Export
from kuea.web.thai_format import format_moment

_MARK = Column("watermark", "ลายน้ำ", "D0", lambda row: "")
_NOT_IN_A_NAME = re.compile(r"[^\w\u0e00-\u0e7f.-]+")


def watermark(export: Export) -> str:
    """Who took it, for whom, when, for what: stands in every row, on every printed page and in the file's name."""
    return " · ".join((
        export.code, str(export.asked_by.user), f"ให้ {export.receiver}",
        format_moment(export.asked_at), str(PURPOSES[export.purpose]),
    ))  # fmt: skip


def file_name(export: Export) -> str:
    """Says the same, and holds no character that a file system or a header would misread."""
    day = export.asked_at.strftime("%Y%m%d")
    parts = (export.code, day, export.asked_by.user.get_username(), export.purpose)
    return "_".join(_NOT_IN_A_NAME.sub("-", part)[:60] for part in parts) + ".zip"


def pack(export: Export, taken: Taken) -> bytes:
    """The archive, whole, in memory: nothing of it touches a disk in clear."""
    mark = watermark(export)
    columns = (*taken.columns, _MARK)
    rows = [(*row, mark) for row in taken.rows]
    table = _csv(columns, rows)
    sheet = _xlsx(columns, rows, mark, str(EXPORT_KINDS[export.kind]))
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("rows.csv", table)
        archive.writestr("rows.xlsx", sheet)
        archive.writestr(
            "datapackage.json",
            json.dumps(_describe(export, columns, table, mark), ensure_ascii=False, indent=2),
        )
    return made.getvalue()


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date | datetime):
        return value.isoformat()
    return safe_cell(value) if isinstance(value, str) else str(value)


def _csv(columns: Sequence[Column], rows: Sequence[Sequence[Any]]) -> bytes:
    """With a byte-order mark, so that spreadsheets read Thai."""
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow([column.name for column in columns])
    writer.writerows([[_text(value) for value in row] for row in rows])
    return out.getvalue().encode("utf-8-sig")


def _xlsx(columns: Sequence[Column], rows: Sequence[Sequence[Any]], mark: str, title: str) -> bytes:
    """Every cell is text; the watermark stands above the table too, and in head and foot of the paper."""
    out = io.BytesIO()
    settings = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, settings) as book:
        sheet = book.add_worksheet(title[:31])
        bold, text = book.add_format({"bold": True}), book.add_format({"num_format": "@"})
        sheet.write_string(0, 0, mark, bold)
        for place, column in enumerate(columns):
            sheet.write_string(1, place, column.heading, bold)
            sheet.set_column(place, place, 24, text)
        for number, row in enumerate(rows, 2):
            for place, value in enumerate(row):
                sheet.write_string(number, place, _text(value), text)
        for_paper = mark.replace("&", "&&")[:200]
        sheet.set_header(f"&L{for_paper}")
        sheet.set_footer(f"&L{for_paper[:150]}&Rหน้า &P/&N")
        sheet.set_landscape()
        sheet.repeat_rows(0, 1)
        sheet.freeze_panes(2, 0)
    return out.getvalue()


def _describe(export: Export, columns: Sequence[Column], table: bytes, mark: str) -> dict[str, Any]:
    """Frictionless Data Package (version 1 profile): what every column holds, the file's length and hash."""
    fields = [
        {
            "name": column.name, "title": column.heading, "type": column.kind,
            "description": f"data class {column.data_class}",
        }
        for column in columns
    ]  # fmt: skip
    return {
        "profile": "tabular-data-package", "name": export.code.lower(), "id": export.code,
        "title": str(EXPORT_KINDS[export.kind]), "description": mark,
        "created": export.asked_at.isoformat(timespec="seconds"),
        "keywords": [export.purpose, export.data_class],
        "resources": [{
            "profile": "tabular-data-resource", "name": "rows", "path": "rows.csv", "format": "csv",
            "mediatype": "text/csv", "encoding": "utf-8-sig", "bytes": len(table),
            "hash": f"sha256:{hashlib.sha256(table).hexdigest()}", "schema": {"fields": fields},
        }],
    }  # fmt: skip
