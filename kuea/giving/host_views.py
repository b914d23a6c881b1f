"""Pages of host networks: the list, one host with its next step, proposing, tambon still without one."""

from collections.abc import Callable
from typing import Any

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kuea.core.problems import Refusal
from kuea.core.words import HELPERS, Role
from kuea.giving import actions, forms, labels, presenters, queries
from kuea.giving.models import HostNetwork
from kuea.offices.models import Organisation
from kuea.offices.scope import find_visible, for_duty
from kuea.web.looks import Link
from kuea.web.pages import paginate, read_number, render_stale
from kuea.web.posting import act_or_tell, settle

SEE = (
    Role.SECRETARY, Role.CHAIR, Role.MEMBER, Role.HOST_COORDINATOR, Role.VOLUNTEER, Role.FACILITATOR,
    Role.RECORDER, Role.LOCAL_OFFICER,
)  # fmt: skip
PROPOSE = (*SEE, Role.GIVER)
_DECIDE = (Role.SECRETARY, Role.CHAIR, Role.MEMBER)
"""Who is told why a host rests or was not accepted; it may speak of a worker's health."""
_NOT_YET = ("proposed", "checked", "declined")
"""Nobody endorsed it: proposing a giver as a host shows a volunteer no more of it than its name and place."""


def _fetch(request: HttpRequest, pk: int) -> HostNetwork:
    rows = HostNetwork.objects.visible_to(request.duty).select_related(
        "organisation__province__place", "organisation__address_place", "organisation__host", "resolution"
    )  # fmt: skip
    return find_visible(rows, pk=pk)


@require_GET
@for_duty(*SEE)
def host_list(request: HttpRequest) -> HttpResponse:
    rows = HostNetwork.objects.visible_to(request.duty)
    counts = dict(rows.values_list("state").annotate(Count("pk")))
    state = request.GET.get("state", "")
    shown = rows.filter(state=state) if state in labels.HOST_STATE else rows
    shown = shown.select_related("organisation").annotate(
        areas=Count("assignments", filter=Q(assignments__state="current"), distinct=True),
        people=Count("volunteers", filter=Q(volunteers__state="active"), distinct=True),
    )
    page = paginate(request, shown.order_by("organisation__name"))
    chips = [Link(_("ทั้งหมด"), "?", not state, sum(counts.values()))] + [
        Link(str(words), f"?state={code}", code == state, counts[code])
        for code, words in labels.HOST_STATE.items()
        if code in counts
    ]
    context = {
        "page": page,
        "rows": [(host, labels.host_state_label(host.state)) for host in page],
        "chips": chips,
        "open_count": len(queries.open_tambon(request.duty.province)),
    }
    return render(request, "giving/host_list.html", context)


@require_GET
@for_duty(*SEE)
def open_tambon(request: HttpRequest) -> HttpResponse:
    rows = queries.open_tambon(request.duty.province)
    return render(request, "giving/open_tambon.html", {"rows": rows})


@require_http_methods(["GET", "POST"])
@for_duty(*PROPOSE)
def propose(request: HttpRequest) -> HttpResponse:
    """Search first; only then propose one that is there (R35, R66)."""
    if request.method == "POST":
        rows = Organisation.objects.visible_to(request.duty)
        chosen = request.POST.get("organisation", "")
        organisation = find_visible(rows, pk=read_number(chosen) or 0)
        host = act_or_tell(
            request,
            lambda: actions.propose_host(by=request.duty, organisation=organisation),
            _("เสนอ «%(name)s» เป็นแม่ข่ายแล้ว") % {"name": organisation.name},
        )
        known = host or organisation
        may_see = request.duty.role in SEE
        return redirect("giving:host", known.pk) if may_see else redirect("giving:offers")
    words = request.GET.get("q", "")
    context = {"q": words, "found": queries.search_organisations(request.duty, words)}
    return render(request, "giving/propose.html", context)


@require_GET
@for_duty(*SEE)
def host_page(request: HttpRequest, pk: int) -> HttpResponse:
    host = _fetch(request, pk)
    return render(request, "giving/host.html", _host_context(request, host))


