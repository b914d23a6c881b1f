"""The capacity side of a tambon: lead hosts, carers of each group, free capacity, the means behind the five ก."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Max, Q, Sum

from kuea.core.limits import Limits
from kuea.core.states import HOLDING_STATES
from kuea.coverage.models import Match
from kuea.finding.models import Forum, ForumAttendance
from kuea.giving.models import (
    AreaAssignment,
    CapacityOffer,
    Fund,
    OrganisationGroup,
    Volunteer,
    VolunteerGroup,
)
from kuea.offices.models import Committee, Province, Resolution


@dataclass
class MeansEvidence:
    """Of one tambon; counts as `core.five_k` names them."""

    groups_with_carer: set[str] = field(default_factory=set)
    free_capacity: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    signed_forums: int = 0
    forum_sectors: int = 0
    active_groups: int = 0
    resting_groups: int = 0
    volunteers_alone: int = 0
    active_funds: int = 0
    resting_funds: int = 0
    active_committees: int = 0
    coming_committees: int = 0
    committee_met_on: date | None = (
        None  # last signed resolution of the tambon's or province's committee
    )


def read_means(
    province: Province, codes: Collection[str], limits: Limits, today: date
) -> dict[str, MeansEvidence]:
    """Evidence by tambon, in a dozen queries however many rows there are."""
    found = {code: MeansEvidence() for code in codes}
    served = _read_hosts(found, province)
    _read_offers(found, province, served, today - timedelta(days=limits.capacity_stale_days))
    _read_forums(found, province)
    _read_volunteers(found, province, today - timedelta(days=limits.volunteer_active_days))
    _read_funds(found, province)
    _read_committees(found, province)
    return found


def _covered(codes: Iterable[str], place: str) -> list[str]:
    """The tambon among `codes` that a place (village, tambon, amphoe or province) touches."""
    return [code for code in codes if code.startswith(place) or place[:6] == code]


def _read_hosts(found: dict[str, MeansEvidence], province: Province) -> dict[int, set[str]]:
    """Carers of each group: organisations on the map that stand or work in the tambon.

    Returns the groups each organisation on the map serves.
    """
    here: dict[int, set[str]] = defaultdict(set)  # organisation → tambon where it works
    rows = AreaAssignment.objects.filter(
        Q(place_id__in=found) | Q(place__parent_id__in=found),
        host__organisation__province=province,
        host__state="active",
        state="current",
    )
    for place, host in rows.values_list("place_id", "host_id"):
        here[host].add(place[:6])
    served: dict[int, set[str]] = defaultdict(set)
    on_map = OrganisationGroup.objects.filter(
        organisation__province=province, organisation__is_on_map=True
    )
    for organisation, address, group in on_map.values_list(
        "organisation_id", "organisation__address_place_id", "group_code"
    ):
        served[organisation].add(group)
        for code in here[organisation] | {(address or "")[:6]}:
            if code in found:
                found[code].groups_with_carer.add(group)
    return served


def _read_offers(
    found: dict[str, MeansEvidence],
    province: Province,
    served: dict[int, set[str]],
    fresh_from: date,
) -> None:
    """Free capacity by kind; capacity not told about for long does not count (I31)."""
    held = dict(
        Match.objects.filter(province=province, state__in=HOLDING_STATES)
        .values("offer_id")
        .annotate(total=Sum("quantity"))
        .values_list("offer_id", "total")
    )
    offers = CapacityOffer.objects.filter(organisation__province=province, is_withdrawn=False)
    counted: set[tuple[int, str]] = set()  # an offer for a tambon and its amphoe is one offer
    for offer in offers.values(
        "pk", "organisation_id", "kind", "groups", "quantity", "as_of", "places"
    ):
        for code in _covered(found, offer["places"] or "–"):
            if (offer["pk"], code) in counted:
                continue
            counted.add((offer["pk"], code))
            here = found[code]
            here.groups_with_carer.update(
                offer["groups"] or served.get(offer["organisation_id"], ())
            )
            if offer["as_of"] >= fresh_from:
                free = offer["quantity"] - held.get(offer["pk"], 0)
                here.free_capacity[offer["kind"]] += max(free, 0)


def _read_forums(found: dict[str, MeansEvidence], province: Province) -> None:
    signed = Forum.objects.filter(
        province=province,
        edition_id=province.edition_id,
        tambon_id__in=found,
        state__in=["signed", "posted"],
    )
    for code, count in (
        signed.values("tambon_id").annotate(n=Count("pk")).values_list("tambon_id", "n")
    ):
        found[code].signed_forums = count
    sectors = ForumAttendance.objects.filter(forum__in=signed).values("forum__tambon_id")
    for code, count in sectors.annotate(n=Count("sector", distinct=True)).values_list(
        "forum__tambon_id", "n"
    ):
        found[code].forum_sectors = count


def _read_volunteers(
    found: dict[str, MeansEvidence], province: Province, active_from: date
) -> None:
    """A group is active when its host is, and it was at work lately or has an active member."""
    groups = VolunteerGroup.objects.filter(
        tambon_id__in=found, host__organisation__province=province
    )
    for row in groups.annotate(working=Count("members", filter=Q(members__state="active"))).values(
        "tambon_id", "host__state", "last_active_on", "working"
    ):
        here = found[row["tambon_id"]]
        lately = row["last_active_on"] is not None and row["last_active_on"] >= active_from
        if row["host__state"] == "active" and (lately or row["working"]):
            here.active_groups += 1
        else:
            here.resting_groups += 1
    alone = Volunteer.objects.filter(
        Q(duty__areas__in=found) | Q(duty__areas__parent__in=found),
        host__organisation__province=province,
        state="active",
        group=None,
    )
    for pair in set(alone.values_list("pk", "duty__areas")):
        for code in _covered(found, pair[1]):
            found[code].volunteers_alone += 1


def _read_funds(found: dict[str, MeansEvidence], province: Province) -> None:
    counted: set[tuple[int, str]] = set()
    for row in Fund.objects.filter(province=province).values("pk", "is_active", "places"):
        for code in _covered(found, row["places"] or "–"):
            if (row["pk"], code) not in counted:
                counted.add((row["pk"], code))
                found[code].active_funds += row["is_active"]
                found[code].resting_funds += not row["is_active"]


def _read_committees(found: dict[str, MeansEvidence], province: Province) -> None:
    for code, state in Committee.objects.filter(
        province=province, place_id__in=found, state__in=["proposed", "ordered", "active"]
    ).values_list("place_id", "state"):
        found[code].active_committees += state == "active"
        found[code].coming_committees += state != "active"
    met: dict[str, Any] = dict(
        Resolution.objects.filter(
            committee__province=province, committee__state="active", signed_at__isnull=False
        )
        .values("committee__place_id")
        .annotate(last=Max("decided_on"))
        .values_list("committee__place_id", "last")
    )
    for code, here in found.items():
        dates = [on for on in (met.get(code), met.get(province.code)) if on is not None]
        here.committee_met_on = max(dates, default=None)
