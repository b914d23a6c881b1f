"""A person's own copy in plain words (P23), and what the law asks of a case, as panel and rows."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from kuea.care.models import CareVisit, HelpEvent, Review
from kuea.core.thai import format_telephone, mask_citizen_number
from kuea.core.words import Role
from kuea.coverage.models import Match
from kuea.finding.labels import STATES
from kuea.finding.law_queries import clock_of, untold_cases
from kuea.finding.models import Case, Decision, OutreachVisit
from kuea.finding.ports import CasePanel
from kuea.offices.labels import ROLES
from kuea.offices.models import Duty
from kuea.people.labels import (
    BASES,
    CONSENT_KINDS,
    FIELD_GROUPS,
    GUARDIAN_SCOPES,
    category_label,
    help_kind_label,
    source_label,
)
from kuea.people.models import Consent, Guardian, LegalBasis, Person
from kuea.web.thai_format import format_date

Rows = list[tuple[Any, Any]]


@dataclass(frozen=True)
class Part:
    """One heading of the copy with its rows."""

    title: str
    rows: Rows


def copy_of(person: Person) -> list[Part]:
    """Everything held about the person, for the person: never who spoke of them, never another's data."""
    cases = Case.objects.filter(person=person).select_related("tambon", "village", "host", "group")
    parts = [
        Part(_("ท่านคือใครในทะเบียน"), _identity(person)),
        Part(_("มาจากไหน"), _records(person)),
        Part(_("ความต้องการ เป็นคำของท่าน"), _needs(person)),
        Part(_("เรื่องของท่าน"), [row for case in cases for row in _case(case)]),
        Part(_("การเยี่ยมและความช่วยเหลือ"), _care(cases)),
        Part(_("เรามีสิทธิเก็บเพราะ"), _bases(person)),
        Part(_("สิ่งที่ท่านยินยอม"), _consents(person)),
        Part(_("ผู้แทนของท่าน"), [(g.relation, g.name) for g in _guardians(person)]),
    ]
    return [part for part in parts if part.rows]


def _identity(person: Person) -> Rows:
    born = "/".join(
        str(part)
        for part in (
            person.birth_day, person.birth_month,
            person.birth_year + 543 if person.birth_year else None,
        )
        if part
    )  # fmt: skip
    place = " ".join(p.name_th for p in (person.village, person.tambon) if p)
    rows = [
        (_("รหัส"), person.code), (_("ชื่อ"), person.full_name), (_("เกิด"), born),
        (_("ที่อยู่"), place), (_("สิ่งที่ทำได้ดี มีอยู่ หรือภูมิใจ"), person.strengths),
    ]  # fmt: skip
    return [row for row in rows if row[1]]


def _records(person: Person) -> Rows:
    found = []
    for record in person.records.order_by("pk"):
        words = " · ".join(
            part
            for part in (
                record.name_as_written, record.house_no, record.address_as_written,
                format_telephone(record.telephone) if record.telephone else "",
                mask_citizen_number(record.citizen_number) if record.citizen_number else "",
            )
            if part
        )  # fmt: skip
        term = f"{source_label(record.source)} {format_date(timezone.localdate(record.made_at))}"
        found.append((term, words or "–"))
    return found


def _needs(person: Person) -> Rows:
    return [(help_kind_label(need.kind), need.own_words) for need in person.needs.order_by("pk")]


def _case(case: Case) -> Rows:
    rows: Rows = [(case.code, STATES.get(case.state, case.state))]
    if case.group is not None:
        group = f"{category_label(case.category)}: {case.group.name}"
        rows.append((_("กลุ่มที่เวทีรับรอง"), group))
    if case.host is not None:
        rows.append((_("แม่ข่ายที่ดูแล"), case.host.name))
    for decision in Decision.objects.filter(item__case=case).order_by("pk"):
        rows.append((_("เวทีประชาคม %(day)s") % {"day": _day(decision.at)}, decision.reasons))
    return rows


