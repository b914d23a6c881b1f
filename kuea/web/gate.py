"""What no page of the house ever wants, refused once for all of them before any view runs."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.multipartparser import MultiPartParserError

from kuea.web.presenters import ERRORS
from kuea.web.views import show_error

LARGEST_KEY = 2**63 - 1
"""No row of either database has a larger one, and SQLite fails when it is asked."""
FORMS = frozenset({"application/x-www-form-urlencoded", "multipart/form-data"})


class RequestGateMiddleware:
    """Refuses bodies that are not forms, texts with a NUL, and single fields longer than any answer.

    PostgreSQL cannot store a NUL and SQLite cuts what is looked for at it, so neither may meet one. A view
    that reads another kind of body says so: `view.body_types = {"application/json"}`.
    A verb a page does not know gets a page too: somebody opened the address of a button again.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\x00" in request.path_info or _is_bad(request.GET):
            return show_error(ERRORS[400])
        if _longest(request.GET) > settings.MAX_QUERY_CHARACTERS:
            return show_error(ERRORS[400])
        response = self.get_response(request)
        if response.status_code == 405 and not response.content:
            page = show_error(ERRORS[405])
            page.headers["Allow"] = response.headers.get("Allow", "")
            return page
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        if any(isinstance(value, int) and value > LARGEST_KEY for value in kwargs.values()):
            return show_error(ERRORS[404])
        if request.method in {"GET", "HEAD", "OPTIONS", "TRACE"}:
            return None
        kinds = FORMS | frozenset(getattr(view, "body_types", ()))
        if request.content_type and request.content_type not in kinds and _has_body(request):
            return show_error(ERRORS[415])
        if request.content_type not in FORMS:
            return None
        try:
            posted, files = request.POST, request.FILES
        except (RequestDataTooBig, TooManyFieldsSent):
            return show_error(ERRORS[413])
        except (MultiPartParserError, UnicodeError):
            return show_error(ERRORS[400])
        if _is_bad(posted) or any("\x00" in (file.name or "") for file in _each(files)):
            return show_error(ERRORS[400])
        too_long = _longest(posted) > settings.MAX_FIELD_CHARACTERS
        return show_error(ERRORS[413]) if too_long else None


def _has_body(request: HttpRequest) -> bool:
    return request.META.get("CONTENT_LENGTH") not in {None, "", "0"}


def _each(files: Any) -> list[UploadedFile]:
    return [file for _name, values in files.lists() for file in values]


def _longest(query: QueryDict) -> int:
    return max((len(value) for _name, values in query.lists() for value in values), default=0)


def _is_bad(query: QueryDict) -> bool:
    return any("\x00" in text for name, values in query.lists() for text in (name, *values))
