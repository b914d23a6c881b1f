"""States of villages and tambon, computed in the stated order: the first failing test names the state (4.3)."""

from dataclasses import dataclass
from enum import StrEnum


class VillageState(StrEnum):
    NO_HOST = "no_host"
    HOST_ASSIGNED = "host_assigned"
    SEARCHING = "searching"
    SEARCHED = "searched"
    SETTLED = "settled"
    NIL_VERIFIED = "nil_verified"


class TambonState(StrEnum):
    UNCOVERED = "uncovered"
    ASSIGNED = "assigned"
    SEARCHED = "searched"
    VERIFIED = "verified"
    MAPPED = "mapped"
    COVERED = "covered"
    NIL_VERIFIED = "nil_verified"


VILLAGE_TESTS = (
    (VillageState.NO_HOST, "some target group in use has no active lead host there"),
    (VillageState.HOST_ASSIGNED, "no search round of this edition was opened"),
    (VillageState.SEARCHING, "the newest round is open"),
    (
        VillageState.NIL_VERIFIED,
        "a nil return was accepted by a forum of its tambon; no lead is unsettled",
    ),
    (
        VillageState.SETTLED,
        "the newest round is closed; every lead is past a forum, declined or closed",
    ),
    (
        VillageState.SEARCHED,
        "closed with leads unsettled, or a nil return that no forum accepted yet",
    ),
)
TAMBON_TESTS = (
    (
        TambonState.UNCOVERED,
        "some village has no active lead host for some group, or no village is known",
    ),
    (TambonState.ASSIGNED, "some village is not searched, settled or nil-verified"),
    (
        TambonState.SEARCHED,
        "no signed forum in this edition, or a lead older than the forum limit is unsettled",
    ),
    (
        TambonState.VERIFIED,
        "some verified need has no match, care or existing care, beyond gaps accepted",
    ),
    (TambonState.MAPPED, "a first help or a care visit is overdue, beyond gaps accepted"),
    (TambonState.NIL_VERIFIED, "none of these, and every village is nil-verified"),
    (TambonState.COVERED, "none of these"),
)
"""The tests of 4.3 in their order, in words; the first that holds names the state."""

COMPLETE_STATES = (TambonState.COVERED, TambonState.NIL_VERIFIED)


@dataclass(frozen=True)
class VillageFacts:
    """What is known of a village. `last_round` is the state of its newest search round of this edition, or ""."""

    has_lead_host_for_every_group: bool
    last_round: str
    unsettled_leads: int


def village_state(facts: VillageFacts) -> VillageState:
    """The one state of a village; a village that lost its host falls back to no_host (4.2, 4.3)."""
    if not facts.has_lead_host_for_every_group:
        return VillageState.NO_HOST
    if facts.last_round == "":
        return VillageState.HOST_ASSIGNED
    if facts.last_round == "open":
        return VillageState.SEARCHING
    if facts.last_round == "nil_verified" and facts.unsettled_leads == 0:
        return VillageState.NIL_VERIFIED
    if facts.last_round == "closed" and facts.unsettled_leads == 0:
        return VillageState.SETTLED
    return (
        VillageState.SEARCHED
    )  # closed with leads open, or a nil claim that no forum has accepted yet


@dataclass(frozen=True)
class TambonFacts:
    """Counts behind the tests; the `accepted_…` are gaps the committee accepted with a reason."""

    villages: tuple[VillageState, ...]
    signed_forums: int
    leads_past_forum_limit: int
    needs_without_carer: int
    accepted_needs: int
    first_helps_overdue: int
    accepted_first_helps: int
    visits_overdue: int
    accepted_visits: int


def tambon_state(facts: TambonFacts) -> TambonState:
    """The tests of 4.3 in their order. A tambon without a village in the table is uncovered (I12)."""
    done = {VillageState.SEARCHED, VillageState.SETTLED, VillageState.NIL_VERIFIED}
    if not facts.villages or VillageState.NO_HOST in facts.villages:
        return TambonState.UNCOVERED
    if any(state not in done for state in facts.villages):
        return TambonState.ASSIGNED
    if facts.signed_forums == 0 or facts.leads_past_forum_limit > 0:
        return TambonState.SEARCHED
    if facts.needs_without_carer > facts.accepted_needs:
        return TambonState.VERIFIED
    late = facts.first_helps_overdue + facts.visits_overdue
    if late > facts.accepted_first_helps + facts.accepted_visits:
        return TambonState.MAPPED
    if all(state == VillageState.NIL_VERIFIED for state in facts.villages):
        return TambonState.NIL_VERIFIED
    return TambonState.COVERED


def province_is_complete(tambon: tuple[TambonState, ...]) -> bool:
    """Every tambon covered or nil-verified; no partial credit (R63, I12)."""
    return bool(tambon) and all(state in COMPLETE_STATES for state in tambon)
