"""Dates, times and numbers as pages show them."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.template import Context, Template
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from kuea.web import thai_format

NOON = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)  # 12:00 in Bangkok


def show(expression: str, **context: object) -> str:
    return Template("{% load kuea %}{{ " + expression + " }}").render(Context(context))


@pytest.mark.parametrize(
    ("expression", "value", "shown"),
    [
        ("value|thai_date", date(2026, 11, 24), "24 พ.ย. 2569"),
        ("value|thai_date", None, "–"),
        ("value|thai_date_long", date(2026, 11, 24), "วันอังคารที่ 24 พฤศจิกายน 2569"),
        ("value|thai_datetime", NOON, "24 พ.ย. 2569 12:00 น."),
        ("value|thai_datetime", date(2026, 11, 24), "24 พ.ย. 2569"),
        ("value|thai_digits", "P1-205/2569", "P๑-๒๐๕/๒๕๖๙"),
        ("value|thai_digits", 12, "๑๒"),
        ("value|thai_number", 1234567, "1,234,567"),
        ("value|thai_number", 0, "0"),
        ("value|thai_number", 12.5, "12.5"),
        ("value|thai_number", None, "–"),
        ("value|thai_number", "<5", "&lt;5"),
    ],
)
def test_filter_shows_value(expression: str, value: object, shown: str) -> None:
    assert show(expression, value=value) == shown


def test_date_of_a_late_utc_evening_is_the_next_day_in_bangkok() -> None:
    assert thai_format.format_date(datetime(2026, 12, 31, 17, 0, tzinfo=UTC)) == "1 ม.ค. 2570"


def test_date_in_english_is_christian() -> None:
    with translation.override("en"):
        assert thai_format.format_date(date(2026, 11, 24)) == "24 Nov 2026"
        assert thai_format.format_moment(NOON) == "24 Nov 2026 12:00"


@pytest.mark.parametrize(
    ("days", "shown"),
    [
        (-40, "เลยกำหนด 40 วัน"),
        (-1, "เลยกำหนด 1 วัน"),
        (0, "ครบกำหนดวันนี้"),
        (1, "ครบกำหนดพรุ่งนี้"),
        (7, "อีก 7 วัน"),
    ],
)
def test_deadline_says_how_far(days: int, shown: str) -> None:
    today = date(2026, 11, 24)
    assert thai_format.describe_deadline(today + timedelta(days), now=today) == shown


@pytest.mark.parametrize(
    ("passed", "shown"),
    [
        (timedelta(seconds=20), "เมื่อครู่"),
        (timedelta(minutes=5), "5 นาทีที่แล้ว"),
        (timedelta(hours=3), "3 ชั่วโมงที่แล้ว"),
        (timedelta(hours=20), "เมื่อวาน"),
        (timedelta(days=6), "6 วันที่แล้ว"),
        (timedelta(days=200), "8 พ.ค. 2569"),
        (timedelta(hours=-2), "วันนี้"),
        (timedelta(days=-3), "27 พ.ย. 2569"),
    ],
)
def test_age_says_how_long_ago(passed: timedelta, shown: str) -> None:
    assert thai_format.describe_age(NOON - passed, now=NOON) == shown


@pytest.mark.parametrize(
    ("part", "whole", "shown"),
    [(0, 0, "–"), (0, 5, "0.0%"), (5, 5, "100.0%"), (1, 3, "33.3%"), (1, 2000, "0.1%")],
)
def test_share_is_half_up_and_nothing_of_nothing_is_a_dash(
    part: int, whole: int, shown: str
) -> None:
    assert thai_format.format_share(part, whole) == shown


@given(st.dates(date(1900, 1, 1), date(2090, 12, 31)))
def test_every_day_shown_is_read_back_as_itself(day: date) -> None:
    assert thai_format.read_day(thai_format.format_date(day)) == day
    assert thai_format.read_day(thai_format.format_date_long(day)) == day
    assert thai_format.read_day(thai_format.to_thai_digits(thai_format.format_date(day))) == day
    assert thai_format.read_day(day.isoformat()) == day


@given(st.text(max_size=40))
def test_any_text_is_a_day_or_a_named_fault(text: str) -> None:
    try:
        found = thai_format.read_day(text)
    except thai_format.UnreadableDate as fault:
        assert fault.reason in {"form", "short_year", "year", "no_such_day", "swapped"}
    else:
        assert date(1850, 1, 1) <= found <= date(2101, 1, 1)
