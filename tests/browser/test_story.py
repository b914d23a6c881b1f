"""The whole journey in a real browser, each step by the duty whose step it is (Done-when 2 of part 1)."""

import pytest

from tests.browser import people_of_the_story as they

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
GRANDMOTHER, UNCLE, AUNT = "นางบุญมี ใจเย็น", "นายสมหมาย สุขสันต์", "นางมาลี ศรีสุข"
EIGHT = {
    "secretary", "host_coordinator", "volunteer", "facilitator", "recorder", "giver", "chair", "local_officer",
}  # fmt: skip


@pytest.fixture
def story(guards_let_go, chromium, live_server, world, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
    told = they.Story(chromium, live_server.url, world)
    yield told
    told.close()


def given_an_office_sends_its_list(story, path):
    they.write_list(
        path,
        (GRANDMOTHER, 1, "อยู่คนเดียว หลังคารั่ว"),
        (UNCLE, 1, "เดินไม่ค่อยไหว"),
        (AUNT, 2, "ย้ายบ้าน"),
    )
    secretary = story.secretary.go("intake:send").press("ส่งแฟ้มนี้", kind="general", sheet=path)
    secretary.page.locator("#batch:not([data-poll-url])").wait_for()
    secretary.sees_badge("รับรายชื่อแล้ว")


def when_the_volunteer_meets_two_of_them(story, grandmother, uncle):
    they.volunteer_visits(
        story, grandmother, wishes="yes", wish="อยากให้ฝนไม่รั่วลงที่นอน", strengths="สานตะกร้าเก่ง",
        need_1_kind="house_repair", need_1_words="หลังคารั่วตรงที่นอน",
    ).sees_badge("เข้าหาแล้ว").sees("หลังคารั่วตรงที่นอน")  # fmt: skip
    they.volunteer_visits(story, uncle, wishes="no").sees("หยุดตามความประสงค์ของเจ้าตัวแล้ว")


def when_the_third_has_moved_away(story, case):
    host = story.host_coordinator.go("finding:case", case).unfold("อยู่นอกเรื่องนี้")
    host.press("วางไว้", reason="ย้ายไปอยู่กับลูกที่เชียงใหม่แล้ว บอก พมจ.เชียงใหม่ไว้").sees_badge("อยู่นอกเรื่องนี้")


def when_a_giver_offers_repairs(story):
    world, giver = story.world, story.giver
    own = world.duty["giver"].organisation_id
    giver.go("giving:organisation", own).press("บันทึก", group_codes=["elder_alone"])
    giver.go("giving:offer_new").press(
        "บันทึก", organisation=own, kind="house_repair", what="ช่างซ่อมหลังคาพร้อมวัสดุ",
        groups=["elder_alone"], quantity=2, places=world.tambon.pk,
    )  # fmt: skip
    giver.go("giving:offers").sees("ช่างซ่อมหลังคาพร้อมวัสดุ")


def when_need_and_offer_are_woven(story, case):
    """The giver says yes to a need without a name; the name comes when the person agreed."""
    host = story.host_coordinator.go("coverage:embrace").follow("ซ่อม")
    host.sees("ร้านวัสดุก่อสร้างใจดี", "ช่วยเรื่องนี้ได้ตรง").press("ชวนผู้ให้รายนี้").sees_badge("ชวนแล้ว รอผู้ให้ตอบ")
    match = host.page.url
    giver = story.giver.go("coverage:cards").sees("รอคำตอบจากท่าน").sees_nothing_of("บุญมี", "ใจเย็น")
    giver.page.locator("main a.card__link").first.click()
    giver.sees_nothing_of("บุญมี", "ใจเย็น").press("ผู้ให้ตอบรับ").sees_nothing_of("บุญมี", "ใจเย็น")
    host.page.goto(match)
    host.press("เจ้าตัวตกลง", may_tell_name=True, agreed_how="ถามที่บ้าน ยินดี นัดวันเสาร์")
    host.sees_badge("เจ้าตัวตกลงแล้ว รอเริ่ม").press("เริ่มช่วย").sees_badge("กำลังช่วยกันอยู่")
    giver.page.reload()
    giver.sees("เจ้าตัวตกลงให้ท่านรู้จักแล้ว", "บุญมี")
    story.host_coordinator.go("finding:case", case).sees_badge("จับคู่แล้ว")


def then_the_board_says_covered_and_what_is_missing(story):
    for reader in (story.chair, story.local_officer):
        reader.go("reporting:board")
        row = reader.page.locator("tbody tr", has_text="บางปรอก")
        assert "ดูแลครบ" in row.inner_text()
        assert "ดูแลครบ" not in reader.page.locator("tbody tr", has_text="บ้านใหม่").inner_text()
    paper = story.chair.go("reporting:board_paper")
    paper.sees("ยังออกหนังสือรับรองไม่ได้ เหลือ 1 ตำบล จาก 2", "ตำบลที่ยังขาด และขาดอะไร")
    missing = paper.page.locator("table").last.inner_text()
    assert "บ้านใหม่" in missing
    assert "บางปรอก" not in missing
    assert paper.page.pdf(prefer_css_page_size=True)[:5] == b"%PDF-"


def then_the_registers_say_the_same(cases):
    from kuea.coverage.models import Match, TambonCoverage
    from kuea.finding.models import Case

    states = dict(Case.objects.values_list("pk", "state"))
    assert [states[case] for case in cases] == ["in_care", "declined", "out_of_scope"]
    assert TambonCoverage.objects.get(tambon_id="130101").state == "covered"
    assert Match.objects.get().state == "active"


def test_story_from_a_spreadsheet_to_a_covered_tambon(story, world, tmp_path):
    given_an_office_sends_its_list(story, tmp_path / "รายชื่อ อบต.xlsx")
    cases = [they.host_accepts(story, name) for name in (GRANDMOTHER, UNCLE, AUNT)]
    grandmother, uncle, aunt = cases
    for case in (grandmother, uncle):
        they.host_asks_the_volunteer_to_go(story, case)
    when_the_volunteer_meets_two_of_them(story, grandmother, uncle)
    when_the_third_has_moved_away(story, aunt)
    for village, ending in zip(world.villages, ("closed", "closed", "nil"), strict=True):
        they.host_searches(story, village, ending)
    they.host_prepares(story, grandmother, world.group)
    forum = they.host_plans_a_forum(
        story,
        {"case": grandmother, "minimum_facts": "ผู้สูงอายุอยู่ลำพัง ไม่มีคนดูแลประจำ"},
        {"search_round": {"label": "หมู่ที่ 3"}},
    )
    they.recorder_writes_the_forum(
        story, forum,
        {"outcome": "confirmed", "group": world.group.pk, "criteria_met": ["ไม่มีคนดูแลประจำ"],
         "reasons": "เห็นตรงกัน", "what_next": "ชวนช่างมาซ่อมหลังคา"},
        {"outcome": "confirmed", "reasons": "นึกครบทุกหลังแล้ว"},
    )  # fmt: skip
    they.both_sign_and_post(story, forum, "บุญมี", "ใจเย็น")
    they.secretary_registers(story, grandmother)
    when_a_giver_offers_repairs(story)
    when_need_and_offer_are_woven(story, grandmother)
    they.host_starts_care(
        story,
        grandmother,
        "นอนหลับได้ไม่ต้องกลัวฝน",
        kind="house_repair",
        what="ซ่อมหลังคาแล้ว",
        source="giver",
    )
    then_the_board_says_covered_and_what_is_missing(story)
    then_the_registers_say_the_same(cases)
    assert set(story.screens) == EIGHT


def test_story_no_papers(story, world):
    """A single name, no number, no birth date: nothing on the way asks for more."""
    from kuea.finding.models import Case
    from kuea.people.models import Record

    somebody = they.tell_with_places(
        story.passer_by(), "บางปรอก", "13010101", who="อาผาใต้สะพาน", name="อาผา",
        worry="ไม่มีบัตร ไม่มีใครรู้ว่ามาจากไหน", how_to_find="ถามร้านป้าแดง",
    )  # fmt: skip
    somebody.sees("ขอบคุณที่เป็นห่วงกัน", "เรื่องถึงผู้รับผิดชอบแล้ว").sees_nothing_of("อาผา")
    case = they.host_accepts(story, "อาผา")
    they.host_asks_the_volunteer_to_go(story, case)
    they.volunteer_visits(
        story, case, wishes="yes", wish="อยากมีบัตร", need_1_kind="documents",
        need_1_words="อยากไปหาหมอได้",
    ).sees_badge("เข้าหาแล้ว")  # fmt: skip
    somebody.page.reload()
    somebody.sees("มีคนในชุมชนไปหาแล้ว")
    group = world.definition_set.groups.get(code="no_papers")
    they.host_prepares(story, case, group)
    forum = they.host_plans_a_forum(
        story, {"case": case, "minimum_facts": "ไม่มีเอกสารแสดงตน ไม่มีที่พักประจำ"}
    )
    they.recorder_writes_the_forum(
        story, forum,
        {"outcome": "confirmed", "group": group.pk, "criteria_met": ["ชุมชนเห็นว่าอยู่ลำบาก"],
         "reasons": "เห็นตรงกัน"},
    )  # fmt: skip
    they.both_sign_and_post(story, forum, "อาผา")
    they.secretary_registers(story, case)
    they.host_starts_care(
        story,
        case,
        "ไปหาหมอได้เหมือนคนอื่น",
        kind="documents",
        what="พาไปที่ว่าการอำเภอ",
        source="volunteer",
    )
    cared = Case.objects.get(pk=case)
    assert cared.state == "in_care"
    person = cared.person
    assert (person.given_name, person.family_name, person.birth_year) == ("อาผา", "", None)
    assert set(Record.objects.values_list("citizen_digest", flat=True)) <= {"", None}
