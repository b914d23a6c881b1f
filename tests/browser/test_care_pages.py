"""Gaps, matches, cards and care in a real browser: accessible, inside their width, at both widths."""

import os
from pathlib import Path

import pytest
from django.urls import reverse

from kuea.coverage import actions
from kuea.coverage.models import Gap
from tests.browser.conftest import WIDTHS, find_faults
from tests.cases import make_case, make_lead, make_need, make_offer
from tests.rooms.care.test_care import care, review

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def every_page(world):
    """Each page of the rooms once, with somebody in it: name, address, duty."""
    cases = [make_case(world, "waiting", village=village) for village in world.villages]
    needs = [make_need(world, cases[0]), make_need(world, cases[1], kind="food", is_urgent=True)]
    care(world, cases[2])
    review(world, cases[2])
    make_lead(world, is_urgent=True)
    actions.recompute_province(world.province)
    host, giver = world.duty["host_coordinator"], world.duty["giver"]
    match = actions.suggest_match(need=needs[0], offer=make_offer(world), by=host)
    match = actions.offer_match(match=match, by=host)
    match = actions.accept_match(match=match, by=giver)
    make_offer(world, kind="other", places=(world.province.place,), days_old=300)
    gap = Gap.objects.get(kind="d_no_match", need=needs[1])
    return (
        ("care", reverse("care:list"), "host_coordinator"),
        ("care_secretary", reverse("care:list"), "secretary"),
        ("case", reverse("finding:case", args=[cases[2].pk]), "host_coordinator"),
        ("start", reverse("care:start", args=[cases[0].pk]), "host_coordinator"),
        ("help", reverse("care:help", args=[cases[0].pk]), "host_coordinator"),
        ("visit", reverse("care:visit", args=[cases[2].pk]), "host_coordinator"),
        ("review", reverse("care:review", args=[cases[2].pk]), "host_coordinator"),
        ("transfer", reverse("care:transfer", args=[cases[2].pk]), "host_coordinator"),
        ("close", reverse("care:close", args=[cases[2].pk]), "secretary"),
        ("embrace", reverse("coverage:embrace"), "host_coordinator"),
        ("givers", reverse("coverage:givers", args=[cases[1].pk, needs[1].pk]), "host_coordinator"),
        ("match", reverse("coverage:match", args=[match.pk]), "host_coordinator"),
        ("pause", reverse("coverage:pause_host", args=[world.host.pk]), "host_coordinator"),
        ("gaps", reverse("coverage:gaps"), "secretary"),
        ("gap", reverse("coverage:gap", args=[gap.pk]), "secretary"),
        ("gap_chair", reverse("coverage:gap", args=[gap.pk]), "chair"),
        ("gaps_paper", reverse("coverage:gaps_paper"), "chair"),
        ("cards", reverse("coverage:cards"), "giver"),
        ("card", reverse("coverage:card", args=[match.pk]), "giver"),
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
