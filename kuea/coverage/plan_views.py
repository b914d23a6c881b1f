"""Pages of the coverage plan: what it proposes, why somebody is left out, who must still agree (R58–R63, I7)."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Page
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from kuea.core.problems import Refusal
from kuea.core.words import Role
from kuea.coverage import actions, forms
from kuea.coverage.fairness_presenters import show_curve
from kuea.coverage.models import CoveragePlan
from kuea.coverage.plan_presenters import (
    PARTS,
    RowView,
    curve_words,
    plan_figures,
    plan_line,
    policy_sentences,
    show_row,
    show_solving,
    weighting_rows,
)
from kuea.coverage.queries.pairs import wishes_of
from kuea.coverage.queries.plans import (
    GOING,
    UNDER_WAY,
    PlanCounts,
    count_rows,
    is_silent,
    part_of,
    plan_in_force,
    plans_of,
    waiting_hosts,
)
from kuea.coverage.tasks import solve_plan_later
from kuea.giving.models import CapacityOffer
from kuea.offices.models import Duty
from kuea.offices.scope import find_visible, for_duty
from kuea.web.looks import Link
from kuea.web.pages import is_htmx, paginate, render_page

SEE = (Role.SECRETARY, Role.CHAIR, Role.MEMBER, Role.HOST_COORDINATOR)


@require_GET
@for_duty(*SEE)
def plans(request: HttpRequest) -> HttpResponse:
    page = paginate(request, plans_of(request.duty))
    context = {
        "page": page,
        "rows": [plan_line(plan) for plan in page],
        "may_draft": request.duty.role == Role.SECRETARY,
    }
    return render(request, "coverage/plans.html", context)


@require_POST
@for_duty(Role.SECRETARY)
def plan_new(request: HttpRequest) -> HttpResponse:
    plan = actions.draft_plan(province=request.duty.province, by=request.duty)
    solve_plan_later.enqueue(plan.pk)
    messages.success(
        request, _("เริ่มจัดแผนแล้ว ยังไม่มีผลกับใคร จนกว่าแม่ข่าย คณะกรรมการ และเลขานุการจะเห็นชอบ")
    )
    return redirect("coverage:plan", plan.pk)


@require_GET
@for_duty(*SEE)
def plan(request: HttpRequest, pk: int) -> HttpResponse:
    found = find_visible(plans_of(request.duty), pk=pk)
    return _show_solving(request, found) if found.state in UNDER_WAY else _show(request, found)


def _show_solving(request: HttpRequest, plan: CoveragePlan) -> HttpResponse:
    """How far the solving is; the part alone for the page that asks again."""
    context = {
        "line": plan_line(plan),
        "plan": plan,
        "solving": show_solving(plan, is_silent(plan)),
        "may_act": request.duty.role == Role.SECRETARY,
        "in_force": plan_in_force(request.duty.province),
    }
    return render_page(request, "coverage/plan_solving.html", "coverage/parts/solving.html", context)  # fmt: skip


def _show(request: HttpRequest, plan: CoveragePlan, **sent: Any) -> HttpResponse:
    if is_htmx(request):  # a page that watched the solving: it is done, the whole page is next
        return render(request, "coverage/parts/solved.html", {"plan": plan})
    duty = request.duty
    counts = count_rows(plan, duty)
    part = request.GET.get("part", "left_out")
    part = part if part in PARTS else "left_out"
    page = paginate(request, part_of(plan, duty, part))
    context = {
        "plan": plan,
        "line": plan_line(plan),
        "policy_sentences": policy_sentences(plan.policy),
        "figures": plan_figures(counts, plan),
        "weightings": weighting_rows(counts),
        "curve": show_curve(plan),
        "hosts": waiting_hosts(plan, duty),
        "chips": _chips(plan, duty, part, counts),
        "part": part,
        "page": page,
        "rows": _rows(plan, duty, page),
        "acts": _acts(plan, request, sent),
        "in_force": plan_in_force(duty.province) if plan.state != "published" else None,
    }
    return render(request, "coverage/plan.html", context, status=400 if sent else 200)


def _chips(plan: CoveragePlan, duty: Duty, part: str, counts: PlanCounts) -> list[Link]:
    """The parts of the plan with their numbers; what a draft changed is asked only where there was one before."""
    numbers = {
        "left_out": counts.needs - counts.covered, "covered": counts.covered, "moved": counts.moved,
    }  # fmt: skip
    if plan.replaces_id:
        numbers["redrafted"] = part_of(plan, duty, "redrafted").count()
    return [
        Link(str(label), f"?part={code}#rows", part == code, numbers[code])
        for code, label in PARTS.items()
        if code in numbers
    ]


def _rows(plan: CoveragePlan, duty: Duty, page: Page) -> list[RowView]:
    """The rows of this page with the words said of them and, where asked, the giver of the draft before."""
    rows = list(page)
    said = wishes_of(plan, duty, [row.need_id for row in rows])
    was = {getattr(row, "was", 0) for row in rows}
    offers = CapacityOffer.objects.visible_to(duty).select_related("organisation")
    names = {pk: offer.organisation.name for pk, offer in offers.in_bulk(was - {0}).items()}
    return [
        show_row(row, said.get(row.need_id, ()), names.get(getattr(row, "was", 0))) for row in rows
    ]


def _acts(plan: CoveragePlan, request: HttpRequest, sent: dict[str, Any]) -> dict[str, Any]:
    """What this duty may do with the plan now."""
    duty = request.duty
    may_say = plan.state == "draft" and duty.role in (Role.SECRETARY, Role.HOST_COORDINATOR)
    acts: dict[str, Any] = {"say": may_say}
    if plan.state == "draft" and duty.role == Role.HOST_COORDINATOR:
        own = waiting_hosts(plan, duty).filter(organisation_id=duty.organisation_id)
        acts["accept"] = own.exists()
    if plan.state == "host_accepted" and duty.role == Role.CHAIR:
        acts["adopt"] = sent.get("adopt") or forms.AdoptPlan(province_code=plan.province_id)
    if duty.role == Role.SECRETARY:
        acts |= {"publish": plan.state == "adopted", "again": plan.state in GOING}
    if duty.role in (Role.SECRETARY, Role.CHAIR) and plan.state in GOING:
        acts["floor"] = sent.get("floor") or _floor_form(plan)
    return acts


def _floor_form(plan: CoveragePlan, data: Any = None) -> forms.ChooseFloor:
    curve = show_curve(plan)
    points = [(one.value, curve_words(one)) for one in curve.points] if curve else []
    return forms.ChooseFloor(data, points=points, auto_id="floor_%s")


_DONE = {
    "accept": gettext_lazy("รับส่วนของแม่ข่ายท่านแล้ว ขอบคุณ"),
    "adopt": gettext_lazy("คณะกรรมการเห็นชอบแผนแล้ว เลขานุการประกาศใช้ได้"),
    "publish": gettext_lazy("ประกาศใช้แผนแล้ว คู่ที่แผนเสนอรออยู่ให้แม่ข่ายถามผู้ให้และเจ้าตัว"),
    "floor": gettext_lazy("เริ่มจัดใหม่ด้วยขั้นต่ำที่เลือกแล้ว ร่างก่อนยังอยู่ จนกว่าร่างใหม่จะเสร็จ"),
    "again": gettext_lazy("เริ่มจัดใหม่จากทะเบียนวันนี้แล้ว ร่างก่อนยังอยู่ จนกว่าร่างใหม่จะเสร็จ"),
    "stop": gettext_lazy("หยุดจัดแล้ว ยังไม่มีอะไรถูกเขียน สั่งทำต่อได้ทุกเมื่อ"),
    "resume": gettext_lazy("จัดต่อแล้ว"),
    "drop": gettext_lazy("เลิกร่างนี้แล้ว ยังเปิดดูย้อนหลังได้"),
}


def _read_form(request: HttpRequest, plan: CoveragePlan, act: str) -> Form:
    if act == "floor":
        return _floor_form(plan, request.POST)
    return forms.AdoptPlan(request.POST, province_code=plan.province_id)


_PLAIN: dict[str, Any] = {
    "accept": actions.accept_plan_rows, "publish": actions.publish_plan, "again": actions.solve_again,
    "drop": actions.drop_plan,
}  # fmt: skip


def _stop_or_resume(plan: CoveragePlan, act: str, by: Duty) -> None:
    if act == "stop":
        actions.stop_solving(plan=plan, by=by)
        return
    if plan.state == "solving" and not is_silent(plan):
        raise Refusal("plan_being_solved", number=plan.number)
    solve_plan_later.enqueue(actions.resume_solving(plan=plan, by=by).pk)


@require_POST
@for_duty(Role.SECRETARY, Role.CHAIR, Role.HOST_COORDINATOR)
def plan_act(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    found = find_visible(plans_of(request.duty), pk=pk)
    if act not in _DONE:
        raise Http404
    sent = request.POST.get("version", "")
    told: dict[str, Any] = {"by": request.duty, "version": int(sent) if sent.isdecimal() else None}
    if act in _PLAIN:
        found = _PLAIN[act](plan=found, **told)
    elif act in ("stop", "resume"):
        _stop_or_resume(found, act, request.duty)
    else:
        form = _read_form(request, found, act)
        if not form.is_valid():
            return _show(request, found, **{act: form})
        do = actions.adopt_plan if act == "adopt" else actions.choose_floor
        found = do(plan=found, **form.cleaned_data, **told)
    if act in ("again", "floor"):
        solve_plan_later.enqueue(found.pk)
    messages.success(request, str(_DONE[act]))
    return redirect("coverage:plan", found.pk)
