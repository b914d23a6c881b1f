"""Frozen pictures of the register and the papers made from them."""

from django.db import models
from django.db.models import Q

from kuea.core.exports import ExportKind, Purpose
from kuea.core.rights import Kind as RowKind
from kuea.offices.models import Duty, Edition, Place, Province
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


class ExportQuery(ScopedQuery["Export"]):
    """What was taken out and for what: one's own asks; the secretariat and the chair see the province's."""

    hangs = Hangs(RowKind.EXPORT, province="province_id", own=("asked_by_id",))


class Export(Scoped):
    """Data taken out of the register: who, for what, for whom, who agreed, until when (3.3 rule 9)."""

    province = models.ForeignKey(Province, on_delete=models.PROTECT, related_name="exports")
    kind = models.CharField(max_length=14, choices=[(k.value, k.value) for k in ExportKind])
    data_class = models.CharField(max_length=2)
    tambon = models.ForeignKey(Place, null=True, on_delete=models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=12, choices=[(p.value, p.value) for p in Purpose])
    purpose_words = models.TextField()
    receiver = models.CharField(max_length=200)
    state = models.CharField(max_length=8, default="asked")
    asked_by = models.ForeignKey(Duty, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)
    decided_by = models.ForeignKey(Duty, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decided_reason = models.TextField(blank=True)
    expires_at = models.DateTimeField()
    kept_at = models.CharField(max_length=255, blank=True)  # sealed, below MEDIA_ROOT
    sha256 = models.CharField(max_length=64, blank=True)
    rows_count = models.PositiveIntegerField(default=0)
    row_keys = models.JSONField(default=list)  # cases inside: asked again at every download
    form_key = models.CharField(max_length=40, unique=True, null=True)

    objects = ExportQuery.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="export_never_d4", condition=Q(data_class__in=["D0", "D1", "D2", "D3"])
            ),
            models.CheckConstraint(
                name="export_says_for_what_and_whom",
                condition=~Q(purpose_words="") & ~Q(receiver=""),
            ),
        ]

    @property
    def code(self) -> str:
        return f"EX-{self.province_id}-{self.pk:06d}"
