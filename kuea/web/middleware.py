"""The language of a page, and headers that keep every page to its own house."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers

POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-src 'none'",
        "frame-ancestors 'none'",
    )
)
UNUSED = (
    "accelerometer", "autoplay", "camera", "display-capture", "encrypted-media", "fullscreen", "gyroscope",
    "magnetometer", "microphone", "midi", "payment", "picture-in-picture", "screen-wake-lock", "usb",
)  # fmt: skip
HEADERS = {
    "Content-Security-Policy": POLICY,
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": ", ".join([*(f"{name}=()" for name in UNUSED), "geolocation=(self)"]),
    "X-Robots-Tag": "noindex, nofollow",
}
"""Set on every answer unless the view said otherwise: pages, papers, sheets, style sheets, faults."""


class SecurityHeadersMiddleware:
    """Content policy without inline scripts or styles; nothing a view answers stays in a cache.

    Village phones are shared: `no-store` means that the back button after signing out shows nothing. That
    goes for the public pages too: a tip and its receipt are about a person. Stands outside of everything,
    so that style sheets, faults and refusals of other middleware carry the same headers.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if not request.path_info.startswith(settings.STATIC_URL) or response.status_code >= 400:
            response.headers.setdefault("Cache-Control", "private, no-store")
        if request.method == "HEAD" and not response.streaming:
            # waitress sends what it is given: on a line kept open, a body here is read as the next answer
            response.content = b""
        return response


class ThaiFirstMiddleware:
    """Thai, unless the visitor chose otherwise with the language button.

    Stands in the place of Django's LocaleMiddleware, which would give English to every office machine
    whose Windows is English.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        language = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        patch_vary_headers(response, ["Cookie"])
        return response
