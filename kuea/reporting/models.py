"""Frozen pictures of the register and the papers made from them."""

from django.db import models
from django.db.models import Q

from kuea.core.rights import Kind as RowKind
from kuea.offices.models import Duty, Edition, Province
from kuea.offices.scoping import Hangs, Scoped, ScopedQuery, hanging


class SnapshotQuery(ScopedQuery["RegisterSnapshot"]):
    """Counts only are shown; the files behind are read by the secretariat alone."""

    hangs = Hangs(RowKind.SNAPSHOT, province="province_id")


class RegisterSnapshot(Scoped):
    """Both sides of the register at one moment (I8): frozen files, their hash and their counts (I19)."""

    province = models.ForeignKey(Province, on_delete=models.PROTECT, related_name="snapshots")
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="+")
    as_of = models.DateTimeField()
    why = models.CharField(max_length=200)
    needs_count = models.PositiveIntegerField()
    persons_count = models.PositiveIntegerField()
    capacity_count = models.PositiveIntegerField()
    figures = models.JSONField(default=dict)
    content_sha256 = models.CharField(max_length=64)
    folder = models.CharField(max_length=200)  # below settings.SNAPSHOTS
    made_by = models.ForeignKey(Duty, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)

    objects = SnapshotQuery.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="i8_both_sides", condition=Q(needs_count=0) | Q(capacity_count__gt=0)
            )
        ]


class CompletenessCertificate(Scoped):
    """That every tambon of the province is covered, made from a snapshot (I12, I19, P7)."""

    province = models.ForeignKey(Province, on_delete=models.PROTECT, related_name="certificates")
    snapshot = models.ForeignKey(RegisterSnapshot, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    year_be = models.PositiveSmallIntegerField()
    accepted_gaps = models.PositiveIntegerField(default=0)
    made_by = models.ForeignKey(Duty, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)

    objects = hanging(Hangs(RowKind.OPEN))
