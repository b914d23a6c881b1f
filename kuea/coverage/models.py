"""Who is served by whom, and who is not: states of places, matches, gaps."""

from typing import Self

from django.db import models
from django.db.models import Q

from kuea.core.coverage_states import TambonState, VillageState
from kuea.core.words import FiveK, GapKind, HelpKind, Role
from kuea.finding.models import Case
from kuea.giving.models import CapacityOffer
from kuea.offices.models import Duty, Place, Province, Resolution
from kuea.people.models import Need


class VillageCoverage(models.Model):
    """Exactly one coverage state for every village of a province (I12), recomputed at every event."""

    village = models.OneToOneField(
        Place, primary_key=True, on_delete=models.PROTECT, related_name="coverage"
    )
    province = models.ForeignKey(Province, on_delete=models.PROTECT, related_name="+")
    tambon = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=14, choices=[(s.value, s.value) for s in VillageState])
    computed_at = models.DateTimeField(auto_now=True)


class TambonCoverage(models.Model):
    """The computed state of a tambon with the test that names it and the counts behind it (4.3)."""

    tambon = models.OneToOneField(
        Place, primary_key=True, on_delete=models.PROTECT, related_name="tambon_coverage"
    )
    province = models.ForeignKey(
        Province, on_delete=models.PROTECT, related_name="tambon_coverages"
    )
    state = models.CharField(max_length=12, choices=[(s.value, s.value) for s in TambonState])
    accepted_gaps = models.PositiveIntegerField(default=0)
    counts = models.JSONField(default=dict)
    five_k = models.JSONField(default=dict)  # k1…k5 → yes, partly, no; "linked" → bool
    computed_at = models.DateTimeField(auto_now=True)
    since = models.DateTimeField(null=True)


class MatchQuery(models.QuerySet["Match"]):
    def visible_to(self, duty: Duty) -> Self:
        """A giver sees matches of its own offers once offered; hosts those of their own cases."""
        if duty.role == Role.GIVER:
            return self.filter(offer__organisation_id=duty.organisation_id).exclude(
                state="suggested"
            )
        if duty.role == Role.HOST_COORDINATOR:
            return self.filter(case__in=Case.objects.visible_to(duty))
        if duty.role == Role.SECRETARY:
            return self.filter(case__in=Case.objects.visible_to(duty))
        return self.none()


class Match(models.Model):
    """A need joined to an offer (R59). The giver learns who it is only after the receiver agreed (I10)."""

    province = models.ForeignKey(Province, on_delete=models.PROTECT, related_name="matches")
    need = models.ForeignKey(Need, on_delete=models.PROTECT, related_name="matches")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="matches")
    offer = models.ForeignKey(CapacityOffer, on_delete=models.PROTECT, related_name="matches")
    quantity = models.PositiveIntegerField(default=1)
    state = models.CharField(max_length=16, default="suggested")
    why = models.JSONField(default=list)  # codes of the plain rules that suggested it
    suggested_by = models.ForeignKey(Duty, on_delete=models.PROTECT, related_name="+")
    suggested_at = models.DateTimeField(auto_now_add=True)
    hold_until = models.DateTimeField(null=True)
    giver_accepted_at = models.DateTimeField(null=True)
    receiver_agreed_at = models.DateTimeField(null=True)
    agreed_with = models.ForeignKey(Duty, null=True, on_delete=models.PROTECT, related_name="+")
    agreed_how = models.CharField(max_length=200, blank=True)  # in which words, at which place
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_reason = models.TextField(blank=True)

    objects = MatchQuery.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="match_quantity_positive", condition=Q(quantity__gt=0)),
            models.CheckConstraint(
                name="i10_receiver_agreed_first",
                condition=~Q(state__in=["receiver_agreed", "active", "fulfilled"])
                | Q(receiver_agreed_at__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["need", "offer"],
                condition=Q(
                    state__in=[
                        "suggested",
                        "offered",
                        "giver_accepted",
                        "receiver_agreed",
                        "active",
                    ]
                ),
                name="one_open_match_a_pair",
            ),
        ]


class GapQuery(models.QuerySet["Gap"]):
    def visible_to(self, duty: Duty) -> Self:
        """Gaps of the province, coded; a host sees those of its own places and cases."""
        if duty.role in {Role.MINISTRY, Role.ADMINISTRATOR, Role.GIVER, Role.VOLUNTEER}:
            return self.none()
        own = self.filter(province_id=duty.province_id).exclude(case__is_restricted=True)
        named = Q(case=None) | Q(case__is_sealed=False) | Q(case__named_duties=duty)
        if duty.role == Role.HOST_COORDINATOR:
            return own.filter(
                named, Q(owner=duty) | Q(case__host_id=duty.organisation_id)
            ).distinct()
        return own.filter(named).distinct()


class Gap(models.Model):
    """Something not covered, made by rule (R62 a–g), with an owner and a due date (I14)."""

    province = models.ForeignKey(Province, on_delete=models.PROTECT, related_name="gaps")
    kind = models.CharField(max_length=16, choices=[(k.value, k.value) for k in GapKind])
    key = models.CharField(max_length=120)  # kind + place + group + case: one open gap a key
    tambon = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    village = models.ForeignKey(Place, null=True, on_delete=models.PROTECT, related_name="+")
    group_code = models.SlugField(max_length=30, blank=True)
    help_kind = models.CharField(
        max_length=16, blank=True, choices=[(k.value, k.value) for k in HelpKind]
    )
    five_k = models.CharField(max_length=2, blank=True, choices=[(k.value, k.value) for k in FiveK])
    case = models.ForeignKey(Case, null=True, on_delete=models.PROTECT, related_name="gaps")
    need = models.ForeignKey(Need, null=True, on_delete=models.PROTECT, related_name="gaps")
    state = models.CharField(max_length=14, default="open")
    owner = models.ForeignKey(Duty, null=True, on_delete=models.PROTECT, related_name="gaps")
    due_on = models.DateField(null=True)
    action = models.TextField(blank=True)
    accepted_reason = models.TextField(blank=True)
    taken_up_at = models.DateTimeField(null=True)
    resolution = models.ForeignKey(
        Resolution, null=True, on_delete=models.PROTECT, related_name="+"
    )
    opened_at = models.DateTimeField(auto_now_add=True)
    plugged_at = models.DateTimeField(null=True)

    objects = GapQuery.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["province", "key"],
                condition=Q(state__in=["open", "being_plugged", "accepted"]),
                name="one_open_gap_a_key",
            ),
            models.CheckConstraint(
                name="i14_owner_and_date_or_reason",
                condition=Q(owner__isnull=False, due_on__isnull=False)
                | (Q(state="accepted", resolution__isnull=False) & ~Q(accepted_reason="")),
            ),
            models.CheckConstraint(
                name="i14_accepted_by_resolution",
                condition=~Q(state="accepted")
                | (Q(resolution__isnull=False) & ~Q(accepted_reason="")),
            ),
        ]
