"""The office, committees, organisations and the calendar in a real browser: accessible, inside their width."""

import os
from datetime import date
from pathlib import Path

import pytest
from django.urls import reverse

from kuea.offices import actions
from tests.browser.conftest import WIDTHS, find_faults

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def every_page(world):
    """Each page of the rooms once, with something in it: name, address, duty."""
    secretary = world.duty["secretary"]
    draft = actions.draft_resolution(
        by=secretary, committee=world.committee, title="แบ่งพื้นที่แม่ข่ายรับผิดชอบ ๗ อำเภอ",
        text="เห็นชอบตามที่เครือข่ายเสนอ\nให้ทบทวนเมื่อครบ ๙๐ วัน", decided_on=date(2026, 10, 5),
        meeting_number=2,
    )  # fmt: skip
    begun = actions.propose_committee(
        by=secretary, place=world.tambon, name="คณะกรรมการตำบลบางปรอก"
    )
    actions.change_limits(by=secretary, province=world.province, limits={"visit_days": 5})
    organisation = world.host.organisation
    return (
        ("sign_in", reverse("offices:sign_in"), None),
        ("credits", reverse("offices:credits"), None),
        ("office", reverse("offices:home"), "secretary"),
        ("duties", reverse("offices:duties"), "chair"),
        ("password", reverse("offices:own_password"), "chair"),
        ("accounts", reverse("offices:accounts"), "secretary"),
        ("account_new", reverse("offices:new_account"), "secretary"),
        ("appoint", reverse("offices:appoint"), "administrator"),
        ("end_duty", reverse("offices:end_duty", args=[world.duty["recorder"].pk]), "secretary"),
        ("limits", reverse("offices:limits"), "secretary"),
        ("limits_read", reverse("offices:limits"), "member"),
        ("committees", reverse("offices:committees"), "chair"),
        ("committee_begun", reverse("offices:committee", args=[begun.pk]), "secretary"),
        ("committee", reverse("offices:committee", args=[world.committee.pk]), "member"),
        ("propose_committee", reverse("offices:propose_committee"), "secretary"),
        ("resolutions", reverse("offices:resolutions"), "secretary"),
        ("draft", reverse("offices:draft_resolution"), "secretary"),
        ("sign_queue", reverse("offices:sign_queue"), "chair"),
        ("resolution", reverse("offices:resolution", args=[draft.pk]), "chair"),
        ("organisations", reverse("offices:organisations"), "secretary"),
        ("organisation", reverse("offices:organisation", args=[organisation.pk]), "secretary"),
        ("organisation_new", reverse("offices:new_organisation") + "?name=อาสาบางปอก", "secretary"),
        ("find_place", reverse("offices:find_place") + "?q=ต.ประตูชัย", "secretary"),
        ("calendar", reverse("steering:milestones"), "chair"),
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
