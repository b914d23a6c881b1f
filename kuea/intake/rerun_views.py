"""Pages of reading a list again: what would be read how, and why; resting, going on, taking back."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kuea.core.problems import Refusal
from kuea.core.words import Role
from kuea.intake import presenters, queries, rerun_presenters
from kuea.intake.actions import rerun_batch, resume_rerun, stop_rerun, take_back_rerun
from kuea.intake.forms import BackForm, RerunForm
from kuea.intake.models import Batch
from kuea.intake.tasks import rerun_later
from kuea.intake.views import find_batch
from kuea.ledger.actions import note_read
from kuea.offices.scope import for_duty


@require_http_methods(["GET", "POST"])
@for_duty(Role.SECRETARY)
def rerun(request: HttpRequest, pk: int) -> HttpResponse:
    """The columns as they would be read today, to be put right, and why; then it is read again behind."""
    batch = find_batch(request, pk)
    if not rerun_presenters.may_rerun(batch, request.duty):
        raise Refusal("not_in_this_state", machine="batch", state=batch.state, decision="rerun")
    today = queries.columns_today(batch)[0].found
    asked = queries.with_samples(batch, today)
    form = RerunForm(request.POST or None, batch=asked)
    if request.method == "POST" and form.is_valid():
        chosen = None if form.chosen == today else form.chosen
        rerun_batch(by=request.duty, batch=batch, reason=form.cleaned_data["reason"], chosen=chosen)
        rerun_later.enqueue(batch.pk)
        messages.success(request, _("กำลังอ่านรายชื่อนี้ใหม่ ปิดหน้านี้ได้ งานเดินต่อเอง"))
        return redirect("intake:batch", pk)
    note_read(request, Batch, [pk])
    context = {
        "view": presenters.show_batch(batch, request.duty), "form": form,
        "would_change": queries.would_change(batch),
    }  # fmt: skip
    return render(request, "intake/rerun.html", context, status=400 if form.errors else 200)


@require_POST
@for_duty(Role.SECRETARY)
def stop(request: HttpRequest, pk: int) -> HttpResponse:
    """It rests after the lot in hand."""
    stop_rerun(by=request.duty, batch=find_batch(request, pk))
    messages.info(request, _("จะหยุดพักเมื่อจบชุดย่อยที่ทำอยู่ สิ่งที่ทำแล้วยังอยู่ครบ"))
    return redirect("intake:batch", pk)


@require_POST
@for_duty(Role.SECRETARY)
def resume(request: HttpRequest, pk: int) -> HttpResponse:
    """Go on where it rested."""
    batch = find_batch(request, pk)
    resume_rerun(by=request.duty, batch=batch)
    rerun_later.enqueue(batch.pk)
    messages.info(request, _("กำลังทำต่อ"))
    return redirect("intake:batch", pk)


@require_POST
@for_duty(Role.SECRETARY)
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """The last rerun is undone as a whole."""
    batch = find_batch(request, pk)
    form = BackForm(request.POST, prefix="back")
    form.is_valid()
    take_back_rerun(by=request.duty, batch=batch, reason=form.cleaned_data.get("reason", ""))
    rerun_later.enqueue(batch.pk)
    messages.success(request, _("กำลังนำการอ่านใหม่กลับ สิ่งที่เจ้าหน้าที่ทำหลังจากนั้นยังอยู่"))
    return redirect("intake:batch", pk)
