"""Pages of coverage: what each duty sees, what a giver never sees, acts by forms (I10, I14, I16, A40)."""

import re

import pytest
from django.urls import reverse

from kuea.coverage import actions
from kuea.coverage.models import Gap, Match
from kuea.finding.models import Case
from kuea.giving.models import HostNetwork
from tests.cases import make_case, make_need, make_offer
from tests.world import make_duty, make_host, make_organisation

TOKEN = re.compile(r"csrfmiddlewaretoken\S* value=\S+")


def sign_in(client, duty):
    client.force_login(duty.user)
    return client


@pytest.fixture
def case(world):
    case = make_case(world, "waiting", code="PTT-2569-00042")
    case.person.given_name, case.person.family_name = "บัวลอย", "ใจเย็นยิ่ง"
    case.person.save()
    world.need = make_need(world, case)
    world.need.own_words = "บ้านเลขที่ 99/7 โทร 0812345678 หลังคารั่ว"
    world.need.save()
    world.offer = make_offer(world)
    actions.recompute([world.tambon.code, world.other_tambon.code])
    return case


def names_receiver(page):
    text = page.content.decode()
    tells = ["บัวลอย", "ใจเย็นยิ่ง", "PTT-2569-00042", "99/7", "0812345678", "หมู่ที่ 1"]
    return [word for word in tells if word in text]


def run_to(world, case, *steps):
    match = actions.suggest_match(
        need=world.need, offer=world.offer, by=world.duty["host_coordinator"], case=case
    )
    for step in steps:
        by = world.duty["giver" if step == "accept" else "host_coordinator"]
        match = getattr(actions, f"{step}_match")(match=match, by=by)
    return match


@pytest.mark.parametrize("steps", [["offer"], ["offer", "accept"]])
def test_giver_page_names_nobody_before_the_receiver_agreed(world, client, case, steps):
    match = run_to(world, case, *steps)
    sign_in(client, world.duty["giver"])
    for url in (reverse("coverage:cards"), reverse("coverage:card", args=[match.pk])):
        page = client.get(url)
        assert (page.status_code, names_receiver(page)) == (200, [])
        assert "ซ่อมแซมบ้าน" in page.content.decode()


def test_giver_page_names_the_receiver_after_agreement_and_no_longer_after_the_end(
    world, client, case
):
    match = run_to(world, case, "offer", "accept", "agree")
    url = reverse("coverage:card", args=[match.pk])
    sign_in(client, world.duty["giver"])
    assert names_receiver(client.get(url)) == ["บัวลอย", "ใจเย็นยิ่ง", "หมู่ที่ 1"]
    actions.end_match_early(match=match, by=world.duty["giver"], reason="ย้าย")
    assert names_receiver(client.get(url)) == []


def test_giver_does_not_see_a_card_before_it_is_offered(world, client, case):
    match = run_to(world, case)
    page = sign_in(client, world.duty["giver"]).get(reverse("coverage:card", args=[match.pk]))
    assert page.status_code == 404


def test_other_giver_does_not_find_the_card(world, client, case):
    match = run_to(world, case, "offer")
    other = make_duty(
        "giver",
        world.province,
        make_organisation(world.province, "อีกร้าน", "business", world.tambon),
    )
    sign_in(client, other)
    assert client.get(reverse("coverage:card", args=[match.pk])).status_code == 404
    assert client.post(reverse("coverage:card_act", args=[match.pk, "accept"])).status_code == 404


def test_giver_accepts_by_the_page(world, client, case):
    match = run_to(world, case, "offer")
    page = sign_in(client, world.duty["giver"]).post(
        reverse("coverage:card_act", args=[match.pk, "accept"])
    )
    assert page.status_code == 302
    assert Match.objects.get(pk=match.pk).state == "giver_accepted"


