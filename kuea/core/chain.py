"""The chain of events: each link holds the digest of its event and the hash of the link before it (sha-256).

Two steps, so that a database can link without knowing how an event is written down: the program makes the
`digest` of the event, the link's hash is made of chain, position, event id, digest and the hash before.
"""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

GENESIS = "0" * 64
"""What the first link of a chain holds as the hash before it."""
INSTALLATION = "00"
"""The chain of what belongs to no province."""


def chain_of(province_code: str) -> str:
    """One chain a province, so that the nation does not queue behind one row."""
    return province_code or INSTALLATION


def moment_text(at: datetime) -> str:
    """Always UTC, always six digits after the second."""
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M:%S}.{at.microsecond:06d}"


def digest_event(
    *, at: str, province_code: str, duty_id: int, verb: str, subject: str, subject_id: str,
    data: Mapping[str, Any],
) -> str:  # fmt: skip
    """sha-256 of the one way an event is written down; `at` comes from `moment_text`."""
    row = [at, province_code, duty_id, verb, subject, subject_id, data]
    return hashlib.sha256(_write_down(row).encode("ascii")).hexdigest()


_write_down = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode


def link_hash(chain: str, position: int, event_id: int, digest: str, previous: str) -> str:
    """The database function of `ledger/chaining.py` spells the same sum; a test compares them."""
    text = f"{chain}|{position}|{event_id}|{digest}|{previous}"
    return hashlib.sha256(text.encode("ascii")).hexdigest()


def digest_ids(ids: list[int]) -> str:
    """What stands in an event for a list of ids too long to be written out."""
    return hashlib.sha256(",".join(map(str, sorted(ids))).encode("ascii")).hexdigest()
