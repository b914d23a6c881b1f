"""A list comes in: kept, read, cleaned, linked, stored; again, in the middle, and out."""

from pathlib import Path

import pytest

from kuea.core.minimum_data import CUT
from kuea.core.thai import make_sample_number
from kuea.finding.models import Case, Lead
from kuea.intake.actions import read_batch, receive_batch
from kuea.intake.models import Batch, RawRow
from kuea.people.models import Person, Record
from tests.rooms.intake.lists import HERE, csv_bytes


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"


def write_csv(folder: Path, rows: list[list[str]], name: str = "รายชื่อ.csv") -> Path:
    path = folder / name
    path.write_bytes(csv_bytes(rows))
    return path


def take_in(world, path: Path, by: str = "secretary", kind: str = "general") -> Batch:
    receipt = receive_batch(by=world.duty[by], kind=kind, path=path, file_name=path.name)
    return read_batch(batch_id=receipt.batch.pk)


def test_a_list_becomes_persons_records_leads_and_cases(world, tmp_path):
    rows = [
        [make_sample_number(1), "นายบุญมี ใจดี", "3/2/2490", *HERE],
        ["", "นางสาวมาลี ศรีสุข", "2500", *HERE],
        ["", "อาผา", "", "", "", "บางปรอก", "", "", "อยู่ข้างวัด"],
    ]
    batch = take_in(world, write_csv(tmp_path, rows))
    assert (batch.state, batch.rows_new, batch.rows_faulty) == ("accepted", 3, 0), batch.fault
    assert Person.objects.count() == Record.objects.count() == Lead.objects.count() == 3
    assert set(Case.objects.values_list("state", "channel")) == {("lead", "list")}
    first = Person.objects.earliest("pk")
    assert (first.title, first.given_name, first.birth_year, first.village_id) == (
        "นาย", "บุญมี", 1947, "13010101",
    )  # fmt: skip
    assert first.code.startswith("ปท-69-")
    assert RawRow.objects.filter(batch=batch).count() == 3


def test_words_of_a_list_are_readable_again_and_hold_no_citizen_number(world, tmp_path):
    number = make_sample_number(7)
    take_in(
        world,
        write_csv(tmp_path, [["", "อาผา", "", "", "", "บางปรอก", "", "", f"อยู่ข้างวัด บัตร {number}"]]),
    )
    lead = Lead.objects.get()
    assert (lead.who, lead.how_to_find) == ("อาผา", f"ต.บางปรอก · อยู่ข้างวัด บัตร {CUT}")
