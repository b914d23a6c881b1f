"""The words of the notice and of the processing agreement, by version, as officials wrote them in definitions/."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

import yaml
from django.conf import settings


@dataclass(frozen=True)
class Notice:
    """One version of what people are told; `aloud` is read at the first visit."""

    version: str
    from_on: date
    title: str
    aloud: tuple[str, ...]
    sections: tuple[tuple[str, str], ...]
    rights: tuple[tuple[str, str], ...]
    how_to_ask: str


@lru_cache(maxsize=1)
def notices() -> dict[str, Notice]:
    """Every version there is, the oldest first."""
    found = [_read(path) for path in (settings.DEFINITIONS / "notices").glob("*.yml")]
    return {notice.version: notice for notice in sorted(found, key=lambda one: one.from_on)}


def current_notice(today: date) -> Notice:
    """The version that is read aloud on that day; before the first begins, the first."""
    every = list(notices().values())
    begun = [notice for notice in every if notice.from_on <= today]
    return begun[-1] if begun else every[0]


def _read(path: Any) -> Notice:
    told = yaml.safe_load(path.read_text(encoding="utf-8"))
    return Notice(
        version=str(told["version"]),
        from_on=told["from_on"],
        title=told["title"],
        aloud=tuple(told["aloud"]),
        sections=tuple((one["heading"], one["text"]) for one in told["sections"]),
        rights=tuple((one["kind"], one["text"]) for one in told["rights"]),
        how_to_ask=told["how_to_ask"],
    )
