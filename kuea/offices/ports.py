"""What lower rooms tell upward without knowing who listens. Filled in `project/wiring.py`."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kuea.offices.models import Duty


Count = Callable[["Duty"], dict[str, int]]
HandOver = Callable[["Duty", "Duty", "Duty"], dict[str, int]]
_in_hand: list[Count] = []
_hand_overs: list[HandOver] = []
_beginnings: "list[Callable[[Duty, Duty], None]]" = []
_listeners: list[Callable[[frozenset[str]], None]] = []
_held: list[set[str]] = []


def listen_to_tambon(listener: Callable[[frozenset[str]], None]) -> None:
    """Call `listener` with the codes of tambon in which something changed, inside the same transaction."""
    if listener not in _listeners:
        _listeners.append(listener)


def tambon_changed(*tambon_codes: str) -> None:
    """Say that something changed there: its states and gaps are recomputed at once (4.3)."""
    codes = frozenset(code for code in tambon_codes if code)
    if _held:
        _held[-1].update(codes)
    elif codes:
        for listener in _listeners:
            listener(codes)


@contextmanager
def gather_changes() -> Iterator[None]:
    """For work on many rows: recompute each tambon once, at the end, still before the caller commits."""
    _held.append(set())
    try:
        yield
    except BaseException:
        _held.pop()
        raise
    tambon_changed_codes = _held.pop()
    tambon_changed(*tambon_changed_codes)


@contextmanager
def leave_for_later() -> Iterator[None]:
    """For one lot of many: what changed is not told now; the caller tells all of it after the last lot."""
    _held.append(set())
    try:
        yield
    finally:
        _held.pop()


def hand_over_with(count: Count, room: HandOver) -> None:
    """Let a room say what a duty has in hand, and name an heir for it: `room(by, ended, heir)` counts what moved."""
    if room not in _hand_overs:
        _in_hand.append(count)
        _hand_overs.append(room)


def what_is_in_hand(duty: "Duty") -> dict[str, int]:
    """Codes of `labels.IN_HAND` with their numbers, noughts left out."""
    return _merge(count(duty) for count in _in_hand)


def hand_over(by: "Duty", ended: "Duty", heir: "Duty") -> dict[str, int]:
    """Tell every room, inside the transaction that ends the duty (I16). Counts of what was moved."""
    return _merge(room(by, ended, heir) for room in _hand_overs)


def begin_with(room: "Callable[[Duty, Duty], None]") -> None:
    """Let a room act when somebody takes up a duty: `room(by, duty)`."""
    if room not in _beginnings:
        _beginnings.append(room)


def duty_began(by: "Duty", duty: "Duty") -> None:
    for room in _beginnings:
        room(by, duty)


def _merge(found: Iterable[dict[str, int]]) -> dict[str, int]:
    return {kind: count for counts in found for kind, count in counts.items() if count}
