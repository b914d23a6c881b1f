"""The pages of the one door, as a secretary and others use them."""

import re

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from kuea.intake.actions import erase_rows
from kuea.intake.models import Batch, RawRow
from kuea.people.models import Person
from tests.rooms.intake.lists import HEADER, HERE, csv_bytes

GOOD = ["", "นายบุญมี ใจดี", "3/2/2490", *HERE]
LOST = ["", "นางมาลี ศรีสุข", "2500", "", "", "ตำบลที่ไม่มีจริง", "", "", ""]


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.fixture
def sign_in(client):
    def go(duty):
        client.force_login(duty.user)
        return client

    return go


def post(client, content: bytes, name: str = "รายชื่อ.csv", kind: str = "general"):
    sheet = SimpleUploadedFile(name, content)
    return client.post(reverse("intake:send"), {"kind": kind, "sheet": sheet}, follow=True)


def test_sending_a_list_shows_what_came_of_it(world, sign_in):
    page = post(sign_in(world.duty["secretary"]), csv_bytes([GOOD, LOST])).content.decode()
    assert "รับรายชื่อแล้ว" in page and "ไม่พบตำบล" in page and "ตำบลที่ไม่มีจริง" in page
    assert Batch.objects.get().rows_faulty == 1


def test_same_file_again_is_said_with_its_time_and_adds_nothing(world, sign_in):
    client = sign_in(world.duty["secretary"])
    post(client, csv_bytes([GOOD]))
    page = post(client, csv_bytes([GOOD])).content.decode()
    assert "แฟ้มนี้เคยส่งแล้วเมื่อ" in page
    assert (Batch.objects.count(), Person.objects.count()) == (1, 1)


def test_faulty_rows_go_back_in_the_senders_columns(world, sign_in, tmp_path):
    client = sign_in(world.duty["secretary"])
    post(client, csv_bytes([GOOD, LOST]))
    answer = client.get(reverse("intake:faulty_sheet", args=[Batch.objects.get().pk]))
    path = tmp_path / "back.xlsx"
    path.write_bytes(answer.content)
    rows = list(openpyxl.load_workbook(path).active.values)
    assert [*rows[0][: len(HEADER)]] == HEADER and "ปัญหา" in rows[0]
    assert len(rows) == 2 and "ไม่พบตำบล" in rows[1][rows[0].index("ปัญหา")]


def test_file_without_faults_has_nothing_to_give_back(world, sign_in):
    client = sign_in(world.duty["secretary"])
    post(client, csv_bytes([GOOD]))
    answer = client.get(reverse("intake:faulty_sheet", args=[Batch.objects.get().pk]))
    assert answer.status_code == 409


def test_form_without_file_or_kind_says_so(world, sign_in):
    answer = sign_in(world.duty["secretary"]).post(reverse("intake:send"), {})
    assert answer.status_code == 400
    assert "ยังไม่ได้เลือกแฟ้ม" in answer.content.decode()
    assert not Batch.objects.exists()


def test_upload_larger_than_allowed_is_refused_before_it_is_kept(world, sign_in, settings):
    settings.MAX_SHEET_BYTES = 1000
    answer = post(sign_in(world.duty["secretary"]), b"x" * (1024 * 1024 + 2000))
    assert answer.status_code == 422 and "เมกะไบต์" in answer.content.decode()
    assert not Batch.objects.exists() and not list((settings.MEDIA_ROOT).rglob("*"))


def test_file_just_over_the_limit_is_refused_by_its_own_size(world, sign_in, settings):
    settings.MAX_SHEET_BYTES = 1000
    answer = post(sign_in(world.duty["secretary"]), b"x" * 1001)
    assert answer.status_code == 422
    assert not Batch.objects.exists()


def test_withdrawing_needs_a_reason_and_is_shown_with_it(world, sign_in):
    client = sign_in(world.duty["secretary"])
    post(client, csv_bytes([GOOD]))
    address = reverse("intake:withdraw", args=[Batch.objects.get().pk])
    assert client.post(address, {"reason": " "}).status_code == 400
    assert Batch.objects.get().state == "accepted"
    page = client.post(address, {"reason": "ส่งผิดแฟ้ม"}, follow=True).content.decode()
    assert "ส่งผิดแฟ้ม" in page and Batch.objects.get().state == "withdrawn"


