"""Two people reach for the last place at the same moment: exactly one has it (I10)."""

import threading

import pytest
from django.db import connection

from kuea.core.problems import Refusal
from kuea.core.states import HOLDING_STATES
from kuea.coverage import actions
from kuea.coverage.models import CoveragePlan, Match
from tests.cases import make_case, make_need, make_offer
from tests.rooms.coverage.test_plans import adopt, draft


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


@pytest.mark.skipif(
    connection.vendor == "sqlite",
    reason="as above: tests/flows/test_plan_processes.py publishes in two processes",
)
def test_of_two_officers_who_publish_two_plans_at_once_the_later_is_told(live_world):
    world = live_world
    make_need(world, make_case(world, "waiting"))
    make_offer(world)
    plans = [adopt(world, draft(world)) for _ in range(2)]
    told = together(
        [
            lambda p=plan: actions.publish_plan(plan=p, by=world.duty["secretary"]).state
            for plan in plans
        ]
    )
    assert sorted(told) == ["plan_out_of_date", "published"]
    assert CoveragePlan.objects.filter(state="published").count() == 1
    assert Match.objects.count() == 1


def reach_together(world, matches):
    """Accept each match in its own thread, all starting at once; what each was told."""
    return together(
        [
            lambda m=match: actions.accept_match(match=m, by=world.duty["giver"]).state
            for match in matches
        ]
    )


def together(acts):
    told, gate = [], threading.Barrier(len(acts))

    def reach(act):
        try:
            gate.wait()
            told.append(act())
        except Refusal as refusal:
            told.append(refusal.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=reach, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return told
