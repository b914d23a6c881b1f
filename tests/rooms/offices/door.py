"""Signing in through the pages, as a person does."""

from django.test import Client

from kuea.offices.sample_codes import code_now
from tests.world import TOTP_SECRET

PASSWORD = "ทดสอบ-เกื้อ-๑๒๓๔"
NEW_PASSWORD = "ทะเลสาบ-ยามเช้า-๔๗"


def give_name(client, user, password=PASSWORD, **more):
    return client.post(
        "/office/sign-in/", {"username": user.username, "password": password, **more}
    )


def give_code(client, secret=TOTP_SECRET):
    return client.post("/office/sign-in/code/", {"code": code_now(secret)})


def enter(duty, **more) -> Client:
    """A browser that went through the door: password, then the code when one is asked."""
    client = Client()
    answer = give_name(client, duty.user, **more)
    if answer.status_code == 302 and "code" in answer.url:
        answer = give_code(client)
    assert client.session.get("_auth_user_id") == str(duty.user_id), answer
    return client
