"""The directory: search before create, four capacity fields, own province only (R53, R66, I9, I17)."""

from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from kuea.core.problems import Refusal
from kuea.offices.actions import add_organisation, change_organisation, missing_capacity
from kuea.offices.models import Organisation
from kuea.offices.queries import similar_organisations
from tests.rooms.offices.pages import sign_in


def refused(code: str, act, **facts) -> None:
    with pytest.raises(Refusal) as refusal:
        act(**facts)
    assert refusal.value.code == code


def card(**changes) -> dict[str, object]:
    return {
        "once": str(uuid4()), "name": "กลุ่มออมทรัพย์บ้านใหม่", "sector": "people",
        "existing_since_be": "๒๕๔๕", "does_already": "เยี่ยมผู้สูงอายุทุกเดือน", "leader_name": "ลุงมา",
        "is_own_host": "on", "address_place": "130102", "volunteer_count": "12",
        "counted_on": "1/11/2569", **changes,
    }  # fmt: skip


@pytest.mark.parametrize(
    "written",
    [
        "เครือข่ายอาสาบางปรอก",
        "เครือข่าย อาสา บางปรอก",
        "เครือข่ายอาสาบางปอก",
        "อาสาบางปรอก",
        "เครือข่ายอาสาสมัครบางปรอก",
    ],
)
def test_near_name_finds_the_organisation_that_is_there(world, written):
    near = similar_organisations(world.duty["secretary"], written)
    assert near[0].organisation == world.host.organisation


def test_far_name_and_other_province_find_nothing(world):
    assert similar_organisations(world.duty["secretary"], "สหกรณ์การเกษตรลำลูกกา") == []
    assert similar_organisations(world.other["secretary"], "เครือข่ายอาสาบางปรอก") == []
    assert similar_organisations(world.duty["secretary"], " ") == []


def test_same_name_is_refused_however_it_is_spaced(world):
    refused(
        "organisation_known", add_organisation, by=world.duty["secretary"],
        name="เครือข่าย อาสาบางปรอก", sector="people",
    )  # fmt: skip
    same_elsewhere = add_organisation(
        by=world.other["secretary"], name="เครือข่ายอาสาบางปรอก", sector="people"
    )
    assert same_elsewhere.province_id == "14"


def test_place_and_host_lie_in_the_same_province(world):
    by = world.other["secretary"]
    for outside in ({"address_place": world.tambon}, {"host": world.host.organisation}):
        refused("not_in_your_area", add_organisation, by=by, name="ก", sector="people", **outside)


@pytest.mark.parametrize("who", ["chair", "member", "volunteer", "ministry", "facilitator"])
def test_others_add_no_organisation(world, who):
    refused("not_your_duty", add_organisation, by=world.duty[who], name="ก", sector="people")


def test_giver_and_host_change_their_own_only(world):
    giver, host = world.duty["giver"], world.duty["host_coordinator"]
    changed = change_organisation(
        by=giver, organisation=giver.organisation, telephone="02-000-0000"
    )
    assert changed.version == 1
    refused(
        "not_in_your_area",
        change_organisation,
        by=giver,
        organisation=host.organisation,
        telephone="1",
    )
    refused(
        "not_in_your_area", change_organisation, by=world.other["secretary"],
        organisation=giver.organisation, telephone="1",
    )  # fmt: skip


def test_organisation_on_the_map_keeps_its_four_fields(world):
    on_map = world.host.organisation
    refused(
        "groups_needed", change_organisation, by=world.duty["secretary"], organisation=on_map,
        leader_name="",
    )  # fmt: skip
    with pytest.raises(IntegrityError), transaction.atomic():
        Organisation.objects.filter(pk=on_map.pk).update(leader_name="")


def test_missing_capacity_is_named_field_by_field(world):
    made = add_organisation(by=world.duty["secretary"], name="กลุ่มใหม่", sector="people")
    assert missing_capacity(made) == ["leader_name", "host", "address_place", "volunteer_count"]
    assert missing_capacity(world.host.organisation) == []


def test_page_searches_before_it_opens_the_form(world):
    client = sign_in(world.duty["secretary"])
    assert "form" not in (client.get("/office/organisations/new/").context or {})
    page = client.get("/office/organisations/new/", {"name": "เครือข่ายอาสา บางปรอก"})
    assert [row.pk for row, _ in page.context["similar"]] == [world.host.organisation_id]


def test_secretary_enters_an_organisation_once(world):
    client = sign_in(world.duty["secretary"])
    form = card()
    first, second = (client.post("/office/organisations/new/", form) for _ in range(2))
    assert first.url == second.url
    made = Organisation.objects.get(name="กลุ่มออมทรัพย์บ้านใหม่")
    assert (made.existing_since_be, made.volunteer_count) == (2545, 12)
    assert made.address_place_id == "130102"
    page = client.get(first.url).content.decode()
    assert "เยี่ยมผู้สูงอายุทุกเดือน" in page and "พ.ศ. 2545" in page


