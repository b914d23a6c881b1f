"""Lists become leads, never verified people; joining and parting records moves cases with them (R33, I2)."""

import pytest

from kuea.core.problems import Refusal
from kuea.finding import actions
from kuea.finding.models import Case, Lead
from kuea.people.actions import (
    add_record,
    answer_question,
    join_record,
    new_person,
    part_record,
    take_back_answer,
    take_back_link,
)
from kuea.people.models import LinkQuestion, Person
from kuea.people.ports import KeptRow
from tests.rooms.finding.story import again, raise_one, route_one


def keep(world, name, person=None, village=0):
    """A row of a list as people stored it."""
    by = world.duty["secretary"]
    row = add_record(
        by=by,
        source="bmn",
        name_as_written=name,
        tambon=world.tambon,
        village=world.villages[village],
    )
    is_new = person is None
    if is_new:
        person = new_person(by=by, record=row)
    else:
        join_record(by=by, record=row, person=person)
    return KeptRow(
        record_id=row.pk, person_id=person.pk, is_new=is_new, tambon_code=world.tambon.code,
        village_code=world.villages[village].code, who=name, worry="มีชื่อในบัญชี จปฐ.", how_to_find="12/3",
    )  # fmt: skip


def raise_rows(world, *rows, by="secretary"):
    return actions.raise_list_leads(by=world.duty[by], province=world.province, rows=rows)


def test_rows_become_leads_offered_to_their_host(world):
    assert (
        raise_rows(world, keep(world, "นายแดง ดีงาม"), keep(world, "นางขาว สะอาด", village=1)) == 2
    )
    assert set(Case.objects.values_list("state", "host")) == {("lead", world.host.pk)}
    assert sorted(Case.objects.values_list("code", flat=True)) == ["ปท69-00001", "ปท69-00002"]
    assert set(Lead.objects.values_list("channel", flat=True)) == {"list"}


def test_same_rows_twice_make_nothing_new(world):
    row = keep(world, "นายแดง ดีงาม")
    assert (raise_rows(world, row), raise_rows(world, row)) == (1, 0)
    assert Lead.objects.count() == 1


def test_two_rows_of_one_person_are_one_case(world):
    known = raise_one(world).case
    row = keep(world, "บุญมี ใจเย็น", person=known.person)
    more = keep(world, "บุญมี  ใจเย็น", person=known.person)
    assert raise_rows(world, row, more) == 2
    assert Case.objects.count() == 1
    assert known.leads.count() == 3


def test_row_without_a_certain_tambon_waits_with_people(world):
    row = keep(world, "นายแดง ดีงาม")
    unsure = KeptRow(row.record_id, row.person_id, True, "", None, row.who, row.worry, "")
    assert raise_rows(world, unsure) == 0


@pytest.mark.parametrize("role", ["volunteer", "host_coordinator", "giver", "ministry", "chair"])
def test_lists_are_not_raised_by_other_duties(world, role):
    with pytest.raises(Refusal) as no:
        raise_rows(world, keep(world, "นายแดง ดีงาม"), by=role)
    assert no.value.code == "not_your_duty"


def test_queries_do_not_grow_with_the_rows(world, django_assert_max_num_queries):
    rows = [keep(world, f"นายที่{number} คนดี") for number in range(30)]
    with django_assert_max_num_queries(80):  # most of them recompute the one tambon
        raise_rows(world, *rows)


def test_withdrawn_list_sets_aside_only_what_stands_on_it_alone(world):
    alone, worried = keep(world, "นายแดง ดีงาม"), keep(world, "นางขาว สะอาด")
    visited = keep(world, "นายเขียว ร่มเย็น")
    raise_rows(world, alone, worried, visited)
    by_person = {case.person_id: case for case in Case.objects.all()}
    raise_one(world, attach_to=by_person[worried.person_id], name="")
    actions.route_case(by=world.duty["host_coordinator"], case=by_person[visited.person_id])
    actions.PeopleFollower().rows_withdrawn(
        [alone.record_id, worried.record_id, visited.record_id], world.duty["secretary"], "ผิดแฟ้ม"
    )
    assert {again(by_person[row.person_id]).state for row in (alone, worried, visited)} == {
        "out_of_scope",
        "lead",
        "routed",
    }
    assert again(by_person[alone.person_id]).state == "out_of_scope"


def same(world, one: Person, other: Person) -> LinkQuestion:
    """Somebody answers that the two are one."""
    question = LinkQuestion.objects.create(
        province=world.province, record=other.records.first(), other=one.records.first()
    )
    return answer_question(by=world.duty["secretary"], question=question, same=True)


def test_joined_persons_share_one_case_and_part_again(world):
    first, row = route_one(world), keep(world, "บุญมี ใจเยน")
    raise_rows(world, row)
    second = Case.objects.get(person_id=row.person_id)
    answer = same(world, first.person, second.person)
    assert (again(second).state, again(second).merged_into) == ("merged", first)
    take_back_answer(by=world.duty["secretary"], question=answer)
    parted = again(second)
    assert (parted.state, parted.person_id, parted.merged_into) == ("lead", row.person_id, None)


def test_case_that_was_routed_is_routed_again_when_they_part(world):
    first = route_one(world)
    second = route_one(world, name="บุญมี ใจเยน")
    answer = same(world, first.person, second.person)
    assert again(second).state == "merged"
    take_back_answer(by=world.duty["secretary"], question=answer)
    assert (again(second).state, again(second).routed_at) == ("routed", second.routed_at)


def test_living_lead_is_not_merged_into_a_case_that_ended(world):
    first, second = raise_one(world).case, raise_one(world, name="บุญมี ใจเยน").case
    actions.set_aside(by=world.duty["host_coordinator"], case=first, reason="ไปอยู่กับลูกแล้ว")
    same(world, first.person, second.person)
    assert again(second).state == "lead"


def test_withdrawn_list_spares_a_case_for_which_another_lead_speaks(world):
    row = keep(world, "นายแดง ดีงาม")
    raise_rows(world, row)
    worried = raise_one(world, name="นายแดง ดีงามม").case
    same(world, Person.objects.get(pk=row.person_id), worried.person)
    actions.PeopleFollower().rows_withdrawn([row.record_id], world.duty["secretary"], "ผิดแฟ้ม")
    assert Case.objects.get(person_id=row.person_id, merged_into=None).state == "lead"


def test_lead_taken_for_another_person_gets_its_own_case_and_returns(world):
    known = raise_one(world).case
    row = keep(world, "บุญมี ใจเย็น", person=known.person)
    raise_rows(world, row)
    lead, by = Lead.objects.get(record_id=row.record_id), world.duty["secretary"]
    now = part_record(by=by, record=lead.record)
    lead.refresh_from_db()
    own = lead.case
    assert (own.person, own.state, known.leads.count()) == (now, "lead", 1)
    take_back_link(by=by, link=lead.record.links.get(kind="parted"))
    lead.refresh_from_db()
    assert (lead.case, again(own).state, again(own).merged_into) == (known, "merged", known)
