import pytest
from hypothesis import given

from kuea.core.thai import is_moo_unclear, read_address, read_house_number, read_moo
from tests.core.thai.strategies import any_cell, any_text

CASES = [
    (
        "123/4 หมู่ 5 ต.คลองหก อ.คลองหลวง จ.ปทุมธานี 12120",
        {"house_no": "123/4", "moo": 5, "tambon": "คลองหก", "amphoe": "คลองหลวง",
         "province": "ปทุมธานี", "postal_code": "12120", "rest": ""},
    ),
    (
        "บ้านเลขที่ ๑๒/๓ ม.๔ ซ.รังสิต-นครนายก 14 ถ.รังสิต-นครนายก ตำบลประชาธิปัตย์ อำเภอธัญบุรี",
        {"house_no": "12/3", "moo": 4, "soi": "รังสิต-นครนายก 14", "road": "รังสิต-นครนายก",
         "tambon": "ประชาธิปัตย์", "amphoe": "ธัญบุรี", "province": None},
    ),
    (
        "99 หมู่บ้านสุขสันต์ แขวงลาดยาว เขตจตุจักร กทม. 10900",
        {"house_no": "99", "village": "สุขสันต์", "tambon": "ลาดยาว", "amphoe": "จตุจักร",
         "postal_code": "10900", "rest": "กทม."},
    ),
    (
        "12ม.3ต.บางปรอกอ.เมืองปทุมธานีจ.ปทุมธานี",
        {"house_no": "12", "moo": 3, "tambon": "บางปรอก", "amphoe": "เมืองปทุมธานี",
         "province": "ปทุมธานี"},
    ),
    ("45 moo 7 Khlong Nueng", {"house_no": "45", "moo": 7, "rest": "Khlong Nueng"}),
    ("12/3ก ซ.5", {"house_no": "12/3ก", "soi": "5"}),
    ("พ.ต.ท. สมชาย", {"tambon": None, "rest": "พ.ต.ท. สมชาย"}),
    ("อบต.คลองหก อ.คลองหลวง", {"tambon": None, "amphoe": "คลองหลวง", "rest": "อบต.คลองหก"}),
    ("ใต้สะพานหลังตลาด", {"house_no": None, "moo": None, "rest": "ใต้สะพานหลังตลาด"}),
]  # fmt: skip


@pytest.mark.parametrize(("written", "parts"), CASES)
def test_address_is_taken_apart(written: str, parts: dict[str, object]) -> None:
    address = read_address(written)
    assert {name: getattr(address, name) for name in parts} == parts
    assert address.as_written == written


@pytest.mark.parametrize(
    ("written", "moo"),
    [(5, 5), ("5.0", 5), ("ม.5", 5), ("ม. ๕", 5), ("หมู่ที่ 12", 12), ("หมู่ที่ ๕ บ้านเหนือ", 5),
     ("Moo 3", 3), ("-", None), (None, None), ("0", None), ("บ้านเหนือ", None), ("สาม", 3), ("หมู่ที่ยี่สิบเอ็ด", 21),
     ("3 (ปากคลอง)", 3), ("สามัคคี", None)],
)  # fmt: skip
def test_moo_of_a_cell_is_read(written: object, moo: int | None) -> None:
    assert read_moo(written) == moo
    assert not is_moo_unclear(written)


@pytest.mark.parametrize(
    "written", ["3,4", "3-5", "3 และ 4", "3.5", "3/1", "2569-03-01 00:00:00", "1234"]
)
def test_more_than_one_moo_is_read_as_none_and_said_to_be_unclear(written: str) -> None:
    assert read_moo(written) is None
    assert is_moo_unclear(written)


def test_house_number_has_one_form() -> None:
    assert read_house_number("๑๒ / ๓ ก") == read_house_number("บ้านเลขที่ 12/3ก") == "12/3ก"
    assert read_house_number(12.0) == "12"
    assert read_house_number("ไม่มี") is None


@given(any_text)
def test_read_address_never_raises_and_loses_no_digit(text: str) -> None:
    address = read_address(text)
    assert address.as_written == text


@given(any_cell)
def test_small_readers_never_raise(cell: object) -> None:
    moo = read_moo(cell)
    assert moo is None or 1 <= moo <= 999
    house = read_house_number(cell)
    assert house is None or read_house_number(house) == house
    assert read_address(cell).as_written == ("" if cell is None else str(cell))
