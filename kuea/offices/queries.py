"""Reading places, duties, committees and organisations."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Case, Count, Q, QuerySet, When
from rapidfuzz import fuzz

from kuea.core.access import MAY_APPOINT, REMIND_DAYS
from kuea.core.places import Answer, Level, PlaceIndex, PlaceRow, level_of
from kuea.core.places import PlaceName as OtherName
from kuea.core.thai import comparison_key
from kuea.core.words import THREE_PARTIES, Role
from kuea.ledger.models import Event
from kuea.offices.models import (
    Committee,
    CommitteeMember,
    Duty,
    Organisation,
    Place,
    PlaceName,
    PlaceSuccession,
    Resolution,
    User,
)

_index: dict[tuple[int, int], PlaceIndex] = {}
WHOLE_TAMBON = "00"
"""Number of the single unit of search of a tambon that has no หมู่ (inside a municipality)."""


def parts_of(place_code: str | None, level: str) -> QuerySet[Place]:
    """Present places of `level` inside a place (or the place itself), in the order of their codes.

    A code begins with the code it lies in, so this is one range of the primary key: joins over the
    parents took PostgreSQL minutes right after a load, before it knew how many villages there are.
    """
    rows = Place.objects.filter(level=level, valid_to=None).order_by("code")
    if not place_code:
        return rows.none()
    following = str(int(place_code) + 1).zfill(len(place_code))
    return rows.filter(code__gte=place_code, code__lt=following)


@dataclass(frozen=True)
class TambonVillages:
    """A tambon with how many villages of it we know; `is_whole` when the tambon is one unit of search."""

    tambon: Place
    count: int
    is_whole: bool
    source: str


def villages_by_tambon(province_code: str) -> list[TambonVillages]:
    """Every tambon of the province in official order, those without a village too."""
    known: dict[str, list[tuple[str, str]]] = {}
    for code, source in parts_of(province_code, "village").values_list("code", "source"):
        known.setdefault(code[:6], []).append((code, source))
    rows = []
    for tambon in parts_of(province_code, "tambon").select_related("parent"):
        there = known.get(tambon.code, [])
        is_whole = [code[6:] for code, _ in there] == [WHOLE_TAMBON]
        rows.append(TambonVillages(tambon, len(there), is_whole, there[0][1] if there else ""))
    return rows


def provinces_on(day: date) -> QuerySet[Place]:
    """The provinces there were on a day: the denominator of an edition (A4)."""
    return Place.objects.filter(
        Q(valid_from=None) | Q(valid_from__lte=day),
        Q(valid_to=None) | Q(valid_to__gt=day),
        level=Place.Level.PROVINCE,
    )


def path_of(place: Place) -> tuple[Place, ...]:
    """The place with all it lies in: province, amphoe, tambon, village."""
    found = [place]
    while found[0].parent is not None:
        found.insert(0, found[0].parent)
    return tuple(found)


def places_with_path(codes: Iterable[str]) -> dict[str, Place]:
    """Places with their parents already read, for lists."""
    return Place.objects.select_related("parent__parent__parent").in_bulk(list(set(codes)))


def system_duty(province_code: str) -> Duty:
    """The duty under which scheduled work of a province acts (made when the province is opened)."""
    return Duty.objects.current().get(role=Role.SYSTEM, province_id=province_code)


def places_version() -> tuple[int, int]:
    """Changes whenever the places do: the last event about them, and how many there are."""
    last = Event.objects.filter(subject="places").order_by("-pk").values_list("pk", flat=True)
    return (last.first() or 0, Place.objects.count())


def place_index() -> PlaceIndex:
    """The finder over the places as they are now; kept until they change. Fetch once for many rows."""
    version = places_version()
    if version not in _index:
        _index.clear()
        _index[version] = _build_index()
    return _index[version]


def find_place(text: object = None, *, within: str | None = None, **parts: object) -> Answer:
    """Which place did they write? `parts`: province, amphoe, tambon, village, moo, code, postal_code.

    `within` is the code of the area we work in. One code, or candidates, or nothing, with the reason.
    """
    return place_index().find(text, within=within, **parts)


def unit_of_search(place_code: str) -> str:
    """The village that is meant: the code itself, or the one unit of a tambon without หมู่, or ""."""
    if len(place_code) == 8:
        return place_code
    units = parts_of(place_code, "village").values_list("code", flat=True)[:2]
    return units[0] if len(units) == 1 and units[0].endswith(WHOLE_TAMBON) else ""


def forget_place_index() -> None:
    """Let the next reader build the index anew."""
    _index.clear()


def _build_index() -> PlaceIndex:
    places = list(
        Place.objects.order_by("code").values_list(
            "code",
            "level",
            "name_th",
            "name_en",
            "parent_id",
            "valid_from",
            "valid_to",
            "postal_codes",
        )
    )
    names = PlaceName.objects.values_list("place_id", "name", "kind", "valid_to")
    return PlaceIndex.build(
        [*_place_rows(places), *_retired_rows({row[0] for row in places})],
        [OtherName(*row) for row in names],
        postal_codes=[(row[0], postal) for row in places for postal in row[7].split()],
    )


def _place_rows(places: Iterable[tuple]) -> Iterator[PlaceRow]:
    after: dict[str, list[str]] = {}
    for before, code in PlaceSuccession.objects.values_list("before_code", "after_id"):
        after.setdefault(before, []).append(code)
    for code, level, name, english, parent, valid_from, valid_to, _ in places:
        if code[6:] == WHOLE_TAMBON:
            continue  # not a หมู่ that anybody writes
        if level == Level.VILLAGE and name == f"หมู่ที่ {int(code[6:])}":
            name = ""  # made from a count: there is no name to compare with
        followed = tuple(after.get(code, ())) if valid_to else ()
        yield PlaceRow(code, Level(level), name, english, parent, valid_from, valid_to, followed)


def _retired_rows(known: set[str]) -> Iterator[PlaceRow]:
    """Codes that were never in the table but are known from what followed them."""
    found: dict[str, PlaceRow] = {}
    for row in PlaceSuccession.objects.order_by("pk"):
        if row.before_code in known:
            continue
        earlier = found.get(row.before_code)
        found[row.before_code] = PlaceRow(
            row.before_code, level_of(row.before_code), row.before_name, "",
            row.before_code[:-2] or None, None, row.on,
            (*(earlier.successors if earlier else ()), row.after_id),
        )  # fmt: skip
    yield from found.values()


def own_duties(user: User) -> QuerySet[Duty]:
    """The duties a person may switch between."""
    rows = Duty.objects.current().filter(user=user)
    return rows.select_related("province__place", "organisation").order_by("pk")


def possible_heirs(duty: Duty) -> list[Duty]:
    """Who takes over what this duty had in hand when nobody was chosen, the nearest first.

    The own host's coordinator for its people, the office's colleague for the office; then the office, the
    chair, scheduled work: somebody always.
    """
    if duty.province_id is None:
        return []
    here = Duty.objects.current().filter(province_id=duty.province_id).exclude(pk=duty.pk)
    order = [Role.SECRETARY, Role.CHAIR, Role.SYSTEM]
    heirs = Q(role__in=order)
    if duty.organisation_id and duty.role != Role.GIVER:
        order = [Role.HOST_COORDINATOR, *order]
        heirs |= Q(role=Role.HOST_COORDINATOR, organisation_id=duty.organisation_id)
    rows = here.filter(heirs).select_related("user")
    return sorted(rows, key=lambda row: (order.index(Role(row.role)), row.pk))


def successors_of(duty: Duty) -> QuerySet[Duty]:
    """Others who hold the same duty at the same place: one of them may be chosen when it ends."""
    rows = Duty.objects.current().filter(
        role=duty.role, province_id=duty.province_id, organisation_id=duty.organisation_id
    )
    return rows.exclude(pk=duty.pk).select_related("user").order_by("user__display_name", "pk")


def duties_ending_soon(duty: Duty, today: date) -> QuerySet[Duty]:
    """What this duty may renew and ends within the days of reminding, and its own; the soonest first."""
    until = today + timedelta(days=REMIND_DAYS)
    rows = Duty.objects.filter(ended_at=None, ends_on__lte=until)
    may = Q(pk=duty.pk)
    if roles := MAY_APPOINT.get(Role(duty.role)):
        mine = Q(role__in=roles)
        if duty.province_id:
            mine &= Q(province_id=duty.province_id)
        if duty.role == Role.HOST_COORDINATOR:
            mine &= Q(organisation_id=duty.organisation_id)
        may |= mine
    return rows.filter(may).select_related("user").order_by("ends_on", "pk")


def list_duties(duty: Duty, search: str = "") -> QuerySet[Duty]:
    """Duties not ended that this duty may see, without scheduled work; `search` looks in names."""
    rows = Duty.objects.visible_to(duty).filter(ended_at=None).exclude(role=Role.SYSTEM)
    if words := search.strip():
        rows = rows.filter(
            Q(user__display_name__icontains=words) | Q(user__username__icontains=words)
        )
    return rows.select_related("user", "province__place", "organisation").order_by("role", "pk")


def names_of_duties(duty_ids: Iterable[int]) -> dict[int, str]:
    """Who held each duty, for histories shown to colleagues."""
    rows = Duty.objects.filter(pk__in=set(duty_ids)).select_related("user")
    return {duty.pk: str(duty.user) for duty in rows}


def limit_events(province_code: str) -> QuerySet[Event]:
    """The last changes of a province's limits, newest first."""
    rows = Event.objects.filter(
        subject="offices.province", subject_id=province_code, verb="province.limits"
    )
    return rows.order_by("-pk")[:20]


