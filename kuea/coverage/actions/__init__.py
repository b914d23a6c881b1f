"""Every write of this room."""

from kuea.coverage.actions.drafting import (
    choose_floor,
    draft_plan,
    drop_plan,
    resume_solving,
    solve_again,
    solve_draft,
    stop_solving,
)
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
    publish_plan,
    say_of_pair,
    take_back_word,
)
from kuea.coverage.actions.policies import write_policy
from kuea.coverage.actions.reckon import recompute, recompute_province
from kuea.coverage.actions.suggesting import lift_pair, propose_after_no, propose_next
from kuea.coverage.actions.territory import propose_territories

__all__ = [
    "accept_gap",
    "accept_match",
    "accept_plan_rows",
    "adopt_plan",
    "agree_match",
    "choose_floor",
    "decline_match",
    "draft_plan",
    "drop_plan",
    "end_host",
    "end_match_early",
    "fulfil_match",
    "lapse_holds",
    "lift_pair",
    "offer_match",
    "pause_host",
    "place_case",
    "place_waiting",
    "propose_after_no",
    "propose_next",
    "propose_territories",
    "publish_plan",
    "recompute",
    "recompute_province",
    "release_case",
    "release_ended",
    "reopen_gap",
    "resume_host",
    "resume_solving",
    "say_of_pair",
    "solve_again",
    "solve_draft",
    "start_match",
    "stop_solving",
    "suggest_match",
    "take_back_word",
    "take_up_gap",
    "write_policy",
]
