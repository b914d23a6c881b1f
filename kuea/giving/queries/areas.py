"""Who leads where: one place at a time, and many villages at once."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from kuea.giving.models import AreaAssignment
from kuea.offices.models import Organisation, Place, Province
from kuea.people.models import DefinitionSet, TargetGroup


def lead_host_of(tambon_code: str, village_code: str, group_code: str = "") -> Organisation | None:
    """The active lead host of that village (or tambon) and group, or None.

    The nearest row wins: village and group, village and every group, tambon and group, tambon and
    every group. Without a group, the host that leads there for every group, else for any.
    """
    tambon_code = tambon_code or village_code[:6]
    rows = AreaAssignment.objects.leading().filter(
        place_id__in=[code for code in (tambon_code, village_code) if code]
    )
    if group_code:
        rows = rows.filter(group_code__in=["", group_code])

    def nearness(row: AreaAssignment) -> tuple[bool, bool, str]:
        exact = row.group_code == group_code
        return (row.place_id != village_code, not exact, row.group_code)

    found = min(rows.select_related("host__organisation"), key=nearness, default=None)
    return found.host.organisation if found else None


def lead_hosts_of(cells: Iterable[tuple[str, str]]) -> dict[tuple[str, str], int]:
    """(tambon, village or "") → key of the organisation that `lead_host_of` names there, for whole lists.

    One query however many cells; a cell without an active lead host is left out.
    """
    wanted = set(cells)
    rows = AreaAssignment.objects.leading().filter(
        host__organisation__province_id__in={tambon[:2] for tambon, _ in wanted}
    )
    first: dict[str, tuple[str, int]] = {}
    for place, group, organisation in rows.order_by("pk").values_list(
        "place_id", "group_code", "host__organisation_id"
    ):
        if place not in first or group < first[place][0]:
            first[place] = (group, organisation)
    found = {cell: first.get(cell[1]) or first.get(cell[0]) for cell in wanted}
    return {cell: host[1] for cell, host in found.items() if host}


def groups_in_use(province: Province) -> tuple[TargetGroup, ...]:
    """The target groups of the set in force, in the order they were written; none before adoption."""
    adopted = DefinitionSet.objects.in_force(province)
    return tuple(adopted.groups.order_by("category", "pk")) if adopted else ()


def lead_groups(village_codes: Iterable[str]) -> dict[str, set[str]]:
    """For each village the codes of groups an active host leads there; "" when one leads every group.

    One query however many villages. Every village asked for has its set, perhaps empty.
    """
    wanted = set(village_codes)
    places = wanted | {code[:6] for code in wanted}
    at: dict[str, set[str]] = defaultdict(set)
    rows = AreaAssignment.objects.leading()
    if len(places) > 500:  # long lists of parameters are slower than the whole province
        rows = rows.filter(
            host__organisation__province_id__in={code[:2] for code in wanted},
        )
    else:
        rows = rows.filter(place_id__in=places)
    for place, group in rows.values_list("place_id", "group_code"):
        at[place].add(group)
    return {code: at[code] | at[code[:6]] for code in wanted}


def fully_led(village_codes: Iterable[str], province: Province) -> set[str]:
    """The villages in which every group in use has an active lead host (4.3, the first test)."""
    needed = {group.code for group in groups_in_use(province)}
    return {
        village
        for village, led in lead_groups(village_codes).items()
        if "" in led or (needed and needed <= led)
    }


@dataclass(frozen=True)
class OpenTambon:
    """A tambon where no active host leads anything yet (R49). `waiting` are assignments on their way."""

    code: str
    name: str
    amphoe: str
    waiting: int
    resting: int


def open_tambon(province: Province) -> list[OpenTambon]:
    """Tambon without an active host, in the order of their codes."""
    led = {
        place[:6]
        for place in AreaAssignment.objects.leading()
        .filter(host__organisation__province=province)
        .values_list("place_id", flat=True)
    }
    waiting: dict[str, int] = defaultdict(int)
    resting: dict[str, int] = defaultdict(int)
    others = AreaAssignment.objects.filter(host__organisation__province=province).exclude(
        state="ended"
    )
    for place, state, host_state in others.values_list("place_id", "state", "host__state"):
        counted = resting if state == "current" and host_state == "paused" else waiting
        counted[place[:6]] += 1
    tambon = Place.objects.filter(
        level=Place.Level.TAMBON, code__startswith=province.code, valid_to=None
    ).select_related("parent")
    return [
        OpenTambon(
            code=place.code,
            name=place.name_th,
            amphoe=place.parent.name_th if place.parent else "",
            waiting=waiting[place.code],
            resting=resting[place.code],
        )
        for place in tambon.order_by("code")
        if place.code not in led
    ]


def villages_led_by(organisation: Organisation) -> frozenset[str]:
    """Codes of the villages where this host, active, leads at least one group (I3, R21).

    A village's own row takes its group from the tambon's row, so a village whose every group another
    host leads is not among them. Three queries however many villages.
    """
    leading = AreaAssignment.objects.leading()
    own = list(leading.filter(host=organisation.pk).values_list("place_id", "group_code"))
    tambon = {place for place, _ in own if len(place) == 6}
    found = {place for place, _ in own if len(place) == 8}
    others: dict[str, set[str]] = defaultdict(set)
    nearer = leading.filter(place__parent_id__in=tambon).exclude(host=organisation.pk)
    for place, group in nearer.values_list("place_id", "group_code"):
        others[place].add(group)
    groups_at: dict[str, set[str]] = defaultdict(set)
    for place, group in own:
        groups_at[place].add(group)
    needed = {group.code for group in groups_in_use(organisation.province)}
    for code, parent in Place.objects.filter(
        parent_id__in=tambon, level=Place.Level.VILLAGE, valid_to=None
    ).values_list("code", "parent_id"):
        mine = needed if "" in groups_at[parent] else groups_at[parent]
        if "" not in others[code] and (mine - others[code] or not mine):
            found.add(code)
    return frozenset(found)
