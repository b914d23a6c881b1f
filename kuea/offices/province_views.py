"""Opening strategy years and provinces (the administrator), and the villages of a tambon (the secretary)."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from kuea.core.problems import Refusal
from kuea.core.words import Role
from kuea.offices import actions, queries
from kuea.offices.models import Edition, Place, Province
from kuea.offices.province_forms import OpenEdition, OpenProvince, VillageCount
from kuea.offices.scope import find_visible, for_duty
from kuea.web.thai_format import format_date, today


@require_GET
@for_duty(Role.ADMINISTRATOR)
def provinces(request: HttpRequest) -> HttpResponse:
    """Which provinces this installation holds, and in which strategy year each works (I17, A2)."""
    context = {
        "editions": Edition.objects.order_by("-year_be"),
        "rows": Province.objects.select_related("place", "edition").order_by("place__name_th"),
    }
    return render(request, "offices/provinces.html", context)


@require_http_methods(["GET", "POST"])
@for_duty(Role.ADMINISTRATOR)
def open_edition(request: HttpRequest) -> HttpResponse:
    form = OpenEdition(request.POST or None)

    def run(given: dict[str, Any]) -> str:
        edition = actions.open_edition(by=request.duty, **given)
        return _("เปิดปียุทธศาสตร์ %(year)s แล้ว ทุกกำหนดนับจากวันเริ่มต้นนี้") % {"year": edition.year_be}

    about = _("วันสำคัญทุกวันนับจากวันเริ่มต้น (D-Day) ที่ตั้งที่นี่")
    return _ask(request, form, run, "provinces", _("เปิดปียุทธศาสตร์"), _("เปิดปีนี้"), about)


@require_http_methods(["GET", "POST"])
@for_duty(Role.ADMINISTRATOR)
def open_province(request: HttpRequest) -> HttpResponse:
    form = OpenProvince(request.POST or None)

    def run(given: dict[str, Any]) -> str:
        actions.open_province(
            by=request.duty, place_code=given["place"].code, edition=given["edition"]
        )
        return _("เปิดจังหวัดแล้ว ขั้นต่อไป เปิดบัญชีเลขานุการและประธาน แล้วแต่งตั้งหน้าที่")

    about = _("ทะเบียนของแต่ละจังหวัดแยกขาดจากกัน ไม่มีใครเห็นคนของจังหวัดอื่น")
    return _ask(request, form, run, "provinces", _("เปิดจังหวัด"), _("เปิดจังหวัดนี้"), about)


@require_GET
@for_duty(Role.SECRETARY)
def villages(request: HttpRequest) -> HttpResponse:
    """Tambon by tambon: how many villages we know, and where the list came from."""
    rows = queries.villages_by_tambon(request.duty.province_id or "")
    lacking = sum(not row.count for row in rows)
    return render(request, "offices/villages.html", {"rows": rows, "lacking": lacking})


@require_http_methods(["GET", "POST"])
@for_duty(Role.SECRETARY)
def village_count(request: HttpRequest, code: str) -> HttpResponse:
    """Without the official list a tambon's villages are its หมู่ 1…n."""
    own = Place.objects.filter(level="tambon", code__startswith=request.duty.province_id or "-")
    tambon = find_visible(own.filter(valid_to=None), code=code)
    form = VillageCount(request.POST or None)

    def run(given: dict[str, Any]) -> str:
        source = _("เลขานุการจังหวัดกรอก %(day)s") % {"day": format_date(today())}
        made = actions.make_numbered_villages(
            tambon_code=tambon.code, count=given["count"], by=request.duty, source=source
        )
        return _("ตำบล%(name)s มี %(count)s หน่วยค้นหาแล้ว") % {
            "name": tambon.name_th,
            "count": len(made),
        }

    heading = _("ตำบล%(name)s มีกี่หมู่") % {"name": tambon.name_th}
    about = _("ถ้ามีบัญชีหมู่บ้านของกรมการปกครอง นำเข้าทั้งแฟ้มที่หน้า รับรายชื่อ จะได้ชื่อหมู่บ้านครบ")
    return _ask(request, form, run, "villages", heading, _("ตั้งหมู่"), about)


def _ask(
    request: HttpRequest,
    form: Form,
    run: Callable[[dict[str, Any]], str],
    back: str,
    heading: str,
    button: str,
    about: str,
) -> HttpResponse:
    """One form, one action; a refusal stands above the form with what was typed still in it."""
    back_url = reverse(f"offices:{back}")
    if request.method == "POST" and form.is_valid():
        try:
            messages.success(request, run(form.cleaned_data))
            return redirect(back_url)
        except Refusal as refusal:
            form.add_error(None, f"{refusal.what} {refusal.remedy}")
    context = {
        "form": form,
        "heading": heading,
        "action": button,
        "intro": about,
        "back_url": back_url,
    }
    return render(request, "offices/form.html", context, status=400 if form.errors else 200)
