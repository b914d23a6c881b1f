"""A coverage plan from draft to in force: the engine proposes, hosts, committee and secretary decide (R59, I7)."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kuea.core.minimum_data import keep_least
from kuea.core.problems import Refusal
from kuea.core.states import COVERAGE_PLAN
from kuea.core.words import Role
from kuea.coverage.actions.drafting import move_plan
from kuea.coverage.actions.suggesting import suggest_rows, withdraw_suggestions
from kuea.coverage.models import CoveragePlan, PlanHost, PlanRow, PlanWish
from kuea.coverage.queries.plans import UNDER_WAY, plan_in_force
from kuea.finding.path import require_words
from kuea.giving.models import CapacityOffer
from kuea.ledger.actions import record
from kuea.offices.models import Duty, Province, Resolution
from kuea.offices.ports import gather_changes
from kuea.offices.scope import (
    find_visible,
    lock_fresh,
    require_province,
    require_role,
    require_signed,
)
from kuea.people.models import Need

_SAYERS = (Role.SECRETARY, Role.HOST_COORDINATOR)


def say_of_pair(
    *, plan: CoveragePlan, need: Need, offer: CapacityOffer, is_pin: bool, reason: str, by: Duty,
    version: int | None = None,
) -> PlanWish:  # fmt: skip
    """Pin a giver to a need of a draft, or forbid the pair; it holds from the next solving on.

    A later word on the same pair takes the place of the earlier; one need has one pin. Raises `Refusal`:
    not_your_duty, not_in_your_area, missing without a reason, not_in_this_state, stale, plan_being_solved.
    """
    require_role(by, *_SAYERS)
    require_province(by, plan.province_id)
    require_words({_("เหตุผล"): reason})
    row = find_visible(PlanRow.objects.visible_to(by).filter(plan=plan), need_id=need.pk)
    require_province(by, offer.organisation.province_id)
    with transaction.atomic():
        fresh = _lock_draft(plan, version)
        told = PlanWish.objects.filter(plan=fresh, need=need)
        told.filter(offer=offer).delete()
        if is_pin:
            told.filter(is_pin=True).delete()
        wish = PlanWish.objects.create(
            plan=fresh, need=need, case_id=row.case_id, offer=offer, is_pin=is_pin, said_by=by,
            reason=keep_least("match", reason.strip()),
        )  # fmt: skip
        record(
            "plan.pin" if is_pin else "plan.forbid", fresh, duty_id=by.pk,
            province_code=fresh.province_id, need=need.pk, offer=offer.pk,
        )  # fmt: skip
    return wish


def take_back_word(
    *, plan: CoveragePlan, need: Need, offer: CapacityOffer, by: Duty, version: int | None = None
) -> None:
    """No word on the pair any more, from the next solving on; the event keeps that there was one.

    Raises `Refusal`: not_your_duty, not_in_your_area, not_in_this_state, stale, plan_being_solved.
    """
    require_role(by, *_SAYERS)
    require_province(by, plan.province_id)
    find_visible(PlanRow.objects.visible_to(by).filter(plan=plan), need_id=need.pk)
    require_province(by, offer.organisation.province_id)
    with transaction.atomic():
        fresh = _lock_draft(plan, version)
        PlanWish.objects.filter(plan=fresh, need=need, offer=offer).delete()
        record(
            "plan.unsay", fresh, duty_id=by.pk, province_code=fresh.province_id, need=need.pk,
            offer=offer.pk,
        )  # fmt: skip


def _lock_draft(plan: CoveragePlan, version: int | None) -> CoveragePlan:
    """The draft under a lock; while another is solved from it, a word would be lost."""
    fresh = lock_fresh(plan, version)
    if fresh.state != "draft":
        raise Refusal("not_in_this_state", state=fresh.state)
    after = CoveragePlan.objects.filter(replaces=fresh, state__in=UNDER_WAY).defer("frozen").first()
    if after is not None:
        raise Refusal("plan_being_solved", number=after.number)
    return fresh


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
        if PlanHost.objects.filter(plan=fresh, accepted_at=None).exists():
            fresh.version += 1
            fresh.save(update_fields=["version"])
            return fresh
        return move_plan(fresh, "host_accept", by)


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
        return move_plan(fresh, "adopt", by, resolution=signed.pk)


def publish_plan(*, plan: CoveragePlan, by: Duty, version: int | None = None) -> CoveragePlan:
    """The plan comes into force: the one before is superseded and its promises become suggested matches.

    Suggestions of the plan before that nobody offered yet are withdrawn. Of two officers at once the later waits at the
    province's row and is told. A pair that no longer holds (offer withdrawn, need met) is left out and counted in the
    event; so are cases `by` may not see, which those named weave.
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
        taken_back = 0
        if before is not None:
            move_plan(lock_fresh(before), "supersede", by, follower=fresh.pk)
            taken_back = withdraw_suggestions(before, fresh)
        fresh.published_at = timezone.now()
        made, left = suggest_rows(fresh, by)
        return move_plan(fresh, "publish", by, matches=made, left=left, taken_back=taken_back)
