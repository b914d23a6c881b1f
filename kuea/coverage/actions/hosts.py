"""A host rests, comes back or leaves: every open case keeps an owner, in one decision (I16, 4.2)."""

from collections.abc import Mapping

from django.db import transaction

from kuea.core.problems import Refusal
from kuea.core.states import HOST
from kuea.core.words import Role
from kuea.coverage.actions.drafting import replan_after_commit
from kuea.finding.actions.handovers import (
    cases_held_by,
    give_back_to_host,
    hand_over_cases,
    keep_in_the_interim,
    withdraw_offers,
)
from kuea.finding.models import Case
from kuea.giving.actions import set_host_state
from kuea.giving.models import HostNetwork
from kuea.offices.models import Duty, Organisation
from kuea.offices.ports import gather_changes
from kuea.offices.scope import lock_fresh, require_province, require_role

_MAY_PAUSE = (Role.HOST_COORDINATOR, Role.SECRETARY)
_MAY_END = (Role.HOST_COORDINATOR, Role.SECRETARY, Role.CHAIR)


def pause_host(
    *,
    host: HostNetwork,
    by: Duty,
    reason: str,
    interim_owner: Duty | None = None,
    new_hosts: Mapping[int, Organisation] | None = None,
) -> HostNetwork:
    """The host rests. Each open case goes to its new host, the others to the interim owner.

    `new_hosts` is case id → organisation. Its villages become gaps in the same moment.
    Raises `Refusal`: handover_first when a case would have no owner, no_host_there, missing.
    """
    with transaction.atomic(), gather_changes():
        organisation = _lock(host, by, "pause", _MAY_PAUSE)
        left = _hand_over(organisation, by, new_hosts or {})
        if left and interim_owner is None:
            raise Refusal("handover_first")
        if left and interim_owner is not None:
            _require_other(interim_owner, organisation)
            keep_in_the_interim(by=by, host=organisation, owner=interim_owner)
        withdraw_offers(by=by, host=organisation)
        replan_after_commit(organisation.province_id)
        return set_host_state(by=by, host=host, decision="pause", reason=reason)


def resume_host(*, host: HostNetwork, by: Duty, reason: str) -> HostNetwork:
    """The host is back and answers for its own cases again."""
    with transaction.atomic(), gather_changes():
        organisation = _lock(host, by, "resume", _MAY_PAUSE)
        moved = set_host_state(by=by, host=host, decision="resume", reason=reason)
        give_back_to_host(by=by, host=organisation)
        return moved


def end_host(
    *,
    host: HostNetwork,
    by: Duty,
    reason: str,
    new_host: Organisation | None = None,
    new_hosts: Mapping[int, Organisation] | None = None,
) -> HostNetwork:
    """The host leaves; another active host has each of its open cases first (I16).

    `new_host` takes every case that `new_hosts` (case id → organisation) does not name.
    Raises `Refusal`: handover_first, no_host_there, missing.
    """
    with transaction.atomic(), gather_changes():
        organisation = _lock(host, by, "end", _MAY_END)
        left = _hand_over(organisation, by, new_hosts or {})
        if left and new_host is None:
            raise Refusal("handover_first")
        if left and new_host is not None:
            hand_over_cases(by=by, host=organisation, to=new_host)
        withdraw_offers(by=by, host=organisation)
        replan_after_commit(organisation.province_id)
        return set_host_state(by=by, host=host, decision="end", reason=reason)


def _lock(host: HostNetwork, by: Duty, decision: str, roles: tuple[Role, ...]) -> Organisation:
    require_role(by, *roles)
    fresh = lock_fresh(host)
    require_province(by, fresh.organisation.province_id)
    if by.role == Role.HOST_COORDINATOR and by.organisation_id != fresh.pk:
        raise Refusal("not_in_your_area")
    HOST.next(fresh.state, decision)
    return fresh.organisation


def _hand_over(host: Organisation, by: Duty, new_hosts: Mapping[int, Organisation]) -> int:
    """Give the named cases to their new hosts; returns how many of the host's open cases are left."""
    to: dict[Organisation, list[Case]] = {}
    for case in cases_held_by(host).filter(pk__in=new_hosts):
        to.setdefault(new_hosts[case.pk], []).append(case)
    for organisation, cases in to.items():
        hand_over_cases(by=by, host=host, to=organisation, cases=cases)
    return cases_held_by(host).count()


def _require_other(owner: Duty, host: Organisation) -> None:
    """The interim owner is a present duty outside the resting host."""
    if owner.is_over or owner.organisation_id == host.pk:
        raise Refusal("handover_first")
