"""Signing in and out, one's own duties, and the accounts of an office."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.views import LoginView
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kuea.core.problems import Refusal
from kuea.core.words import Role
from kuea.offices import actions, forms, queries
from kuea.offices.labels import ROLES
from kuea.offices.models import Duty
from kuea.offices.scope import find_visible, for_duty, for_everyone
from kuea.web.pages import paginate, read_number

APPOINTS = (Role.ADMINISTRATOR, Role.SECRETARY)


def _home_url() -> str:
    """The duty's desk when that room is there, else this room's own front page."""
    try:
        return reverse("reporting:home")
    except NoReverseMatch:
        return reverse("offices:home")


class SignIn(LoginView):
    """Name and password. A wrong pair is answered with the same words whichever half was wrong."""

    authentication_form = forms.SignInForm
    template_name = "web/login.html"
    redirect_authenticated_user = True

    def get_default_redirect_url(self) -> str:
        return _home_url()

    def form_valid(self, form: forms.SignInForm) -> HttpResponse:
        response = super().form_valid(form)
        actions.note_sign_in(user=form.get_user())
        return response

    def form_invalid(self, form: forms.SignInForm) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=400)


sign_in = require_http_methods(["GET", "POST"])(for_everyone(SignIn.as_view()))


@require_POST
@never_cache
@for_everyone
def sign_out(request: HttpRequest) -> HttpResponse:
    logout(request)
    return redirect(settings.LOGOUT_REDIRECT_URL)


@require_http_methods(["GET", "POST"])
@for_duty()
def duties(request: HttpRequest) -> HttpResponse:
    """One's own duties; posting one goes on under it."""
    own = queries.own_duties(request.user)
    if request.method == "POST":
        chosen = request.POST.get("duty", "")
        duty = find_visible(own, pk=read_number(chosen) or 0)
        request.session["duty_id"] = duty.pk
        messages.success(request, _("ตอนนี้ท่านทำงานในหน้าที่ %(role)s") % {"role": ROLES[duty.role]})
        return redirect(_home_url())
    rows = [(duty, ROLES[duty.role], duty.pk == request.duty.pk) for duty in own]
    return render(request, "offices/duties.html", {"rows": rows})


@require_http_methods(["GET", "POST"])
@for_duty()
def own_password(request: HttpRequest) -> HttpResponse:
    form = forms.OwnPassword(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_own_password(by=request.duty, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, f"{refusal.what} {refusal.remedy}")
        else:
            messages.success(request, _("เปลี่ยนรหัสผ่านแล้ว โปรดเข้าสู่ระบบอีกครั้งด้วยรหัสใหม่"))
            logout(request)
            return redirect("offices:sign_in")
    return _show_form(request, form, _("เปลี่ยนรหัสผ่านของท่าน"), _("เปลี่ยนรหัสผ่าน"), "offices:duties")


@require_GET
@for_duty(*APPOINTS)
def accounts(request: HttpRequest) -> HttpResponse:
    page = paginate(request, queries.list_duties(request.duty, request.GET.get("q", "")))
    may = actions.MAY_APPOINT[request.duty.role]
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
            actions.appoint(by=request.duty, **chosen)
        except Refusal as refusal:
            form.add_error(None, f"{refusal.what} {refusal.remedy}")
        else:
            messages.success(request, _("แต่งตั้งแล้ว ผู้รับหน้าที่เริ่มทำงานได้ทันที"))
            return redirect("offices:accounts")
    return _show_form(request, form, _("แต่งตั้งหน้าที่"), _("แต่งตั้ง"), "offices:accounts")


@require_http_methods(["GET", "POST"])
@for_duty(*APPOINTS)
def end_duty(request: HttpRequest, pk: int) -> HttpResponse:
    duty = find_visible(Duty.objects.visible_to(request.duty).select_related("user"), pk=pk)
    if request.method == "POST":
        actions.end_duty(by=request.duty, duty=duty)
        messages.success(request, _("สิ้นสุดหน้าที่แล้ว ประวัติยังอยู่ครบ"))
        return redirect("offices:accounts")
    return render(request, "offices/end_duty.html", {"duty": duty, "role": ROLES[duty.role]})


@require_http_methods(["GET", "POST"])
@for_duty(*APPOINTS)
def reset_password(request: HttpRequest, pk: int) -> HttpResponse:
    duty = find_visible(Duty.objects.visible_to(request.duty).select_related("user"), pk=pk)
    form = forms.NewPassword(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.set_password(by=request.duty, user=duty.user, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, f"{refusal.what} {refusal.remedy}")
        else:
            messages.success(request, _("ตั้งรหัสผ่านใหม่แล้ว บอกเจ้าของบัญชีด้วยตนเอง"))
            return redirect("offices:accounts")
    heading = _("ตั้งรหัสผ่านใหม่ให้ %(name)s") % {"name": duty.user}
    return _show_form(request, form, heading, _("ตั้งรหัสผ่าน"), "offices:accounts")


def _show_form(
    request: HttpRequest, form: Form, heading: str, action: str, back: str, **more: Any
) -> HttpResponse:
    context = {"form": form, "heading": heading, "action": action, "back_url": reverse(back)}
    status = 400 if form.errors else 200
    return render(request, "offices/form.html", {**context, **more}, status=status)
