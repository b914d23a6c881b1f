"""Who could take one need of a plan, what people said of each pair, and which pairs are set aside after a no."""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
from django.db.models import QuerySet, Sum

from kuea.core.allocation.problem import HUNDREDTHS, Ints
from kuea.core.allocation.rules import first_refusal, road_km
from kuea.coverage.models import CoveragePlan, Match, PlanRow, PlanWish
from kuea.coverage.queries.frozen import unpack
from kuea.giving.models import CapacityOffer
from kuea.offices.models import Duty

MOST = 30
"""So many givers are shown, the nearest with room first; whoever somebody named is always among them."""


@dataclass(frozen=True)
class Candidate:
    """A giver who may take the need by every rule. `left` is what the plan leaves of the offer, in its own unit."""

    offer: CapacityOffer
    left: int
    km: float
    is_chosen: bool


def wishes_of(plan: CoveragePlan, duty: Duty, needs: Collection[int]) -> dict[int, list[PlanWish]]:
    """Need → words on its pairs, of those of these needs that this duty may see."""
    found: dict[int, list[PlanWish]] = {}
    rows = PlanWish.objects.visible_to(duty).filter(plan=plan, need_id__in=needs).order_by("pk")
    for wish in rows.select_related("offer__organisation", "said_by__organisation"):
        found.setdefault(wish.need_id, []).append(wish)
    return found


def set_aside(row: PlanRow, duty: Duty) -> QuerySet[Match]:
    """Matches of the need that did not come about and whose pair nobody lifted since."""
    rows: QuerySet[Match] = Match.objects.visible_to(duty).filter(
        need_id=row.need_id, state__in=("declined", "ended_early"), lifted_at=None
    )
    return rows.select_related("offer__organisation").order_by("pk")


def candidates(plan: CoveragePlan, row: PlanRow, duty: Duty) -> list[Candidate]:
    """Givers who may take the need of this row: the plan's own first, then those with room, the nearest first."""
    kept = CoveragePlan.objects.filter(pk=plan.pk).values_list("frozen", flat=True).first()
    if not kept:
        return []
    frozen = unpack(kept)
    at = next((at for at, needs in enumerate(frozen.rows) if row.need_id in needs), None)
    if at is None:
        return []
    problem = frozen.problem.changed(forbidden=np.zeros((0, 2), np.int64))
    giver = np.arange(problem.givers)
    need = np.full(problem.givers, at)
    able = giver[first_refusal(problem, need, giver) == 0]
    far = road_km(problem, need[: len(able)], able)
    left = _left_of(plan, frozen.offers, problem.giver_cases)
    chosen = np.array([frozen.offers[one] == row.offer_id for one in able], bool)
    order = np.lexsort((able, far, left[able] < row.quantity, ~chosen))[:MOST]
    offers = CapacityOffer.objects.visible_to(duty).select_related("organisation")
    named = offers.in_bulk([frozen.offers[one] for one in able[order]])
    return [
        Candidate(named[frozen.offers[able[at]]], int(left[able[at]]), float(far[at]), bool(chosen[at]))
        for at in order
        if frozen.offers[able[at]] in named
    ]  # fmt: skip


def _left_of(plan: CoveragePlan, offers: tuple[int, ...], whole: Ints) -> Ints:
    """(givers) What the plan leaves of each offer, in its own unit."""
    rows = PlanRow.objects.filter(plan=plan, offer__isnull=False).values("offer_id")
    taken = dict(rows.annotate(total=Sum("quantity")).values_list("offer_id", "total"))
    used = np.array([taken.get(pk, 0) for pk in offers], np.int64)
    return np.maximum(0, whole // HUNDREDTHS - used)
