"""The first pass: every row is looked up by a handful of keys, judged, and added to the tables."""

from collections.abc import Iterable, Iterator

from kuea.engines.linkage.compare import (
    nearly,
    number_is_believed,
    same_name,
)
from kuea.engines.linkage.tables import Ask, Evidence, LinkRow, Rule, Verdict

MOST_IN_A_BLOCK = 200
"""Records kept under one key. Beyond it a key says nothing, and comparing would grow with the square."""
MOST_ASKS = 3
"""Questions a row may raise: more would drown the office, not help it."""

Entry = tuple[int, LinkRow]
"""A person and one of their records; of records that say the same, the first."""

_ALL_BUT_NUMBER = (Evidence.SAME_NAME, Evidence.SAME_YEAR, Evidence.SAME_TAMBON)
_STRENGTH = {
    (Evidence.SAME_NUMBER, Evidence.NAME_DIFFERS): 0,
    (*_ALL_BUT_NUMBER, Evidence.SEVERAL_FIT): 1,
    _ALL_BUT_NUMBER: 1,
    (Evidence.SAME_NAME, Evidence.NUMBER_NEAR): 2,
    (*_ALL_BUT_NUMBER, Evidence.NUMBERS_DIFFER): 3,
    (Evidence.SAME_NAME, Evidence.YEAR_NEAR, Evidence.SAME_TAMBON): 4,
    (Evidence.NAME_NEAR, Evidence.SAME_YEAR, Evidence.SAME_TAMBON): 5,
    (Evidence.SAME_NAME, Evidence.YEAR_MISSING, Evidence.SAME_TAMBON): 6,
}


class FirstPass:
    """Known records under their keys. `judge` only looks; `add` only writes."""

    def __init__(
        self, known: Iterable[tuple[LinkRow, int]] = (), most_in_a_block: int = MOST_IN_A_BLOCK
    ) -> None:
        self._blocks: dict[int, list[Entry]] = {}
        self._numbers: dict[int, set[str]] = {}
        self._most = most_in_a_block
        self.compared = 0
        """Pairs looked at so far: stays below a constant times the rows."""
        for row, person in known:
            self.add(row, person)

    def add(self, row: LinkRow, person: int) -> None:
        """Put a record under its keys, as one of `person`."""
        if row.number:
            self._numbers.setdefault(person, set()).add(row.number)
        for key in _keys(row):
            block = self._blocks.get(key)
            if block is None:
                self._blocks[key] = [(person, row)]
            elif len(block) < self._most and not _stands_in(block, person, row):
                block.append((person, row))

    def judge(self, row: LinkRow) -> Verdict:
        """The person the row belongs to, or a new one, and what to ask."""
        near = list(self._candidates(row))
        same_number = [entry for entry in near if row.number and entry[1].number == row.number]
        believed = [entry for entry in same_number if number_is_believed(row, entry[1])]
        equal = [entry for entry in near if _equal(row, entry[1]) and self._may_hold(entry[0], row)]
        if believed:
            person = believed[0][0]
            others = [entry for entry in equal if entry[0] != person]
            return Verdict(row.key, person, Rule.SAME_NUMBER, _ask_of(row, others))
        fitting = list(dict.fromkeys(person for person, _ in equal))
        if len(fitting) == 1 and not same_number:
            return Verdict(row.key, fitting[0], Rule.SAME_NAME_YEAR_TAMBON)
        several = frozenset(fitting) if len(fitting) > 1 else frozenset()
        return Verdict(row.key, None, Rule.NEW, _ask_of(row, near, several))

    def _candidates(self, row: LinkRow) -> Iterator[Entry]:
        seen: set[tuple[int, int]] = set()
        for key in _lookups(row):
            for person, other in self._blocks.get(key, ()):
                self.compared += 1
                if (person, other.key) not in seen:
                    seen.add((person, other.key))
                    yield person, other

    def _may_hold(self, person: int, row: LinkRow) -> bool:
        """A person never gets a second valid number from a machine."""
        held = self._numbers.get(person)
        return not row.number or not held or row.number in held


