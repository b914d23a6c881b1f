"""Which offers may meet a need: plain stated rules, in words, never a score (R59, R60, A25). A person decides."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from kuea.core.words import HelpKind


@dataclass(frozen=True)
class NeedFacts:
    """What is needed, for which group, where."""

    kind: str
    group_code: str
    tambon_code: str
    quantity: int = 1


@dataclass(frozen=True)
class OfferFacts:
    """An offer as it stands now. `free` is what is not held by another match."""

    offer_id: int
    kind: str
    groups: frozenset[str]  # groups the offer names; none means all its organisation serves
    served_groups: frozenset[str]  # groups its organisation declared (R60)
    places: frozenset[str]
    free: int
    as_of: date
    helps_already: bool = False


@dataclass(frozen=True)
class Suggestion:
    """An offer that fits, with the rules that say so as codes."""

    offer_id: int
    why: tuple[str, ...]


NEARNESS = ("same_tambon", "same_amphoe", "same_province")


def nearness(places: frozenset[str], tambon_code: str) -> str:
    """How closely the places of an offer cover the tambon: its own code, its amphoe, its province, or ""."""
    for word, code in zip(NEARNESS, (tambon_code, tambon_code[:4], tambon_code[:2]), strict=True):
        if code in places:
            return word
    return ""


def _fit(
    need: NeedFacts, offer: OfferFacts, stale_before: date
) -> tuple[tuple[object, ...], tuple[str, ...]] | None:
    """The order key and the reasons, or None when some rule says no."""
    near = nearness(offer.places, need.tambon_code)
    same_kind = offer.kind == need.kind
    concerned = need.group_code in (offer.groups or offer.served_groups)
    if not (same_kind or offer.kind == HelpKind.OTHER) or not concerned:
        return None
    if not near or offer.free <= 0:
        return None
    fresh = offer.as_of >= stale_before
    enough = offer.free >= need.quantity
    why = (
        *(["helps_already"] if offer.helps_already else []),
        "same_kind" if same_kind else "kind_other",
        "serves_group",
        near,
        "enough" if enough else "some",
        "fresh" if fresh else "stale",
    )
    order = (
        not offer.helps_already,
        not same_kind,
        NEARNESS.index(near),
        not enough,
        not fresh,
        offer.offer_id,
    )
    return order, why


def suggest(
    need: NeedFacts, offers: Iterable[OfferFacts], *, today: date, stale_days: int
) -> tuple[Suggestion, ...]:
    """Offers that fit, those nearest by the stated rules first.

    An offer fits when its kind is the need's (or "other"), it is for the need's group (an offer that
    names none is for the groups its organisation serves, R60), its area covers the tambon, and something
    is free. Order: already helps this person, the kind itself, own tambon before amphoe before province,
    enough for the whole need, told within the last `stale_days`; then as entered.
    """
    stale_before = today - timedelta(days=stale_days)
    found = []
    for offer in offers:
        fit = _fit(need, offer, stale_before)
        if fit is not None:
            found.append((fit[0], Suggestion(offer.offer_id, fit[1])))
    return tuple(suggestion for _, suggestion in sorted(found, key=lambda pair: pair[0]))


AGE_BANDS = ((0, 6), (7, 17), (18, 39), (40, 59), (60, 69), (70, 79), (80, None))


def age_band(birth_year: int | None, today: date) -> str:
    """A code such as "60-69" for a need card, wide enough to name nobody; "" when unknown."""
    if birth_year is None or birth_year > today.year:
        return ""
    age = today.year - birth_year
    for low, high in AGE_BANDS:
        if high is None:
            return f"{low}+"
        if age <= high:
            return f"{low}-{high}"
    return ""
