"""What coverage needs from care, which stands above it. Filled in `project/wiring.py`."""

from collections.abc import Callable, Collection

# For the given tambon: case id → sources of help it has had ("volunteer" stands for a visit by one too).
CareReader = Callable[[Collection[str]], dict[int, frozenset[str]]]
_care_reader: list[CareReader] = []


def answer_care_given(reader: CareReader) -> None:
    """Set who tells what help the cases of some tambon have had (care does)."""
    _care_reader[:] = [reader]


def care_given(tambon_codes: Collection[str]) -> dict[int, frozenset[str]]:
    """Case id → codes of `HelpSource` that helped it; empty before the port is filled."""
    return _care_reader[0](tambon_codes) if _care_reader else {}


_later: dict[str, Callable[[int], object]] = {}


def work_later(*, solve: Callable[[int], object], propose: Callable[[int], object]) -> None:
    """Set who takes work to a worker (the room's own tasks, which actions may not know)."""
    _later.update(solve=solve, propose=propose)


def solve_later(plan_id: int) -> None:
    """Queue the solving of a plan in state solving."""
    _later["solve"](plan_id)


def propose_later(match_id: int) -> None:
    """Queue the look for the next giver after a no."""
    _later["propose"](match_id)
