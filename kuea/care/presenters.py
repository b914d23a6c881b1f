"""Care as rows and words; what stands here is for those who may see the case."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from kuea.care import labels
from kuea.care.models import Transfer
from kuea.care.queries import BANDS, CARE_STATES, TO_START, CareRow, CareStory, care_story
from kuea.core.states import CASE
from kuea.core.words import Role
from kuea.finding.labels import STATES
from kuea.finding.models import Case
from kuea.finding.ports import CasePanel
from kuea.offices.models import Duty
from kuea.people.labels import help_kind_label

HOSTS = (Role.HOST_COORDINATOR, Role.SECRETARY)


@dataclass(frozen=True)
class VisitRow:
    """One neighbour on the care list or a volunteer's list."""

    pk: int
    url: str
    visit_url: str
    name: str
    place: str
    group: str
    due_on: date | None
    band: str
    state: str
    state_label: str
    carer: str
    urgent: bool
    review_due: bool


def name_words(case: Case) -> str:
    """The person's name for those who may see the case; else its code, never that of an erased person."""
    is_known = case.person is not None and case.person.erased_at is None
    return case.person.full_name if is_known else case.code


def place_words(case: Case) -> str:
    village = f"{case.village.name_th} " if case.village else ""
    return _("%(village)sต.%(tambon)s") % {"village": village, "tambon": case.tambon.name_th}


def visit_row(row: CareRow) -> VisitRow:
    case = row.case
    visits = case.state in CARE_STATES
    return VisitRow(
        pk=case.pk,
        url=reverse("finding:case", args=[case.pk]),
        visit_url=reverse("care:visit" if visits else "care:start", args=[case.pk]),
        name=name_words(case),
        place=place_words(case),
        group=case.group.name if case.group else "",
        due_on=row.due_on,
        band=row.band,
        state=case.state,
        state_label=str(STATES[case.state]),
        carer=str(case.volunteer.user) if visits and case.volunteer else "",
        urgent=case.is_urgent,
        review_due=row.review_due,
    )


def in_bands(rows: list[CareRow]) -> list[tuple[str, str, list[VisitRow]]]:
    """The list cut by when somebody should come; empty bands are left out."""
    return [
        (band, str(labels.BANDS[band]), [visit_row(row) for row in rows if row.band == band])
        for band in BANDS
        if any(row.band == band for row in rows)
    ]


@dataclass(frozen=True)
class TransferRow:
    """Somebody another host asks this one to take over: by code, until it is accepted."""

    pk: int
    code: str
    place: str
    group: str
    sender: str
    reason: str
    asked_at: Any


def transfer_row(transfer: Transfer) -> TransferRow:
    case = transfer.case
    place = transfer.to_village or transfer.to_tambon
    return TransferRow(
        pk=transfer.pk,
        code=case.code,
        place=place.name_th,
        group=case.group.name if case.group and not case.sensitive else "",
        sender=case.host.name if case.host else "",
        reason=transfer.reason,
        asked_at=transfer.asked_at,
    )


def story_rows(story: CareStory) -> list[dict[str, Any]]:
    """Help, visits and reviews in one line of time, the newest first."""
    rows: list[dict[str, Any]] = []
    for event in story.helps:
        title = _("ช่วย: %(kind)s") % {"kind": help_kind_label(event.kind)}
        source = labels.HELP_SOURCES[event.source]
        rows.append(
            {
                "title": title,
                "on": event.given_on,
                "by": source,
                "note": event.what,
                "state": "in_care",
            }
        )
    for visit in story.visits:
        rows.append(
            {"title": _("ไปเยี่ยม"), "on": visit.visited_on, "by": str(visit.visitor.user), "note": visit.note, "state": "visited"}
        )  # fmt: skip
    for review in story.reviews:
        title = _("ทบทวนด้วยกัน: %(change)s") % {"change": labels.CHANGES[review.change]}
        rows.append(
            {"title": title, "on": review.held_on, "by": str(review.held_by.user), "note": f"«{review.own_words}»", "state": "self_managing"}
        )  # fmt: skip
    return sorted(rows, key=lambda row: row["on"], reverse=True)


@dataclass(frozen=True)
class Act:
    """One thing that can be done for this case now."""

    label: str
    url: str
    is_first: bool = False


def acts_of(case: Case, duty: Duty) -> list[Act]:
    """What this duty may do for the case now, the likeliest first. Help comes at any state (I25)."""
    known = [
        (case.state in CARE_STATES, "visit", _("บันทึกการเยี่ยม"), True),
        (CASE.allows(case.state, "start_care"), "start", _("เริ่มการดูแล"), True),
        (True, "help", _("บันทึกความช่วยเหลือ"), case.is_urgent),
        (case.state in CARE_STATES, "review", _("ทบทวนด้วยกัน"), False),
    ]
    if duty.role in HOSTS:
        moves = case.state == "in_care" or case.state == "transferred"
        known += [
            (CASE.allows(case.state, "self_manage"), "self_manage", _("จัดการตนเองได้แล้ว"), False),
            (case.state == "self_managing", "reopen", _("กลับมาดูแลอีกครั้ง"), False),
            (moves, "transfer", _("ส่งต่อแม่ข่ายหรือตำบลอื่น"), False),
        ]
    if duty.role == Role.SECRETARY:
        known += [
            (case.state == "closed", "reopen", _("เปิดเรื่องอีกครั้ง"), False),
            (CASE.allows(case.state, "close"), "close", _("ปิดเรื่อง"), False),
        ]
    return [
        Act(str(label), reverse(f"care:{name}", args=[case.pk]), first)
        for may, name, label, first in known
        if may
    ]


def care_panel(case: Case, duty: Duty) -> CasePanel | None:
    """Care on the case page: goal, next date, what was done, what can be done (fills finding's port)."""
    if case.state == "merged":
        return None
    story = care_story(case, duty)
    context = {
        "goal": story.plan.goal if story.plan else "",
        "carer": str(story.plan.carer.user) if story.plan and story.plan.carer else "",
        "next_on": case.next_visit_on if case.state in CARE_STATES else None,
        "first_help_on": case.first_help_on,
        "waits_for_help": case.state in TO_START and case.first_help_on is None,
        "story": story_rows(story)[:8],
        "transfer": transfer_row(story.transfer) if story.transfer else None,
        "acts": acts_of(case, duty),
    }
    return CasePanel("care/panel.html", context)
