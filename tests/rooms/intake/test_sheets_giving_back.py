"""A faulty list goes back as the sender's own sheet; nothing in it can run as a formula."""

import csv
from datetime import date, datetime

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kuea.intake.sheets import RowFault, open_sheet, require_columns, write_back, write_sheet
from kuea.intake.sheets.cells import column_letter, shown_width
from kuea.intake.sheets.writing import safe_text, sheet_name_for, write_csv
from tests.rooms.intake import making
from tests.rooms.intake.making import HEADER, ROWS

NO_PLACE = RowFault("ไม่พบตำบลนี้ในจังหวัด", "ตรวจชื่อตำบลหรือเติมอำเภอ", "ตำบล", "no_place", "บางพูน")
OURS = ["ปัญหา", "ควรแก้อย่างไร", "แถวในแฟ้มเดิม"]


def values(path) -> list[list[object]]:
    work = openpyxl.load_workbook(path)
    return [[cell.value for cell in row] for row in work.active.iter_rows()]


def test_faulty_rows_go_back_with_their_reasons(tmp_path):
    path = making.xlsx(tmp_path / "a.xlsx", ("ทะเบียน",), HEADER, *ROWS)
    back = write_back(path, {4: [NO_PLACE, "ชื่อสั้นเกินไป"]}, tmp_path / "b.xlsx")
    assert (back.rows, back.faulty) == (1, 1)
    title, header, row = values(tmp_path / "b.xlsx")
    assert title[0] == "ทะเบียน"
    assert header == [*HEADER, *OURS]
    assert row[:6] == [2, None, "น้ำทิพย์", None, None, "บางกะดี"]
    assert row[6] == "«ตำบล» ไม่พบตำบลนี้ในจังหวัด (พบ “บางพูน”)\nชื่อสั้นเกินไป"
    assert row[7:] == ["ตรวจชื่อตำบลหรือเติมอำเภอ", "4"]


def test_whole_list_goes_back_when_asked(tmp_path):
    path = making.csv(tmp_path / "a.csv", "ชื่อ,ตำบล\nก,ข\nค,ง\n", "tis-620")
    back = write_back(path, {3: ["x"]}, tmp_path / "b.xlsx", only_faulty=False)
    assert (back.rows, back.faulty) == (2, 1)
    assert values(tmp_path / "b.xlsx") == [
        ["ชื่อ", "ตำบล", *OURS],
        ["ก", "ข", None, None, "2"],
        ["ค", "ง", "x", None, "3"],
    ]


def test_mended_sheet_can_be_sent_again_and_again(tmp_path):
    path = making.book(
        tmp_path / "a.xlsx",
        {"ก": (("ชื่อ-สกุล", "ที่อยู่", ""), ("", "หมู่", "ตำบล"), ("ก", 1, "ข"), ("ค", 2, "ง"))},
        ก=["A1:A2", "B1:C1"],
    )
    first = open_sheet(path)
    write_back(path, {4: ["x"]}, tmp_path / "b.xlsx")
    second = open_sheet(tmp_path / "b.xlsx")
    assert second.header == (*first.header, *OURS)
    columns = require_columns(second.header, "general")
    assert columns.pick(next(second.rows())[1]) == {"full_name": "ค", "moo": 2, "tambon": "ง"}
    write_back(tmp_path / "b.xlsx", {3: ["y"]}, tmp_path / "c.xlsx")
    third = open_sheet(tmp_path / "c.xlsx")
    assert third.header == second.header, "our columns do not pile up"
    assert next(third.rows())[1][3] == "y"


def test_13_digit_numbers_go_back_whole(tmp_path):
    path = making.xlsx(tmp_path / "a.xlsx", ("ชื่อ", "ตำบล", "CID"), ("ก", "ข", 1101700203451.0))
    write_back(path, {2: ["x"]}, tmp_path / "b.xlsx")
    assert values(tmp_path / "b.xlsx")[1][2] == "1101700203451"


def test_days_go_back_as_days(tmp_path):
    days = (date(1950, 3, 15), datetime(2493, 3, 15, 10, 30))
    path = making.xlsx(tmp_path / "a.xlsx", ("ชื่อ", "ตำบล", "วันเกิด", "วันที่"), ("ก", "ข", *days))
    write_back(path, {2: ["x"]}, tmp_path / "b.xlsx")
    assert next(open_sheet(tmp_path / "b.xlsx").rows())[1][2:4] == list(days)


