"""What the visitor sees when an action refuses."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from kuea.core.problems import Refusal


class ProblemMiddleware:
    """Turns a `Refusal` into its page: what happened and what to do next."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, fault: Exception) -> HttpResponse | None:
        if not isinstance(fault, Refusal):
            return None
        page = "web/stale.html" if fault.code == "stale" else "web/refusal.html"
        return render(request, page, {"refusal": fault}, status=fault.status)
