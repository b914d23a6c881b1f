"""Answering whether two records are one person. An answer can be taken back; nothing is ever merged away."""

from django.db import transaction
from django.utils import timezone

from kuea.core.problems import Refusal
from kuea.ledger.actions import record as tell
from kuea.offices.models import Duty
from kuea.offices.ports import tambon_changed
from kuea.offices.scope import lock_fresh, require_province, require_role
from kuea.people.actions.persons import LINKERS, join_record, part_record
from kuea.people.models import Link, LinkQuestion, Person
from kuea.people.ports import followers

SAME, DIFFERENT = "same", "different"


def answer_question(*, by: Duty, question: LinkQuestion, same: bool) -> LinkQuestion:
    """Say whether the two records are one person. «Same» gives every record of the younger person to the older.

    Where one of the two persons is sealed, the first answer waits until another user gives the same one.
    Raises `Refusal`: question_answered when somebody else answered first.
    """
    require_role(by, *LINKERS)
    require_province(by, question.province_id)
    with transaction.atomic():
        fresh = lock_fresh(question)
        if fresh.answer:
            raise Refusal("question_answered")
        persons = {fresh.record.person, fresh.other.person} - {None}
        answer = SAME if same else DIFFERENT
        if any(person.is_sealed for person in persons) and not _is_second(by, fresh, answer):
            return _wait_for_second(by, fresh, answer)
        if same and len(persons) == 2:
            kept, other = sorted(persons, key=lambda person: person.pk)
            _give_records(by, kept, other, rule=_rule(fresh))
        elif same and persons:
            for record in (fresh.record, fresh.other):
                join_record(by=by, record=record, person=next(iter(persons)), rule=_rule(fresh))
        fresh.answer = answer
        fresh.answered_by, fresh.answered_at = by, timezone.now()
        fresh.save(update_fields=["answer", "answered_by", "answered_at"])
        tell(
            "question.answer", fresh, duty_id=by.pk, province_code=fresh.province_id,
            answer=fresh.answer,
        )  # fmt: skip
    return fresh


def take_back_answer(*, by: Duty, question: LinkQuestion) -> LinkQuestion:
    """Open the question again; what «same» joined goes back to where it was."""
    require_role(by, *LINKERS)
    require_province(by, question.province_id)
    with transaction.atomic():
        fresh = lock_fresh(question)
        if not fresh.answer:
            return fresh
        if fresh.answer == SAME:
            _give_back(by, fresh)
        fresh.answer, fresh.answered_by, fresh.answered_at = "", None, None
        fresh.first_answer, fresh.first_answered_by = "", None
        fresh.save(
            update_fields=[
                "answer",
                "answered_by",
                "answered_at",
                "first_answer",
                "first_answered_by",
            ]
        )
        tell("question.reopen", fresh, duty_id=by.pk, province_code=fresh.province_id)
    return fresh


def _is_second(by: Duty, question: LinkQuestion, answer: str) -> bool:
    """Has somebody else given this answer already?"""
    first = question.first_answered_by
    return first is not None and first.user_id != by.user_id and question.first_answer == answer


def _wait_for_second(by: Duty, question: LinkQuestion, answer: str) -> LinkQuestion:
    """Keep the answer as the first one; an earlier one that differs gives way, and must be confirmed anew."""
    question.first_answer, question.first_answered_by = answer, by
    question.save(update_fields=["first_answer", "first_answered_by"])
    tell(
        "question.first_answer", question, duty_id=by.pk, province_code=question.province_id,
        answer=answer,
    )  # fmt: skip
    return question


def _rule(question: LinkQuestion) -> str:
    return f"question:{question.pk}"


def _give_records(by: Duty, kept: Person, other: Person, rule: str) -> None:
    """Every record of `other` is `kept`'s from now on, each with its two rows."""
    for record in other.records.select_for_update().order_by("pk"):
        Link.objects.create(record=record, person=other, kind=Link.Kind.PARTED, rule=rule, by=by)
        record.person = None
        record.save(update_fields=["person"])
        join_record(by=by, record=record, person=kept, rule=rule)
    for follower in followers():
        follower.persons_joined(kept, other, by)
    tambon_changed(kept.tambon_id or "", other.tambon_id or "")


def _give_back(by: Duty, question: LinkQuestion) -> None:
    """Records that this answer moved, and that still are where it put them, return to their former person."""
    rule = _rule(question)
    former = dict(
        Link.objects.filter(rule=rule, kind=Link.Kind.PARTED)
        .order_by("pk")
        .values_list("record_id", "person_id")
    )
    moved = Link.objects.filter(rule=rule, kind=Link.Kind.JOINED, record_id__in=former)
    for link in {link.record_id: link for link in moved.select_related("record")}.values():
        if link.record.person_id == link.person_id:
            before = Person.objects.get(pk=former[link.record_id])
            part_record(by=by, record=link.record, into=before, rule=f"{rule}:undone")