def missing_of(committee: Committee) -> list[str]:
    """What I6 and R78 still miss before the committee may work; codes of `labels.COMMITTEE_MISSING`."""
    sitting = list(committee.members.filter(left_on=None))
    seats = {member.seat: member for member in sitting}
    sectors = {member.sector for member in sitting}
    missing = [f"no_{seat}" for seat in ("chair", "secretary") if seat not in seats]
    if not missing and _is_same_person(seats["chair"], seats["secretary"]):
        missing.append("same_person")
    missing += [f"no_{party.value}" for party in THREE_PARTIES if party not in sectors]
    if not (committee.order_number and committee.order_on and committee.order_signer):
        missing.insert(0, "no_order")
    return missing


def _is_same_person(one: CommitteeMember, other: CommitteeMember) -> bool:
    if one.user_id and other.user_id:
        return one.user_id == other.user_id
    return comparison_key(one.name) == comparison_key(other.name)


def committees_for(duty: Duty) -> QuerySet[Committee]:
    """Committees the duty may see, those at work first."""
    order = Case(When(state="active", then=0), When(state="term_ended", then=2), default=1)
    rows = Committee.objects.visible_to(duty).select_related("place", "province__place")
    return rows.annotate(
        order=order, sitting=Count("members", filter=Q(members__left_on=None))
    ).order_by("order", "place_id", "pk")


