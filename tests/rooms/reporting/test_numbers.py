"""Every number on a desk and on the board opens the list it counts, as far as the viewer may see it."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from kuea.coverage.actions import offer_match, recompute_province, suggest_match
from kuea.finding.models import Case
from kuea.reporting.desks import DESKS
from tests.cases import make_case, make_lead, make_need, make_offer, make_search
from tests.world import make_duty

LISTS = ("page", "rows", "villages", "requests")


@pytest.fixture
def busy(world):
    """One of everything: late and urgent leads, a village searched and others not, needs met by nobody."""
    long_ago = timezone.now() - timedelta(days=60)
    for village, facts in zip(
        world.villages * 2,
        ({}, {"is_urgent": True}, {"host": world.host.organisation}),
        strict=False,
    ):
        case = make_lead(world, village, **facts)
        Case.objects.filter(pk=case.pk).update(raised_at=long_ago)
    make_search(world, world.villages[0])
    waiting = make_case(world, "waiting")
    Case.objects.filter(pk=waiting.pk).update(registered_at=long_ago)
    make_need(world, waiting, kind="food")
    asked = make_need(world, waiting)
    make_case(world, "verified")
    by = world.duty["host_coordinator"]
    offer_match(match=suggest_match(need=asked, offer=make_offer(world), by=by), by=by)
    recompute_province(world.province)
    return world


def sign_in(duty) -> Client:
    client = Client()
    client.force_login(duty.user)
    return client


def length(page) -> int:
    """How many things the list of an answered page holds."""
    found = next(page.context[name] for name in LISTS if name in page.context)
    return found.paginator.count if hasattr(found, "paginator") else len(found)


@pytest.mark.parametrize("role", sorted(DESKS))
def test_number_of_a_tile_is_the_length_of_its_list(busy, role):
    duty = busy.duty.get(role) or make_duty(role, busy.province)
    duty.areas.set([busy.tambon])
    client = sign_in(duty)
    home = client.get("/desk/").context
    tiles = [*home["asking"], *home["others"]]
    assert tiles
    for tile in tiles:
        page = client.get(tile.url)
        assert page.status_code == 200, tile
        if tile.url.startswith(("/care/", "/people/questions/")):
            continue  # these pages are cut into bands and pairs, each with its own count
        assert length(page) == tile.number, (role, tile.label)


@pytest.mark.parametrize(
    "role", ["secretary", "chair", "member", "host_coordinator", "local_officer", "recorder"]
)
def test_number_of_the_board_is_the_length_of_its_list(busy, role):
    client = sign_in(busy.duty[role])
    rows = client.get("/desk/board/").context["rows"]
    points = [point for view in rows for point in view.points]
    kinds = {point.label for point in points if point.url}
    for point in points:
        if point.url:
            seen = length(client.get(point.url))
            # a host sees those of its own area among the gaps of the tambon
            assert seen == point.count or (role == "host_coordinator" and seen < point.count), point
    assert len(kinds) == {"secretary": 5, "recorder": 1}.get(role, 4)
    covered = client.get("/desk/board/?state=complete").context["rows"]
    assert len(covered) == client.get("/desk/board/").context["board"].covered
