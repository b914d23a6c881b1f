"""Storing many made-up persons straight to the tables, with the tokens and seals the product gives them."""

import sys
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "bench")]

from misspell import Population, Someone  # noqa: E402

_PERSON = (
    "id", "province_id", "code", "given_name", "family_name", "nickname", "sex", "birth_year", "tambon_id", "village_id",
)  # fmt: skip
_RECORD = (
    "province_id", "person_id", "source", "name_as_written", "given_name", "family_name", "name_key", "sex",
    "citizen_number", "citizen_digest", "birth_year", "tambon_id", "village_id", "house_no", "telephone",
)  # fmt: skip


def store_people(province: str, people: Iterable[Someone], lot: int = 5000) -> int:
    """One record and one person each; the nickname stands in brackets behind the name. How many."""
    from django.db import transaction

    from kuea.offices.many_rows import insert_many, reserve_keys
    from kuea.people.comparing import NameTokens
    from kuea.people.models import Person, Record

    done, coming = 0, iter(people)
    while some := list(islice(coming, lot)):
        with transaction.atomic():
            keys = reserve_keys(Person, len(some))
            insert_many(
                Person,
                _PERSON,
                [person_row(province, k, one) for k, one in zip(keys, some, strict=True)],
            )
            insert_many(
                Record, (*_RECORD, *NameTokens._fields, "telephone_token"),
                [record_row(province, k, one) for k, one in zip(keys, some, strict=True)],
            )  # fmt: skip
        done += len(some)
    return done


@lru_cache(maxsize=60_000)
def _sealed(text: str) -> str:
    """Names come again and again: their seal is made once here, which changes nothing for who opens it."""
    from kuea.offices.sealing import Sealed, seal_text

    return Sealed(seal_text(text))


def person_row(province: str, key: int, one: Someone) -> tuple[object, ...]:
    given, family, nick = (_sealed(text) for text in (one.given, one.family, one.nickname))
    return (
        key,
        province,
        f"ปท-69-{key:07d}",
        given,
        family,
        nick,
        one.sex,
        one.year,
        one.tambon,
        one.village,
    )


def record_row(province: str, key: int, one: Someone) -> tuple[object, ...]:
    from kuea.core.thai import name_key
    from kuea.offices.sealing import digest_text
    from kuea.people.comparing import telephone_token, tokens_of_record

    written = f"{one.given} {one.family}" + (f" ({one.nickname})" if one.nickname else "")
    plain = name_key(one.given, one.family)
    tokens = tokens_of_record(
        province,
        plain,
        written=written,
        digits=one.number,
        telephone=one.telephone,
        house_no=one.house,
    )
    return (
        province, key, "general", _sealed(written), _sealed(one.given), _sealed(one.family), _sealed(plain), one.sex,
        _sealed(one.number), digest_text(one.number), one.year, one.tambon, one.village, _sealed(one.house),
        _sealed(one.telephone), *tokens, telephone_token(province, one.telephone),
    )  # fmt: skip


def fill(
    province: str,
    people: Population,
    persons: int,
    copies: int,
    *,
    keep_each: int,
    again: bool = False,
) -> list[Someone]:
    """`persons` in all, each made once and stored `copies` times; every `keep_each`-th of those made comes back."""
    made = persons // copies
    kept: list[Someone] = []

    def someones() -> Iterator[Someone]:
        for sequence in range(made):
            one = people.someone(sequence)
            if sequence % keep_each == 0:
                kept.append(one)
            yield one

    from django.db import connection

    if again:
        for _ in someones():
            pass
    elif connection.vendor == "postgresql":
        _copy_all(province, someones(), made, copies)
    else:
        store_people(province, someones())
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    return kept


def _copy_all(province: str, someones: Iterable[Someone], made: int, copies: int) -> None:
    """COPY, the indexes made afterwards; the copies by SQL, with the places turned and other number tokens."""
    from django.db import connection

    from kuea.people.comparing import NameTokens
    from kuea.people.models import Person, Record

    with connection.cursor() as cursor, connection.schema_editor() as editor:
        cursor.execute("SET session_replication_role = replica")
        for index in Record._meta.indexes:
            editor.remove_index(Record, index)
        records = (*_RECORD, *NameTokens._fields, "telephone_token")
        coming, done = iter(someones), 0
        while some := list(islice(coming, 50_000)):
            keys = range(done + 1, done + 1 + len(some))
            pairs = list(zip(keys, some, strict=True))
            _copy(cursor, Person, _PERSON, (person_row(province, k, one) for k, one in pairs))
            _copy(cursor, Record, records, (record_row(province, k, one) for k, one in pairs))
            done += len(some)
        for copy in range(1, copies):
            _copy_by_sql(cursor, Person, copy * made, made)
            _copy_by_sql(cursor, Record, copy * made, made)
        for index in Record._meta.indexes:
            editor.add_index(Record, index)
        for model in (Person, Record):
            table = model._meta.db_table
            cursor.execute(
                f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))"
            )
        cursor.execute("SET session_replication_role = DEFAULT")
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE people_person")
        cursor.execute("VACUUM ANALYZE people_record")


def _copy(
    cursor: Any, model: Any, names: tuple[str, ...], rows: Iterable[tuple[object, ...]]
) -> None:
    from kuea.offices.many_rows import _default

    fields = {one.attname: one for one in model._meta.concrete_fields}
    given = [fields[name] for name in names]
    others = [one for name, one in fields.items() if name not in names and not one.primary_key]
    constants = tuple(_default(one) for one in others)
    columns = ", ".join(one.column for one in (*given, *others))
    with cursor.copy(f"COPY {model._meta.db_table} ({columns}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row((*row, *constants))


def _copy_by_sql(cursor: Any, model: Any, by: int, made: int) -> None:
    """The first `made` rows again, `by` keys further; a village of another tambon, other ends of the numbers."""
    columns = [one.column for one in model._meta.concrete_fields]
    said = {one: one for one in columns} | {"id": f"id + {by}"}
    turned = f"(id + {by // made * 7919}) % (SELECT count(*) FROM bench_villages)"
    if model._meta.model_name == "person":
        said |= {"code": f"'ปท-69-' || lpad((id + {by})::text, 7, '0')"}
        cursor.execute(
            "CREATE TABLE IF NOT EXISTS bench_villages AS SELECT code, row_number() OVER (ORDER BY code) - 1 AS place"
            " FROM offices_place WHERE level = 'village' AND code IN (SELECT DISTINCT village_id FROM people_person)"
        )
        cursor.execute(
            "CREATE UNIQUE INDEX IF NOT EXISTS bench_villages_place ON bench_villages (place)"
        )
    else:
        said |= {
            "person_id": f"person_id + {by}",
            "citizen_digest": f"md5((id + {by})::text) || md5(id::text)",
        }
        said |= {"telephone_token": f"telephone_token + {by}"}
        for name in (
            "number_start",
            "number_end",
            "telephone_start",
            "telephone_end",
            "house_short",
        ):
            said[name] = f"({name} + {by // made * 37}) % 4096"
    said |= {"village_id": "v.code", "tambon_id": "left(v.code, 6)"}
    chosen = ", ".join(f"r.{one}" if said[one] == one else said[one] for one in columns)
    table = model._meta.db_table
    cursor.execute(
        f"INSERT INTO {table} ({', '.join(columns)}) SELECT {chosen} FROM {table} r"
        f" JOIN bench_villages v ON v.place = {turned} WHERE r.id <= {made}"
    )
