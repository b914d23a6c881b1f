"""Dividing tambon and groups among hosts: proposed, accepted by the host, confirmed by resolution (R61)."""

from collections.abc import Iterable
from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone

from kuea.core.problems import Refusal
from kuea.core.states import ASSIGNMENT
from kuea.core.thai import normalise
from kuea.core.words import Role
from kuea.giving.models import AreaAssignment, HostNetwork
from kuea.giving.queries import groups_in_use
from kuea.ledger.actions import record
from kuea.offices.models import Duty, Place, Resolution
from kuea.offices.ports import gather_changes, tambon_changed
from kuea.offices.scope import lock_fresh, require_province, require_role, require_signed

DIVIDERS = (Role.SECRETARY, Role.CHAIR, Role.MEMBER, Role.HOST_COORDINATOR)


def propose_assignment(
    *, by: Duty, host: HostNetwork, place: Place, group_code: str = "", is_lead: bool = True
) -> AreaAssignment:
    """Ask a host to care for a tambon or village and one group, or every group (code "").

    Proposing what is already on its way gives the earlier row. Raises `Refusal`: lead_taken,
    place_not_here, group_unknown.
    """
    require_role(by, *DIVIDERS)
    _require_own(by, host)
    province = host.organisation.province
    if host.state in {"ended", "declined"}:
        raise Refusal("not_in_this_state")
    known_level = place.level in {Place.Level.TAMBON, Place.Level.VILLAGE}
    if not known_level or place.valid_to or not place.code.startswith(province.code):
        raise Refusal("place_not_here")
    if group_code and group_code not in {group.code for group in groups_in_use(province)}:
        raise Refusal("group_unknown", group=group_code)
    with transaction.atomic():
        cell = AreaAssignment.objects.filter(place=place, group_code=group_code)
        before = cell.filter(host=host).exclude(state="ended").first()
        if before is not None:
            return before
        if is_lead:
            _require_free_cell(cell)
        assignment = AreaAssignment.objects.create(
            host=host, place=place, group_code=group_code, is_lead=is_lead, proposed_by=by
        )
        _tell("propose", assignment, by)
    return assignment


def accept_assignment(*, by: Duty, assignment: AreaAssignment) -> AreaAssignment:
    """The host takes it on, within the groups it declared. Raises `Refusal`: outside_groups."""
    require_role(by, Role.HOST_COORDINATOR)
    with transaction.atomic():
        fresh = _lock(by, assignment)
        after = ASSIGNMENT.next(fresh.state, "accept")
        _require_declared(fresh)
        fresh.state = after
        fresh.save()
        _tell("accept", fresh, by)
    return fresh


def accept_assignments(*, by: Duty, assignments: Iterable[AreaAssignment]) -> list[AreaAssignment]:
    """Several at once: all of them, or none."""
    with transaction.atomic():
        return [accept_assignment(by=by, assignment=assignment) for assignment in assignments]


def propose_assignments(
    *,
    by: Duty,
    host: HostNetwork,
    places: Iterable[Place],
    group_codes: Iterable[str] = (),
    is_lead: bool = True,
) -> list[AreaAssignment]:
    """Every place with every group named (none named: every group): all of them, or none."""
    with transaction.atomic():
        codes = list(group_codes) or [""]
        return [
            propose_assignment(by=by, host=host, place=place, group_code=code, is_lead=is_lead)
            for place in places
            for code in codes
        ]


def confirm_assignment(
    *,
    by: Duty,
    assignment: AreaAssignment,
    resolution: Resolution | None,
    from_on: date | None = None,
) -> AreaAssignment:
    """In force by a resolution the civic chair signed (I7); one lead a cell. Raises: lead_taken."""
    require_role(by, Role.SECRETARY, Role.CHAIR)
    with transaction.atomic():
        fresh = _lock(by, assignment)
        after = ASSIGNMENT.next(fresh.state, "confirm")
        signed = require_signed(resolution, by.province_id)
        cell = AreaAssignment.objects.filter(place=fresh.place_id, group_code=fresh.group_code)
        if fresh.is_lead:
            _require_free_cell(cell.exclude(pk=fresh.pk))
        fresh.state, fresh.resolution = after, signed
        fresh.from_on = from_on or timezone.localdate()
        try:
            with transaction.atomic():
                fresh.save()
        except IntegrityError as taken:  # two officers confirmed two leads at once
            raise Refusal("lead_taken") from taken
        _tell("confirm", fresh, by, resolution=signed.pk)
        tambon_changed(fresh.place_id[:6])
    return fresh


def confirm_assignments(
    *, by: Duty, assignments: Iterable[AreaAssignment], resolution: Resolution | None
) -> list[AreaAssignment]:
    """The whole division by one resolution: all of them, or none."""
    with transaction.atomic(), gather_changes():
        return [
            confirm_assignment(by=by, assignment=assignment, resolution=resolution)
            for assignment in assignments
        ]


def end_assignment(*, by: Duty, assignment: AreaAssignment, reason: str) -> AreaAssignment:
    """Give it back. A current lead's cell becomes a gap the same moment."""
    require_role(by, Role.SECRETARY, Role.CHAIR, Role.HOST_COORDINATOR)
    with transaction.atomic():
        fresh = _lock(by, assignment)
        was_current = fresh.state == "current"
        fresh.state = ASSIGNMENT.next(fresh.state, "end")
        if not normalise(reason):
            raise Refusal("missing", fields="เหตุผล")
        fresh.end_reason, fresh.to_on = normalise(reason)[:300], timezone.localdate()
        fresh.save()
        _tell("end", fresh, by)
        if was_current:
            tambon_changed(fresh.place_id[:6])
    return fresh


def _require_own(by: Duty, host: HostNetwork) -> None:
    require_province(by, host.organisation.province_id)
    if by.role == Role.HOST_COORDINATOR and by.organisation_id != host.pk:
        raise Refusal("not_in_your_area")


def _lock(by: Duty, assignment: AreaAssignment) -> AreaAssignment:
    fresh = lock_fresh(assignment)
    _require_own(by, fresh.host)
    return fresh


def _require_free_cell(cell) -> None:
    if cell.filter(state="current", is_lead=True).exists():
        raise Refusal("lead_taken")


def _require_declared(assignment: AreaAssignment) -> None:
    """Every group only by a host that declared every group in use: the grid promises no more than the host."""
    organisation = assignment.host.organisation
    declared = set(organisation.serves.values_list("group_code", flat=True))
    in_use = {group.code: group.name for group in groups_in_use(organisation.province)}
    wanted = {assignment.group_code} if assignment.group_code else set(in_use)
    lacking = sorted(wanted - declared)
    if lacking or not declared:
        names = " · ".join(in_use.get(code, code) for code in lacking) or "–"
        raise Refusal("outside_groups", fields=names)


def _tell(verb: str, assignment: AreaAssignment, by: Duty, **data: object) -> None:
    record(
        f"assignment.{verb}",
        assignment,
        duty_id=by.pk,
        province_code=assignment.host.organisation.province_id,
        host=assignment.host_id,
        place=assignment.place_id,
        group=assignment.group_code,
        **data,
    )
