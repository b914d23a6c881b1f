"""The province's directory of organisations: who is there already, and with what strength (R53, R66)."""

from typing import Any

from django.db import transaction

from kuea.core.problems import Refusal
from kuea.core.thai import normalise
from kuea.core.words import Role, Sector
from kuea.ledger.actions import record
from kuea.offices.models import Duty, Organisation
from kuea.offices.queries import organisation_key
from kuea.offices.scope import lock_fresh, require_province, require_role

WRITTEN = (
    "name", "sector", "kind_th", "leader_name", "telephone", "is_own_host", "host", "address_place",
    "address_text", "volunteer_count", "counted_on", "existing_since_be", "does_already",
)  # fmt: skip
"""What an organisation's card holds; the four capacity fields are leader, host, address, volunteers."""


def add_organisation(
    *, by: Duty, name: str, sector: Sector | str, form_key: str | None = None, **written: Any
) -> Organisation:
    """Enter an organisation once. Search before: the very same name is refused (R66).

    Raises `Refusal`: not_your_duty, missing, organisation_known, not_in_your_area.
    """
    require_role(by, Role.SECRETARY, Role.HOST_COORDINATOR, Role.LOCAL_OFFICER)
    _require_known_fields(written)
    with transaction.atomic():
        sent = Organisation.objects.filter(form_key=form_key).first() if form_key else None
        if sent is not None:
            return sent
        organisation = Organisation(province_id=by.province_id, form_key=form_key)
        _fill(organisation, {"name": name, "sector": sector, **written})
        organisation.save()
        _tell("add", organisation, by)
    return organisation


def change_organisation(
    *, by: Duty, organisation: Organisation, version: int | None = None, **written: Any
) -> Organisation:
    """Right an organisation's card: the office any of its province, others their own.

    Raises `Refusal`: not_your_duty, not_in_your_area, stale, organisation_known, groups_needed.
    """
    require_role(by, Role.SECRETARY, Role.HOST_COORDINATOR, Role.GIVER)
    require_province(by, organisation.province_id)
    if by.role != Role.SECRETARY and by.organisation_id != organisation.pk:
        raise Refusal("not_in_your_area")
    _require_known_fields(written)
    with transaction.atomic():
        fresh = lock_fresh(organisation, version)
        before = {name: getattr(fresh, name) for name in written}
        _fill(fresh, written)
        if fresh.is_on_map and missing_capacity(fresh):
            raise Refusal("groups_needed")
        fresh.version += 1
        fresh.save()
        changed = [name for name in written if before[name] != getattr(fresh, name)]
        _tell("change", fresh, by, fields=changed)
    return fresh


def missing_capacity(organisation: Organisation) -> list[str]:
    """Which of the four capacity fields are empty (I9)."""
    has_host = organisation.is_own_host or organisation.host_id
    has_strength = organisation.volunteer_count is not None and organisation.counted_on
    fields = {
        "leader_name": organisation.leader_name,
        "host": has_host,
        "address_place": organisation.address_place_id,
        "volunteer_count": has_strength,
    }
    return [name for name, value in fields.items() if not value]


def _require_known_fields(written: dict[str, Any]) -> None:
    unknown = set(written) - set(WRITTEN)
    if unknown:
        raise TypeError(f"an organisation has no {', '.join(sorted(unknown))}")


def _fill(organisation: Organisation, written: dict[str, Any]) -> None:
    for name, value in written.items():
        setattr(organisation, name, value.strip() if isinstance(value, str) else value)
    organisation.name = normalise(organisation.name).strip()
    organisation.name_key = organisation_key(organisation.name)[:200]
    if not organisation.name_key:
        raise Refusal("missing", fields="ชื่อองค์กร")
    organisation.sector = Sector(organisation.sector)
    _require_inside(organisation)
    same = Organisation.objects.filter(
        province_id=organisation.province_id, name_key=organisation.name_key
    )
    if same.exclude(pk=organisation.pk).exists():
        raise Refusal("organisation_known")


def _require_inside(organisation: Organisation) -> None:
    """The host and the address lie in the same province (I17)."""
    host = organisation.host
    if host is not None and (host.province_id != organisation.province_id or host == organisation):
        raise Refusal("not_in_your_area")
    place = organisation.address_place_id
    if place and place[:2] != organisation.province_id:
        raise Refusal("not_in_your_area")


def _tell(verb: str, organisation: Organisation, by: Duty, **data: object) -> None:
    record(
        f"organisation.{verb}", organisation, duty_id=by.pk,
        province_code=organisation.province_id, **data,
    )  # fmt: skip
