"""Sealing at rest (A39): several keys, changing over at any moment, what a stolen database shows."""

from collections import Counter
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import override_settings
from hypothesis import given
from hypothesis import strategies as st

from kuea.core.problems import Refusal
from kuea.core.thai import make_sample_number
from kuea.finding.actions import raise_lead
from kuea.finding.models import CaseStep, Decision, Lead
from kuea.ledger.models import Event
from kuea.offices import sealing
from kuea.offices.actions import keys, resealing
from kuea.people.actions import add_record
from kuea.people.models import Person, Record
from tests.cases import make_case, make_need

SECRETS = ("มาลีวรรณ", "ศรีสุขเกษม", "0812345612", "99/871", "ล้มในห้องน้ำ", "ลุงผู้แจ้ง", "ท้ายซอยวัดลับ")


@pytest.fixture
def own_ring(settings, tmp_path):
    """A ring and a folder of files for this test alone."""
    settings.SEALING_KEYS, settings.SEALING_KEYS_FILE = "", tmp_path / "keys.txt"
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.SEALING_KEYS_FILE.write_text("first-secret 2026-01-01\n")
    sealing.forget_ring()
    yield settings.SEALING_KEYS_FILE
    sealing.forget_ring()


def everything_in_the_database() -> str:
    """Every value of every table, as whoever took the file would read it."""
    with connection.cursor() as cursor:
        texts = []
        for table in connection.introspection.table_names():
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            texts.append(str(cursor.fetchall()))
    return "\n".join(texts)


def write_somebody(world) -> Lead:
    """One tip and one record with everything in it that must not be read by others."""
    given_name, family, telephone, house, worry, informant, way = SECRETS
    add_record(
        by=world.duty["secretary"], source="phone", name_as_written=f"นาง{given_name} {family}", tambon=world.tambon,
        telephone=telephone, house_no=house, citizen_number=make_sample_number(4), birth="17 มี.ค. 2490",
        address_as_written=f"{house} {way}",
    )  # fmt: skip
    return raise_lead(
        by=world.duty["secretary"], tambon=world.tambon, channel="phone", who=f"ยาย{given_name}", worry=worry,
        how_to_find=way, informant=informant, name=f"{given_name} {family}", existing_care=f"หลานของ{family}",
    )  # fmt: skip


@given(st.text(max_size=80).filter(lambda text: "\0" not in text))
def test_what_is_sealed_opens_again_and_looks_different_every_time(text):
    one, other = sealing.seal_text(text), sealing.seal_text(text)
    assert sealing.open_text(one) == sealing.open_text(other) == text
    assert (one != other and sealing.is_sealed(one)) if text else one == ""
    assert len(one) == len(sealing.seal_text(text[:-1] + "x")) or not text.isascii() or not text


@given(st.text(min_size=1, max_size=20), st.integers(min_value=0))
def test_changed_value_is_refused(text, place):
    sealed = sealing.seal_text(text)
    place = 9 + place % (len(sealed) - 12)
    swapped = "A" if sealed[place] != "A" else "B"
    with pytest.raises(Refusal):
        sealing.open_text(sealed[:place] + swapped + sealed[place + 1 :])


def test_a_stolen_database_shows_nothing_personal(world):
    lead = write_somebody(world)
    case = make_case(world)
    make_need(world, case)
    stolen = everything_in_the_database()
    assert lead.case.code in stolen  # we did look where it stands
    told = (*SECRETS, make_sample_number(4), "หลังคารั่ว อยากให้ช่วยดู", "เห็นร่วมกัน", "สมใจ")
    assert [secret for secret in told if secret in stolen] == []
    again = Lead.objects.get(pk=lead.pk)
    assert (again.worry, again.informant, again.record.telephone) == (SECRETS[4], SECRETS[5], "")


def test_sealed_column_cannot_be_searched_by_mistake(db):
    for wrong in (
        {"given_name": "มาลี"},
        {"given_name__icontains": "มา"},
        {"given_name__in": ["มาลี"]},
    ):
        with pytest.raises(TypeError, match="sealed"):
            list(Person.objects.filter(**wrong))
    assert list(Person.objects.filter(given_name="")) == []
    assert list(Person.objects.exclude(given_name="").filter(birth_day__isnull=True)) == []


