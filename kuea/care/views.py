"""Pages of care: the list of who is waited for, and one page for each thing that can be done for a neighbour."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kuea.care import actions, forms
from kuea.care.actions.helping import CARERS
from kuea.care.models import Transfer
from kuea.care.presenters import (
    HOSTS,
    in_bands,
    name_words,
    place_words,
    transfer_row,
    visit_row,
)
from kuea.care.queries import (
    care_rows,
    care_story,
    first_help_rows,
    incoming_transfers,
    urgent_rows,
)
from kuea.core.words import HELPERS, Role
from kuea.finding.models import Case
from kuea.finding.queries import read_case
from kuea.ledger.actions import note_read
from kuea.offices.scope import find_visible, for_duty
from kuea.web.pages import render_stale


@require_GET
@for_duty(*CARERS)
def care_list(request: HttpRequest) -> HttpResponse:
    """For hosts the care of all their neighbours; for a volunteer their own visits, at phone width."""
    rows = care_rows(request.duty)
    to_start, urgent = first_help_rows(request.duty), list(urgent_rows(request.duty))
    shown = [row.case.pk for row in (*rows, *to_start)] + [case.pk for case in urgent]
    note_read(request, Case, shown, what="list")
    context = {
        "bands": in_bands([row for row in rows if row.case.state != "self_managing"]),
        "reviews": [visit_row(row) for row in rows if row.review_due],
        "self_managing": [visit_row(row) for row in rows if row.case.state == "self_managing"],
        "to_start": [visit_row(row) for row in to_start],
        "urgent": urgent,
        "incoming": [transfer_row(asked) for asked in incoming_transfers(request.duty)],
        "is_volunteer": request.duty.role in HELPERS,
    }
    return render(request, "care/list.html", context)


@dataclass(frozen=True)
class Page:
    """One thing that can be done for a neighbour: its form, its action, its words."""

    heading: Any
    lead: Any
    button: Any
    done: Any
    make: Callable[[HttpRequest, Case], Form]
    run: Callable[..., Any]
    once: bool = False  # the form carries a token instead of a version


def _plain(form: type[Form]) -> Callable[[HttpRequest, Case], Form]:
    return lambda request, case: form(request.POST or None)


def _start(request: HttpRequest, case: Case) -> Form:
    return forms.StartCare(request.POST or None, helped=case.first_help_on is not None)


def _transfer(request: HttpRequest, case: Case) -> Form:
    return forms.TransferForm(request.POST or None, case=case)


PAGES = {
    "help": Page(
        gettext_lazy("บันทึกความช่วยเหลือ"), gettext_lazy("ช่วยได้ทุกเวลา ทุกขั้นตอน ไม่ต้องรออะไร"),
        gettext_lazy("บันทึก"), gettext_lazy("บันทึกแล้ว ขอบคุณที่ไม่ทิ้งกัน"),
        _plain(forms.HelpForm), actions.give_help, once=True,
    ),
    "start": Page(
        gettext_lazy("เริ่มการดูแล"), gettext_lazy("เริ่มจากสิ่งที่เจ้าตัวอยากให้เป็น แล้วนัดวันที่จะกลับมา"),
        gettext_lazy("เริ่มดูแล"), gettext_lazy("เริ่มดูแลแล้ว มีนัดครั้งถัดไปแล้ว"),
        _start, actions.start_care, once=True,
    ),
    "visit": Page(
        gettext_lazy("บันทึกการเยี่ยม"), gettext_lazy("จดสั้น ๆ แล้วนัดครั้งต่อไปไว้ด้วยกัน"),
        gettext_lazy("บันทึกการเยี่ยม"), gettext_lazy("บันทึกการเยี่ยมแล้ว"),
        _plain(forms.VisitForm), actions.log_visit, once=True,
    ),
    "review": Page(
        gettext_lazy("ทบทวนด้วยกัน"), gettext_lazy("คุยกับเจ้าตัวว่าที่ผ่านมาเป็นอย่างไร และอยากไปต่อแบบไหน"),
        gettext_lazy("บันทึกการทบทวน"), gettext_lazy("บันทึกการทบทวนแล้ว"),
        _plain(forms.ReviewForm), actions.hold_review, once=True,
    ),
    "self_manage": Page(
        gettext_lazy("จัดการตนเองได้แล้ว"), gettext_lazy("เจ้าตัวและผู้ดูแลเห็นตรงกันในการทบทวนแล้ว เราจะกลับไปเยี่ยมติดตามตามนัด"),
        gettext_lazy("บันทึกว่าจัดการตนเองได้"), gettext_lazy("ยินดีด้วย บันทึกแล้ว"),
        _plain(forms.SelfManage), actions.self_manage,
    ),
    "reopen": Page(
        gettext_lazy("กลับมาดูแลอีกครั้ง"), gettext_lazy("กลับมาได้เสมอ ไม่มีใครเสียอะไร"),
        gettext_lazy("กลับมาดูแล"), gettext_lazy("กลับมาดูแลกันอีกครั้งแล้ว"),
        _plain(forms.ReopenForm), actions.reopen_case,
    ),
    "close": Page(
        gettext_lazy("ปิดเรื่อง"), gettext_lazy("แผนดูแลและการจับคู่ที่เปิดอยู่จะยุติ และกำลังของผู้ให้กลับไปว่าง"),
        gettext_lazy("ปิดเรื่อง"), gettext_lazy("ปิดเรื่องแล้ว เปิดใหม่ได้เมื่อจำเป็น"),
        _plain(forms.CloseForm), actions.close_case,
    ),
    "transfer": Page(
        gettext_lazy("ส่งต่อแม่ข่ายหรือตำบลอื่น"), gettext_lazy("จนกว่าแม่ข่ายใหม่จะรับ เพื่อนบ้านยังอยู่ในความดูแลของเรา"),
        gettext_lazy("ขอส่งต่อ"), gettext_lazy("ส่งคำขอแล้ว รอแม่ข่ายใหม่ตอบรับ"),
        _transfer, actions.transfer_case,
    ),
}  # fmt: skip


def _fetch(request: HttpRequest, pk: int) -> Case:
    """The case when the duty may see it. What shows it also calls `note_read` (I17)."""
    return find_visible(read_case(request.duty), pk=pk)


def _show(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    page, case = PAGES[name], _fetch(request, pk)
    form = page.make(request, case)
    sent = request.method == "POST" and form.is_valid()
    if sent and not page.once and request.POST.get("version") != str(case.version):
        written = [(str(b.label), str(b.value() or "")) for b in form.visible_fields()]
        return render_stale(request, fresh_url=request.path, written=written)
    if sent:
        _run(page, case, request, form)
        messages.success(request, str(page.done))
        sees = Case.objects.visible_to(request.duty).filter(pk=pk).exists()
        return redirect("finding:case", pk) if sees else redirect("care:list")
    note_read(request, Case, [pk])
    context = {
        "page": page,
        "case": case,
        "name": name_words(case),
        "place": place_words(case),
        "form": form,
        "plan": care_story(case, request.duty).plan,
    }
    return render(request, "care/act.html", context, status=400 if form.errors else 200)


def _run(page: Page, case: Case, request: HttpRequest, form: Form) -> None:
    told = dict(form.cleaned_data)
    if page.once:
        told["form_key"] = str(told.pop("once"))
    else:
        told["version"] = case.version
    page.run(case=case, by=request.duty, **told)


def _page(name: str, *roles: Role) -> Callable[..., HttpResponse]:
    """The view of one entry of `PAGES`."""

    @require_http_methods(["GET", "POST"])
    @for_duty(*roles)
    def view(request: HttpRequest, pk: int) -> HttpResponse:
        return _show(request, pk, name)

    view.__name__ = f"care_{name}"
    return view


give_help = _page("help", *CARERS)
start = _page("start", *CARERS)
visit = _page("visit", *CARERS)
review = _page("review", *CARERS)
self_manage = _page("self_manage", *HOSTS)
reopen = _page("reopen", *HOSTS)
close = _page("close", Role.SECRETARY)
transfer = _page("transfer", *HOSTS)


@require_POST
@for_duty(Role.HOST_COORDINATOR)
def transfer_accept(request: HttpRequest, pk: int) -> HttpResponse:
    asked = find_visible(Transfer.objects.visible_to(request.duty), pk=pk)
    case = actions.accept_transfer(transfer=asked, by=request.duty)
    messages.success(request, _("รับช่วงแล้ว ขอบคุณที่เปิดบ้านรับ"))
    return redirect("finding:case", case.pk)


@require_http_methods(["GET", "POST"])
@for_duty(Role.HOST_COORDINATOR)
def transfer_decline(request: HttpRequest, pk: int) -> HttpResponse:
    asked = find_visible(Transfer.objects.visible_to(request.duty), pk=pk)
    form = forms.DeclineTransfer(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.decline_transfer(transfer=asked, by=request.duty, **form.cleaned_data)
        messages.success(request, _("ตอบกลับแล้ว ผู้ส่งจะหาแม่ข่ายอื่น"))
        return redirect("care:list")
    context = {"row": transfer_row(asked), "form": form}
    return render(
        request, "care/transfer_decline.html", context, status=400 if form.errors else 200
    )
