"""The secretary's pages about persons: search, one person, the pairs to be answered."""

import pytest
from django.urls import reverse

from kuea.core.problems import Refusal
from kuea.core.thai import format_citizen_number, make_sample_number
from kuea.ledger.models import Event
from kuea.people import actions
from kuea.people.models import LinkQuestion
from tests.rooms.people.test_persons import ask, found, two_with_cases, write
from tests.world import make_duty


@pytest.fixture
def secretary(client, world):
    client.force_login(world.duty["secretary"].user)
    return client


def text(answer) -> str:
    return answer.content.decode()


def test_search_finds_by_name_code_and_number_and_says_what_is_alike(world, secretary):
    number = make_sample_number(3)
    person = found(world, "นางมาลี ศรีสุข", citizen_number=number)
    address = reverse("people:persons")
    for words in ("มาลี", "ศรีสุข", "มาลี ศรีสุข", person.code):
        assert "นางมาลี ศรีสุข" in text(secretary.get(address, {"q": words}))
    page = text(secretary.post(address, {"number": number}))
    assert "นางมาลี ศรีสุข" in page and number not in page
    alike = text(secretary.get(address, {"q": "มาลี สีสุก"}))
    assert "นางมาลี ศรีสุข" in alike and "พบเพราะ เสียงเหมือน" in alike and 'data-hotkey="1"' in alike
    whole = text(secretary.get(address, {"q": f"มาลี {number}"}))
    assert "นางมาลี" not in whole and "เลขเต็มให้ค้นในช่องเลข" in whole
    assert "ยังไม่มีใครชื่อนี้" in text(secretary.get(address, {"q": "เฉลิมพล กิตติวัฒน์"}))


def test_person_page_masks_the_number_and_parts_a_record(world, secretary):
    number = make_sample_number(3)
    person = found(world, "นางมาลี ศรีสุข", citizen_number=number)
    record = write(world, "มาลี ศรีสุก")
    actions.join_record(by=world.duty["secretary"], record=record, person=person)
    page = text(secretary.get(reverse("people:person", args=[person.pk])))
    assert number not in page and "•-••••-•••••" in page
    answer = secretary.post(
        reverse("people:part", args=[person.pk, record.pk]), {"reason": "คนละบ้าน"}, follow=True
    )
    assert "แยกระเบียนเป็นอีกคนแล้ว" in text(answer)
    assert person.records.count() == 1


def test_number_is_shown_whole_once_to_who_says_why_and_the_ledger_knows(world, secretary):
    number = make_sample_number(3)
    person = found(world, "นางมาลี ศรีสุข", citizen_number=number, telephone="0812345612")
    record = person.records.get()
    address = reverse("people:reveal", args=[person.pk, record.pk])
    assert secretary.get(address).status_code == 405
    assert secretary.post(address, {"field": "citizen_number"}).status_code == 400
    assert secretary.post(address, {"field": "name_key", "reason": "call"}).status_code == 400
    assert not Event.objects.filter(verb="record.reveal").exists()
    answer = secretary.post(address, {"field": "citizen_number", "reason": "compare_card"})
    assert format_citizen_number(number) in text(answer) and answer["Cache-Control"] == "no-store"
    told = Event.objects.get(verb="record.reveal")
    assert (told.duty_id, told.subject_id) == (world.duty["secretary"].pk, str(record.pk))
    assert told.data == {"field": "citizen_number", "reason": "compare_card"}
    page = text(secretary.get(reverse("people:person", args=[person.pk])))
    assert number not in page and "0812345612" not in page and "•••-•••-5612" in page
    assert "081-234-5612" in text(secretary.post(address, {"field": "telephone", "reason": "call"}))


@pytest.mark.parametrize("role", ["volunteer", "host_coordinator", "chair", "administrator"])
def test_nobody_else_sees_a_number_whole(world, client, role):
    person = found(world, "นางมาลี ศรีสุข", citizen_number=make_sample_number(3))
    client.force_login(world.duty[role].user)
    address = reverse("people:reveal", args=[person.pk, person.records.get().pk])
    assert client.post(address, {"field": "citizen_number", "reason": "call"}).status_code == 403


def test_sealed_person_or_other_province_reveals_nothing(world, client):
    person = found(world, "นางมาลี ศรีสุข", citizen_number=make_sample_number(3))
    asked = {"by": world.other["secretary"], "record": person.records.get(), "field": "telephone", "reason": "call"}  # fmt: skip
    with pytest.raises(Refusal, match="not_in_your_area"):
        actions.reveal_number(**asked)
    actions.seal_person(by=world.duty["secretary"], person=person)
    with pytest.raises(Refusal, match="not_in_your_area"):
        actions.reveal_number(**{**asked, "by": world.duty["secretary"]})


def test_pair_is_shown_side_by_side_with_differences_in_words(world, secretary):
    one = found(world, "นางมาลี ศรีสุข", birth="2490", citizen_number=make_sample_number(3))
    other = found(world, "มาลี ศรีสุข", birth="2491", citizen_number=make_sample_number(4))
    ask(world, one, other)
    page = text(secretary.get(reverse("people:questions")))
    assert "ตรงกัน" in page and "ต่างกัน" in page and "คนละเลข" in page
    assert make_sample_number(3) not in page and make_sample_number(4) not in page
    assert 'data-hotkey="s"' in page and 'data-hotkey="d"' in page


