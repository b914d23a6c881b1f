"""The code of a sample account, shown on the page that asks for it: for the first minute with `up`.

Three locks, all needed. `up` itself serves on a loopback address (settings.SHOW_SAMPLE_CODES). The request
comes from this machine and through no proxy. The secret stands in `var/sample_second_factors.json`, which
only the sample province writes: an account of a real office is never in it.
"""

import ipaddress
import json

from allauth.mfa.totp.internal import auth
from django.conf import settings
from django.http import HttpRequest

from kuea.offices.models import User

FILE = "sample_second_factors.json"
_PROXY_SIGNS = ("HTTP_X_FORWARDED_FOR", "HTTP_FORWARDED", "HTTP_VIA", "HTTP_X_REAL_IP")


def code_to_show(request: HttpRequest, user: User) -> str:
    """The six digits of now, or nothing."""
    if not settings.SHOW_SAMPLE_CODES or not _comes_from_here(request):
        return ""
    kept = settings.VAR / FILE
    secret = json.loads(kept.read_text()).get(user.username, "") if kept.exists() else ""
    return code_now(secret) if secret else ""


def code_now(secret: str) -> str:
    counters = list(auth.yield_hotp_counters_from_time())
    return auth.format_hotp_value(auth.hotp_value(secret, counters[len(counters) // 2]))


def is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"


def _comes_from_here(request: HttpRequest) -> bool:
    if any(sign in request.META for sign in _PROXY_SIGNS):
        return False
    return is_loopback(request.META.get("REMOTE_ADDR", ""))
