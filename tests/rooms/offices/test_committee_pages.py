"""Committees and resolutions through the pages: the secretary writes, members read, the civic chair signs."""

from uuid import uuid4

import pytest

from kuea.offices.models import Committee, Resolution
from tests.rooms.offices.pages import sign_in


@pytest.fixture
def secretary(world):
    return sign_in(world.duty["secretary"])


def propose(client, place: str = "130101") -> Committee:
    client.post(
        "/office/committees/new/",
        {"once": str(uuid4()), "place": place, "name": "คณะกรรมการตำบลบางปรอก", "quorum": 5},
    )
    return Committee.objects.get(place_id=place)


def draft_form(world, **changes) -> dict[str, object]:
    return {
        "once": str(uuid4()), "committee": world.committee.pk, "meeting_number": "๒",
        "decided_on": "๕ ต.ค. ๒๕๖๙", "title": "แบ่งพื้นที่แม่ข่าย", "text": "เห็นชอบตามเสนอ", **changes,
    }  # fmt: skip


@pytest.fixture
def draft(world, secretary):
    secretary.post("/office/resolutions/new/", draft_form(world))
    return Resolution.objects.get(title="แบ่งพื้นที่แม่ข่าย")


def test_secretary_brings_a_committee_to_work(world, secretary):
    committee = propose(secretary)
    page = f"/office/committees/{committee.pk}/"
    for seat, name, sector, extra in (
        ("chair", "ป้าศรี", "people", {"user": world.duty["chair"].user_id}),
        ("secretary", "เจ้าหน้าที่", "regional", {"is_provincial_office": "on"}),
        ("member", "รองนายก", "local_government", {}),
    ):
        answer = secretary.post(
            page + "seats/", {"seat": seat, "name": name, "sector": sector, **extra}
        )
        assert answer.status_code == 302
    order = {"number": "๕/๒๕๖๙", "on": "2/9/2569", "signer": "นายอำเภอ"}
    secretary.post(page + "order/", order)
    secretary.post(page + "activate/")
    assert Committee.objects.get(pk=committee.pk).state == "active"
    assert "ปฏิบัติงานอยู่" in secretary.get(page).content.decode()


def test_activation_on_the_page_names_what_is_missing(world, secretary):
    committee = propose(secretary)
    secretary.post(
        f"/office/committees/{committee.pk}/order/",
        {"number": "5/2569", "on": "2/9/2569", "signer": "นายอำเภอ"},
    )
    answer = secretary.post(f"/office/committees/{committee.pk}/activate/")
    assert answer.status_code == 409
    assert "ประธานจากภาคประชาชน, เลขานุการจาก พมจ." in answer.content.decode()
    assert Committee.objects.get(pk=committee.pk).state == "ordered"


def test_official_as_chair_is_refused_on_the_page(world, secretary):
    committee = propose(secretary)
    answer = secretary.post(
        f"/office/committees/{committee.pk}/seats/",
        {"seat": "chair", "name": "ผู้ว่า", "sector": "regional"},
    )
    assert answer.status_code == 400
    assert not committee.members.exists()


def test_last_of_a_party_is_kept_on_the_page(world, secretary):
    answer = secretary.post(f"/office/seats/{world.chair.pk}/end/")
    assert answer.status_code == 409
    world.chair.refresh_from_db()
    assert world.chair.left_on is None


def test_form_sent_twice_makes_one_draft(world, secretary):
    form = draft_form(world)
    first = secretary.post("/office/resolutions/new/", form)
    second = secretary.post("/office/resolutions/new/", form)
    assert first.url == second.url
    assert Resolution.objects.filter(title="แบ่งพื้นที่แม่ข่าย").count() == 1


def test_chair_finds_the_draft_in_the_queue_and_signs(world, draft):
    chair = sign_in(world.duty["chair"])
    assert "แบ่งพื้นที่แม่ข่าย" in chair.get("/office/resolutions/waiting/").content.decode()
    page = chair.get(f"/office/resolutions/{draft.pk}/")
    assert page.context["may_sign"]
    chair.post(f"/office/resolutions/{draft.pk}/sign/", {"version": draft.version})
    draft.refresh_from_db()
    assert draft.signed_by == world.chair
    assert not chair.get(f"/office/resolutions/{draft.pk}/").context["may_sign"]


