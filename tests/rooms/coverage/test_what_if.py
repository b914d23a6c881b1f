"""What-if: before and after on a frozen copy; nothing is stored, nobody sealed is in it, the office only."""

import time

import pytest
from django.db import connection
from django.urls import reverse

from kuea.coverage import actions
from kuea.coverage.models import Match
from kuea.coverage.queries import what_if
from kuea.giving.models import CapacityOffer
from tests.cases import make_case, make_need, make_offer


@pytest.fixture
def waiting(world):
    what_if._kept.clear()
    for number in range(6):
        make_need(world, make_case(world, "waiting"), is_urgent=number == 0)
    sealed = make_case(world, "waiting", is_sealed=True)
    make_need(world, sealed)
    world.offer = make_offer(world, quantity=3)
    actions.recompute([world.tambon.code, world.other_tambon.code])
    return world


def test_ground_counts_no_sealed_case(waiting):
    ground = what_if.read_ground(waiting.duty["secretary"])
    assert (ground.before.asked, ground.before.placed) == (6, 3)
    assert (ground.before.urgent, ground.before.urgent_placed) == (1, 1)
    assert ground.tambon == ("130101", "130102")
    assert ground.before.by_tambon.tolist() == [[6, 3], [0, 0]]


def test_three_questions_change_the_copy_and_nothing_else(waiting):
    ground = what_if.read_ground(waiting.duty["secretary"])
    assert what_if.add_giver(ground, "130101", "house_repair", 2).placed == 5
    assert what_if.add_giver(ground, "130101", "food", 2).placed == 3
    assert what_if.add_giver(ground, "130102", "house_repair", 2).placed == 3
    assert what_if.raise_limit(ground, waiting.offer.pk, 9).placed == 6
    assert what_if.close_host(ground, waiting.offer.organisation_id).placed == 0
    assert what_if.read_ground(waiting.duty["secretary"]).before.placed == 3
    assert (CapacityOffer.objects.get().quantity, Match.objects.count()) == (3, 0)


def test_next_giver_of_four_places_takes_the_three_that_wait(waiting):
    ground = what_if.read_ground(waiting.duty["secretary"])
    rows = what_if.next_givers(ground)
    assert [(row.step, row.needs_gained) for row in rows] == [(1, 3), (2, 0), (3, 0)]


def test_pages_are_for_the_office(waiting, client):
    for name in ("coverage:what_if", "coverage:next_giver"):
        for by, status in (("secretary", 200), ("chair", 403), ("host_coordinator", 403)):
            client.force_login(waiting.duty[by].user)
            assert client.get(reverse(name)).status_code == status


def test_page_shows_before_and_after(waiting, client):
    client.force_login(waiting.duty["secretary"].user)
    url = reverse("coverage:what_if")
    query = {"act": "add", "tambon": "130101", "kind": "house_repair", "places": 2, "km": 0}
    totals = client.get(url, query).context["totals"]
    assert (totals[0].before, totals[0].after, totals[0].change) == (3, 5, 2)
    closed = {"act": "close", "organisation": waiting.offer.organisation_id}
    assert client.get(url, closed).context["totals"][0].lost == 3
    raised = {"act": "raise", "offer": waiting.offer.pk, "places": 1}
    assert client.get(url, raised).context["totals"][0].change == 1
    assert client.get(url, {**query, "tambon": "999999"}).status_code == 400


def test_table_leads_to_the_question(waiting, client):
    client.force_login(waiting.duty["secretary"].user)
    row = client.get(reverse("coverage:next_giver")).context["rows"][0]
    assert row.gains == (3, 0, 0)
    assert client.get(row.url).context["totals"][0].change == 3


@pytest.mark.skipif(
    connection.vendor == "sqlite",
    reason="the test database of SQLite lives in memory: another thread does not see it; bench/coverage_plan.py waits on a file",
)
def test_first_opening_answers_at_once_and_is_ready_when_asked_again(
    transactional_db, client, settings
):
    from tests.world import make_world

    world = make_world()
    make_need(world, make_case(world, "waiting"))
    make_offer(world)
    what_if._kept.clear()
    settings.TESTING = False
    client.force_login(world.duty["secretary"].user)
    url = reverse("coverage:what_if")
    first = client.get(url)
    assert first.context["ground"] is None
    assert "กำลังเตรียมข้อมูล" in first.content.decode()
    for _ in range(200):
        part = client.get(url, headers={"HX-Request": "true"})
        if part.context["ground"]:
            break
        time.sleep(0.05)
    assert "data-poll-url" not in part.content.decode()
    assert part.context["ground"].before.asked == 1
