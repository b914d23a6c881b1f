"""Signing in with another office's account, against a real OpenID provider; and the settings that switch it on."""

import re
import shutil
import socket
import subprocess
from html import unescape
from pathlib import Path
from urllib.parse import parse_qs, urljoin, urlsplit

import pytest
import requests
from allauth.socialaccount.models import SocialAccount, SocialToken
from django.apps import apps
from django.contrib.sessions.models import Session
from django.core.exceptions import ImproperlyConfigured
from django.test import Client

from kuea.ledger.models import Event
from kuea.offices.models import User
from kuea.project.openid_settings import read_openid
from tests.rooms.offices.door import enter

ROOT = Path(__file__).resolve().parents[2]
NODE = shutil.which("node")
CALLBACK = "http://testserver/office/sign-in/with/province/back/"
PID, OTHER_PID = "1100000000017", "1100000000025"
needs_node = pytest.mark.skipif(
    not NODE or not (ROOT / "node_modules/oidc-provider").is_dir(),
    reason="needs Node and `npm ci`: the OpenID provider of the tests is not here",
)


@pytest.fixture(scope="module")
def issuer():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [NODE, "tests/oidc/provider.mjs", str(port), CALLBACK]
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as served:
        try:
            assert served.stdout.readline().strip() == "ready"
            yield f"http://127.0.0.1:{port}"
        finally:
            served.terminate()


@pytest.fixture
def switched_on(issuer, settings):
    environ = {
        "KUEA_OIDC_ISSUER": issuer, "KUEA_OIDC_CLIENT_ID": "kuea", "KUEA_OIDC_NAME": "ThaID ทดสอบ",
        "KUEA_OIDC_CLIENT_SECRET": "a-secret-of-the-tests-alone", "KUEA_OIDC_SCOPE": "openid pid",
        "KUEA_OIDC_SUBJECT": "pid",
    }  # fmt: skip
    settings.SOCIALACCOUNT_PROVIDERS = read_openid(environ)


def at_the_provider(address: str, pid: str | None) -> str:
    """What the person's browser does there: name, consent, and back to us. Without a name: cancel."""
    browser = requests.Session()
    page = browser.get(address)
    for _ in range(4):
        assert page.status_code == 200, page.text
        if pid is None:
            cancel = re.search(r'href="([^"]+/abort)"', page.text)[1]
            answer = browser.get(urljoin(page.url, unescape(cancel)), allow_redirects=False)
        else:
            form = unescape(re.search(r'<form[^>]+action="([^"]+)"', page.text)[1])
            prompt = re.search(r'name="prompt" value="(\w+)"', page.text)[1]
            given = {"prompt": prompt, "login": pid, "password": "x"}
            answer = browser.post(urljoin(page.url, form), data=given, allow_redirects=False)
        while answer.is_redirect:
            target = urljoin(answer.url, answer.headers["Location"])
            if target.startswith(CALLBACK):
                return target
            answer = browser.get(target, allow_redirects=False)
        page = answer
    raise AssertionError("the provider never sent the browser back")


def go(client: Client, pid: str | None = PID, process: str = ""):
    """From our button to the provider and back."""
    start = client.post(
        "/office/sign-in/with/province/" + (f"?process={process}" if process else "")
    )
    assert start.status_code == 302, start.content.decode()
    asked = parse_qs(urlsplit(start.url).query)
    assert asked["code_challenge_method"] == ["S256"], asked
    assert set(asked["scope"][0].split()) == {"openid", "pid"}, asked
    back = urlsplit(at_the_provider(start.url, pid))
    return client.get(f"{back.path}?{back.query}")


def link(duty, pid: str = PID) -> Client:
    client = enter(duty)
    assert go(client, pid, process="connect").url == "/office/access/"
    return client


def everything_kept() -> str:
    """Every value of every table, sessions opened."""
    kept = [str(list(model._base_manager.values())) for model in apps.get_models()]
    return " ".join(kept) + str([session.get_decoded() for session in Session.objects.all()])


@needs_node
def test_stranger_with_a_valid_account_elsewhere_stays_outside(world, switched_on, client):
    users = User.objects.count()
    answer = go(client)
    assert answer.url == "/office/sign-in/"
    assert "ยังไม่ได้ผูกกับผู้ใช้ใด" in client.get(answer.url).content.decode()
    assert "_auth_user_id" not in client.session
    assert (User.objects.count(), SocialAccount.objects.count()) == (users, 0)
    assert Event.objects.filter(verb="user.openid_unknown").count() == 1


