"""Many write at once: no link is lost, none forks, nobody waits for ever; provinces do not wait for each other."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, transaction

from kuea.ledger.actions import record
from kuea.ledger.guards import install_guards
from kuea.ledger.models import ChainLink, Event
from kuea.ledger.verifying import verify

needs_server = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="SQLite lets one write at a time"
)


@pytest.fixture
def server(transactional_db):
    install_guards()


def at_once(*acts):
    """Each in its own thread and connection, all beginning together."""

    def run(act):
        try:
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return [found.result(timeout=60) for found in [pool.submit(run, act) for act in acts]]


@needs_server
def test_many_writers_of_one_province_make_one_chain(server):
    def write():
        for number in range(20):
            with transaction.atomic():
                record("case.visit", "case", duty_id=number, province_code="13")
                record("case.care_dates", "case", duty_id=number, province_code="13")

    at_once(*[write] * 6)
    report = verify()
    assert report.is_whole and report.events == 240
    places = ChainLink.objects.order_by("position").values_list("position", flat=True)
    assert list(places) == list(range(1, 241))


@needs_server
def test_writers_to_two_chains_in_opposite_order_never_wait_for_each_other(server):
    gate = Barrier(2)

    def write(first, second):
        for _ in range(15):
            with transaction.atomic():
                record("case.visit", "case", duty_id=1, province_code=first)
                gate.wait(timeout=20)
                record("case.visit", "case", duty_id=1, province_code=second)

    at_once(lambda: write("13", ""), lambda: write("", "13"))
    report = verify()
    assert report.is_whole and report.events == 60


@needs_server
def test_a_long_transaction_does_not_hold_its_province_up(server):
    """Another officer's act commits while an import of the same province is still under way."""
    gate = Barrier(2)

    def long_one():
        with transaction.atomic():
            record("batch.accept", "batch", duty_id=1, province_code="13")
            gate.wait(timeout=20)  # the event is written, the head is not held
            gate.wait(timeout=20)  # … and the other has committed meanwhile

    def short_one():
        gate.wait(timeout=20)
        with transaction.atomic():
            record("case.visit", "case", duty_id=2, province_code="13")
        gate.wait(timeout=20)

    at_once(long_one, short_one)
    assert verify().is_whole
    events = Event.objects.in_bulk()
    order = ChainLink.objects.order_by("position").values_list("event_id", flat=True)
    assert [events[pk].verb for pk in order] == ["case.visit", "batch.accept"]


def test_what_is_rolled_back_leaves_no_hole(db):
    record("case.visit", "case", duty_id=1, province_code="13")
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        record("case.visit", "case", duty_id=2, province_code="13")
        raise ZeroDivisionError
    record("case.visit", "case", duty_id=3, province_code="13")
    connection.check_constraints()
    report = verify()
    assert report.is_whole and report.events == 2
