"""Logs say where and when, with ids; never whom (style 5). Kept here, not by everybody's good memory.

What reaches a log line from frameworks is the danger: an exception repeats the value that broke it, a database
names the row that collided, a debug line prints the statement with its values. None of it is let through.
"""

import logging
import re
import traceback
from types import TracebackType
from typing import Any

from django.http import HttpRequest
from django.views.debug import SafeExceptionReporterFilter

HIDDEN = "…"
_NOT_OURS = re.compile(r"[^\x20-\x7e]+")  # any letter that is not ASCII: names and answers are Thai
_LONG_DIGITS = re.compile(
    r"[0-9](?:[-. ]?[0-9]){8,}"
)  # telephones, citizen numbers, receipts of digits
_OURS = "kuea"


def scrub(text: str) -> str:
    """The line without other letters and long numbers."""
    return _LONG_DIGITS.sub(HIDDEN, _NOT_OURS.sub(HIDDEN, text))


class IdsOnly(logging.Formatter):
    """Our own events as they are (their writers pass ids); of all others the template, never the values."""

    def format(self, record: logging.LogRecord) -> str:
        stamp = f"{self.formatTime(record)} {record.levelname} {record.name}"
        lines = [f"{stamp} {scrub(self._said(record))}"]
        if record.exc_info:
            lines += self._where(record.exc_info)
        return "\n".join(lines)

    def _said(self, record: logging.LogRecord) -> str:
        if record.name.partition(".")[0] == _OURS:
            return record.getMessage()
        if record.name.startswith("django.db"):
            spent = getattr(record, "duration", None)
            return f"statement duration={spent:.4f}" if isinstance(spent, float) else "statement"
        request = getattr(record, "request", None)
        if isinstance(request, HttpRequest):
            match = request.resolver_match
            route = match.view_name if match else HIDDEN
            duty = getattr(getattr(request, "duty", None), "pk", 0)
            status = getattr(record, "status_code", "")
            return f"request method={request.method} route={route} status={status} duty={duty}"
        return str(record.msg) if record.args else _first_words(str(record.msg))

    @staticmethod
    def _where(info: Any) -> list[str]:
        """Every exception of the chain by its class and its lines, without what it said."""
        kind, error, trace = info
        lines: list[str] = []
        while error is not None:
            lines += [f"  {type(error).__module__}.{type(error).__qualname__}", *_frames(trace)]
            error = error.__cause__ or error.__context__
            trace = error.__traceback__ if error is not None else None
        return lines


def _frames(trace: TracebackType | None) -> list[str]:
    return [
        f"    {frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(trace)
    ]


def _first_words(message: str) -> str:
    """A ready-made sentence of somebody else's: only as far as it cannot carry a value."""
    return message.split(":", 1)[0][:120]


class NothingPosted(SafeExceptionReporterFilter):
    """Error reports (mail, debug page) without a single posted value, cookie or variable."""

    def is_active(self, request: HttpRequest | None) -> bool:
        return True

    def get_post_parameters(self, request: HttpRequest | None) -> dict[str, str]:
        return dict.fromkeys(request.POST, HIDDEN) if request is not None else {}

    def get_traceback_frame_variables(
        self, request: HttpRequest | None, tb_frame: Any
    ) -> list[tuple[str, str]]:
        return [(name, HIDDEN) for name in tb_frame.f_locals]
