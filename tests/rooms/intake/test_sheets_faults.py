"""Every file that cannot be taken in is refused by name, with a cure, and never by a crash."""

import struct
import time
import zipfile

import pytest

from kuea.intake.sheets import FaultCode, SheetFault, open_sheet
from kuea.intake.sheets.faults import SENTENCES
from kuea.intake.sheets.packed import look_through
from tests.rooms.intake import making
from tests.rooms.intake.making import HEADER, ROWS


def fault_of(path, **options) -> SheetFault:
    with pytest.raises(SheetFault) as caught:
        open_sheet(path, **options)
    fault = caught.value
    assert fault.what and fault.remedy, "a fault says what happened and what to do next"
    return fault


def test_every_fault_has_a_sentence_and_a_remedy():
    assert set(SENTENCES) == set(FaultCode)
    assert all(what and remedy for what, remedy in SENTENCES.values())


def test_missing_file_is_named(tmp_path):
    assert fault_of(tmp_path / "ไม่มี.xlsx").code == FaultCode.NOT_THERE


def test_folder_is_named(tmp_path):
    assert fault_of(tmp_path).code == FaultCode.NOT_THERE


@pytest.mark.parametrize("content", [b"", b"\xef\xbb\xbf", b"\n\r\n \n", b",,,\n,,\n", b"\xff\xfe"])
def test_empty_text_file(tmp_path, content):
    path = tmp_path / "a.csv"
    path.write_bytes(content)
    assert fault_of(path).code == FaultCode.EMPTY


def test_empty_workbook(tmp_path):
    assert fault_of(making.xlsx(tmp_path / "a.xlsx")).code == FaultCode.EMPTY


def test_only_headers_in_a_workbook(tmp_path):
    fault = fault_of(making.xlsx(tmp_path / "a.xlsx", HEADER, ("", " ", None)))
    assert fault.code == FaultCode.ONLY_HEADERS
    assert fault.where == "รายชื่อ"


def test_only_headers_in_text(tmp_path):
    fault = fault_of(making.csv(tmp_path / "a.csv", "ชื่อ-สกุล,ตำบล\n,\n"))
    assert fault.code == FaultCode.ONLY_HEADERS


def test_200_mb_file_is_refused_without_reading_it(tmp_path):
    path = tmp_path / "ใหญ่.xlsx"
    with path.open("wb") as file:
        file.truncate(200 * 1024 * 1024)
    started = time.process_time()
    fault = fault_of(path)
    assert fault.code == FaultCode.TOO_LARGE
    assert "200" in fault.what and "100" in fault.what
    assert time.process_time() - started < 0.5, "the size is asked for, the bytes are not read"


def test_own_limit_of_size(tmp_path):
    path = making.csv(tmp_path / "a.csv", "ชื่อ-สกุล,ตำบล\nก,ข\n")
    assert fault_of(path, max_bytes=10).code == FaultCode.TOO_LARGE
    assert open_sheet(path, max_bytes=path.stat().st_size).header == ("ชื่อ-สกุล", "ตำบล")


def test_password_on_a_new_workbook(tmp_path):
    assert fault_of(making.locked_xlsx(tmp_path / "a.xlsx")).code == FaultCode.PASSWORD


def test_password_on_an_old_workbook(tmp_path):
    path = making.xls(tmp_path / "a.xls", HEADER, *ROWS, locked=True)
    assert fault_of(path).code == FaultCode.PASSWORD


def test_password_on_an_open_document(tmp_path):
    manifest = "<manifest><file-entry><encryption-data/></file-entry></manifest>"
    path = making.ods(tmp_path / "a.ods", ("ชื่อ", "ตำบล"), ("ก", "ข"), manifest=manifest)
    assert fault_of(path).code == FaultCode.PASSWORD


def test_password_on_an_archive(tmp_path):
    path = making.xlsx(tmp_path / "a.xlsx", HEADER, *ROWS)
    content = bytearray(path.read_bytes())
    directory = content.index(b"PK\x01\x02")
    content[directory + 8] |= 1
    path.write_bytes(bytes(content))
    assert fault_of(path).code == FaultCode.PASSWORD


def test_workbook_cut_short(tmp_path):
    path = making.xlsx(tmp_path / "a.xlsx", HEADER, *ROWS)
    path.write_bytes(path.read_bytes()[:-800])
    assert fault_of(path).code == FaultCode.BROKEN


