"""Columns of text become numbers: the quick ways say what the careful readers of `core.thai` say."""

from datetime import date

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kuea.core.thai import format_thai_date, make_sample_number, read_citizen_number, read_date
from kuea.core.thai.date_words import DateStyle
from kuea.engines.linkage import columns
from kuea.engines.linkage.generic import GenericReader
from kuea.engines.linkage.names_apart import NameLists, read_cell
from kuea.engines.linkage.reading import Reader
from kuea.engines.linkage.records import Raw
from kuea.engines.linkage.words import stable_hash

from .lists_of_people import AS_OF

written_dates = st.builds(
    lambda day, how: how(day),
    st.dates(date(1900, 1, 1), date(2023, 12, 31)),
    st.sampled_from([
        lambda d: f"{d.day}/{d.month}/{d.year + 543}", lambda d: f"{d:%d/%m}/{d.year + 543}", lambda d: d.isoformat(),
        lambda d: str(d.year + 543), lambda d: format_thai_date(d, DateStyle.LONG), lambda d: format_thai_date(d, DateStyle.SHORT),
        lambda d: f"{d.day:02d}/{d.month:02d}/{d.year}", lambda d: f"{d.year + 543}-{d.month:02d}-{d.day:02d}",
    ]),
)  # fmt: skip


@given(
    st.one_of(
        written_dates,
        st.from_regex(r"\d{1,2}/\d{1,2}/2[45]\d\d|\d{4}-\d\d-\d\d|2[45]\d\d", fullmatch=True),
    )
)
def test_a_date_of_usual_form_is_read_as_the_careful_reader_reads_it(text):
    year, month, day, doubt = columns.date_parts(text, AS_OF)
    read = read_date(text, as_of=AS_OF)
    if read.year_ce is None or read.year_ce > AS_OF.year:
        assert (year, month, day) == (0, 0, 0) or read.year_ce is None
        return
    if "in_the_future" not in [str(each) for each in read.doubts]:
        assert (year, month, day) == (read.year_ce, read.month or 0, read.day or 0)
        assert bool(doubt & 2) == ((month, day) == (1, 1))


def test_a_year_counted_twice_into_the_buddhist_era_is_counted_back():
    assert columns.date_parts("3053-03-12", AS_OF) == (1967, 3, 12, 0)


@given(st.from_regex(r"[0-9]{13}", fullmatch=True))
def test_thirteen_digits_are_judged_as_the_careful_reader_judges_them(text):
    [value], [kind] = columns.read_numbers(pa.array([text]))
    read = read_citizen_number(text)
    if kind:
        assert (int(value), kind == 1) == (int(read.digits), read.is_valid)
    else:
        assert value == 0 and (not read.is_valid or len(set(text[:12])) == 1)


@pytest.mark.parametrize(
    ("text", "value", "kind"),
    [
        ("๓-๑๐๑๒-๓๔๕๖๗-๘๙-๐", 3101234567890, 2), ("3.10E+12", 3100000000000, 4), ("310123456789", 310123456789, 3),
        ("1111111111119", 0, 0), ("0000000000000", 0, 0), ("ไม่มี", 0, 0), ("", 0, 0), (make_sample_number(1), int(make_sample_number(1)), 1),
    ],
)  # fmt: skip
def test_a_number_is_read_for_what_is_left_of_it(text, value, kind):
    [found], [said] = columns.read_numbers(pa.array([text]))
    assert (int(found), int(said)) == (value, kind)


@pytest.mark.parametrize(
    ("cell", "sex", "words"),
    [
        ("นางสาวสมศรี ใจดี", "F", ("สมศรี", "ใจดี")), ("น.ส.สมศรี", "F", ("สมศรี",)), ("ด.ช. แดง", "M", ("แดง",)),
        ("นายิกา", "", ("นายิกา",)), ("พ.ต.ท. สมชาย ใจดี", "", ("สมชาย", "ใจดี")), ("Mr. Win", "M", ("Win",)),
        ("สมศรี (แดง)", "", ("สมศรี",)), ("-", "", ()), ("", "", ()),
    ],
)  # fmt: skip
def test_a_name_cell_loses_its_title(cell, sex, words):
    assert read_cell(cell) == (sex, words)


LISTS = NameLists({"สมศรี": 9, "สมชาย": 20, "วันดี": 5}, {"วงศ์ทอง": 7, "ใจดีงาม": 4})


@pytest.mark.parametrize(
    ("words", "names"),
    [
        (("สมศรีวงศ์ทอง",), ("สมศรี", "วงศ์ทอง")), (("สมศรี", "วงศ์ทอง"), ("สมศรี", "วงศ์ทอง")), (("สมศรี",), ("สมศรี", "")),
        (("สม", "ศรี", "วงศ์ทอง"), ("สมศรี", "วงศ์ทอง")), (("หม่อง",), ("หม่อง", "")), ((), ("", "")),
        (("สมสีวงศ์ทอง",), ("สมสี", "วงศ์ทอง")), (("วันดีสกุลใหม่",), ("วันดี", "สกุลใหม่")),
    ],
)  # fmt: skip
def test_names_in_one_cell_are_cut_by_the_lists(words, names):
    assert LISTS.cut(words) == names


def test_a_tambon_without_code_gets_it_from_its_name_where_one_code_dominates():
    rows = [Raw(f"{n}", tambon_code="130105", tambon_name="บางปรอก") for n in range(9)]
    rows += [
        Raw("x", tambon_name="ต.บางปรอก"),
        Raw("y", tambon_name="บางปอก"),
        Raw("z", tambon_name="ที่อื่น"),
    ]
    found = Reader(AS_OF).read_raw(rows).tambon.tolist()
    assert found[9:] == [130105, 130105, 0]


def test_a_generic_reader_assumes_no_thai():
    rows = [
        Raw("a", national_id="123-45", birth_date="19151111", tambon_code="ts19 0sh", village_no="Main St", phone="baker"),
        Raw("b", national_id="12345", tambon_code="TS19 1xx", village_no="main st", phone="Baker"),
        Raw("c", tambon_code="london"), Raw("d", tambon_code=""),
    ]  # fmt: skip
    found = GenericReader(AS_OF).read_raw(rows)
    assert found.number.tolist() == [12345, 12345, 0, 0]
    assert (found.year[0], found.month[0], found.day[0]) == (1915, 11, 11)
    assert found.tambon[0] // 100 == found.tambon[1] // 100 and found.tambon[0] != found.tambon[1]
    assert found.moo[0] == found.moo[1] > 0 and found.phone[0] == found.phone[1] > 0
    assert found.tambon[2] > 0 and found.tambon[3] == 0


def test_a_stable_hash_is_stable():
    assert (stable_hash(""), stable_hash("ก")) == (0, 9008993389122147340)
