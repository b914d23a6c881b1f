"""First paint of the map of givers and receivers and of the grid, at 60,000 people.

    python manage.py up --once && python bench/map_pages.py [PEOPLE] [--var VAR]

Copies the made-up province, adds PEOPLE cases (half of them waiting with a need and its gap, two fifths in care) and
900 offers for tambon, amphoe and the province, then asks each page eleven times: the server's answer (median, worst),
its own processor time, queries and bytes, and the first contentful paint Chromium reports from a real server on this machine. Goal of
part 4: first paint under 1 s.
"""

import argparse
import os
import random
import shutil
import statistics
import sys
import tempfile
import threading
import time
from datetime import timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
ROUNDS = 11
PAGES = (
    "/cover/map/",
    "/cover/map/?view=blank",
    "/cover/map/?group=elder_alone&kind=food",
    "/cover/cells/",
    "/cover/map/paper/?view=need",
    "/cover/next-giver/",
    "/cover/what-if/",
    "/cover/what-if/?act=add&tambon=130103&kind=food&places=40&km=8.6",
)
OFFICE_ONLY = ("/cover/what-if/", "/cover/next-giver/")


def main() -> None:
    reader = argparse.ArgumentParser()
    reader.add_argument("people", nargs="?", type=int, default=60_000)
    reader.add_argument("--var", type=Path, default=ROOT / "var")
    chosen = reader.parse_args()
    var = Path(tempfile.mkdtemp(prefix="kuea-bench-")) / "var"
    shutil.copytree(chosen.var, var)
    os.environ["KUEA_VAR"] = str(var)
    os.environ["DJANGO_SETTINGS_MODULE"] = "kuea.project.settings"
    import django

    django.setup()
    from django.conf import settings

    settings.ALLOWED_HOSTS = ["*"]
    from kuea.ledger.guards import drop_guards

    drop_guards()
    fill(chosen.people)
    from django.test import Client

    from kuea.offices.models import Duty

    clients = {}
    for role in ("secretary", "member"):
        clients[role] = Client()
        clients[role].force_login(Duty.objects.current().filter(role=role)[0].user)
    measure_server(clients)
    measure_paint(clients["secretary"].cookies["sessionid"].value)
    shutil.rmtree(var.parent)


def fill(people: int) -> None:
    """Cases, needs, gaps and offers, written past the actions: only their number matters here."""
    from django.utils import timezone

    from kuea.coverage.models import Gap
    from kuea.finding.models import Case
    from kuea.giving.models import CapacityOffer
    from kuea.offices.models import Duty, Place
    from kuea.people.models import Need, Person, TargetGroup

    chance = random.Random(4)
    model = (
        Case.objects.filter(state="registered").exclude(host=None).first()
        or (Case.objects.exclude(decision=None).exclude(host=None).exclude(group=None)[0])
    )
    duty = Duty.objects.current().filter(role="secretary")[0]
    province, now = duty.province, timezone.now()
    tambon = list(Place.objects.filter(level="tambon", code__startswith=province.code))
    groups = list(TargetGroup.objects.filter(definition_set__province=province))
    kinds = ("food", "house_repair", "visiting", "care_at_home", "transport", "health_care")
    persons = Person.objects.bulk_create(
        (
            Person(province=province, code=f"BM{n}", tambon=chance.choice(tambon))
            for n in range(people)
        ),
        batch_size=2000,
    )
    cases = Case.objects.bulk_create(
        (
            Case(
                province=province, edition=province.edition, code=f"BM{n}", channel="phone", person=person,
                tambon=person.tambon, group=chance.choice(groups), is_sealed=n % 200 == 0,
                state="waiting" if n % 2 else "in_care" if n % 10 else "registered", is_urgent=n % 37 == 0,
                decision=model.decision, definition_set=model.definition_set, category=model.category,
                criteria_met=["x"], host=model.host, verified_at=now, registered_at=now,
            )
            for n, person in enumerate(persons)
        ),
        batch_size=2000,
    )  # fmt: skip
    waiting = [case for case in cases if case.state == "waiting"]
    needs = Need.objects.bulk_create(
        (
            Need(
                province=province,
                person=case.person,
                kind=chance.choice(kinds),
                own_words="x",
                written_by=duty,
            )
            for case in waiting
        ),
        batch_size=2000,
    )
    gaps = Gap.objects.bulk_create(
        (
            Gap(
                province=province, kind="d_no_match", key=f"bench:{case.pk}", tambon=case.tambon, help_kind=need.kind,
                case=case, need=need, owner=duty, due_on=now.date(),
            )
            for case, need in zip(waiting, needs, strict=True)
        ),
        batch_size=2000,
    )  # fmt: skip
    Gap.objects.filter(pk__in=[gap.pk for gap in gaps[:500]]).update(
        opened_at=now - timedelta(days=45)
    )
    offers = CapacityOffer.objects.bulk_create(
        CapacityOffer(
            organisation=duty.organisation or province.organisations.first(), kind=chance.choice(kinds), what="x",
            quantity=chance.randint(1, 60), as_of=now.date(), made_by=duty,
        )
        for _ in range(900)
    )  # fmt: skip
    for number, offer in enumerate(offers):
        place = chance.choice(tambon).pk
        offer.places.set([place if number % 3 else place[:4] if number % 30 else province.code])
    print(
        f"{people} people, {len(gaps)} open needs, {len(offers)} offers, {len(tambon)} tambon, {len(groups)} groups"
    )


def measure_server(clients: dict) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    print(
        f"{'page':44}{'duty':11}{'median ms':>10}{'worst ms':>10}{'cpu ms':>8}{'queries':>9}{'kB':>7}"
    )
    for path in PAGES:  # the worst of the first engine page reads the province into memory
        for role, client in clients.items():
            if role != "secretary" and path.startswith(OFFICE_ONLY):
                continue
            times, work = [], []
            for _ in range(ROUNDS):
                started, began = time.perf_counter(), time.process_time()
                answer = client.get(path)
                times.append((time.perf_counter() - started) * 1000)
                work.append((time.process_time() - began) * 1000)
            assert answer.status_code == 200, (path, role, answer.status_code)
            with CaptureQueriesContext(connection) as asked:
                client.get(path)
            print(
                f"{path:44}{role:11}{statistics.median(times):10.0f}{max(times):10.0f}{statistics.median(work):8.0f}{len(asked):9}"
                f"{len(answer.content) / 1000:7.0f}"
            )


def measure_paint(session: str) -> None:
    """First contentful paint, as the browser tells it, from waitress in this process."""
    from waitress.server import create_server

    from kuea.project.wsgi import application
    from tests.browser.chromium import start

    server = create_server(application, host="127.0.0.1", port=0, threads=4)
    threading.Thread(target=server.run, daemon=True).start()
    home = f"http://127.0.0.1:{server.effective_port}"
    with start() as browser:
        for path in PAGES:
            paints = []
            for _ in range(5):
                world = browser.new_context(viewport={"width": 1280, "height": 800})
                world.add_cookies([{"name": "sessionid", "value": session, "url": home}])
                page = world.new_page()
                page.goto(home + path)
                page.wait_for_function(
                    "() => performance.getEntriesByName('first-contentful-paint').length"
                )
                paints.append(
                    page.evaluate(
                        "performance.getEntriesByName('first-contentful-paint')[0].startTime"
                    )
                )
                world.close()
            print(
                f"{path:44}first paint, empty cache: median {statistics.median(paints):.0f} ms, worst {max(paints):.0f} ms"
            )
    server.close()


if __name__ == "__main__":
    main()
