"""The five ก: yes, partly or no by counted evidence; linked by one whole chain (R20–R26)."""

from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kuea.core.five_k import NO, PARTLY, YES, CaseChain, FiveKFacts, five_k, is_linked
from kuea.core.words import FiveK

WHOLE = FiveKFacts(
    villages=2, villages_searched=2, signed_forums=1, forum_sectors=3, active_groups=1,
    active_funds=1, active_committees=1,
)  # fmt: skip
numbers = st.integers(min_value=0, max_value=3)
any_facts = st.builds(FiveKFacts, **{field.name: numbers for field in fields(FiveKFacts)})


def test_all_five_are_there():
    assert set(five_k(WHOLE).values()) == {YES}


def test_nothing_there_is_no():
    assert set(five_k(FiveKFacts()).values()) == {NO}


@pytest.mark.parametrize(
    ("k", "changed"),
    [
        (FiveK.SELF_FINDING, {"villages_searched": 1}),
        (FiveK.SELF_FINDING, {"villages_searched": 0, "villages_searching": 1}),
        (FiveK.PARTICIPATION, {"forum_sectors": 2}),
        (FiveK.VOLUNTEERS, {"active_groups": 0, "resting_groups": 1}),
        (FiveK.VOLUNTEERS, {"active_groups": 0, "volunteers_alone": 4}),
        (FiveK.FUND, {"active_funds": 0, "resting_funds": 1}),
        (FiveK.COMMITTEE, {"active_committees": 0, "coming_committees": 1}),
    ],
)
def test_begun_is_partly_and_leaves_the_others(k, changed):
    cells = five_k(replace(WHOLE, **changed))
    assert cells.pop(k) == PARTLY
    assert set(cells.values()) == {YES}


def test_tambon_without_villages_has_not_searched():
    assert five_k(replace(WHOLE, villages=0, villages_searched=0))[FiveK.SELF_FINDING] == NO


@given(any_facts, st.sampled_from([field.name for field in fields(FiveKFacts)][1:]))
def test_more_evidence_never_makes_a_cell_worse(facts, name):
    order = [NO, PARTLY, YES]
    more = five_k(replace(facts, **{name: getattr(facts, name) + 1}))
    for k, cell in five_k(facts).items():
        assert order.index(more[k]) >= order.index(cell)


@given(st.lists(st.builds(CaseChain, *[st.booleans()] * 5), max_size=4))
def test_linked_needs_one_chain_through_all_five(chains):
    by_hand = sum(
        c.searched + c.forum + c.volunteer_care + c.fund_or_giver + c.committee == 5 for c in chains
    )
    assert is_linked(chains) is (by_hand > 0)


def test_links_of_two_people_do_not_add_up():
    half = CaseChain(searched=True, forum=True, volunteer_care=True)
    other = CaseChain(fund_or_giver=True, committee=True)
    assert not is_linked([half, other])
