"""Pages of volunteers: the host's own people, and their groups."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kuea.core.access import CODE_DAYS
from kuea.core.problems import Refusal
from kuea.core.states import VOLUNTEER
from kuea.core.words import Role
from kuea.giving import actions, labels, presenters, volunteer_forms
from kuea.giving.forms import ReasonForm
from kuea.giving.models import Volunteer, VolunteerGroup
from kuea.offices.scope import find_visible, for_duty
from kuea.web.looks import Link
from kuea.web.pages import paginate
from kuea.web.posting import act_or_tell, settle, tell_errors
from kuea.web.thai_format import today

SEE = (Role.HOST_COORDINATOR, Role.SECRETARY)
SEE_GROUPS = (*SEE, Role.CHAIR, Role.MEMBER, Role.LOCAL_OFFICER, Role.FACILITATOR, Role.RECORDER)


def _fetch(request: HttpRequest, pk: int) -> Volunteer:
    rows = Volunteer.objects.visible_to(request.duty).select_related(
        "host__organisation", "duty__user", "group"
    )
    return find_visible(rows.prefetch_related("duty__areas__parent"), pk=pk)


@require_GET
@for_duty(*SEE)
def volunteer_list(request: HttpRequest) -> HttpResponse:
    rows = Volunteer.objects.visible_to(request.duty)
    state = request.GET.get("state", "")
    states = list(rows.values_list("state", flat=True))
    chips = [Link(_("ทั้งหมด"), "?", not state, len(states))] + [
        Link(str(words), f"?state={code}", code == state, states.count(code))
        for code, words in labels.VOLUNTEER_STATE.items()
        if code in states
    ]
    shown = rows.filter(state=state) if state in labels.VOLUNTEER_STATE else rows
    shown = shown.select_related("host__organisation", "duty__user", "group").prefetch_related(
        "duty__areas__parent"
    )
    page = paginate(request, shown.order_by("host_id", "duty__user__display_name", "pk"))
    context = {
        "page": page,
        "rows": [(row, labels.volunteer_state_label(row.state), _areas(row)) for row in page],
        "chips": chips,
        "invites": request.duty.role == Role.HOST_COORDINATOR,
    }
    return render(request, "giving/volunteer_list.html", context)


def _areas(volunteer: Volunteer) -> str:
    return presenters.describe_places(volunteer.duty.areas.all())


@require_http_methods(["GET", "POST"])
@for_duty(Role.HOST_COORDINATOR)
def volunteer_invite(request: HttpRequest) -> HttpResponse:
    form = volunteer_forms.InviteForm(request.POST or None, duty=request.duty)
    if request.method == "POST" and settle(form, lambda: _invite(request, form)):
        return _slip(request, form.made)
    return render(
        request, "giving/volunteer_invite.html", {"form": form}, status=400 if form.errors else 200
    )


def _invite(request: HttpRequest, form: volunteer_forms.InviteForm) -> Volunteer:
    given = dict(form.cleaned_data)
    form_key = str(given.pop("once"))
    return actions.invite_volunteer(by=request.duty, form_key=form_key, **given)


def _slip(request: HttpRequest, volunteer: Volunteer) -> HttpResponse:
    """The code to enter, drawn once on paper; a page sent again shows none."""
    context = {"volunteer": volunteer, "code": volunteer.paper_code, "days": CODE_DAYS}
    return render(request, "giving/volunteer_slip.html", context)


@require_GET
@for_duty(*SEE, Role.VOLUNTEER)
def volunteer_page(request: HttpRequest, pk: int) -> HttpResponse:
    volunteer = _fetch(request, pk)
    context = {
        "volunteer": volunteer,
        "state_label": labels.volunteer_state_label(volunteer.state),
        "facts": presenters.volunteer_facts(volunteer),
        "steps": _open_steps(request, volunteer),
        "is_host": request.duty.role == Role.HOST_COORDINATOR,
    }
    return render(request, "giving/volunteer.html", context)


@require_GET
@for_duty(Role.VOLUNTEER)
def volunteer_self(request: HttpRequest) -> HttpResponse:
    volunteer = find_visible(Volunteer.objects.visible_to(request.duty))
    return redirect("giving:volunteer", volunteer.pk)


_HOST, _SELF = Role.HOST_COORDINATOR, Role.VOLUNTEER
STEPS: dict[str, tuple[str, Any, tuple[Role, ...], Any, Callable[..., Any]]] = {
    "pledge": (
        "pledge", volunteer_forms.PledgeForm, (_HOST, _SELF), labels.VOLUNTEER_STEP["pledge"],
        actions.pledge_volunteer,
    ),
    "place": ("", volunteer_forms.PlaceForm, (_HOST,), labels.VOLUNTEER_STEP["place"], actions.place_volunteer),
    "start": ("start", None, (_HOST, _SELF), labels.VOLUNTEER_STEP["start"], actions.start_volunteer),
    "rest": ("rest", None, (_HOST, _SELF), labels.VOLUNTEER_STEP["rest"], actions.rest_volunteer),
    "suspend": (
        "suspend", ReasonForm, (_HOST, Role.SECRETARY), labels.VOLUNTEER_STEP["suspend"],
        actions.suspend_volunteer,
    ),
    "end": ("end", ReasonForm, (_HOST, _SELF), labels.VOLUNTEER_STEP["end"], actions.end_volunteer),
}  # fmt: skip


def _make_form(form_class: Any, volunteer: Volunteer, data: Any = None) -> Any:
    if form_class is volunteer_forms.PlaceForm:
        own = [place.pk for place in volunteer.duty.areas.all()]
        return form_class(data, host_pk=volunteer.host_id, initial={"areas": own})
    return form_class(data)


def _open_steps(request: HttpRequest, volunteer: Volunteer) -> list[tuple[str, Any, Any]]:
    """What this duty may do with this volunteer now: name, words, form or None."""
    found = []
    for name, (decision, form_class, roles, words, _act) in STEPS.items():
        if name == "start" and volunteer.state == "suspended":
            form_class = ReasonForm
        is_open = (
            VOLUNTEER.allows(volunteer.state, decision) if decision else volunteer.state != "ended"
        )
        waits_for_host = name == "start" and volunteer.state != "resting"
        if request.duty.role == _SELF and waits_for_host:
            continue
        if is_open and request.duty.role in roles:
            found.append((name, words, _make_form(form_class, volunteer) if form_class else None))
    return found


@require_POST
@for_duty(*SEE, Role.VOLUNTEER)
def volunteer_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    volunteer = _fetch(request, pk)
    if step not in STEPS:
        raise Refusal("not_found")
    _decision, form_class, _roles, words, act = STEPS[step]
    if step == "start" and volunteer.state == "suspended":
        form_class = ReasonForm
    form = _make_form(form_class, volunteer, request.POST) if form_class else None
    if form is not None and not form.is_valid():
        tell_errors(request, form)
        return redirect("giving:volunteer", pk)
    given = form.cleaned_data if form is not None else {}
    act_or_tell(
        request,
        lambda: act(by=request.duty, volunteer=volunteer, **given),
        _("บันทึกแล้ว: %(step)s") % {"step": words},
    )
    own_end = step == "end" and request.duty.pk == volunteer.duty_id
    return redirect("/") if own_end else redirect("giving:volunteer", pk)


@require_POST
@for_duty(Role.HOST_COORDINATOR)
def volunteer_code(request: HttpRequest, pk: int) -> HttpResponse:
    return _slip(request, actions.renew_code(by=request.duty, volunteer=_fetch(request, pk)))


@require_http_methods(["GET", "POST"])
@for_duty(*SEE_GROUPS)
def volunteer_groups(request: HttpRequest) -> HttpResponse:
    duty = request.duty
    is_host = duty.role == Role.HOST_COORDINATOR
    form = volunteer_forms.GroupForm(request.POST or None, duty=duty) if is_host else None
    if request.method == "POST" and form and settle(form, lambda: _add_group(request, form)):
        return redirect("giving:volunteer_groups")
    rows = VolunteerGroup.objects.visible_to(duty).select_related("host__organisation", "tambon")
    page = paginate(request, rows.order_by("tambon_id", "name"))
    context = {"page": page, "form": form, "is_host": is_host}
    return render(
        request, "giving/volunteer_groups.html", context, status=400 if form and form.errors else 200
    )  # fmt: skip


def _add_group(request: HttpRequest, form: volunteer_forms.GroupForm) -> VolunteerGroup:
    given = dict(form.cleaned_data)
    form_key = str(given.pop("once"))
    return actions.add_volunteer_group(by=request.duty, form_key=form_key, **given)


@require_POST
@for_duty(Role.HOST_COORDINATOR)
def volunteer_group_active(request: HttpRequest, pk: int) -> HttpResponse:
    group = find_visible(VolunteerGroup.objects.visible_to(request.duty), pk=pk)
    act_or_tell(
        request,
        lambda: actions.note_group_active(by=request.duty, group=group, on=today()),
        _("บันทึกว่ากลุ่มทำกิจกรรมวันนี้แล้ว"),
    )
    return redirect("giving:volunteer_groups")