@needs_node
def test_linked_account_opens_the_door_and_keeps_no_identity(world, switched_on):
    duty = world.duty["member"]
    link(duty)
    account = SocialAccount.objects.get()
    assert re.fullmatch("[0-9a-f]{64}", account.uid) and account.extra_data == {}
    visitor = Client()
    assert go(visitor).url == "/desk/"
    assert visitor.get("/desk/").status_code == 200
    assert SocialToken.objects.count() == 0
    kept = everything_kept()
    for word in (PID, f"sub-{PID}", "never@example.org", "อย่า เก็บไว้", "access_token", "id_token"):
        assert word not in kept, word
    entry = Event.objects.filter(verb="user.sign_in").latest("pk")
    assert entry.data["methods"] == ["socialaccount"]


@needs_node
def test_second_factor_is_asked_after_the_other_office_too(world, switched_on):
    link(world.duty["recorder"])
    visitor = Client()
    assert go(visitor).url == "/office/sign-in/code/"
    assert visitor.get("/desk/").status_code == 302
    kept = everything_kept()
    assert PID not in kept and "token" not in str(dict(visitor.session))


@needs_node
def test_one_account_elsewhere_opens_one_account_here(world, switched_on):
    link(world.duty["member"])
    other = link(world.duty["chair"])
    assert "ผูกกับผู้ใช้คนอื่นแล้ว" in other.get("/office/access/").content.decode()
    assert SocialAccount.objects.get().user == world.duty["member"].user
    visitor = Client()
    assert go(visitor, OTHER_PID).url == "/office/sign-in/"


@needs_node
def test_link_is_taken_off_again(world, switched_on):
    client = link(world.duty["member"])
    pk = SocialAccount.objects.get().pk
    stranger = enter(world.duty["chair"])
    assert stranger.post(f"/office/access/other-account/{pk}/remove/").status_code == 404
    client.post(f"/office/access/other-account/{pk}/remove/")
    assert go(Client()).url == "/office/sign-in/"
    assert Event.objects.filter(verb__in=["user.link_openid", "user.unlink_openid"]).count() == 2


@needs_node
def test_going_back_at_the_provider_is_no_crash(world, switched_on, client):
    answer = go(client, pid=None)
    assert answer.url == "/office/sign-in/"
    assert "ไม่สำเร็จ" in client.get(answer.url).content.decode()


@needs_node
@pytest.mark.parametrize("query", ["", "?code=x", "?code=x&state=y", "?error=server_error&state=y"])
def test_answer_that_was_not_asked_for_opens_nothing(world, switched_on, client, query):
    answer = client.get(f"/office/sign-in/with/province/back/{query}")
    assert answer.url == "/office/sign-in/"
    assert "_auth_user_id" not in client.session


@needs_node
def test_answer_meant_for_another_browser_opens_nothing(world, switched_on, client):
    link(world.duty["member"])
    start = client.post("/office/sign-in/with/province/")
    back = urlsplit(at_the_provider(start.url, PID))
    victim = Client()
    assert victim.get(f"{back.path}?{back.query}").url == "/office/sign-in/"
    assert "_auth_user_id" not in victim.session


@needs_node
def test_button_stands_on_the_page_and_may_leave_it(world, switched_on, client, issuer):
    page = client.get("/office/sign-in/")
    assert "ThaID ทดสอบ" in page.content.decode()
    assert f"form-action 'self' {issuer}" in page["Content-Security-Policy"]


def test_without_settings_there_is_no_other_door(db, client):
    assert "sign-in/with" not in client.get("/office/sign-in/").content.decode()
    assert client.post("/office/sign-in/with/province/").status_code == 404
    assert client.get("/office/sign-in/with/province/back/?code=x&state=y").status_code == 404


WHOLE = {
    "KUEA_OIDC_ISSUER": "https://id.example.org",
    "KUEA_OIDC_CLIENT_ID": "a",
    "KUEA_OIDC_CLIENT_SECRET": "b",
}


@pytest.mark.parametrize(
    ("change", "cure"),
    [
        ({"KUEA_OIDC_CLIENT_SECRET": ""}, "KUEA_OIDC_CLIENT_SECRET"),
        ({"KUEA_OIDC_ISSUER": "", "KUEA_OIDC_CLIENT_ID": ""}, "KUEA_OIDC_ISSUER, KUEA_OIDC_CLIENT_ID"),
        ({"KUEA_OIDC_ISSUER": "http://id.example.org"}, "https://"),
        ({"KUEA_OIDC_ISSUER": "id.example.org"}, "https://"),
        ({"KUEA_OIDC_SCOPE": "pid"}, "openid"),
    ],
)  # fmt: skip
def test_half_a_setting_stops_the_start_and_says_the_cure(change, cure):
    with pytest.raises(ImproperlyConfigured, match=re.escape(cure)):
        read_openid(WHOLE | change)


def test_no_setting_switches_it_off_and_a_whole_one_on():
    assert read_openid({})["openid_connect"]["APPS"] == []
    app = read_openid(WHOLE)["openid_connect"]["APPS"][0]
    assert app["settings"]["oauth_pkce_enabled"] and app["settings"]["scope"] == ["openid"]
