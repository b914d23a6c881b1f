"""What is known of a host, and which organisations are like a name that somebody wrote."""

from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils import timezone
from rapidfuzz import fuzz, process

from kuea.core.thai import comparison_key
from kuea.giving.models import HostNetwork
from kuea.offices.models import Duty, Organisation

LIKENESS = 72  # below this two Thai names share little more than «กลุ่ม» or «ชมรม»


@dataclass(frozen=True)
class HostFacts:
    """What each step of 4.2 asks for; true means it is there."""

    leader: bool
    own_host: bool
    address: bool
    volunteers: bool
    existing_since: bool
    groups: bool
    areas_proposed: bool
    contact: bool
    resolution: bool
    agreement: bool
    trained: bool
    area_accepted: bool

    @property
    def four_fields(self) -> bool:
        return self.leader and self.own_host and self.address and self.volunteers


def host_facts(host: HostNetwork) -> HostFacts:
    """Read for the checklist and for the actions alike, so that they never disagree."""
    organisation = host.organisation
    states = set(
        host.assignments.exclude(state="ended").values_list("state", flat=True),
    )
    return HostFacts(
        leader=bool(organisation.leader_name),
        own_host=organisation.is_own_host or organisation.host_id is not None,
        address=organisation.address_place_id is not None,
        volunteers=organisation.volunteer_count is not None and organisation.counted_on is not None,
        existing_since=organisation.existing_since_be is not None,
        groups=organisation.serves.exists(),
        areas_proposed=bool(states),
        contact=host.contact_confirmed_on is not None,
        resolution=host.resolution_id is not None,
        agreement=host.agreements.in_force(timezone.localdate()).exists(),
        trained=host.coordinator_trained_on is not None,
        area_accepted=bool(states & {"accepted", "current"}),
    )


def search_organisations(duty: Duty, words: str, limit: int = 12) -> list[Organisation]:
    """Organisations of the duty's province whose name is like `words`, the likest first (R35, R66)."""
    key = comparison_key(words)
    if not key:
        return []
    names = {
        pk: comparison_key(name)
        for pk, name in Organisation.objects.visible_to(duty).values_list("pk", "name")
    }
    found = process.extract(
        key, names, scorer=fuzz.partial_ratio, score_cutoff=LIKENESS, limit=limit
    )
    rows = Organisation.objects.select_related("host_network", "address_place").in_bulk(
        [pk for _, _, pk in found]
    )
    return [rows[pk] for _, _, pk in found]


def active_volunteers_of(organisation: Organisation) -> QuerySet[Duty]:
    """Duties of the host's own volunteers who are at work (R65)."""
    return Duty.objects.current().filter(
        volunteer__host_id=organisation.pk, volunteer__state="active"
    )
