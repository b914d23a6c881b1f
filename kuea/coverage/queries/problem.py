"""The coverage problem of a province, frozen as the register stands (R36, R37, R58–R63)."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.db.models import Q

from kuea.core.allocation.problem import (
    CASES,
    COMMON_LANGUAGE,
    HUNDREDTHS,
    Floats,
    Ints,
    Policy,
    Problem,
)
from kuea.core.matching import nearness
from kuea.core.states import HOLDING_STATES
from kuea.core.words import HelpKind
from kuea.coverage.models import Match
from kuea.coverage.queries.givers import MATCHABLE, free_capacities
from kuea.finding.models import Case
from kuea.giving.models import CapacityOffer
from kuea.offices.models import Place, Province
from kuea.people.models import Need

URGENT, ORDINARY = 5, 3
"""Levels of urgency. The register holds one mark a human sets («เร่งด่วน»), on the need or on its case."""
KINDS = tuple(kind.value for kind in HelpKind)
_REFUSED = ("declined", "ended_early")


@dataclass(frozen=True)
class Wanted:
    """One row of the problem: all that one case wants of one kind, in the order of the needs' ids."""

    case_id: int
    kind: str
    needs: tuple[int, ...]
    amount: int
    urgency: int
    place: str  # code of the village, or of the tambon where no village is known
    tambon: str
    group: str


@dataclass(frozen=True, eq=False)
class Frozen:
    """A problem and, beside it, the ids its rows stand for."""

    problem: Problem
    rows: tuple[tuple[int, ...], ...]  # needs of each row
    cases: tuple[int, ...]  # case of each row
    offers: tuple[int, ...]  # offer of each giver


def build_problem(
    province: Province, policy: Policy | None = None, *, forbidden: Iterable[tuple[int, int]] = (),
    travel_km: float | None = None,
) -> Frozen:  # fmt: skip
    """The problem of one province. `forbidden` are pairs of need and offer ids that somebody set aside.

    Rows: unmet needs of cases a giver may be looked for (registered, waiting, matched, in care; not resting at the
    person's wish), without those that a giver holds or met already. What one case wants of one kind is one row, so that
    one person's one matter is never cut between two networks (A18). Sealed cases are in it by id only: whoever shows a
    row asks the scope again. Urgency is what a human set: 5 for a need or case marked urgent, 3 for every other; visits
    and forums set no other level. Amounts are the need's own quantity; the offer's unit (people, or hours a month) says
    what one of it is, as `suggest_match` reads it, and nothing is added across offers, so all are counted as cases.

    Givers: each standing offer of an organisation that is not a host at rest or gone, with what no match holds. An offer of «other» serves every kind; one that names no
    group serves its organisation's. It takes the tambon its places cover. A network is an organisation within one set
    of places. A pair whose giver or receiver said no before, or broke off, is forbidden. The register does not hold
    carers' gender, language or a limit of persons: any, and no limit. `travel_km` is the policy's limit by road from the
    giver's tambon to the village; where points are not known, the tambon's stands, or the middle of the province.
    A pair whose no was lifted by a secretary is free again. Neighbours are left empty.

    Rows stand by id: the same register gives the same `fingerprint`.
    """
    wanted = _wanted(province)
    offers = _offers(province)
    tambons = _tambons(province, {found.tambon for found in wanted})
    villages = _village_rows(wanted, tambons)
    row_of = {need: row for row, found in enumerate(wanted) for need in found.needs}
    giver_of = {offer.pk: row for row, offer in enumerate(offers)}
    told = {*forbidden, *_refused(province)}
    pairs = sorted(
        {(row_of[n], giver_of[o]) for n, o in told if n in row_of and o in giver_of}
    )  # fmt: skip
    groups = tuple(sorted({found.group for found in wanted}))
    problem = Problem(
        **_places(wanted, tambons, villages),
        **_networks_and_givers(offers, tambons, groups, travel_km),
        **_receivers_and_needs(wanted, villages, groups),
        neighbours=np.zeros((0, 2), np.int64),
        kinds=KINDS, groups=groups, languages=(COMMON_LANGUAGE,),
        forbidden=np.array(pairs, np.int64).reshape(-1, 2),
        policy=policy or Policy(), id_digest=_digest(wanted, offers),
    )  # fmt: skip
    return Frozen(
        problem, tuple(found.needs for found in wanted), tuple(found.case_id for found in wanted),
        tuple(offer.pk for offer in offers),
    )  # fmt: skip


@dataclass(frozen=True)
class _Person:
    """What the problem asks of a case; read as columns, since a province has very many."""

    case_id: int
    person_id: int
    household_id: int | None
    tambon: str
    place: str
    is_urgent: bool
    group: str


