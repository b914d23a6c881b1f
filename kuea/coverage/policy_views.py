"""Ways of weighing: what was decided, by whom and why; a new one by the secretary (R59; coverage.md 4.1)."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kuea.core.problems import Refusal
from kuea.core.words import Role
from kuea.coverage import actions, forms, labels
from kuea.coverage.plan_presenters import FIRST_WEIGHTS, policy_start, show_policy
from kuea.coverage.plan_views import SEE
from kuea.coverage.queries.plans import policies_of
from kuea.offices.scope import for_duty
from kuea.web.pages import paginate


@require_http_methods(["GET", "POST"])
@for_duty(*SEE)
def policies(request: HttpRequest) -> HttpResponse:
    duty = request.duty
    rows = policies_of(duty)
    newest = rows.first()
    may_write = duty.role == Role.SECRETARY
    if request.method == "POST" and not may_write:
        raise Refusal("not_your_duty")
    form = forms.WritePolicy(request.POST or None, initial=policy_start(newest))
    if request.method == "POST" and form.is_valid():
        before = newest.urgency_weights if newest else FIRST_WEIGHTS
        actions.write_policy(province=duty.province, by=duty, **form.given(before))
        messages.success(request, _("บันทึกวิธีชั่งน้ำหนักใหม่แล้ว แผนที่ร่างต่อจากนี้ใช้วิธีนี้"))
        return redirect("coverage:policies")
    page = paginate(request, rows, per_page=20)
    context = {
        "page": page,
        "rows": [show_policy(policy) for policy in page],
        "ways": labels.WEIGHTINGS.values(),
        "form": form if may_write else None,
    }
    return render(request, "coverage/policies.html", context, status=400 if form.errors else 200)
