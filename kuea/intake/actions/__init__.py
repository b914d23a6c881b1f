"""Every write of the room: a file is received and kept, read, or withdrawn."""

from kuea.intake.actions.reading import CHUNK, Progress, read_batch
from kuea.intake.actions.receiving import Receipt, receive_batch
from kuea.intake.actions.withdrawing import withdraw_batch

__all__ = ["CHUNK", "Progress", "Receipt", "read_batch", "receive_batch", "withdraw_batch"]