def _wanted(province: Province) -> list[Wanted]:
    """What is wanted, by case and kind. A household's shared need stands with its first open case."""
    persons: dict[int, _Person] = {}
    homes: dict[int, _Person] = {}
    for one in _persons(province):
        persons.setdefault(one.person_id, one)
        if one.household_id:
            homes.setdefault(one.household_id, one)
    held = Match.objects.filter(province=province, state__in=[*HOLDING_STATES, "fulfilled"])
    needs = Need.objects.filter(
        Q(person__isnull=False) | Q(household__isnull=False), province=province, is_met=False
    ).exclude(pk__in=held.values("need_id"))
    columns = ("pk", "person_id", "household_id", "kind", "quantity", "is_urgent")
    found: dict[tuple[int, str], list[tuple[int, int, bool]]] = defaultdict(list)
    person_of: dict[int, _Person] = {}
    for pk, person, home, kind, quantity, is_urgent in needs.order_by("pk").values_list(*columns):
        whose = persons.get(person) or homes.get(home)
        if whose is not None:
            person_of[whose.case_id] = whose
            found[whose.case_id, kind].append((pk, quantity, is_urgent))
    return [_row(person_of[case_id], kind, found[case_id, kind]) for case_id, kind in sorted(found)]


def _persons(province: Province) -> Iterator[_Person]:
    rows = Case.objects.filter(
        province=province, state__in=MATCHABLE, is_restricted=False, person__isnull=False
    )
    columns = (
        "pk", "person_id", "person__household_id", "tambon_id", "village_id", "is_urgent", "group__code",
    )  # fmt: skip
    for pk, person, home, tambon, village, is_urgent, group in rows.order_by("pk").values_list(
        *columns
    ):
        yield _Person(pk, person, home, tambon, village or tambon, is_urgent, group or "")


def _row(whose: _Person, kind: str, needs: list[tuple[int, int, bool]]) -> Wanted:
    urgent = whose.is_urgent or any(is_urgent for _pk, _quantity, is_urgent in needs)
    return Wanted(
        whose.case_id, kind, tuple(pk for pk, _quantity, _urgent in needs),
        sum(quantity for _pk, quantity, _urgent in needs) or 1, URGENT if urgent else ORDINARY,
        whose.place, whose.tambon, whose.group,
    )  # fmt: skip


def _offers(province: Province) -> list[CapacityOffer]:
    """Standing offers, without those of a host that rests or has left."""
    away = Q(organisation__host_network__state__in=("paused", "ended"))
    rows = CapacityOffer.objects.filter(organisation__province=province, is_withdrawn=False)
    rows = rows.exclude(away)
    return list(
        rows.select_related("organisation")
        .prefetch_related("places", "organisation__serves")
        .order_by("pk")
    )


def _tambons(province: Province, asked: set[str]) -> dict[str, Place]:
    """Every tambon of today, and those of before in which somebody still wants something."""
    today = Q(level=Place.Level.TAMBON, parent__parent_id=province.pk, valid_to=None)
    rows = Place.objects.filter(today | Q(pk__in=asked))
    return {place.code: place for place in rows.order_by("code")}


def _refused(province: Province) -> set[tuple[int, int]]:
    """Pairs that did not come about, or ended early: they are not proposed again."""
    rows = Match.objects.filter(province=province, state__in=_REFUSED, lifted_at=None)
    return set(rows.values_list("need_id", "offer_id"))


def _village_rows(wanted: list[Wanted], tambons: dict[str, Place]) -> dict[str, int]:
    """Code → row: first every tambon's own point, then the villages where somebody wants something."""
    villages = sorted({found.place for found in wanted} - set(tambons))
    return {code: row for row, code in enumerate([*tambons, *villages])}


def _places(
    wanted: list[Wanted], tambons: dict[str, Place], rows: dict[str, int]
) -> dict[str, Any]:
    """Points of tambons and villages; one without a point stands where its tambon does, else in the middle of them."""
    at = {code: row for row, code in enumerate(tambons)}
    districts = {code: row for row, code in enumerate(sorted({code[:4] for code in tambons}))}
    known = Place.objects.in_bulk([code for code in rows if code not in tambons]) | tambons
    lat, lon, tambon_of = [], [], []
    inside = {found.place: found.tambon for found in wanted}
    for code in rows:
        tambon = code if code in tambons else inside[code]
        place, above = known[code], tambons.get(tambon)
        near = place if place.lat is not None and place.lon is not None else above
        lat.append(near.lat if near and near.lat is not None else np.nan)
        lon.append(near.lon if near and near.lon is not None else np.nan)
        tambon_of.append(at[tambon])
    return {
        "tambon_province": np.zeros(len(tambons), np.int64),
        "tambon_district": np.array([districts[code[:4]] for code in tambons], np.int64),
        "village_tambon": np.array(tambon_of, np.int64),
        "village_lat": _or_middle(lat),
        "village_lon": _or_middle(lon),
    }


