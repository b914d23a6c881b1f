"""Drafting a plan: it stands at once as «solving», a worker solves it, and only then does it become a draft (R59).

Whoever asks waits for nothing. The solver tells how far it is and looks whether it is still wanted; all rows are
written in one transaction at its end. A worker that is killed leaves the plan in force as it was, and the plan it was
solving as it was begun: whoever takes it up again solves the same problem, from where the register was last read.
"""

import logging
import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from django.db import transaction
from django.utils import timezone

from kuea.core.problems import Refusal
from kuea.core.states import COVERAGE_PLAN
from kuea.core.words import Role
from kuea.coverage import ports
from kuea.coverage.actions.policies import last_number, newest_policy, with_floor
from kuea.coverage.models import CoveragePlan, CoveragePolicy, PlanHost, PlanRow, PlanWish
from kuea.coverage.queries.frozen import pack, unpack
from kuea.coverage.queries.plans import (
    UNDER_WAY,
    pairs_in,
    pins_in,
    plan_in_force,
    policy_numbers,
    promises,
    whole_quantities,
)
from kuea.coverage.queries.problem import Frozen, build_problem
from kuea.coverage.queries.solving import Solved, solve_plan
from kuea.finding.models import Case
from kuea.ledger.actions import record
from kuea.offices.many_rows import insert_many
from kuea.offices.models import Duty, Province
from kuea.offices.queries import system_duty
from kuea.offices.scope import lock_fresh, require_province, require_role
from kuea.people.models import Need

DRAFTERS = (Role.SECRETARY, Role.SYSTEM)
_TOLD_EVERY = 0.5
"""Seconds between two signs of life; a new stage is told at once."""
_log = logging.getLogger("kuea.coverage")


class _Overtaken(Exception):
    """Somebody stopped it, or another worker was first: nothing is to be written."""


def draft_plan(
    *, province: Province, by: Duty, policy: CoveragePolicy | None = None
) -> CoveragePlan:
    """Begin a plan near the one in force, in state solving; `solve_draft` does the work.

    Without `policy`, the newest one, or the first, which is written: urgency 1, 2, 4, 8, 16, the most urgent level
    first, amounts by their square root. Raises `Refusal`: not_your_duty, not_in_your_area, plan_being_solved.
    """
    require_role(by, *DRAFTERS)
    require_province(by, province.code)
    with transaction.atomic():
        policy = policy or newest_policy(province, by)
        require_province(by, policy.province_id)
        return _begin(province, policy, by)


def solve_again(
    *,
    plan: CoveragePlan,
    by: Duty,
    version: int | None = None,
    policy: CoveragePolicy | None = None,
) -> CoveragePlan:
    """Begin a plan from the register as it stands now, every pin and forbidden pair kept.

    The old draft is dropped in the moment the new one is ready, not before. Raises `Refusal`: not_your_duty,
    not_in_your_area, not_in_this_state, stale, plan_being_solved.
    """
    require_role(by, *DRAFTERS)
    require_province(by, plan.province_id)
    policy = policy or plan.policy
    require_province(by, policy.province_id)
    return _again(plan, by, version, policy)


def choose_floor(
    *, plan: CoveragePlan, floor: float, reason: str, by: Duty, version: int | None = None
) -> CoveragePlan:
    """A point of the fairness curve becomes a policy of its own, and the plan is begun again under it.

    By the committee's chair, or the secretary who writes down what the committee chose. Raises `Refusal`:
    not_your_duty, not_in_your_area, missing, policy_numbers, not_in_this_state, stale, plan_being_solved.
    """
    require_role(by, Role.SECRETARY, Role.CHAIR)
    require_province(by, plan.province_id)
    with transaction.atomic():
        policy = with_floor(plan.policy, floor=floor, reason=reason, by=by)
        return _again(plan, by, version, policy)


def _again(
    plan: CoveragePlan, by: Duty, version: int | None, policy: CoveragePolicy
) -> CoveragePlan:
    with transaction.atomic():
        fresh = lock_fresh(plan, version)
        if fresh.state in UNDER_WAY:
            raise Refusal("plan_being_solved", number=fresh.number)
        COVERAGE_PLAN.next(fresh.state, "drop")
        begun = _begin(fresh.province, policy, by, replaces=fresh)
        _keep_wishes(begun, list(PlanWish.objects.filter(plan=fresh).order_by("pk")))
        return begun


def stop_solving(*, plan: CoveragePlan, by: Duty) -> CoveragePlan:
    """The worker ends at its next sign of life; nothing of the plan was written. It can be taken up again.

    Raises `Refusal`: not_your_duty, not_in_your_area, not_in_this_state when it is solved already.
    """
    require_role(by, Role.SECRETARY)
    require_province(by, plan.province_id)
    with transaction.atomic():
        return _stop(lock_fresh(plan), by, "asked")


