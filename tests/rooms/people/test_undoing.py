"""Taking back joinings and partings, one circumstance at a time; random orders are in `test_undo_model`."""

import pytest

from kuea.core.problems import Refusal
from kuea.finding.actions import erase_everywhere, raise_lead, restrict_everywhere
from kuea.people import actions
from kuea.people.models import Link, LinkQuestion, Need, Person
from tests.cases import give_bases


def found(world, name: str) -> Person:
    secretary = world.duty["secretary"]
    record = actions.add_record(
        by=secretary, source="phone", name_as_written=name, tambon=world.tambon
    )
    return actions.new_person(by=secretary, record=record)


def same(world, one: Person, other: Person) -> LinkQuestion:
    question, _ = LinkQuestion.objects.get_or_create(
        province=world.province,
        record=other.links.get(kind="found").record,
        other=one.links.get(kind="found").record,
    )
    return actions.answer_question(by=world.duty["secretary"], question=question, same=True)


def take_back(world, question: LinkQuestion) -> None:
    actions.take_back_answer(by=world.duty["secretary"], question=question)


def whose(*persons: Person) -> list[int]:
    """Where the first record of each is now, as the place in this list."""
    keys = [person.pk for person in persons]
    return [keys.index(p.links.get(kind="found").record.person_id) for p in persons]


def test_first_of_two_answers_taken_back_leaves_the_second(world):
    a, b, c = (found(world, f"มาลี{n} ศรีสุข") for n in range(3))
    first, second = same(world, a, b), same(world, b, c)
    assert whose(a, b, c) == [0, 0, 0]
    take_back(world, first)
    assert whose(a, b, c) == [0, 1, 1]
    take_back(world, second)
    assert whose(a, b, c) == [0, 1, 2]


def test_answer_that_moved_nothing_still_holds_two_together(world):
    a, b, c = (found(world, f"มาลี{n} ศรีสุข") for n in range(3))
    first = same(world, a, b)
    same(world, b, c)
    same(world, a, c)
    take_back(world, first)
    assert whose(a, b, c) == [0, 0, 0]


def test_record_joined_by_hand_later_stays_when_the_answer_is_taken_back(world):
    a, b = found(world, "มาลี ศรีสุข"), found(world, "มาลี ศรีสุก")
    answer = same(world, a, b)
    record = actions.add_record(
        by=world.duty["secretary"], source="phone", name_as_written="มาลี", tambon=world.tambon
    )
    actions.join_record(by=world.duty["secretary"], record=record, person=a)
    take_back(world, answer)
    record.refresh_from_db()
    assert (record.person, whose(a, b)) == (a, [0, 1])


def test_needs_grounds_and_consents_follow_and_return(world):
    a, b = found(world, "มาลี ศรีสุข"), found(world, "มาลี ศรีสุก")
    secretary = world.duty["secretary"]
    give_bases(world, b)
    need = actions.add_need(by=secretary, person=b, kind="food", own_words="ข้าวสาร")
    consent = actions.give_consent(by=secretary, person=b, kind="sharing", words="ได้")
    answer = same(world, a, b)
    for row in (need, consent):
        row.refresh_from_db()
        assert (row.person, row.first_person) == (a, b)
    assert (a.bases.count(), b.bases.count()) == (2, 0)
    take_back(world, answer)
    for row in (need, consent):
        row.refresh_from_db()
        assert (row.person, row.first_person) == (b, None)
    assert (a.bases.count(), b.bases.count()) == (0, 2)


def test_kept_person_s_own_ground_stays_the_one_that_holds(world):
    a, b = found(world, "มาลี ศรีสุข"), found(world, "มาลี ศรีสุก")
    for person in (a, b):
        give_bases(world, person)
    take_back(world, same(world, a, b))
    assert (a.bases.count(), b.bases.count()) == (2, 2)


