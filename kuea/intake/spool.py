"""Lots of rows laid down on disk while a list is read: memory holds one lot, however long the list is.

The file lies beside the sender's own, in the place only this program reads, and goes when that goes. Each lot is sealed, so
that a killed reader leaves nothing in clear, and nobody else can write what is taken from it.
"""

import pickle  # nosec B403  # only of pieces that our own key sealed
from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import Any

from kuea.offices.sealing import open_bytes, seal_bytes


class Spool:
    """Lots in the order they were put; each is taken by its number, also by a helper that was forked meanwhile."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._cuts = [0]  # where each lot begins, and the last ends
        self.rows = 0

    def beside(self, name: str) -> Path:
        """A place for another in the same folder."""
        return self._path.with_name(name)

    def __len__(self) -> int:
        return len(self._cuts) - 1

    def put(self, lot: Sequence[Any]) -> None:
        with self._path.open("ab") as file:
            written = file.write(seal_bytes(pickle.dumps(lot, pickle.HIGHEST_PROTOCOL)))
        self._cuts.append(self._cuts[-1] + written)
        self.rows += len(lot)

    def take(self, number: int) -> Sequence[Any]:
        with self._path.open("rb") as file:
            file.seek(self._cuts[number])
            sealed = file.read(self._cuts[number + 1] - self._cuts[number])
        lot: Sequence[Any] = pickle.loads(open_bytes(sealed))  # nosec B301  # sealed by our own key
        return lot

    def lots(self) -> Iterator[Sequence[Any]]:
        """All of them, one at a time; may be begun anew."""
        return map(self.take, range(len(self)))

    def all(self) -> Iterator[Any]:
        """All rows, one after the other."""
        return chain.from_iterable(self.lots())
