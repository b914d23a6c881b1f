"""What a file really is, by its first bytes and its contents, whatever its name says."""

import zipfile
from enum import StrEnum
from pathlib import Path
from typing import Final

import olefile

from kuea.intake.sheets.faults import FaultCode, SheetFault, file_fault


class FileForm(StrEnum):
    """The forms of table we read."""

    XLSX = "xlsx"
    XLS = "xls"
    ODS = "ods"
    PARQUET = "parquet"
    TEXT = "csv"  # CSV and TSV: comma, semicolon, tab or bar between the values


_PARQUET: Final = (b"PAR1", b"PARE")
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SAVE_AS = "เปิดด้วย Excel หรือ LibreOffice แล้วบันทึกเป็น .xlsx แล้วส่งใหม่"
_TABLE_FROM_IT = "ขอแฟ้ม Excel หรือ CSV จากผู้จัดทำ หรือคัดลอกรายชื่อไปวางใน Excel แล้วส่งแฟ้มนั้น"
_UNPACK = "แตกแฟ้มออกก่อน แล้วส่งตารางรายชื่อข้างในทีละแฟ้ม"

_BY_FIRST_BYTES: Final[tuple[tuple[bytes, str, str], ...]] = (
    (b"%PDF", "เอกสาร PDF", _TABLE_FROM_IT),
    (b"\x89PNG", "รูปภาพ", _TABLE_FROM_IT),
    (b"\xff\xd8\xff", "รูปภาพ", _TABLE_FROM_IT),
    (b"GIF8", "รูปภาพ", _TABLE_FROM_IT),
    (b"BM", "รูปภาพ", _TABLE_FROM_IT),
    (b"II*\x00", "รูปภาพ", _TABLE_FROM_IT),
    (b"MM\x00*", "รูปภาพ", _TABLE_FROM_IT),
    (b"{\\rtf", "เอกสาร Word (RTF)", _TABLE_FROM_IT),
    (b"Rar!", "แฟ้มบีบอัด", _UNPACK),
    (b"7z\xbc\xaf", "แฟ้มบีบอัด", _UNPACK),
    (b"\x1f\x8b", "แฟ้มบีบอัด", _UNPACK),
    (b"MZ", "โปรแกรม", "ส่งเฉพาะตารางรายชื่อ (.xlsx .xls .ods .csv)"),
    (b"\x7fELF", "โปรแกรม", "ส่งเฉพาะตารางรายชื่อ (.xlsx .xls .ods .csv)"),
    (b"SQLite format 3", "ฐานข้อมูล", "ส่งออกตารางรายชื่อเป็น .xlsx หรือ .csv แล้วส่งใหม่"),
    (b"\x00\x01\x00\x00Standard", "ฐานข้อมูล Access", "ส่งออกตารางเป็น .xlsx แล้วส่งใหม่"),
)
_WEB_PAGE: Final = (b"<!doctype html", b"<html", b"<table", b"<meta", b"<head", b"<body", b"<style")
_WORD_STREAMS: Final = ("WordDocument",)
_SHEET_STREAMS: Final = ("Workbook", "Book")
_FILE_PASS, _END_OF_PART = 0x2F, 0x0A


def wrong_type(found: str, advice: str) -> SheetFault:
    return file_fault(FaultCode.WRONG_TYPE, found=found, advice=advice)


def detect_form(path: Path) -> FileForm:
    """The form of table in the file; a fault with its cure for everything else."""
    with path.open("rb") as file:
        start = file.read(4096)
    if not start:
        raise file_fault(FaultCode.EMPTY)
    if start.startswith(_OLE):
        return _inside_ole(path)
    if start.startswith(_PARQUET):
        return _inside_parquet(path, start)
    if start.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return _inside_zip(path)
    for magic, found, advice in _BY_FIRST_BYTES:
        if start.startswith(magic) and (len(magic) > 2 or b"\x00" in start):
            raise wrong_type(found, advice)
    if start[4:12] in (b"ftypheic", b"ftypmif1", b"ftypmp42", b"ftypisom"):
        raise wrong_type("รูปภาพหรือวิดีโอ", _TABLE_FROM_IT)
    if start[:4] == b"RIFF" and start[8:12] == b"WEBP":
        raise wrong_type("รูปภาพ", _TABLE_FROM_IT)
    _refuse_markup(start)
    return FileForm.TEXT


