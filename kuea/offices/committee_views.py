"""Pages of committees and resolutions: the secretary writes, members read, the civic chair signs."""

from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kuea.core.problems import Refusal
from kuea.core.rights import Kind, readers_of
from kuea.core.words import Role
from kuea.offices import actions, committee_forms, presenters, queries
from kuea.offices.labels import COMMITTEE_STATES
from kuea.offices.models import Committee, CommitteeMember, Resolution
from kuea.offices.scope import find_visible, for_duty
from kuea.web.pages import paginate, read_number, render_stale

SECRETARY = (Role.SECRETARY,)
READERS = readers_of(Kind.COMMITTEE)


def _fetch(request: HttpRequest, pk: int) -> Committee:
    rows = Committee.objects.visible_to(request.duty).select_related("place__parent")
    return find_visible(rows, pk=pk)


def _fetch_resolution(request: HttpRequest, pk: int) -> Resolution:
    rows = Resolution.objects.visible_to(request.duty)
    return find_visible(rows.select_related("committee", "signed_by", "drafted_by__user"), pk=pk)


def _form_page(
    request: HttpRequest, form: Form, heading: str, action: str, back_url: str, intro: str = ""
) -> HttpResponse:
    context = {
        "form": form, "heading": heading, "action": action, "back_url": back_url, "intro": intro,
    }  # fmt: skip
    return render(request, "offices/form.html", context, status=400 if form.errors else 200)


@require_GET
@for_duty(*READERS)
def committees(request: HttpRequest) -> HttpResponse:
    rows = [
        (committee, COMMITTEE_STATES[committee.state])
        for committee in queries.committees_for(request.duty)
    ]
    resolutions = queries.resolutions_for(request.duty)[:10]
    context = {
        "rows": rows,
        "resolutions": resolutions,
        "keeps": request.duty.role == Role.SECRETARY,
        "waiting": queries.sign_queue(request.duty).count() if _signs(request) else 0,
    }
    return render(request, "offices/committees.html", context)


def _signs(request: HttpRequest) -> bool:
    return request.duty.role == Role.CHAIR


@require_http_methods(["GET", "POST"])
@for_duty(*SECRETARY)
def propose(request: HttpRequest) -> HttpResponse:
    form = committee_forms.ProposeCommittee(request.POST or None, duty=request.duty)
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        form_key = str(given.pop("once"))
        try:
            committee = actions.propose_committee(by=request.duty, form_key=form_key, **given)
        except Refusal as refusal:
            form.add_error(None, f"{refusal.what} {refusal.remedy}")
        else:
            return redirect("offices:committee", committee.pk)
    intro = _("คณะกรรมการจังหวัดต้องมี คณะกรรมการตำบลตั้งที่ใดพร้อมก็ตั้งที่นั่น")
    back = reverse("offices:committees")
    return _form_page(request, form, _("เสนอคณะกรรมการ"), _("บันทึก"), back, intro)


def _committee_page(
    request: HttpRequest, committee: Committee, *, status: int = 200, **forms: Any
) -> HttpResponse:
    keeps = request.duty.role == Role.SECRETARY and committee.state != "term_ended"
    resolutions = queries.resolutions_for(request.duty).filter(committee=committee)
    context = {
        "committee": committee,
        "state_label": COMMITTEE_STATES[committee.state],
        "facts": presenters.committee_facts(committee),
        "seats": presenters.seat_rows(queries.seats_of(committee)),
        "missing": presenters.missing_words(committee) if committee.state != "term_ended" else [],
        "resolutions": resolutions,
        "keeps": keeps,
        "order_form": forms.get("order_form")
        or (keeps and committee.state == "proposed" and committee_forms.OrderCommittee()),
        "seat_form": forms.get("seat_form")
        or (keeps and committee_forms.SeatMember(duty=request.duty)),
    }
    return render(request, "offices/committee.html", context, status=status)


@require_GET
@for_duty(*READERS)
def committee(request: HttpRequest, pk: int) -> HttpResponse:
    return _committee_page(request, _fetch(request, pk))


@require_POST
@for_duty(*SECRETARY)
def order(request: HttpRequest, pk: int) -> HttpResponse:
    found, form = _fetch(request, pk), committee_forms.OrderCommittee(request.POST)
    if not form.is_valid():
        return _committee_page(request, found, status=400, order_form=form)
    actions.order_committee(by=request.duty, committee=found, **form.cleaned_data)
    messages.success(request, _("บันทึกคำสั่งแต่งตั้งแล้ว ขั้นต่อไปคือเริ่มปฏิบัติงานเมื่อกรรมการครบ"))
    return redirect("offices:committee", pk)


@require_POST
@for_duty(*SECRETARY)
def seat(request: HttpRequest, pk: int) -> HttpResponse:
    found = _fetch(request, pk)
    form = committee_forms.SeatMember(request.POST, duty=request.duty)
    if form.is_valid():
        try:
            actions.seat_member(by=request.duty, committee=found, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, f"{refusal.what} {refusal.remedy}")
        else:
            messages.success(request, _("เพิ่มกรรมการแล้ว"))
            return redirect("offices:committee", pk)
    return _committee_page(request, found, status=400, seat_form=form)