def seats_of(committee: Committee) -> list[CommitteeMember]:
    """Everybody who sat in it, the sitting first, in the order of their seats."""
    order = ("chair", "vice_chair", "secretary", "member")
    rows = committee.members.select_related("user")
    return sorted(rows, key=lambda m: (m.left_on is not None, order.index(m.seat), m.pk))


def resolutions_for(duty: Duty) -> QuerySet[Resolution]:
    """Resolutions the duty may read, the newest meeting first."""
    rows = Resolution.objects.visible_to(duty).select_related("committee__place", "signed_by")
    return rows.order_by("-year_be", "-meeting_number", "item_number")


def seat_to_sign(duty: Duty, committee: Committee) -> CommitteeMember | None:
    """The seat from which this duty's holder may sign resolutions of the committee (I7), or None."""
    if duty.role != Role.CHAIR:
        return None
    rows = committee.members.filter(user_id=duty.user_id, left_on=None, sector="people")
    return rows.filter(seat__in=["chair", "vice_chair"]).first()


def sign_queue(duty: Duty) -> QuerySet[Resolution]:
    """Drafts that wait for this duty's own signature, the oldest first."""
    mine = CommitteeMember.objects.filter(
        user_id=duty.user_id, left_on=None, seat__in=["chair", "vice_chair"]
    )
    rows = resolutions_for(duty).filter(
        signed_at=None, committee__state="active", committee__in=mine.values("committee")
    )
    return rows.order_by("decided_on", "pk")


