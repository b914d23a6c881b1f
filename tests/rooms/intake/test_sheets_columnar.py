"""Parquet lists: every value as text, in little memory; what no text can hold is named."""

from datetime import date, datetime
from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kuea.intake.actions import read_batch, receive_batch
from kuea.intake.keeping import opened
from kuea.intake.queries import faults_by_row
from kuea.intake.sheets import FaultCode, SheetFault, open_sheet, require_columns, write_back
from kuea.intake.sheets.columnar import ColumnTable, open_columns
from tests.rooms.intake.lists import HEADER as LIST_HEADER
from tests.rooms.intake.lists import HERE

HEADER = ("เลขประจำตัวประชาชน", "ชื่อ-สกุล", "วันเกิด", "ตำบล")


def parquet(path, columns: dict, **options):
    pq.write_table(pa.table(columns), path, **options)
    return path


def fault_of(path) -> SheetFault:
    with pytest.raises(SheetFault) as caught:
        open_sheet(path, kind="general")
    assert caught.value.what and caught.value.remedy
    return caught.value


def test_values_of_every_plain_kind_come_as_a_person_would_write_them(tmp_path):
    columns = {
        "ชื่อ-สกุล": ["นายบุญมี ใจดี", None],
        "ตำบล": pa.array(["บางปรอก", "บางปรอก"]).dictionary_encode(),
        "เลขประจำตัวประชาชน": [1101700203451.0, float("nan")],
        "วันเกิด": pa.array([date(1947, 2, 3), None]),
        "เวลา": pa.array([datetime(2024, 5, 1, 8, 30), None], pa.timestamp("ns")),
        "รายได้": pa.array([Decimal("1200.50"), Decimal("900.00")]),
        "อายุ": [77, None],
        "อยู่ลำพัง": [True, None],
        "โทร": pa.array([b"0812345678", None], pa.binary()),
    }
    sheet = open_sheet(parquet(tmp_path / "a.parquet", columns), kind="general")
    assert sheet.header == tuple(columns) and (sheet.form.value, sheet.rows_at_most) == (
        "parquet",
        2,
    )
    assert list(sheet.rows()) == [
        (2, ["นายบุญมี ใจดี", "บางปรอก", "1101700203451", "1947-02-03", "2024-05-01 08:30:00", "1200.50", "77",
             "TRUE", "0812345678"]),
        (3, ["", "บางปรอก", "", "", "", "900", "", "", ""]),
    ]  # fmt: skip
    assert require_columns(sheet.header, "general").found["full_name"] == 0


def test_contents_decide_not_the_name(tmp_path):
    path = parquet(tmp_path / "รายชื่อ.csv", {"ชื่อ-สกุล": ["มาลี"], "ตำบล": ["บางปรอก"]})
    assert open_sheet(path).form.value == "parquet"


def test_columns_of_lists_and_structures_are_left_unread_and_named(tmp_path):
    columns = {
        "ชื่อ-สกุล": ["มาลี"], "ตำบล": ["บางปรอก"], "สมาชิก": [["ก", "ข"]], "ที่อยู่": [{"บ้าน": "1", "หมู่": 2}],
    }  # fmt: skip
    sheet = open_sheet(parquet(tmp_path / "a.parquet", columns), kind="general")
    assert list(sheet.rows()) == [(2, ["มาลี", "บางปรอก", "", ""])]
    assert any("คอลัมน์ C, D" in note.sentence for note in sheet.notes)
    assert sheet.header[2:] == ("", "")


def test_needed_column_of_lists_is_a_missing_column(tmp_path):
    columns = {"ชื่อ-สกุล": [["มาลี"]], "ตำบล": ["บางปรอก"]}
    sheet = open_sheet(parquet(tmp_path / "a.parquet", columns), kind="general")
    with pytest.raises(SheetFault) as caught:
        require_columns(sheet.header, "general")
    assert caught.value.code == FaultCode.MISSING_COLUMNS


def test_raw_bytes_in_a_cell_are_a_fault_of_that_cell_only(tmp_path):
    columns = {
        "ชื่อ-สกุล": pa.array(["มาลี".encode(), b"\xff\xfe\x00", "บุญมี".encode()], pa.binary()),
        "ตำบล": ["บางปรอก", "บางปรอก", "บาง\x00ปรอก"],
    }
    sheet = open_sheet(parquet(tmp_path / "a.parquet", columns), kind="general")
    assert [row for _, row in sheet.rows()] == [
        ["มาลี", "บางปรอก"],
        ["", "บางปรอก"],
        ["บุญมี", "บางปรอก"],
    ]
    told = {number: [fault.code for fault in faults] for number, faults in sheet.faults.items()}
    assert told == {3: ["not_text"], 4: ["not_text"]}


