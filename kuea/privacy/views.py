"""The notice for everybody, and the secretariat's desk of what the law asks."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from kuea.core.privacy import NOTICE_DAYS
from kuea.core.rights import Kind, readers_of
from kuea.core.words import Role
from kuea.finding.law_queries import SOON_DAYS, clock_of, untold_for
from kuea.finding.presenters import name_of, place_of
from kuea.offices.scope import for_duty, for_everyone
from kuea.people.notices import current_notice
from kuea.privacy import labels, queries, ropa
from kuea.web.pages import paginate


@require_GET
@for_everyone
def rights(request: HttpRequest) -> HttpResponse:
    """«สิทธิของท่าน»: the notice in force, in plain words, for anybody, without signing in."""
    notice = current_notice(timezone.localdate())
    rows = [(labels.REQUEST_KINDS[kind], words) for kind, words in notice.rights]
    return render(request, "privacy/rights.html", {"notice": notice, "rights": rows})


@require_GET
@for_duty(Role.SECRETARY, Role.CHAIR)
def home(request: HttpRequest) -> HttpResponse:
    """What is due: who must be told, who asked, what leaked, what has stayed its time."""
    duty = request.duty
    is_office = duty.role == Role.SECRETARY
    context = {
        "is_office": is_office,
        "clocks": untold_for(duty).count() if is_office else 0,
        "requests": [(one, labels.REQUEST_KINDS[one.kind]) for one in queries.open_requests(duty)],
        "breaches": queries.open_breaches(duty),
        "runs": queries.runs_of(duty)[:10],
        "restricted": queries.restricted_persons(duty),
        "lapsing": queries.lapsing_agreements(duty.province),
        "now": timezone.now(),
    }
    return render(request, "privacy/home.html", context)


@require_GET
@for_duty(*readers_of(Kind.CASE))
def clocks(request: HttpRequest) -> HttpResponse:
    """Whom others spoke of and nobody has told yet: the days left before only a count stays (s.25)."""
    within = NOTICE_DAYS if "all" in request.GET else SOON_DAYS
    page = paginate(request, untold_for(request.duty, within=within))
    rows = [(clock_of(case), name_of(case), place_of(case)) for case in page]
    return render(request, "privacy/clocks.html", {"page": page, "rows": rows})


@require_GET
@for_duty(Role.SECRETARY, Role.CHAIR, Role.ADMINISTRATOR)
def record_of_processing(request: HttpRequest) -> HttpResponse:
    """ROPA (s.39), from the classes of all fields."""
    told = [(one, ropa.rows_of(one)) for one in ropa.activities()]
    return render(request, "privacy/ropa.html", {"activities": told, "as_of": timezone.now()})
