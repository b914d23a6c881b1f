"""Offers that may meet a need, what is free of each, and what a giver may know (R59, I10)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Q, Sum
from django.utils import timezone

from kuea.core.matching import NeedFacts, OfferFacts, age_band, suggest
from kuea.core.privacy import ConsentKind
from kuea.core.states import HOLDING_STATES
from kuea.coverage.models import Match
from kuea.finding.models import Case
from kuea.giving.models import CapacityOffer
from kuea.offices.models import Duty, Province
from kuea.people.law_queries import has_consent
from kuea.people.models import IDENTITY_STATES, Need

"""Only between the receiver's word and the end of the help does a giver know who it is (I10)."""
HELPED = ("receiver_agreed", "active", "fulfilled")
MATCHABLE = ("registered", "waiting", "matched", "in_care")


@dataclass(frozen=True)
class GiverSuggestion:
    """An offer that fits, with what is free and the rules that say so."""

    offer: CapacityOffer
    free: int
    why: tuple[str, ...]


@dataclass(frozen=True)
class Promised:
    """A promise of a plan with what its match asks of need and case; read as columns, a plan has very many."""

    need_id: int
    case_id: int
    offer_id: int
    quantity: int
    kind: str
    is_met: bool
    state: str
    tambon: str
    group: str
    person_id: int
    host_id: int | None


@dataclass(frozen=True)
class NeedCard:
    """All that a giver sees before the receiver agreed: no name, house, village, code or telephone."""

    kind: str
    group_words: str
    age_band: str
    tambon_words: str
    quantity: int


@dataclass(frozen=True)
class Identity:
    """Whom the help is for, once they agreed to be known."""

    name: str
    village_words: str
    agreed_how: str
    host_name: str
    host_telephone: str


def free_capacities(offers: Iterable[CapacityOffer]) -> dict[int, int]:
    """Offer id → what no match holds."""
    found = {offer.pk: offer.quantity for offer in offers}
    held = Match.objects.filter(offer_id__in=found, state__in=HOLDING_STATES).values("offer_id")
    for offer_id, total in held.annotate(total=Sum("quantity")).values_list("offer_id", "total"):
        found[offer_id] -= total
    return found


def free_capacity(offer: CapacityOffer) -> int:
    """What of this offer no match holds."""
    return free_capacities([offer])[offer.pk]


def cases_of_need(need: Need) -> Q:
    """Which cases a need belongs to: the person's own, or all of the household's."""
    if need.person_id:
        return Q(person_id=need.person_id)
    return Q(person__household_id=need.household_id, person__household__isnull=False)


def case_of_need(need: Need) -> Case | None:
    """The case through which this need is met now, if there is one."""
    return (
        Case.objects.filter(cases_of_need(need), province_id=need.province_id, state__in=MATCHABLE)
        .order_by("pk")
        .first()
    )


def suggest_givers(
    need: Need, *, case: Case | None = None, today: date | None = None
) -> tuple[GiverSuggestion, ...]:
    """Offers for this need, ordered by the plain rules of `core.matching`; a person decides (A25).

    The caller has checked that it may see the case: a sealed one is suggested to those named only.
    """
    case = case or case_of_need(need)
    if case is None:
        return ()
    today = today or timezone.localdate()
    offers = _offers_of(case.province_id)
    free = free_capacities(offers.values())
    near = _organisations_near(case)
    facts = [
        _facts(offer, free[offer.pk], helps_already=offer.organisation_id in near)
        for offer in offers.values()
    ]
    wanted = NeedFacts(
        need.kind, case.group.code if case.group else "", case.tambon_id, need.quantity
    )
    province = Province.objects.get(pk=case.province_id)
    found = suggest(wanted, facts, today=today, stale_days=province.limits.capacity_stale_days)
    return tuple(
        GiverSuggestion(offers[told.offer_id], free[told.offer_id], told.why) for told in found
    )


def reasons_for(
    province_code: str, rows: Sequence[Promised], offers: Mapping[int, CapacityOffer], free: Mapping[int, int]
) -> list[tuple[str, ...]]:  # fmt: skip
    """The rules that say why the offer of each row fits, as `suggest_givers` words them, for all rows at once."""
    near = _near_by_person(province_code, rows)
    facts = {pk: _facts(offer, free[pk]) for pk, offer in offers.items()}
    province = Province.objects.get(pk=province_code)
    today, stale_days = timezone.localdate(), province.limits.capacity_stale_days
    found = []
    for row in rows:
        wanted = NeedFacts(row.kind, row.group, row.tambon, row.quantity)
        helps = offers[row.offer_id].organisation_id in near[row.person_id] | {row.host_id}
        one = replace(facts[row.offer_id], helps_already=helps)
        told = suggest(wanted, (one,), today=today, stale_days=stale_days)
        found.append(told[0].why if told else ("by_hand",))
    return found