def _care(cases: QuerySet[Case]) -> Rows:
    rows: list[tuple[date, Any, Any]] = []
    for visit in OutreachVisit.objects.filter(case__in=cases):
        rows.append((visit.visited_on, _("เข้าหา"), " ".join((visit.wish, visit.facts)).strip()))
    for seen in CareVisit.objects.filter(case__in=cases):
        rows.append((seen.visited_on, _("เยี่ยม"), seen.note))
    for helped in HelpEvent.objects.filter(case__in=cases):
        rows.append((helped.given_on, help_kind_label(helped.kind), helped.what))
    for review in Review.objects.filter(case__in=cases):
        rows.append((review.held_on, _("ทบทวนร่วมกัน"), review.own_words))
    for match in Match.objects.filter(case__in=cases).exclude(receiver_agreed_at=None):
        agreed = timezone.localdate(match.receiver_agreed_at)
        rows.append((agreed, _("ตกลงกับผู้ให้"), match.offer.organisation.name))
    rows.sort(key=lambda row: row[0])
    return [(f"{format_date(day)} {what}", words or "–") for day, what, words in rows]


def _bases(person: Person) -> Rows:
    rows: Rows = []
    for basis in LegalBasis.objects.filter(person=person, ended_at=None).select_related(
        "explained_by__user"
    ):
        told = (
            _("บอกกล่าวฉบับ %(version)s เมื่อ %(day)s โดย %(who)s")
            % {
                "version": basis.notice_version,
                "day": format_date(basis.on),
                "who": ROLES.get(basis.explained_by.role, basis.explained_by.role),
            }
            if basis.notice_version
            else _("ยังไม่ได้บอกกล่าว")
        )
        rows.append((FIELD_GROUPS[basis.field_group], f"{BASES[basis.basis]} · {told}"))
    return rows


def _consents(person: Person) -> Rows:
    rows: Rows = []
    for consent in Consent.objects.filter(person=person).select_related("organisation"):
        until = (
            _("ถอนแล้ว %(day)s") % {"day": _day(consent.withdrawn_at)}
            if consent.withdrawn_at
            else _("ใช้อยู่")
        )
        towards = consent.organisation.name if consent.organisation else ""
        words = " · ".join(part for part in (consent.words, towards, until) if part)
        rows.append((CONSENT_KINDS[consent.kind], words))
    return rows


def _guardians(person: Person) -> list[Guardian]:
    """The blocked are left out: the copy may be read at home."""
    return list(Guardian.objects.filter(person=person, ended_at=None, is_blocked=False))


def _day(moment: Any) -> str:
    return format_date(timezone.localdate(moment))


@dataclass(frozen=True)
class ConsentRow:
    pk: int
    kind: Any
    words: str
    given_on: date
    withdrawn_on: date | None


@dataclass(frozen=True)
class GuardianRow:
    pk: int
    name: str
    relation: str
    scope: str
    is_blocked: bool


def consent_rows(person: Person) -> list[ConsentRow]:
    return [
        ConsentRow(
            one.pk, CONSENT_KINDS[one.kind], one.words, timezone.localdate(one.given_at),
            timezone.localdate(one.withdrawn_at) if one.withdrawn_at else None,
        )
        for one in Consent.objects.filter(person=person).order_by("-pk")
    ]  # fmt: skip


def guardian_rows(person: Person) -> list[GuardianRow]:
    return [
        GuardianRow(
            one.pk, one.name, one.relation,
            " · ".join(str(GUARDIAN_SCOPES[code]) for code in one.scope), one.is_blocked,
        )
        for one in Guardian.objects.filter(person=person, ended_at=None).order_by("pk")
    ]  # fmt: skip


def law_panel(case: Case, duty: Duty) -> CasePanel | None:
    """On the case page: was the person told, on which ground, what did they agree to, how do they ask."""
    if duty.role not in {Role.SECRETARY, Role.HOST_COORDINATOR, Role.VOLUNTEER}:
        return None
    person = case.person
    untold = untold_cases(case.province_id).filter(pk=case.pk).select_related("province").first()
    erased = case.words_erased_at is not None
    context = {
        "rows": _bases(person) if person and not erased else [],
        "notice_due": clock_of(untold).due_on if untold else None,
        "waived": case.notice_waived_at is not None,
        "erased": erased,
        "consents": [] if person is None else [c for c in consent_rows(person) if not c.withdrawn_on],
        "case_url": reverse("privacy:case", args=[case.pk]) if person and not erased else "",
        "request_url": reverse("privacy:request_new") + f"?case={case.pk}",
    }  # fmt: skip
    return CasePanel("privacy/panel.html", context)
