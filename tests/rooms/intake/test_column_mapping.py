"""Headings nobody knows: the sender is asked once, and the answer is remembered."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from kuea.core.problems import Refusal
from kuea.intake.actions import forget_columns, read_batch, receive_batch, set_columns
from kuea.intake.models import Batch, ColumnMapping
from kuea.intake.sheets.mapping import (
    header_digest,
    keys_of_fields,
    map_columns,
    masked_sample,
)
from kuea.people.models import Person, Record
from tests.rooms.intake.lists import csv_bytes

ODD = ["รหัส", "ผู้ที่เราห่วงใย", "แถวบ้าน", "เลขบัตร"]
ROWS = [
    ["1", "นายบุญมี ใจดี", "บางปรอก", "1101700203451"],
    ["2", "นางมาลี ศรีสุข", "บางปรอก", ""],
]
TOLD = {"full_name": 1, "tambon": 2, "citizen_number": 3}


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.fixture
def sign_in(client):
    def go(duty):
        client.force_login(duty.user)
        return client

    return go


def take(world, tmp_path, rows=ROWS, header=ODD, name="a.csv", **options) -> Batch:
    path = tmp_path / name
    path.write_bytes(csv_bytes(rows, header))
    receipt = receive_batch(
        by=world.duty["secretary"], kind="general", path=path, file_name=name, **options
    )
    return read_batch(batch_id=receipt.batch.pk)


def test_unknown_headings_wait_with_masked_samples_and_nothing_is_written(world, tmp_path):
    batch = take(world, tmp_path)
    assert batch.state == "to_map" and "ไม่พบคอลัมน์" in batch.fault["what"]
    assert not Person.objects.exists()
    shown = str(batch.samples)
    assert "บุญมี" not in shown and "1101700203451" not in shown and "45-1" in shown
    assert read_batch(batch_id=batch.pk).state == "to_map"  # a second reader does not go past


def test_what_was_told_is_read_and_used_for_the_next_file_in_any_order(world, tmp_path):
    batch = take(world, tmp_path)
    set_columns(by=world.duty["secretary"], batch=batch, chosen=TOLD)
    batch = read_batch(batch_id=batch.pk)
    assert (batch.state, batch.rows_new, batch.samples) == ("accepted", 2, [])
    turned = [[row[3], row[2], row[1], row[0]] for row in ROWS[:1]]
    turned[0][2] = "นางคำปัน แสงดี"
    again = take(world, tmp_path, turned, ODD[::-1], "b.csv")
    assert (again.state, again.mapping.set_by) == ("accepted", world.duty["secretary"])
    assert {r.name_as_written for r in Record.objects.filter(raw_row__batch=again)} == {
        "นางคำปัน แสงดี"
    }


def test_forgotten_mapping_is_asked_for_again(world, tmp_path):
    batch = take(world, tmp_path)
    told = set_columns(by=world.duty["secretary"], batch=batch, chosen=TOLD)
    forget_columns(by=world.duty["secretary"], mapping=told)
    assert read_batch(batch_id=batch.pk).state == "accepted"  # this batch was told for itself
    assert take(world, tmp_path, ROWS[:1], ODD, "b.csv").state == "to_map"


def test_doubled_columns_are_asked_about(world, tmp_path):
    batch = take(world, tmp_path, [["มาลี", "บุญมี", "บางปรอก"]], ["ชื่อ-สกุล", "ชื่อ-นามสกุล", "ตำบล"])
    assert batch.state == "to_map" and "ซ้ำกัน" in batch.fault["what"]
    set_columns(by=world.duty["secretary"], batch=batch, chosen={"full_name": 1, "tambon": 2})
    read_batch(batch_id=batch.pk)
    assert Record.objects.get().name_as_written == "บุญมี"


def test_sender_who_wishes_is_asked_although_all_is_known(world, tmp_path):
    header, rows = ["ชื่อ-สกุล", "ตำบล", "แถวสี"], [["มาลี ดี", "บางปรอก", "x"]]
    batch = take(world, tmp_path, rows, header, wishes_to_map=True)
    assert (batch.state, batch.fault) == ("to_map", {})
    assert batch.columns["found"] == {"full_name": 0, "tambon": 1}


def test_mapping_of_another_province_or_kind_is_not_used(world, tmp_path):
    batch = take(world, tmp_path)
    set_columns(by=world.duty["secretary"], batch=batch, chosen=TOLD)
    path = tmp_path / "a.csv"
    for duty, kind in ((world.other["secretary"], "general"), (world.duty["secretary"], "elderly")):
        receipt = receive_batch(by=duty, kind=kind, path=path, file_name="a.csv")
        assert read_batch(batch_id=receipt.batch.pk).state == "to_map"


def test_only_ones_own_batch_with_every_needed_field(world, tmp_path):
    batch = take(world, tmp_path)
    with pytest.raises(Refusal) as caught:
        set_columns(by=world.duty["secretary"], batch=batch, chosen={"full_name": 1})
    assert caught.value.code == "missing"
    for duty in (world.duty["local_officer"], world.other["secretary"]):
        with pytest.raises(Refusal):
            set_columns(by=duty, batch=batch, chosen=TOLD)
    set_columns(by=world.duty["secretary"], batch=batch, chosen=TOLD)
    with pytest.raises(Refusal):  # no longer waiting
        set_columns(by=world.duty["secretary"], batch=batch, chosen=TOLD)
    assert ColumnMapping.objects.count() == 1


def test_page_asks_preselected_and_says_who_told(world, sign_in):
    client = sign_in(world.duty["secretary"])
    header = ["ชื่อ-สกุล", "แถวบ้าน"]
    sheet = SimpleUploadedFile("รายชื่อ.csv", csv_bytes([["นายบุญมี ใจดี", "บางปรอก"]], header))
    page = client.post(reverse("intake:send"), {"kind": "general", "sheet": sheet}, follow=True)
    batch = Batch.objects.get()
    address = reverse("intake:columns", args=[batch.pk])
    assert address in page.content.decode() and "ไม่พบคอลัมน์ที่จำเป็น" in page.content.decode()
    page = client.get(address).content.decode()
    assert '<option value="full_name" selected>' in page and "แถวบ้าน" in page and "บุญมี" not in page
    wrong = client.post(address, {"c0": "tambon", "c1": "tambon"})
    assert wrong.status_code == 400 and "เลือกไว้หลายคอลัมน์" in wrong.content.decode()
    page = client.post(address, {"c0": "full_name", "c1": "tambon"}, follow=True).content.decode()
    assert "ใช้การจับคู่คอลัมน์ที่" in page and Batch.objects.get().state == "accepted"
    page = client.post(reverse("intake:forget_columns", args=[batch.pk]), follow=True)
    assert "ไม่ใช้กับแฟ้มต่อไปแล้ว" in page.content.decode()
    assert client.get(address).status_code == 302


def test_waiting_batch_can_be_withdrawn_and_sent_again(world, tmp_path, sign_in):
    batch = take(world, tmp_path)
    client = sign_in(world.duty["secretary"])
    client.post(reverse("intake:withdraw", args=[batch.pk]), {"reason": "ส่งผิด"})
    batch.refresh_from_db()
    assert (batch.state, batch.samples) == ("withdrawn", [])


def test_headings_are_one_set_in_any_order_and_equal_ones_are_told_apart():
    header = ["ชื่อ", "โทร", "โทร", "", "ตำบล", ""]
    assert header_digest(header) == header_digest(["โทร", "ชื่อ", "โทร", "", "ตำบล"])
    assert header_digest(header) != header_digest(["ชื่อ", "โทร", "", "", "ตำบล"])
    kept = keys_of_fields(header, {"full_name": 0, "telephone": 2, "tambon": 4, "house_no": 5})
    found = map_columns(["โทร", "ตำบล", "", "", "โทร", ""], "general", kept).found
    assert found == {"telephone": 4, "tambon": 1, "house_no": 5}


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("1101700203451", "-45-1"), ("นายบุญมี ใจดี", "นา… ใจ…"), ("12/3", "12/3"), ("", ""),
        ("บางปรอก", "บา…"), ("ก" * 300, "กก…"),
    ],
)  # fmt: skip
def test_samples_are_masked(written, shown):
    made = masked_sample(written)
    assert made.endswith(shown) and len(made) <= 40 and (not written[6:] or written not in made)