def _near_by_person(province_code: str, rows: Sequence[Promised]) -> dict[int, set[int]]:
    """Person → organisations that help or helped them by a match."""
    near: dict[int, set[int]] = {row.person_id: set() for row in rows}
    matches = Match.objects.filter(province=province_code, state__in=HELPED)
    for person, organisation in matches.values_list("case__person_id", "offer__organisation_id"):
        if person in near:
            near[person].add(organisation)
    return near


def _facts(offer: CapacityOffer, free: int, *, helps_already: bool = False) -> OfferFacts:
    return OfferFacts(
        offer_id=offer.pk, kind=offer.kind, groups=frozenset(offer.groups),
        served_groups=frozenset(row.group_code for row in offer.organisation.serves.all()),
        places=frozenset(place.pk for place in offer.places.all()), free=free, as_of=offer.as_of,
        helps_already=helps_already,
    )  # fmt: skip


def _offers_of(province_code: str) -> dict[int, CapacityOffer]:
    rows = (
        CapacityOffer.objects.filter(organisation__province_id=province_code, is_withdrawn=False)
        .select_related("organisation")
        .prefetch_related("places", "organisation__serves")
        .order_by("pk")
    )
    return {offer.pk: offer for offer in rows}


def _organisations_near(case: Case) -> set[int]:
    """Organisations that help this person already: the host, and givers of other matches."""
    matches = Match.objects.filter(case__person_id=case.person_id, state__in=HELPED).exclude(
        case__person=None
    )
    near = set(matches.values_list("offer__organisation_id", flat=True))
    return near | ({case.host_id} if case.host_id else set())


def need_card(match: Match, today: date | None = None) -> NeedCard:
    """The card of a match (from `matches_of`) as its giver sees it; of a sensitive case not even the group."""
    case = match.case
    person = case.person
    hidden = match.tells_no_group  # asked by the query: the giver's own sight masks the mark itself
    return NeedCard(
        kind=match.need.kind,
        group_words="" if hidden or case.group is None else case.group.name,
        age_band=age_band(person.birth_year if person else None, today or timezone.localdate()),
        tambon_words=f"{case.tambon.name_th} {case.tambon.parent.name_th}",
        quantity=match.quantity,
    )


def identity_for(match: Match, duty: Duty) -> Identity | None:
    """Who it is, for the giver of this match, only while the receiver's consent stands (I10).

    The consent is looked up every time: withdrawn, it hides who it is from the next page on.
    """
    own = duty.organisation_id is not None and duty.organisation_id == match.offer.organisation_id
    agreed = match.state in IDENTITY_STATES and match.receiver_agreed_at is not None
    person = match.case.person
    if not own or not agreed or person is None:
        return None
    if not has_consent(person, ConsentKind.GIVER_CONTACT, organisation=duty.organisation_id):
        return None
    case = match.case
    return Identity(
        name=person.full_name,
        village_words=case.village.name_th if case.village else "",
        agreed_how=match.agreed_how,
        host_name=case.host.name if case.host else "",
        host_telephone=case.host.telephone if case.host else "",
    )


MATCH_PARTS = (
    "need", "offer__organisation", "case__person", "case__group", "case__village", "case__host",
    "case__tambon__parent", "case__province",
)  # fmt: skip


def open_needs_by_case(cases: Iterable[Case]) -> dict[int, list[Need]]:
    """Case id → its unmet needs without a giver, a household's shared ones too; in two queries."""
    cases = list(cases)
    persons = {case.person_id: case.pk for case in cases if case.person_id}
    homes = {
        case.person.household_id: case.pk
        for case in cases
        if case.person and case.person.household_id
    }
    needs = (
        Need.objects.filter(Q(person_id__in=persons) | Q(household_id__in=homes), is_met=False)
        .exclude(matches__state__in=["receiver_agreed", "active", "fulfilled"])
        .order_by("pk")
    )
    found: dict[int, list[Need]] = defaultdict(list)
    for need in needs:
        found[persons.get(need.person_id) or homes[need.household_id]].append(need)
    return found
