"""The clock of section 25: who has not been told yet that others spoke of them, and how many days are left."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Exists, Min, OuterRef, Q, QuerySet
from django.utils import timezone

from kuea.core.privacy import NOTICE_DAYS, notice_due
from kuea.core.words import Channel
from kuea.finding.models import Case, Lead, OutreachVisit
from kuea.offices.models import Duty, Province

UNTOLD_STATES = ("lead", "routed", "returned", "not_located", "visited")
"""States in which a person may not have been told yet; a case further on has a visit with notice behind it."""
SOON_DAYS = 7


@dataclass(frozen=True)
class NoticeClock:
    """A case whose person others spoke of. `days_left` is nought on the last day, below it afterwards."""

    case: Case
    told_of_on: date
    due_on: date
    days_left: int


def untold_cases(province_code: str) -> QuerySet[Case]:
    """Cases that rest on others' words alone, without a visit at which notice was given, not exempted.

    What the person told us themselves (channel self) starts no clock, nor does a list whose sender told
    the people on it (s.25, second paragraph, 1). `first_told_at` is when the clock began.
    """
    told = OutreachVisit.objects.filter(case=OuterRef("pk"), notice_given=True)
    by_self = Lead.objects.filter(case=OuterRef("pk"), channel=Channel.SELF.value)
    from_others = (
        Q(leads__record=None)
        | Q(leads__record__raw_row=None)
        | Q(leads__record__raw_row__batch__told_words="")
    )
    return (
        Case.objects.filter(
            province_id=province_code, state__in=UNTOLD_STATES, words_erased_at=None,
            notice_waived_at=None,
        )
        .exclude(Exists(told))
        .exclude(Exists(by_self))
        .annotate(first_told_at=Min("leads__made_at", filter=from_others))
        .filter(first_told_at__isnull=False)
    )  # fmt: skip


def run_out_cases(province: Province, today: date | None = None) -> QuerySet[Case]:
    """Those whose last day has passed: the next daily run keeps the count and nothing else of them."""
    today = today or timezone.localdate()
    return (
        untold_cases(province.code)
        .filter(first_told_at__lt=_midnight(today - timedelta(days=_days(province))))
        .order_by("pk")
    )


def untold_for(duty: Duty, *, within: int = SOON_DAYS, today: date | None = None) -> QuerySet[Case]:
    """Untold cases this duty sees whose clock runs out within so many days, the nearest first."""
    if not duty.province_id:
        return Case.objects.none()
    today = today or timezone.localdate()
    latest = _midnight(today - timedelta(days=_days(duty.province) - within - 1))
    return (
        untold_cases(duty.province_id)
        .filter(pk__in=Case.objects.visible_to(duty).values("pk"), first_told_at__lt=latest)
        .select_related("person", "tambon", "village", "host", "province")
        .order_by("first_told_at", "pk")
    )


def clock_of(case: Case, today: date | None = None) -> NoticeClock:
    """The clock of one of the cases above."""
    today = today or timezone.localdate()
    told_of_on = timezone.localdate(case.first_told_at)  # type: ignore[attr-defined]
    due = notice_due(told_of_on, case.province.limits.notice_days)
    return NoticeClock(case, told_of_on, due, (due - today).days)


def _days(province: Province) -> int:
    return min(province.limits.notice_days, NOTICE_DAYS)


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
