"""What people tells upward without knowing who listens. Filled in `project/wiring.py`."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from kuea.offices.models import Duty, Province
from kuea.people.models import Person, Record


@dataclass(frozen=True, slots=True)
class KeptRow:
    """A row of a list that became a record of a person: what a lead needs of it."""

    record_id: int
    person_id: int
    is_new: bool  # the person was made by this very row, so nobody can have a case of theirs yet
    tambon_code: str
    village_code: str | None
    who: str  # these three sealed already (`Sealed`) or in clear: whoever stores them need not know
    worry: str
    how_to_find: str


class Follower(Protocol):
    """A room above that acts on what happens to records and persons, in the same transaction."""

    def rows_kept(self, rows: Sequence[KeptRow], province: Province, by: Duty) -> None:
        """Rows of a list were stored."""

    def rows_withdrawn(self, record_ids: Iterable[int], by: Duty, reason: str) -> None:
        """A list was withdrawn; these records no longer count."""

    def persons_joined(self, kept: Person, other: Person, by: Duty) -> None:
        """Two persons were found to be one: the records of `other` are `kept`'s now."""

    def record_parted(self, record: Record, before: Person, now: Person, by: Duty) -> None:
        """A record was taken from one person and given to another (a new one, or its own again)."""


_followers: list[Follower] = []


def follow_people(follower: Follower) -> None:
    """Add a follower; said twice is said once."""
    if follower not in _followers:
        _followers.append(follower)


def followers() -> Sequence[Follower]:
    return tuple(_followers)
