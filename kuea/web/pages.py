"""Small manners shared by views: pages of a list, parts for htmx, and the page for a stale tab."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers

PER_PAGE = 50


def paginate(
    request: HttpRequest, rows: QuerySet[Any] | Sequence[Any], per_page: int = PER_PAGE
) -> Page:
    """The page named by `?page=`; a page that does not exist becomes the nearest that does."""
    return Paginator(rows, per_page).get_page(request.GET.get("page"))


MOST_DIGITS = 18
"""Keys and versions fit into the databases' 64 bits; longer rows of digits are nobody's number."""


def read_number(text: str) -> int | None:
    """A whole number from an address or a hidden field, or None: never a fault, whatever was sent.

    `isdigit` lets «²» through, which `int` refuses; five thousand digits `int` refuses too.
    """
    return int(text) if text.isdecimal() and len(text) <= MOST_DIGITS else None


def is_htmx(request: HttpRequest) -> bool:
    """Whether only a part of the page is wanted (a boosted link wants the whole page)."""
    details = getattr(request, "htmx", None)
    return bool(details) and not details.boosted and not details.history_restore_request


def render_page(
    request: HttpRequest,
    full_template: str,
    partial_template: str,
    context: Mapping[str, Any] | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    """The whole page, or for htmx just the part; the full template includes the same part."""
    template = partial_template if is_htmx(request) else full_template
    response = render(request, template, dict(context or {}), status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response


def render_stale(
    request: HttpRequest,
    *,
    changes: Sequence[tuple[str, str, str]] = (),
    fresh_url: str = "",
    written: Sequence[tuple[str, str]] = (),
) -> HttpResponse:
    """Answer to a form sent from a tab that was overtaken (409): what changed, what to do.

    `changes` are (field, value when you opened it, value now); `written` are (field, what you wrote)
    so that nothing the person typed is lost.
    """
    context = {"changes": changes, "fresh_url": fresh_url, "written": written}
    return render(request, "web/stale.html", context, status=409)


def for_anyone(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page of this room that is open to the public: said aloud, as every page says for whom it is."""
    view.duty_roles = ("public",)  # type: ignore[attr-defined]
    return view
