"""Pages of the community forum."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kuea.core.problems import Refusal
from kuea.core.words import Role
from kuea.finding import actions, forum_forms, forum_labels, forum_queries
from kuea.finding.models import AgendaItem, Case, Decision, Forum, ForumAttendance
from kuea.ledger.actions import note_read
from kuea.offices.labels import SECTORS
from kuea.offices.scope import find_visible, for_duty
from kuea.people.models import DefinitionSet
from kuea.web.pages import paginate, read_number

SEE = (
    Role.SECRETARY, Role.HOST_COORDINATOR, Role.FACILITATOR, Role.RECORDER, Role.CHAIR, Role.MEMBER,
    Role.LOCAL_OFFICER,
)  # fmt: skip
RUN = (Role.FACILITATOR, Role.RECORDER)
PLAN = (Role.HOST_COORDINATOR, Role.SECRETARY)
FULL = (Role.SECRETARY, Role.FACILITATOR, Role.RECORDER, Role.HOST_COORDINATOR)


def _fetch(request: HttpRequest, pk: int) -> Forum:
    rows = Forum.objects.visible_to(request.duty).select_related(
        "province__place",
        "tambon__parent",
        "host",
        "facilitator__user",
        "recorder__user",
        "definition_set",
    )
    return find_visible(rows, pk=pk)


def _outcome_of(item: AgendaItem) -> str:
    """The decision in words, or nothing yet."""
    decision = getattr(item, "decision", None)
    return str(forum_labels.OUTCOMES[decision.outcome]) if decision else ""


def _page(request: HttpRequest, forum: Forum, *, status: int = 200, **forms: Any) -> HttpResponse:
    duty = request.duty
    prepares = forum.state in {"planned", "announced"} and duty.role in (*PLAN, *RUN)
    agenda = forum_queries.agenda_for(forum, request.duty)
    note_read(request, Case, [item.case_id for item in agenda], what="agenda")
    context = {
        "forum": forum,
        "items": [(item, _outcome_of(item)) for item in agenda],
        "attendance": [(row, SECTORS[row.sector]) for row in forum.attendance.order_by("pk")],
        "lacks": [forum_labels.COMPOSITION[code] for code in forum_queries.composition_of(forum)],
        "is_recorder": duty.pk == forum.recorder_id,
        "is_facilitator": duty.pk == forum.facilitator_id,
        "runs": duty.pk in {forum.recorder_id, forum.facilitator_id},
        "prepares": prepares,
        "add_form": forms.get("add_form")
        or (prepares and forum_forms.AddItem(duty=duty, forum=forum)),
        "attend_form": forms.get("attend_form") or forum_forms.Attend(),
        "sign_form": forms.get("sign_form") or forum_forms.Sign(),
        "state_label": forum_labels.STATES[forum.state],
        "mode_label": forum_labels.MODES[forum.mode],
    }
    return render(request, "finding/forum.html", context, status=status)


@require_GET
@for_duty(*SEE)
def forum_list(request: HttpRequest) -> HttpResponse:
    page = paginate(request, forum_queries.list_forums(request.duty, request.GET.get("stage", "")))
    rows = [
        (forum, forum_labels.STATES[forum.state], forum_labels.MODES[forum.mode]) for forum in page
    ]
    context = {"page": page, "rows": rows, "may_plan": request.duty.role in PLAN}
    return render(request, "finding/forum_list.html", context)


@require_http_methods(["GET", "POST"])
@for_duty(*PLAN)
def forum_plan(request: HttpRequest) -> HttpResponse:
    form = forum_forms.PlanForum(request.POST or None, duty=request.duty)
    if request.method == "POST" and form.is_valid():
        chosen = {
            name: form.cleaned_data[name]
            for name in (
                "tambon",
                "host",
                "mode",
                "held_at",
                "place_words",
                "facilitator",
                "recorder",
            )
        }
        try:
            forum = actions.plan_forum(by=request.duty, villages=(), **chosen)
        except Refusal as refusal:
            form.add_error(None, f"{refusal.what} {refusal.remedy}")
        else:
            return redirect("finding:forum", forum.pk)
    return render(
        request, "finding/forum_plan.html", {"form": form}, status=400 if form.errors else 200
    )


@require_GET
@for_duty(*SEE)
def forum_page(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, _fetch(request, pk))


@require_POST
@for_duty(*PLAN, *RUN)
def forum_add_item(request: HttpRequest, pk: int) -> HttpResponse:
    forum = _fetch(request, pk)
    form = forum_forms.AddItem(request.POST, duty=request.duty, forum=forum)
    if not form.is_valid():
        return _page(request, forum, status=400, add_form=form)
    try:
        actions.add_item(by=request.duty, forum=forum, **form.cleaned_data)
    except Refusal as refusal:
        form.add_error(None, f"{refusal.what} {refusal.remedy}")
        return _page(request, forum, status=refusal.status, add_form=form)
    return redirect("finding:forum", forum.pk)


@require_POST
@for_duty(*RUN)
def forum_attend(request: HttpRequest, pk: int) -> HttpResponse:
    forum = _fetch(request, pk)
    form = forum_forms.Attend(request.POST)
    if not form.is_valid():
        return _page(request, forum, status=400, attend_form=form)
    actions.record_attendance(by=request.duty, forum=forum, **form.cleaned_data)
    return redirect("finding:forum", forum.pk)


@require_POST
@for_duty(*RUN)
def forum_unattend(request: HttpRequest, pk: int, row: int) -> HttpResponse:
    forum = _fetch(request, pk)
    actions.remove_attendance(
        by=request.duty, row=find_visible(ForumAttendance.objects.filter(forum=forum), pk=row)
    )
    return redirect("finding:forum", forum.pk)


@require_http_methods(["GET", "POST"])
@for_duty(Role.RECORDER)
def forum_decide(request: HttpRequest, pk: int, item: int) -> HttpResponse:
    forum = _fetch(request, pk)
    found = find_visible(forum_queries.agenda(forum), pk=item)
    form = forum_forms.Decide(request.POST or None, item=found, initial=_decided(found))
    if request.method == "POST" and form.is_valid():
        try:
            _write_decision(request, found, dict(form.cleaned_data))
        except Refusal as refusal:
            form.add_error(None, f"{refusal.what} {refusal.remedy}")
        else:
            messages.success(request, _("บันทึกผลวาระที่ %(number)s แล้ว") % {"number": found.number})
            return redirect("finding:forum", forum.pk)
    note_read(request, Case, [found.case_id], what="agenda")
    context = {
        "forum": forum,
        "item": found,
        "form": form,
        "kind": forum_labels.ITEM_KINDS[found.kind],
    }
    return render(request, "finding/forum_decide.html", context, status=409 if form.errors else 200)


def _decided(item: AgendaItem) -> dict[str, Any]:
    """What was written already, so that it can be corrected until the record is closed."""
    decision = Decision.objects.filter(item=item).first()
    if decision is None:
        return {}
    names = (
        "outcome",
        "reasons",
        "dissent",
        "criteria_met",
        "what_next",
        "missing_words",
        "missing_by_on",
        "other_path",
    )
    return {name: getattr(decision, name) for name in names} | {
        "group": decision.group_id,
        "replaces": decision.pk,
    }


def _write_decision(request: HttpRequest, item: AgendaItem, cleaned: dict[str, Any]) -> None:
    replaces = Decision.objects.filter(item=item, pk=cleaned.pop("replaces", None) or 0).first()
    group = cleaned.pop("group", None)
    category = group.category if group and cleaned["outcome"] == "confirmed" else ""
    actions.decide_item(
        by=request.duty, item=item, replaces=replaces, group=group, category=category, **cleaned
    )


def _step(
    verb: Callable[..., Forum], done: Promise, *fields: str
) -> Callable[[HttpRequest, int], HttpResponse]:
    """A page button that runs one action and comes back."""

    def view(request: HttpRequest, pk: int) -> HttpResponse:
        forum = _fetch(request, pk)
        given = {name: request.POST.get(name, "") for name in fields}
        version = read_number(request.POST.get("version", ""))
        verb(by=request.duty, forum=forum, version=version, **given)
        messages.success(request, _(done))
        return redirect("finding:forum", forum.pk)

    return require_POST(for_duty(*(PLAN + RUN))(view))


forum_announce = _step(actions.announce_forum, gettext_lazy("แจ้งหมู่บ้านแล้ว"), "short_notice_reason")
forum_hold = _step(actions.hold_forum, gettext_lazy("เปิดบันทึกเวทีแล้ว"), "composition_reason")
forum_finish = _step(actions.finish_record, gettext_lazy("บันทึกครบทุกวาระ รอลงนามสองคน"))
forum_post = _step(actions.post_minutes, gettext_lazy("ลงประกาศฉบับตัวเลขแล้ว"))
forum_cancel = _step(
    actions.cancel_forum, gettext_lazy("ยกเลิกเวทีแล้ว เรื่องในวาระกลับไปรอเวทีครั้งหน้า"), "reason"
)


@require_POST
@for_duty(*RUN)
def forum_sign(request: HttpRequest, pk: int) -> HttpResponse:
    forum = _fetch(request, pk)
    forum = actions.sign_forum(
        by=request.duty, forum=forum, dignity=request.POST.getlist("dignity"),
        version=read_number(request.POST.get("version", "")),
    )  # fmt: skip
    done = (
        _("ลงนามครบแล้ว ผลของเวทีมีผลทันที") if forum.state == "signed" else _("ลงนามแล้ว รออีกหนึ่งลายมือชื่อ")
    )
    messages.success(request, done)
    return redirect("finding:forum", forum.pk)


@require_GET
@for_duty(*FULL)
def forum_minutes(request: HttpRequest, pk: int) -> HttpResponse:
    forum = _fetch(request, pk)
    if forum.state not in {"signed", "posted"}:
        raise Refusal("forum_not_signed")
    agenda = forum_queries.agenda_for(forum, request.duty)
    note_read(request, Case, [item.case_id for item in agenda], what="agenda")
    items = [
        (item, forum_labels.ITEM_KINDS[item.kind], forum_labels.OUTCOMES[item.decision.outcome])
        for item in agenda
    ]
    seats = [(row, SECTORS[row.sector]) for row in forum.attendance.order_by("pk")]
    dignity = [forum_labels.DIGNITY[code] for code in forum.dignity]
    context = {
        "forum": forum,
        "items": items,
        "seats": seats,
        "dignity": dignity,
        "mode": forum_labels.MODES[forum.mode],
    }
    return render(request, "finding/forum_minutes.html", context)


@require_GET
@for_duty(*SEE)
def forum_posted(request: HttpRequest, pk: int) -> HttpResponse:
    forum = _fetch(request, pk)
    if forum.state not in {"signed", "posted"}:
        raise Refusal("forum_not_signed")
    minutes = forum_queries.posted_minutes(forum)
    sectors = [(SECTORS[code], count) for code, count in minutes.by_sector]
    outcomes = [(forum_labels.OUTCOMES[code], count) for code, count in minutes.outcomes]
    context = {"forum": forum, "minutes": minutes, "sectors": sectors, "outcomes": outcomes}
    return render(request, "finding/forum_posted.html", context)


@require_GET
@for_duty(*SEE)
def forum_paper(request: HttpRequest) -> HttpResponse:
    """P1: the forum's paper form, printed from the very forms of the screen so that it keys in one to one."""
    adopted = DefinitionSet.objects.in_force(request.duty.province)
    context = {
        "plan": forum_forms.PlanForum(duty=request.duty),
        "attend": forum_forms.Attend(),
        "agenda": forum_forms.AddItem.base_fields["minimum_facts"].label,
        "decide": forum_forms.paper_decision(adopted.groups.order_by("pk") if adopted else ()),
        "dignity": forum_labels.DIGNITY.values(),
        "seats": range(1, 16),
        "rows": range(1, 4),
    }
    return render(request, "finding/forum_paper.html", context)
