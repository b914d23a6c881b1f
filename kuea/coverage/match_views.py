"""Pages of weaving givers to receivers: «โอบอุ้ม» for hosts, cards without identity for givers (R59, I10)."""

from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kuea.core.states import MATCH
from kuea.core.words import Role
from kuea.coverage import actions, forms
from kuea.coverage.actions.matches import BOTH_AGREED
from kuea.coverage.labels import MATCH_DECISIONS
from kuea.coverage.models import Match
from kuea.coverage.presenters import (
    card_row,
    match_row,
    need_row,
    story_rows,
    suggestion_row,
)
from kuea.coverage.queries.givers import (
    cases_of_need,
    identity_for,
    suggest_givers,
)
from kuea.coverage.queries.matches import going_matches, matches_of, needs_to_place, story_of
from kuea.finding.models import Case
from kuea.giving.models import CapacityOffer
from kuea.ledger.actions import note_read
from kuea.offices.scope import find_visible, for_duty
from kuea.people.models import Need
from kuea.web.pages import paginate

WEAVERS = (Role.HOST_COORDINATOR, Role.SECRETARY)


@require_GET
@for_duty(*WEAVERS)
def embrace(request: HttpRequest) -> HttpResponse:
    going = going_matches(request.duty)
    page = paginate(request, needs_to_place(request.duty), per_page=24)
    shown = [case.pk for case, _need in page] + [match.case_id for match in going]
    note_read(request, Case, shown, what="list")
    context = {
        "page": page,
        "needs": [need_row(case, need) for case, need in page],
        "matches": [match_row(match) for match in going],
    }
    return render(request, "coverage/embrace.html", context)


def _need_of(request: HttpRequest, case_pk: int, pk: int) -> tuple[Case, Need]:
    """A need of a case this duty may see; of another case it is not found."""
    rows = Case.objects.visible_to(request.duty).select_related(
        "person", "group", "tambon", "village"
    )
    case = find_visible(rows, pk=case_pk)
    need = find_visible(Need.objects.filter(province_id=case.province_id), pk=pk)
    find_visible(Case.objects.filter(cases_of_need(need)), pk=case.pk)
    return case, need


@require_http_methods(["GET", "POST"])
@for_duty(*WEAVERS)
def givers(request: HttpRequest, case_pk: int, pk: int) -> HttpResponse:
    case, need = _need_of(request, case_pk, pk)
    form = forms.ChooseGiver(request.POST or None)
    if request.method == "POST" and form.is_valid():
        offers = CapacityOffer.objects.visible_to(request.duty).select_related("organisation")
        offer = find_visible(offers, pk=form.cleaned_data["offer"])
        match = actions.suggest_match(
            need=need, offer=offer, case=case, by=request.duty,
            quantity=form.cleaned_data["quantity"],
        )  # fmt: skip
        actions.offer_match(match=match, by=request.duty)
        messages.success(request, _("ชวนแล้ว ผู้ให้จะเห็นเพียงการ์ดที่ไม่มีชื่อ"))
        return redirect("coverage:match", match.pk)
    note_read(request, Case, [case.pk])
    found = [suggestion_row(told) for told in suggest_givers(need, case=case)]
    context = {
        "need": need_row(case, need),
        "found": found,
        "quantity": need.quantity,
        "form": form,
    }
    return render(request, "coverage/givers.html", context, status=400 if form.errors else 200)


_FORMS: dict[str, type[Form]] = {
    "offer": Form,
    "accept": Form,
    "agree": forms.Agree,
    "start": Form,
    "fulfil": Form,
    "end_early": forms.Reason,
    "decline": Form,
}
_RUN = {
    "offer": actions.offer_match,
    "accept": actions.accept_match,
    "agree": actions.agree_match,
    "start": actions.start_match,
    "fulfil": actions.fulfil_match,
    "end_early": actions.end_match_early,
    "decline": actions.decline_match,
}
_ASK: dict[str, Any] = {
    "offer": gettext_lazy("ชวนผู้ให้รายนี้ โดยยังไม่บอกชื่อเพื่อนบ้าน"),
    "accept": gettext_lazy("ตอบรับ และจองกำลังไว้ให้เพื่อนบ้านคนนี้"),
    "agree": gettext_lazy("บันทึกสิ่งที่เจ้าตัวตอบ"),
    "start": gettext_lazy("เริ่มช่วยแล้ว"),
    "fulfil": gettext_lazy("ช่วยสำเร็จ เจ้าตัวยืนยันแล้ว"),
    "end_early": gettext_lazy("ยุติก่อนกำหนด และหาผู้ให้รายใหม่"),
    "decline": gettext_lazy("ไม่มีใครจดจำไว้ กำลังที่จองไว้จะว่างสำหรับเพื่อนบ้านคนอื่น"),
}
_GIVER_ACTS = ("accept", "decline", "end_early")


