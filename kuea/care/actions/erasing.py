"""The words care holds about a person, erased with their case (PDPA s.33); what was given, when and by whom stays."""

from django.utils import timezone

from kuea.care.models import CarePlan, CareVisit, HelpEvent, Review, Transfer
from kuea.core.privacy import ERASED
from kuea.finding.models import Case

ERASES: dict[str, tuple[str, ...]] = {
    "care.CarePlan": ("goal",),
    "care.HelpEvent": ("what",),
    "care.CareVisit": ("note",),
    "care.Review": ("own_words",),
    "care.Transfer": ("reason",),
}


def erase_care_words(case: Case) -> None:
    """Filled into finding's port: called in the transaction that erases the case."""
    CarePlan.objects.filter(case=case, ended_at=None).update(ended_at=timezone.now())
    CarePlan.objects.filter(case=case).update(goal=ERASED)
    HelpEvent.objects.filter(case=case).update(what=ERASED)
    CareVisit.objects.filter(case=case).update(note="")
    Review.objects.filter(case=case).update(own_words=ERASED)
    Transfer.objects.filter(case=case).update(reason=ERASED)
