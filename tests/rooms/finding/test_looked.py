"""«ใครเปิดดูแฟ้มนี้»: every look leads back to the person, also through lists and through records that moved."""

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from kuea.finding.look_presenters import look_rows
from kuea.finding.look_queries import looks_at
from kuea.ledger.models import Event, ReadMark
from kuea.people.actions import add_record, join_record, part_record
from tests.rooms.finding.story import again, raise_one, route_one, visit_one
from tests.world import make_duty


def look(client, duty, name, *args, **query):
    client.force_login(duty.user)
    return client.get(reverse(name, args=args), query)


def test_looks_at_page_case_and_list_all_stand_on_the_file(world, client):
    case, other = visit_one(world), raise_one(world, name="นายทอง มีสุข").case
    secretary, host = world.duty["secretary"], world.duty["host_coordinator"]
    look(client, secretary, "people:person", case.person_id)
    look(client, host, "finding:case", case.pk)
    look(client, secretary, "finding:leads", show="all")
    look(client, host, "finding:case", other.pk)
    rows = look_rows(looks_at(case.person))
    assert [(row.duty, row.why) for row in reversed(rows)] == [
        ("เลขานุการจังหวัด (พมจ.)", "เปิดหน้าของเจ้าตัว"),
        (f"ผู้ประสานแม่ข่าย · {host.organisation.name}", "เปิดเรื่องเพื่อช่วยเหลือ"),
        ("เลขานุการจังหวัด (พมจ.)", "ดูรายการงานค้นหา (อยู่ในรายการ 2 คน)"),
        (f"ผู้ประสานแม่ข่าย · {host.organisation.name}", "ชื่ออยู่ในคำถามว่าเป็นคนเดียวกับอีกเรื่องหรือไม่"),
    ]
    event = Event.objects.get(verb="read.list")
    assert sorted(event.data["ids"]) == sorted([case.pk, other.pk]) and event.subject_id == ""
    assert ReadMark.objects.filter(event=event).count() == 2


def test_page_for_the_supervisor_names_the_officer_and_the_person_s_paper_only_the_duty(
    world, client
):
    case = visit_one(world)
    officer = world.duty["host_coordinator"]
    look(client, officer, "finding:case", case.pk)
    page = look(client, world.duty["secretary"], "finding:looked", case.person_id).content.decode()
    assert str(officer.user) in page and "ผู้ประสานแม่ข่าย" in page
    assert officer.user.username not in page
    paper = look(client, world.duty["secretary"], "finding:looked_paper", case.person_id)
    words = paper.content.decode()
    assert "ผู้ประสานแม่ข่าย" in words and str(officer.user) not in words and "P23" in words
    assert "ตรวจว่าใครเปิดดูแฟ้ม" in words  # also whoever asked this very question


def test_page_is_for_the_own_province_s_secretary_and_for_those_named(world, client):
    case = visit_one(world)
    assert (
        look(client, world.other["secretary"], "finding:looked", case.person_id).status_code == 404
    )
    for role in ("host_coordinator", "chair", "volunteer", "administrator"):
        assert look(client, world.duty[role], "finding:looked", case.person_id).status_code == 403
    sealed = raise_one(world, sensitive="violence", name="นางสาวแก้ว ใจดี").case
    late = make_duty("secretary", world.province)
    assert look(client, late, "finding:looked", sealed.person_id).status_code == 404
    assert (
        look(client, world.duty["secretary"], "finding:looked", sealed.person_id).status_code == 200
    )


def test_person_page_links_to_it(world, client):
    case = visit_one(world)
    page = look(client, world.duty["secretary"], "people:person", case.person_id).content.decode()
    assert reverse("finding:looked", args=[case.person_id]) in page


def test_looks_from_before_a_parting_follow_the_record_to_its_own_person(world, client):
    case = visit_one(world)
    secretary = world.duty["secretary"]
    record = add_record(
        by=secretary, source="general", name_as_written="นายทอง มีสุข", tambon=world.tambon
    )
    join_record(by=secretary, record=record, person=case.person)
    look(client, secretary, "people:person", case.person_id)  # shows both records
    own = part_record(by=secretary, record=record, reason="คนละคน")
    look(client, secretary, "people:person", case.person_id)  # no longer
    assert [row.why for row in look_rows(looks_at(own))] == ["เปิดหน้าของเจ้าตัว"]
    assert looks_at(case.person).count() == 2


def test_queries_of_the_page_do_not_grow_with_looks(world, client):
    case = visit_one(world)
    person, secretary = case.person, world.duty["secretary"]

    def count():
        with CaptureQueriesContext(connection) as seen:
            look_rows(looks_at(person)[:50])
        return len(seen)

    look(client, secretary, "finding:case", case.pk)
    few = count()
    for _ in range(8):
        look(client, world.duty["host_coordinator"], "finding:case", case.pk)
        look(client, secretary, "finding:leads", show="all")
    assert count() == few


def test_every_no_stands_in_the_ledger_without_saying_who_was_meant(world, client):
    case = route_one(world)
    stranger = world.other["secretary"]
    assert look(client, stranger, "finding:case", case.pk).status_code == 404
    assert look(client, world.duty["giver"], "finding:case", case.pk).status_code == 403
    assert look(client, stranger, "finding:case", 999_999).status_code == 404
    events = list(Event.objects.filter(verb="refused").order_by("pk"))
    assert [(e.duty_id, e.data["code"], e.data["asked_pk"]) for e in events] == [
        (stranger.pk, "not_in_your_area", case.pk),
        (world.duty["giver"].pk, "not_your_duty", case.pk),
        (stranger.pk, "not_in_your_area", 999_999),
    ]
    assert again(case) and events[0].province_code == stranger.province_id


def test_sign_ins_that_failed_and_sign_outs_are_events_without_what_was_typed(world, client):
    user = world.duty["secretary"].user
    for name in (user.username, "สมหญิง-รหัสผ่านลับ", ""):
        client.post(reverse("offices:sign_in"), {"username": name, "password": "ผิดแน่นอน-๑๒๓"})
    failed = list(Event.objects.filter(verb="user.sign_in_failed").order_by("pk"))
    assert [(e.subject_id, e.province_code, e.data) for e in failed] == [
        (str(user.pk), world.province.code, {}), ("", "", {}),
    ]  # fmt: skip
    client.force_login(user)
    client.post(reverse("offices:sign_out"))
    assert Event.objects.get(verb="user.sign_out").duty_id == world.duty["secretary"].pk


def test_form_without_its_token_is_a_refusal_too(world):
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.duty["secretary"].user)
    assert client.post(reverse("finding:lead_new"), {}).status_code == 403
    event = Event.objects.get(verb="refused")
    assert (event.data["code"], event.data["route"]) == ("framework", "finding:lead_new")
