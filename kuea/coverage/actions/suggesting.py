"""What a plan proposes, as matches nobody was asked about yet; and who comes next when a giver said no (R59)."""

import numpy as np
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kuea.core.minimum_data import keep_least
from kuea.core.problems import Refusal
from kuea.core.states import MATCH
from kuea.core.words import Role
from kuea.coverage.actions.matches import write_suggestion
from kuea.coverage.models import CoveragePlan, Match
from kuea.coverage.queries.givers import MATCHABLE, free_capacities, reasons_for
from kuea.coverage.queries.matches import GOING
from kuea.coverage.queries.plans import pairs_in, plan_in_force, promised_rows, promises
from kuea.coverage.queries.problem import build_problem
from kuea.coverage.queries.solving import next_giver
from kuea.finding.models import Case
from kuea.finding.path import require_case, require_words
from kuea.giving.models import CapacityOffer
from kuea.ledger.actions import record
from kuea.offices.many_rows import insert_many
from kuea.offices.models import Duty
from kuea.offices.queries import system_duty
from kuea.offices.scope import require_province

BY_PLAN = "by_plan"
"""Among a match's reasons: a plan proposed it, nobody chose it by hand."""
_SAID_NO = ("declined", "ended_early")


def suggest_rows(plan: CoveragePlan, by: Duty) -> tuple[int, int]:
    """Matches in state suggested for the promises of a plan that still hold; how many were made and left out.

    As `suggest_match` does it one by one, for all at once and with one event: the plan's own (`plan.publish`). No state
    of a place is computed anew: nobody is helped, and nothing is held, before somebody said yes.
    """
    seen = set(
        Case.objects.visible_to(by).filter(province=plan.province_id).values_list("pk", flat=True)
    )
    going = set(
        Match.objects.filter(province=plan.province_id, state__in=GOING).values_list("need_id", "offer_id")
    )  # fmt: skip
    asked = [row for row in promised_rows(plan) if (row.need_id, row.offer_id) not in going]
    offers = CapacityOffer.objects.filter(organisation__province_id=plan.province_id, is_withdrawn=False)  # fmt: skip
    ready = {
        one.pk: one
        for one in offers.select_related("organisation").prefetch_related(
            "places", "organisation__serves"
        )
    }
    free = free_capacities(ready.values())
    held = [
        row
        for row in asked
        if row.case_id in seen and not row.is_met and row.state in MATCHABLE
        and row.quantity <= free.get(row.offer_id, -1)
    ]  # fmt: skip
    why = reasons_for(plan.province_id, held, ready, free)
    insert_many(
        Match,
        ("province_id", "need_id", "case_id", "offer_id", "quantity", "why", "suggested_by_id"),
        [
            (plan.province_id, row.need_id, row.case_id, row.offer_id, row.quantity, [*told, BY_PLAN], by.pk)
            for row, told in zip(held, why, strict=True)
        ],
    )  # fmt: skip
    return len(held), len(asked) - len(held)


def withdraw_suggestions(before: CoveragePlan, after: CoveragePlan) -> int:
    """What the superseded plan proposed, the next does not, and nobody was asked about; returns how many.

    The pair is not set aside: nobody said no.
    """
    was, now = promises(before), promises(after)
    open_rows = Match.objects.filter(province=before.province_id, state="suggested")
    found = [
        pk
        for pk, need, offer, why in open_rows.values_list("pk", "need_id", "offer_id", "why")
        if (BY_PLAN in why or was.get(need) == offer) and now.get(need) != offer
    ]
    for start in range(0, len(found), 500):
        lot = Match.objects.filter(pk__in=found[start : start + 500])
        lot.update(state=MATCH.next("suggested", "withdraw"), ended_at=timezone.now())
    return len(found)


def propose_next(*, match: Match, by: Duty) -> Match:
    """After a giver said no: suggest the nearest giver who has room beside everything the plan in force promises.

    By the host, the secretary, or by itself (system work); only people offer it. Raises `Refusal`: not_your_duty,
    not_in_your_area, not_in_this_state, nobody_free.
    """
    if by.role == Role.SYSTEM:
        require_province(by, match.province_id)
    else:
        require_case(by, match.case, Role.HOST_COORDINATOR, Role.SECRETARY)
    if match.state not in _SAID_NO:
        raise Refusal("not_in_this_state", state=match.state)
    if Match.objects.filter(need=match.need_id, state__in=GOING).exists():
        raise Refusal("already_offered")
    frozen = build_problem(match.province)
    rows = [row for row, needs in enumerate(frozen.rows) if match.need_id in needs]
    if not rows:
        raise Refusal("not_in_this_state", state=match.case.state)
    plan = plan_in_force(match.province)
    pairs = pairs_in(frozen, promises(plan) if plan else {})
    promised = np.full(frozen.problem.needs, -1, np.int64)
    promised[pairs[:, 0]] = pairs[:, 1]
    promised[rows[0]] = -1
    giver = next_giver(frozen.problem, promised, rows[0])
    if giver < 0:
        raise Refusal("nobody_free")
    offer = CapacityOffer.objects.select_related("organisation").get(pk=frozen.offers[giver])
    return write_suggestion(
        need=match.need, offer=offer, case=match.case, quantity=match.quantity, by=by, more=(BY_PLAN,)
    )  # fmt: skip


def propose_after_no(*, match_id: int) -> Match | None:
    """System work after a no: the next suggestion, or none when nobody is free or somebody was faster."""
    match = Match.objects.select_related("province", "need", "case").get(pk=match_id)
    try:
        return propose_next(match=match, by=system_duty(match.province_id))
    except Refusal as refusal:
        record(
            "match.nobody_next", match, duty_id=None, province_code=match.province_id, code=refusal.code
        )  # fmt: skip
        return None


def lift_pair(*, match: Match, by: Duty, reason: str) -> Match:
    """A pair that did not come about, or ended early, may be thought of again from the next solving on.

    Who said no keeps the right to say it again: they are asked as always. Raises `Refusal`: not_your_duty,
    not_in_your_area, not_in_this_state, missing without a reason.
    """
    require_case(by, match.case, Role.SECRETARY)
    require_words({_("เหตุผล"): reason})
    with transaction.atomic():
        fresh = Match.objects.select_for_update(of=("self",)).get(pk=match.pk)
        if fresh.state not in _SAID_NO or fresh.lifted_at is not None:
            raise Refusal("not_in_this_state", state=fresh.state)
        fresh.lifted_at, fresh.lifted_by = timezone.now(), by
        fresh.lifted_reason = keep_least("match", reason.strip())
        fresh.save(update_fields=["lifted_at", "lifted_by", "lifted_reason"])
        record(
            "match.lift", fresh, duty_id=by.pk, province_code=fresh.province_id, need=fresh.need_id,
            offer=fresh.offer_id,
        )  # fmt: skip
    return fresh
