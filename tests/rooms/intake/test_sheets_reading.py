"""Workbooks as offices keep them: titles, merged cells, several sheets, formulas, odd numbers and days."""

from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest

from kuea.intake.sheets import open_sheet, require_columns
from tests.rooms.intake import making
from tests.rooms.intake.making import HEADER, ROWS


def rows_of(sheet):
    return [row for _, row in sheet.rows()]


def notes_of(sheet):
    return {note.code: note.sentence for note in sheet.notes}


@pytest.mark.parametrize("form", ["xlsx", "xls", "ods"])
def test_plain_sheet_of_each_form(tmp_path, form):
    rows = ROWS if form != "ods" else tuple(tuple(map(str, row)) for row in ROWS)
    path = getattr(making, form)(tmp_path / f"a.{form}", HEADER, *rows)
    sheet = open_sheet(path)
    assert sheet.form.value == form
    assert sheet.header == HEADER
    assert list(sheet.rows()) == [(2, list(rows[0])), (3, list(rows[1]))]
    assert sheet.rows_at_most == 2


@pytest.mark.parametrize("name", ["a.xls", "a.csv", "a", "รายชื่อ.XLSX"])
def test_the_contents_decide_not_the_name(tmp_path, name):
    assert open_sheet(making.xlsx(tmp_path / name, HEADER, *ROWS)).header == HEADER


def test_rows_can_be_read_twice_and_in_lots(tmp_path):
    rows = [(n, "", f"สมมติ{n}", "", 1, "บางพูน") for n in range(1, 26)]
    sheet = open_sheet(making.xlsx(tmp_path / "a.xlsx", HEADER, *rows))
    lots = list(sheet.chunks(10))
    assert [len(lot) for lot in lots] == [10, 10, 5]
    assert [row for lot in lots for row in lot] == list(sheet.rows())
    assert [number for number, _ in sheet.rows()] == list(range(2, 27))


def test_title_rows_above_the_header(tmp_path):
    titles = [("ทะเบียนผู้สูงอายุ ตำบลบางพูน",), ("ประจำปีงบประมาณ 2569",), ()]
    sheet = open_sheet(making.xlsx(tmp_path / "a.xlsx", *titles, HEADER, *ROWS))
    assert sheet.header_rows == (4,)
    assert [number for number, _ in sheet.rows()] == [5, 6]
    assert "แถว 4" in notes_of(sheet)["header_row"]


def test_merged_header_over_two_rows(tmp_path):
    path = making.book(
        tmp_path / "a.xlsx",
        {
            "ก": (
                ("บัญชีรายชื่อ",),
                ("ที่", "ชื่อ-สกุล", "ที่อยู่", "", "", "สถานะ", "หมายเหตุ"),
                ("", "", "บ้านเลขที่", "หมู่", "ตำบล", "", ""),
                (1, "นายสมมติ ใจดี", "1/2", 3, "บางพูน", "โสด", "x"),
            )
        },
        ก=["A1:G1", "A2:A3", "B2:B3", "C2:E2", "F2:F3", "G2:G3"],
    )
    sheet = open_sheet(path)
    assert sheet.header == (
        *("ที่", "ชื่อ-สกุล", "ที่อยู่ › บ้านเลขที่", "ที่อยู่ › หมู่", "ที่อยู่ › ตำบล"),
        *("สถานะ", "หมายเหตุ"),
    )
    assert sheet.header_rows == (2, 3)
    columns = require_columns(sheet.header, "elderly")
    number, row = next(sheet.rows())
    assert number == 4
    assert columns.pick(row)["tambon"] == "บางพูน"
    assert columns.unread(row) == {"สถานะ": "โสด"}


def test_merged_header_whose_lower_row_says_nothing_we_know(tmp_path):
    path = making.book(
        tmp_path / "a.xlsx",
        {"ก": (("ชื่อ-สกุล", "ตำบล", "สถานภาพ", ""), ("", "", "โสด", "สมรส"), ("ก", "ข", "/", ""))},
        ก=["A1:A2", "B1:B2", "C1:D1"],
    )
    sheet = open_sheet(path)
    assert sheet.header == ("ชื่อ-สกุล", "ตำบล", "สถานภาพ › โสด", "สถานภาพ › สมรส")
    assert rows_of(sheet) == [["ก", "ข", "/", ""]]


