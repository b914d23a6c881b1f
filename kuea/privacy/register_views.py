"""Pages of the register of breaches and of retention."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kuea.core.states import BREACH
from kuea.core.words import Role
from kuea.offices.scope import find_visible, for_duty
from kuea.privacy import actions, forms, labels
from kuea.privacy.actions.breaches import TELLERS
from kuea.privacy.models import Breach, RetentionRun

READERS = (Role.SECRETARY, Role.CHAIR)


@require_http_methods(["GET", "POST"])
@for_duty(*TELLERS)
def breach_new(request: HttpRequest) -> HttpResponse:
    form = forms.TellBreach(
        request.POST or None,
        find_sent=lambda once: Breach.objects.filter(form_key=str(once)).first(),
    )
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        told = form.sent_before or actions.tell_breach(
            by=request.duty, what=given["what"], known_at=given["known_at"] or timezone.now(),
            happened_at=given["happened_at"], form_key=str(given["once"]),
        )  # fmt: skip
        messages.success(request, _("ขอบคุณที่บอกทันที สำนักงานรับไว้แล้ว"))
        return redirect("privacy:breach", told.pk)
    return render(
        request, "privacy/breach_new.html", {"form": form}, status=400 if form.errors else 200
    )


_BREACH_ACTS: dict[str, tuple[type[Form], Callable[..., Breach], Any]] = {
    "assess": (forms.AssessBreach, actions.assess_breach, gettext_lazy("ประเมิน")),
    "report": (forms.ReportBreach, actions.report_breach, gettext_lazy("แจ้งสำนักงานฯ แล้ว")),
    "close": (forms.CloseBreach, actions.close_breach, gettext_lazy("ปิดเรื่อง")),
}


def _breach(request: HttpRequest, pk: int) -> Breach:
    return find_visible(Breach.objects.visible_to(request.duty), pk=pk)


@require_GET
@for_duty(*TELLERS)
def breach(request: HttpRequest, pk: int) -> HttpResponse:
    return _show_breach(request, _breach(request, pk))


def _show_breach(request: HttpRequest, found: Breach, **sent: Form) -> HttpResponse:
    acts = []
    if request.duty.role == Role.SECRETARY:
        acts = [
            (code, words, sent.get(code) or form(auto_id=f"{code}_%s"))
            for code, (form, _act, words) in _BREACH_ACTS.items()
            if BREACH.allows(found.state, code)
        ]
    is_office = request.duty.role in READERS  # who told it learns that it is in hand, no more
    context = {"breach": found, "acts": acts, "is_office": is_office, **_breach_words(found)}
    return render(request, "privacy/breach.html", context, status=400 if sent else 200)


def _breach_words(found: Breach) -> dict[str, Any]:
    return {
        "state_label": labels.BREACH_STATES[found.state],
        "risk": labels.RISKS.get(found.risk, ""),
        "classes": [labels.CLASSES[code] for code in found.data_classes if code in labels.CLASSES],
        "is_late": found.reported_at is None
        and found.state in {"told", "assessed"}
        and found.due_at < timezone.now(),
        "as_of": timezone.now(),
    }


@require_POST
@for_duty(Role.SECRETARY)
def breach_act(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    found = _breach(request, pk)
    if act not in _BREACH_ACTS:
        raise Http404
    form_class, run, _words = _BREACH_ACTS[act]
    form = form_class(request.POST, auto_id=f"{act}_%s")
    if not form.is_valid():
        return _show_breach(request, found, **{act: form})
    run(by=request.duty, breach=found, **form.cleaned_data)
    messages.success(request, _("บันทึกแล้ว"))
    return redirect("privacy:breach", pk)


@require_GET
@for_duty(*READERS)
def breach_paper(request: HttpRequest, pk: int) -> HttpResponse:
    """The notice to the Office, from the register."""
    found = _breach(request, pk)
    context = {"breach": found, "is_office": True, **_breach_words(found)}
    return render(request, "privacy/breach_paper.html", context)


@require_http_methods(["GET", "POST"])
@for_duty(Role.SECRETARY)
def retention_try(request: HttpRequest) -> HttpResponse:
    form = forms.TryRetention(request.POST or None, province=request.duty.province)
    if request.method == "POST" and form.is_valid():
        run = actions.try_retention(by=request.duty, signer=form.cleaned_data["signer"])
        return redirect("privacy:retention", run.pk)
    return render(
        request, "privacy/retention_try.html", {"form": form}, status=400 if form.errors else 200
    )


def _run(request: HttpRequest, pk: int) -> RetentionRun:
    rows = RetentionRun.objects.visible_to(request.duty)
    return find_visible(rows.select_related("signer__user", "tried_by__user", "report"), pk=pk)


@require_GET
@for_duty(*READERS)
def retention(request: HttpRequest, pk: int) -> HttpResponse:
    """The report: on the screen and, printed, for the file."""
    run = _run(request, pk)
    context = {
        "run": run,
        "state_label": labels.RETENTION_STATES[run.state],
        "rows": [(words, run.counts.get(code, 0)) for code, words in labels.RETENTION_CLASSES.items()],
        "may_sign": run.state == "tried" and run.signer_id == request.duty.pk,
        "may_carry_out": run.state == "signed" and request.duty.role == Role.SECRETARY,
        "may_drop": run.state in {"tried", "signed"} and request.duty.role == Role.SECRETARY,
        "as_of": timezone.now(),
    }  # fmt: skip
    template = (
        "privacy/retention_paper.html" if "paper" in request.GET else "privacy/retention.html"
    )
    return render(request, template, context)


_RUN_ACTS: dict[str, Callable[..., RetentionRun]] = {
    "sign": actions.sign_run,
    "carry-out": actions.carry_out_run,
    "drop": actions.drop_run,
}


@require_POST
@for_duty(*READERS)
def retention_act(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    run = _run(request, pk)
    if act not in _RUN_ACTS:
        raise Http404
    _RUN_ACTS[act](by=request.duty, run=run)
    messages.success(request, _("บันทึกแล้ว"))
    return redirect("privacy:retention", pk)
