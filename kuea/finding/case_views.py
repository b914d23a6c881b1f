"""Pages of one case: its sheet, its next acts, the visit, and what goes to the forum."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kuea.core.problems import Refusal
from kuea.core.rights import Kind, readers_of
from kuea.core.words import Role
from kuea.finding import actions
from kuea.finding.case_acts import BY_CODE, OpenAct, acts_for
from kuea.finding.case_forms import CaseChoice, Prepare, VisitForm
from kuea.finding.labels import PATH_STEPS
from kuea.finding.models import Case, Lead, OutreachVisit
from kuea.finding.ports import panels_of
from kuea.finding.presenters import case_rows, case_sheet
from kuea.finding.queries import read_case
from kuea.ledger.actions import note_read
from kuea.offices.scope import find_visible, for_duty
from kuea.people.labels import REVEAL_REASONS
from kuea.people.models import DefinitionSet
from kuea.people.notices import current_notice
from kuea.web.pages import read_number, render_stale

WORKERS = readers_of(Kind.CASE)


def _fetch(request: HttpRequest, pk: int) -> Case:
    """The case when the duty may see it. What shows it also calls `note_read` (I17)."""
    return find_visible(read_case(request.duty), pk=pk)


def _version(request: HttpRequest) -> int | None:
    return read_number(request.POST.get("version", ""))


def _show(request: HttpRequest, case: Case, sent: OpenAct | None = None) -> HttpResponse:
    note_read(request, Case, [case.pk])
    opened = acts_for(case, request.duty, sent)
    note_read(request, Case, _named_in(opened), what="alike")
    context = {
        "case": case,
        "sheet": case_sheet(case, request.duty),
        "first_acts": [act for act in opened if act.is_open],
        "other_acts": [act for act in opened if not act.is_open],
        "panels": panels_of(case, request.duty),
        "path_steps": PATH_STEPS,
        "reveal_reasons": REVEAL_REASONS.items(),
    }
    return render(request, "finding/case.html", context, status=400 if sent else 200)


def _named_in(opened: list[OpenAct]) -> list[int]:
    """Other cases whose names stand in a form to choose from («เป็นคนเดียวกับ»)."""
    fields = [field for act in opened for field in act.form.fields.values()]
    return [case.pk for field in fields if isinstance(field, CaseChoice) for case in field.queryset]


@require_GET
@for_duty(*WORKERS)
def case(request: HttpRequest, pk: int) -> HttpResponse:
    return _show(request, _fetch(request, pk))


@require_POST
@for_duty(*WORKERS)
def case_act(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """One of the small forms of the page; the action itself asks again whether it may be done."""
    found = _fetch(request, pk)
    act = BY_CODE.get(code)
    if act is None:
        raise Http404
    if request.duty.role not in act.roles:
        raise Refusal("not_your_duty")
    form = act.form(request.POST, case=found, duty=request.duty, auto_id=f"{act.code}_%s")
    if not form.is_valid():
        return _show(request, found, OpenAct(act, form, True))
    act.run(request.duty, found, _version(request), form.cleaned_data)
    messages.success(request, str(act.done))
    sees = Case.objects.visible_to(request.duty).filter(pk=pk).exists()
    return redirect("finding:case", pk) if sees else redirect("finding:leads")


@require_POST
@for_duty(Role.SECRETARY)
def informant(request: HttpRequest, pk: int) -> HttpResponse:
    """Who told us, on this answer only: it stands in no address and in no cache."""
    own = Case.objects.visible_to(request.duty)
    lead = find_visible(Lead.objects.filter(case__in=own).select_related("case"), pk=pk)
    told = actions.reveal_informant(
        by=request.duty, lead=lead, reason=request.POST.get("reason", "")
    )
    answer = render(request, "finding/informant.html", {"lead": lead, "informant": told})
    answer["Cache-Control"] = "no-store"
    return answer


def _stale(request: HttpRequest, case: Case, form: Any) -> HttpResponse:
    """Nothing typed is lost: the words are given back beside the way to the fresh page."""
    written = [
        (str(bound.label), str(bound.value()))
        for bound in form.visible_fields()
        if bound.value() not in (None, "", [], False)
    ]
    return render_stale(request, fresh_url=request.path, written=written)


def _find_visit(once: Any) -> OutreachVisit | None:
    return OutreachVisit.objects.filter(form_key=str(once)).first()


@require_http_methods(["GET", "POST"])
@for_duty(*WORKERS)
def case_visit(request: HttpRequest, pk: int) -> HttpResponse:
    found = _fetch(request, pk)
    form = VisitForm(request.POST or None, case=found, find_sent=_find_visit)
    if request.method == "POST" and form.is_valid():
        if not form.sent_before and _version(request) not in {None, found.version}:
            return _stale(request, found, form)
        visit = actions.record_visit(
            by=request.duty, case=found, visit=form.visit(),
            form_key=str(form.cleaned_data["once"]), version=_version(request),
        )  # fmt: skip
        done = _("บันทึกการเยี่ยมแล้ว") if visit.wishes_to_go_on else _("หยุดตามความประสงค์ของเจ้าตัวแล้ว")
        messages.success(request, done)
        return redirect("finding:case", pk)
    context = {
        "case": found,
        "row": case_rows([found], found.province.limits)[0],
        "form": form,
        "notice": current_notice(timezone.localdate()),
    }
    note_read(request, Case, [pk])
    return render(request, "finding/visit.html", context, status=400 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@for_duty(Role.HOST_COORDINATOR, Role.SECRETARY)
def case_prepare(request: HttpRequest, pk: int) -> HttpResponse:
    found = _fetch(request, pk)
    if DefinitionSet.objects.in_force(found.province) is None:
        raise Refusal("definition_needed")
    form = Prepare(request.POST or None, case=found, duty=request.duty)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        if _version(request) not in {None, found.version}:
            return _stale(request, found, form)
        actions.prepare_case(
            by=request.duty, case=found, group=given["group"], category=given["group"].category,
            agrees_to_discussion=given["agrees_to_discussion"], sensitive=given["sensitive"],
            forum_mode=given.get("forum_mode") or "closed", version=_version(request),
        )  # fmt: skip
        messages.success(request, _("พร้อมเข้าเวทีแล้ว"))
        return redirect("finding:case", pk)
    note_read(request, Case, [pk])
    context = {"case": found, "row": case_rows([found], found.province.limits)[0], "form": form}
    return render(request, "finding/prepare.html", context, status=400 if form.errors else 200)
