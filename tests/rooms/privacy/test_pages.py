"""The pages of the room: who may open them, what they show, what a slip answers."""

import pytest
from django.urls import reverse
from django.utils import timezone

from kuea.finding import actions as finding
from kuea.finding.models import Case
from kuea.people.models import Consent
from kuea.privacy import actions
from kuea.privacy.models import Breach, PersonRequest, RetentionRun
from tests.cases import make_case
from tests.rooms.finding.story import raise_one, route_one, visit_one
from tests.rooms.privacy.story import days_later, make_child

ONCE = "7b1f1c9e-7c1a-4d0e-9c4e-0d7f0a1b2c3d"


def sign_in(client, duty):
    client.force_login(duty.user)
    return client


def test_volunteer_takes_a_request_and_the_secretariat_answers_it(world, client):
    case = visit_one(world)
    url = reverse("privacy:request_new")
    asked = {
        "once": ONCE, "kind": "erasure", "who_words": "ยายบุญมี หมู่ 1", "asked_words": "ลบให้หมดเถิด",
        "how": "spoken", "received_on": "25/11/2569",
    }  # fmt: skip
    sign_in(client, world.duty["volunteer"])
    assert client.get(url).status_code == 200
    first, second = client.post(url, asked), client.post(url, asked)
    assert (first.status_code, first.url) == (302, second.url)
    made = PersonRequest.objects.get()
    page = client.get(reverse("privacy:request", args=[made.pk])).content.decode()
    assert "ลบให้หมดเถิด" in page and "บันทึกผล" not in page
    sign_in(client, world.duty["secretary"])
    found = reverse("privacy:request", args=[made.pk]) + "?q=บุญมี"
    assert "นางบุญมี" in client.get(found).content.decode()
    decide = reverse("privacy:request_decide", args=[made.pk])
    assert client.post(decide, {"outcome": "granted", "reason": ""}).status_code == 400
    client.post(
        f"{decide}?q=บุญมี",
        {"outcome": "granted", "reason": "เป็นสิทธิของท่าน", "person": case.person_id},
    )
    client.post(reverse("privacy:request_carry_out", args=[made.pk]))
    made.refresh_from_db()
    assert made.state == "done" and made.person.erased_at is not None
    assert client.get(reverse("privacy:request_letter", args=[made.pk])).status_code == 200
    assert client.get(reverse("privacy:request_copy", args=[made.pk])).status_code == 409


def test_whoever_took_a_request_down_learns_no_name_and_not_who_is_sealed(world, client):
    """The secretariat found whom it is about: the volunteer goes on seeing the words they wrote."""
    case = visit_one(world)
    Case.objects.update(volunteer=None)
    for sealed in (False, True):
        type(case.person).objects.update(is_sealed=sealed)
        case.named_duties.set([world.duty["secretary"]])
        made = actions.receive_request(
            by=world.duty["volunteer"], kind="copy", who_words="ยายคนหนึ่ง", asked_words="ขอดู", how="spoken",
            received_on=timezone.localdate(),
        )  # fmt: skip
        actions.decide_request(
            by=world.duty["secretary"],
            request=made,
            outcome="granted",
            reason="ได้",
            person=case.person,
        )
        answer = sign_in(client, world.duty["volunteer"]).get(
            reverse("privacy:request", args=[made.pk])
        )
        page = answer.content.decode()
        assert answer.status_code == 200
        assert "ยายคนหนึ่ง" in page and "บุญมี" not in page and case.person.code not in page


def test_request_of_another_province_or_of_a_sealed_person_is_not_found(world, client):
    case = raise_one(world, sensitive="violence").case
    made = actions.receive_request(
        by=world.duty["secretary"], kind="copy", asked_words="ขอ", how="paper", person=case.person,
        received_on=timezone.localdate(),
    )  # fmt: skip
    case.named_duties.clear()
    for duty in (world.other["secretary"], world.duty["secretary"], world.duty["volunteer"]):
        if duty == world.duty["secretary"]:
            assert not PersonRequest.objects.visible_to(duty).exists()
        page = sign_in(client, duty).get(reverse("privacy:request", args=[made.pk]))
        assert page.status_code == 404


