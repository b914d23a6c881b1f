"""Long work on rows, shared with one helping process where the machine has a second core.

Only for pure work: the helper is a copy of this process made at the moment of asking (fork), sees the
same rows without copying them, touches no database, and ends with the last lot. Where that is not
possible (Windows, a server's thread, one core, an open transaction, a short list) the work is simply
done here; the results are the same.
"""

import multiprocessing
import os
import threading
from collections.abc import Callable, Iterator
from typing import Any

from django.db import connection

WORTH_FROM = 20_000
"""Rows from which a helper saves more than it costs."""
_work: list[Callable[[range], Any]] = []


def in_lots(work: Callable[[range], Any], count: int, size: int) -> Iterator[tuple[range, Any]]:
    """(lot, what `work` made of it) for lots of `size` indexes below `count`, in their order."""
    lots = [range(start, min(start + size, count)) for start in range(0, count, size)]
    if count < WORTH_FROM or not may_fork():
        for lot in lots:
            yield lot, work(lot)
        return
    connection.close()  # opened again at the next question; the helper must not hold it
    _work[:] = [work]
    with multiprocessing.get_context("fork").Pool(1) as helper:
        helped = helper.imap(_do, lots[1::2])
        for number, lot in enumerate(lots):
            yield lot, next(helped) if number % 2 else work(lot)
    _work.clear()


def may_fork() -> bool:
    """A copy of this process is safe only while nothing else runs in it."""
    return (
        hasattr(os, "fork")
        and (os.cpu_count() or 1) > 1
        and threading.active_count() == 1
        and not connection.in_atomic_block
    )


def _do(lot: range) -> Any:
    return _work[0](lot)
