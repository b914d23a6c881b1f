"""The door in a real browser: paper code, code app, passkey, shared phone; without JavaScript too."""

import os
from pathlib import Path

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.urls import reverse

from kuea.offices import actions
from kuea.offices.sample_codes import code_now
from tests.browser.conftest import WIDTHS, find_faults
from tests.rooms.offices.door import NEW_PASSWORD, PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def visit(guards_let_go, chromium, live_server, world):
    """A browser of one's own at a width; closed at the end. Counts of attempts begin anew."""
    cache.clear()
    contexts = []

    def open_browser(width=360, **how):
        context = chromium.new_context(viewport={"width": width, "height": 800}, **how)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.goto(live_server.url + reverse("offices:sign_in"))
        return page

    yield open_browser
    for context in contexts:
        context.close()


def press(page, button, **answers):
    for name, value in answers.items():
        field = page.locator(f"main [name={name}]").first
        field.check() if value is True else field.fill(value)
    with page.expect_navigation():
        page.locator("main").get_by_role("button", name=button, exact=True).click()


def follow(page, link):
    with page.expect_navigation():
        page.get_by_role("link", name=link).click()


def set_up_app(page) -> None:
    follow(page, "ผูกแอปรหัส")
    press(page, "ผูกแอปรหัส", code=code_now(page.locator("main code").inner_text()))


@pytest.mark.parametrize("width", WIDTHS)
def test_invited_recorder_comes_in_and_every_page_of_the_door_is_accessible(
    visit, world, live_server, width
):
    album = os.environ.get("KUEA_ALBUM")
    wrong = []

    def look(name):
        wrong.extend((name, *fault) for fault in find_faults(page))
        if album:
            page.screenshot(path=str(Path(album) / f"door_{name}-{width}.png"), full_page=True)

    duty = world.duty["recorder"]
    code = actions.issue_access_code(
        by=world.duty["secretary"], user=duty.user, forgets_second_factor=True
    )
    page = visit(width)
    look("sign_in")
    follow(page, "มีรหัสกระดาษจากผู้แต่งตั้ง")
    press(page, "ต่อไป", code="aaaa-bbbb")
    look("welcome_wrong")
    press(page, "ต่อไป", code=code.upper())
    look("first_password")
    press(page, "ตั้งรหัสผ่านแล้วเข้าใช้", password=NEW_PASSWORD, shared=True)
    assert page.url.endswith("/office/access/")
    look("second_factors_needed")
    follow(page, "ผูกแอปรหัส")
    look("add_app")
    press(page, "ผูกแอปรหัส", code=code_now(page.locator("main code").inner_text()))
    look("recovery_codes")
    follow(page, "จดหรือพิมพ์แล้ว")
    look("second_factors")
    for name, at in (
        ("add_passkey", "mfa_add_webauthn"), ("remove", "mfa_deactivate_totp"), ("again", "account_reauthenticate"),
        ("sessions", "offices:sessions"), ("new_codes", "mfa_generate_recovery_codes"), ("desk", "reporting:home"),
    ):  # fmt: skip
        page.goto(live_server.url + reverse(at))
        look(name)
    with page.expect_navigation():
        page.locator("header").get_by_role("button", name="ออกจากเครื่องนี้").first.click()
    page.goto(live_server.url + reverse("offices:sign_in"))
    press(page, "เข้าสู่ระบบ", username=duty.user.username, password=NEW_PASSWORD)
    look("enter_code")
    assert wrong == []


def test_passkey_opens_the_door_without_a_password(visit, world, live_server):
    duty = world.duty["member"]
    page = visit()
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": True, "automaticPresenceSimulation": True,
    }  # fmt: skip
    device.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    press(page, "เข้าสู่ระบบ", username=duty.user.username, password=PASSWORD)
    page.goto(live_server.url + reverse("mfa_add_webauthn"))
    press(page, "สร้างกุญแจในเครื่องนี้", name="มือถือของฉัน", passwordless=True)
    page.wait_for_url("**/access/recovery/")
    assert Authenticator.objects.filter(user=duty.user, type="webauthn").count() == 1
    page.locator("header summary").first.click()
    page.locator("header").get_by_role("button", name="ออกจากเครื่องนี้").click()
    page.goto(live_server.url + reverse("offices:sign_in"))
    page.get_by_role("button", name="เข้าด้วยกุญแจในเครื่อง").click()
    page.wait_for_url("**/desk/")
    page.locator("header summary").first.click()
    page.locator("header").get_by_role("button", name="ออกจากเครื่องนี้").click()
    page.goto(live_server.url + reverse("offices:sign_in"))
    press(page, "เข้าสู่ระบบ", username=duty.user.username, password=PASSWORD)
    assert page.url.endswith("/sign-in/code/")
    page.get_by_role("button", name="ใช้กุญแจในเครื่อง").click()
    page.wait_for_url("**/desk/")


def test_device_without_a_passkey_is_told_what_to_do(visit, world, live_server):
    page = visit()
    press(page, "เข้าสู่ระบบ", username=world.duty["member"].user.username, password=PASSWORD)
    page.goto(live_server.url + reverse("mfa_add_webauthn"))
    page.evaluate("() => { navigator.credentials.create = () => Promise.reject(new Error('no')); }")
    page.get_by_role("button", name="สร้างกุญแจในเครื่องนี้").click()
    page.get_by_text("ใช้แอปรหัสแทน").first.wait_for()
    assert page.url.endswith(reverse("mfa_add_webauthn"))


def test_everything_but_passkeys_works_without_javascript(visit, world):
    duty = world.duty["host_coordinator"]
    Authenticator.objects.all().delete()
    page = visit(java_script_enabled=False)
    assert not page.get_by_role("button", name="เข้าด้วยกุญแจในเครื่อง").is_visible()
    press(page, "เข้าสู่ระบบ", username=duty.user.username, password=PASSWORD)
    set_up_app(page)
    follow(page, "จดหรือพิมพ์แล้ว")
    page.get_by_role("link", name="ไปที่งานของวันนี้").click()
    assert page.url.endswith("/desk/")
