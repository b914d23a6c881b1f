"""Gaps by rule (R62 a–g) and the counts behind a tambon's state, from one bundle of evidence. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from kuea.core.coverage_states import (
    TambonFacts,
    VillageFacts,
    VillageState,
    village_state,
)
from kuea.core.five_k import NO, FiveKFacts, five_k
from kuea.core.limits import Milestone
from kuea.core.words import GapKind


@dataclass(frozen=True)
class VillageEvidence:
    """`led` are the groups in use with an active lead host there; with no group in use, {""} when any host leads."""

    code: str
    led: frozenset[str] = frozenset()
    last_round: str = ""
    unsettled_leads: int = 0


@dataclass(frozen=True)
class OpenNeed:
    """A verified need that nobody meets yet; `need_id` 0 stands for a case whose needs are not written.

    One of a sealed case has its own gap, for those named, and speaks in no gap of the whole place (D4).
    """

    case_id: int
    need_id: int
    kind: str
    quantity: int = 1
    is_sealed: bool = False

    @property
    def key(self) -> str:
        return f"need:{self.need_id}" if self.need_id else f"case:{self.case_id}"


@dataclass(frozen=True)
class TambonEvidence:
    """Everything the rules ask about one tambon."""

    code: str
    groups: frozenset[str] = frozenset()  # target groups in use
    villages: tuple[VillageEvidence, ...] = ()
    signed_forums: int = 0
    leads_past_forum_limit: int = 0
    open_needs: tuple[OpenNeed, ...] = ()
    late_first_helps: tuple[int, ...] = ()  # case ids
    late_visits: tuple[int, ...] = ()  # case ids
    groups_with_people: frozenset[str] = frozenset()
    groups_with_carer: frozenset[str] = frozenset()
    free_capacity: dict[str, int] = field(default_factory=dict)  # help kind → places free
    five_k: FiveKFacts = FiveKFacts()
    linked: bool = False
    accepted_keys: frozenset[str] = frozenset()  # gaps the committee accepted with a reason


@dataclass(frozen=True)
class WantedGap:
    """A gap that the rules see now."""

    kind: GapKind
    key: str
    tambon: str
    village: str = ""
    group_code: str = ""
    help_kind: str = ""
    five_k: str = ""
    case_id: int = 0
    need_id: int = 0


def groups_asked(evidence: TambonEvidence) -> frozenset[str]:
    """The groups each village needs a lead host for; before any definition is adopted, one host for all ("")."""
    return evidence.groups or frozenset({""})


def village_states(evidence: TambonEvidence) -> dict[str, VillageState]:
    """The state of every village of the tambon (4.3)."""
    asked = groups_asked(evidence)
    return {
        village.code: village_state(
            VillageFacts(asked <= village.led, village.last_round, village.unsettled_leads)
        )
        for village in evidence.villages
    }


def need_key(tambon: str, need: OpenNeed) -> str:
    return f"{GapKind.NO_MATCH}:{tambon}:{need.key}"


def first_help_key(tambon: str, case_id: int) -> str:
    return f"{GapKind.CARE_OVERDUE}:{tambon}:first_help:{case_id}"


def visit_key(tambon: str, case_id: int) -> str:
    return f"{GapKind.CARE_OVERDUE}:{tambon}:visit:{case_id}"


def tambon_facts(evidence: TambonEvidence) -> TambonFacts:
    """The counts of the six tests; an accepted gap counts only while its rule still holds."""
    code, accepted = evidence.code, evidence.accepted_keys
    return TambonFacts(
        villages=tuple(village_states(evidence).values()),
        signed_forums=evidence.signed_forums,
        leads_past_forum_limit=evidence.leads_past_forum_limit,
        needs_without_carer=len(evidence.open_needs),
        accepted_needs=sum(need_key(code, need) in accepted for need in evidence.open_needs),
        first_helps_overdue=len(evidence.late_first_helps),
        accepted_first_helps=sum(
            first_help_key(code, case) in accepted for case in evidence.late_first_helps
        ),
        visits_overdue=len(evidence.late_visits),
        accepted_visits=sum(visit_key(code, case) in accepted for case in evidence.late_visits),
    )


def wanted_gaps(evidence: TambonEvidence) -> tuple[WantedGap, ...]:
    """Every gap of the tambon, in the order a to g; keys are unique."""
    return (
        *_not_searched(evidence),
        *_no_host(evidence),
        *_no_carer(evidence),
        *_no_match(evidence),
        *_care_overdue(evidence),
        *_capacity_short(evidence),
        *_missing_k(evidence),
    )


def _not_searched(evidence: TambonEvidence) -> Iterator[WantedGap]:
    kind, code = GapKind.NOT_SEARCHED, evidence.code
    if not evidence.villages:  # not one village in the area table (I12)
        yield WantedGap(kind, f"{kind}:{code}", code)
    for village in evidence.villages:
        if village.last_round in {"", "open"}:
            yield WantedGap(kind, f"{kind}:{code}:{village.code}", code, village.code)


def _no_host(evidence: TambonEvidence) -> Iterator[WantedGap]:
    """A group that no village has a host for is one gap of the tambon; all groups missing is one gap too."""
    kind, code = GapKind.NO_HOST, evidence.code
    asked = groups_asked(evidence)
    nowhere = frozenset.intersection(*(asked - village.led for village in evidence.villages), asked)
    places = [("", nowhere), *((v.code, asked - v.led - nowhere) for v in evidence.villages)]
    for village, missing in places:
        groups = [""] if missing == asked else sorted(missing)
        for group in groups:
            key = f"{kind}:{code}:{village}:{group}"
            yield WantedGap(kind, key, code, village, group)


def _no_carer(evidence: TambonEvidence) -> Iterator[WantedGap]:
    kind, code = GapKind.NO_CARER, evidence.code
    for group in sorted(evidence.groups_with_people - evidence.groups_with_carer):
        yield WantedGap(kind, f"{kind}:{code}:{group}", code, group_code=group)


def _no_match(evidence: TambonEvidence) -> Iterator[WantedGap]:
    for need in evidence.open_needs:
        yield WantedGap(
            GapKind.NO_MATCH,
            need_key(evidence.code, need),
            evidence.code,
            help_kind=need.kind,
            case_id=need.case_id,
            need_id=need.need_id,
        )


def _care_overdue(evidence: TambonEvidence) -> Iterator[WantedGap]:
    kind, code = GapKind.CARE_OVERDUE, evidence.code
    for case in evidence.late_first_helps:
        yield WantedGap(kind, first_help_key(code, case), code, case_id=case)
    for case in evidence.late_visits:
        yield WantedGap(kind, visit_key(code, case), code, case_id=case)


def _capacity_short(evidence: TambonEvidence) -> Iterator[WantedGap]:
    kind, code = GapKind.CAPACITY_SHORT, evidence.code
    wanted: dict[str, int] = {}
    for need in evidence.open_needs:
        if need.need_id and not need.is_sealed:
            wanted[need.kind] = wanted.get(need.kind, 0) + need.quantity
    for help_kind, quantity in sorted(wanted.items()):
        if evidence.free_capacity.get(help_kind, 0) < quantity:
            yield WantedGap(kind, f"{kind}:{code}:{help_kind}", code, help_kind=help_kind)


def _missing_k(evidence: TambonEvidence) -> Iterator[WantedGap]:
    kind, code = GapKind.MISSING_K, evidence.code
    for k, cell in five_k(evidence.five_k).items():
        if cell == NO:
            yield WantedGap(kind, f"{kind}:{code}:{k}", code, five_k=k)


_MILESTONES = {
    GapKind.NO_MATCH: "in_care",
    GapKind.CARE_OVERDUE: "in_care",
    GapKind.CAPACITY_SHORT: "in_care",
}


def due_on(kind: GapKind, today: date, gap_days: int, milestones: tuple[Milestone, ...]) -> date:
    """`gap_days` from today, or the milestone the gap stands in the way of when that comes sooner (I14)."""
    due = today + timedelta(days=gap_days)
    code = _MILESTONES.get(kind, "every_tambon")
    for milestone in milestones:
        if milestone.code == code and today <= milestone.on < due:
            return milestone.on
    return due
