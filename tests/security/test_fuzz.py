"""Made-up requests, a few of them at every test run; bench/fuzz_requests.py sends ten thousand."""

import re

import pytest
from django.db import connection

from tests.security.fuzz_world import FEW, NEIGHBOUR, OTHER, SEALED, make_fuzz_world
from tests.security.fuzzing import Fuzzer

REQUESTS, PAIRS, SEED = 500, 60, 2569
pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning")


@pytest.fixture
def fuzzer(db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return Fuzzer(make_fuzz_world(), SEED)


def test_made_up_requests_meet_no_fault_no_foreign_word_and_no_unknown_answer(fuzzer):
    report = fuzzer.run(REQUESTS)
    assert not report.faults, "\n".join(
        f"{kind}\n   {first}" for kind, first in report.faults.items()
    )
    assert set(report.statuses) >= {200, 302, 400, 403, 404}, "the requests must get past the door"


def test_same_seed_makes_the_same_requests(fuzzer):
    again = Fuzzer(fuzzer.world, SEED)
    assert [str(fuzzer.draw()) for _ in range(50)] == [str(again.draw()) for _ in range(50)]


def test_not_there_and_not_yours_are_one_answer(fuzzer):
    """The same status, the same page and as many questions to the database: nothing to tell them apart by."""
    pairs = fuzzer.random.sample([pair for pair in fuzzer.pairs() if pair[1]], PAIRS)
    found = [line for absent, others in pairs for line in fuzzer.differences(absent, others[::FEW])]
    assert not found, "\n".join(found)


def test_words_are_met_by_those_who_may(fuzzer):
    """The search for foreign words can find them: those who may see each thing do meet its word."""
    reads = [route for route in fuzzer.routes if "GET" in route.verbs and not route.parameters]
    for word, name in ((NEIGHBOUR, "neighbour"), (SEALED, "named"), (OTHER, "other_secretary")):
        told = [fuzzer.send(fuzzer._with_key(route, name, "GET", 0)).text for route in reads]
        assert any(word in text for text in told), word


def test_reading_writes_nothing(fuzzer):
    """A GET of any page by any duty changes no table but the session's and the ledger's note of the reading."""
    written = re.compile(
        r'^\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+"?(?!django_session|ledger_)(\w+)', re.I
    )
    found = set()

    def listen(execute, sql, params, many, context):
        if written.match(sql):
            found.add(f"{written.match(sql)[1]} by {asked}")
        return execute(sql, params, many, context)

    for route in fuzzer.routes:
        if "GET" not in route.verbs:
            continue
        name = next(
            (n for n, d in fuzzer.world.duties.items() if d.role in route.roles), "secretary"
        )
        asked = f"{name} {route.address}"
        with connection.execute_wrapper(listen):
            fuzzer.send(fuzzer._with_key(route, name, "GET", 1))
    assert found == set()
