"""A coverage plan from draft to in force: the engine proposes, hosts, committee and secretary decide (R59, I7)."""

from collections.abc import Mapping
from functools import partial

import numpy as np
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone

from kuea.core.problems import Refusal
from kuea.core.states import COVERAGE_PLAN
from kuea.core.words import Role
from kuea.coverage.actions.matches import suggest_match
from kuea.coverage.models import (
    CoveragePlan,
    CoveragePolicy,
    Match,
    PlanHost,
    PlanRow,
    PlanWish,
)
from kuea.coverage.queries.frozen import pack
from kuea.coverage.queries.matches import GOING as GOING_MATCHES
from kuea.coverage.queries.plans import (
    pairs_in,
    pins_in,
    plan_in_force,
    policy_numbers,
    promises,
    whole_quantities,
)
from kuea.coverage.queries.problem import Frozen, build_problem
from kuea.coverage.queries.solving import Solved, next_giver, solve_plan
from kuea.finding.models import Case
from kuea.finding.path import require_case
from kuea.giving.models import CapacityOffer
from kuea.ledger.actions import record
from kuea.offices.models import Duty, Province, Resolution
from kuea.offices.ports import gather_changes
from kuea.offices.queries import system_duty
from kuea.offices.scope import (
    find_visible,
    lock_fresh,
    require_province,
    require_role,
    require_signed,
)
from kuea.people.models import Need

_DRAFTERS = (Role.SECRETARY, Role.SYSTEM)
_CHANGED_SINCE = {
    "offer_withdrawn", "capacity_exceeded", "not_in_this_state", "need_of_another", "already_offered", "not_in_your_area",
}  # fmt: skip
"""Refusals of a suggestion that mean: the register moved on since the plan was drafted."""


def write_policy(
    *, province: Province, by: Duty, urgency_weights: list[float], alpha: float, strict: list[int]
) -> CoveragePolicy:
    """A new numbered way of weighing; those before stay as they were.

    Raises `Refusal`: not_your_duty, not_in_your_area, policy_numbers when a weight is not above zero, alpha is not
    between 0 and 1, or a level is none of 1 to 5.
    """
    require_role(by, *_DRAFTERS)
    require_province(by, province.code)
    levels = set(strict) <= {1, 2, 3, 4, 5} and 0.0 <= alpha <= 1.0
    if not levels or len(urgency_weights) != 5 or min(urgency_weights) <= 0:
        raise Refusal("policy_numbers")
    with transaction.atomic():
        number = (_last(province, CoveragePolicy)) + 1
        policy = CoveragePolicy.objects.create(
            province=province, number=number, urgency_weights=[float(w) for w in urgency_weights],
            alpha=alpha, strict=sorted(set(strict)), written_by=by,
        )  # fmt: skip
        record("policy.write", policy, duty_id=by.pk, province_code=province.code, number=number)
    return policy


def draft_plan(
    *, province: Province, by: Duty, policy: CoveragePolicy | None = None
) -> CoveragePlan:
    """Solve the province as it stands and keep the plan as a draft, near the one in force.

    Nothing is written before the solving is done, then everything in one transaction: a process that is killed leaves
    the plan in force and no half draft; asking again gives the same plan. Without `policy`, the newest one, or the
    first, which is written: urgency 1, 2, 4, 8, 16, the most urgent level first, amounts by their square root.
    Raises `Refusal`: not_your_duty, not_in_your_area.
    """
    require_role(by, *_DRAFTERS)
    require_province(by, province.code)
    policy = policy or _newest_policy(province, by)
    require_province(by, policy.province_id)
    return _draft(province, policy, by, wishes=[], instead_of=None)


def solve_again(
    *,
    plan: CoveragePlan,
    by: Duty,
    version: int | None = None,
    policy: CoveragePolicy | None = None,
) -> CoveragePlan:
    """A new draft from the register as it stands now, every pin and forbidden pair kept; the old one is dropped.

    Raises `Refusal`: not_your_duty, not_in_your_area, not_in_this_state, stale, pin_does_not_fit.
    """
    require_role(by, *_DRAFTERS)
    require_province(by, plan.province_id)
    COVERAGE_PLAN.next(plan.state, "drop")
    policy = policy or plan.policy
    require_province(by, policy.province_id)
    wishes = list(PlanWish.objects.filter(plan=plan).order_by("pk"))
    return _draft(
        plan.province, policy, by, wishes=wishes, instead_of=plan, version=version
    )  # fmt: skip


