"""Killed, failed, read twice at once, withdrawn: nothing half-written, nothing doubled, nothing lost."""

import pytest
from django.db import connection

from kuea.core.problems import Refusal
from kuea.core.thai import make_sample_number
from kuea.finding.actions import route_case
from kuea.finding.models import Case, Lead
from kuea.intake.actions import read_batch, reading, receive_batch, withdraw_batch
from kuea.intake.models import Batch, RawRow
from kuea.ledger.models import Event
from kuea.people.models import Link, LinkQuestion, Person, Record
from tests.rooms.intake.lists import HERE, csv_bytes


@pytest.fixture(autouse=True)
def media(settings, tmp_path, monkeypatch):
    settings.MEDIA_ROOT = tmp_path / "files"
    monkeypatch.setattr(reading, "CHUNK", 5)


def rows(count: int = 23) -> list[list[str]]:
    """Made-up people; every fourth row repeats the one before it, every seventh has no such tambon."""
    made = []
    for number in range(count):
        who = number - 1 if number % 4 == 3 else number
        row = [
            make_sample_number(who),
            f"นายคนที่{'กขคงจฉชซฌญ'[who % 10]}{'ดตถทน'[who // 10]} ใจดี",
            f"{2480 + who}",
            *HERE,
        ]
        made.append([*row[:5], "ไม่มีตำบลนี้", *row[6:]] if number % 7 == 6 else row)
    return made


def receive(world, tmp_path, name: str = "a.csv", content: bytes | None = None) -> Batch:
    path = tmp_path / name
    path.write_bytes(content if content is not None else csv_bytes(rows()))
    return receive_batch(
        by=world.duty["secretary"], kind="general", path=path, file_name=name
    ).batch


def picture() -> dict[str, object]:
    """All that was written, without keys and times."""
    return {
        "raw": list(RawRow.objects.order_by("number").values_list("number", "is_faulty")),
        "records": list(
            Record.objects.order_by("pk").values_list("name_key", "birth_year", "person__code")
        ),
        "links": list(Link.objects.order_by("pk").values_list("kind", "rule", "person__code")),
        "cases": sorted(Case.objects.values_list("code", "state", "person__code")),
        "leads": Lead.objects.count(),
        "asks": LinkQuestion.objects.count(),
        "counts": Batch.objects.values_list(
            "state",
            "rows_total",
            "rows_done",
            "rows_faulty",
            "rows_joined",
            "rows_asked",
            "rows_new",
        ).get(),
    }


def stop_at(monkeypatch, lot: int, error: BaseException) -> None:
    """The reader ends in the middle of storing this lot."""
    real, count = reading.insert_many, iter(range(1, 100))

    def insert(*args, **kwargs):
        if next(count) == lot:
            raise error
        return real(*args, **kwargs)

    monkeypatch.setattr(reading, "insert_many", insert)


def undisturbed(world, tmp_path) -> dict[str, object]:
    read_batch(batch_id=receive(world, tmp_path).pk)
    return picture()


@pytest.mark.parametrize("error", [RuntimeError("boom"), KeyboardInterrupt()])
def test_batch_stopped_in_the_third_lot_ends_as_if_it_had_not(world, tmp_path, monkeypatch, error):
    batch = receive(world, tmp_path)
    with monkeypatch.context() as patch:
        stop_at(patch, 3, error)
        if isinstance(error, RuntimeError):
            assert read_batch(batch_id=batch.pk).state == "failed"
        else:  # as a kill would: nothing is said any more
            with pytest.raises(KeyboardInterrupt):
                read_batch(batch_id=batch.pk)
            assert Batch.objects.get().state == "reading"
    assert RawRow.objects.count() == 10  # two whole lots
    assert (
        Record.objects.count()
        == Lead.objects.count()
        == RawRow.objects.filter(is_faulty=False).count()
    )
    read_batch(batch_id=batch.pk)
    resumed = picture()
    assert resumed["counts"][:3] == ("accepted", 23, 23)
    assert [number for number, _ in resumed["raw"]] == list(range(2, 25))
    wipe()
    assert undisturbed(world, tmp_path) == resumed


def wipe() -> None:
    """Forget everything of the batch, guards set aside, so that the same file may be read afresh."""
    from kuea.ledger.guards import drop_guards, install_guards

    drop_guards()
    with connection.cursor() as cursor:
        for table in (
            "people_linkquestion", "finding_lead", "finding_casestep", "finding_case", "people_link",
            "people_record", "people_person", "intake_rawrow", "intake_batch",
        ):  # fmt: skip
            cursor.execute(f"DELETE FROM {table}")
    install_guards()


def test_reading_twice_changes_nothing(world, tmp_path):
    before = undisturbed(world, tmp_path)
    read_batch(batch_id=Batch.objects.get().pk)
    assert picture() == before


def test_second_reader_of_the_same_batch_leaves_it_to_the_first(world, tmp_path, monkeypatch):
    batch = receive(world, tmp_path)
    real, entered = reading.lots_of, []

    def lots(rows, size):
        if not entered:
            entered.append(True)
            read_batch(batch_id=batch.pk)  # another worker takes it up and finishes first
        return real(rows, size)

    monkeypatch.setattr(reading, "lots_of", lots)
    assert read_batch(batch_id=batch.pk).state == "accepted"
    assert RawRow.objects.count() == 23 and picture()["counts"][2] == 23


