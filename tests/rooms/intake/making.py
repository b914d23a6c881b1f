"""Files as strangers send them, made byte by byte for the tests."""

import io
import struct
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
from msoffcrypto.format.ooxml import OOXMLFile

HEADER = ("ลำดับ", "เลขประจำตัวประชาชน", "ชื่อ-สกุล", "บ้านเลขที่", "หมู่ที่", "ตำบล")
ROWS = (
    (1, "0-0000-00001-01-1", "นายสมมติ ใจดี", "1/2", 3, "บางพูน"),
    (2, "", "น้ำทิพย์", "", "", "บางกะดี"),
)


def xlsx(path: Path, *rows: tuple[Any, ...], name: str = "รายชื่อ") -> Path:
    """A workbook of one sheet."""
    return book(path, {name: rows})


def book(path: Path, sheets: dict[str, tuple[tuple[Any, ...], ...]], **merges: list[str]) -> Path:
    """A workbook of several sheets, with merged areas by sheet name."""
    work = openpyxl.Workbook()
    work.remove(work.active)
    for name, rows in sheets.items():
        sheet = work.create_sheet(name)
        for row in rows:
            sheet.append(row)
        for area in merges.get(name, ()):
            sheet.merge_cells(area)
    work.save(path)
    return path


def csv(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


def locked_xlsx(path: Path) -> Path:
    """A workbook behind a password, as Excel makes it."""
    plain = io.BytesIO(xlsx(path, HEADER, *ROWS).read_bytes())
    locked = io.BytesIO()
    OOXMLFile(plain).encrypt("secret", locked)
    path.write_bytes(locked.getvalue())
    return path


def repacked(path: Path, changes: dict[str, bytes]) -> Path:
    """The same archive with some parts replaced or added."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in (parts | changes).items():
            archive.writestr(name, content)
    return path


def part(path: Path, name: str = "xl/worksheets/sheet1.xml") -> bytes:
    with zipfile.ZipFile(path) as archive:
        return archive.read(name)


_ODS_SPACES = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
)


def ods(path: Path, *rows: tuple[str, ...], tail: str = "", manifest: str = "") -> Path:
    """An OpenDocument sheet of texts."""
    lines = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{value}</text:p></table:table-cell>'
            for value in row
        )
        + "</table:table-row>"
        for row in rows
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {_ODS_SPACES}>'
        f'<office:body><office:spreadsheet><table:table table:name="รายชื่อ">{lines}{tail}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
        archive.writestr(
            "META-INF/manifest.xml", manifest or '<?xml version="1.0"?><manifest></manifest>'
        )
    return path


def xls(path: Path, *rows: tuple[Any, ...], locked: bool = False) -> Path:
    """An Excel 97 workbook of one sheet."""
    path.write_bytes(ole("Workbook", _biff(rows, locked)))
    return path


def _record(number: int, body: bytes) -> bytes:
    return struct.pack("<HH", number, len(body)) + body


def _biff(rows: tuple[tuple[Any, ...], ...], locked: bool) -> bytes:
    cells = b""
    for r, row in enumerate(rows):
        for c, value in enumerate(row):
            if isinstance(value, int | float):
                cells += _record(0x0203, struct.pack("<HHHd", r, c, 0, value))
            elif value:
                text = value.encode("utf-16-le")
                cells += _record(0x0204, struct.pack("<HHHHB", r, c, 0, len(value), 1) + text)
    size = struct.pack("<IIHHH", 0, len(rows), 0, max(map(len, rows)), 0)
    sheet = (
        _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 0))
        + _record(0x0200, size)
        + cells
        + _record(0x000A, b"")
    )
    start = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 0))
    if locked:
        start += _record(0x002F, struct.pack("<HHH", 1, 1, 1) + b"\x11" * 48)
    name = "รายชื่อ"
    bound_length = 4 + 4 + 2 + 2 + 2 * len(name)
    offset = len(start) + bound_length + 4
    bound = struct.pack("<IHBB", offset, 0, len(name), 1) + name.encode("utf-16-le")
    return start + _record(0x0085, bound) + _record(0x000A, b"") + sheet


def ole(stream: str, content: bytes) -> bytes:
    """The old Office wrapping around one stream."""
    content = content.ljust(4096, b"\x00")
    content += b"\x00" * (-len(content) % 512)
    sectors = len(content) // 512
    free, end, fat_mark = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
    chain = [fat_mark, end] + [i + 3 for i in range(sectors - 1)] + [end]
    fats = -(-len(chain) // 128)
    assert fats == 1, "one table of sectors is enough for the tests"
    fat = struct.pack("<128I", *(chain + [free] * (128 - len(chain))))
    header = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + b"\x00" * 16
        + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6)
        + b"\x00" * 6
        + struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, end, 0, end, 0)
        + struct.pack("<109I", 0, *([free] * 108))
    )
    entries = _entry("Root Entry", 5, 1, end, 0) + _entry(stream, 2, free, 2, len(content))
    return header + fat + entries.ljust(512, b"\x00") + content


def _entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
    text = name.encode("utf-16-le") + b"\x00\x00"
    return (
        text.ljust(64, b"\x00")
        + struct.pack("<HBBIII", len(text), kind, 1, 0xFFFFFFFF, 0xFFFFFFFF, child)
        + b"\x00" * 36
        + struct.pack("<IQ", start, size)
    )
