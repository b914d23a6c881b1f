"""Writing very many rows at once: the ORM's own bulk insert spends most of its time building each row.

The statement is compiled once from the model, the fields prepare the values that need it, and the
database driver repeats it. Constraints, guards and defaults hold as for every other insert. Used by
lists of a hundred thousand rows only; everything else writes one object at a time.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db import connection, models
from django.utils import timezone

_AS_THEY_ARE = (
    models.CharField,
    models.ForeignKey,
    models.IntegerField,
    models.AutoField,
)


def lots_of(values: Sequence[Any], size: int) -> Iterator[Sequence[Any]]:
    """The values in their order, at most `size` (from 1) at a time: as many as one question or one transaction takes."""
    for start in range(0, len(values), size):
        yield values[start : start + size]


@contextmanager
def room_for_many() -> Iterator[None]:
    """SQLite keeps the pages it fills in memory and tidies its log seldom, while a long list is stored."""
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        yield
        return
    usual = {name: _pragma(name) for name in _WHILE_MANY}
    try:
        for name, value in _WHILE_MANY.items():
            _pragma(name, value)
        yield
    finally:
        for name, value in usual.items():
            _pragma(name, value)


_WHILE_MANY = {"cache_size": -96_000, "wal_autocheckpoint": 32_000}


def _pragma(name: str, value: int | None = None) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA {name}" if value is None else f"PRAGMA {name} = {value}")
        row = cursor.fetchone()
    return int(row[0]) if row else 0


def free_bytes() -> int | None:
    """What the machine could give now; None where it does not say."""
    try:
        lines = Path("/proc/meminfo").read_text(encoding="ascii").splitlines()
    except OSError:
        return None
    return next(
        (int(one.split()[1]) * 1024 for one in lines if one.startswith("MemAvailable")), None
    )


def reserve_keys(model: type[models.Model], count: int) -> range | list[int]:
    """`count` primary keys nobody else will get, in rising order. Call inside the writing transaction."""
    table, column = model._meta.db_table, model._meta.pk.column
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
                [quote(table), column, count],
            )
            return [key for (key,) in cursor.fetchall()]
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        counted = cursor.fetchone()
        cursor.execute(f"SELECT MAX({quote(column)}) FROM {quote(table)}")  # nosec B608  # names of our tables
        last = max((counted or (0,))[0] or 0, cursor.fetchone()[0] or 0)
    return range(last + 1, last + 1 + count)


def insert_many(
    model: type[models.Model], names: Sequence[str], rows: Iterable[Sequence[Any]]
) -> int:
    """Insert `rows`, whose values stand in the order of the field `names`; other fields get their default.

    A foreign key is named and given as its key ("person_id"). Returns how many rows were written.
    """
    fields = {field.attname: field for field in model._meta.concrete_fields}
    given = [fields[name] for name in names]
    others = [
        field for name, field in fields.items() if name not in names and not field.primary_key
    ]
    constants = tuple(_default(field) for field in others)
    columns = ", ".join(connection.ops.quote_name(field.column) for field in [*given, *others])
    places = ", ".join(["%s"] * (len(given) + len(others)))
    table = connection.ops.quote_name(model._meta.db_table)
    prepared = list(_prepared(given, rows, constants))
    with connection.cursor() as cursor:
        sql = f"INSERT INTO {table} ({columns}) VALUES ({places})"  # nosec B608  # names of our tables
        cursor.executemany(sql, prepared)
    return len(prepared)


def _prepared(
    given: Sequence[models.Field], rows: Iterable[Sequence[Any]], constants: tuple[Any, ...]
) -> Iterator[tuple[Any, ...]]:
    """Each row as the driver takes it: plain texts and numbers as they are, others by their field."""
    special = [
        (index, field, field.get_db_prep_save([], connection) if _is_json(field) else None)
        for index, field in enumerate(given)
        if not isinstance(field, _AS_THEY_ARE)
    ]
    for row in rows:
        values = list(row)
        for index, field, empty in special:
            if values[index] == [] and empty is not None:
                values[index] = empty  # nearly every list of faults or doubts is empty
            else:
                values[index] = field.get_db_prep_save(values[index], connection)
        yield (*values, *constants)


def _is_json(field: models.Field) -> bool:
    return isinstance(field, models.JSONField)


def _default(field: models.Field) -> Any:
    if getattr(field, "auto_now_add", False) or getattr(field, "auto_now", False):
        moment = timezone.now()
        is_time = isinstance(field, models.DateTimeField)
        return field.get_db_prep_save(moment if is_time else timezone.localdate(), connection)
    return field.get_db_prep_save(field.get_default(), connection)
