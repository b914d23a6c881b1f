"""How one enters: second factors, devices signed in, the own password. For every account, of any duty."""

from typing import Any

from allauth.account.views import ReauthenticateView
from allauth.core.internal import ratelimit
from allauth.mfa.base.views import IndexView
from allauth.mfa.base.views import ReauthenticateView as CodeAgainView
from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView, ViewRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from allauth.mfa.webauthn.views import (
    AddWebAuthnView,
    ReauthenticateWebAuthnView,
    RemoveWebAuthnView,
)
from allauth.socialaccount.internal.flows.connect import disconnect
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kuea.core.access import needs_second_factor
from kuea.core.problems import Refusal
from kuea.offices import actions
from kuea.offices.presenters import describe_browser
from kuea.offices.scope import find_visible, for_account
from kuea.offices.sign_in_forms import (
    AddAppForm,
    AddPasskeyForm,
    CodeAgainForm,
    OwnPassword,
    PasskeyAgainForm,
    PasswordAgainForm,
)
from kuea.offices.sign_in_views import let_forms_go_to_provider, openid_app

OWN_PASSWORD_RATE = {"own_password": "5/m/user"}
"""A telephone left open must not be a place to guess its owner's password."""


class SecondFactors(IndexView):
    template_name = "offices/second_factors.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        duty = self.request.duty
        context["is_needed"] = bool(duty and needs_second_factor(duty.role))
        found = context["authenticators"]
        context["has_one"] = bool(found.get("totp") or found.get("webauthn"))
        context["openid"] = openid_app()
        context["linked"] = SocialAccount.objects.filter(user=self.request.user).first()
        return context

    def render_to_response(self, context: dict[str, Any], **more: Any) -> HttpResponse:
        return let_forms_go_to_provider(super().render_to_response(context, **more))


class _Answered400:
    """A form that was not taken is answered as a bad request, like every form of the house."""

    def form_invalid(self, form: Any) -> HttpResponse:
        response = super().form_invalid(form)  # type: ignore[misc]
        response.status_code = 400
        return response  # type: ignore[no-any-return]


class AddApp(_Answered400, ActivateTOTPView):
    form_class = AddAppForm
    template_name = "offices/add_app.html"


class RemoveApp(_Answered400, DeactivateTOTPView):
    template_name = "offices/remove_factor.html"


class AddPasskey(_Answered400, AddWebAuthnView):
    form_class = AddPasskeyForm
    template_name = "offices/add_passkey.html"


class RemovePasskey(RemoveWebAuthnView):
    template_name = "offices/remove_factor.html"

    def get_success_url(self) -> str:
        return reverse("mfa_index")


class RecoveryCodes(ViewRecoveryCodesView):
    template_name = "offices/recovery_codes.html"


class NewRecoveryCodes(_Answered400, GenerateRecoveryCodesView):
    template_name = "offices/new_recovery_codes.html"


class PasswordAgain(_Answered400, ReauthenticateView):
    form_class = PasswordAgainForm
    template_name = "offices/prove_again.html"


class CodeAgain(_Answered400, CodeAgainView):
    form_class = CodeAgainForm
    template_name = "offices/prove_again.html"


class PasskeyAgain(ReauthenticateWebAuthnView):
    form_class = PasskeyAgainForm
    template_name = "offices/prove_again.html"


_asked_and_sent = require_http_methods(["GET", "POST"])
second_factors = require_GET(for_account(SecondFactors.as_view()))
add_app = _asked_and_sent(for_account(AddApp.as_view()))
remove_app = _asked_and_sent(for_account(RemoveApp.as_view()))
add_passkey = _asked_and_sent(for_account(AddPasskey.as_view()))
remove_passkey = _asked_and_sent(for_account(RemovePasskey.as_view()))
recovery_codes = require_GET(for_account(RecoveryCodes.as_view()))
new_recovery_codes = _asked_and_sent(for_account(NewRecoveryCodes.as_view()))
password_again = _asked_and_sent(for_account(PasswordAgain.as_view()))
code_again = _asked_and_sent(for_account(CodeAgain.as_view()))
passkey_again = _asked_and_sent(for_account(PasskeyAgain.as_view()))


@require_GET
@for_account
def sessions(request: HttpRequest) -> HttpResponse:
    """Every device that is signed in now."""
    found = UserSession.objects.purge_and_list(request.user)
    here = request.session.session_key
    rows = [(row, describe_browser(row.user_agent), row.session_key == here) for row in found]
    return render(
        request, "offices/sessions.html", {"rows": sorted(rows, key=lambda row: not row[2])}
    )


@require_POST
@for_account
def end_session(request: HttpRequest, pk: int) -> HttpResponse:
    actions.end_session(user=request.user, pk=pk)
    messages.success(request, _("ให้เครื่องนั้นออกจากระบบแล้ว"))
    return redirect("offices:sessions")


@require_POST
@for_account
def end_other_sessions(request: HttpRequest) -> HttpResponse:
    count = actions.end_other_sessions(
        user=request.user, session_key=request.session.session_key or ""
    )
    messages.success(request, _("ให้เครื่องอื่นออกจากระบบแล้ว %(count)d เครื่อง") % {"count": count})
    return redirect("offices:sessions")


@require_http_methods(["GET", "POST"])
@sensitive_post_parameters("old_password", "password")
@for_account
def own_password(request: HttpRequest) -> HttpResponse:
    form = OwnPassword(request.POST or None)
    if request.method == "POST" and not ratelimit.consume(
        request, app="kuea", action="own_password", config=OWN_PASSWORD_RATE, user=request.user
    ):
        raise Refusal("try_later", minutes=1)
    if request.method == "POST" and form.is_valid():
        try:
            key = request.session.session_key or ""
            user = actions.change_own_password(
                user=request.user, session_key=key, **form.cleaned_data
            )
        except Refusal as refusal:
            form.add_error(None, f"{refusal.what} {refusal.remedy}")
        else:
            update_session_auth_hash(request, user)
            UserSession.objects.create_from_request(request)
            messages.success(request, _("เปลี่ยนรหัสผ่านแล้ว เครื่องอื่นออกจากระบบทั้งหมด"))
            return redirect("mfa_index")
    context = {
        "form": form, "heading": _("เปลี่ยนรหัสผ่านของท่าน"), "action": _("เปลี่ยนรหัสผ่าน"), "back_url": reverse("mfa_index"),
    }  # fmt: skip
    return render(request, "offices/form.html", context, status=400 if form.errors else 200)


@require_POST
@for_account
def unlink(request: HttpRequest, pk: int) -> HttpResponse:
    disconnect(request, find_visible(SocialAccount.objects.filter(user=request.user), pk=pk))
    messages.success(request, _("ถอนบัญชีภายนอกแล้ว"))
    return redirect("mfa_index")
