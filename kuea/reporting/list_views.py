"""Pages of what came of a list: on the screen and on paper; only counts, small ones hidden."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from kuea.core.exports import MAY_TAKE
from kuea.core.rights import Kind, readers_of
from kuea.offices.scope import find_visible, for_duty
from kuea.reporting import list_presenters
from kuea.reporting.list_queries import report_list, reported_lists

READERS = readers_of(Kind.BATCH)


@require_GET
@for_duty(*READERS)
def list_report(request: HttpRequest, pk: int) -> HttpResponse:
    """Matched, new, confirmed, refuted, and whom the list did not have, by tambon."""
    return render(request, "reporting/list_report.html", _context(request, pk))


@require_GET
@for_duty(*READERS)
def list_paper(request: HttpRequest, pk: int) -> HttpResponse:
    """The same on paper."""
    return render(request, "reporting/list_paper.html", _context(request, pk))


def _context(request: HttpRequest, pk: int) -> dict[str, object]:
    batch = find_visible(reported_lists(request.duty), pk=pk)
    return {
        "view": list_presenters.show_report(report_list(batch)), "as_of": timezone.now(),
        "may_take": request.duty.role in MAY_TAKE,
    }  # fmt: skip
