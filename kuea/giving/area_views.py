"""Pages of the division of areas: the grid, one cell, the trays of what waits, one host's areas."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kuea.core.words import Role
from kuea.giving import actions, forms, labels, presenters, queries
from kuea.giving.host_views import SEE
from kuea.giving.models import AreaAssignment, HostNetwork
from kuea.offices.models import Place
from kuea.offices.scope import find_visible, for_duty
from kuea.web.looks import Link
from kuea.web.posting import act_or_tell, settle, tell_errors

DIVIDE = (Role.SECRETARY, Role.CHAIR, Role.MEMBER, Role.HOST_COORDINATOR)
EVERY = "all"


def _grid_context(request: HttpRequest) -> dict[str, Any]:
    duty = request.duty
    known = Place.objects.filter(
        level=Place.Level.AMPHOE, code__startswith=duty.province_id, valid_to=None
    ).order_by("code")
    chosen = request.GET.get("amphoe", "")
    chosen = chosen if any(place.code == chosen for place in known) else ""
    grid = queries.grid(duty.province, chosen or None)
    return {
        "grid": grid,
        "columns": len(grid.groups) + 1,
        "province": duty.province,
        "chips": [Link(_("ทั้งจังหวัด"), "?", not chosen)]
        + [Link(place.name_th, f"?amphoe={place.code}", place.code == chosen) for place in known],
        "amphoe": chosen,
    }


@require_GET
@for_duty(*SEE)
def area_grid(request: HttpRequest) -> HttpResponse:
    waiting = AreaAssignment.objects.visible_to(request.duty).filter(
        state__in=["proposed", "accepted"]
    )
    context = {**_grid_context(request), "waiting": waiting.count()}
    return render(request, "giving/grid.html", context)


@require_GET
@for_duty(*SEE)
def area_paper(request: HttpRequest) -> HttpResponse:
    return render(request, "giving/grid_paper.html", _grid_context(request))


@require_http_methods(["GET", "POST"])
@for_duty(*SEE)
def area_cell(request: HttpRequest, code: str, group: str) -> HttpResponse:
    """One tambon and one group: who cares there, who may be asked."""
    duty = request.duty
    tambon = find_visible(
        Place.objects.filter(
            level=Place.Level.TAMBON, code__startswith=duty.province_id, valid_to=None
        ),
        pk=code,
    )
    names = dict(forms.group_choices(duty.province))
    group_code = "" if group == EVERY else group
    may = duty.role in DIVIDE
    form = forms.CellForm(request.POST or None, duty=duty, tambon=tambon) if may else None
    if (
        request.method == "POST"
        and form
        and settle(form, lambda: _propose(request, group_code, form))
    ):
        return redirect("giving:cell", code, group)
    rows = (
        AreaAssignment.objects.visible_to(duty)
        .filter(place__code__startswith=code, group_code__in={group_code, ""})
        .exclude(state="ended")
        .select_related("place__parent", "host__organisation")
    )
    context = {
        "tambon": tambon,
        "group_name": names.get(group_code, labels.EVERY_GROUP),
        "rows": presenters.area_rows(rows.order_by("place_id", "-is_lead", "pk"), names),
        "is_open": queries.lead_host_of(code, "", group_code) is None,
        "form": form,
    }
    return render(
        request, "giving/cell.html", context, status=400 if form and form.errors else 200
    )  # fmt: skip


def _propose(request: HttpRequest, group_code: str, form: forms.CellForm) -> AreaAssignment:
    given = form.cleaned_data
    return actions.propose_assignment(
        by=request.duty,
        host=given["host"].host_network,
        place=given["place"],
        group_code=group_code,
        is_lead=given["role"] == "lead",
    )


@require_http_methods(["GET", "POST"])
@for_duty(Role.SECRETARY, Role.CHAIR, Role.MEMBER, Role.HOST_COORDINATOR)
def host_areas(request: HttpRequest, pk: int) -> HttpResponse:
    """Several tambon and groups at once for one host."""
    rows = HostNetwork.objects.visible_to(request.duty).select_related("organisation__province")
    host = find_visible(rows, pk=pk)
    form = forms.AssignForm(request.POST or None, province=host.organisation.province)
    if request.method == "POST" and settle(form, lambda: _propose_many(request, host, form)):
        return redirect("giving:host", pk)
    context = {"host": host, "form": form}
    return render(request, "giving/host_areas.html", context, status=400 if form.errors else 200)


def _propose_many(
    request: HttpRequest, host: HostNetwork, form: forms.AssignForm
) -> list[AreaAssignment]:
    given = form.cleaned_data
    return actions.propose_assignments(
        by=request.duty,
        host=host,
        places=given["places"],
        group_codes=given["groups"],
        is_lead=given["role"] == "lead",
    )


def _tray_rows(request: HttpRequest, state: str) -> Any:
    rows = AreaAssignment.objects.visible_to(request.duty).filter(state=state)
    if request.duty.role == Role.HOST_COORDINATOR:
        rows = rows.filter(host_id=request.duty.organisation_id)
    return rows.select_related("place__parent", "host__organisation").order_by(
        "host_id", "place_id"
    )


@require_GET
@for_duty(*DIVIDE)
def area_tray(request: HttpRequest) -> HttpResponse:
    """What waits for a host's answer, and what waits for the committee's resolution."""
    duty = request.duty
    names = dict(forms.group_choices(duty.province))
    accepted = _tray_rows(request, "accepted")
    context = {
        "proposed": presenters.area_rows(_tray_rows(request, "proposed"), names),
        "accepted": presenters.area_rows(accepted, names),
        "accepts": duty.role == Role.HOST_COORDINATOR,
        "confirm_form": forms.ConfirmTrayForm(rows=accepted, province_code=duty.province_id)
        if duty.role in {Role.SECRETARY, Role.CHAIR}
        else None,
        "comment_days": duty.province.limits.comment_days,
    }
    return render(request, "giving/area_tray.html", context)


@require_POST
@for_duty(Role.HOST_COORDINATOR)
def area_accept(request: HttpRequest) -> HttpResponse:
    form = forms.TrayForm(request.POST, rows=_tray_rows(request, "proposed"))
    if not settle(
        form,
        lambda: actions.accept_assignments(
            by=request.duty, assignments=form.cleaned_data["chosen"]
        ),
    ):
        tell_errors(request, form)
    return redirect("giving:area_tray")


@require_POST
@for_duty(Role.SECRETARY, Role.CHAIR)
def area_confirm(request: HttpRequest) -> HttpResponse:
    form = forms.ConfirmTrayForm(
        request.POST,
        rows=_tray_rows(request, "accepted"),
        province_code=request.duty.province_id,
    )
    if not settle(
        form,
        lambda: actions.confirm_assignments(
            by=request.duty,
            assignments=form.cleaned_data["chosen"],
            resolution=form.cleaned_data["resolution"],
        ),
    ):
        tell_errors(request, form)
    return redirect("giving:area_tray")


@require_http_methods(["GET", "POST"])
@for_duty(Role.SECRETARY, Role.CHAIR, Role.HOST_COORDINATOR)
def area_end(request: HttpRequest, pk: int) -> HttpResponse:
    rows = AreaAssignment.objects.visible_to(request.duty)
    assignment = find_visible(rows.select_related("place__parent", "host__organisation"), pk=pk)
    form = forms.ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        act_or_tell(
            request,
            lambda: actions.end_assignment(
                by=request.duty, assignment=assignment, reason=form.cleaned_data["reason"]
            ),
            _("คืนพื้นที่แล้ว"),
        )
        return redirect("giving:host", assignment.host_id)
    context = {
        "assignment": assignment,
        "place": presenters.describe_place(assignment.place),
        "form": form,
    }
    return render(request, "giving/area_end.html", context, status=400 if form.errors else 200)