def say_of_pair(
    *, plan: CoveragePlan, need: Need, offer: CapacityOffer, is_pin: bool, by: Duty, version: int | None = None
) -> PlanWish:  # fmt: skip
    """Pin a giver to a need of a draft, or forbid the pair; it holds from the next solving on.

    A later word on the same pair takes the place of the earlier; one need has one pin. Raises `Refusal`:
    not_your_duty, not_in_your_area, not_in_this_state, stale.
    """
    require_role(by, Role.SECRETARY, Role.HOST_COORDINATOR)
    require_province(by, plan.province_id)
    row = find_visible(PlanRow.objects.visible_to(by).filter(plan=plan), need_id=need.pk)
    require_province(by, offer.organisation.province_id)
    with transaction.atomic():
        fresh = lock_fresh(plan, version)
        if fresh.state != "draft":
            raise Refusal("not_in_this_state", state=fresh.state)
        told = PlanWish.objects.filter(plan=fresh, need=need)
        told.filter(offer=offer).delete()
        if is_pin:
            told.filter(is_pin=True).delete()
        wish = PlanWish.objects.create(
            plan=fresh, need=need, case_id=row.case_id, offer=offer, is_pin=is_pin, said_by=by
        )
        record(
            "plan.pin" if is_pin else "plan.forbid", fresh, duty_id=by.pk,
            province_code=fresh.province_id, need=need.pk, offer=offer.pk,
        )  # fmt: skip
    return wish


def accept_plan_rows(*, plan: CoveragePlan, by: Duty, version: int | None = None) -> CoveragePlan:
    """A host accepts what the draft proposes for its people; with the last one the plan goes to the committee.

    Raises `Refusal`: not_your_duty, not_in_your_area when none of its people are in it, not_in_this_state, stale.
    """
    require_role(by, Role.HOST_COORDINATOR)
    require_province(by, plan.province_id)
    with transaction.atomic():
        fresh = lock_fresh(plan, version)
        COVERAGE_PLAN.next(fresh.state, "host_accept")
        own = PlanHost.objects.select_for_update().filter(
            plan=fresh, organisation_id=by.organisation_id
        )
        host = find_visible(own)
        if host.accepted_at is not None:
            raise Refusal("not_in_this_state", state=fresh.state)
        host.accepted_by, host.accepted_at = by, timezone.now()
        host.save()
        record(
            "plan.rows_accepted", fresh, duty_id=by.pk, province_code=fresh.province_id,
            organisation=host.organisation_id,
        )  # fmt: skip
        return _accepted_by_all(fresh, by)


def adopt_plan(
    *, plan: CoveragePlan, by: Duty, resolution: Resolution, version: int | None = None
) -> CoveragePlan:
    """The committee adopts the plan by a resolution its civic chair signed (I7).

    Raises `Refusal`: not_your_duty, not_in_your_area, resolution_needed, not_in_this_state, stale.
    """
    require_role(by, Role.CHAIR)
    require_province(by, plan.province_id)
    signed = require_signed(resolution, plan.province_id)
    with transaction.atomic():
        fresh = lock_fresh(plan, version)
        COVERAGE_PLAN.next(fresh.state, "adopt")
        fresh.resolution = signed
        return _move(fresh, "adopt", by, resolution=signed.pk)


