"""Short sentences for the stories of the fourteen rules."""

from contextlib import contextmanager
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from kuea.core.problems import Refusal
from kuea.coverage import actions as coverage
from kuea.people.models import Person
from kuea.privacy import actions
from tests.cases import make_case, make_need, make_offer


@contextmanager
def refused(code: str):
    with pytest.raises(Refusal) as no:
        yield
    assert no.value.code == code


@contextmanager
def days_later(days: int, hours: int = 0):
    with time_machine.travel(timezone.now() + timedelta(days=days, hours=hours), tick=False):
        yield


def everything_in_the_database() -> str:
    """Every text of every table of ours, sealed columns opened: where a name may still stand."""
    from django.apps import apps

    found = []
    for model in apps.get_models():
        if not model.__module__.startswith("kuea.") or model._meta.label in {
            "offices.User", "offices.Place",
        }:  # fmt: skip
            continue
        for row in model._base_manager.all().values():
            found.append(f"{model._meta.label}: {row!r}")
    return "\n".join(found)


def again(row):
    return type(row)._base_manager.get(pk=row.pk)


def make_child(person: Person) -> Person:
    person.birth_year = timezone.localdate().year - 8
    person.save()
    return person


def ask(world, kind, person, by="host_coordinator", **told):
    return actions.receive_request(
        by=world.duty[by], kind=kind, asked_words="ขอตามสิทธิ", how="spoken", person=person,
        received_on=timezone.localdate(), **told,
    )  # fmt: skip


def grant(world, request, correction=None):
    by = world.duty["secretary"]
    decided = actions.decide_request(
        by=by, request=request, outcome="granted", reason="เป็นสิทธิของท่าน"
    )
    return actions.carry_out_request(by=by, request=decided, correction=correction)


def told_match(world, case=None):
    """A giver that knows who it is: offered, accepted, and the receiver agreed."""
    case = case or make_case(world)
    match = coverage.suggest_match(
        need=make_need(world, case), offer=make_offer(world), case=case,
        by=world.duty["host_coordinator"],
    )  # fmt: skip
    match = coverage.offer_match(match=match, by=world.duty["host_coordinator"])
    match = coverage.accept_match(match=match, by=world.duty["giver"])
    return coverage.agree_match(
        match=match, by=world.duty["host_coordinator"], agreed_how="ถามที่บ้าน"
    )