def test_line_that_numbers_the_columns_is_no_row(tmp_path):
    numbering = tuple(f"({n})" for n in range(1, len(HEADER) + 1))
    sheet = open_sheet(making.xlsx(tmp_path / "a.xlsx", HEADER, numbering, *ROWS))
    assert [number for number, _ in sheet.rows()] == [3, 4]


def test_header_printed_again_on_each_page_is_no_row(tmp_path):
    sheet = open_sheet(making.xlsx(tmp_path / "a.xlsx", HEADER, ROWS[0], HEADER, ROWS[1]))
    assert [number for number, _ in sheet.rows()] == [2, 4]
    assert sheet.repeated_headers == [3]


def test_value_merged_over_several_rows_counts_for_each(tmp_path):
    path = making.book(
        tmp_path / "a.xlsx",
        {
            "ก": (
                ("บ้านเลขที่", "ชื่อ-สกุล", "ตำบล"),
                ("1/2", "ก", "บางพูน"),
                ("", "ข", ""),
                ("", "ค", "ง"),
            )
        },
        ก=["A2:A3", "C2:C3"],
    )
    sheet = open_sheet(path)
    assert rows_of(sheet) == [["1/2", "ก", "บางพูน"], ["1/2", "ข", "บางพูน"], ["", "ค", "ง"]]
    assert "merged" in notes_of(sheet)


def test_sheet_with_most_known_headings_is_chosen_and_the_others_named(tmp_path):
    path = making.book(
        tmp_path / "a.xlsx",
        {
            "ปก": (("รายงาน",), ("ตำบลบางพูน",)),
            "หมู่ 1": (("ชื่อ-สกุล", "ตำบล"), ("ก", "ข")),
            "รวม": (HEADER, *ROWS),
        },
    )
    sheet = open_sheet(path)
    assert sheet.name == "รวม"
    assert sheet.other_sheets == ("หมู่ 1",)
    assert "“รวม”" in notes_of(sheet)["chose_sheet"]
    assert "หมู่ 1" in notes_of(sheet)["other_sheets"]
    assert rows_of(open_sheet(path, sheet_name="หมู่ 1")) == [["ก", "ข"]]


def test_hidden_sheet_loses_to_a_visible_one(tmp_path):
    path = making.book(tmp_path / "a.xlsx", {"เก่า": (HEADER, *ROWS), "ใหม่": (HEADER, *ROWS)})
    work = openpyxl.load_workbook(path)
    work["เก่า"].sheet_state = "hidden"
    work.active = 1
    work.save(path)
    assert open_sheet(path).name == "ใหม่"


def test_empty_rows_and_columns_around_the_table(tmp_path):
    work = openpyxl.Workbook()
    sheet = work.active
    for c, value in enumerate(HEADER, start=3):
        sheet.cell(4, c, value)
        sheet.cell(6, c, ROWS[0][c - 3])
    sheet.cell(2000, 5, "  ")
    sheet["XFD9000"].number_format = "0.00"
    sheet.column_dimensions["C"].hidden = True
    sheet.row_dimensions[6].hidden = True
    work.save(tmp_path / "a.xlsx")
    read = open_sheet(tmp_path / "a.xlsx")
    assert read.header == ("", "", *HEADER)
    assert list(read.rows()) == [(6, ["", "", *ROWS[0]])]


def test_formula_with_its_value_saved_is_read_as_the_value(tmp_path):
    import xlsxwriter

    with xlsxwriter.Workbook(str(tmp_path / "a.xlsx")) as work:
        sheet = work.add_worksheet()
        sheet.write_row(0, 0, ["ชื่อ-สกุล", "ตำบล", "อายุ"])
        sheet.write_row(1, 0, ["ก", "ข"])
        sheet.write_formula(1, 2, "=2569-2500", None, 69)
    read = open_sheet(tmp_path / "a.xlsx")
    assert rows_of(read) == [["ก", "ข", 69]]
    assert read.faults == {}


@pytest.mark.parametrize("space", [b"", b" "])
def test_formula_that_gives_an_empty_text_has_a_value(tmp_path, space):
    path = making.xlsx(tmp_path / "a.xlsx", ("ชื่อ-สกุล", "ตำบล"), ("ก", '=IF(A1="","x","")'))
    part = making.part(path).replace(b'<c r="B2"', b"<c " + space + b'r="B2" t="str"')
    making.repacked(path, {"xl/worksheets/sheet1.xml": part})
    sheet = open_sheet(path)
    assert rows_of(sheet) == [["ก", ""]]
    assert sheet.faults == {}


