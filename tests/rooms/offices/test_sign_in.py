"""The door: password, second factor, limits of a session, devices, and what an outsider learns (nothing)."""

import time
from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from kuea.ledger.models import Event
from kuea.offices.models import User
from kuea.offices.sample_codes import code_now
from tests.rooms.offices.door import NEW_PASSWORD, PASSWORD, enter, give_code, give_name
from tests.world import TOTP_SECRET


def verbs() -> list[str]:
    return list(
        Event.objects.filter(verb__startswith="user.").order_by("pk").values_list("verb", flat=True)
    )


def test_member_signs_in_with_the_password_alone(world, client):
    answer = give_name(client, world.duty["member"].user)
    assert (answer.status_code, answer.url) == (302, "/desk/")
    assert client.get("/office/").status_code == 200
    event = Event.objects.get(verb="user.sign_in")
    assert (event.duty_id, event.data["methods"]) == (world.duty["member"].pk, ["password"])


def test_secretary_is_nobody_before_the_code(world, client):
    answer = give_name(client, world.duty["secretary"].user)
    assert answer.url == "/office/sign-in/code/"
    assert client.get("/desk/").url.startswith("/office/sign-in/")
    assert "บัญชีตัวอย่าง" not in client.get("/office/sign-in/code/").content.decode()
    assert client.post("/office/sign-in/code/", {"code": "000000"}).status_code == 400
    assert give_code(client).url == "/desk/"
    assert client.get("/desk/").status_code == 200
    assert verbs() == ["user.second_factor_failed", "user.sign_in"]


