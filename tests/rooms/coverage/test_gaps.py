"""Gaps: one a key, always owned or accepted with a reason, plugged by rule alone (R62, I14)."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from kuea.core.problems import Refusal
from kuea.coverage import actions
from kuea.coverage.models import Gap, TambonCoverage
from kuea.offices.models import Resolution
from tests.cases import make_case, make_need, make_offer, make_search, sign_forum
from tests.world import make_duty


def refusal(code):
    return pytest.raises(Refusal, match=f"^{code}:")


@pytest.fixture
def gap(world):
    world.case = make_case(world, "waiting")
    world.need = make_need(world, world.case)
    actions.recompute([world.tambon.code])
    return Gap.objects.get(kind="d_no_match")


def take_up(world, gap, by="host_coordinator", action="ชวนช่างในหมู่บ้าน"):
    return actions.take_up_gap(gap=gap, by=world.duty[by], action=action)


def accept(world, gap, by="chair", **facts):
    told = {"resolution": world.resolution, "reason": "รองบประมาณปีหน้า"}
    return actions.accept_gap(gap=gap, by=world.duty[by], **{**told, **facts})


def test_gap_is_owned_by_the_host_of_its_case(world, gap):
    assert (gap.owner, gap.case, gap.need) == (
        world.duty["host_coordinator"], world.case, world.need,
    )  # fmt: skip
    assert gap.due_on == timezone.localdate() + timedelta(days=30)


def test_gap_is_due_at_the_milestone_when_it_comes_sooner(world):
    world.edition.d_day = timezone.localdate() - timedelta(
        days=80
    )  # three months end in some ten days
    world.edition.save()
    actions.recompute([world.tambon.code])
    due = Gap.objects.filter(kind="a_not_searched").first().due_on
    assert timezone.localdate() < due < timezone.localdate() + timedelta(days=30)


def test_province_sets_its_own_days(world):
    world.province.changed_limits = {"gap_days": 5}
    world.province.save()
    actions.recompute([world.tambon.code])
    due = set(Gap.objects.values_list("due_on", flat=True))
    assert due == {timezone.localdate() + timedelta(days=5)}


def test_recomputing_again_opens_nothing_twice(world, gap):
    before = list(Gap.objects.order_by("pk").values())
    actions.recompute([world.tambon.code])
    assert list(Gap.objects.order_by("pk").values()) == before


def test_gap_is_plugged_when_its_rule_no_longer_holds(world, gap):
    offer = make_offer(world)
    actions.recompute([world.tambon.code])
    assert not Gap.objects.filter(kind="f_capacity_short", state="open").exists()
    match = actions.suggest_match(need=world.need, offer=offer, by=world.duty["host_coordinator"])
    for step, by in (
        ("offer", "host_coordinator"),
        ("accept", "giver"),
        ("agree", "host_coordinator"),
    ):
        assert Gap.objects.get(pk=gap.pk).state == "open"
        match = getattr(actions, f"{step}_match")(match=match, by=world.duty[by])
    plugged = Gap.objects.get(pk=gap.pk)
    assert plugged.state == "plugged"
    assert plugged.plugged_at is not None


def test_gap_opens_again_as_a_new_row_when_help_ends(world, gap):
    test_gap_is_plugged_when_its_rule_no_longer_holds(world, gap)
    match = world.case.matches.get()
    actions.end_match_early(match=match, by=world.duty["host_coordinator"], reason="ช่างป่วย")
    again = Gap.objects.get(kind="d_no_match", state="open")
    assert (again.pk != gap.pk, again.key) == (True, gap.key)


def test_owner_takes_up_a_gap(world, gap):
    taken = take_up(world, gap)
    assert (taken.state, taken.action) == ("being_plugged", "ชวนช่างในหมู่บ้าน")
    actions.recompute([world.tambon.code])
    assert Gap.objects.get(pk=gap.pk).state == "being_plugged"


def test_taking_up_says_what_will_be_done(world, gap):
    with refusal("missing"):
        take_up(world, gap, action=" ")


def test_taking_up_twice_is_refused(world, gap):
    take_up(world, gap)
    with refusal("not_in_this_state"):
        take_up(world, gap, by="secretary")


@pytest.mark.parametrize("role", ["chair", "volunteer", "giver", "local_officer", "ministry"])
def test_other_duties_cannot_take_up(world, gap, role):
    with refusal("not_your_duty"):
        take_up(world, gap, by=role)


def test_another_coordinator_cannot_take_up(world, gap):
    second = make_duty("host_coordinator", world.province, world.host.organisation)
    with refusal("not_your_gap"):
        actions.take_up_gap(gap=gap, by=second, action="ทำเอง")
    with refusal("not_in_your_area"):
        actions.take_up_gap(gap=gap, by=world.other["secretary"], action="ทำเอง")


def test_committee_accepts_with_reason_and_signed_resolution(world, gap):
    accepted = accept(world, gap)
    assert (accepted.state, accepted.resolution) == ("accepted", world.resolution)
    actions.recompute([world.tambon.code])
    assert Gap.objects.get(pk=gap.pk).state == "accepted"
    assert TambonCoverage.objects.get(pk=world.tambon.pk).accepted_gaps == 1


def test_accepted_gap_is_plugged_when_its_rule_no_longer_holds(world, gap):
    accept(world, gap)
    world.need.is_met = True
    world.need.save()
    actions.recompute([world.tambon.code])
    assert Gap.objects.get(pk=gap.pk).state == "plugged"


@pytest.mark.parametrize("role", ["secretary", "member", "host_coordinator"])
def test_only_the_chair_accepts(world, gap, role):
    with refusal("not_your_duty"):
        accept(world, gap, by=role)


def test_acceptance_needs_reason_and_signature(world, gap):
    with refusal("missing"):
        accept(world, gap, reason="")
    draft = Resolution(
        committee=world.committee, meeting_number=2, year_be=2569, item_number=1, title="ร่าง", text="–",
        decided_on=date(2026, 10, 1), drafted_by=world.duty["secretary"],
    )  # fmt: skip
    draft.save()
    with refusal("resolution_needed"):
        accept(world, gap, resolution=draft)


def test_database_refuses_acceptance_without_signed_resolution(world, gap):
    gap.state, gap.accepted_reason = "accepted", "รองบ"
    with pytest.raises(IntegrityError), transaction.atomic():
        gap.save()


@pytest.mark.parametrize("changed", [{"owner": None}, {"due_on": None}])
def test_database_refuses_a_gap_without_owner_or_date(world, gap, changed):
    for name, value in changed.items():
        setattr(gap, name, value)
    with pytest.raises(IntegrityError), transaction.atomic():
        gap.save()


def test_database_refuses_two_open_gaps_of_one_key(world, gap):
    gap.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        gap.save()


def test_committee_takes_its_acceptance_back(world, gap):
    accept(world, gap)
    assert actions.reopen_gap(gap=gap, by=world.duty["chair"], reason="มีงบแล้ว").state == "open"


def test_gap_changes_hands_when_its_owner_leaves(world, gap):
    take_up(world, gap)
    second = make_duty("host_coordinator", world.province, world.host.organisation)
    world.duty["host_coordinator"].ended_at = timezone.now()
    world.duty["host_coordinator"].save()
    actions.recompute([world.tambon.code])
    assert Gap.objects.get(pk=gap.pk).owner == second


def test_tambon_goes_all_the_way_and_back(world):
    """uncovered → assigned → searched → verified → covered with an accepted gap → covered → back (4.3)."""
    case = make_case(world, "waiting", village=world.villages[0])
    need = make_need(world, case)
    code = world.tambon.code

    def state():
        actions.recompute([code])
        return TambonCoverage.objects.get(pk=code).state

    assert state() == "assigned"
    for village in world.villages:
        make_search(world, village)
    assert state() == "verified"
    gap = Gap.objects.get(kind="d_no_match")
    accept(world, gap)
    assert state() == "covered"
    assert TambonCoverage.objects.get(pk=code).accepted_gaps == 1
    need.is_met = True
    need.save()
    assert (state(), TambonCoverage.objects.get(pk=code).accepted_gaps) == ("covered", 0)
    make_search(world, world.villages[1], "open")
    assert state() == "assigned"


def test_late_first_help_keeps_the_tambon_mapped(world):
    case = make_case(world, "waiting", existing_care="ลูกหลาน")
    for village in world.villages:
        make_search(world, village)
    case.registered_at = timezone.now() - timedelta(days=15)
    case.save()
    actions.recompute([world.tambon.code])
    assert TambonCoverage.objects.get(pk=world.tambon.code).state == "mapped"
    assert Gap.objects.get(kind="e_care_overdue").case == case


def test_tambon_without_forum_stays_searched(world):
    for village in world.villages:
        make_search(world, village)
    actions.recompute([world.tambon.code])
    assert TambonCoverage.objects.get(pk=world.tambon.code).state == "searched"
    sign_forum(world)
    actions.recompute([world.tambon.code])
    assert TambonCoverage.objects.get(pk=world.tambon.code).state == "covered"


def seal(case):
    type(case).objects.filter(pk=case.pk).update(is_sealed=True)


def test_sealed_need_has_its_own_gap_and_speaks_in_none_of_the_place(world):
    """«Somebody of this group lives here and nobody cares for them» would tell of the one who is sealed."""
    case = make_case(world, "waiting")
    make_need(world, case)
    actions.recompute([world.tambon.code])
    of_the_place = Gap.objects.filter(kind__in=["c_no_carer", "f_capacity_short"])
    assert of_the_place.filter(state="open").exists()
    seal(case)
    actions.recompute([world.tambon.code])
    assert not of_the_place.filter(state="open").exists()
    assert Gap.objects.get(kind="d_no_match", state="open").case == case
    assert not Gap.objects.visible_to(world.duty["member"]).filter(case=case).exists()


def test_gap_accepted_before_its_case_was_sealed_is_counted_nowhere(world, gap):
    accept(world, gap)
    actions.recompute([world.tambon.code])
    row = TambonCoverage.objects.get(pk=world.tambon.code)
    assert (row.accepted_gaps, row.counts["accepted_needs"]) == (1, 1)
    seal(world.case)
    actions.recompute([world.tambon.code])
    row.refresh_from_db()
    assert (row.accepted_gaps, row.counts["accepted_needs"]) == (0, 0)