def _acts(match: Match, codes: tuple[str, ...], sent: dict[str, Any]) -> list[dict[str, Any]]:
    """The forms of the decisions that the table allows now."""
    return [
        {
            "code": code,
            "title": _ASK[code],
            "label": MATCH_DECISIONS[code],
            "form": sent.get(code) or _FORMS[code](auto_id=f"{code}_%s"),
        }
        for code in codes
        if MATCH.allows(match.state, code)
        and not (code == "end_early" and MATCH.allows(match.state, "decline"))
    ]


def _host_codes(match: Match, request: HttpRequest) -> tuple[str, ...]:
    own = request.duty.organisation_id == match.offer.organisation_id
    return tuple(code for code in _RUN if code != "accept" or own)


def _show(request: HttpRequest, match: Match, **sent: Any) -> HttpResponse:
    note_read(request, Case, [match.case_id])
    context = {
        "row": match_row(match),
        "case": match.case,
        "words": match.need.own_words,
        "agreed_how": match.agreed_how,
        "ended_reason": match.ended_reason,
        "story": story_rows(story_of([match])),
        "acts": _acts(match, _host_codes(match, request), sent),
    }
    return render(request, "coverage/match.html", context, status=400 if sent else 200)


@require_GET
@for_duty(*WEAVERS)
def match(request: HttpRequest, pk: int) -> HttpResponse:
    return _show(request, find_visible(matches_of(request.duty), pk=pk))


def _run(request: HttpRequest, found: Match, act: str) -> Form | None:
    """Do `act`, or answer the form that could not be read."""
    if act not in _RUN:
        raise Http404
    form = _FORMS[act](request.POST, auto_id=f"{act}_%s")
    if not form.is_valid():
        return form
    _RUN[act](match=found, by=request.duty, **form.cleaned_data)
    messages.success(request, _("บันทึกแล้ว"))
    return None


@require_POST
@for_duty(*WEAVERS)
def match_act(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    found = find_visible(matches_of(request.duty), pk=pk)
    wrong = _run(request, found, act)
    return _show(request, found, **{act: wrong}) if wrong else redirect("coverage:match", pk)


@require_GET
@for_duty(Role.GIVER)
def cards(request: HttpRequest) -> HttpResponse:
    own = matches_of(request.duty).order_by("-pk")
    shown = {"asked": ("offered",), "helping": BOTH_AGREED}.get(request.GET.get("show", ""))
    page = paginate(request, own.filter(state__in=shown) if shown else own)
    rows = [card_row(match) for match in page]
    asked = [row for row in rows if row.state == "offered"]
    others = [row for row in rows if row.state != "offered"]
    return render(request, "coverage/cards.html", {"page": page, "asked": asked, "others": others})


def _show_card(request: HttpRequest, found: Match, **sent: Any) -> HttpResponse:
    identity = identity_for(found, request.duty)
    if identity is not None:
        note_read(request, Case, [found.case_id])
    context = {
        "row": card_row(found),
        "identity": identity,
        "acts": _acts(found, _GIVER_ACTS, sent),
        "pk": found.pk,
    }
    return render(request, "coverage/card.html", context, status=400 if sent else 200)


@require_GET
@for_duty(Role.GIVER)
def card(request: HttpRequest, pk: int) -> HttpResponse:
    return _show_card(request, find_visible(matches_of(request.duty), pk=pk))


@require_POST
@for_duty(Role.GIVER)
def card_act(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    found = find_visible(matches_of(request.duty), pk=pk)
    if act not in _GIVER_ACTS:
        raise Http404
    wrong = _run(request, found, act)
    return _show_card(request, found, **{act: wrong}) if wrong else redirect("coverage:card", pk)