def test_desk_and_clock_show_the_days_left_before_it_happens(world, client):
    route_one(world)
    with days_later(25):
        sign_in(client, world.duty["host_coordinator"])
        page = client.get(reverse("privacy:clocks")).content.decode()
        assert "บุญมี" in page and "อีก 5 วัน" in page
        desk = client.get(reverse("reporting:home")).content.decode()
        assert "ต้องไปบอกกล่าวเจ้าตัวภายใน 7 วัน" in desk and "เหลือ 5 วัน" in desk
        sign_in(client, world.duty["secretary"])
        assert client.get(reverse("privacy:home")).status_code == 200


def test_queries_of_the_clock_page_do_not_grow(world, client, django_assert_max_num_queries):
    for number in range(12):
        route_one(world, name=f"นายคน ที่{number}")
    with days_later(25):
        sign_in(client, world.duty["host_coordinator"])
        with django_assert_max_num_queries(14):
            client.get(reverse("privacy:clocks"))


def test_consent_is_given_and_withdrawn_by_the_page(world, client):
    case = make_case(world)
    sign_in(client, world.duty["host_coordinator"])
    url = reverse("privacy:consent", args=[case.pk])
    assert client.post(url, {"kind": "photograph", "words": ""}).status_code == 400
    client.post(url, {"kind": "photograph", "words": "ถ่ายได้ ห้ามลงเน็ต"})
    given = Consent.objects.get()
    assert "ห้ามลงเน็ต" in client.get(reverse("finding:case", args=[case.pk])).content.decode()
    client.post(reverse("privacy:withdraw", args=[case.pk, given.pk]))
    given.refresh_from_db()
    assert given.withdrawn_at is not None


def test_guardian_is_blocked_by_the_page_and_the_case_leaves_the_sight_of_others(world, client):
    case = make_case(world)
    make_child(case.person)
    sign_in(client, world.duty["host_coordinator"])
    client.post(
        reverse("privacy:guardian", args=[case.pk]),
        {"name": "พ่อ", "relation": "พ่อ", "scope": ["hear", "consent"]},
    )
    one = case.person.guardians.get()
    client.post(reverse("privacy:block", args=[case.pk, one.pk]), {"reason": "เด็กกลัว"})
    case.refresh_from_db()
    assert case.is_sealed
    sign_in(client, world.duty["secretary"])
    page = client.get(reverse("privacy:case", args=[case.pk])).content.decode()
    assert "ระงับแล้ว" in page and "เป็นเด็ก" in page
    client.post(reverse("privacy:waive", args=[case.pk]), {"reason": "พ่ออยู่ด้วยตลอด"})
    assert Case.objects.get(pk=case.pk).notice_waived_reason == "พ่ออยู่ด้วยตลอด"


def test_breach_is_told_assessed_reported_and_closed_by_the_page(world, client):
    sign_in(client, world.duty["volunteer"])
    sent = {"once": ONCE, "what": "สมุดเยี่ยมหายที่ตลาด", "known_at": "", "happened_at": "เมื่อวาน"}
    assert client.post(reverse("privacy:breach_new"), sent).status_code == 400
    client.post(reverse("privacy:breach_new"), sent | {"happened_at": ""})
    told = Breach.objects.get()
    assert client.get(reverse("privacy:breach_paper", args=[told.pk])).status_code == 403
    sign_in(client, world.duty["secretary"])

    def act(code, **given):
        client.post(reverse("privacy:breach_act", args=[told.pk, code]), given)

    act("assess", risk="risk", people_count="3", measures="ตามหา", data_classes=["D2"])
    now = timezone.localtime()
    stamp = f"{now.day}/{now.month}/{now.year + 543} {now.hour}:{now.minute:02d}"
    act("report", reported_at=stamp)
    act("close", closing_words="ใช้รหัสแทนชื่อในสมุด")
    told.refresh_from_db()
    assert told.state == "closed"
    assert "สมุดเยี่ยมหาย" in client.get(reverse("privacy:breach", args=[told.pk])).content.decode()