def test_formula_without_a_value_is_a_fault_of_its_cell(tmp_path):
    path = making.xlsx(
        tmp_path / "a.xlsx", ("ชื่อ-สกุล", "ตำบล", "อายุ"), ("ก", "ข", 5), ("ค", "ง", "=2569-2500")
    )
    sheet = open_sheet(path)
    columns = require_columns(sheet.header, "general")
    found = {number: sheet.faults_of(number, row, columns) for number, row in sheet.rows()}
    assert found[2] == ()
    (fault,) = found[3]
    assert fault.code == "formula_without_value" and fault.column == "อายุ" and fault.remedy


def test_row_of_nothing_but_formulas_without_value_is_not_dropped(tmp_path):
    path = making.xlsx(tmp_path / "a.xlsx", ("ชื่อ-สกุล", "ตำบล"), ("ก", "ข"), ("=A2", "=B2"))
    sheet = open_sheet(path)
    assert [number for number, _ in sheet.rows()] == [2, 3]
    assert len(sheet.faults[3]) == 2


def test_error_of_a_formula_is_a_fault_of_its_cell(tmp_path):
    path = making.xlsx(tmp_path / "a.xlsx", ("ชื่อ-สกุล", "ตำบล"), ("ก", "#N/A"), ("ค", "ง"))
    sheet = open_sheet(path)
    (fault,) = sheet.faults[2]
    assert (fault.code, fault.column, fault.found) == ("error_value", "ตำบล", "#N/A")
    assert 3 not in sheet.faults


def test_formulas_are_found_in_a_sheet_written_in_a_rare_way_too(tmp_path):
    path = making.xlsx(tmp_path / "a.xlsx", ("ชื่อ-สกุล", "ตำบล"), ("ก", "=A1"), ("ค", "ง"))
    part = making.part(path).replace(b'<c r="B2"', b"<c  r='B2'")
    making.repacked(path, {"xl/worksheets/sheet1.xml": part})
    assert [fault.code for fault in open_sheet(path).faults[2]] == ["formula_without_value"]


def test_days_and_numbers_keep_their_kind(tmp_path):
    path = making.xlsx(
        tmp_path / "a.xlsx",
        ("ชื่อ-สกุล", "ตำบล", "วันเกิด", "รายได้"),
        ("ก", "ข", date(1950, 3, 15), 1250.5),
        ("ก", "ข", 18337, 300),
        ("ก", "ข", "15/3/2493", "๓๐๐"),
        ("ก", "ข", datetime(2493, 3, 15), True),
    )
    values = [row[2:] for row in rows_of(open_sheet(path))]
    assert values == [
        [date(1950, 3, 15), 1250.5],
        [18337, 300],
        ["15/3/2493", "๓๐๐"],
        [date(2493, 3, 15), True],
    ]
    assert isinstance(values[1][1], int), "whole numbers carry no decimal point"


@pytest.mark.parametrize(
    ("value", "faulty"),
    [
        (1101700203451, False),
        (1101700203451.0, False),
        ("1101700203451", False),
        ("1.101700203451E+12", False),
        ("1.10E+12", True),
        ("1.1017E+12", True),
        (1101700000000, True),
        ("", False),
        ("ไม่มี", False),
    ],
)
def test_13_digit_number_as_a_float(tmp_path, value, faulty):
    path = making.xlsx(tmp_path / "a.xlsx", ("ชื่อ-สกุล", "ตำบล", "CID"), ("ก", "ข", value))
    sheet = open_sheet(path)
    columns = require_columns(sheet.header, "general")
    ((number, row),) = sheet.rows()
    codes = [fault.code for fault in sheet.faults_of(number, row, columns)]
    assert codes == (["digits_lost"] if faulty else [])


SHARED = Path(__file__).resolve().parents[4] / "shared" / "data" / "test_only"


@pytest.mark.parametrize(
    ("name", "kind", "rows"),
    [
        ("villages.csv", "village_list", 75_206),
        ("local_governments.csv", "local_government_list", None),
    ],
)
@pytest.mark.skipif(not SHARED.is_dir(), reason="the owners' lists may not be shipped")
def test_lists_of_places_as_their_owners_publish_them(name, kind, rows):
    sheet = open_sheet(SHARED / name, kind=kind)
    columns = require_columns(sheet.header, kind)
    assert columns.unknown == ()
    read = sum(1 for _ in sheet.rows())
    assert read == (rows or sheet.rows_at_most)