def test_workbook_with_a_damaged_part(tmp_path):
    path = making.xlsx(tmp_path / "a.xlsx", HEADER, *ROWS)
    content = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as archive:
        info = archive.getinfo("xl/worksheets/sheet1.xml")
    start = info.header_offset + 30 + len(info.filename) + 20
    content[start : start + 20] = b"\xff" * 20
    path.write_bytes(bytes(content))
    assert fault_of(path).code == FaultCode.BROKEN


def test_workbook_without_its_sheet(tmp_path):
    path = making.xlsx(tmp_path / "a.xlsx", HEADER, *ROWS)
    making.repacked(path, {"xl/worksheets/sheet1.xml": b"<not really xml"})
    assert fault_of(path).code in (FaultCode.BROKEN, FaultCode.EMPTY)


def test_workbook_that_declares_entities(tmp_path):
    path = making.xlsx(tmp_path / "a.xlsx", HEADER, *ROWS)
    evil = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><worksheet>&a;</worksheet>'
    making.repacked(path, {"xl/worksheets/sheet1.xml": evil})
    assert fault_of(path).code == FaultCode.BROKEN


def test_old_workbook_with_nothing_inside(tmp_path):
    path = tmp_path / "a.xls"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600)
    assert fault_of(path).code == FaultCode.BROKEN


def test_old_workbook_whose_damage_would_end_the_program(tmp_path):
    path = making.xls(tmp_path / "a.xls", HEADER, *ROWS)
    last_cell = struct.pack("<HH", 2, 5)  # row and column of the last cell
    content = path.read_bytes()
    assert content.count(last_cell + b"\x00\x00") == 1
    path.write_bytes(content.replace(last_cell + b"\x00\x00", b"\xff" * 4 + b"\x00\x00"))
    assert fault_of(path).code == FaultCode.BROKEN


def test_zip_bomb_is_not_unpacked(tmp_path):
    path = making.xlsx(tmp_path / "a.xlsx", HEADER, *ROWS)
    making.repacked(path, {"xl/sharedStrings.xml": b" " * 120_000_000})
    assert path.stat().st_size < 1_000_000
    assert fault_of(path).code == FaultCode.PACKED_TOO_TIGHT


def test_zip_bomb_that_lies_about_its_size(tmp_path):
    path = making.xlsx(tmp_path / "a.xlsx", HEADER, *ROWS)
    making.repacked(path, {"xl/sharedStrings.xml": b" " * 5_000_000})
    content = path.read_bytes().replace(struct.pack("<I", 5_000_000), struct.pack("<I", 500))
    path.write_bytes(content)
    assert fault_of(path).code == FaultCode.BROKEN


@pytest.mark.parametrize("cell", [b'<c r="XFD1048576"><v>1</v></c>', b"<c><v>1</v></c>"])
def test_cell_far_away_does_not_end_the_program(tmp_path, cell):
    path = making.xlsx(tmp_path / "a.xlsx", HEADER, *ROWS)
    sheet = making.part(path)
    far = b'<row r="1048576">' + cell * (1 if b"XFD" in cell else 300) + b"</row></sheetData>"
    making.repacked(path, {"xl/worksheets/sheet1.xml": sheet.replace(b"</sheetData>", far)})
    assert fault_of(path).code == FaultCode.TOO_MANY_CELLS


_SHEET = b"<worksheet xmlns='http://schemas.openxmlformats.org/spreadsheetml/2006/main'>"
_FAR = b'<sheetData><row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (_SHEET, b"</worksheet>"),  # nothing stands behind the cell
        (b"<!--" + b" " * 9_000 + b"-->" + _SHEET, b" " * 300 + b"</worksheet>"),
        (b"<!--" + b" " * 3_000_000 + b"-->" + _SHEET, b" " * 300 + b"</worksheet>"),
        (_SHEET.replace(b"worksheet", b"anything"), b" " * 300 + b"</anything>"),
    ],
    ids=["last of the part", "after a comment", "in a later piece", "another outermost element"],
)
def test_cell_far_away_is_found_wherever_its_sheet_begins_and_ends(tmp_path, before, after):
    """Each of these ended the program that reads lists: it asked for 512 GB at once."""
    path = making.xlsx(tmp_path / "a.xlsx", HEADER, *ROWS)
    making.repacked(path, {"xl/worksheets/sheet1.xml": before + _FAR + after})
    with pytest.raises(SheetFault) as refused:
        look_through(path, "xlsx")
    assert refused.value.code == FaultCode.TOO_MANY_CELLS


