"""Headings as Thai offices write them, matched to fields; and what is missing or said twice."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kuea.core.words import Category, ListKind
from kuea.intake.sheets import FaultCode, SheetFault, all_kinds, load_kind, match_columns
from kuea.intake.sheets.columns import require_columns

SPELLINGS = [
    ("เลขประจำตัวประชาชน", "citizen_number"),
    ("เลขประจําตัวประชาชน", "citizen_number"),
    ("เลข\u200bประจำตัว\u200bประชาชน", "citizen_number"),
    ("เลขที่บัตรฯ ประชาชน", "citizen_number"),
    ("เลขบัตร", "citizen_number"),
    ("เลข ๑๓ หลัก", "citizen_number"),
    ("เลขประจำตัวประชาชน (13 หลัก)*", "citizen_number"),
    ("CID", "citizen_number"),
    ("pid", "citizen_number"),
    ("ID_CARD", "citizen_number"),
    ("เลขประจำตัวประชาชนผู้สูงอายุ", "citizen_number"),
    ("ชื่อ-สกุล", "full_name"),
    ("ชื่อ - นามสกุล", "full_name"),
    ("ชื่อ – สกุล", "full_name"),
    ("2. ชื่อ-สกุล", "full_name"),
    ("ชื่อ\nสกุล", "full_name"),
    ("ชื่อ-สกุล คนพิการ", "full_name"),
    ("คำนำหน้า", "title"),
    ("คําหน้าชื่อ", None),
    ("คำนําหน้าชื่อ", "title"),
    ("สกุล", "family_name"),
    ("นามสกุล", "family_name"),
    ("วันเดือนปีเกิด", "birth_date"),
    ("วัน/เดือน/ปี เกิด", "birth_date"),
    ("ว/ด/ป เกิด", "birth_date"),
    ("ว.ด.ป.เกิด (พ.ศ.)", "birth_date"),
    ("ปี พ.ศ. เกิด", "birth_date"),
    ("DOB", "birth_date"),
    ("อายุ (ปี)", "age"),
    ("เพศ", "sex"),
    ("บ้านเลขที่", "house_no"),
    ("เลขที่บ้าน", "house_no"),
    ("หมู่ที่", "moo"),
    ("หมู่", "moo"),
    ("ม.", "moo"),
    ("หมู่บ้าน", "village_name"),
    ("ตำบล/แขวง", "tambon"),
    ("ตําบล", "tambon"),
    ("ต.", "tambon"),
    ("อำเภอ/เขต", "amphoe"),
    ("จังหวัด", "province"),
    ("จ.", "province"),
    ("รหัสบ้าน", "house_code"),
    ("รหัสไปรษณีย์", "postal_code"),
    ("ที่อยู่ปัจจุบัน", "address"),
    ("โทร.", "telephone"),
    ("เบอร์โทรศัพท์ที่ติดต่อได้", "telephone"),
    ("สัญชาติ", "nationality"),
    ("ประเภทความพิการ", "disability_kind"),
    ("รายได้ (บาท/เดือน)", "income"),
    ("สภาพปัญหา", "worry"),
    ("หมายเหตุ", "remark"),
    ("เลขที่คำขอ", "reference"),
    ("ชื่อผู้ดูแล", None),
    ("เบอร์โทรผู้ดูแล", None),
    ("เลขประจำตัวประชาชนบิดา", None),
    ("ผู้ดูแล › ชื่อ-สกุล", None),
    ("วันที่ขึ้นทะเบียน", None),
    ("สถานะ", None),
]


@pytest.mark.parametrize(("heading", "field"), SPELLINGS)
def test_heading_is_recognised(heading, field):
    recognised = load_kind("general").recognise(heading)
    assert (recognised.field if recognised else None) == field


def test_heading_one_letter_off_is_guessed_and_said():
    columns = match_columns(["เลขประจำตัวประชาขน", "ชื่อ-สกุล", "ตำบล"], "general")
    assert columns.found["citizen_number"] == 0
    assert [note.code for note in columns.notes] == ["guessed"]
    assert "เลขประจำตัวประชาขน" in columns.notes[0].sentence


def test_name_alone_holds_the_whole_name():
    assert match_columns(["ชื่อ", "ตำบล"], "general").found["full_name"] == 0
    both = match_columns(["ชื่อ", "สกุล", "ตำบล"], "general").found
    assert (both["given_name"], both["family_name"]) == (0, 1)


def test_missing_columns_are_named_with_what_was_read():
    columns = match_columns(["เลขบัตร", "สถานะ"], "general")
    (fault,) = columns.faults()
    assert fault.code == FaultCode.MISSING_COLUMNS
    assert "ชื่อ" in fault.what and "ตำบล" in fault.what
    assert "เลขบัตร, สถานะ" in fault.remedy
    with pytest.raises(SheetFault):
        require_columns(["เลขบัตร", "สถานะ"], "general")


def test_no_citizen_number_is_ever_required():
    for kind in all_kinds():
        assert all("citizen_number" not in need.any_of for need in kind.at_least)


def test_doubled_columns_are_named_by_letter():
    columns = match_columns(["ชื่อ-สกุล", "ตำบล", "ชื่อ - นามสกุล"], "general")
    (fault,) = columns.faults()
    assert fault.code == FaultCode.DOUBLED_COLUMNS
    assert "A, C" in fault.what
    assert columns.doubled == {"full_name": (0, 2)}


def test_two_telephones_are_no_fault_and_both_are_kept():
    columns = match_columns(["ชื่อ", "ตำบล", "โทรศัพท์บ้าน", "มือถือ"], "general")
    assert columns.faults() == ()
    assert columns.found["telephone"] == 2
    assert columns.unread(["ก", "ข", "02", "08"]) == {"มือถือ": "08"}


def test_two_counting_columns_are_no_fault():
    assert match_columns(["ที่", "ลำดับ", "ชื่อ", "ตำบล"], "general").faults() == ()


def test_own_number_counts_before_a_mere_counting_column():
    columns = match_columns(["ลำดับ", "เลขที่คำขอ", "ชื่อ", "ตำบล"], "general")
    assert columns.found["reference"] == 1


def test_of_two_addresses_the_one_where_they_live_counts():
    header = ["ชื่อ", "ตามทะเบียนบ้าน › ตำบล", "ที่อยู่ปัจจุบัน › ตำบล"]
    columns = match_columns(header, "general")
    assert columns.found["tambon"] == 2
    assert columns.faults() == ()
    assert columns.unknown == (1,)


def test_carer_columns_beside_the_persons_own():
    header = ["ชื่อ-สกุล", "โทร", "ตำบล", "ผู้ดูแล › ชื่อ-สกุล", "ผู้ดูแล › โทร"]
    columns = match_columns(header, "disability")
    assert columns.faults() == ()
    assert columns.unknown == (3, 4)


def test_unknown_columns_are_kept_under_their_heading():
    columns = match_columns(["ชื่อ", "ตำบล", "กลุ่มเลือด", ""], "general")
    assert columns.unread(["ก", "ข", "O", "x"]) == {"กลุ่มเลือด": "O", "คอลัมน์ D": "x"}
    assert columns.unread(["ก", "ข", " ", ""]) == {}


def test_sheet_we_gave_back_is_not_taken_for_the_senders_words():
    header = ["ชื่อ", "ตำบล", "ปัญหา", "ควรแก้อย่างไร", "แถวในแฟ้มเดิม"]
    assert "worry" not in match_columns(header, "general").found
    assert match_columns(["ชื่อ", "ตำบล", "ปัญหา"], "general").found["worry"] == 2


@pytest.mark.parametrize(
    ("kind", "heading", "field"),
    [
        ("bmn", "ชื่อหัวหน้าครัวเรือน", "full_name"),
        ("bmn", "ตัวชี้วัดที่ตกเกณฑ์", "worry"),
        ("bmn", "รายได้เฉลี่ย (บาท/คน/ปี)", "income"),
        ("welfare_card", "เลขที่บัตรสวัสดิการ", "reference"),
        ("disability", "เลขที่บัตรคนพิการ", "reference"),
        ("disability", "ประเภท", "disability_kind"),
        ("elderly", "ชื่อผู้รับเบี้ย", "full_name"),
    ],
)
def test_words_of_one_kind_of_list(kind, heading, field):
    assert match_columns([heading], kind).found == {field: 0}


def test_village_list_in_the_shape_the_owner_publishes():
    columns = require_columns(["village_code", "tambon_code", "moo", "name_th"], "village_list")
    assert columns.found == {"village_code": 0, "tambon_code": 1, "moo": 2, "village_name": 3}
    thai = require_columns(["รหัสหมู่บ้าน", "หมู่ที่", "ชื่อหมู่บ้าน", "ตำบล"], "village_list")
    assert thai.found == {"village_code": 0, "moo": 1, "village_name": 2, "tambon": 3}


def test_local_government_list_in_the_shape_the_owner_publishes():
    header = ["id", "class_th", "class_en", "name_th", "dla_code_2560", "source_geocode"]
    header += ["province_code", "amphoe_code", "lat", "lon", "wikidata"]
    columns = require_columns(header, "local_government_list")
    assert columns.unknown == ()
    assert columns.found["name"] == 3 and columns.found["local_government_code"] == 4


def test_kinds_are_complete_and_hint_at_known_categories():
    assert [kind.code for kind in all_kinds()] == [kind.value for kind in ListKind]
    for kind in all_kinds():
        assert kind.title and kind.help
        assert kind.category is None or Category(kind.category)
        named = {name for need in kind.at_least for name in need.any_of} | set(kind.expected)
        assert named <= set(kind.fields)


def test_no_spelling_means_two_fields():
    for kind in all_kinds():
        for field in kind.fields.values():
            recognised = kind.recognise(field.title)
            assert recognised is not None and recognised.field == field.name, field.title


@given(st.lists(st.text(max_size=40), max_size=12), st.sampled_from([k.value for k in ListKind]))
def test_any_header_is_accounted_for(header, kind):
    columns = match_columns(header, kind)
    doubled = {index for indexes in columns.doubled.values() for index in indexes}
    assert set(columns.found.values()) | set(columns.unknown) | doubled == set(range(len(header)))
    assert set(columns.unknown).isdisjoint(columns.found.values())