def test_answer_shows_the_next_pair_and_a_way_back(world, secretary):
    question = ask(world, *two_with_cases(world))
    page = text(
        secretary.post(
            reverse("people:answer", args=[question.pk]), {"answer": "same"}, follow=True
        )
    )
    assert "รวมเป็นคนเดียวกันแล้ว" in page and "ไม่มีคู่ที่รอคำตอบ" in page
    page = text(secretary.post(reverse("people:take_back", args=[question.pk]), follow=True))
    assert "สองระเบียนเทียบกัน" in page
    assert LinkQuestion.objects.get().answer == ""


def test_second_officer_is_told_that_the_pair_is_answered(world, secretary):
    question = ask(world, *two_with_cases(world))
    address = reverse("people:answer", args=[question.pk])
    secretary.post(address, {"answer": "same"})
    answer = secretary.post(address, {"answer": "different"})
    assert answer.status_code == 409 and "มีผู้ตอบคำถามคู่นี้แล้ว" in text(answer)
    assert LinkQuestion.objects.get().answer == "same"


def test_sealed_persons_are_not_in_the_queue(world, secretary):
    one, other = two_with_cases(world)
    question = ask(world, one, other)
    actions.seal_person(by=world.duty["secretary"], person=one)
    assert "ไม่มีคู่ที่รอคำตอบ" in text(secretary.get(reverse("people:questions")))
    answer = secretary.post(reverse("people:answer", args=[question.pk]), {"answer": "same"})
    assert answer.status_code == 404
    assert secretary.get(reverse("people:person", args=[one.pk])).status_code == 404


def test_another_province_finds_neither_person_nor_pair(world, client):
    one, other = two_with_cases(world)
    question = ask(world, one, other)
    client.force_login(world.other["secretary"].user)
    assert client.get(reverse("people:person", args=[one.pk])).status_code == 404
    assert (
        client.post(reverse("people:answer", args=[question.pk]), {"answer": "same"}).status_code
        == 404
    )
    assert one.code not in text(client.get(reverse("people:persons"), {"q": "มาลี"}))


@pytest.mark.parametrize(
    "role", ["chair", "host_coordinator", "volunteer", "giver", "local_officer", "ministry"]
)
def test_other_duties_have_no_person_pages(world, client, role):
    client.force_login(world.duty[role].user)
    for address in (
        reverse("people:persons"),
        reverse("people:questions"),
        reverse("people:person", args=[1]),
    ):
        assert client.get(address).status_code == 403


def parted(world):
    """A record joined to a person by hand, then parted: two acts, and where they are written."""
    person = found(world, "นางมาลี ศรีสุข")
    record = write(world, "มาลี ศรีสุก")
    actions.join_record(
        by=world.duty["secretary"], record=record, person=person, reason="บัตรเดียวกัน"
    )
    return person, record


def test_joining_is_taken_back_from_the_page_where_its_reason_stands(world, secretary):
    person, record = parted(world)
    joining = record.links.get()
    address = reverse("people:take_back_link", args=[person.pk, joining.pk])
    page = text(secretary.get(reverse("people:person", args=[person.pk])))
    assert address in page and "ยืนยันนำกลับ" in page and "บัตรเดียวกัน" in page
    page = text(secretary.post(address, follow=True))
    assert "นำกลับแล้ว" in page and address not in page
    record.refresh_from_db()
    assert record.person is None and person.records.count() == 1
    assert secretary.post(address).status_code == 409


def test_first_row_of_a_person_and_a_row_of_another_s_page_are_not_taken_back(world, secretary):
    person, record = parted(world)
    first, other = person.links.get(kind="found"), found(world, "นายสมชาย ใจดี")
    assert (
        secretary.post(reverse("people:take_back_link", args=[person.pk, first.pk])).status_code
        == 409
    )
    wrong = reverse("people:take_back_link", args=[other.pk, record.links.get().pk])
    assert secretary.post(wrong).status_code == 404
    assert person.records.count() == 2


def test_taking_back_of_a_sealed_person_waits_for_a_second_user(world, client):
    person, record = parted(world)
    first, joining = world.duty["secretary"], record.links.get()
    actions.seal_person(by=first, person=person)
    client.force_login(first.user)
    address = reverse("people:take_back_link", args=[person.pk, joining.pk])
    assert client.post(address).status_code == 404  # not named: the person is not there
    for _ in range(2):
        actions.take_back_link(by=first, link=joining)
    assert record.links.filter(rule=f"undo_asked:{joining.pk}").count() == 1
    assert person.records.count() == 2
    second = make_duty("secretary", world.province)
    actions.take_back_link(by=second, link=joining)
    record.refresh_from_db()
    assert record.person is None and person.records.count() == 1
    with pytest.raises(Refusal, match="link_stays"):
        actions.take_back_link(by=second, link=record.links.get(rule=f"undo_asked:{joining.pk}"))
