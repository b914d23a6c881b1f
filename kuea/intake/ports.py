"""What rooms above bring to the one door: for each kind of list, who takes its rows. Filled in `project/wiring.py`."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, cast

from kuea.core.problems import Refusal
from kuea.core.words import PLACE_LISTS
from kuea.intake.models import Batch
from kuea.intake.sheets import Cell, ColumnMap, RowFault
from kuea.offices.models import Duty


@dataclass(frozen=True, slots=True)
class RowIn:
    """A row of the sheet: values by field, what we do not read by the sender's heading, faults of its cells."""

    number: int
    values: dict[str, Cell]
    faults: tuple[RowFault, ...] = ()


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A row after cleaning. `clean` is None when the row goes back to its sender; remarks go with it either way."""

    clean: Any = None
    faults: tuple[RowFault, ...] = ()
    remarks: tuple[RowFault, ...] = ()


@dataclass(frozen=True, slots=True)
class RowToStore:
    """A clean row and the key its raw row has or will have in the same transaction."""

    raw_row_id: int
    number: int
    clean: Any


@dataclass(slots=True)
class Stored:
    """What became of a lot of rows. `faults` are those that only storing could see, by row number.

    `notes` are sentences about the file as a whole, for its page.
    """

    joined: int = 0
    asked: int = 0
    new: int = 0
    faults: dict[int, tuple[RowFault, ...]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


class ListTaker(Protocol):
    """Takes the rows of one batch. Made anew each time the batch is read."""

    takes_whole: bool
    """Store all rows in one lot (lists of places); else in lots, each its own transaction."""

    def clean(self, row: RowIn) -> Cleaned:
        """Judge one row. No database, no side effect."""

    def prepare(self, rows: Collection[Any]) -> None:
        """Load what the clean rows are compared with. They are read from disk each time they are gone through."""

    def store(self, rows: Sequence[RowToStore]) -> Stored:
        """Write a lot of rows, inside the caller's transaction."""

    def finish(self) -> None:
        """After the last lot, inside the caller's transaction: tell who must know."""

    def rules(self) -> dict[str, str]:
        """Which rules and model are in force: equal means that reading again changes nothing."""


@dataclass(frozen=True, slots=True)
class Restated:
    """A row read anew whose record is not as it was. `former` is kept with the row, `to_link` says what linking does with it.

    `is_shown`: not of somebody whom only those named may know of.
    """

    former: str = ""
    to_link: str = ""
    is_shown: bool = True


@dataclass(slots=True)
class Judged:
    """What judging rows again changed; `joined` and `asked` may be below zero."""

    moved: int = 0
    joined: int = 0
    asked: int = 0
    kept_by_hand: int = 0


class Rereader(ListTaker, Protocol):
    """Takes rows that it took before once more, and can put them back as they were."""

    def restate(self, rows: Sequence[RowToStore], rerun_id: int) -> Mapping[int, Restated]:
        """Records say what the rows say now. By raw row, those of which something changed."""

    def prepare_again(self, judge: Sequence[int], store: Sequence[Any]) -> None:
        """Load what the records of raw rows `judge` and the clean rows `store` are compared with."""

    def judge_again(self, raw_rows: Sequence[int], rerun_id: int) -> Judged:
        """Whose the records of these raw rows are now, where no hand has said so."""

    def move_back(self, rerun_id: int, after: int, most: int) -> tuple[int, int]:
        """Undo moves of the rerun; the last looked at (0: no more), and how many two people must take back."""

    def ask_as_before(self, rerun_id: int) -> None:
        """Questions are as they were."""

    def put_back(self, formers: Mapping[int, str], uncounted: Sequence[int], reason: str) -> None:
        """Records of these raw rows say what they said; those of `uncounted` count no longer."""


TakerMaker = Callable[[Batch, ColumnMap, Duty], ListTaker]
Withdrawer = Callable[[Batch, Duty, str], None]


@dataclass(frozen=True)
class _Registered:
    make: TakerMaker
    withdraw: Withdrawer


_kinds: dict[str, _Registered] = {}


def register_kind(kind: str, make: TakerMaker, withdraw: Withdrawer) -> None:
    """Say who takes the lists of `kind` in and who takes them out again; said twice, the last counts."""
    _kinds[kind] = _Registered(make, withdraw)


def make_taker(batch: Batch, columns: ColumnMap, by: Duty) -> ListTaker:
    return _of(batch.kind).make(batch, columns, by)


def make_rereader(batch: Batch, columns: ColumnMap, by: Duty) -> Rereader:
    """Lists of places are corrected by a newer list. Raises: places_reread."""
    if batch.kind in PLACE_LISTS:
        raise Refusal("places_reread")
    return cast(Rereader, make_taker(batch, columns, by))


def withdraw_rows(batch: Batch, by: Duty, reason: str) -> None:
    _of(batch.kind).withdraw(batch, by, reason)


def known_kinds() -> tuple[str, ...]:
    """Kinds that somebody takes, in the order they were registered."""
    return tuple(_kinds)


def _of(kind: str) -> _Registered:
    if kind not in _kinds:
        raise Refusal("kind_unknown", kind=kind)
    return _kinds[kind]
