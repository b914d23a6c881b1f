"""Every write of the room: a file is received and kept, read, withdrawn, or emptied by right of a person."""

from kuea.intake.actions.erasing import erase_rows
from kuea.intake.actions.mapping import forget_columns, set_columns
from kuea.intake.actions.reading import CHUNK, Progress, read_batch
from kuea.intake.actions.receiving import Receipt, receive_batch
from kuea.intake.actions.rerunning import (
    rerun_batch,
    resume_rerun,
    run_rerun,
    stop_rerun,
    take_back_rerun,
)
from kuea.intake.actions.telling import record_list_notice
from kuea.intake.actions.withdrawing import withdraw_batch

__all__ = [
    "CHUNK",
    "Progress",
    "Receipt",
    "erase_rows",
    "forget_columns",
    "read_batch",
    "receive_batch",
    "record_list_notice",
    "rerun_batch",
    "resume_rerun",
    "run_rerun",
    "set_columns",
    "stop_rerun",
    "take_back_rerun",
    "withdraw_batch",
]
