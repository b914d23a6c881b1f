"""The calendar page: dates counted from the edition's D-Day, never written in the program."""

import time_machine

from kuea.offices.actions import load_editions
from tests.rooms.offices.pages import sign_in


@time_machine.travel("2026-11-24 09:00+07:00", tick=False)
def test_calendar_counts_from_the_provinces_own_d_day(world):
    page = sign_in(world.duty["chair"]).get("/steer/calendar/").content.decode()
    assert "1 ม.ค. 2570" in page or "1 มกราคม 2570" in page
    assert "อีก 38 วัน" in page
    assert "ผ่านมาแล้ว 54 วัน" in page


def test_demonstration_year_shows_its_real_results_day(world):
    load_editions()
    page = sign_in(world.duty["ministry"]).get("/steer/calendar/?year=2550").content.decode()
    assert "3 มีนาคม 2550" in page
    assert "31 มีนาคม 2550" in page


def test_year_that_does_not_exist_shows_the_own_one(world):
    answer = sign_in(world.duty["secretary"]).get("/steer/calendar/?year=9999")
    assert answer.context["calendar"].edition == world.edition


def test_calendar_is_not_public(world, client):
    assert client.get("/steer/calendar/").status_code == 302
