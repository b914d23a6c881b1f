"""Hosts, areas, offers and definitions in a real browser: accessible, inside their width, printable on A3."""

import os
import re
from pathlib import Path

import pytest
from django.urls import reverse

from kuea.giving import actions
from kuea.people import actions as people
from tests.browser.conftest import WIDTHS, find_faults
from tests.rooms.giving.story import propose_checked
from tests.rooms.people.test_definitions import draft

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def every_page(world):
    """Each page of the rooms once, with somebody in it: name, address, duty."""
    host = propose_checked(world)
    secretary, giver = world.duty["secretary"], world.duty["giver"]
    actions.declare_groups(by=giver, organisation=giver.organisation, group_codes=["bedridden"])
    offer = actions.make_offer(
        by=giver, organisation=giver.organisation, kind="house_repair", what="ช่างซ่อมหลังคาพร้อมวัสดุ", quantity=5,
        places=[world.tambon],
    )  # fmt: skip
    actions.add_fund(by=secretary, name="กองทุนสวัสดิการ", kind_th="ชุมชน", places=[world.tambon])
    made = people.open_comments(by=secretary, definition_set=draft(world))
    people.comment(by=giver, definition_set=made, text="อย่าลืมคนที่อยู่ในแพริมน้ำ")
    return (
        ("hosts", reverse("giving:hosts"), "secretary"),
        ("host", reverse("giving:host", args=[host.pk]), "secretary"),
        ("host_active", reverse("giving:host", args=[world.host.pk]), "host_coordinator"),
        ("propose", reverse("giving:propose") + "?q=บางปรอก", "member"),
        ("open_tambon", reverse("giving:open_tambon"), "chair"),
        ("grid", reverse("giving:grid"), "secretary"),
        ("cell", reverse("giving:cell", args=[world.other_tambon.pk, "bedridden"]), "secretary"),
        ("area_tray", reverse("giving:area_tray"), "secretary"),
        ("host_areas", reverse("giving:host_areas", args=[host.pk]), "secretary"),
        ("volunteers", reverse("giving:volunteers"), "host_coordinator"),
        ("volunteer", reverse("giving:volunteer", args=[world.volunteer.pk]), "host_coordinator"),
        ("invite", reverse("giving:volunteer_invite"), "host_coordinator"),
        ("groups", reverse("giving:volunteer_groups"), "host_coordinator"),
        ("offers", reverse("giving:offers"), "giver"),
        ("offer_new", reverse("giving:offer_new"), "giver"),
        ("reconfirm", reverse("giving:offer_reconfirm", args=[offer.pk]), "giver"),
        ("organisation", reverse("giving:organisation", args=[world.host.pk]), "host_coordinator"),
        ("network", reverse("giving:network"), "secretary"),
        ("funds", reverse("giving:funds"), "local_officer"),
        ("definitions", reverse("people:definitions"), "secretary"),
        ("definition", reverse("people:definition", args=[made.pk]), "volunteer"),
        ("changes", reverse("people:definition_changes", args=[made.pk]), None),
        ("edit", reverse("people:definition_edit", args=[made.pk]), "secretary"),
        ("answer", reverse("people:definition_answer", args=[made.pk]), "secretary"),
        ("adopt", reverse("people:definition_adopt", args=[made.pk]), "secretary"),
        ("paper", reverse("people:definition_paper", args=[world.definition_set.pk]), None),
    )


@pytest.mark.parametrize("width", WIDTHS)
def test_pages_have_no_accessibility_finding_and_stay_in_their_width(open_page, world, width):
    wrong = []
    album = os.environ.get("KUEA_ALBUM")  # a folder for pictures to look at, when somebody asks
    for name, path, by in every_page(world):
        page = open_page(path, width, by)
        wrong += [(name, *fault) for fault in find_faults(page)]
        if album:
            page.screenshot(path=str(Path(album) / f"{name}-{width}.png"), full_page=True)
    assert wrong == []


def test_grid_prints_lying_on_a3(open_page, world, tmp_path):
    page = open_page(reverse("giving:grid_paper"), 1280, "secretary")
    paper = tmp_path / "grid.pdf"
    page.pdf(path=str(paper), prefer_css_page_size=True)
    box = re.search(rb"/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)", paper.read_bytes())
    width, height = (round(float(points) / 72 * 25.4) for points in box.groups())
    assert (width, height) == (420, 297)
