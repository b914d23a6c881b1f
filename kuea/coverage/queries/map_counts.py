"""The map of givers and receivers: all its facts in a fixed number of queries, then counted in `core.map_counts`.

Open needs are the living gaps of kind d that the duty may see; those of sealed cases stand in no number (D4), also
for those named. Whoever does not see the province's cases is not told numbers of so few people by group or urgency.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db.models import Count, F, Prefetch, Q, Sum, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from kuea.core.map_counts import Figures, Hands, Waiting, count, hides_groups, hides_urgent
from kuea.core.rights import SIGHTS, Kind, Reach, Sight
from kuea.core.words import GapKind, Role
from kuea.coverage.models import Gap, TambonCoverage
from kuea.coverage.queries.gaps import LIVING, sees_cases
from kuea.coverage.queries.givers import free_capacities
from kuea.coverage.queries.people_evidence import CARED_FOR
from kuea.finding.models import Case
from kuea.giving.models import AreaAssignment, CapacityOffer
from kuea.giving.queries import groups_in_use, stale_before
from kuea.offices.models import Duty, Place

TREND_DAYS = 30
_WHOLE = Sight(Reach.PROVINCE)
MAP_READERS: tuple[Role, ...] = tuple(
    role
    for role in Role
    if all(
        _WHOLE in SIGHTS[kind].get(role, ())
        for kind in (Kind.GAP, Kind.OFFER, Kind.AREA, Kind.STATE)
    )
)
"""Duties that see every gap, offer, area and state of their province: the map is for them."""


@dataclass(frozen=True)
class MapPlace:
    """A tambon; `leads` are (group code or "" for every group, name of the active lead host)."""

    code: str
    name: str
    amphoe_code: str
    amphoe: str
    state: str = ""
    is_searched: bool = False
    leads: tuple[tuple[str, str], ...] = ()

    def leads_of(self, group: str) -> tuple[str, ...]:
        """Names of the hosts that lead the group here, or any group for ""; each once, in order."""
        names = [name for code, name in self.leads if not group or code in ("", group)]
        return tuple(dict.fromkeys(names))


@dataclass(frozen=True)
class MapFacts:
    """What the map, the grid and their papers are drawn from.

    `cared` counts cases in care by (tambon, group). `has_before`: gaps were kept a month ago, so that a trend can be
    told. `old_offers` were not confirmed for long, `hour_offers` are in hours: neither counts as free places.
    """

    places: tuple[MapPlace, ...]
    groups: tuple[tuple[str, str], ...]
    waiting: tuple[Waiting, ...]
    hands: tuple[Hands, ...]
    cared: dict[tuple[str, str], int]
    has_before: bool
    old_offers: int
    hour_offers: int
    no_groups: frozenset[str] = frozenset()
    no_urgent: frozenset[str] = frozenset()

    def figures(self, group: str = "", kind: str = "") -> dict[str, Figures | None]:
        """Figures by tambon; None where the duty is not told them."""
        found = count(
            [place.code for place in self.places], self.waiting, self.hands, group=group, kind=kind
        )
        return {
            code: None if group and code in self.no_groups else told for code, told in found.items()
        }

    def reached(self, group: str = "", kind: str = "") -> set[str]:
        """The tambon for which somebody offers free hands of this kind to this group."""
        return {
            code
            for offer in self.hands
            if offer.free
            and kind in ("", offer.kind)
            and (not group or not offer.groups or group in offer.groups)
            for code in offer.tambon
        }


def read_map(duty: Duty, *, today: date | None = None) -> MapFacts:
    """The facts of the duty's province, within its sight: a dozen queries however many rows there are."""
    today = today or timezone.localdate()
    places = _read_places(duty)
    then = timezone.now() - timedelta(days=TREND_DAYS)
    waiting = _read_waiting(duty, then)
    offers = _read_offers(duty, today, [place.code for place in places])
    cared = _read_cared(duty)
    told_all = sees_cases(duty)
    has_before = Gap.objects.visible_to(duty).filter(opened_at__lte=then).exists()
    return MapFacts(
        places=places,
        groups=tuple((group.code, group.name) for group in groups_in_use(duty.province)),
        waiting=waiting,
        hands=tuple(offers.hands),
        cared=cared,
        has_before=has_before,
        old_offers=offers.old,
        hour_offers=offers.in_hours,
        no_groups=frozenset() if told_all else frozenset(hides_groups(waiting, cared)),
        no_urgent=frozenset() if told_all else frozenset(hides_urgent(waiting)),
    )


