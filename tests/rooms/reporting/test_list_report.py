"""A list and the field (K13): matched, new, confirmed, refuted, missed; by tambon, few never shown."""

import pytest
from django.urls import reverse
from django.utils import timezone

from kuea.core.small_cells import is_small
from kuea.finding.models import Case
from kuea.intake.actions import read_batch, receive_batch, withdraw_batch
from kuea.intake.models import Batch, RawRow
from kuea.people.models import Link, Person, Record
from kuea.reporting import actions
from kuea.reporting.list_queries import report_list, reported_lists
from tests.cases import make_case, make_person
from tests.rooms.intake.lists import HERE, csv_bytes
from tests.rooms.reporting.test_exports import WHY, opened, read_csv

NAMES = [
    "กมล",
    "ขจร",
    "คำดี",
    "จรัส",
    "ชาญ",
    "ณรงค์",
    "ดวงใจ",
    "ถวิล",
    "ทองใบ",
    "ธิดา",
    "นิภา",
    "บุญมี",
    "ประไพ",
    "พรชัย",
]


@pytest.fixture(autouse=True)
def own_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.fixture
def batch(world, tmp_path) -> Batch:
    """Fourteen new people of one tambon."""
    rows = [["", f"{name} ใจดี{name}", str(2480 + n), *HERE] for n, name in enumerate(NAMES)]
    return take(world, tmp_path, rows)


def take(world, tmp_path, rows, name="a.csv", kind="general", by="secretary") -> Batch:
    path = tmp_path / name
    path.write_bytes(csv_bytes(rows))
    receipt = receive_batch(by=world.duty[by], kind=kind, path=path, file_name=name)
    return read_batch(batch_id=receipt.batch.pk)


def known_row(world, batch, person, number) -> Record:
    """A row of the list that was joined to a person known before."""
    raw = RawRow.objects.create(batch=batch, number=number, cells="[]")
    record = Record.objects.create(
        province=world.province, person=person, raw_row=raw, source=batch.kind, tambon=world.tambon
    )
    Link.objects.create(
        record=record, person=person, kind="joined", rule="engine", by=batch.sent_by
    )
    return record


def end_as(case: Case, state: str, **facts) -> None:
    Case.objects.filter(pk=case.pk).update(state=state, **facts)


def refute(batch, world, count: int = 6) -> None:
    """Half were not there, half have died."""
    cases = list(Case.objects.filter(person__records__raw_row__batch=batch, state="lead")[:count])
    for number, case in enumerate(cases):
        if number % 2:
            end_as(case, "routed", host=world.host.organisation)
            end_as(case, "not_located")
        else:
            end_as(case, "closed", closed_reason="died", closed_at=timezone.now())


def test_every_column_of_a_list(world, batch):
    refute(batch, world)
    for number in range(5):
        known_row(world, batch, make_case(world).person, 100 + number)
    for _ in range(7):
        make_case(world)  # told of by telephone since, verified, on no list
    for n in range(5):
        Case.objects.create(
            province=world.province, edition=world.edition, code=f"M{n}", channel="neighbour",
            tambon=world.tambon, person=make_person(world, f"ใหม่{n}"),
        )  # fmt: skip
    report = report_list(batch)
    (line,) = report.lines
    assert line.counts == {
        "matched": 5, "new": 14, "confirmed": 5, "refuted": 6, "open": 8, "missed_verified": 7, "missed_open": 5,
    }  # fmt: skip
    assert (report.totals["rows"], report.totals["people"], report.totals["missed"]) == (19, 19, 12)
    assert report.gap == (7, 12)


def test_persons_of_another_list_of_the_kind_are_not_missed_and_earlier_ones_neither(
    world, tmp_path
):
    early = [make_case(world) for _ in range(6)]
    batch = take(world, tmp_path, [["", "นายบุญมี ใจดี", "2490", *HERE]])
    assert early and report_list(batch).lines[0].counts["missed_verified"] == 0
    later = [make_case(world) for _ in range(6)]
    for case in later:
        Record.objects.create(
            province=world.province, person=case.person, source="general", tambon=world.tambon
        )
    assert report_list(batch).lines[0].counts["missed_verified"] == 0


def test_few_are_hidden_with_what_would_give_them_back(world, batch):
    refute(batch, world, count=2)
    report = report_list(batch)
    counts = report.lines[0].counts
    assert counts["refuted"] is None and counts["open"] is None
    assert not [n for n in (*counts.values(), *report.totals.values()) if n and is_small(n)]
    assert report.gap is None


def test_sealed_matters_stand_in_no_number(world, batch):
    first = Person.objects.filter(records__raw_row__batch=batch).first()
    Person.objects.filter(pk=first.pk).update(is_sealed=True)
    second = Case.objects.filter(person__records__raw_row__batch=batch).exclude(person=first)[0]
    Case.objects.filter(pk=second.pk).update(is_sealed=True)
    make_case(world, is_sealed=True)
    report = report_list(batch)
    assert report.totals["rows"] == len(NAMES) - 2
    assert report.lines[0].counts["missed_verified"] == 0


def test_report_is_for_those_who_see_the_list(world, batch, client):
    address = reverse("reporting:list_report", args=[batch.pk])
    client.force_login(world.duty["secretary"].user)
    page = client.get(address).content.decode()
    assert "รายชื่อนี้กับความจริงในพื้นที่" in page and "บางปรอก" in page and "ใจดี" not in page
    assert "K13" in client.get(reverse("reporting:list_paper", args=[batch.pk])).content.decode()
    assert address in client.get(reverse("intake:batch", args=[batch.pk])).content.decode()
    for duty, status in (
        (world.other["secretary"], 404), (world.duty["local_officer"], 404), (world.duty["volunteer"], 403),
    ):  # fmt: skip
        client.force_login(duty.user)
        assert client.get(address).status_code == status


def test_withdrawn_list_and_lists_of_places_have_no_report(world, batch, client):
    withdraw_batch(by=world.duty["secretary"], batch=batch, reason="ส่งผิด")
    assert not reported_lists(world.duty["secretary"]).exists()
    client.force_login(world.duty["secretary"].user)
    assert client.get(reverse("reporting:list_report", args=[batch.pk])).status_code == 404


def test_counts_leave_by_the_one_way_out_and_small_ones_are_empty(world, batch, tmp_path):
    refute(batch, world, count=2)
    secretary = world.duty["secretary"]
    export = actions.ask_export(by=secretary, kind="lists", **WHY)
    assert export.state == "ready"  # counts only: no second person
    (row,) = read_csv(opened(secretary, export))
    assert (row["tambon"], row["new"], row["refuted"], row["missed_open"]) == (
        "บางปรอก",
        "14",
        "",
        "0",
    )
    member = actions.ask_export(by=world.duty["local_officer"], kind="lists", **WHY)
    assert read_csv(opened(world.duty["local_officer"], member)) == []  # sees only own lists


def test_questions_do_not_grow_with_the_tambon(world, batch, django_assert_max_num_queries):
    with django_assert_max_num_queries(9):
        report_list(batch)
