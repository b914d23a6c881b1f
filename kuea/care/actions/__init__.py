"""Every write of this room, one verb a function."""

from kuea.care.actions.helping import give_help, log_visit, start_care
from kuea.care.actions.moving import accept_transfer, decline_transfer, transfer_case
from kuea.care.actions.reviewing import (
    agreed_review,
    close_case,
    hold_review,
    reopen_case,
    self_manage,
)

__all__ = [
    "accept_transfer",
    "agreed_review",
    "close_case",
    "decline_transfer",
    "give_help",
    "hold_review",
    "log_visit",
    "reopen_case",
    "self_manage",
    "start_care",
    "transfer_case",
]
