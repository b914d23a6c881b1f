"""The questions at the door, in our words: password, code, passkey, paper code."""

from typing import Any

from allauth.account.forms import LoginForm
from allauth.account.forms import ReauthenticateForm as AllauthPasswordAgain
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm
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
    """Name and password. A wrong pair is answered with the same words whichever half was wrong."""

    shared = forms.BooleanField(label=SHARED, required=False, help_text=SHARED_HELP)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("ชื่อผู้ใช้")
        self.fields["login"].widget.attrs = {"autocomplete": "username", "autocapitalize": "none"}
        self.fields["password"] = _password(_("รหัสผ่าน"), "current-password")
        self.order_fields(["login", "password", "shared"])

    def add_prefix(self, field_name: str) -> str:
        """allauth calls the name "login"; on the page it is "username", which password managers know."""
        return super().add_prefix("username" if field_name == "login" else field_name)

    def login(self, request: Any, redirect_url: str | None = None) -> Any:
        is_shared = bool(self.cleaned_data.get("shared"))
        request.session["is_shared"] = is_shared
        response = super().login(request, redirect_url)
        if is_shared:
            request.session.set_expiry(0)  # gone with the browser's window
        return response


class _ThaiCode:
    """Six digits as phones in Thailand may type them: ๑๒๓ ๔๕๖."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["code"]  # type: ignore[attr-defined]
        field.label, field.help_text = self.label, self.help_text  # type: ignore[attr-defined]
        field.widget = forms.TextInput(
            attrs={
                "autocomplete": "one-time-code",
                "inputmode": "numeric",
                "autocapitalize": "none",
            }
        )

    label = _("รหัสจากแอป หรือรหัสสำรอง")
    help_text = _("รหัส ๖ หลักที่แอปแสดงอยู่ตอนนี้ หรือรหัสสำรองบนกระดาษหนึ่งรหัส")

    def clean_code(self) -> str:
        self.cleaned_data["code"] = to_arabic_digits(self.cleaned_data["code"]).replace(" ", "")  # type: ignore[attr-defined]
        return super().clean_code()  # type: ignore[misc,no-any-return]


class CodeForm(_ThaiCode, AuthenticateForm):
    pass


class CodeAgainForm(_ThaiCode, ReauthenticateForm):
    pass


class AddAppForm(_ThaiCode, ActivateTOTPForm):
    label = _("รหัส ๖ หลักที่แอปแสดง")
    help_text = _("พิมพ์เพื่อยืนยันว่าแอปกับระบบตรงกัน")


class AddPasskeyForm(AddWebAuthnForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("ชื่อที่ท่านจำได้")
        self.fields["name"].help_text = _("เช่น มือถือของฉัน")
        self.fields["passwordless"].label = _("ใช้เข้าระบบแทนรหัสผ่านได้")
        self.fields["passwordless"].help_text = _("ต้องเป็นเครื่องที่ล็อกด้วยนิ้ว ใบหน้า หรือรหัสเครื่อง")


class PasswordAgainForm(AllauthPasswordAgain):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"] = _password(_("รหัสผ่านของท่าน"), "current-password")


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