@pytest.mark.parametrize(
    "evil", ["=1+1", "@SUM(A1)", "+1", "-1+1", '=HYPERLINK("http://x")', "{=1}"]
)
def test_text_that_looks_like_a_formula_goes_back_as_text(tmp_path, evil):
    text = f'ชื่อ,ตำบล,หมายเหตุ\nก,ข,"{evil.replace(chr(34), chr(34) * 2)}"\n'
    path = making.csv(tmp_path / "a.csv", text)
    write_back(path, {2: [evil]}, tmp_path / "b.xlsx")
    row = openpyxl.load_workbook(tmp_path / "b.xlsx").active[2]
    assert [cell.value for cell in (row[2], row[3])] == [evil, evil]
    assert {cell.data_type for cell in row if cell.value} == {"s"}
    assert b"<f" not in making.part(tmp_path / "b.xlsx")


def test_sheet_asked_for_is_the_sheet_given_back(tmp_path):
    path = making.book(
        tmp_path / "a.xlsx",
        {"หมู่ 1": (("ชื่อ", "ตำบล"), ("ก", "ข")), "หมู่ 2": (("ชื่อ", "ตำบล"), ("ค", "ง"))},
    )
    write_back(path, {2: ["x"]}, tmp_path / "b.xlsx", sheet_name="หมู่ 2")
    assert values(tmp_path / "b.xlsx")[1][:2] == ["ค", "ง"]
    assert open_sheet(tmp_path / "b.xlsx").name == "หมู่ 2"


def test_export_keeps_rows_in_order_and_heading_in_sight(tmp_path):
    rows = ([number, f"ชื่อ {number}", date(2026, 1, 1)] for number in range(500))
    assert write_sheet(tmp_path / "a.xlsx", ["ที่", "ชื่อ", "วัน"], rows, title="บัญชี: 1/2") == 500
    work = openpyxl.load_workbook(tmp_path / "a.xlsx")
    assert work.sheetnames == ["บัญชี 1 2"]
    assert work.active.freeze_panes == "A2"
    assert [row[0].value for row in work.active.iter_rows(min_row=2)] == list(range(500))


_cells = st.one_of(
    st.text(max_size=30),
    st.integers(-(10**15), 10**15),
    st.floats(),
    st.booleans(),
    st.dates(),
    st.datetimes(),
)


@given(st.lists(_cells, min_size=1, max_size=5))
@settings(max_examples=60, deadline=None)
def test_any_value_can_be_exported_and_no_text_becomes_anything_else(tmp_path_factory, row):
    path = tmp_path_factory.mktemp("any") / "a.xlsx"
    write_sheet(path, ["x"] * len(row), [row], title="any")
    written = openpyxl.load_workbook(path).active
    for column, value in enumerate(row, start=1):
        cell = written.cell(2, column)
        assert cell.data_type != "f"
        if isinstance(value, str) and cell.value is not None:
            assert cell.data_type in ("s", "inlineStr")


def test_very_long_text_does_not_spoil_the_file(tmp_path):
    write_sheet(tmp_path / "a.xlsx", ["x"], [["ก" * 40_000]], title="ยาว")
    assert len(values(tmp_path / "a.xlsx")[1][0]) == 32_767


def test_csv_export_guards_against_formulas(tmp_path):
    row = ["=1+1", " +1", "-1", "@x", "\tx", "-", "ปกติ", -5, "0812345678"]
    assert write_csv(tmp_path / "a.csv", ["=h"], [row]) == 1
    text = (tmp_path / "a.csv").read_bytes().decode("utf-8")
    assert text.startswith("\ufeff"), "the mark by which a spreadsheet knows Thai"
    header, written = list(csv.reader(text.lstrip("\ufeff").splitlines()))
    assert header == ["'=h"]
    assert written == ["'=1+1", "' +1", "'-1", "'@x", "'\tx", "-", "ปกติ", "-5", "0812345678"]


@given(st.text())
def test_no_guarded_text_begins_a_formula(text):
    guarded = safe_text(text)
    assert guarded.strip() == "-" or not guarded.lstrip(" \u00a0").startswith(tuple("=+-@\t\r"))


@pytest.mark.parametrize(
    ("title", "name"),
    [("a/b[c]", "a b c"), ("", "รายชื่อ"), ("'x'", "x"), ("History", "รายชื่อ"), ("ก" * 40, "ก" * 31)],
)
def test_sheet_names_are_allowed_ones(title, name):
    assert sheet_name_for(title) == name


def test_thai_marks_take_no_width():
    assert shown_width("ที่อยู่") == 3
    assert shown_width("น้ำ\nทิพย์ยาว") == 6


def test_columns_are_lettered_like_a_spreadsheet():
    assert [column_letter(n) for n in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]
