"""`manage.py print_docs`: documents that are printed from the code, so that they cannot lie."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand

from kuea.core.coverage_states import TAMBON_TESTS, VILLAGE_TESTS
from kuea.core.rights import (
    ACTORS,
    CEILINGS,
    CLASS_OF,
    INCOMPATIBLE,
    PUBLIC_SIGHTS,
    SIGHTS,
    DataClass,
    Reach,
    Sight,
)
from kuea.core.states import MACHINES
from kuea.core.words import Role
from kuea.ledger.guards import collect_guards
from kuea.privacy.ropa import print_ropa
from kuea.project.asvs import print_asvs
from kuea.project.openapi import print_document

HEAD = "<!-- Printed by `manage.py print_docs`; a test compares it with the code. -->\n\n"


def print_states() -> str:
    """docs/states.md: every life cycle as its table."""
    parts = [
        HEAD,
        "# Life cycles\n\n",
        "State tables of `kuea.core.states`; numbers name the requirement section.\n",
    ]
    for machine in MACHINES:
        parts.append(f"\n## {machine.name} ({machine.item})\n\nStarts as `{machine.start}`.\n\n")
        parts.append("| state | decision | next | by | what must hold |\n|---|---|---|---|---|\n")
        parts += [
            f"| {r.state} | {r.decision} | {r.next} | {r.by} | {r.guard} |\n" for r in machine.rows
        ]
    parts.append("\n## Computed states of places (4.3)\n\n")
    parts.append("The first failing test names the state; see `kuea.core.coverage_states`.\n")
    for name, tests in (("village", VILLAGE_TESTS), ("tambon", TAMBON_TESTS)):
        parts.append(f"\n### {name} (4.3)\n\n| state | when, the first that holds |\n|---|---|\n")
        parts += [f"| {state} | {when} |\n" for state, when in tests]
    return "".join(parts)


def print_guards() -> str:
    """docs/guards.md: what the database itself refuses."""
    rows = sorted({(g.code, g.table, g.event, g.says) for g in collect_guards()})
    parts = [HEAD, "# What the database refuses\n\n"]
    parts.append(
        "Triggers on SQLite and PostgreSQL alike; check constraints stand beside them in the models.\n\n"
    )
    parts.append("| rule | table | on | what holds |\n|---|---|---|---|\n")
    parts += [f"| {code} | {table} | {event} | {says} |\n" for code, table, event, says in rows]
    return "".join(parts)


def print_rights() -> str:
    """docs/rights/sights.md: the tables of `core.rights`, as the scope engine reads them."""
    parts = [
        HEAD,
        "# Who may see what\n\nReach: own, host (one's own organisation), area, province, nation; `-` nothing. A word in brackets\n"
        "narrows the line to such rows. Sealed rows are further kept to those named. Pages: [routes](routes.md).\n",
        "\n## How far a duty may ever see a class of data\n\n| duty | "
        + " | ".join(DataClass)
        + " |\n",
        "|---|" + "---|" * len(DataClass) + "\n",
    ]
    for role, row in CEILINGS.items():
        parts.append(f"| {role} | " + " | ".join(_reach(row[of]) for of in DataClass) + " |\n")
    parts.append("\n## Which rows it sees\n\n| kind | class | duties |\n|---|---|---|\n")
    for kind, lines in SIGHTS.items():
        words = [f"{role}: {_sights(lines[role])}" for role in Role if role in lines]
        public = PUBLIC_SIGHTS.get(kind)
        words += [f"public: {_sights(public)}"] if public else []
        parts.append(f"| {kind} | {CLASS_OF[kind]} | {'; '.join(words)} |\n")
    parts.append("\n## Duties nobody holds together\n\n")
    parts += [f"- {' and '.join(sorted(pair))}\n" for pair in INCOMPATIBLE]
    parts.append("\n## The thirty-two actors\n\n| no. | who | duty |\n|---|---|---|\n")
    parts += [
        f"| {one.number} | {one.thai} | {one.role or 'does not sign in'} |\n" for one in ACTORS
    ]
    return "".join(parts)


def _reach(reach: Reach) -> str:
    return reach.name.lower() if reach else "-"


def _sights(sights: tuple[Sight, ...]) -> str:
    return " + ".join(_reach(one.reach) + (f" ({one.only})" if one.only else "") for one in sights)


PRINTED = {
    "rights/sights.md": print_rights,
    "states.md": print_states,
    "guards.md": print_guards,
    "openapi.yaml": print_document,
    "asvs.md": lambda: HEAD + print_asvs(),
    "privacy/ropa.md": print_ropa,
}


class Command(BaseCommand):
    help = "Write the documents that are printed from the code."

    def handle(self, *args: object, **options: object) -> None:
        for name, make in PRINTED.items():
            path = Path(settings.ROOT) / "docs" / name
            path.write_text(make(), encoding="utf-8")
            self.stdout.write(str(path))
