"""One's own duties, and the accounts of an office."""

from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from kuea.core.access import CODE_DAYS, MAY_APPOINT
from kuea.core.problems import Refusal
from kuea.core.words import Role
from kuea.offices import actions, forms, queries
from kuea.offices.labels import IN_HAND, ROLES
from kuea.offices.models import Duty
from kuea.offices.ports import what_is_in_hand
from kuea.offices.scope import find_visible, for_account, for_duty
from kuea.web.pages import paginate, read_number

APPOINTS = (Role.ADMINISTRATOR, Role.SECRETARY)


def _home_url() -> str:
    """The duty's desk when that room is there, else this room's own front page."""
    try:
        return reverse("reporting:home")
    except NoReverseMatch:
        return reverse("offices:home")


@require_http_methods(["GET", "POST"])
@for_account
def duties(request: HttpRequest) -> HttpResponse:
    """One's own duties; posting one goes on under it."""
    own = queries.own_duties(request.user)
    if request.method == "POST":
        chosen = request.POST.get("duty", "")
        duty = find_visible(own, pk=read_number(chosen) or 0)
        request.session["duty_id"] = duty.pk
        messages.success(request, _("ตอนนี้ท่านทำงานในหน้าที่ %(role)s") % {"role": ROLES[duty.role]})
        return redirect(_home_url())
    rows = [
        (duty, ROLES[duty.role], request.duty is not None and duty.pk == request.duty.pk)
        for duty in own
    ]
    return render(request, "offices/duties.html", {"rows": rows})


@require_GET
@for_duty(*APPOINTS)
def accounts(request: HttpRequest) -> HttpResponse:
    page = paginate(request, queries.list_duties(request.duty, request.GET.get("q", "")))
    may = MAY_APPOINT[Role(request.duty.role)]
    rows = [(duty, ROLES[duty.role], duty.role in may) for duty in page]
    return render(request, "offices/accounts.html", {"page": page, "rows": rows})


@require_http_methods(["GET", "POST"])
@for_duty(*APPOINTS)
def new_account(request: HttpRequest) -> HttpResponse:
    form = forms.AddUser(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            user = actions.add_user(by=request.duty, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, f"{refusal.what} {refusal.remedy}")
        else:
            messages.success(request, _("เปิดบัญชีแล้ว ขั้นต่อไปคือแต่งตั้งหน้าที่"))
            return redirect(reverse("offices:appoint") + f"?username={user.username}")
    return _show_form(request, form, _("เปิดบัญชีใหม่"), _("เปิดบัญชี"), "offices:accounts")


@require_http_methods(["GET", "POST"])
@for_duty(*APPOINTS)
def appoint(request: HttpRequest) -> HttpResponse:
    start = {"username": request.GET.get("username", "")}
    form = forms.Appoint(request.POST or None, duty=request.duty, initial=start)
    if request.method == "POST" and form.is_valid():
        chosen = {**form.cleaned_data, "user": form.cleaned_data["username"]}
        del chosen["username"]
        try:
            made = actions.appoint(by=request.duty, **chosen)
        except Refusal as refusal:
            form.add_error(None, f"{refusal.what} {refusal.remedy}")
        else:
            if not made.user.has_usable_password():
                messages.success(request, _("แต่งตั้งแล้ว ขั้นต่อไปคือออกใบเข้าใช้"))
                return redirect("offices:paper_code", made.pk)
            messages.success(request, _("แต่งตั้งแล้ว ผู้รับหน้าที่เริ่มทำงานได้ทันที"))
            return redirect("offices:accounts")
    return _show_form(request, form, _("แต่งตั้งหน้าที่"), _("แต่งตั้ง"), "offices:accounts")


@require_http_methods(["GET", "POST"])
@for_duty(*APPOINTS)
def end_duty(request: HttpRequest, pk: int) -> HttpResponse:
    duty = _find(request, pk)
    form = forms.EndDuty(_posted(request), duty=duty)
    if request.method == "POST" and form.is_valid():
        actions.end_duty(by=request.duty, duty=duty, **form.cleaned_data)
        messages.success(request, _("สิ้นสุดหน้าที่แล้ว ประวัติยังอยู่ครบ และสิ่งที่ค้างอยู่มีผู้รับช่วง"))
        return redirect("offices:accounts")
    in_hand = [(IN_HAND[kind], count) for kind, count in what_is_in_hand(duty).items()]
    heirs = queries.possible_heirs(duty)
    context = {
        "duty": duty,
        "role": ROLES[duty.role],
        "form": form,
        "in_hand": in_hand,
        "heir": heirs[0] if heirs else None,
    }
    return render(request, "offices/end_duty.html", context, status=400 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@for_duty(*APPOINTS)
def renew_duty(request: HttpRequest, pk: int) -> HttpResponse:
    duty = _find(request, pk)
    form = forms.RenewDuty(_posted(request), duty=duty)
    if request.method == "POST" and form.is_valid():
        try:
            actions.renew_duty(by=request.duty, duty=duty, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, f"{refusal.what} {refusal.remedy}")
        else:
            messages.success(request, _("ต่ออายุหน้าที่แล้ว"))
            return redirect("offices:accounts")
    heading = _("ต่ออายุหน้าที่ของ %(name)s") % {"name": duty.user}
    return _show_form(request, form, heading, _("ต่ออายุ"), "offices:accounts")


@require_http_methods(["GET", "POST"])
@for_duty(*APPOINTS)
def paper_code(request: HttpRequest, pk: int) -> HttpResponse:
    """A slip to hand over: to enter the first time, or again. The code is drawn once."""
    duty = _find(request, pk)
    form = forms.IssueCode(_posted(request), user=duty.user)
    if request.method == "POST" and form.is_valid():
        code = actions.issue_access_code(by=request.duty, user=duty.user, **form.cleaned_data)
        context = {"person": duty.user, "role": ROLES[duty.role], "code": code, "days": CODE_DAYS}
        return render(request, "offices/access_slip.html", context)
    heading = _("ออกใบเข้าใช้ให้ %(name)s") % {"name": duty.user}
    return _show_form(request, form, heading, _("ออกใบ"), "offices:accounts")


def _posted(request: HttpRequest) -> Any:
    """What was sent, also when nothing was ticked or filled in."""
    return request.POST if request.method == "POST" else None


def _find(request: HttpRequest, pk: int) -> Duty:
    return find_visible(Duty.objects.visible_to(request.duty).select_related("user"), pk=pk)


def _show_form(
    request: HttpRequest, form: Form, heading: str, action: str, back: str, **more: Any
) -> HttpResponse:
    context = {"form": form, "heading": heading, "action": action, "back_url": reverse(back)}
    status = 400 if form.errors else 200
    return render(request, "offices/form.html", {**context, **more}, status=status)