def resume_solving(*, plan: CoveragePlan, by: Duty) -> CoveragePlan:
    """Take up a plan that was stopped, or one whose worker gave no sign of life: the same problem, from its beginning.

    Raises `Refusal`: not_your_duty, not_in_your_area, not_in_this_state.
    """
    require_role(by, *DRAFTERS)
    require_province(by, plan.province_id)
    with transaction.atomic():
        fresh = lock_fresh(plan)
        if fresh.state == "solving":
            CoveragePlan.objects.filter(pk=fresh.pk).update(progress_at=timezone.now())
            return fresh
        fresh.fault, fresh.progress_at = "", timezone.now()
        return move_plan(fresh, "resume", by)


def drop_plan(*, plan: CoveragePlan, by: Duty, version: int | None = None) -> CoveragePlan:
    """Put a plan aside that nobody wants to go on with; one in force stays.

    Raises `Refusal`: not_your_duty, not_in_your_area, not_in_this_state, stale.
    """
    require_role(by, Role.SECRETARY)
    require_province(by, plan.province_id)
    with transaction.atomic():
        return move_plan(lock_fresh(plan, version), "drop", by)


def replan_after_commit(province_code: str) -> None:
    """When this transaction stands, a draft is begun for a province that has a plan in force (system work)."""
    transaction.on_commit(partial(_replan, province_code))


def _replan(province_code: str) -> None:
    """Drafts that the system made before and nobody touched are replaced: one change after another leaves one draft."""
    province = Province.objects.get(pk=province_code)
    force = plan_in_force(province)
    if force is None:
        return
    by = system_duty(province.code)
    with transaction.atomic():
        own = CoveragePlan.objects.filter(
            province=province, state="draft", drafted_by=by, follows=force
        )
        untouched = own.exclude(wishes__isnull=False).exclude(hosts__accepted_at__isnull=False)
        plan = _begin(
            province, force.policy, by, replaces=untouched.defer("frozen").order_by("-pk").first()
        )
    ports.solve_later(plan.pk)


def _begin(
    province: Province, policy: CoveragePolicy, by: Duty, *, replaces: CoveragePlan | None = None
) -> CoveragePlan:
    """A plan in state solving. One at a time is asked for by people; the system's own does not wait for theirs."""
    province = Province.objects.select_for_update(of=("self",)).get(pk=province.pk)
    busy = CoveragePlan.objects.filter(province=province, state="solving").order_by("number")
    if by.role != Role.SYSTEM and (found := busy.defer("frozen").first()):
        raise Refusal("plan_being_solved", number=found.number)
    plan = CoveragePlan.objects.create(
        province=province, number=last_number(province, CoveragePlan) + 1, policy=policy,
        follows=plan_in_force(province), replaces=replaces, drafted_by=by, progress_at=timezone.now(),
    )  # fmt: skip
    record("plan.begin", plan, duty_id=by.pk, province_code=province.code, number=plan.number)
    return plan


def solve_draft(*, plan_id: int) -> CoveragePlan:
    """Do the work of a plan in state solving; safe to call at any time and twice at once. Returns it as it then stands.

    Whatever goes wrong is written on the plan as the code of a refusal, with state stopped.
    """
    plan = CoveragePlan.objects.select_related("province", "policy", "drafted_by").get(pk=plan_id)
    if plan.state != "solving":
        return plan
    try:
        return _solve(plan, _Signs(plan.pk))
    except _Overtaken:
        return CoveragePlan.objects.get(pk=plan_id)
    except Refusal as fault:
        code = fault.code
    except Exception as error:  # whatever it is, the plan must say that it stopped
        _log.exception("plan_stopped id=%s error=%s", plan_id, type(error).__name__)
        code = "stopped"
    with transaction.atomic():
        fresh = lock_fresh(plan)
        return _stop(fresh, plan.drafted_by, code) if fresh.state == "solving" else fresh


@dataclass
class _Signs:
    """Signs of life of a solver, and the question whether it is still wanted."""

    plan_id: int
    now: tuple[str, int, int] = ("", 0, 0)
    shown: str = ""
    told_at: float = 0.0

    def tell(self, stage: str, done: int, total: int) -> None:
        """True counts of a stage; an empty stage only says that it lives."""
        moment = time.monotonic()
        self.now = (stage, done, total) if stage else self.now
        if self.now[0] == self.shown and moment - self.told_at < _TOLD_EVERY:
            return
        self.shown, self.told_at = self.now[0], moment
        alive = CoveragePlan.objects.filter(pk=self.plan_id, state="solving")
        facts = dict(zip(("stage", "stage_done", "stage_total"), self.now, strict=True))
        if not alive.update(progress_at=timezone.now(), **facts):
            raise _Overtaken


