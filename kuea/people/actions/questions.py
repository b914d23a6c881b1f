"""Answering whether two records are one person. An answer can be taken back; nothing is ever merged away."""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from kuea.core.problems import Refusal
from kuea.ledger.actions import record as tell
from kuea.offices.models import Duty
from kuea.offices.ports import gather_changes
from kuea.offices.scope import lock_fresh, require_province, require_role
from kuea.people.actions.persons import LINKERS
from kuea.people.actions.settling import (
    mark_act,
    move_record,
    one_at_a_time,
    settle,
    settle_again,
)
from kuea.people.models import LinkQuestion, Person, Record
from kuea.people.standing import SAME, answer_rule, reopening_rule

DIFFERENT = "different"


def answer_question(*, by: Duty, question: LinkQuestion, same: bool) -> LinkQuestion:
    """Say whether the two records are one person. «Same» gives every record of the younger person to the older.

    Where one of the two persons is sealed, the first answer waits until another user gives the same one.
    Raises `Refusal`: question_answered when somebody else answered first; data_erased when one of them was
    made anonymous; seal_differs when one of them is sealed, or laid aside, and the other is not.
    """
    require_role(by, *LINKERS)
    require_province(by, question.province_id)
    with transaction.atomic(), gather_changes():
        one_at_a_time(question.province_id)
        fresh = lock_fresh(question)
        if fresh.answer:
            raise Refusal("question_answered")
        answer = SAME if same else DIFFERENT
        persons = {fresh.record.person, fresh.other.person} - {None}
        if same:
            _require_alike(persons)
        if any(person.is_sealed for person in persons) and not _is_second(by, fresh, answer):
            return _wait_for_second(by, fresh, answer)
        if same:
            _join(by, fresh)
        fresh.answer = answer
        fresh.answered_by, fresh.answered_at = by, timezone.now()
        fresh.save(update_fields=["answer", "answered_by", "answered_at"])
        tell(
            "question.answer", fresh, duty_id=by.pk, province_code=fresh.province_id,
            answer=fresh.answer,
        )  # fmt: skip
    return fresh


def take_back_answer(*, by: Duty, question: LinkQuestion) -> LinkQuestion:
    """Open the question again: every record is where the other joinings and partings put it, in any order."""
    require_role(by, *LINKERS)
    require_province(by, question.province_id)
    with transaction.atomic(), gather_changes():
        one_at_a_time(question.province_id)
        fresh = lock_fresh(question)
        if not fresh.answer:
            return fresh
        was_same = fresh.answer == SAME
        pair = (fresh.record_id, fresh.other_id)
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
        if was_same:
            settle_again(by, pair, reopening_rule(fresh.pk))
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


def _join(by: Duty, question: LinkQuestion) -> None:
    """Each record that moves has its two rows; when none moves one row says when the answer was given."""
    rule = answer_rule(question.pk)
    pair = list(
        Record.objects.select_for_update(of=("self",))
        .select_related("person")
        .filter(pk__in=(question.record_id, question.other_id))
        .order_by("pk")
    )
    persons = sorted({one.person for one in pair if one.person}, key=lambda person: person.pk)
    if not persons:
        return
    _require_alike(persons)
    kept = persons[0]
    moving = [one for one in pair if one.person is None]
    for other in persons[1:]:
        moving += other.records.select_for_update().order_by("pk")
    for record in moving:
        move_record(by, record, kept, rule)
    if not moving:
        mark_act(by, pair[0], rule)
    settle(by, [record.pk for record in moving], [person.pk for person in persons])


def _require_alike(persons: Iterable[Person]) -> None:
    """Who is sealed or laid aside is joined only with one who is so too: a joining opens nobody's file."""
    persons = list(persons)
    if any(person.erased_at is not None for person in persons):
        raise Refusal("data_erased")
    if len({(person.is_sealed, person.restricted_at is not None) for person in persons}) > 1:
        raise Refusal("seal_differs")
