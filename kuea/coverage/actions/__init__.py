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
from kuea.coverage.actions.plans import (
    accept_plan_rows,
    adopt_plan,
    draft_plan,
    propose_next,
    publish_plan,
    say_of_pair,
    solve_again,
    write_policy,
)
from kuea.coverage.actions.reckon import recompute, recompute_province

__all__ = [
    "accept_gap",
    "accept_match",
    "accept_plan_rows",
    "adopt_plan",
    "agree_match",
    "decline_match",
    "draft_plan",
    "end_host",
    "end_match_early",
    "fulfil_match",
    "lapse_holds",
    "offer_match",
    "pause_host",
    "place_case",
    "place_waiting",
    "propose_next",
    "publish_plan",
    "recompute",
    "recompute_province",
    "release_case",
    "release_ended",
    "reopen_gap",
    "resume_host",
    "say_of_pair",
    "solve_again",
    "start_match",
    "suggest_match",
    "take_up_gap",
    "write_policy",
]
