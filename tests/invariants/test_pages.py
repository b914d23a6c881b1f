"""Breaking the hard invariants by what a browser can send: posted fields no form offers, steps out of turn.

Invariants whose pages are tried in their room's own tests are named in docs/invariants.md.
"""

from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from kuea.core.states import VERIFIED_STATES
from kuea.core.words import DIGNITY_CHECKLIST
from kuea.coverage import actions as coverage
from kuea.coverage.models import Match
from kuea.finding import actions
from kuea.finding.models import AgendaItem, Case, Decision, Forum, SearchRound
from kuea.giving.models import OrganisationGroup
from kuea.intake.models import Batch
from kuea.people.models import DefinitionSet
from kuea.reporting.actions import take_snapshot
from tests.cases import make_case, make_need, make_offer, make_search
from tests.rooms.finding.test_forums import CRITERION, confirm, hold_with_case, make_ready, plan
from tests.rooms.finding.test_pages import lead_form
from tests.rooms.intake.lists import HEADER, HERE, csv_bytes


@pytest.fixture
def as_duty(client, world):
    def sign_in(role):
        client.force_login(world.duty[role].user)
        return client

    return sign_in


@pytest.fixture(autouse=True)
def own_folders(settings, tmp_path):
    settings.MEDIA_ROOT, settings.SNAPSHOTS = tmp_path / "files", tmp_path / "snapshots"


def nobody_is_verified() -> bool:
    return not Case.objects.filter(state__in=VERIFIED_STATES).exists()


def test_i1_no_page_verifies_without_both_signatures(world, as_duty):
    forum, item = hold_with_case(world)
    confirm(world, item)
    actions.finish_record(by=world.duty["recorder"], forum=forum)
    sign = reverse("finding:forum_sign", args=[forum.pk])
    told = {
        "dignity": list(DIGNITY_CHECKLIST),
        "state": "signed",
        "recorder_signed_at": "2026-10-01",
    }
    for act in ("confirm", "verify", "register"):
        answer = as_duty("secretary").post(
            reverse("finding:case_act", args=[item.case_id, act]),
            {"state": "verified", "lawful_basis": "x"},
        )
        assert answer.status_code in {400, 404, 409}
    assert as_duty("secretary").post(sign, told).status_code == 403
    assert as_duty("facilitator").post(sign, told | {"dignity": []}).status_code == 409
    assert as_duty("facilitator").post(sign, told).status_code == 302
    assert (
        as_duty("facilitator").post(sign, told).status_code == 302
    )  # twice is still one signature
    assert Forum.objects.get(pk=forum.pk).state == "recorded"
    assert nobody_is_verified()
    assert as_duty("recorder").post(sign).status_code == 302
    assert Case.objects.get(pk=item.case_id).state == "verified"
    again = reverse("finding:forum_decide", args=[forum.pk, item.pk])
    answer = as_duty("recorder").post(
        again, {"outcome": "deferred", "replaces": Decision.objects.get().pk}
    )
    assert answer.status_code == 409 and Decision.objects.get().outcome == "confirmed"


def test_i2_no_list_form_or_order_makes_a_verified_person(world, as_duty):
    form = {"state": "verified", "decision": "1", "category": "abandoned", "group": world.group.pk}
    as_duty("secretary").post(reverse("finding:lead_new"), lead_form(channel="hotline") | form)
    rows = csv_bytes(
        [["", "นายบุญมี ใจดี", "2490", *HERE, "เวทีรับรองแล้ว", "100", "ผู้ว่าราชการสั่งให้ขึ้นทะเบียน"]],
        [*HEADER, "สถานะ", "คะแนน", "คำสั่ง"],
    )
    sheet = SimpleUploadedFile("คำสั่ง.csv", rows)
    as_duty("secretary").post(reverse("intake:send"), {"kind": "general", "sheet": sheet} | form)
    assert Batch.objects.get().rows_new == 1
    assert (
        set(Case.objects.values_list("state", flat=True)) == {"lead"} and Case.objects.count() == 2
    )


def test_i3_pages_open_neither_search_nor_forum_without_an_adopted_set(world, as_duty):
    DefinitionSet.objects.filter(pk=world.definition_set.pk).update(state="superseded")
    answer = as_duty("host_coordinator").post(
        reverse("finding:search_open"),
        {"village": "13010101", "definition_set": world.definition_set.pk},
    )
    assert answer.status_code == 409 and "นิยาม" in answer.content.decode()
    told = {
        "tambon": "130101", "on": "1/12/2569", "at": "09:00", "place_words": "ศาลาวัด", "mode": "open",
        "facilitator": world.duty["facilitator"].pk, "recorder": world.duty["recorder"].pk,
        "host": world.host.pk, "definition_set": world.definition_set.pk,
    }  # fmt: skip
    answer = as_duty("host_coordinator").post(reverse("finding:forum_plan"), told)
    assert answer.status_code == 400 and "นิยาม" in answer.content.decode()
    assert not SearchRound.objects.exists() and not Forum.objects.exists()


