"""Our answers to what django-allauth asks while somebody signs in: Thai words, no open door, no identity kept."""

import time
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.contrib import messages
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kuea.core.problems import CATALOGUE
from kuea.offices import actions
from kuea.offices.models import User
from kuea.offices.sealing import open_text, seal_text

FRESH_SECONDS = 300
"""For so long after signing in nobody is asked for the password again."""
_WRONG = CATALOGUE["wrong_sign_in"]
_WRONG_PAIR = format_lazy("{} {}", _(_WRONG.what), _(_WRONG.remedy))
TOLD = {
    "mfa/messages/totp_activated.txt": _("ผูกแอปรหัสแล้ว ครั้งหน้าจะถามรหัสจากแอปหลังรหัสผ่าน"),
    "mfa/messages/totp_deactivated.txt": _("ถอนแอปรหัสแล้ว"),
    "mfa/messages/webauthn_added.txt": _("เพิ่มกุญแจในเครื่องแล้ว"),
    "mfa/messages/webauthn_removed.txt": _("ถอนกุญแจในเครื่องแล้ว"),
    "mfa/messages/recovery_codes_generated.txt": _("ออกรหัสสำรองแล้ว พิมพ์หรือจดไว้ตอนนี้"),
    "socialaccount/messages/account_connected.txt": _("ผูกบัญชีภายนอกแล้ว"),
    "socialaccount/messages/account_connected_updated.txt": _("บัญชีภายนอกนี้ผูกไว้แล้ว"),
    "socialaccount/messages/account_connected_other.txt": _(
        "บัญชีภายนอกนี้ผูกกับผู้ใช้คนอื่นแล้ว ติดต่อผู้แต่งตั้งท่าน"
    ),
}
"""What allauth tells, in our words; anything else it would say stays unsaid."""

WAYS = {
    "reauthenticate": _("ใช้รหัสผ่าน"),
    "mfa_reauthenticate": _("ใช้รหัสจากแอป หรือรหัสสำรอง"),
    "mfa_reauthenticate:webauthn": _("ใช้กุญแจในเครื่อง"),
}


class AccountAdapter(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": _WRONG_PAIR,
        "invalid_login": _WRONG_PAIR,
        "account_inactive": _WRONG_PAIR,
        "incorrect_password": _("รหัสผ่านไม่ถูกต้อง ตรวจแล้วพิมพ์อีกครั้ง"),
        "incorrect_code": _("รหัสไม่ถูกต้องหรือหมดเวลาแล้ว ใช้รหัสที่แอปแสดงอยู่ตอนนี้"),
        "too_many_login_attempts": _("ลองผิดหลายครั้งเกินไป รอ ๕ นาทีแล้วลองใหม่ บัญชีของท่านไม่ได้ถูกปิด"),
        "rate_limited": _("ลองหลายครั้งเกินไปในเวลาสั้น ๆ รอสักครู่แล้วลองใหม่"),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False  # an account is made by whoever may appoint

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Not again within minutes of signing in: the first set-up follows it at once."""
        records = get_authentication_records(context.request, context.request.user)
        is_fresh = bool(records) and time.time() - records[-1]["at"] < FRESH_SECONDS
        return not is_fresh and super().is_reauthentication_required(app=app, **kwargs)

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        name = str(credentials.get("username", ""))
        actions.note_access(
            "sign_in_failed", user=User.objects.filter(username__iexact=name).first()
        )

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        return [
            way | {"description": str(WAYS[way["id"]])}
            for way in super().get_reauthentication_methods(user)
        ]

    def respond_user_inactive(self, request: HttpRequest, user: User) -> HttpResponseRedirect:
        """The same words as for a wrong pair: a closed account is nobody's business at the door."""
        messages.error(request, str(self.error_messages["account_inactive"]))
        return HttpResponseRedirect(reverse("account_login"))

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        return reverse("reporting:home")

    def add_message(self, request, level, message_template=None, message_context=None, extra_tags="", message=None):  # type: ignore[no-untyped-def]  # fmt: skip
        words = message or TOLD.get(message_template)
        if words:
            super().add_message(request, level, message=str(words), extra_tags=extra_tags)


class SecondFactorAdapter(DefaultMFAAdapter):
    """Secrets are sealed like citizen numbers; names are ours."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("รหัสไม่ถูกต้องหรือหมดเวลาแล้ว ใช้รหัสที่แอปแสดงอยู่ตอนนี้"),
        "cannot_delete_authenticator": _(
            "หน้าที่ของท่านต้องมีขั้นที่สองอย่างน้อยหนึ่งอย่าง เพิ่มอย่างอื่นก่อน แล้วถอนอันนี้"
        ),
        "cannot_generate_recovery_codes": _("ผูกแอปรหัสหรือกุญแจในเครื่องก่อน แล้วออกรหัสสำรอง"),
    }

    def encrypt(self, text: str) -> str:
        return seal_text(text)

    def decrypt(self, encrypted_text: str) -> str:
        return open_text(encrypted_text)

    def get_totp_issuer(self) -> str:
        return "Kuea"

    def generate_authenticator_name(self, user: User, type: Any) -> str:
        count = Authenticator.objects.filter(user_id=user.pk, type=type).count()
        return gettext("กุญแจในเครื่อง %(number)d") % {"number": count + 1}


class OtherAccountAdapter(DefaultSocialAccountAdapter):
    """A province's OpenID provider: it opens an invited account that was linked before, and makes none."""

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        sociallogin.token = None  # never kept, not even while a second factor is asked
        if sociallogin.state.get("process") != "connect" and not sociallogin.is_existing:
            actions.note_access("openid_unknown", user=None)
            self._back(
                request,
                gettext("บัญชีภายนอกนี้ยังไม่ได้ผูกกับผู้ใช้ใด เข้าสู่ระบบด้วยรหัสผ่าน แล้วผูกที่หน้า «การเข้าใช้ของท่าน»"),
            )

    def on_authentication_error(self, request, provider, error=None, exception=None, extra_context=None):  # type: ignore[no-untyped-def]  # fmt: skip
        actions.note_access("openid_failed", user=None)  # what it sent is not ours to keep
        self._back(request, gettext("เข้าด้วยบัญชีภายนอกไม่สำเร็จ ลองใหม่ หรือเข้าด้วยรหัสผ่าน"))

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False

    def get_connect_redirect_url(self, request: HttpRequest, socialaccount: Any) -> str:
        return reverse("mfa_index")

    def _back(self, request: HttpRequest, words: str) -> None:
        messages.error(request, words)
        name = "mfa_index" if request.user.is_authenticated else "account_login"
        raise ImmediateHttpResponse(HttpResponseRedirect(reverse(name)))
