"""A plan as words: figures, the three ways of weighing side by side, and each need with its giver or its reason."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kuea.core.problems import CATALOGUE, Refusal
from kuea.coverage import labels
from kuea.coverage.fairness_presenters import CurvePoint
from kuea.coverage.models import CoveragePlan, CoveragePolicy, PlanRow, PlanWish
from kuea.coverage.queries.pairs import Candidate
from kuea.coverage.queries.plans import PlanCounts
from kuea.people.labels import help_kind_label

PARTS: dict[str, labels.Words] = {
    "left_out": _("ยังไม่มีผู้ช่วย"),
    "covered": _("มีผู้ช่วย"),
    "moved": _("ต่างจากแผนที่ใช้อยู่"),
    "redrafted": _("ต่างจากร่างก่อน"),
}
FEW_STEPS = 10
FIRST_WEIGHTS = [1.0, 2.0, 4.0, 8.0, 16.0]


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

    need_pk: int
    offer_pk: int | None
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
    wishes: tuple["WishView", ...] = ()
    was: labels.Words = ""  # giver in the draft this one replaced


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

    @property
    def is_counted(self) -> bool:
        """The stage is told step by step; others say only how much lies before them."""
        return self.done > 0 or 0 < self.total <= FEW_STEPS


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


@dataclass(frozen=True)
class WishView:
    """A word on a pair: which, of whom, by whom, why."""

    offer_pk: int
    giver: str
    is_pin: bool
    by: str
    said_at: datetime
    reason: str


def show_wish(wish: PlanWish) -> WishView:
    return WishView(
        wish.offer_id, wish.offer.organisation.name, wish.is_pin, labels.owner_words(wish.said_by), wish.said_at,
        wish.reason,
    )  # fmt: skip


def candidate_words(one: Candidate) -> str:
    """A giver to choose from: who, what is left, how far; and that the plan chose it."""
    told = gettext("%(who)s · เหลือ %(left)s · ไกล %(km)s กม.") % {
        "who": one.offer.organisation.name, "left": f"{one.left:,}", "km": f"{one.km:.0f}",
    }  # fmt: skip
    return f"{told} · {gettext('แผนเสนอรายนี้')}" if one.is_chosen else told


def show_row(
    row: PlanRow, wishes: Sequence[PlanWish] = (), was: labels.Words | None = None
) -> RowView:
    ways = () if row.offer_id else tuple(
        labels.WEIGHTINGS[name][0] for name in labels.WEIGHTINGS if getattr(row, f"under_{name}")
    )  # fmt: skip
    tambon = row.case.tambon
    return RowView(
        need_pk=row.need_id,
        offer_pk=row.offer_id,
        wishes=tuple(show_wish(wish) for wish in wishes),
        was="" if was is None else was,
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


@dataclass(frozen=True)
class PolicyView:
    """One way of weighing, in words."""

    number: int
    sentences: tuple[str, ...]
    by: str
    written_at: datetime
    reason: str


def show_policy(policy: CoveragePolicy) -> PolicyView:
    return PolicyView(
        policy.number, policy_sentences(policy), labels.owner_words(policy.written_by), policy.written_at, policy.reason
    )  # fmt: skip


def policy_sentences(policy: CoveragePolicy) -> tuple[str, ...]:
    """What a policy says, sentence by sentence."""
    weights = policy.urgency_weights
    found = [
        gettext("เรื่องด่วนก่อนเสมอ แม้แลกกับเรื่องอื่นหลายเรื่อง")
        if policy.strict
        else gettext("เรื่องด่วนหนึ่งเรื่องหนักเท่าเรื่องทั่วไป %(times)s เรื่อง") % {"times": f"{weights[4] / weights[2]:g}"},
        str(labels.SIZES.get(policy.alpha, gettext("นับแรงยกกำลัง %(alpha)s") % {"alpha": f"{policy.alpha:g}"})),
    ]  # fmt: skip
    if policy.floor:
        found.append(
            gettext("ทุกตำบลได้อย่างน้อยร้อยละ %(share)s ของที่ตำบลนั้นทำได้เอง ก่อนที่อื่นจะได้เพิ่ม") % {"share": f"{100 * policy.floor:.0f}"}
        )  # fmt: skip
    if policy.travel_km:
        found.append(gettext("ผู้ให้ไปได้ไม่เกิน %(km)s กิโลเมตรทางถนน") % {"km": f"{policy.travel_km:g}"})
    return tuple(found)


def policy_start(policy: CoveragePolicy | None) -> dict[str, object]:
    """The form as the newest policy stands."""
    weights = policy.urgency_weights if policy else FIRST_WEIGHTS
    alpha = policy.alpha if policy else 0.5
    return {
        "ordinary": weights[2], "urgent": weights[4], "strict": "5" if policy is None or policy.strict else "no",
        "alpha": f"{alpha:g}", "floor": round(100 * policy.floor) if policy else 0,
        "travel_km": policy.travel_km if policy else None,
    }  # fmt: skip


def curve_words(point: CurvePoint) -> str:
    """A point to choose."""
    worst, lost = point.words
    told = gettext("ตำบลที่ได้น้อยที่สุดได้ %(worst)s ทั้งจังหวัดเสียไป %(lost)s")
    return told % {"worst": worst, "lost": lost}
