"""A list taken in is read again by other columns: what was wrong is right, what hands did stands, all can be taken back."""

import pytest

from kuea.core.problems import Refusal
from kuea.core.thai import make_sample_number
from kuea.finding.models import Case, Lead
from kuea.intake import queries
from kuea.intake.actions import (
    read_batch,
    receive_batch,
    rerun_batch,
    rerun_lots,
    resume_rerun,
    run_rerun,
    stop_rerun,
    take_back_rerun,
)
from kuea.intake.models import Batch, RawRow, Rerun, RowReading
from kuea.people.actions import answer_question, take_back_link
from kuea.people.models import Link, LinkQuestion, Person, Record
from kuea.people.rerun_queries import reread_rows
from tests.rooms.intake.lists import csv_bytes

HEADER = [
    "เลขประจำตัวประชาชน",
    "ชื่อ-สกุล",
    "ชื่อในบัตร",
    "วันเกิด",
    "บ้านเลขที่",
    "หมู่ที่",
    "ตำบล",
    "อำเภอ",
    "จังหวัด",
]
PLACE = ["บางปรอก", "เมืองปทุมธานี", "ปทุมธานี"]
NAMES = ["บุญมี ใจดี", "มาลี ศรีสุข", "สมหมาย ทองคำ", "ประนอม แก้วใส", "ทองใบ วงษ์ไทย", "จันทร์ พึ่งบุญ"]


@pytest.fixture(autouse=True)
def media(settings, tmp_path, monkeypatch):
    settings.MEDIA_ROOT = tmp_path / "files"
    monkeypatch.setattr(rerun_lots, "CHUNK", 4)


def row(who: int, *, called: str = "", tambon: str = "", number: bool = True) -> list[str]:
    """Somebody whose name stands in the second of two columns of names."""
    name = NAMES[who % len(NAMES)]
    return [
        make_sample_number(who) if number else "", called or f"ลำดับ {who}", f"นาง{name}", f"{2480 + who}", f"{who}/1", "1",
        tambon or PLACE[0], *PLACE[1:],
    ]  # fmt: skip


def take_in(world, tmp_path, rows, name="a.csv", header=HEADER) -> Batch:
    path = tmp_path / name
    path.write_bytes(csv_bytes(rows, header))
    receipt = receive_batch(by=world.duty["secretary"], kind="general", path=path, file_name=name)
    return read_batch(batch_id=receipt.batch.pk)


def chosen(**fields) -> dict[str, int]:
    names = {
        "citizen_number": 0, "full_name": 2, "birth_date": 3, "house_no": 4, "moo": 5, "tambon": 6, "amphoe": 7,
        "province": 8,
    }  # fmt: skip
    return {**names, **fields}


def again(world, batch, **which) -> Batch:
    rerun_batch(by=world.duty["secretary"], batch=batch, reason="จับคู่คอลัมน์ผิด", **which)
    return run_rerun(batch_id=batch.pk)


def back(world, batch) -> Batch:
    take_back_rerun(by=world.duty["secretary"], batch=batch, reason="ยังไม่ใช่")
    return run_rerun(batch_id=batch.pk)


def picture() -> dict[str, object]:
    """Everything a rerun could touch."""
    counting = Record.objects.filter(is_withdrawn=False)
    return {
        "records": list(
            counting.order_by("pk").values_list(
                "pk", "person", "name_as_written", "name_key", "birth_year", "tambon", "house_no", "name_token", "doubts",
            )
        ),
        "persons": sorted(
            Person.objects.filter(records__in=counting).distinct().values_list(
                "pk", "title", "given_name", "family_name", "birth_year"
            )
        ),
        "cases": sorted(
            Case.objects.exclude(state__in=["merged", "out_of_scope"]).values_list("pk", "person", "state", "tambon", "village")
        ),
        "leads": sorted(Lead.objects.filter(record__in=counting).values_list("record", "case", "who", "how_to_find")),
        "questions": sorted(
            LinkQuestion.objects.filter(set_aside_in=None).values_list("record", "other", "answer")
        ),
        "counts": list(
            Batch.objects.order_by("pk").values_list(
                "pk", "state", "rows_total", "rows_faulty", "rows_remarked", "rows_joined", "rows_asked", "rows_new",
            )
        ),
    }  # fmt: skip


