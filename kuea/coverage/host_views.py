"""One page to pause, resume or end a host: every open case gets its owner there (I16)."""

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kuea.core.words import Role
from kuea.coverage import actions, forms
from kuea.coverage.labels import HOST_DECISIONS
from kuea.finding.actions.handovers import cases_held_by
from kuea.finding.models import Case
from kuea.giving.models import HostNetwork
from kuea.offices.scope import find_visible, for_duty

RUN = {"pause": actions.pause_host, "resume": actions.resume_host, "end": actions.end_host}


@require_http_methods(["GET", "POST"])
@for_duty(Role.HOST_COORDINATOR, Role.SECRETARY, Role.CHAIR)
def host_change(request: HttpRequest, pk: int, decision: str) -> HttpResponse:
    rows = HostNetwork.objects.visible_to(request.duty).select_related("organisation")
    if request.duty.role == Role.HOST_COORDINATOR:
        rows = rows.filter(pk=request.duty.organisation_id)
    host = find_visible(rows, pk=pk)
    form = _form(request, host, decision)
    if request.method == "POST" and form.is_valid():
        given = form.given() if decision != "resume" else form.cleaned_data
        RUN[decision](host=host, by=request.duty, **given)
        messages.success(request, _("บันทึกแล้ว ทุกเรื่องมีผู้รับผิดชอบ"))
        return redirect("giving:host", pk)
    context = {
        "host": host,
        "decision": decision,
        "heading": HOST_DECISIONS[decision],
        "form": form,
    }
    return render(request, "coverage/host_change.html", context, status=400 if form.errors else 200)


def _form(request: HttpRequest, host: HostNetwork, decision: str) -> Form:
    sent = request.POST or None
    if decision == "resume":
        return forms.Reason(sent)
    held = cases_held_by(host.organisation)
    # Cases the duty may not see (the chair's are all, a sealed one is nearly everybody's) go with the rest, unnamed.
    seen = held.filter(pk__in=Case.objects.visible_to(request.duty).values("pk"))
    cases = list(seen.select_related("village", "tambon").order_by("code"))
    return forms.HandOver(sent, host=host, decision=decision, cases=cases)
