"""The questions at the door, in our words: password, code, passkey, paper code."""

import struct
from typing import Any

from allauth.account.forms import LoginForm
from allauth.account.forms import ReauthenticateForm as AllauthPasswordAgain
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from django import forms
from django.utils.translation import gettext_lazy as _

from kuea.core.thai.text import to_arabic_digits

SHARED = _("เครื่องนี้ใช้ร่วมกับคนอื่น")
SHARED_HELP = _("ระบบจะไม่จำอะไรไว้ในเครื่อง และออกให้เองเมื่อไม่ได้ใช้ ๑๕ นาที")


def _password(label: Any, autocomplete: str, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        strip=False,
        max_length=1000,
        help_text=help_text,
        widget=forms.PasswordInput(attrs={"autocomplete": autocomplete}),
    )


class SignInForm(LoginForm):
    """Name and password. A wrong pair is answered with the same words whichever half was wrong.

    All its fields stand here, under the names browsers send; allauth would make its own in `__init__`.
    """

    username = forms.CharField(
        label=_("ชื่อผู้ใช้"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none"}),
    )
    password = _password(_("รหัสผ่าน"), "current-password")
    shared = forms.BooleanField(label=SHARED, required=False, help_text=SHARED_HELP)
    remember = None  # not asked: a shared device is the question

    def __init__(self, *args: Any, request: Any = None, **kwargs: Any) -> None:
        forms.Form.__init__(self, *args, **kwargs)
        self.request = request

    def clean(self) -> Any:
        self.cleaned_data["login"] = self.cleaned_data.get("username", "")
        return super().clean()

    def login(self, request: Any, redirect_url: str | None = None) -> Any:
        is_shared = bool(self.cleaned_data.get("shared"))
        request.session["is_shared"] = is_shared
        response = super().login(request, redirect_url)
        if is_shared:
            request.session.set_expiry(0)  # gone with the browser's window
        return response


def _code(label: Any, help_text: Any) -> forms.CharField:
    widget = forms.TextInput(
        attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "autocapitalize": "none"}
    )
    return forms.CharField(label=label, help_text=help_text, max_length=60, widget=widget)


APP_OR_PAPER = _("รหัสจากแอป หรือรหัสสำรอง")
APP_OR_PAPER_HELP = _("รหัส ๖ หลักที่แอปแสดงอยู่ตอนนี้ หรือรหัสสำรองบนกระดาษหนึ่งรหัส")


class _ThaiCode:
    """Six digits as phones in Thailand may type them: ๑๒๓ ๔๕๖."""

    def clean_code(self) -> str:
        self.cleaned_data["code"] = to_arabic_digits(self.cleaned_data["code"]).replace(" ", "")  # type: ignore[attr-defined]
        return super().clean_code()  # type: ignore[misc,no-any-return]


class CodeForm(_ThaiCode, AuthenticateForm):
    code = _code(APP_OR_PAPER, APP_OR_PAPER_HELP)


class CodeAgainForm(_ThaiCode, ReauthenticateForm):
    code = _code(APP_OR_PAPER, APP_OR_PAPER_HELP)


class AddAppForm(_ThaiCode, ActivateTOTPForm):
    code = _code(_("รหัส ๖ หลักที่แอปแสดง"), _("พิมพ์เพื่อยืนยันว่าแอปกับระบบตรงกัน"))


class _UnreadableKey:
    """What a key sends is read by a library that falls over some malformed bytes: a wrong code, not a fault."""

    def clean(self) -> Any:
        try:
            return super().clean()  # type: ignore[misc]
        except (ValueError, TypeError, KeyError, IndexError, struct.error) as fault:
            raise get_adapter().validation_error("incorrect_code") from fault


class AddPasskeyForm(_UnreadableKey, AddWebAuthnForm):
    name = forms.CharField(
        label=_("ชื่อที่ท่านจำได้"), help_text=_("เช่น มือถือของฉัน"), max_length=100, required=False
    )
    passwordless = forms.BooleanField(
        label=_("ใช้เข้าระบบแทนรหัสผ่านได้"),
        help_text=_("ต้องเป็นเครื่องที่ล็อกด้วยนิ้ว ใบหน้า หรือรหัสเครื่อง"),
        required=False,
    )


class EnterByPasskeyForm(_UnreadableKey, LoginWebAuthnForm):
    pass


class PasskeyAgainForm(_UnreadableKey, ReauthenticateWebAuthnForm):
    pass


class PasswordAgainForm(AllauthPasswordAgain):
    password = _password(_("รหัสผ่านของท่าน"), "current-password")


class PaperCodeForm(forms.Form):
    code = forms.CharField(
        label=_("รหัสกระดาษ"),
        max_length=60,
        help_text=_("๑๖ ตัวบนใบที่ผู้แต่งตั้งยื่นให้ ตัวเล็กตัวใหญ่ใช้ได้เหมือนกัน"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
    )


class FirstPasswordForm(forms.Form):
    code = forms.CharField(widget=forms.HiddenInput, max_length=60)
    username = forms.CharField(
        label=_("ชื่อผู้ใช้ของท่าน"),
        disabled=True,
        widget=forms.TextInput(attrs={"autocomplete": "username", "readonly": True}),
    )
    password = _password(
        _("ตั้งรหัสผ่าน"), "new-password", _("วลีหลายคำที่จำง่ายใช้ได้ดี เว้นวรรคได้ วางจากที่จดไว้ได้")
    )
    shared = forms.BooleanField(label=SHARED, required=False, help_text=SHARED_HELP)


class OwnPassword(forms.Form):
    old_password = _password(_("รหัสผ่านเดิม"), "current-password")
    password = _password(
        _("รหัสผ่านใหม่"), "new-password", _("วลีหลายคำที่จำง่ายใช้ได้ดี เว้นวรรคได้ วางจากที่จดไว้ได้")
    )
