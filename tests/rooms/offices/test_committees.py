"""I6 and I7 through the actions and through the database: who may sit, who may sign, what never changes."""

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction

from kuea.core.problems import Refusal
from kuea.ledger.models import Event
from kuea.offices.actions import (
    activate_committee,
    appoint,
    change_resolution,
    draft_resolution,
    end_committee,
    end_seat,
    order_committee,
    propose_committee,
    seat_member,
    sign_resolution,
)
from kuea.offices.models import Committee, CommitteeMember, Resolution
from kuea.offices.queries import missing_of, sign_queue


def refused(code: str, act, **facts) -> Refusal:
    with pytest.raises(Refusal) as refusal:
        act(**facts)
    assert refusal.value.code == code
    return refusal.value


def breaks(code: str, sql: str, *values: object) -> None:
    """The database itself refuses, whatever writes to it."""
    with (
        pytest.raises(IntegrityError) as fault,
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql, values)
    assert code.lower() in str(fault.value).lower()


@pytest.fixture
def tambon_committee(world):
    by = world.duty["secretary"]
    committee = propose_committee(by=by, place=world.tambon, name="คณะกรรมการตำบลบางปรอก")
    return order_committee(
        by=by, committee=committee, number="5/2569", on=date(2026, 9, 2), signer="นายอำเภอ"
    )


@pytest.fixture
def draft(world):
    return draft_resolution(
        by=world.duty["secretary"], committee=world.committee, title="แบ่งพื้นที่แม่ข่าย",
        text="เห็นชอบ", decided_on=date(2026, 10, 5), meeting_number=2,
    )  # fmt: skip


def seat_three_parties(world, committee) -> None:
    by = world.duty["secretary"]
    seat_member(
        by=by, committee=committee, seat="chair", name="ป้าศรี", sector="people",
        user=world.duty["chair"].user,
    )  # fmt: skip
    seat_member(
        by=by, committee=committee, seat="secretary", name="เจ้าหน้าที่", sector="regional",
        is_provincial_office=True,
    )  # fmt: skip
    seat_member(
        by=by, committee=committee, seat="member", name="รองนายก", sector="local_government"
    )


def test_committee_works_when_the_three_parties_sit(world, tambon_committee):
    seat_three_parties(world, tambon_committee)
    assert missing_of(tambon_committee) == []
    active = activate_committee(by=world.duty["secretary"], committee=tambon_committee)
    assert active.state == "active"
    assert Event.objects.filter(verb="committee.activate").count() == 1


def test_activation_names_exactly_what_is_missing(world, tambon_committee):
    by = world.duty["secretary"]
    seat_member(by=by, committee=tambon_committee, seat="chair", name="ป้าศรี", sector="people")
    refusal = refused("committee_parties", activate_committee, by=by, committee=tambon_committee)
    assert refusal.facts["codes"] == ("no_secretary", "no_local_government", "no_regional")
    assert "เลขานุการจาก พมจ." in refusal.what
    assert Committee.objects.get(pk=tambon_committee.pk).state == "ordered"


def test_proposed_committee_needs_its_order_first(world):
    by = world.duty["secretary"]
    committee = propose_committee(by=by, place=world.other_tambon, name="คณะกรรมการตำบลบ้านใหม่")
    seat_three_parties(world, committee)
    assert missing_of(committee) == ["no_order"]
    refused("committee_parties", activate_committee, by=by, committee=committee)
    refused(
        "missing", order_committee, by=by, committee=committee, number=" ",
        on=date(2026, 9, 2), signer="ผู้ว่า",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("seat", "sector", "office"),
    [
        ("chair", "regional", False),
        ("chair", "people", True),
        ("vice_chair", "local_government", False),
        ("secretary", "people", False),
        ("secretary", "regional", False),
    ],
)
def test_seat_of_the_wrong_side_is_refused_by_action_and_database(
    world, tambon_committee, seat, sector, office
):
    refused(
        "seat_sector", seat_member, by=world.duty["secretary"], committee=tambon_committee,
        seat=seat, name="ก", sector=sector, is_provincial_office=office,
    )  # fmt: skip
    with pytest.raises(IntegrityError), transaction.atomic():
        CommitteeMember.objects.create(
            committee=tambon_committee,
            seat=seat,
            name="ก",
            sector=sector,
            is_provincial_office=office,
        )


