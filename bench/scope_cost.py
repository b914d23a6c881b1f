"""What the scope engine costs on a list page of 10,000 cases, beside the same list scoped by hand.

    KUEA_DATABASE_URL=… python bench/scope_cost.py [CASES]

Goals (part 2): the page of a full register takes the same number of queries as one of ten cases, and the scope adds
less than 20 % to its time. Ours is `visible_to(duty)`; the peer is the plain filter somebody would write by hand for
that one duty. Both load the first page of fifty, ordered as the queue is, and count the whole list.
"""

import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
os.environ["KUEA_VAR"] = tempfile.mkdtemp(prefix="kuea-bench-")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kuea.project.settings")
ROUNDS = 40


def main() -> None:
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from kuea.finding.models import Case
    from kuea.ledger.guards import drop_guards

    call_command("migrate", verbosity=0)
    from kuea.core.words import NATIONAL_ROLES, Role
    from tests.world import make_duty, make_world

    world = make_world()
    duties = dict(world.duty)
    for role in set(Role) - {Role.SYSTEM}:
        if role.value not in duties:
            duties[role.value] = make_duty(role, None if role in NATIONAL_ROLES else world.province)
    drop_guards()
    many = int((sys.argv[1:] or ["10000"])[0])
    host, volunteer = world.host.organisation, world.duty["volunteer"]

    def add(first: int, last: int) -> None:
        states = ("lead", "routed")
        Case.objects.bulk_create(
            Case(
                province=world.province, edition=world.edition, code=f"B{number}", channel="phone", tambon=world.tambon,
                village=world.villages[number % 3], host=host, volunteer=volunteer, is_sealed=number % 200 == 0,
                state=states[number % 2],
            )
            for number in range(first, last)
        )  # fmt: skip

    add(0, 10)
    few = queries_of_pages(duties)
    add(10, many)
    grown = {
        key: (few[key], asked)
        for key, asked in queries_of_pages(duties).items()
        if asked > few.get(key, asked) + 2
    }
    print(
        f"{len(few)} pages × duties opened with 10 and with {many} cases: {len(grown)} ask more",
        *grown.items(),
    )
    plain = {
        "secretary": {"province": world.province, "is_sealed": False},
        "host_coordinator": {"province": world.province, "host": host, "is_sealed": False},
        "volunteer": {"volunteer": volunteer, "is_sealed": False},
    }
    loaded = ("person", "village", "tambon", "host")

    def page(rows) -> tuple[int, int]:
        shown = list(rows.select_related(*loaded).order_by("-is_urgent", "raised_at")[:50])
        return rows.count(), len(shown)

    def median(ask) -> float:
        times = []
        for _ in range(ROUNDS):
            started = time.perf_counter()
            ask()
            times.append(time.perf_counter() - started)
        return statistics.median(times) * 1000

    print(f"{many} cases, median of {ROUNDS} rounds, {connection.vendor}")
    for role, by_hand in plain.items():
        duty = world.duty[role]

        def ours(duty=duty):
            return page(Case.objects.visible_to(duty))

        def theirs(by_hand=by_hand):
            return page(Case.objects.filter(**by_hand))

        assert ours() == theirs(), role
        with CaptureQueriesContext(connection) as asked:
            ours()
        # In turn, so that a busy moment of the machine falls on both.
        mine, plain_ms = median(ours), median(theirs)
        mine, plain_ms = min(mine, median(ours)), min(plain_ms, median(theirs))
        print(
            f"{role:18} scoped {mine:6.2f} ms   by hand {plain_ms:6.2f} ms   ratio {mine / plain_ms:.3f}   queries {len(asked)}"
        )


def queries_of_pages(duties: dict) -> dict[tuple[str, str], int]:
    """(page, role) → its queries, of every page whose address names no row and that opens."""
    from django.conf import settings
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext
    from django.urls import reverse

    from tests.trust.matrix import routes

    settings.ALLOWED_HOSTS = ["*"]
    found = {}
    for role, duty in duties.items():
        client = Client(raise_request_exception=False)
        client.force_login(duty.user)
        for name, entry in routes():
            if entry.pattern.converters or "sign_out" in name or "logout" in name:
                continue
            if client.get(reverse(name)).status_code != 200:
                continue
            with CaptureQueriesContext(connection) as asked:
                client.get(reverse(name))
            found[name, role] = len(asked)
    return found


if __name__ == "__main__":
    main()
