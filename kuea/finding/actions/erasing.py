"""The words of a case erased for good: by the person's no, by a request, by the clock, by retention (PDPA s.25, s.33).

The row stays with its place, state and dates, so that every count stays as it was.
"""

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from kuea.core.privacy import ERASED
from kuea.core.states import ENDED_STATES
from kuea.core.stories import find_traces
from kuea.core.words import CloseReason
from kuea.finding.glass_models import GlassGrant, GlassReview
from kuea.finding.models import (
    AgendaItem,
    Case,
    CaseStep,
    Decision,
    Forum,
    ForumAttendance,
    Lead,
    OutreachVisit,
    RoundPicture,
)
from kuea.finding.path import move_case, note_step
from kuea.finding.ports import words_erasers
from kuea.intake.actions import erase_rows
from kuea.intake.models import RawRow
from kuea.ledger.actions import record
from kuea.offices.models import Duty
from kuea.offices.ports import gather_changes
from kuea.offices.scope import lock_fresh
from kuea.people.actions import erase_person
from kuea.people.models import Person

ERASES: dict[str, tuple[str, ...]] = {
    "finding.Case": (
        "existing_care", "agrees_to_discussion", "missing_words", "other_path", "notice_waived_reason",
    ),
    "finding.CaseStep": ("reason",),
    "finding.Lead": ("who", "worry", "how_to_find", "informant"),
    "finding.OutreachVisit": ("visitor_words", "no_notice_reason", "wish", "facts"),
    "finding.AgendaItem": ("minimum_facts",),
    "finding.Decision": ("reasons", "dissent", "what_next", "missing_words", "other_path"),
    "finding.ForumAttendance": ("name",),
    "finding.GlassGrant": ("reason",),
    "finding.GlassReview": ("words",),
    "finding.RoundPicture": ("caption", "consent_words"),  # when the picture is taken away
}  # fmt: skip


@transaction.atomic
def erase_case(*, by: Duty, case: Case, why: str) -> Case:
    """Empty the words of the case, and make its person anonymous unless another case still works for them.

    Called by what decided it; `why` is the ledger's code: declined, notice_clock, request, retention.
    """
    fresh = lock_fresh(case)
    if fresh.words_erased_at is not None:
        return fresh
    _erase_words(by, fresh)
    _erase_captions(fresh)
    for erase in words_erasers():
        erase(fresh)
    fresh.existing_care = fresh.agrees_to_discussion = fresh.missing_words = ""
    fresh.other_path = ERASED if fresh.other_path else ""
    fresh.notice_waived_reason = ""
    fresh.words_erased_at, fresh.version = timezone.now(), fresh.version + 1
    fresh.save()
    note_step(fresh, "erase", by=by, why=why)
    if fresh.person is not None and not _works_elsewhere(fresh.person, fresh):
        erase_person(by=by, person=fresh.person, why=why)
    return fresh


def _erase_captions(case: Case) -> None:
    """What was written below photographs of the village's search rounds, where it names the person.

    A photograph itself carries no name: whoever is in it has it taken away by the host (`remove_picture`).
    """
    if case.person is None or case.village_id is None:
        return
    names = [case.person.given_name, case.person.family_name, case.person.nickname]
    for picture in RoundPicture.objects.filter(search_round__village_id=case.village_id):
        if any(one.must_go for one in find_traces(picture.caption, names=names, places=())):
            picture.caption = ""
        if any(one.must_go for one in find_traces(picture.consent_words, names=names, places=())):
            picture.consent_words = ERASED
        picture.save(update_fields=["caption", "consent_words"])


def erase_glass_words(case: Case) -> None:
    """Who opened the case, when, for which purpose and what the second person found stay. A reason that nobody
    has reviewed yet stays too, so that erasing covers no tracks; its review empties it."""
    GlassGrant.objects.filter(case=case, review__isnull=False).update(reason=ERASED)
    GlassReview.objects.filter(grant__case=case).update(words=ERASED)


def erase_everywhere(*, by: Duty, person: Person, why: str) -> Person:
    """Every case of the person, then the person: cases still on their way are closed as erased first."""
    with transaction.atomic(), gather_changes():
        for case in cases_of_person(person):
            closed = close_as_erased(by=by, case=case, reason=CloseReason.DATA_ERASED)
            erase_case(by=by, case=closed, why=why)
        return erase_person(by=by, person=person, why=why)


def erase_minutes(*, by: Duty, forum: Forum) -> int:
    """Retention of full minutes: names and words go, decisions, sectors and numbers stay. How many rows."""
    with transaction.atomic():
        items = AgendaItem.objects.filter(forum=forum)
        count = items.exclude(minimum_facts="").update(minimum_facts="")
        count += ForumAttendance.objects.filter(forum=forum).exclude(name="").update(name="")
        count += _erase_decisions(Decision.objects.filter(item__forum=forum))
        record("forum.erase", forum, duty_id=by.pk, province_code=forum.province_id)
    return count


def cases_of_person(person: Person) -> list[Case]:
    """The person's own cases, and those merged into them: a merged case may still name them another way."""
    own = Q(person=person) | Q(merged_into__person=person)
    return list(Case.objects.filter(own).order_by("pk"))


def close_as_erased(*, by: Duty, case: Case, reason: CloseReason) -> Case:
    """What is left of somebody nobody may look for any more: a count of the area."""
    if case.state in {"closed", "merged", "out_of_scope"}:
        return case
    if case.state == "in_forum":  # the table knows no other way off an agenda that is the person's
        case = move_case(case, "decline", by=by)
    return move_case(case, "close", by=by, closed_reason=reason.value, volunteer=None)


def _works_elsewhere(person: Person, but: Case) -> bool:
    others = Case.objects.filter(person=person, words_erased_at=None).exclude(pk=but.pk)
    return others.exclude(state__in=ENDED_STATES).exists()


def _erase_words(by: Duty, case: Case) -> None:
    rows = RawRow.objects.filter(record__lead__case=case)
    if case.person is None:
        erase_rows(by=by, rows=rows)
    Lead.objects.filter(case=case).update(
        who="", worry="", how_to_find="", informant="", may_call_back=False
    )
    visits = OutreachVisit.objects.filter(case=case)
    visits.update(wish="", facts="", visitor_words="")
    visits.exclude(no_notice_reason="").update(no_notice_reason=ERASED)
    CaseStep.objects.filter(case=case).exclude(reason="").update(reason="")
    AgendaItem.objects.filter(case=case).exclude(minimum_facts="").update(minimum_facts="")
    _erase_decisions(Decision.objects.filter(item__case=case))
    erase_glass_words(case)


def _erase_decisions(decisions: object) -> int:
    """A decision keeps its outcome, group and criteria; where words may not be empty a mark stands."""
    rows: list[Decision] = list(decisions)  # type: ignore[call-overload]
    for row in rows:
        row.reasons, row.dissent, row.what_next = ERASED, "", ""
        row.missing_words = ERASED if row.missing_words else ""
        row.other_path = ERASED if row.other_path else ""
        row.save(update_fields=["reasons", "dissent", "what_next", "missing_words", "other_path"])
    return len(rows)