def test_giver_cannot_agree_for_the_receiver_by_the_page(world, client, case):
    match = run_to(world, case, "offer", "accept")
    client = sign_in(client, world.duty["giver"])
    url = reverse("coverage:card_act", args=[match.pk, "agree"])
    assert client.post(url, {"may_tell_name": "on", "agreed_how": "–"}).status_code == 404
    url = reverse("coverage:match_act", args=[match.pk, "agree"])
    assert client.post(url, {"may_tell_name": "on", "agreed_how": "–"}).status_code == 403


def test_later_acceptance_by_page_is_told_what_is_left(world, client, case):
    world.offer.quantity = 1
    world.offer.save()
    run_to(world, case, "offer", "accept")
    world.need = make_need(world, case)
    with pytest.raises(Exception, match="capacity_exceeded"):
        run_to(world, case, "offer")


def test_host_finds_givers_and_invites_one(world, client, case):
    sign_in(client, world.duty["host_coordinator"])
    assert "ซ่อมแซมบ้าน" in client.get(reverse("coverage:embrace")).content.decode()
    url = reverse("coverage:givers", args=[case.pk, world.need.pk])
    assert "ร้านวัสดุก่อสร้างใจดี" in client.get(url).content.decode()
    page = client.post(url, {"offer": world.offer.pk, "quantity": 1}, follow=True)
    assert page.status_code == 200
    assert Match.objects.get().state == "offered"


def test_host_records_agreement_by_the_page(world, client, case):
    match = run_to(world, case, "offer", "accept")
    sign_in(client, world.duty["host_coordinator"])
    url = reverse("coverage:match_act", args=[match.pk, "agree"])
    assert client.post(url, {"agreed_how": "ยังลังเล"}).status_code == 409  # without leave to tell
    assert Match.objects.get().state == "giver_accepted"
    assert client.post(url, {"may_tell_name": "on", "agreed_how": "ที่บ้าน"}).status_code == 302
    assert Case.objects.get(pk=case.pk).state == "matched"


def test_need_of_another_case_is_not_found(world, client, case):
    other = make_case(world, "waiting")
    page = sign_in(client, world.duty["host_coordinator"]).get(
        reverse("coverage:givers", args=[other.pk, world.need.pk])
    )
    assert page.status_code == 404


def test_sealed_case_is_not_on_the_page_of_those_not_named(world, client, case):
    case.is_sealed = True
    case.save()
    actions.recompute([world.tambon.code])
    sign_in(client, world.duty["host_coordinator"])
    assert names_receiver(client.get(reverse("coverage:embrace"))) == []
    assert client.get(reverse("coverage:givers", args=[case.pk, world.need.pk])).status_code == 404
    assert names_receiver(client.get(reverse("coverage:gaps"))) == ["หมู่ที่ 1"]


@pytest.mark.parametrize(
    "role", ["secretary", "chair", "member", "host_coordinator", "local_officer"]
)
def test_gap_list_names_no_person(world, client, case, role):
    sign_in(client, world.duty[role])
    for name in ("coverage:gaps", "coverage:gaps_paper"):
        page = client.get(reverse(name))
        assert page.status_code == 200
        assert not {"บัวลอย", "ใจเย็นยิ่ง", "99/7"} & set(names_receiver(page))


@pytest.mark.parametrize("role", ["volunteer", "giver", "facilitator", "ministry", "administrator"])
def test_gap_list_is_not_for_other_duties(world, client, case, role):
    assert sign_in(client, world.duty[role]).get(reverse("coverage:gaps")).status_code == 403


def test_gap_list_is_filtered(world, client, case):
    sign_in(client, world.duty["secretary"])
    page = client.get(reverse("coverage:gaps"), {"kind": "b_no_host"})
    assert [row.kind for row in page.context["rows"]] == ["พื้นที่ที่รอแม่ข่าย"]
    page = client.get(reverse("coverage:gaps"), {"tambon": world.other_tambon.code})
    assert {gap.tambon_id for gap in page.context["page"]} == {world.other_tambon.code}
    mine = client.get(reverse("coverage:gaps"), {"mine": "1"}).context["page"]
    assert {gap.owner for gap in mine} == {world.duty["secretary"]}
    odd = client.get(reverse("coverage:gaps"), {"tambon": "999999", "kind": "x", "state": "y"})
    assert odd.status_code == 200


