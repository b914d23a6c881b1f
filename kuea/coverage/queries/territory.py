"""How the tambon of a province lie with its host networks, and how they could: R61 and coverage.md 4.7.

People are counted as open cases that are not sealed; a host's capacity is its volunteers (R49). It takes every tambon but
those it was asked to lead and declined. A division is one host a tambon, for every group. Nothing is stored here: hosts and
committee decide (`giving.actions.areas`).
"""

from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import blake2b

import numpy as np
from django.db.models import Count

from kuea.core.allocation.rules import great_circle_km
from kuea.engines.allocation.regions import Map, divide_map, loose_pieces
from kuea.engines.allocation.territory import BAND, MOVES_AN_AREA, STARTS, neighbour_lists, outline
from kuea.finding.models import OWNED_STATES, Case
from kuea.giving.models import AreaAssignment, HostNetwork
from kuea.giving.queries import lead_hosts_of
from kuea.offices.borders import map_of
from kuea.offices.models import Duty, Place

NOBODY = -1
_MOST_KEPT = 8
_kept: "OrderedDict[bytes, tuple[int, ...]]" = OrderedDict()


@dataclass(frozen=True)
class Leader:
    """An active host and its volunteers."""

    organisation: int
    name: str
    volunteers: int


@dataclass(frozen=True)
class Ground:
    """Rows of `places` and of `leaders`; `today` holds a row of leaders for each place, or `NOBODY`."""

    places: tuple[Place, ...]
    people: tuple[int, ...]
    leaders: tuple[Leader, ...]
    today: tuple[int, ...]
    land: Map

    def row_of(self, code: str) -> int:
        """Raises `ValueError` for a tambon that is not of the province."""
        return [place.code for place in self.places].index(code)

    def leader_of(self, organisation: int) -> int:
        """Raises `ValueError` for an organisation that is no active host."""
        return [one.organisation for one in self.leaders].index(organisation)


@dataclass(frozen=True)
class Load:
    """What one host holds in a division: `share` is of the people by its volunteers; pieces 0 when it holds nothing."""

    leader: Leader
    tambon: int
    people: int
    share: float
    pieces: int

    @property
    def ratio(self) -> float | None:
        return self.people / self.share if self.share else None

    @property
    def is_in_band(self) -> bool:
        return self.ratio is not None and abs(self.ratio - 1) <= BAND + 1e-9


def read_ground(duty: Duty) -> Ground:
    """Tambon, people, hosts and who leads today, in a fixed number of queries."""
    rows = Place.objects.filter(
        level=Place.Level.TAMBON, parent__parent_id=duty.province_id, valid_to=None
    )
    places = tuple(rows.select_related("parent").order_by("code"))
    codes = [place.code for place in places]
    leaders, takes, addresses = _leaders(duty, codes)
    led = lead_hosts_of([(code, "") for code in codes])
    at = {one.organisation: row for row, one in enumerate(leaders)}
    today = tuple(at.get(led.get((code, ""), 0), NOBODY) for code in codes)
    for row, leader in enumerate(today):
        if leader >= 0:
            takes[row, leader] = True
    people = _people(duty, codes)
    return Ground(
        places, people, leaders, today, _land(duty, places, people, leaders, takes, addresses)
    )


def _people(duty: Duty, codes: list[str]) -> tuple[int, ...]:
    open_cases = Case.objects.visible_to(duty).filter(state__in=OWNED_STATES, is_sealed=False)
    counted = dict(open_cases.order_by().values_list("tambon_id").annotate(count=Count("pk")))
    return tuple(counted.get(code, 0) for code in codes)


