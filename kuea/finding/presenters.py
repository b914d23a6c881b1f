"""Cases, leads and rounds as rows and words of pages; what a duty may not know is not put in."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kuea.core.limits import Limits
from kuea.core.thai import mask
from kuea.core.words import HELPERS, Role
from kuea.finding import labels
from kuea.finding.models import Case, CaseStep, Lead, OutreachVisit
from kuea.finding.queries import Alike, Told, leads_of, needs_of_case, story_of, told_of
from kuea.offices.labels import ROLES
from kuea.offices.models import Duty
from kuea.people.labels import category_label, help_kind_label
from kuea.web.looks import Link
from kuea.web.thai_format import format_date

VISIT_AGAIN = ("visited", "ready", "more_info", "not_confirmed")


@dataclass(frozen=True)
class Clock:
    """How much time is left for the next step, in words that do not blame."""

    words: str
    is_late: bool
    due_at: datetime


def clock_of(case: Case, limits: Limits, now: datetime | None = None) -> Clock | None:
    """Hours to a host for a lead, days to a visit for a routed case; nothing else runs here."""
    now = now or timezone.now()
    if case.state in {"lead", "returned"}:
        hours = limits.urgent_hours if case.is_urgent else limits.route_hours
        due = case.raised_at + timedelta(hours=hours)
    elif case.state == "routed" and case.routed_at:
        due = case.routed_at + timedelta(days=limits.visit_days)
    else:
        return None
    return Clock(_time_left(due - now), due < now, due)


def _time_left(left: timedelta) -> str:
    late = left < timedelta(0)
    hours = int(abs(left).total_seconds() // 3600)
    if hours >= 48:
        days = hours // 24
        said = ngettext("%(n)d วัน", "%(n)d วัน", days) % {"n": days}
    elif hours >= 1:
        said = ngettext("%(n)d ชั่วโมง", "%(n)d ชั่วโมง", hours) % {"n": hours}
    else:
        said = _("ไม่ถึงชั่วโมง")
    return (_("เกินเวลามา %(time)s") if late else _("เหลือ %(time)s")) % {"time": said}


def name_of(case: Case, who: str = "") -> str:
    """How the person is called on pages of those who may know: name, else the informant's words."""
    if case.person is not None and (case.person.given_name or case.person.nickname):
        return case.person.full_name
    return who or _("ยังไม่ทราบชื่อ")


def place_of(case: Case) -> str:
    tambon = _("ต.%(name)s") % {"name": case.tambon.name_th}
    return f"{case.village.name_th} {tambon}" if case.village else tambon


def duty_words(duty: Duty) -> str:
    """Who acted: the duty and its organisation, never more."""
    role = str(ROLES.get(duty.role, duty.role))
    return (
        f"{role} · {duty.organisation.name}" if duty.organisation_id and duty.organisation else role
    )


@dataclass(frozen=True)
class CaseRow:
    """A line of a list; has what the person card of the house shows."""

    pk: int
    code: str
    name: str
    place: str
    url: str
    about: str
    note: str
    state: str
    state_label: str
    urgent: bool
    sealed: bool
    raised_at: datetime
    clock: Clock | None
    channel: str
    owner: str


def case_rows(
    cases: Iterable[Case], limits: Limits, note: Callable[[Case, Told], str] = lambda case, told: ""
) -> list[CaseRow]:
    """Lines of one page of a list; `note` says what stands below the name."""
    shown = list(cases)
    told = told_of(shown)
    return [
        case_row(case, limits, said, note=note(case, said))
        for case in shown
        for said in [told.get(case.pk, Told())]
    ]


