"""The facts of the map: what counts, for whom, and that their number of queries does not grow (D4, rule 10, I31)."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from kuea.core.map_counts import Figures
from kuea.coverage import actions
from kuea.coverage.models import Gap
from kuea.coverage.queries.map_counts import MAP_READERS, read_map
from kuea.giving.models import CapacityOffer
from tests.cases import make_case, make_need, make_offer
from tests.world import make_place


def recompute(world):
    actions.recompute([world.tambon.code, world.other_tambon.code])


@pytest.fixture
def waiting(world):
    """Six wait for a roof, one of them urgently; three places are free."""
    for number in range(6):
        make_need(world, make_case(world, "waiting"), is_urgent=number == 0)
    make_offer(world, quantity=3)
    recompute(world)
    return world


def test_map_is_for_those_who_see_all_of_its_rows():
    assert set(MAP_READERS) == {"secretary", "chair", "member", "local_officer"}


def test_needs_urgent_ones_hands_and_what_is_short(waiting):
    facts = read_map(waiting.duty["secretary"])
    assert facts.figures()["130101"] == Figures(waiting=6, urgent=1, free=3, short=3)
    assert facts.figures("elder_alone", "house_repair")["130101"] == Figures(6, 1, 0, 3, 3)
    assert facts.figures("bedridden")["130101"] == Figures()
    assert facts.figures()["130102"] == Figures()
    assert facts.reached() == {"130101"}
    assert [place.leads_of("bedridden") for place in facts.places] == [
        ("เครือข่ายอาสาบางปรอก",),
        (),
    ]


def test_sealed_case_is_in_no_number_even_for_those_named(waiting):
    case = make_case(waiting, "waiting", is_sealed=True)
    case.named_duties.add(waiting.duty["secretary"])
    make_need(waiting, case)
    recompute(waiting)
    for role in MAP_READERS:
        figures = read_map(waiting.duty[role]).figures()
        assert figures["130101"].waiting == 6


def test_another_province_sees_nothing_of_it(waiting):
    facts = read_map(waiting.other["secretary"])
    assert {place.code for place in facts.places} == {"140101"}
    assert (facts.waiting, facts.hands, facts.cared) == ((), (), {})


def test_withdrawn_old_and_hour_offers_are_no_free_places(waiting):
    make_offer(waiting, days_old=500)
    hours, gone = make_offer(waiting, quantity=40), make_offer(waiting, quantity=50)
    CapacityOffer.objects.filter(pk=hours.pk).update(unit="hours")
    CapacityOffer.objects.filter(pk=gone.pk).update(is_withdrawn=True)
    facts = read_map(waiting.duty["chair"])
    assert facts.figures()["130101"].free == 3
    assert (facts.old_offers, facts.hour_offers) == (1, 1)


def test_what_a_match_holds_is_not_free(waiting):
    need = make_need(waiting, case := make_case(waiting, "waiting"))
    match = actions.suggest_match(
        need=need, offer=make_offer(waiting, quantity=1), by=waiting.duty["host_coordinator"], case=case,
    )  # fmt: skip
    assert read_map(waiting.duty["secretary"]).figures()["130101"].free == 4
    actions.offer_match(match=match, by=waiting.duty["host_coordinator"])
    actions.accept_match(match=match, by=waiting.duty["giver"])
    assert read_map(waiting.duty["secretary"]).figures()["130101"].free == 3


def test_few_of_a_group_are_told_to_the_office_only(waiting):
    make_need(waiting, make_case(waiting, "waiting"), kind="food")
    recompute(waiting)
    facts = read_map(waiting.duty["member"])
    assert facts.figures("elder_alone")["130101"] is None
    assert facts.no_urgent == {"130101"}
    assert facts.figures()["130101"].waiting == 7  # as the gap list tells it
    assert read_map(waiting.duty["secretary"]).figures("elder_alone")["130101"].waiting == 7


def test_trend_is_told_only_when_gaps_were_kept_a_month_ago(waiting):
    assert not read_map(waiting.duty["secretary"]).has_before
    long_ago = timezone.now() - timedelta(days=40)
    pks = list(Gap.objects.filter(kind="d_no_match").values_list("pk", flat=True)[:4])
    Gap.objects.filter(pk__in=pks).update(opened_at=long_ago)
    facts = read_map(waiting.duty["secretary"])
    assert (facts.has_before, facts.figures()["130101"].before) == (True, 4)


def test_queries_do_not_grow_with_rows(waiting):
    def ask():
        with CaptureQueriesContext(connection) as asked:
            read_map(waiting.duty["chair"]).figures()
        return len(asked)

    few = ask()
    for number in range(3, 20):
        place = make_place(f"1301{number:02}", "tambon", f"ตำบล {number}", waiting.tambon.parent)
        make_offer(waiting, places=(place,))
        make_need(waiting, make_case(waiting, "waiting"))
    recompute(waiting)
    assert ask() == few <= 14