def publish_plan(*, plan: CoveragePlan, by: Duty, version: int | None = None) -> CoveragePlan:
    """The plan comes into force: the one before is superseded and its promises become suggested matches.

    Of two officers at once the later waits at the province's row and is told. A pair that no longer holds (offer
    withdrawn, need met) is left out and counted in the event; so are cases `by` may not see, which those named weave.
    Raises `Refusal`: not_your_duty, not_in_your_area, not_in_this_state, stale, plan_out_of_date when another plan came
    into force since it was drafted.
    """
    require_role(by, Role.SECRETARY)
    require_province(by, plan.province_id)
    with transaction.atomic(), gather_changes():
        province = Province.objects.select_for_update(of=("self",)).get(pk=plan.province_id)
        fresh = lock_fresh(plan, version)
        COVERAGE_PLAN.next(fresh.state, "publish")
        before = plan_in_force(province)
        if (before.pk if before else None) != fresh.follows_id:
            raise Refusal("plan_out_of_date")
        if before is not None:
            _move(lock_fresh(before), "supersede", by, follower=fresh.pk)
        fresh.published_at = timezone.now()
        made, left = _suggest_rows(fresh, by)
        return _move(fresh, "publish", by, matches=made, left=left)


def propose_next(*, match: Match, by: Duty) -> Match:
    """After a giver said no: suggest the nearest giver who has room beside everything the plan in force promises.

    Raises `Refusal`: not_your_duty, not_in_your_area, not_in_this_state, nobody_free.
    """
    require_case(by, match.case, Role.HOST_COORDINATOR, Role.SECRETARY)
    if match.state not in {"declined", "ended_early"}:
        raise Refusal("not_in_this_state", state=match.state)
    frozen = build_problem(match.province)
    plan = plan_in_force(match.province)
    pairs = pairs_in(frozen, promises(plan) if plan else {})
    promised = np.full(frozen.problem.needs, -1, np.int64)
    promised[pairs[:, 0]] = pairs[:, 1]
    rows = [row for row, needs in enumerate(frozen.rows) if match.need_id in needs]
    if not rows:
        raise Refusal("not_in_this_state", state=match.case.state)
    promised[rows[0]] = -1
    giver = next_giver(frozen.problem, promised, rows[0])
    if giver < 0:
        raise Refusal("nobody_free")
    offer = CapacityOffer.objects.select_related("organisation").get(pk=frozen.offers[giver])
    return suggest_match(
        need=match.need, offer=offer, by=by, case=match.case, quantity=match.quantity
    )


def replan_after_commit(province_code: str) -> None:
    """When this transaction stands, a draft is made anew for a province that has a plan in force (system work)."""
    transaction.on_commit(partial(_replan, province_code))


def _replan(province_code: str) -> None:
    province = Province.objects.get(pk=province_code)
    plan = plan_in_force(province)
    if plan is not None:
        draft_plan(province=province, by=system_duty(province.code), policy=plan.policy)


def _draft(
    province: Province, policy: CoveragePolicy, by: Duty, *, wishes: list[PlanWish], instead_of: CoveragePlan | None, version: int | None = None,
) -> CoveragePlan:  # fmt: skip
    """Build, solve, then write all of it at once."""
    follows = plan_in_force(province)
    near = follows or instead_of
    kept = promises(near) if near else {}
    forbidden = [(wish.need_id, wish.offer_id) for wish in wishes if not wish.is_pin]
    frozen = build_problem(province, policy_numbers(policy), forbidden=forbidden)
    pins = pins_in(frozen, [(wish.need_id, wish.offer_id) for wish in wishes if wish.is_pin])
    same = near is not None and near.policy_id == policy.pk
    near_to = pairs_in(frozen, kept) if same else None
    solved = solve_plan(frozen.problem, pins, near_to, whole=whole_quantities(frozen))
    try:
        with transaction.atomic():
            if instead_of is not None:
                _move(lock_fresh(instead_of, version), "drop", by)
            plan = CoveragePlan.objects.create(
                province=province, number=_last(province, CoveragePlan) + 1, policy=policy, follows=follows,
                problem_hash=frozen.problem.fingerprint(), frozen=pack(frozen), value=solved.value,
                bound=solved.bound, drafted_by=by,
            )  # fmt: skip
            _write_rows(plan, frozen, solved, pins, kept if near else None)
            _keep_wishes(plan, wishes)
            record(
                "plan.draft", plan, duty_id=by.pk, province_code=province.code, number=plan.number,
                sha256=plan.problem_hash,
            )  # fmt: skip
            return _accepted_by_all(plan, by)
    except IntegrityError as fault:  # somebody else drafted under this number
        raise Refusal("stale") from fault


