"""Rule 5: what persons may ask about their own data, and what really happens then (PDPA s.30–36)."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import TestCase
from django.urls import reverse
from django.utils import timezone

from kuea.core.privacy import ERASED
from kuea.core.thai import make_sample_number
from kuea.finding import actions as finding
from kuea.finding.models import Case
from kuea.intake.actions import read_batch, receive_batch
from kuea.intake.keeping import opened
from kuea.ledger.models import Event
from kuea.offices.sealing import digest_text
from kuea.people import actions as people
from kuea.people.models import LinkQuestion, Person
from kuea.privacy import actions
from kuea.privacy.actions.requests import Correction
from kuea.privacy.presenters import copy_of
from kuea.reporting.queries import read_board
from tests.cases import make_case
from tests.rooms.finding.story import route_one, verify_one, visit_one
from tests.rooms.intake.lists import HERE, csv_bytes
from tests.rooms.privacy.story import (
    again,
    ask,
    everything_in_the_database,
    grant,
    refused,
    told_match,
)

NAME, FAMILY = "บุญมี", "ใจเย็น"


def test_rule_5_any_duty_of_the_area_takes_a_request_and_thirty_days_run(world):
    for role in ("volunteer", "local_officer", "recorder", "chair"):
        made = actions.receive_request(
            by=world.duty[role], kind="access", asked_words="อยากรู้ว่ามีอะไรของฉัน", how="spoken",
            who_words="ยายบุญมี หมู่ 1", received_on=timezone.localdate(),
        )  # fmt: skip
        assert made.due_on == timezone.localdate() + timedelta(days=30)
    with refused("not_your_duty"):
        actions.receive_request(
            by=world.duty["ministry"], kind="access", asked_words="ขอ", how="spoken",
            who_words="ใคร", received_on=timezone.localdate(),
        )  # fmt: skip
    with refused("not_your_duty"):
        actions.decide_request(by=world.duty["chair"], request=made, outcome="granted", reason="ได้")
    with refused("person_needed"):
        actions.decide_request(
            by=world.duty["secretary"], request=made, outcome="granted", reason="ได้"
        )


def test_rule_5_the_copy_has_everything_of_the_person_and_nothing_of_the_informant(world, client):
    case = visit_one(world, informant="สมชาย 0812345678")
    done = grant(world, ask(world, "copy", case.person))
    words = repr(copy_of(case.person))
    for there in (NAME, "สานตะกร้าเก่ง", "อยากมีเพื่อนคุย", "อยากให้มีคนแวะมาคุยบ้าง", "2569-1"):
        assert there in words
    assert "สมชาย" not in words and "0812345678" not in words and "เดินไม่ไหว" not in words
    client.force_login(world.duty["secretary"].user)
    page = client.get(reverse("privacy:request_copy", args=[done.pk])).content.decode()
    assert "สานตะกร้าเก่ง" in page and "สมชาย" not in page
    letter = client.get(reverse("privacy:request_letter", args=[done.pk])).content.decode()
    assert f"{done.letter.number}/{done.letter.year_be}" in letter


def test_rule_5_correction_is_a_new_record_and_the_ledger_names_ids_only(world):
    case = visit_one(world)
    grant(world, ask(world, "correction", case.person), Correction(name="นางบุญหมี่ ใจเย็น"))
    person = again(case.person)
    assert person.given_name == "บุญหมี่"
    assert NAME in {one.given_name for one in person.records.all()}  # as its source gave it
    event = Event.objects.get(verb="person.correct")
    assert set(event.data) == {"record", "before", "fields"}
    assert "บุญ" not in repr(event.data)


@pytest.mark.parametrize("kind", ["restriction", "objection"])
def test_rule_5_restricted_data_lie_unused_and_are_kept(world, client, kind):
    case = make_case(world, "waiting")
    board = read_board(world.province)
    grant(world, ask(world, kind, case.person))
    for role in ("secretary", "host_coordinator", "volunteer"):
        assert not Case.objects.visible_to(world.duty[role]).filter(pk=case.pk).exists()
        assert not Person.objects.visible_to(world.duty[role]).filter(pk=case.person_id).exists()
    assert again(case.person).given_name == case.person.given_name
    assert read_board(world.province) == board
    client.force_login(world.duty["secretary"].user)
    client.post(reverse("privacy:unrestrict", args=[case.person_id]))
    assert Case.objects.visible_to(world.duty["secretary"]).filter(pk=case.pk).exists()


def test_rule_5_erasure_leaves_no_word_of_the_person_anywhere_and_every_count(world):
    match = told_match(world, case=visit_to_register(world))
    case, person = match.case, match.case.person
    cases, persons = Case.objects.count(), Person.objects.count()
    grant(world, ask(world, "erasure", person))
    left = everything_in_the_database()
    for word in (NAME, FAMILY, "สานตะกร้า", "อยากมีเพื่อนคุย", "แวะมาคุย", "ถามที่บ้าน", "ขอตามสิทธิ",
                 "เห็นตรงกัน", "เดินไม่ไหว", "อย่าบอกชื่อลูก"):  # fmt: skip
        assert word not in left, word
    assert (again(case).state, again(case).closed_reason) == ("closed", "data_erased")
    assert again(case).decision.outcome == "confirmed" and again(case).decision.reasons == ERASED
    assert (Case.objects.count(), Person.objects.count()) == (cases, persons)
    assert again(match).state == "ended_early"  # the giver's capacity is free again
    with pytest.raises(IntegrityError), transaction.atomic():
        Person.objects.filter(pk=person.pk).update(erased_at=None)


def visit_to_register(world):
    case = verify_one(world)
    case.person.household = people.make_household(
        by=world.duty["secretary"], tambon=world.tambon, house_no="99/7"
    )
    case.person.save()
    return finding.register_case(by=world.duty["secretary"], case=case, lawful_basis="public_task")


def test_rule_5_erasure_reaches_the_row_of_the_list_and_the_file_it_came_in(
    world, settings, tmp_path
):
    settings.MEDIA_ROOT = tmp_path / "files"
    path = tmp_path / "รายชื่อ.csv"
    path.write_bytes(
        csv_bytes(
            [
                [make_sample_number(1), "นายบุญมี ใจเย็น", "3/2/2490", *HERE],
                ["", "นางสาวมาลี ศรีสุข", "2500", *HERE],
            ]
        )
    )
    by = world.duty["secretary"]
    batch = receive_batch(by=by, kind="general", path=path, file_name=path.name).batch
    batch = read_batch(batch_id=batch.pk)
    kept = settings.MEDIA_ROOT / batch.kept_at
    assert kept.exists()
    by_name = {one.given_name: one for one in Person.objects.all()}
    other = by_name["มาลี"]
    with TestCase.captureOnCommitCallbacks(execute=True):
        grant(world, ask(world, "erasure", by_name[NAME], by="secretary"))
    left = everything_in_the_database()
    assert NAME not in left and make_sample_number(1) not in left
    assert digest_text(make_sample_number(1)) not in left
    assert "มาลี" in left and again(other).erased_at is None
    assert not kept.exists()
    with refused("file_erased"), opened(again(batch)):
        pass


def test_rule_5_erasure_reaches_who_turned_out_to_be_the_same_person(world):
    by = world.duty["secretary"]
    first, second = visit_one(world), route_one(world, name="นางบุญมี ใจเยน")
    question = LinkQuestion.objects.create(
        province=world.province,
        record=second.person.records.get(),
        other=first.person.records.get(),
    )
    people.answer_question(by=by, question=question, same=True)
    merged = route_one(world, name="ป้าบุญมี ใจเย็น")
    finding.merge_cases(by=by, case=merged, into=again(first))
    grant(world, ask(world, "erasure", again(first).person, by="secretary"))
    assert NAME not in everything_in_the_database()


def test_of_an_erased_person_no_consent_or_guardian_is_written_again(world, client):
    """Found from the volunteer's chair (docs/privacy.md): the page had no link, but its address still answered."""
    case = visit_one(world)
    volunteer = world.duty["volunteer"]
    finding.assign_volunteer(by=world.duty["host_coordinator"], case=case, volunteer=volunteer)
    finding.decline_case(by=volunteer, case=Case.objects.get(pk=case.pk))
    person = again(case).person
    assert person.erased_at is not None
    client.force_login(volunteer.user)
    for page, said in (
        ("privacy:consent", {"kind": "photograph", "words": "ได้"}),
        ("privacy:guardian", {"name": "ป้าแดง", "relation": "ป้า", "scope": "hear"}),
    ):
        assert client.post(reverse(page, args=[case.pk]), said).status_code == 409
    assert not person.consents.exists() and not person.guardians.exists()
    page = client.get(reverse("care:start", args=[case.pk])).content.decode()
    assert case.code in page and person.code not in page
