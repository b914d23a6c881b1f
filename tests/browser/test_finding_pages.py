"""Finding in a real browser: a lead in two minutes on a phone, by keyboard alone, accessible and inside its width."""

import pytest
from django.urls import reverse

from tests.browser.conftest import WIDTHS, find_faults
from tests.rooms.finding.story import raise_one, ready_one, route_one

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def every_page(world):
    """Each page of the room once, with somebody in it."""
    ready_one(world, name="นางพร้อม ใจดี", sensitive="hiv")
    routed = route_one(world, is_urgent=True, informant="สมชาย 0812345678")
    raise_one(world, name="นายรอ รับไว้")
    case = [routed.pk]
    return (
        (reverse("finding:tell"), None),
        (reverse("finding:receipts"), None),
        (reverse("finding:lead_new"), "volunteer"),
        (reverse("finding:leads"), "secretary"),
        (reverse("finding:leads"), "host_coordinator"),
        (reverse("finding:leads"), "volunteer"),
        (reverse("finding:case", args=case), "secretary"),
        (reverse("finding:case", args=case), "host_coordinator"),
        (reverse("finding:case_visit", args=case), "host_coordinator"),
        (reverse("finding:searches"), "host_coordinator"),
        (reverse("finding:paper_lead"), None),
        (reverse("finding:paper_visit"), "volunteer"),
    )


@pytest.mark.parametrize("width", WIDTHS)
def test_pages_have_no_accessibility_finding_and_stay_in_their_width(open_page, world, width):
    wrong = []
    for path, by in every_page(world):
        page = open_page(path, width, by)
        wrong += [(path, by, *fault) for fault in find_faults(page)]
    assert wrong == []


def test_volunteer_s_lead_is_told_with_the_keyboard_alone(open_page, world):
    from kuea.finding.models import Lead

    page = open_page(reverse("finding:lead_new"), by="volunteer")
    page.focus("#id_who")
    page.keyboard.type("ลุงที่ศาลาริมคลอง")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.type("ไม่ได้กินข้าว")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")  # the volunteer's own village is offered already
    page.keyboard.press("Tab")
    page.keyboard.type("ถามร้านป้าแดง")
    page.keyboard.press("Enter")
    page.wait_for_url("**/find/new/*/")
    lead = Lead.objects.get()
    assert (lead.case.village_id, lead.how_to_find) == ("13010101", "ถามร้านป้าแดง")


def test_places_appear_while_they_are_typed(open_page, world):
    page = open_page(reverse("finding:tell"))
    page.fill("#id_place_words", "")
    page.type("#id_place_words", "บางปรอก")
    page.wait_for_selector("#place_13010102")
    page.check("#place_13010102")
    assert page.is_checked("#place_13010102")
