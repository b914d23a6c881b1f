"""The tables of rights hold together: no sight beyond its ceiling, every actor and kind has its line."""

import pytest

from kuea.core.rights import (
    ACTORS,
    CEILINGS,
    CLASS_OF,
    INCOMPATIBLE,
    PUBLIC_SIGHTS,
    SIGHTS,
    DataClass,
    Kind,
    Reach,
    are_incompatible,
    readers_of,
)
from kuea.core.words import Role


def test_no_sight_reaches_beyond_its_ceiling():
    wide = [
        (kind, role, sight)
        for kind, lines in SIGHTS.items()
        for role, sights in lines.items()
        for sight in sights
        if sight.reach > CEILINGS[role][CLASS_OF[kind]]
    ]
    assert wide == []


def test_every_actor_of_the_requirements_stands_in_the_list():
    assert {actor.number for actor in ACTORS} == set(range(1, 33))
    assert {actor.role for actor in ACTORS if actor.role} == set(Role) - {Role.SYSTEM}


def test_every_kind_has_its_class_and_line():
    assert set(CLASS_OF) == set(SIGHTS) == set(Kind)


def test_public_and_ministry_see_only_open_things():
    for kind in Kind:
        if CLASS_OF[kind] is not DataClass.D0:
            assert kind not in PUBLIC_SIGHTS
            for role in (
                Role.MINISTRY,
                Role.MINISTER,
                Role.MEDIA_PARTNER,
                Role.CABINET_COORDINATOR,
            ):
                assert kind is Kind.DUTY or role not in SIGHTS[kind]


def test_nobody_reaches_sealed_rows_by_place():
    assert all(CEILINGS[role][DataClass.D4] <= Reach.OWN for role in Role)


def test_duties_of_the_ministry_and_machine_read_no_person():
    for role in (
        Role.MINISTRY,
        Role.ADMINISTRATOR,
        Role.AUDITOR,
        Role.SYSTEM,
        Role.CHAIR,
        Role.MEMBER,
    ):
        assert CEILINGS[role][DataClass.D2] is CEILINGS[role][DataClass.D3] is Reach.NOTHING


@pytest.mark.parametrize("pair", INCOMPATIBLE, ids=lambda pair: "+".join(sorted(pair)))
def test_incompatible_duties_are_so_both_ways(pair):
    one, other = pair
    assert are_incompatible(one, other)
    assert are_incompatible(other, one)


def test_readers_are_in_the_order_of_the_roles():
    assert readers_of(Kind.PERSON)[0] is Role.SECRETARY
    assert Role.MINISTRY not in readers_of(Kind.PERSON, Kind.CASE)
