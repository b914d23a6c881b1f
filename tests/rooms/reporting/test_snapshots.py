"""Frozen registers and the certificate: I8, I12, I19; R54, R63."""

import shutil

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from kuea.core.problems import Refusal
from kuea.coverage.models import TambonCoverage
from kuea.giving.models import CapacityOffer
from kuea.offices.models import Organisation
from kuea.reporting import actions, frozen, queries
from kuea.reporting.models import CompletenessCertificate, RegisterSnapshot
from tests.rooms.finding.test_forums import confirm, hold_with_case, sign


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.SNAPSHOTS = tmp_path / "snapshots"


def verify_someone(world):
    from kuea.finding import actions as finding

    forum, item = hold_with_case(world)
    confirm(world, item)
    finding.finish_record(by=world.duty["recorder"], forum=forum)
    sign(world, forum)
    from kuea.people.models import Need

    item.case.refresh_from_db()
    Need.objects.create(
        province=world.province, person=item.case.person, kind="food", own_words="อยากมีข้าวกินทุกมื้อ",
        written_by=world.duty["host_coordinator"],
    )  # fmt: skip
    return item.case


def test_snapshot_holds_both_sides_and_no_name(world, settings):
    case = verify_someone(world)
    snapshot = actions.take_snapshot(by=world.duty["secretary"], why="สิ้นเดือน")
    assert (snapshot.persons_count, snapshot.needs_count) == (1, 1)
    assert snapshot.capacity_count >= 1
    raw = b"".join(path.read_bytes() for path in (settings.SNAPSHOTS / snapshot.folder).iterdir())
    assert case.code.encode() in raw
    for secret in ("สมหมาย", "ใจดี", "อยากมีข้าวกินทุกมื้อ"):
        assert secret.encode() not in raw


def test_snapshot_counts_what_was_received_and_a_need_of_the_home_once(world):
    from kuea.finding.actions import mark_need_met, note_need
    from kuea.people.models import Person

    case, by = verify_someone(world), world.duty["host_coordinator"]
    roof = note_need(by=by, case=case, kind="house_repair", own_words="หลังคารั่ว", of_the_home=True)
    case.refresh_from_db()
    Person.objects.exclude(pk=case.person_id).update(household=case.person.household)
    mark_need_met(by=by, case=case, need=roof)
    snapshot = actions.take_snapshot(by=world.duty["secretary"], why="สิ้นเดือน")
    assert snapshot.needs_count == 2
    assert sum(row["needs_met"] for row in snapshot.figures["by_tambon"]) == 1
    assert queries.check_snapshot(snapshot)


def test_i8_snapshot_without_a_capacity_side_is_refused(world):
    verify_someone(world)
    Organisation.objects.update(is_on_map=False)
    CapacityOffer.objects.all().delete()
    with pytest.raises(Refusal) as refusal:
        actions.take_snapshot(by=world.duty["secretary"], why="สิ้นเดือน")
    assert refusal.value.code == "capacity_side_empty"
    assert not RegisterSnapshot.objects.exists()
    with pytest.raises(IntegrityError), transaction.atomic():
        RegisterSnapshot.objects.create(
            province=world.province, edition=world.edition, as_of=timezone.now(), why="x", needs_count=1,
            persons_count=1, capacity_count=0, content_sha256="0", folder="x", made_by=world.duty["secretary"],
        )  # fmt: skip


def test_i8_page_says_why_it_is_refused(world, client):
    verify_someone(world)
    Organisation.objects.update(is_on_map=False)
    client.force_login(world.duty["secretary"].user)
    answer = client.post("/desk/registers/take/", {"why": "สิ้นเดือน"})
    assert answer.status_code == 409
    assert "ยังไม่มีด้านกำลังที่จะให้" in answer.content.decode()