def test_binary_workbook_in_the_dress_of_an_open_document_is_known(tmp_path):
    path = making.xlsx(tmp_path / "a.xlsx", HEADER, *ROWS)
    dress = {"mimetype": b"application/vnd.oasis.opendocument.spreadsheet"}
    making.repacked(path, dress | {"xl/workbook.bin": b"x"})
    assert fault_of(path).code == FaultCode.WRONG_TYPE


def test_cell_far_away_in_a_prefixed_sheet(tmp_path):
    path = making.xlsx(tmp_path / "a.xlsx", HEADER, *ROWS)
    space = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    sheet = (
        b'<x:worksheet xmlns:x="' + space + b'"><x:sheetData>'
        b'<x:row r="1"><x:c r="A1"><x:v>1</x:v></x:c></x:row>'
        b"<x:row r='1048576'><x:c r='XFD1048576'><x:v>1</x:v></x:c></x:row>"
        b"</x:sheetData></x:worksheet>"
    )
    making.repacked(path, {"xl/worksheets/sheet1.xml": sheet})
    assert fault_of(path).code == FaultCode.TOO_MANY_CELLS


def test_repeated_rows_of_an_open_document_are_counted_before_they_are_written_out(tmp_path):
    tail = (
        '<table:table-row table:number-rows-repeated="1048576"><table:table-cell '
        'office:value-type="string" table:number-columns-repeated="1000"><text:p>ก</text:p>'
        "</table:table-cell></table:table-row>"
    )
    path = making.ods(tmp_path / "a.ods", ("ชื่อ", "ตำบล"), ("ก", "ข"), tail=tail)
    assert fault_of(path).code == FaultCode.TOO_MANY_CELLS


@pytest.mark.parametrize(
    ("start", "said"),
    [
        (b"%PDF-1.7\n%\xe2\xe3", "PDF"),
        (b"\x89PNG\r\n\x1a\n\x00", "รูปภาพ"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "รูปภาพ"),
        (b"GIF89a\x00", "รูปภาพ"),
        (b"\x00\x00\x00\x18ftypheic", "รูปภาพ"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "รูปภาพ"),
        (b"{\\rtf1\\ansi", "Word"),
        (b"Rar!\x1a\x07\x00", "บีบอัด"),
        (b"MZ\x90\x00\x03\x00", "โปรแกรม"),
        (b"<html><table><tr><td>x</td></tr></table>", "หน้าเว็บ"),
        (b"\xef\xbb\xbf\r\n<!DOCTYPE HTML><html>", "หน้าเว็บ"),
        (b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><ss:Spreadsheet', "XML"),
        (b"ab\x00\x00\x01\x02\x03", "ไม่ใช่ข้อความ"),
    ],
)
def test_wrong_type_by_its_first_bytes(tmp_path, start, said):
    path = tmp_path / "รายชื่อ.xls"
    path.write_bytes(start)
    fault = fault_of(path)
    if said == "ไม่ใช่ข้อความ":
        assert fault.code in (FaultCode.WRONG_TYPE, FaultCode.ENCODING)
    else:
        assert fault.code == FaultCode.WRONG_TYPE
        assert said in fault.what


def test_old_word_document(tmp_path):
    path = tmp_path / "a.xls"
    path.write_bytes(making.ole("WordDocument", b"text"))
    fault = fault_of(path)
    assert fault.code == FaultCode.WRONG_TYPE and ".doc" in fault.what


@pytest.mark.parametrize(
    ("part", "said"),
    [
        ("word/document.xml", ".docx"),
        ("ppt/presentation.xml", "PowerPoint"),
        ("xl/workbook.bin", ".xlsb"),
        ("รายชื่อ.xlsx", ".zip"),
    ],
)
def test_archive_that_is_no_sheet(tmp_path, part, said):
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(part, "x")
    fault = fault_of(path)
    assert fault.code == FaultCode.WRONG_TYPE and said in fault.what


def test_fault_carries_no_names_of_persons(tmp_path):
    path = making.csv(tmp_path / "a.csv", 'ชื่อ,ตำบล\n"สมมติ"ใจดี,บางพูน\n')
    fault = fault_of(path)
    assert fault.code == FaultCode.QUOTING
    assert "สมมติ" not in str(fault)


def test_asking_for_a_sheet_that_is_not_there(tmp_path):
    path = making.xlsx(tmp_path / "a.xlsx", HEADER, *ROWS)
    fault = fault_of(path, sheet_name="แผ่นอื่น")
    assert fault.code == FaultCode.NO_SUCH_SHEET
    assert "แผ่นอื่น" in fault.what and "รายชื่อ" in fault.remedy
