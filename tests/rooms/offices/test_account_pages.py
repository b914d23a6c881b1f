"""Signing in, switching duties, accounts and limits through the pages."""

import pytest

from kuea.offices.actions import appoint
from kuea.offices.models import Duty, Province, User
from tests.rooms.offices.pages import sign_in


def test_sign_out_is_a_post(world):
    client = sign_in(world.duty["member"])
    assert client.get("/office/sign-out/").status_code == 405
    client.post("/office/sign-out/")
    assert client.get("/office/").status_code == 302


def test_duty_is_switched_to_an_own_current_one_only(world):
    member = world.duty["member"]
    second = appoint(by=world.duty["secretary"], user=member.user, role="recorder")
    client = sign_in(member)
    assert "ผู้บันทึกเวที" in client.get("/office/duties/").content.decode()
    client.post("/office/duties/", {"duty": second.pk})
    assert client.session["duty_id"] == second.pk
    foreign = client.post("/office/duties/", {"duty": world.duty["secretary"].pk})
    assert foreign.status_code == 404
    assert client.post("/office/duties/", {"duty": "x"}).status_code == 404
    assert client.session["duty_id"] == second.pk


def test_ended_duty_no_longer_opens_pages(world):
    client = sign_in(world.duty["facilitator"])
    world.duty["facilitator"].ended_at = world.duty["facilitator"].started_at
    world.duty["facilitator"].save()
    assert client.get("/office/").status_code == 403


def test_secretary_opens_an_account_and_appoints(world):
    client = sign_in(world.duty["secretary"])
    answer = client.post(
        "/office/accounts/new/",
        {"username": "somjai", "display_name": "สมใจ"},
    )
    assert answer.url == "/office/accounts/appoint/?username=somjai"
    client.post("/office/accounts/appoint/", {"username": "somjai", "role": "recorder"})
    duty = Duty.objects.get(user__username="somjai")
    assert (duty.role, duty.province_id) == ("recorder", "13")
    assert "สมใจ" in client.get("/office/accounts/").content.decode()
    client.post(f"/office/accounts/{duty.pk}/end/")
    assert not Duty.objects.current().filter(pk=duty.pk).exists()


def test_role_outside_the_offered_ones_is_not_taken(world):
    client = sign_in(world.duty["secretary"])
    user = world.duty["member"].user
    answer = client.post(
        "/office/accounts/appoint/", {"username": user.username, "role": "administrator"}
    )
    assert answer.status_code == 400
    assert not Duty.objects.filter(user=user, role="administrator").exists()


def test_citizen_number_is_no_user_name(world):
    answer = sign_in(world.duty["secretary"]).post(
        "/office/accounts/new/",
        {"username": "1101700203451", "display_name": "ก"},
    )
    assert answer.status_code == 400
    assert not User.objects.filter(username="1101700203451").exists()


def test_administrator_makes_secretary_of_a_named_province(world):
    client = sign_in(world.duty["administrator"])
    user = world.duty["facilitator"].user
    client.post(
        "/office/accounts/appoint/",
        {"username": user.username, "role": "secretary", "province": "14"},
    )
    assert Duty.objects.filter(user=user, role="secretary", province_id="14").exists()


def test_accounts_of_another_province_are_neither_listed_nor_opened(world):
    client = sign_in(world.other["secretary"])
    assert (
        world.duty["facilitator"].user.username
        not in client.get("/office/accounts/").content.decode()
    )
    pk = world.duty["facilitator"].pk
    for page in ("end", "code", "renew"):
        assert client.get(f"/office/accounts/{pk}/{page}/").status_code == 404
    assert client.post(f"/office/accounts/{pk}/end/").status_code == 404
    assert Duty.objects.current().filter(pk=pk).exists()


@pytest.mark.parametrize("who", ["chair", "member", "volunteer", "giver", "ministry"])
def test_accounts_are_not_for_others(world, who):
    client = sign_in(world.duty[who])
    assert client.get("/office/accounts/").status_code == 403
    assert client.get("/office/accounts/new/").status_code == 403


def limits_form(client) -> dict[str, object]:
    form = client.get("/office/limits/").context["form"]
    return {bound.name: bound.initial for bound in form.visible_fields()} | {"seen": "{}"}


def test_secretary_changes_a_limit_and_the_page_says_whose_numbers_they_are(world):
    client = sign_in(world.duty["secretary"])
    page = client.get("/office/limits/").content.decode()
    assert "เอกสารต้นเรื่องไม่ได้กำหนดเวลาไว้" in page
    client.post("/office/limits/", limits_form(client) | {"visit_days": "๕"})
    assert Province.objects.get(pk="13").changed_limits == {"visit_days": 5}
    assert "จาก 7 เป็น 5" in client.get("/office/limits/").content.decode()


def test_limits_from_a_stale_tab_are_not_saved(world):
    client = sign_in(world.duty["secretary"])
    form = limits_form(client)
    client.post("/office/limits/", form | {"visit_days": 5})
    answer = client.post("/office/limits/", form | {"forum_days": 20})
    assert answer.status_code == 409
    assert Province.objects.get(pk="13").changed_limits == {"visit_days": 5}


@pytest.mark.parametrize("value", ["0", "-1", "เจ็ด", "99999"])
def test_limit_that_makes_no_sense_is_answered_on_the_page(world, value):
    client = sign_in(world.duty["secretary"])
    answer = client.post("/office/limits/", limits_form(client) | {"visit_days": value})
    assert answer.status_code == 400
    assert Province.objects.get(pk="13").changed_limits == {}


def test_member_reads_limits_and_changes_nothing(world):
    client = sign_in(world.duty["member"])
    assert client.get("/office/limits/").context["form"] is None
    assert client.post("/office/limits/", {"visit_days": 5}).status_code == 403


def test_credits_are_public(db, client):
    page = client.get("/office/credits/").content.decode()
    assert "No endorsement is implied" in page
