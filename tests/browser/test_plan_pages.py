"""The coverage plan's pages in a real browser: accessible, inside their width, telling by themselves when it is solved."""

import os
from pathlib import Path

import pytest
from django.urls import reverse

from kuea.coverage import actions
from kuea.offices.models import Place
from tests.browser.conftest import FIND_OVERFLOW, WIDTHS
from tests.cases import make_case, make_need, make_offer

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def drafted(world):
    """A draft with a curve to choose from, words on two pairs, and a pair set aside after a no."""
    there = Place.objects.get(pk="13010201")
    for _ in range(8):
        make_need(world, make_case(world, "waiting", is_urgent=True))
        make_need(world, make_case(world, "waiting", there, tambon=world.other_tambon))
    offer = make_offer(world, quantity=8, places=(world.tambon.parent,))
    host, secretary = world.duty["host_coordinator"], world.duty["secretary"]
    said_no = make_need(world, make_case(world, "waiting"))
    match = actions.suggest_match(need=said_no, offer=offer, by=host)
    actions.decline_match(match=actions.offer_match(match=match, by=host), by=world.duty["giver"])
    policy = actions.write_policy(
        province=world.province, by=secretary, urgency_weights=[1, 2, 4, 8, 16], alpha=0.5, strict=[], reason="ลองดู",
    )  # fmt: skip
    plan = solve(actions.draft_plan(province=world.province, by=secretary, policy=policy))
    rows = plan.rows.filter(offer__isnull=False).order_by("pk")[:2]
    for row, is_pin in zip(rows, (True, False), strict=True):
        actions.say_of_pair(
            plan=plan, need=row.need, offer=offer, is_pin=is_pin, reason="ช่วยกันอยู่แล้ว", by=host
        )
    world.plan, world.said_no = plan, said_no
    return world


def solve(begun):
    return actions.solve_draft(plan_id=begun.pk)


@pytest.mark.parametrize("width", WIDTHS)
def test_plan_pages_have_no_accessibility_finding_and_stay_in_their_width(
    open_page, drafted, width
):
    from axe_playwright_python.sync_playwright import Axe

    plan = reverse("coverage:plan", args=[drafted.plan.pk])
    stopped = actions.draft_plan(province=drafted.province, by=drafted.duty["secretary"])
    actions.stop_solving(plan=stopped, by=drafted.duty["secretary"])
    pages = (
        ("plan_covered", f"{plan}?part=covered", "secretary"),
        ("plan_left", plan, "host_coordinator"),
        ("plan_chair", plan, "chair"),
        ("pair", reverse("coverage:pair", args=[drafted.plan.pk, drafted.said_no.pk]), "secretary"),
        ("policies", reverse("coverage:policies"), "secretary"),
        ("stopped", reverse("coverage:plan", args=[stopped.pk]), "secretary"),
        ("plans", reverse("coverage:plans"), "secretary"),
    )
    wrong = []
    album = os.environ.get("KUEA_ALBUM")  # a folder for pictures to look at, when somebody asks
    for name, address, by in pages:
        page = open_page(address, width, by)
        for summary in page.locator("main details > summary").all()[:3]:
            summary.click()
        found = Axe().run(page).response["violations"]
        wrong += [(name, each["id"], each["nodes"][0]["target"]) for each in found]
        wrong += [(name, "overflow", part) for part in page.evaluate(FIND_OVERFLOW)]
        if album:
            page.screenshot(path=str(Path(album) / f"{name}-{width}.png"), full_page=True)
    assert wrong == []


def test_page_that_watches_the_solving_tells_when_it_is_done(open_page, drafted):
    secretary = drafted.duty["secretary"]
    begun = actions.draft_plan(province=drafted.province, by=secretary)
    page = open_page(reverse("coverage:plan", args=[begun.pk]), 1280, "secretary")
    assert "รอคิวงานเบื้องหลัง" in page.locator("#solving").inner_text()
    solve(begun)
    page.wait_for_selector("text=จัดแผนเสร็จแล้ว")
    page.click("text=ดูแผน")
    page.wait_for_selector("h2:has-text('ทีละเรื่อง')")