def _read_places(duty: Duty) -> tuple[MapPlace, ...]:
    leads: dict[str, list[tuple[str, str]]] = defaultdict(list)
    leading = AreaAssignment.objects.visible_to(duty).leading().select_related("host__organisation")
    for row in leading.order_by("place_id", "group_code", "pk"):
        leads[row.place_id[:6]].append((row.group_code, row.host.organisation.name))
    kept = {
        row.tambon_id: row for row in TambonCoverage.objects.filter(province_id=duty.province_id)
    }
    rows = Place.objects.filter(
        level=Place.Level.TAMBON, parent__parent_id=duty.province_id, valid_to=None
    ).select_related("parent")
    found = []
    for row in rows.order_by("code"):
        state = kept.get(row.code)
        counts = state.counts if state else {}
        found.append(
            MapPlace(
                code=row.code,
                name=row.name_th,
                amphoe_code=row.parent_id or "",
                amphoe=row.parent.name_th if row.parent else "",
                state=state.state if state else "uncovered",
                is_searched=counts.get("not_searched", 0) < counts.get("villages", 0),
                leads=tuple(leads[row.code]),
            )
        )
    return tuple(found)


def _read_waiting(duty: Duty, then: datetime) -> tuple[Waiting, ...]:
    living = Q(state__in=LIVING)
    urgent = living & (Q(need__is_urgent=True) | Q(case__is_urgent=True))
    a_month_ago = Q(opened_at__lte=then) & (Q(plugged_at=None) | Q(plugged_at__gt=then))
    rows = (
        Gap.objects.visible_to(duty)
        .filter(living | a_month_ago, kind=GapKind.NO_MATCH)
        .exclude(case__is_sealed=True)
        .order_by()
        .annotate(of_group=Coalesce(F("case__group__code"), Value("")))
        .values("tambon_id", "of_group", "help_kind")
        .annotate(
            n=Count("pk", filter=living),
            places=Sum(Coalesce(F("need__quantity"), Value(1)), filter=living),
            in_haste=Count("pk", filter=urgent),
            before=Count("pk", filter=a_month_ago),
        )
    )
    return tuple(
        Waiting(
            row["tambon_id"], row["of_group"], row["help_kind"],
            row["n"], row["places"] or 0, row["in_haste"], row["before"],
        )
        for row in rows
    )  # fmt: skip


@dataclass
class _Offers:
    hands: list[Hands] = field(default_factory=list)
    old: int = 0
    in_hours: int = 0


def _read_offers(duty: Duty, today: date, codes: list[str]) -> _Offers:
    """Free hands by offer. An offer for an amphoe or the province is for each of its tambon; a village's for its own."""
    inside: dict[str, list[str]] = defaultdict(list)
    for code in codes:
        for length in (2, 4, 6):
            inside[code[:length]].append(code)
    found, fresh = _Offers(), stale_before(duty.province, today)
    offers = list(
        CapacityOffer.objects.visible_to(duty)
        .filter(is_withdrawn=False)
        .prefetch_related(Prefetch("places", Place.objects.only("code")))
        .order_by("pk")
    )
    free = free_capacities(offers)
    for offer in offers:
        if offer.as_of < fresh:
            found.old += 1
        elif offer.unit != CapacityOffer.Unit.PEOPLE:
            found.in_hours += 1
        else:
            there = {code for place in offer.places.all() for code in inside[place.pk[:6]]}
            found.hands.append(
                Hands(
                    offer.kind,
                    frozenset(offer.groups),
                    tuple(sorted(there)),
                    max(free[offer.pk], 0),
                )
            )
    return found


def _read_cared(duty: Duty) -> dict[tuple[str, str], int]:
    """Cases in care by (tambon, group): a number, told by the same rule as the others; no row leaves here."""
    rows = (
        Case.objects.filter(
            province_id=duty.province_id,
            state__in=CARED_FOR,
            is_sealed=False,
            is_restricted=False,
        )
        .order_by()
        .values("tambon_id")
        .annotate(of_group=Coalesce(F("group__code"), Value("")), n=Count("pk"))
    )
    return {(row["tambon_id"], row["of_group"]): row["n"] for row in rows}
