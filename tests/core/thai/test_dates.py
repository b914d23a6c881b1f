from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kuea.core.thai import (
    DateDoubt,
    DatePrecision,
    DateStyle,
    format_thai_date,
    format_thai_parts,
    month_of,
    read_date,
    to_thai_digits,
)
from kuea.core.thai.date_words import MONTHS_LONG, MONTHS_SHORT
from tests.core.thai.strategies import any_cell

TODAY = date(2026, 7, 1)
D = DateDoubt

CASES = [
    ("12/02/2535", "1992-02-12", ()),
    ("12-02-2535", "1992-02-12", ()),
    ("12.2.2535", "1992-02-12", ()),
    ("12 02 2535", "1992-02-12", ()),
    ("๑๒/๐๒/๒๕๓๕", "1992-02-12", ()),
    ("12/02/1992", "1992-02-12", (D.DAY_MONTH_UNCLEAR,)),
    ("25/02/1992", "1992-02-25", ()),
    ("02/25/1992", "1992-02-25", (D.DAY_MONTH_SWAPPED,)),
    ("02/25/2535", "1992-02-25", (D.DAY_MONTH_SWAPPED,)),
    ("1992-02-12", "1992-02-12", ()),
    ("2535-02-12", "1992-02-12", ()),
    ("1992-02-12T00:00:00", "1992-02-12", ()),
    ("1992-02-12 00:00:00", "1992-02-12", ()),
    ("12 ก.พ. 2535", "1992-02-12", ()),
    ("12ก.พ.2535", "1992-02-12", ()),
    ("12 กพ 2535", "1992-02-12", ()),
    ("12-ก.พ.-35", "1992-02-12", (D.TWO_DIGIT_YEAR,)),
    ("12 กุมภาพันธ์ 2535", "1992-02-12", ()),
    ("12 กุมภาพันธ์ พ.ศ. 2535", "1992-02-12", ()),
    ("วันที่ 12 เดือนกุมภาพันธ์ พ.ศ.2535", "1992-02-12", ()),
    ("วันพุธที่ 12 กุมภาพันธ์ ๒๕๓๕", "1992-02-12", ()),
    ("12 กุมภา 2535", "1992-02-12", ()),
    ("12-Feb-1992", "1992-02-12", ()),
    ("12-Feb-92", "1992-02-12", (D.TWO_DIGIT_YEAR,)),
    ("February 12, 1992", "1992-02-12", ()),
    ("12 พฤษจิกายน 2535", "1992-11-12", ()),
    ("กุมภาพันธ์ 2535", "1992-02", ()),
    ("ก.พ. 35", "1992-02", (D.TWO_DIGIT_YEAR,)),
    ("02/2535", "1992-02", ()),
    ("2535-02", "1992-02", ()),
    ("2535", "1992", ()),
    (2535, "1992", ()),
    ("พ.ศ. 2535", "1992", ()),
    ("ค.ศ. 1992", "1992", ()),
    ("ปี 2535", "1992", ()),
    ("พ.ศ. 35", "1992", (D.TWO_DIGIT_YEAR,)),
    ("00/00/2535", "1992", ()),
    ("-/-/2535", "1992", ()),
    ("0/5/2535", "1992-05", ()),
    ("xx/xx/2535", "1992", ()),
    ("12/02/35", "1992-02-12", (D.TWO_DIGIT_YEAR,)),
    ("12/02/69", "2026-02-12", (D.TWO_DIGIT_YEAR,)),
    ("12/04/72", "1929-04-12", (D.TWO_DIGIT_YEAR,)),
    ("12022535", "1992-02-12", ()),
    ("25350212", "1992-02-12", ()),
    (1022535, "1992-02-01", ()),
    ("120235", "1992-02-12", (D.TWO_DIGIT_YEAR,)),
    (33646, "1992-02-12", (D.EXCEL_SERIAL,)),
    (33646.5, "1992-02-12", (D.EXCEL_SERIAL,)),
    ("33646", "1992-02-12", (D.EXCEL_SERIAL,)),
    (231973, "1992-02-12", (D.EXCEL_SERIAL,)),  # typed with a Buddhist year into a date cell
    (date(1992, 2, 12), "1992-02-12", ()),
    (date(2535, 2, 12), "1992-02-12", ()),
    (datetime(1992, 2, 12, 8, 30), "1992-02-12", ()),
    ("31/02/2535", "1992-02", (D.IMPOSSIBLE_DAY,)),
    ("29/02/2567", "2024-02-29", ()),
    ("29/02/2568", "2025-02", (D.IMPOSSIBLE_DAY,)),
    ("32/13/2535", "1992", (D.IMPOSSIBLE_MONTH,)),
    ("12/02/3000", "", (D.IMPOSSIBLE_YEAR,)),
    ("12/02/2570", "2027-02-12", (D.IN_THE_FUTURE,)),
    ("15/02/2480", "1937-02-15", (D.YEAR_START_BEFORE_2484,)),
    ("15/04/2480", "1937-04-15", ()),
    ("15/02/1938", "1938-02-15", ()),
    ("2480", "1937", (D.YEAR_START_BEFORE_2484,)),
    ("2484", "1941", ()),
    ("75 ปี", "1951", (D.FROM_AGE,)),
    ("อายุ ๗๕ ปี", "1951", (D.FROM_AGE,)),
    ("อายุ 75", "1951", (D.FROM_AGE,)),
    ("75 ปี 3 เดือน", "1951", (D.FROM_AGE,)),
    ("8 เดือน", "2025", (D.FROM_AGE,)),
    ("200 ปี", "", (D.UNREADABLE,)),
    ("75", "", (D.UNREADABLE,)),
    ("12 ก.พ.", "", (D.UNREADABLE,)),
    ("เดือนหน้า", "", (D.UNREADABLE,)),
    (float("nan"), "", (D.UNREADABLE,)),
    (float("inf"), "", (D.UNREADABLE,)),
    (True, "", (D.UNREADABLE,)),
    ("ไม่ทราบ", "", ()),
    ("", "", ()),
    (None, "", ()),
]


