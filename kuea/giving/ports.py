"""What giving tells upward without knowing who listens. Filled in `project/wiring.py`."""

from collections.abc import Callable

_listeners: list[Callable[[str], None]] = []


def when_a_volunteer_leaves(listener: Callable[[str], None]) -> None:
    """Call `listener` with the province's code when a volunteer rests, is suspended or ends, inside that transaction."""
    if listener not in _listeners:
        _listeners.append(listener)


def volunteer_left(province_code: str) -> None:
    """Say that somebody who helped does not for now."""
    for listener in _listeners:
        listener(province_code)
