"""Pages of the gap list (R62, P5)."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from kuea.core.rights import Kind, readers_of
from kuea.core.words import Role
from kuea.coverage import actions, forms
from kuea.coverage.labels import GAP_KINDS, GAP_NEXT
from kuea.coverage.models import Gap
from kuea.coverage.presenters import gap_row, gap_way
from kuea.coverage.queries.gaps import GapFilter, count_by_kind, group_names, list_gaps
from kuea.offices.scope import find_visible, for_duty
from kuea.web.looks import Link
from kuea.web.pages import paginate

SEE = readers_of(Kind.GAP)


def _kind_chips(request: HttpRequest, asked: GapFilter) -> list[Link]:
    """All kinds and each kind, with how many; the other filters are kept."""
    kept = {
        key: value
        for key, value in request.GET.items()
        if key in {"tambon", "owner", "state", "mine", "group"} and value
    }
    counted = count_by_kind(request.duty, asked)
    chips = [Link(_("ทุกเรื่อง"), f"?{urlencode(kept)}", not asked.kind, sum(counted.values()))]
    for code, label in GAP_KINDS.items():
        url = f"?{urlencode({**kept, 'kind': code})}"
        chips.append(Link(str(label), url, asked.kind == code, counted.get(code, 0)))
    return chips


@require_GET
@for_duty(*SEE)
def gaps(request: HttpRequest) -> HttpResponse:
    search = forms.GapSearch(request.GET, duty=request.duty)
    asked = search.asked()
    page = paginate(request, list_gaps(request.duty, asked))
    names = group_names(request.duty.province)
    context = {
        "search": search,
        "kind": asked.kind,
        "mine": request.GET.get("mine", ""),
        "chips": _kind_chips(request, asked),
        "page": page,
        "rows": [gap_row(gap, names) for gap in page],
        "query": request.GET.urlencode(),
    }
    return render(request, "coverage/gaps.html", context)


@require_GET
@for_duty(*SEE)
def gaps_paper(request: HttpRequest) -> HttpResponse:
    asked = forms.GapSearch(request.GET, duty=request.duty).asked()
    names = group_names(request.duty.province)
    rows = [gap_row(gap, names) for gap in list_gaps(request.duty, asked)]
    context = {"rows": rows, "paper_code": "P5", "as_of": timezone.now()}
    return render(request, "coverage/gaps_paper.html", context)


def _fetch(request: HttpRequest, pk: int) -> Gap:
    rows = Gap.objects.visible_to(request.duty).select_related(
        "tambon__parent",
        "village",
        "case",
        "need",
        "owner__user",
        "owner__organisation",
        "resolution",
    )
    return find_visible(rows, pk=pk)


def _acts(gap: Gap, request: HttpRequest, sent: dict[str, Any]) -> dict[str, Any]:
    """The forms this duty may use on this gap now."""
    duty, found = request.duty, {}
    owns = duty.role == Role.SECRETARY or gap.owner_id == duty.pk
    if gap.state == "open" and owns and duty.role in {Role.SECRETARY, Role.HOST_COORDINATOR}:
        found["take_up"] = sent.get("take_up") or forms.TakeUpGap(auto_id="take_up_%s")
    if gap.state in {"open", "being_plugged"} and duty.role == Role.CHAIR:
        found["accept"] = sent.get("accept") or forms.AcceptGap(
            auto_id="accept_%s", province_code=gap.province_id
        )
    if gap.state == "accepted" and duty.role == Role.CHAIR:
        found["reopen"] = sent.get("reopen") or forms.Reason(auto_id="reopen_%s")
    return found


def _show(request: HttpRequest, gap: Gap, **sent: Any) -> HttpResponse:
    context = {
        "gap": gap,
        "row": gap_row(gap, group_names(request.duty.province)),
        "next": GAP_NEXT[gap.kind],
        "way": gap_way(gap, request.duty),
        "acts": _acts(gap, request, sent),
    }
    return render(request, "coverage/gap.html", context, status=400 if sent else 200)


@require_GET
@for_duty(*SEE)
def gap(request: HttpRequest, pk: int) -> HttpResponse:
    return _show(request, _fetch(request, pk))


_RUN = {
    "take_up": (forms.TakeUpGap, actions.take_up_gap, gettext_lazy("รับไว้ดูแลแล้ว ขอบคุณที่ยื่นมือ")),
    "accept": (forms.AcceptGap, actions.accept_gap, gettext_lazy("บันทึกว่ากรรมการรับทราบแล้ว")),
    "reopen": (forms.Reason, actions.reopen_gap, gettext_lazy("เปิดเรื่องนี้อีกครั้งแล้ว")),
}


@require_POST
@for_duty(Role.SECRETARY, Role.HOST_COORDINATOR, Role.CHAIR)
def gap_act(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    found = _fetch(request, pk)
    if act not in _RUN:
        raise Http404
    make, run, done = _RUN[act]
    more = {"province_code": found.province_id} if act == "accept" else {}
    form = make(request.POST, auto_id=f"{act}_%s", **more)
    if not form.is_valid():
        return _show(request, found, **{act: form})
    run(gap=found, by=request.duty, **form.cleaned_data)
    messages.success(request, str(done))
    return redirect("coverage:gap", pk)
