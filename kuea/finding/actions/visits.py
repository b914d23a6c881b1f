"""A human met the person: what they were told, what they wish, the least that must be known (R8, 3.3)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kuea.core.minimum_data import keep_least
from kuea.core.privacy import Basis, FieldGroup
from kuea.core.problems import Refusal
from kuea.core.thai import normalise
from kuea.finding.actions.cases import HEARERS, decline_case
from kuea.finding.models import Case, OutreachVisit
from kuea.finding.path import move_case, note_step, require_case, require_words
from kuea.offices.models import Duty
from kuea.offices.scope import lock_fresh
from kuea.people.actions import (
    add_need,
    add_record,
    new_person,
    record_basis,
    write_strengths,
)
from kuea.people.models import Person
from kuea.people.notices import current_notice

AGAIN_STATES = ("visited", "ready", "more_info", "not_confirmed")
"""Where a further visit adds what is missing without moving the case."""


@dataclass(frozen=True)
class FirstNeed:
    """One need as heard at the visit, in the person's own words."""

    kind: str
    own_words: str
    is_urgent: bool = False


@dataclass(frozen=True)
class VisitFacts:
    """The visit form, whoever keys it. `name` is given when the person had none written yet."""

    visited_on: date
    wish: str
    wishes_to_go_on: bool
    notice_given: bool = True
    no_notice_reason: str = ""
    explained_to: str = "self"  # or "guardian"
    sensitive_basis: str = Basis.SOCIAL_PROTECTION
    visitor_words: str = ""
    facts: str = ""
    name: str = ""
    strengths: str = ""
    needs: Sequence[FirstNeed] = ()


def record_visit(
    *, by: Duty, case: Case, visit: VisitFacts, form_key: str | None = None,
    version: int | None = None,
) -> OutreachVisit:  # fmt: skip
    """Write down a visit and move a routed case on; when the person says no, stop at once (I24).

    The same `form_key` again answers the earlier visit. Raises `Refusal`: missing (wish, or the reason why
    no notice was given), day_not_come, not_in_this_state, stale.
    """
    if form_key and (earlier := OutreachVisit.objects.filter(form_key=form_key).first()):
        return earlier
    require_case(by, case, *HEARERS)
    _check_facts(by, case, visit)
    try:
        with transaction.atomic():
            return _write_visit(by, lock_fresh(case, version), visit, form_key or None)
    except IntegrityError:
        if form_key and (again := OutreachVisit.objects.filter(form_key=form_key).first()):
            return again
        raise


def _check_facts(by: Duty, case: Case, visit: VisitFacts) -> None:
    if visit.visited_on > timezone.localdate():
        raise Refusal("day_not_come")
    if not visit.notice_given:
        require_words({_("เหตุที่ยังไม่ได้บอกกล่าว"): visit.no_notice_reason})
    if visit.wishes_to_go_on:
        require_words({_("ความประสงค์ของเจ้าตัว"): visit.wish})


def _write_visit(by: Duty, case: Case, visit: VisitFacts, form_key: str | None) -> OutreachVisit:
    if case.state != "routed" and case.state not in AGAIN_STATES:
        raise Refusal("not_in_this_state")
    written = OutreachVisit.objects.create(
        case=case, visited_on=visit.visited_on, visitor=by,
        visitor_words=_least(visit.visitor_words), notice_given=visit.notice_given,
        notice_version=_notice_of(visit), no_notice_reason=_least(visit.no_notice_reason),
        wish=_least(visit.wish), wishes_to_go_on=visit.wishes_to_go_on,
        facts=_least(visit.facts) if visit.wishes_to_go_on else "",
        form_key=form_key,
    )  # fmt: skip
    if case.state == "routed":
        case = move_case(case, "visit", by=by, visited_on=visit.visited_on)
    else:
        case.version += 1
        case.save(update_fields=["version"])
        note_step(case, "revisit", by=by)
    if visit.wishes_to_go_on:
        _write_person(by, case, visit)
    else:
        decline_case(by=by, case=case)
    return OutreachVisit.objects.get(pk=written.pk)


def _least(words: str) -> str:
    return keep_least("visit", normalise(words, keep_lines=True))


def _notice_of(visit: VisitFacts) -> str:
    """The version read aloud on the day of the visit."""
    return current_notice(visit.visited_on).version if visit.notice_given else ""


def _write_bases(by: Duty, person: Person, visit: VisitFacts) -> None:
    """On which ground each group of fields is kept from today on: date, words, who explained (rule 1)."""
    for group, basis in (
        (FieldGroup.IDENTITY, Basis.PUBLIC_TASK),
        (FieldGroup.SENSITIVE, visit.sensitive_basis),
    ):
        record_basis(
            by=by, person=person, field_group=group, basis=basis, on=visit.visited_on,
            notice_version=_notice_of(visit), not_told_reason=visit.no_notice_reason,
            explained_to=visit.explained_to,
        )  # fmt: skip


def _write_person(by: Duty, case: Case, visit: VisitFacts) -> None:
    """The person, now met, has a page of their own: strengths first, then first needs."""
    if case.person is None or case.person.erased_at is not None:
        # Who said no and came back is written anew: what was erased stays erased.
        record = add_record(
            by=by, source=case.channel, name_as_written=_least(visit.name) or _first_who(case),
            tambon=case.tambon, village=case.village,
        )  # fmt: skip
        case.person = new_person(by=by, record=record, is_sealed=case.is_sealed)
        case.first_person = None
        case.save(update_fields=["person", "first_person"])
    _write_bases(by, case.person, visit)
    if normalise(visit.strengths):
        write_strengths(by=by, person=case.person, strengths=_least(visit.strengths))
    for need in visit.needs:
        add_need(
            by=by, person=case.person, kind=need.kind, own_words=_least(need.own_words),
            is_urgent=need.is_urgent,
        )  # fmt: skip


def _first_who(case: Case) -> str:
    """How the first informant called the person, when nobody knows a name."""
    lead = case.leads.exclude(who="").order_by("pk").first()
    return lead.who[:60] if lead else ""