def _or_middle(told: list[float]) -> Floats:
    """Unknown points in the middle of the known ones; all at nought where none is known."""
    found = np.array(told, np.float64)
    known = found[np.isfinite(found)]
    return np.where(np.isfinite(found), found, known.mean() if len(known) else 0.0)


def _receivers_and_needs(
    wanted: list[Wanted], villages: dict[str, int], groups: tuple[str, ...]
) -> dict[str, Any]:
    """One receiver a case, one need a row."""
    cases = {found.case_id: found for found in wanted}
    at = {case_id: row for row, case_id in enumerate(cases)}
    group_at = {code: row for row, code in enumerate(groups)}
    size = len(wanted)
    return {
        "receiver_village": _ints(villages[found.place] for found in cases.values()),
        "receiver_group": _ints(group_at[found.group] for found in cases.values()),
        "receiver_language": np.zeros(len(cases), np.int64),
        "need_receiver": _ints(at[found.case_id] for found in wanted),
        "need_kind": _ints(KINDS.index(found.kind) for found in wanted),
        "need_unit": np.full(size, CASES, np.int64),
        "need_amount": _ints(found.amount * HUNDREDTHS for found in wanted),
        "need_urgency": _ints(found.urgency for found in wanted),
        "need_gender": np.zeros(size, np.int64),
    }


def _networks_and_givers(
    offers: list[CapacityOffer], tambons: dict[str, Place], groups: tuple[str, ...], travel_km: float | None
) -> dict[str, Any]:  # fmt: skip
    """A network is an organisation within one set of places; a giver is an offer."""
    at = {code: row for row, code in enumerate(tambons)}
    free = free_capacities(offers)
    networks: dict[tuple[int, tuple[str, ...]], int] = {}
    accept: list[tuple[int, int]] = []
    homes: list[int] = []
    network_of: list[int] = []
    for offer in offers:
        codes = _accepted(offer, tambons)
        key = (offer.organisation_id, codes)
        if key not in networks:
            networks[key] = len(networks)
            accept += [(networks[key], at[code]) for code in codes]
            homes.append(at[_home(offer, codes, tambons)] if tambons else -1)
        network_of.append(networks[key])
    size = len(offers)
    return {
        "network_province": np.zeros(len(networks), np.int64),
        "network_home": _ints(homes),
        "network_listed": np.ones(len(networks), bool),
        "accept_network": _ints(network for network, _ in accept),
        "accept_tambon": _ints(tambon for _, tambon in accept),
        "giver_network": _ints(network_of),
        "giver_village": _ints(homes[network] for network in network_of),  # a tambon's own point
        "giver_gender": np.full(size, 3, np.int64),
        "giver_languages": np.ones(size, np.int64),
        "giver_skills": _ints(_skills(offer) for offer in offers),
        "giver_groups": _ints(_served(offer, groups) for offer in offers),
        "giver_hours": np.zeros(size, np.int64),
        "giver_cases": _ints(max(0, free[offer.pk]) * HUNDREDTHS for offer in offers),
        "giver_persons": np.full(size, -1, np.int64),
        "giver_travel": np.full(size, np.inf if travel_km is None else travel_km, np.float64),
    }


def _accepted(offer: CapacityOffer, tambons: dict[str, Place]) -> tuple[str, ...]:
    """Tambon that the offer's places cover, by the rule that suggests givers."""
    places = frozenset(place.pk for place in offer.places.all())
    return tuple(code for code in tambons if nearness(places, code))


def _home(offer: CapacityOffer, codes: tuple[str, ...], tambons: dict[str, Place]) -> str:
    """Where the giver is thought to start: the organisation's own tambon, else the first it accepts."""
    address = (offer.organisation.address_place_id or "")[:6]
    return address if address in tambons else next(iter(codes or tambons))


def _skills(offer: CapacityOffer) -> int:
    return (1 << len(KINDS)) - 1 if offer.kind == HelpKind.OTHER else 1 << KINDS.index(offer.kind)


def _served(offer: CapacityOffer, groups: tuple[str, ...]) -> int:
    """Mask of the groups: those the offer names, else those its organisation serves (R60)."""
    served = set(offer.groups) or {row.group_code for row in offer.organisation.serves.all()}
    return sum(1 << row for row, code in enumerate(groups) if code and code in served)


def _ints(values: Iterable[int]) -> Ints:
    return np.fromiter(values, np.int64)


def _digest(wanted: list[Wanted], offers: list[CapacityOffer]) -> str:
    rows = [f"{found.case_id}:{','.join(map(str, found.needs))}" for found in wanted]
    told = "\x1f".join([*rows, "|", *(str(offer.pk) for offer in offers)])
    return hashlib.sha256(told.encode()).hexdigest()