def test_what_others_write_between_two_lots_is_linked_too(world, tmp_path, monkeypatch):
    from kuea.people.actions import add_record, new_person

    batch, secretary = receive(world, tmp_path), world.duty["secretary"]
    real, lots = reading._store_lot, []

    def store(one, taker, lot, last):
        if len(lots) == 1:  # somebody telephones about the person of a later row
            record = add_record(
                by=secretary,
                source="phone",
                name_as_written=rows()[21][1],
                birth=rows()[21][2],
                tambon=world.tambon,
            )
            lots.append(new_person(by=secretary, record=record))
        lots.append(lot)
        return real(one, taker, lot, last)

    monkeypatch.setattr(reading, "_store_lot", store)
    read_batch(batch_id=batch.pk)
    person = next(one for one in lots if isinstance(one, Person))
    assert person.records.count() == 2


def test_sent_numbers_and_names_are_not_in_the_ledger_or_in_plain_columns(
    world, tmp_path, settings
):
    undisturbed(world, tmp_path)
    numbers = [row[0] for row in rows()]
    assert not [
        event for event in Event.objects.all() if any(n in str(event.data) for n in numbers)
    ]
    with connection.cursor() as cursor:
        for table in ("intake_rawrow", "people_record", "finding_lead", "intake_batch"):
            cursor.execute(f"SELECT * FROM {table}")
            text = str(cursor.fetchall())
            assert not any(number in text for number in numbers), table
        cursor.execute("SELECT cells FROM intake_rawrow")
        assert "ใจดี" not in str(cursor.fetchall())
    kept = [path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()]
    assert len(kept) == 1 and numbers[0].encode() not in kept[0].read_bytes()
    assert "ใจดี" in RawRow.objects.earliest("number").cells


def test_raw_rows_are_never_changed_or_removed(world, tmp_path):
    from django.db import IntegrityError, transaction

    undisturbed(world, tmp_path)
    for change in (lambda: RawRow.objects.update(is_faulty=True), RawRow.objects.all().delete):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()


def test_one_ledger_event_says_that_the_batch_was_accepted(world, tmp_path):
    undisturbed(world, tmp_path)
    event = Event.objects.get(verb="batch.accept")
    assert (event.data["rows"], event.data["faulty"]) == (23, 3)


def test_withdrawn_list_counts_no_more_and_its_untouched_cases_are_set_aside(world, tmp_path):
    undisturbed(world, tmp_path)
    withdraw_batch(by=world.duty["secretary"], batch=Batch.objects.get(), reason="ส่งผิดแฟ้ม")
    assert set(Record.objects.values_list("is_withdrawn", flat=True)) == {True}
    assert set(Case.objects.values_list("state", flat=True)) == {"out_of_scope"}
    assert RawRow.objects.count() == 23
    with pytest.raises(Refusal, match="not_in_this_state"):
        withdraw_batch(by=world.duty["secretary"], batch=Batch.objects.get(), reason="อีกครั้ง")


def test_withdrawing_loses_nothing_that_was_built_on_the_list(world, tmp_path):
    undisturbed(world, tmp_path)
    case = Case.objects.filter(host=world.host.organisation).earliest("pk")
    routed = route_case(by=world.duty["host_coordinator"], case=case)
    withdraw_batch(by=world.duty["secretary"], batch=Batch.objects.get(), reason="ส่งผิดแฟ้ม")
    routed.refresh_from_db()
    assert routed.state == "routed" and routed.person.records.exists()


def test_withdrawn_record_leaves_a_person_others_know(world, tmp_path):
    from kuea.people.actions import add_record, new_person

    secretary, row = world.duty["secretary"], rows()[0]
    record = add_record(
        by=secretary,
        source="phone",
        name_as_written=row[1],
        citizen_number=row[0],
        tambon=world.tambon,
    )
    person = new_person(by=secretary, record=record)
    undisturbed(world, tmp_path)
    assert person.records.count() == 2
    withdraw_batch(by=secretary, batch=Batch.objects.get(), reason="ส่งผิดแฟ้ม")
    assert list(person.records.all()) == [record]
    assert person.links.filter(kind="parted", rule__startswith="withdrawn:").count() == 1


def test_file_may_be_sent_again_after_it_was_withdrawn(world, tmp_path):
    undisturbed(world, tmp_path)
    withdraw_batch(by=world.duty["secretary"], batch=Batch.objects.get(), reason="ส่งผิดแฟ้ม")
    again = read_batch(batch_id=receive(world, tmp_path).pk)
    assert (Batch.objects.count(), again.state, again.rows_new) == (2, "accepted", 16)


@pytest.mark.parametrize("who", ["local_officer", "chair", "host_coordinator", "ministry"])
def test_only_the_secretariat_of_the_province_withdraws(world, tmp_path, who):
    undisturbed(world, tmp_path)
    with pytest.raises(Refusal, match="not_your_duty"):
        withdraw_batch(by=world.duty[who], batch=Batch.objects.get(), reason="x")
    with pytest.raises(Refusal, match="not_in_your_area"):
        withdraw_batch(by=world.other["secretary"], batch=Batch.objects.get(), reason="x")
    assert Batch.objects.get().state == "accepted"


def test_nobody_on_a_list_is_verified_by_it(world, tmp_path):
    undisturbed(world, tmp_path)
    assert set(Case.objects.values_list("state", flat=True)) == {"lead"}
    assert not Case.objects.exclude(decision=None).exists()


def test_known_person_gets_a_lead_and_keeps_the_case(world, tmp_path):
    undisturbed(world, tmp_path)
    cases = Case.objects.count()
    changed = [[*row[:8], "ส่งซ้ำปีนี้"] for row in rows()]
    batch = read_batch(batch_id=receive(world, tmp_path, "b.csv", csv_bytes(changed)).pk)
    assert (batch.rows_new, batch.rows_joined) == (0, 20)
    assert Case.objects.count() == cases and Lead.objects.count() == 40