@require_POST
@for_duty(*SECRETARY)
def end_seat(request: HttpRequest, pk: int) -> HttpResponse:
    rows = CommitteeMember.objects.filter(
        committee__in=Committee.objects.visible_to(request.duty)
    ).select_related("committee")
    member = find_visible(rows, pk=pk)
    actions.end_seat(by=request.duty, member=member)
    messages.success(request, _("บันทึกการพ้นตำแหน่งแล้ว ชื่อยังอยู่ในประวัติ"))
    return redirect("offices:committee", member.committee_id)


@require_POST
@for_duty(*SECRETARY)
def activate(request: HttpRequest, pk: int) -> HttpResponse:
    actions.activate_committee(by=request.duty, committee=_fetch(request, pk))
    messages.success(request, _("คณะกรรมการเริ่มปฏิบัติงานแล้ว ลงมติได้"))
    return redirect("offices:committee", pk)


@require_http_methods(["GET", "POST"])
@for_duty(*SECRETARY)
def end_committee(request: HttpRequest, pk: int) -> HttpResponse:
    found = _fetch(request, pk)
    if request.method == "POST":
        actions.end_committee(by=request.duty, committee=found)
        messages.success(request, _("บันทึกการครบวาระแล้ว มติเดิมยังมีผล"))
        return redirect("offices:committee", pk)
    return render(request, "offices/end_committee.html", {"committee": found})


@require_GET
@for_duty(*READERS)
def resolutions(request: HttpRequest) -> HttpResponse:
    page = paginate(request, queries.resolutions_for(request.duty))
    context = {"page": page, "keeps": request.duty.role == Role.SECRETARY}
    return render(request, "offices/resolutions.html", context)


@require_GET
@for_duty(Role.CHAIR)
def sign_queue(request: HttpRequest) -> HttpResponse:
    return render(request, "offices/sign_queue.html", {"rows": queries.sign_queue(request.duty)})


@require_http_methods(["GET", "POST"])
@for_duty(*SECRETARY)
def draft(request: HttpRequest) -> HttpResponse:
    form = committee_forms.DraftResolution(request.POST or None, duty=request.duty)
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        form_key = str(given.pop("once"))
        made = actions.draft_resolution(by=request.duty, form_key=form_key, **given)
        messages.success(request, _("ร่างมติแล้ว อยู่ในรายการรอลงนามของประธานภาคประชาชน"))
        return redirect("offices:resolution", made.pk)
    back = reverse("offices:resolutions")
    intro = _("เขียนตามที่ที่ประชุมเห็นร่วมกัน เลขข้อออกให้เองตามลำดับ มีผลเมื่อประธานภาคประชาชนลงนาม")
    return _form_page(request, form, _("ร่างมติ"), _("บันทึกร่าง"), back, intro)


@require_GET
@for_duty(*READERS)
def resolution(request: HttpRequest, pk: int) -> HttpResponse:
    found = _fetch_resolution(request, pk)
    is_open = found.signed_at is None and found.committee.state == "active"
    context = {
        "resolution": found,
        "facts": presenters.resolution_facts(found),
        "may_sign": is_open and queries.seat_to_sign(request.duty, found.committee) is not None,
        "may_change": found.signed_at is None and request.duty.role == Role.SECRETARY,
        "hidden": {"version": found.version},
    }
    return render(request, "offices/resolution.html", context)


@require_http_methods(["GET", "POST"])
@for_duty(*SECRETARY)
def change_resolution(request: HttpRequest, pk: int) -> HttpResponse:
    found = _fetch_resolution(request, pk)
    form = committee_forms.ChangeResolution(request.POST or None, resolution=found)
    if request.method == "POST" and form.is_valid():
        given = {name: form.cleaned_data[name] for name in ("title", "text")}
        version = int(form.cleaned_data["version"])
        actions.change_resolution(by=request.duty, resolution=found, version=version, **given)
        messages.success(request, _("แก้ร่างมติแล้ว"))
        return redirect("offices:resolution", pk)
    if getattr(form, "is_stale", False):
        return render_stale(request, fresh_url=request.path, written=form.list_written())
    back = reverse("offices:resolution", args=[pk])
    return _form_page(request, form, _("แก้ร่างมติ"), _("บันทึกร่าง"), back)


@require_POST
@for_duty()
def sign(request: HttpRequest, pk: int) -> HttpResponse:
    """Any duty may knock; only the civic chair's or vice-chair's own seat signs."""
    found = _fetch_resolution(request, pk)
    version = read_number(request.POST.get("version", ""))
    if version is None:
        raise Refusal("nothing_posted")
    actions.sign_resolution(by=request.duty, resolution=found, version=version)
    messages.success(request, _("ลงนามแล้ว มติมีผลตั้งแต่ตอนนี้"))
    return redirect("offices:resolution", pk)
