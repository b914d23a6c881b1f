"""What would change if (part 4): one giver more, a host less, a higher limit; and where one more would do most.

For the office only: answers tell single cases of a tambon and kind. Every question is a GET and stores nothing.
"""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from kuea.core.words import Role
from kuea.coverage.queries import what_if as reckon
from kuea.coverage.what_if_forms import AddGiver, CloseHost, RaiseLimit
from kuea.coverage.what_if_presenters import show_change, show_next
from kuea.giving.models import CapacityOffer
from kuea.offices.models import Duty, Place
from kuea.offices.scope import for_duty
from kuea.web.pages import render_page


def _names(duty: Duty) -> dict[str, str]:
    rows = Place.objects.filter(level=Place.Level.TAMBON, code__startswith=duty.province_id)
    named = rows.select_related("parent").order_by("code")
    return {
        row.code: f"{row.name_th} ({row.parent.name_th if row.parent else ''})" for row in named
    }


def _forms(request: HttpRequest, ground: reckon.Ground, names: dict[str, str]) -> dict[str, Any]:
    """The three forms; the one that was sent is filled."""
    duty: Duty = request.duty
    rows = CapacityOffer.objects.visible_to(duty).select_related("organisation")
    offers = [row for row in rows.order_by("organisation__name", "pk") if row.pk in ground.offers]
    hosts = {row.organisation_id: row.organisation.name for row in offers}
    sent = {request.GET.get("act", ""): request.GET}
    return {
        "add": AddGiver(
            sent.get("add"), auto_id="add_%s", tambon=[(c, names.get(c, c)) for c in ground.tambon]
        ),
        "close": CloseHost(
            sent.get("close"), auto_id="close_%s", organisations=list(hosts.items())
        ),
        "raise": RaiseLimit(
            sent.get("raise"),
            auto_id="raise_%s",
            offers=[(row.pk, f"{row.organisation.name}: {row.what}") for row in offers],
        ),
    }


_RUN = {"add": reckon.add_giver, "close": reckon.close_host, "raise": reckon.raise_limit}


@require_GET
@for_duty(Role.SECRETARY)
def what_if(request: HttpRequest) -> HttpResponse:
    ground = reckon.ground_of(request.duty)
    context: dict[str, Any] = {"ground": ground, "act": request.GET.get("act", "")}
    status = 200 if ground is None else _answer(request, ground, context)
    return render_page(
        request, "coverage/what_if.html", "coverage/parts/what_if.html", context, status=status
    )


def _answer(request: HttpRequest, ground: reckon.Ground, context: dict[str, Any]) -> int:
    """Fill in the forms and, when one was sent, what would change; the status of the answer."""
    names, act = _names(request.duty), context["act"]
    forms = context["forms"] = _forms(request, ground, names)
    if act not in _RUN:
        return 200
    if not forms[act].is_valid():
        return 400
    after = _RUN[act](ground, **forms[act].cleaned_data)
    context["totals"], context["kinds"], context["places"] = show_change(ground, after, names)
    return 200


@require_GET
@for_duty(Role.SECRETARY)
def next_giver(request: HttpRequest) -> HttpResponse:
    ground = reckon.ground_of(request.duty)
    rows = show_next(ground, _names(request.duty)) if ground else []
    context = {"ground": ground, "rows": rows}
    return render_page(
        request, "coverage/next_giver.html", "coverage/parts/next_giver.html", context
    )