def test_retention_is_tried_signed_and_carried_out_by_the_page(world, client):
    finding.set_aside(
        by=world.duty["secretary"], case=raise_one(world, by="secretary").case, reason="ถนน"
    )
    with days_later(182):
        sign_in(client, world.duty["secretary"])
        client.post(reverse("privacy:retention_try"), {"signer": world.duty["chair"].pk})
        run = RetentionRun.objects.get()
        page = reverse("privacy:retention", args=[run.pk])
        assert "ลงนามรายงาน</button>" not in client.get(page).content.decode()
        sign_in(client, world.duty["chair"])
        client.post(reverse("privacy:retention_act", args=[run.pk, "sign"]))
        sign_in(client, world.duty["secretary"])
        client.post(reverse("privacy:retention_act", args=[run.pk, "carry-out"]))
        paper = client.get(page + "?paper").content.decode()
    run.refresh_from_db()
    assert run.state == "done" and f"{run.report.number}/{run.report.year_be}" in paper


@pytest.mark.parametrize("role", ["ministry", "administrator", "giver", "volunteer", "member"])
def test_other_duties_do_not_open_the_desk_of_the_law(world, client, role):
    sign_in(client, world.duty[role])
    for name in ("privacy:home", "privacy:retention_try"):
        assert client.get(reverse(name)).status_code == 403


def test_request_page_opens_whatever_number_the_address_holds(world, client):
    client.force_login(world.duty["secretary"].user)
    for number in ("²", "9" * 400, "-1", "๗"):
        assert client.get(reverse("privacy:request_new"), {"case": number}).status_code == 200


def test_whoever_told_of_a_breach_does_not_read_what_the_office_found(world, client):
    told = actions.tell_breach(
        by=world.duty["volunteer"], what="สมุดเยี่ยมหาย", known_at=timezone.now(), happened_at=None
    )
    actions.assess_breach(
        by=world.duty["secretary"], breach=told, risk="high", people_count=7, measures="แจ้งผู้ถูกทำร้าย",
        data_classes=["D4"],
    )  # fmt: skip
    url = reverse("privacy:breach", args=[told.pk])
    seen = sign_in(client, world.duty["volunteer"]).get(url).content.decode()
    assert "สมุดเยี่ยมหาย" in seen and "แจ้งผู้ถูกทำร้าย" not in seen and "ความเสี่ยง" not in seen
    office = sign_in(client, world.duty["secretary"]).get(url).content.decode()
    assert "แจ้งผู้ถูกทำร้าย" in office


def test_whoever_took_a_request_down_reads_no_reason_about_somebody_gone_from_sight(world, client):
    case = visit_one(world)
    Case.objects.update(volunteer=world.duty["volunteer"])
    made = actions.receive_request(
        by=world.duty["volunteer"], kind="restriction", person=case.person, asked_words="เก็บไว้เฉย ๆ", how="spoken",
        received_on=timezone.localdate(),
    )  # fmt: skip
    actions.decide_request(
        by=world.duty["secretary"], request=made, outcome="granted", reason="เพราะย้ายหนี"
    )
    url = reverse("privacy:request", args=[made.pk])
    assert "บุญมี" in sign_in(client, world.duty["volunteer"]).get(url).content.decode()
    actions.carry_out_request(by=world.duty["secretary"], request=made)
    seen = client.get(url).content.decode()
    assert "บุญมี" not in seen and "เพราะย้ายหนี" not in seen