def _solve(plan: CoveragePlan, signs: _Signs) -> CoveragePlan:
    """Read, solve, then write all of it at once."""
    wishes = list(PlanWish.objects.filter(plan=plan).order_by("pk"))
    frozen = _read_once(plan, wishes, signs)
    near = CoveragePlan.objects.defer("frozen").filter(pk=plan.follows_id or plan.replaces_id).first()  # fmt: skip
    kept = promises(near) if near else None
    pins = pins_in(frozen, [(wish.need_id, wish.offer_id) for wish in wishes if wish.is_pin])
    same = near is not None and near.policy_id == plan.policy_id
    solved = solve_plan(
        frozen.problem, pins, pairs_in(frozen, kept or {}) if same else None,
        whole=whole_quantities(frozen), floor=plan.policy.floor, tell=signs.tell,
    )  # fmt: skip
    signs.tell("writing", 0, sum(len(needs) for needs in frozen.rows))
    with transaction.atomic():
        fresh = lock_fresh(plan)
        if fresh.state != "solving" or fresh.problem_hash != frozen.problem.fingerprint():
            raise _Overtaken
        if fresh.replaces_id:
            old = lock_fresh(CoveragePlan.objects.defer("frozen").get(pk=fresh.replaces_id))
            move_plan(old, "drop", plan.drafted_by)
        _write_rows(fresh, frozen, solved, pins, kept)
        fresh.value, fresh.bound = solved.value, solved.bound
        fresh.fairness = [list(point) for point in solved.fairness]
        fresh.save(update_fields=["value", "bound", "fairness"])
        move_plan(fresh, "ready", plan.drafted_by, number=fresh.number, sha256=fresh.problem_hash)
        if not PlanHost.objects.filter(plan=fresh).exists():
            move_plan(fresh, "host_accept", plan.drafted_by)
    return fresh


def _read_once(plan: CoveragePlan, wishes: list[PlanWish], signs: _Signs) -> Frozen:
    """The problem of this plan: read from the register the first time, and kept with it from then on."""
    if plan.frozen:
        return unpack(plan.frozen)
    signs.tell("reading", 0, 0)
    forbidden = [(wish.need_id, wish.offer_id) for wish in wishes if not wish.is_pin]
    frozen = build_problem(
        plan.province,
        policy_numbers(plan.policy),
        forbidden=forbidden,
        travel_km=plan.policy.travel_km,
    )
    mine = CoveragePlan.objects.filter(pk=plan.pk, state="solving", problem_hash="")
    if not mine.update(problem_hash=frozen.problem.fingerprint(), frozen=pack(frozen)):
        raise _Overtaken
    return frozen


_ROW = (
    "plan_id", "need_id", "case_id", "offer_id", "before_id", "is_moved", "reason", "quantity", "urgency", "is_pinned",
    "under_each", "under_hours", "under_urgent",
)  # fmt: skip


def _write_rows(
    plan: CoveragePlan, frozen: Frozen, solved: Solved, pins: Mapping[int, int], kept: Mapping[int, int] | None
) -> None:  # fmt: skip
    """A row a need, and a host for each organisation whose people stand in the plan."""
    asked = Need.objects.filter(province_id=plan.province_id)
    quantity = dict(asked.values_list("pk", "quantity"))
    rows = []
    for row, ids in enumerate(frozen.rows):
        giver = int(solved.giver_of[row])
        offer = frozen.offers[giver] if giver >= 0 else None
        under = [bool(solved.under[name][row]) for name in ("each", "hours", "urgent")]
        for need in ids:
            before = kept.get(need) if kept is not None else None
            moved = kept is not None and before != offer
            rows.append((
                plan.pk, need, frozen.cases[row], offer, before, moved, solved.reasons.get(row, ""), quantity[need],
                int(frozen.problem.need_urgency[row]), row in pins, *under,
            ))  # fmt: skip
    insert_many(PlanRow, _ROW, rows)
    hosts = Case.objects.filter(pk__in=PlanRow.objects.filter(plan=plan).values("case_id"))
    found = (
        hosts.exclude(host=None).order_by("host_id").values_list("host_id", flat=True).distinct()
    )
    PlanHost.objects.bulk_create([PlanHost(plan=plan, organisation_id=pk) for pk in found])


def _keep_wishes(plan: CoveragePlan, wishes: list[PlanWish]) -> None:
    PlanWish.objects.bulk_create(
        PlanWish(
            plan=plan, need_id=wish.need_id, case_id=wish.case_id, offer_id=wish.offer_id,
            is_pin=wish.is_pin, said_by_id=wish.said_by_id, reason=wish.reason,
        )
        for wish in wishes
    )  # fmt: skip


def _stop(plan: CoveragePlan, by: Duty, code: str) -> CoveragePlan:
    plan.fault = code
    return move_plan(plan, "stop", by, code=code)


def move_plan(plan: CoveragePlan, decision: str, by: Duty, **data: object) -> CoveragePlan:
    """One step of the plan's machine, with its event. Callers have asked who may."""
    plan.state = COVERAGE_PLAN.next(plan.state, decision)
    plan.version += 1
    plan.save(
        update_fields=["state", "version", "resolution", "published_at", "fault", "progress_at"]
    )
    record(f"plan.{decision}", plan, duty_id=by.pk, province_code=plan.province_id, **data)
    return plan
