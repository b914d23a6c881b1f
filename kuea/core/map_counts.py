"""Givers and receivers by place: who waits, which hands are free, and what a reader may be told of it (R37, R45, R62).

Plain sums over rows that the caller has already read and kept to a reader's sight. Hands offered for several tambon
are shared out among them by the needs they could meet there (largest remainder), so that the tambon of a province
together never have more hands than the givers said.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from kuea.core.small_cells import is_small


@dataclass(frozen=True, slots=True)
class Waiting:
    """Needs of one tambon, group and kind that nobody meets: how many, places asked, urgent ones, how many a month ago.

    `kind` "" is somebody whose needs are not written yet: they wait, but ask for no hands of any kind.
    """

    tambon: str
    group: str
    kind: str
    count: int
    places: int
    urgent: int
    before: int


@dataclass(frozen=True, slots=True)
class Hands:
    """What is free of one fresh offer: places, not hours; `groups` empty means every group. `tambon` in a fixed order."""

    kind: str
    groups: frozenset[str]
    tambon: tuple[str, ...]
    free: int


@dataclass(frozen=True, slots=True)
class Figures:
    """Of one tambon under a filter. `short` is summed kind by kind: builders left over cook no meals."""

    waiting: int = 0
    urgent: int = 0
    before: int = 0
    free: int = 0
    short: int = 0


class Tone(StrEnum):
    """How a tambon is drawn: the first that holds."""

    HIDDEN = "hidden"  # numbers of so few people are not told
    SHORT = "short"  # fewer hands than needs
    MEET = "meet"  # needs wait, the hands are there: bring them together
    SPARE = "spare"  # nobody waits, hands are free
    CALM = "calm"  # nobody waits, no hands either


def share(amount: int, weights: Sequence[int]) -> list[int]:
    """Whole parts of `amount` by weight, adding up to it; equal parts when all weights are nought.

    Largest remainder (Hamilton): each gets the whole part of its quota, what is left goes to the largest remainders,
    the earlier first. Raises `ValueError` for no weights or anything below nought.
    """
    if not weights or amount < 0 or min(weights) < 0:
        raise ValueError("something to share, among somebody, by weights of nought or more")
    used = list(weights) if any(weights) else [1] * len(weights)
    total = sum(used)
    parts = [amount * weight // total for weight in used]
    order = sorted(range(len(used)), key=lambda n: (-(amount * used[n] % total), n))
    for place in order[: amount - sum(parts)]:
        parts[place] += 1
    return parts


def count(
    tambon: Collection[str],
    waiting: Iterable[Waiting],
    hands: Iterable[Hands],
    *,
    group: str = "",
    kind: str = "",
) -> dict[str, Figures]:
    """Figures of every tambon for a group and kind ("" is all of them); rows of other tambon are passed over.

    The same hands count in the figures of every group they serve: figures of groups are not to be added up.
    """
    known = set(tambon)
    rows = [
        row
        for row in waiting
        if row.tambon in known and group in ("", row.group) and kind in ("", row.kind)
    ]
    asked: dict[tuple[str, str], dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for row in rows:
        if row.kind:
            asked[row.tambon, row.kind][row.group] += row.places
    free: dict[tuple[str, str], int] = defaultdict(int)
    for offer in hands:
        if kind in ("", offer.kind) and (not group or not offer.groups or group in offer.groups):
            _spread(offer, known, asked, free)
    by_tambon: dict[str, list[Waiting]] = defaultdict(list)
    for row in rows:
        by_tambon[row.tambon].append(row)
    kinds: dict[str, set[str]] = defaultdict(set)
    for code, of in (*asked, *free):
        kinds[code].add(of)
    return {
        code: Figures(
            waiting=sum(row.count for row in by_tambon[code]),
            urgent=sum(row.urgent for row in by_tambon[code]),
            before=sum(row.before for row in by_tambon[code]),
            free=sum(free[code, of] for of in kinds[code]),
            short=sum(max(sum(asked[code, of].values()) - free[code, of], 0) for of in kinds[code]),
        )
        for code in tambon
    }


def _spread(
    offer: Hands,
    known: Collection[str],
    asked: Mapping[tuple[str, str], Mapping[str, int]],
    free: dict[tuple[str, str], int],
) -> None:
    """Add an offer's hands to the tambon it names, by what they ask of this kind for the groups it serves."""
    there = [code for code in offer.tambon if code in known]
    if not there:
        return
    weights = [
        sum(
            places
            for group, places in asked.get((code, offer.kind), {}).items()
            if not offer.groups or group in offer.groups
        )
        for code in there
    ]
    for code, part in zip(there, share(offer.free, weights), strict=True):
        free[code, offer.kind] += part


def hides_groups(waiting: Iterable[Waiting], cared: Mapping[tuple[str, str], int]) -> set[str]:
    """The tambon that must not be told group by group to readers who know its needs by kind (rule 10 of 3.3).

    Such readers see each need of the gap list with its place and kind, so that any hidden cell of a tambon could be
    worked out from the shown ones. Therefore a tambon is told group by group only when every count of a group there
    (waiting by kind, urgent, a month ago, cared for) is nought or at least five; else none of its groups is.
    """
    cells: dict[tuple[str, str, str, str], int] = defaultdict(int)
    for row in waiting:
        for what in ("count", "urgent", "before"):
            cells[row.tambon, row.group, row.kind, what] += getattr(row, what)
    small = {tambon for (tambon, *_), found in cells.items() if is_small(found)}
    return small | {tambon for (tambon, _), found in cared.items() if is_small(found)}


def hides_urgent(waiting: Iterable[Waiting]) -> set[str]:
    """The tambon whose urgent ones are too few, in some group and kind, to be told beside the others of it."""
    cells: dict[tuple[str, str, str], int] = defaultdict(int)
    for row in waiting:
        cells[row.tambon, row.group, row.kind] += row.urgent
    return {tambon for (tambon, *_), found in cells.items() if is_small(found)}


def tone(figures: Figures | None) -> Tone:
    """How a tambon is drawn; None stands for figures that are not told."""
    if figures is None:
        return Tone.HIDDEN
    if figures.short:
        return Tone.SHORT
    if figures.waiting:
        return Tone.MEET
    return Tone.SPARE if figures.free else Tone.CALM
