"""The tables behind the finder: names by level, children, villages. Built once, read only."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from kuea.core.places.keys import place_key, sound_key
from kuea.core.places.rows import Level, PlaceName, PlaceRow, level_of
from kuea.core.thai.text import is_thai

# How a name is known, best first.
OFFICIAL, VARIANT, FORMER, SOUND = 0, 1, 2, 3
Known = dict[str, int]  # place code → how well the name is known for it


@dataclass(slots=True)
class Tables:
    rows: dict[str, PlaceRow] = field(default_factory=dict)
    by_key: dict[Level, dict[str, Known]] = field(default_factory=dict)
    by_sound: dict[Level, dict[str, set[str]]] = field(default_factory=dict)
    children: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    # Every key of a place, for measuring distances: (key, sound, is Thai).
    keys_of: dict[str, list[tuple[str, str]]] = field(default_factory=lambda: defaultdict(list))
    villages: dict[str, dict[int, str]] = field(default_factory=lambda: defaultdict(dict))
    moo_counts: dict[str, int] = field(default_factory=dict)
    village_keys: dict[str, dict[str, list[int]]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(list))
    )
    postal: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    tambon_of_postal: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    predecessors: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    provinces: list[str] = field(default_factory=list)
    thai_keys: dict[Level, list[str]] = field(default_factory=dict)
    other_keys: dict[Level, list[str]] = field(default_factory=dict)
    longest_key: int = 0

    def current(self, code: str) -> tuple[str, ...]:
        """The code itself while it is valid, else what followed it, through every step."""
        row = self.rows.get(code)
        if row is None or not row.successors:
            return (code,)
        found: list[str] = []
        for successor in row.successors:
            steps = (code,) if successor == code else self.current(successor)
            found.extend(step for step in steps if step not in found)
        return tuple(found)

    def name(self, code: str) -> str:
        row = self.rows.get(code)
        return row.name_th if row else ""

    def chain(self, code: str) -> Iterator[str]:
        """The code and everything above it, province first."""
        for length in (2, 4, 6, 8):
            if len(code) >= length:
                yield code[:length]

    def descendants(self, code: str, level: Level) -> list[str]:
        found = self.children.get(code, [])
        if level is Level.TAMBON and len(code) == 2:
            found = [tambon for amphoe in found for tambon in self.children.get(amphoe, [])]
        return [place for place in found if level_of(place) is level]


def build_tables(
    places: Iterable[PlaceRow],
    names: Iterable[PlaceName],
    postal_codes: Iterable[tuple[str, str]],
    moo_counts: Mapping[str, int],
) -> Tables:
    tables = Tables()
    for level in Level:
        tables.by_key[level] = {}
        tables.by_sound[level] = defaultdict(set)
    tables.moo_counts.update(moo_counts)
    for row in places:
        if row.level is Level.VILLAGE:
            _add_village(tables, row)
        else:
            _add_place(tables, row)
    for name in names:
        if name.code in tables.rows:
            is_former = name.kind == "former_name" or name.valid_to is not None
            _add_name(tables, name.code, name.name, FORMER if is_former else VARIANT)
    _add_capitals(tables)
    for code, postal in postal_codes:
        tables.postal[code].add(postal)
        tables.tambon_of_postal[postal].add(code)
    _add_lookups(tables)
    return tables


def _add_lookups(tables: Tables) -> None:
    for row in tables.rows.values():
        if row.level is Level.PROVINCE and not row.is_retired:
            tables.provinces.append(row.code)
        for successor in row.successors:
            if successor != row.code:
                tables.predecessors[successor].append(row.code)
    for level, keys in tables.by_key.items():
        tables.thai_keys[level] = [key for key in keys if is_thai(key)]
        tables.other_keys[level] = [key for key in keys if not is_thai(key)]
    tables.longest_key = max(
        (len(key) for keys in tables.by_key.values() for key in keys), default=0
    )


def _add_place(tables: Tables, row: PlaceRow) -> None:
    tables.rows[row.code] = row
    if len(row.code) > 2:
        tables.children[row.code[:-2]].append(row.code)
    _add_name(tables, row.code, row.name_th, FORMER if row.is_retired else OFFICIAL)
    if row.name_en:
        _add_name(tables, row.code, row.name_en, FORMER if row.is_retired else VARIANT)


def _add_name(tables: Tables, code: str, name: str, quality: int) -> None:
    key = place_key(name)
    if not key:
        return
    level = level_of(code)
    known = tables.by_key[level].setdefault(key, {})
    known[code] = min(quality, known.get(code, quality))
    sound = sound_key(key)
    if (key, sound) not in tables.keys_of[code]:
        tables.keys_of[code].append((key, sound))
    tables.by_sound[level][sound].add(code)


def _add_capitals(tables: Tables) -> None:
    """อ.เมือง and เมืองปทุม mean the amphoe of the province's town.

    It carries the number 01 in every province but Bangkok, which has none. (อ.ปทุมธานี is read
    in ``loose``, where the label is still known.)
    """
    for code, row in list(tables.rows.items()):
        capital = code + "01"
        if row.level is not Level.PROVINCE or code == "10" or capital not in tables.rows:
            continue
        _add_name(tables, capital, "เมือง", VARIANT)
        _add_name(tables, capital, "Mueang", VARIANT)
        for key, _ in list(tables.keys_of[code]):
            if not is_thai(key):
                _add_name(tables, capital, "mueang" + key, VARIANT)
            elif len(key) > 2:
                _add_name(tables, capital, "เมือง" + key, VARIANT)


def _add_village(tables: Tables, row: PlaceRow) -> None:
    tambon, moo = row.code[:6], row.code[6:]
    if not moo.isdigit() or row.is_retired:
        return
    tables.rows[row.code] = row
    tables.villages[tambon][int(moo)] = row.name_th
    if key := village_key(row.name_th):
        tables.village_keys[tambon][key].append(int(moo))


def village_key(name: str) -> str:
    """A village name without its บ้าน: lists write it both ways."""
    key = place_key(name.split("(")[0])
    return key[4:] if key.startswith("บ้าน") and len(key) > 5 else key
