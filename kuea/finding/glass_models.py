"""Break-glass: one case that is not one's own, opened for one hour, with a reason, under a second pair of eyes."""

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from kuea.core.rights import Kind as RowKind
from kuea.core.words import GlassOutcome, GlassPurpose
from kuea.offices.fields import SealedTextField
from kuea.offices.models import Duty, Province
from kuea.offices.scoping import Hangs, Scoped, ScopedQuery, hanging


class GlassQuery(ScopedQuery["GlassGrant"]):
    """One's own, and those one is asked to look at. Nobody reads a list of who is in danger."""

    hangs = Hangs(
        RowKind.GLASS, province="province_id", users=("duty__user_id",),
        given={"asked": lambda duty: Q(province_id=duty.province_id, second_role=duty.role)},
    )  # fmt: skip

    def for_review_by(self, duty: Duty) -> Self:
        """Those this duty has to review: its role is the second person, and it did not break the glass itself."""
        asked = self.filter(province_id=duty.province_id, second_role=duty.role, review=None)
        return asked.exclude(duty__user_id=duty.user_id)

    def open_now(self) -> Self:
        return self.filter(until__gt=timezone.now(), duty__ended_at=None)


class GlassGrant(Scoped):
    """`duty` opened `case` until `until`. Never changed, only emptied with its case: it runs out by itself."""

    province = models.ForeignKey(Province, on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey("finding.Case", on_delete=models.PROTECT, related_name="glass_grants")
    duty = models.ForeignKey(Duty, on_delete=models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=20, choices=[(p.value, p.value) for p in GlassPurpose])
    reason = SealedTextField()
    opened_at = models.DateTimeField()
    until = models.DateTimeField(db_index=True)
    second_role = models.CharField(max_length=20)  # whose desk tells it, who reviews it
    review_by_on = models.DateField()
    form_key = models.CharField(max_length=40, unique=True, null=True)

    objects = GlassQuery.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="glass_has_a_reason", condition=~Q(reason="")),
            models.CheckConstraint(name="glass_runs_out", condition=Q(until__gt=F("opened_at"))),
        ]


class GlassReview(Scoped):
    """What the second person found (within seven days)."""

    grant = models.OneToOneField(GlassGrant, on_delete=models.PROTECT, related_name="review")
    outcome = models.CharField(max_length=16, choices=[(o.value, o.value) for o in GlassOutcome])
    words = SealedTextField()
    by = models.ForeignKey(Duty, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    objects = hanging(Hangs(RowKind.GLASS, via="grant"))

    class Meta:
        constraints = [models.CheckConstraint(name="review_says_why", condition=~Q(words=""))]
