"""How long `ledger verify` takes for a million events; the goal is under 30 seconds.

    python bench/ledger_verify.py [EVENTS]

Writes a ledger of 77 chains straight to the tables of a throw-away database, then walks it. With
KUEA_DATABASE_URL the database named there is used (it must be empty).
"""

import os
import resource
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
os.environ["KUEA_VAR"] = tempfile.mkdtemp(prefix="kuea-bench-")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kuea.project.settings")
GOAL_SECONDS = 30


def fill(count: int) -> None:
    from django.db import connection, transaction

    from kuea.core.chain import GENESIS, chain_of, digest_event, link_hash, moment_text
    from kuea.ledger.guards import drop_guards
    from kuea.ledger.models import ChainHead, ChainLink, Event

    drop_guards()  # written past the program on purpose: the walk is measured, not the writing
    heads: dict[str, tuple[int, str]] = {}
    start = datetime(2026, 10, 1, tzinfo=UTC)
    with transaction.atomic():
        for first in range(1, count + 1, 20_000):
            events, links = [], []
            for pk in range(first, min(first + 20_000, count + 1)):
                province = f"{10 + pk % 77}" if pk % 77 else ""
                at = start + timedelta(seconds=pk, microseconds=pk % 999_999)
                data = {"route": "finding:case", "count": 3, "ids": [pk, pk + 1, pk + 2]}
                digest = digest_event(
                    at=moment_text(at), province_code=province, duty_id=pk % 900, verb="read.list",
                    subject="finding.case", subject_id=str(pk), data=data,
                )  # fmt: skip
                events.append(Event(
                    pk=pk, at=at, province_code=province, duty_id=pk % 900, verb="read.list",
                    subject="finding.case", subject_id=str(pk), data=data, digest=digest,
                ))  # fmt: skip
                chain = chain_of(province)
                position, before = heads.get(chain, (0, GENESIS))
                made = link_hash(chain, position + 1, pk, digest, before)
                links.append(ChainLink(
                    event_id=pk, chain=chain, position=position + 1, digest=digest, previous=before, hash=made,
                ))  # fmt: skip
                heads[chain] = (position + 1, made)
            Event.objects.bulk_create(events, batch_size=2000)
            ChainLink.objects.bulk_create(links, batch_size=2000)
        ChainHead.objects.bulk_create(
            [ChainHead(chain=chain, position=at, hash=made) for chain, (at, made) in heads.items()]
        )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def main() -> None:
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from kuea.ledger.verifying import verify

    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    call_command("migrate", verbosity=0)
    fill(count)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started, cpu = time.monotonic(), time.process_time()
    report = verify()
    spent, cpu = time.monotonic() - started, time.process_time() - cpu
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    assert report.is_whole and report.events == count, report.faults[:3]
    print(
        f"{connection.vendor}: {report.events:,} events in {report.chains} chains verified in {spent:.1f} s"
    )
    print(
        f"goal {GOAL_SECONDS} s for 1,000,000 · processor {cpu:.1f} s · memory grown by {grown:.0f} MB"
    )


if __name__ == "__main__":
    main()
