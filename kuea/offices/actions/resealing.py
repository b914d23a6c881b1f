"""Changing the key at rest: every sealed value and file is opened and sealed again with the newest key.

Works in lots and looks only at what is not yet under the newest key, so it may be stopped at any moment and
started again. Every new form is opened and compared before it is written.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import connection, models, transaction

from kuea.core.problems import Refusal
from kuea.ledger.actions import record as tell
from kuea.ledger.guards_aside import guards_aside
from kuea.offices.fields import SealedTextField
from kuea.offices.models import Duty
from kuea.offices.sealing import (
    ID_LENGTH,
    UNSEALED,
    is_sealed,
    open_bytes,
    open_text,
    ring,
    seal_bytes,
    seal_text,
)

LOT = 500
CLEAR = "clear"
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class SealedTable:
    """A table with its sealed columns."""

    model: type[models.Model]
    columns: tuple[str, ...]

    @property
    def table(self) -> str:
        return connection.ops.quote_name(self.model._meta.db_table)

    @property
    def key(self) -> str:
        return connection.ops.quote_name(self.model._meta.pk.column)


def sealed_tables() -> list[SealedTable]:
    """Every table of ours with something sealed in it."""
    found = []
    for model in apps.get_models():
        sealed = [f.column for f in model._meta.concrete_fields if isinstance(f, SealedTextField)]
        if sealed:
            found.append(SealedTable(model, tuple(sealed)))
    return found


def sealed_files() -> Iterator[Path]:
    """Every sealed file below MEDIA_ROOT."""
    yield from sorted(Path(settings.MEDIA_ROOT).rglob("*.sealed"))


def count_by_key() -> Counter[tuple[str, str]]:
    """(where, key id) → how many values; the key id is «clear» for values that are not sealed."""
    counts: Counter[tuple[str, str]] = Counter()
    with connection.cursor() as cursor:
        for one in sealed_tables():
            for column in one.columns:
                name = connection.ops.quote_name(column)
                cursor.execute(
                    f"SELECT CASE WHEN SUBSTR({name}, {ID_LENGTH + 1}, 1) = ':' "
                    f"THEN SUBSTR({name}, 1, {ID_LENGTH}) ELSE '{CLEAR}' END AS k, COUNT(*) "
                    f"FROM {one.table} WHERE {name} <> '' GROUP BY k"  # nosec B608: names of our own tables
                )
                for key_id, count in cursor.fetchall():
                    counts[f"{one.model._meta.label}.{column}", key_id] += count
    for path in sealed_files():
        counts["files", _key_of_file(path)] += 1
    return counts


def _key_of_file(path: Path) -> str:
    with path.open("rb") as file:
        return file.read(ID_LENGTH).decode("ascii", "replace") or CLEAR


def reseal_everything(*, by: Duty | None, note: Progress = lambda done, total: None) -> int:
    """Put all under the newest key; returns how many rows and files changed. By a duty, or the machine's operator.

    Raises `Refusal`: key_missing, seal_broken (what is done stays done; start again after the cure).
    """
    newest = ring().newest.decode()
    waiting = {one: _count_waiting(one, newest) for one in sealed_tables()}
    files = [path for path in sealed_files() if _key_of_file(path) != newest]
    total, done = sum(waiting.values()) + len(files), 0
    note(0, total)
    for one, count in waiting.items():
        last: object = None
        while count and (lot := _next_lot(one, newest, last)):
            _reseal_lot(one, lot)
            last, done = lot[-1][0], done + len(lot)
            note(done, total)
    for path in files:
        _reseal_file(path)
        done += 1
        note(done, total)
    with transaction.atomic():
        tell(
            "keys.rotate", "keys", duty_id=by.pk if by else None,
            province_code=(by.province_id or "") if by else "", key=newest, changed=done,
        )  # fmt: skip
    return done


def verify_everything() -> list[str]:
    """Open every sealed value; where one does not open, its table, column and key (no value)."""
    broken = []
    for one in sealed_tables():
        names = ", ".join(connection.ops.quote_name(column) for column in one.columns)
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {one.key}, {names} FROM {one.table}")  # nosec B608: names of our own tables
            while rows := cursor.fetchmany(LOT):
                broken += [
                    f"{one.model._meta.label} {key} {column}"
                    for key, *values in rows
                    for column, value in zip(one.columns, values, strict=True)
                    if value and not _opens(value)
                ]
    return broken


def _opens(value: str) -> bool:
    try:
        open_text(value)
    except Refusal:
        return False
    return True


def _not_newest(one: SealedTable, newest: str) -> str:
    parts = (connection.ops.quote_name(column) for column in one.columns)
    return " OR ".join(
        f"({name} <> '' AND SUBSTR({name}, 1, {ID_LENGTH + 1}) <> '{newest}:')" for name in parts
    )


def _count_waiting(one: SealedTable, newest: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT COUNT(*) FROM {one.table} WHERE {_not_newest(one, newest)}")  # nosec B608: names of our own tables
        return int(cursor.fetchone()[0])


def _next_lot(one: SealedTable, newest: str, after: object) -> list[object]:
    """Keys of the next rows not under the newest key."""
    later = f"AND {one.key} > %s" if after is not None else ""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {one.key} FROM {one.table} WHERE ({_not_newest(one, newest)}) {later} "  # nosec B608: names of our own tables
            f"ORDER BY {one.key} LIMIT {LOT}",
            [after] if after is not None else [],
        )
        return cursor.fetchall()


def _reseal_lot(one: SealedTable, lot: Sequence[Sequence[object]]) -> None:
    """Read the rows again under a lock, and write the same values in their new form."""
    names = [connection.ops.quote_name(column) for column in one.columns]
    keys = [row[0] for row in lot]
    lock = " FOR UPDATE" if connection.vendor == "postgresql" else ""
    with guards_aside(one.model._meta.db_table), connection.cursor() as cursor:
        places = ", ".join(["%s"] * len(keys))
        cursor.execute(
            f"SELECT {one.key}, {', '.join(names)} FROM {one.table} WHERE {one.key} IN ({places}){lock}",  # nosec B608: names of our own tables
            keys,
        )
        fresh = [([_reseal(value) for value in row[1:]], row[0]) for row in cursor.fetchall()]
        sets = ", ".join(f"{name} = %s" for name in names)
        cursor.executemany(
            f"UPDATE {one.table} SET {sets} WHERE {one.key} = %s",  # nosec B608: names of our own tables
            [(*values, key) for values, key in fresh],
        )


def _reseal(value: str | None) -> str | None:
    if value is None or value in UNSEALED:
        return value
    clear = open_text(value) if is_sealed(value) else value
    made = seal_text(clear)
    if open_text(made) != clear:
        raise Refusal("seal_broken")
    return made


def _reseal_file(path: Path) -> None:
    unfinished = path.with_name(path.name + ".part")
    with path.open("rb") as lines, unfinished.open("wb") as sealed:
        for line in lines:
            piece = open_bytes(line.rstrip(b"\n"))
            made = seal_bytes(piece)
            if open_bytes(made) != piece:
                raise Refusal("seal_broken")
            sealed.write(made + b"\n")
    unfinished.replace(path)
