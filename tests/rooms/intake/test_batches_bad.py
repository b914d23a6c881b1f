"""Every bad input the office really sends, through the page and the command line: a clear sentence, nothing half-written."""

import io
from datetime import date

import msoffcrypto.format.ooxml as ooxml
import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse

from kuea.core.thai import make_sample_number
from kuea.finding.models import Case, Lead
from kuea.intake.models import Batch, RawRow
from kuea.intake.queries import faults_by_row
from kuea.offices.models import Place
from kuea.people.models import LinkQuestion, Person, Record
from tests.rooms.intake.lists import HEADER, HERE, csv_bytes

NUMBER = make_sample_number(1)


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"


def xlsx(rows: list[list], header: list = HEADER, change=None) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    for row in [header, *rows]:
        sheet.append(row)
    if change:
        change(sheet)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def locked() -> bytes:
    out = io.BytesIO()
    ooxml.OOXMLFile(io.BytesIO(xlsx([GOOD]))).encrypt("รหัส", out)
    return out.getvalue()


GOOD = [NUMBER, "นายบุญมี ใจดี", "3/2/2490", *HERE]
WRONG_FILES = {
    "empty": ("a.csv", b"", "ว่างเปล่า"),
    "only headings": ("a.csv", csv_bytes([]), "มีแต่หัวคอลัมน์"),
    "wrong columns": ("a.csv", csv_bytes([["1", "2"]], ["สี", "ราคา"]), "ไม่พบคอลัมน์ที่จำเป็น"),
    "missing column": ("a.csv", csv_bytes([["มาลี"]], ["ชื่อ-สกุล"]), "ไม่พบคอลัมน์ที่จำเป็น"),
    "doubled column": (
        "a.csv", csv_bytes([["มาลี", "บุญมี", "บางปรอก"]], ["ชื่อ-สกุล", "ชื่อ-นามสกุล", "ตำบล"]), "ซ้ำกัน",
    ),
    "password": ("a.xlsx", locked(), "ตั้งรหัสผ่าน"),
    "broken": ("a.xlsx", xlsx([GOOD])[:-900], "ชำรุด"),
    "picture": ("a.xlsx", b"\x89PNG\r\n\x1a\n" + b"\x00" * 99, "ไม่ใช่ตาราง"),
    "open quote late in the file": (
        "a.csv", csv_bytes([GOOD] * 40) + '9,"นายไม่ปิด'.encode(), "เครื่องหมายคำพูด",
    ),
}  # fmt: skip


def nothing_was_written() -> bool:
    tables = (RawRow, Record, Person, Lead, Case, LinkQuestion)
    return not any(table.objects.exists() for table in tables)


def send(client, world, name: str, content: bytes):
    client.force_login(world.duty["secretary"].user)
    sheet = SimpleUploadedFile(name, content)
    return client.post(reverse("intake:send"), {"kind": "general", "sheet": sheet}, follow=True)


def command(tmp_path, name: str, content: bytes, **options) -> str:
    path, out = tmp_path / name, io.StringIO()
    path.write_bytes(content)
    call_command("intake", str(path), kind="general", province="13", stdout=out, **options)
    return out.getvalue()


@pytest.mark.parametrize("case", WRONG_FILES)
def test_wrong_file_is_named_on_the_page_and_nothing_is_written(world, client, case):
    name, content, sentence = WRONG_FILES[case]
    page = send(client, world, name, content).content.decode()
    batch = Batch.objects.get()
    waits = case in {"wrong columns", "missing column", "doubled column"}  # somebody may tell
    assert (
        batch.state == ("to_map" if waits else "failed")
        and sentence in page
        and batch.fault["remedy"]
    )
    assert nothing_was_written()


@pytest.mark.parametrize("case", WRONG_FILES)
def test_wrong_file_is_named_on_the_command_line(world, tmp_path, case):
    name, content, sentence = WRONG_FILES[case]
    with pytest.raises(CommandError, match=sentence):
        command(tmp_path, name, content)
    assert nothing_was_written()


def test_file_too_large_is_refused_on_the_command_line(world, tmp_path, settings):
    settings.MAX_SHEET_BYTES = 10
    with pytest.raises(CommandError, match="เมกะไบต์"):
        command(tmp_path, "a.csv", csv_bytes([GOOD]))
    assert not Batch.objects.exists()


def test_command_needs_a_file_a_kind_and_a_known_province(world, tmp_path):
    with pytest.raises(CommandError, match="--kind"):
        call_command("intake")
    with pytest.raises(CommandError, match="ไม่พบจังหวัด"):
        call_command("intake", "x.csv", kind="general", province="99")
    with pytest.raises(CommandError, match="เปิดแฟ้มนี้ไม่ได้"):
        call_command("intake", str(tmp_path / "x.csv"), kind="general", province="13")


