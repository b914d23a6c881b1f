"""Persons are clusters of records: joined, parted, asked about; nothing is merged away (I23)."""

import pytest
from django.db import IntegrityError, connection, transaction

from kuea.core.problems import Refusal
from kuea.core.thai import make_sample_number
from kuea.finding.actions import raise_lead
from kuea.finding.models import Case
from kuea.people import actions, queries
from kuea.people.models import Link, LinkQuestion, Person, Record
from kuea.people.searching import search_persons


def write(world, name: str, **fields) -> Record:
    fields = {"tambon": world.tambon, **fields}
    return actions.add_record(
        by=world.duty["secretary"], source="phone", name_as_written=name, **fields
    )


def found(world, name: str, **fields) -> Person:
    return actions.new_person(by=world.duty["secretary"], record=write(world, name, **fields))


def test_record_keeps_the_name_as_written_beside_its_cleaned_form(world):
    record = write(world, "น.ส. มาลี  ศรีสุข", birth="3 ก.พ. 2490", telephone="๐๘๑-๒๓๔-๕๖๑๒")
    assert record.name_as_written == "น.ส. มาลี  ศรีสุข"
    assert (record.given_name, record.family_name, record.sex) == ("มาลี", "ศรีสุข", "F")
    assert (record.birth_year, record.birth_month, record.telephone) == (1947, 2, "0812345612")


def test_person_needs_no_number_birth_date_or_house(world):
    person = found(world, "อาผา")
    assert person.code == "ปท-69-000001" and person.birth_year is None
    assert person.links.get().kind == Link.Kind.FOUND


def test_codes_go_on_and_are_never_citizen_numbers(world):
    codes = [found(world, f"คนที่{n} หนึ่ง", citizen_number=make_sample_number(n)).code for n in (1, 2)]
    assert codes == ["ปท-69-000001", "ปท-69-000002"]


def test_citizen_number_is_sealed_in_the_database_and_found_by_its_digest(world):
    number = make_sample_number(7)
    person = found(world, "มาลี ศรีสุข", citizen_number=number)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM people_record")
        assert number not in str(cursor.fetchall())
    assert [one.person for one in search_persons(world.duty["secretary"], number)] == [person]
    assert Record.objects.get().citizen_number == number


def test_number_with_a_wrong_check_digit_is_kept_sealed_but_not_used(world):
    number = make_sample_number(7)
    wrong = number[:-1] + str((int(number[-1]) + 1) % 10)
    record = write(world, "มาลี ศรีสุข", citizen_number=wrong)
    assert (record.citizen_number, record.citizen_digest) == (wrong, "")
    assert record.citizen_status == "wrong_check_digit"


def test_joining_and_parting_are_rows_and_can_be_undone(world):
    person, record = found(world, "มาลี ศรีสุข"), write(world, "มาลี ศรีสุก")
    secretary = world.duty["secretary"]
    actions.join_record(by=secretary, record=record, person=person)
    other = actions.part_record(by=secretary, record=record, reason="คนละบ้าน")
    assert other != person and record.person == other
    kinds = list(record.links.order_by("pk").values_list("kind", flat=True))
    assert kinds == ["joined", "parted", "found"]
    actions.part_record(by=secretary, record=write_back_to(other, world), into=person)
    assert set(person.records.all()) == {person.records.first(), record}


def write_back_to(person: Person, world) -> Record:
    return person.records.get()


def test_only_record_of_a_person_cannot_be_parted(world):
    person = found(world, "มาลี ศรีสุข")
    with pytest.raises(Refusal, match="record_alone"):
        actions.part_record(by=world.duty["secretary"], record=person.records.get())


def test_record_of_one_person_is_not_joined_to_another(world):
    one, other = found(world, "มาลี ศรีสุข"), found(world, "บุญมี ใจดี")
    with pytest.raises(Refusal, match="record_taken"):
        actions.join_record(by=world.duty["secretary"], record=one.records.get(), person=other)


def test_links_are_never_changed_or_removed(world):
    link = found(world, "มาลี ศรีสุข").links.get()
    for change in (lambda: Link.objects.filter(pk=link.pk).update(rule="x"), link.delete):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()


@pytest.mark.parametrize("role", ["giver", "ministry", "administrator"])
def test_duties_that_find_nobody_write_no_records(world, role):
    with pytest.raises(Refusal):
        actions.add_record(
            by=world.duty[role], source="phone", name_as_written="มาลี", tambon=world.tambon
        )


def test_another_province_neither_writes_nor_joins(world):
    person, stranger = found(world, "มาลี ศรีสุข"), world.other["secretary"]
    with pytest.raises(Refusal, match="not_in_your_area"):
        actions.add_record(by=stranger, source="phone", name_as_written="มาลี", tambon=world.tambon)
    with pytest.raises(Refusal, match="not_in_your_area"):
        actions.part_record(by=stranger, record=person.records.get())
    assert search_persons(stranger, "มาลี") == []


