"""Invitations and ways back: a code on paper, from hand to hand, once; and what a password must be."""

import math
from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from kuea.core.problems import Refusal
from kuea.ledger.models import Event
from kuea.offices import actions
from kuea.offices.actions.access import LETTERS
from kuea.offices.models import AccessCode, User
from kuea.offices.passwords import as_typed_anywhere
from tests.rooms.offices.door import NEW_PASSWORD, enter, give_code, give_name
from tests.rooms.offices.pages import sign_in


def refused(code: str, act, /, **facts) -> None:
    with pytest.raises(Refusal) as refusal:
        act(**facts)
    assert refusal.value.code == code


@pytest.fixture
def newcomer(world):
    user = actions.add_user(by=world.duty["secretary"], username="somjai", display_name="สมใจ ใจดี")
    actions.appoint(by=world.duty["secretary"], user=user, role="member")
    return user


def test_invited_person_sets_the_password_and_enters(world, newcomer, client):
    secretary = sign_in(world.duty["secretary"])
    duty = newcomer.duties.get()
    slip = secretary.post(f"/office/accounts/{duty.pk}/code/", {"ready": "on"})
    code = slip.context["code"]
    assert code in slip.content.decode() and "somjai" in slip.content.decode()
    assert slip["Cache-Control"] == "private, no-store"
    typed = code.upper().replace("-", " ")
    page = client.post("/office/welcome/", {"code": typed}).content.decode()
    assert "สมใจ ใจดี" in page and "somjai" in page
    short = client.post("/office/welcome/", {"code": typed, "password": "สั้นไป"})
    assert short.status_code == 400 and "15 ตัวอักษร" in short.content.decode()
    answer = client.post("/office/welcome/", {"code": typed, "password": NEW_PASSWORD})
    assert answer.url == "/desk/"
    assert client.get("/desk/").status_code == 200
    assert client.post("/office/welcome/", {"code": typed}).status_code == 400
    events = Event.objects.filter(verb__in=["user.issue_code", "user.enter"])
    assert [e.verb for e in events.order_by("pk")] == ["user.issue_code", "user.enter"]
    assert code not in str(list(Event.objects.values())) + str(list(AccessCode.objects.values()))


def test_appointing_a_new_account_leads_to_the_slip(world):
    client = sign_in(world.duty["secretary"])
    client.post("/office/accounts/new/", {"username": "somjai", "display_name": "สมใจ"})
    answer = client.post("/office/accounts/appoint/", {"username": "somjai", "role": "recorder"})
    duty = User.objects.get(username="somjai").duties.get()
    assert answer.url == f"/office/accounts/{duty.pk}/code/"


@pytest.mark.parametrize("code", ["", "aaaa-bbbb-cccc-dddd", "' or 1=1", "ก" * 60, "x" * 61])
def test_wrong_code_gets_one_answer(world, newcomer, client, code):
    actions.issue_access_code(by=world.duty["secretary"], user=newcomer)
    answer = client.post("/office/welcome/", {"code": code, "password": NEW_PASSWORD})
    assert answer.status_code == 400
    assert "สมใจ" not in answer.content.decode()


def test_code_is_good_seven_days_once_and_the_newest_only(world, newcomer):
    by = world.duty["secretary"]
    first = actions.issue_access_code(by=by, user=newcomer)
    second = actions.issue_access_code(by=by, user=newcomer)
    refused("wrong_access_code", actions.use_access_code, code=first, password=NEW_PASSWORD)
    with time_machine.travel(timezone.now() + timedelta(days=7, minutes=1)):
        refused("wrong_access_code", actions.use_access_code, code=second, password=NEW_PASSWORD)
    actions.use_access_code(code=second, password=NEW_PASSWORD)
    refused("wrong_access_code", actions.use_access_code, code=second, password=NEW_PASSWORD + "ก")


def test_codes_are_too_long_to_be_tried(world, newcomer):
    code = actions.issue_access_code(by=world.duty["secretary"], user=newcomer)
    letters = [letter for letter in code if letter in LETTERS]
    assert len(letters) * math.log2(len(LETTERS)) > 64
    client = enter(world.duty["secretary"])
    client.post("/office/access/recovery/new/", {})
    for paper in client.get("/office/access/recovery/").context["unused_codes"]:
        assert paper.isdigit() and len(paper) * math.log2(10) > 20


def test_guessing_paper_codes_is_slowed(db, client):
    answers = [
        client.post("/office/welcome/", {"code": "aaaabbbbccccdddd"}).status_code for _ in range(21)
    ]
    assert answers == [400] * 20 + [429]