def link_rows(
    known: Iterable[tuple[LinkRow, int]],
    rows: Iterable[LinkRow],
    most_in_a_block: int = MOST_IN_A_BLOCK,
) -> list[Verdict]:
    """Judge `rows` in order against the known records and each other.

    Persons made on the way are named by the key of their first row, as its negative minus one, so
    that they cannot be taken for known ones (which are not negative).
    """
    tables = FirstPass(known, most_in_a_block)
    verdicts = []
    for row in rows:
        verdict = tables.judge(row)
        tables.add(row, new_person(row) if verdict.person is None else verdict.person)
        verdicts.append(verdict)
    return verdicts


def new_person(row: LinkRow) -> int:
    """The name of the person first seen in `row`, until the caller gives them another."""
    return -row.key - 1


def _stands_in(block: list[Entry], person: int, row: LinkRow) -> bool:
    """Does the block already hold a record of this person that says exactly the same?"""
    return any(person == held and row[1:] == other[1:] for held, other in block)


def _equal(a: LinkRow, b: LinkRow) -> bool:
    return (
        a.birth_year is not None
        and a.birth_year == b.birth_year
        and bool(a.tambon)
        and a.tambon == b.tambon
        and same_name(a, b)
    )


def _ask_of(
    row: LinkRow, entries: Iterable[Entry], several: frozenset[int] = frozenset()
) -> tuple[Ask, ...]:
    """The strongest questions, one a person, at most `MOST_ASKS`."""
    best: dict[int, tuple[int, Ask]] = {}
    for person, other in entries:
        evidence = nearly(row, other)
        if not evidence:
            continue
        if person in several and evidence == _ALL_BUT_NUMBER:
            evidence = (*evidence, Evidence.SEVERAL_FIT)
        strength = _STRENGTH[evidence]
        if person not in best or (strength, other.key) < (best[person][0], best[person][1].other):
            best[person] = (strength, Ask(other.key, evidence))
    order = sorted(best.items(), key=lambda item: (item[1][0], item[0]))
    return tuple(ask for _, (_, ask) in order[:MOST_ASKS])


def _keys(row: LinkRow) -> Iterator[int]:
    """Where a record is kept. Hashes: every comparison looks at the fields themselves again."""
    if row.number:
        yield hash(("n", row.number))
    if not row.given:
        return
    if len(row.digits) == 13:
        # One slip spoils at most one of the two halves beside the middle digit.
        yield hash(("h", row.given, row.family, row.digits[:6]))
        yield hash(("t", row.given, row.family, row.digits[7:]))
    if not row.tambon:
        return
    yield hash(("y", row.given, row.family, row.tambon, row.birth_year))
    if row.birth_year is not None:
        yield hash(("a", row.given, row.family, row.tambon))
        yield hash(("g", row.given, row.tambon, row.birth_year))
        yield hash(("f", row.family, row.tambon, row.birth_year))


def _lookups(row: LinkRow) -> Iterator[int]:
    """Where a row's likenesses are found, the strongest keys first."""
    if row.number:
        yield hash(("n", row.number))
    if not row.given:
        return
    if row.tambon:
        yield hash(("y", row.given, row.family, row.tambon, row.birth_year))
    if len(row.digits) == 13:
        yield hash(("h", row.given, row.family, row.digits[:6]))
        yield hash(("t", row.given, row.family, row.digits[7:]))
    if not row.tambon:
        return
    if row.birth_year is None:
        yield hash(("a", row.given, row.family, row.tambon))
        return
    for year in (row.birth_year - 1, row.birth_year + 1, None):
        yield hash(("y", row.given, row.family, row.tambon, year))
    yield hash(("g", row.given, row.tambon, row.birth_year))
    yield hash(("f", row.family, row.tambon, row.birth_year))
