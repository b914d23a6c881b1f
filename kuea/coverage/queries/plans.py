"""Plans of a province, their rows as a duty may see them, and what a new plan starts from."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

import numpy as np
from django.db.models import BigIntegerField, Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from kuea.core.allocation.problem import HUNDREDTHS, Ints, Policy
from kuea.coverage.models import CoveragePlan, CoveragePolicy, PlanHost, PlanRow
from kuea.coverage.queries.givers import Promised
from kuea.coverage.queries.problem import Frozen
from kuea.giving.models import CapacityOffer
from kuea.offices.models import Duty, Province

GOING = ("draft", "host_accepted", "adopted")
UNDER_WAY = ("solving", "stopped")
SILENT_FOR = timedelta(minutes=2)


@dataclass(frozen=True)
class PlanCounts:
    """Needs a duty sees in a plan, covered and not, and under each weighting."""

    needs: int
    covered: int
    urgent: int
    urgent_covered: int
    moved: int
    under: dict[str, tuple[int, int]]  # weighting → needs covered, urgent ones among them


def plans_of(duty: Duty) -> QuerySet[CoveragePlan]:
    """Plans in sight, the newest first, without the bytes of the problem."""
    rows = CoveragePlan.objects.visible_to(duty).defer("frozen")
    found: QuerySet[CoveragePlan] = rows.select_related("policy", "resolution").order_by("-number")
    return found


def policies_of(duty: Duty) -> QuerySet[CoveragePolicy]:
    """Ways of weighing of the province, the newest first."""
    rows = CoveragePolicy.objects.visible_to(duty).select_related("written_by__organisation")
    found: QuerySet[CoveragePolicy] = rows.order_by("-number")
    return found


def plan_in_force(province: Province) -> CoveragePlan | None:
    found: CoveragePlan | None = (
        CoveragePlan.objects.filter(province=province, state="published").defer("frozen").first()
    )
    return found


def is_silent(plan: CoveragePlan) -> bool:
    """Nobody seems to be solving it any more; a stage never lasts so long without a sign of life."""
    last = plan.progress_at or plan.drafted_at
    return plan.state == "solving" and timezone.now() - last > SILENT_FOR


def rows_of(plan: CoveragePlan, duty: Duty) -> QuerySet[PlanRow]:
    """Rows this duty may see, urgent ones first."""
    rows: QuerySet[PlanRow] = PlanRow.objects.visible_to(duty).filter(plan=plan)
    return rows.select_related(
        "need", "case__tambon__parent", "offer__organisation", "before__organisation"
    ).order_by("-urgency", "pk")


def part_of(plan: CoveragePlan, duty: Duty, part: str) -> QuerySet[PlanRow]:
    """Rows in sight that are left out, covered, moved against the plan in force, or other than in the draft before."""
    if part == "redrafted":
        return redrafted(plan, duty)
    chosen = {
        "left_out": Q(offer=None), "covered": Q(offer__isnull=False), "moved": Q(is_moved=True),
    }  # fmt: skip
    return rows_of(plan, duty).filter(chosen[part])


def redrafted(plan: CoveragePlan, duty: Duty) -> QuerySet[PlanRow]:
    """Rows in sight with another giver, or none, than in the draft this one replaced; `was` is that offer or 0."""
    old = PlanRow.objects.filter(plan=plan.replaces_id, need=OuterRef("need_id"))
    rows = rows_of(plan, duty).annotate(
        was=Coalesce(Subquery(old.values("offer_id")[:1]), 0, output_field=BigIntegerField()),
        now=Coalesce("offer_id", 0, output_field=BigIntegerField()),
    )
    found: QuerySet[PlanRow] = rows.exclude(was=F("now"))
    return found if plan.replaces_id else rows.none()


def waiting_hosts(plan: CoveragePlan, duty: Duty) -> QuerySet[PlanHost]:
    """Hosts that have not accepted their rows yet: one's own, and those of whose rows this duty sees any.

    A host whose only case in the plan is sealed is named to nobody but itself and those named in the case.
    """
    rows: QuerySet[PlanHost] = PlanHost.objects.visible_to(duty).filter(plan=plan, accepted_at=None)
    shown = PlanRow.objects.visible_to(duty).filter(plan=plan, case__host_id=OuterRef("organisation_id"))  # fmt: skip
    rows = rows.filter(Q(organisation_id=duty.organisation_id) | Exists(shown))
    return rows.select_related("organisation").order_by("organisation__name")


def count_rows(plan: CoveragePlan, duty: Duty) -> PlanCounts:
    """Counts over the rows in sight: what is sealed is in no number."""
    urgent, covered = Q(urgency=5), Q(offer__isnull=False)
    asked = {
        "needs": Count("pk"), "covered": Count("pk", filter=covered), "urgent": Count("pk", filter=urgent),
        "urgent_covered": Count("pk", filter=urgent & covered), "moved": Count("pk", filter=Q(is_moved=True)),
    }  # fmt: skip
    for name in ("each", "hours", "urgent"):
        under = Q(**{f"under_{name}": True})
        asked |= {f"all_{name}": Count("pk", filter=under)}
        asked |= {f"urgent_{name}": Count("pk", filter=under & urgent)}
    told = PlanRow.objects.visible_to(duty).filter(plan=plan).aggregate(**asked)
    under = {
        name: (told[f"all_{name}"], told[f"urgent_{name}"]) for name in ("each", "hours", "urgent")
    }
    return PlanCounts(
        told["needs"], told["covered"], told["urgent"], told["urgent_covered"], told["moved"], under
    )  # fmt: skip


def policy_numbers(policy: CoveragePolicy) -> Policy:
    """The policy as the engine reads it."""
    one, two, three, four, five = (float(weight) for weight in policy.urgency_weights)
    return Policy(
        urgency_weight=(one, two, three, four, five), alpha=policy.alpha,
        strict=tuple(int(level) for level in policy.strict), version=str(policy.number),
    )  # fmt: skip


def promises(plan: CoveragePlan) -> dict[int, int]:
    """Need id → offer id of a plan."""
    rows = PlanRow.objects.filter(plan=plan, offer__isnull=False)
    return dict(rows.values_list("need_id", "offer_id"))


def promised_rows(plan: CoveragePlan) -> list[Promised]:
    """The promises of a plan, in the order of its rows."""
    rows = PlanRow.objects.filter(plan=plan, offer__isnull=False).order_by("pk")
    columns = (
        "need_id", "case_id", "offer_id", "quantity", "need__kind", "need__is_met", "case__state", "case__tambon_id",
        "case__group__code", "case__person_id", "case__host_id",
    )  # fmt: skip
    return [Promised(*told[:8], told[8] or "", *told[9:]) for told in rows.values_list(*columns)]


def whole_quantities(frozen: Frozen) -> Ints:
    """(givers) What each offer is in all, in hundredths, whatever matches hold of it."""
    offered = dict(
        CapacityOffer.objects.filter(pk__in=frozen.offers).values_list("pk", "quantity")
    )  # fmt: skip
    return np.array([offered[pk] * HUNDREDTHS for pk in frozen.offers], np.int64)


def pairs_in(frozen: Frozen, kept: dict[int, int]) -> Ints:
    """(rows, 2) of row and giver for promises whose need and offer are still in the problem."""
    giver_of = {offer: row for row, offer in enumerate(frozen.offers)}
    found = [
        (row, giver_of[kept[need]])
        for row, needs in enumerate(frozen.rows)
        for need in needs[:1]
        if kept.get(need) in giver_of
    ]
    return np.array(found, np.int64).reshape(-1, 2)


def pins_in(frozen: Frozen, pins: Iterable[tuple[int, int]]) -> dict[int, int]:
    """Row → giver of pinned pairs of need and offer ids that are still in the problem."""
    row_of = {need: row for row, needs in enumerate(frozen.rows) for need in needs}
    giver_of = {offer: row for row, offer in enumerate(frozen.offers)}
    return {row_of[n]: giver_of[o] for n, o in pins if n in row_of and o in giver_of}
