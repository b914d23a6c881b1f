"""Rights of persons (PDPA s.30–36): taken down by any duty of the area, decided with a reason, answered by letter."""

from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kuea.core.privacy import RequestKind, RequestOutcome, request_due
from kuea.core.problems import Refusal
from kuea.core.states import PERSON_REQUEST
from kuea.core.thai import normalise
from kuea.core.words import NATIONAL_ROLES, Role
from kuea.finding.actions import erase_everywhere, restrict_everywhere
from kuea.ledger.actions import record
from kuea.letters.actions import issue_paper
from kuea.offices.models import Duty
from kuea.offices.scope import lock_fresh, require_province, require_role
from kuea.people.actions import correct_person, require_guardian_for_request
from kuea.people.models import Guardian, Person
from kuea.privacy.models import PersonRequest

RECEIVERS = tuple(
    role
    for role in Role
    if role not in {*NATIONAL_ROLES, Role.SYSTEM, Role.GIVER, Role.MEDIA_PARTNER}
)
"""Nobody is sent from door to door: whoever of the area is asked writes it down."""


@dataclass(frozen=True)
class Correction:
    """What the person says is right."""

    name: str = ""
    birth: str = ""
    house_no: str = ""
    telephone: str = ""


def find_sent(form_key: str | None) -> PersonRequest | None:
    """The request an earlier copy of the same form made."""
    return PersonRequest.objects.filter(form_key=form_key).first() if form_key else None


def receive_request(
    *,
    by: Duty,
    kind: str,
    asked_words: str,
    how: str,
    received_on: date,
    who_words: str = "",
    person: Person | None = None,
    guardian: Guardian | None = None,
    known_how: str = "",
    form_key: str | None = None,
) -> PersonRequest:
    """Write down what somebody asked, in their words; the thirty days run from the day they asked.

    `person` only when the duty sees them; else `who_words` says who they are and the secretariat looks.
    Raises `Refusal`: missing, day_not_come, not_in_your_area, guardian_blocked.
    """
    require_role(by, *RECEIVERS)
    if earlier := find_sent(form_key):
        return earlier
    asked, who = normalise(asked_words, keep_lines=True), normalise(who_words)
    lacking = [
        words
        for words, there in ((_("คำขอ"), asked), (_("ใครขอ"), who or person))
        if not there
    ]  # fmt: skip
    if lacking:
        raise Refusal("missing", fields=" · ".join(lacking))
    if received_on > timezone.localdate():
        raise Refusal("day_not_come")
    if person is not None:
        _require_in_sight(by, person)
        require_guardian_for_request(person, guardian)
    assert by.province is not None
    try:
        with transaction.atomic():
            made = PersonRequest.objects.create(
                province=by.province, kind=RequestKind(kind), person=person, who_words=who,
                guardian=guardian, asked_words=asked, how=PersonRequest.How(how),
                known_how=normalise(known_how)[:200], received_on=received_on, received_by=by,
                due_on=request_due(received_on, by.province.limits.request_days),
                form_key=form_key or None,
            )  # fmt: skip
            _tell("receive", made, by)
    except IntegrityError:
        if again := find_sent(form_key):
            return again
        raise
    return made


def decide_request(
    *, by: Duty, request: PersonRequest, outcome: str, reason: str, person: Person | None = None
) -> PersonRequest:
    """The secretariat decides, with the reason the letter will give. Raises: missing, person_needed.

    `person` is who the secretariat found the request to be about. Only a refusal may leave that open
    («we hold nothing about you»).
    """
    require_role(by, Role.SECRETARY)
    require_province(by, request.province_id)
    why = normalise(reason, keep_lines=True)
    if not why:
        raise Refusal("missing", fields=_("เหตุผล"))
    with transaction.atomic():
        fresh = _lock(by, request)
        if person is not None:
            _require_in_sight(by, person)
            require_guardian_for_request(person, fresh.guardian)
            fresh.person = person
        if fresh.person is None and outcome != RequestOutcome.REFUSED:
            raise Refusal("person_needed")
        fresh.state = PERSON_REQUEST.next(fresh.state, "decide")
        fresh.outcome, fresh.reason = RequestOutcome(outcome).value, why
        fresh.decided_by, fresh.decided_at = by, timezone.now()
        fresh.save()
        _tell("decide", fresh, by, outcome=outcome, kind=fresh.kind)
    return fresh


def carry_out_request(
    *, by: Duty, request: PersonRequest, correction: Correction | None = None
) -> PersonRequest:
    """Do what was granted, really, and give the answer its number; refused ones are only answered.

    Raises `Refusal`: not_in_this_state, missing (a correction without what is right).
    """
    require_role(by, Role.SECRETARY)
    require_province(by, request.province_id)
    with transaction.atomic():
        fresh = _lock(by, request)
        fresh.state = PERSON_REQUEST.next(fresh.state, "carry_out")
        if fresh.outcome != RequestOutcome.REFUSED:
            _carry_out(by, fresh, correction)
        fresh.letter = issue_paper(
            by=by, kind="privacy_answer", subject=fresh, province=fresh.province
        )
        fresh.done_at = timezone.now()
        if fresh.kind == RequestKind.ERASURE and fresh.outcome != RequestOutcome.REFUSED:
            fresh.who_words, fresh.asked_words, fresh.known_how = "", "", ""
        fresh.save()
        _tell("carry_out", fresh, by, kind=fresh.kind)
    return fresh


def take_back_request(*, by: Duty, request: PersonRequest) -> PersonRequest:
    """The person wants it no more; nobody needs a reason."""
    require_role(by, *RECEIVERS)
    with transaction.atomic():
        fresh = _lock(by, request)
        fresh.state = PERSON_REQUEST.next(fresh.state, "take_back")
        fresh.save()
        _tell("take_back", fresh, by)
    return fresh


def _carry_out(by: Duty, request: PersonRequest, correction: Correction | None) -> None:
    person = request.person
    assert person is not None  # decide_request asked
    if request.kind == RequestKind.CORRECTION:
        right = correction or Correction()
        correct_person(
            by=by, person=person, name=right.name, birth=right.birth, house_no=right.house_no,
            telephone=right.telephone,
        )  # fmt: skip
    elif request.kind in {RequestKind.OBJECTION, RequestKind.RESTRICTION}:
        restrict_everywhere(by=by, person=person)
    elif request.kind == RequestKind.ERASURE:
        erase_everywhere(by=by, person=person, why="request")


def _require_in_sight(by: Duty, person: Person) -> None:
    seen = (
        Person.objects.in_sight(by) if by.role == Role.SECRETARY else Person.objects.visible_to(by)
    )
    if not seen.filter(pk=person.pk).exists():
        raise Refusal("not_in_your_area")


def _lock(by: Duty, request: PersonRequest) -> PersonRequest:
    if not PersonRequest.objects.visible_to(by).filter(pk=request.pk).exists():
        raise Refusal("not_in_your_area")
    return lock_fresh(request)


def _tell(verb: str, request: PersonRequest, by: Duty, **data: object) -> None:
    record(f"request.{verb}", request, duty_id=by.pk, province_code=request.province_id, **data)
