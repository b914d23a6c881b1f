"""What few may know: found out late, kept from open forums and from lists at once (R75, I11, D4)."""

from datetime import timedelta

import pytest
from django.utils import timezone

from kuea.core.problems import Refusal
from kuea.finding import actions
from kuea.finding.models import Case
from kuea.people.actions import answer_question
from kuea.people.models import LinkQuestion, Person
from kuea.people.queries import answered_questions
from tests.rooms.finding.story import (
    again,
    overtake,
    raise_one,
    ready_one,
    route_one,
    second_host,
    verify_one,
    visit_one,
)
from tests.world import make_duty


def mark(world, case, matter, by="host_coordinator", **given):
    return actions.mark_sensitive(by=world.duty[by], case=case, matter=matter, **given)


def put_on_open_agenda(world, case):
    forum = actions.plan_forum(
        by=world.duty["host_coordinator"], tambon=world.tambon, villages=world.villages,
        host=world.host.organisation, mode="open", held_at=timezone.now() + timedelta(days=10),
        place_words="ศาลาวัด", facilitator=world.duty["facilitator"], recorder=world.duty["recorder"],
    )  # fmt: skip
    actions.add_item(
        by=world.duty["host_coordinator"], forum=forum, case=case, minimum_facts="ผู้สูงอายุอยู่ลำพัง"
    )
    return forum


def test_sensitive_case_leaves_the_open_agenda_and_waits_for_a_closed_one(world):
    case = ready_one(world)
    forum = put_on_open_agenda(world, case)
    marked = mark(world, again(case), "hiv")
    assert (marked.state, marked.sensitive, marked.forum_mode) == ("ready", "hiv", "closed")
    assert not forum.items.exists()
    actions.announce_forum(by=world.duty["host_coordinator"], forum=forum)  # the forum goes on


def test_violence_found_at_the_visit_is_sealed_at_once(world):
    case = visit_one(world)
    Case.objects.filter(pk=case.pk).update(volunteer=world.duty["volunteer"])
    other = make_duty("host_coordinator", world.province, world.host.organisation)
    mark(world, again(case), "violence", by="volunteer")
    sealed = again(case)
    assert (sealed.is_sealed, sealed.volunteer, sealed.person.is_sealed) == (True, None, True)
    for duty in (world.duty["volunteer"], world.duty["host_coordinator"], other):
        assert not Case.objects.visible_to(duty).exists()
    assert Case.objects.visible_to(world.duty["secretary"]).get() == case


def nobody_else_sees(world, *cases):
    """Neither the host, nor its volunteer, nor another host: only the secretariat."""
    for role in ("host_coordinator", "volunteer"):
        assert not Case.objects.visible_to(world.duty[role]).filter(pk__in=[c.pk for c in cases])
    seen = Case.objects.visible_to(world.duty["secretary"])
    assert set(cases) <= set(seen) and all(again(case).person.is_sealed for case in cases)


@pytest.mark.parametrize("sealed", ["the one that stays", "the one that points"])
def test_cases_merged_into_one_are_sealed_with_it(world, sealed):
    points, stays = route_one(world), route_one(world, name="ยายบุญ มีใจเย็น")
    actions.merge_cases(by=world.duty["host_coordinator"], case=points, into=stays)
    mark(world, again(stays if "stays" in sealed else points), "violence", by="secretary")
    nobody_else_sees(world, points, stays)


def test_case_merged_into_a_sealed_one_is_sealed(world):
    secret = raise_one(world, by="secretary", sensitive="violence").case
    points = route_one(world)
    merged = actions.merge_cases(by=world.duty["secretary"], case=points, into=secret)
    assert merged.is_sealed
    nobody_else_sees(world, points, secret)