def test_gap_list_query_count_does_not_grow(world, client, case, django_assert_max_num_queries):
    sign_in(client, world.duty["secretary"])
    for _ in range(12):
        make_need(world, case, kind="food")
    actions.recompute([world.tambon.code])
    with django_assert_max_num_queries(20):
        client.get(reverse("coverage:gaps"))


def test_owner_takes_up_a_gap_by_the_page(world, client, case):
    gap = Gap.objects.get(kind="d_no_match")
    url = reverse("coverage:gap_act", args=[gap.pk, "take_up"])
    sign_in(client, world.duty["host_coordinator"])
    assert client.post(url, {"action": ""}).status_code == 400
    assert client.post(url, {"action": "ชวนช่างในหมู่บ้านวันเสาร์"}).status_code == 302
    assert Gap.objects.get(pk=gap.pk).state == "being_plugged"


def test_chair_accepts_a_gap_by_the_page_only_with_a_signed_resolution(world, client, case):
    gap = Gap.objects.get(kind="d_no_match")
    url = reverse("coverage:gap_act", args=[gap.pk, "accept"])
    sign_in(client, world.duty["secretary"])
    told = {"resolution": world.resolution.pk, "reason": "รองบปีหน้า"}
    assert client.post(url, told).status_code == 403
    client.logout()
    sign_in(client, world.duty["chair"])
    assert client.post(url, {"reason": "รองบปีหน้า"}).status_code == 400
    assert client.post(url, told).status_code == 302
    assert Gap.objects.get(pk=gap.pk).state == "accepted"


def test_pausing_by_the_page_needs_an_owner_for_each_case(world, client, case):
    sign_in(client, world.duty["host_coordinator"])
    url = reverse("coverage:pause_host", args=[world.host.pk])
    assert "PTT-2569-00042" in client.get(url).content.decode()
    assert client.post(url, {"reason": "พักฟื้น"}).status_code == 400
    assert HostNetwork.objects.get(pk=world.host.pk).state == "active"
    told = {"reason": "พักฟื้น", "interim_owner": world.duty["secretary"].pk}
    assert client.post(url, told).status_code == 302
    assert Case.objects.get(pk=case.pk).interim_owner == world.duty["secretary"]


@pytest.mark.parametrize("decision", ["pause_host", "end_host"])
def test_leaving_host_does_not_count_its_sealed_cases(world, client, case, decision):
    """Every case in sight has its new host: whether another is left may not be told by question or by refusal."""
    make_host(
        world.province, "ชมรมบ้านใหม่", world.other_tambon, world.duty["secretary"], world.resolution
    )
    sign_in(client, world.duty["host_coordinator"])
    url = reverse(f"coverage:{decision}", args=[world.host.pk])
    Case.objects.filter(pk=case.pk).update(is_sealed=True)
    pages = []
    for host in (world.host.organisation, None):
        Case.objects.filter(pk=case.pk).update(host=host, interim_owner=world.duty["secretary"])
        answers = (client.get(url), client.post(url, {"reason": "เลิกทำ"}))
        pages.append([(a.status_code, a.content.decode().split("<main")[1]) for a in answers])
    with_one, with_none = [[(code, TOKEN.sub("", page)) for code, page in one] for one in pages]
    assert with_one == with_none and with_one[1][0] == 400


def test_other_province_finds_nothing(world, client, case):
    match = run_to(world, case, "offer")
    gap = Gap.objects.filter(tambon=world.tambon).first()
    sign_in(client, world.other["secretary"])
    for name, pk in (("match", match.pk), ("gap", gap.pk), ("pause_host", world.host.pk)):
        assert client.get(reverse(f"coverage:{name}", args=[pk])).status_code == 404
