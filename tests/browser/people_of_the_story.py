"""The people of the story at their own screens: each signs in once, then presses what the pages offer."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import openpyxl
from django.urls import reverse
from django.utils import timezone

from kuea.offices.sample_codes import code_now
from tests.world import TOTP_SECRET

PASSWORD = "ทดสอบ-เกื้อ-๑๒๓๔"
HEADER = ("ลำดับ", "ชื่อ-สกุล", "หมู่ที่", "ตำบล", "อำเภอ", "จังหวัด", "หมายเหตุ")
HERE = ("บางปรอก", "เมืองปทุมธานี", "ปทุมธานี")
SEVEN_SEATS = ("people",) * 4 + ("local_government", "regional", "civil_society")


def days_from_now(days: int) -> str:
    """A day as people write it: 24/11/2569."""
    day = timezone.localdate() + timedelta(days=days)
    return f"{day.day}/{day.month}/{day.year + 543}"


def write_list(path: Path, *people: tuple[str, int, str]) -> Path:
    """A workbook as an office keeps it: a name, a village, a remark; no numbers, no birth dates."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(HEADER)
    for number, (name, village, remark) in enumerate(people, start=1):
        sheet.append((number, name, village, *HERE, remark))
    book.save(path)
    return path


class Screen:
    """One person before one browser window."""

    def __init__(self, context: Any, address: str) -> None:
        self.page = context.new_page()
        self.page.set_default_timeout(15_000)
        self.address = address

    def go(self, name: str, *args: Any) -> "Screen":
        answer = self.page.goto(self.address + reverse(name, args=args))
        assert answer.status == 200, self.text
        return self

    @property
    def text(self) -> str:
        return self.page.locator("body").inner_text()

    @property
    def case_pk(self) -> int:
        """The case whose page is open."""
        return int(re.search(r"/cases/(\d+)/", self.page.url)[1])

    def sees(self, *words: str) -> "Screen":
        for word in words:
            assert word in self.text, (word, self.text)
        return self

    def sees_nothing_of(self, *words: str) -> "Screen":
        """Not on the screen, and not hidden in the page either."""
        source = self.page.content()
        for word in words:
            assert word not in source, word
        return self

    def sees_badge(self, *words: str) -> "Screen":
        badges = [badge.strip() for badge in self.page.locator(".badge").all_inner_texts()]
        assert set(words) <= set(badges), (words, badges)
        return self

    def follow(self, link: str) -> "Screen":
        self.page.locator("main").get_by_role("link", name=link).first.click()
        self.page.wait_for_load_state()
        return self

    def unfold(self, summary: str) -> "Screen":
        self.page.locator("main summary", has_text=summary).first.click()
        return self

    def press(self, button: str, **answers: Any) -> "Screen":
        """Answer the questions of the form that has this button, and press it."""
        exact = re.compile(rf"^\s*{re.escape(button)}\s*$")
        form = self.page.locator("form", has=self.page.locator("button", has_text=exact)).first
        for name, value in answers.items():
            _answer(form.locator(f"[name={name}]"), value)
        form.locator("button", has_text=exact).first.click()
        self.page.wait_for_load_state()
        wrong = self.page.locator(".field--wrong, [data-focus]").all_inner_texts()
        assert wrong == [], wrong
        return self


def _answer(field: Any, value: Any) -> None:
    """Type, choose or tick, whichever the question asks for."""
    field.first.wait_for(state="attached")
    tag = field.first.evaluate("part => part.tagName.toLowerCase()")
    kind = field.first.get_attribute("type") or "text"
    if tag == "select":
        field.select_option(**(value if isinstance(value, dict) else {"value": str(value)}))
    elif kind == "file":
        field.set_input_files(str(value))
    elif kind in {"radio", "checkbox"}:
        wanted = value if isinstance(value, list) else [value]
        for one in wanted:
            part = field if one is True else field.and_(field.page.locator(f'[value="{one}"]'))
            part.check()
    else:
        field.fill(str(value))


class Story:
    """Everybody's screens; a duty signs in through the sign-in page the first time it is met."""

    def __init__(self, chromium: Any, address: str, world: Any) -> None:
        self.chromium, self.address, self.world = chromium, address, world
        self.contexts: list[Any] = []
        self.screens: dict[str, Screen] = {}

    def _open(self) -> Screen:
        context = self.chromium.new_context(viewport={"width": 1280, "height": 900})
        self.contexts.append(context)
        return Screen(context, self.address)

    def passer_by(self) -> Screen:
        """Somebody nobody knows, at the public door."""
        return self._open()

    def __getattr__(self, role: str) -> Screen:
        if role.startswith("_"):
            raise AttributeError(role)
        if role not in self.screens:
            screen = self._open()
            screen.go("offices:sign_in")
            user = self.world.duty[role].user
            screen.press("เข้าสู่ระบบ", username=user.username, password=PASSWORD)
            if "sign-in/code" in screen.page.url:
                screen.press("เข้าใช้", code=code_now(TOTP_SECRET))
            assert "sign-in" not in screen.page.url, screen.text
            self.screens[role] = screen
        return self.screens[role]

    def close(self) -> None:
        for context in self.contexts:
            context.close()


# --- the days of the story: each sentence is done by one duty at its own screen -----------------------


def host_accepts(story: Story, name: str) -> int:
    """The lead waits in the host's inbox; the host says yes. Returns the case."""
    host = story.host_coordinator.go("finding:leads").sees(name).follow(name)
    host.sees_badge("เบาะแส").press("รับเรื่องนี้").sees("รับเรื่องแล้ว").sees_badge("ส่งถึงแม่ข่าย")
    return host.case_pk


