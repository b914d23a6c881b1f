"""Error pages, the style guide, headers, the language, parts for htmx, the typeface, the colours."""

import itertools
import re
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.staticfiles import finders
from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpResponse
from django.test import RequestFactory
from django.utils import translation

from kuea.core.words import Role
from kuea.web import pages, views
from kuea.web.middleware import SecurityHeadersMiddleware, ThaiFirstMiddleware

STYLES = Path(views.__file__).parent / "static" / "web"


@pytest.fixture
def request_():
    request = RequestFactory().get("/somewhere/")
    request.user = AnonymousUser()
    request.duty = None
    request.htmx = False
    return request


@pytest.mark.parametrize(
    ("view", "status"),
    [
        (views.bad_request, 400),
        (views.permission_denied, 403),
        (views.page_not_found, 404),
        (views.too_large, 413),
        (views.server_error, 500),
        (views.csrf_failure, 403),
    ],
)
def test_error_page_says_what_to_do_next_without_a_database(request_, view, status) -> None:
    answer = view(request_)
    html = answer.content.decode()
    assert answer.status_code == status
    assert re.search(r'<p class="lead">[^<]{20,}</p>', html)
    assert "กลับหน้าแรก" in html


def test_too_much_data_is_named_as_such(request_) -> None:
    assert views.bad_request(request_, RequestDataTooBig()).status_code == 413


def test_style_guide_is_hidden_from_visitors(request_, settings) -> None:
    settings.DEBUG = False
    with pytest.raises(Http404):
        views.show_style_guide(request_)
    request_.duty = SimpleNamespace(role=Role.VOLUNTEER)
    with pytest.raises(Http404):
        views.show_paper_sample(request_)


def test_stale_page_shows_changes_and_keeps_what_was_typed(request_) -> None:
    answer = pages.render_stale(
        request_,
        changes=[("โทรศัพท์", "081", "089")],
        written=[("โทรศัพท์", "082")],
        fresh_url="/find/leads/7/",
    )
    html = answer.content.decode()
    assert answer.status_code == 409
    assert all(number in html for number in ("081", "089", "082"))
    assert 'href="/find/leads/7/"' in html


@pytest.mark.parametrize(
    ("htmx", "template"),
    [
        (False, "web/stale.html"),
        (SimpleNamespace(boosted=True, history_restore_request=False), "web/stale.html"),
        (SimpleNamespace(boosted=False, history_restore_request=True), "web/stale.html"),
        (SimpleNamespace(boosted=False, history_restore_request=False), "web/parts/facts.html"),
    ],
)
def test_only_htmx_asking_for_a_part_gets_the_part(request_, htmx, template) -> None:
    request_.htmx = htmx
    answer = pages.render_page(request_, "web/stale.html", "web/parts/facts.html")
    assert ("<html" in answer.content.decode()) == (template == "web/stale.html")
    assert "HX-Request" in answer.headers["Vary"]


@pytest.mark.parametrize(("asked", "given"), [("2", 2), ("99", 3), ("0", 3), ("x", 1), ("", 1)])
def test_page_that_does_not_exist_becomes_the_nearest(asked: str, given: int) -> None:
    request = RequestFactory().get("/", {"page": asked})
    assert pages.paginate(request, range(120)).number == given


def test_headers_allow_nothing_inline_and_nothing_foreign(request_) -> None:
    answer = SecurityHeadersMiddleware(lambda request: HttpResponse("x"))(request_)
    policy = answer.headers["Content-Security-Policy"]
    assert "unsafe" not in policy and "http" not in policy and "*" not in policy
    assert "frame-ancestors 'none'" in policy


@pytest.mark.parametrize(
    ("cookie", "language"), [(None, "th"), ("en", "en"), ("xx", "th"), ("../etc", "th")]
)
def test_language_is_thai_unless_chosen(settings, cookie, language) -> None:
    request = RequestFactory().get("/", headers={"accept-language": "en-US,en;q=0.9"})
    if cookie:
        request.COOKIES[settings.LANGUAGE_COOKIE_NAME] = cookie
    seen = []

    def answer(request):
        seen.append(translation.get_language())
        return HttpResponse("x")

    headers = ThaiFirstMiddleware(answer)(request).headers
    assert seen == [language]
    assert headers["Content-Language"] == language


@pytest.mark.parametrize("weight", ["Regular", "SemiBold"])
def test_typeface_is_found_under_our_own_address(weight: str) -> None:
    found = finders.find(f"web/fonts/Sarabun-{weight}.ttf")
    assert found and Path(found).read_bytes()[:4] == b"\x00\x01\x00\x00"


@pytest.mark.parametrize("path", ["web/fonts/../__init__.py", "web/fonts/metadata.json"])
def test_typeface_finder_gives_nothing_else(path: str) -> None:
    assert not finders.find(path)


def test_every_typeface_named_in_the_styles_exists() -> None:
    for name in re.findall(r'url\("([^"]+)"\)', (STYLES / "tokens.css").read_text()):
        assert finders.find(f"web/{name}")


def read_colours() -> dict[str, str]:
    return dict(re.findall(r"--([a-z-]+):\s*(#[0-9a-f]{6})", (STYLES / "tokens.css").read_text()))


def contrast(one: str, other: str) -> float:
    def luminance(colour: str) -> float:
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return sum(
            weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True)
        )

    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


INKS = ("ink", "ink-soft", "indigo", "turmeric-ink", "leaf-ink", "lac-ink", "rest-ink")
GROUNDS = ("paper", "card", "fold", "indigo-wash", "turmeric-wash", "leaf-wash", "lac-wash", "rest-wash")  # fmt: skip


@pytest.mark.parametrize(("ink", "ground"), list(itertools.product(INKS, GROUNDS)))
def test_text_colour_is_readable_on_every_ground(ink: str, ground: str) -> None:
    colours = read_colours()
    assert contrast(colours[ink], colours[ground]) >= 4.5


@pytest.mark.parametrize("ground", ["paper", "card", "fold"])
@pytest.mark.parametrize("edge", ["edge", "focus", "indigo", "lac", "leaf"])
def test_edges_one_must_see_stand_out(edge: str, ground: str) -> None:
    colours = read_colours()
    assert contrast(colours[edge], colours[ground]) >= 3


@pytest.mark.django_db
def test_unknown_address_answers_with_our_page(client) -> None:
    answer = client.get("/no/such/page/")
    assert answer.status_code == 404
    assert "ไม่พบหน้านี้" in answer.content.decode()


@pytest.mark.django_db
def test_form_without_its_token_answers_with_our_page() -> None:
    from django.test import Client

    answer = Client(enforce_csrf_checks=True).post("/language/", {"language": "en"})
    assert answer.status_code == 403
    assert "เปิดหน้านั้นใหม่" in answer.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("next_page", ["https://elsewhere.example/", "//elsewhere.example/"])
def test_language_button_leads_to_no_other_house(client, next_page) -> None:
    answer = client.post("/language/", {"language": "en", "next": next_page})
    assert answer.status_code == 302
    assert answer.headers["Location"] == "/"


@pytest.mark.django_db
def test_health_check_answers_without_signing_in(client) -> None:
    assert client.get("/healthz").json() == {"status": "ok"}
