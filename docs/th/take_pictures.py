"""Takes the pictures of this folder from a served sample: every main page at two widths.

    python docs/th/take_pictures.py http://127.0.0.1:8000 var/sample_logins.txt

The sample holds invented people only. Pages that need a number (a case, a forum) are found by
following the first link of their list, so that any sample will do.
"""

import os
import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

PICTURES = Path(__file__).parent / "pictures"
TALLEST = 1500  # a picture shows how a page begins; long lists go on
WIDTHS = (1280, 360)
FIRST_CASE, FIRST_FORUM = r"/find/cases/\d+/$", r"/find/forums/\d+/$"
FIRST_CARD = r"/cover/cards/\d+/$"
FIRST_TAMBON, FIRST_BATCH = r"/desk/board/\d+/$", r"/intake/\d+/$"

# duty as the list of logins calls it → (name of the picture, address, link to follow from there)
PAGES: dict[str, tuple[tuple[str, str, str], ...]] = {
    "": (("tell", "/find/tell/", ""), ("front", "/", "")),
    "เลขานุการ": (
        ("secretary", "/desk/", ""),
        ("queue", "/find/", ""),
        ("hosts", "/hosts/", ""),
        ("grid", "/hosts/areas/", ""),
        ("gaps", "/cover/gaps/", ""),
        ("map", "/cover/map/", ""),
        ("cells", "/cover/cells/", ""),
        ("what-if", "/cover/what-if/?act=add&tambon=130103&kind=food&places=4&km=8.6", ""),
        ("next-giver", "/cover/next-giver/", ""),
        ("territory", "/cover/territory/?base=new", ""),
        ("plan", "/cover/plans/", r"/plans/\d+/$"),
        ("policies", "/cover/plans/policies/", ""),
        ("board", "/desk/board/", ""),
        ("tambon", "/desk/board/", FIRST_TAMBON),
        ("batches", "/intake/", ""),
        ("batch", "/intake/", FIRST_BATCH),
        ("definitions", "/people/definitions/", ""),
        ("committees", "/office/committees/", ""),
    ),
    "แม่ข่าย": (
        ("desk", "/desk/", ""),
        ("inbox", "/find/", ""),
        ("case", "/find/?tab=inbox", FIRST_CASE),
        ("searches", "/find/searches/", ""),
        ("forums", "/find/forums/", ""),
        ("forum", "/find/forums/", FIRST_FORUM),
        ("embrace", "/cover/embrace/", ""),
        ("care", "/care/", ""),
    ),
    "อาสาสมัคร": (
        ("errands", "/find/", ""),
        ("errand", "/find/", FIRST_CASE),
    ),
    "ผู้ให้": (("cards", "/cover/cards/", ""), ("card", "/cover/cards/", FIRST_CARD)),
}


def read_logins(path: Path) -> list[tuple[str, str, str]]:
    """Duty, user name, password of every line; the heading has no three columns."""
    lines = [line.strip(" *") for line in path.read_text(encoding="utf-8").splitlines()[1:-1]]
    return [tuple(line.rsplit(maxsplit=2)) for line in lines if len(line.split()) > 2]  # type: ignore[misc]


def sign_in(page: Any, address: str, username: str, password: str) -> None:
    page.goto(f"{address}/office/sign-in/")
    page.fill("[name=username]", username)
    page.fill("[name=password]", password)
    page.locator("main form button[type=submit]").first.click()  # the second is for passkeys
    page.wait_for_load_state("networkidle")
    if "sign-in/code" in page.url:  # the sample's page tells the code on this machine
        page.fill("[name=code]", page.locator("main strong").first.inner_text())
        page.locator("main form button[type=submit]").first.click()
        page.wait_for_load_state("networkidle")
    if "sign-in" in page.url:
        sys.exit(f"ชื่อผู้ใช้ {username} เข้าไม่ได้ ตรวจแฟ้มรหัสผ่านของตัวอย่าง")


def follow(page: Any, pattern: str) -> bool:
    """Open the first link of the page whose address fits."""
    links = page.locator("main a").evaluate_all(
        "links => links.map(link => link.getAttribute('href') || '')"
    )
    fitting = [link for link in links if re.search(pattern, link.split("?")[0])]
    if fitting:
        page.goto(urljoin(page.url, fitting[0]))
    return bool(fitting)


def take(page: Any, address: str, pages: tuple[tuple[str, str, str], ...]) -> Iterator[str]:
    for name, path, pattern in pages:
        page.goto(address + path)
        if pattern and not follow(page, pattern):
            yield f"{name}: ไม่มีรายการให้เปิด"
            continue
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 800})
            page.wait_for_load_state("networkidle")
            page.locator("[data-poll-url]").first.wait_for(state="detached")  # being prepared
            tall = page.evaluate("document.documentElement.scrollHeight")
            page.set_viewport_size({"width": width, "height": min(tall, TALLEST)})
            page.screenshot(path=PICTURES / f"{name}-{width}.png")
        yield name


def main(address: str, logins_path: str) -> None:
    from playwright.sync_api import sync_playwright

    PICTURES.mkdir(exist_ok=True)
    logins = read_logins(Path(logins_path))
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=program,
            args=["--no-sandbox", "--lang=th"],
            env={**os.environ, "LANGUAGE": "th"},
        )
        for duty, pages in PAGES.items():
            page = browser.new_context(locale="th-TH").new_page()
            if duty:
                found = [login for login in logins if duty in login[0]]
                if not found:
                    sys.exit(f"ไม่พบหน้าที่ «{duty}» ใน {logins_path}")
                sign_in(page, address.rstrip("/"), found[0][1], found[0][2])
            for said in take(page, address.rstrip("/"), pages):
                print(said)
        browser.close()


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(sys.argv[1], sys.argv[2])
