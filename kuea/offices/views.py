"""The office's front page, the province's limits, and where our places come from."""

import re
from dataclasses import asdict

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from kuea.core.problems import Refusal
from kuea.core.words import Role
from kuea.offices import actions, forms, presenters, queries
from kuea.offices.labels import LIMITS
from kuea.offices.models import Province
from kuea.offices.scope import for_duty, for_everyone
from kuea.web.pages import render_stale

IN_PROVINCE = (
    Role.SECRETARY, Role.CHAIR, Role.MEMBER, Role.HOST_COORDINATOR, Role.FACILITATOR,
    Role.RECORDER, Role.LOCAL_OFFICER,
)  # fmt: skip


@require_GET
@for_duty()
def home(request: HttpRequest) -> HttpResponse:
    return render(request, "offices/home.html", {"links": presenters.office_links(request.duty)})


@require_http_methods(["GET", "POST"])
@for_duty(*IN_PROVINCE)
def limits(request: HttpRequest) -> HttpResponse:
    """Everybody of the province reads the limits; the secretary changes them."""
    province = Province.objects.select_related("place").get(pk=request.duty.province_id)
    form = None
    if request.duty.role == Role.SECRETARY:
        form = forms.ProvinceLimits(request.POST or None, province=province)
    if request.method == "POST":
        if form is None:
            raise Refusal("not_your_duty")
        if form.is_valid():
            return _save_limits(request, form, province)
    rows = [
        (LIMITS[name][0], f"{value} {LIMITS[name][1]}")
        for name, value in asdict(province.limits).items()
    ]
    history = presenters.limit_changes(queries.limit_events(province.code))
    context = {"form": form, "rows": rows, "history": history}
    status = 400 if form and form.errors else 200
    return render(request, "offices/limits.html", context, status=status)


def _save_limits(
    request: HttpRequest, form: forms.ProvinceLimits, province: Province
) -> HttpResponse:
    seen = form.cleaned_data["seen"] or {}
    if seen != province.changed_limits:
        written = [(str(LIMITS[name][0]), str(value)) for name, value in form.list_limits().items()]
        return render_stale(request, fresh_url=request.path, written=written)
    actions.change_limits(by=request.duty, province=province, limits=form.list_limits(), seen=seen)
    messages.success(request, _("บันทึกกำหนดเวลาแล้ว ใช้ตั้งแต่ตอนนี้"))
    return redirect("offices:limits")


@require_GET
@for_everyone
def credits(request: HttpRequest) -> HttpResponse:
    """The credit lines that must travel with the places and borders."""
    text = (settings.DEFINITIONS / "places" / "CREDITS.md").read_text(encoding="utf-8")
    text = text.split("\n## ")[0]  # what follows is for those who keep the files
    paragraphs = [
        re.sub(r"[*`#>|]+", " ", block).strip()
        for block in text.split("\n\n")
        if not block.startswith("|")
    ]
    return render(request, "offices/credits.html", {"paragraphs": paragraphs})
