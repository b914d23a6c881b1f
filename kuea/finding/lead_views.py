"""Pages of leads: the public form, the form keyed by hand, the receipt, the queue and the first page of the room."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from kuea.core.rights import Kind, readers_of
from kuea.core.words import HELPERS, Role
from kuea.finding import actions, labels, presenters, queries
from kuea.finding.actions.sealing import SEALING
from kuea.finding.lead_forms import NEW_PERSON, LeadForm, ReceiptForm
from kuea.finding.models import Case, Lead
from kuea.finding.place_search import find_spots
from kuea.finding.ports import villages_led_by
from kuea.ledger.actions import note_read
from kuea.offices.models import Duty
from kuea.offices.queries import parts_of
from kuea.offices.scope import find_visible, for_duty, for_everyone
from kuea.web.looks import Link
from kuea.web.pages import paginate, render_page

WORKERS = readers_of(Kind.CASE)
KEYERS = readers_of(Kind.LEAD)
FEW_PLACES = 12
"""A duty with so few villages sees them at once, without searching."""


def _known_places(duty: Duty) -> tuple[str, ...]:
    """Villages the duty knows already: a volunteer's own, or those of a small host."""
    if duty.role in HELPERS:
        return tuple(duty.areas.order_by("pk").values_list("pk", flat=True))[:FEW_PLACES]
    if duty.role == Role.HOST_COORDINATOR and duty.organisation:
        codes = sorted(villages_led_by(duty.organisation))
        return tuple(codes) if len(codes) <= FEW_PLACES else ()
    return ()


@require_http_methods(["GET", "POST"])
@for_everyone
def lead_public(request: HttpRequest) -> HttpResponse:
    """Anyone may tell, without a name or a number of their own (A35, I23)."""
    form = LeadForm(
        request.POST or None, duty=None, find_sent=lambda once: actions.find_sent(str(once))
    )
    if "look" not in request.POST and request.method == "POST" and form.is_valid():
        lead = actions.raise_lead(by=None, **form.told())
        return redirect("finding:receipt", lead.receipt)
    return render(request, "finding/lead_public.html", {"form": _shown(form, request)})


@require_http_methods(["GET", "POST"])
@for_duty(*KEYERS)
def lead_new(request: HttpRequest) -> HttpResponse:
    """The same questions keyed by somebody signed in: at the telephone, from paper, on the way."""
    duty = request.duty
    form = LeadForm(
        request.POST or None, duty=duty, known_places=_known_places(duty),
        find_sent=lambda once: actions.find_sent(str(once)),
    )  # fmt: skip
    if "look" not in request.POST and request.method == "POST" and form.is_valid():
        same, answered = _same_case(request, form)
        if answered:
            lead = actions.raise_lead(by=duty, attach_to=same, **form.told())
            messages.success(request, _("รับเบาะแสแล้ว ขอบคุณที่ช่วยกันมอง"))
            if form.told()["sensitive"] in SEALING:  # their own word; what others seal is not told
                kept = _("เรื่องนี้ปิดเป็นความลับ เลขานุการที่ระบุชื่อได้รับแล้ว ท่านจะไม่เห็นในรายการ")
                messages.info(request, kept)
            return redirect("finding:lead_done", lead.pk)
    return render(request, "finding/lead_new.html", {"form": _shown(form, request)})


def _shown(form: LeadForm, request: HttpRequest) -> LeadForm:
    """«ค้นหาสถานที่» pressed without JavaScript: the same form, nothing lost, nothing complained of."""
    if "look" in request.POST:
        form.show_places_only()
    return form


def _same_case(request: HttpRequest, form: LeadForm) -> tuple[Case | None, bool]:
    """Search before create: the case meant, and whether the question needs no more asking."""
    told = form.cleaned_data
    alike = queries.similar_cases(request.duty, told["tambon"], told["name"], told["who"])
    answer = request.POST.get("same_as", "")
    if not alike or answer == NEW_PERSON or form.sent_before:
        return None, True
    chosen = next((found.case for found in alike if str(found.case.pk) == answer), None)
    if chosen is None:
        note_read(request, Case, [found.case.pk for found in alike], what="alike")
        form.ask_whether_same(alike, [presenters.alike_label(found) for found in alike])
    return chosen, chosen is not None


