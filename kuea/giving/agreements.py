"""The text of the processing agreement, by version, as officials wrote it in definitions/ (PDPA s.40)."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import yaml
from django.conf import settings


@dataclass(frozen=True)
class AgreementText:
    version: str
    from_on: date
    title: str
    promises: tuple[str, ...]


@lru_cache(maxsize=1)
def agreement_texts() -> dict[str, AgreementText]:
    """Every version there is, the oldest first."""
    told = [
        yaml.safe_load(path.read_text(encoding="utf-8"))
        for path in (settings.DEFINITIONS / "agreements").glob("*.yml")
    ]
    found = [
        AgreementText(str(one["version"]), one["from_on"], one["title"], tuple(one["promises"]))
        for one in told
    ]
    return {text.version: text for text in sorted(found, key=lambda one: one.from_on)}


def current_agreement(day: date) -> AgreementText:
    """The text signed on that day; before the first begins, the first."""
    every = list(agreement_texts().values())
    begun = [text for text in every if text.from_on <= day]
    return begun[-1] if begun else every[0]