def host_asks_the_volunteer_to_go(story: Story, case: int) -> None:
    duty = story.world.duty["volunteer"].pk
    story.host_coordinator.go("finding:case", case).press("ฝากไปเยี่ยม", volunteer=duty)
    story.host_coordinator.sees("ฝากอาสาสมัครแล้ว")


def volunteer_visits(story: Story, case: int, **answers: Any) -> Screen:
    screen = story.volunteer.go("finding:leads")
    screen.page.locator(f"main a[href='{reverse('finding:case', args=[case])}']").first.click()
    screen.follow("บันทึกการเยี่ยม")
    return screen.press("บันทึกการเยี่ยม", notice_given=True, **answers)


def host_searches(story: Story, village: Any, ending: str = "closed") -> None:
    host = story.host_coordinator.go("finding:searches")
    row = host.page.locator("tr", has=host.page.locator(f"input[value='{village.code}']"))
    row.get_by_role("button", name="เริ่มค้นหา").click()
    host.page.wait_for_load_state()
    host.sees_badge("กำลังค้นหา").press(
        "บันทึกผลการค้นหา",
        method="เดินเยี่ยมทุกหลังกับผู้ใหญ่บ้าน",
        households_considered=40,
        searchers="ป้าแดง\nลุงสมาน",
        ending=ending,
    )


def host_prepares(story: Story, case: int, group: Any) -> None:
    host = story.host_coordinator.go("finding:case", case).follow("เตรียมเข้าเวที")
    host.press("พร้อมเข้าเวที", group=group.pk, agrees_to_discussion="พูดถึงได้ ไม่ต้องบอกชื่อ")
    host.sees_badge("พร้อมเข้าเวที")


def host_plans_a_forum(story: Story, *items: dict[str, Any]) -> int:
    """Planned for today, its agenda in codes, announced with the reason for the short notice."""
    world = story.world
    host = story.host_coordinator.go("finding:forum_plan").press(
        "บันทึกแผน",
        tambon=world.tambon.pk,
        on=days_from_now(0),
        at="09:00",
        place_words="ศาลาวัดบางปรอก",
        facilitator=world.duty["facilitator"].pk,
        recorder=world.duty["recorder"].pk,
        host=world.host.organisation_id,
    )
    forum = int(re.search(r"/forums/(\d+)/", host.page.url)[1])
    for item in items:
        if host.page.locator("details[open] [name=minimum_facts]").count() == 0:
            host.page.locator("main summary", has_text="เพิ่มวาระ").click()
        host.press("เพิ่มวาระ", **item)
    host.press("แจ้งหมู่บ้าน", short_notice_reason="ชุมชนนัดประชุมวันนี้อยู่แล้ว")
    host.sees_badge("แจ้งหมู่บ้านแล้ว")
    return forum


def recorder_writes_the_forum(story: Story, forum: int, *decisions: dict[str, Any]) -> None:
    recorder = story.recorder.go("finding:forum", forum)
    for number, sector in enumerate(SEVEN_SEATS, start=1):
        recorder.press("เพิ่มผู้ร่วมเวที", name=f"ผู้ร่วมเวที {number}", sector=sector)
    recorder.press("เริ่มบันทึกเวที").sees_badge("กำลังบันทึก")
    for decision in decisions:
        recorder.follow("บันทึกผลวาระนี้").press("บันทึกผล", **decision)
    recorder.press("บันทึกครบทุกวาระแล้ว").sees_badge("รอลงนาม")


def both_sign_and_post(story: Story, forum: int, *names: str) -> None:
    """Two signatures make it hold; what is posted names nobody."""
    from kuea.core.words import DIGNITY_CHECKLIST

    facilitator = story.facilitator.go("finding:forum", forum)
    facilitator.press("ลงนามในฐานะวิทยากร", dignity=list(DIGNITY_CHECKLIST))
    facilitator.sees("รออีกหนึ่งลายมือชื่อ")
    recorder = story.recorder.go("finding:forum", forum).press("ลงนามในฐานะผู้บันทึก")
    recorder.sees("ผลของเวทีมีผลทันที").sees_badge("ลงนามแล้ว")
    recorder.press("ติดประกาศฉบับตัวเลข").sees_badge("ติดประกาศแล้ว")
    recorder.follow("ฉบับติดประกาศ").sees("ผู้ร่วมเวที 7 คน", "เวทีรับรอง น้อยกว่าห้าราย")
    recorder.sees_nothing_of(*names, "ผู้ร่วมเวที 1<")


def secretary_registers(story: Story, case: int) -> None:
    secretary = story.secretary.go("finding:case", case).sees_badge("เวทีรับรอง")
    secretary.press("ขึ้นทะเบียน").sees("เริ่มนับเวลาถึงการช่วยครั้งแรก").sees_badge("รอผู้ดูแล")


def host_starts_care(story: Story, case: int, goal: str, **answers: Any) -> None:
    host = story.host_coordinator.go("care:start", case)
    host.press("เริ่มดูแล", goal=goal, next_visit_on=days_from_now(7), **answers)
    host.sees(goal).sees_badge("อยู่ในการดูแล")


def tell_with_places(screen: Screen, words: str, code: str, **answers: Any) -> Screen:
    """The public form: the places come while they are typed."""
    screen.go("finding:tell").page.locator("[name=place_words]").press_sequentially(words)
    screen.page.locator(f"#place_{code}").check()
    return screen.press("ส่งความเป็นห่วง", **answers)
