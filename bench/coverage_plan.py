"""A coverage plan at 60,000 people: begun, solved, adopted, published, planned anew; the first what-if and the next; pages.

    python manage.py up --once && python bench/coverage_plan.py [PEOPLE] [--var VAR]

Copies the made-up province and fills it as `bench/map_pages.py` does, with the database's guards in place again. Each
line is one act as its page or worker does it, in seconds of the clock and of the processor. Goals of part 4: a draft
stands at once, the next what-if and every first paint under 1 s.
"""

import argparse
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "bench")]


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
    import map_pages
    from django.conf import settings

    from kuea.ledger.guards import drop_guards, install_guards

    settings.ALLOWED_HOSTS = ["*"]
    drop_guards()
    map_pages.fill(chosen.people)
    settle()
    install_guards()
    print(f"load {os.getloadavg()[0]:.1f}")
    plan = measure_plan()
    clients = sign_in()
    measure_what_if(clients["secretary"])
    page = f"/cover/plans/{plan.pk}/"
    map_pages.PAGES = (
        page, f"{page}?part=covered", f"{page}?part=redrafted", "/cover/plans/", "/cover/map/",
    )  # fmt: skip
    map_pages.measure_server(clients)
    map_pages.measure_paint(clients["secretary"].cookies["sessionid"].value)
    print(f"load {os.getloadavg()[0]:.1f}")
    shutil.rmtree(var.parent)


def settle() -> None:
    """Nobody is left registered: the first recompute would move them on, and they have no forum of their own."""
    from kuea.finding.models import Case

    Case.objects.filter(code__startswith="BM", state="registered").update(state="in_care")


def timed(words: str, act: Callable[[], Any]) -> Any:
    started, began = time.perf_counter(), time.process_time()
    found = act()
    clock, work = time.perf_counter() - started, time.process_time() - began
    print(f"{words:58}{clock:9.2f} s{work:9.2f} s cpu", flush=True)
    return found


def measure_plan() -> Any:
    """From the press of a button to a plan in force, and a second plan near it."""
    from kuea.coverage import actions
    from kuea.coverage.models import Match, PlanHost
    from kuea.offices.models import Duty, Resolution

    secretary = Duty.objects.current().filter(role="secretary")[0]
    chair = Duty.objects.current().filter(role="chair", province=secretary.province)[0]
    signed = Resolution.objects.exclude(signed_by=None).filter(committee__place_id=secretary.province_id)[0]  # fmt: skip
    province = secretary.province
    for words in ("first", "second, near the one in force"):
        begun = timed(
            f"begin a plan ({words})",
            lambda: actions.draft_plan(province=province, by=secretary),
        )
        plan = timed("  solve it, in the worker", lambda p=begun: actions.solve_draft(plan_id=p.pk))
        for host in PlanHost.objects.filter(plan=plan, accepted_at=None):
            by = Duty.objects.filter(role="host_coordinator", organisation=host.organisation)[0]
            plan = actions.accept_plan_rows(plan=plan, by=by)
        plan = actions.adopt_plan(plan=plan, by=chair, resolution=signed)
        plan = timed("  publish it", lambda p=plan: actions.publish_plan(plan=p, by=secretary))
        print(f"  {Match.objects.filter(state='suggested').count():,} suggestions stand")
    match = actions.offer_match(match=Match.objects.filter(state="suggested").first(), by=secretary)
    match = actions.decline_match(match=match, by=secretary)
    timed(
        "the next giver after a no, in the worker",
        lambda: actions.propose_after_no(match_id=match.pk),
    )
    return changed_once(secretary)


def changed_once(secretary: Any) -> Any:
    """A draft, a word on one pair, and the draft solved again: the page to look at."""
    from kuea.coverage import actions

    draft = actions.draft_plan(province=secretary.province, by=secretary)
    draft = actions.solve_draft(plan_id=draft.pk)
    row = draft.rows.filter(offer__isnull=False).select_related("need", "offer__organisation")[0]
    actions.say_of_pair(
        plan=draft, need=row.need, offer=row.offer, is_pin=False, reason="ลองรายอื่น", by=secretary
    )
    again = timed(
        "begin again from the draft", lambda: actions.solve_again(plan=draft, by=secretary)
    )
    return timed("  solve it, in the worker", lambda: actions.solve_draft(plan_id=again.pk))


def sign_in() -> dict[str, Any]:
    from django.test import Client

    from kuea.offices.models import Duty

    clients = {}
    for role in ("secretary", "member"):
        clients[role] = Client()
        clients[role].force_login(Duty.objects.current().filter(role=role)[0].user)
    return clients


def measure_what_if(client: Any) -> None:
    """The first opening answers that the ground is being read; then until it is there; then questions."""
    page = "/cover/what-if/"
    timed("first what-if: «being prepared»", lambda: client.get(page))

    def wait() -> None:
        while b"data-poll-url" in client.get(page).content:
            time.sleep(0.2)

    timed("  until it is prepared, page asking again", wait)
    question = f"{page}?act=add&tambon=130103&kind=food&places=40&km=8.6"
    for words in ("first question", "next question", "next question"):
        timed(f"  {words}", lambda: client.get(question))
    timed("  where one more does most", lambda: client.get("/cover/next-giver/"))


if __name__ == "__main__":
    main()
