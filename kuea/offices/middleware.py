"""Which duty the visitor acts under, and how long a session lasts."""

import time
from collections.abc import Callable

from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from kuea.core.access import session_limits
from kuea.offices.actions import note_access
from kuea.offices.models import Duty

NOTE_EVERY_SECONDS = 60


class DutyMiddleware:
    """Sets `request.duty`: the chosen current duty of the signed-in user, or None."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.duty = read_duty(request)
        return self.get_response(request)


def read_duty(request: HttpRequest) -> Duty | None:
    """The duty in the session when it is still the user's; else the user's first one."""
    if not request.user.is_authenticated:
        return None
    duties = (
        Duty.objects.current()
        .with_second_factor()
        .filter(user=request.user)
        .select_related("user", "province__place", "province__edition", "organisation")
    )
    chosen = request.session.get("duty_id")
    return (duties.filter(pk=chosen).first() if chosen else None) or duties.order_by("pk").first()


class SessionLimitsMiddleware:
    """Ends a session that stood idle or grew old; a shared device sooner than one's own (core/access.py)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated and not self._is_alive(request):
            note_access("session_ran_out", user=request.user)
            logout(request)
            messages.info(request, _("ออกจากระบบให้แล้วเพราะไม่ได้ใช้นาน เข้าใหม่แล้วทำต่อได้"))
            return redirect_to_login(request.get_full_path() if request.method == "GET" else "/")
        return self.get_response(request)

    def _is_alive(self, request: HttpRequest) -> bool:
        session, now = request.session, time.time()
        began, seen = session.get("began_at"), session.get("seen_at")
        if began is None or seen is None:
            return False
        role = request.duty.role if request.duty else ""
        limits = session_limits(role, is_shared=bool(session.get("is_shared")))
        if now - seen > limits.idle.total_seconds() or now - began > limits.whole.total_seconds():
            return False
        if now - seen > NOTE_EVERY_SECONDS:
            session["seen_at"] = now
            UserSession.objects.create_from_request(request)
        return True
