"""Reading care: who is due today, what help a case had, the story of its care."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Max, Q, QuerySet
from django.utils import timezone

from kuea.care.models import CarePlan, CareVisit, HelpEvent, Review, Transfer
from kuea.core.words import HelpSource, Role
from kuea.finding.models import Case
from kuea.offices.models import Duty

CARE_STATES = ("in_care", "transferred", "self_managing")
TO_START = ("registered", "waiting", "matched")
BANDS = ("overdue", "today", "week", "later")


@dataclass(frozen=True)
class CareRow:
    """One neighbour on the care list. `band` is when somebody should come."""

    case: Case
    band: str
    due_on: date | None
    review_due: bool = False


@dataclass(frozen=True)
class CareStory:
    """All that was done in one case, newest first."""

    plan: CarePlan | None
    helps: list[HelpEvent]
    visits: list[CareVisit]
    reviews: list[Review]
    transfer: Transfer | None


def read_care_given(tambon_codes: Collection[str]) -> dict[int, frozenset[str]]:
    """Case id → sources of help it had; a visit by a volunteer counts as theirs. Fills coverage's port."""
    found: dict[int, set[str]] = defaultdict(set)
    helps = HelpEvent.objects.filter(case__tambon_id__in=tambon_codes)
    for case_id, source in helps.values_list("case_id", "source").distinct():
        found[case_id].add(source)
    visits = CareVisit.objects.filter(
        case__tambon_id__in=tambon_codes, visitor__role=Role.VOLUNTEER
    )
    for (case_id,) in visits.values_list("case_id").distinct():
        found[case_id].add(HelpSource.VOLUNTEER)
    return {case_id: frozenset(sources) for case_id, sources in found.items()}


def band_of(due_on: date | None, today: date) -> str:
    """When somebody should come: overdue, today, within the week, later."""
    if due_on is None or due_on > today + timedelta(days=7):
        return "later"
    if due_on < today:
        return "overdue"
    return "today" if due_on == today else "week"


def cared_for(duty: Duty) -> QuerySet[Case]:
    """Cases in care that this duty may see, those due first."""
    return (
        Case.objects.visible_to(duty)
        .filter(state__in=CARE_STATES)
        .select_related("person", "tambon", "village", "group", "province", "volunteer__user")
        .order_by("next_visit_on", "pk")
    )


def care_rows(duty: Duty, today: date | None = None) -> list[CareRow]:
    """The care list: who waits for a visit, and for whom a review is due (R68)."""
    today = today or timezone.localdate()
    cases = cared_for(duty).annotate(
        last_review_on=Max("reviews__held_on"), plan_made_at=Max("care_plans__made_at")
    )
    rows = []
    for case in cases:
        since = case.last_review_on or (case.plan_made_at and timezone.localdate(case.plan_made_at))
        limit = today - timedelta(days=case.province.limits.review_days)
        review_due = case.state == "in_care" and since is not None and since <= limit
        rows.append(
            CareRow(case, band_of(case.next_visit_on, today), case.next_visit_on, review_due)
        )
    return rows


def first_help_rows(duty: Duty, today: date | None = None) -> list[CareRow]:
    """Registered neighbours whose first help has not been logged, with its last day (R68, I30)."""
    today = today or timezone.localdate()
    cases = (
        Case.objects.visible_to(duty)
        .filter(state__in=TO_START)
        .select_related("person", "tambon", "village", "group", "province")
        .order_by("registered_at", "pk")
    )
    rows = []
    for case in cases:
        days = timedelta(days=case.province.limits.first_help_days)
        due = timezone.localdate(case.registered_at) + days if case.registered_at else None
        rows.append(CareRow(case, band_of(due, today), due))
    return rows


def urgent_rows(duty: Duty) -> QuerySet[Case]:
    """Urgent cases on any state of their path, for help that cannot wait (I25)."""
    return (
        Case.objects.visible_to(duty)
        .filter(is_urgent=True)
        .exclude(
            Q(state__in=["closed", "merged", "declined", "out_of_scope"]) | Q(state__in=CARE_STATES)
        )
        .select_related("person", "tambon", "village")
        .order_by("raised_at", "pk")
    )


def care_story(case: Case, duty: Duty) -> CareStory:
    """Plan, help, visits and reviews of a case that `duty` sees; where it moves to, if that too."""
    return CareStory(
        plan=CarePlan.objects.filter(case=case, ended_at=None)
        .select_related("carer__user")
        .first(),
        helps=list(
            HelpEvent.objects.filter(case=case)
            .select_related("given_by__user")
            .order_by("-given_on", "-pk")
        ),
        visits=list(
            CareVisit.objects.filter(case=case)
            .select_related("visitor__user")
            .order_by("-visited_on", "-pk")
        ),
        reviews=list(
            Review.objects.filter(case=case)
            .select_related("held_by__user")
            .order_by("-held_on", "-pk")
        ),
        transfer=Transfer.objects.visible_to(duty)
        .filter(case=case, answer="")
        .select_related("to_host", "to_tambon", "to_village")
        .first(),
    )


def incoming_transfers(duty: Duty) -> QuerySet[Transfer]:
    """People another host asks this one to take over."""
    return (
        Transfer.objects.visible_to(duty)
        .filter(answer="", to_host_id=duty.organisation_id, case__state="transferred")
        .select_related("case__host", "case__group", "to_tambon", "to_village")
        .order_by("asked_at")
    )
