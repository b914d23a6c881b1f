"""Villages and tambon: the stated order of 4.3, against a slow twin written from its sentences."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kuea.core.coverage_states import (
    COMPLETE_STATES,
    TambonFacts,
    TambonState,
    VillageFacts,
    VillageState,
    province_is_complete,
    tambon_state,
    village_state,
)

ROUNDS = ["", "open", "closed", "nil_claimed", "nil_verified"]


def twin_of_village(facts):
    """4.3, the paragraph on the village, read as a list of sentences of which exactly one is true."""
    searched = facts.last_round in {"closed", "nil_claimed", "nil_verified"}
    sentences = {
        "no_host": not facts.has_lead_host_for_every_group,
        "host_assigned": facts.last_round == "",
        "searching": facts.last_round == "open",
        "settled": facts.last_round == "closed" and facts.unsettled_leads == 0,
        "nil_verified": facts.last_round == "nil_verified" and facts.unsettled_leads == 0,
        "searched": searched,
    }
    return next(name for name, holds in sentences.items() if holds)


def twin_of_tambon(facts):
    """4.3, the numbered tests: the first failing one names the state; else covered or nil-verified."""
    words = [str(state) for state in facts.villages]
    passes = [
        ("uncovered", len(words) > 0 and words.count("no_host") == 0),
        ("assigned", all(word in ("searched", "settled", "nil_verified") for word in words)),
        ("searched", facts.signed_forums >= 1 and not facts.leads_past_forum_limit),
        ("verified", facts.needs_without_carer - facts.accepted_needs <= 0),
        (
            "mapped",
            (facts.first_helps_overdue - facts.accepted_first_helps)
            + (facts.visits_overdue - facts.accepted_visits)
            <= 0,
        ),
    ]
    failing = [name for name, passed in passes if not passed]
    if failing:
        return failing[0]
    return "nil_verified" if set(words) == {"nil_verified"} else "covered"


village_facts = st.builds(
    VillageFacts, st.booleans(), st.sampled_from(ROUNDS), st.integers(min_value=0, max_value=2)
)


@st.composite
def tambon_facts(draw):
    """Accepted gaps are never more than the gaps that are there."""
    villages = tuple(draw(st.lists(st.sampled_from(list(VillageState)), max_size=4)))
    small = st.integers(min_value=0, max_value=2)
    counts = {}
    for total, accepted in (
        ("needs_without_carer", "accepted_needs"),
        ("first_helps_overdue", "accepted_first_helps"),
        ("visits_overdue", "accepted_visits"),
    ):
        counts[total] = draw(small)
        counts[accepted] = draw(st.integers(min_value=0, max_value=counts[total]))
    return TambonFacts(
        villages=villages, signed_forums=draw(small), leads_past_forum_limit=draw(small), **counts
    )


@given(village_facts)
def test_village_state_equals_its_slow_twin(facts):
    assert village_state(facts) == twin_of_village(facts)


@given(tambon_facts())
def test_tambon_state_equals_its_slow_twin(facts):
    assert tambon_state(facts) == twin_of_tambon(facts)


def test_every_state_of_places_can_be_reached():
    reached = {
        village_state(VillageFacts(host, last, leads))
        for host in (True, False)
        for last in ROUNDS
        for leads in (0, 1)
    }
    assert reached == set(VillageState)


def make_facts(**changed):
    whole = {
        "villages": (VillageState.SETTLED,), "signed_forums": 1, "leads_past_forum_limit": 0,
        "needs_without_carer": 0, "accepted_needs": 0, "first_helps_overdue": 0,
        "accepted_first_helps": 0, "visits_overdue": 0, "accepted_visits": 0,
    }  # fmt: skip
    return TambonFacts(**{**whole, **changed})


@pytest.mark.parametrize(
    ("changed", "state"),
    [
        ({"villages": ()}, TambonState.UNCOVERED),
        ({"villages": (VillageState.SETTLED, VillageState.NO_HOST)}, TambonState.UNCOVERED),
        ({"villages": (VillageState.SETTLED, VillageState.SEARCHING)}, TambonState.ASSIGNED),
        ({"signed_forums": 0}, TambonState.SEARCHED),
        ({"leads_past_forum_limit": 1}, TambonState.SEARCHED),
        ({"needs_without_carer": 2, "accepted_needs": 1}, TambonState.VERIFIED),
        ({"first_helps_overdue": 1}, TambonState.MAPPED),
        ({"visits_overdue": 1}, TambonState.MAPPED),
        ({"visits_overdue": 1, "accepted_visits": 1}, TambonState.COVERED),
        ({}, TambonState.COVERED),
        ({"villages": (VillageState.NIL_VERIFIED,)}, TambonState.NIL_VERIFIED),
        (
            {"villages": (VillageState.NIL_VERIFIED, VillageState.SETTLED)},
            TambonState.COVERED,
        ),
    ],
)
def test_first_failing_test_names_the_state(changed, state):
    assert tambon_state(make_facts(**changed)) == state


def test_more_trouble_never_gives_a_better_state():
    order = [str(state) for state in TambonState]
    for name in ("leads_past_forum_limit", "needs_without_carer", "visits_overdue"):
        better, worse = tambon_state(make_facts()), tambon_state(make_facts(**{name: 1}))
        assert order.index(worse) < order.index(better)


@given(st.lists(st.sampled_from(list(TambonState)), max_size=6))
def test_province_is_complete_only_when_every_tambon_is(states):
    whole = len(states) > 0 and not [s for s in states if s not in COMPLETE_STATES]
    assert province_is_complete(tuple(states)) is whole


def test_province_without_tambon_is_not_complete():
    assert province_is_complete(()) is False
