"""Accounts and duties: who appoints whom, where, and what is refused."""

import pytest

from kuea.core.problems import Refusal
from kuea.ledger.models import Event
from kuea.offices.actions import (
    add_user,
    appoint,
    end_duty,
    install_administrator,
)
from kuea.offices.models import Duty, User


def refused(code: str, act, **facts) -> None:
    with pytest.raises(Refusal) as refusal:
        act(**facts)
    assert refusal.value.code == code


@pytest.fixture
def newcomer(world):
    return add_user(by=world.duty["secretary"], username="somjai", display_name="สมใจ")


def test_secretary_appoints_a_facilitator_in_the_own_province(world, newcomer):
    duty = appoint(by=world.duty["secretary"], user=newcomer, role="facilitator")
    assert (duty.province_id, duty.appointed_by) == ("13", world.duty["secretary"])
    assert Event.objects.filter(verb="duty.appoint", subject_id=str(duty.pk)).count() == 1


def test_duty_already_held_is_returned(world, newcomer):
    first = appoint(by=world.duty["secretary"], user=newcomer, role="recorder")
    assert appoint(by=world.duty["secretary"], user=newcomer, role="recorder") == first


@pytest.mark.parametrize("role", ["chair", "secretary", "administrator", "ministry", "volunteer"])
def test_secretary_does_not_make_chairs_or_peers(world, newcomer, role):
    refused("not_your_duty", appoint, by=world.duty["secretary"], user=newcomer, role=role)


@pytest.mark.parametrize("who", ["chair", "member", "volunteer", "giver", "ministry"])
def test_others_appoint_nobody(world, newcomer, who):
    refused("not_your_duty", appoint, by=world.duty[who], user=newcomer, role="facilitator")


def test_secretary_appoints_nobody_elsewhere(world, newcomer):
    refused(
        "not_in_your_area", appoint, by=world.duty["secretary"], user=newcomer,
        role="facilitator", province=world.other_province,
    )  # fmt: skip


def test_host_coordinator_belongs_to_an_organisation_of_the_province(world, newcomer):
    refused(
        "organisation_needed", appoint, by=world.duty["secretary"], user=newcomer,
        role="host_coordinator",
    )  # fmt: skip
    refused(
        "not_in_your_area", appoint, by=world.other["secretary"], user=newcomer,
        role="host_coordinator", organisation=world.host.organisation,
    )  # fmt: skip


def test_host_appoints_volunteers_of_the_own_organisation_only(world, newcomer):
    by = world.duty["host_coordinator"]
    duty = appoint(
        by=by,
        user=newcomer,
        role="volunteer",
        organisation=by.organisation,
        areas=world.villages[:1],
    )
    assert list(duty.areas.all()) == world.villages[:1]
    giver = world.duty["giver"].organisation
    refused("not_in_your_area", appoint, by=by, user=newcomer, role="volunteer", organisation=giver)


def test_administrator_appoints_secretary_and_chair_but_never_one_person_as_both(world, newcomer):
    by = world.duty["administrator"]
    appoint(by=by, user=newcomer, role="secretary", province=world.province)
    refused(
        "chair_and_secretary", appoint, by=by, user=newcomer, role="chair", province=world.province
    )
    refused("not_in_your_area", appoint, by=by, user=newcomer, role="secretary")


def test_duty_ends_once_and_is_told(world):
    duty = end_duty(by=world.duty["secretary"], duty=world.duty["facilitator"])
    again = end_duty(by=world.duty["secretary"], duty=duty)
    assert again.ended_at == duty.ended_at
    assert Event.objects.filter(verb="duty.end").count() == 1


def test_duty_is_ended_only_by_whoever_may_appoint_it(world):
    refused("not_your_duty", end_duty, by=world.duty["secretary"], duty=world.duty["chair"])
    refused(
        "not_in_your_area", end_duty, by=world.other["secretary"], duty=world.duty["facilitator"]
    )


def test_last_administrator_stays(world):
    refused(
        "last_administrator",
        end_duty,
        by=world.duty["administrator"],
        duty=world.duty["administrator"],
    )


def test_ended_duty_may_do_nothing(world, newcomer):
    ended = end_duty(by=world.duty["administrator"], duty=world.duty["secretary"])
    refused("not_your_duty", appoint, by=ended, user=newcomer, role="member")


def test_first_administrator_is_installed_once(db):
    duty = install_administrator(username="admin", display_name="ผู้ดูแล")
    assert not duty.user.has_usable_password()
    refused("not_your_duty", install_administrator, username="b", display_name="ข")
    assert Duty.objects.count() == 1


def test_account_names_are_taken_once(world, newcomer):
    by = world.duty["secretary"]
    refused("user_known", add_user, by=by, username="SOMJAI", display_name="ซ้ำ")
    assert User.objects.filter(username__iexact="somjai").count() == 1