def case_row(case: Case, limits: Limits, told: Told, *, note: str = "") -> CaseRow:
    owner = case.host.name if case.host_id and case.host else ""
    more = told.count
    about = ngettext("แจ้ง %(n)d ครั้ง", "แจ้ง %(n)d ครั้ง", more) % {"n": more} if more > 1 else ""
    return CaseRow(
        pk=case.pk, code=case.code, name=name_of(case, told.who), place=place_of(case),
        url=reverse("finding:case", args=[case.pk]), about=about, note=note, state=case.state,
        state_label=str(labels.STATES[case.state]), urgent=case.is_urgent, sealed=case.is_sealed,
        raised_at=case.raised_at, clock=clock_of(case, limits),
        channel=str(labels.CHANNELS[case.channel]), owner=owner,
    )  # fmt: skip


def host_note(case: Case, told: Told) -> str:
    """On the host's list: who was asked to go, or what the forum still wants to know."""
    if case.state == "more_info":
        return _("เวทีขอข้อมูลเพิ่ม: %(words)s") % {"words": case.missing_words}
    if case.state == "not_confirmed":
        return _("ทางอื่นที่เสนอ: %(words)s") % {"words": case.other_path}
    if case.volunteer is not None:
        return _("ฝาก %(name)s ไปเยี่ยม") % {"name": case.volunteer.user}
    return ""


def way_note(case: Case, told: Told) -> str:
    """On the volunteer's list: how to find the house."""
    return told.how_to_find


def alike_label(found: Alike) -> str:
    """One case of «คนเดียวกันหรือไม่», as its page would call it."""
    case = found.case
    return " · ".join(
        (name_of(case, found.who), place_of(case), case.code, str(labels.STATES[case.state]))
    )


# --- the case page -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class LeadCard:
    who: str
    worry: str
    how_to_find: str
    channel: str
    made_at: datetime
    urgent: bool
    informant: str
    may_call_back: bool
    receipt: str
    pk: int


@dataclass(frozen=True)
class VisitCard:
    visited_on: Any
    by: str
    told: str
    wish: str
    facts: str


@dataclass(frozen=True)
class NeedCard:
    kind: str
    words: str
    urgent: bool
    place: str = ""
    state: str = ""
    state_label: str = ""
    url: str = ""


@dataclass(frozen=True)
class CaseSheet:
    """Everything the case page shows to one duty."""

    row: CaseRow
    step: int
    facts: list[tuple[str, Any]]
    leads: list[LeadCard]
    visits: list[VisitCard]
    needs: list[NeedCard]
    strengths: str
    story: list[dict[str, Any]]
    is_for_volunteer: bool
    may_visit: bool
    may_prepare: bool
    merged_into: Link | None


def case_sheet(case: Case, duty: Duty) -> CaseSheet:
    """The page of a case for the secretariat, its host, or the volunteer asked to go (minimum of fields)."""
    is_volunteer = duty.role in HELPERS
    limits = case.province.limits
    into = case.merged_into
    return CaseSheet(
        row=case_rows([case], limits)[0],
        step=labels.STEP_OF[case.state],
        facts=_facts_for_volunteer(case) if is_volunteer else _facts(case),
        leads=[_lead_card(lead, duty) for lead in leads_of(case)],
        visits=[_visit_card(visit) for visit in _visits_for(case, duty)],
        needs=_needs(case),
        strengths=case.person.strengths if case.person else "",
        story=[] if is_volunteer else [_story_row(step) for step in story_of(case)],
        is_for_volunteer=is_volunteer,
        may_visit=case.state == "routed" or case.state in VISIT_AGAIN,
        may_prepare=not is_volunteer and case.state in {"visited", "more_info"},
        merged_into=Link(into.code, reverse("finding:case", args=[into.pk])) if into else None,
    )