@pytest.mark.parametrize(("written", "iso", "doubts"), CASES)
def test_date_is_read_with_its_doubts(
    written: object, iso: str, doubts: tuple[DateDoubt, ...]
) -> None:
    read = read_date(written, as_of=TODAY)
    assert (read.iso, read.doubts) == (iso, doubts)
    assert read.precision == {0: "nothing", 4: "year", 7: "month", 10: "day"}[len(iso)]


def test_age_without_a_day_to_count_from_stays_unread() -> None:
    read = read_date("75 ปี")
    assert read.precision is DatePrecision.NOTHING
    assert read.doubts == (D.AGE_WITHOUT_DATE,)


def test_future_date_is_fine_for_an_appointment() -> None:
    assert read_date("12/02/2570", as_of=TODAY, future_allowed=True).doubts == ()


def test_part_dates_are_shown_in_the_buddhist_era() -> None:
    assert read_date("ก.พ. 2535").in_thai() == "กุมภาพันธ์ 2535"
    assert read_date("2535").in_thai(thai_digits=True) == "พ.ศ. ๒๕๓๕"
    assert read_date("ไม่ทราบ").in_thai() == ""


def test_dates_are_written_in_every_style() -> None:
    day = date(2006, 11, 7)
    assert format_thai_date(day) == "7 พฤศจิกายน 2549"
    assert format_thai_date(day, "short", thai_digits=True) == "๗ พ.ย. ๒๕๔๙"
    assert format_thai_date(day, DateStyle.FORMAL) == "7 พฤศจิกายน พ.ศ. 2549"
    assert format_thai_date(day, DateStyle.NUMERIC) == "07/11/2549"
    assert format_thai_date(None) == ""
    assert format_thai_parts(2006, 11, None, DateStyle.SHORT) == "พ.ย. 2549"


@pytest.mark.parametrize("month", range(1, 13))
def test_month_names_are_known_long_and_short(month: int) -> None:
    assert month_of(MONTHS_LONG[month - 1]) == month
    assert month_of(MONTHS_SHORT[month - 1]) == month
    assert month_of(MONTHS_SHORT[month - 1].replace(".", "")) == month


@given(
    st.dates(min_value=date(1941, 1, 1), max_value=date(2099, 12, 31)),
    st.sampled_from(list(DateStyle)),
    st.booleans(),
)
def test_what_we_write_we_read_back(day: date, style: DateStyle, thai: bool) -> None:
    read = read_date(format_thai_date(day, style, thai_digits=thai))
    assert read.as_date == day
    assert read.doubts == ()


@given(st.dates(min_value=date(1941, 1, 1), max_value=date(2099, 12, 31)))
def test_sheet_serial_and_text_agree(day: date) -> None:
    serial = (day - date(1899, 12, 30)).days
    assert read_date(serial).as_date == read_date(to_thai_digits(day.isoformat())).as_date == day


@given(any_cell)
def test_read_date_never_raises_and_keeps_what_was_written(cell: object) -> None:
    read = read_date(cell, as_of=TODAY)
    assert read.as_written == ("" if cell is None else str(cell))
    assert (read.precision is DatePrecision.DAY) == (read.as_date is not None)
    if read.iso:
        assert read_date(read.iso).iso == read.iso
