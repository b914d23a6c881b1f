"""Reading what is due: requests, breaches, what has stayed its time, and everything held about one person."""

import hashlib
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Exists, F, Max, OuterRef, Q, QuerySet
from django.utils import timezone

from kuea.core.limits import Limits, add_months
from kuea.core.privacy import ERASED, RetentionClass
from kuea.core.words import Role
from kuea.finding.models import AgendaItem, Case, Decision, Forum, ForumAttendance
from kuea.giving.models import HostNetwork
from kuea.offices.models import Duty, Province
from kuea.people.models import Person
from kuea.people.queries import persons_named
from kuea.privacy.models import Breach, PersonRequest, RetentionRun

NEGATIVE = ("declined", "not_confirmed", "out_of_scope", "not_located", "returned")
"""Ends of a lead that verified nobody."""


def open_requests(duty: Duty) -> QuerySet[PersonRequest]:
    """Requests not answered yet, the nearest day first."""
    rows = PersonRequest.objects.visible_to(duty).filter(state__in=["received", "decided"])
    return rows.select_related("person", "received_by__user").order_by("due_on", "pk")


def open_breaches(duty: Duty) -> QuerySet[Breach]:
    """Breaches that are not closed, the nearest hour first."""
    return Breach.objects.visible_to(duty).exclude(state="closed").order_by("known_at", "pk")


@dataclass(frozen=True)
class Due:
    """Keys of what has stayed its time, by class; `held_back` waits for the answer to a request."""

    as_of: date
    keys: dict[str, tuple[int, ...]]
    held_back: int

    @property
    def counts(self) -> dict[str, int]:
        return {name: len(keys) for name, keys in self.keys.items()}

    @property
    def sha256(self) -> str:
        spelt = repr(sorted(self.keys.items())) + str(self.held_back)
        return hashlib.sha256(spelt.encode()).hexdigest()


def due_for_erasing(province: Province, as_of: date) -> Due:
    """What the province's own times (A22) say has stayed long enough on that day. Changes nothing."""
    limits = province.limits
    leads, cases = _leads(province, limits, as_of), _cases(province, limits, as_of)
    asked = Q(person__requests__state__in=["received", "decided"])
    held = leads.filter(asked).distinct().count() + cases.filter(asked).distinct().count()
    keys = {
        RetentionClass.LEADS.value: _keys(leads.exclude(asked)),
        RetentionClass.CASES.value: _keys(cases.exclude(asked)),
        RetentionClass.MINUTES.value: _keys(_forums(province, limits, as_of)),
    }
    return Due(as_of, keys, held)


def _keys(rows: QuerySet[Case] | QuerySet[Forum]) -> tuple[int, ...]:
    return tuple(rows.order_by("pk").values_list("pk", flat=True).distinct())


def _leads(province: Province, limits: Limits, as_of: date) -> QuerySet[Case]:
    """Nobody was verified and nothing has happened since the negative outcome for so many days."""
    before = as_of - timedelta(days=limits.retention_lead_days)
    unverified = Case.objects.filter(province=province, decision=None, words_erased_at=None)
    ended = unverified.filter(Q(state__in=NEGATIVE) | Q(state="closed") | Q(state="merged"))
    return ended.annotate(last_step=Max("steps__at")).filter(last_step__date__lt=before)


def _cases(province: Province, limits: Limits, as_of: date) -> QuerySet[Case]:
    before = add_months(as_of, -12 * limits.retention_case_years)
    verified = Case.objects.filter(province=province, words_erased_at=None, state="closed")
    return verified.exclude(decision=None).filter(closed_at__date__lt=before)


def _forums(province: Province, limits: Limits, as_of: date) -> QuerySet[Forum]:
    """Full minutes that still hold somebody's name or words."""
    before = add_months(as_of, -12 * limits.retention_minutes_years)
    old = Forum.objects.filter(
        province=province, state__in=["signed", "posted", "cancelled"], held_at__date__lt=before
    )
    named = ForumAttendance.objects.filter(forum=OuterRef("pk")).exclude(name="")
    worded = AgendaItem.objects.filter(forum=OuterRef("pk")).exclude(minimum_facts="")
    reasoned = Decision.objects.filter(item__forum=OuterRef("pk")).exclude(reasons=ERASED)
    return old.filter(Exists(named) | Exists(worded) | Exists(reasoned))


def runs_of(duty: Duty) -> QuerySet[RetentionRun]:
    """Reports of retention, the newest first."""
    return (
        RetentionRun.objects.visible_to(duty)
        .select_related("signer__user", "tried_by__user", "report")
        .order_by("-pk")
    )


def signers(province: Province) -> QuerySet[Duty]:
    """Who may be named to sign: the civic chair or an officer of the secretariat."""
    return (
        Duty.objects.current()
        .filter(province=province, role__in=[Role.SECRETARY, Role.CHAIR])
        .select_related("user")
        .order_by("role", "pk")
    )


def persons_for(duty: Duty, words: str) -> list[Person]:
    """Whom a request may be about: also those whose data lie unused, whom no list shows."""
    words = words.strip()
    if not words or duty.role != Role.SECRETARY:
        return []
    seen = Person.objects.in_sight(duty).filter(erased_at=None)
    by_name = Q(pk__in=persons_named(duty.province_id or "", words))
    found = seen.filter(Q(code__iexact=words) | Q(cases__code__iexact=words) | by_name)
    return list(found.select_related("tambon", "village").order_by("pk").distinct()[:20])


def restricted_persons(duty: Duty) -> QuerySet[Person]:
    """Whose data lie unused at their own wish, for taking them up again."""
    if duty.role != Role.SECRETARY:
        return Person.objects.none()
    return Person.objects.in_sight(duty).exclude(restricted_at=None).order_by("restricted_at")


def lapsing_agreements(province: Province, today: date | None = None) -> int:
    """Hosts at work without an agreement in force, or with one that ends within thirty days."""
    today = today or timezone.localdate()
    active = HostNetwork.objects.filter(organisation__province=province, state="active")
    sound = active.filter(agreements__ended_on=None, agreements__signed_on__lte=today).filter(
        Q(agreements__ends_on=None) | Q(agreements__ends_on__gt=today + timedelta(days=30))
    )
    return active.exclude(pk__in=sound.values(key=F("pk"))).count()
