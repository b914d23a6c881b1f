"""Text tables (CSV, TSV): which letters, which delimiter, and every record checked before the first is used."""

import codecs
import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kuea.intake.sheets.cells import Cell
from kuea.intake.sheets.detecting import wrong_type
from kuea.intake.sheets.faults import FaultCode, file_fault
from kuea.intake.sheets.header import LOOK_AT, Heading, find_heading
from kuea.intake.sheets.scanning import MOST_ROWS

_PIECE = 1 << 20
_SAMPLE_RECORDS = LOOK_AT + 5
_DELIMITERS: Final = (",", ";", "\t", "|")
_LONGEST_VALUE = 100_000
_MOST_COLUMNS = 2_000
_MOST_LINES_IN_A_VALUE = 60

_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig", "UTF-8"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
)
_THAI_MARK = re.compile("[\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]")
_THAI_MARK_IN_PLACE = re.compile(
    "(?<=[\u0e01-\u0e3a\u0e40-\u0e4e])[\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]"
)
_THAI = re.compile("[\u0e01-\u0e5b]")
_PLAIN = re.compile("[\x00-\x7f]+")
_ENOUGH_TO_JUDGE = 20_000
_UNUSED_IN_TIS_620 = re.compile("[\x80-\x9f]")
_NOT_TEXT = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")


@dataclass(frozen=True)
class Letters:
    """How the bytes are read as letters, and how that was decided."""

    codec: str
    name: str
    reason: str


@dataclass(frozen=True)
class TextTable:
    """A text table all of whose records have been read once without a fault."""

    path: Path
    letters: Letters
    delimiter: str
    heading: Heading
    last_row: int
    width: int

    def rows(self) -> Iterator[list[Cell]]:
        """Every record from the first of the file on, blank ones too; one record is one row."""
        for _, record in _records(self.path, self.letters.codec, self.delimiter):
            yield list[Cell](record)


def open_text(path: Path, kind: str | None) -> TextTable:
    """Decide letters and delimiter, find the heading, read all records once."""
    letters = read_letters(path)
    delimiter = _delimiter(path, letters.codec, kind)
    head: list[list[Cell]] = []
    last, width = -1, 0
    for number, record in _records(path, letters.codec, delimiter):
        if number < _SAMPLE_RECORDS:
            head.append(list[Cell](record))
        if number > MOST_ROWS:
            raise file_fault(
                FaultCode.TOO_MANY_ROWS, rows=f"มากกว่า {MOST_ROWS:,}", limit=f"{MOST_ROWS:,}"
            )
        filled = _filled(record)
        if filled:
            last, width = number, max(width, filled)
    if last < 0:
        raise file_fault(FaultCode.EMPTY)
    heading = find_heading([row[:width] for row in head], kind)
    if heading is None:
        raise file_fault(FaultCode.EMPTY)
    return TextTable(path, letters, delimiter, heading, last, width)


def read_letters(path: Path) -> Letters:
    """Strictly: the mark at the start, else valid UTF-8, else TIS-620, else Windows-874, else a fault."""
    with path.open("rb") as file:
        start = file.read(4096)
    for mark, codec, name in _BOMS:
        if start.startswith(mark):
            _decode_all(path, codec)
            return Letters(codec, name, f"มีเครื่องหมาย {name} ที่ต้นแฟ้ม")
    if codec := _unmarked_utf16(start):
        _decode_all(path, codec)
        return Letters(codec, "UTF-16", "ไม่มีเครื่องหมายต้นแฟ้ม แต่ไบต์เรียงแบบ UTF-16")
    try:
        plain = _decode_all(path, "utf-8", refuse=False)
    except UnicodeDecodeError:
        return _one_byte(path)
    return Letters(
        "utf-8", "UTF-8", "ทุกตัวอักษรเป็นเลขและอักษรอังกฤษ" if plain else "ทุกไบต์ถูกต้องตาม UTF-8"
    )


def _unmarked_utf16(start: bytes) -> str | None:
    """In UTF-16 nearly every second byte is the page of the letter: 00 for Latin, 0E for Thai."""
    pairs = len(start) // 2
    for codec, pages in (("utf-16-le", start[1::2]), ("utf-16-be", start[0::2])):
        if pairs >= 4 and sum(page in (0x00, 0x0E) for page in pages) > pairs * 0.8:
            return codec
    return None