def test_code_may_be_typed_in_thai_digits_and_is_good_once(world):
    user = world.duty["secretary"].user
    thai = code_now(TOTP_SECRET).translate(str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙"))
    first, second = Client(), Client()
    for client in (first, second):
        give_name(client, user)
    assert (
        first.post("/office/sign-in/code/", {"code": f"{thai[:3]} {thai[3:]}"}).status_code == 302
    )
    assert second.post("/office/sign-in/code/", {"code": code_now(TOTP_SECRET)}).status_code == 400


def test_code_of_the_app_ends_by_itself(world, client):
    give_name(client, world.duty["secretary"].user)
    shown = code_now(TOTP_SECRET)
    with time_machine.travel(timezone.now() + timedelta(seconds=100), tick=True):
        assert client.post("/office/sign-in/code/", {"code": shown}).status_code == 400
        assert give_code(client).url == "/desk/"


def test_page_asked_for_is_opened_after_both_steps(world, client):
    asked = client.get("/office/limits/")
    assert asked.url == "/office/sign-in/?next=/office/limits/"
    user = world.duty["secretary"].user
    client.post(asked.url, {"username": user.username, "password": PASSWORD})
    assert give_code(client).url == "/office/limits/"


def test_next_page_elsewhere_is_not_followed(world, client):
    answer = client.post(
        "/office/sign-in/?next=https://example.org/",
        {"username": world.duty["member"].user.username, "password": PASSWORD},
    )
    assert "example.org" not in answer.url


@pytest.mark.parametrize("who", ["member", "secretary", "closed", "nobody"])
def test_wrong_password_gets_the_same_answer_whoever_it_is(world, client, who):
    name = {"nobody": "nobody-at-all"}.get(who) or world.duty[
        "member" if who == "closed" else who
    ].user.username
    if who == "closed":
        User.objects.filter(username=name).update(is_active=False)
    answer = client.post("/office/sign-in/", {"username": name, "password": "ผิดแน่นอน-๑๒๓๔๕๖"})
    assert answer.status_code == 400
    page = answer.content.decode()
    assert "ชื่อผู้ใช้หรือรหัสผ่านไม่ถูกต้อง" in page
    assert page.replace(name, "").count("field--wrong") == 0
    event = Event.objects.get(verb="user.sign_in_failed")
    assert "ผิด" not in str(event.data) and name not in str(event.data)


def test_unknown_name_takes_as_long_as_a_wrong_password(world, settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    user = world.duty["member"].user
    user.set_password(PASSWORD)
    user.save()
    settings.ACCOUNT_RATE_LIMITS = False

    def seconds(name: str) -> float:
        taken = []
        for _ in range(3):
            began = time.process_time()
            Client().post("/office/sign-in/", {"username": name, "password": "ผิดแน่นอน-๑๒๓๔๕๖"})
            taken.append(time.process_time() - began)
        return min(taken)

    known, unknown = seconds(user.username), seconds("nobody-at-all")
    assert 0.5 < known / unknown < 2  # without the same hashing it is ten times


def test_guessing_is_slowed_for_one_name_and_then_told(world, client):
    name = world.duty["member"].user.username
    answers = [
        client.post("/office/sign-in/", {"username": name, "password": f"ผิดแน่นอน-{n}"})
        for n in range(6)
    ]
    assert "รอ ๕ นาที" in answers[-1].content.decode()
    assert "รอ ๕ นาที" in give_name(client, world.duty["member"].user).content.decode()
    with time_machine.travel(timezone.now() + timedelta(minutes=6), tick=True):
        assert give_name(client, world.duty["member"].user).status_code == 302


def test_guessing_codes_is_slowed(world, client):
    give_name(client, world.duty["secretary"].user)
    for n in range(5):
        client.post("/office/sign-in/code/", {"code": f"00000{n}"})
    assert "รอ ๕ นาที" in give_code(client).content.decode()


def test_door_is_shut_after_many_tries_from_one_address(world, client):
    statuses = {
        client.post("/office/sign-in/", {"username": f"n{n}", "password": "x"}).status_code
        for n in range(31)
    }
    assert statuses == {400, 429}
    assert "บัญชีของท่านไม่ได้ถูกปิด" in client.post("/office/sign-in/", {}).content.decode()


def test_duty_that_sees_sensitive_matters_sets_up_the_second_factor_before_any_page(
    world, django_capture_on_commit_callbacks
):
    duty = world.duty["host_coordinator"]
    Authenticator.objects.filter(user=duty.user).delete()
    client = enter(duty)
    for address in ("/desk/", reverse("finding:leads"), "/office/", reverse("coverage:embrace")):
        assert client.get(address).url == "/office/access/", address
    assert client.post("/office/organisations/new/", {}).url == "/office/access/"
    page = client.get("/office/access/").content.decode()
    assert "ต้องมีขั้นที่สองก่อนเปิดหน้าอื่น" in page
    secret = client.get("/office/access/app/").context["form"].secret
    assert client.post("/office/access/app/", {"code": "000000"}).status_code == 400
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post("/office/access/app/", {"code": code_now(secret)})
    assert answer.url == "/office/access/recovery/"
    assert client.get("/desk/").status_code == 200
    kept = Authenticator.objects.get(user=duty.user, type="totp").data["secret"]
    assert secret not in kept
    assert "user.add_second_factor" in verbs()


def test_recovery_code_opens_once(world):
    duty = world.duty["secretary"]
    client = enter(duty)
    client.post("/office/access/recovery/new/", {})
    code = client.get("/office/access/recovery/").context["unused_codes"][0]
    other = Client()
    give_name(other, duty.user)
    assert other.post("/office/sign-in/code/", {"code": code}).status_code == 302
    again = Client()
    give_name(again, duty.user)
    assert again.post("/office/sign-in/code/", {"code": code}).status_code == 400


def test_adding_a_second_factor_ends_sessions_that_never_proved_it(
    world, django_capture_on_commit_callbacks
):
    duty = world.duty["member"]
    thief, owner = enter(duty), enter(duty)
    secret = owner.get("/office/access/app/").context["form"].secret
    with django_capture_on_commit_callbacks(execute=True):
        owner.post("/office/access/app/", {"code": code_now(secret)})
    assert owner.get("/office/").status_code == 200
    assert thief.get("/office/").url.startswith("/office/sign-in/")


def test_second_factor_is_changed_only_after_proving_oneself_again(world):
    client = enter(world.duty["secretary"])
    with time_machine.travel(timezone.now() + timedelta(minutes=20), tick=True):
        answer = client.get("/office/access/app/remove/")
        assert answer.url.startswith("/office/access/again/")
        assert client.post(answer.url, {"password": "ผิด"}).status_code == 400
        assert client.post(answer.url, {"password": PASSWORD}).url == "/office/access/app/remove/"
        assert client.post("/office/access/app/remove/").url == "/office/access/"
        assert client.get("/desk/").url == "/office/access/"
    assert "user.remove_second_factor" in verbs()


def test_shared_device_forgets_everything(world):
    client = enter(world.duty["member"], shared="on")
    assert client.cookies["sessionid"]["max-age"] == ""
    answer = client.post("/office/sign-out/")
    assert answer["Clear-Site-Data"] == '"cache", "cookies", "storage"'
    assert client.get("/office/").status_code == 302


def test_own_device_keeps_its_unsent_forms(world):
    client = enter(world.duty["volunteer"])
    assert client.cookies["sessionid"]["max-age"] == 12 * 3600
    assert client.post("/office/sign-out/")["Clear-Site-Data"] == '"cache"'
    assert UserSession.objects.count() == 0


@pytest.mark.parametrize(
    ("who", "shared", "minutes", "lives"),
    [
        ("secretary", False, 59, True), ("secretary", False, 61, False),
        ("volunteer", False, 61, True), ("volunteer", False, 241, False),
        ("volunteer", True, 14, True), ("volunteer", True, 16, False),
    ],
)  # fmt: skip
def test_idle_session_ends(world, who, shared, minutes, lives):
    client = enter(world.duty[who], **({"shared": "on"} if shared else {}))
    with time_machine.travel(timezone.now() + timedelta(minutes=minutes), tick=True):
        answer = client.get("/desk/")
        assert (answer.status_code == 200) is lives
        if not lives:
            assert "เข้าใหม่แล้วทำต่อได้" in client.get(answer.url).content.decode()


def test_busy_session_ends_too(world):
    client = enter(world.duty["member"])
    began = timezone.now()
    for hours in (3, 6, 9, 11.9):
        with time_machine.travel(began + timedelta(hours=hours), tick=True):
            assert client.get("/desk/").status_code == 200
    with time_machine.travel(began + timedelta(hours=12.1), tick=True):
        assert client.get("/desk/").status_code == 302


def test_devices_are_listed_and_signed_out_from_afar(world):
    duty = world.duty["member"]
    phone, office = enter(duty), enter(duty)
    foreign = enter(world.duty["chair"])
    page = office.get("/office/access/sessions/").content.decode()
    assert page.count("ให้ออก<") == 1
    other = UserSession.objects.get(session_key=phone.session.session_key)
    assert foreign.post(f"/office/access/sessions/{other.pk}/end/").status_code == 404
    office.post(f"/office/access/sessions/{other.pk}/end/")
    assert phone.get("/desk/").status_code == 302
    assert office.get("/desk/").status_code == 200
    assert foreign.get("/desk/").status_code == 200
    assert "user.end_session" in verbs()


def test_new_password_signs_every_other_device_out(world):
    duty = world.duty["member"]
    phone, office = enter(duty), enter(duty)
    wrong = {"old_password": "x", "password": NEW_PASSWORD}
    assert office.post("/office/access/password/", wrong).status_code == 400
    assert (
        office.post("/office/access/password/", {**wrong, "old_password": PASSWORD}).url
        == "/office/access/"
    )
    assert office.get("/desk/").status_code == 200
    assert phone.get("/desk/").status_code == 302
    assert User.objects.get(pk=duty.user_id).check_password(NEW_PASSWORD)


def test_old_password_is_not_guessed_on_a_telephone_left_open(world):
    duty = world.duty["member"]
    phone = enter(duty)
    wrong = {"old_password": "x", "password": NEW_PASSWORD}
    answers = [phone.post("/office/access/password/", wrong).status_code for _ in range(7)]
    assert answers[0] == 400 and answers[-1] == 429
    right = {**wrong, "old_password": PASSWORD}
    assert phone.post("/office/access/password/", right).status_code == 429
    assert User.objects.get(pk=duty.user_id).check_password(PASSWORD)


@pytest.mark.parametrize("address", ["signup/", "password/reset/", "email/", "inactive/"])
def test_doors_of_allauth_we_do_not_use_are_not_there(db, client, address):
    for prefix in ("/office/", "/office/sign-in/", "/accounts/"):
        assert client.get(prefix + address).status_code == 404


def test_sample_code_is_shown_only_behind_its_three_locks(world, client, settings, tmp_path):
    user = world.duty["secretary"].user
    settings.VAR = tmp_path
    settings.SHOW_SAMPLE_CODES = True
    give_name(client, user)

    def shown(**how):
        here = {
            "HTTP_HOST": "localhost:8000",
            "HTTP_REFERER": "http://localhost:8000/office/sign-in/",
        }
        page = client.get("/office/sign-in/code/", **(here | how)).content.decode()
        return "รหัสตอนนี้คือ" in page

    assert not shown()
    (tmp_path / "sample_second_factors.json").write_text(f'{{"{user.username}": "{TOTP_SECRET}"}}')
    assert shown()
    assert not shown(REMOTE_ADDR="192.168.1.20")
    assert not shown(HTTP_HOST="testserver")
    assert not shown(HTTP_REFERER="https://kuea.example.org/office/sign-in/")
    assert not shown(HTTP_REFERER="")
    settings.SHOW_SAMPLE_CODES = False
    assert not shown()


def test_door_speaks_english_when_asked(world, client, settings):
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    page = client.post(
        "/office/sign-in/", {"username": "nobody", "password": "wrong"}
    ).content.decode()
    assert "paper code" in page and "Other people use this device too" in page
    assert "รหัสผ่านไม่ถูกต้อง" not in page
