"""Every write of this room."""

from kuea.coverage.actions.gaps import accept_gap, reopen_gap, take_up_gap
from kuea.coverage.actions.hosts import end_host, pause_host, resume_host
from kuea.coverage.actions.matches import (
    accept_match,
    agree_match,
    decline_match,
    end_match_early,
    fulfil_match,
    lapse_holds,
    offer_match,
    start_match,
    suggest_match,
)
from kuea.coverage.actions.placing import (
    place_case,
    place_waiting,
    release_case,
    release_ended,
)
from kuea.coverage.actions.reckon import recompute, recompute_province

__all__ = [
    "accept_gap",
    "accept_match",
    "agree_match",
    "decline_match",
    "end_host",
    "end_match_early",
    "fulfil_match",
    "lapse_holds",
    "offer_match",
    "pause_host",
    "place_case",
    "place_waiting",
    "recompute",
    "recompute_province",
    "release_case",
    "release_ended",
    "reopen_gap",
    "resume_host",
    "start_match",
    "suggest_match",
    "take_up_gap",
]
