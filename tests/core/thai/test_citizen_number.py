import pytest
from hypothesis import given
from hypothesis import strategies as st

from kuea.core.thai import (
    NumberFlag,
    NumberStatus,
    check_digit,
    format_citizen_number,
    make_sample_number,
    mask_citizen_number,
    read_citizen_number,
    reserved_for_samples,
)
from tests.core.thai.strategies import any_cell

TWELVE = "910120034567"
VALID = TWELVE + check_digit(TWELVE)

CASES = [
    (None, NumberStatus.EMPTY),
    ("", NumberStatus.EMPTY),
    (" - ", NumberStatus.EMPTY),
    ("ไม่มี", NumberStatus.EMPTY),
    (VALID, NumberStatus.VALID),
    (int(VALID), NumberStatus.VALID),
    (float(VALID), NumberStatus.VALID),
    (VALID + ".0", NumberStatus.VALID),
    (f"'{VALID}", NumberStatus.VALID),
    (f"{VALID[0]}-{VALID[1:5]}-{VALID[5:10]}-{VALID[10:12]}-{VALID[12]}", NumberStatus.VALID),
    (f"{VALID[0]} {VALID[1:5]} {VALID[5:10]} {VALID[10:12]} {VALID[12]}", NumberStatus.VALID),
    (TWELVE + str((int(VALID[-1]) + 1) % 10), NumberStatus.WRONG_CHECK_DIGIT),
    ("1.10E+12", NumberStatus.FLOAT_DAMAGED),
    ("1.1e12", NumberStatus.FLOAT_DAMAGED),
    ("1.10000000000000E+12", NumberStatus.FLOAT_DAMAGED),
    ("1100000000000.0", NumberStatus.FLOAT_DAMAGED),
    (1.1e12, NumberStatus.FLOAT_DAMAGED),
    ("3.10E+12", NumberStatus.FLOAT_DAMAGED),
    ("0000000000000", NumberStatus.PLACEHOLDER),
    ("1111111111111", NumberStatus.PLACEHOLDER),
    ("9999999999999", NumberStatus.PLACEHOLDER),
    ("1234567890123", NumberStatus.PLACEHOLDER),
    ("1234567890121", NumberStatus.PLACEHOLDER),  # its check digit happens to be right
    ("12345", NumberStatus.WRONG_LENGTH),
    (VALID + "1", NumberStatus.WRONG_LENGTH),
    ("AB1234567", NumberStatus.NOT_DIGITS),
    ("บัตรหาย", NumberStatus.NOT_DIGITS),
    ("1.5", NumberStatus.WRONG_LENGTH),
]


@pytest.mark.parametrize(("written", "status"), CASES)
def test_citizen_number_status(written: object, status: NumberStatus) -> None:
    assert read_citizen_number(written).status is status


def test_thai_digits_are_read() -> None:
    thai = VALID.translate(str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙"))
    assert read_citizen_number(thai).digits == VALID


def test_scientific_notation_with_all_digits_is_restored() -> None:
    written = f"{VALID[0]}.{VALID[1:]}E+12"
    number = read_citizen_number(written)
    assert number.digits == VALID
    assert NumberFlag.CAME_AS_FLOAT in number.flags


@pytest.mark.parametrize(
    ("first", "flag"),
    [
        ("0", NumberFlag.ZERO_SERIES),
        ("6", NumberFlag.FOREIGNER_SERIES),
        ("7", NumberFlag.FOREIGNER_SERIES),
        ("8", NumberFlag.SETTLED_FOREIGNER),
        ("9", NumberFlag.SAMPLE),
    ],
)
def test_series_of_the_number_is_flagged(first: str, flag: NumberFlag) -> None:
    twelve = first + "10120034567"
    number = read_citizen_number(twelve + check_digit(twelve))
    assert number.is_valid
    assert flag in number.flags


def test_twelve_digits_that_check_after_a_zero_are_not_completed_silently() -> None:
    twelve = "010120034567"
    number = read_citizen_number((twelve + check_digit(twelve))[1:])
    assert number.status is NumberStatus.WRONG_LENGTH
    assert number.digits is None
    assert NumberFlag.LEADING_ZERO_MAY_BE_LOST in number.flags


def test_mask_shows_the_last_digits_only() -> None:
    assert mask_citizen_number(VALID) == f"•-••••-•••••-{VALID[10:12]}-{VALID[12]}"
    assert mask_citizen_number(None) == mask_citizen_number("12") == ""
    assert format_citizen_number(VALID).replace("-", "") == VALID


@given(st.integers(min_value=0, max_value=9_999_999))
def test_sample_numbers_are_valid_and_of_the_unissued_range(sequence: int) -> None:
    number = make_sample_number(sequence)
    assert reserved_for_samples(number)
    assert check_digit(number[:12]) == number[12]


def test_sample_numbers_differ_and_read_as_valid() -> None:
    numbers = [make_sample_number(sequence) for sequence in range(5000)]
    assert len(set(numbers)) == 5000
    assert all(read_citizen_number(number).is_valid for number in numbers)


@given(
    st.text(alphabet="0123456789", min_size=12, max_size=12),
    st.sampled_from([place for place in range(12) if place != 2]),
)
def test_one_mistyped_digit_is_noticed_or_is_the_known_blind_spot(twelve: str, place: int) -> None:
    """The third digit has weight 11 and is not guarded at all; elsewhere only remainders 0 and
    10, which share the check digit 1, can hide a slip."""
    changed = twelve[:place] + str((int(twelve[place]) + 1) % 10) + twelve[place + 1 :]
    if check_digit(twelve) == check_digit(changed):
        assert check_digit(twelve) == "1"


@given(any_cell)
def test_read_citizen_number_never_raises_and_keeps_what_was_written(cell: object) -> None:
    number = read_citizen_number(cell)
    assert number.as_written == ("" if cell is None else str(cell))
    assert (number.digits is not None) == (
        number.status in (NumberStatus.VALID, NumberStatus.WRONG_CHECK_DIGIT)
    )
    if number.is_valid:
        assert read_citizen_number(number.digits).digits == number.digits