def _refuse_markup(start: bytes) -> None:
    """Web pages and XML that call themselves .xls: many office systems export them."""
    text = start.replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower()
    if text.startswith(_WEB_PAGE):
        raise wrong_type("หน้าเว็บที่ตั้งนามสกุลแฟ้มเป็นตาราง", _SAVE_AS)
    if text.startswith(b"<?xml"):
        if b"spreadsheet" in text:
            raise wrong_type("ตาราง Excel แบบ XML รุ่นเก่า", _SAVE_AS)
        if b"<html" in text or b"<table" in text:
            raise wrong_type("หน้าเว็บที่ตั้งนามสกุลแฟ้มเป็นตาราง", _SAVE_AS)
        raise wrong_type("แฟ้ม XML", _TABLE_FROM_IT)


def _inside_parquet(path: Path, start: bytes) -> FileForm:
    """A table by columns ends as it begins; a shorter one was cut off, one that ends otherwise is locked."""
    if start.startswith(b"PARE"):
        raise file_fault(FaultCode.PASSWORD)
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - 4))
        if file.read() != b"PAR1":
            raise file_fault(FaultCode.BROKEN)
    return FileForm.PARQUET


def _inside_ole(path: Path) -> FileForm:
    """Old Office files, and new ones behind a password, share one wrapping."""
    try:
        with olefile.OleFileIO(str(path)) as ole:
            names = {entry[0] for entry in ole.listdir() if entry}
            streams = [name for name in _SHEET_STREAMS if name in names]
            locked = bool(streams) and _has_file_pass(ole.openstream(streams[0]).read(1 << 16))
    except Exception as error:  # the parser of a stranger's file fails in many ways
        raise file_fault(FaultCode.BROKEN) from error
    if locked or {"EncryptedPackage", "EncryptionInfo"} & names:
        raise file_fault(FaultCode.PASSWORD)
    if streams:
        return FileForm.XLS
    if any(name in names for name in _WORD_STREAMS):
        raise wrong_type("เอกสาร Word รุ่นเก่า (.doc)", _TABLE_FROM_IT)
    if "PowerPoint Document" in names:
        raise wrong_type("งานนำเสนอ PowerPoint", _TABLE_FROM_IT)
    raise wrong_type("แฟ้ม Office ที่ไม่ใช่ตาราง", _TABLE_FROM_IT)


def _has_file_pass(workbook: bytes) -> bool:
    """Does an old workbook say, among its first records, that the rest is behind a password?"""
    at = 0
    while at + 4 <= len(workbook):
        record = int.from_bytes(workbook[at : at + 2], "little")
        if record == _FILE_PASS:
            return True
        if record == _END_OF_PART:
            return False
        at += 4 + int.from_bytes(workbook[at + 2 : at + 4], "little")
    return False


def _inside_zip(path: Path) -> FileForm:
    """XLSX and ODS are archives; so are Word files and what somebody simply packed."""
    try:
        with zipfile.ZipFile(path) as archive:
            infos = archive.infolist()
            names = {info.filename.lstrip("/") for info in infos}
            media = archive.read("mimetype")[:200] if _small(archive, "mimetype") else b""
    except SheetFault:
        raise
    except Exception as error:  # damaged archives fail in many ways
        raise file_fault(FaultCode.BROKEN) from error
    if any(info.flag_bits & 1 for info in infos):
        raise file_fault(FaultCode.PASSWORD)
    lower = {name.lower() for name in names}
    if (
        "xl/workbook.bin" in lower
    ):  # asked first: its parts are none that `packed.py` can look through
        raise wrong_type("ตาราง Excel แบบไบนารี (.xlsb)", _SAVE_AS)
    if b"opendocument.spreadsheet" in media:
        return FileForm.ODS
    if b"opendocument" in media:
        raise wrong_type("เอกสาร LibreOffice ที่ไม่ใช่ตาราง", _TABLE_FROM_IT)
    if "xl/workbook.xml" in lower:
        return FileForm.XLSX
    if "word/document.xml" in lower:
        raise wrong_type("เอกสาร Word (.docx)", _TABLE_FROM_IT)
    if "ppt/presentation.xml" in lower:
        raise wrong_type("งานนำเสนอ PowerPoint", _TABLE_FROM_IT)
    if "[content_types].xml" in lower:
        raise file_fault(FaultCode.BROKEN)
    raise wrong_type("แฟ้มบีบอัด (.zip)", _UNPACK)


def _small(archive: zipfile.ZipFile, name: str) -> bool:
    return name in archive.namelist() and archive.getinfo(name).file_size < 1000
