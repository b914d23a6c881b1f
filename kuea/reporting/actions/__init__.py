"""Every write of the room."""

from kuea.reporting.actions.exporting import (
    approve_export,
    ask_export,
    expire_exports,
    open_export,
    refuse_export,
)
from kuea.reporting.actions.freezing import make_certificate, take_snapshot

__all__ = [
    "approve_export",
    "ask_export",
    "expire_exports",
    "make_certificate",
    "open_export",
    "refuse_export",
    "take_snapshot",
]
