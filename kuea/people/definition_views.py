"""Pages of the definition: read by everybody, written by the province's secretariat."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kuea.core.words import Role
from kuea.offices.scope import find_visible, for_duty, for_everyone, require_province
from kuea.people import actions, definition_forms, definition_queries
from kuea.people import definition_presenters as words
from kuea.people.models import DefinitionSet, TargetGroup
from kuea.web.forms import SubmitOnce
from kuea.web.pages import render_stale
from kuea.web.posting import act_or_tell, settle, tell_errors
from kuea.web.thai_format import today


def _fetch(request: HttpRequest, pk: int) -> DefinitionSet:
    rows = DefinitionSet.objects.visible_to(request.duty).select_related(
        "province__place", "edition", "resolution", "waiver"
    )
    return find_visible(rows, pk=pk)


def _fetch_own(request: HttpRequest, pk: int) -> DefinitionSet:
    found = _fetch(request, pk)
    require_province(request.duty, found.province_id)
    return found


def _read(request: HttpRequest, pk: int) -> dict[str, Any]:
    """What the page and the paper both say."""
    definition_set = _fetch(request, pk)
    former = definition_queries.former_of(definition_set)
    duty = request.duty
    is_own = duty is not None and duty.province_id == definition_set.province_id
    return {
        "definition_set": definition_set,
        "version_name": words.name_version(definition_set),
        "state_label": words.state_words(definition_set),
        "facts": words.facts_of(definition_set),
        "categories": words.by_category(definition_set),
        "former": former,
        "sees_comments": is_own or (duty is not None and duty.role == Role.MINISTRY),
        "writes": is_own and duty.role == Role.SECRETARY,
        "waiting": definition_queries.unanswered(definition_set),
    }


@require_GET
@for_duty()
def definition_list(request: HttpRequest) -> HttpResponse:
    rows = [
        (definition_set, words.name_version(definition_set), words.state_words(definition_set))
        for definition_set in definition_queries.list_definitions(request.duty)
    ]
    is_open = any(row.state in {"draft", "comment"} for row, _name, _state in rows)
    context = {
        "rows": rows,
        "many_provinces": request.duty.role in {Role.MINISTRY, Role.ADMINISTRATOR},
        "may_draft": request.duty.role == Role.SECRETARY and not is_open,
    }
    return render(request, "people/definition_list.html", context)


@require_GET
@for_everyone
def definition_page(request: HttpRequest, pk: int) -> HttpResponse:
    context = _read(request, pk)
    definition_set = context["definition_set"]
    if context["sees_comments"]:
        context["comments"] = [
            (said, words.sector_label(said.sector))
            for said in definition_set.comments.order_by("pk")
        ]
    if definition_queries.may_comment(request.duty, definition_set, today()):
        context["comment_form"] = definition_forms.CommentForm(duty=request.duty)
    return render(request, "people/definition.html", context)


@require_GET
@for_everyone
def definition_paper(request: HttpRequest, pk: int) -> HttpResponse:
    return render(request, "people/definition_paper.html", _read(request, pk))


@require_GET
@for_everyone
def definition_changes(request: HttpRequest, pk: int) -> HttpResponse:
    definition_set = _fetch(request, pk)
    former = definition_queries.former_of(definition_set)
    changes = definition_queries.compare(former, definition_set) if former else []
    context = {
        "definition_set": definition_set,
        "version_name": words.name_version(definition_set),
        "former": former,
        "former_name": words.name_version(former) if former else "",
        "changes": words.describe_changes(changes),
    }
    return render(request, "people/definition_changes.html", context)


@require_POST
@for_duty(Role.SECRETARY)
def definition_draft(request: HttpRequest) -> HttpResponse:
    drafted = act_or_tell(
        request,
        lambda: actions.draft_definition_set(by=request.duty),
        _("เริ่มร่างใหม่แล้ว กลุ่มของฉบับที่ใช้อยู่ถูกคัดลอกมาให้แก้ต่อ"),
    )
    if drafted is None:
        return redirect("people:definitions")
    return redirect("people:definition_edit", drafted.pk)


@require_http_methods(["GET", "POST"])
@for_duty(Role.SECRETARY)
def definition_edit(request: HttpRequest, pk: int) -> HttpResponse:
    definition_set = _fetch_own(request, pk)
    form = definition_forms.ConsultationForm(request.POST or None, definition_set=definition_set)
    if request.method == "POST" and settle(form, lambda: _consult(request, definition_set, form)):
        return redirect("people:definition_edit", pk)
    context = {
        "definition_set": definition_set,
        "version_name": words.name_version(definition_set),
        "state_label": words.state_words(definition_set),
        "categories": words.by_category(definition_set),
        "form": form,
        "redraft_form": definition_forms.ReasonForm(),
        "waiting": definition_queries.unanswered(definition_set),
    }
    return render(
        request, "people/definition_edit.html", context, status=400 if form.errors else 200
    )


def _consult(
    request: HttpRequest, definition_set: DefinitionSet, form: definition_forms.ConsultationForm
) -> DefinitionSet:
    given = form.cleaned_data
    return actions.record_consultation(
        by=request.duty,
        definition_set=definition_set,
        on=given["on"],
        place=given["place"],
        sectors=form.counts(),
        why=given["why"],
    )


@require_http_methods(["GET", "POST"])
@for_duty(Role.SECRETARY)
def definition_group(request: HttpRequest, pk: int, group_pk: int | None = None) -> HttpResponse:
    """Add a group, or with its number change one."""
    definition_set = _fetch_own(request, pk)
    rows = TargetGroup.objects.filter(definition_set=definition_set)
    group = find_visible(rows, pk=group_pk) if group_pk else None
    form = definition_forms.GroupForm(request.POST or None, group=group)
    if request.method == "POST":
        if settle(form, lambda: _write_group(request, definition_set, group, form)):
            return redirect("people:definition_edit", pk)
        if form.is_stale:
            return render_stale(
                request, fresh_url=request.get_full_path(), written=form.list_written()
            )
    context = {"definition_set": definition_set, "group": group, "form": form}
    return render(
        request, "people/definition_group.html", context, status=400 if form.errors else 200
    )


def _write_group(
    request: HttpRequest,
    definition_set: DefinitionSet,
    group: TargetGroup | None,
    form: definition_forms.GroupForm,
) -> TargetGroup:
    if group is None:
        return actions.add_group(by=request.duty, definition_set=definition_set, **form.facts())
    version = int(form.cleaned_data["version"])
    return actions.change_group(by=request.duty, group=group, version=version, **form.facts())


@require_POST
@for_duty(Role.SECRETARY)
def definition_group_remove(request: HttpRequest, pk: int, group_pk: int) -> HttpResponse:
    definition_set = _fetch_own(request, pk)
    group = find_visible(TargetGroup.objects.filter(definition_set=definition_set), pk=group_pk)
    act_or_tell(
        request,
        lambda: actions.remove_group(by=request.duty, group=group),
        _("นำกลุ่ม «%(name)s» ออกจากร่างแล้ว") % {"name": group.name},
    )
    return redirect("people:definition_edit", pk)


@require_POST
@for_duty(Role.SECRETARY)
def definition_open(request: HttpRequest, pk: int) -> HttpResponse:
    definition_set = _fetch_own(request, pk)
    opened = act_or_tell(
        request,
        lambda: actions.open_comments(by=request.duty, definition_set=definition_set),
        _("เปิดฟังความเห็นแล้ว ทุกคนในจังหวัดอ่านและให้ความเห็นได้"),
    )
    return redirect("people:definition" if opened else "people:definition_edit", pk)


@require_POST
@for_duty(Role.SECRETARY)
def definition_redraft(request: HttpRequest, pk: int) -> HttpResponse:
    definition_set = _fetch_own(request, pk)
    form = definition_forms.ReasonForm(request.POST)
    if not settle(
        form,
        lambda: actions.redraft(
            by=request.duty, definition_set=definition_set, reason=form.cleaned_data["reason"]
        ),
    ):
        tell_errors(request, form)
    return redirect("people:definition_edit", pk)


@require_POST
@for_duty()
def definition_comment(request: HttpRequest, pk: int) -> HttpResponse:
    definition_set = _fetch(request, pk)
    form = definition_forms.CommentForm(request.POST, duty=request.duty)
    if not settle(form, lambda: _say(request, definition_set, form)):
        context = {**_read(request, pk), "comment_form": form}
        return render(request, "people/definition.html", context, status=400)
    return redirect("people:definition", pk)


def _say(request: HttpRequest, definition_set: DefinitionSet, form: SubmitOnce) -> object:
    return actions.comment(
        by=request.duty,
        definition_set=definition_set,
        text=form.cleaned_data["text"],
        sector=form.cleaned_data.get("sector", ""),
        form_key=str(form.cleaned_data["once"]),
    )


@require_http_methods(["GET", "POST"])
@for_duty(Role.SECRETARY)
def definition_answer(request: HttpRequest, pk: int) -> HttpResponse:
    definition_set = _fetch_own(request, pk)
    form = definition_forms.AnswerForm(request.POST or None, definition_set=definition_set)
    if request.method == "POST" and settle(
        form,
        lambda: actions.answer_comments(
            by=request.duty,
            definition_set=definition_set,
            answers=form.answers(),
            answer=form.cleaned_data["answer"],
        ),
    ):
        return redirect("people:definition", pk)
    context = {"definition_set": definition_set, "form": form}
    return render(request, "people/definition_answer.html", context)


@require_http_methods(["GET", "POST"])
@for_duty(Role.SECRETARY)
def definition_adopt(request: HttpRequest, pk: int) -> HttpResponse:
    definition_set = _fetch_own(request, pk)
    form = definition_forms.AdoptForm(request.POST or None, definition_set=definition_set)
    if request.method == "POST" and settle(
        form,
        lambda: actions.adopt_definition_set(
            by=request.duty, definition_set=definition_set, **form.cleaned_data
        ),
    ):
        return redirect("people:definition", pk)
    context = {
        "definition_set": definition_set,
        "version_name": words.name_version(definition_set),
        "form": form,
        "waiting": definition_queries.unanswered(definition_set),
    }
    return render(
        request, "people/definition_adopt.html", context, status=400 if form.errors else 200
    )
