"""What every answer carries, asked by requests: policy of content, cookies, caches, hosts, limits, faults."""

import itertools
import re

import pytest
from django.conf import settings as project_settings
from django.test import Client, override_settings
from django.urls import reverse

PAGES = ["/", "/find/tell/", "/office/sign-in/", "/no/such/page/", "/robots.txt", "/healthz", "/static/web/base.css"]  # fmt: skip
PASSWORD = "ทดสอบ-เกื้อ-๑๒๓๔"
ELSEWHERE = ["https://elsewhere.example/", "//elsewhere.example/", r"\\elsewhere.example", "https:elsewhere.example",
             "javascript:alert(1)", "/\\elsewhere.example", "http:///elsewhere.example", "\thttps://elsewhere.example"]  # fmt: skip
HTTPS = override_settings(
    SECURE_SSL_REDIRECT=True, SECURE_HSTS_SECONDS=31_536_000, SECURE_HSTS_INCLUDE_SUBDOMAINS=True,
    SESSION_COOKIE_SECURE=True, CSRF_COOKIE_SECURE=True, LANGUAGE_COOKIE_SECURE=True,
    SESSION_COOKIE_NAME="__Host-kuea", CSRF_COOKIE_NAME="__Host-kuea-form", SECURE_REDIRECT_EXEMPT=[r"^healthz$"],
)  # fmt: skip
"""What KUEA_HTTPS=1 sets; tests/security/test_doctor.py starts the program with it."""


def policy_of(answer):
    parts = answer.headers["Content-Security-Policy"].split("; ")
    return {part.split(" ", 1)[0]: part.split(" ")[1:] for part in parts}


def ask(client, path):
    """The answer with its file closed."""
    answer = client.get(path)
    answer.close()
    return answer


@pytest.fixture
def signed_in(world, client):
    client.force_login(world.duty["secretary"].user)
    return client


