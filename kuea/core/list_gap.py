"""A list against the field (K13, R33): what the field said of the people on it, and whom it did not have.

A list approves nobody and refutes nobody; these are answers about the list. Pure words and sets; the counting stands
in `reporting.list_queries`, the numbers' hiding in `core.small_cells`.
"""

from enum import StrEnum

from kuea.core.states import VERIFIED_STATES
from kuea.core.words import CloseReason


class FieldAnswer(StrEnum):
    """What the field says of a person on a list."""

    CONFIRMED = "confirmed"  # a forum confirmed, whatever came after
    REFUTED = "refuted"  # not there, no longer there, or a forum did not confirm
    OPEN = "open"  # nobody has said yet, or the person did not wish to go on


REFUTED_STATES = ("not_located", "not_confirmed")
REFUTED_REASONS = (
    CloseReason.DIED.value, CloseReason.LEFT_COUNTRY.value, CloseReason.MOVED_AWAY.value,
    CloseReason.OTHER_PATH.value,
)  # fmt: skip
"""Reasons of closing that say: whoever believes the list looks for nobody there."""


def answer_of(state: str, closed_reason: str = "", *, was_verified: bool = False) -> FieldAnswer:
    """The answer of one case. `was_verified`: a forum confirmed it at some time.

    Of a person with several cases the strongest counts: confirmed before refuted before open (`strongest`).
    """
    if was_verified or state in VERIFIED_STATES:
        return FieldAnswer.CONFIRMED
    if state in REFUTED_STATES or (state == "closed" and closed_reason in REFUTED_REASONS):
        return FieldAnswer.REFUTED
    return FieldAnswer.OPEN


_ORDER = (FieldAnswer.CONFIRMED, FieldAnswer.REFUTED, FieldAnswer.OPEN)


def strongest(answers: list[FieldAnswer]) -> FieldAnswer:
    """One answer for a person; open when there is none."""
    return min(answers, key=_ORDER.index, default=FieldAnswer.OPEN)
