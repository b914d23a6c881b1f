"""Needs heard after the first visit (R52): without them a verified neighbour could never enter the register."""

import pytest
from django.urls import reverse

from kuea.core.problems import Refusal
from kuea.finding import actions
from kuea.finding.queries import needs_of_case
from kuea.people.actions import erase_person, restrict_person
from kuea.people.models import Need
from tests.rooms.finding.story import again, raise_one, said, verify_one, visit_one


def send(client, world, role, case, code, **given):
    client.force_login(world.duty[role].user)
    given |= {"version": again(case).version}
    return client.post(reverse("finding:case_act", args=[case.pk, code]), given)


def test_need_heard_late_lets_the_case_enter_the_register(world, client):
    case = verify_one(world, visit=said(needs=()))
    register = {"lawful_basis": "public_task"}
    assert send(client, world, "secretary", case, "register", **register).status_code == 400
    told = {"kind": "food", "own_words": "อยากมีข้าวกินครบมื้อ"}
    assert send(client, world, "host_coordinator", case, "need", **told).status_code == 302
    assert send(client, world, "secretary", case, "register", **register).status_code == 302
    assert again(case).state in {"registered", "waiting"}
    (need,) = needs_of_case(again(case))
    assert (need.kind, need.own_words) == ("food", "อยากมีข้าวกินครบมื้อ")


def test_need_of_the_home_is_shared_by_those_of_one_house_number(world):
    by = world.duty["host_coordinator"]
    cases = [visit_one(world, name=name, who=name) for name in ("นางบุญมี ใจเย็น", "นายบุญมา ใจเย็น")]
    for case in cases:
        case.person.records.update(house_no="12/3")
    roof = actions.note_need(
        by=by, case=cases[0], kind="house_repair", own_words="หลังคารั่ว", of_the_home=True
    )
    actions.note_need(
        by=by, case=cases[1], kind="house_repair", own_words="ฝาบ้านผุ", of_the_home=True
    )
    assert roof.person is None
    assert roof in needs_of_case(again(cases[1]))
    assert again(cases[0]).person.household == again(cases[1]).person.household


def test_need_of_the_home_without_a_house_number_stays_with_the_person(world):
    by = world.duty["host_coordinator"]
    cases = [visit_one(world, name=name, who=name) for name in ("นาพอ", "มะเอ")]
    for case in cases:
        actions.note_need(
            by=by, case=case, kind="house_repair", own_words="ไม่มีที่อยู่", of_the_home=True
        )
    assert again(cases[0]).person.household != again(cases[1]).person.household


def test_need_is_refused_before_anybody_met_the_person(world):
    case = raise_one(world).case
    with pytest.raises(Refusal) as refused:
        actions.note_need(by=world.duty["host_coordinator"], case=case, kind="food", own_words="หิว")
    assert refused.value.code == "not_in_this_state"


def test_need_of_another_person_cannot_be_called_met(world, client):
    mine, other = (visit_one(world, name=name, who=name) for name in ("นาพอ", "มะเอ"))
    (need,) = needs_of_case(other)
    with pytest.raises(Refusal):
        actions.mark_need_met(by=world.duty["host_coordinator"], case=mine, need=need)
    assert (
        send(client, world, "host_coordinator", mine, "need-met", need=need.pk).status_code == 400
    )
    assert (
        send(client, world, "host_coordinator", other, "need-met", need=need.pk).status_code == 302
    )
    need.refresh_from_db()
    assert need.is_met
    page = client.get(reverse("finding:case", args=[other.pk])).content.decode()
    assert "ได้รับแล้ว" in page


def test_need_is_refused_when_the_case_is_not_in_sight(world):
    case = visit_one(world)
    for role in ("volunteer", "giver", "chair", "ministry"):
        with pytest.raises(Refusal):
            actions.note_need(by=world.duty[role], case=case, kind="food", own_words="หิว")
    with pytest.raises(Refusal):
        actions.note_need(by=world.other["secretary"], case=case, kind="food", own_words="หิว")


def test_need_of_a_sealed_person_stays_theirs_and_is_on_no_page_of_the_house(world):
    secret = visit_one(world)
    actions.mark_sensitive(by=world.duty["host_coordinator"], case=secret, matter="violence")
    need = actions.note_need(
        by=world.duty["host_coordinator"], case=again(secret), kind="house_repair", own_words="อยากมีประตูที่ล็อกได้",
        of_the_home=True,
    )  # fmt: skip
    assert (need.person, need.household) == (secret.person, None)


def share_a_home(world):
    """Two neighbours of one house, each of whom said something for all who live there."""
    by = world.duty["host_coordinator"]
    cases = [visit_one(world, name=name, who=name) for name in ("นางบุญมี ใจเย็น", "นายบุญมา ใจเย็น")]
    for case, words in zip(cases, ("หลังคารั่วมานาน", "ฝาบ้านผุ"), strict=True):
        case.person.records.update(house_no="12/3")
        note = {"kind": "house_repair", "own_words": words, "of_the_home": True}
        actions.note_need(by=by, case=again(case), **note)
    return again(cases[0]), again(cases[1])


def words_of(case):
    return {need.own_words for need in needs_of_case(again(case))}


def test_shared_words_leave_the_house_when_who_said_them_is_sealed(world):
    secret, open_ = share_a_home(world)
    assert "หลังคารั่วมานาน" in words_of(open_)
    actions.mark_sensitive(by=world.duty["host_coordinator"], case=secret, matter="violence")
    assert "หลังคารั่วมานาน" not in words_of(open_) and "ฝาบ้านผุ" in words_of(open_)
    assert {"หลังคารั่วมานาน", "ฝาบ้านผุ"} <= words_of(secret)
    (need,) = (need for need in needs_of_case(again(secret)) if need.own_words == "หลังคารั่วมานาน")
    with pytest.raises(Refusal):
        actions.mark_need_met(by=world.duty["host_coordinator"], case=open_, need=need)


def test_shared_words_leave_the_house_when_who_said_them_wants_them_unused(world):
    said, other = share_a_home(world)
    restrict_person(by=world.duty["secretary"], person=said.person)
    assert "หลังคารั่วมานาน" not in words_of(other)


def test_shared_need_stays_without_words_when_who_said_it_is_erased(world):
    said, other = share_a_home(world)
    erase_person(by=world.duty["secretary"], person=said.person, why="request")
    assert "หลังคารั่วมานาน" not in words_of(other) and "ฝาบ้านผุ" in words_of(other)
    assert needs_of_case(other).filter(household=other.person.household).count() == 2


def test_older_shared_words_nobody_knows_the_speaker_of_are_hidden_by_a_seal(world):
    secret, open_ = share_a_home(world)
    Need.objects.update(first_person=None)
    actions.mark_sensitive(by=world.duty["host_coordinator"], case=secret, matter="violence")
    assert not {"หลังคารั่วมานาน", "ฝาบ้านผุ"} & words_of(open_)
    assert "หลังคารั่วมานาน" in words_of(secret)
