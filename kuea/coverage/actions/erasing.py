"""The words that matches and gaps hold about a case, erased with it (PDPA s.33)."""

from kuea.core.privacy import ERASED
from kuea.coverage.models import Gap, Match, PlanWish
from kuea.finding.models import Case

ERASES: dict[str, tuple[str, ...]] = {
    "coverage.Match": ("agreed_how", "ended_reason", "lifted_reason"),
    "coverage.Gap": ("action", "accepted_reason"),
    "coverage.PlanWish": ("reason",),
}


def erase_match_words(case: Case) -> None:
    """Filled into finding's port: called in the transaction that erases the case."""
    Match.objects.filter(case=case).update(agreed_how="", ended_reason="", lifted_reason="")
    PlanWish.objects.filter(case=case).update(reason="")
    Gap.objects.filter(case=case).exclude(action="").update(action="")
    Gap.objects.filter(case=case).exclude(accepted_reason="").update(accepted_reason=ERASED)
