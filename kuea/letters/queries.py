"""Reading the registers of papers."""

from django.db.models import QuerySet

from kuea.core.words import Role
from kuea.letters.models import IssuedPaper
from kuea.offices.models import Duty


def papers_of(duty: Duty) -> QuerySet[IssuedPaper]:
    """The register of the duty's province, highest number first: for the secretariat and the committee."""
    if duty.role not in {Role.SECRETARY, Role.CHAIR, Role.MEMBER}:
        return IssuedPaper.objects.none()
    return (
        IssuedPaper.objects.filter(province_id=duty.province_id)
        .select_related("issued_by__user")
        .order_by("-year_be", "kind", "-number")
    )
