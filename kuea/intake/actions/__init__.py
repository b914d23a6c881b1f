"""Every write of the room: a file is received and kept, read, withdrawn, or emptied by right of a person."""

from kuea.intake.actions.erasing import erase_rows
from kuea.intake.actions.reading import CHUNK, Progress, read_batch
from kuea.intake.actions.receiving import Receipt, receive_batch
from kuea.intake.actions.telling import record_list_notice
from kuea.intake.actions.withdrawing import withdraw_batch

__all__ = [
    "CHUNK",
    "Progress",
    "Receipt",
    "erase_rows",
    "read_batch",
    "receive_batch",
    "record_list_notice",
    "withdraw_batch",
]