@require_GET
@for_everyone
def lead_places(request: HttpRequest) -> HttpResponse:
    """The picker's list, fetched while the place is being typed."""
    words = request.GET.get("place_words", "")[:200]  # as long as the form's own field
    spots = find_spots(words, _province_of(request))
    return render(request, "finding/parts/places.html", {"spots": spots, "asked": True})


def _province_of(request: HttpRequest) -> str:
    duty = getattr(request, "duty", None)
    return duty.province_id or "" if duty else ""


@require_GET
@for_everyone
def receipt(request: HttpRequest, code: str = "") -> HttpResponse:
    """What an informant may know: that it was received, and whether somebody went."""
    code = code or request.GET.get("code", "")
    found = queries.read_receipt(code) if code else None
    context = {"receipt": found, "code": code, "form": ReceiptForm(initial={"code": code})}
    return render(
        request, "finding/receipt.html", context, status=404 if code and not found else 200
    )


@require_GET
@for_duty(*KEYERS)
def lead_done(request: HttpRequest, pk: int) -> HttpResponse:
    """After keying: the receipt to read out, and the way on."""
    lead = find_visible(
        Lead.objects.filter(made_by__user=request.user).select_related("case"), pk=pk
    )
    sees = Case.objects.visible_to(request.duty).filter(pk=lead.case_id).exists()
    return render(request, "finding/lead_done.html", {"lead": lead, "sees_case": sees})


@require_GET
@for_duty(*WORKERS)
def leads(request: HttpRequest) -> HttpResponse:
    """The first page of ค้นหา: the secretary's queue, the host's work, the volunteer's errands."""
    pages = {Role.SECRETARY: _queue, Role.HOST_COORDINATOR: _host}
    return pages.get(Role(request.duty.role), _errands)(request)


def _queue(request: HttpRequest) -> HttpResponse:
    asked = {key: request.GET.get(key, "") for key in ("show", "channel", "amphoe", "q", "tambon")}
    ask = queries.QueueAsk(
        asked["show"] or "waiting", asked["channel"], asked["amphoe"], asked["q"], asked["tambon"]
    )
    counts = queries.count_queue(request.duty, ask)
    limits = request.duty.province.limits
    page = paginate(request, queries.read_queue(request.duty, ask))
    note_read(request, Case, [case.pk for case in page], what="list")
    context = {
        "page": page,
        "rows": presenters.case_rows(page, limits),
        "counts": counts,
        "chips": [
            Link(str(words), _with(request, show=name), ask.show == name, counts[name])
            for name, words in labels.QUEUE.items()
        ],
        "channels": [(code, words, code == ask.channel) for code, words in labels.CHANNELS.items()],
        "amphoe": [
            (place.code, place.name_th, place.code == ask.amphoe)
            for place in parts_of(request.duty.province_id, "amphoe")
        ],
        "show": ask.show,
        "filtered": bool(ask.channel or ask.amphoe),
        "q": ask.words,
    }
    return render_page(request, "finding/queue.html", "finding/parts/queue_rows.html", context)


def _with(request: HttpRequest, **changed: str) -> str:
    query = request.GET.copy()
    query.pop("page", None)
    for key, value in changed.items():
        query[key] = value
    return f"?{query.urlencode()}"


def _host(request: HttpRequest) -> HttpResponse:
    words = labels.HOST_TABS
    tab = request.GET.get("tab", "inbox")
    tab = tab if tab in words else "inbox"
    counts = queries.count_host_tabs(request.duty)
    page = paginate(request, queries.host_cases(request.duty, tab))
    note_read(request, Case, [case.pk for case in page], what="list")
    limits = request.duty.province.limits
    context = {
        "tabs": [Link(str(label), f"?tab={code}", code == tab, counts[code]) for code, label in words.items()],
        "page": page,
        "tab": tab,
        "rows": presenters.case_rows(page, limits, presenters.host_note),
    }  # fmt: skip
    return render(request, "finding/host.html", context)


def _errands(request: HttpRequest) -> HttpResponse:
    limits = request.duty.province.limits
    errands = queries.own_errands(request.duty)
    if request.GET.get("show") == "first":
        errands = errands.filter(state="routed")
    page = paginate(request, errands)
    rows = presenters.case_rows(page, limits, presenters.way_note)
    note_read(request, Case, [row.pk for row in rows], what="list")
    return render(request, "finding/errands.html", {"rows": rows, "page": page})
