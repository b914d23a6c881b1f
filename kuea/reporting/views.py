"""Desks, the coverage board, frozen registers and their papers."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kuea.core.coverage_states import COMPLETE_STATES
from kuea.core.exports import MAY_TAKE
from kuea.core.limits import milestones
from kuea.core.rights import Kind, readers_of
from kuea.core.words import Role
from kuea.finding.glass_queries import count_glass
from kuea.offices.labels import SECTORS
from kuea.offices.models import Place
from kuea.offices.scope import find_visible, for_duty, for_everyone
from kuea.people.labels import category_label, help_kind_label
from kuea.reporting import actions, labels, presenters, queries
from kuea.reporting.desks import own_last_day, read_desk
from kuea.reporting.models import CompletenessCertificate, RegisterSnapshot

BOARD = readers_of(Kind.STATE)
PAPERS = readers_of(Kind.SNAPSHOT)


@require_GET
@for_everyone
def front(request: HttpRequest) -> HttpResponse:
    """The public door: tell us about someone, or sign in."""
    if request.duty is not None:
        return redirect("reporting:home")
    return render(request, "reporting/front.html")


@require_GET
@for_duty()
def home(request: HttpRequest) -> HttpResponse:
    duty = request.duty
    if duty.role in {Role.MINISTRY, Role.MINISTER}:
        return _nation(request)
    asking, others = read_desk(duty)
    context = {
        "asking": asking,
        "others": others,
        "now": timezone.now(),
        "duty": duty,
        "last_day": own_last_day(duty),
    }
    if duty.province:
        edition = duty.province.edition
        today = timezone.localdate()
        coming = [m for m in milestones(edition.d_day, edition.results_day) if m.on >= today]
        context["next_milestone"] = coming[0] if coming else None
    return render(request, "reporting/home.html", context)


def _nation(request: HttpRequest) -> HttpResponse:
    found = queries.nation_rows()
    people = queries.count_nation([province for province, _board in found])
    columns = labels.NATION_COLUMNS
    rows = [
        (province, board, presenters.show_legend(board), zip(columns, counts, strict=True))
        for (province, board), counts in zip(found, people.cells if people else (), strict=True)
    ]
    totals = list(zip(columns, people.columns, strict=True)) if people else ()
    context = {"rows": rows, "totals": totals, "columns": columns, "now": timezone.now()}
    return render(request, "reporting/nation.html", context)


@require_GET
@for_duty(*BOARD)
def board(request: HttpRequest) -> HttpResponse:
    province = request.duty.province
    found = queries.board_of(request.duty)
    state = request.GET.get("state", "")
    amphoe = request.GET.get("amphoe", "")
    shown = [
        presenters.show_row(row, request.duty)
        for row in found.rows
        if (state in ("", row.state) or (state == "complete" and row.state in COMPLETE_STATES))
        and amphoe in ("", row.amphoe_code)
    ]
    context = {
        "board": found, "rows": shown, "legend": presenters.show_legend(found), "now": timezone.now(),
        "map": presenters.show_map(province, found), "state": state, "amphoe": amphoe,
        "districts": sorted({(row.amphoe_code, row.amphoe) for row in found.rows}),
        "may_print": request.duty.role in PAPERS, "glass": count_glass(province.code),
        "may_take": request.duty.role in MAY_TAKE,
    }  # fmt: skip
    return render(request, "reporting/board.html", context)


@require_GET
@for_duty(*BOARD)
def tambon(request: HttpRequest, code: str) -> HttpResponse:
    place = find_visible(queries.tambon_of(request.duty), code=code)
    found = queries.board_of(request.duty)
    row = next(row for row in found.rows if row.code == code)
    villages = [
        (coverage, labels.VILLAGE_STATES[coverage.state])
        for coverage in queries.villages_of(place)
        if request.GET.get("villages", "") in ("", coverage.state)
    ]
    context = {
        "place": place,
        "view": presenters.show_row(row, request.duty),
        "some": request.GET.get("villages", ""),
        "villages": villages,
        "now": timezone.now(),
    }
    return render(request, "reporting/tambon.html", context)


@require_GET
@for_duty(*PAPERS)
def board_paper(request: HttpRequest) -> HttpResponse:
    """P7: the board on paper, with the certificate when there is one, or what is missing."""
    province = request.duty.province
    found = queries.read_board(province)
    context = {
        "board": found, "rows": [presenters.show_row(row) for row in found.rows], "as_of": timezone.now(),
        "open_rows": [presenters.show_row(row) for row in found.open_rows],
        "legend": presenters.show_legend(found), "map": presenters.show_map(province, found),
        "certificate": CompletenessCertificate.objects.filter(province=province).order_by("-pk").first(),
        "province": province,
    }  # fmt: skip
    return render(request, "reporting/board_paper.html", context)


@require_GET
@for_duty(*PAPERS)
def snapshots(request: HttpRequest) -> HttpResponse:
    rows = RegisterSnapshot.objects.visible_to(request.duty).order_by("-as_of")[:60]
    return render(
        request,
        "reporting/snapshots.html",
        {"rows": rows, "may_take": request.duty.role == Role.SECRETARY},
    )


@require_POST
@for_duty(Role.SECRETARY)
def take_snapshot(request: HttpRequest) -> HttpResponse:
    snapshot = actions.take_snapshot(by=request.duty, why=request.POST.get("why", ""))
    messages.success(request, _("ปิดทะเบียนประจำงวดแล้ว ตัวเลขชุดนี้จะไม่เปลี่ยนอีก"))
    return redirect("reporting:register", snapshot.pk)


@require_GET
@for_duty(*PAPERS)
def register(request: HttpRequest, pk: int) -> HttpResponse:
    """P3: the two-sided register summary, from the frozen files alone."""
    rows = RegisterSnapshot.objects.visible_to(request.duty).select_related(
        "edition", "province__place"
    )
    snapshot = find_visible(rows, pk=pk)
    names = dict(
        Place.objects.filter(level="tambon", code__startswith=snapshot.province_id).values_list(
            "code", "name_th"
        )
    )
    context = {
        "snapshot": snapshot, "figures": snapshot.figures, "same": queries.check_snapshot(snapshot),
        "by_group": [(category_label(row["category"]), row) for row in snapshot.figures.get("by_group", [])],
        "by_tambon": [
            (names.get(row["tambon"], row["tambon"]), labels.TAMBON_STATES[row["state"]], row)
            for row in snapshot.figures.get("by_tambon", [])
        ],
        "by_sector": [(SECTORS[row["sector"]], row) for row in snapshot.figures.get("by_sector", [])],
        "by_kind": [(help_kind_label(row["kind"]), row) for row in snapshot.figures.get("by_kind", [])],
        "as_of": snapshot.as_of,
        "hash": snapshot.content_sha256[:16], "may_certify": request.duty.role == Role.SECRETARY,
    }  # fmt: skip
    return render(request, "reporting/register.html", context)


@require_POST
@for_duty(Role.SECRETARY)
def certify(request: HttpRequest, pk: int) -> HttpResponse:
    snapshot = find_visible(RegisterSnapshot.objects.visible_to(request.duty), pk=pk)
    actions.make_certificate(by=request.duty, snapshot=snapshot)
    return redirect("reporting:board_paper")
