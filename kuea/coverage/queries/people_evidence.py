"""The needs side of a tambon: cases on their way, needs nobody meets yet, care that is late."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from kuea.core.gap_rules import OpenNeed
from kuea.core.limits import Limits
from kuea.core.states import UNSETTLED_STATES
from kuea.core.words import CloseReason
from kuea.coverage.models import Match
from kuea.finding.models import Case, SearchRound
from kuea.people.models import Need

TO_BE_SERVED = ("verified", "registered", "waiting", "matched")
"""Verified, and nobody cares for the person yet (4.3, test 4)."""
CARED_FOR = ("in_care", "self_managing", "transferred")
MET_BY = ("receiver_agreed", "active", "fulfilled")
"""Match states in which a need has its giver."""

_COLUMNS = (
    "pk", "tambon_id", "village_id", "state", "raised_at", "registered_at", "verified_at", "first_help_on",
    "next_visit_on", "existing_care", "person_id", "person__household_id", "group__code", "decision_id", "is_sealed",
)  # fmt: skip


@dataclass
class SealedPart:
    """What of the evidence is of sealed cases: it decides the state, and is in no number below the province (D4)."""

    cases: set[int] = field(default_factory=set)
    leads: int = 0
    leads_past_forum_limit: int = 0
    in_state: dict[str, int] = field(default_factory=lambda: defaultdict(int))


@dataclass
class PeopleEvidence:
    """Of one tambon. `cases` are rows of those verified, for the five-ก chain."""

    unsettled_by_village: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    leads: int = 0
    leads_past_forum_limit: int = 0
    open_needs: list[OpenNeed] = field(default_factory=list)
    late_first_helps: list[int] = field(default_factory=list)
    late_visits: list[int] = field(default_factory=list)
    groups_with_people: set[str] = field(default_factory=set)
    cases: list[dict[str, Any]] = field(default_factory=list)
    in_state: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    sealed: SealedPart = field(default_factory=lambda: SealedPart())


def read_people(
    province_code: str, codes: Collection[str], limits: Limits, today: date
) -> dict[str, PeopleEvidence]:
    """Evidence by tambon, in seven queries however many rows there are."""
    found = {code: PeopleEvidence() for code in codes}
    rows = Case.objects.filter(
        province_id=province_code,
        tambon_id__in=codes,
        state__in=(*UNSETTLED_STATES, *TO_BE_SERVED, *CARED_FOR),
    )
    cases = list(rows.order_by("pk").values(*_COLUMNS))
    for case in cases:
        _count_case(found[case["tambon_id"]], case, limits, today)
    _count_not_reached(found, province_code, codes)
    _place_needs(found, cases, province_code, codes)
    return found


def _count_not_reached(
    found: dict[str, PeopleEvidence], province_code: str, codes: Collection[str]
) -> None:
    """Somebody was spoken of, never met, and erased by the clock of s.25: the place is not settled by that.

    It is once the village (or, the village unknown, any of the tambon) was searched anew.
    """
    gone = Case.objects.filter(
        province_id=province_code, tambon_id__in=codes, state="closed",
        closed_reason=CloseReason.NOT_REACHED,
    ).values_list("tambon_id", "village_id", "closed_at")  # fmt: skip
    rows = list(gone)
    if not rows:
        return
    searched: dict[str, date] = {}
    rounds = SearchRound.objects.filter(village__parent_id__in=codes).exclude(state="open")
    for village, opened_on in rounds.order_by("opened_on").values_list("village_id", "opened_on"):
        searched[village] = searched[village[:6]] = opened_on
    for tambon, village, closed_at in rows:
        again = searched.get(village or tambon)
        if again is None or again < timezone.localdate(closed_at):
            found[tambon].unsettled_by_village[village or ""] += 1
            found[tambon].leads_past_forum_limit += 1


def _count_case(here: PeopleEvidence, case: dict[str, Any], limits: Limits, today: date) -> None:
    state = case["state"]
    here.in_state[state] += 1
    sealed = here.sealed if case["is_sealed"] else SealedPart()  # a part nobody keeps
    sealed.cases.add(case["pk"])
    sealed.in_state[state] += 1
    if state in UNSETTLED_STATES:
        here.leads += 1
        sealed.leads += 1
        here.unsettled_by_village[case["village_id"] or ""] += 1
        raised_on = timezone.localdate(case["raised_at"])
        is_late = raised_on < today - timedelta(days=limits.forum_days)
        here.leads_past_forum_limit += is_late
        sealed.leads_past_forum_limit += is_late
        return
    here.cases.append(case)
    if state != "self_managing" and case["group__code"] and not case["is_sealed"]:
        here.groups_with_people.add(case["group__code"])
    if state in {"registered", "waiting", "matched"} and case["first_help_on"] is None:
        since = timezone.localdate(case["registered_at"] or case["raised_at"])
        if since < today - timedelta(days=limits.first_help_days):
            here.late_first_helps.append(case["pk"])
    next_visit_on = case["next_visit_on"] if state in {"in_care", "transferred"} else None
    if next_visit_on and next_visit_on < today - timedelta(days=limits.care_overdue_days):
        here.late_visits.append(case["pk"])


def _place_needs(
    found: dict[str, PeopleEvidence],
    cases: list[dict[str, Any]],
    province_code: str,
    codes: Collection[str],
) -> None:
    """Give every unmet need to its case (a household's to its first case) when nobody meets it."""
    cared_homes = {_home(case) for case in cases if _is_cared_for(case)}
    waiting = [c for c in cases if c["state"] in TO_BE_SERVED and not c["existing_care"]]
    if not waiting:
        return
    of_person = {c["person_id"]: c for c in reversed(waiting) if c["person_id"]}
    of_home: dict[int, dict[str, dict[str, Any]]] = defaultdict(dict)  # home → tambon → case
    for case in reversed(waiting):
        if case["person__household_id"] and _home(case) not in cared_homes:
            of_home[case["person__household_id"]][case["tambon_id"]] = case
    told: set[object] = set()  # persons and homes with a need in words, met or not
    for need in _needs_of(province_code, codes):
        told.add(("person", need["person_id"]) if need["person_id"] else need["household_id"])
        if need["is_met"] or need["is_matched"]:
            continue
        shared = of_home.get(need["household_id"], {}).values()
        own = of_person.get(need["person_id"])
        for case in shared if need["household_id"] else filter(None, [own]):
            found[case["tambon_id"]].open_needs.append(
                OpenNeed(case["pk"], need["pk"], need["kind"], need["quantity"], case["is_sealed"])
            )
    for case in waiting:
        if not told & {("person", case["person_id"]), case["person__household_id"] or ""}:
            found[case["tambon_id"]].open_needs.append(OpenNeed(case["pk"], 0, ""))


def _home(case: dict[str, Any]) -> tuple[str, int | None]:
    """A household as one tambon sees it: what is computed there depends on that tambon alone."""
    return (case["tambon_id"], case["person__household_id"])


def _is_cared_for(case: dict[str, Any]) -> bool:
    return case["state"] in CARED_FOR or bool(
        case["state"] in TO_BE_SERVED and case["existing_care"]
    )


def _needs_of(province_code: str, codes: Collection[str]) -> list[dict[str, Any]]:
    """Needs of the people and homes whose verified cases lie there, each with whether a match meets it."""
    served = Case.objects.filter(
        province_id=province_code, tambon_id__in=codes, state__in=TO_BE_SERVED
    )
    columns = ("pk", "person_id", "household_id", "kind", "quantity", "is_met")
    own = Need.objects.filter(person__in=served.values("person_id")).values(*columns)
    shared = Need.objects.filter(household__in=served.values("person__household_id"))
    needs = sorted([*own, *shared.values(*columns)], key=lambda need: need["pk"])
    matched = set(
        Match.objects.filter(
            province_id=province_code, case__in=served, state__in=MET_BY
        ).values_list("need_id", flat=True)
    ) | set(
        Match.objects.filter(need__in=shared, state__in=MET_BY).values_list("need_id", flat=True)
    )
    return [{**need, "is_matched": need["pk"] in matched} for need in needs]
