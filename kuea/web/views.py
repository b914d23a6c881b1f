"""Pages that belong to no other room: error pages, the health check, the living style guide."""

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kuea.core.words import Role
from kuea.web import style_guide
from kuea.web.presenters import ERRORS, ErrorWords


def show_error(words: ErrorWords) -> HttpResponse:
    """An error page that needs neither the database nor a session: they may be what is broken."""
    context = {"status": words.status, "what": words.what, "remedy": words.remedy}
    return HttpResponse(render_to_string("web/error.html", context), status=words.status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    too_big = isinstance(exception, RequestDataTooBig | TooManyFieldsSent)
    return show_error(ERRORS[413 if too_big else 400])


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return show_error(ERRORS[403])


def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return show_error(ERRORS[404])


def too_large(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return show_error(ERRORS[413])


def too_many(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return show_error(ERRORS[429])


def server_error(request: HttpRequest) -> HttpResponse:
    return show_error(ERRORS[500])


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Mostly a page left open overnight, or after signing in elsewhere."""
    return show_error(
        ErrorWords(
            403,
            _("หน้านี้เปิดค้างไว้นาน จึงยังไม่ได้บันทึก"),
            _("กดย้อนกลับ เปิดหน้านั้นใหม่ แล้วส่งอีกครั้ง (หากยังไม่ได้ ให้เข้าสู่ระบบใหม่)"),
        )
    )


@require_safe
def check_health(request: HttpRequest) -> JsonResponse:
    connection.ensure_connection()
    return JsonResponse({"status": "ok"})


@require_safe
def show_robots(request: HttpRequest) -> HttpResponse:
    """Nothing here is for search machines; the header of every page says so a second time."""
    return HttpResponse("User-agent: *\nDisallow: /\n", content_type="text/plain; charset=utf-8")


@require_safe
def show_style_guide(request: HttpRequest) -> HttpResponse:
    duty = getattr(request, "duty", None)
    if not (settings.DEBUG or getattr(duty, "role", "") == Role.ADMINISTRATOR):
        raise Http404
    return render(request, "web/style_guide.html", style_guide.build_context())


@require_safe
def show_paper_sample(request: HttpRequest) -> HttpResponse:
    duty = getattr(request, "duty", None)
    if not (settings.DEBUG or getattr(duty, "role", "") == Role.ADMINISTRATOR):
        raise Http404
    return render(request, "web/style_paper.html", style_guide.build_paper_context())
