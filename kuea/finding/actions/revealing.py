"""Showing who told us, once, to somebody who said why (the informant is D4)."""

from django.db import transaction

from kuea.core.problems import Refusal
from kuea.core.words import RevealReason, Role
from kuea.finding.models import Case, Lead
from kuea.ledger.actions import record as tell
from kuea.offices.models import Duty
from kuea.offices.scope import find_visible, require_role


def reveal_informant(*, by: Duty, lead: Lead, reason: str) -> str:
    """The informant's words with their telephone. The ledger keeps who, which lead and why."""
    require_role(by, Role.SECRETARY)
    case = find_visible(Case.objects.visible_to(by), pk=lead.case_id)
    if reason not in list(RevealReason):
        raise Refusal("reveal_reason")
    with transaction.atomic():
        tell(
            "lead.reveal_informant", lead, duty_id=by.pk, province_code=case.province_id,
            reason=reason,
        )  # fmt: skip
    return lead.informant
