"""Storing many made-up persons straight to the tables, with the tokens and seals the product gives them."""

import sys
from collections.abc import Iterable
from itertools import islice
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "bench")]

from misspell import Someone  # noqa: E402

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


def person_row(province: str, key: int, one: Someone) -> tuple[object, ...]:
    from kuea.offices.sealing import Sealed, seal_text

    given, family, nick = (
        Sealed(seal_text(text)) for text in (one.given, one.family, one.nickname)
    )
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
    from kuea.offices.sealing import Sealed, digest_text, seal_text
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
    seal = lambda text: Sealed(seal_text(text))  # noqa: E731
    return (
        province, key, "general", seal(written), seal(one.given), seal(one.family), seal(plain), one.sex,
        seal(one.number), digest_text(one.number), one.year, one.tambon, one.village, seal(one.house),
        seal(one.telephone), *tokens, telephone_token(province, one.telephone),
    )  # fmt: skip
