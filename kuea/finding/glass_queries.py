"""Which glass is broken now, for whom, and what was looked at through it."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet
from django.utils import timezone

from kuea.finding.glass_models import GlassGrant
from kuea.ledger.models import Event
from kuea.offices.models import Duty


def grants_for(duty: Duty) -> QuerySet[GlassGrant]:
    """What the page lists, the newest first; by code, never by name."""
    rows = GlassGrant.objects.visible_to(duty)
    return rows.select_related("case", "duty__user", "duty__organisation", "review__by").order_by(
        "-pk"
    )


def looks_through(grant: GlassGrant) -> QuerySet[Event]:
    """Every page that was opened with this grant."""
    rows = Event.objects.filter(
        subject="finding.case", subject_id=str(grant.case_id), duty_id=grant.duty_id,
        verb__startswith="read.", at__gte=grant.opened_at, at__lte=grant.until,
    )  # fmt: skip
    return rows.filter(Q(data__grant=grant.pk)).order_by("pk")


@dataclass(frozen=True)
class GlassCount:
    """How often in the year, how many wait for review, how many have waited too long."""

    opened: int
    waiting: int
    late: int


def count_glass(province_code: str, today: date | None = None) -> GlassCount:
    """The three numbers of the board: no codes, no reasons."""
    today = today or timezone.localdate()
    rows = GlassGrant.objects.filter(province_id=province_code)
    waiting = rows.filter(review=None)
    return GlassCount(
        rows.filter(opened_at__year=today.year).count(), waiting.count(),
        waiting.filter(review_by_on__lt=today).count(),
    )  # fmt: skip
