"""Every write of the room."""

from kuea.privacy.actions.breaches import assess_breach, close_breach, report_breach, tell_breach
from kuea.privacy.actions.requests import (
    carry_out_request,
    decide_request,
    find_sent,
    receive_request,
    take_back_request,
)
from kuea.privacy.actions.retention import carry_out_run, drop_run, sign_run, try_retention

__all__ = [
    "assess_breach",
    "carry_out_request",
    "carry_out_run",
    "close_breach",
    "decide_request",
    "drop_run",
    "find_sent",
    "receive_request",
    "report_breach",
    "sign_run",
    "take_back_request",
    "tell_breach",
    "try_retention",
]