def test_wrong_column_is_put_right_everywhere_and_back_again(world, tmp_path):
    batch = take_in(world, tmp_path, [row(who) for who in range(6)])
    assert (batch.state, batch.rows_new) == ("accepted", 6), batch.fault
    assert Person.objects.earliest("pk").given_name == "ลำดับ"
    before = picture()
    done = again(world, batch, chosen=chosen())
    run = Rerun.objects.get()
    assert (done.state, run.step, run.fault) == ("accepted", "done", {})
    assert run.tally["changed"] == 6 and run.finished_at
    person = Person.objects.earliest("pk")
    assert (person.title, person.given_name, person.family_name) == ("นาง", "บุญมี", "ใจดี")
    assert Record.objects.earliest("pk").name_as_written == "นางบุญมี ใจดี"
    assert Lead.objects.earliest("pk").who == "นางบุญมี ใจดี"
    assert (Record.objects.count(), Person.objects.count(), Case.objects.count()) == (6, 6, 6)
    assert done.columns["found"]["full_name"] == 2 and done.mapping is not None
    assert back(world, done).state == "accepted"
    assert picture() == before
    assert Rerun.objects.get().taken_back_at


def test_same_rules_change_nothing_and_say_so(world, tmp_path):
    rows = [row(who) for who in range(9)] + [row(3, called="นางประนอม แก้วใส")]
    batch = take_in(world, tmp_path, rows)
    assert queries.would_change(batch) is False
    before, links = picture(), Link.objects.count()
    again(world, batch)
    assert picture() == before and Link.objects.count() == links
    assert not RowReading.objects.exists()


def test_rows_that_could_not_be_read_come_in(world, tmp_path):
    header = [*HEADER[:6], "ที่อยู่เดิม", *HEADER[7:], "ตำบลปัจจุบัน"]
    rows = [[*row(who, tambon="ไม่มีตำบลนี้"), PLACE[0]] for who in range(5)]
    batch = take_in(world, tmp_path, rows, header=[*header[:6], "ตำบล", *header[7:9], "หมายเหตุ"])
    assert (batch.rows_faulty, Record.objects.count()) == (5, 0)
    before = picture()
    done = again(world, batch, chosen=chosen(tambon=9))
    assert (done.rows_faulty, done.rows_new, Record.objects.count()) == (0, 5, 5)
    assert Lead.objects.count() == Case.objects.filter(state="lead").count() == 5
    assert not queries.rows_with_faults(done).filter(goes_back=True).exists()
    assert set(RawRow.objects.values_list("is_faulty", flat=True)) == {True}
    after = picture()
    done = back(world, done)
    assert picture() == before
    assert queries.rows_with_faults(done).filter(goes_back=True).count() == 5
    again(world, done, chosen=chosen(tambon=9))
    assert picture() == after


def test_row_that_cannot_be_read_any_more_keeps_what_stands(world, tmp_path):
    rows = [[*row(who), "ไม่มีตำบลนี้"] for who in range(3)]
    batch = take_in(world, tmp_path, rows, header=[*HEADER, "หมายเหตุ"])
    persons = picture()["persons"]
    done = again(world, batch, chosen=chosen(tambon=9))
    assert (done.rows_faulty, Rerun.objects.get().tally["unreadable"]) == (3, 3)
    assert (
        picture()["persons"] == persons and Record.objects.filter(is_withdrawn=False).count() == 3
    )
    assert again(world, done, chosen=chosen()).rows_faulty == 0
    assert Record.objects.count() == 3 and Case.objects.count() == 3


def test_those_who_are_one_after_all_are_joined_and_can_be_parted_one_by_one(world, tmp_path):
    known = take_in(
        world, tmp_path, [row(who, called=f"นาง{NAMES[who]}") for who in range(4)], "known.csv"
    )
    batch = take_in(world, tmp_path, [row(who, number=False) for who in range(4)], "b.csv")
    assert (known.rows_new, batch.rows_new) == (4, 4)
    before = picture()
    done = again(world, batch, chosen=chosen())
    moved = Rerun.objects.get().tally["moves"]
    assert moved == 4 and (done.rows_joined, done.rows_new) == (4, 0)
    assert Person.objects.filter(records__isnull=False).distinct().count() == 4
    assert Case.objects.filter(state="lead").count() == 4
    link = Link.objects.filter(rule__startswith="rerun:", kind="parted").earliest("pk")
    take_back_link(by=world.duty["secretary"], link=link)
    assert Person.objects.filter(records__isnull=False).distinct().count() == 5
    back(world, done)
    assert picture() == before


def test_answers_of_hands_survive(world, tmp_path):
    take_in(world, tmp_path, [row(who, called=f"นาง{NAMES[who]}") for who in range(2)], "known.csv")
    batch = take_in(world, tmp_path, [row(who, number=False) for who in range(2)], "b.csv")
    mine, other = Record.objects.filter(raw_row__batch=batch).order_by("pk")
    question = LinkQuestion.objects.create(province=world.province, record=mine, other=other)
    answer_question(by=world.duty["secretary"], question=question, same=True)
    again(world, batch, chosen=chosen())
    mine.refresh_from_db()
    other.refresh_from_db()
    assert mine.person_id == other.person_id and mine.name_as_written == "นางบุญมี ใจดี"
    assert Rerun.objects.get().tally["by_hand"] == 2
    assert not Link.objects.filter(rule__startswith="rerun:").exists()