def _write_rows(
    plan: CoveragePlan, frozen: Frozen, solved: Solved, pins: Mapping[int, int], kept: Mapping[int, int] | None
) -> None:  # fmt: skip
    """A row a need, and a host for each organisation whose people stand in the plan."""
    asked = Need.objects.filter(pk__in=[need for needs in frozen.rows for need in needs])
    quantity = dict(asked.values_list("pk", "quantity"))
    rows = []
    for row, ids in enumerate(frozen.rows):
        giver = int(solved.giver_of[row])
        offer = frozen.offers[giver] if giver >= 0 else None
        for need in ids:
            before = kept.get(need) if kept is not None else None
            rows.append(
                PlanRow(
                    plan=plan, need_id=need, case_id=frozen.cases[row], offer_id=offer, before_id=before,
                    is_moved=kept is not None and before != offer, reason=solved.reasons.get(row, ""),
                    quantity=quantity[need], urgency=int(frozen.problem.need_urgency[row]),
                    is_pinned=row in pins,
                    **{f"under_{name}": bool(flags[row]) for name, flags in solved.under.items()},
                )
            )  # fmt: skip
    PlanRow.objects.bulk_create(rows, batch_size=500)
    hosts = Case.objects.filter(pk__in=PlanRow.objects.filter(plan=plan).values("case_id"))
    found = (
        hosts.exclude(host=None).order_by("host_id").values_list("host_id", flat=True).distinct()
    )
    PlanHost.objects.bulk_create([PlanHost(plan=plan, organisation_id=pk) for pk in found])


def _keep_wishes(plan: CoveragePlan, wishes: list[PlanWish]) -> None:
    PlanWish.objects.bulk_create(
        PlanWish(
            plan=plan, need_id=wish.need_id, case_id=wish.case_id, offer_id=wish.offer_id,
            is_pin=wish.is_pin, said_by_id=wish.said_by_id,
        )
        for wish in wishes
    )  # fmt: skip


def _accepted_by_all(plan: CoveragePlan, by: Duty) -> CoveragePlan:
    """On to the committee when no host is left to accept."""
    if PlanHost.objects.filter(plan=plan, accepted_at=None).exists():
        plan.version += 1
        plan.save(update_fields=["version"])
        return plan
    return _move(plan, "host_accept", by)


def _suggest_rows(plan: CoveragePlan, by: Duty) -> tuple[int, int]:
    """Matches in state suggested for the promises that still hold; how many were made and left out."""
    seen = set(
        Case.objects.visible_to(by).filter(province=plan.province_id).values_list("pk", flat=True)
    )
    going = set(
        Match.objects.filter(province=plan.province_id, state__in=GOING_MATCHES).values_list("need_id", "offer_id")
    )  # fmt: skip
    rows = PlanRow.objects.filter(plan=plan, offer__isnull=False).order_by("pk")
    made, left = 0, 0
    for row in rows.select_related("need", "offer__organisation", "case"):
        if (row.need_id, row.offer_id) in going:
            continue
        if row.case_id not in seen or row.need.is_met:
            left += 1
            continue
        try:
            suggest_match(
                need=row.need, offer=row.offer, by=by, case=row.case, quantity=row.quantity
            )
            made += 1
        except Refusal as refusal:
            if refusal.code not in _CHANGED_SINCE:
                raise
            left += 1
    return made, left


def _move(plan: CoveragePlan, decision: str, by: Duty, **data: object) -> CoveragePlan:
    plan.state = COVERAGE_PLAN.next(plan.state, decision)
    plan.version += 1
    plan.save(update_fields=["state", "version", "resolution", "published_at"])
    record(f"plan.{decision}", plan, duty_id=by.pk, province_code=plan.province_id, **data)
    return plan


def _newest_policy(province: Province, by: Duty) -> CoveragePolicy:
    found = CoveragePolicy.objects.filter(province=province).order_by("-number").first()
    return found or write_policy(
        province=province, by=by, urgency_weights=[1, 2, 4, 8, 16], alpha=0.5, strict=[5]
    )


def _last(province: Province, model: type[CoveragePlan] | type[CoveragePolicy]) -> int:
    told = model.objects.filter(province=province).aggregate(last=Max("number"))
    return int(told["last"] or 0)
