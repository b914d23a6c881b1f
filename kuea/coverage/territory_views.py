"""Hosts' territories: as they are, as the engine would divide, and with borders moved by hand (R61, coverage.md 4.7)."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from kuea.core.words import Role
from kuea.coverage import actions
from kuea.coverage.queries import territory as reckon
from kuea.coverage.queries import what_if
from kuea.coverage.territory_forms import NEW, TODAY, MoveForm, read_moves, write_moves
from kuea.coverage.territory_presenters import by_amphoe, show_division, show_moves
from kuea.coverage.what_if_presenters import show_change
from kuea.offices.scope import for_duty
from kuea.web.looks import Link
from kuea.web.thai_format import format_number


def _division(ground: reckon.Ground, base: str, moves: list[tuple[str, int]]) -> tuple[int, ...]:
    start = reckon.suggest(ground) if base == NEW else ground.today
    return reckon.move(ground, start, moves)


@require_GET
@for_duty(Role.SECRETARY)
def territory(request: HttpRequest) -> HttpResponse:
    ground = reckon.read_ground(request.duty)
    base = NEW if request.GET.get("base") == NEW else TODAY
    moves = read_moves(request.GET.get("moves", ""), ground)
    form = MoveForm(request.GET if "tambon" in request.GET else None, ground=ground)
    status = 200
    if form.is_bound and form.is_valid():
        told = {**dict(moves), form.cleaned_data["tambon"]: form.cleaned_data["host"]}
        query = urlencode({"base": base, "moves": write_moves(list(told.items()))})
        return redirect(f"{reverse('coverage:territory')}?{query}")
    if form.is_bound:
        status = 400
    division = _division(ground, base, moves)
    view = show_division(request.duty.province_id, ground, division)
    context: dict[str, Any] = {
        "ground": ground, "base": base, "form": form, "moves": write_moves(moves), "map": view,
        "moved": show_moves(ground, moves, base), "amphoe": by_amphoe(view.places),
        "chips": [
            Link(_("อย่างที่เป็นวันนี้"), f"?base={TODAY}", base == TODAY),
            Link(_("อย่างที่โปรแกรมเสนอ"), f"?base={NEW}", base == NEW),
        ],
        "people": sum(ground.people), "has_volunteers": any(one.volunteers for one in ground.leaders),
        "is_today": not moves and base == TODAY,
    }  # fmt: skip
    reading = what_if.ground_of(request.duty)
    if reading:
        after = what_if.keep_to_territories(
            reading, reckon.holders(ground, division), {one.organisation for one in ground.leaders}
        )
        context["totals"] = show_change(reading, after, {})[0]
    return render(request, "coverage/territory.html", context, status=status)


@require_POST
@for_duty(Role.SECRETARY)
def territory_propose(request: HttpRequest) -> HttpResponse:
    """Ask each host to lead the tambon that nobody leads today, as the page showed it."""
    ground = reckon.read_ground(request.duty)
    base = NEW if request.POST.get("base") == NEW else TODAY
    moves = read_moves(request.POST.get("moves", ""), ground)
    asked = actions.propose_territories(
        by=request.duty, holders=reckon.holders(ground, _division(ground, base, moves))
    )
    told = ngettext(
        "เสนอแม่ข่ายให้นำ %(count)s ตำบลแล้ว รอแม่ข่ายรับและมติคณะกรรมการ",
        "เสนอแม่ข่ายให้นำ %(count)s ตำบลแล้ว รอแม่ข่ายรับและมติคณะกรรมการ", len(asked),
    )  # fmt: skip
    if asked:
        messages.success(request, told % {"count": format_number(len(asked))})
    else:
        messages.info(request, _("ทุกตำบลมีแม่ข่ายนำหรือมีผู้ที่เสนอไว้แล้ว จึงไม่มีอะไรให้เสนอ"))
    return redirect("giving:area_tray" if asked else "coverage:territory")
