"""Installs every room's guards after each migration, and this room's own."""

import importlib

from django.apps import apps
from django.db import connections

from kuea.core.guards import Guard, append_only, postgres_install, sqlite_install
from kuea.ledger.chaining import POSTGRES, links_itself

GUARDS = (
    *append_only("L1", "ledger_event"),
    *append_only("L1", "ledger_chainlink"),
    *append_only("L1", "ledger_readmark"),
    Guard(
        "L1", "ledger_chainhead", "UPDATE",
        "NEW.chain <> OLD.chain OR NEW.position <> OLD.position + 1", "a head moves one forward",
    ),
    Guard("L1", "ledger_chainhead", "DELETE", "1 = 1", "heads are never removed"),
)  # fmt: skip


def collect_guards() -> list[Guard]:
    """The guards of every room that has a `guards.py`."""
    found: list[Guard] = []
    for config in apps.get_app_configs():
        if not config.name.startswith("kuea."):
            continue
        try:
            module = importlib.import_module(f"{config.name}.guards")
        except ModuleNotFoundError as missing:
            if missing.name != f"{config.name}.guards":
                raise
            continue
        found.extend(module.GUARDS)
    names = [guard.name for guard in found]
    doubles = {name for name in names if names.count(name) > 1}
    if doubles:
        raise ValueError(f"two guards of one name: {sorted(doubles)}")
    return found


def drop_guards(using: str = "default") -> None:
    """Take all guards down, so that a migration may rebuild tables."""
    connection = connections[using]
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(
                "SELECT name FROM sqlite_master WHERE type='trigger' AND name LIKE 'guard_%'"
            )
            for (name,) in cursor.fetchall():
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
        else:
            cursor.execute(
                "SELECT tgname, tgrelid::regclass::text FROM pg_trigger WHERE tgname LIKE 'guard_%'"
            )
            for name, table in cursor.fetchall():
                cursor.execute(f"DROP TRIGGER IF EXISTS {name} ON {table}")


def install_guards(using: str = "default") -> None:
    """Put every guard up whose table exists; safe to run any number of times."""
    connection = connections[using]
    tables = set(connection.introspection.table_names())
    spell = sqlite_install if connection.vendor == "sqlite" else postgres_install
    with connection.cursor() as cursor:
        for guard in collect_guards():
            if guard.table in tables:
                for statement in spell(guard):
                    cursor.execute(statement)
        if links_itself(using) and "ledger_chainhead" in tables:
            for statement in POSTGRES:
                cursor.execute(statement)
