"""The scope engine shows what its slow twin allows and nothing else, row by row and field by field (R-3.1, I17)."""

import pytest
from django.apps import apps
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from kuea.core.words import Role
from kuea.offices.scoping import ScopedQuery
from tests.trust import twin
from tests.trust.population import Population, populate
from tests.world import make_world

OURS = [
    model
    for model in apps.get_models()
    if model.__module__.startswith("kuea.") and model._meta.app_label != "ledger"
]
ROLES = [role.value for role in Role if role is not Role.SYSTEM]


@pytest.fixture
def made(world) -> Population:
    return populate(world)


def test_every_table_says_how_its_rows_hang():
    """Default deny: a table without a line of the scope engine fails the build."""
    silent = [
        model.__name__
        for model in OURS
        if model.__name__ != "User" and not isinstance(model._default_manager.all(), ScopedQuery)
    ]
    assert silent == []


def test_every_table_that_is_not_open_has_its_twin():
    from kuea.core.rights import Kind

    closed = [
        m for m in OURS
        if m.__name__ != "User" and m._default_manager.all().hangs.kind is not Kind.OPEN
    ]  # fmt: skip
    assert [m.__name__ for m in closed if m not in twin.SPOTS] == []


def _duties(made):
    return {None: None} | {role: made.duty[role] for role in ROLES}


def test_rows_seen_are_those_the_twin_allows(made):
    wrong, shown = [], 0
    for role, duty in _duties(made).items():
        for model in OURS:
            if model not in twin.SPOTS:
                continue
            seen = set(model._default_manager.visible_to(duty).values_list("pk", flat=True))
            allowed = twin.visible_keys(duty, model._default_manager.all())
            shown += len(seen)
            if seen != allowed:
                wrong.append((role, model.__name__, seen - allowed, allowed - seen))
    assert wrong == []
    assert shown > 300  # the question was a real one


def test_fields_beyond_a_duty_arrive_empty(made):
    wrong, masked = [], 0
    for role, duty in _duties(made).items():
        for model in OURS:
            if model not in twin.SPOTS:
                continue
            whole = model._default_manager.in_bulk()
            for row in model._default_manager.visible_to(duty):
                for column in model._meta.concrete_fields:
                    may = twin.reads(duty, whole[row.pk], column.name)
                    same = getattr(row, column.attname) == getattr(whole[row.pk], column.attname)
                    blank = getattr(row, column.attname) in (None, "", [], 0, False)
                    masked += not may
                    if (may and not same) or (not may and not blank):
                        wrong.append((role, model.__name__, row.pk, column.name, may))
    assert wrong == []
    assert masked > 50


def test_masked_row_refuses_to_be_saved(made):
    organisation = (
        type(made.at("own", "organisation")).objects.visible_to(made.duty["chair"]).first()
    )
    assert organisation.telephone == ""
    with pytest.raises(PermissionError):
        organisation.save()


def test_masked_field_is_not_read_around_the_mask(made):
    rows = type(made.at("own", "organisation")).objects.visible_to(made.duty["chair"])
    with pytest.raises(PermissionError):
        list(rows.values_list("telephone", flat=True))


def test_ended_duty_sees_nothing(made):
    from django.utils import timezone

    duty = made.duty["secretary"]
    duty.ended_at = timezone.now()
    assert not type(made.at("own", "case")).objects.visible_to(duty).exists()


class RandomRegisters(TestCase):
    """For random cases and duties the engine and the twin agree."""

    @settings(max_examples=25)
    @given(
        st.lists(
            st.tuples(st.booleans(), st.integers(0, 2), st.integers(0, 2), st.booleans(), st.integers(0, 3)),
            min_size=1, max_size=6,
        ),
        st.sampled_from(ROLES),
    )  # fmt: skip
    def test_cases_and_persons_seen_are_those_the_twin_allows(self, shapes, role):
        from kuea.finding.models import Case
        from kuea.people.models import Person

        made = populate(make_world(), mark=False)
        world, hosts = (
            made.world,
            [None, made.at("own", "organisation"), made.at("near", "organisation")],
        )
        carriers = [None, made.duty["volunteer"], made.duty["social_worker"]]
        named = [[], ["secretary"], ["host_coordinator", "chair"], ["social_worker", "volunteer"]]
        for number, (far, host, carrier, sealed, names) in enumerate(shapes):
            province = world.other_province if far else world.province
            person = Person.objects.create(province=province, code=f"R{number}", is_sealed=sealed)
            case = Case.objects.create(
                province=province, edition=world.edition, code=f"RC{number}", person=person, tambon=world.tambon,
                channel="phone", host=hosts[host], volunteer=carriers[carrier], is_sealed=sealed,
            )  # fmt: skip
            case.named_duties.set(made.duty[name] for name in named[names])
        duty = made.duty[role]
        for model in (Case, Person):
            seen = set(model.objects.visible_to(duty).values_list("pk", flat=True))
            assert seen == twin.visible_keys(duty, model.objects.all()), model