def test_two_chairs_and_two_seats_for_one_person_are_refused(world, tambon_committee):
    by = world.duty["secretary"]
    seat_three_parties(world, tambon_committee)
    again = {"by": by, "committee": tambon_committee, "sector": "people"}
    refused("seat_taken", seat_member, seat="chair", name="ป้าดา", **again)
    refused("seat_person", seat_member, seat="member", name="ป้า ศรี", **again)
    refused(
        "seat_person",
        seat_member,
        seat="member",
        name="ชื่ออื่น",
        user=world.duty["chair"].user,
        **again,
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        CommitteeMember.objects.create(
            committee=tambon_committee, seat="chair", name="ป้าดา", sector="people"
        )


def test_activation_without_parties_is_refused_by_the_database(world, tambon_committee):
    breaks("I6", "UPDATE offices_committee SET state = 'active' WHERE id = %s", tambon_committee.pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        Committee.objects.create(
            province=world.province, place=world.other_tambon, name="ข้ามขั้น", state="active",
            order_number="1", order_on=date(2026, 1, 1), order_signer="ก",
        )  # fmt: skip


def test_last_member_of_a_party_stays(world):
    by = world.duty["secretary"]
    refused("last_of_party", end_seat, by=by, member=world.chair)
    breaks(
        "I6",
        "UPDATE offices_committeemember SET left_on = '2026-11-01' WHERE id = %s",
        world.chair.pk,
    )
    breaks("I6", "DELETE FROM offices_committeemember WHERE id = %s", world.chair.pk)
    breaks(
        "I6", "UPDATE offices_committeemember SET sector = 'business', seat = 'member' WHERE id = %s",
        world.chair.pk,
    )  # fmt: skip


def test_chair_leaves_once_a_successor_of_the_people_sits(world):
    by = world.duty["secretary"]
    vice = seat_member(
        by=by, committee=world.committee, seat="vice_chair", name="ลุงมา", sector="people"
    )
    assert end_seat(by=by, member=world.chair, on=date(2026, 11, 1)).left_on == date(2026, 11, 1)
    refused("last_of_party", end_seat, by=by, member=vice)


def test_ended_seat_signs_nothing_more(world, draft):
    seat_member(
        by=world.duty["secretary"], committee=world.committee, seat="vice_chair", name="ลุงมา",
        sector="people",
    )  # fmt: skip
    end_seat(by=world.duty["secretary"], member=world.chair)
    refused("chair_signs", sign_resolution, by=world.duty["chair"], resolution=draft)


def test_one_committee_at_a_time_is_under_way_in_a_place(world, tambon_committee):
    by = world.duty["secretary"]
    refused("committee_known", propose_committee, by=by, place=world.tambon, name="ซ้ำ")
    again = propose_committee(by=by, place=world.province.place, name="ชุดใหม่", form_key="k1")
    assert (
        propose_committee(by=by, place=world.province.place, name="ชุดใหม่", form_key="k1") == again
    )
    order_committee(
        by=by, committee=again, number="1/2570", on=date(2027, 9, 1), signer="ผู้ว่าราชการ"
    )
    seat_three_parties(world, again)
    refused("committee_known", activate_committee, by=by, committee=again)
    end_committee(by=by, committee=world.committee)
    assert activate_committee(by=by, committee=again).state == "active"


@pytest.mark.parametrize("who", ["chair", "member", "administrator", "facilitator"])
def test_only_the_secretary_keeps_the_committee(world, tambon_committee, who):
    by = world.duty[who]
    refused("not_your_duty", propose_committee, by=by, place=world.other_tambon, name="ก")
    refused("not_your_duty", activate_committee, by=by, committee=tambon_committee)
    refused("not_your_duty", end_seat, by=by, member=world.chair)


def test_secretary_of_another_province_touches_nothing(world, tambon_committee, draft):
    by = world.other["secretary"]
    refused("not_in_your_area", propose_committee, by=by, place=world.other_tambon, name="ก")
    refused("not_in_your_area", activate_committee, by=by, committee=tambon_committee)
    refused("not_in_your_area", end_seat, by=by, member=world.chair)
    refused("not_in_your_area", change_resolution, by=by, resolution=draft, title="ก", text="ข")
    refused("not_in_your_area", sign_resolution, by=world.other["chair"], resolution=draft)


def test_resolutions_of_a_meeting_are_numbered_in_turn(world, draft):
    by = world.duty["secretary"]
    facts = {
        "by": by, "committee": world.committee, "title": "เรื่องต่อไป", "text": "เห็นชอบ",
        "decided_on": date(2026, 10, 5), "meeting_number": 2,
    }  # fmt: skip
    second = draft_resolution(**facts, form_key="once")
    assert (draft.number, second.number) == ("2/2569 ข้อ 1", "2/2569 ข้อ 2")
    assert draft_resolution(**facts, form_key="once") == second
    refused("resolution_number", draft_resolution, **facts, item_number=1)
    refused("missing", draft_resolution, **{**facts, "text": " "})


def test_committee_not_at_work_resolves_nothing(world, tambon_committee):
    refused(
        "committee_not_active", draft_resolution, by=world.duty["secretary"],
        committee=tambon_committee, title="ก", text="ข", decided_on=date(2026, 10, 5), meeting_number=1,
    )  # fmt: skip


def test_civic_chair_signs_and_nothing_changes_after(world, draft):
    signed = sign_resolution(by=world.duty["chair"], resolution=draft, version=0)
    assert signed.signed_by == world.chair
    refused("already_signed", sign_resolution, by=world.duty["chair"], resolution=draft)
    refused(
        "already_signed", change_resolution, by=world.duty["secretary"], resolution=draft,
        title="แก้", text="แก้",
    )  # fmt: skip
    breaks("I7", "UPDATE offices_resolution SET text = 'แก้' WHERE id = %s", draft.pk)
    breaks("I7", "DELETE FROM offices_resolution WHERE id = %s", draft.pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        Resolution.objects.filter(pk=draft.pk).update(title="แก้")


@pytest.mark.parametrize("who", ["secretary", "member", "facilitator", "administrator", "ministry"])
def test_nobody_but_the_civic_chair_signs(world, draft, who):
    with pytest.raises(Refusal) as refusal:
        sign_resolution(by=world.duty[who], resolution=draft)
    assert refusal.value.code in {"chair_signs", "not_in_your_area"}
    assert Resolution.objects.get(pk=draft.pk).signed_at is None


def test_chair_duty_without_the_seat_signs_nothing(world, draft):
    other = appoint(
        by=world.duty["administrator"], user=world.duty["member"].user, role="chair",
        province=world.province,
    )  # fmt: skip
    refused("chair_signs", sign_resolution, by=other, resolution=draft)
    seat_member(
        by=world.duty["secretary"], committee=world.committee, seat="vice_chair", name="รองประธาน",
        sector="people", user=other.user,
    )  # fmt: skip
    assert sign_resolution(by=other, resolution=draft).signed_by.seat == "vice_chair"


def test_signature_of_any_other_seat_is_refused_by_the_database(world, draft):
    secretary = world.committee.members.get(seat="secretary")
    breaks(
        "I7",
        "UPDATE offices_resolution SET signed_by_id = %s, signed_at = '2026-10-06' WHERE id = %s",
        secretary.pk, draft.pk,
    )  # fmt: skip
    with pytest.raises(IntegrityError), transaction.atomic():
        Resolution.objects.create(
            committee=world.committee, meeting_number=9, year_be=2569, item_number=1, title="ก",
            text="ข", decided_on=date(2026, 10, 1), drafted_by=world.duty["secretary"],
            signed_by=secretary, signed_at="2026-10-06T00:00:00Z",
        )  # fmt: skip


def test_text_changed_after_it_was_read_is_not_signed(world, draft):
    change_resolution(
        by=world.duty["secretary"], resolution=draft, title="เปลี่ยน", text="ไม่เห็นชอบ", version=0
    )
    refused("stale", sign_resolution, by=world.duty["chair"], resolution=draft, version=0)
    assert Resolution.objects.get(pk=draft.pk).signed_at is None


def test_sign_queue_holds_only_what_waits_for_this_signature(world, draft):
    assert list(sign_queue(world.duty["chair"])) == [draft]
    assert list(sign_queue(world.other["chair"])) == []
    sign_resolution(by=world.duty["chair"], resolution=draft)
    assert list(sign_queue(world.duty["chair"])) == []
