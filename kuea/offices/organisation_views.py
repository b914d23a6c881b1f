"""The directory of organisations: search first, then enter; and the question "which place is this?"."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from kuea.core.problems import Refusal
from kuea.core.words import Role
from kuea.offices import actions, organisation_forms, presenters, queries
from kuea.offices.labels import SECTORS
from kuea.offices.models import Organisation
from kuea.offices.scope import find_visible, for_duty
from kuea.web.looks import Link
from kuea.web.pages import paginate, render_stale

READ = (
    Role.SECRETARY, Role.CHAIR, Role.MEMBER, Role.HOST_COORDINATOR, Role.LOCAL_OFFICER, Role.GIVER,
)  # fmt: skip
ADD = (Role.SECRETARY, Role.HOST_COORDINATOR, Role.LOCAL_OFFICER)
CHANGE = (Role.SECRETARY, Role.HOST_COORDINATOR, Role.GIVER)


def _fetch(request: HttpRequest, pk: int) -> Organisation:
    rows = Organisation.objects.visible_to(request.duty)
    return find_visible(rows.select_related("host", "address_place__parent"), pk=pk)


def _may_change(request: HttpRequest, organisation: Organisation) -> bool:
    duty = request.duty
    return duty.role == Role.SECRETARY or (
        duty.role in CHANGE and duty.organisation_id == organisation.pk
    )


@require_GET
@for_duty(*READ)
def organisations(request: HttpRequest) -> HttpResponse:
    words, sector = request.GET.get("q", ""), request.GET.get("sector", "")
    page = paginate(request, queries.search_organisations(request.duty, words, sector))
    chips = [Link(_("ทุกภาคส่วน"), f"?{urlencode({'q': words})}", not sector)] + [
        Link(str(label), f"?{urlencode({'q': words, 'sector': code})}", code == sector)
        for code, label in SECTORS.items()
    ]
    rows = [(row, SECTORS[row.sector], not actions.missing_capacity(row)) for row in page]
    may_add = request.duty.role in ADD
    context = {"page": page, "rows": rows, "chips": chips, "may_add": may_add, "q": words}
    return render(request, "offices/organisations.html", context)


@require_GET
@for_duty(*READ)
def organisation(request: HttpRequest, pk: int) -> HttpResponse:
    found = _fetch(request, pk)
    context = {
        "organisation": found,
        "facts": presenters.organisation_facts(found),
        "missing": presenters.capacity_words(actions.missing_capacity(found)),
        "may_change": _may_change(request, found),
    }
    return render(request, "offices/organisation.html", context)


def _add(request: HttpRequest, form: organisation_forms.AddOrganisation) -> Organisation | None:
    """What was written, or None with the refusal told on the form."""
    try:
        return actions.add_organisation(
            by=request.duty, form_key=str(form.cleaned_data["once"]), **form.list_card()
        )
    except Refusal as refusal:
        form.add_error("name", f"{refusal.what} {refusal.remedy}")
        return None


@require_http_methods(["GET", "POST"])
@for_duty(*ADD)
def new_organisation(request: HttpRequest) -> HttpResponse:
    """First the name is searched; the form opens with what was found standing beside it."""
    name = request.POST.get("name", request.GET.get("name", "")).strip()[:200]
    if not name:
        return render(request, "offices/organisation_search.html")
    form = organisation_forms.AddOrganisation(
        request.POST or None, duty=request.duty, initial={"name": name}, find_sent=queries.find_sent
    )
    if request.method == "POST" and form.is_valid():
        made = _add(request, form)
        if made is not None:
            return redirect("offices:organisation", made.pk)
    similar = [
        (found.organisation, SECTORS[found.organisation.sector])
        for found in queries.similar_organisations(request.duty, name)
    ]
    return _card(request, form, _("เพิ่มองค์กร"), "offices:organisations", similar=similar, name=name)


@require_http_methods(["GET", "POST"])
@for_duty(*CHANGE)
def change_organisation(request: HttpRequest, pk: int) -> HttpResponse:
    found = _fetch(request, pk)
    if not _may_change(request, found):
        raise Refusal("not_in_your_area")
    form = organisation_forms.ChangeOrganisation(
        request.POST or None, duty=request.duty, organisation=found
    )
    if request.method == "POST" and form.is_valid():
        given = {"version": int(form.cleaned_data["version"]), **form.list_card()}
        try:
            actions.change_organisation(by=request.duty, organisation=found, **given)
        except Refusal as refusal:
            form.add_error(None, f"{refusal.what} {refusal.remedy}")
        else:
            return redirect("offices:organisation", pk)
    if form.is_stale:
        return render_stale(request, fresh_url=request.path, written=form.list_written())
    return _card(request, form, found.name, "offices:organisations")


def _card(request: HttpRequest, form: Any, heading: str, back: str, **more: Any) -> HttpResponse:
    context = {"form": form, "heading": heading, "back_url": reverse(back), **more}
    status = 400 if form.errors else 200
    return render(request, "offices/organisation_form.html", context, status=status)


@require_GET
@for_duty(Role.SECRETARY, Role.HOST_COORDINATOR, Role.LOCAL_OFFICER)
def find_place(request: HttpRequest) -> HttpResponse:
    """Which place did they write? One, or candidates, or nothing, always with the reason."""
    text = request.GET.get("q", "")[:400]
    answer = queries.find_place(text, within=request.duty.province_id) if text.strip() else None
    found = None
    if answer and answer.place_code:
        index = queries.place_index()
        found = (answer.place_code, index.label(answer.place_code))
    return render(request, "offices/find_place.html", {"answer": answer, "found": found})