def test_change_of_key_stopped_half_way_goes_on_where_it_stopped(world, own_ring, monkeypatch):
    monkeypatch.setattr(resealing, "LOT", 3)
    write_somebody(world)
    case = make_case(world)  # its decision is signed, its steps are append-only
    CaseStep.objects.create(
        case=case, before="lead", decision="raise", state="lead", reason="เหตุผลส่วนตัว", by=world.duty["recorder"],
    )  # fmt: skip
    source = Path(own_ring).with_name("photo")
    source.write_bytes(b"evidence" * 1000)
    kept = Path(own_ring).with_name("files") / "a" / "one.sealed"
    sealing.seal_file(source, kept)
    old, new = sealing.read_ring()[0].id, keys.add_key(by=None).id
    assert old != new and {key for _, key in resealing.count_by_key()} == {old}

    class PowerCut(Exception):
        pass

    def cut(done: int, total: int) -> None:
        if done >= 6:
            raise PowerCut

    with pytest.raises(PowerCut):
        resealing.reseal_everything(by=None, note=cut)
    halfway = Counter(key for _, key in resealing.count_by_key())
    assert set(halfway) == {old, new}
    assert Decision.objects.get().reasons == "เห็นร่วมกัน"  # both keys open meanwhile
    seen = []
    resealing.reseal_everything(by=None, note=lambda done, total: seen.append((done, total)))
    assert {key for _, key in resealing.count_by_key()} == {new} and seen[-1][0] == seen[-1][1]
    assert resealing.reseal_everything(by=None) == 0
    own_ring.write_text(own_ring.read_text().splitlines()[1] + "\n")  # the old key is taken away
    sealing.forget_ring()
    assert resealing.verify_everything() == []
    assert b"".join(sealing.pieces_of(kept)) == source.read_bytes()
    assert CaseStep.objects.filter(case=case).latest("pk").reason == "เหตุผลส่วนตัว"
    with pytest.raises(Exception, match="L4"):  # the guards stand again
        CaseStep.objects.filter(case=case).update(decision="x")


def test_change_of_key_is_told_to_the_ledger_without_a_secret(world, own_ring):
    key = keys.add_key(by=None)
    resealing.reseal_everything(by=None)
    told = Event.objects.filter(verb__startswith="keys.")
    assert [event.verb for event in told.order_by("pk")] == ["keys.new", "keys.rotate"]
    assert all(event.data["key"] == key.id and key.secret not in str(event.data) for event in told)


def test_missing_key_is_named_with_its_cure(world, own_ring):
    write_somebody(world)
    gone = sealing.read_ring()[0].id
    own_ring.write_text("another-secret\n")
    sealing.forget_ring()
    with pytest.raises(sealing.KeyMissing) as caught:
        Record.objects.first()
    assert gone in caught.value.what and str(own_ring) in caught.value.remedy
    out = StringIO()
    call_command("keys", "list", stdout=out)
    assert f"{gone}  " in out.getvalue() and "MISSING" in out.getvalue()
    with pytest.raises(CommandError, match=gone):
        keys.add_key(by=None)
        call_command("keys", "rotate", stdout=StringIO())
    with pytest.raises(CommandError, match="Record"):
        call_command("keys", "list", "--verify", stdout=StringIO())


def test_page_with_a_missing_key_says_what_to_do(world, own_ring, client):
    record = add_record(
        by=world.duty["secretary"], source="phone", name_as_written="มาลี ดี", tambon=world.tambon
    )
    from kuea.people.actions import new_person

    person = new_person(by=world.duty["secretary"], record=record)
    client.force_login(world.duty["secretary"].user)
    assert client.get(f"/people/{person.pk}/").status_code == 200
    own_ring.write_text("another-secret\n")
    sealing.forget_ring()
    page = client.get(f"/people/{person.pk}/")
    assert page.status_code == 500 and "กุญแจ" in page.content.decode()


def test_ring_in_the_environment_comes_first_and_is_never_written(own_ring):
    with override_settings(SEALING_KEYS="one-secret, two-secret"):
        sealing.forget_ring()
        assert [key.secret for key in sealing.read_ring()] == ["one-secret", "two-secret"]
        assert sealing.seal_text("x").startswith(sealing.Key("two-secret").id)
    assert own_ring.read_text() == "first-secret 2026-01-01\n"


def test_values_in_clear_from_before_are_sealed_by_rotate(world, own_ring):
    person = make_case(world).person
    with connection.cursor() as cursor:
        cursor.execute("UPDATE people_person SET nickname = 'แดงน้อย' WHERE id = %s", [person.pk])
    with pytest.raises(Refusal):
        Person.objects.get(pk=person.pk)
    assert resealing.count_by_key()["people.Person.nickname", resealing.CLEAR] == 1
    resealing.reseal_everything(by=None)
    assert Person.objects.get(pk=person.pk).nickname == "แดงน้อย"
