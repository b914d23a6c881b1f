"""Lists become leads, never verified people; joining and parting records moves cases with them (R33, I2)."""

import pytest

from kuea.core.problems import Refusal
from kuea.finding import actions
from kuea.finding.models import Case, Lead
from kuea.people.actions import add_record, join_record, new_person
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


def test_joined_persons_share_one_case_and_part_again(world):
    first, row = route_one(world), keep(world, "บุญมี ใจเยน")
    raise_rows(world, row)
    second = Case.objects.get(person_id=row.person_id)
    follower, by = actions.PeopleFollower(), world.duty["secretary"]
    other = second.person
    follower.persons_joined(first.person, other, by)
    assert (again(second).state, again(second).merged_into) == ("merged", first)
    record = Lead.objects.get(record_id=row.record_id).record
    follower.record_parted(record, first.person, other, by)
    parted = again(second)
    assert (parted.state, parted.person, parted.merged_into) == ("lead", other, None)


def test_lead_taken_for_another_person_gets_its_own_case(world):
    known = raise_one(world).case
    row = keep(world, "บุญมี ใจเย็น", person=known.person)
    raise_rows(world, row)
    lead = Lead.objects.get(record_id=row.record_id)
    fresh = keep(world, "นายอื่น คนใหม่")
    from kuea.people.models import Person

    now = Person.objects.get(pk=fresh.person_id)
    actions.PeopleFollower().record_parted(lead.record, known.person, now, world.duty["secretary"])
    lead.refresh_from_db()
    assert lead.case != known
    assert (lead.case.person, lead.case.state) == (now, "lead")
    assert known.leads.count() == 1
