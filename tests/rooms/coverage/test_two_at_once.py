"""Two people reach for the last place at the same moment: exactly one has it (I10)."""

import threading

import pytest
from django.db import connection

from kuea.core.problems import Refusal
from kuea.core.states import HOLDING_STATES
from kuea.coverage import actions
from kuea.coverage.models import Match
from tests.cases import make_case, make_need, make_offer


@pytest.fixture
def live_world(transactional_db):
    from kuea.ledger.guards import install_guards
    from tests.world import make_world

    install_guards()
    return make_world()


@pytest.mark.skipif(
    connection.vendor == "sqlite",
    reason="the test database of SQLite lives in memory: test_matches proves the later, stale act",
)
def test_exactly_one_of_two_givers_has_the_last_place(live_world):
    world = live_world
    offer = make_offer(world, quantity=1)
    matches = []
    for _ in range(2):
        need = make_need(world, make_case(world, "waiting"))
        match = actions.suggest_match(need=need, offer=offer, by=world.duty["host_coordinator"])
        matches.append(actions.offer_match(match=match, by=world.duty["host_coordinator"]))
    told = reach_together(world, matches)
    assert sorted(told) == ["capacity_exceeded", "giver_accepted"]
    assert Match.objects.filter(offer=offer, state__in=HOLDING_STATES).count() == 1


@pytest.mark.skipif(connection.vendor == "sqlite", reason="as above")
def test_same_card_accepted_twice_at_once_is_accepted_once(live_world):
    world = live_world
    offer = make_offer(world, quantity=5)
    need = make_need(world, make_case(world, "waiting"))
    match = actions.suggest_match(need=need, offer=offer, by=world.duty["host_coordinator"])
    match = actions.offer_match(match=match, by=world.duty["host_coordinator"])
    told = reach_together(world, [match, match])
    assert sorted(told) == ["giver_accepted", "not_in_this_state"]


def reach_together(world, matches):
    """Accept each match in its own thread, all starting at once; what each was told."""
    told, gate = [], threading.Barrier(len(matches))

    def reach(match):
        try:
            gate.wait()
            told.append(actions.accept_match(match=match, by=world.duty["giver"]).state)
        except Refusal as refusal:
            told.append(refusal.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=reach, args=(match,)) for match in matches]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return told
