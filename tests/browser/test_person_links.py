"""Taking a joining back on the person's page, at a phone's width and a desk's: nothing sticks out."""

import os
from pathlib import Path

import pytest

from kuea.people import actions
from tests.browser.conftest import FIND_OVERFLOW, WIDTHS
from tests.rooms.people.test_persons import found, write

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("width", WIDTHS)
def test_joining_is_taken_back_where_its_reason_stands(open_page, world, width):
    person, record = found(world, "นางมาลี ศรีสุข"), write(world, "มาลี ศรีสุก")
    actions.join_record(
        by=world.duty["secretary"],
        record=record,
        person=person,
        reason="บัตรประชาชนใบเดียวกัน ญาติยืนยัน",
    )
    page = open_page(f"/people/{person.pk}/", width, "secretary")
    page.get_by_text("นำกลับ", exact=True).click()
    if folder := os.environ.get("KUEA_PICTURES"):
        page.screenshot(path=str(Path(folder) / f"person-links-{width}.png"), full_page=True)
    assert page.evaluate(FIND_OVERFLOW) == []
    with page.expect_navigation():
        page.get_by_role("button", name="ยืนยันนำกลับ").click()
    assert "นำกลับแล้ว" in page.inner_text("main, body")
    assert person.records.count() == 1
