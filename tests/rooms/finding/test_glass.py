"""Break-glass: one case, one hour, a reason, a second person; and nothing else opens with it."""

from datetime import timedelta

import pytest
import time_machine
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone

from kuea.core.privacy import ERASED
from kuea.core.problems import Refusal
from kuea.core.words import Role
from kuea.finding.actions.erasing import erase_case, erase_everywhere
from kuea.finding.actions.glass import MOST_A_DAY, break_glass, review_glass
from kuea.finding.glass_queries import count_glass
from kuea.finding.models import Case, GlassGrant, GlassReview
from kuea.ledger.models import Event
from kuea.offices.models import Duty
from kuea.people.models import Person
from kuea.reporting.desks import read_desk
from tests.rooms.finding.story import again, raise_one, visit_one
from tests.world import make_duty, make_organisation

WHY = "มีควันจากบ้าน ต้องรู้ว่ามีผู้ป่วยติดเตียงหรือไม่"


@pytest.fixture
def stranger(world):
    """A coordinator of another host of the same province."""
    other = make_organisation(world.province, "กลุ่มบ้านโน้น", "civil_society", world.other_tambon)
    return make_duty("host_coordinator", world.province, other)


def open_it(by, case, **given):
    told = {"code": case.code, "purpose": "life_in_danger", "reason": WHY} | given
    return break_glass(by=by, **told)


def test_stranger_opens_one_case_for_one_hour_and_nothing_more(world, stranger, client):
    case, other = visit_one(world), raise_one(world, name="นายทอง มีสุข").case
    grant = open_it(stranger, case)
    assert _open(stranger) == [case.pk]
    assert _open(world.duty["secretary"]) == []
    client.force_login(stranger.user)
    page = client.get(reverse("finding:glass_file", args=[grant.pk]))
    assert page.status_code == 200 and "บุญมี" in page.content.decode()
    # no list, no search, no act, no other case
    assert not Case.objects.visible_to(stranger).exists()
    assert not Person.objects.visible_to(stranger).exists()
    assert client.get(reverse("finding:case", args=[case.pk])).status_code == 404
    assert client.get(reverse("finding:case", args=[other.pk])).status_code == 404
    assert "บุญมี" not in client.get(reverse("finding:leads")).content.decode()
    event = Event.objects.get(verb="read.glass")
    assert (event.subject_id, event.duty_id, event.data["grant"]) == (
        str(case.pk),
        stranger.pk,
        grant.pk,
    )
    with time_machine.travel(timezone.now() + timedelta(minutes=61), tick=False):
        assert _open(stranger) == []
        client.force_login(stranger.user)
        assert client.get(reverse("finding:glass_file", args=[grant.pk])).status_code == 403


def test_glass_of_one_opens_nothing_for_another(world, stranger, client):
    grant = open_it(stranger, visit_one(world))
    for duty in (world.duty["host_coordinator"], world.duty["secretary"], world.other["secretary"]):
        client.force_login(duty.user)
        assert client.get(reverse("finding:glass_file", args=[grant.pk])).status_code == 404
    client.force_login(world.duty["chair"].user)
    assert client.get(reverse("finding:glass_file", args=[grant.pk])).status_code == 403


def test_ended_duty_keeps_no_glass(world, stranger):
    open_it(stranger, visit_one(world))
    Duty.objects.filter(pk=stranger.pk).update(ended_at=timezone.now())
    assert _open(stranger) == []


def test_secretary_not_named_on_a_sealed_case_breaks_the_glass_before_the_chair(world):
    case = raise_one(world, sensitive="violence").case
    assert again(case).is_sealed
    late = make_duty("secretary", world.province)
    assert not Case.objects.visible_to(late).exists()
    grant = open_it(late, case)
    assert grant.second_role == Role.CHAIR
    tiles = {tile.url: tile.number for part in read_desk(world.duty["chair"]) for tile in part}
    assert tiles[reverse("finding:glass")] == 1
    assert not Case.objects.visible_to(late).exists()


def test_second_person_is_told_at_once_and_reviews_what_was_opened(world, stranger, client):
    case = visit_one(world)
    grant = open_it(stranger, case)
    secretary = world.duty["secretary"]
    tiles = {tile.url: tile for part in read_desk(secretary) for tile in part}
    assert tiles[reverse("finding:glass")].number == 1
    client.force_login(stranger.user)
    client.get(reverse("finding:glass_file", args=[grant.pk]))
    client.force_login(secretary.user)
    page = client.get(reverse("finding:glass_one", args=[grant.pk])).content.decode()
    assert WHY in page and case.code in page and "บุญมี" not in page and "เปิดแฟ้มฉุกเฉิน" in page
    told = {"outcome": "justified", "words": "ไฟไหม้จริง ช่วยออกมาได้"}
    assert client.post(reverse("finding:glass_one", args=[grant.pk]), told).status_code == 302
    assert count_glass(world.province.code).waiting == 0
    with pytest.raises(Refusal) as no:
        review_glass(by=secretary, grant=grant, outcome="justified", words="อีกครั้ง")
    assert no.value.code == "glass_reviewed"


