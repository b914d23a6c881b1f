"""What the field says of a person on a list."""

import pytest

from kuea.core.list_gap import FieldAnswer, answer_of, strongest
from kuea.core.states import CASE, VERIFIED_STATES


@pytest.mark.parametrize(
    ("state", "reason", "verified", "answer"),
    [
        ("lead", "", False, "open"), ("routed", "", False, "open"), ("declined", "", False, "open"),
        ("not_located", "", False, "refuted"), ("not_confirmed", "", False, "refuted"),
        ("closed", "died", False, "refuted"), ("closed", "moved_away", False, "refuted"),
        ("closed", "data_erased", False, "open"), ("closed", "double", False, "open"),
        ("closed", "died", True, "confirmed"), ("registered", "", False, "confirmed"),
    ],
)  # fmt: skip
def test_answer_of_one_case(state, reason, verified, answer):
    assert answer_of(state, reason, was_verified=verified) == answer


def test_every_state_has_an_answer_and_verified_ones_confirm():
    assert {answer_of(state) for state in CASE.states} == set(FieldAnswer)
    assert {answer_of(state) for state in VERIFIED_STATES} == {FieldAnswer.CONFIRMED}


def test_of_several_cases_the_strongest_counts():
    assert strongest([]) == FieldAnswer.OPEN
    assert strongest([FieldAnswer.REFUTED, FieldAnswer.OPEN]) == FieldAnswer.REFUTED
    assert strongest(list(FieldAnswer)) == FieldAnswer.CONFIRMED
