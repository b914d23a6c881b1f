"""The forum: only its signed record verifies anybody (I1, I3, I5, I11, I13, I24; R51, R75; A10–A12)."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from kuea.core.problems import Refusal
from kuea.core.words import DIGNITY_CHECKLIST
from kuea.finding import actions
from kuea.finding.forum_queries import list_forums, posted_minutes
from kuea.finding.models import AgendaItem, Case, Decision, Forum, SearchRound
from kuea.finding.path import move_case
from kuea.ledger.guards import drop_guards
from kuea.people.models import Person

CRITERION = "ไม่มีคนดูแลประจำ"


def make_ready(world, *, sensitive="", code="ปท-1"):
    person = Person.objects.create(
        province=world.province,
        code=f"P{code}",
        given_name="สมหมาย",
        family_name="ใจดี",
        tambon=world.tambon,
    )
    case = Case.objects.create(
        province=world.province, edition=world.edition, code=code, person=person, tambon=world.tambon,
        village=world.villages[0], channel="neighbour", sensitive=sensitive, host=world.host.organisation,
    )  # fmt: skip
    by = world.duty["host_coordinator"]
    case = move_case(case, "route", by=by)
    case = move_case(case, "visit", by=by, visited_on=date(2026, 10, 2))
    return move_case(
        case, "prepare", by=by, proposed_group=world.group, proposed_category="abandoned"
    )


def plan(world, mode="open", days=10):
    return actions.plan_forum(
        by=world.duty["host_coordinator"], tambon=world.tambon, villages=world.villages,
        host=world.host.organisation, mode=mode, held_at=timezone.now() + timedelta(days=days),
        place_words="ศาลาวัด", facilitator=world.duty["facilitator"], recorder=world.duty["recorder"],
    )  # fmt: skip


def attend(world, forum):
    seats = (
        ["people"] * 5 + ["local_government", "regional"]
        if forum.mode == "open"
        else ["people"] * 2
    )
    for number, sector in enumerate(seats):
        actions.record_attendance(
            by=world.duty["recorder"], forum=forum, name=f"ก{number}", sector=sector
        )
    if forum.mode == "closed":
        actions.record_attendance(
            by=world.duty["recorder"],
            forum=forum,
            name="นักสังคมฯ",
            sector="regional",
            is_professional=True,
        )


def hold(world, forum):
    forum = actions.announce_forum(by=world.duty["host_coordinator"], forum=forum)
    attend(world, forum)
    return actions.hold_forum(by=world.duty["recorder"], forum=forum)


def confirm(world, item, **changes):
    given = {
        "outcome": "confirmed", "reasons": "ชุมชนเห็นตรงกัน", "category": "abandoned", "group": world.group,
        "criteria_met": [CRITERION],
    } | changes  # fmt: skip
    return actions.decide_item(by=world.duty["recorder"], item=item, **given)


def sign(world, forum):
    actions.sign_forum(by=world.duty["facilitator"], forum=forum, dignity=DIGNITY_CHECKLIST)
    return actions.sign_forum(by=world.duty["recorder"], forum=forum)


def hold_with_case(world, **kwargs):
    case = make_ready(world, **kwargs)
    forum = plan(world)
    item = actions.add_item(
        by=world.duty["host_coordinator"], forum=forum, case=case, minimum_facts="ผู้สูงอายุอยู่ลำพัง"
    )
    return hold(world, forum), item


def test_signed_record_verifies_the_case(world):
    forum, item = hold_with_case(world)
    confirm(world, item)
    actions.finish_record(by=world.duty["recorder"], forum=forum)
    actions.sign_forum(by=world.duty["facilitator"], forum=forum, dignity=DIGNITY_CHECKLIST)
    item.case.refresh_from_db()
    assert item.case.state == "in_forum"  # one signature is not enough
    assert actions.sign_forum(by=world.duty["recorder"], forum=forum).state == "signed"
    item.case.refresh_from_db()
    assert (item.case.state, item.case.category, item.case.group) == (
        "verified",
        "abandoned",
        world.group,
    )
    assert item.case.definition_set == world.definition_set


def test_i1_action_refuses_to_confirm_without_a_forum(world):
    case = make_ready(world)
    with pytest.raises(Refusal):
        move_case(case, "confirm", by=world.duty["secretary"])


def test_i1_database_refuses_verified_while_the_record_is_unsigned(world):
    forum, item = hold_with_case(world)
    decision = confirm(world, item)
    with pytest.raises(IntegrityError), transaction.atomic():
        Case.objects.filter(pk=item.case_id).update(
            state="verified", decision=decision, category="abandoned", group=world.group,
            criteria_met=[CRITERION], definition_set=world.definition_set,
        )  # fmt: skip
    assert Forum.objects.get(pk=forum.pk).state == "held"


def test_i1_database_refuses_a_decision_about_someone_else(world):
    forum, item = hold_with_case(world)
    decision = confirm(world, item)
    actions.finish_record(by=world.duty["recorder"], forum=forum)
    sign(world, forum)
    other = make_ready(world, code="ปท-2")
    other = move_case(other, "put_on_agenda", by=world.duty["host_coordinator"])
    with pytest.raises(IntegrityError), transaction.atomic():
        Case.objects.filter(pk=other.pk).update(
            state="verified", decision=decision, category="abandoned", group=world.group,
            criteria_met=[CRITERION], definition_set=world.definition_set,
        )  # fmt: skip


def test_i1_a_signed_record_cannot_be_changed(world):
    forum, item = hold_with_case(world)
    decision = confirm(world, item)
    actions.finish_record(by=world.duty["recorder"], forum=forum)
    forum = sign(world, forum)
    with pytest.raises(Refusal):
        confirm(world, item, outcome="deferred", replaces=decision)
    for broken in (
        lambda: Decision.objects.filter(pk=decision.pk).update(outcome="deferred"),
        lambda: Decision.objects.filter(pk=decision.pk).delete(),
        lambda: AgendaItem.objects.create(forum=forum, number=9, kind="group", group=world.group),
        lambda: forum.attendance.all().delete(),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            broken()


def test_i1_one_person_cannot_sign_for_both(world):
    forum, item = hold_with_case(world)
    confirm(world, item)
    actions.finish_record(by=world.duty["recorder"], forum=forum)
    with pytest.raises(Refusal) as refusal:
        actions.sign_forum(by=world.duty["secretary"], forum=forum, dignity=DIGNITY_CHECKLIST)
    assert refusal.value.code == "own_signature"
    with pytest.raises(Refusal):
        actions.plan_forum(
            by=world.duty["host_coordinator"], tambon=world.tambon, villages=(), host=world.host.organisation,
            mode="open", held_at=timezone.now(), place_words="ศาลา", facilitator=world.duty["recorder"],
            recorder=world.duty["recorder"],
        )  # fmt: skip
    with pytest.raises(IntegrityError), transaction.atomic():
        Forum.objects.filter(pk=forum.pk).update(
            state="signed", facilitator_signed_at=timezone.now()
        )


def test_i3_no_forum_before_definitions_are_adopted(world):
    world.definition_set.state = "superseded"
    world.definition_set.save()
    with pytest.raises(Refusal) as refusal:
        plan(world)
    assert refusal.value.code == "definition_needed"
    with pytest.raises(IntegrityError), transaction.atomic():
        Forum.objects.create(
            province=world.province, edition=world.edition, tambon=world.tambon,
            host=world.host.organisation, definition_set=world.definition_set, mode="open",
            held_at=timezone.now(), place_words="ศาลา", facilitator=world.duty["facilitator"],
            recorder=world.duty["recorder"],
        )  # fmt: skip


@pytest.mark.parametrize(
    "changes",
    [
        {"category": ""},
        {"group": None},
        {"criteria_met": []},
        {"criteria_met": ["เกณฑ์ที่ไม่มีในนิยาม"]},
        {"category": "hardship"},
    ],
)
def test_i5_confirming_needs_category_group_and_criteria(world, changes):
    _, item = hold_with_case(world)
    with pytest.raises(Refusal) as refusal:
        confirm(world, item, **changes)
    assert refusal.value.code == "category_needed"


def test_i5_database_refuses_verified_without_classification(world):
    forum, item = hold_with_case(world)
    confirm(world, item)
    actions.finish_record(by=world.duty["recorder"], forum=forum)
    sign(world, forum)
    for hollow in (
        {"category": ""},
        {"group": None},
        {"criteria_met": []},
        {"definition_set": None},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Case.objects.filter(pk=item.case_id).update(**hollow)


def test_i11_sensitive_case_needs_a_closed_forum(world):
    case = make_ready(world, sensitive="violence")
    with pytest.raises(Refusal) as refusal:
        actions.add_item(by=world.duty["host_coordinator"], forum=plan(world), case=case)
    assert refusal.value.code == "sensitive_in_open_forum"
    case.refresh_from_db()
    assert case.state == "ready"
    closed = plan(world, mode="closed")
    assert (
        actions.add_item(by=world.duty["host_coordinator"], forum=closed, case=case).sensitive
        == "violence"
    )


def test_i11_database_refuses_a_sensitive_item_in_an_open_forum(world):
    case = make_ready(world, sensitive="hiv")
    forum, closed = plan(world), plan(world, mode="closed")
    with pytest.raises(IntegrityError), transaction.atomic():
        AgendaItem.objects.create(forum=forum, number=1, kind="person", case=case)
    item = actions.add_item(by=world.duty["host_coordinator"], forum=closed, case=case)
    with pytest.raises(IntegrityError), transaction.atomic():
        Forum.objects.filter(pk=closed.pk).update(mode="open")
    with pytest.raises(IntegrityError), transaction.atomic():
        AgendaItem.objects.filter(pk=item.pk).update(forum=forum)


def test_i11_posted_minutes_name_nobody(world, client):
    forum, item = hold_with_case(world)
    confirm(world, item, dissent="คุณสมศรีเห็นว่าควรถามลูกก่อน")
    actions.finish_record(by=world.duty["recorder"], forum=forum)
    forum = sign(world, forum)
    actions.post_minutes(by=world.duty["recorder"], forum=forum)
    client.force_login(world.duty["recorder"].user)
    text = client.get(f"/find/forums/{forum.pk}/minutes/posted/").content.decode()
    for secret in (item.case.code, "สมหมาย", "ใจดี", "สมศรี", "ผู้สูงอายุอยู่ลำพัง", "ก0"):
        assert secret not in text
    assert "7 คน" in text


@pytest.mark.parametrize("mode", ["open", "closed"])
def test_posted_minutes_tell_no_number_below_five(world, client, mode):
    """The paper hangs on the village board: «one person confirmed» points at somebody (3.3, rule 10)."""
    forum, item = hold_with_case(world)
    confirm(world, item)
    actions.finish_record(by=world.duty["recorder"], forum=forum)
    forum = sign(world, forum)
    drop_guards()
    Forum.objects.filter(pk=forum.pk).update(mode=mode)
    assert posted_minutes(Forum.objects.get(pk=forum.pk)).outcomes == (
        (("confirmed", None),) if mode == "open" else ()
    )
    client.force_login(world.duty["recorder"].user)
    text = client.get(f"/find/forums/{forum.pk}/minutes/posted/").content.decode()
    assert "1 ราย" not in text and "๑ ราย" not in text
    assert ("น้อยกว่าห้าราย" in text) == (mode == "open")
    assert ("เวทีปิดไม่ประกาศ" in text) == (mode == "closed")


def test_what_an_open_forum_spoke_of_before_it_was_sealed_is_for_those_named(world, client):
    """Its code among those of an open record, and in no other list any more, would tell every member who is sealed."""
    forum, item = hold_with_case(world)
    confirm(world, item)
    actions.finish_record(by=world.duty["recorder"], forum=forum)
    forum = sign(world, forum)
    addresses = (f"/find/forums/{forum.pk}/", f"/find/forums/{forum.pk}/minutes/")

    def read(role, url):
        client.force_login(world.duty[role].user)
        return client.get(url).content.decode()

    assert all(item.case.code in read("host_coordinator", url) for url in addresses)
    actions.mark_sensitive(
        by=world.duty["secretary"], case=Case.objects.get(pk=item.case_id), matter="violence"
    )
    for role in ("host_coordinator", "facilitator", "recorder", "member", "local_officer"):
        assert all(item.case.code not in read(role, url) for url in addresses)
        assert list_forums(world.duty[role]).get(pk=forum.pk).item_count == 0
    assert all(item.case.code in read("secretary", url) for url in addresses)


def test_agenda_facts_may_not_name_the_person(world):
    case = make_ready(world)
    for facts in ("ยายสมหมายอยู่คนเดียว", "โทร 0812345678"):
        with pytest.raises(Refusal) as refusal:
            actions.add_item(
                by=world.duty["host_coordinator"], forum=plan(world), case=case, minimum_facts=facts
            )
        assert refusal.value.code == "names_on_agenda"


def test_i13_nil_return_is_accepted_only_by_a_signed_forum(world):
    search_round = SearchRound.objects.create(
        province=world.province, village=world.villages[1], host=world.host.organisation,
        definition_set=world.definition_set, opened_on=date(2026, 10, 1), opened_by=world.duty["host_coordinator"],
    )  # fmt: skip
    for field, value in {
        "state": "nil_claimed", "method": "เดินทุกบ้าน", "households_considered": 90,
        "searchers": ["ก", "ข"], "searcher_count": 2, "closed_on": date(2026, 10, 5),
    }.items():  # fmt: skip
        setattr(search_round, field, value)
    search_round.save()
    with pytest.raises(IntegrityError), transaction.atomic():
        SearchRound.objects.filter(pk=search_round.pk).update(state="nil_verified")
    forum = plan(world)
    item = actions.add_item(
        by=world.duty["host_coordinator"], forum=forum, search_round=search_round
    )
    forum = hold(world, forum)
    actions.decide_item(
        by=world.duty["recorder"], item=item, outcome="confirmed", reasons="ยืนยันร่วมกัน"
    )
    actions.finish_record(by=world.duty["recorder"], forum=forum)
    sign(world, forum)
    search_round.refresh_from_db()
    assert search_round.state == "nil_verified"


def test_i24_a_person_who_declines_meanwhile_is_not_verified(world):
    forum, item = hold_with_case(world)
    confirm(world, item)
    actions.finish_record(by=world.duty["recorder"], forum=forum)
    move_case(item.case, "decline", by=world.duty["host_coordinator"])
    sign(world, forum)
    item.case.refresh_from_db()
    assert item.case.state == "declined"


def test_two_recorders_deciding_at_once_get_one_result(world):
    _, item = hold_with_case(world)
    first = confirm(world, item)
    with pytest.raises(Refusal) as refusal:
        confirm(world, item, reasons="อีกแท็บหนึ่ง")
    assert refusal.value.code == "already_decided"
    assert Decision.objects.get(item=item).pk == first.pk
    assert confirm(world, item, reasons="แก้คำ", replaces=first).reasons == "แก้คำ"


def test_open_forum_without_three_sectors_says_why(world):
    forum = actions.announce_forum(by=world.duty["host_coordinator"], forum=plan(world))
    actions.record_attendance(by=world.duty["recorder"], forum=forum, name="ก", sector="people")
    with pytest.raises(Refusal) as refusal:
        actions.hold_forum(by=world.duty["recorder"], forum=forum)
    assert refusal.value.code == "forum_composition"
    assert (
        actions.hold_forum(by=world.duty["recorder"], forum=forum, composition_reason="น้ำท่วม").state
        == "held"
    )


def test_closed_forum_never_goes_on_without_a_professional(world):
    forum = actions.announce_forum(
        by=world.duty["host_coordinator"], forum=plan(world, mode="closed")
    )
    for name in "กขค":
        actions.record_attendance(
            by=world.duty["recorder"], forum=forum, name=name, sector="people"
        )
    with pytest.raises(Refusal):
        actions.hold_forum(by=world.duty["recorder"], forum=forum, composition_reason="ไม่มีใครว่าง")


def test_short_notice_needs_a_reason(world):
    forum = plan(world, days=1)
    with pytest.raises(Refusal) as refusal:
        actions.announce_forum(by=world.duty["host_coordinator"], forum=forum)
    assert refusal.value.code == "forum_notice"


def test_cancelling_gives_the_cases_back(world):
    case = make_ready(world)
    forum = plan(world)
    actions.add_item(by=world.duty["host_coordinator"], forum=forum, case=case)
    actions.cancel_forum(by=world.duty["host_coordinator"], forum=forum, reason="ฝนตกหนัก")
    case.refresh_from_db()
    assert case.state == "ready"


def test_not_confirmed_offers_another_path(world):
    forum, item = hold_with_case(world)
    with pytest.raises(Refusal):
        confirm(world, item, outcome="not_confirmed")
    confirm(world, item, outcome="not_confirmed", other_path="ขอเบี้ยผู้สูงอายุที่ อบต.")
    actions.finish_record(by=world.duty["recorder"], forum=forum)
    sign(world, forum)
    item.case.refresh_from_db()
    assert (item.case.state, item.case.other_path) == ("not_confirmed", "ขอเบี้ยผู้สูงอายุที่ อบต.")


def test_stale_page_is_refused(world):
    forum = plan(world)
    actions.announce_forum(by=world.duty["host_coordinator"], forum=forum, version=forum.version)
    with pytest.raises(Refusal) as refusal:
        actions.cancel_forum(
            by=world.duty["host_coordinator"], forum=forum, reason="x", version=forum.version
        )
    assert refusal.value.code == "stale"


def test_pages_show_no_name_and_are_scoped(world, client):
    forum, item = hold_with_case(world)
    address = f"/find/forums/{forum.pk}/"
    for role in ("secretary", "host_coordinator", "facilitator", "recorder", "chair"):
        client.force_login(world.duty[role].user)
        page = client.get(address)
        assert page.status_code == 200, role
        assert "สมหมาย" not in page.content.decode()
    for duty in (world.duty["giver"], world.duty["volunteer"], world.duty["ministry"]):
        client.force_login(duty.user)
        assert client.get(address).status_code == 403
    for role in ("secretary", "facilitator", "chair"):
        client.force_login(world.other[role].user)
        assert client.get(address).status_code == 404


def test_recorder_decides_through_the_page_and_the_second_tab_is_told(world, client):
    forum, item = hold_with_case(world)
    client.force_login(world.duty["recorder"].user)
    address = f"/find/forums/{forum.pk}/items/{item.pk}/"
    assert client.get(address).status_code == 200
    sent = {
        "outcome": "confirmed",
        "group": world.group.pk,
        "criteria_met": [CRITERION],
        "reasons": "เห็นพ้อง",
    }
    assert client.post(address, sent).status_code == 302
    second = client.post(address, sent)
    assert second.status_code == 409
    assert "มีผู้บันทึกผลไปแล้ว" in second.content.decode()


def test_full_minutes_are_for_the_secretariat_and_those_who_ran_it(world, client):
    forum, item = hold_with_case(world)
    confirm(world, item)
    actions.finish_record(by=world.duty["recorder"], forum=forum)
    sign(world, forum)
    client.force_login(world.duty["secretary"].user)
    assert client.get(f"/find/forums/{forum.pk}/minutes/").status_code == 200
    client.force_login(world.duty["local_officer"].user)
    assert client.get(f"/find/forums/{forum.pk}/minutes/").status_code == 403