def test_table_of_nothing_but_raw_bytes_is_refused(tmp_path):
    columns = {"ชื่อ-สกุล": pa.array([b"\xff\x00"] * 10_001, pa.binary())}
    assert fault_of(parquet(tmp_path / "a.parquet", columns)).code == FaultCode.WRONG_TYPE


def test_empty_and_cut_off_tables_are_named(tmp_path):
    path = parquet(tmp_path / "a.parquet", {"ชื่อ-สกุล": pa.array([], pa.string()), "ตำบล": []})
    assert fault_of(path).code in {FaultCode.ONLY_HEADERS, FaultCode.EMPTY}
    whole = parquet(tmp_path / "b.parquet", {"ชื่อ-สกุล": ["มาลี"], "ตำบล": ["บางปรอก"]}).read_bytes()
    for content in (whole[:-5], b"PAR1" + b"\x00" * 60 + b"PAR1", whole[:20] + whole[60:]):
        path.write_bytes(content)
        assert fault_of(path).code == FaultCode.BROKEN
    path.write_bytes(b"PARE" + whole[4:])
    assert fault_of(path).code == FaultCode.PASSWORD


def test_bomb_of_ten_million_equal_rows_is_refused_by_what_it_says_of_itself(tmp_path):
    names = pa.DictionaryArray.from_arrays(pa.array([0] * 10_000_000, pa.int8()), ["มาลี"])
    path = parquet(tmp_path / "a.parquet", {"ชื่อ-สกุล": names, "ตำบล": names})
    assert path.stat().st_size < 200_000
    assert fault_of(path).code == FaultCode.TOO_MANY_ROWS


def test_long_text_repeated_in_every_row_dies_in_the_trial(tmp_path):
    path = parquet(tmp_path / "a.parquet", {"ชื่อ-สกุล": ["ก" * 100_000] * 2000, "ตำบล": ["x"] * 2000})
    assert path.stat().st_size < 2_000_000
    assert fault_of(path).code == FaultCode.BROKEN


def test_many_groups_of_rows_come_one_after_another(tmp_path):
    numbers = [str(n) for n in range(5000)]
    path = parquet(tmp_path / "a.parquet", {"ลำดับ": numbers, "ชื่อ": numbers}, row_group_size=700)
    table = open_columns(path)
    assert isinstance(table, ColumnTable)
    assert [row[0] for row in table.rows()][1:] == numbers


@pytest.fixture(scope="module")
def real_file(tmp_path_factory):
    columns = {name: [f"{name}{n}" for n in range(40)] for name in HEADER}
    return parquet(
        tmp_path_factory.mktemp("parquet") / "a.parquet", columns, compression="snappy"
    ).read_bytes()


@given(st.integers(0, 10**6), st.binary(min_size=1, max_size=6))
@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_damage_is_a_sheet_or_a_named_fault(tmp_path, real_file, at, other):
    """Few examples here: each starts a process of its own."""
    place = at % (len(real_file) - len(other))
    path = tmp_path / "a.parquet"
    path.write_bytes(real_file[:place] + other + real_file[place + len(other) :])
    try:
        sheet = open_sheet(path)
        for number, row in sheet.rows():
            assert number >= 1 and len(row) == len(sheet.header)
    except SheetFault as fault:
        assert fault.what and fault.remedy


def test_table_by_columns_through_the_door_and_its_faulty_rows_back(world, tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path / "files"
    rows = [["", "นายบุญมี ใจดี", "3/2/2490", *HERE], ["", "มาลี", "", "", "", "ไม่มีตำบลนี้", "", "", ""]]
    columns = dict(zip(LIST_HEADER, zip(*rows, strict=True), strict=True))
    path = parquet(tmp_path / "a.parquet", {name: list(cells) for name, cells in columns.items()})
    receipt = receive_batch(
        by=world.duty["secretary"], kind="general", path=path, file_name="a.parquet"
    )
    batch = read_batch(batch_id=receipt.batch.pk)
    assert (batch.state, batch.rows_new, batch.rows_faulty) == ("accepted", 1, 1), batch.fault
    with opened(batch) as kept:
        given = write_back(kept, faults_by_row(batch), tmp_path / "back.xlsx", kind="general")
    assert (given.rows, given.faulty) == (1, 1)
