"""Pages of hosts and areas: the whole way from a name to a host at work, and who is kept out."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from kuea.giving import actions
from kuea.giving.models import AreaAssignment, HostNetwork
from kuea.offices.models import Place
from tests.rooms.giving.story import DAY, new_organisation, propose_checked, unsigned
from tests.world import make_duty, make_place


def sign_in(client, duty):
    client.force_login(duty.user)
    return client


def page(client, name, /, *args, **query):
    return client.get(reverse(f"giving:{name}", args=args), query)


def send(client, name, /, *args, **data):
    return client.post(reverse(f"giving:{name}", args=args), data)


def test_host_goes_from_a_name_to_work_through_the_pages(world, client):
    organisation = new_organisation(world)
    coordinator = make_duty("host_coordinator", world.province, organisation)
    sign_in(client, world.duty["member"])
    assert "กลุ่มบ้านใหม่ร่วมใจ" in page(client, "propose", q="บ้านใหม่ร่วมใจ").content.decode()
    assert send(client, "propose", organisation=organisation.pk).status_code == 302
    sign_in(client, coordinator)
    pk = organisation.pk
    groups = ["elder_alone", "bedridden", "no_papers"]
    send(client, "organisation_groups", pk, group_codes=groups)
    send(client, "host_areas", pk, places=[world.other_tambon.pk], role="lead")
    sign_in(client, world.duty["secretary"])
    checked = send(
        client, "host_step", pk, "check", contact_confirmed_on="25/9/2569",
        contact_confirmed_how="ไปเยี่ยม", version=HostNetwork.objects.get(pk=pk).version,
    )  # fmt: skip
    assert checked.status_code == 302
    send(client, "host_step", pk, "endorse", resolution=world.resolution.pk, version=1)
    sign_in(client, coordinator)
    send(client, "host_step", pk, "agreement", signed_on="26/9/2569", version=2)
    send(
        client, "host_step", pk, "training", data_protection_on="26/9/2569", dignity_on="26/9/2569",
        safeguarding_on="27/9/2569", version=3,
    )  # fmt: skip
    area = AreaAssignment.objects.get(host=pk)
    send(client, "area_accept", chosen=[area.pk])
    send(client, "host_step", pk, "activate", version=4)
    sign_in(client, world.duty["secretary"])
    send(client, "area_confirm", chosen=[area.pk], resolution=world.resolution.pk)
    host, area = HostNetwork.objects.get(pk=pk), AreaAssignment.objects.get(pk=area.pk)
    assert (host.state, area.state) == ("active", "current")
    assert "กำลังทำงานในพื้นที่" in page(client, "host", pk).content.decode()


def test_host_page_says_what_is_missing(world, client):
    host = actions.propose_host(
        by=world.duty["member"], organisation=new_organisation(world, leader_name="")
    )
    text = page(sign_in(client, world.duty["secretary"]), "host", host.pk).content.decode()
    assert "ยังขาด 4 ข้อก่อนไปขั้นต่อไป" in text and "เสนอเป็นแม่ข่าย" in text


def test_active_host_page_leads_to_resting_and_ending(world, client):
    sign_in(client, world.duty["host_coordinator"])
    text = page(client, "host", world.host.pk).content.decode()
    for name in ("pause_host", "end_host"):
        assert reverse(f"coverage:{name}", args=[world.host.pk]) in text
    assert reverse("coverage:resume_host", args=[world.host.pk]) not in text
    other = page(sign_in(client, world.duty["volunteer"]), "host", world.host.pk).content.decode()
    assert reverse("coverage:pause_host", args=[world.host.pk]) not in other


def test_volunteer_reads_neither_why_a_host_rests_nor_the_leader_of_one_nobody_endorsed(
    world, client
):
    HostNetwork.objects.filter(pk=world.host.pk).update(state_reason="ผู้ประสานป่วย")
    new = actions.propose_host(
        by=world.duty["volunteer"], organisation=new_organisation(world, leader_name="เฮียใจดี")
    )
    sign_in(client, world.duty["volunteer"])
    assert "ผู้ประสานป่วย" not in page(client, "host", world.host.pk).content.decode()
    assert "เฮียใจดี" not in page(client, "host", new.pk).content.decode()
    sign_in(client, world.duty["secretary"])
    assert "ผู้ประสานป่วย" in page(client, "host", world.host.pk).content.decode()
    assert "เฮียใจดี" in page(client, "host", new.pk).content.decode()


def test_check_with_missing_facts_keeps_what_was_typed(world, client):
    host = actions.propose_host(by=world.duty["member"], organisation=new_organisation(world))
    sign_in(client, world.duty["secretary"])
    answer = send(
        client, "host_step", host.pk, "check", contact_confirmed_on="25/9/2569",
        contact_confirmed_how="โทรหาผู้นำ", version=0,
    )  # fmt: skip
    text = answer.content.decode()
    assert answer.status_code == 400 and "ยังขาดข้อมูล" in text and "โทรหาผู้นำ" in text


def test_step_from_a_stale_tab_is_stopped(world, client):
    host = propose_checked(world)
    sign_in(client, world.duty["secretary"])
    answer = send(
        client, "host_step", host.pk, "endorse", resolution=world.resolution.pk, version=0
    )
    assert answer.status_code == 409
    host.refresh_from_db()
    assert host.state == "checked"


def test_unsigned_resolution_cannot_be_chosen(world, client):
    host = propose_checked(world)
    sign_in(client, world.duty["secretary"])
    answer = send(
        client, "host_step", host.pk, "endorse", resolution=unsigned(world).pk, version=host.version
    )  # fmt: skip
    assert answer.status_code == 400
    accepted = AreaAssignment.objects.get(host=host)
    AreaAssignment.objects.filter(pk=accepted.pk).update(state="accepted")
    send(client, "area_confirm", chosen=[accepted.pk], resolution=unsigned(world, item=41).pk)
    accepted.refresh_from_db()
    host.refresh_from_db()
    assert (host.state, accepted.state) == ("checked", "accepted")


def test_step_that_does_not_exist_is_not_found(world, client):
    sign_in(client, world.duty["secretary"])
    assert send(client, "host_step", world.host.pk, "crown").status_code == 404


READING = ["hosts", "open_tambon", "propose", "grid", "grid_paper"]


@pytest.mark.parametrize("name", READING)
def test_reading_pages_are_open_to_the_province_only(world, client, name):
    for role in ("secretary", "chair", "host_coordinator", "volunteer", "local_officer"):
        assert page(sign_in(client, world.duty[role]), name).status_code == 200
    for role in ("ministry", "administrator"):
        assert page(sign_in(client, world.duty[role]), name).status_code == 403
    client.logout()
    assert page(client, name).status_code == 302


def test_other_provinces_see_neither_host_nor_area(world, client):
    sign_in(client, world.other["secretary"])
    area = world.host.assignments.get()
    assert page(client, "host", world.host.pk).status_code == 404
    assert page(client, "host_areas", world.host.pk).status_code == 404
    assert page(client, "area_end", area.pk).status_code == 404
    assert page(client, "cell", world.tambon.pk, "all").status_code == 404
    assert page(client, "organisation", world.host.pk).status_code == 404
    assert (
        send(client, "propose", organisation=world.duty["giver"].organisation_id).status_code == 404
    )
    assert send(client, "host_step", world.host.pk, "decline", reason="ก").status_code == 404
    for name in READING:
        assert "เครือข่ายอาสาบางปรอก" not in page(client, name).content.decode()


@pytest.mark.parametrize("role", ["volunteer", "local_officer", "facilitator", "giver"])
def test_deciding_pages_are_closed_to_other_duties(world, client, role):
    sign_in(client, world.duty[role])
    assert send(client, "host_step", world.host.pk, "endorse").status_code == 403
    assert send(client, "area_accept").status_code == 403
    assert send(client, "area_confirm").status_code == 403
    assert page(client, "area_tray").status_code == 403
    assert page(client, "host_areas", world.host.pk).status_code == 403


def test_propose_with_a_broken_number_is_not_found(world, client):
    sign_in(client, world.duty["member"])
    for sent in ("", "abc", "999999"):
        assert send(client, "propose", organisation=sent).status_code == 404


# --- the grid ---------------------------------------------------------------------------------


def test_grid_page_frames_the_open_cells(world, client):
    answer = page(sign_in(client, world.duty["secretary"]), "grid")
    text = answer.content.decode()
    assert text.count("cell--open") == 3 and text.count("ยังต้องการแม่ข่าย") >= 3
    assert "3 จาก 6 ช่อง" in text


def test_grid_page_filters_by_amphoe(world, client):
    make_place(
        "130201",
        "tambon",
        "คลองหนึ่ง",
        make_place("1302", "amphoe", "คลองหลวง", world.province.place),
    )
    sign_in(client, world.duty["chair"])
    assert "คลองหนึ่ง" in page(client, "grid").content.decode()
    one = page(client, "grid", amphoe="1301").content.decode()
    assert "คลองหนึ่ง" not in one.split("<table")[1]
    assert "คลองหนึ่ง" in page(client, "grid", amphoe="1401").content.decode()


def test_grid_page_asks_no_more_for_more_tambon(world, client):
    sign_in(client, world.duty["secretary"])

    def count() -> int:
        with CaptureQueriesContext(connection) as asked:
            page(client, "grid")
        return len(asked)

    before = count()
    amphoe = Place.objects.get(pk="1301")
    for n in range(10, 25):
        make_place(f"1301{n}", "tambon", f"ตำบล {n}", amphoe)
    assert count() == before


def test_cell_page_proposes_a_village_host(world, client):
    sign_in(client, world.duty["secretary"])
    answer = send(
        client, "cell", world.other_tambon.pk, "bedridden", host=world.host.pk, place="13010201", role="lead"
    )  # fmt: skip
    assert answer.status_code == 302
    row = AreaAssignment.objects.get(place="13010201")
    assert (row.group_code, row.is_lead, row.state) == ("bedridden", True, "proposed")
    text = page(client, "cell", world.other_tambon.pk, "bedridden").content.decode()
    assert "หมู่ที่ 1" in text and "ยังต้องการแม่ข่ายหลัก" in text


def test_cell_with_a_lead_refuses_a_second_in_words(world, client):
    host = propose_checked(world)
    sign_in(client, world.duty["secretary"])
    answer = send(
        client, "cell", world.tambon.pk, "all", host=host.pk, place=world.tambon.pk, role="lead"
    )
    assert answer.status_code == 400 and "มีแม่ข่ายหลักอยู่แล้ว" in answer.content.decode()


def test_area_given_back_opens_its_cell(world, client):
    area = world.host.assignments.get()
    sign_in(client, world.duty["host_coordinator"])
    assert page(client, "area_end", area.pk).status_code == 200
    assert send(client, "area_end", area.pk, reason="").status_code == 400
    send(client, "area_end", area.pk, reason="กำลังไม่พอ")
    area.refresh_from_db()
    assert area.state == "ended"
    text = page(client, "open_tambon").content.decode()
    assert "บางปรอก" in text


def test_tray_shows_a_coordinator_the_own_rows_only(world, client):
    propose_checked(world)
    assert "บ้านใหม่" in page(sign_in(client, world.duty["chair"]), "area_tray").content.decode()
    own = page(sign_in(client, world.duty["host_coordinator"]), "area_tray").content.decode()
    assert "กลุ่มบ้านใหม่ร่วมใจ" not in own


def test_list_filters_by_state(world, client):
    propose_checked(world)
    sign_in(client, world.duty["secretary"])
    shown = page(client, "hosts", state="checked").content.decode()
    assert "กลุ่มบ้านใหม่ร่วมใจ" in shown and "เครือข่ายอาสาบางปรอก" not in shown
    assert world.host.contact_confirmed_on < DAY
