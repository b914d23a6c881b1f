"""The register of papers that were given a number."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from kuea.core.rights import Kind, readers_of
from kuea.letters.labels import KINDS
from kuea.letters.queries import papers_of
from kuea.offices.scope import for_duty
from kuea.web.pages import paginate


@require_GET
@for_duty(*readers_of(Kind.PAPER))
def papers(request: HttpRequest) -> HttpResponse:
    page = paginate(request, papers_of(request.duty))
    rows = [(paper, KINDS.get(paper.kind, paper.kind)) for paper in page]
    return render(request, "letters/papers.html", {"page": page, "rows": rows})
