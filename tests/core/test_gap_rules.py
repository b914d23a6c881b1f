"""Gaps by rule (R62 a–g): each opens for its reason, keys are unique, due dates heed the milestones (I14)."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kuea.core.coverage_states import TambonState, tambon_state
from kuea.core.five_k import FiveKFacts
from kuea.core.gap_rules import (
    OpenNeed,
    TambonEvidence,
    VillageEvidence,
    due_on,
    tambon_facts,
    village_states,
    wanted_gaps,
)
from kuea.core.limits import Milestone
from kuea.core.words import GapKind

GROUPS = frozenset({"elder", "poor"})
GOOD_K = FiveKFacts(
    villages=2, villages_searched=2, signed_forums=1, forum_sectors=3, active_groups=1,
    active_funds=1, active_committees=1,
)  # fmt: skip
WHOLE = TambonEvidence(
    code="130101", groups=GROUPS, signed_forums=1, five_k=GOOD_K,
    villages=tuple(VillageEvidence(code, GROUPS, "closed") for code in ("13010101", "13010102")),
)  # fmt: skip


def keys(evidence):
    return [gap.key for gap in wanted_gaps(evidence)]


def test_whole_tambon_has_no_gap_and_is_covered():
    assert wanted_gaps(WHOLE) == ()
    assert tambon_state(tambon_facts(WHOLE)) == TambonState.COVERED


@pytest.mark.parametrize(
    ("changed", "found"),
    [
        ({"villages": ()}, ["a_not_searched:130101", "b_no_host:130101::"]),
        (
            {"villages": (VillageEvidence("13010101", GROUPS, "open"), WHOLE.villages[1])},
            ["a_not_searched:130101:13010101"],
        ),
        (
            {"villages": (VillageEvidence("13010101", frozenset(), "closed"), WHOLE.villages[1])},
            ["b_no_host:130101:13010101:"],
        ),
        (
            {"villages": (VillageEvidence("13010101", frozenset({"elder"}), "closed"), WHOLE.villages[1])},
            ["b_no_host:130101:13010101:poor"],
        ),
        (
            {"villages": tuple(VillageEvidence(v.code, frozenset({"poor"}), "closed") for v in WHOLE.villages)},
            ["b_no_host:130101::elder"],
        ),
        (
            {"groups_with_people": frozenset({"elder", "poor"}), "groups_with_carer": frozenset({"poor"})},
            ["c_no_carer:130101:elder"],
        ),
        (
            {"open_needs": (OpenNeed(7, 3, "food"),), "free_capacity": {"food": 1}},
            ["d_no_match:130101:need:3"],
        ),
        ({"open_needs": (OpenNeed(7, 0, ""),)}, ["d_no_match:130101:case:7"]),
        (
            {"late_first_helps": (7,), "late_visits": (8,)},
            ["e_care_overdue:130101:first_help:7", "e_care_overdue:130101:visit:8"],
        ),
        (
            {"open_needs": (OpenNeed(7, 3, "food", 2),), "free_capacity": {"food": 1}},
            ["d_no_match:130101:need:3", "f_capacity_short:130101:food"],
        ),
        ({"five_k": replace(GOOD_K, active_funds=0)}, ["g_missing_k:130101:k4"]),
        ({"five_k": replace(GOOD_K, active_funds=0, resting_funds=1)}, []),
    ],
)  # fmt: skip
def test_each_gap_opens_for_its_reason(changed, found):
    assert keys(replace(WHOLE, **changed)) == found


def test_before_a_definition_is_adopted_any_host_will_do():
    villages = (VillageEvidence("13010101", frozenset({""}), "closed"),)
    assert keys(replace(WHOLE, groups=frozenset(), villages=villages)) == []
    villages = (VillageEvidence("13010101", frozenset(), "closed"),)
    assert keys(replace(WHOLE, groups=frozenset(), villages=villages)) == ["b_no_host:130101::"]


led = st.frozensets(st.sampled_from(sorted(GROUPS)))
villages = st.lists(
    st.builds(
        VillageEvidence, st.sampled_from([f"1301010{n}" for n in range(1, 5)]), led,
        st.sampled_from(["", "open", "closed", "nil_claimed", "nil_verified"]), st.integers(0, 2),
    ),
    max_size=4, unique_by=lambda village: village.code,
).map(tuple)  # fmt: skip
needs = st.lists(
    st.builds(OpenNeed, st.integers(1, 5), st.integers(0, 5), st.sampled_from(["food", "money"])),
    max_size=5, unique_by=lambda need: need.key,
).map(tuple)  # fmt: skip
evidence = st.builds(
    TambonEvidence, code=st.just("130101"), groups=st.sampled_from([GROUPS, frozenset()]),
    villages=villages, signed_forums=st.integers(0, 1), leads_past_forum_limit=st.integers(0, 1),
    open_needs=needs, late_first_helps=st.sampled_from([(), (1,), (1, 2)]),
    late_visits=st.sampled_from([(), (3,)]), groups_with_people=led, groups_with_carer=led,
    free_capacity=st.dictionaries(st.sampled_from(["food", "money"]), st.integers(0, 3)),
)  # fmt: skip


@given(evidence)
def test_keys_are_unique_and_an_uncovered_tambon_says_what_it_needs(told):
    found = keys(told)
    assert len(found) == len(set(found))
    state = tambon_state(tambon_facts(told))
    kinds = {gap.kind for gap in wanted_gaps(told)}
    asks = {
        TambonState.UNCOVERED: GapKind.NO_HOST,
        TambonState.ASSIGNED: GapKind.NOT_SEARCHED,
        TambonState.VERIFIED: GapKind.NO_MATCH,
        TambonState.MAPPED: GapKind.CARE_OVERDUE,
    }
    if state in asks:
        assert asks[state] in kinds


@given(evidence)
def test_accepting_every_gap_passes_tests_four_and_five_only(told):
    everything = frozenset(keys(told))
    accepted = replace(told, accepted_keys=everything)
    before, after = tambon_state(tambon_facts(told)), tambon_state(tambon_facts(accepted))
    if before in {TambonState.UNCOVERED, TambonState.ASSIGNED, TambonState.SEARCHED}:
        assert after == before
    else:
        assert after in {TambonState.COVERED, TambonState.NIL_VERIFIED}
    assert village_states(told) == village_states(accepted)


@pytest.mark.parametrize(
    ("kind", "milestone", "due"),
    [
        (GapKind.NO_HOST, Milestone("every_tambon", date(2026, 12, 1)), date(2026, 12, 1)),
        (GapKind.NO_HOST, Milestone("every_tambon", date(2026, 11, 1)), date(2026, 12, 24)),
        (GapKind.NO_HOST, Milestone("every_tambon", date(2027, 3, 1)), date(2026, 12, 24)),
        (GapKind.NO_HOST, Milestone("in_care", date(2026, 12, 1)), date(2026, 12, 24)),
        (GapKind.NO_MATCH, Milestone("in_care", date(2026, 12, 1)), date(2026, 12, 1)),
    ],
)
def test_due_date_is_the_sooner_of_days_and_milestone(kind, milestone, due):
    today = date(2026, 11, 24)
    assert due_on(kind, today, 30, (milestone,)) == due
    assert today <= due <= today + timedelta(days=30)