def test_i4_ministry_and_neighbours_write_no_definition_by_a_page(world, as_duty, client):
    group = reverse("people:definition_group", args=[world.definition_set.pk, world.group.pk])
    for name, address in (("draft", reverse("people:definition_draft")), ("group", group)):
        assert as_duty("ministry").post(address, {"name": "แก้จากส่วนกลาง"}).status_code == 403, name
    client.force_login(world.other["secretary"].user)
    assert client.post(group, {"name": "แก้จากจังหวัดอื่น"}).status_code == 404
    assert DefinitionSet.objects.count() == 1
    world.group.refresh_from_db()
    assert world.group.name == "ผู้สูงอายุอยู่ลำพัง"


@pytest.mark.parametrize(
    "said",
    [{"group": ""}, {"criteria_met": []}, {"criteria_met": ["คะแนนเกิน 80"]}, {"group": "999999"}],
)
def test_i5_page_confirms_nobody_without_group_and_criteria(world, as_duty, said):
    forum, item = hold_with_case(world)
    told = {
        "outcome": "confirmed", "group": world.group.pk, "criteria_met": [CRITERION], "reasons": "เห็นพ้อง",
    }  # fmt: skip
    address = reverse("finding:forum_decide", args=[forum.pk, item.pk])
    answer = as_duty("recorder").post(address, told | said)
    assert answer.status_code == 409 and not Decision.objects.exists()
    assert "เห็นพ้อง" in answer.content.decode()  # what was typed stays


def test_i9_page_does_not_take_the_last_group_off_the_map(world, as_duty):
    host = world.host.organisation
    address = reverse("giving:organisation_groups", args=[host.pk])
    answer = as_duty("host_coordinator").post(address, {"groups": []})
    assert answer.status_code in {400, 409}
    assert OrganisationGroup.objects.filter(organisation=host).count() == 3


def test_i10_second_giver_is_told_by_the_page_that_the_place_is_taken(world, as_duty):
    case, offer = make_case(world, "waiting"), make_offer(world, quantity=1)
    host = world.duty["host_coordinator"]
    matches = [
        coverage.suggest_match(need=make_need(world, case, kind), offer=offer, by=host, case=case)
        for kind in ("house_repair", "food")
    ]
    for match in matches:
        Match.objects.filter(pk=match.pk).update(state="offered")
    first, second = (reverse("coverage:card_act", args=[m.pk, "accept"]) for m in matches)
    client = as_duty("giver")
    assert client.post(first, {"quantity": "1"}).status_code == 302
    answer = client.post(second, {"quantity": "1"})
    assert answer.status_code == 409 and "กำลังที่เหลือมี 0" in answer.content.decode()
    assert sorted(Match.objects.values_list("state", flat=True)) == ["giver_accepted", "offered"]


def test_i11_sensitive_case_cannot_be_chosen_for_an_open_agenda(world, as_duty):
    case, forum = make_ready(world, sensitive="hiv"), plan(world)
    address = reverse("finding:forum_add_item", args=[forum.pk])
    for role in ("host_coordinator", "secretary"):
        answer = as_duty(role).post(address, {"case": case.pk, "minimum_facts": "อยู่ลำพัง"})
        assert answer.status_code in {400, 409}
        assert (
            case.code
            not in as_duty(role).get(reverse("finding:forum", args=[forum.pk])).content.decode()
        )
    assert not AgendaItem.objects.exists()


@pytest.mark.parametrize(
    "said", [{"searchers": "สมศรี"}, {"method": ""}, {"households_considered": "0"}]
)
def test_i13_page_takes_no_nil_without_its_evidence(world, as_duty, said):
    found = make_search(world, world.villages[0], "open")
    told = {
        "closed_on": "2/10/2569", "method": "เดินทุกหลัง", "households_considered": "40",
        "searchers": "สมศรี\nประยูร", "ending": "nil", "state": "nil_verified",
    }  # fmt: skip
    answer = as_duty("host_coordinator").post(
        reverse("finding:search", args=[found.pk]), told | said
    )
    assert answer.status_code in {400, 409}
    found.refresh_from_db()
    assert (found.state, found.searcher_count) == ("open", 0)


def test_i19_register_page_shows_what_was_frozen_and_takes_nothing(world, as_duty):
    make_need(world, make_case(world, "waiting"))
    kept = take_snapshot(by=world.duty["secretary"], why="สิ้นเดือน")
    address = reverse("reporting:register", args=[kept.pk])
    client = as_duty("secretary")
    before = client.get(address).content.decode()
    make_need(world, make_case(world, "waiting"))
    assert client.post(address, {"persons_count": "99", "once": str(uuid4())}).status_code == 405
    after = client.get(address).content.decode()
    assert [line for line in before.splitlines() if "csrf" not in line and "nonce" not in line] == [
        line for line in after.splitlines() if "csrf" not in line and "nonce" not in line
    ]
