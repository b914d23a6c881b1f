"""Pages of the one door: send a list, watch it being read, see what came of it, mend, withdraw."""

import tempfile
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kuea.core.problems import Refusal
from kuea.core.words import Role
from kuea.intake import presenters, queries, rerun_presenters
from kuea.intake.actions import (
    forget_columns,
    receive_batch,
    record_list_notice,
    set_columns,
    withdraw_batch,
)
from kuea.intake.actions.receiving import Receipt, refuse_too_large
from kuea.intake.forms import BackForm, ColumnsForm, SendListForm, WithdrawForm
from kuea.intake.keeping import opened
from kuea.intake.models import Batch
from kuea.intake.sheets.giving_back import write_back
from kuea.intake.tasks import read_batch_later
from kuea.ledger.actions import note_read
from kuea.offices.models import Duty
from kuea.offices.scope import find_visible, for_duty
from kuea.web import thai_format
from kuea.web.pages import paginate, render_page

SENDERS = (Role.SECRETARY, Role.LOCAL_OFFICER)
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_GET
@for_duty(*SENDERS)
def batches(request: HttpRequest) -> HttpResponse:
    """Every list that was sent, the newest first."""
    own = Batch.objects.visible_to(request.duty).select_related(
        "sent_by__user", "mapping__set_by__user"
    )
    page = paginate(request, own.order_by("-pk"))
    rows = [presenters.show_batch(batch, request.duty) for batch in page]
    context = {
        "page": page, "rows": rows, "tells_known": presenters.tells_who_is_known(request.duty),
    }  # fmt: skip
    return render(request, "intake/batches.html", context)


@require_http_methods(["GET", "POST"])
@for_duty(*SENDERS)
def send(request: HttpRequest) -> HttpResponse:
    """Send one file. It is kept first; reading goes on behind."""
    sent = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    refuse_too_large(getattr(request, "too_large", 0))
    form = SendListForm(*sent, duty=request.duty)
    if request.method == "POST" and form.is_valid():
        receipt = _receive(request.duty, **form.cleaned_data)
        if receipt.seen_before:
            when = thai_format.format_moment(receipt.batch.received_at)
            said = _("แฟ้มนี้เคยส่งแล้วเมื่อ %(when)s จึงไม่ได้เพิ่มรายชื่อซ้ำ นี่คือผลของครั้งนั้น")
            messages.info(request, said % {"when": when})
        else:
            read_batch_later.enqueue(receipt.batch.pk)
        return redirect("intake:batch", receipt.batch.pk)
    status = 400 if form.errors else 200
    return render(request, "intake/send.html", {"form": form}, status=status)


def _receive(duty: Duty, *, sheet: UploadedFile, **told: Any) -> Receipt:
    """The upload as a file on disk; a small one may still be in memory."""
    if hasattr(sheet, "temporary_file_path"):
        path = sheet.temporary_file_path()
        return receive_batch(by=duty, path=path, file_name=sheet.name or "", **told)
    with tempfile.NamedTemporaryFile(dir=settings.SCRATCH) as file:
        for piece in sheet.chunks():
            file.write(piece)
        file.flush()
        return receive_batch(by=duty, path=file.name, file_name=sheet.name or "", **told)


def find_batch(request: HttpRequest, pk: int) -> Batch:
    """A batch of the duty's own sight, or the refusal."""
    own = Batch.objects.visible_to(request.duty).select_related(
        "sent_by__user", "withdrawn_by__user", "mapping__set_by__user"
    )
    return find_visible(own, pk=pk)