def test_command_says_what_was_read_and_gives_the_faulty_rows_back(world, tmp_path):
    lost = [*GOOD[:5], "ไม่มีที่นี่", *GOOD[6:]]
    out = command(tmp_path, "a.csv", csv_bytes([GOOD, lost]), faulty=str(tmp_path / "back.xlsx"))
    assert "อ่านแล้ว: 2" in out and "เป็นคนใหม่: 1" in out and "ต้องแก้แล้วส่งใหม่: 1" in out
    assert (tmp_path / "back.xlsx").exists()
    assert "เคยส่งแล้ว" in command(tmp_path, "a.csv", csv_bytes([GOOD, lost]))
    assert Person.objects.count() == 1


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp874", "tis-620", "utf-16"])
def test_thai_letters_in_every_usual_encoding(world, tmp_path, encoding):
    command(
        tmp_path,
        "a.csv",
        csv_bytes([GOOD, [NUMBER, "นายบุญมี ใจดี", "2490", *HERE]], encoding=encoding),
    )
    assert Person.objects.get().full_name == "นายบุญมี ใจดี"


def take(world, tmp_path, name: str, content: bytes) -> Batch:
    command(tmp_path, name, content)
    return Batch.objects.get()


def test_merged_headings_and_titles_above_them(world, tmp_path):
    def change(sheet):
        sheet.insert_rows(1, 2)
        sheet["A1"] = "รายชื่อผู้ที่ชุมชนเป็นห่วง ปี ๒๕๖๙"
        sheet.merge_cells("A1:I1")

    batch = take(world, tmp_path, "a.xlsx", xlsx([GOOD], change=change))
    assert (batch.state, batch.rows_new) == ("accepted", 1)
    assert RawRow.objects.get().number == 4


def test_formula_without_a_value_is_told_with_its_column_and_the_row_is_kept(world, tmp_path):
    batch = take(world, tmp_path, "a.xlsx", xlsx([[*GOOD[:2], "=1+1", *HERE]]))
    assert batch.rows_new == 1
    (faults,) = faults_by_row(batch, with_remarks=True).values()
    assert [fault.column for fault in faults] == ["วันเกิด"] and "สูตร" in faults[0].what


@pytest.mark.parametrize(
    ("written", "year"),
    [
        ("3/2/2490", 1947), ("๓ ก.พ. ๒๔๙๐", 1947), ("1947-02-03", 1947), (date(1947, 2, 3), 1947),
        (17201, 1947), (2490, 1947), ("3/2/1947", 1947), ("03022490", 1947), ("ไม่ทราบ", None), ("31/02/2490", 1947),
        ("3/2/2590", None),
    ],
)  # fmt: skip
def test_dates_of_every_kind(world, tmp_path, written, year):
    take(world, tmp_path, "a.xlsx", xlsx([[NUMBER, "นายบุญมี ใจดี", written, *HERE]]))
    assert Record.objects.get().birth_year == year


@pytest.mark.parametrize(
    ("written", "status", "used"),
    [
        (float(NUMBER), "valid", True), (f"'{NUMBER}", "valid", True),
        ("1.10E+12", "float_damaged", False), ("1101700000000", "float_damaged", False),
        ("0000000000000", "placeholder", False), (NUMBER[:12], "wrong_length", False), ("", "empty", False),
        (NUMBER[:12] + str((int(NUMBER[12]) + 1) % 10), "wrong_check_digit", False), ("ไม่มีบัตร", "not_digits", False),
    ],
)  # fmt: skip
def test_citizen_numbers_of_every_kind_never_stop_a_row(world, tmp_path, written, status, used):
    batch = take(world, tmp_path, "a.xlsx", xlsx([[written, "นายบุญมี ใจดี", "2490", *HERE]]))
    record = Record.objects.get()
    assert (record.citizen_status, bool(record.citizen_digest)) == (status, used)
    assert batch.rows_new == 1 and batch.rows_faulty == 0
    told = [
        fault.code
        for faults in faults_by_row(batch, with_remarks=True).values()
        for fault in faults
    ]
    assert bool(told) == (status not in {"valid", "empty"})


@pytest.mark.parametrize(
    "written",
    ["นาย\u200bบุญมี\ufeff ใจดี", "นายบุุญมี ใจดี", "นาย บุญมี  ใจดี", "นายบุญมี\u00a0ใจดี", "1. นายบุญมี ใจดี"],
)
def test_names_typed_in_odd_ways_are_the_same_person(world, tmp_path, written):
    batch = take(
        world,
        tmp_path,
        "a.csv",
        csv_bytes([["", "นายบุญมี ใจดี", "2490", *HERE], ["", written, "2490", *HERE]]),
    )
    assert (batch.rows_new, batch.rows_joined) == (1, 1)
    assert Record.objects.latest("pk").name_as_written.strip() == written.strip()


def test_sara_am_typed_in_two_pieces_is_one_letter(world, tmp_path):
    take(world, tmp_path, "a.csv", csv_bytes([["", "นายบ\u0e4d\u0e32รุง ใจดี", "2490", *HERE]]))
    assert Person.objects.get().given_name == "บำรุง"


