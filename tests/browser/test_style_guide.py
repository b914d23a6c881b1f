"""The living style guide in a real browser: accessible, inside its width, usable by hand and key."""

import pytest

from tests.browser.conftest import FIND_OVERFLOW, WIDTHS, find_faults

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PAGES = ("/style/", "/style/paper/")
FIND_SMALL_TARGETS = """() => [...document.querySelectorAll("button, select, textarea, summary,"
      + " input:not([type=hidden]), .button, .top__nav a, .tabs a, .chips a, .pages a")]
    .map(part => part.closest("label") || part)
    .filter(part => part.getClientRects().length && part.getBoundingClientRect().height < 44)
    .map(part => part.tagName + "." + part.className + " " + part.textContent.trim())"""


@pytest.fixture
def site(live_server, settings):
    settings.DEBUG = True
    return live_server.url


@pytest.fixture
def open_page(chromium, site):
    contexts = []

    def open_at(path: str, width: int, **options):
        context = chromium.new_context(viewport={"width": width, "height": 800}, **options)
        contexts.append(context)
        page = context.new_page()
        page.complaints = []
        page.on("console", lambda line: page.complaints.append((line.type, line.text)))
        page.goto(site + path)
        page.wait_for_load_state("networkidle")
        return page

    yield open_at
    for context in contexts:
        context.close()


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("path", PAGES)
def test_page_has_no_accessibility_finding(open_page, path: str, width: int) -> None:
    assert find_faults(open_page(path, width)) == []


@pytest.mark.parametrize("width", WIDTHS)
def test_error_page_is_ours_accessible_and_styled(open_page, settings, width: int) -> None:
    settings.DEBUG = False  # with DEBUG, Django shows its own page
    page = open_page("/no-such-page/", width)
    assert page.get_by_role("heading", level=1).inner_text().startswith("ไม่พบหน้านี้")
    assert page.get_by_role("link", name="กลับหน้าแรก").bounding_box()["height"] >= 44
    assert find_faults(page) == []


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("path", PAGES)
def test_page_stays_inside_its_width_with_targets_for_thumbs(
    open_page, path: str, width: int
) -> None:
    page = open_page(path, width)
    assert page.evaluate(FIND_OVERFLOW) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate(FIND_SMALL_TARGETS) == []


def test_page_obeys_its_own_content_policy(open_page) -> None:
    page = open_page("/style/", 1280)
    assert [line for line in page.complaints if line[0] in {"error", "warning"}] == []
    assert page.evaluate("typeof window.htmx") == "object"


def test_sarabun_is_what_is_shown(open_page) -> None:
    page = open_page("/style/", 360)
    assert page.evaluate("document.fonts.check('16px Sarabun', 'เกื้อกูล')")
    assert page.evaluate("[...document.fonts].every(face => face.status === 'loaded')")


def test_page_without_scripts_shows_everything_and_opens_its_menus(open_page) -> None:
    page = open_page("/style/", 360, java_script_enabled=False)
    page.get_by_text("เพิ่มเติม", exact=True).click()
    assert page.get_by_role("link", name="คณะกรรมการ").is_visible()
    page.locator("summary", has_text="ผู้ประสานแม่ข่าย").click()
    assert page.get_by_role("button", name="English").is_visible()
    assert page.get_by_role("button", name="ส่งเบาะแส").is_enabled()


def test_first_tab_reaches_the_skip_link_and_it_leads_to_the_content(open_page) -> None:
    page = open_page("/style/paper/", 1280)
    page.keyboard.press("Tab")
    link = page.locator(":focus")
    assert link.inner_text() == "ข้ามไปที่เนื้อหา"
    assert link.bounding_box()["y"] >= 0
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_focus_is_visible_on_buttons_links_and_boxes(open_page) -> None:
    page = open_page("/style/paper/", 1280)
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    width = page.evaluate("parseFloat(getComputedStyle(document.activeElement).outlineWidth)")
    assert width >= 2


def test_error_list_has_the_focus_when_the_page_comes_back(open_page) -> None:
    page = open_page("/style/", 1280)
    assert page.evaluate("document.activeElement.className") == "summary"


@pytest.mark.parametrize("width", WIDTHS)
def test_open_menus_stay_inside_the_screen(open_page, width: int) -> None:
    page = open_page("/style/", width)
    for menu in page.locator("details[data-menu]").all():
        if not menu.is_visible():
            continue
        menu.locator("summary").click()
        box = menu.locator("summary + *").bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
        page.keyboard.press("Escape")


def test_menu_closes_with_escape_and_gives_the_focus_back(open_page) -> None:
    page = open_page("/style/", 1280)
    menu = page.locator("details.account")
    menu.locator("summary").click()
    assert menu.get_attribute("open") is not None
    page.keyboard.press("Escape")
    assert menu.get_attribute("open") is None
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"


def test_language_button_changes_the_page_and_stays(open_page, site) -> None:
    page = open_page("/style/", 1280)
    assert page.locator("html").get_attribute("lang") == "th"
    page.locator("details.account summary").click()
    page.get_by_role("button", name="English").click()
    page.wait_for_load_state()
    assert page.locator("html").get_attribute("lang") == "en"
    page.goto(site + "/style/paper/")
    assert page.locator("html").get_attribute("lang") == "en"


def test_table_becomes_cards_on_a_phone_and_keeps_its_headings(open_page) -> None:
    page = open_page("/style/", 360)
    cell = page.locator("td[data-label='เรื่อง']").first
    label = cell.evaluate("cell => getComputedStyle(cell, '::before').content")
    assert "เรื่อง" in label
    wide = open_page("/style/", 1280).locator("td[data-label='เรื่อง']").first
    assert wide.evaluate("cell => getComputedStyle(cell, '::before').content") == "none"


def test_dropped_file_is_named_aloud(open_page) -> None:
    page = open_page("/style/", 360)
    sheet = {"name": "รายชื่อ.xlsx", "mimeType": "application/octet-stream", "buffer": b"x" * 2048}
    page.locator("[data-drop] input").set_input_files(sheet)
    assert "รายชื่อ.xlsx (2 KB)" in page.locator("[data-drop-name]").inner_text()


def test_nothing_typed_is_kept_in_the_browser(open_page) -> None:
    """htmx keeps the address of the page, as the browser does; what is typed or shown is not kept."""
    page = open_page("/style/", 360)
    page.locator("#id_name").fill("ยายมี")
    page.reload()
    assert page.evaluate("localStorage.length") == 0
    assert page.evaluate("Object.keys(sessionStorage)") == ["htmx-current-path-for-history"]
    assert "ยายมี" not in page.evaluate("JSON.stringify(sessionStorage)")


@pytest.mark.parametrize("path", PAGES)
def test_printed_page_holds_no_buttons_or_menus(open_page, path: str) -> None:
    page = open_page(path, 1280)
    page.emulate_media(media="print")
    for part in ("header.top", "footer.foot", ".toolbar", "form .actions", ".search", ".tabs"):
        for found in page.locator(part).all():
            assert not found.is_visible()
    assert page.pdf(prefer_css_page_size=True)[:5] == b"%PDF-"


def test_motion_is_still_when_asked(open_page) -> None:
    page = open_page("/style/", 1280, reduced_motion="reduce")
    moving = "part => getComputedStyle(part).transitionDuration"
    assert page.locator(".button").first.evaluate(moving) == "0s"