@pytest.mark.parametrize("path", PAGES)
def test_every_answer_carries_the_policy_and_its_companions(world, client, path):
    answer = ask(client, path)
    policy = policy_of(answer)
    assert not any(
        "unsafe" in word or "http" in word or "*" in word
        for words in policy.values()
        for word in words
    )
    assert policy["object-src"] == policy["base-uri"] == policy["frame-ancestors"] == ["'none'"]
    assert policy["form-action"] == policy["script-src"] == policy["style-src"] == ["'self'"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "camera=()" in answer.headers["Permissions-Policy"]
    assert "noindex" in answer.headers["X-Robots-Tag"]
    assert "Access-Control-Allow-Origin" not in answer.headers


@pytest.mark.parametrize("path", PAGES)
def test_text_says_its_character_set(world, client, path):
    kind = ask(client, path).headers["Content-Type"].replace('"', "")
    assert "charset=utf-8" in kind or kind == "application/json", kind


def test_pages_name_nothing_of_another_house(signed_in):
    for name in (
        "reporting:home",
        "finding:leads",
        "reporting:board",
        "offices:home",
        "intake:send",
    ):
        html = signed_in.get(reverse(name)).content.decode()
        assert not re.findall(r'(?:src|href|action)="(?:https?:)?//[^"]*"', html)
        assert not re.search(r"<script(?![^>]*\bsrc=)|\son[a-z]+=\"|\sstyle=\"|<style", html)


@pytest.mark.parametrize("name", ["reporting:home", "finding:leads", "people:persons", "finding:tell", "finding:receipts"])  # fmt: skip
def test_page_about_people_stays_in_no_cache(signed_in, name):
    assert "no-store" in signed_in.get(reverse(name)).headers["Cache-Control"]


def test_style_sheet_may_be_kept_for_an_hour(client, db):
    answer = ask(client, "/static/web/base.css")
    assert answer.headers["Cache-Control"] == "max-age=3600, public"
    assert answer.headers["Last-Modified"]


@pytest.mark.parametrize("path", ["/static/../kuea/project/settings.py", "/static/%2e%2e/settings.py", "/static/", "/static/web/", "/.git/config", "/var/kuea.sqlite3", "/manage.py"])  # fmt: skip
def test_no_file_beside_the_style_sheets_is_served(client, db, path):
    assert client.get(path).status_code == 404


def test_search_machines_are_asked_to_stay_away(client, db):
    assert "Disallow: /" in client.get("/robots.txt").content.decode()


# --- cookies and https ---------------------------------------------------------------------------------


def test_cookies_are_out_of_reach_of_scripts_and_of_other_houses(world, client):
    client.get("/office/sign-in/")
    client.post(
        "/office/sign-in/",
        {"username": world.duty["secretary"].user.username, "password": PASSWORD},
    )
    client.post("/language/", {"language": "en"})
    assert {"sessionid", "csrftoken", "django_language"} <= set(client.cookies)
    for cookie in client.cookies.values():
        assert (
            cookie["httponly"]
            and cookie["samesite"] == "Lax"
            and cookie["path"] == "/"
            and not cookie["domain"]
        )


@HTTPS
def test_with_https_cookies_are_bound_to_this_host_and_never_sent_in_the_clear(world):
    client = Client()
    client.get("/office/sign-in/", secure=True)
    client.post(
        "/office/sign-in/",
        {"username": world.duty["secretary"].user.username, "password": PASSWORD},
        secure=True,
    )
    client.post("/language/", {"language": "en"}, secure=True)
    assert {"__Host-kuea", "__Host-kuea-form"} <= set(client.cookies)
    assert all(cookie["secure"] for cookie in client.cookies.values())


@HTTPS
def test_with_https_the_browser_is_told_to_stay_there(db):
    answer = Client().get("/", secure=True)
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"
    plain = Client().get("/find/tell/?a=1")
    assert (plain.status_code, plain.headers["Location"]) == (
        301,
        "https://testserver/find/tell/?a=1",
    )
    assert Client().get("/healthz").status_code == 200


def test_session_gets_a_new_number_at_the_door(world, client):
    client.get("/office/sign-in/")
    session = client.session
    session["before"] = 1
    session.save()
    before = client.cookies["sessionid"].value
    client.post(
        "/office/sign-in/",
        {"username": world.duty["member"].user.username, "password": PASSWORD},
    )
    assert client.cookies["sessionid"].value != before


def test_session_is_worthless_after_signing_out(world, client):
    client.force_login(world.duty["secretary"].user)
    kept = client.cookies["sessionid"].value
    client.post("/office/sign-out/")
    again = Client()
    again.cookies["sessionid"] = kept
    assert again.get("/desk/").status_code == 302


# --- hosts, origins, redirects -------------------------------------------------------------------------


@pytest.mark.parametrize("host", ["elsewhere.example", "testserver.elsewhere.example", "testserver@elsewhere.example", "127.0.0.1:80:80", ""])  # fmt: skip
def test_request_for_another_host_is_refused(client, db, host):
    answer = client.get("/find/tell/", headers={"host": host})
    assert answer.status_code == 400
    assert host not in answer.content.decode() or not host


def test_forwarded_host_of_a_stranger_changes_nothing(client, db):
    answer = client.get(
        "/desk/", headers={"x-forwarded-host": "elsewhere.example", "x-forwarded-proto": "https"}
    )
    assert answer.headers["Location"].startswith("/office/sign-in/")


@pytest.mark.parametrize("next_page", ELSEWHERE)
def test_signing_in_leads_to_no_other_house(world, client, next_page):
    sent = {
        "username": world.duty["member"].user.username,
        "password": PASSWORD,
        "next": next_page,
    }
    assert client.post("/office/sign-in/", sent).headers["Location"] == "/desk/"


@pytest.mark.parametrize(
    ("next_page", "by_referer"), list(itertools.product(ELSEWHERE, [False, True]))
)
def test_language_button_follows_neither_next_nor_referer_elsewhere(
    client, db, next_page, by_referer
):
    sent = {"language": "en"} | ({} if by_referer else {"next": next_page})
    answer = client.post("/language/", sent, headers={"referer": next_page} if by_referer else {})
    assert answer.headers["Location"] == "/"


@pytest.mark.parametrize("next_page", ELSEWHERE)
def test_changing_the_duty_follows_no_address(world, signed_in, next_page):
    sent = {"duty": world.duty["secretary"].pk, "next": next_page}
    answer = signed_in.post(
        f"/office/duties/?next={next_page}", sent, headers={"referer": next_page}
    )
    assert answer.headers["Location"] == "/desk/"


@pytest.mark.parametrize(
    "origin", ["https://elsewhere.example", "null", "http://testserver.elsewhere.example"]
)
def test_form_sent_from_another_house_is_refused(world, origin):
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.duty["secretary"].user)
    token = re.search(
        r'name="csrfmiddlewaretoken" value="(\w+)"', client.get("/office/duties/").content.decode()
    )
    sent = {"duty": world.duty["secretary"].pk, "csrfmiddlewaretoken": token[1]}
    assert client.post("/office/duties/", sent, headers={"origin": origin}).status_code == 403
    assert client.post("/office/duties/", sent).status_code == 302