def test_nobody_reviews_their_own_glass_not_even_under_another_duty(world, stranger):
    grant = open_it(stranger, visit_one(world))
    both = Duty.objects.create(user=stranger.user, role="secretary", province=world.province)
    with pytest.raises(Refusal) as no:
        review_glass(by=both, grant=grant, outcome="justified", words="เห็นสมควร")
    assert no.value.code == "glass_not_yours"
    with pytest.raises(DatabaseError), transaction.atomic():
        GlassReview.objects.create(grant=grant, outcome="justified", words="ลัด", by=both)
    with pytest.raises(Refusal):
        review_glass(by=world.other["secretary"], grant=grant, outcome="justified", words="x")


def test_review_that_is_not_done_in_seven_days_is_counted_late(world, stranger):
    grant = open_it(stranger, visit_one(world))
    assert (grant.review_by_on - timezone.localdate(grant.opened_at)).days == 7
    assert count_glass(world.province.code).late == 0
    with time_machine.travel(timezone.now() + timedelta(days=8), tick=False):
        found = count_glass(world.province.code)
        assert (found.opened, found.waiting, found.late) == (1, 1, 1)


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"reason": "ด่วน"}, "glass_reason"), ({"purpose": "curious"}, "missing"),
        ({"code": "ไม่มีรหัสนี้"}, "not_in_your_area"),
    ],
)  # fmt: skip
def test_glass_is_not_broken_without_reason_purpose_and_code(world, stranger, given, code):
    case = visit_one(world)
    with pytest.raises(Refusal) as no:
        open_it(stranger, case, **given)
    assert no.value.code == code and not GlassGrant.objects.exists()


def test_glass_is_for_those_who_may_and_do_not_see_the_case(world, stranger):
    case = visit_one(world)
    for role in ("volunteer", "chair", "giver", "recorder", "administrator"):
        with pytest.raises(Refusal) as no:
            open_it(world.duty[role], case)
        assert no.value.code == "not_your_duty"
    with pytest.raises(Refusal) as no:
        open_it(world.duty["host_coordinator"], case)
    assert no.value.code == "glass_not_needed"
    with pytest.raises(Refusal) as no:  # a case of another province is not there
        open_it(world.other["secretary"], case)
    assert no.value.code == "not_in_your_area"


def test_same_form_twice_is_one_glass_and_three_a_day_are_enough(world, stranger):
    cases = [
        raise_one(world, name=name).case for name in ("นางก แก้ว", "นายข ขวัญ", "นางค คำ", "นายง งาม")
    ]
    first = open_it(stranger, cases[0], form_key="one")
    assert open_it(stranger, cases[0], form_key="one") == first
    assert open_it(stranger, cases[0]) == first  # still open
    for case in cases[1:MOST_A_DAY]:
        open_it(stranger, case)
    with pytest.raises(Refusal) as no:
        open_it(stranger, cases[3])
    assert no.value.code == "glass_too_many"


def test_without_a_second_person_nothing_is_opened(world, stranger):
    case = visit_one(world)
    Duty.objects.filter(role__in=["secretary", "chair"]).update(ended_at=timezone.now())
    with pytest.raises(Refusal) as no:
        open_it(stranger, case)
    assert no.value.code == "glass_no_second"


def test_grants_and_reviews_are_never_changed(world, stranger):
    grant = open_it(stranger, visit_one(world))
    with pytest.raises(DatabaseError), transaction.atomic():
        GlassGrant.objects.filter(pk=grant.pk).update(until=timezone.now() + timedelta(days=9))
    with pytest.raises(DatabaseError), transaction.atomic():
        grant.delete()


def test_erasing_a_case_empties_the_words_of_its_glass_but_never_before_the_review(world, stranger):
    case, reviewed = visit_one(world), raise_one(world, name="นายทอง มีสุข").case
    grant, other, by = open_it(stranger, case), open_it(stranger, reviewed), world.duty["secretary"]
    told = {"outcome": "justified", "words": "ไปดูแล้ว มีควันจริง"}
    erase_everywhere(by=by, person=case.person, why="request")
    grant.refresh_from_db()
    assert grant.reason == WHY  # the second person still has to read it
    review_glass(by=by, grant=grant, **told)
    review_glass(by=by, grant=other, **told)
    other.refresh_from_db()
    assert other.reason == WHY
    erase_case(by=by, case=reviewed, why="notice_clock")
    for each in (grant, other):
        each = GlassGrant.objects.get(pk=each.pk)
        assert (each.reason, each.review.words) == (ERASED, ERASED)
        assert (each.purpose, each.review.outcome) == ("life_in_danger", "justified")


def test_form_breaks_the_glass_and_keeps_the_reason_out_of_the_ledger(world, stranger, client):
    case = visit_one(world)
    client.force_login(stranger.user)
    page = client.get(reverse("finding:glass"))
    sent = {
        "code": case.code, "purpose": "life_in_danger", "reason": WHY, "understood": "on",
        "once": page.context["form"]["once"].value(),
    }  # fmt: skip
    answer = client.post(reverse("finding:glass"), sent)
    grant = GlassGrant.objects.get()
    assert answer.url == reverse("finding:glass_file", args=[grant.pk])
    event = Event.objects.get(verb="glass.break")
    assert event.data == {"case": case.pk, "purpose": "life_in_danger", "role": "secretary"}
    refused = client.post(reverse("finding:glass"), sent | {"understood": "", "once": ""})
    assert refused.status_code == 400


def _open(duty):
    return list(GlassGrant.objects.open_now().filter(duty=duty).values_list("case_id", flat=True))
