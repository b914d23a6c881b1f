"""Whatever is done in whatever order, nobody is verified without a signed forum (I1, I2, I16, I24)."""

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kuea.core.problems import Refusal
from kuea.core.states import CASE, OWNED_STATES, VERIFIED_STATES
from kuea.finding import actions
from kuea.finding.models import Case
from kuea.finding.path import move_case
from tests.rooms.finding.story import again, raise_one, said

DUTIES = ("secretary", "host_coordinator", "volunteer")
REASON = {"reason": "เหตุผล"}


def steps(world, other):
    """Every verb of the room that takes a case, with something to say."""
    return {
        "route": lambda by, case: actions.route_case(by=by, case=case),
        "return": lambda by, case: actions.return_case(by=by, case=case, **REASON),
        "not_found": lambda by, case: actions.mark_not_found(by=by, case=case, **REASON),
        "set_aside": lambda by, case: actions.set_aside(by=by, case=case, **REASON),
        "retry": lambda by, case: actions.retry_case(by=by, case=case, **REASON),
        "visit": lambda by, case: actions.record_visit(by=by, case=case, visit=said()),
        "refusal": lambda by, case: actions.record_visit(
            by=by, case=case, visit=said(wishes_to_go_on=False)
        ),
        "prepare": lambda by, case: actions.prepare_case(
            by=by, case=case, category="abandoned", group=world.group, agrees_to_discussion="ได้"
        ),
        "merge": lambda by, case: actions.merge_cases(by=by, case=case, into=again(other)),
        "unmerge": lambda by, case: actions.unmerge_case(by=by, case=case),
        "decline": lambda by, case: actions.decline_case(by=by, case=case),
        "come_back": lambda by, case: actions.come_back(by=by, case=case),
        "appeal": lambda by, case: actions.appeal_case(by=by, case=case, **REASON),
        "register": lambda by, case: actions.register_case(
            by=by, case=case, lawful_basis="public_task"
        ),
        "wait": lambda by, case: actions.wait_case(by=by, case=case),
        "assign": lambda by, case: actions.assign_volunteer(
            by=by, case=case, volunteer=world.duty["volunteer"]
        ),
    }


@pytest.fixture(autouse=True)
def nobody_listens(monkeypatch):
    """Coverage need not recompute the tambon at every step of every walk."""
    from kuea.offices import ports

    monkeypatch.setattr(ports, "_listeners", [])


class Undo(Exception):
    """Takes one example back, so that the next begins from the same world."""


VERBS = sorted(steps(None, None))
WALKS = st.lists(st.tuples(st.sampled_from(VERBS), st.sampled_from(DUTIES)), max_size=14)


@settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(walk=WALKS)
def test_no_walk_verifies_anybody_or_leaves_a_case_without_an_owner(world, walk):
    with pytest.raises(Undo), transaction.atomic():
        other = raise_one(world, name="นายดี งาม").case
        case = raise_one(world).case
        verbs = steps(world, other)
        for verb, duty in walk:
            before = again(case)
            try:
                verbs[verb](world.duty[duty], before)
            except Refusal:
                assert again(case).state == before.state
            now = again(case)
            assert now.state not in VERIFIED_STATES
            assert now.decision is None
            if now.state in OWNED_STATES:
                assert now.host_id or now.interim_owner_id
            if before.state == "declined":
                assert now.state == "declined" or verb == "come_back"
        raise Undo


@settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(walk=st.lists(st.sampled_from(sorted({row.decision for row in CASE.rows})), max_size=12))
def test_no_walk_of_the_bare_table_verifies_anybody(world, walk):
    """Below the actions: even the case's own path, driven by hand, is stopped by the database (I1)."""
    from django.db import IntegrityError

    with pytest.raises(Undo), transaction.atomic():
        case = raise_one(world).case
        for decision in walk:
            try:
                with transaction.atomic():
                    case = move_case(case, decision, by=world.duty["secretary"])
            except (Refusal, IntegrityError):
                case = again(case)
            assert Case.objects.get(pk=case.pk).state not in VERIFIED_STATES
        raise Undo
