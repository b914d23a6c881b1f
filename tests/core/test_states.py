"""The state tables hold every state and every next step of requirements 4.1–4.5; what is more has its reason."""

import pytest

from kuea.core.coverage_states import TAMBON_TESTS, VILLAGE_TESTS, TambonState, VillageState
from kuea.core.states import ASSIGNMENT, CASE, FORUM, HOST, MACHINES, MATCH, VOLUNTEER, Machine

# Column "Next" of the requirements, transcribed: state → states.
CASE_NEXT = {
    "lead": "routed merged out_of_scope", "routed": "visited not_located returned",
    "visited": "ready declined out_of_scope", "ready": "in_forum",
    "in_forum": "verified more_info not_confirmed declined", "verified": "registered",
    "registered": "matched in_care waiting", "waiting": "matched", "matched": "in_care",
    "in_care": "in_care self_managing transferred closed", "self_managing": "in_care closed", "more_info": "ready",
    "not_confirmed": "ready closed", "declined": "visited", "not_located": "lead", "returned": "lead",
    "out_of_scope": "lead", "merged": "lead", "transferred": "routed", "closed": "visited in_care",
}  # fmt: skip
REQUIRED = [
    (CASE, CASE_NEXT),
    (HOST, {
        "proposed": "checked declined", "checked": "endorsed proposed", "endorsed": "active",
        "active": "paused ended", "paused": "active ended",
    }),
    (ASSIGNMENT, {"proposed": "accepted", "accepted": "current", "current": "ended"}),
    (VOLUNTEER, {"invited": "ready", "ready": "active", "active": "resting ended suspended", "resting": "active ended"}),
    (FORUM, {
        "planned": "announced cancelled", "announced": "held cancelled", "held": "recorded", "recorded": "signed",
        "signed": "posted",
    }),
    (MATCH, {
        "suggested": "offered declined", "offered": "giver_accepted declined", "giver_accepted": "receiver_agreed declined",
        "receiver_agreed": "active", "active": "fulfilled ended_early",
    }),
]  # fmt: skip
MORE = {
    # beyond the column: a no at any time (I24), an end for a listed reason, a forum put off, help taken up at once,
    # two persons found to be one and the joining taken back
    "case": {
        "join",
        "part_routed",
        "part_visited",
        "decline",
        "close",
        "merge",
        "set_aside",
        "defer",
        "start_care",
        "unmatch",
    },
    "host_network": set(),
    "area_assignment": {"end"},  # an area not accepted is given back
    "volunteer": {"end", "suspend", "start"},  # before the first day; a suspension is cleared
    "forum": set(),
    # before help began; the 7-day hold ran out; nobody was asked yet and the plan that proposed it is gone
    "match": {"end_early", "lapse", "withdraw"},
}
STATES_MORE = {"match": {"withdrawn"}}


@pytest.mark.parametrize(
    ("machine", "required"), REQUIRED, ids=lambda value: getattr(value, "name", "")
)
def test_table_holds_every_step_required_and_names_what_is_more(
    machine: Machine, required: dict[str, str]
) -> None:
    wanted = {(state, after) for state, many in required.items() for after in many.split()}
    assert wanted - machine.moves == set()
    more = {row.decision for row in machine.rows if (row.state, row.next) not in wanted}
    assert more <= MORE[machine.name]
    required_states = {state for pair in wanted for state in pair}
    assert set(machine.states) == required_states | STATES_MORE.get(machine.name, set())


def test_person_s_no_is_heard_wherever_something_is_going_on() -> None:
    """I24: every state in which anybody still does something has a way to stop."""
    silent = {state for state in CASE.states if not CASE.allows(state, "decline")}
    assert silent == {"declined", "closed", "merged", "out_of_scope", "not_located"}


def test_every_table_can_be_walked_from_its_start() -> None:
    for machine in MACHINES:
        reached, edge = {machine.start}, {machine.start}
        while edge:
            edge = {after for before, after in machine.moves if before in edge} - reached
            reached |= edge
        assert reached == set(machine.states), machine.name


def test_every_computed_state_has_its_test_in_words() -> None:
    assert {state for state, _ in VILLAGE_TESTS} == set(VillageState)
    assert {state for state, _ in TAMBON_TESTS} == set(TambonState)
    assert all(when for _, when in (*VILLAGE_TESTS, *TAMBON_TESTS))
