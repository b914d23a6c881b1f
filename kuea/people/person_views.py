"""Pages about persons: looking for somebody, one person with all records, and the pairs to be answered."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kuea.core.problems import Refusal
from kuea.core.search_words import holds_whole_number
from kuea.core.words import Role
from kuea.ledger.actions import note_read
from kuea.offices.scope import find_visible, for_duty
from kuea.people import actions, queries
from kuea.people import person_presenters as presenters
from kuea.people.labels import REVEAL_REASONS
from kuea.people.models import Person, Record
from kuea.people.searching import MOST_SHOWN, search_persons
from kuea.web.pages import read_number


@require_http_methods(["GET", "POST"])
@for_duty(Role.SECRETARY)
def persons(request: HttpRequest) -> HttpResponse:
    """Look for somebody before writing them anew. A whole number is asked by POST: it stays out of addresses."""
    words, number = request.GET.get("q", ""), request.POST.get("number", "")
    whole_in_address = not number and holds_whole_number(words)
    found = [] if whole_in_address else search_persons(request.duty, number or words)
    note_read(request, Person, [one.person.pk for one in found], what="search")
    context = {
        "asked": bool(words or number) and not whole_in_address,
        "whole_in_address": whole_in_address,
        "found": presenters.show_found(found),
        "many": len(found) == MOST_SHOWN,
    }
    return render(request, "people/persons.html", context)


@require_GET
@for_duty(Role.SECRETARY)
def person_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One person: every version a source gave, and how they came together."""
    person = find_visible(Person.objects.visible_to(request.duty), pk=pk)
    return _show_person(request, person, {})


def _show_person(request: HttpRequest, person: Person, revealed: dict[int, str]) -> HttpResponse:
    note_read(request, Person, [person.pk])
    links = list(queries.links_of(person)[:50])
    context = {
        "person": person,
        "card": presenters.show_card(person),
        "records": presenters.show_records(list(queries.records_of(person)), revealed),
        "links": presenters.show_links(links, queries.takes_back(request.duty, links)),
        "needs": person.needs.order_by("-pk"),
        "reveal_reasons": REVEAL_REASONS.items(),
    }
    return render(request, "people/person.html", context)


@require_POST
@for_duty(Role.SECRETARY)
def reveal(request: HttpRequest, pk: int, record: int) -> HttpResponse:
    """One number of one record, whole, on this answer only: it stands in no address and in no cache."""
    person = find_visible(Person.objects.visible_to(request.duty), pk=pk)
    one = find_visible(Record.objects.filter(person=person), pk=record)
    field = request.POST.get("field", "")
    value = actions.reveal_number(
        by=request.duty, record=one, field=field, reason=request.POST.get("reason", "")
    )
    answer = _show_person(request, person, {one.pk: presenters.show_whole(field, value)})
    answer["Cache-Control"] = "no-store"
    return answer


@require_POST
@for_duty(Role.SECRETARY)
def part(request: HttpRequest, pk: int, record: int) -> HttpResponse:
    """The record is of somebody else: it becomes a person of its own."""
    person = find_visible(Person.objects.visible_to(request.duty), pk=pk)
    one = find_visible(Record.objects.filter(person=person), pk=record)
    now = actions.part_record(by=request.duty, record=one, reason=request.POST.get("reason", ""))
    messages.success(request, _("แยกระเบียนเป็นอีกคนแล้ว (%(code)s)") % {"code": now.code})
    return redirect("people:person", now.pk)


@require_POST
@for_duty(Role.SECRETARY)
def take_back_link(request: HttpRequest, pk: int, link: int) -> HttpResponse:
    """A joining or parting was wrong: it stands no longer, and all that hung on it goes where it was."""
    person = find_visible(Person.objects.visible_to(request.duty), pk=pk)
    row = find_visible(queries.links_of(person), pk=link)
    if row.pk not in queries.takes_back(request.duty, [row]):
        raise Refusal("link_stays")
    actions.take_back_link(by=request.duty, link=row)
    if queries.was_taken_back(row):
        messages.success(request, _("นำกลับแล้ว สิ่งที่ติดกับระเบียนย้ายตามไปด้วย"))
    else:
        messages.info(request, _("จำไว้แล้วว่าคุณขอนำกลับ เรื่องที่ปิดเป็นความลับต้องมีอีกคนขอตรงกัน จึงจะมีผล"))
    return redirect("people:person", person.pk)


@require_GET
@for_duty(Role.SECRETARY)
def questions(request: HttpRequest) -> HttpResponse:
    """One pair at a time, both records side by side; the last answer can be taken back."""
    after = read_number(request.GET.get("after", ""))
    at = read_number(request.GET.get("at", ""))
    question = queries.next_question(request.duty, after or 0, at or 0)
    undo = read_number(request.GET.get("undo", ""))
    answered = queries.answered_questions(request.duty).filter(pk=undo or 0)
    if question:
        pair = (question.record.person_id, question.other.person_id)
        note_read(request, Person, pair, what="compare")
    context = {
        "count": queries.open_questions(request.duty).count(),
        "question": presenters.show_question(question, request.duty) if question else None,
        "undo": answered.first(),
    }
    return render(request, "people/questions.html", context)


@require_POST
@for_duty(Role.SECRETARY)
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Same or different; then the next pair."""
    answered = queries.answered_questions(request.duty).filter(pk=pk).first()
    question = answered or find_visible(queries.open_questions(request.duty), pk=pk)
    if request.POST.get("answer") not in {"same", "different"}:
        return redirect("people:questions")
    same = request.POST["answer"] == "same"
    if not actions.answer_question(by=request.duty, question=question, same=same).answer:
        messages.info(request, _("จำคำตอบของคุณไว้แล้ว เรื่องที่ปิดเป็นความลับต้องมีอีกคนตอบตรงกัน จึงจะมีผล"))
    return redirect(f"{reverse('people:questions')}?after={pk}&undo={pk}")


@require_POST
@for_duty(Role.SECRETARY)
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """The last answer was a slip."""
    question = find_visible(queries.answered_questions(request.duty), pk=pk)
    actions.take_back_answer(by=request.duty, question=question)
    messages.info(request, _("เปิดคำถามอีกครั้งแล้ว"))
    return redirect(f"{reverse('people:questions')}?at={pk}")
