"""Pages of care: lists by day, one page for each act, nothing lost or doubled, nothing out of scope."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from kuea.care import actions
from kuea.care.models import CareVisit, HelpEvent, Review, Transfer
from kuea.finding.models import Case
from tests.cases import make_case, make_lead
from tests.rooms.care.test_care import care, help_now, review
from tests.world import make_duty, make_host

TODAY = timezone.localdate


def sign_in(client, duty):
    client.force_login(duty.user)
    return client


def be(day):
    return f"{day.day}/{day.month}/{day.year + 543}"


@pytest.fixture
def case(world):
    return make_case(world, "waiting")


@pytest.fixture
def in_care(world, case):
    care(world, case)
    case = Case.objects.get(pk=case.pk)
    case.volunteer = world.duty["volunteer"]
    case.save()
    return case


@pytest.fixture
def other_host(world):
    host = make_host(
        world.province, "แม่ข่ายบ้านใหม่", world.other_tambon, world.duty["secretary"], world.resolution
    )
    world.receiver = make_duty("host_coordinator", world.province, host.organisation)
    return host


@pytest.mark.parametrize("role", ["host_coordinator", "secretary", "volunteer"])
def test_care_list_shows_who_is_waited_for(world, client, in_care, role):
    in_care.next_visit_on = TODAY() - timedelta(days=2)
    in_care.save()
    page = sign_in(client, world.duty[role]).get(reverse("care:list"))
    assert [band for band, _, _ in page.context["bands"]] == ["overdue"]
    assert "สมใจ" in page.content.decode()


def test_care_list_cuts_by_day(world, client, case):
    for days in (0, 3, 20):
        care(world, make_case(world, "waiting"), next_visit_on=TODAY() + timedelta(days=days))
    page = sign_in(client, world.duty["host_coordinator"]).get(reverse("care:list"))
    assert [(band, len(rows)) for band, _, rows in page.context["bands"]] == [
        ("today", 1), ("week", 1), ("later", 1),
    ]  # fmt: skip
    assert [row.pk for row in page.context["to_start"]] == [case.pk]


def test_care_list_query_count_does_not_grow(world, client, django_assert_max_num_queries):
    for _ in range(8):
        care(world, make_case(world, "waiting"))
    sign_in(client, world.duty["host_coordinator"])
    with django_assert_max_num_queries(18):
        client.get(reverse("care:list"))


@pytest.mark.parametrize("role", ["chair", "giver", "facilitator", "local_officer", "ministry"])
def test_care_list_is_not_for_other_duties(world, client, role):
    assert sign_in(client, world.duty[role]).get(reverse("care:list")).status_code == 403


def test_urgent_help_is_logged_by_the_page_at_the_first_worry(world, client):
    lead = make_lead(world, is_urgent=True)
    client = sign_in(client, world.duty["secretary"])
    url = reverse("care:help", args=[lead.pk])
    assert url in client.get(reverse("care:list")).content.decode()
    told = {
        "kind": "food", "what": "ข้าวสารและนมผง", "source": "volunteer", "given_on": be(TODAY()),
        "is_urgent": "on", "once": str(uuid4()),
    }  # fmt: skip
    for _ in range(2):  # the same form sent twice is one help
        assert client.post(url, told).status_code == 302
    assert HelpEvent.objects.get(case=lead).is_urgent
    assert Case.objects.get(pk=lead.pk).state == "lead"


def test_care_starts_by_the_page(world, client, case):
    client = sign_in(client, world.duty["host_coordinator"])
    url = reverse("care:start", args=[case.pk])
    told = {
        "kind": "visiting", "what": "ไปนั่งคุย", "source": "volunteer", "given_on": be(TODAY()),
        "next_visit_on": be(TODAY() + timedelta(days=7)), "once": str(uuid4()),
    }  # fmt: skip
    page = client.post(url, told)
    assert (page.status_code, Case.objects.get(pk=case.pk).state) == (400, "waiting")
    told["goal"] = "อยากอยู่บ้านหลังเดิม"
    for _ in range(2):
        assert client.post(url, told).status_code == 302
    assert Case.objects.get(pk=case.pk).state == "in_care"
    assert HelpEvent.objects.count() == 1


def test_first_help_is_not_asked_again_when_it_was_logged(world, client, case):
    help_now(world, case)
    page = sign_in(client, world.duty["host_coordinator"]).get(
        reverse("care:start", args=[case.pk])
    )
    assert set(page.context["form"].fields) == {"once", "goal", "next_visit_on"}


def test_volunteer_logs_a_visit_by_the_page(world, client, in_care):
    client = sign_in(client, world.duty["volunteer"])
    url = reverse("care:visit", args=[in_care.pk])
    told = {
        "visited_on": be(TODAY()), "note": "ยิ้มแย้มดี", "next_on": be(TODAY() + timedelta(days=14)),
        "once": str(uuid4()),
    }  # fmt: skip
    for _ in range(2):
        assert client.post(url, told).status_code == 302
    assert CareVisit.objects.get().visitor == world.duty["volunteer"]


def test_visit_page_of_another_volunteers_case_is_not_found(world, client, case):
    client = sign_in(client, world.duty["volunteer"])
    for name in ("visit", "help", "start", "review"):
        assert client.get(reverse(f"care:{name}", args=[case.pk])).status_code == 404


def test_review_and_self_managing_by_the_page(world, client, in_care):
    client = sign_in(client, world.duty["host_coordinator"])
    done = reverse("care:self_manage", args=[in_care.pk])
    assert client.post(done, {"version": in_care.version}).status_code == 409  # I15
    told = {
        "held_on": be(TODAY()), "own_words": "ขายขนมได้แล้ว", "change": "better",
        "person_took_part": "on", "manages_own_life": "on",
        "follow_up_on": be(TODAY() + timedelta(days=90)), "once": str(uuid4()),
    }  # fmt: skip
    assert client.post(reverse("care:review", args=[in_care.pk]), told).status_code == 302
    assert Review.objects.get().own_words == "ขายขนมได้แล้ว"
    version = Case.objects.get(pk=in_care.pk).version
    assert client.post(done, {"version": version}).status_code == 302
    assert Case.objects.get(pk=in_care.pk).state == "self_managing"


def test_closing_by_the_page_offers_only_listed_reasons(world, client, in_care):
    client = sign_in(client, world.duty["secretary"])
    url = reverse("care:close", args=[in_care.pk])
    assert "help_given_once" not in client.get(url).content.decode()
    told = {"version": in_care.version, "reason": "help_given_once"}
    assert client.post(url, told).status_code == 400
    told["reason"] = "died"
    assert client.post(url, told).status_code == 302
    assert Case.objects.get(pk=in_care.pk).closed_reason == "died"


def test_stale_tab_loses_nothing(world, client, in_care):
    client = sign_in(client, world.duty["secretary"])
    url = reverse("care:close", args=[in_care.pk])
    told = {"version": in_care.version - 1, "reason": "died", "note": "ญาติแจ้งเมื่อเช้า"}
    page = client.post(url, told)
    assert page.status_code == 409
    assert "ญาติแจ้งเมื่อเช้า" in page.content.decode()
    assert Case.objects.get(pk=in_care.pk).state == "in_care"


def test_coming_back_by_the_page(world, client, in_care):
    review(world, in_care, manages_own_life=True)
    case = actions.self_manage(case=in_care, by=world.duty["host_coordinator"])
    client = sign_in(client, world.duty["host_coordinator"])
    told = {"version": case.version, "reason": "เจ้าตัวขอ"}
    assert client.post(reverse("care:reopen", args=[case.pk]), told).status_code == 302
    assert Case.objects.get(pk=case.pk).state == "in_care"


def test_transfer_stays_with_the_sender_until_accepted(world, client, in_care, other_host):
    client = sign_in(client, world.duty["host_coordinator"])
    told = {
        "version": in_care.version, "to_host": other_host.pk, "to_tambon": world.other_tambon.pk,
        "reason": "ย้ายไปอยู่กับหลาน",
    }  # fmt: skip
    assert client.post(reverse("care:transfer", args=[in_care.pk]), told).status_code == 302
    asked = Transfer.objects.get()
    case = Case.objects.get(pk=in_care.pk)
    assert (case.state, case.host) == ("transferred", world.host.organisation)
    client.logout()
    page = sign_in(client, world.receiver).get(reverse("care:list"))
    assert in_care.code in page.content.decode()
    assert "สมใจ" not in page.content.decode()  # by code until accepted
    assert client.post(reverse("care:transfer_accept", args=[asked.pk])).status_code == 302
    case.refresh_from_db()
    assert (case.state, case.host, case.tambon) == (
        "routed", other_host.organisation, world.other_tambon,
    )  # fmt: skip
    assert case.decision is not None  # verified standing kept


def test_declined_transfer_may_be_asked_of_another_host(world, in_care, other_host):
    asked = actions.transfer_case(
        case=in_care, by=world.duty["host_coordinator"], to_host=other_host.organisation,
        to_tambon=world.other_tambon, reason="ย้าย",
    )  # fmt: skip
    actions.decline_transfer(transfer=asked, by=world.receiver, reason="เต็มแล้ว")
    again = actions.transfer_case(
        case=Case.objects.get(pk=in_care.pk), by=world.duty["host_coordinator"],
        to_host=other_host.organisation, to_tambon=world.other_tambon, reason="ถามใหม่เดือนหน้า",
    )  # fmt: skip
    assert again.answer == ""


def test_case_page_carries_care_and_matches(world, client, in_care):
    page = sign_in(client, world.duty["host_coordinator"]).get(
        reverse("finding:case", args=[in_care.pk])
    )
    assert page.status_code == 200
    assert reverse("care:visit", args=[in_care.pk]) in page.content.decode()
    assert "อยากเดินไปวัดเองได้" in page.content.decode()


def test_other_province_finds_no_care(world, client, in_care):
    client = sign_in(client, world.other["secretary"])
    for name in ("help", "start", "visit", "review", "close", "transfer", "reopen", "self_manage"):
        assert client.get(reverse(f"care:{name}", args=[in_care.pk])).status_code == 404
