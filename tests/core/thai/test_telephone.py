import pytest
from hypothesis import given

from kuea.core.thai import TelephoneKind, TelephoneStatus, format_telephone, read_telephone
from tests.core.thai.strategies import any_cell

GOOD = [
    ("081-234-5679", "0812345679", TelephoneKind.MOBILE),
    ("081 234 5679", "0812345679", TelephoneKind.MOBILE),
    ("(081)2345679", "0812345679", TelephoneKind.MOBILE),
    ("๐๘๑-๒๓๔-๕๖๗๙", "0812345679", TelephoneKind.MOBILE),
    ("+66 81 234 5679", "0812345679", TelephoneKind.MOBILE),
    ("66812345679", "0812345679", TelephoneKind.MOBILE),
    ("โทร. 081-234-5679", "0812345679", TelephoneKind.MOBILE),
    ("02-123-4567", "021234567", TelephoneKind.FIXED),
    ("037-123-456", "037123456", TelephoneKind.FIXED),
    ("02-123-4567-8", "021234567", TelephoneKind.FIXED),
    ("1300", "1300", TelephoneKind.HOTLINE),
    ("191", "191", TelephoneKind.HOTLINE),
    ("+856 20 5555 1234", "+8562055551234", TelephoneKind.ABROAD),
]


@pytest.mark.parametrize(("written", "number", "kind"), GOOD)
def test_telephone_is_read(written: str, number: str, kind: TelephoneKind) -> None:
    telephone = read_telephone(written)
    assert (telephone.status, telephone.number, telephone.kind) == (
        TelephoneStatus.VALID,
        number,
        kind,
    )
    assert not telephone.zero_restored


@pytest.mark.parametrize("written", ["812345679", 812345679, 812345679.0])
def test_zero_eaten_by_a_sheet_is_restored_and_said(written: object) -> None:
    telephone = read_telephone(written)
    assert telephone.number == "0812345679"
    assert telephone.zero_restored


@pytest.mark.parametrize(
    "written", ["081-2345679, 02-1234568", "0812345679/021234568", "0812345679 021234568"]
)
def test_second_number_in_the_cell_is_kept(written: str) -> None:
    telephone = read_telephone(written)
    assert telephone.number == "0812345679"
    assert telephone.others == ("021234568",)


def test_extension_is_kept() -> None:
    assert read_telephone("02-123-4567 ต่อ 12").extension == "12"


@pytest.mark.parametrize(
    ("written", "status"),
    [
        (None, TelephoneStatus.EMPTY),
        ("ไม่มี", TelephoneStatus.EMPTY),
        ("-", TelephoneStatus.EMPTY),
        ("ยืมเพื่อนบ้าน", TelephoneStatus.NOT_DIGITS),
        ("08123456", TelephoneStatus.WRONG_LENGTH),
        ("081234567901", TelephoneStatus.WRONG_LENGTH),
        ("0012345678", TelephoneStatus.UNKNOWN_PREFIX),
        ("0000000000", TelephoneStatus.PLACEHOLDER),
        ("0123456789", TelephoneStatus.PLACEHOLDER),
        ("0999999999", TelephoneStatus.PLACEHOLDER),
    ],
)
def test_what_is_no_number_says_why(written: object, status: TelephoneStatus) -> None:
    telephone = read_telephone(written)
    assert telephone.status is status
    assert telephone.number is None


@given(any_cell)
def test_read_telephone_never_raises_and_reads_its_own_form(cell: object) -> None:
    telephone = read_telephone(cell)
    assert telephone.as_written == ("" if cell is None else str(cell))
    if telephone.is_valid:
        assert read_telephone(format_telephone(telephone.number)).number == telephone.number