def organisation_key(name: str) -> str:
    """What two spellings of one name share: no spaces, marks or case."""
    return comparison_key(name)


@dataclass(frozen=True)
class Likeness:
    """An organisation whose name is near the one asked for; `score` is 100 for the very same words."""

    organisation: Organisation
    score: int


_KIND_WORDS = re.compile(
    "กลุ่ม|ชมรม|มูลนิธิ|สมาคม|เครือข่าย|ศูนย์|องค์กร|คณะ|บริษัท|จำกัด|ห้างหุ้นส่วน|ร้าน|จังหวัด|ตำบล|อำเภอ|บ้าน"
)
LIKE_ENOUGH = 72


def similar_organisations(duty: Duty, name: str, most: int = 8) -> list[Likeness]:
    """Organisations of the province with a name like this one, the nearest first (R66)."""
    key = organisation_key(name)
    if not key:
        return []
    rows = Organisation.objects.visible_to(duty).select_related("address_place")
    found = [Likeness(row, _likeness(key, row.name_key)) for row in rows]
    near = [likeness for likeness in found if likeness.score >= LIKE_ENOUGH]
    return sorted(near, key=lambda likeness: (-likeness.score, likeness.organisation.pk))[:most]


def _likeness(key: str, other: str) -> int:
    whole = fuzz.ratio(key, other)
    bare, other_bare = _KIND_WORDS.sub("", key), _KIND_WORDS.sub("", other)
    if min(len(bare), len(other_bare)) >= 4:
        whole = max(whole, fuzz.ratio(bare, other_bare), fuzz.partial_ratio(bare, other_bare) - 8)
    return round(whole)


def find_sent(form_key: object) -> Organisation | None:
    """What an earlier copy of the same form already entered."""
    return Organisation.objects.filter(form_key=str(form_key)).first()


def search_organisations(duty: Duty, words: str = "", sector: str = "") -> QuerySet[Organisation]:
    """The directory: by a part of the name or of what it does, and by sector."""
    rows = Organisation.objects.visible_to(duty).select_related("address_place", "host")
    if sector:
        rows = rows.filter(sector=sector)
    if words.strip():
        rows = rows.filter(
            Q(name_key__contains=organisation_key(words)) | Q(does_already__icontains=words.strip())
        )
    return rows.order_by("name_key")


def places_of_committees(province_code: str | None) -> QuerySet[Place]:
    """Where a committee may be: the province and its tambon (A15)."""
    rows = parts_of(province_code, Place.Level.TAMBON) | parts_of(
        province_code, Place.Level.PROVINCE
    )
    return rows.select_related("parent")


def users_of(province_code: str | None) -> QuerySet[User]:
    """People with a current duty in the province, without scheduled work."""
    rows = Duty.objects.current().filter(province_id=province_code).exclude(role=Role.SYSTEM)
    return User.objects.filter(pk__in=rows.values("user")).order_by("display_name", "pk")
