"""The map of givers and receivers and the grid in a real browser: accessible, inside their width, on A3, by keyboard."""

import os
import re
from pathlib import Path

import pytest
from django.urls import reverse

from kuea.coverage.actions import recompute
from kuea.coverage.queries import what_if
from kuea.offices import borders
from tests.browser.conftest import FIND_OVERFLOW, WIDTHS
from tests.cases import make_case, make_need, make_offer

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PAGES = (
    ("map", "coverage:map", "", "secretary"),
    ("map_blank", "coverage:map", "?view=blank", "chair"),
    ("map_state", "coverage:map", "?view=state", "member"),
    ("map_group", "coverage:map", "?group=elder_alone", "member"),
    ("map_paper", "coverage:map_paper", "?view=blank", "secretary"),
    ("cells", "coverage:cells", "", "secretary"),
    ("cells_paper", "coverage:cells_paper", "", "chair"),
    ("next_giver", "coverage:next_giver", "", "secretary"),
    ("territory", "coverage:territory", "?base=new", "secretary"),
    ("territory_wrong", "coverage:territory", "?tambon=&host=0", "secretary"),
    (
        "what_if",
        "coverage:what_if",
        "?act=add&tambon=130101&kind=house_repair&places=2&km=0",
        "secretary",
    ),
    ("what_if_wrong", "coverage:what_if", "?act=add&places=0", "secretary"),
    ("gaps", "coverage:gaps", "?group=elder_alone", "secretary"),
)


@pytest.fixture
def waiting(world):
    for place in (world.tambon, world.other_tambon):  # drawn from the borders that ship
        place.boundary_code = place.code
        place.save()
    borders._kept.clear()  # the map of the places as they were before
    for number in range(6):
        make_need(world, make_case(world, "waiting"), is_urgent=number == 0)
    make_offer(world, quantity=3)
    what_if._kept.clear()
    recompute([world.tambon.code, world.other_tambon.code])
    return world


@pytest.mark.parametrize("width", WIDTHS)
def test_map_pages_have_no_accessibility_finding_and_stay_in_their_width(open_page, waiting, width):
    from axe_playwright_python.sync_playwright import Axe

    wrong = []
    album = os.environ.get("KUEA_ALBUM")  # a folder for pictures to look at, when somebody asks
    for name, address, query, by in PAGES:
        page = open_page(reverse(address) + query, width, by)
        found = Axe().run(page).response["violations"]
        wrong += [(name, each["id"], each["nodes"][0]["target"]) for each in found]
        out = page.evaluate(FIND_OVERFLOW)  # the drawing itself is cut at its edge
        wrong += [(name, "overflow", part) for part in out if not part.startswith("path.")]
        if album:
            page.screenshot(path=str(Path(album) / f"{name}-{width}.png"), full_page=True)
    assert wrong == []


def test_tambon_on_the_map_is_reached_by_keyboard_and_leads_to_its_row(open_page, waiting):
    page = open_page(reverse("coverage:map"), 1280, "secretary")
    page.locator(".map-area").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_function("location.hash.startsWith('#t-')")
    assert page.locator("tr:target th").inner_text() in ("บางปรอก", "บ้านใหม่")


@pytest.mark.parametrize("name", ["coverage:map_paper", "coverage:cells_paper"])
def test_map_and_grid_print_lying_on_a3(open_page, waiting, tmp_path, name):
    page = open_page(reverse(name), 1280, "secretary")
    paper = tmp_path / "map.pdf"
    page.pdf(path=str(paper), prefer_css_page_size=True)
    box = re.search(rb"/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)", paper.read_bytes())
    assert [round(float(points) / 72 * 25.4) for points in box.groups()] == [420, 297]
