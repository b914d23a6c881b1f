"""Pages of break-glass and of «ใครเปิดดูแฟ้มนี้»."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from kuea.core.problems import Refusal
from kuea.core.words import Role
from kuea.finding.actions.glass import MAY_BREAK, break_glass, review_glass
from kuea.finding.glass_forms import BreakGlass, ReviewGlass
from kuea.finding.glass_models import GlassGrant
from kuea.finding.glass_queries import grants_for, looks_through
from kuea.finding.look_presenters import glass_row, look_rows
from kuea.finding.look_queries import looks_at
from kuea.finding.models import Case
from kuea.finding.presenters import case_sheet
from kuea.finding.queries import case_for_glass
from kuea.ledger.actions import note_read
from kuea.offices.scope import find_visible, for_duty
from kuea.people.models import Person
from kuea.web.pages import paginate
from kuea.web.posting import settle

SECOND = (Role.SECRETARY, Role.CHAIR)
MOST_ON_PAPER = 500


@require_http_methods(["GET", "POST"])
@for_duty(*MAY_BREAK, Role.CHAIR)
def glass(request: HttpRequest) -> HttpResponse:
    """Break the glass; below, one's own and those one is asked to review."""
    duty = request.duty
    form = BreakGlass(request.POST or None) if duty.role in MAY_BREAK else None
    if form is None and request.method == "POST":
        raise Refusal("not_your_duty")
    if (
        form is not None
        and request.method == "POST"
        and settle(form, lambda: _break(request, form))
    ):
        messages.warning(request, _("เปิดแฟ้มแล้วหนึ่งชั่วโมง คนที่สองได้รับแจ้งแล้ว"))
        return redirect("finding:glass_file", form.made.pk)
    page = paginate(request, grants_for(duty))
    context = {"form": form, "page": page, "rows": [glass_row(grant) for grant in page]}
    return render(
        request, "finding/glass.html", context, status=400 if form and form.errors else 200
    )


def _break(request: HttpRequest, form: BreakGlass) -> GlassGrant:
    told = form.cleaned_data
    return break_glass(
        by=request.duty, code=told["code"], purpose=told["purpose"], reason=told["reason"],
        form_key=str(told["once"]),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@for_duty(*MAY_BREAK, Role.CHAIR)
def glass_one(request: HttpRequest, pk: int) -> HttpResponse:
    """One broken glass: why, what was opened, and the review of the second person."""
    grant = find_visible(grants_for(request.duty), pk=pk)
    reviews = GlassGrant.objects.for_review_by(request.duty).filter(pk=pk).exists()
    form = ReviewGlass(request.POST or None) if reviews else None
    if request.method == "POST":
        if form is None:
            raise Refusal("glass_not_yours")
        if settle(form, lambda: review_glass(by=request.duty, grant=grant, **form.cleaned_data)):
            messages.success(request, _("บันทึกผลการทบทวนแล้ว"))
            return redirect("finding:glass_one", pk)
    context = {
        "row": glass_row(grant), "form": form, "looks": look_rows(looks_through(grant)),
        "is_own": grant.duty.user_id == request.user.pk,
    }  # fmt: skip
    return render(
        request, "finding/glass_one.html", context, status=400 if form and form.errors else 200
    )


@require_GET
@for_duty(*MAY_BREAK)
def glass_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The one page a broken glass opens: to read, for one hour, nothing to press."""
    own = GlassGrant.objects.filter(duty=request.duty)
    grant = find_visible(own, pk=pk)
    if grant.until <= timezone.now():
        raise Refusal("glass_over")
    case = case_for_glass(grant.case_id)
    note_read(request, Case, [case.pk], what="glass", grant=grant.pk)
    context = {"sheet": case_sheet(case, request.duty), "grant": grant, "case": case}
    return render(request, "finding/glass_file.html", context)


def _file_of(request: HttpRequest, pk: int) -> Person:
    person = find_visible(Person.objects.visible_to(request.duty), pk=pk)
    note_read(request, Person, [pk])
    return person


@require_GET
@for_duty(Role.SECRETARY)
def looked(request: HttpRequest, pk: int) -> HttpResponse:
    """Who looked at this file, for the supervisor."""
    person = _file_of(request, pk)
    page = paginate(request, looks_at(person))
    context = {"person": person, "page": page, "rows": look_rows(page)}
    return render(request, "finding/looked.html", context)


@require_GET
@for_duty(Role.SECRETARY)
def looked_paper(request: HttpRequest, pk: int) -> HttpResponse:
    """The same on paper for the person's own copy (P23): duties, not the names of officers."""
    person = _file_of(request, pk)
    events = looks_at(person)
    context = {
        "person": person, "rows": look_rows(events[:MOST_ON_PAPER]), "count": events.count(),
        "most": MOST_ON_PAPER, "as_of": timezone.now(), "paper_code": "P23-1",
        "back_url": reverse("finding:looked", args=[pk]),
    }  # fmt: skip
    return render(request, "finding/looked_paper.html", context)