def picture_of_rerun(world, batch) -> dict[str, object]:
    """After a rerun that nobody disturbs, taken back."""
    again(world, batch, chosen=chosen())
    after = picture()
    back(world, batch)
    return after


@pytest.mark.parametrize("step", ["reading", "linking", "unlinking", "unreading"])
@pytest.mark.parametrize("how", ["killed", "stopped"])
def test_left_in_the_middle_it_ends_as_if_it_had_not(world, tmp_path, monkeypatch, step, how):
    secretary = world.duty["secretary"]
    take_in(
        world, tmp_path, [row(who, called=f"นาง{NAMES[who % 6]}") for who in range(9)], "known.csv"
    )
    rows = [row(who, number=False, tambon="ไม่มีตำบลนี้" if who == 7 else "") for who in range(14)]
    batch = take_in(world, tmp_path, rows, "b.csv")
    before = picture()
    whole = picture_of_rerun(world, batch)
    assert picture() == before
    real, lots = rerun_lots.Work.hold, []

    def hold(work):
        if work.run.step == step and work.run.position and not lots:
            lots.append(step)
            if how == "killed":
                raise KeyboardInterrupt
            stop_rerun(by=secretary, batch=batch)
        return real(work)

    monkeypatch.setattr(rerun_lots.Work, "hold", hold)

    def run() -> None:
        try:
            run_rerun(batch_id=batch.pk)
        except KeyboardInterrupt:
            assert how == "killed"
        assert Batch.objects.get(pk=batch.pk).state == (
            "rerunning" if lots == [step] else "accepted"
        )
        if lots == [step]:
            lots.append("again")
            resume_rerun(by=secretary, batch=batch)
            run_rerun(batch_id=batch.pk)
        assert Batch.objects.get(pk=batch.pk).state == "accepted"

    rerun_batch(by=secretary, batch=batch, reason="x", chosen=chosen())
    run()
    assert picture() == whole and whole["counts"][1][5] == 8
    take_back_rerun(by=secretary, batch=batch, reason="x")
    run()
    assert lots == [step, "again"]
    assert picture() == before


@pytest.mark.parametrize("who", ["local_officer", "chair", "host_coordinator", "ministry"])
def test_only_the_secretariat_of_the_province_reads_again(world, tmp_path, who):
    batch = take_in(world, tmp_path, [row(1)])
    for act in (rerun_batch, take_back_rerun):
        with pytest.raises(Refusal, match="not_your_duty"):
            act(by=world.duty[who], batch=batch, reason="x")
        with pytest.raises(Refusal, match="not_in_your_area"):
            act(by=world.other["secretary"], batch=batch, reason="x")
    with pytest.raises(Refusal, match="missing"):
        rerun_batch(by=world.duty["secretary"], batch=batch, reason=" ")
    with pytest.raises(Refusal, match="rerun_not_last"):
        take_back_rerun(by=world.duty["secretary"], batch=batch, reason="x")


def test_sealed_persons_stand_neither_in_the_examples_nor_in_the_numbers(world, tmp_path):
    batch = take_in(world, tmp_path, [row(who) for who in range(4)])
    hidden = Person.objects.earliest("pk")
    Person.objects.filter(pk=hidden.pk).update(is_sealed=True)
    again(world, batch, chosen=chosen())
    run = Rerun.objects.get()
    assert run.tally["changed"] == 3 and not run.tally.get("by_hand")
    shown = reread_rows(run, world.duty["secretary"])
    assert len(shown) == 3 and hidden.pk not in {one.record.person_id for one in shown}
    assert reread_rows(run, world.other["secretary"]) == []


def test_another_model_judges_what_did_not_change(world, tmp_path):
    rows = [row(who, called=f"นาง{NAMES[who]}") for who in range(4)]
    take_in(world, tmp_path, rows, "known.csv")
    batch = take_in(world, tmp_path, [*rows, row(5)], "b.csv")
    assert batch.rows_joined == 4
    Batch.objects.filter(pk=batch.pk).update(read_with={**batch.read_with, "model": "older-1"})
    batch.refresh_from_db()
    assert queries.would_change(batch)
    before = picture()
    done = again(world, batch)
    assert Rerun.objects.get().judges_all and picture() == before
    assert not queries.would_change(done)
