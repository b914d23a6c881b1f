"""Pages of the definition: who reads, who writes, and the whole way through them."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from kuea.people import actions
from kuea.people.models import DefinitionSet
from tests.rooms.people.test_definitions import PARTIES, draft, put_out, unsigned

TODAY = timezone.localdate()


def sign_in(client, duty):
    client.force_login(duty.user)
    return client


def open_now(world):
    return actions.open_comments(by=world.duty["secretary"], definition_set=draft(world))


def test_secretary_writes_consults_and_adopts_through_pages(world, client):
    sign_in(client, world.duty["secretary"])
    client.post(reverse("people:definition_draft"))
    made = DefinitionSet.objects.get(state="draft")
    edit = reverse("people:definition_edit", args=[made.pk])
    group = {
        "category": "affected", "name": "ผู้ประสบภัย", "criteria": "บ้านเสียหาย\nยังไม่มีใครช่วย",
        "finding_method": "ผู้ใหญ่บ้านบอก", "reaching_method": "ไปเยี่ยม", "version": "",
    }  # fmt: skip
    answer = client.post(reverse("people:definition_group_new", args=[made.pk]), group)
    assert (answer.status_code, answer["Location"]) == (302, edit)
    assert made.groups.get(name="ผู้ประสบภัย").criteria == ["บ้านเสียหาย", "ยังไม่มีใครช่วย"]
    client.post(
        edit,
        {"why": "น้ำท่วม", "on": "๑/๑๐/๒๕๖๙", "place": "วัด", **{f"sector_{k}": v for k, v in PARTIES.items()}},
    )  # fmt: skip
    client.post(reverse("people:definition_open", args=[made.pk]))
    made.refresh_from_db()
    assert (made.state, made.consulted_on.isoformat()) == ("comment", "2026-10-01")
    adopt = reverse("people:definition_adopt", args=[made.pk])
    early = client.post(adopt, {"resolution": world.resolution.pk})
    assert early.status_code == 400 and "ช่วงรับฟังความเห็น" in early.content.decode()
    DefinitionSet.objects.filter(pk=made.pk).update(comments_close_on=TODAY - timedelta(days=1))
    client.post(adopt, {"resolution": world.resolution.pk})
    made.refresh_from_db()
    assert made.state == "adopted"


def test_edit_page_shows_groups_and_the_three_steps(world, client):
    made = draft(world)
    page = sign_in(client, world.duty["secretary"]).get(
        reverse("people:definition_edit", args=[made.pk])
    )
    text = page.content.decode()
    assert "ผู้ป่วยติดเตียง" in text and "เปิดฟังความเห็น" in text and "ผู้ถูกทอดทิ้ง" not in text


def test_opening_without_three_parties_says_who_is_missing(world, client):
    made = draft(world, consulted_sectors={"people": 3})
    sign_in(client, world.duty["secretary"])
    page = client.post(reverse("people:definition_open", args=[made.pk]), follow=True)
    assert "ยังขาด: องค์กรปกครองส่วนท้องถิ่น" in page.content.decode()
    made.refresh_from_db()
    assert made.state == "draft"


@pytest.mark.parametrize("role", ["ministry", "chair", "volunteer", "giver", "administrator"])
def test_writing_pages_are_closed_to_other_duties(world, client, role):
    made = draft(world)
    sign_in(client, world.duty[role])
    for name in (
        "definition_edit",
        "definition_group_new",
        "definition_adopt",
        "definition_answer",
    ):
        assert client.get(reverse(f"people:{name}", args=[made.pk])).status_code == 403
    for name in ("definition_open", "definition_redraft"):
        assert client.post(reverse(f"people:{name}", args=[made.pk])).status_code == 403
    assert client.post(reverse("people:definition_draft")).status_code == 403


def test_writing_pages_of_another_province_are_not_found(world, client):
    sign_in(client, world.other["secretary"])
    for pk in (draft(world).pk, world.definition_set.pk):
        for name in ("definition_edit", "definition_adopt", "definition_answer"):
            assert client.get(reverse(f"people:{name}", args=[pk])).status_code == 404


def test_draft_is_read_by_its_committee_only(world, client):
    made = draft(world)
    address = reverse("people:definition", args=[made.pk])
    seen = {
        role: sign_in(client, world.duty[role]).get(address).status_code
        for role in ("secretary", "chair", "member", "volunteer", "ministry")
    }
    assert seen == {
        "secretary": 200,
        "chair": 200,
        "member": 200,
        "volunteer": 404,
        "ministry": 404,
    }
    client.logout()
    assert client.get(address).status_code == 404


def test_adopted_set_is_read_by_everybody_also_on_paper(world, client):
    for name in ("definition", "definition_paper", "definition_changes"):
        page = client.get(reverse(f"people:{name}", args=[world.definition_set.pk]))
        assert page.status_code == 200
    paper = client.get(reverse("people:definition_paper", args=[world.definition_set.pk]))
    assert "ผู้สูงอายุอยู่ลำพัง" in paper.content.decode()


def test_comment_from_the_page_is_kept_once(world, client):
    made = open_now(world)
    sign_in(client, world.duty["volunteer"])
    page = client.get(reverse("people:definition", args=[made.pk]))
    sent = {
        "once": page.context["comment_form"]["once"].value(),
        "sector": "people",
        "text": "ดีมาก",
    }
    for _ in range(2):
        answer = client.post(reverse("people:definition_comment", args=[made.pk]), sent)
        assert answer.status_code == 302
    assert made.comments.count() == 1
    assert "ดีมาก" in client.get(reverse("people:definition", args=[made.pk])).content.decode()


def test_comment_of_the_ministry_is_taken_but_names_no_sector(world, client):
    made = open_now(world)
    sign_in(client, world.duty["ministry"])
    form = client.get(reverse("people:definition", args=[made.pk])).context["comment_form"]
    assert "sector" not in form.fields
    client.post(
        reverse("people:definition_comment", args=[made.pk]),
        {"once": form["once"].value(), "text": "ขอบคุณ"},
    )
    assert made.comments.get().sector == "central"


def test_comment_without_words_is_shown_again(world, client):
    made = open_now(world)
    sign_in(client, world.duty["giver"])
    answer = client.post(reverse("people:definition_comment", args=[made.pk]), {"sector": "people"})
    assert answer.status_code == 400 and made.comments.count() == 0


def test_comment_box_is_closed_to_other_provinces_and_after_the_window(world, client):
    made = put_out(world)  # its window closed long ago or opens another day
    DefinitionSet.objects.filter(pk=made.pk).update(comments_close_on=TODAY - timedelta(days=1))
    address = reverse("people:definition", args=[made.pk])
    assert "comment_form" not in sign_in(client, world.duty["giver"]).get(address).context
    DefinitionSet.objects.filter(pk=made.pk).update(comments_close_on=TODAY)
    assert "comment_form" in sign_in(client, world.duty["giver"]).get(address).context
    assert "comment_form" not in sign_in(client, world.other["member"]).get(address).context  # fmt: skip


def test_answers_stand_beside_their_comments(world, client):
    made = open_now(world)
    said = actions.comment(by=world.duty["giver"], definition_set=made, text="เพิ่มคนไร้บ้าน")
    sign_in(client, world.duty["secretary"])
    address = reverse("people:definition_answer", args=[made.pk])
    assert "เพิ่มคนไร้บ้าน" in client.get(address).content.decode()
    client.post(address, {f"answer_{said.pk}": "เพิ่มแล้ว", "answer": "ขอบคุณทุกคน"})
    text = client.get(reverse("people:definition", args=[made.pk])).content.decode()
    assert "เพิ่มแล้ว" in text and "ขอบคุณทุกคน" in text


def test_group_page_from_a_stale_tab_keeps_what_was_typed(world, client):
    group = draft(world).groups.get(code="bedridden")
    sign_in(client, world.duty["secretary"])
    address = reverse("people:definition_group", args=[group.definition_set_id, group.pk])
    sent = {"category": "hardship", "name": "ชื่อแรก", "criteria": "ก", "version": "0"}
    assert client.post(address, sent).status_code == 302
    late = client.post(address, {**sent, "name": "ชื่อที่สอง"})
    assert late.status_code == 409 and "ชื่อที่สอง" in late.content.decode()
    group.refresh_from_db()
    assert group.name == "ชื่อแรก"


def test_group_of_another_set_is_not_found(world, client):
    made = draft(world)
    sign_in(client, world.duty["secretary"])
    address = reverse("people:definition_group_remove", args=[made.pk, world.group.pk])
    assert client.post(address).status_code == 404


def test_changes_are_told_in_words(world, client):
    made = draft(world)
    secretary = world.duty["secretary"]
    actions.remove_group(by=secretary, group=made.groups.get(code="no_papers"))
    actions.change_group(
        by=secretary, group=made.groups.get(code="bedridden"), category="affected",
        name="ผู้ป่วยติดเตียง", criteria=["ลุกเองไม่ได้"], finding_method="อสม. บอก",
    )  # fmt: skip
    actions.add_group(
        by=secretary, definition_set=made, category="hardship", name="แม่เลี้ยงเดี่ยว", criteria=["ไม่มีรายได้"]
    )  # fmt: skip
    page = sign_in(client, secretary).get(reverse("people:definition_changes", args=[made.pk]))
    text = page.content.decode()
    for words in (
        "ไม่มีกลุ่มนี้ในฉบับใหม่", "เพิ่มเกณฑ์: ลุกเองไม่ได้", "ไม่ใช้เกณฑ์: ไม่มีคนดูแลประจำ", "ย้ายจาก",
        "วิธีค้นหาเปลี่ยนเป็น: อสม. บอก", "เป็นกลุ่มใหม่", "แม่เลี้ยงเดี่ยว",
    ):  # fmt: skip
        assert words in text
    assert "ผู้สูงอายุอยู่ลำพัง" not in text


def test_list_shows_own_province_and_to_the_ministry_every_one(world, client):
    address = reverse("people:definitions")
    own = sign_in(client, world.duty["volunteer"]).get(address)
    assert [row.pk for row, _n, _s in own.context["rows"]] == [world.definition_set.pk]
    assert sign_in(client, world.other["secretary"]).get(address).context["rows"] == []
    ministry = sign_in(client, world.duty["ministry"]).get(address)
    assert len(ministry.context["rows"]) == 1 and "ปทุมธานี" in ministry.content.decode()
    client.logout()
    assert client.get(address).status_code == 302


def test_resolution_the_chair_has_not_signed_cannot_be_chosen(world, client):
    made = open_now(world)
    DefinitionSet.objects.filter(pk=made.pk).update(comments_close_on=TODAY - timedelta(days=1))
    sign_in(client, world.duty["secretary"])
    address = reverse("people:definition_adopt", args=[made.pk])
    for sent in ({"resolution": unsigned(world).pk}, {"resolution": ""}):
        assert client.post(address, sent).status_code == 400
    made.refresh_from_db()
    assert made.state == "comment"


def test_group_of_an_adopted_set_is_not_changed_by_a_page(world, client):
    sign_in(client, world.duty["secretary"])
    where = [world.definition_set.pk, world.group.pk]
    sent = {"category": "hardship", "name": "อื่น", "criteria": "ก", "version": "0"}
    assert client.post(reverse("people:definition_group", args=where), sent).status_code == 400
    client.post(reverse("people:definition_group_remove", args=where))
    world.group.refresh_from_db()
    assert world.group.name == "ผู้สูงอายุอยู่ลำพัง"
