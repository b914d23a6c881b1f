"""How the work steers itself: in this part, the dates of the strategy."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from kuea.offices.scope import for_duty
from kuea.steering import presenters, queries
from kuea.web.looks import Link
from kuea.web.pages import read_number
from kuea.web.thai_format import today


@require_GET
@for_duty()
def milestones(request: HttpRequest) -> HttpResponse:
    """ปฏิทินยุทธศาสตร์: every date counted from the edition's D-Day."""
    asked = request.GET.get("year", "")
    calendar = queries.calendar_of(request.duty, read_number(asked))
    if calendar is None:
        return render(request, "steering/milestones.html", {"calendar": None})
    years = [
        Link(str(found.year_be), f"?year={found.year_be}", found.pk == calendar.edition.pk)
        for found in queries.editions()
    ]
    rows = presenters.date_rows(calendar.dates, today())
    context = {"calendar": calendar, "years": years, "rows": rows}
    return render(request, "steering/milestones.html", context)
