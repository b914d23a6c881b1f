"""What browser tests share: Chromium, a page opened by a duty, what sticks out of its width."""

import pytest

WIDTHS = (360, 1280)
FIND_OVERFLOW = """() => [...document.querySelectorAll("body *")]
    .filter(part => !part.closest(".table-wrap, .sheet, .sr-only, .skip, .account__panel"))
    .filter(part => part.getClientRects().length)
    .filter(part => part.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
    .map(part => part.tagName + "." + part.className)"""


def find_faults(page) -> list[tuple[str, object]]:
    """(rule, where) for every finding of axe and for the first parts that stick out of the page's width.

    Waits for the page to be whole: axe put into a page that is just being left finds no document.
    """
    from axe_playwright_python.sync_playwright import Axe

    page.wait_for_load_state("load")
    found = [
        (each["id"], each["nodes"][0]["target"]) for each in Axe().run(page).response["violations"]
    ]
    return found + [("overflow", part) for part in page.evaluate(FIND_OVERFLOW)[:3]]


@pytest.fixture(scope="module")
def chromium():
    from tests.browser.chromium import start

    with start() as browser:
        yield browser


@pytest.fixture
def guards_let_go(transactional_db):
    """The guards forbid emptying the tables after the test; the flush puts them up again."""
    yield
    from kuea.ledger.guards import drop_guards

    drop_guards()


@pytest.fixture
def open_page(guards_let_go, chromium, live_server, client, world):
    """Open a path at a width as one of the world's duties, or as nobody."""
    contexts = []

    def open_at(path, width=360, by=None):
        context = chromium.new_context(viewport={"width": width, "height": 800})
        contexts.append(context)
        if by:
            client.force_login(world.duty[by].user)
            context.add_cookies(
                [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}]
            )  # fmt: skip
        page = context.new_page()
        page.goto(live_server.url + path)
        page.wait_for_load_state("networkidle")
        return page

    yield open_at
    for context in contexts:
        context.close()
