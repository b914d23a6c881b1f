"""Photographs of a search round: sent, shown by the one route that asks each time, removed."""

from pathlib import Path

from django.conf import settings
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kuea.core.problems import Refusal
from kuea.core.words import Role
from kuea.finding import actions, queries
from kuea.finding.case_forms import PictureForm
from kuea.finding.models import RoundPicture
from kuea.offices.scope import find_visible, for_duty
from kuea.offices.sealing import pieces_of

SEERS = (Role.HOST_COORDINATOR, Role.SECRETARY)


def _visible(request: HttpRequest) -> QuerySet[RoundPicture]:
    rounds = queries.visible_rounds(request.duty)
    return RoundPicture.objects.filter(removed_at=None, search_round__in=rounds)


@require_POST
@for_duty(Role.HOST_COORDINATOR)
def picture_add(request: HttpRequest, pk: int) -> HttpResponse:
    found = find_visible(queries.visible_rounds(request.duty), pk=pk)
    form = PictureForm(request.POST, request.FILES)
    if getattr(request, "too_large", 0):
        raise Refusal("picture_large", limit=settings.MAX_PICTURE_BYTES // (1024 * 1024))
    if not form.is_valid():
        raise Refusal("missing", fields=_("ภาพ"))
    given = dict(form.cleaned_data)
    data = given.pop("picture").read(settings.MAX_PICTURE_BYTES + 1)
    actions.add_picture(by=request.duty, search_round=found, data=data, **given)
    messages.success(request, _("เก็บภาพแล้ว ตำแหน่งที่ถ่ายในแฟ้มภาพถูกลบออก"))
    return redirect("finding:search", pk)


@require_GET
@for_duty(*SEERS)
def picture_file(request: HttpRequest, pk: int) -> StreamingHttpResponse:
    """The picture, for whoever sees its round today."""
    found = find_visible(_visible(request), pk=pk)
    answer = StreamingHttpResponse(
        pieces_of(Path(settings.MEDIA_ROOT) / found.kept_at), content_type="image/jpeg"
    )
    answer["Content-Disposition"] = f'inline; filename="picture-{found.pk}.jpg"'
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer["Cache-Control"] = "private, no-store"
    return answer


@require_POST
@for_duty(Role.HOST_COORDINATOR)
def picture_remove(request: HttpRequest, pk: int) -> HttpResponse:
    found = find_visible(_visible(request), pk=pk)
    actions.remove_picture(by=request.duty, picture=found)
    messages.info(request, _("ลบภาพแล้ว"))
    return redirect("finding:search", found.search_round_id)
