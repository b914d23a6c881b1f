"""Text tables: every alphabet that Thai offices save in, every delimiter, faults of quoting."""

import pytest

from kuea.intake.sheets import FaultCode, SheetFault, open_sheet
from tests.rooms.intake import making

TEXT = "ชื่อ-สกุล,ตำบล,หมายเหตุ\r\nนายน้ำ ทิพย์,บางพูน,อยู่ลำพัง\r\nสมมติ,บางกะดี,\r\n"


@pytest.mark.parametrize(
    ("encoding", "said"),
    [
        ("utf-8", "UTF-8"),
        ("utf-8-sig", "UTF-8"),
        ("utf-16", "UTF-16"),
        ("utf-16-le", "UTF-16"),
        ("utf-16-be", "UTF-16"),
        ("tis-620", "TIS-620"),
        ("cp874", "TIS-620"),
    ],
)
def test_thai_is_read_whatever_the_alphabet(tmp_path, encoding, said):
    sheet = open_sheet(making.csv(tmp_path / "a.csv", TEXT, encoding))
    assert sheet.encoding == said
    assert sheet.header == ("ชื่อ-สกุล", "ตำบล", "หมายเหตุ")
    assert list(sheet.rows()) == [
        (2, ["นายน้ำ ทิพย์", "บางพูน", "อยู่ลำพัง"]),
        (3, ["สมมติ", "บางกะดี", ""]),
    ]
    assert any(note.code == "letters" and said in note.sentence for note in sheet.notes)


def test_unmarked_utf16_that_begins_with_thai(tmp_path):
    """Thai in UTF-16 without a mark holds no zero bytes at its start; it must not pass as nonsense."""
    path = making.csv(tmp_path / "a.csv", TEXT, "utf-16-le")
    assert open_sheet(path).header[0] == "ชื่อ-สกุล"


def test_windows_874_signs_are_told_from_tis_620(tmp_path):
    text = TEXT.replace("อยู่ลำพัง", "“อยู่ลำพัง”…")
    sheet = open_sheet(making.csv(tmp_path / "a.csv", text, "cp874"))
    assert sheet.encoding == "Windows-874"
    assert next(sheet.rows())[1][2] == "“อยู่ลำพัง”…"


@pytest.mark.parametrize(
    "content",
    [
        b"name,tambon\n\xe9t\xe9 \xe0 No\xebl,\xfc\xf6\xe4\xdf\n" * 20,
        "姓名,地址\n张三,北京\n".encode("gb2312") * 20,
        "ชื่อ,ตำบล\n".encode() + b"\xff\xfe\xfd\n",
        b"\xff\xfea",
        b"name\x00,tambon\x00\nx\n\x80\x81",
    ],
)
def test_other_alphabets_are_refused_not_misread(tmp_path, content):
    path = tmp_path / "a.csv"
    path.write_bytes(content)
    with pytest.raises(SheetFault) as caught:
        open_sheet(path)
    assert caught.value.code in (FaultCode.ENCODING, FaultCode.WRONG_TYPE)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiter_is_found(tmp_path, delimiter):
    rows = ["ทะเบียน, ประจำปี 2569", "ชื่อ-สกุล|ตำบล|หมู่", "นาย ก, ข|บางพูน|3"]
    text = "\n".join(row.replace("|", delimiter) for row in rows)
    if delimiter == ",":
        text = text.replace("นาย ก, ข", '"นาย ก, ข"')
    sheet = open_sheet(making.csv(tmp_path / "a.txt", text))
    assert sheet.delimiter == delimiter
    assert [row for _, row in sheet.rows()] == [["นาย ก, ข", "บางพูน", "3"]]


def test_delimiter_said_by_excel(tmp_path):
    sheet = open_sheet(making.csv(tmp_path / "a.csv", "sep=;\nชื่อ;ตำบล\nก,ข;ค\n"))
    assert sheet.delimiter == ";"
    assert list(sheet.rows()) == [(3, ["ก,ข", "ค"])]


def test_row_number_counts_records_as_a_spreadsheet_shows_them(tmp_path):
    text = 'ชื่อ,ตำบล,หมายเหตุ\n"สมมติ","บางพูน","บรรทัดแรก\nบรรทัดสอง"\n\nข,ค,ง\n'
    assert [number for number, _ in open_sheet(making.csv(tmp_path / "a.csv", text)).rows()] == [
        2,
        4,
    ]


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ('ชื่อ,ตำบล\nก,ข\n"ค,ง\nจ,ฉ\n', "แถวที่ 3 บรรทัดที่ 3"),
        ('ชื่อ,ตำบล\n"ก"ข,ค\n', "แถวที่ 2 บรรทัดที่ 2"),
        ('ชื่อ,ตำบล\n"ก,ข\n' + "ค,ง\n" * 100 + '"', "แถวที่ 2 บรรทัดที่ 2"),
    ],
)
def test_quoting_fault_says_where_it_began(tmp_path, text, where):
    with pytest.raises(SheetFault) as caught:
        open_sheet(making.csv(tmp_path / "a.csv", text))
    assert caught.value.code == FaultCode.QUOTING
    assert caught.value.where == where


def test_short_and_long_records_are_evened_and_nothing_is_lost(tmp_path):
    sheet = open_sheet(making.csv(tmp_path / "a.csv", "ชื่อ,ตำบล,,\nก\nข,ค,ง,จ,,\n"))
    assert sheet.header == ("ชื่อ", "ตำบล", "", "")
    assert list(sheet.rows()) == [(2, ["ก", "", "", ""]), (3, ["ข", "ค", "ง", "จ"])]


def test_merged_header_of_a_workbook_saved_as_csv(tmp_path):
    text = "ชื่อ-สกุล,ที่อยู่,,,โทร\n,บ้านเลขที่,หมู่,ตำบล,\nก,1,2,บางพูน,08\n"
    sheet = open_sheet(making.csv(tmp_path / "a.csv", text))
    assert sheet.header == (
        "ชื่อ-สกุล",
        "ที่อยู่ › บ้านเลขที่",
        "ที่อยู่ › หมู่",
        "ที่อยู่ › ตำบล",
        "โทร",
    )


def test_old_line_ends(tmp_path):
    sheet = open_sheet(making.csv(tmp_path / "a.csv", "ชื่อ,ตำบล\rก,ข\rค,ง\r"))
    assert [row for _, row in sheet.rows()] == [["ก", "ข"], ["ค", "ง"]]
