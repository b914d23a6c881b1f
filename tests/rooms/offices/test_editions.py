"""Editions, provinces and the limits a province sets for itself."""

from datetime import date

import pytest

from kuea.core.limits import milestones
from kuea.core.problems import Refusal
from kuea.ledger.models import Event
from kuea.offices.actions import (
    change_limits,
    load_editions,
    load_places,
    open_edition,
    open_province,
)
from kuea.offices.models import Edition, Place, Province
from kuea.offices.queries import provinces_on, system_duty


def test_demonstration_edition_has_its_real_dates(db):
    (edition,) = load_editions()
    days = {found.code: found.on for found in milestones(edition.d_day, edition.results_day)}
    assert days["d_day"] == date(2006, 12, 5)
    assert days["every_tambon"] == days["phase_3"] == date(2007, 3, 5)
    assert days["in_care"] == date(2007, 3, 31)
    assert days["results_day"] == date(2007, 3, 3)
    assert edition.is_demonstration
    assert load_editions() == []


def test_edition_of_a_known_year_is_refused(world):
    with pytest.raises(Refusal) as refusal:
        open_edition(
            by=world.duty["administrator"], year_be=2569, title="ซ้ำ", d_day=date(2026, 10, 1)
        )
    assert refusal.value.code == "edition_known"
    assert Edition.objects.count() == 1


def test_denominator_is_the_provinces_of_that_day(db):
    load_places()
    assert provinces_on(date(2006, 12, 5)).count() == 76
    assert provinces_on(date(2026, 10, 1)).count() == 77


def test_province_opens_with_its_scheduled_duty(world):
    Place.objects.create(code="12", level="province", kind_th="จังหวัด", name_th="นนทบุรี")
    province = open_province(
        by=world.duty["administrator"], place_code="12", edition=world.edition, short_th="นบ"
    )
    assert system_duty("12").province == province
    assert not system_duty("12").user.has_usable_password()
    assert Event.objects.filter(verb="province.open", province_code="12").exists()


def test_province_is_not_opened_twice(world):
    with pytest.raises(Refusal) as refusal:
        open_province(by=world.duty["administrator"], place_code="13", edition=world.edition)
    assert refusal.value.code == "province_open"


@pytest.mark.parametrize("role", ["secretary", "chair", "ministry"])
def test_only_an_administrator_opens_provinces(world, role):
    with pytest.raises(Refusal) as refusal:
        open_province(by=world.duty[role], place_code="12", edition=world.edition)
    assert refusal.value.code == "not_your_duty"


def test_own_limit_is_kept_and_the_change_recorded(world):
    change_limits(by=world.duty["secretary"], province=world.province, limits={"visit_days": 5})
    province = Province.objects.get(pk="13")
    assert province.limits.visit_days == 5
    event = Event.objects.get(verb="province.limits")
    assert event.data == {"visit_days": [7, 5]}
    change_limits(by=world.duty["secretary"], province=province, limits={"visit_days": 7})
    assert Province.objects.get(pk="13").changed_limits == {}


@pytest.mark.parametrize("limits", [{"visit_days": 0}, {"unknown": 3}, {"visit_days": 99999}])
def test_limit_that_makes_no_sense_is_refused(world, limits):
    with pytest.raises(Refusal) as refusal:
        change_limits(by=world.duty["secretary"], province=world.province, limits=limits)
    assert refusal.value.code == "limit_out_of_range"


def test_limits_changed_meanwhile_are_not_overwritten(world):
    duty = world.duty["secretary"]
    change_limits(by=duty, province=world.province, limits={"visit_days": 5}, seen={})
    with pytest.raises(Refusal) as refusal:
        change_limits(by=duty, province=world.province, limits={"forum_days": 20}, seen={})
    assert refusal.value.code == "stale"


@pytest.mark.parametrize("who", ["chair", "member", "administrator"])
def test_limits_are_the_secretarys_to_change(world, who):
    with pytest.raises(Refusal):
        change_limits(by=world.duty[who], province=world.province, limits={"visit_days": 5})


def test_secretary_of_another_province_changes_nothing_here(world):
    with pytest.raises(Refusal) as refusal:
        change_limits(
            by=world.other["secretary"], province=world.province, limits={"visit_days": 5}
        )
    assert refusal.value.code == "not_in_your_area"
