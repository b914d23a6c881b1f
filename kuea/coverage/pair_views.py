"""One need of a draft: who could take it, and a person's word on a pair, kept through every solving again (A25, R59)."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kuea.core.problems import Refusal
from kuea.core.words import Role
from kuea.coverage import actions, forms
from kuea.coverage.models import CoveragePlan, PlanRow
from kuea.coverage.plan_presenters import candidate_words, plan_line, show_row, show_wish
from kuea.coverage.queries.pairs import candidates, set_aside, wishes_of
from kuea.coverage.queries.plans import plans_of, rows_of
from kuea.finding.models import Case
from kuea.giving.models import CapacityOffer
from kuea.ledger.actions import note_read
from kuea.offices.scope import find_visible, for_duty
from kuea.web.pages import read_number

SAYERS = (Role.SECRETARY, Role.HOST_COORDINATOR)


def _find(request: HttpRequest, pk: int, need_pk: int) -> tuple[CoveragePlan, PlanRow]:
    plan = find_visible(plans_of(request.duty), pk=pk)
    return plan, find_visible(rows_of(plan, request.duty), need_id=need_pk)


@require_GET
@for_duty(*SAYERS)
def pair(request: HttpRequest, pk: int, need_pk: int) -> HttpResponse:
    return _show(request, *_find(request, pk, need_pk))


def _show(
    request: HttpRequest, plan: CoveragePlan, row: PlanRow, sent: forms.SayOfPair | None = None
) -> HttpResponse:
    note_read(request, Case, [row.case_id])
    found = candidates(plan, row, request.duty)
    choices = [(one.offer.pk, candidate_words(one)) for one in found]
    aside = list(set_aside(row, request.duty))
    said = wishes_of(plan, request.duty, [row.need_id]).get(row.need_id, [])
    context = {
        "plan": plan,
        "line": plan_line(plan),
        "row": show_row(row),
        "need_pk": row.need_id,
        "wishes": [show_wish(wish) for wish in said],
        "aside": aside,
        "may_say": plan.state == "draft",
        "may_lift": request.duty.role == Role.SECRETARY,
        "form": sent or forms.SayOfPair(offers=choices, initial={"offer": row.offer_id}),
        "lift": forms.Reason(auto_id="lift_%s"),
    }
    return render(request, "coverage/pair.html", context, status=400 if sent else 200)


def _offer(request: HttpRequest) -> CapacityOffer:
    rows = CapacityOffer.objects.visible_to(request.duty).select_related("organisation")
    return find_visible(rows, pk=read_number(request.POST.get("offer", "")) or 0)


@require_POST
@for_duty(*SAYERS)
def pair_act(request: HttpRequest, pk: int, need_pk: int, act: str) -> HttpResponse:
    plan, row = _find(request, pk, need_pk)
    if act not in _RUN:
        raise Http404
    wrong = _RUN[act](request, plan, row)
    if wrong is not None:
        return _show(request, plan, row, wrong)
    messages.success(request, _("บันทึกแล้ว มีผลเมื่อจัดแผนครั้งถัดไป"))
    part = request.POST.get("part", "")
    if part:
        return redirect(f"{reverse('coverage:plan', args=[pk])}?part={part}#rows")
    return redirect("coverage:pair", pk, need_pk)


def _say(request: HttpRequest, plan: CoveragePlan, row: PlanRow) -> forms.SayOfPair | None:
    """Do it, or answer the form that could not be read."""
    offer = _offer(request)
    form = forms.SayOfPair(request.POST, offers=[(offer.pk, offer.organisation.name)])
    if not form.is_valid():
        return form
    actions.say_of_pair(
        plan=plan, need=row.need, offer=offer, is_pin=form.cleaned_data["word"] == "pin", by=request.duty,
        reason=form.cleaned_data["reason"],
    )  # fmt: skip
    return None


def _unsay(request: HttpRequest, plan: CoveragePlan, row: PlanRow) -> None:
    actions.take_back_word(plan=plan, need=row.need, offer=_offer(request), by=request.duty)


def _lift(request: HttpRequest, plan: CoveragePlan, row: PlanRow) -> None:
    form = forms.Reason(request.POST)
    found = set_aside(row, request.duty).filter(offer_id=read_number(request.POST.get("offer", "")) or 0)  # fmt: skip
    if not found:
        raise Refusal("not_in_your_area")
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    for match in found:
        actions.lift_pair(match=match, by=request.duty, reason=reason)


_RUN: dict[str, Any] = {"say": _say, "unsay": _unsay, "lift": _lift}
