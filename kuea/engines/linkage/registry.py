"""New records against a registry: who each one is, whom to ask about, who is somebody new.

The same reading, rules, model and clustering as the batch. What differs, and by how much:

- two persons the registry knows are never joined by a machine: a record that fits both joins the
  better one, and the link to the other becomes a question;
- names, numbers and telephones are as common as they were when the registry was counted.

Judging is pure: nothing changes until `add`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple

import numpy as np

from kuea.engines.linkage.clustering import Limits, join, known_groups
from kuea.engines.linkage.commonness import Commonness
from kuea.engines.linkage.evidence import Waterfall, waterfall
from kuea.engines.linkage.facts import read_facts, write_facts
from kuea.engines.linkage.index import KeyTable
from kuea.engines.linkage.levels import PERSON, Table, patterns_of, people_of
from kuea.engines.linkage.model import LinkModel, weights
from kuea.engines.linkage.reading import Reader
from kuea.engines.linkage.records import Column, Raw, Records, join_records

MOST_QUESTIONS = 3
"""Questions a record may raise: more would drown the office, not help it."""
_GROW_FROM = 2_000
"""Added records that wait in a second, small table before the keys are sorted anew."""


class Outcome(StrEnum):
    """What becomes of a record."""

    JOIN = "join"
    ASK = "ask"
    NEW = "new"


class Question(NamedTuple):
    """Is the record the person of record `other`? With the evidence for the clerk, and its pattern to learn from."""

    person: int
    other: str
    pattern: int
    evidence: Waterfall


class Verdict(NamedTuple):
    """`person` is the registry's person for JOIN, otherwise a new one, negative and shared by the
    records of one call that are one new person. `because` is the strongest link of a join, also of
    one with another new record. Two new records are asked about from the side of the later one."""

    key: str
    outcome: Outcome
    person: int
    because: Question | None
    questions: tuple[Question, ...]


@dataclass(slots=True)
class _Part:
    """Records added together, with their keys."""

    records: Records
    people: Column
    keys: KeyTable


class Registry:
    """Records of known persons. `judge` only looks, `add` only writes."""

    def __init__(
        self, reader: Reader, model: LinkModel, commonness: Commonness | None = None
    ) -> None:
        self.reader, self.model = reader, model
        self.logs = model.logs()
        self._commonness = commonness
        self._own_counts = commonness is None
        self._parts: list[_Part] = []
        self._record_keys: list[str] = []
        self._person: list[int] = []
        self._rows_of: dict[int, list[int]] = {}

    @classmethod
    def of(
        cls, rows: Sequence[Raw], persons: Sequence[int], *, as_of: date, model: LinkModel
    ) -> "Registry":
        """The registry of all records that count, with the person (≥ 0) of each."""
        registry = cls(Reader(as_of), model)
        registry.add(rows, persons)
        return registry

    def facts(self) -> str:
        """What to keep, sealed, for judging single records among a few candidates (`among`)."""
        return write_facts(self.reader, self._counts())

    @classmethod
    def among(
        cls,
        rows: Sequence[Raw],
        persons: Sequence[int],
        *,
        facts: str,
        as_of: date,
        model: LinkModel,
    ) -> "Registry":
        """A small registry of the candidates the caller found, with what the whole one taught."""
        reader, commonness = read_facts(facts, as_of)
        registry = cls(reader, model, commonness)
        registry.add(rows, persons)
        return registry

    def __len__(self) -> int:
        return len(self._person)

    def add(self, rows: Sequence[Raw], persons: Sequence[int]) -> None:
        """Records and the persons (≥ 0) they belong to."""
        self.add_read(self.reader.read_raw(rows), [row.key for row in rows], persons)

    def add_read(self, records: Records, keys: Sequence[str], persons: Sequence[int]) -> None:
        """The same for records already read by this registry's reader."""
        if not len(records) == len(keys) == len(persons):
            raise ValueError("records, keys and persons are not equally many")
        if not len(records):
            return
        for row, person in enumerate(persons, start=len(self._person)):
            self._rows_of.setdefault(person, []).append(row)
        self._person.extend(persons)
        self._record_keys.extend(keys)
        words = self.reader.words
        while self._parts and len(self._parts[-1].records) <= max(_GROW_FROM, len(records)):
            records = join_records(self._parts.pop().records, records)
        if self._own_counts and not self._parts:
            self._commonness = Commonness.of(records, words)
        counts = self._counts()
        people = people_of(
            records, counts.rarity(records, words, counted_in=True),
            counts.shared(records, words, counted_in=True),
        )  # fmt: skip
        self._parts.append(_Part(records, people, KeyTable.of(records, words)))

    def judge(self, rows: Sequence[Raw], limits: Limits | None = None) -> list[Verdict]:
        """The verdict on each record, against the registry and against each other."""
        if not rows:
            return []
        records = self.reader.read_raw(rows)
        counts, words = self._counts(), self.reader.words
        people = people_of(
            records, counts.rarity(records, words, counted_in=False),
            counts.shared(records, words, counted_in=False),
        )  # fmt: skip
        new, known = self._candidates(records)
        chosen = limits or Limits()
        judging = _Judging(self, [row.key for row in rows], people, (new, known), chosen)
        return judging.verdicts()

    def _counts(self) -> Commonness:
        if self._commonness is None:
            empty = self.reader.read_raw([])
            self._commonness = Commonness.of(empty, self.reader.words)
        return self._commonness

    def _candidates(self, records: Records) -> tuple[Column, Column]:
        """Pairs (row of `records`, row of the registry; rows from len(self) on are `records` too)."""
        words = self.reader.words
        begin, new, known = 0, [], []
        for part in self._parts:
            mine, theirs = part.keys.candidates(records, words)
            new.append(mine)
            known.append(theirs + begin)
            begin += len(part.records)
        if len(records) > 1:
            mine, theirs = KeyTable.of(records, words).candidates(records, words, own=True)
            apart = mine < theirs
            new.append(mine[apart])
            known.append(theirs[apart] + begin)
        nothing = np.zeros(0, dtype=np.int64)
        return np.concatenate((nothing, *new)), np.concatenate((nothing, *known))

    def people_at(self, rows: Column) -> Column:
        """Rows (sorted) of the registry as the compiled loops want them."""
        out = np.empty(len(rows), dtype=PERSON)
        begin = 0
        for part in self._parts:
            low, high = np.searchsorted(rows, (begin, begin + len(part.people)))
            out[low:high] = part.people[rows[low:high] - begin]
            begin += len(part.people)
        return out

    def record_of(self, row: int) -> tuple[str, int]:
        """Key and person of a row."""
        return self._record_keys[row], self._person[row]

    def companions(self, rows: Column, limits: Limits) -> Column:
        """`rows` and the other rows of their persons, sorted.

        Of a person with more than `limits.largest` rows a join looks at the first of them only, so the others are
        left out: a list of one person many times costs no more with every lot. Where no two rows of one source may
        meet, all are looked at.
        """
        met = rows.tolist()
        most = None if limits.one_per_source else int(limits.largest)
        found = set(met)
        for who in {self._person[row] for row in met}:
            found.update(self._rows_of[who][:most])
        return np.array(sorted(found), dtype=np.int64)


