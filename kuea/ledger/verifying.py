"""Walks every chain from its first link to its head and names what does not fit.

Rows are streamed, never held: a million events pass in seconds and little memory. The statement is SQL of our own
because the ORM would drop exactly the links whose event is gone.
"""

import json
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction

from kuea.core.chain import GENESIS, digest_event, link_hash
from kuea.ledger.anchors import Anchor
from kuea.ledger.models import ChainHead

MOST_FAULTS = 1000
"""After so many the rest is not named one by one: the ledger is to be restored, not mended."""
_AT = {
    "sqlite": "e.at || ''",  # as text: the driver would make a datetime of the column itself
    "postgresql": "to_char(e.at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US')",
}
_DATA = {"sqlite": "e.data", "postgresql": "e.data::text"}
_LINKS = (
    "SELECT l.chain, l.position, l.event_id, l.digest, l.previous, l.hash, e.id, {at}, e.province_code, "
    "e.duty_id, e.verb, e.subject, e.subject_id, {data}, e.digest FROM ledger_chainlink l "
    "LEFT JOIN ledger_event e ON e.id = l.event_id ORDER BY l.chain, l.position"
)
_WITHOUT_LINK = (
    "SELECT e.id FROM ledger_event e LEFT JOIN ledger_chainlink l ON l.event_id = e.id "
    "WHERE l.event_id IS NULL ORDER BY e.id LIMIT 1001"
)


@dataclass(frozen=True)
class Fault:
    """`kind`: changed, deleted, swapped, inserted, rewritten, tail_cut, head. `event_id` 0: not one event."""

    kind: str
    chain: str
    position: int
    event_id: int
    words: str

    def __str__(self) -> str:
        event = f" event={self.event_id}" if self.event_id else ""
        return f"{self.kind} chain={self.chain} position={self.position}{event}: {self.words}"


@dataclass
class Report:
    """What a walk found."""

    events: int = 0
    chains: int = 0
    anchors: int = 0
    faults: list[Fault] = field(default_factory=list)

    @property
    def is_whole(self) -> bool:
        return not self.faults


@dataclass
class _Wrong:
    """A link or event that does not fit: what it is, what it should be, kept until the walk ends."""

    chain: str
    position: int
    event_id: int
    has: str
    should_be: str


