"""What follows by itself: a registered person without a carer waits; an ended path frees what was held."""

from collections.abc import Collection

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from kuea.core.problems import Refusal
from kuea.core.states import ENDED_STATES, MATCH
from kuea.core.words import Role
from kuea.coverage.models import Match
from kuea.coverage.queries.people_evidence import MET_BY
from kuea.finding.actions import wait_case
from kuea.finding.models import Case
from kuea.ledger.actions import record
from kuea.offices.models import Duty, Province
from kuea.offices.ports import gather_changes
from kuea.offices.queries import system_duty
from kuea.offices.scope import require_province, require_role

GOING = ("suggested", "offered", "giver_accepted", "receiver_agreed", "active")


def place_case(*, case: Case, by: Duty) -> Case:
    """A registered case that nobody cares for yet waits for a carer, which opens gap (d) (4.1).

    With a match that both sides agreed, or with care that was there before, it stays as it is.
    """
    require_role(by, Role.SYSTEM, Role.SECRETARY)
    has_giver = Match.objects.filter(case=case, state__in=MET_BY).exists()
    if case.state != "registered" or has_giver or case.existing_care:
        return case
    return wait_case(case=case, by=by)


def place_waiting(province: Province, tambon_codes: Collection[str]) -> int:
    """Place every registered case of these tambon; returns how many now wait. System work, after commit."""
    placed = 0
    with transaction.atomic(), gather_changes():
        by = system_duty(province.code)
        cases = Case.objects.filter(
            province=province, tambon_id__in=tambon_codes, state="registered", existing_care=""
        ).exclude(matches__state__in=MET_BY)
        for case in cases.order_by("pk"):
            try:
                placed += place_case(case=case, by=by).state == "waiting"
            except Refusal:  # moved by a person in the same moment: their decision stands
                continue
    return placed


def release_ended(province: Province, tambon_codes: Collection[str]) -> int:
    """End the matches of cases that ended or were declined: capacity is free again, names are hidden (I24)."""
    return _release(
        Match.objects.filter(
            province=province,
            case__tambon_id__in=tambon_codes,
            case__state__in=ENDED_STATES,
            state__in=GOING,
        ),
        None,
        "case_ended",
    )


def release_case(*, case: Case, by: Duty, why: str) -> int:
    """End every match of a case that closes or moves away, as part of that decision; returns how many."""
    require_province(by, case.province_id)
    with transaction.atomic():
        return _release(Match.objects.filter(case=case, state__in=GOING), by, why)


def _release(matches: QuerySet[Match], by: Duty | None, why: str) -> int:
    found = list(matches.select_for_update(of=("self",)))
    for match in found:
        decision = "end_early" if MATCH.allows(match.state, "end_early") else "decline"
        match.state = MATCH.next(match.state, decision)
        match.ended_at, match.hold_until = timezone.now(), None
        match.save()
        record(
            f"match.{decision}", match, duty_id=by.pk if by else None,
            province_code=match.province_id, why=why,
        )  # fmt: skip
    return len(found)
