"""A host pauses, resumes, ends: no case is left without an owner, villages become gaps the same day (I16)."""

import pytest
from django.db import IntegrityError, transaction

from kuea.core.problems import Refusal
from kuea.coverage import actions
from kuea.coverage.models import Gap, TambonCoverage
from kuea.finding.models import Case
from kuea.giving.models import HostNetwork
from tests.cases import make_case
from tests.world import make_duty, make_host


def refusal(code):
    return pytest.raises(Refusal, match=f"^{code}:")


@pytest.fixture
def other_host(world):
    return make_host(
        world.province, "แม่ข่ายบ้านใหม่", world.other_tambon, world.duty["secretary"], world.resolution
    )


@pytest.fixture
def cases(world):
    return [make_case(world, "waiting"), make_case(world, "waiting")]


def test_pausing_without_an_owner_for_every_case_is_refused(world, cases):
    with refusal("handover_first"):
        actions.pause_host(host=world.host, by=world.duty["host_coordinator"], reason="น้ำท่วม")
    assert HostNetwork.objects.get(pk=world.host.pk).state == "active"


def test_pausing_names_an_interim_owner_and_opens_gaps(world, cases):
    actions.recompute([world.tambon.code])
    actions.pause_host(
        host=world.host, by=world.duty["host_coordinator"], reason="น้ำท่วม",
        interim_owner=world.duty["secretary"],
    )  # fmt: skip
    assert {case.interim_owner for case in Case.objects.all()} == {world.duty["secretary"]}
    assert TambonCoverage.objects.get(pk=world.tambon.pk).state == "uncovered"
    hostless = Gap.objects.get(kind="b_no_host", tambon=world.tambon, state="open")
    assert hostless.owner == world.duty["secretary"]
    assert {gap.owner for gap in Gap.objects.filter(kind="d_no_match", state="open")} == {
        world.duty["secretary"]
    }


def test_resuming_gives_the_cases_back_and_plugs_the_gap(world, cases):
    actions.pause_host(
        host=world.host, by=world.duty["secretary"], reason="น้ำท่วม",
        interim_owner=world.duty["secretary"],
    )  # fmt: skip
    actions.resume_host(host=world.host, by=world.duty["host_coordinator"], reason="น้ำลดแล้ว")
    assert not Case.objects.exclude(interim_owner=None).exists()
    assert Gap.objects.get(kind="b_no_host", tambon=world.tambon).state == "plugged"
    assert TambonCoverage.objects.get(pk=world.tambon.pk).state == "assigned"


def test_each_case_may_go_to_its_own_new_host_when_pausing(world, cases, other_host):
    actions.pause_host(
        host=world.host, by=world.duty["secretary"], reason="น้ำท่วม",
        new_hosts={cases[0].pk: other_host.organisation}, interim_owner=world.duty["secretary"],
    )  # fmt: skip
    first, second = Case.objects.order_by("pk")
    assert (first.host, first.interim_owner) == (other_host.organisation, None)
    assert (second.host, second.interim_owner) == (world.host.organisation, world.duty["secretary"])


def test_ending_without_a_new_host_is_refused(world, cases, other_host):
    with refusal("handover_first"):
        actions.end_host(
            host=world.host, by=world.duty["secretary"], reason="ย้ายไป",
            new_hosts={cases[0].pk: other_host.organisation},
        )  # fmt: skip
    assert HostNetwork.objects.get(pk=world.host.pk).state == "active"
    assert set(Case.objects.values_list("host_id", flat=True)) == {world.host.pk}


def test_ending_hands_every_case_over(world, cases, other_host):
    actions.end_host(
        host=world.host,
        by=world.duty["secretary"],
        reason="ย้ายไป",
        new_host=other_host.organisation,
    )
    assert set(Case.objects.values_list("host_id", flat=True)) == {other_host.pk}
    assert HostNetwork.objects.get(pk=world.host.pk).state == "ended"


def test_new_host_must_be_active_in_the_province(world, cases, other_host):
    other_host.state = "paused"
    other_host.save()
    with refusal("no_host_there"):
        actions.end_host(
            host=world.host, by=world.duty["secretary"], reason="ย้ายไป",
            new_host=other_host.organisation,
        )  # fmt: skip


def test_interim_owner_is_not_the_resting_host_itself(world, cases):
    with refusal("handover_first"):
        actions.pause_host(
            host=world.host, by=world.duty["secretary"], reason="น้ำท่วม",
            interim_owner=world.duty["host_coordinator"],
        )  # fmt: skip


def test_stranger_cannot_pause_a_host(world, other_host):
    stranger = make_duty("host_coordinator", world.province, other_host.organisation)
    with refusal("not_in_your_area"):
        actions.pause_host(host=world.host, by=stranger, reason="–")
    with refusal("not_in_your_area"):
        actions.pause_host(host=world.host, by=world.other["secretary"], reason="–")
    with refusal("not_your_duty"):
        actions.pause_host(host=world.host, by=world.duty["volunteer"], reason="–")


@pytest.mark.parametrize("state", ["paused", "ended"])
def test_database_refuses_a_host_that_leaves_cases_behind(world, cases, state):
    world.host.state = state
    with pytest.raises(IntegrityError, match="I16"), transaction.atomic():
        world.host.save()


def test_database_refuses_a_case_without_owner(world, cases):
    cases[0].host = cases[0].interim_owner = None
    with pytest.raises(IntegrityError), transaction.atomic():
        cases[0].save()
