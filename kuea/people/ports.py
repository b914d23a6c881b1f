"""What people tells upward without knowing who listens. Filled in `project/wiring.py`."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from kuea.offices.models import Duty, Province


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

    def rows_restated(self, rows: Sequence[KeptRow], by: Duty) -> Mapping[int, KeptRow]:
        """Rows of a list are read anew: their leads say so. Answers the former words, by record, where they differ."""

    def persons_gone_to(self, persons: Collection[int]) -> set[int]:
        """Those of these persons to whom somebody has gone, or is on the way: no machine moves their records."""

    def rows_counted_again(self, record_ids: Iterable[int], by: Duty, reason: str) -> None:
        """Rows withdrawn before count again; `reason` begins the words with which their cases were set aside."""

    def rows_withdrawn(self, record_ids: Iterable[int], by: Duty, reason: str) -> None:
        """A list was withdrawn; these records no longer count."""

    def persons_settled(
        self, persons: Collection[int], moved: Collection[int], by: Duty
    ) -> Mapping[int, int]:
        """Records (`moved`) were joined, parted or put back: what hangs on them and on `persons` follows.

        Answers, for each person who has a case, whose their oldest case is now: what was heard on that
        path stays with it.
        """


_followers: list[Follower] = []


def follow_people(follower: Follower) -> None:
    """Add a follower; said twice is said once."""
    if follower not in _followers:
        _followers.append(follower)


def followers() -> Sequence[Follower]:
    return tuple(_followers)
