"""The door: password, code, passkey, paper code, and going out again."""

from typing import Any
from urllib.parse import urlsplit

from allauth.account.internal.flows.login import perform_password_login
from allauth.account.models import Login
from allauth.account.views import LoginView
from allauth.core.internal import ratelimit
from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.utils import is_mfa_enabled
from allauth.mfa.webauthn.views import LoginWebAuthnView
from allauth.socialaccount.providers.openid_connect import views as openid
from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kuea.core.problems import Refusal
from kuea.offices import actions
from kuea.offices.sample_codes import code_to_show
from kuea.offices.scope import for_everyone
from kuea.offices.sign_in_forms import (
    CodeForm,
    EnterByPasskeyForm,
    FirstPasswordForm,
    PaperCodeForm,
    SignInForm,
)
from kuea.web.middleware import POLICY

PAPER_CODE_RATE = {"paper_code": "20/m/ip"}


def let_forms_go_to_provider(response: HttpResponse) -> HttpResponse:
    """The two pages with a button to the other office may send the browser there, and nowhere else."""
    if app := openid_app():
        parts = urlsplit(app["settings"]["server_url"])
        ours = POLICY.replace(
            "form-action 'self'", f"form-action 'self' {parts.scheme}://{parts.netloc}"
        )
        response["Content-Security-Policy"] = ours
    return response


def openid_app() -> dict[str, Any] | None:
    """The one provider of the settings, when it is switched on."""
    apps = settings.SOCIALACCOUNT_PROVIDERS.get("openid_connect", {}).get("APPS", [])
    return apps[0] if apps else None


class SignIn(LoginView):
    form_class = SignInForm
    template_name = "web/login.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        context["openid"] = openid_app()
        context["next"] = self.request.POST.get("next") or self.request.GET.get("next", "")
        return context

    def form_invalid(self, form: Any) -> HttpResponse:
        response = super().form_invalid(form)
        response.status_code = 400
        return response

    def render_to_response(self, context: dict[str, Any], **more: Any) -> HttpResponse:
        return let_forms_go_to_provider(super().render_to_response(context, **more))


class EnterCode(AuthenticateView):
    form_class = CodeForm
    template_name = "offices/enter_code.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        context["has_passkey"] = is_mfa_enabled(self.stage.login.user, ["webauthn"])
        context["sample_code"] = code_to_show(self.request, self.stage.login.user)
        return context

    def form_invalid(self, form: Any) -> HttpResponse:
        response = super().form_invalid(form)
        response.status_code = 400
        return response


class EnterByPasskey(LoginWebAuthnView):
    form_class = EnterByPasskeyForm


_asked_and_sent = require_http_methods(["GET", "POST"])
sign_in = _asked_and_sent(for_everyone(SignIn.as_view()))
enter_code = _asked_and_sent(for_everyone(EnterCode.as_view()))
enter_by_passkey = _asked_and_sent(for_everyone(EnterByPasskey.as_view()))
enter_elsewhere = require_POST(for_everyone(openid.login))
come_back = require_GET(for_everyone(openid.callback))


@require_http_methods(["GET", "POST"])
@never_cache
@sensitive_post_parameters("code", "password")
@for_everyone
def welcome(request: HttpRequest) -> HttpResponse:
    """A paper code, then one's own password: the first time, or after losing it."""
    if request.method == "GET":
        return render(request, "offices/welcome.html", {"form": PaperCodeForm()})
    if not ratelimit.consume(request, app="kuea", action="paper_code", config=PAPER_CODE_RATE):
        raise Refusal("try_later", minutes=1)
    form: PaperCodeForm | FirstPasswordForm = PaperCodeForm(request.POST)
    if not form.is_valid():
        return render(request, "offices/welcome.html", {"form": form}, status=400)
    try:
        paper = actions.find_access_code(form.cleaned_data["code"])
        shown = {"code": form.cleaned_data["code"], "username": paper.user.username}
        if "password" not in request.POST:
            return _ask_password(request, FirstPasswordForm(initial=shown), paper)
        form = FirstPasswordForm(request.POST, initial=shown)
        if not form.is_valid():
            return _ask_password(request, form, paper, status=400)
        user = actions.use_access_code(
            code=form.cleaned_data["code"], password=form.cleaned_data["password"]
        )
    except Refusal as refusal:
        form.add_error(None, f"{refusal.what} {refusal.remedy}")
        if isinstance(form, FirstPasswordForm):
            return _ask_password(request, form, paper, status=400)
        actions.note_access("paper_code_failed", user=None)
        return render(request, "offices/welcome.html", {"form": form}, status=400)
    return _enter(request, user, is_shared=form.cleaned_data["shared"])


def _ask_password(
    request: HttpRequest, form: FirstPasswordForm, paper: Any, status: int = 200
) -> HttpResponse:
    return render(
        request,
        "offices/first_password.html",
        {"form": form, "person": str(paper.user)},
        status=status,
    )


def _enter(request: HttpRequest, user: Any, *, is_shared: bool) -> HttpResponse:
    """Go on as after the sign-in page: a second factor that was not forgotten is still asked."""
    if request.user.is_authenticated:
        logout(request)
    request.session["is_shared"] = is_shared
    response = perform_password_login(request, {"username": user.username}, Login(user=user))
    request.session.set_expiry(0 if is_shared else settings.SESSION_COOKIE_AGE)
    return response


@require_POST
@never_cache
@for_everyone
def sign_out(request: HttpRequest) -> HttpResponse:
    """Out of this device: on a shared one nothing of the visit stays in its browser."""
    is_shared = bool(request.session.get("is_shared"))
    if request.user.is_authenticated:
        actions.note_access("sign_out", user=request.user, shared=is_shared)
        actions.forget_session(user=request.user, session_key=request.session.session_key or "")
    logout(request)
    response = redirect(settings.LOGOUT_REDIRECT_URL)
    response["Clear-Site-Data"] = '"cache", "cookies", "storage"' if is_shared else '"cache"'
    return response


@require_POST
@never_cache
@for_everyone
def abandon(request: HttpRequest) -> HttpResponse:
    """Back from the question for a code: somebody else wants to sign in on this device."""
    if not request.user.is_authenticated:
        request.session.flush()
    return redirect("account_login")
