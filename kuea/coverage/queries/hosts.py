"""Hosts that can take over from another."""

from django.db.models import QuerySet

from kuea.core.words import Role
from kuea.giving.models import HostNetwork
from kuea.offices.models import Duty, Organisation


def active_hosts(province_code: str) -> QuerySet[Organisation]:
    """Organisations whose host network is active in the province."""
    return Organisation.objects.filter(
        province_id=province_code, host_network__state="active"
    ).order_by("name")


def interim_owners(host: HostNetwork) -> QuerySet[Duty]:
    """Who may answer for the cases of a resting host: the secretariat, coordinators of other active hosts."""
    province = host.organisation.province_id
    duties = Duty.objects.current().filter(
        province_id=province, role__in=[Role.SECRETARY, Role.HOST_COORDINATOR]
    )
    others = active_hosts(province).exclude(pk=host.pk)
    offices = duties.filter(role=Role.SECRETARY)
    return (
        (offices | duties.filter(organisation__in=others))
        .select_related("user", "organisation")
        .order_by("-role", "pk")
    )
