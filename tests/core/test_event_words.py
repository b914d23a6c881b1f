"""What an event may say: nothing about a person gets past."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kuea.core.event_words import UnsafeEvent, is_code, tidy_event

THAI = st.text(st.characters(min_codepoint=0x0E01, max_codepoint=0x0E5B), min_size=1)


@given(THAI, st.text(max_size=5), st.text(max_size=5))
def test_no_thai_letter_or_digit_passes(word, before, after):
    with pytest.raises(UnsafeEvent):
        tidy_event({"kind": before + word + after})


@given(st.integers(0, 9999999999999), st.sampled_from(["", "-", " ", "."]))
def test_no_citizen_number_passes_however_it_is_written(number, between):
    digits = f"{number:013d}"
    for written in (digits, between.join(digits), f"id{digits}", f"x-{between.join(digits)}"):
        with pytest.raises(UnsafeEvent):
            tidy_event({"kind": written})


@given(st.from_regex(r"0[2689][0-9]{7,8}", fullmatch=True))
def test_no_telephone_passes(number):
    for written in (number, f"{number[:3]}-{number[3:6]}-{number[6:]}", f"+66{number[1:]}"):
        with pytest.raises(UnsafeEvent):
            tidy_event({"code": written})


@given(st.text())
def test_text_with_a_space_or_a_line_is_not_a_code(text):
    if any(letter.isspace() for letter in text):
        assert not is_code(text)


@pytest.mark.parametrize(
    "data",
    [
        {"name": "somchai"},  # a code in a key that is not known to hold codes
        {"kind": "Somchai Jaidee"},
        {"kind": "a" * 65},
        {"case": 1234567890123},
        {"case": 3.5},
        {"kind": {"a": 1}},
        {"ids": [[[1]]]},
        {"ids": [1, "สมชาย"]},
        {"ชื่อ": 1},
        {"Name": 1},
        {"kind": b"food"},
    ],
)
def test_what_is_no_id_code_number_or_day_is_refused(data):
    with pytest.raises(UnsafeEvent) as told:
        tidy_event(data)
    assert "omchai" not in str(told.value) and "สมชาย" not in str(told.value)


def test_ids_codes_numbers_days_and_hashes_pass_in_the_order_of_their_keys():
    data = {
        "tambon": [["130101", "", "uncovered"]], "case": 12, "urgent": False, "groups": {"b", "a"},
        "sha256": "0123456789" * 6 + "abcd", "until": date(2026, 11, 25),
        "opened": datetime(2026, 11, 25, 10, 0, tzinfo=UTC), "village": "13010100", "host": None,
    }  # fmt: skip
    tidy = tidy_event(data)
    assert list(tidy) == sorted(data)
    assert tidy["groups"] == ["a", "b"] and tidy["until"] == "2026-11-25"
    assert tidy_event(tidy) == tidy
