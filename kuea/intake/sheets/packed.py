"""Looking through an archive before anything unpacks it: bombs, lying sizes, far-away cells, formulas.

The fast reader lays a sheet out as a full rectangle; one stray cell at XFD1048576 would ask for
half a terabyte and end the program. So every part is streamed through here first, in small pieces.
Only a sheet in which something stands out is gone through a second time (`scanning.py`).
"""

import re
import xml.parsers.expat
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from kuea.intake.sheets.faults import FaultCode, file_fault
from kuea.intake.sheets.scanning import (
    MOST_CELLS,
    SheetScan,
    guard_repeats,
    scan_every_cell,
    scan_marked_cells,
)

_MOST_UNPACKED = 1_000_000_000
_MOST_ONE_TEXT_PART = 300_000_000
_TIGHT_FROM, _TIGHTEST = 100_000_000, 250
"""From this size on, real lists pack to no better than 1 : 250 (they reach about 1 : 30)."""
_PIECE = 1 << 20
_OVERLAP = 200
_MOST_PARTS = 20_000

Found = TypeVar("Found")

_MARKED = (b"<f", b't="e"')
"""Formulas and error values as every office program writes them."""
_DECLARES = tuple(
    mark.encode(letters)
    for mark in ("<!DOCTYPE", "<!ENTITY")
    for letters in ("utf-8", "utf-16-le", "utf-16-be")
)
"""Wherever they stand: a text in a cell cannot hold a bare «<». In both orders of two-byte letters too."""
_UNUSUAL_CELL = re.compile(
    rb'<c(?: r="(?:[A-Za-z]{3}[0-9]|[D-Zd-z][A-Za-z][0-9]|[A-Za-z]{0,2}(?:[2-9][0-9]{5}|[0-9]{7}))'
    rb'|(?! r="|[A-Za-z]))'
)
"""A cell beyond column CZ or row 199,999 (until there, no sheet is larger than MOST_CELLS), or one
written in a valid but rare way, whose place only a real parser knows."""


def look_through(path: Path, form: str) -> dict[str, SheetScan]:
    """Stream every part of the archive; part name → scan, for sheets where something stood out."""
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            _guard_sizes(parts)
            scans: dict[str, SheetScan] = {}
            for info in parts:
                look = _read(archive, info, _look)
                if form == "ods" and info.filename == "content.xml":
                    _read(archive, info, guard_repeats)
                elif look.is_sheet and (look.is_unusual or look.is_marked):
                    quick = None if look.is_unusual else _read(archive, info, scan_marked_cells)
                    scans[info.filename] = quick or _read(archive, info, scan_every_cell)
            return scans
    except (
        zipfile.BadZipFile,
        zipfile.LargeZipFile,
        zlib.error,
        xml.parsers.expat.ExpatError,
        EOFError,
        OSError,
        NotImplementedError,
        RuntimeError,
        ValueError,
        OverflowError,
        LookupError,
    ) as error:
        raise file_fault(FaultCode.BROKEN) from error


def _guard_sizes(parts: list[zipfile.ZipInfo]) -> None:
    unpacked = sum(info.file_size for info in parts)
    packed = sum(info.compress_size for info in parts)
    tight = unpacked > _TIGHT_FROM and unpacked > packed * _TIGHTEST
    texts = max((info.file_size for info in parts if _is_text(info.filename)), default=0)
    if unpacked > _MOST_UNPACKED or tight or len(parts) > _MOST_PARTS:
        raise file_fault(FaultCode.PACKED_TOO_TIGHT)
    if texts > _MOST_ONE_TEXT_PART:
        raise file_fault(FaultCode.PACKED_TOO_TIGHT)


def _is_text(name: str) -> bool:
    """Parts the reader holds in memory whole: shared texts and styles."""
    return name.lower().endswith(("sharedstrings.xml", "styles.xml", "workbook.xml", ".rels"))


def _read(
    archive: zipfile.ZipFile, info: zipfile.ZipInfo, reader: Callable[[Iterator[bytes]], Found]
) -> Found:
    """Give the part to a reader in pieces. A part longer than it claims, or damaged, is an error here."""
    with archive.open(info) as file:
        return reader(iter(lambda: file.read(_PIECE), b""))


@dataclass
class _Look:
    is_sheet: bool = False
    is_marked: bool = False
    is_unusual: bool = False


def _look(pieces: Iterator[bytes]) -> _Look:
    """Is it a sheet, and does anything stand out? Reads the part to its end, which checks its sum."""
    look, cells, kept = _Look(), 0, b""
    for piece in pieces:
        window = kept + piece
        if not look.is_sheet:
            # The reader goes by this element alone, however far down it stands and whatever stands around it.
            look.is_sheet, look.is_unusual = b"sheetData" in window, b":sheetData" in window
        if any(mark in window for mark in _DECLARES):
            raise ValueError("a workbook declares no document types and no entities")
        if look.is_sheet:
            cells += piece.count(b"<c")
            look.is_marked = look.is_marked or any(mark in window for mark in _MARKED)
            look.is_unusual = look.is_unusual or _is_unusual(window, len(window) - _OVERLAP // 2)
        kept = window[-_OVERLAP:]
    # Nothing follows the last window: what was left there for the next one is looked at now.
    look.is_unusual = look.is_unusual or (look.is_sheet and _is_unusual(kept, len(kept)))
    if cells > MOST_CELLS:
        raise file_fault(FaultCode.TOO_MANY_CELLS, cells=f"{cells:,}")
    return look


def _is_unusual(window: bytes, until: int) -> bool:
    """Whether such a cell begins before `until`: a tag cut at a window's end is whole at the next one's start."""
    found = _UNUSUAL_CELL.search(window)
    return b":c" in window or (found is not None and found.start() < until)
