"""Suggestions follow plain stated rules and carry their reasons; nobody gets a score (R59, R60, A25)."""

from dataclasses import fields, replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kuea.core.matching import (
    NeedFacts,
    OfferFacts,
    Suggestion,
    age_band,
    nearness,
    suggest,
)

TODAY = date(2026, 11, 24)
NEED = NeedFacts("house_repair", "elder_alone", "130101", 2)
OFFER = OfferFacts(
    offer_id=1, kind="house_repair", groups=frozenset({"elder_alone"}), served_groups=frozenset(),
    places=frozenset({"130101"}), free=3, as_of=TODAY,
)  # fmt: skip


def ask(*offers, need=NEED):
    return suggest(need, offers, today=TODAY, stale_days=180)


@pytest.mark.parametrize(
    "changed",
    [
        {"kind": "food"},
        {"groups": frozenset({"bedridden"})},
        {"groups": frozenset()},  # neither it nor its organisation names a group (R60)
        {"groups": frozenset(), "served_groups": frozenset({"bedridden"})},  # not its people
        {"places": frozenset({"130102"})},
        {"places": frozenset({"14"})},
        {"places": frozenset()},
        {"free": 0},
    ],
)
def test_offer_that_fails_a_rule_is_not_suggested(changed):
    assert ask(replace(OFFER, **changed)) == ()


@pytest.mark.parametrize(
    ("changed", "word"),
    [
        ({}, "same_kind"),
        ({"kind": "other"}, "kind_other"),
        ({}, "serves_group"),
        ({"groups": frozenset(), "served_groups": frozenset({"elder_alone"})}, "serves_group"),
        ({}, "same_tambon"),
        ({"places": frozenset({"1301"})}, "same_amphoe"),
        ({"places": frozenset({"13"})}, "same_province"),
        ({"places": frozenset({"13", "130101"})}, "same_tambon"),
        ({}, "enough"),
        ({"free": 1}, "some"),
        ({}, "fresh"),
        ({"as_of": TODAY - timedelta(days=180)}, "fresh"),
        ({"as_of": TODAY - timedelta(days=181)}, "stale"),
        ({"helps_already": True}, "helps_already"),
    ],
)
def test_reasons_are_said(changed, word):
    (found,) = ask(replace(OFFER, **changed))
    assert word in found.why


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"helps_already": True, "places": frozenset({"13"})}, {}),
        ({"places": frozenset({"13"})}, {"kind": "other"}),
        ({"free": 1}, {"places": frozenset({"1301"})}),
        ({"places": frozenset({"1301"})}, {"places": frozenset({"13"})}),
        ({"as_of": TODAY - timedelta(days=999)}, {"free": 1}),
        ({}, {"as_of": TODAY - timedelta(days=999)}),
    ],
)
def test_order_follows_the_stated_rules(first, second):
    offers = [replace(OFFER, offer_id=1, **second), replace(OFFER, offer_id=2, **first)]
    assert [found.offer_id for found in ask(*offers)] == [2, 1]


def test_equal_offers_stay_in_the_order_they_were_entered():
    offers = [replace(OFFER, offer_id=number) for number in (3, 1, 2)]
    assert [found.offer_id for found in ask(*offers)] == [1, 2, 3]


def test_suggestion_carries_no_number_but_its_offer():
    assert [field.name for field in fields(Suggestion)] == ["offer_id", "why"]


codes = st.frozensets(st.sampled_from(["130101", "130102", "1301", "13", "14"]), max_size=3)
groups = st.frozensets(st.sampled_from(["elder_alone", "bedridden"]), max_size=2)
offers = st.lists(
    st.builds(
        OfferFacts, offer_id=st.integers(1, 99), kind=st.sampled_from(["house_repair", "food", "other"]),
        groups=groups, served_groups=groups, places=codes, free=st.integers(-1, 3),
        as_of=st.dates(date(2025, 1, 1), TODAY), helps_already=st.booleans(),
    ),
    max_size=8, unique_by=lambda offer: offer.offer_id,
)  # fmt: skip


def twin(need, found):
    """Every rule written out, one sentence each."""
    kept = []
    for offer in found:
        may = offer.kind in (need.kind, "other")
        if offer.groups:
            may = may and need.group_code in offer.groups
        else:
            may = may and need.group_code in offer.served_groups
        may = may and any(need.tambon_code.startswith(place) for place in offer.places)
        may = may and offer.free > 0
        if may:
            kept.append(offer.offer_id)
    return set(kept)


@given(offers)
def test_suggested_are_exactly_those_that_fit_whatever_the_order_given(found):
    told = ask(*found)
    assert {suggestion.offer_id for suggestion in told} == twin(NEED, found)
    assert ask(*reversed(found)) == told


def test_neighbouring_tambon_is_not_near():
    assert nearness(frozenset({"130102"}), "130101") == ""


@pytest.mark.parametrize(
    ("year", "band"),
    [(None, ""), (2027, ""), (2026, "0-6"), (2010, "7-17"), (1966, "60-69"), (1946, "80+"), (1900, "80+")],
)  # fmt: skip
def test_age_is_told_in_wide_bands(year, band):
    assert age_band(year, TODAY) == band