def _host_context(request: HttpRequest, host: HostNetwork, **shown: Any) -> dict[str, Any]:
    duty = request.duty
    facts = queries.host_facts(host)
    items = presenters.checklist(host, facts)
    names = dict(forms.group_choices(host.organisation.province))
    areas = host.assignments.exclude(state="ended").select_related("place__parent")
    is_own = duty.role == Role.HOST_COORDINATOR and duty.organisation_id == host.pk
    is_known = duty.role not in HELPERS or host.state not in _NOT_YET
    return {
        "host": host,
        "state_label": labels.host_state_label(host.state),
        "items": items,
        "next_words": presenters.next_words(host, items),
        "step": presenters.NEXT_STEP.get(host.state, 0),
        "step_labels": presenters.host_steps(),
        "reason": host.state_reason if is_own or duty.role in _DECIDE else "",
        "facts": presenters.organisation_facts(host.organisation) if is_known else [],
        "groups": [names.get(row.group_code, row.group_code) for row in host.organisation.serves.all()],
        "areas": presenters.area_rows(areas.order_by("place_id", "group_code"), names),
        "volunteers": host.volunteers.filter(state="active").count(),
        "agreements": presenters.agreement_rows(host),
        "timeline": presenters.host_timeline(host),
        "is_own": is_own,
        "keeps": is_own or duty.role == Role.SECRETARY,
        "steps": [
            (name, words, shown.get(name) or form_class(host=host))
            for name, (form_class, roles, states, words, _act) in STEPS.items()
            if host.state in states and duty.role in roles and (is_own or duty.role != Role.HOST_COORDINATOR)
        ],
    }  # fmt: skip


def _versioned(act: Callable[..., HostNetwork]) -> Callable[..., HostNetwork]:
    def run(by: Any, host: HostNetwork, version: int, **given: Any) -> HostNetwork:
        return act(by=by, host=host, version=version, **given)

    return run


def _plain(act: Callable[..., HostNetwork]) -> Callable[..., HostNetwork]:
    def run(by: Any, host: HostNetwork, version: int = 0, **given: Any) -> HostNetwork:
        return act(by=by, host=host, **given)

    return run


_KEEPERS = (Role.SECRETARY, Role.HOST_COORDINATOR)
STEPS: dict[str, tuple[Any, tuple[Role, ...], set[str], Any, Callable[..., HostNetwork]]] = {
    "check": (
        forms.CheckForm, (Role.SECRETARY,), {"proposed"}, labels.STEP["check"],
        _versioned(actions.check_host),
    ),
    "endorse": (
        forms.EndorseForm, (Role.SECRETARY, Role.CHAIR), {"checked"}, labels.STEP["endorse"],
        _versioned(actions.endorse_host),
    ),
    "agreement": (
        forms.AgreementForm, _KEEPERS, {"checked", "endorsed", "active", "paused"},
        labels.STEP["agreement"], _plain(actions.sign_agreement),
    ),
    "agreement-end": (
        forms.AgreementEndForm, (Role.SECRETARY,), {"paused", "ended"}, labels.STEP["agreement_end"],
        _plain(actions.end_agreement),
    ),
    "training": (
        forms.TrainingForm, _KEEPERS, {"checked", "endorsed"}, labels.STEP["training"],
        _plain(actions.train_coordinator),
    ),
    "activate": (
        forms.ActivateForm, (Role.HOST_COORDINATOR,), {"endorsed"}, labels.STEP["activate"],
        _versioned(actions.activate_host),
    ),
    "return": (
        forms.ReasonForm, (Role.SECRETARY, Role.CHAIR), {"checked"}, labels.STEP["return"],
        _plain(actions.return_host),
    ),
    "decline": (
        forms.ReasonForm, (Role.SECRETARY, Role.CHAIR), {"proposed"}, labels.STEP["decline"],
        _plain(actions.decline_host),
    ),
}  # fmt: skip


@require_POST
@for_duty(Role.SECRETARY, Role.CHAIR, Role.HOST_COORDINATOR)
def host_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """One step of 4.2, from the form drawn on the host's page."""
    if step not in STEPS:
        raise Refusal("not_found")
    host = _fetch(request, pk)
    form_class, _roles, _states, _words, act = STEPS[step]
    form = form_class(request.POST, host=host)
    if settle(form, lambda: act(request.duty, host, **_given(form))):
        return redirect("giving:host", pk)
    if getattr(form, "is_stale", False):
        return render_stale(
            request, fresh_url=reverse("giving:host", args=[pk]), written=form.list_written()
        )
    return render(
        request, "giving/host.html", _host_context(request, host, **{step: form}), status=400
    )


def _given(form: Any) -> dict[str, Any]:
    given = dict(form.cleaned_data)
    if "version" in given:
        given["version"] = int(given["version"])
    return given
