"""`manage.py print_docs`: documents that are printed from the code, so that they cannot lie."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand

from kuea.core.coverage_states import TAMBON_TESTS, VILLAGE_TESTS
from kuea.core.states import MACHINES
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


PRINTED = {
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