def _one_byte(path: Path) -> Letters:
    """The two one-byte Thai alphabets agree on every Thai letter; Windows-874 adds a few signs."""
    for codec, name, reason in (
        ("tis-620", "TIS-620", "ไม่ใช่ UTF-8 และทุกไบต์อยู่ในตาราง TIS-620"),
        ("cp874", "Windows-874", "ไม่ใช่ UTF-8 และมีอักขระที่มีเฉพาะใน Windows-874"),
    ):
        try:
            _decode_all(path, codec, refuse=False, must_be_thai=True)
        except UnicodeDecodeError:
            continue
        return Letters(codec, name, reason)
    raise file_fault(FaultCode.ENCODING)


def _decode_all(path: Path, codec: str, *, refuse: bool = True, must_be_thai: bool = False) -> bool:
    """Decode the whole file strictly in pieces; True when it is plain ASCII."""
    decoder = codecs.getincrementaldecoder(codec)("strict")
    plain, high = True, ""
    try:
        with path.open("rb") as file:
            while True:
                piece = file.read(_PIECE)
                text = decoder.decode(piece, final=not piece)
                _refuse_not_text(text)
                if codec == "tis-620" and _UNUSED_IN_TIS_620.search(text):
                    raise UnicodeDecodeError(codec, piece, 0, 1, "no letter has this number")
                plain = plain and text.isascii()
                if must_be_thai and len(high) < _ENOUGH_TO_JUDGE:
                    high += _PLAIN.sub(" ", text[: 10 * _ENOUGH_TO_JUDGE])
                if not piece:
                    break
    except UnicodeDecodeError:
        if not refuse:
            raise
        raise file_fault(FaultCode.ENCODING) from None
    if must_be_thai:
        _refuse_not_thai(high)
    return plain


def _refuse_not_text(text: str) -> None:
    if _NOT_TEXT.search(text):
        raise wrong_type("แฟ้มที่ไม่ใช่ข้อความ", "ส่งตารางรายชื่อเป็น .xlsx .xls .ods หรือ .csv")


def _refuse_not_thai(text: str) -> None:
    """Any bytes decode as Thai; a text that is Thai has its marks after letters and few odd signs.

    In mis-read French or Chinese vowels and tone marks stand anywhere.
    """
    marks, in_place = _THAI_MARK.findall(text), _THAI_MARK_IN_PLACE.findall(text)
    signs = len(text) - text.count(" ")
    if len(in_place) < len(marks) * 0.9 or len(_THAI.findall(text)) < signs * 0.9:
        raise file_fault(FaultCode.ENCODING)


def _delimiter(path: Path, codec: str, kind: str | None) -> str:
    """The delimiter under which the first rows show the most known headings, then the evenest table."""
    with path.open(encoding=codec, newline="") as file:
        first = file.readline(200).strip()
    if said := re.fullmatch(r'"?sep=(.)"?', first, re.IGNORECASE):
        return said[1]
    best, best_rank = ",", (-1, 0, 0)
    for candidate in _DELIMITERS:
        sample: list[Sequence[Cell]] = []
        try:
            for number, record in _records(path, codec, candidate):
                if number >= _SAMPLE_RECORDS:
                    break
                sample.append(record)
        except Exception as error:
            if not hasattr(error, "code"):
                raise
        heading = find_heading(sample, kind)
        widths = [len(row) for row in sample if len(row) > 1]
        even = max((widths.count(width) for width in set(widths)), default=0)
        rank = (heading.score if heading else 0, even, max(widths, default=0))
        if rank > best_rank:
            best, best_rank = candidate, rank
    return best


def _records(path: Path, codec: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Number (from 0) and values of every record; a quoting fault says at which line it began."""
    csv.field_size_limit(_LONGEST_VALUE)
    with path.open(encoding=codec, newline="") as file:
        reader = csv.reader(file, delimiter=delimiter, strict=True)
        number, first_line = 0, 1
        while True:
            try:
                record = next(reader)
            except StopIteration:
                return
            except csv.Error:
                raise _quoting_fault(first_line, number) from None
            lines = reader.line_num - first_line + 1
            if lines > _MOST_LINES_IN_A_VALUE or len(record) > _MOST_COLUMNS:
                raise _quoting_fault(first_line, number)
            if not (
                number == 0 and len(record) <= 2 and record and record[0][:4].lower() == "sep="
            ):
                yield number, record
            else:
                yield number, []
            number, first_line = number + 1, reader.line_num + 1


def _quoting_fault(line: int, number: int) -> Exception:
    return file_fault(FaultCode.QUOTING, f"แถวที่ {number + 1} บรรทัดที่ {line}")


def _filled(record: Sequence[str]) -> int:
    """The number of values up to the last that is not blank."""
    for index in range(len(record) - 1, -1, -1):
        if record[index].strip():
            return index + 1
    return 0
