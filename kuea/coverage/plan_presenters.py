"""A plan as words: figures, the three ways of weighing side by side, and each need with its giver or its reason."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kuea.core.problems import CATALOGUE, Refusal
from kuea.coverage import labels
from kuea.coverage.models import CoveragePlan, PlanRow
from kuea.coverage.queries.plans import PlanCounts
from kuea.people.labels import help_kind_label

PARTS: dict[str, labels.Words] = {
    "left_out": _("ยังไม่มีผู้ช่วย"),
    "covered": _("มีผู้ช่วย"),
    "moved": _("ต่างจากแผนก่อน"),
}


@dataclass(frozen=True)
class PlanLine:
    """One plan in a list."""

    url: str
    number: int
    state: str
    state_label: labels.Words
    drafted_at: datetime
    published_at: datetime | None
    policy: int


@dataclass(frozen=True)
class RowView:
    """One need: where, what, from whom, or why not."""

    case_code: str
    place: str
    kind: str
    quantity: int
    is_urgent: bool
    is_pinned: bool
    giver: str
    before: str
    is_moved: bool
    reason: labels.Words
    ways: tuple[
        labels.Words, ...
    ]  # weightings under which it would have a giver, when this one leaves it out


@dataclass(frozen=True)
class WeightingRow:
    words: labels.Words
    note: labels.Words
    covered: int
    urgent: int


def plan_line(plan: CoveragePlan) -> PlanLine:
    return PlanLine(
        url=reverse("coverage:plan", args=[plan.pk]), number=plan.number, state=plan.state,
        state_label=labels.PLAN_STATES.get(plan.state, plan.state), drafted_at=plan.drafted_at,
        published_at=plan.published_at, policy=plan.policy.number,
    )  # fmt: skip


@dataclass(frozen=True)
class Solving:
    """How far the solving of a plan is; `total` is nought where the stage has no count."""

    stage: labels.Words
    done: int
    total: int
    unit: labels.Words
    is_busy: bool
    is_silent: bool
    what: str  # of why it was stopped, and what to do next
    remedy: str


def show_solving(plan: CoveragePlan, silent: bool) -> Solving:
    stage, unit = labels.PLAN_STAGES.get(plan.stage, labels.PLAN_STAGES[""])
    what, remedy = "", ""
    if plan.state == "stopped" and plan.fault not in ("", "asked"):
        told = Refusal(plan.fault if plan.fault in CATALOGUE else "plan_stopped")
        what, remedy = told.what, told.remedy
    return Solving(
        stage, plan.stage_done, plan.stage_total, unit, plan.state == "solving" and not silent, silent, what, remedy
    )  # fmt: skip


def plan_figures(counts: PlanCounts, plan: CoveragePlan) -> list[tuple[labels.Words, str]]:
    """The numbers on top: covered, urgent, moved; how far at most from the best possible, in percent."""
    return [
        (_("ความต้องการในแผน"), f"{counts.needs:,}"),
        (_("มีผู้ช่วย"), f"{counts.covered:,}"),
        (_("เรื่องด่วนที่มีผู้ช่วย"), f"{counts.urgent_covered:,} / {counts.urgent:,}"),
        (_("ห่างจากดีที่สุดไม่เกิน"), f"{100 * plan.gap:.1f}%"),
    ]


def weighting_rows(counts: PlanCounts) -> list[WeightingRow]:
    """The three stated ways, each solved on the same register (coverage.md 4.1)."""
    return [
        WeightingRow(*labels.WEIGHTINGS[name], *counts.under[name]) for name in labels.WEIGHTINGS
    ]


def show_row(row: PlanRow) -> RowView:
    ways = () if row.offer_id else tuple(
        labels.WEIGHTINGS[name][0] for name in labels.WEIGHTINGS if getattr(row, f"under_{name}")
    )  # fmt: skip
    tambon = row.case.tambon
    return RowView(
        case_code=row.case.code,
        place=f"{tambon.name_th} ({tambon.parent.name_th if tambon.parent else ''})",
        kind=str(help_kind_label(row.need.kind)),
        quantity=row.quantity,
        is_urgent=row.urgency == 5,
        is_pinned=row.is_pinned,
        giver=row.offer.organisation.name if row.offer else "",
        before=row.before.organisation.name if row.before else "",
        is_moved=row.is_moved,
        reason=labels.PLAN_REASONS.get(row.reason, row.reason),
        ways=ways,
    )