@pytest.mark.parametrize("who", ["secretary", "member"])
def test_others_who_read_the_draft_cannot_sign_it(world, draft, who):
    client = sign_in(world.duty[who])
    assert not client.get(f"/office/resolutions/{draft.pk}/").context["may_sign"]
    answer = client.post(f"/office/resolutions/{draft.pk}/sign/", {"version": 0})
    assert answer.status_code == 403
    draft.refresh_from_db()
    assert draft.signed_at is None


def test_text_changed_in_between_is_not_signed(world, secretary, draft):
    chair = sign_in(world.duty["chair"])
    secretary.post(
        f"/office/resolutions/{draft.pk}/edit/",
        {"version": draft.version, "title": "เรื่องใหม่", "text": "ไม่เห็นชอบ"},
    )
    answer = chair.post(f"/office/resolutions/{draft.pk}/sign/", {"version": draft.version})
    assert answer.status_code == 409
    draft.refresh_from_db()
    assert (draft.title, draft.signed_at) == ("เรื่องใหม่", None)


def test_edit_from_a_stale_tab_is_shown_what_was_written(world, secretary, draft):
    edit = f"/office/resolutions/{draft.pk}/edit/"
    secretary.post(edit, {"version": 0, "title": "หนึ่ง", "text": "ก"})
    answer = secretary.post(edit, {"version": 0, "title": "สอง", "text": "ข"})
    assert answer.status_code == 409
    assert "สอง" in answer.content.decode()
    draft.refresh_from_db()
    assert draft.title == "หนึ่ง"


def test_signed_resolution_cannot_be_edited(world, secretary):
    answer = secretary.post(
        f"/office/resolutions/{world.resolution.pk}/edit/",
        {"version": world.resolution.version, "title": "แก้", "text": "แก้"},
    )
    assert answer.status_code == 409
    world.resolution.refresh_from_db()
    assert world.resolution.title == "มติทดสอบ"


@pytest.mark.parametrize("who", ["host_coordinator", "facilitator", "local_officer"])
def test_those_who_work_by_resolutions_read_signed_ones_only(world, draft, who):
    client = sign_in(world.duty[who])
    page = client.get("/office/resolutions/").content.decode()
    assert "มติทดสอบ" in page
    assert "แบ่งพื้นที่แม่ข่าย" not in page
    assert client.get(f"/office/resolutions/{draft.pk}/").status_code == 404
    assert client.get("/office/resolutions/new/").status_code == 403


@pytest.mark.parametrize("who", ["volunteer", "giver", "ministry", "administrator"])
def test_committee_pages_are_not_for_others(world, who):
    client = sign_in(world.duty[who])
    for page in ("committees/", f"committees/{world.committee.pk}/", "resolutions/"):
        assert client.get("/office/" + page).status_code == 403


@pytest.mark.parametrize("who", ["secretary", "chair", "member"])
def test_another_province_sees_and_changes_nothing(world, draft, who):
    client = sign_in(world.other[who])
    assert "มติทดสอบ" not in client.get("/office/resolutions/").content.decode()
    assert client.get(f"/office/committees/{world.committee.pk}/").status_code == 404
    assert client.get(f"/office/resolutions/{draft.pk}/").status_code == 404
    assert client.post(f"/office/resolutions/{draft.pk}/sign/", {"version": 0}).status_code == 404
    for page in (f"committees/{world.committee.pk}/activate/", f"seats/{world.chair.pk}/end/"):
        assert client.post("/office/" + page).status_code in {403, 404}
    draft.refresh_from_db()
    assert draft.signed_at is None


def test_tambon_of_another_province_is_not_offered(world, secretary):
    answer = secretary.post(
        "/office/committees/new/",
        {"once": str(uuid4()), "place": "140101", "name": "ข้ามจังหวัด", "quorum": 5},
    )
    assert answer.status_code == 400
    assert not Committee.objects.filter(place_id="140101").exists()
