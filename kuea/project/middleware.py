"""What the visitor sees when an action refuses, and what the ledger keeps of it."""

from collections.abc import Callable

from django.db import DataError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from kuea.core.problems import Refusal
from kuea.ledger.actions import note_refusal

SAID_NO = {403, 404}


def _names_a_key_no_row_can_have(fault: Exception) -> bool:
    """A choice of a form beyond the largest key of the database: the same answer as for a row that is not there."""
    return isinstance(fault, OverflowError) or (
        isinstance(fault, DataError) and "out of range" in str(fault)
    )


class ProblemMiddleware:
    """Turns a `Refusal` into its page: what happened and what to do next. Every "no" is an event."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        # A form without its token, a record that is not there: said by the framework, not by an action.
        of_a_page = response.status_code in SAID_NO and request.resolver_match is not None
        if of_a_page and not hasattr(request, "refusal"):
            note_refusal(request, "framework", response.status_code)
        return response

    def process_exception(self, request: HttpRequest, fault: Exception) -> HttpResponse | None:
        if _names_a_key_no_row_can_have(fault):
            fault = Refusal("not_in_your_area")
        if not isinstance(fault, Refusal):
            return None
        request.refusal = fault  # type: ignore[attr-defined]
        note_refusal(request, fault.code, fault.status)
        page = "web/stale.html" if fault.code == "stale" else "web/refusal.html"
        return render(request, page, {"refusal": fault}, status=fault.status)
