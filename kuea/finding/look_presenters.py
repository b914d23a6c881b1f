"""Looks and broken glass in words: a day, a duty, why; of the one who looked never more than name and duty."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from kuea.finding.glass_labels import LOOKS, OUTCOMES, PURPOSES
from kuea.finding.glass_models import GlassGrant
from kuea.finding.presenters import duty_words
from kuea.ledger.models import Event
from kuea.offices.models import Duty


@dataclass(frozen=True)
class LookRow:
    at: datetime
    duty: str
    name: str
    why: str
    is_glass: bool


def look_rows(events: Iterable[Event]) -> list[LookRow]:
    """One query for all duties of the page."""
    shown = list(events)
    duties = Duty.objects.select_related("user", "organisation").in_bulk({e.duty_id for e in shown})
    return [_look_row(event, duties.get(event.duty_id)) for event in shown]


def _look_row(event: Event, duty: Duty | None) -> LookRow:
    grant = event.data.get("grant")
    why = str(LOOKS.get(event.data.get("route", ""), _("เปิดดูเพื่อทำงานในหน้าที่")))
    if event.verb == "read.alike":
        why = _("ชื่ออยู่ในคำถามว่าเป็นคนเดียวกับอีกเรื่องหรือไม่")
    elif event.data.get("count"):
        why = _("%(why)s (อยู่ในรายการ %(count)s คน)") % {"why": why, "count": event.data["count"]}
    return LookRow(
        event.at,
        duty_words(duty) if duty else "–",
        str(duty.user) if duty else "",
        why,
        grant is not None,
    )


@dataclass(frozen=True)
class GlassRow:
    """A broken glass for those who review it or did it: the code of the case, never a name."""

    pk: int
    code: str
    duty: str
    name: str
    purpose: str
    reason: str
    opened_at: datetime
    until: datetime
    review_by_on: Any
    is_open: bool
    is_late: bool
    outcome: str
    words: str
    url: str


def glass_row(grant: GlassGrant) -> GlassRow:
    review = getattr(grant, "review", None)
    return GlassRow(
        pk=grant.pk, code=grant.case.code, duty=duty_words(grant.duty), name=str(grant.duty.user),
        purpose=str(PURPOSES[grant.purpose]), reason=grant.reason, opened_at=grant.opened_at,
        until=grant.until, review_by_on=grant.review_by_on, is_open=grant.until > timezone.now(),
        is_late=review is None and grant.review_by_on < timezone.localdate(),
        outcome=str(OUTCOMES[review.outcome]) if review else "", words=review.words if review else "",
        url=reverse("finding:glass_one", args=[grant.pk]),
    )  # fmt: skip
