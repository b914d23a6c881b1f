"""Reading the registers of papers."""

from django.db.models import QuerySet

from kuea.letters.models import IssuedPaper
from kuea.offices.models import Duty


def papers_of(duty: Duty) -> QuerySet[IssuedPaper]:
    """The register of the duty's province, highest number first: for the secretariat and the committee."""
    return (
        IssuedPaper.objects.visible_to(duty)
        .select_related("issued_by__user")
        .order_by("-year_be", "kind", "-number")
    )