def test_need_is_in_words_and_has_one_owner(world):
    person, volunteer = found(world, "มาลี ศรีสุข"), world.duty["volunteer"]
    need = actions.add_need(by=volunteer, person=person, kind="food", own_words="อยากมีข้าวกินทุกวัน")
    assert (need.province_id, need.is_met) == ("13", False)
    with pytest.raises(Refusal, match="missing"):
        actions.add_need(by=volunteer, person=person, kind="food", own_words="  ")
    with pytest.raises(Refusal, match="missing"):
        actions.add_need(by=volunteer, kind="food", own_words="ข้าว")
    assert actions.meet_need(by=volunteer, need=need).is_met


def test_same_house_number_in_the_same_village_is_one_household(world):
    secretary, person = world.duty["secretary"], found(world, "มาลี ศรีสุข")
    house = {"by": secretary, "tambon": world.tambon, "village": world.villages[0]}
    first = actions.make_household(**house, house_no="12/3", people=[person])
    assert actions.make_household(**house, house_no="๑๒/๓") == first
    assert actions.make_household(**house) != actions.make_household(**house)
    person.refresh_from_db()
    assert person.household == first


def test_similar_people_are_shown_before_somebody_is_written_twice(world):
    person = found(world, "นางมาลี ศรีสุข")
    found(world, "นายสมชาย คนไกล")
    secretary = world.duty["secretary"]
    alike = queries.similar_people(duty=secretary, name_key="มาลี|ศรีสุก", tambon=world.tambon)
    assert [one.person for one in alike] == [person] and alike[0].same_tambon
    elsewhere = queries.similar_people(
        duty=secretary, name_key="มาลี|ศรีสุข", tambon=world.other_tambon
    )
    assert [one.person for one in elsewhere] == [person] and not elsewhere[0].same_tambon
    assert queries.similar_people(duty=world.other["secretary"], name_key="มาลี|ศรีสุข") == []


def test_sealed_person_is_shown_to_nobody_unnamed(world):
    person = found(world, "มาลี ศรีสุข")
    actions.seal_person(by=world.duty["secretary"], person=person)
    assert search_persons(world.duty["secretary"], "มาลี") == []
    assert queries.similar_people(duty=world.duty["secretary"], name_key="มาลี|ศรีสุข") == []


EVIDENCE = {
    "model": "thai-1", "weight": 0.5,
    "signs": [["given", "equal_uncommon", 3.2], ["family", "one_slip", 4.5], ["birth", "years_1_2", -2.0]],
}  # fmt: skip


def ask(world, one: Person, other: Person) -> LinkQuestion:
    return LinkQuestion.objects.create(
        province=world.province,
        record=other.records.get(),
        other=one.records.get(),
        evidence=EVIDENCE,
    )


def two_with_cases(world):
    """Two persons with one lead each."""
    leads = [
        raise_lead(
            by=world.duty["secretary"],
            tambon=world.tambon,
            channel="phone",
            name=name,
            worry="อยู่ลำพัง",
        )
        for name in ("นางมาลี ศรีสุข", "มาลี ศรีสุก")
    ]
    return [lead.case.person for lead in leads]


def test_answer_same_gives_all_records_to_the_older_person_and_can_be_taken_back(world):
    one, other = two_with_cases(world)
    question = ask(world, one, other)
    secretary = world.duty["secretary"]
    actions.answer_question(by=secretary, question=question, same=True)
    assert (one.records.count(), other.records.count()) == (2, 0)
    assert sorted(Case.objects.values_list("state", flat=True)) == ["lead", "merged"]
    actions.take_back_answer(by=secretary, question=question)
    assert (one.records.count(), other.records.count()) == (1, 1)
    assert [case.state for case in Case.objects.all()] == ["lead", "lead"]
    assert {case.person for case in Case.objects.all()} == {one, other}
    question.refresh_from_db()
    assert question.answer == ""


def test_answer_different_moves_nothing(world):
    one, other = two_with_cases(world)
    actions.answer_question(by=world.duty["secretary"], question=ask(world, one, other), same=False)
    assert (one.records.count(), other.records.count()) == (1, 1)
    assert queries.open_questions(world.duty["secretary"]).count() == 0


def test_two_officers_answering_the_same_pair_at_once(world):
    one, other = two_with_cases(world)
    question = ask(world, one, other)
    actions.answer_question(by=world.duty["secretary"], question=question, same=True)
    with pytest.raises(Refusal, match="question_answered"):
        actions.answer_question(by=world.duty["secretary"], question=question, same=False)


def test_answering_taking_back_and_answering_again(world):
    one, other = two_with_cases(world)
    question, secretary = ask(world, one, other), world.duty["secretary"]
    for _ in range(2):
        actions.answer_question(by=secretary, question=question, same=True)
        actions.take_back_answer(by=secretary, question=question)
    assert (one.records.count(), other.records.count()) == (1, 1)
