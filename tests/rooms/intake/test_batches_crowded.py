"""Lists that crowd or starve the linking, through the door: each ends with the right persons, or a sentence."""

import gc
from datetime import date

import pytest

from kuea.core.thai import make_sample_number
from kuea.intake.actions import read_batch, reading, receive_batch
from kuea.intake.models import Batch, RawRow
from kuea.intake.sheets import delimited
from kuea.people.models import Person
from tests.rooms.intake.lists import HEADER, HERE, csv_bytes

LETTERS = "กขคงจฉชซดตถทนบปผพมยรลวสหอ"


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"


def take(world, tmp_path, rows: list[list[str]], header: list[str] = HEADER) -> Batch:
    path = tmp_path / "a.csv"
    path.write_bytes(csv_bytes(rows, header))
    receipt = receive_batch(
        by=world.duty["secretary"], kind="general", path=path, file_name="a.csv"
    )
    return read_batch(batch_id=receipt.batch.pk)


def somebody(n: int, number: str = "") -> list[str]:
    name = f"นาย{LETTERS[n % 25]}า{LETTERS[n // 25 % 25]}วัฒน์ {LETTERS[(n * 7 + 3) % 25]}ุญ{LETTERS[n * 11 % 25]}ะกุล"
    born = date(1930 + n % 60, n % 12 + 1, n % 28 + 1)
    return [number, name, born.isoformat(), f"{n}/{n % 9}", *HERE[1:]]


def test_one_row_many_times_is_one_person_and_every_row_is_kept(world, tmp_path):
    row = somebody(3, make_sample_number(3))
    batch = take(world, tmp_path, [row] * 300)
    assert (batch.state, batch.rows_new, batch.rows_joined) == ("accepted", 1, 299), batch.fault
    assert (Person.objects.count(), RawRow.objects.count()) == (1, 300)


def test_one_number_of_many_people_joins_nobody(world, tmp_path):
    number = make_sample_number(1)
    batch = take(world, tmp_path, [somebody(n, number) for n in range(200)])
    assert batch.state == "accepted", batch.fault
    assert batch.rows_new >= 195 and Person.objects.count() >= 195


def test_three_hundred_columns_are_kept_with_the_row(world, tmp_path):
    more = [f"เพิ่มเติมที่ {n}" for n in range(300)]
    batch = take(world, tmp_path, [somebody(n) + ["x"] * 300 for n in range(3)], [*HEADER, *more])
    assert (batch.state, batch.rows_new) == ("accepted", 3), batch.fault
    assert len(batch.columns["unknown"]) >= 290


def test_rows_with_nothing_but_their_number_go_back(world, tmp_path):
    header = ["ลำดับ", *HEADER]
    batch = take(world, tmp_path, [[str(n), *[""] * len(HEADER)] for n in range(50)], header)
    assert (batch.state, batch.rows_faulty) == ("accepted", 50), batch.fault
    assert not Person.objects.exists()


def test_more_rows_than_are_taken_at_a_time_are_refused_with_the_limit(
    world, tmp_path, monkeypatch
):
    monkeypatch.setattr(delimited, "MOST_ROWS", 20)
    batch = take(world, tmp_path, [somebody(n) for n in range(40)])
    assert batch.state == "failed" and "แถว" in batch.fault["what"] and batch.fault["remedy"]
    assert not RawRow.objects.exists()


def test_list_that_needs_more_memory_than_is_free_is_refused_and_read_when_there_is_room(
    world, tmp_path, monkeypatch
):
    monkeypatch.setattr(reading, "CHUNK", 10)
    with monkeypatch.context() as patch:
        patch.setattr(reading, "free_bytes", lambda: 40 * 9_000)
        batch = take(world, tmp_path, [somebody(n) for n in range(40)])
    assert (batch.state, batch.fault["code"]) == ("failed", "no_room")
    assert "40 แถว" in batch.fault["what"] and batch.fault["remedy"]
    assert not RawRow.objects.exists()
    again = read_batch(batch_id=batch.pk)
    assert (again.state, again.rows_done) == ("accepted", 40)


def test_one_lot_is_held_at_a_time(world, tmp_path, monkeypatch):
    monkeypatch.setattr(reading, "CHUNK", 10)
    real, held = reading._store_lot, []

    def store(one, taker, lot, last):
        alive = [row for row in gc.get_objects() if type(row) is reading._Row]
        held.append((len(lot), len(alive)))
        real(one, taker, lot, last)

    monkeypatch.setattr(reading, "_store_lot", store)
    batch = take(world, tmp_path, [somebody(n) for n in range(35)])
    assert (batch.state, [lot for lot, _ in held]) == ("accepted", [10, 10, 10, 5]), batch.fault
    assert all(alive <= 20 for _, alive in held)
    assert all(row.cells for row in RawRow.objects.all())
