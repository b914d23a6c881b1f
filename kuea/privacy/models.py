"""Requests of persons, breaches, and what was erased when its time had come (PDPA s.30–37, s.39)."""

from datetime import datetime

from django.db import models
from django.db.models import Q

from kuea.core.privacy import BreachRisk, RequestKind, RequestOutcome, breach_due
from kuea.core.rights import Kind as RowKind
from kuea.letters.models import IssuedPaper
from kuea.offices.fields import SealedTextField
from kuea.offices.models import Duty, Province
from kuea.offices.scoping import Hangs, Scoped, ScopedQuery
from kuea.people.models import Guardian, Person


class RequestQuery(ScopedQuery["PersonRequest"]):
    """The secretariat answers its province's; whoever took one down sees that it was answered.

    About a sealed person only those named see it; about one whose data lie unused it is the one page left.
    """

    hangs = Hangs(
        RowKind.REQUEST, province="province_id", own=("received_by_id",), sealed="person__is_sealed",
        named="person__cases__named_duties",
    )  # fmt: skip


class PersonRequest(Scoped):
    """What somebody asked about their own data, by paper or by word, and what became of it within 30 days."""

    class How(models.TextChoices):
        PAPER = "paper"
        SPOKEN = "spoken"
        TELEPHONE = "telephone"

    province = models.ForeignKey(Province, on_delete=models.PROTECT, related_name="person_requests")
    kind = models.CharField(max_length=12, choices=[(k.value, k.value) for k in RequestKind])
    state = models.CharField(max_length=10, default="received")
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="requests")
    who_words = SealedTextField(blank=True)  # how they called themselves, until the person is found
    guardian = models.ForeignKey(Guardian, null=True, on_delete=models.PROTECT, related_name="+")
    asked_words = SealedTextField()
    how = models.CharField(max_length=10, choices=How.choices)
    known_how = SealedTextField(blank=True)  # how we know it is they: no card needed
    received_on = models.DateField()
    received_by = models.ForeignKey(Duty, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField()
    outcome = models.CharField(
        max_length=8, blank=True, choices=[(o.value, o.value) for o in RequestOutcome]
    )
    reason = SealedTextField(blank=True)
    decided_by = models.ForeignKey(Duty, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    letter = models.ForeignKey(IssuedPaper, null=True, on_delete=models.PROTECT, related_name="+")
    form_key = models.CharField(max_length=40, unique=True, null=True)
    made_at = models.DateTimeField(auto_now_add=True)

    objects = RequestQuery.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="request_answer_has_reason_and_name",
                condition=Q(state__in=["received", "taken_back"])
                | (Q(decided_by__isnull=False, decided_at__isnull=False) & ~Q(outcome="") & ~Q(reason="")),
            ),
            models.CheckConstraint(
                name="request_done_has_its_letter",
                condition=~Q(state="done") | Q(letter__isnull=False, done_at__isnull=False),
            ),
        ]  # fmt: skip


class BreachQuery(ScopedQuery["Breach"]):
    """The secretariat's register, read by the civic chair; whoever told of one sees that one."""

    hangs = Hangs(RowKind.BREACH, province="province_id", own=("told_by_id",))


class Breach(Scoped):
    """Something leaked, was lost or changed: what, when known, how many, what was done (PDPA s.37(4))."""

    province = models.ForeignKey(Province, on_delete=models.PROTECT, related_name="breaches")
    state = models.CharField(max_length=10, default="told")
    what = models.TextField()  # no names: what happened to which kind of data
    known_at = models.DateTimeField()  # the 72 hours run from here
    happened_at = models.DateTimeField(null=True)
    told_by = models.ForeignKey(Duty, on_delete=models.PROTECT, related_name="+")
    told_at = models.DateTimeField(auto_now_add=True)
    risk = models.CharField(
        max_length=4, blank=True, choices=[(r.value, r.value) for r in BreachRisk]
    )
    people_count = models.PositiveIntegerField(null=True)
    record_count = models.PositiveIntegerField(null=True)
    data_classes = models.JSONField(default=list)  # D1 … D6
    measures = models.TextField(blank=True)
    assessed_by = models.ForeignKey(Duty, null=True, on_delete=models.PROTECT, related_name="+")
    assessed_at = models.DateTimeField(null=True)
    reported_at = models.DateTimeField(null=True)  # to the Office
    report_number = models.CharField(max_length=60, blank=True)
    late_reason = models.TextField(blank=True)
    persons_told_on = models.DateField(null=True)
    persons_told_how = models.TextField(blank=True)  # or why they were not
    closed_at = models.DateTimeField(null=True)
    closing_words = models.TextField(blank=True)
    form_key = models.CharField(max_length=40, unique=True, null=True)

    objects = BreachQuery.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="breach_says_what", condition=~Q(what="")),
            models.CheckConstraint(
                name="breach_assessed_is_whole",
                condition=Q(state="told") | (~Q(risk="") & ~Q(measures="") & Q(people_count__isnull=False)),
            ),
            models.CheckConstraint(
                name="breach_of_high_risk_tells_the_persons",
                condition=~Q(state="closed", risk=BreachRisk.HIGH) | ~Q(persons_told_how=""),
            ),
            models.CheckConstraint(
                name="breach_with_risk_is_reported",
                condition=~Q(state="closed") | Q(risk=BreachRisk.NONE) | Q(reported_at__isnull=False),
            ),
        ]  # fmt: skip

    @property
    def due_at(self) -> datetime:
        return breach_due(self.known_at)


class RetentionQuery(ScopedQuery["RetentionRun"]):
    """The secretariat's, and whoever is named to sign."""

    hangs = Hangs(RowKind.RETENTION, province="province_id", own=("signer_id",))


class RetentionRun(Scoped):
    """What has stayed its time: tried first, signed by a named duty, then made anonymous (A22). Counts and ids only."""

    province = models.ForeignKey(Province, on_delete=models.PROTECT, related_name="retention_runs")
    state = models.CharField(max_length=8, default="tried")
    as_of = models.DateField()
    tried_by = models.ForeignKey(Duty, on_delete=models.PROTECT, related_name="+")
    tried_at = models.DateTimeField(auto_now_add=True)
    signer = models.ForeignKey(Duty, on_delete=models.PROTECT, related_name="+")
    counts = models.JSONField(default=dict)  # class → how many
    held_back = models.PositiveIntegerField(default=0)  # whose requests are not answered yet
    keys_sha256 = models.CharField(max_length=64)  # of the list that was tried
    signed_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    report = models.ForeignKey(IssuedPaper, null=True, on_delete=models.PROTECT, related_name="+")

    objects = RetentionQuery.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="retention_is_signed_before_it_erases",
                condition=~Q(state__in=["signed", "done"]) | Q(signed_at__isnull=False),
            )
        ]