class _Walk:
    """One chain after the other, link by link."""

    def __init__(self, anchors: Iterable[Anchor]) -> None:
        self.report = Report()
        self.anchored: dict[str, dict[int, Anchor]] = {}
        for anchor in anchors:
            self.anchored.setdefault(anchor.chain, {})[anchor.position] = anchor
            self.report.anchors += 1
        self.heads = {head.chain: head for head in ChainHead.objects.all()}
        self.ends: dict[str, tuple[int, str]] = {}
        self.chain, self.position, self.hash = "", 0, GENESIS
        self.last_event = 0
        self.is_sound = True  # whether the link before fits its own hash
        self.wrong_events: list[_Wrong] = []
        self.wrong_links: list[tuple[Any, ...]] = []

    def say(self, kind: str, chain: str, position: int, event_id: int, words: str) -> None:
        if len(self.report.faults) < MOST_FAULTS:
            self.report.faults.append(Fault(kind, chain, position, event_id, words))

    def take(self, row: tuple[Any, ...]) -> None:
        chain, position, event_id, digest, previous, own = row[:6]
        if chain != self.chain:
            self.chain, self.position, self.hash = chain, 0, GENESIS
            self.is_sound, self.last_event = True, 0
            self.report.chains += 1
        follows = position == self.position + 1
        if position > self.position + 1:
            lost = (
                f"{self.position + 1}"
                if position == self.position + 2
                else f"{self.position + 1}–{position - 1}"
            )
            self.say("deleted", chain, self.position + 1, 0, f"link {lost} is gone, with its event")
        is_sound = link_hash(chain, position, event_id, digest, previous) == own
        if not is_sound:
            self.wrong_links.append(row[:6])
        elif follows and previous != self.hash and self.is_sound:
            self.say(
                "changed",
                chain,
                self.position,
                self.last_event,
                "its link was written anew: the next link remembers another hash",
            )
        self._check_event(row)
        anchor = self.anchored.get(chain, {}).get(position)
        if anchor is not None and anchor.hash != own:
            self.say(
                "rewritten",
                chain,
                position,
                event_id,
                f"the anchor of {anchor.day} has another hash: something up to here was rewritten",
            )
        self.position, self.hash, self.is_sound, self.last_event = position, own, is_sound, event_id
        self.ends[chain] = (position, own)

    def _check_event(self, row: tuple[Any, ...]) -> None:
        chain, position, event_id, digest = row[:4]
        if row[6] is None:
            self.say("deleted", chain, position, event_id, "the link stands, its event is gone")
            return
        self.report.events += 1
        has = _digest(row)
        if (has != digest or row[14] != digest) and len(self.wrong_events) < MOST_FAULTS:
            self.wrong_events.append(_Wrong(chain, position, event_id, has, digest))

    def finish(self, without_link: list[int]) -> Report:
        self._name_wrong_events()
        self._name_wrong_links()
        for event_id in without_link:
            self.say(
                "inserted",
                "–",
                0,
                event_id,
                "the event has no link: it was put in past the program",
            )
        self._check_ends()
        self.report.faults.sort(key=lambda fault: (fault.chain, fault.position, fault.event_id))
        return self.report

    def _name_wrong_events(self) -> None:
        owner = {wrong.should_be: wrong for wrong in self.wrong_events}
        for wrong in self.wrong_events:
            other = owner.get(wrong.has)
            if other is not None and other is not wrong:
                self.say(
                    "swapped",
                    wrong.chain,
                    wrong.position,
                    wrong.event_id,
                    f"holds what event {other.event_id} said",
                )
            else:
                self.say(
                    "changed",
                    wrong.chain,
                    wrong.position,
                    wrong.event_id,
                    "the event says something else than when it was written",
                )

    def _name_wrong_links(self) -> None:
        spots = [(row[0], row[1]) for row in self.wrong_links[:MOST_FAULTS]]
        small = spots if len(spots) <= 100 else []  # pairs are only looked for among few
        for chain, position, event_id, digest, previous, own in self.wrong_links:
            home = next(
                (
                    spot
                    for spot in small
                    if spot[0] == chain and link_hash(*spot, event_id, digest, previous) == own
                ),
                None,
            )
            if home:
                self.say(
                    "swapped", chain, position, event_id, f"its link belongs at position {home[1]}"
                )
            else:
                self.say("changed", chain, position, event_id, "its link does not fit its own hash")

    def _check_ends(self) -> None:
        """Against the heads read before the walk (it may have gone on since) and the anchors."""
        for chain in sorted({*self.heads, *self.ends, *self.anchored}):
            end, own = self.ends.get(chain, (0, GENESIS))
            head = self.heads.get(chain)
            now = ChainHead.objects.filter(chain=chain).first()
            if now is None:
                self.say("head", chain, end, 0, "the head of the chain is gone")
            elif head is not None and end < head.position:
                self.say(
                    "tail_cut",
                    chain,
                    end + 1,
                    0,
                    f"the head stands at {head.position}: links {end + 1}–{head.position} are gone",
                )
            elif end > now.position:
                self.say(
                    "inserted",
                    chain,
                    now.position + 1,
                    0,
                    f"links {now.position + 1}–{end} stand beyond the head",
                )
            elif end == now.position and own != now.hash:
                self.say(
                    "head", chain, end, 0, "the head remembers another hash than the last link"
                )
            beyond = [
                anchor for anchor in self.anchored.get(chain, {}).values() if anchor.position > end
            ]
            if beyond:
                last = max(beyond, key=lambda anchor: anchor.position)
                self.say(
                    "tail_cut",
                    chain,
                    end + 1,
                    0,
                    f"the anchor of {last.day} stands at {last.position}: links {end + 1}–{last.position} are gone",
                )


def verify(anchors: Iterable[Anchor] = ()) -> Report:
    """Walk the whole ledger. Others may go on writing: what they add after the walk began is not missed."""
    with _one_snapshot():
        walk = _Walk(anchors)
        for row in _stream():
            walk.take(row)
        with connection.cursor() as cursor:
            cursor.execute(_WITHOUT_LINK)
            without = [row[0] for row in cursor.fetchall()]
        return walk.finish(without)


def _one_snapshot() -> AbstractContextManager[Any]:
    """A server-side cursor needs a transaction; on SQLite ours would lock every writer out, and needs none."""
    return transaction.atomic() if connection.vendor == "postgresql" else nullcontext()


def _stream() -> Iterator[tuple[Any, ...]]:
    statement = _LINKS.format(at=_AT[connection.vendor], data=_DATA[connection.vendor])
    with connection.chunked_cursor() as cursor:
        cursor.execute(statement)
        while rows := cursor.fetchmany(5000):
            yield from rows


def _digest(row: tuple[Any, ...]) -> str:
    """The digest of the event as it stands; of one whose data nobody can read, no digest."""
    at = row[7] if "." in row[7] else f"{row[7]}.000000"
    try:
        data = json.loads(row[13])
    except ValueError:
        return ""
    return digest_event(
        at=at, province_code=row[8], duty_id=row[9], verb=row[10], subject=row[11],
        subject_id=row[12], data=data,
    )  # fmt: skip
