"""Pages of taking data out: ask, see the state, agree or not, receive the file, print the slip."""

from urllib.parse import quote

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kuea.core.exports import MAY_TAKE
from kuea.core.words import Role
from kuea.offices.scope import find_visible, for_duty
from kuea.reporting import actions, export_presenters
from kuea.reporting.actions.exporting import APPROVERS
from kuea.reporting.export_files import file_name
from kuea.reporting.export_forms import AskExport
from kuea.reporting.models import Export
from kuea.web.pages import paginate

TAKERS = tuple(Role(role) for role in MAY_TAKE)


def _own(request: HttpRequest) -> QuerySet[Export]:
    return Export.objects.visible_to(request.duty).select_related(
        "asked_by__user", "decided_by__user", "tambon", "province__place"
    )


@require_GET
@for_duty(*TAKERS)
def exports(request: HttpRequest) -> HttpResponse:
    """Everything asked for, the newest first, with its state."""
    page = paginate(request, _own(request).order_by("-pk"))
    rows = [export_presenters.show_export(export, request.duty) for export in page]
    return render(request, "reporting/exports.html", {"page": page, "rows": rows})


@require_http_methods(["GET", "POST"])
@for_duty(*TAKERS)
def export_ask(request: HttpRequest) -> HttpResponse:
    wanted = {"kind": request.GET.get("kind", "")}
    form = AskExport(request.POST or None, duty=request.duty, initial=wanted)
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        given.pop("promise")
        made = actions.ask_export(by=request.duty, form_key=given.pop("once"), **given)
        waits = made.state == "asked"
        messages.success(request, _("ส่งคำขอแล้ว รอคนที่สองเห็นชอบ") if waits else _("แฟ้มพร้อมแล้ว"))
        return redirect("reporting:export", made.pk)
    status = 400 if form.errors else 200
    return render(request, "reporting/export_ask.html", {"form": form}, status=status)


@require_GET
@for_duty(*TAKERS)
def export_page(request: HttpRequest, pk: int) -> HttpResponse:
    export = find_visible(_own(request), pk=pk)
    context = {"view": export_presenters.show_export(export, request.duty), "export": export}
    return render(request, "reporting/export.html", context)


@require_GET
@for_duty(*TAKERS)
def export_paper(request: HttpRequest, pk: int) -> HttpResponse:
    """The slip on paper: what was asked for, by whom, who agreed; room for two signatures."""
    export = find_visible(_own(request), pk=pk)
    context = {"view": export_presenters.show_export(export, request.duty), "export": export}
    return render(request, "reporting/export_paper.html", context)


@require_POST
@for_duty(*APPROVERS)
def export_decide(request: HttpRequest, pk: int) -> HttpResponse:
    export = find_visible(_own(request), pk=pk)
    if request.POST.get("answer") == "agree":
        actions.approve_export(by=request.duty, export=export)
        messages.success(request, _("เห็นชอบแล้ว แฟ้มพร้อมให้ผู้ขอรับ"))
    else:
        actions.refuse_export(by=request.duty, export=export, reason=request.POST.get("reason", ""))
        messages.info(request, _("บันทึกแล้วว่าไม่เห็นชอบ"))
    return redirect("reporting:export", pk)


@require_POST
@for_duty(*TAKERS)
def export_file(request: HttpRequest, pk: int) -> StreamingHttpResponse:
    """The file; asked again every time whether it may still be had. A POST, because it is written down."""
    export = find_visible(_own(request), pk=pk)
    pieces = actions.open_export(by=request.duty, export=export)
    answer = StreamingHttpResponse(pieces, content_type="application/zip")
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(file_name(export))}"
    answer["Cache-Control"] = "no-store"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
