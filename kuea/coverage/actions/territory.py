"""A division becomes proposals: hosts take them or not, the committee confirms (R61)."""

from collections.abc import Mapping

from django.db import transaction

from kuea.core.words import Role
from kuea.giving.actions import propose_assignment
from kuea.giving.models import AreaAssignment, HostNetwork
from kuea.offices.models import Duty, Place
from kuea.offices.scope import require_role


def propose_territories(*, by: Duty, holders: Mapping[str, int]) -> list[AreaAssignment]:
    """Ask each host (organisation id) to lead its tambon for every group. All of them, or none.

    Left as it is: a tambon that somebody leads for every group, or was asked to. Whoever leads is never asked to
    give back by this.
    """
    require_role(by, Role.SECRETARY)
    with transaction.atomic():
        taken = AreaAssignment.objects.visible_to(by).filter(group_code="", is_lead=True)
        free = set(holders) - set(taken.exclude(state="ended").values_list("place_id", flat=True))
        hosts = HostNetwork.objects.visible_to(by).filter(state="active").in_bulk()
        places = Place.objects.filter(pk__in=free).order_by("pk")
        return [
            propose_assignment(by=by, host=hosts[holders[place.pk]], place=place)
            for place in places
            if holders[place.pk] in hosts
        ]
