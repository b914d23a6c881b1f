"""Who owns a gap: the coordinator of the host that leads there, else the province's secretary (I14)."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Q

from kuea.core.gap_rules import WantedGap
from kuea.core.words import GapKind, Role
from kuea.finding.models import Case
from kuea.giving.models import AreaAssignment
from kuea.offices.models import Duty, Province

_LAST_RESORT = (Role.SECRETARY, Role.CHAIR, Role.SYSTEM)


@dataclass(frozen=True)
class Owners:
    """Ids of duties. `current` are all that may own something now."""

    current: frozenset[int]
    by_cell: dict[tuple[str, str], int]  # (place, group) → coordinator
    by_place: dict[str, int]  # place → coordinator of any group there
    by_case: dict[int, int]
    office: int | None

    def of(self, gap: WantedGap) -> int | None:
        """The duty that should own this gap."""
        if gap.kind == GapKind.NO_HOST:
            return self.office
        if gap.case_id:
            return self.by_case.get(gap.case_id, self.office)
        for place in filter(None, (gap.village, gap.tambon)):
            for group in (gap.group_code, ""):
                if (place, group) in self.by_cell:
                    return self.by_cell[place, group]
            if place in self.by_place:
                return self.by_place[place]
        return self.office


def read_owners(province: Province, tambon_codes: Collection[str]) -> Owners:
    """Owners for gaps of these tambon, in three queries."""
    duties = list(Duty.objects.current().filter(province=province).order_by("pk"))
    coordinator = {
        duty.organisation_id: duty.pk
        for duty in reversed(duties)
        if duty.role == Role.HOST_COORDINATOR
    }
    by_cell: dict[tuple[str, str], int] = {}
    by_place: dict[str, int] = {}
    rows = AreaAssignment.objects.filter(
        Q(place_id__in=tambon_codes) | Q(place__parent_id__in=tambon_codes),
        state="current",
        is_lead=True,
        host__state="active",
        host__organisation__province=province,
    )
    for place, group, host in rows.order_by("-pk").values_list("place_id", "group_code", "host_id"):
        if host in coordinator:
            by_cell[place, group] = by_place[place] = coordinator[host]
    current = frozenset(duty.pk for duty in duties)
    office = _office_of(duties)
    by_case = {}
    for case, host, interim in Case.objects.filter(
        province=province, tambon_id__in=tambon_codes
    ).values_list("pk", "host_id", "interim_owner_id"):
        owner = interim if interim in current else coordinator.get(host, office)
        if owner is not None:
            by_case[case] = owner
    return Owners(current, by_cell, by_place, by_case, office)


def _office_of(duties: list[Duty]) -> int | None:
    """The secretary; before there is one, whoever holds the province's first duty, so that no gap is ownerless."""
    for role in _LAST_RESORT:
        for duty in duties:
            if duty.role == role:
                return duty.pk
    return duties[0].pk if duties else None
