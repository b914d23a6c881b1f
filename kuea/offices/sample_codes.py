"""The code of a sample account, shown on the page that asks for it: for the first minute with `up`.

Three locks, all needed. `up` itself serves on a loopback address (settings.SHOW_SAMPLE_CODES). The browser's
own address bar says loopback: its connection, the host it asked and the page it came from; a proxy put before
`up` by mistake passes on a page of another host. The secret stands in `var/sample_second_factors.json`, which
only the sample province writes: an account of a real office is never in it.
"""

import ipaddress
import json
from urllib.parse import urlsplit

from allauth.mfa.totp.internal import auth
from django.conf import settings
from django.http import HttpRequest
from django.http.request import split_domain_port

from kuea.offices.models import User

FILE = "sample_second_factors.json"


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
    asked = split_domain_port(request.get_host())[0]
    came_from = urlsplit(request.META.get("HTTP_REFERER", "")).hostname or ""
    return all(
        is_loopback(host) for host in (request.META.get("REMOTE_ADDR", ""), asked, came_from)
    )
