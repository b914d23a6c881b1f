"""The checklist of OWASP ASVS 5.0 as data: docs/asvs.csv, printed as docs/asvs.md."""

import csv
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

STATES = ("tested", "not applicable", "open")


@dataclass(frozen=True)
class Item:
    """One requirement of level 1 or 2. `evidence` is tests when tested, else the reason."""

    number: str
    level: str
    words: str
    state: str
    evidence: str

    @property
    def tests(self) -> list[str]:
        return self.evidence.split() if self.state == "tested" else []


def read_items() -> list[Item]:
    path = Path(settings.ROOT) / "docs" / "asvs.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))[1:]
    return [Item(*row) for row in rows]


def print_asvs() -> str:
    """docs/asvs.md."""
    items = read_items()
    counts = Counter(item.state for item in items)
    parts = [
        "# What OWASP asks of a web application, item by item\n\n",
        "Requirements of levels 1 and 2 of the Application Security Verification Standard 5.0.0, by number, in our own "
        "short words. The numbers and what they ask are of the OWASP ASVS, © OWASP Foundation, "
        "[CC BY-SA 4.0](https://creativecommons.org/licenses/by-sa/4.0/); this list carries the same licence. "
        "A house test checks that every test named here exists.\n\n",
        f"{len(items)} items: {counts['tested']} decided by a program, {counts['not applicable']} not applicable, "
        f"{counts['open']} open. «open: NAME» waits for the work of that name.\n",
    ]
    chapter = ""
    for item in items:
        if item.number.split(".")[0] != chapter:
            chapter = item.number.split(".")[0]
            parts.append(
                f"\n## {chapter}\n\n| item | level | in our words | state | test or reason |\n|---|---|---|---|---|\n"
            )
        told = "<br>".join(f"`{test}`" for test in item.tests) or item.evidence
        parts.append(f"| {item.number} | {item.level} | {item.words} | {item.state} | {told} |\n")
    return "".join(parts)
