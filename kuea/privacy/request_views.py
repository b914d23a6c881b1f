"""Pages of requests: taken down by anybody of the area, decided and answered by the secretariat, the person's copy."""

import logging
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kuea.core.problems import Refusal
from kuea.core.words import Role
from kuea.finding.actions import restrict_everywhere
from kuea.finding.models import Case
from kuea.offices.scope import find_visible, for_duty
from kuea.people.models import Person
from kuea.privacy import actions, forms, labels, queries
from kuea.privacy.actions.requests import RECEIVERS, Correction
from kuea.privacy.models import PersonRequest
from kuea.privacy.presenters import copy_of
from kuea.web.pages import read_number

log = logging.getLogger(__name__)


def _case_person(request: HttpRequest) -> Person | None:
    """The person of the case the form was opened from, when this duty sees it."""
    pk = read_number(request.GET.get("case", ""))
    if pk is None:
        return None
    case = Case.objects.visible_to(request.duty).filter(pk=pk).select_related("person").first()
    return case.person if case else None


@require_http_methods(["GET", "POST"])
@for_duty(*RECEIVERS)
def request_new(request: HttpRequest) -> HttpResponse:
    person = _case_person(request)
    form = forms.RequestForm(
        request.POST or None, person=person,
        find_sent=lambda once: actions.find_sent(str(once)),
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        once = given.pop("once")
        made = actions.receive_request(by=request.duty, person=person, form_key=str(once), **given)
        messages.success(request, _("รับคำขอแล้ว สำนักงานจะตอบภายในกำหนด"))
        sees = PersonRequest.objects.visible_to(request.duty).filter(pk=made.pk).exists()
        return redirect("privacy:request", made.pk) if sees else redirect("reporting:home")
    context = {"form": form, "person": person}
    return render(request, "privacy/request_new.html", context, status=400 if form.errors else 200)


def _fetch(request: HttpRequest, pk: int) -> PersonRequest:
    rows = PersonRequest.objects.visible_to(request.duty)
    return find_visible(rows.select_related("person", "letter", "province__place"), pk=pk)


@require_GET
@for_duty(*RECEIVERS)
def request_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Whoever took it down may always ask what became of it: a page that vanished would tell who is sealed."""
    own = PersonRequest.objects.filter(received_by=request.duty, pk=pk)
    theirs = own.first() if request.duty.role != Role.SECRETARY else None
    return _show(request, theirs or _fetch(request, pk))


def _who(request: HttpRequest, found: PersonRequest) -> str:
    """The name for those who may see the person; for others the words they wrote down themselves."""
    person = found.person
    return person.full_name if person is not None and _sees(request, person) else found.who_words


def _sees(request: HttpRequest, person: Person) -> bool:
    """The office answers also for those whose data lie unused; for whoever took the request down they are gone."""
    rows = Person.objects.in_sight(request.duty)
    if request.duty.role != Role.SECRETARY:
        rows = Person.objects.visible_to(request.duty)
    return rows.filter(pk=person.pk).exists()


def _outcome(request: HttpRequest, found: PersonRequest) -> tuple[str, str]:
    """What was decided and why: the letter tells the person; of somebody not in sight it would tell who is known."""
    if request.duty.role != Role.SECRETARY and not (found.person and _sees(request, found.person)):
        return "", ""
    return labels.OUTCOMES.get(found.outcome, ""), found.reason


def _show(request: HttpRequest, found: PersonRequest, **sent: Any) -> HttpResponse:
    is_office = request.duty.role == Role.SECRETARY
    words = request.GET.get("q", found.who_words)
    people = queries.persons_for(request.duty, words) if found.person is None else []
    outcome, reason = _outcome(request, found)
    context = {
        "request_": found,
        "who": _who(request, found),
        "kind": labels.REQUEST_KINDS[found.kind],
        "state_label": labels.REQUEST_STATES[found.state],
        "outcome": outcome,
        "reason": reason,
        "is_office": is_office,
        "q": words,
        "people": people,
        "decide": sent.get("decide")
        or forms.DecideForm(found=people, known=found.person_id is not None),
        "correction": sent.get("correction") or forms.CorrectionForm(),
        "needs_correction": found.kind == "correction" and found.outcome != "refused",
        "may_copy": is_office and found.person and not found.person.erased_at,
    }
    return render(request, "privacy/request.html", context, status=400 if sent else 200)


@require_POST
@for_duty(Role.SECRETARY)
def request_decide(request: HttpRequest, pk: int) -> HttpResponse:
    found = _fetch(request, pk)
    people = queries.persons_for(request.duty, request.GET.get("q", found.who_words))
    form = forms.DecideForm(request.POST, found=people, known=found.person_id is not None)
    if not form.is_valid():
        return _show(request, found, decide=form)
    actions.decide_request(by=request.duty, request=found, **form.cleaned_data)
    messages.success(request, _("บันทึกผลแล้ว"))
    return redirect("privacy:request", pk)


@require_POST
@for_duty(Role.SECRETARY)
def request_carry_out(request: HttpRequest, pk: int) -> HttpResponse:
    found = _fetch(request, pk)
    form = forms.CorrectionForm(request.POST)
    right = Correction(**form.cleaned_data) if form.is_valid() else None
    actions.carry_out_request(by=request.duty, request=found, correction=right)
    messages.success(request, _("ทำตามและออกเลขหนังสือตอบแล้ว พิมพ์ส่งให้เจ้าตัวได้"))
    return redirect("privacy:request", pk)


@require_POST
@for_duty(*RECEIVERS)
def request_take_back(request: HttpRequest, pk: int) -> HttpResponse:
    actions.take_back_request(by=request.duty, request=_fetch(request, pk))
    messages.success(request, _("ถอนคำขอตามที่เจ้าตัวต้องการแล้ว"))
    return redirect("privacy:request", pk)


@require_GET
@for_duty(Role.SECRETARY)
def request_letter(request: HttpRequest, pk: int) -> HttpResponse:
    """The answer on paper: what was asked, what was decided, why, and where to complain."""
    found = _fetch(request, pk)
    if found.letter is None:
        raise Refusal("not_in_this_state")
    context = {
        "request_": found,
        "kind": labels.REQUEST_KINDS[found.kind],
        "outcome": labels.OUTCOMES[found.outcome],
        "name": found.person.full_name if found.person else found.who_words,
        "as_of": timezone.now(),
    }
    return render(request, "privacy/letter.html", context)


@require_GET
@for_duty(Role.SECRETARY)
def request_copy(request: HttpRequest, pk: int) -> HttpResponse:
    """P23: everything held about the person, on paper, for the person; the look is logged, ids only (I17)."""
    found = _fetch(request, pk)
    if found.person is None or found.person.erased_at is not None:
        raise Refusal("person_needed")
    log.info("person_copy person=%s duty=%s request=%s", found.person_id, request.duty.pk, pk)
    context = {"person": found.person, "parts": copy_of(found.person), "as_of": timezone.now()}
    return render(request, "privacy/copy.html", context)


@require_POST
@for_duty(Role.SECRETARY)
def unrestrict(request: HttpRequest, pk: int) -> HttpResponse:
    """The person wants their data to be used again."""
    person = find_visible(queries.restricted_persons(request.duty), pk=pk)
    restrict_everywhere(by=request.duty, person=person, restricted=False)
    messages.success(request, _("นำกลับมาใช้ตามที่เจ้าตัวต้องการแล้ว"))
    return redirect("privacy:home")
