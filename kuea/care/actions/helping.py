"""Help and visits: neighbourly help at any time (R92, I25), care that keeps its next date (R68)."""

from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kuea.care.models import CarePlan, CareVisit, HelpEvent
from kuea.core.problems import Refusal
from kuea.core.states import CASE
from kuea.core.words import HELPERS, HelpKind, HelpSource, Role
from kuea.finding.keeping import note_care_dates
from kuea.finding.models import Case
from kuea.finding.path import move_case, require_case, require_words
from kuea.ledger.actions import record
from kuea.offices.models import Duty
from kuea.offices.scope import lock_fresh, require_province
from kuea.people.models import Need

CARERS = (*HELPERS, Role.HOST_COORDINATOR, Role.SECRETARY)
CLOCK_STATES = ("registered", "waiting", "matched", "in_care", "transferred", "self_managing")
"""After registration a help is the first help (R68); before it, it is a neighbour's help and no less welcome."""
VISITED_STATES = ("in_care", "self_managing", "transferred")


def give_help(
    *,
    case: Case,
    by: Duty,
    kind: str,
    source: str,
    what: str,
    given_on: date,
    is_urgent: bool = False,
    need: Need | None = None,
    form_key: str | None = None,
) -> HelpEvent:
    """Log help that was given. No state, forum, definition, match or plan is asked for (I25).

    The same `form_key` again answers the earlier help. Raises `Refusal`: missing, date_order,
    not_your_duty, not_in_your_area.
    """
    require_case(by, case, *CARERS)
    if form_key and (earlier := HelpEvent.objects.filter(form_key=form_key, case=case).first()):
        return earlier
    require_words({_("ช่วยอะไร"): what})
    _check_dates(given_on)
    if need is not None:
        require_province(by, need.province_id)
    try:
        with transaction.atomic():
            fresh = lock_fresh(case)
            event = HelpEvent.objects.create(
                case=fresh, need=need, kind=HelpKind(kind).value, source=HelpSource(source).value,
                what=what.strip(), given_on=given_on, is_urgent=is_urgent, given_by=by,
                form_key=form_key or None,
            )  # fmt: skip
            record(
                "care.help", event, duty_id=by.pk, province_code=case.province_id,
                case=case.pk, kind=kind, source=source, urgent=is_urgent,
            )  # fmt: skip
            if fresh.state in CLOCK_STATES:
                note_care_dates(case=fresh, by=by, first_help_on=given_on)
    except IntegrityError:
        if form_key and (again := HelpEvent.objects.filter(form_key=form_key, case=case).first()):
            return again  # the same form arrived twice at the same moment
        raise
    return event


def start_care(
    *,
    case: Case,
    by: Duty,
    goal: str,
    next_visit_on: date,
    kind: str = HelpKind.VISITING,
    source: str = HelpSource.VOLUNTEER,
    what: str = "",
    given_on: date | None = None,
    carer: Duty | None = None,
    form_key: str | None = None,
    version: int | None = None,
) -> CarePlan:
    """Care begins: the person's own goal, the first help, the next date (R70, R71, 4.1).

    With `what` and `given_on` the first help is logged now; without, an earlier one after registration
    must be there. Raises `Refusal`: missing, date_order, not_in_this_state, stale, not_in_your_area.
    """
    require_case(by, case, *CARERS)
    if carer is not None:
        require_case(carer, case, *CARERS)  # who does not see the case cannot care for it
    earlier = CarePlan.objects.filter(case=case, ended_at=None).first()
    if earlier and form_key and HelpEvent.objects.filter(form_key=form_key, case=case).exists():
        return earlier
    with transaction.atomic():
        fresh = lock_fresh(case, version)
        CASE.next(fresh.state, "start_care")
        _check_start(fresh, goal, what, given_on, next_visit_on)
        CarePlan.objects.filter(case=fresh, ended_at=None).update(ended_at=timezone.now())
        plan = CarePlan.objects.create(
            case=fresh, goal=goal.strip(), carer=carer or fresh.volunteer or by, made_by=by
        )
        if given_on is not None:
            give_help(
                case=fresh, by=by, kind=kind, source=source, what=what, given_on=given_on,
                form_key=form_key,
            )  # fmt: skip
            fresh = lock_fresh(fresh)
        move_case(fresh, "start_care", by=by, next_visit_on=next_visit_on)
        record("care.plan", plan, duty_id=by.pk, province_code=case.province_id, case=case.pk)
    return plan


def log_visit(
    *,
    case: Case,
    by: Duty,
    visited_on: date,
    next_on: date,
    note: str = "",
    form_key: str | None = None,
) -> CareVisit:
    """A visit was made and the next one has its date (R68); the same `form_key` again answers the earlier visit."""
    require_case(by, case, *CARERS)
    if form_key and (earlier := CareVisit.objects.filter(form_key=form_key, case=case).first()):
        return earlier
    _check_dates(visited_on, next_on)
    try:
        with transaction.atomic():
            fresh = lock_fresh(case)
            if fresh.state not in VISITED_STATES:
                raise Refusal("plan_first")
            visit = CareVisit.objects.create(
                case=fresh, visited_on=visited_on, visitor=by, note=note.strip(), next_on=next_on,
                form_key=form_key or None,
            )  # fmt: skip
            record("care.visit", visit, duty_id=by.pk, province_code=case.province_id, case=case.pk)
            note_care_dates(case=fresh, by=by, next_visit_on=next_on)
    except IntegrityError:
        if form_key and (again := CareVisit.objects.filter(form_key=form_key, case=case).first()):
            return again
        raise
    return visit


def _check_start(
    case: Case, goal: str, what: str, given_on: date | None, next_visit_on: date
) -> None:
    require_words({_("เป้าหมายด้วยคำพูดของเจ้าตัว"): goal})
    if given_on is None and case.first_help_on is None:
        raise Refusal("missing", fields=_("การช่วยครั้งแรก (ช่วยอะไร วันที่)"))
    if given_on is not None:
        require_words({_("ช่วยอะไร"): what})
    _check_dates(given_on or case.first_help_on, next_visit_on)


def _check_dates(done_on: date, next_on: date | None = None) -> None:
    """What was done lies not ahead, and what comes next lies not before it."""
    if done_on > timezone.localdate():
        raise Refusal("date_order", fields=_("วันที่ทำ"))
    if next_on is not None and next_on < done_on:
        raise Refusal("date_order", fields=_("วันนัดครั้งถัดไป"))
