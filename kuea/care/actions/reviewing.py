"""Looking back together, managing one's own life, coming back, closing (R70, I15)."""

from datetime import date, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kuea.care.actions.helping import CARERS, VISITED_STATES
from kuea.care.models import CarePlan, Review, Transfer
from kuea.core.problems import Refusal
from kuea.core.states import CASE
from kuea.core.words import Change, CloseReason, Role
from kuea.coverage.actions import release_case
from kuea.finding.actions.handovers import owner_on_return
from kuea.finding.models import Case, CaseStep
from kuea.finding.path import move_case, note_step, require_case, require_words
from kuea.ledger.actions import record
from kuea.offices.models import Duty
from kuea.offices.scope import lock_fresh

_HOSTS = (Role.HOST_COORDINATOR, Role.SECRETARY)


def hold_review(
    *,
    case: Case,
    by: Duty,
    held_on: date,
    own_words: str,
    change: str,
    person_took_part: bool,
    follow_up_on: date,
    manages_own_life: bool = False,
    form_key: str | None = None,
) -> Review:
    """A review with the person: their own words; better, same or worse; when to look again (R70).

    Raises `Refusal`: missing, date_order, plan_first, review_first when self-management is written
    down without the person.
    """
    require_case(by, case, *CARERS)
    if form_key and (earlier := Review.objects.filter(form_key=form_key, case=case).first()):
        return earlier
    _check_review(own_words, held_on, follow_up_on, manages_own_life and not person_took_part)
    try:
        with transaction.atomic():
            fresh = lock_fresh(case)
            if fresh.state not in VISITED_STATES:
                raise Refusal("plan_first")
            review = Review.objects.create(
                case=fresh, held_on=held_on, own_words=own_words.strip(),
                change=Change(change).value, person_took_part=person_took_part,
                manages_own_life=manages_own_life, follow_up_on=follow_up_on, held_by=by,
                form_key=form_key or None,
            )  # fmt: skip
            if fresh.state == "in_care":
                move_case(fresh, "review", by=by)
            else:
                note_step(fresh, "review", by=by)
            record(
                "care.review", review, duty_id=by.pk, province_code=case.province_id, case=case.pk
            )
    except IntegrityError:
        if form_key and (again := Review.objects.filter(form_key=form_key, case=case).first()):
            return again
        raise
    return review


def self_manage(*, case: Case, by: Duty, version: int | None = None) -> Case:
    """The person and the carer agreed at a review that the person manages their own life (I15).

    A look back is set for the day of that review's follow-up, or the province's follow-up days from now.
    Raises `Refusal`: review_first, not_in_this_state, stale.
    """
    require_case(by, case, *_HOSTS)
    with transaction.atomic():
        fresh = lock_fresh(case, version)
        CASE.next(fresh.state, "self_manage")
        review = agreed_review(fresh)
        if review is None:
            raise Refusal("review_first")
        later = timezone.localdate() + timedelta(days=fresh.province.limits.follow_up_days)
        return move_case(fresh, "self_manage", by=by, next_visit_on=max(review.follow_up_on, later))


def agreed_review(case: Case) -> Review | None:
    """The last review since care (re)started, when it says with the person that they manage their own life."""
    steps = CaseStep.objects.filter(case=case, decision__in=["start_care", "reopen", "reopen_care"])
    started = steps.order_by("-at").first()
    reviews = Review.objects.filter(case=case)
    if started is not None:
        reviews = reviews.filter(logged_at__gte=started.at)
    last = reviews.order_by("-logged_at", "-pk").first()
    return last if last and last.manages_own_life and last.person_took_part else None


def reopen_case(
    *,
    case: Case,
    by: Duty,
    reason: str,
    next_visit_on: date | None = None,
    version: int | None = None,
) -> Case:
    """Coming back costs nothing: into care from self-managing, or from closed (secretary).

    A closed case that was never verified goes back to being visited.
    """
    require_case(by, case, *_HOSTS)
    require_words({_("เหตุผล"): reason})
    with transaction.atomic():
        fresh = lock_fresh(case, version)
        if fresh.state == "closed":
            require_case(by, fresh, Role.SECRETARY)
            decision = "reopen_care" if fresh.decision_id else "reopen"
            owner = owner_on_return(fresh, by)  # somebody owns it (I16)
            changes = {"closed_reason": "", "closed_at": None, "interim_owner": owner}
        else:
            decision, changes = "reopen", {}
        CASE.next(fresh.state, decision)
        if decision != "reopen" or fresh.state == "self_managing":
            changes["next_visit_on"] = next_visit_on or timezone.localdate() + timedelta(days=7)
        return move_case(fresh, decision, by=by, reason=reason.strip(), **changes)


BY_LAW = {CloseReason.DATA_ERASED, CloseReason.NOT_REACHED}


def close_case(
    *, case: Case, by: Duty, reason: str, note: str = "", version: int | None = None
) -> Case:
    """Close for a listed reason; «help was given once» is not one (I15). Everything held for it is let go.

    Closing as erased is the end of a request or of the clock, which really erase (`finding.actions`).

    Raises `Refusal`: close_reason, follow_up_first, not_in_this_state, stale, not_your_duty.
    """
    require_case(by, case, Role.SECRETARY)
    if reason not in set(CloseReason) - BY_LAW:
        raise Refusal("close_reason")
    with transaction.atomic():
        fresh = lock_fresh(case, version)
        CASE.next(fresh.state, "close")
        if reason == CloseReason.COMPLETED and not _followed_up(fresh):
            raise Refusal("follow_up_first")
        _let_go(fresh, by)
        return move_case(fresh, "close", by=by, reason=note.strip() or reason, closed_reason=reason)


def _check_review(own_words: str, held_on: date, follow_up_on: date, without_person: bool) -> None:
    require_words({_("คำพูดของเจ้าตัว"): own_words})
    if without_person:
        raise Refusal("review_first")
    if held_on > timezone.localdate() or follow_up_on < held_on:
        raise Refusal("date_order", fields=_("วันทบทวน · วันติดตาม"))


def _followed_up(case: Case) -> bool:
    """Self-managing, and looked back at together since then."""
    managed = CaseStep.objects.filter(case=case, decision="self_manage").order_by("-at").first()
    return (
        case.state == "self_managing"
        and managed is not None
        and Review.objects.filter(
            case=case, logged_at__gt=managed.at, person_took_part=True
        ).exists()
    )


def _let_go(case: Case, by: Duty) -> None:
    """End the plan, the matches and an unanswered transfer of a case that closes."""
    CarePlan.objects.filter(case=case, ended_at=None).update(ended_at=timezone.now())
    Transfer.objects.filter(case=case, answer="").update(
        answer="declined", answered_by=by, answered_at=timezone.now()
    )
    release_case(case=case, by=by, why="closed")