def test_i19_snapshot_is_frozen_and_gives_the_same_figures(world):
    case = verify_someone(world)
    first = actions.take_snapshot(by=world.duty["secretary"], why="หนึ่ง")
    second = actions.take_snapshot(by=world.duty["secretary"], why="สอง")
    assert first.content_sha256 == second.content_sha256
    case.group.definition_set.groups.all()
    from kuea.finding.path import move_case

    move_case(case, "decline", by=world.duty["secretary"])
    third = actions.take_snapshot(by=world.duty["secretary"], why="สาม")
    assert third.content_sha256 != first.content_sha256
    assert queries.check_snapshot(first)
    with pytest.raises(IntegrityError), transaction.atomic():
        RegisterSnapshot.objects.filter(pk=first.pk).update(needs_count=99)
    with pytest.raises(IntegrityError), transaction.atomic():
        RegisterSnapshot.objects.filter(pk=first.pk).delete()


def test_i19_changed_file_is_noticed(world, settings):
    verify_someone(world)
    first = actions.take_snapshot(by=world.duty["secretary"], why="หนึ่ง")
    folder = settings.SNAPSHOTS / first.folder
    tables = frozen.read_tables(folder)
    tables["persons"][0]["state"] = "in_care"
    shutil.rmtree(folder)
    frozen.write_tables(folder, tables)
    assert not queries.check_snapshot(first)


def test_i12_certificate_is_refused_while_a_tambon_is_open(world, client):
    verify_someone(world)
    snapshot = actions.take_snapshot(by=world.duty["secretary"], why="หนึ่ง")
    with pytest.raises(Refusal) as refusal:
        actions.make_certificate(by=world.duty["secretary"], snapshot=snapshot)
    assert refusal.value.code == "not_complete"
    client.force_login(world.duty["secretary"].user)
    answer = client.post(f"/desk/registers/{snapshot.pk}/certify/")
    assert answer.status_code == 409
    assert "ยังออกหนังสือรับรองความครบถ้วนไม่ได้" in answer.content.decode()
    with pytest.raises(IntegrityError), transaction.atomic():
        CompletenessCertificate.objects.create(
            province=world.province,
            snapshot=snapshot,
            number=1,
            year_be=2569,
            made_by=world.duty["secretary"],
        )
    TambonCoverage.objects.update(state="covered")
    with pytest.raises(IntegrityError), transaction.atomic():  # one tambon was never computed
        TambonCoverage.objects.filter(pk=world.other_tambon.pk).delete()
        CompletenessCertificate.objects.create(
            province=world.province,
            snapshot=snapshot,
            number=1,
            year_be=2569,
            made_by=world.duty["secretary"],
        )


def test_a_register_without_states_certifies_nothing(world, client):
    taken = actions.take_snapshot(by=world.duty["secretary"], why="หนึ่ง")
    bare = RegisterSnapshot.objects.create(
        province=world.province, edition=world.edition, as_of=taken.as_of, why="ไม่มีตัวเลข", needs_count=1,
        persons_count=1, capacity_count=1, made_by=world.duty["secretary"], content_sha256="0" * 64,
        figures={}, folder="bare",
    )  # fmt: skip
    client.force_login(world.duty["secretary"].user)
    assert client.post(f"/desk/registers/{bare.pk}/certify/").status_code == 409


def test_board_totals_equal_their_rows(world):
    board = queries.read_board(world.province)
    assert sum(count for _, count in board.by_state) == len(board.rows) == 2
    assert not board.complete


@pytest.mark.parametrize("role", ["secretary", "chair", "host_coordinator", "local_officer"])
def test_board_page_shows_places_for_own_province(world, client, role):
    client.force_login(world.duty[role].user)
    text = client.get("/desk/board/").content.decode()
    assert "บางปรอก" in text
    assert "ประตูชัย" not in text
    assert client.get("/desk/board/140101/").status_code == 404


@pytest.mark.parametrize("role", ["giver", "volunteer", "ministry", "administrator"])
def test_board_page_is_not_for_everybody(world, client, role):
    client.force_login(world.duty[role].user)
    assert client.get("/desk/board/").status_code == 403


def test_snapshot_of_another_province_is_not_found(world, client):
    snapshot = actions.take_snapshot(by=world.duty["secretary"], why="หนึ่ง")
    client.force_login(world.other["secretary"].user)
    assert client.get(f"/desk/registers/{snapshot.pk}/").status_code == 404