@require_GET
@for_duty(*SENDERS)
def batch_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Progress while it is read, then what came of it. The part alone for the page that asks again."""
    batch = find_batch(request, pk)
    page = paginate(request, queries.rows_with_faults(batch))
    if page.object_list:  # rows as they were sent, with names
        note_read(request, Batch, [pk])
    pairs, unread = presenters.show_columns(batch)
    reruns = rerun_presenters.show_reruns(batch, request.duty)
    context: dict[str, Any] = {
        "view": presenters.show_batch(batch, request.duty),
        "summary": presenters.summary(batch, request.duty),
        "pairs": pairs,
        "unread": unread,
        "page": page,
        "faults": presenters.show_faults(queries.open_faults(list(page), batch)),
        "form": WithdrawForm(),
        "reruns": reruns,
        "reads_again": any(one.is_busy for one in reruns),
        "may_rerun": rerun_presenters.may_rerun(batch, request.duty),
        "back_form": BackForm(prefix="back"),
        "may_tell": request.duty.role == Role.SECRETARY and batch.state == "accepted",
    }
    return render_page(request, "intake/batch.html", "intake/parts/batch.html", context)


@require_http_methods(["GET", "POST"])
@for_duty(*SENDERS)
def columns(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what each column of a waiting file is: headings, masked values, our fields."""
    batch = find_batch(request, pk)
    if batch.state != "to_map":
        return redirect("intake:batch", pk)
    form = ColumnsForm(request.POST or None, batch=batch)
    if request.method == "POST" and form.is_valid():
        set_columns(by=request.duty, batch=batch, chosen=form.chosen)
        read_batch_later.enqueue(batch.pk)
        messages.success(request, _("จำการจับคู่คอลัมน์ไว้แล้ว กำลังอ่านแฟ้ม"))
        return redirect("intake:batch", pk)
    note_read(request, Batch, [pk])
    context = {"view": presenters.show_batch(batch, request.duty), "form": form}
    return render(request, "intake/columns.html", context, status=400 if form.errors else 200)


@require_POST
@for_duty(*SENDERS)
def forget(request: HttpRequest, pk: int) -> HttpResponse:
    """Later files with these headings are recognised afresh."""
    batch = find_batch(request, pk)
    if batch.mapping is not None:
        forget_columns(by=request.duty, mapping=batch.mapping)
        messages.success(request, _("แฟ้มต่อไปจะไม่ใช้การจับคู่คอลัมน์นี้"))
    return redirect("intake:batch", pk)


@require_GET
@for_duty(*SENDERS)
def faulty_sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """The sender's own sheet with the rows to mend and the column ปัญหา; `?remarks=1` adds the observations."""
    batch = find_batch(request, pk)
    faults = queries.faults_by_row(batch, with_remarks="remarks" in request.GET)
    if not faults:
        raise Refusal("no_faulty_rows")
    note_read(request, Batch, [pk], what="export", rows=len(faults))
    with tempfile.TemporaryDirectory(dir=settings.SCRATCH) as folder, opened(batch) as path:
        out = Path(folder) / "faulty.xlsx"
        write_back(path, faults, out, kind=batch.kind)
        answer = HttpResponse(out.read_bytes(), content_type=_XLSX)
    name = quote(f"{Path(batch.file_name).stem}-ปัญหา.xlsx")
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    return answer


@require_POST
@for_duty(*SENDERS)
def read_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a failed or stopped batch up again."""
    batch = find_batch(request, pk)
    if not presenters.show_batch(batch, request.duty).may_ask_again:
        raise Refusal("batch_reading")
    read_batch_later.enqueue(batch.pk)
    messages.info(request, _("กำลังอ่านต่อ"))
    return redirect("intake:batch", pk)


@require_POST
@for_duty(Role.SECRETARY)
def list_notice(request: HttpRequest, pk: int) -> HttpResponse:
    """The sender told the people on the list; or nobody did, and their clocks run (PDPA s.25)."""
    batch = find_batch(request, pk)
    record_list_notice(by=request.duty, batch=batch, words=request.POST.get("words", ""))
    messages.success(request, _("บันทึกแล้วว่าที่มาของรายชื่อบอกเจ้าของข้อมูลอย่างไร"))
    return redirect("intake:batch", pk)


@require_POST
@for_duty(Role.SECRETARY)
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the whole list out, with a reason."""
    batch = find_batch(request, pk)
    form = WithdrawForm(request.POST)
    form.is_valid()
    withdraw_batch(by=request.duty, batch=batch, reason=form.cleaned_data.get("reason", ""))
    messages.success(request, _("ถอนแฟ้มแล้ว เรื่องที่มีคนไปเยี่ยมแล้วยังอยู่ครบ"))
    return redirect("intake:batch", pk)
