"""Pages of search rounds and the paper forms of finding (R21, I13, P1)."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kuea.core.problems import Refusal
from kuea.core.words import HELPERS, Role
from kuea.finding import actions, labels, queries
from kuea.finding.case_forms import CloseSearch, PictureForm, VisitForm
from kuea.finding.lead_forms import LeadForm
from kuea.finding.models import SearchRound
from kuea.offices.models import Place
from kuea.offices.queries import parts_of
from kuea.offices.scope import find_visible, for_duty, for_everyone
from kuea.people.models import DefinitionSet
from kuea.people.notices import current_notice
from kuea.web.pages import paginate

SEARCHERS = (Role.HOST_COORDINATOR, Role.SECRETARY)


@require_GET
@for_duty(*SEARCHERS)
def searches(request: HttpRequest) -> HttpResponse:
    """Village by village: not begun, searching, searched."""
    duty = request.duty
    tambon = request.GET.get("tambon", "")
    every = list(parts_of(duty.province_id, "tambon"))
    if duty.role == Role.SECRETARY and not tambon and every:
        tambon = every[0].code
    rows = queries.village_searches(duty, tambon)
    context = {
        "page": paginate(request, rows, 100),
        "states": labels.ROUND_STATES,
        "tambon": [(place.code, place.name_th, place.code == tambon) for place in every],
        "is_host": duty.role == Role.HOST_COORDINATOR,
        "adopted": DefinitionSet.objects.in_force(duty.province),
    }
    return render(request, "finding/searches.html", context)


@require_POST
@for_duty(Role.HOST_COORDINATOR)
def search_open(request: HttpRequest) -> HttpResponse:
    village = find_visible(
        Place.objects.filter(level="village"), pk=request.POST.get("village", "")
    )
    opened = actions.open_search(by=request.duty, village=village)
    messages.success(request, _("เริ่มค้นหาแล้ว ชวนอาสาสมัครและผู้ใหญ่บ้านมาช่วยกันนึก"))
    return redirect("finding:search", opened.pk)


@require_http_methods(["GET", "POST"])
@for_duty(*SEARCHERS)
def search(request: HttpRequest, pk: int) -> HttpResponse:
    found = find_visible(queries.visible_rounds(request.duty), pk=pk)
    may_close = request.duty.role == Role.HOST_COORDINATOR and found.state == "open"
    form = CloseSearch(request.POST or None) if may_close else None
    if request.method == "POST":
        if form is None:
            raise Refusal("not_in_this_state")
        if form.is_valid():
            _end(request, found, form)
            return redirect("finding:search", pk)
    context = {
        "round": found,
        "form": form,
        "state_label": labels.ROUND_STATES[found.state],
        "leads_so_far": actions.count_leads(found),
        "pictures": found.pictures.filter(removed_at=None).order_by("pk"),
        "picture_form": PictureForm() if request.duty.role == Role.HOST_COORDINATOR else None,
    }
    return render(
        request, "finding/search.html", context, status=400 if form and form.errors else 200
    )


def _end(request: HttpRequest, found: SearchRound, form: CloseSearch) -> None:
    given = dict(form.cleaned_data)
    end = actions.claim_nil if given.pop("ending") == "nil" else actions.close_search
    ended = end(by=request.duty, search_round=found, **given)
    is_nil = ended.state == "nil_claimed"
    done = _("บันทึกแล้ว รอเวทีของตำบลรับรอง") if is_nil else _("ปิดรอบการค้นหาแล้ว")
    messages.success(request, done)


# --- paper (P1): printed from the very forms of the screen, so that they key in one to one ------------


@require_GET
@for_everyone
def paper_lead(request: HttpRequest) -> HttpResponse:
    form = LeadForm(duty=getattr(request, "duty", None))
    fields = [bound for bound in form.visible_fields() if bound.name != "place"]
    context = {"form": form, "fields": fields}
    return render(request, "finding/paper_lead.html", context)


@require_GET
@for_duty(Role.SECRETARY, Role.HOST_COORDINATOR, *HELPERS)
def paper_visit(request: HttpRequest) -> HttpResponse:
    context = {"form": VisitForm(), "notice": current_notice(timezone.localdate())}
    return render(request, "finding/paper_visit.html", context)


@require_GET
@for_duty(*SEARCHERS)
def paper_search(request: HttpRequest) -> HttpResponse:
    return render(
        request, "finding/paper_search.html", {"form": CloseSearch(), "rows": range(1, 13)}
    )