@pytest.mark.parametrize(
    ("place", "sentence"),
    [
        (["ตำบลไม่มีจริง", "", ""], "ไม่พบตำบล"),
        (["", "", ""], "ไม่พบตำบล"),
        (["", "เมืองปทุมธานี", "ปทุมธานี"], "รู้เพียง"),
        (["ประตูชัย", "พระนครศรีอยุธยา", "พระนครศรีอยุธยา"], "ประตูชัย"),
    ],
)
def test_row_that_cannot_be_placed_goes_back_with_what_was_found(world, tmp_path, place, sentence):
    lost = ["", "นางมาลี ศรีสุข", "2490", "", "", *place, ""]
    batch = take(world, tmp_path, "a.csv", csv_bytes([lost, GOOD]))
    assert (batch.rows_faulty, batch.rows_new, batch.state) == (1, 1, "accepted")
    ((row, faults),) = faults_by_row(batch).items()
    assert (
        row == 2
        and sentence in faults[0].sentence
        and faults[0].remedy
        and faults[0].column == "ตำบล"
    )
    assert "มาลี" not in Record.objects.values_list("given_name", flat=True)


def test_moo_that_does_not_exist_keeps_the_tambon_and_says_so(world, tmp_path):
    batch = take(
        world, tmp_path, "a.csv", csv_bytes([["", "มาลี ศรีสุข", "", "1", "9", "บางปรอก", "", "", ""]])
    )
    record = Record.objects.get()
    assert (record.tambon_id, record.village_id) == ("130101", None)
    assert "place_moo_unknown" in record.doubts and batch.rows_remarked == 1


def test_person_without_a_name_is_kept_by_what_else_is_told(world, tmp_path):
    rows = [
        ["", "", "", "12/3", "1", "บางปรอก", "", "", ""],
        ["", "", "", "", "1", "บางปรอก", "", "", ""],
    ]
    batch = take(world, tmp_path, "a.csv", csv_bytes(rows))
    assert (batch.rows_new, batch.rows_faulty) == (1, 1)
    assert "ไม่ทราบชื่อ" in Lead.objects.get().who


def test_two_valid_numbers_for_one_name_become_a_question(world, tmp_path):
    rows = [[make_sample_number(n), "นายบุญมี ใจดี", "2490", *HERE] for n in (1, 2)]
    batch = take(world, tmp_path, "a.csv", csv_bytes(rows))
    assert (batch.rows_new, batch.rows_joined, batch.rows_asked) == (2, 0, 1)
    signs = {field: level for field, level, _ in LinkQuestion.objects.get().evidence["signs"]}
    assert signs["number"] == "different"


def test_hill_people_single_names_and_no_papers_are_ordinary(world, tmp_path):
    rows = [
        ["", name, "", "", "", "บางปรอก", "", "", ""]
        for name in ("อาผา", "จะลอ จะหา", "Min Aung", "ซอ ลิน ทุน")
    ]
    batch = take(world, tmp_path, "a.csv", csv_bytes(rows))
    assert (batch.rows_new, batch.rows_faulty) == (4, 0)


def test_village_list_comes_through_the_same_door(world, tmp_path):
    path = tmp_path / "v.csv"
    path.write_text(
        "village_code,tambon_code,moo,name_th\n13010104,130101,4,บ้านใหม่\n13010199,130199,1,ที่อื่น\n11011001,110110,1,บ้านคลองนา\n"
    )
    call_command("intake", str(path), kind="village_list", province="13", stdout=io.StringIO())
    batch = Batch.objects.get()
    assert (batch.state, batch.rows_new, batch.rows_faulty, batch.rows_remarked) == (
        "accepted",
        1,
        1,
        1,
    )
    assert world.tambon.parts.filter(code="13010104", name_th="บ้านใหม่").exists()


def test_local_government_list_comes_through_the_same_door(world, tmp_path):
    path = tmp_path / "lg.csv"
    path.write_text(
        "id,class_th,name_th,dla_code_2560,province_code,amphoe_code\nLG1,ทต.,เทศบาลตำบลบางปรอก,5130101,13,1301\nLG2,อบจ.,อบจ.สมุทรปราการ,2110101,11,\n"
    )
    call_command(
        "intake", str(path), kind="local_government_list", province="13", stdout=io.StringIO()
    )
    batch = Batch.objects.get()
    assert (batch.state, batch.rows_new, batch.rows_faulty) == ("accepted", 1, 0)


def test_village_we_hold_and_the_list_does_not_name_is_kept_and_told(world, tmp_path):
    path = tmp_path / "หมู่บ้าน.csv"
    first, *others = sorted(village.code for village in world.villages)
    path.write_text(f"village_code,name_th\n{first},บ้านต้น\n", encoding="utf-8")
    said = io.StringIO()
    call_command("intake", str(path), kind="village_list", province="13", stdout=said)
    (note,) = [n for n in Batch.objects.get().columns["notes"] if "ไม่มีในแฟ้มนี้" in n]
    assert all(code in note for code in others if code.startswith(first[:6]))
    assert Place.objects.filter(code__in=others, valid_to=None).count() == len(others)
    assert "คน" not in said.getvalue()  # a list of places is not told about in words for people