def test_token_is_never_put_into_a_form_that_leaves_the_house(signed_in):
    html = signed_in.get("/office/duties/").content.decode()
    assert all(
        action.startswith(("/", "?")) for action in re.findall(r'<form[^>]*action="([^"]+)"', html)
    )


# --- limits and faults ---------------------------------------------------------------------------------


def test_one_field_longer_than_any_answer_is_refused(client, db):
    assert client.post("/find/tell/", {"who": "ก" * 20_001}).status_code == 413


def test_address_longer_than_any_question_is_refused(client, db):
    assert client.get("/find/places/", {"place_words": "x" * 1001}).status_code == 400


def test_form_larger_than_the_limit_is_refused(client, db):
    body = "&".join(f"f{n}={'a' * 19_000}" for n in range(150))
    answer = client.post("/find/tell/", body, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 413


def test_too_many_fields_are_refused(client, db):
    body = "&".join(f"f{n}=1" for n in range(5001))
    answer = client.post("/find/tell/", body, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 413


@pytest.mark.parametrize("kind", ["application/json", "text/plain", "application/xml", "image/png"])
def test_body_that_is_no_form_is_refused(client, db, kind):
    assert client.post("/find/tell/", '{"who": "x"}', content_type=kind).status_code == 415


@pytest.mark.parametrize("path", ["/find/?q=%00", "/find/receipt/%00/", "/find/receipt/?code=a%00b", "/people/?%00=1"])  # fmt: skip
def test_nul_is_refused_before_any_view(signed_in, path):
    assert signed_in.get(path).status_code == 400


def test_nul_in_a_form_is_refused(client, db):
    assert client.post("/find/tell/", {"who": "a\x00b"}).status_code == 400


@pytest.mark.parametrize("verb", ["put", "patch", "delete", "options", "trace"])
def test_verb_a_page_does_not_know_gets_a_page_that_says_so(client, db, verb):
    answer = getattr(client, verb)("/find/tell/")
    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"] and "กลับหน้าแรก" in answer.content.decode()


@pytest.mark.parametrize("verb", ["get", "put", "patch", "delete"])
def test_verb_is_not_overridden_by_header_or_field(client, db, verb):
    answer = client.get(
        "/office/sign-out/", {"_method": "POST"}, headers={"x-http-method-override": "POST"}
    )
    assert answer.status_code == 405


def test_fault_tells_the_visitor_nothing_of_the_inside(world, settings, monkeypatch):
    settings.DEBUG = False

    def fail(*args, **kwargs):
        raise RuntimeError("SECRET in /srv/kuea at 10.1.2.3")

    monkeypatch.setattr("kuea.reporting.views.read_desk", fail)
    client = Client(raise_request_exception=False)
    client.force_login(world.duty["secretary"].user)
    answer = client.get("/desk/")
    html = answer.content.decode().replace("django_htmx", "")
    assert answer.status_code == 500
    assert not re.search(
        r"SECRET|Traceback|RuntimeError|srv|10\.1|Django|sqlite|python", html, re.I
    )
    assert (
        "no-store" in answer.headers["Cache-Control"] and answer.headers["Content-Security-Policy"]
    )


def test_answers_do_not_name_the_programs_behind(world, client):
    answer = client.get("/no/such/page/")
    assert not {"Server", "X-Powered-By"} & set(answer.headers)
    assert not re.search(r"django(?!_htmx)|python/|waitress", answer.content.decode(), re.I)


def test_debug_is_off_unless_asked_for():
    assert project_settings.DEBUG is False


def test_an_answer_to_head_has_no_body_even_when_it_refuses(world):
    """Seen by raw WSGI: Django's own test client would take the body away and prove nothing."""
    from wsgiref.util import setup_testing_defaults

    from kuea.project.wsgi import application

    for path in ("/find/cases/1/", "/find/tell/", "/no/such/page/", "/healthz", "/robots.txt"):
        environ = {"REQUEST_METHOD": "HEAD", "PATH_INFO": path, "HTTP_HOST": "localhost"}
        setup_testing_defaults(environ)
        answer = application(environ, lambda *_said: None)
        assert (b"".join(answer), path) == (b"", path)
        answer.close()
