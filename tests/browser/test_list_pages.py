"""Matching columns and the report of a list, at a phone's width and a desk's: nothing sticks out."""

import os
from pathlib import Path

import pytest

from kuea.intake.actions import (
    read_batch,
    receive_batch,
    rerun_batch,
    resume_rerun,
    run_rerun,
    set_columns,
    stop_rerun,
)
from kuea.intake.models import Rerun
from tests.browser.conftest import FIND_OVERFLOW, WIDTHS
from tests.rooms.intake.lists import csv_bytes

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
HEAD = [
    "ลำดับที่ในบัญชีของหน่วยงาน",
    "ผู้ที่เราห่วงใยในหมู่บ้าน (ชื่อและสกุล)",
    "แถวบ้าน",
    "เลขบัตรที่จดไว้",
    "ชื่อ-สกุล ผู้ดูแล",
]
ROWS = [
    [str(n), f"นาง{a}าลี ศรีสุข", "บางปรอก", "1101700203451", "นายดี"] for n, a in enumerate("กขคงมสว")
]


@pytest.fixture
def batch(world, tmp_path, settings, guards_let_go):
    settings.MEDIA_ROOT = tmp_path / "files"
    path = tmp_path / "a.csv"
    path.write_bytes(csv_bytes(ROWS, HEAD))
    receipt = receive_batch(
        by=world.duty["secretary"],
        kind="general",
        path=path,
        file_name="รายชื่อที่หัวคอลัมน์ไม่เหมือนใคร.csv",
    )
    return read_batch(batch_id=receipt.batch.pk)


def look(page, name: str, width: int) -> None:
    if folder := os.environ.get("KUEA_PICTURES"):
        page.screenshot(path=str(Path(folder) / f"{name}-{width}.png"), full_page=True)
    assert page.evaluate(FIND_OVERFLOW) == []


@pytest.mark.parametrize("width", WIDTHS)
def test_columns_are_matched_and_the_list_reported(open_page, batch, world, width):
    for name, path in (
        ("waiting", f"/intake/{batch.pk}/"),
        ("columns", f"/intake/{batch.pk}/columns/"),
    ):
        look(open_page(path, width, "secretary"), name, width)
    set_columns(by=world.duty["secretary"], batch=batch, chosen={"full_name": 1, "tambon": 2})
    read_batch(batch_id=batch.pk)
    for name, path in (
        ("read", f"/intake/{batch.pk}/"), ("report", f"/desk/lists/{batch.pk}/"),
        ("paper", f"/desk/lists/{batch.pk}/paper/"),
    ):  # fmt: skip
        page = open_page(path, width, "secretary")
        if name != "paper":
            look(page, name, width)
        elif folder := os.environ.get("KUEA_PICTURES"):
            page.screenshot(path=str(Path(folder) / f"paper-{width}.png"))


@pytest.mark.parametrize("width", WIDTHS)
def test_list_is_read_again_and_taken_back(open_page, batch, world, width):
    secretary = world.duty["secretary"]
    set_columns(by=secretary, batch=batch, chosen={"full_name": 0, "tambon": 2})
    read_batch(batch_id=batch.pk)
    look(open_page(f"/intake/{batch.pk}/rerun/", width, "secretary"), "rerun", width)
    rerun_batch(
        by=secretary, batch=batch, reason="จับคู่คอลัมน์ชื่อผิด", chosen={"full_name": 1, "tambon": 2}
    )
    stop_rerun(by=secretary, batch=batch)
    look(open_page(f"/intake/{batch.pk}/", width, "secretary"), "rerun-rests", width)
    resume_rerun(by=secretary, batch=batch)
    look(open_page(f"/intake/{batch.pk}/", width, "secretary"), "rerun-goes-on", width)
    run = Rerun.objects.get()
    run_rerun(batch_id=batch.pk)
    look(open_page(f"/intake/{batch.pk}/", width, "secretary"), "rerun-done", width)
    page = open_page(f"/people/reruns/{run.pk}/", width, "secretary")
    if folder := os.environ.get("KUEA_PICTURES"):
        page.screenshot(path=str(Path(folder) / f"rerun-paper-{width}.png"), full_page=True)
    assert page.get_by_role("heading", level=1).inner_text() == "ผลของการอ่านรายชื่อใหม่"
