"""Recomputing asks the same number of questions for one tambon as for sixty (no N+1)."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kuea.coverage.actions import recompute
from kuea.coverage.models import Gap
from tests.cases import make_case, make_need, make_offer
from tests.world import make_place


def count_queries(codes):
    with CaptureQueriesContext(
        connection,
    ) as asked:
        recompute(codes)
    return len([q for q in asked.captured_queries if "SAVEPOINT" not in q["sql"]])


@pytest.fixture
def wide(world):
    """Sixty tambon of four villages each."""
    codes = ["130101", "130102"]
    for number in range(3, 61):
        tambon = make_place(f"1301{number:02}", "tambon", f"ตำบล {number}", world.tambon.parent)
        for moo in range(1, 5):
            make_place(f"{tambon.code}{moo:02}", "village", f"หมู่ที่ {moo}", tambon)
        codes.append(tambon.code)
    return codes


def test_first_computing_of_sixty_tambon_asks_as_much_as_of_one(world, wide):
    one = count_queries(wide[:1])
    many = count_queries(wide[1:])
    assert many <= one + 20  # more rows are written in some more batches
    assert Gap.objects.filter(kind="b_no_host").count() == 59


def test_computing_again_does_not_grow_with_rows(world, wide):
    make_need(world, make_case(world, "waiting"))
    recompute(wide)
    before = count_queries(wide)
    for number in range(6):
        case = make_case(world, "waiting", village=world.villages[number % 3])
        make_need(world, case)
        make_offer(world)
    recompute(wide)
    assert count_queries(wide) <= before
    assert before <= 40
