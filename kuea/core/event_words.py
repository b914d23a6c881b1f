"""What an event of the ledger may say: ids, counts, days and codes, never a word about a person.

Asked at the one place where events are written, so that no room can put a name, a number or an answer
into a table that is never changed and never erased.
"""

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

CODE_KEYS = frozenset(
    (
        "after", "before", "channel", "code", "decision", "edition", "fields", "group", "groups", "kind",
        "kinds", "matter", "mode", "outcome", "place", "places", "purpose", "role", "route", "rule", "seat",
        "sector", "sha256", "source", "state", "status", "tambon", "village", "villages", "verb", "why", "answer",
        "section", "scope", "basis", "methods", "data_class", "key", "risk", "action", "field", "notice", "reason",
    )
)  # fmt: skip
"""Keys that may hold a code. Any other key holds numbers, ids, days or yes and no."""
LARGEST = 10**12 - 1
"""One digit less than a citizen number."""

_KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")
_CODE = re.compile(r"[A-Za-z0-9_.:/+-]{0,64}")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_LONG_DIGITS = re.compile(r"[0-9](?:[-./:+_]?[0-9]){8}")  # a telephone, a citizen number
_DAY = re.compile(
    r"\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2})?)?"
)


class UnsafeEvent(ValueError):
    """An event was about to say more than ids and codes. Names the key and never repeats the value."""

    def __init__(self, key: str, why: str) -> None:
        super().__init__(f"event key {key!r}: {why}")
        self.key = key


def is_code(text: str) -> bool:
    """A short word of our own: ASCII without spaces, no run of digits as long as a telephone number."""
    if _SHA256.fullmatch(text):
        return True
    return bool(_CODE.fullmatch(text)) and not _LONG_DIGITS.search(text)


def tidy_event(data: Mapping[str, object]) -> dict[str, Any]:
    """The same data ready to be kept, keys in order. Raises `UnsafeEvent`."""
    return {key: _tidy(key, data[key], 0) for key in sorted(data)}


def _tidy(key: str, value: object, depth: int) -> Any:
    if not _KEY.fullmatch(key):
        raise UnsafeEvent(key if key.isascii() else "?", "a key is a short word in small letters")
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int):
        if abs(value) > LARGEST:
            raise UnsafeEvent(key, "a number this long may be somebody's")
        return int(value)
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, str):
        return _tidy_text(key, str(value))
    if isinstance(value, list | tuple | set | frozenset):
        if depth >= 2:
            raise UnsafeEvent(key, "lists within lists go two deep")
        rows = sorted(value, key=str) if isinstance(value, set | frozenset) else value
        return [_tidy(key, each, depth + 1) for each in rows]
    raise UnsafeEvent(key, f"{type(value).__name__} is neither id, code, number nor day")


def _tidy_text(key: str, text: str) -> str:
    if text == "" or _DAY.fullmatch(text):
        return text
    if key not in CODE_KEYS:
        raise UnsafeEvent(key, "only keys of CODE_KEYS hold a code; pass an id")
    if not is_code(text):
        raise UnsafeEvent(key, "not a code: free text, other letters or a long number")
    return text