def test_every_case_of_the_person_is_sealed_and_its_officer_named_only_where_they_saw(world):
    """A second case, with another host, would tell who the sealed one is about."""
    host, stranger = second_host(world)
    case = visit_one(world)
    beside = raise_one(world, by="secretary", name="", person=case.person).case
    Case.objects.filter(pk=beside.pk).update(host=host, person=case.person)
    assert Case.objects.visible_to(stranger).get() == beside
    mark(world, case, "violence")
    assert not Case.objects.visible_to(stranger).exists()
    assert Case.objects.visible_to(world.duty["host_coordinator"]).get() == case
    assert again(beside).sensitive == "violence"


@pytest.mark.parametrize("first", ["", "violence"])
def test_who_turns_out_to_be_a_sealed_person_is_sealed_before_they_are_joined(world, first):
    secretary = world.duty["secretary"]
    one = raise_one(world, by="secretary", sensitive=first).case
    two = raise_one(world, by="secretary", sensitive="" if first else "violence").case
    records = [case.person.records.get() for case in (one, two)]
    question = LinkQuestion.objects.create(
        province=world.province, record=records[0], other=records[1]
    )
    with pytest.raises(Refusal, match="seal_differs"):
        answer_question(by=secretary, question=question, same=True)
    open_one = again(two if first else one)
    mark(world, open_one, "violence", by="secretary")
    for by in (secretary, make_duty("secretary", world.province)):
        answer_question(by=by, question=question, same=True)
    assert records[0].person.records.count() == 2
    nobody_else_sees(world, one, two)
    unnamed = make_duty("secretary", world.province)
    assert not Person.objects.visible_to(unnamed).exists(), "nor a row that turned out to be them"
    assert not answered_questions(unnamed).exists()
    assert answered_questions(secretary).get() == question


def test_coordinator_who_found_it_out_goes_on_with_it(world):
    mark(world, visit_one(world), "child_abuse")
    assert Case.objects.visible_to(world.duty["host_coordinator"]).count() == 1


def test_second_worry_about_violence_seals_the_first_case(world):
    case = route_one(world)
    raise_one(
        world, by="secretary", attach_to=case, name="", worry="ถูกลูกชายตี", sensitive="violence"
    )
    assert again(case).is_sealed
    assert not Case.objects.visible_to(world.duty["host_coordinator"]).exists()


def test_preparing_with_violence_seals(world):
    case = actions.prepare_case(
        by=world.duty["host_coordinator"], case=visit_one(world), category="abandoned",
        group=world.group, agrees_to_discussion="พูดในวงเล็ก", sensitive="violence",
    )  # fmt: skip
    assert (case.is_sealed, case.forum_mode) == (True, "closed")


def test_milder_mark_does_not_open_a_sealed_case(world):
    case = raise_one(world, sensitive="violence").case
    marked = mark(world, case, "hiv", by="secretary")
    assert (marked.sensitive, marked.is_sealed) == ("violence", True)


def test_case_verified_in_an_open_forum_may_be_marked_later(world):
    case = verify_one(world)
    forum = case.decision.item.forum
    marked = mark(world, case, "mental_illness")
    assert (marked.state, marked.sensitive) == ("verified", "mental_illness")
    posted = actions.post_minutes(by=world.duty["recorder"], forum=forum)
    assert posted.state == "posted"


@pytest.mark.parametrize(("matter", "code"), [("", "missing"), ("poor", "missing")])
def test_matter_outside_the_list_is_refused(world, matter, code):
    with pytest.raises(Refusal) as no:
        mark(world, route_one(world), matter)
    assert no.value.code == code


def test_mark_from_an_overtaken_tab_is_refused(world):
    case = route_one(world)
    overtake(case)
    with pytest.raises(Refusal) as no:
        mark(world, case, "hiv", version=case.version)
    assert no.value.code == "stale"


@pytest.mark.parametrize("role", ["volunteer", "facilitator", "giver"])
def test_no_other_duty_is_named_on_a_sealed_case(world, role):
    case = raise_one(world, sensitive="violence").case
    with pytest.raises(Refusal) as no:
        actions.name_duty(by=world.duty["secretary"], case=case, duty=world.duty[role])
    assert no.value.code == "sealed_named_only"
