"""An empty installation becomes a working one through the pages: year, province, secretary, villages (A2, I12, I17)."""

from datetime import date

import pytest
from django.core.management import CommandError, call_command

from kuea.core.problems import Refusal
from kuea.offices.models import Edition, Place, Province, User
from kuea.offices.queries import villages_by_tambon
from tests.rooms.offices.pages import sign_in
from tests.world import make_place, tie_code_app


@pytest.fixture
def new_place(world):
    province = make_place("17", "province", "สิงห์บุรี")
    amphoe = make_place("1701", "amphoe", "เมืองสิงห์บุรี", province)
    return make_place("170101", "tambon", "บางพุทรา", amphoe)


def test_administrator_opens_a_year_and_a_province_and_its_secretary_makes_the_villages(
    world, new_place
):
    admin = sign_in(world.duty["administrator"])
    year = {"year_be": "2570", "title": "สังคมไม่ทอดทิ้งกัน 2570", "d_day": "5/12/2570"}
    assert admin.post("/office/editions/open/", year).status_code == 302
    edition = Edition.objects.get(year_be=2570)
    assert edition.d_day == date(2027, 12, 5)
    opened = admin.post("/office/provinces/open/", {"place": "17", "edition": edition.pk})
    assert opened.status_code == 302
    assert "สิงห์บุรี" in admin.get("/office/provinces/").content.decode()
    user = {"username": "sing", "display_name": "เลขาสิงห์บุรี"}
    admin.post("/office/accounts/new/", user)
    admin.post(
        "/office/accounts/appoint/", {"username": "sing", "role": "secretary", "province": "17"}
    )
    user = User.objects.get(username="sing")
    tie_code_app(user)  # an office's pages open only behind a second step
    secretary = sign_in(user.duties.get())
    assert "บางพุทรา" in secretary.get("/office/villages/").content.decode()
    assert secretary.post("/office/villages/170101/", {"count": "4"}).status_code == 302
    assert Place.objects.filter(parent_id="170101", valid_to=None).count() == 4
    assert secretary.get("/desk/board/").status_code == 200
    # the neighbouring province's tambon does not exist for this secretary
    assert secretary.get(f"/office/villages/{world.tambon.code}/").status_code == 404


def test_province_already_open_is_not_offered(world):
    page = sign_in(world.duty["administrator"]).get("/office/provinces/open/").content.decode()
    assert f"({world.province.pk})" not in page


def test_fewer_villages_than_are_known_are_refused_with_the_reason(world):
    secretary = sign_in(world.duty["secretary"])
    before = villages_by_tambon(world.province.pk)
    page = secretary.post(f"/office/villages/{world.tambon.code}/", {"count": "1"})
    assert page.status_code == 400
    assert "มีบัญชีหมู่บ้านแล้ว" in page.content.decode()
    assert villages_by_tambon(world.province.pk) == before


@pytest.mark.parametrize("role", ["secretary", "chair", "ministry", "volunteer"])
def test_provinces_are_opened_by_the_administrator_alone(world, role):
    client = sign_in(world.duty[role])
    for address in ("/office/provinces/", "/office/provinces/open/", "/office/editions/open/"):
        assert client.get(address).status_code == 403


def test_command_opens_a_province_once(world, new_place, capsys):
    call_command("open_province", province="17", d_day="5/12/2570")
    assert Province.objects.get(pk="17").edition.d_day == date(2027, 12, 5)
    with pytest.raises(CommandError, match="เปิดใช้งานอยู่แล้ว"):
        call_command("open_province", province="17", d_day="2027-12-05")
    with pytest.raises(CommandError, match="อ่านวันที่"):
        call_command("open_province", province="17", d_day="พรุ่งนี้")
    with pytest.raises(CommandError, match="เริ่มวันที่"):
        call_command("open_province", province="17", d_day="2027-12-06")


def test_villages_of_another_province_are_not_made(world):
    from kuea.offices.actions import make_numbered_villages

    with pytest.raises(Refusal):
        make_numbered_villages(
            tambon_code=world.tambon.code, count=9, by=world.other["secretary"], source="ทดสอบ"
        )
