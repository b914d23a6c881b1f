"""Invariants tried through actions, where no room's own tests do (docs/invariants.md names the others)."""

import pytest
from django.utils import timezone

from kuea.care.actions import accept_transfer, reopen_case, transfer_case
from kuea.core.problems import Refusal
from kuea.core.states import OWNED_STATES
from kuea.coverage import actions as coverage
from kuea.finding import actions
from kuea.finding.models import Case
from kuea.giving.models import HostNetwork
from tests.cases import make_case
from tests.rooms.care.test_care import care
from tests.rooms.finding.story import second_host


def everybody_has_an_active_owner() -> bool:
    away = HostNetwork.objects.filter(state__in=["paused", "ended"]).values("organisation_id")
    owned = Case.objects.filter(state__in=OWNED_STATES)
    return not owned.filter(interim_owner=None, host__in=away).exists()


def leave(world, verb):
    """The lead host of the first tambon rests or ends with no open case in its hands."""
    by = world.duty["secretary"]
    return getattr(coverage, f"{verb}_host")(
        host=HostNetwork.objects.get(pk=world.host.pk), by=by, reason="ไม่มีแรง"
    )


@pytest.mark.parametrize("verb", ["pause", "end"])
def test_i16_case_that_comes_back_after_its_host_left_has_an_owner(world, verb):
    declined, closed = make_case(world, "waiting"), make_case(world, "waiting")
    actions.decline_case(by=world.duty["host_coordinator"], case=declined)
    care(world, closed)
    Case.objects.filter(pk=closed.pk).update(
        state="closed", closed_reason="moved_away", closed_at=timezone.now()
    )
    leave(world, verb)
    secretary = world.duty["secretary"]
    back = actions.come_back(by=secretary, case=Case.objects.get(pk=declined.pk))
    again = reopen_case(by=secretary, case=Case.objects.get(pk=closed.pk), reason="กลับมาอยู่บ้านเดิม")
    assert (back.interim_owner, again.interim_owner) == (secretary, secretary)
    assert everybody_has_an_active_owner()


def test_i16_host_does_not_leave_somebody_whose_transfer_was_not_accepted(world):
    case = make_case(world, "waiting")
    care(world, case)
    other, receiver = second_host(world)
    asked = transfer_case(
        case=Case.objects.get(pk=case.pk), by=world.duty["host_coordinator"], to_host=other,
        to_tambon=world.other_tambon, reason="ย้ายบ้าน",
    )  # fmt: skip
    with pytest.raises(Refusal) as said:
        leave(world, "end")
    assert said.value.code == "handover_first"
    Case.objects.filter(pk=case.pk).update(interim_owner=world.duty["secretary"])
    HostNetwork.objects.filter(organisation=other).update(state="paused")
    with pytest.raises(Refusal) as said:
        accept_transfer(transfer=asked, by=receiver)
    assert said.value.code == "host_not_active"
    assert everybody_has_an_active_owner()
