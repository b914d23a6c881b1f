"""What one person agreed to and who may speak for them: beside the case, for whoever sees it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kuea.core.problems import Refusal
from kuea.core.words import Role
from kuea.finding.actions import protect_from_guardian, waive_notice
from kuea.finding.models import Case
from kuea.offices.scope import find_visible, for_duty
from kuea.people.actions import give_consent, name_guardian, withdraw_consent
from kuea.people.law_queries import guardian_who_consents, is_ward_of_law
from kuea.people.models import Consent, Guardian
from kuea.privacy import forms
from kuea.privacy.presenters import consent_rows, guardian_rows

WORKERS = (Role.SECRETARY, Role.HOST_COORDINATOR, Role.VOLUNTEER)


def _fetch(request: HttpRequest, pk: int) -> Case:
    rows = Case.objects.visible_to(request.duty).exclude(person=None)
    return find_visible(rows.select_related("person", "province"), pk=pk)


@require_GET
@for_duty(*WORKERS)
def case(request: HttpRequest, pk: int) -> HttpResponse:
    return _show(request, _fetch(request, pk))


def _show(request: HttpRequest, found: Case, **sent: Any) -> HttpResponse:
    context = {
        "case": found,
        "is_ward": is_ward_of_law(found.person),
        "consents": consent_rows(found.person),
        "guardians": guardian_rows(found.person),
        "consent": sent.get("consent") or forms.ConsentForm(auto_id="consent_%s"),
        "guardian": sent.get("guardian") or forms.GuardianForm(auto_id="guardian_%s"),
        "block": forms.Reason(auto_id="block_%s"),
        "waive": sent.get("waive") or forms.Reason(auto_id="waive_%s"),
        "may_waive": found.is_sealed
        and found.notice_waived_at is None
        and request.duty.role != Role.VOLUNTEER,
    }
    return render(request, "privacy/case.html", context, status=400 if sent else 200)


@require_POST
@for_duty(*WORKERS)
def consent(request: HttpRequest, pk: int) -> HttpResponse:
    found = _fetch(request, pk)
    form = forms.ConsentForm(request.POST, auto_id="consent_%s")
    if not form.is_valid():
        return _show(request, found, consent=form)
    guardian = guardian_who_consents(found.person) if is_ward_of_law(found.person) else None
    give_consent(by=request.duty, person=found.person, guardian=guardian, **form.cleaned_data)
    messages.success(request, _("บันทึกความยินยอมเฉพาะเรื่องนี้แล้ว ถอนได้ทุกเมื่อ"))
    return redirect("privacy:case", pk)


@require_POST
@for_duty(*WORKERS)
def withdraw(request: HttpRequest, pk: int, consent_pk: int) -> HttpResponse:
    found = _fetch(request, pk)
    given = find_visible(Consent.objects.filter(person=found.person), pk=consent_pk)
    withdraw_consent(by=request.duty, consent=given, how=request.POST.get("how", ""))
    messages.success(request, _("ถอนความยินยอมแล้ว มีผลทันที"))
    return redirect("privacy:case", pk)


@require_POST
@for_duty(*WORKERS)
def guardian(request: HttpRequest, pk: int) -> HttpResponse:
    found = _fetch(request, pk)
    form = forms.GuardianForm(request.POST, auto_id="guardian_%s")
    if not form.is_valid():
        return _show(request, found, guardian=form)
    name_guardian(by=request.duty, person=found.person, **form.cleaned_data)
    messages.success(request, _("บันทึกผู้แทนและขอบเขตแล้ว"))
    return redirect("privacy:case", pk)


@require_POST
@for_duty(*WORKERS)
def block(request: HttpRequest, pk: int, guardian_pk: int) -> HttpResponse:
    """Alleged source of harm: the case is sealed at once, and may leave the sight of whoever told it."""
    found = _fetch(request, pk)
    one = find_visible(Guardian.objects.filter(person=found.person), pk=guardian_pk)
    protect_from_guardian(by=request.duty, guardian=one, reason=request.POST.get("reason", ""))
    messages.success(request, _("ระงับผู้แทนและปิดเรื่องเป็นความลับแล้ว"))
    sees = Case.objects.visible_to(request.duty).filter(pk=pk).exists()
    return redirect("privacy:case", pk) if sees else redirect("finding:leads")


@require_POST
@for_duty(Role.SECRETARY, Role.HOST_COORDINATOR)
def waive(request: HttpRequest, pk: int) -> HttpResponse:
    found = _fetch(request, pk)
    form = forms.Reason(request.POST, auto_id="waive_%s")
    if not form.is_valid():
        raise Refusal("missing", fields=_("เหตุผล"))
    waive_notice(by=request.duty, case=found, reason=form.cleaned_data["reason"])
    messages.success(request, _("บันทึกเหตุที่งดบอกกล่าวแล้ว"))
    return redirect("privacy:case", pk)
