"""Looking for people by sealed names in a province of many: milliseconds by kind of question, against the goal.

    python bench/search_names.py [persons]

Makes a database of its own with one record a person (made-up names, common ones common), then asks as the
secretary's page does: a beginning of a name, a whole name, a misspelt one, a number, a telephone.
"""

import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "bench")]
GOAL_MS, ASKED = 120, 60


def fill(duty: object, people: object, count: int) -> list[tuple[str, str, str, str]]:
    """Persons and records, straight to the tables; answers who they are."""
    from django.db import transaction

    from kuea.core.thai import name_key
    from kuea.offices.many_rows import insert_many, reserve_keys
    from kuea.offices.sealing import digest_text
    from kuea.people.comparing import NameTokens, telephone_token, tokens_of_name
    from kuea.people.models import Person, Record

    province, who = duty.province_id, []
    tambon = [f"13{n:04d}" for n in (101, 102, 103, 104, 105, 106, 107)]
    for start in range(0, count, 5000):
        persons, records = [], []
        with transaction.atomic():
            keys = reserve_keys(Person, min(5000, count - start))
            for number, key in enumerate(keys, start):
                given = people.common(people.names[people.draw.choice("MF")])
                family = people.common(people.families)
                digits, telephone = people.number(number), f"08{number:08d}"
                written = name_key(given, family)
                place = people.draw.choice(tambon)
                who.append((given, family, digits, telephone))
                persons.append((key, province, f"P{number}", given, family, place))
                records.append(
                    (province, key, "general", given, family, written, digits, digest_text(digits), place,
                     *tokens_of_name(province, written), telephone_token(province, telephone))
                )  # fmt: skip
            insert_many(
                Person,
                ("id", "province_id", "code", "given_name", "family_name", "tambon_id"),
                persons,
            )
            insert_many(
                Record,
                ("province_id", "person_id", "source", "given_name", "family_name", "name_key", "citizen_number",
                 "citizen_digest", "tambon_id", *NameTokens._fields, "telephone_token"),
                records,
            )  # fmt: skip
    return who


def measure(name: str, ask: Callable[[str], list], words: list[str]) -> None:
    took, work, found = [], [], 0
    for one in words:
        start, worked = time.perf_counter(), time.process_time()
        found += bool(ask(one))
        took.append((time.perf_counter() - start) * 1000)
        work.append((time.process_time() - worked) * 1000)
    p95, p95_work = (statistics.quantiles(some, n=20)[-1] for some in (took, work))
    print(
        f"  {name:18} p95 {p95:7.1f} ms (goal {GOAL_MS}); of processor median {statistics.median(work):6.1f}"
        f" p95 {p95_work:6.1f} ms"
        f"   answered {found}/{len(words)}"
    )


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with tempfile.TemporaryDirectory(prefix="kuea-bench-") as folder:
        os.environ["KUEA_VAR"] = folder
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kuea.project.settings")
        import django

        django.setup()
        from intake_100k import People, prepare

        from kuea.people import queries

        duty, draw = prepare(), random.Random(5)
        start = time.process_time()
        who = fill(duty, People(seed=3), count)
        print(
            f"{count:,} persons of one province stored in {time.process_time() - start:.0f} s of processor"
        )
        some = draw.sample(who, ASKED)
        misspelt = [f"{given[:-1]}น {family}" for given, family, _, _ in some]
        measure("3 letters", lambda w: queries.search_persons(duty, w), [g[:3] for g, *_ in some])
        measure("given name", lambda w: queries.search_persons(duty, w), [g for g, *_ in some])
        measure(
            "whole name",
            lambda w: queries.search_persons(duty, w),
            [f"{g} {f}" for g, f, *_ in some],
        )
        measure("family name", lambda w: queries.search_persons(duty, w), [f for _, f, *_ in some])
        measure("misspelt, nearly", lambda w: queries.alike_persons(duty, w), misspelt)
        measure(
            "citizen number",
            lambda w: queries.persons_with_number(duty, w),
            [d for *_, d, _ in some],
        )
        measure("telephone", lambda w: queries.persons_with_number(duty, w), [t for *_, t in some])


if __name__ == "__main__":
    main()
