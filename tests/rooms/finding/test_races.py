"""Two at the same moment: one lead, one decision, two codes. Needs a server that lets two write at once."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, connections

from kuea.core.problems import Refusal
from kuea.finding import actions
from kuea.finding.models import Case, Lead
from tests.rooms.finding.story import raise_one

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets one write at a time"),
]


@pytest.fixture(autouse=True)
def let_go(transactional_db):
    """The guards forbid emptying the tables after the test; the flush puts them up again."""
    yield
    from kuea.ledger.guards import drop_guards

    drop_guards()


def at_once(*works):
    """Run the works together; an action's refusal is its answer."""
    start = Barrier(len(works))

    def run(work):
        try:
            start.wait()
            return work()
        except Refusal as no:
            return no.code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))


def test_same_form_from_two_taps_is_one_lead(world):
    found = at_once(*[lambda: raise_one(world, form_key="tap").pk] * 4)
    assert len(set(found)) == 1
    assert (Lead.objects.count(), Case.objects.count()) == (1, 1)


def test_leads_at_once_never_share_a_code(world):
    at_once(*[lambda: raise_one(world).case.code] * 6)
    assert Case.objects.count() == len(set(Case.objects.values_list("code", flat=True))) == 6


def test_two_officers_deciding_at_once_decide_once(world):
    case = raise_one(world).case
    by = world.duty["host_coordinator"]
    answers = at_once(
        lambda: actions.route_case(by=by, case=case, version=case.version).state,
        lambda: actions.set_aside(by=by, case=case, reason="อื่น", version=case.version).state,
    )
    assert "stale" in answers
    assert len({"routed", "out_of_scope"} & set(answers)) == 1