def test_batch_of_another_province_is_not_found(world, sign_in):
    post(sign_in(world.duty["secretary"]), csv_bytes([GOOD]))
    client, pk = sign_in(world.other["secretary"]), Batch.objects.get().pk
    for name in ("batch", "faulty_sheet"):
        assert client.get(reverse(f"intake:{name}", args=[pk])).status_code == 404
    for name in ("withdraw", "read_again"):
        assert client.post(reverse(f"intake:{name}", args=[pk]), {"reason": "x"}).status_code == 404
    assert Batch.objects.get().state == "accepted"


@pytest.mark.parametrize(
    "role",
    ["chair", "member", "host_coordinator", "volunteer", "giver", "ministry", "administrator"],
)
def test_other_duties_have_no_business_here(world, sign_in, role):
    client = sign_in(world.duty[role])
    assert client.get(reverse("intake:batches")).status_code == 403
    assert post(client, csv_bytes([GOOD])).status_code == 403
    assert not RawRow.objects.exists()


def test_local_officer_sees_only_own_lists_and_sends_no_place_lists(world, sign_in):
    post(sign_in(world.duty["secretary"]), csv_bytes([GOOD]))
    client = sign_in(world.duty["local_officer"])
    assert "รายชื่อ.csv" not in client.get(reverse("intake:batches")).content.decode()
    assert client.get(reverse("intake:batch", args=[Batch.objects.get().pk])).status_code == 404
    assert post(client, b"village_code\n13010101\n", kind="village_list").status_code == 400
    post(client, csv_bytes([LOST]), "ของเรา.csv")
    assert "ของเรา.csv" in client.get(reverse("intake:batches")).content.decode()


def test_progress_part_alone_for_the_page_that_asks_again(world, sign_in):
    client = sign_in(world.duty["secretary"])
    post(client, csv_bytes([GOOD]))
    batch = Batch.objects.get()
    part = client.get(reverse("intake:batch", args=[batch.pk]), headers={"HX-Request": "true"})
    assert part.content.decode().lstrip().startswith('<div id="batch"')
    assert b"data-poll-url" not in part.content  # done: the page asks no more


def test_page_of_a_long_list_asks_no_more_questions_of_the_database(
    world, sign_in, django_assert_max_num_queries
):
    client = sign_in(world.duty["secretary"])
    post(client, csv_bytes([LOST[:1] + [f"นางมาลี{n} ศรีสุข"] + LOST[2:] for n in range(60)]))
    with django_assert_max_num_queries(16):
        client.get(reverse("intake:batch", args=[Batch.objects.get().pk]))


def test_list_opens_after_one_of_its_people_was_erased(world, sign_in):
    client = sign_in(world.duty["secretary"])
    post(client, csv_bytes([GOOD, LOST]))
    batch = Batch.objects.get()
    erase_rows(by=world.duty["secretary"], rows=RawRow.objects.filter(batch=batch, is_faulty=True))
    page = client.get(reverse("intake:batch", args=[batch.pk]))
    assert page.status_code == 200 and "ตำบลที่ไม่มีจริง" not in page.content.decode()
    assert client.get(reverse("intake:faulty_sheet", args=[batch.pk])).status_code == 409


def told(client) -> str:
    """The page of the only list and the list of lists, with nothing in them that names it."""
    batch = Batch.objects.get()
    pages = [
        client.get(reverse("intake:batch", args=[batch.pk])),
        client.get(reverse("intake:batches")),
    ]
    return "".join(text(page) for page in pages).replace(str(batch.pk), "")


def text(page) -> str:
    return re.sub(r"<[^>]+>|value=\S+|\d+:\d+ น\.", " ", page.content.decode().split("<main")[1])


def test_list_of_one_name_does_not_tell_its_sender_whether_the_name_is_known(world, sign_in):
    """A local officer may send lists and may not search the register: so a list must not be a search."""
    client = sign_in(world.duty["local_officer"])
    post(client, csv_bytes([GOOD]))
    assert Batch.objects.get().rows_new == 1
    unknown = told(client)
    Batch.objects.update(rows_new=0, rows_joined=1, rows_asked=1)
    assert told(client) == unknown
    assert "เป็นคนใหม่" in told(sign_in(world.duty["secretary"]))


def test_row_of_a_sealed_person_counts_as_new_for_everybody(world, sign_in):
    client = sign_in(world.duty["secretary"])
    post(client, csv_bytes([GOOD]))
    Person.objects.update(is_sealed=True)
    post(client, csv_bytes([GOOD, LOST]), "อีกแฟ้ม.csv")
    again = Batch.objects.order_by("-pk")[0]
    assert Person.objects.count() == 1, "the row was joined to the person all the same"
    assert (again.rows_new, again.rows_joined, again.rows_asked) == (1, 0, 0)
