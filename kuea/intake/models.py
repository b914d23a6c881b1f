"""The one door: what came in, kept as it came."""

from django.db import models
from django.db.models import Q

from kuea.core.rights import Kind as RowKind
from kuea.core.words import ListKind
from kuea.offices.fields import SealedListField, SealedTextField
from kuea.offices.models import Duty, Province
from kuea.offices.scoping import Hangs, Scoped, ScopedQuery, hanging


class ColumnMapping(Scoped):
    """Which column of a list is which of our fields, as a person said; for every file with the same headings."""

    province = models.ForeignKey(Province, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=24, choices=[(k.value, k.value) for k in ListKind])
    header_digest = models.CharField(max_length=64)
    header = models.JSONField(default=list)
    fields = models.JSONField(default=dict)  # our field → key of the heading (sheets/mapping.py)
    set_by = models.ForeignKey(Duty, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField(auto_now_add=True)
    forgotten_at = models.DateTimeField(null=True)
    forgotten_by = models.ForeignKey(Duty, null=True, on_delete=models.PROTECT, related_name="+")

    objects = hanging(Hangs(RowKind.BATCH, province="province_id", own=("set_by_id",)))

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["province", "kind", "header_digest"],
                condition=Q(forgotten_at=None),
                name="one_mapping_a_heading",
            )
        ]


class BatchQuery(ScopedQuery["Batch"]):
    """Batches of the duty's own province, for the secretariat; others see what they sent."""

    hangs = Hangs(RowKind.BATCH, province="province_id", own=("sent_by_id",))


class Batch(Scoped):
    """One file or one phone entry. The same bytes for the same kind and province are the same batch."""

    province = models.ForeignKey(Province, on_delete=models.PROTECT, related_name="batches")
    kind = models.CharField(max_length=24, choices=[(k.value, k.value) for k in ListKind])
    file_name = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64)
    kept_at = models.CharField(max_length=255)  # path below MEDIA_ROOT
    bytes = models.BigIntegerField()
    state = models.CharField(max_length=10, default="received")
    sent_by = models.ForeignKey(Duty, on_delete=models.PROTECT, related_name="+")
    received_at = models.DateTimeField(auto_now_add=True)
    # True progress: rows of the file, counted before reading starts, and rows stored so far.
    stage = models.CharField(max_length=20, blank=True)
    rows_total = models.PositiveIntegerField(default=0)
    rows_done = models.PositiveIntegerField(default=0)
    rows_faulty = models.PositiveIntegerField(default=0)
    rows_joined = models.PositiveIntegerField(default=0)
    rows_asked = models.PositiveIntegerField(default=0)
    rows_new = models.PositiveIntegerField(default=0)
    rows_remarked = models.PositiveIntegerField(default=0)  # taken in, with something to look at
    progress_at = models.DateTimeField(null=True)  # last sign of life of whoever reads it
    header = models.JSONField(default=list)
    columns = models.JSONField(default=dict)  # found, unknown, notes: how the sheet was understood
    mapping = models.ForeignKey(
        ColumnMapping, null=True, on_delete=models.PROTECT, related_name="batches"
    )
    read_with = models.JSONField(default=dict)  # rules and model of its last reading (Rerun)
    # Of each column some values, masked, while somebody is asked what the columns are; emptied with the answer.
    samples = SealedListField(default=list, blank=True)
    fault = models.JSONField(default=dict)  # code, what, where, remedy
    # How the sender told the people on the list that it was passed on; empty: they were not told (s.25).
    told_words = models.CharField(max_length=300, blank=True)
    finished_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(Duty, null=True, on_delete=models.PROTECT, related_name="+")
    withdrawn_reason = models.TextField(blank=True)

    objects = BatchQuery.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["province", "kind", "sha256"],
                condition=~Q(state="withdrawn"),
                name="same_file_is_same_batch",
            )
        ]


class RawRow(Scoped):
    """A row exactly as it stood in the file; `cells` is JSON text, sealed. Never changed."""

    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="rows")
    number = models.PositiveIntegerField()  # as counted in the sender's file, from 1
    cells = SealedTextField()
    is_faulty = models.BooleanField(default=False)
    # [{code, column, what, remedy, stops}]: a sentence may say which place was written
    faults = SealedListField(default=list, blank=True)

    objects = hanging(Hangs(RowKind.RAW_ROW, province="batch__province_id"))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["batch", "number"], name="one_raw_row_a_number")
        ]


class Rerun(Scoped):
    """A list taken in is cleaned and linked again from its raw rows, by today's rules; may be taken back as a whole.

    One at a time, in lots: `step` and `position` say where to go on. `before` is what stood, `tally` what changed.
    """

    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="reruns")
    number = models.PositiveSmallIntegerField()  # of its batch, from 1
    step = models.CharField(max_length=10, default="reading")  # intake/actions/rerunning.py
    reason = models.TextField()
    mapping = models.ForeignKey(
        ColumnMapping, null=True, on_delete=models.PROTECT, related_name="reruns"
    )
    read_with = models.JSONField(default=dict)  # rules (fingerprint) and model
    judges_all = models.BooleanField(default=False)  # another model: unchanged rows are judged too
    before = models.JSONField(default=dict)  # counts, columns, mapping, read_with
    tally = models.JSONField(default=dict)
    position = models.PositiveBigIntegerField(default=0)  # the last done of this step
    rows_done = models.PositiveIntegerField(default=0)
    rows_total = models.PositiveIntegerField(default=0)
    fault = models.JSONField(default=dict)
    begun_by = models.ForeignKey(Duty, on_delete=models.PROTECT, related_name="+")
    begun_at = models.DateTimeField(auto_now_add=True)
    progress_at = models.DateTimeField(null=True)
    stopped_at = models.DateTimeField(null=True)  # somebody asked it to rest
    finished_at = models.DateTimeField(null=True)
    back_by = models.ForeignKey(Duty, null=True, on_delete=models.PROTECT, related_name="+")
    back_reason = models.TextField(blank=True)
    taken_back_at = models.DateTimeField(null=True)

    objects = hanging(Hangs(RowKind.BATCH, via="batch"))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["batch", "number"], name="rerun_a_number")]


class RowReading(Scoped):
    """How a rerun reads a raw row, where that is not as before; the raw row itself never changes."""

    rerun = models.ForeignKey(Rerun, on_delete=models.PROTECT, related_name="readings")
    raw_row = models.ForeignKey(RawRow, on_delete=models.PROTECT, related_name="readings")
    was_faulty = models.BooleanField(default=False)
    is_faulty = models.BooleanField(default=False)
    faults = SealedListField(default=list, blank=True)  # as of RawRow
    former = SealedTextField(blank=True)  # what stood before, as the list's taker wrote it
    # What linking does next: "judge" its record again, "store" a row that had none, or nothing.
    to_link = models.CharField(max_length=5, blank=True)

    objects = hanging(Hangs(RowKind.RAW_ROW, province="raw_row__batch__province_id"))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["rerun", "raw_row"], name="one_reading_a_rerun")
        ]
