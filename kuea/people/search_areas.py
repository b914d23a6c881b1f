"""Which places of the province the words of a search may mean: names as they are spelt, by sound, and หมู่."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Count, Max
from rapidfuzz.distance import OSA

from kuea.core.thai import comparison_key
from kuea.core.thai.name_keys import sounding_key
from kuea.ledger.models import Event
from kuea.offices.models import Place

_ALIKE_FROM = 0.75
_Version = tuple[int, int, str | None]


@dataclass(frozen=True)
class Area:
    """Codes of the places meant; empty when no place was named. `moo` also stands without a place."""

    codes: frozenset[str] = frozenset()
    moo: int | None = None

    @property
    def villages(self) -> list[str]:
        return sorted(code for code in self.codes if len(code) == 8)

    @property
    def tambons(self) -> list[str]:
        return sorted(code for code in self.codes if len(code) == 6)

    @property
    def is_named(self) -> bool:
        return bool(self.codes)

    def holds(self, tambon: str | None, village: str | None) -> bool:
        """Does a record of these places lie in one of the places meant?"""
        return (village or "") in self.codes or (tambon or "") in self.codes

    def is_moo_of(self, village: str | None) -> bool:
        return self.moo is not None and (village or "")[6:] == f"{self.moo:02d}"


@dataclass(frozen=True)
class _Names:
    """The names of one province: key → codes; amphoe stand for all their tambon."""

    by_name: dict[str, tuple[str, ...]] = field(default_factory=dict)
    by_sound: dict[str, tuple[str, ...]] = field(default_factory=dict)
    codes: frozenset[str] = frozenset()


_kept: dict[str, tuple[_Version, _Names]] = {}


def names_meant(province_code: str, word: str, *, is_marked: bool) -> frozenset[str]:
    """Codes of tambon and villages a word (a comparison key) may name; a word with its mark (ต., บ้าน) also when
    misspelt, another only when it is written or sounds the same."""
    names = _names_of(province_code)
    found = names.by_name.get(word) or names.by_sound.get(sounding_key(word))
    if not found and is_marked and len(word) > 2:
        sound = sounding_key(word)
        alike = {
            name: OSA.normalized_similarity(sound, name, score_cutoff=_ALIKE_FROM)
            for name in names.by_sound
        }
        best = max(alike, key=alike.__getitem__, default="")
        found = names.by_sound[best] if best and alike[best] else ()
    return frozenset(found or ())


def make_area(province_code: str, meant: Iterable[frozenset[str]], moo: int | None) -> Area:
    """The places all words agree on; a หมู่ makes a village of each tambon that has it."""
    codes: frozenset[str] = frozenset()
    for one in meant:
        inside = frozenset(
            code for code in codes | one
            if any(code.startswith(other) for other in one) and any(code.startswith(o) for o in codes)
        )  # fmt: skip
        codes = (inside or codes | one) if codes else one
    if moo is not None and codes:
        with_moo = {f"{code}{moo:02d}" for code in codes if len(code) == 6}
        known = with_moo & _names_of(province_code).codes
        codes = frozenset(known) or codes
    return Area(codes, moo)


def _names_of(province_code: str) -> _Names:
    version = _version_of(province_code)
    if province_code not in _kept or _kept[province_code][0] != version:
        _kept[province_code] = (version, _read_names(province_code))
    return _kept[province_code][1]


def _version_of(province_code: str) -> _Version:
    """Changes with every event about places, and with how many there are."""
    last = Event.objects.filter(subject="places").order_by("-pk").values_list("pk", flat=True)
    there = _inside(province_code).aggregate(many=Count("pk"), last=Max("pk"))
    return last.first() or 0, there["many"], there["last"]


def _inside(province_code: str):
    following = str(int(province_code) + 1).zfill(2)
    return Place.objects.filter(pk__gt=province_code, pk__lt=following, valid_to=None)


def _read_names(province_code: str) -> _Names:
    by_name: dict[str, set[str]] = {}
    rows = list(_inside(province_code).order_by("pk").values_list("pk", "name_th"))
    tambons = [code for code, _ in rows if len(code) == 6]
    for code, name in rows:
        key = comparison_key(name)
        stands_for = [t for t in tambons if t.startswith(code)] if len(code) == 4 else [code]
        for one in {key, key.removeprefix("บ้าน"), key.removeprefix("เมือง")} - {""}:
            by_name.setdefault(one, set()).update(stands_for)
    by_sound: dict[str, set[str]] = {}
    for key, codes in by_name.items():
        by_sound.setdefault(sounding_key(key), set()).update(codes)
    return _Names(
        {key: tuple(sorted(codes)) for key, codes in by_name.items()},
        {key: tuple(sorted(codes)) for key, codes in by_sound.items()},
        frozenset(code for code, _ in rows),
    )
