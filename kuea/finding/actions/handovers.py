"""When a host pauses, resumes or ends: no case is left without an owner (I16). Coverage calls these."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import QuerySet

from kuea.core.problems import Refusal
from kuea.core.states import OWNED_STATES
from kuea.core.words import Role
from kuea.finding.actions.sealing import secretaries_of
from kuea.finding.models import Case
from kuea.finding.path import note_step
from kuea.finding.ports import active_hosts_of
from kuea.offices.models import Duty, Organisation
from kuea.offices.ports import gather_changes, tambon_changed
from kuea.offices.scope import require_province, require_role


def cases_held_by(host: Organisation) -> QuerySet[Case]:
    """Cases that need an owner and have this host."""
    return Case.objects.filter(host=host, state__in=OWNED_STATES)


def keep_in_the_interim(*, by: Duty, host: Organisation, owner: Duty) -> int:
    """While the host rests, `owner` answers for each of its cases; they stay the host's."""
    _require_may(by, host)
    require_role(owner, Role.SECRETARY, Role.HOST_COORDINATOR)
    require_province(owner, host.province_id)
    return _change(by, cases_held_by(host), "interim", interim_owner=owner)


def give_back_to_host(*, by: Duty, host: Organisation) -> int:
    """The host is active again and answers for its cases itself."""
    _require_may(by, host)
    held = cases_held_by(host).exclude(interim_owner=None)
    return _change(by, held, "interim", interim_owner=None)


def hand_over_cases(
    *, by: Duty, host: Organisation, to: Organisation, cases: Iterable[Case] | None = None
) -> int:
    """Another active host of the province takes the cases over, all or those given; volunteers are asked anew."""
    _require_may(by, host)
    if to.pk == host.pk or not active_hosts_of(host.province_id).filter(pk=to.pk).exists():
        raise Refusal("no_host_there")
    held = cases_held_by(host)
    if cases is not None:
        held = held.filter(pk__in=[case.pk for case in cases])
    return _change(by, held, "hand_over", host=to, interim_owner=None, volunteer=None)


def withdraw_offers(*, by: Duty, host: Organisation) -> int:
    """Leads offered to a host that no longer takes any go back to the secretariat's tray."""
    _require_may(by, host)
    return _change(by, Case.objects.filter(host=host, state="lead"), "turn_down", host=None)


def owner_on_return(case: Case, by: Duty) -> Duty | None:
    """Who answers for a case that comes back: its host when that is active, else somebody outside it (I16)."""
    if case.host_id and active_hosts_of(case.province_id).filter(pk=case.host_id).exists():
        return None
    if case.interim_owner is not None and case.interim_owner.ended_at is None:
        return case.interim_owner
    if by.organisation_id is None or by.organisation_id != case.host_id:
        return by
    return next(iter(secretaries_of(case.province_id)), by)


def _require_may(by: Duty, host: Organisation) -> None:
    require_role(by, Role.SECRETARY, Role.HOST_COORDINATOR, Role.CHAIR, Role.SYSTEM)
    require_province(by, host.province_id)
    if by.role == Role.HOST_COORDINATOR and by.organisation_id != host.pk:
        raise Refusal("not_in_your_area")


def _change(by: Duty, held: QuerySet[Case], decision: str, **changes: object) -> int:
    with transaction.atomic(), gather_changes():
        cases = list(held.select_for_update())
        for case in cases:
            for name, value in changes.items():
                setattr(case, name, value)
            case.version += 1
            case.save()
            note_step(case, decision, by=by)
            tambon_changed(case.tambon_id)
    return len(cases)