def test_near_name_needs_a_word_that_it_is_another(world):
    client = sign_in(world.duty["secretary"])
    form = card(name="เครือข่ายอาสาบางปอก")
    assert client.post("/office/organisations/new/", form).status_code == 400
    assert not Organisation.objects.filter(name="เครือข่ายอาสาบางปอก").exists()
    assert (
        client.post("/office/organisations/new/", form | {"is_different": "on"}).status_code == 302
    )


@pytest.mark.parametrize(
    "wrong",
    [
        {"existing_since_be": "2645"},
        {"existing_since_be": "นานแล้ว"},
        {"counted_on": ""},
        {"counted_on": "1/1/2600"},
        {"address_place": "140101"},
        {"sector": "nobody"},
        {"volunteer_count": "-3"},
    ],
)
def test_faulty_card_is_answered_and_nothing_is_written(world, wrong):
    answer = sign_in(world.duty["secretary"]).post("/office/organisations/new/", card(**wrong))
    assert answer.status_code == 400
    assert set(answer.context["form"].errors) == set(wrong)
    assert not Organisation.objects.filter(name="กลุ่มออมทรัพย์บ้านใหม่").exists()


def test_year_of_the_other_era_is_carried_over(world):
    sign_in(world.duty["secretary"]).post(
        "/office/organisations/new/", card(existing_since_be="2002")
    )
    assert Organisation.objects.get(name="กลุ่มออมทรัพย์บ้านใหม่").existing_since_be == 2545


def test_stale_edit_is_not_saved(world):
    client = sign_in(world.duty["secretary"])
    organisation = world.duty["giver"].organisation
    edit = f"/office/organisations/{organisation.pk}/edit/"
    form = card(name=organisation.name, sector="business", version=organisation.version)
    assert client.post(edit, form | {"leader_name": "หนึ่ง"}).status_code == 302
    assert client.post(edit, form | {"leader_name": "สอง"}).status_code == 409
    organisation.refresh_from_db()
    assert organisation.leader_name == "หนึ่ง"


def test_other_province_neither_sees_nor_edits(world):
    client = sign_in(world.other["secretary"])
    pk = world.host.organisation_id
    assert "บางปรอก" not in client.get("/office/organisations/").content.decode()
    assert client.get(f"/office/organisations/{pk}/").status_code == 404
    assert client.post(f"/office/organisations/{pk}/edit/", card()).status_code == 404


def test_giver_sees_the_own_card_only(world):
    client = sign_in(world.duty["giver"])
    page = client.get("/office/organisations/").content.decode()
    assert "ร้านวัสดุก่อสร้างใจดี" in page
    assert "เครือข่ายอาสาบางปรอก" not in page
    assert client.get(f"/office/organisations/{world.host.organisation_id}/").status_code == 404
    assert client.get("/office/organisations/new/").status_code == 403


@pytest.mark.parametrize("who", ["volunteer", "ministry", "administrator", "facilitator"])
def test_directory_is_not_for_others(world, who):
    assert sign_in(world.duty[who]).get("/office/organisations/").status_code == 403


def test_directory_is_searched_by_what_is_done_already(world):
    client = sign_in(world.duty["secretary"])
    client.post("/office/organisations/new/", card())
    page = client.get("/office/organisations/", {"q": "เยี่ยมผู้สูงอายุ"}).content.decode()
    assert "กลุ่มออมทรัพย์บ้านใหม่" in page
    assert "ร้านวัสดุก่อสร้างใจดี" not in page
    page = client.get("/office/organisations/", {"sector": "business"}).content.decode()
    assert "ร้านวัสดุก่อสร้างใจดี" in page
    assert "เครือข่ายอาสาบางปรอก" not in page


def test_directory_asks_no_more_of_the_database_as_it_grows(world, django_assert_max_num_queries):
    client = sign_in(world.duty["secretary"])
    for number in range(12):
        add_organisation(by=world.duty["secretary"], name=f"กลุ่มที่{number}", sector="people")
    with django_assert_max_num_queries(12):
        client.get("/office/organisations/")


def test_place_page_answers_with_the_reason(world):
    client = sign_in(world.duty["secretary"])
    page = client.get("/office/places/find/", {"q": "หมู่ 2 ต.บางปรอก"}).content.decode()
    assert "13010102" in page
    page = client.get("/office/places/find/", {"q": "ต.ประตูชัย"}).content.decode()
    assert "โปรดตรวจ" in page or "โปรดเลือก" in page
    assert client.get("/office/places/find/").context["answer"] is None


def test_office_front_page_offers_only_pages_that_open(world):
    for who in (*world.duty,):
        if who == "system":
            continue
        client = sign_in(world.duty[who])
        for _, url, _ in client.get("/office/").context["links"]:
            assert client.get(url).status_code == 200, (who, url)