def test_sealed_person_is_joined_only_with_a_sealed_one(world):
    a, b = found(world, "มาลี ศรีสุข"), found(world, "มาลี ศรีสุก")
    actions.seal_person(by=world.duty["secretary"], person=b)
    with pytest.raises(Refusal, match="seal_differs"):
        same(world, a, b)
    actions.seal_person(by=world.duty["secretary"], person=a)
    take_back(world, same(world, a, b))
    assert set(Person.objects.values_list("is_sealed", flat=True)) == {True}


def test_sealed_while_they_were_one_both_stay_sealed(world):
    a, b, c = (found(world, f"มาลี{n} ศรีสุข") for n in range(3))
    answer = same(world, a, b)
    actions.seal_person(by=world.duty["secretary"], person=a)
    take_back(world, answer)
    sealed = Person.objects.filter(is_sealed=True).values_list("pk", flat=True)
    assert set(sealed) == {a.pk, b.pk} and c.pk not in sealed


def test_laid_aside_is_joined_only_with_laid_aside_and_stays_so(world):
    a, b = found(world, "มาลี ศรีสุข"), found(world, "มาลี ศรีสุก")
    answer = same(world, a, b)
    restrict_everywhere(by=world.duty["secretary"], person=a)
    take_back(world, answer)
    assert not Person.objects.filter(restricted_at=None).exists()
    restrict_everywhere(by=world.duty["secretary"], person=b, restricted=False)
    with pytest.raises(Refusal, match="seal_differs"):
        actions.answer_question(by=world.duty["secretary"], question=answer, same=True)


def test_erased_person_is_joined_with_nobody_and_an_answer_is_taken_back_without_bringing_words(
    world,
):
    leads = [
        raise_lead(
            by=world.duty["secretary"], tambon=world.tambon, channel="phone", name=name, worry="ล้ม"
        )
        for name in ("มาลี ศรีสุข", "มาลี ศรีสุก", "มาลี ศรีสุกข์")
    ]
    a, b, c = (lead.case.person for lead in leads)
    answer = same(world, a, b)
    erase_everywhere(by=world.duty["secretary"], person=a, why="request")
    with pytest.raises(Refusal, match="data_erased"):
        same(world, a, c)
    take_back(world, answer)
    assert whose(a, b) == [0, 1]
    gone = Person.objects.filter(pk__in=[a.pk, b.pk])
    assert {(p.given_name, p.erased_at is None) for p in gone} == {("", False)}
    assert {r.name_as_written for p in gone for r in p.records.all()} == {""}


def test_rows_that_are_no_act_of_their_own_are_not_taken_back(world):
    a, b = found(world, "มาลี ศรีสุข"), found(world, "มาลี ศรีสุก")
    secretary, answer = world.duty["secretary"], same(world, a, b)
    record = b.links.get(kind="found").record
    actions.part_record(by=secretary, record=record)
    parting = record.links.get(rule="undone", kind="parted")
    actions.take_back_link(by=secretary, link=record.links.get(rule="undone", kind="found"))
    assert whose(a, b) == [0, 0]
    for link in (a.links.get(kind="found"), parting, *Link.objects.filter(rule__contains=":")):
        with pytest.raises(Refusal, match="link_stays"):
            actions.take_back_link(by=secretary, link=link)
    take_back(world, answer)
    assert whose(a, b) == [0, 1]


def test_need_written_of_somebody_parted_follows_the_record_back(world):
    a, b = found(world, "มาลี ศรีสุข"), found(world, "มาลี ศรีสุก")
    same(world, a, b)
    record = b.links.get(kind="found").record
    now = actions.part_record(by=world.duty["secretary"], record=record)
    need = actions.add_need(by=world.duty["secretary"], person=now, kind="food", own_words="ข้าวสาร")
    actions.take_back_link(
        by=world.duty["secretary"], link=record.links.get(rule="undone", kind="parted")
    )
    assert Need.objects.get(pk=need.pk).person == a
