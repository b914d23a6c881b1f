"""The pages of finding: two-minute lead, receipt, queue, host, volunteer, case, visit, searches, paper (R34, R116, P1)."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags

from kuea.finding import actions
from kuea.finding.models import Case, Lead, OutreachVisit, SearchRound
from tests.rooms.finding.story import (
    again,
    overtake,
    raise_one,
    ready_one,
    route_one,
    said,
    verify_one,
    visit_one,
)


def today():
    """As somebody types it."""
    day = timezone.localdate()
    return f"{day.day}/{day.month}/{day.year + 543}"


@pytest.fixture
def page(client, world):
    """Look at pages as a duty of the test world."""

    def sign_in(by):
        client.force_login((world.duty[by] if isinstance(by, str) else by).user)
        return client

    return sign_in


def lead_form(**said):
    return {
        "once": str(uuid4()), "who": "ลุงที่ศาลาริมคลอง", "worry": "ไม่ได้กินข้าว", "place": "13010101",
        "channel": "neighbour",
    } | said  # fmt: skip


def visit_form(case, **said):
    return {
        "once": str(uuid4()), "version": case.version, "visited_on": today(), "notice_given": "on",
        "wishes": "yes", "wish": "อยากมีเพื่อนคุย", "strengths": "สานตะกร้า", "facts": "อยู่คนเดียว",
        "need_1_kind": "visiting", "need_1_words": "อยากมีคนแวะมา",
    } | said  # fmt: skip


# --- the public -------------------------------------------------------------------------------------


def test_public_tells_and_gets_a_receipt_without_any_case(client, world):
    answer = client.post(reverse("finding:tell"), lead_form(), follow=True)
    lead = Lead.objects.get()
    shown = answer.content.decode()
    assert lead.receipt in shown
    assert lead.case.code not in shown
    assert (lead.made_by, lead.case.village_id, lead.who) == (None, "13010101", "ลุงที่ศาลาริมคลอง")


def test_public_form_asks_no_number_of_any_citizen(client, world):
    shown = client.get(reverse("finding:tell")).content.decode()
    assert 'name="who"' in shown
    assert "citizen" not in shown


def test_public_never_sees_whether_somebody_is_known(client, world):
    raise_one(world)
    answer = client.post(
        reverse("finding:tell"), lead_form(who="ยายบุญมีบ้านท้ายซอย", name="นางบุญมี ใจเย็น"), follow=True
    )
    assert "คนเดียวกัน" not in answer.content.decode()
    assert Case.objects.count() == 2


def test_same_public_form_sent_twice_is_one_lead(client, world):
    form = lead_form()
    first = client.post(reverse("finding:tell"), form)
    second = client.post(reverse("finding:tell"), form)
    assert first.url == second.url
    assert Lead.objects.count() == 1


def test_empty_public_form_says_what_to_write(client, world):
    answer = client.post(reverse("finding:tell"), lead_form(who="", worry="", place=""))
    shown = answer.content.decode()
    assert "อย่างน้อยหนึ่งข้อ" in shown
    assert "บอกอย่างน้อยตำบล" in shown
    assert Lead.objects.count() == 0


def test_place_words_offer_the_tambon_and_its_villages(client, world):
    shown = client.get(reverse("finding:places"), {"place_words": "บางปรอก"}).content.decode()
    assert 'value="130101"' in shown
    assert 'value="13010103"' in shown
    assert 'value="130102"' not in shown


def test_place_button_without_javascript_loses_nothing(client, world):
    answer = client.post(
        reverse("finding:tell"), lead_form(place="", place_words="บางปรอก", look="1")
    )
    shown = answer.content.decode()
    assert 'value="13010102"' in shown
    assert "ลุงที่ศาลาริมคลอง" in shown
    assert 'role="alert"' not in shown


def test_receipt_tells_that_somebody_went_and_nothing_else(client, world):
    case = raise_one(world).case
    receipt = case.leads.get().receipt
    before = client.get(reverse("finding:receipt", args=[receipt])).content.decode()
    case = actions.route_case(by=world.duty["host_coordinator"], case=case)
    actions.record_visit(by=world.duty["host_coordinator"], case=case, visit=said())
    after = client.get(reverse("finding:receipts"), {"code": receipt.lower()}).content.decode()
    assert "ไปหาแล้ว" not in before
    assert "ไปหาแล้ว" in after
    assert "บุญมี" not in after
    assert case.code not in after


def test_receipt_of_nobody_is_not_found(client, world):
    assert client.get(reverse("finding:receipt", args=["AAAA-AAAA"])).status_code == 404


# --- keyed by somebody signed in ----------------------------------------------------------------------


@pytest.mark.parametrize("by", ["secretary", "host_coordinator", "volunteer", "local_officer"])
def test_lead_is_keyed_by_hand(page, world, by):
    channel = {"volunteer": "volunteer", "local_officer": "local_government"}.get(by, "phone")
    answer = page(by).post(reverse("finding:lead_new"), lead_form(channel=channel), follow=True)
    lead = Lead.objects.get()
    assert lead.receipt in answer.content.decode()
    assert (lead.made_by, lead.channel) == (world.duty[by], channel)


def test_someone_alike_is_asked_about_before_a_new_case(page, world):
    known = raise_one(world, by="secretary").case
    form = lead_form(who="", name="บุญมี ใจเย็น", channel="phone")
    asked = page("secretary").post(reverse("finding:lead_new"), form)
    assert known.code in asked.content.decode()
    assert Lead.objects.count() == 1
    page("secretary").post(reverse("finding:lead_new"), form | {"same_as": str(known.pk)})
    assert known.leads.count() == 2
    assert Case.objects.count() == 1


def test_someone_alike_may_be_somebody_else(page, world):
    raise_one(world, by="secretary")
    form = lead_form(who="", name="บุญมี ใจเย็น", channel="phone", same_as="new")
    page("secretary").post(reverse("finding:lead_new"), form)
    assert Case.objects.count() == 2


def test_alike_case_out_of_sight_is_not_shown(page, world):
    raise_one(world)  # the volunteer was not asked to go there
    form = lead_form(who="", name="บุญมี ใจเย็น", channel="volunteer")
    page("volunteer").post(reverse("finding:lead_new"), form)
    assert Case.objects.count() == 2


def test_sealed_lead_disappears_from_its_volunteer_s_sight(page, world):
    form = lead_form(channel="volunteer", sensitive="child_abuse")
    answer = page("volunteer").post(reverse("finding:lead_new"), form, follow=True)
    lead = Lead.objects.get()
    assert lead.case.is_sealed
    assert reverse("finding:case", args=[lead.case_id]) not in answer.content.decode()


def test_slip_of_a_lead_does_not_tell_that_somebody_sealed_it_later(page, world):
    page("volunteer").post(reverse("finding:lead_new"), lead_form(channel="volunteer"))
    lead = Lead.objects.get()
    slip = reverse("finding:lead_done", args=[lead.pk])
    page("volunteer").get(slip)  # the thanks are said once
    before = shown(page("volunteer").get(slip))
    actions.mark_sensitive(by=world.duty["secretary"], case=lead.case, matter="violence")
    assert shown(page("volunteer").get(slip)) == before


def shown(answer):
    return strip_tags(answer.content.decode())


def test_who_tells_of_violence_hears_once_that_few_will_see_it(page, world):
    told = lead_form(channel="volunteer", sensitive="violence")
    answer = page("volunteer").post(reverse("finding:lead_new"), told, follow=True)
    assert "ท่านจะไม่เห็นในรายการ" in answer.content.decode()


# --- the lists ---------------------------------------------------------------------------------------


def test_queue_holds_every_channel_urgent_first(page, world):
    old = raise_one(world, channel="radio").case
    urgent = raise_one(world, channel="hotline", is_urgent=True, name="นายเร่ง ด่วน").case
    answer = page("secretary").get(reverse("finding:leads"))
    assert [row.pk for row in answer.context["rows"]] == [urgent.pk, old.pk]


@pytest.mark.parametrize(
    ("query", "count"),
    [({"q": "บุญมี"}, 1), ({"channel": "radio"}, 1), ({"q": "ไม่มีใคร"}, 0), ({"amphoe": "1301"}, 2),
     ({"show": "no_host"}, 1), ({"show": "offered"}, 1), ({"show": "late"}, 0), ({"q": "ปท69-00001"}, 1)],
)  # fmt: skip
def test_queue_is_filtered_and_searched(page, world, query, count):
    raise_one(world, by="secretary", channel="radio")
    raise_one(
        world, by="secretary", tambon=world.other_tambon, village=None, name="นายดี งาม", who=""
    )
    answer = page("secretary").get(reverse("finding:leads"), query)
    assert len(answer.context["rows"]) == count


def test_queue_counts_late_leads_by_the_province_s_hours(page, world):
    case = raise_one(world).case
    Case.objects.filter(pk=case.pk).update(raised_at=timezone.now() - timedelta(hours=25))
    assert page("secretary").get(reverse("finding:leads")).context["counts"]["late"] == 1
    world.province.changed_limits = {"route_hours": 48}
    world.province.save()
    assert page("secretary").get(reverse("finding:leads")).context["counts"]["late"] == 0


def test_queue_part_is_the_same_as_in_the_page(page, world):
    raise_one(world)
    client = page("secretary")
    part = client.get(reverse("finding:leads"), headers={"HX-Request": "true"}).content.decode()
    assert part.strip() in client.get(reverse("finding:leads")).content.decode()


def test_queue_asks_no_more_of_the_database_with_more_rows(
    page, world, django_assert_max_num_queries
):
    client = page("secretary")
    for number in range(12):
        raise_one(world, name=f"นายที่{number} คนดี")
    with django_assert_max_num_queries(16):  # of which six write who was shown
        client.get(reverse("finding:leads"))


def test_host_sees_its_own_work_by_what_comes_next(page, world):
    offered, routed = raise_one(world).case, route_one(world, name="นายดี งาม")
    client = page("host_coordinator")
    inbox = client.get(reverse("finding:leads"))
    to_visit = client.get(reverse("finding:leads"), {"tab": "to_visit"})
    assert [row.pk for row in inbox.context["rows"]] == [offered.pk]
    assert [row.pk for row in to_visit.context["rows"]] == [routed.pk]


def test_volunteer_sees_only_the_houses_asked_of_them(page, world):
    route_one(world, name="นายดี งาม")
    mine = actions.assign_volunteer(
        by=world.duty["host_coordinator"], case=route_one(world), volunteer=world.duty["volunteer"]
    )
    answer = page("volunteer").get(reverse("finding:leads"))
    assert [row.pk for row in answer.context["rows"]] == [mine.pk]


# --- one case -------------------------------------------------------------------------------------------


def test_informant_is_shown_to_the_secretariat_alone(page, world):
    case = route_one(world, informant="สมชาย 0812345678")
    case = actions.assign_volunteer(
        by=world.duty["host_coordinator"], case=case, volunteer=world.duty["volunteer"]
    )
    address = reverse("finding:case", args=[case.pk])
    assert "สมชาย" in page("secretary").get(address).content.decode()
    for by in ("host_coordinator", "volunteer"):
        assert "สมชาย" not in page(by).get(address).content.decode()


def without_keys(text):
    """A page without what differs at every opening: tokens and keys of forms."""
    return re.sub(r'value="[\w-]{32,}"|csrf\w*&quot;: &quot;\w+', "", text)


def test_volunteer_s_page_leaves_out_what_the_visit_does_not_need(page, world):
    case = visit_one(world, sensitive="hiv")
    Case.objects.filter(pk=case.pk).update(volunteer=world.duty["volunteer"])
    address = reverse("finding:case", args=[case.pk])
    shown = page("volunteer").get(address).content.decode()
    assert "บุญมี" in shown
    assert "ความเป็นมา" not in shown
    Case.objects.filter(pk=case.pk).update(sensitive="")
    unmarked = page("volunteer").get(address).content.decode()
    assert without_keys(shown) == without_keys(unmarked)  # nothing on it tells that there is a mark
    Case.objects.filter(pk=case.pk).update(sensitive="hiv")
    assert "เอชไอวี" in page("host_coordinator").get(address).content.decode()


@pytest.mark.parametrize(
    ("by", "status"),
    [("secretary", 200), ("host_coordinator", 200), ("volunteer", 404), ("chair", 403), ("member", 403),
     ("giver", 403), ("ministry", 403), ("administrator", 403), ("local_officer", 403), ("recorder", 403)],
)  # fmt: skip
def test_case_page_opens_for_those_who_may_see_it(page, world, by, status):
    case = route_one(world)
    assert page(by).get(reverse("finding:case", args=[case.pk])).status_code == status


def test_case_page_of_another_province_is_not_there(page, world):
    case = route_one(world)
    address = reverse("finding:case", args=[case.pk])
    assert page(world.other["secretary"]).get(address).status_code == 404


def test_case_page_offers_only_what_may_be_done_now(page, world):
    case = raise_one(world).case
    shown = page("host_coordinator").get(reverse("finding:case", args=[case.pk]))
    codes = {act.act.code for act in [*shown.context["first_acts"], *shown.context["other_acts"]]}
    assert codes == {"route", "merge", "return", "set-aside", "sensitive", "decline"}


def test_higher_rooms_add_their_panels(page, world, monkeypatch):
    from kuea.finding import ports

    monkeypatch.setattr(ports, "case_panels", {})
    ports.add_case_panel("none", lambda case, duty: None)
    ports.add_case_panel(
        "places",
        lambda case, duty: ports.CasePanel("finding/parts/round_state.html", {"row": case.code}),
    )
    shown = page("secretary").get(reverse("finding:case", args=[raise_one(world).case.pk]))
    assert len(shown.context["panels"]) == 1


def test_host_accepts_on_the_page(page, world):
    case = raise_one(world).case
    page("host_coordinator").post(
        reverse("finding:case_act", args=[case.pk, "route"]), {"version": case.version}
    )
    assert again(case).state == "routed"


def test_act_from_an_overtaken_tab_changes_nothing(page, world):
    case = raise_one(world).case
    overtake(case)
    answer = page("host_coordinator").post(
        reverse("finding:case_act", args=[case.pk, "route"]), {"version": case.version}
    )
    assert answer.status_code == 409
    assert again(case).state == "lead"


def test_act_of_another_duty_is_refused(page, world):
    case = verify_one(world)
    answer = page("host_coordinator").post(
        reverse("finding:case_act", args=[case.pk, "register"]), {"lawful_basis": "public_task"}
    )
    assert answer.status_code == 403
    assert again(case).state == "verified"


def test_act_without_its_reason_stays_open_with_the_fault(page, world):
    case = raise_one(world).case
    answer = page("host_coordinator").post(
        reverse("finding:case_act", args=[case.pk, "return"]),
        {"reason": "", "version": case.version},
    )
    assert answer.status_code == 400
    assert again(case).host == world.host.organisation


def test_unknown_act_is_not_found(page, world):
    case = raise_one(world).case
    address = reverse("finding:case_act", args=[case.pk, "verify"])
    assert page("secretary").post(address).status_code == 404


def test_decline_on_the_page_stops_the_process(page, world):
    """I24."""
    case = ready_one(world)
    page("host_coordinator").post(
        reverse("finding:case_act", args=[case.pk, "decline"]), {"version": case.version}
    )
    assert again(case).state == "declined"


def test_urgent_help_is_told_at_once_at_any_state(page, world):
    """I25."""
    case = raise_one(world, is_urgent=True).case
    assert (
        "ช่วยก่อนได้ทันที"
        in page("host_coordinator").get(reverse("finding:case", args=[case.pk])).content.decode()
    )


def test_visit_is_keyed_with_the_person_s_words_first(page, world):
    case = route_one(world)
    address = reverse("finding:case_visit", args=[case.pk])
    assert page("host_coordinator").get(address).status_code == 200
    page("host_coordinator").post(address, visit_form(case))
    case = again(case)
    assert case.state == "visited"
    assert case.person.needs.get().own_words == "อยากมีคนแวะมา"
    assert case.person.strengths == "สานตะกร้า"


def test_same_visit_form_twice_is_one_visit(page, world):
    case = route_one(world)
    form, address = visit_form(case), reverse("finding:case_visit", args=[case.pk])
    client = page("host_coordinator")
    assert client.post(address, form).status_code == 302
    assert client.post(address, form).status_code == 302
    assert OutreachVisit.objects.count() == 1


def test_visit_from_an_overtaken_tab_gives_the_words_back(page, world):
    case = route_one(world)
    form = visit_form(case)
    overtake(case)
    answer = page("host_coordinator").post(reverse("finding:case_visit", args=[case.pk]), form)
    assert answer.status_code == 409
    assert "อยากมีเพื่อนคุย" in answer.content.decode()
    assert OutreachVisit.objects.count() == 0


def test_case_is_prepared_on_its_page(page, world):
    case = visit_one(world)
    address = reverse("finding:case_prepare", args=[case.pk])
    assert page("host_coordinator").get(address).status_code == 200
    page("host_coordinator").post(
        address,
        {"group": world.group.pk, "agrees_to_discussion": "พูดได้", "forum_mode": "open", "version": case.version},
    )  # fmt: skip
    assert again(case).state == "ready"


def test_secretary_registers_on_the_page(page, world):
    case = verify_one(world)
    page("secretary").post(
        reverse("finding:case_act", args=[case.pk, "register"]),
        {"lawful_basis": "public_task", "version": case.version},
    )
    assert again(case).lawful_basis == "public_task"
    assert again(case).registered_at is not None


# --- searches and paper ---------------------------------------------------------------------------------


def test_village_is_searched_on_its_pages(page, world):
    client = page("host_coordinator")
    shown = client.get(reverse("finding:searches"))
    assert len(shown.context["page"].object_list) == 3
    client.post(reverse("finding:search_open"), {"village": "13010101"})
    opened = SearchRound.objects.get()
    address = reverse("finding:search", args=[opened.pk])
    assert client.get(address).status_code == 200
    sheet = {
        "closed_on": today(), "method": "เดินทุกหลัง", "households_considered": "84",
        "searchers": "สมศรี\nประยูร", "ending": "nil",
    }  # fmt: skip
    client.post(address, sheet)
    opened.refresh_from_db()
    assert (opened.state, opened.searchers) == ("nil_claimed", ["สมศรี", "ประยูร"])
    assert client.get(address).status_code == 200
    assert client.post(address, sheet).status_code == 409


def test_secretary_reads_rounds_and_does_not_open_them(page, world):
    assert page("secretary").get(reverse("finding:searches")).status_code == 200
    answer = page("secretary").post(reverse("finding:search_open"), {"village": "13010101"})
    assert answer.status_code == 403


@pytest.mark.parametrize("name", ["paper_lead", "paper_visit", "paper_search"])
def test_paper_asks_every_question_of_the_screen(page, world, name):
    answer = page("host_coordinator").get(reverse(f"finding:{name}"))
    shown = answer.content.decode()
    asked = [f for f in answer.context["form"].visible_fields() if f.name not in {"place"}]
    assert asked
    assert [str(f.label) for f in asked if str(f.label) not in shown] == []


def test_lead_paper_is_open_to_everybody(client, world):
    assert client.get(reverse("finding:paper_lead")).status_code == 200