class _Judging:
    """One call of `judge`: the new records and everybody of the registry they touch, in one small table."""

    def __init__(
        self, registry: Registry, keys: list[str], people: Column, pairs: tuple[Column, Column], limits: Limits
    ) -> None:  # fmt: skip
        self._registry, self._keys, self._limits = registry, keys, limits
        new, known = pairs
        size = len(registry)
        old = known < size
        self._rows = registry.companions(np.unique(known[old]), limits)
        self._many = len(self._rows)
        words = registry.reader.words
        everybody = np.concatenate((registry.people_at(self._rows), people))
        self._table = Table(everybody, words.rows)
        other = np.where(old, np.searchsorted(self._rows, known), self._many + known - size)
        mine = self._many + new
        self._first, self._second = np.minimum(mine, other), np.maximum(mine, other)
        pattern = np.empty(len(mine), dtype=np.int32)
        patterns_of(self._table, self._first, self._second, pattern)
        self._pattern = pattern
        self._weight = weights(pattern, registry.logs)

    def verdicts(self) -> list[Verdict]:
        persons = [self._registry.record_of(row)[1] for row in self._rows.tolist()]
        groups = known_groups(np.array(persons + [-1] * len(self._keys), dtype=np.int64))
        root, _ = join(
            self._table, self._first, self._second, self._pattern, self._weight, self._registry.logs,
            join_from=self._registry.model.join_from, groups=groups, limits=self._limits,
        )  # fmt: skip
        asked = self._best_links()
        return [
            self._verdict(key, self._many + place, root, persons, asked.get(self._many + place, []))
            for place, key in enumerate(self._keys)
        ]

    def _best_links(self) -> dict[int, list[int]]:
        """Of each new record its links worth a question or a join, the strongest first."""
        worth = np.flatnonzero(self._weight >= self._registry.model.ask_from)
        order = worth[np.lexsort((self._first[worth], self._second[worth], -self._weight[worth]))]
        links: dict[int, list[int]] = {}
        for link in order.tolist():
            for end in (int(self._first[link]), int(self._second[link])):
                if end >= self._many:
                    links.setdefault(end, []).append(link)
        return links

    def _verdict(
        self, key: str, mine: int, root: Column, persons: list[int], links: list[int]
    ) -> Verdict:
        head = int(root[mine])
        because: Question | None = None
        questions: list[Question] = []
        seen = {head}
        for link in links:
            other = int(self._first[link] + self._second[link]) - mine
            whose = int(root[other])
            if whose == head:
                because = because or self._question(link, other, self._person(head, persons))
            elif whose not in seen and other < mine and len(questions) < MOST_QUESTIONS:
                seen.add(whose)
                questions.append(self._question(link, other, self._person(whose, persons)))
        known = head < self._many
        outcome = Outcome.JOIN if known else Outcome.ASK if questions else Outcome.NEW
        return Verdict(key, outcome, self._person(head, persons), because, tuple(questions))

    def _person(self, head: int, persons: list[int]) -> int:
        """The registry's person of a group, or a negative name for a new one."""
        return persons[head] if head < self._many else self._many - head - 1

    def _question(self, link: int, other: int, person: int) -> Question:
        if other < self._many:
            key, _ = self._registry.record_of(int(self._rows[other]))
        else:
            key = self._keys[other - self._many]
        pattern = int(self._pattern[link])
        return Question(person, key, pattern, waterfall(pattern, self._registry.logs))