def _leaders(
    duty: Duty, codes: list[str]
) -> tuple[tuple[Leader, ...], "np.ndarray[tuple[int, int], np.dtype[np.bool_]]", list[str]]:
    """Active hosts in order of name, which tambon each takes (tambon × hosts), and the tambon of its address."""
    hosts = HostNetwork.objects.visible_to(duty).filter(state="active")
    hosts = hosts.select_related("organisation").order_by("organisation__name", "pk")
    declined = AreaAssignment.objects.visible_to(duty).filter(state="ended", from_on=None)
    said_no = set(declined.filter(group_code="").values_list("host_id", "place_id"))
    leaders = tuple(
        Leader(host.pk, host.organisation.name, host.organisation.volunteer_count or 0)
        for host in hosts
    )
    takes = [[(one.organisation, code) not in said_no for one in leaders] for code in codes]
    addresses = [(host.organisation.address_place_id or "")[:6] for host in hosts]
    return leaders, np.array(takes, bool).reshape(len(codes), len(leaders)), addresses


def _land(
    duty: Duty, places: tuple[Place, ...], people: tuple[int, ...], leaders: tuple[Leader, ...],
    takes: "np.ndarray[tuple[int, int], np.dtype[np.bool_]]", addresses: list[str],
) -> Map:  # fmt: skip
    row = {place.code: at for at, place in enumerate(places)}
    lat = np.array([place.lat if place.lat is not None else np.nan for place in places], float)
    lon = np.array([place.lon if place.lon is not None else np.nan for place in places], float)
    lat, lon = (
        np.where(np.isnan(part), np.nanmean(part) if not np.isnan(part).all() else 0.0, part)
        for part in (lat, lon)
    )
    home = [
        row[address] if address in row else int(np.argmax(takes[:, column])) if len(places) else 0
        for column, address in enumerate(addresses)
    ]
    km = great_circle_km(lat[:, None], lon[:, None], lat[home][None], lon[home][None])
    power = np.array([one.volunteers for one in leaders], float)
    known = takes & (power > 0)[None, :]
    pairs = [(row[a], row[b]) for a, b in map_of(duty.province_id).beside if a in row and b in row]
    homes, cost, load, share = outline(
        km, known, np.array(people, float), np.where(known.any(axis=0), power, 0.0)
    )
    start, links = neighbour_lists(np.array(pairs, np.int64).reshape(-1, 2), len(places))
    return Map(start, links, cost, load, share * (1 - BAND), share * (1 + BAND), homes)


def suggest(ground: Ground) -> tuple[int, ...]:
    """The engine's division, a row of leaders for each place; the same for the same register, so it is kept."""
    if not ground.places or not ground.leaders:
        return ground.today
    key = blake2b(
        b"".join(np.ascontiguousarray(part).tobytes() for part in ground.land), digest_size=16
    ).digest()
    if key not in _kept:
        parts = divide_map(ground.land, moves=MOVES_AN_AREA * len(ground.places), starts=STARTS)
        _kept[key] = tuple(parts.holder.tolist())
        while len(_kept) > _MOST_KEPT:
            _kept.popitem(last=False)
    return _kept[key]


def move(
    ground: Ground, division: tuple[int, ...], moves: Iterable[tuple[str, int]]
) -> tuple[int, ...]:
    """The division after each (tambon, organisation) went over. Raises `ValueError` for one that is not known."""
    after = list(division)
    for code, organisation in moves:
        after[ground.row_of(code)] = ground.leader_of(organisation)
    return tuple(after)


def loads_of(ground: Ground, division: tuple[int, ...]) -> list[Load]:
    """What each host holds, in the order of the leaders."""
    holder = np.array(division, np.int64)
    pieces = loose_pieces(ground.land, holder)
    share = (ground.land.low + ground.land.high) / 2
    people = np.array(ground.people)
    return [
        Load(one, int((holder == at).sum()), int(people[holder == at].sum()), float(share[at]), pieces.get(at, 0))
        for at, one in enumerate(ground.leaders)
    ]  # fmt: skip


def holders(ground: Ground, division: tuple[int, ...]) -> Mapping[str, int]:
    """Tambon code → organisation, where somebody leads."""
    return {
        place.code: ground.leaders[at].organisation
        for place, at in zip(ground.places, division, strict=True)
        if at >= 0
    }