def _facts(case: Case) -> list[tuple[str, Any]]:
    clock = clock_of(case, case.province.limits)
    rows = [
        (_("รหัส"), case.code),
        (_("พื้นที่"), place_of(case)),
        (_("แม่ข่าย"), case.host.name if case.host else _("ยังไม่มี อยู่ที่เลขานุการ")),
        (_("อาสาสมัคร"), str(case.volunteer.user) if case.volunteer else ""),
        (_("ผู้ดูแลชั่วคราว"), duty_words(case.interim_owner) if case.interim_owner else ""),
        (_("เวลา"), clock.words if clock else ""),
        (_("กลุ่มที่เสนอ"), _group_words(case.proposed_category, case.proposed_group)),
        (_("กลุ่มที่เวทีรับรอง"), _group_words(case.category, case.group)),
        (_("ให้พูดถึงอย่างไร"), case.agrees_to_discussion),
        (_("เวทีแบบใด"), labels.FORUM_MODES.get(case.forum_mode, "")),
        (_("เรื่องอ่อนไหว"), labels.SENSITIVE.get(case.sensitive, "")),
        (_("มีผู้ดูแลอยู่แล้ว"), case.existing_care),
        (_("เวทีขอข้อมูลเพิ่ม"), case.missing_words),
        (_("ภายในวันที่"), format_date(case.missing_by_on) if case.missing_by_on else ""),
        (_("ทางอื่นที่เสนอ"), case.other_path),
        (_("ต้องบอกกล่าวเจ้าตัวภายใน"), _notice_due(case)),
        (_("ฐานตามกฎหมาย"), labels.LAWFUL_BASES.get(case.lawful_basis, "")),
    ]
    always = {_("รหัส"), _("พื้นที่"), _("แม่ข่าย")}
    return [(term, value) for term, value in rows if value or term in always]


def _facts_for_volunteer(case: Case) -> list[tuple[str, Any]]:
    clock = clock_of(case, case.province.limits)
    rows = [
        (_("รหัส"), case.code),
        (_("พื้นที่"), place_of(case)),
        (_("เวลา"), clock.words if clock else ""),
    ]
    return [(term, value) for term, value in rows if value]


def _group_words(category: str, group: Any) -> str:
    return f"{category_label(category)}: {group.name}" if category and group else ""


def _notice_due(case: Case) -> str:
    """The clock that a lead about somebody else starts (3.3, rule 2)."""
    if case.state not in {"lead", "routed", "returned", "not_located"}:
        return ""
    return format_date(case.raised_at + timedelta(days=case.province.limits.notice_days))


def _lead_card(lead: Lead, duty: Duty) -> LeadCard:
    """The informant is known to the secretariat alone; a volunteer sees no channel and no receipt."""
    is_office = duty.role == Role.SECRETARY
    is_volunteer = duty.role in HELPERS
    return LeadCard(
        who=lead.who, worry=lead.worry, how_to_find=lead.how_to_find,
        channel="" if is_volunteer else str(labels.CHANNELS[lead.channel]), made_at=lead.made_at,
        urgent=lead.is_urgent, informant=mask(lead.informant) if is_office else "",
        pk=lead.pk,
        may_call_back=lead.may_call_back and is_office, receipt=lead.receipt if is_office else "",
    )  # fmt: skip


def _visits_for(case: Case, duty: Duty) -> list[OutreachVisit]:
    rows = case.outreach_visits.select_related("visitor__organisation").order_by("-visited_on")
    return list(rows.filter(visitor=duty) if duty.role in HELPERS else rows)


def _visit_card(visit: OutreachVisit) -> VisitCard:
    told = _("บอกกล่าวแล้ว") if visit.notice_given else visit.no_notice_reason
    by = " · ".join(part for part in (duty_words(visit.visitor), visit.visitor_words) if part)
    return VisitCard(visit.visited_on, by, told, visit.wish, visit.facts)


def _needs(case: Case) -> list[NeedCard]:
    return [
        NeedCard(
            str(help_kind_label(need.kind)), need.own_words, need.is_urgent,
            state="done" if need.is_met else "open",
            state_label=_("ได้รับแล้ว") if need.is_met else _("ยังต้องการ"),
        )
        for need in needs_of_case(case).order_by("is_met", "-is_urgent", "pk")
    ]  # fmt: skip


def _story_row(step: CaseStep) -> dict[str, Any]:
    return {
        "title": labels.DECISIONS.get(step.decision, step.decision),
        "at": step.at,
        "by": duty_words(step.by),
        "note": step.reason,
        "state": step.state,
    }