def test_code_is_issued_only_by_whoever_may_appoint_all_the_person_does(world):
    facilitator, chair = world.duty["facilitator"].user, world.duty["chair"].user
    for by, user in (
        (world.other["secretary"], facilitator), (world.duty["giver"], facilitator),
        (world.duty["chair"], facilitator), (world.duty["secretary"], chair),
        (world.duty["secretary"], world.duty["secretary"].user), (world.duty["host_coordinator"], facilitator),
    ):  # fmt: skip
        refused("not_your_duty", actions.issue_access_code, by=by, user=user)
    assert actions.issue_access_code(
        by=world.duty["host_coordinator"], user=world.duty["volunteer"].user
    )
    both = world.duty["facilitator"].user
    actions.appoint(by=world.duty["administrator"], user=both, role="ministry")
    refused("not_your_duty", actions.issue_access_code, by=world.duty["secretary"], user=both)


@pytest.mark.parametrize("forgets", [False, True])
def test_way_back_keeps_the_second_factor_unless_it_was_lost_too(world, client, forgets):
    duty = world.duty["recorder"]
    still_in = enter(duty)
    code = actions.issue_access_code(
        by=world.duty["secretary"], user=duty.user, forgets_second_factor=forgets
    )
    answer = client.post("/office/welcome/", {"code": code, "password": NEW_PASSWORD})
    assert still_in.get("/desk/").status_code == 302
    assert answer.url == ("/desk/" if forgets else "/office/sign-in/code/")
    if forgets:
        assert client.get("/desk/").url == "/office/access/"
    assert Authenticator.objects.filter(user=duty.user).exists() is not forgets
    event = Event.objects.get(verb="user.recover")
    assert event.data["second_factor_forgotten"] is forgets
    assert give_name(client, duty.user).status_code in {302, 400}


def test_way_back_does_not_skip_the_code(world, client):
    duty = world.duty["recorder"]
    code = actions.issue_access_code(by=world.duty["secretary"], user=duty.user)
    client.post("/office/welcome/", {"code": code, "password": NEW_PASSWORD})
    assert "_auth_user_id" not in client.session
    assert give_code(client).url == "/desk/"


@given(st.text(LETTERS, min_size=16, max_size=16))
def test_code_reads_the_same_however_it_is_written(code):
    from kuea.offices.actions.access import _hash

    grouped = "-".join(code[n : n + 4] for n in range(0, 16, 4))
    assert _hash(code) == _hash(grouped.upper()) == _hash(f"  {grouped.replace('-', ' ')} ")


@pytest.mark.parametrize(
    ("who", "password", "fault"),
    [
        ("member", "ก" * 14, "15 ตัวอักษร"),
        ("recorder", "สิบสองตัวพอดี"[:11], "12 ตัวอักษร"),
        ("member", "passwordpassword", "เดาง่าย"),
        ("member", "ปทุมธานีปทุมธานี", "เดาง่าย"),
        ("member", "เกื้อเกื้อเกื้อ๑๒๓", "เดาง่าย"),
        ("member", "x" * 129, "128"),
    ],
)  # fmt: skip
def test_password_that_others_guess_is_not_taken(world, who, password, fault):
    user = world.duty[who].user
    by = world.duty["secretary"]
    code = actions.issue_access_code(by=by, user=user)
    with pytest.raises(Refusal) as refusal:
        actions.use_access_code(code=code, password=password)
    assert refusal.value.code == "weak_password" and fault in refusal.value.what


def test_own_name_and_user_name_are_not_a_password(world, newcomer):
    for password in ("somjaisomjai1234", "สมใจ ใจดี สมใจ ใจดี"):
        code = actions.issue_access_code(by=world.duty["secretary"], user=newcomer)
        refused("weak_password", actions.use_access_code, code=code, password=password)


@pytest.mark.parametrize(
    ("who", "password"),
    [
        ("member", "แมวดำเดินช้า ๆ ริมคลอง"), ("recorder", "สิบสองตัวนี้"), ("member", "aaaaaaaaaaaaaaaaaaaa b"),
        ("member", "ปทุมธานีของเราน้ำไม่ท่วมแล้ว"),
    ],
)  # fmt: skip
def test_long_phrase_is_a_password_without_rules_of_composition(world, who, password):
    code = actions.issue_access_code(by=world.duty["secretary"], user=world.duty[who].user)
    assert actions.use_access_code(code=code, password=password).check_password(password)


def test_common_passwords_are_refused(settings, world):
    from django.contrib.auth.password_validation import CommonPasswordValidator

    longest = max(CommonPasswordValidator().passwords, key=len)
    assert len(longest) >= 15
    user = world.duty["member"].user
    code = actions.issue_access_code(by=world.duty["secretary"], user=user)
    refused("weak_password", actions.use_access_code, code=code, password=longest)


@given(st.text("กำน้ำำาํ้่abc", min_size=1, max_size=12))
def test_sara_am_typed_in_either_way_is_the_same_password(text):
    other = text.replace("ำ", "ํา")
    assert as_typed_anywhere(text) == as_typed_anywhere(other)
