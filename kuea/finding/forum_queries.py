"""Reading forums for their pages and papers."""

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from kuea.core.forum_rules import Attendance, composition_faults
from kuea.core.small_cells import is_small
from kuea.core.states import FORUM
from kuea.core.words import Outcome
from kuea.finding.models import AgendaItem, Case, Forum
from kuea.offices.models import Duty

COMING = ("planned", "announced")


def forums_in(duty: Duty, stage: str) -> QuerySet[Forum]:
    """Forums the duty may see: all, those ahead, those that wait for its signature, or one state."""
    rows = Forum.objects.visible_to(duty)
    if stage == "coming":
        return rows.filter(state__in=COMING)
    if stage == "own_coming":
        return rows.filter(state__in=COMING, host_id=duty.organisation_id)
    if stage == "to_sign":
        unsigned = Q(facilitator=duty, facilitator_signed_at=None)
        unsigned |= Q(recorder=duty, recorder_signed_at=None)
        return rows.filter(unsigned, state="recorded")
    return rows.filter(state=stage) if stage in FORUM.states else rows


def list_forums(duty: Duty, stage: str = "") -> QuerySet[Forum]:
    """Forums the duty may see, soonest first among the open ones."""
    return (
        forums_in(duty, stage)
        .select_related("tambon", "host")
        .annotate(item_count=Count("items", filter=Q(mode="closed") | ~_SEALED_ITEM))
        .order_by("-held_at")
    )


_SEALED_ITEM = Q(items__case__isnull=False, items__case__is_sealed=True)


def agenda_for(forum: Forum, duty: Duty) -> list[AgendaItem]:
    """The agenda as this duty may see it. What an open forum spoke of before it was sealed is for those named alone;
    the items of a signed record are then numbered anew, so that no gap tells of it (D4)."""
    items = agenda(forum)
    if forum.mode == "open":
        named = Q(case__in=Case.objects.visible_to(duty))
        items = items.filter(Q(case=None) | Q(case__is_sealed=False) | named)
    shown = list(items)
    if forum.state in {"signed", "posted"}:
        for number, item in enumerate(shown, 1):
            item.number = number
    return shown


def agenda(forum: Forum) -> QuerySet[AgendaItem]:
    return forum.items.select_related(
        "case__village", "case__proposed_group", "group", "search_round__village", "decision__group",
        "forum__definition_set",
    ).order_by("number")  # fmt: skip


def attendance_of(forum: Forum) -> Attendance:
    """The attendance as the rules read it."""
    by_sector: dict[str, int] = {}
    professionals = 0
    for sector, professional in forum.attendance.values_list("sector", "is_professional"):
        by_sector[sector] = by_sector.get(sector, 0) + 1
        professionals += professional
    return Attendance(by_sector, professionals)


@dataclass(frozen=True)
class PostedMinutes:
    """What the village board shows: numbers only, no code and no name (I11).

    `outcomes` are (outcome, persons); 1–4 persons are None, «fewer than five» (3.3, rule 10). Of a closed forum there
    are none: each of its persons is one of few.
    """

    people: int
    by_sector: tuple[tuple[str, int], ...]
    outcomes: tuple[tuple[str, int | None], ...]
    group_checks: int
    nil_villages: int


def posted_minutes(forum: Forum) -> PostedMinutes:
    attendance = attendance_of(forum)
    items = list(agenda(forum))
    is_open = forum.mode == "open"
    found = [item.decision.outcome for item in items if item.kind == "person" and is_open]
    counts = {outcome.value: found.count(outcome.value) for outcome in Outcome}
    return PostedMinutes(
        people=attendance.people,
        by_sector=tuple(sorted(attendance.by_sector.items())),
        outcomes=tuple(
            (outcome, None if is_small(count) else count)
            for outcome, count in counts.items()
            if count
        ),
        group_checks=sum(item.kind == "group" for item in items),
        nil_villages=sum(
            item.kind == "nil" and item.decision.outcome == Outcome.CONFIRMED for item in items
        ),
    )


def composition_of(forum: Forum) -> tuple[str, ...]:
    """Codes of what the attendance lacks at the moment."""
    return composition_faults(attendance_of(forum), forum.mode, forum.province.limits)
