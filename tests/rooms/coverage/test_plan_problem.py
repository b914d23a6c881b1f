"""The problem of a province says the same as the plain rules that suggest givers, pair by pair."""

import numpy as np

from kuea.core.allocation.check import check, pairs_of
from kuea.core.allocation.rules import first_refusal
from kuea.core.matching import NeedFacts, OfferFacts, suggest
from kuea.coverage import actions
from kuea.coverage.queries.givers import free_capacities
from kuea.coverage.queries.problem import build_problem
from kuea.engines.allocation.solve import solve
from kuea.giving.models import CapacityOffer
from kuea.people.models import Need
from tests.cases import make_case, make_need, make_offer


def make_register(world):
    """Five people in three villages, two of them with two needs, and five offers of different reach."""
    kinds = ("house_repair", "food", "house_repair", "transport", "money")
    for row, kind in enumerate(kinds):
        case = make_case(world, "waiting", village=world.villages[row % 3])
        make_need(world, case, kind, quantity=row + 1, is_urgent=row == 2)
        if row < 2:
            make_need(world, case, "house_repair")
    make_offer(world, quantity=3)
    make_offer(world, quantity=9, places=(world.other_tambon,))
    make_offer(world, kind="food", places=(world.province.place,), groups=("child_alone",))
    make_offer(world, kind="other", quantity=4, places=(world.tambon.parent,))
    make_offer(world, kind="transport", quantity=4, groups=())


def plain_pairs(world, frozen):
    """(row, offer) that the plain rules would suggest; what somebody refused before is left to the test."""
    needs = Need.objects.in_bulk()
    offers = list(CapacityOffer.objects.order_by("pk"))
    free = free_capacities(offers)
    facts = [
        OfferFacts(
            offer.pk, offer.kind, frozenset(offer.groups),
            frozenset(row.group_code for row in offer.organisation.serves.all()),
            frozenset(place.pk for place in offer.places.all()), free[offer.pk], offer.as_of,
        )
        for offer in offers
    ]  # fmt: skip
    found = set()
    for row, ids in enumerate(frozen.rows):
        case = needs[ids[0]].person.cases.get()
        wanted = NeedFacts(needs[ids[0]].kind, case.group.code, case.tambon_id)
        told = suggest(wanted, facts, today=facts[0].as_of, stale_days=90)
        found |= {(row, one.offer_id) for one in told}
    return found


def pairs_allowed(frozen):
    needs, givers = frozen.problem.needs, frozen.problem.givers
    need, giver = np.repeat(np.arange(needs), givers), np.tile(np.arange(givers), needs)
    allowed = (first_refusal(frozen.problem, need, giver) == 0) & (
        frozen.problem.giver_cases[giver] > 0
    )
    return {(int(n), frozen.offers[g]) for n, g in zip(need[allowed], giver[allowed], strict=True)}


def test_pairs_are_those_that_the_plain_rules_suggest(world):
    make_register(world)
    frozen = build_problem(world.province)
    assert len(frozen.rows) == 6  # two needs of one person and kind are one row
    assert pairs_allowed(frozen) == plain_pairs(world, frozen)
    assert pairs_allowed(frozen)


def test_same_register_gives_same_fingerprint_and_a_plan_that_stands(world):
    make_register(world)
    first, again = build_problem(world.province), build_problem(world.province)
    assert first.problem.fingerprint() == again.problem.fingerprint()
    found = solve(first.problem)
    assert check(first.problem, pairs_of(found.giver_of)) == []
    assert 0 < found.value <= found.bound + 1e-9
    assert np.array_equal(found.giver_of, solve(again.problem).giver_of)
    assert build_problem(world.other_province).problem.needs == 0


def test_what_a_giver_holds_is_out_and_who_said_no_is_not_asked_again(world):
    need = make_need(world, make_case(world, "waiting"))
    offer, other = make_offer(world, quantity=2), make_offer(world, quantity=1)
    host = world.duty["host_coordinator"]
    match = actions.suggest_match(need=need, offer=offer, by=host)
    actions.offer_match(match=match, by=host)
    assert build_problem(world.province).rows == ((need.pk,),)  # only asked: still to be placed
    actions.accept_match(match=match, by=world.duty["giver"])
    held = build_problem(world.province)
    assert held.rows == ()
    assert held.problem.giver_cases.tolist() == [100, 100]
    actions.decline_match(match=match, by=world.duty["giver"])
    assert pairs_allowed(build_problem(world.province)) == {(0, other.pk)}


def test_people_who_said_no_and_rest_are_not_in_it(world):
    for state, facts in (("verified", {}), ("waiting", {"is_restricted": True})):
        make_need(world, make_case(world, state, **facts))
    sealed = make_need(world, make_case(world, "waiting", is_sealed=True), is_met=False)
    make_need(world, make_case(world, "waiting"), is_met=True)
    assert build_problem(world.province).rows == ((sealed.pk,),)
