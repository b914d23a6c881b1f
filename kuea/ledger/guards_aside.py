"""Setting the guards of one table aside for a moment: only for writing the same values in another sealed form."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

from kuea.core.guards import postgres_install, sqlite_install
from kuea.ledger.guards import collect_guards


@contextmanager
def guards_aside(table: str) -> Iterator[None]:
    """Without the update guards of `table`, in one transaction that puts them up again: killed, nothing happened."""
    mine = [guard for guard in collect_guards() if guard.table == table and guard.event == "UPDATE"]
    spell = sqlite_install if connection.vendor == "sqlite" else postgres_install
    of_table = "" if connection.vendor == "sqlite" else f" ON {table}"
    with transaction.atomic(), connection.cursor() as cursor:
        for guard in mine:
            cursor.execute(f"DROP TRIGGER IF EXISTS {guard.name}{of_table}")
        yield
        for guard in mine:
            for statement in spell(guard):
                cursor.execute(statement)
