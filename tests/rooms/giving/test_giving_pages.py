"""Pages of volunteers, offers, funds and the organisation's own card."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from kuea.giving import actions
from kuea.giving.models import CapacityOffer, Fund, NetworkLink, Volunteer, VolunteerGroup
from kuea.offices.actions import find_access_code
from tests.rooms.giving.story import DAY, new_organisation
from tests.rooms.giving.test_host_pages import page, send, sign_in
from tests.world import make_duty


@pytest.fixture
def giver(world):
    return actions.declare_groups(
        by=world.duty["giver"],
        organisation=world.duty["giver"].organisation,
        group_codes=["bedridden"],
    )


def offer_facts(world, organisation, **more):
    facts = {
        "once": str(uuid4()), "organisation": organisation.pk, "kind": "house_repair", "what": "ช่างหลังคา",
        "groups": ["bedridden"], "quantity": "3", "unit": "people", "places": [world.tambon.pk],
        "as_of": "20/11/2569",
    }  # fmt: skip
    return {**facts, **more}


# --- volunteers -------------------------------------------------------------------------------


def test_inviting_prints_the_code_once(world, client):
    sign_in(client, world.duty["host_coordinator"])
    sent = {"once": str(uuid4()), "display_name": "สมใจ", "areas": [world.villages[0].pk]}
    first = send(client, "volunteer_invite", **sent)
    volunteer = Volunteer.objects.get(duty__user__display_name="สมใจ")
    code = first.context["code"]
    assert code and code in first.content.decode()
    assert find_access_code(code).user_id == volunteer.duty.user_id
    again = send(client, "volunteer_invite", **sent)
    assert again.context["code"] == "" and "แสดงไปแล้ว" in again.content.decode()
    assert Volunteer.objects.filter(duty__user__display_name="สมใจ").count() == 1


@pytest.mark.parametrize("role", ["secretary", "chair", "local_officer", "ministry", "volunteer"])
def test_inviting_page_is_the_hosts_alone(world, client, role):
    sign_in(client, world.duty[role])
    assert page(client, "volunteer_invite").status_code == 403
    assert send(client, "volunteer_invite", display_name="ก").status_code == 403
    assert send(client, "volunteer_code", world.volunteer.pk).status_code == 403


def test_volunteer_is_led_to_work_through_the_page(world, client):
    volunteer = actions.invite_volunteer(by=world.duty["host_coordinator"], display_name="มานี")
    sign_in(client, world.duty["host_coordinator"])
    send(
        client,
        "volunteer_step",
        volunteer.pk,
        "pledge",
        pledged_on="25/9/2569",
        trained_on="25/9/2569",
    )
    early = client.post(reverse("giving:volunteer_step", args=[volunteer.pk, "start"]), follow=True)
    assert "ยังไม่ได้เลือกหมู่บ้าน" in early.content.decode()
    send(client, "volunteer_step", volunteer.pk, "place", areas=[world.villages[1].pk])
    send(client, "volunteer_step", volunteer.pk, "start")
    volunteer.refresh_from_db()
    assert volunteer.state == "active"


def test_secretary_may_only_suspend(world, client):
    sign_in(client, world.duty["secretary"])
    shown = page(client, "volunteer", world.volunteer.pk)
    assert [name for name, _words, _form in shown.context["steps"]] == ["suspend"]
    assert send(client, "volunteer_step", world.volunteer.pk, "rest").status_code == 403
    send(client, "volunteer_step", world.volunteer.pk, "suspend", reason="มีเรื่องร้องเรียน")
    world.volunteer.refresh_from_db()
    assert world.volunteer.state == "suspended"


def test_volunteer_sees_itself_and_rests(world, client):
    sign_in(client, world.duty["volunteer"])
    assert page(client, "volunteer_self")["Location"] == reverse(
        "giving:volunteer", args=[world.volunteer.pk]
    )
    shown = page(client, "volunteer", world.volunteer.pk)
    assert [name for name, _words, _form in shown.context["steps"]] == ["rest", "end"]
    send(client, "volunteer_step", world.volunteer.pk, "rest")
    back = page(client, "volunteer", world.volunteer.pk)
    assert "start" in [name for name, _words, _form in back.context["steps"]]
    assert page(client, "volunteers").status_code == 403


def test_volunteer_of_another_host_or_province_is_not_found(world, client):
    organisation = new_organisation(world)
    actions.propose_host(by=world.duty["member"], organisation=organisation)
    stranger = make_duty("host_coordinator", world.province, organisation)
    for duty in (stranger, world.other["secretary"]):
        sign_in(client, duty)
        assert page(client, "volunteer", world.volunteer.pk).status_code == 404
        assert (
            send(client, "volunteer_step", world.volunteer.pk, "suspend", reason="ก").status_code
            == 404
        )
        assert "คนทดสอบ" not in page(client, "volunteers").content.decode().split("<main")[1]


def test_new_code_is_printed_for_the_own_volunteer(world, client):
    sign_in(client, world.duty["host_coordinator"])
    code = send(client, "volunteer_code", world.volunteer.pk).context["code"]
    assert find_access_code(code).user_id == world.volunteer.duty.user_id


def test_volunteer_group_is_added_and_seen(world, client):
    sign_in(client, world.duty["host_coordinator"])
    sent = {"once": str(uuid4()), "name": "เยี่ยมบ้าน", "tambon": world.tambon.pk}
    for _ in range(2):
        assert send(client, "volunteer_groups", **sent).status_code == 302
    group = VolunteerGroup.objects.get()
    send(client, "volunteer_group_active", group.pk)
    group.refresh_from_db()
    assert group.last_active_on == timezone.localdate()
    assert (
        "เยี่ยมบ้าน" in page(sign_in(client, world.duty["chair"]), "volunteer_groups").content.decode()
    )
    assert (
        "เยี่ยมบ้าน"
        not in page(sign_in(client, world.other["chair"]), "volunteer_groups").content.decode()
    )


# --- offers -----------------------------------------------------------------------------------


def test_giver_declares_groups_and_makes_an_offer(world, client):
    own = world.duty["giver"].organisation
    sign_in(client, world.duty["giver"])
    assert "แจ้งก่อนว่า" in page(client, "offer_new").content.decode()
    send(client, "organisation_groups", own.pk, group_codes=["bedridden"])
    own.refresh_from_db()
    assert own.is_on_map
    sent = offer_facts(world, own)
    for _ in range(2):
        answer = send(client, "offer_new", **sent)
        assert answer.status_code == 302, answer.context["form"].errors
    assert CapacityOffer.objects.get().quantity == 3
    assert "ช่างหลังคา" in page(client, "offers").content.decode()


def test_declaring_no_group_is_shown_on_the_form(world, client):
    own = world.duty["giver"].organisation
    sign_in(client, world.duty["giver"])
    assert send(client, "organisation_groups", own.pk).status_code == 400
    own.refresh_from_db()
    assert not own.is_on_map


def test_offer_for_somebody_else_cannot_be_chosen(world, client, giver):
    sign_in(client, world.duty["giver"])
    answer = send(client, "offer_new", **offer_facts(world, world.host.organisation))
    assert answer.status_code == 400 and CapacityOffer.objects.count() == 0


def test_giver_sees_the_own_offers_only(world, client, giver):
    host_offer = actions.make_offer(
        by=world.duty["host_coordinator"], organisation=world.host.organisation, kind="visiting",
        what="เพื่อนเยี่ยมบ้าน", quantity=9, places=[world.tambon],
    )  # fmt: skip
    sign_in(client, world.duty["giver"])
    assert "เพื่อนเยี่ยมบ้าน" not in page(client, "offers").content.decode()
    assert page(client, "offer_reconfirm", host_offer.pk).status_code == 404
    assert page(client, "organisation", world.host.pk).status_code == 404
    assert page(client, "organisation", giver.pk).status_code == 200


def test_stale_offer_waits_to_be_confirmed(world, client, giver):
    offer = actions.make_offer(
        by=world.duty["giver"], organisation=giver, kind="food", what="ข้าวสาร", quantity=4,
        places=[world.tambon], as_of=timezone.localdate() - timedelta(days=181),
    )  # fmt: skip
    sign_in(client, world.duty["giver"])
    assert "รอยืนยันอีกครั้ง" in page(client, "offers", show="stale").content.decode()
    send(client, "offer_reconfirm", offer.pk, quantity="6")
    offer.refresh_from_db()
    assert (offer.quantity, offer.as_of) == (6, timezone.localdate())
    send(client, "offer_withdraw", offer.pk)
    offer.refresh_from_db()
    assert offer.is_withdrawn


def test_offers_of_another_province_are_not_found(world, client, giver):
    offer = actions.make_offer(
        by=world.duty["giver"], organisation=giver, kind="food", what="ข้าวสาร", quantity=4,
        places=[world.tambon], as_of=DAY,
    )  # fmt: skip
    sign_in(client, world.other["secretary"])
    assert "ข้าวสาร" not in page(client, "offers").content.decode()
    assert send(client, "offer_withdraw", offer.pk).status_code == 404
    assert (
        send(client, "organisation_groups", giver.pk, group_codes=["bedridden"]).status_code == 404
    )


# --- funds and links --------------------------------------------------------------------------


def test_fund_is_added_switched_and_scoped(world, client):
    sign_in(client, world.duty["local_officer"])
    sent = {
        "once": str(uuid4()), "name": "สวัสดิการชุมชนบางปรอก", "kind_th": "สวัสดิการชุมชน", "places": [world.tambon.pk]
    }  # fmt: skip
    for _ in range(2):
        assert send(client, "funds", **sent).status_code == 302
    fund = Fund.objects.get()
    send(client, "fund_switch", fund.pk)
    fund.refresh_from_db()
    assert not fund.is_active
    assert "บางปรอก" in page(sign_in(client, world.duty["chair"]), "funds").content.decode()
    sign_in(client, world.other["secretary"])
    assert send(client, "fund_switch", fund.pk).status_code == 404
    assert "บางปรอก" not in page(client, "funds").content.decode()
    assert page(sign_in(client, world.duty["giver"]), "funds").status_code == 403


def test_chair_reads_funds_but_adds_none(world, client):
    sign_in(client, world.duty["chair"])
    send(client, "funds", once=str(uuid4()), name="ก", kind_th="ข", places=[world.tambon.pk])
    assert Fund.objects.count() == 0


def test_network_lists_who_is_woven_to_nobody(world, client, giver):
    sign_in(client, world.duty["host_coordinator"])
    assert "ร้านวัสดุก่อสร้างใจดี" in page(client, "network", show="alone").content.decode()
    send(client, "organisation_link", world.host.pk, kind="supports", b=giver.pk)
    link = NetworkLink.objects.get()
    assert "ร้านวัสดุก่อสร้างใจดี" not in page(client, "network", show="alone").content.decode()
    assert "หนุนเสริม" in page(client, "organisation", world.host.pk).content.decode()
    send(client, "organisation_unlink", world.host.pk, link.pk)
    assert NetworkLink.objects.count() == 0


def test_member_reads_an_organisation_but_changes_nothing(world, client):
    sign_in(client, world.duty["member"])
    shown = page(client, "organisation", world.host.pk)
    assert shown.status_code == 200 and not shown.context["keeps"]
    assert send(client, "organisation_groups", world.host.pk, group_codes=["x"]).status_code == 403
    assert send(client, "organisation_link", world.host.pk).status_code == 403
