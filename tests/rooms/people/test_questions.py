"""The clerk's queue: the worthiest first, the evidence in words, and two answers where a person is sealed."""

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from kuea.engines.linkage.fields import FIELD_NAMES, FIELDS
from kuea.people import actions
from kuea.people.compared import compare_numbers, compare_written, pieces
from kuea.people.evidence import show_evidence
from kuea.people.evidence_labels import LEVELS
from kuea.people.models import LinkQuestion
from kuea.people.queries import next_question, open_questions
from tests.rooms.people.test_persons import ask, found, two_with_cases
from tests.world import make_duty


@pytest.fixture
def secretaries(world):
    return world.duty["secretary"], make_duty("secretary", world.province)


@pytest.fixture
def sealed_pair(world, secretaries):
    """A pair of sealed persons; both secretaries are named."""
    one, other = two_with_cases(world)
    for case in (*one.cases.all(), *other.cases.all()):
        case.named_duties.add(*secretaries)
    for person in (one, other):
        actions.seal_person(by=secretaries[0], person=person)
    return ask(world, one, other)


def test_every_level_of_every_field_has_words():
    for name, levels in zip(FIELD_NAMES, FIELDS, strict=True):
        assert set(LEVELS[name]) == {level.name.lower() for level in levels if level}


def test_worthiest_question_comes_first_and_the_queue_goes_round(world):
    secretary, pairs = world.duty["secretary"], []
    for worth, name in ((0.2, "มาลี ศรีสุข"), (3.0, "บุญมี ใจดี"), (0.2, "คำแก้ว วงศ์ดี")):
        question = ask(world, found(world, name), found(world, name))
        question.worth = worth
        question.save()
        pairs.append(question)
    assert [q.pk for q in open_questions(secretary)] == [pairs[1].pk, pairs[0].pk, pairs[2].pk]
    assert next_question(secretary, after=pairs[1].pk) == pairs[0]
    assert next_question(secretary, after=pairs[0].pk) == pairs[2]
    assert next_question(secretary, after=pairs[2].pk) == pairs[1]
    assert next_question(secretary, at=pairs[2].pk) == pairs[2]


def test_first_answer_about_a_sealed_person_waits_for_another_user(sealed_pair, secretaries):
    first, second = secretaries
    for _ in range(2):  # the same user twice is one answer
        actions.answer_question(by=first, question=sealed_pair, same=True)
    sealed_pair.refresh_from_db()
    assert (sealed_pair.answer, sealed_pair.first_answer) == ("", "same")
    assert sealed_pair.record.person != sealed_pair.other.person
    actions.answer_question(by=second, question=sealed_pair, same=True)
    sealed_pair = LinkQuestion.objects.get()
    assert sealed_pair.answer == "same" and sealed_pair.answered_by == second
    assert sealed_pair.record.person == sealed_pair.other.person


def test_two_different_answers_about_a_sealed_person_decide_nothing(sealed_pair, secretaries):
    first, second = secretaries
    actions.answer_question(by=first, question=sealed_pair, same=True)
    actions.answer_question(by=second, question=sealed_pair, same=False)
    sealed_pair.refresh_from_db()
    assert (sealed_pair.answer, sealed_pair.first_answer) == ("", "different")
    actions.answer_question(by=first, question=sealed_pair, same=False)
    sealed_pair.refresh_from_db()
    assert sealed_pair.answer == "different"


def test_page_says_whose_turn_it_is_without_the_first_answer(sealed_pair, secretaries, client):
    address = reverse("people:answer", args=[sealed_pair.pk])
    client.force_login(secretaries[0].user)
    page = client.post(address, {"answer": "same"}, follow=True).content.decode()
    assert "อีกคนตอบตรงกัน" in page and "คุณตอบไว้แล้ว" in page
    client.force_login(secretaries[1].user)
    page = client.get(reverse("people:questions")).content.decode()
    assert "มีคนตอบไว้แล้วหนึ่งคน" in page and "รวมเป็นคนเดียวกันแล้ว" not in page


def test_page_shows_each_sign_with_its_weight_in_words(world, client):
    client.force_login(world.duty["secretary"].user)
    ask(world, found(world, "มาลี ศรีสุข"), found(world, "มาลี ศรีสุก"))
    page = client.get(reverse("people:questions")).content.decode()
    for words in ("นามสกุลต่างกันตัวอักษรเดียว", "หนุนมาก", "ปีเกิดต่างกันหนึ่งถึงสองปี", "ค้าน", "ราว 6 คู่"):
        assert words in page
    assert page.count("<mark>") == 2


def test_nothing_is_shown_where_no_evidence_was_kept():
    assert show_evidence({}) is None


def test_marks_stay_with_their_letter():
    left, right = pieces("ศรีสุข", "ศรีสุก")
    assert [p.text for p in left if p.differs] == ["ข"] and [
        p.text for p in right if p.differs
    ] == ["ก"]
    left, right = pieces("ป้า", "ปา")
    assert [p.text for p in left if p.differs] == ["ป้"]


@given(st.text("กขคงมรสู้่าิีเแ "), st.text("กขคงมรสู้่าิีเแ "))
def test_pieces_lose_no_letter_and_equal_ones_are_equal(a, b):
    left, right = pieces(a, b)
    assert "".join(p.text for p in left) == a and "".join(p.text for p in right) == b
    assert [p.text for p in left if not p.differs] == [p.text for p in right if not p.differs]


def test_place_of_a_differing_digit_is_told_without_the_digit():
    told = compare_numbers("", "x", "x", "1100500012348", "1100500012349")
    assert "13" in told.verdict and told.tone == "hand"
    assert compare_numbers("", "x", "x", "1100500012348", "3199900055551").verdict == "ต่างกัน"


def test_same_name_written_in_two_ways_is_said_to_be_the_same():
    told = compare_written("", "นางมาลี ศรีสุข", "มาลี ศรีสุข", same=True)
    assert told.tone == "good" and any(piece.differs for piece in told.left)
