"""What lower rooms tell upward without knowing who listens. Filled in `project/wiring.py`."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kuea.offices.models import Duty

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


@dataclass(frozen=True)
class Granted:
    """Ids that a duty may look at for a while beyond its scope (break-glass)."""

    cases: frozenset[int] = frozenset()
    persons: frozenset[int] = frozenset()


_granting: list["Callable[[Duty], Granted]"] = []


def answer_granted(finder: "Callable[[Duty], Granted]") -> None:
    """Set who answers `granted` (finding does)."""
    _granting[:] = [finder]


def granted(duty: "Duty") -> Granted:
    """What the duty may look at beyond its scope right now. For reading one file, never for lists or acts."""
    return _granting[0](duty) if _granting else Granted()
