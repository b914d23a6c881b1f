"""A page that is opened writes nothing but ledger rows, and whoever it shows stands in them (I17)."""

import re
from itertools import product

import pytest
from django.db import connection
from django.urls import get_resolver, reverse
from django.utils import timezone

from kuea.core.event_words import tidy_event
from kuea.finding import actions
from kuea.finding.glass_labels import LOOKS
from kuea.finding.models import Lead
from kuea.ledger.models import Event, ReadMark
from kuea.people.models import Link, LinkQuestion, Record
from tests.cases import make_case, make_lead, make_need, make_offer, make_person
from tests.house.test_house import every_route

NAME, OTHER_NAME = "ชูใจเฉพาะทดสอบ", "มานะเฉพาะทดสอบ"
MAY_BE_WRITTEN = re.compile(
    r'^\W*INSERT INTO "?(ledger_\w+|django_session)\b|^\W*UPDATE "?(ledger_chainhead|django_session)\b'
)
WRITES = re.compile(r"^\W*(INSERT|UPDATE|DELETE|REPLACE|CREATE|DROP|ALTER)\b", re.I)
READERS = (
    "secretary",
    "host_coordinator",
    "volunteer",
    "giver",
    "recorder",
    "chair",
    "local_officer",
)
LEFT_OUT = {"sign_in", "set_language"}


def routes():
    """Every named page, found from the address list, so that none is forgotten."""
    for address, entry in every_route(get_resolver()):
        if entry.name:
            yield address, entry


def addresses(numbers, texts):
    for address, entry in routes():
        kinds = re.findall(r"<(?:(\w+):)?\w+>", address)
        for chosen in product(*(numbers if kind == "int" else [texts[kind]] for kind in kinds)):
            yield entry, "/" + re.sub(r"<[^>]+>", "{}", address).format(*chosen)


@pytest.fixture
def full_world(world):
    """One person in care, one in the queue, one pair to compare, a match agreed; ids that differ by kind."""
    host, secretary = world.duty["host_coordinator"], world.duty["secretary"]
    person = make_person(world, NAME)
    case = make_case(world, "waiting", person=person)
    case.volunteer = world.duty["volunteer"]
    case.save()
    make_need(world, case)
    make_offer(world)
    queued = make_lead(world, person=make_person(world, OTHER_NAME), host=world.host.organisation)
    Lead.objects.create(
        case=queued, receipt="ABCD-1234", channel="phone", who=OTHER_NAME, made_by=secretary
    )
    records = [
        Record.objects.create(
            province=world.province, person=each, source="general", given_name=each.given_name,
            name_as_written=each.full_name,
            name_key=f"{each.given_name}|{each.family_name}", tambon=world.tambon,
        )
        for each in (person, queued.person)
    ]  # fmt: skip
    for record in records:
        Link.objects.create(
            record=record, person=record.person, kind="found", rule="first", by=secretary
        )
    LinkQuestion.objects.create(province=world.province, record=records[0], other=records[1])
    world.case, world.queued, world.host_duty = case, queued, host
    return world


def shown_in(text, world):
    return {case for name, case in ((NAME, world.case), (OTHER_NAME, world.queued)) if name in text}


def is_noted(case, since):
    keys = {("finding.case", str(case.pk)), ("people.person", str(case.person_id))}
    events = Event.objects.filter(pk__gt=since, verb__startswith="read.")
    marks = ReadMark.objects.filter(event__in=events).values_list("subject", "subject_id")
    return bool(keys & ({*events.values_list("subject", "subject_id")} | {*marks}))


def test_pages_write_only_ledger_rows_and_note_everybody_they_show(
    full_world, client, time_machine
):
    time_machine.move_to(
        timezone.now(), tick=False
    )  # a session writes its last sight as time goes by
    world = full_world
    numbers = sorted({world.case.pk, world.queued.pk, world.case.person_id, world.queued.person_id})
    texts = {"str": world.tambon.code, "slug": "help"}
    written, unnoted, opened, seen_by, acts_only = [], [], 0, set(), set()

    def watch(execute, sql, params, many, context):
        if WRITES.match(sql) and not MAY_BE_WRITTEN.match(sql):
            written.append(sql[:90])
        return execute(sql, params, many, context)

    for role in READERS:
        client.force_login(world.duty[role].user)
        for entry, path in addresses(numbers, texts):
            allowed = entry.callback.duty_roles
            if entry.name in LEFT_OUT | acts_only or (allowed and role not in allowed):
                continue  # the matrix of rights asks those
            query = {"show": "all"} | ({"q": NAME} if entry.name == "persons" else {})
            before = Event.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
            with connection.execute_wrapper(watch):
                page = client.get(path, query)
            assert page.status_code < 500, path
            if page.status_code == 405:
                acts_only.add(entry.name)
            if written:
                pytest.fail(f"GET {path} as {role} wrote: {written}")
            text = page.content.decode(errors="replace") if not page.streaming else ""
            text = text.replace(f'value="{NAME}"', "").replace("<mark>", "").replace("</mark>", "")
            for case in shown_in(text, world):
                seen_by.add((role, entry.name))
                if not is_noted(case, before):
                    unnoted.append((role, path))
            opened += page.status_code == 200
    assert unnoted == []
    assert opened > 100
    assert {("secretary", "person"), ("secretary", "questions"), ("secretary", "leads"),
            ("host_coordinator", "case"), ("host_coordinator", "embrace"), ("volunteer", "case")} <= seen_by  # fmt: skip
    told = Event.objects.filter(
        verb__startswith="read.", subject__in=["finding.case", "people.person"]
    )
    silent = {event.data["route"] for event in told} - set(LOOKS)
    assert silent == set(), "say in glass_labels.LOOKS why these pages show somebody"


def test_events_of_a_whole_story_hold_ids_and_codes_only(full_world, client):
    """What the acts and looks of this world wrote would pass the door again, and names nobody."""
    world = full_world
    actions.raise_lead(
        by=world.duty["secretary"], tambon=world.tambon, village=world.villages[0], channel="phone",
        who=NAME, name=f"นาง{NAME} ทดสอบดี", worry="หลังคารั่ว", informant="ป้าแมว 081-234-5678",
    )  # fmt: skip
    client.force_login(world.duty["secretary"].user)
    client.get(reverse("people:persons"), {"q": NAME})
    client.post(reverse("people:persons"), {"number": "1234567890121"})
    for event in Event.objects.all():
        assert tidy_event(event.data) == event.data
        assert (event.verb + event.subject + event.subject_id).isascii()
    told = " ".join(str((e.verb, e.subject_id, e.data)) for e in Event.objects.all())
    assert Event.objects.count() > 3
    for secret in (NAME, "ทดสอบดี", "หลังคา", "081", "5678", "1234567890121"):
        assert secret not in told
