"""Anchors: where each chain stood on a day, written outside the database, so that it cannot be rewritten alone."""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.utils import timezone

from kuea.ledger.models import ChainHead

_LINE = re.compile(r"(\d{4}-\d{2}-\d{2}) (\w{2}) (\d+) ([0-9a-f]{64})")


@dataclass(frozen=True)
class Anchor:
    """On `day`, the link at `position` of `chain` had this hash."""

    day: date
    chain: str
    position: int
    hash: str

    def __str__(self) -> str:
        return f"{self.day.isoformat()} {self.chain} {self.position} {self.hash}"


class BadAnchor(ValueError):
    """A line of an anchor file that nobody can read: the file was touched."""


def read_anchors(folder: Path) -> Iterator[Anchor]:
    """Every anchor of every year, as written. Raises `BadAnchor` naming file and line."""
    for path in sorted(folder.glob("*.txt")):
        for number, line in enumerate(
            path.read_text(encoding="ascii", errors="replace").splitlines(), 1
        ):
            found = _LINE.fullmatch(line)
            if found is None:
                raise BadAnchor(f"{path.name}:{number}")
            yield Anchor(date.fromisoformat(found[1]), found[2], int(found[3]), found[4])


def write_anchors(folder: Path) -> list[Anchor]:
    """Append where each chain stands now; chains that did not move since their last anchor are left out."""
    folder.mkdir(parents=True, exist_ok=True)
    last = {anchor.chain: anchor.position for anchor in read_anchors(folder)}
    day = timezone.localdate()
    fresh = [
        Anchor(day, head.chain, head.position, head.hash)
        for head in ChainHead.objects.order_by("chain")
        if head.position and head.position != last.get(head.chain)
    ]
    if fresh:
        text = "".join(f"{anchor}\n" for anchor in fresh)
        path = folder / f"{day.year}.txt"
        handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            os.write(handle, text.encode("ascii"))
            os.fsync(handle)
        finally:
            os.close(handle)
    return fresh
