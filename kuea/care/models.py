"""What is then done: care plans, help, visits, reviews, until people manage their own lives."""

from django.db import models
from django.db.models import Q

from kuea.core.rights import Kind as RowKind
from kuea.core.words import Change, HelpKind, HelpSource
from kuea.finding.models import Case
from kuea.offices.fields import SealedTextField
from kuea.offices.models import Duty, Organisation, Place
from kuea.offices.scoping import Hangs, Scoped, ScopedQuery, hanging
from kuea.people.models import Need


class CarePlan(Scoped):
    """The person's own goal and the date somebody comes next (R68, R71)."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="care_plans")
    goal = SealedTextField()  # in the person's own words
    carer = models.ForeignKey(Duty, null=True, on_delete=models.PROTECT, related_name="+")
    made_by = models.ForeignKey(Duty, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True)

    objects = hanging(Hangs(RowKind.CASE, via="case"))

    class Meta:
        constraints = [
            models.CheckConstraint(name="care_plan_has_own_goal", condition=~Q(goal="")),
            models.UniqueConstraint(
                fields=["case"], condition=Q(ended_at=None), name="one_current_care_plan"
            ),
        ]


class HelpEvent(Scoped):
    """Help that was given, at any state of the case (I25), with its source (R94)."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="helps")
    need = models.ForeignKey(Need, null=True, on_delete=models.PROTECT, related_name="helps")
    kind = models.CharField(max_length=16, choices=[(k.value, k.value) for k in HelpKind])
    source = models.CharField(max_length=16, choices=[(s.value, s.value) for s in HelpSource])
    what = SealedTextField()
    given_on = models.DateField()
    is_urgent = models.BooleanField(default=False)
    given_by = models.ForeignKey(Duty, on_delete=models.PROTECT, related_name="+")
    form_key = models.CharField(max_length=40, unique=True, null=True)
    logged_at = models.DateTimeField(auto_now_add=True)

    objects = hanging(Hangs(RowKind.CASE, via="case"))


class CareVisit(Scoped):
    """A visit of care and the date of the next one."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="care_visits")
    visited_on = models.DateField()
    visitor = models.ForeignKey(Duty, on_delete=models.PROTECT, related_name="+")
    note = SealedTextField(blank=True)
    next_on = models.DateField()
    form_key = models.CharField(max_length=40, unique=True, null=True)
    logged_at = models.DateTimeField(auto_now_add=True)

    objects = hanging(Hangs(RowKind.CASE, via="case"))


class Review(Scoped):
    """Looking back together: the person's own words, and better, same or worse (R70)."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="reviews")
    held_on = models.DateField()
    own_words = SealedTextField()
    change = models.CharField(max_length=6, choices=[(c.value, c.value) for c in Change])
    person_took_part = models.BooleanField()
    manages_own_life = models.BooleanField(default=False)
    follow_up_on = models.DateField()
    form_key = models.CharField(max_length=40, unique=True, null=True)
    held_by = models.ForeignKey(Duty, on_delete=models.PROTECT, related_name="+")
    logged_at = models.DateTimeField(auto_now_add=True)

    objects = hanging(Hangs(RowKind.CASE, via="case"))

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="self_managing_is_agreed_with_the_person",
                condition=Q(manages_own_life=False) | Q(person_took_part=True),
            )
        ]


class TransferQuery(ScopedQuery["Transfer"]):
    """The receiving host sees that somebody is coming, by code; the sender and the secretariat too."""

    hangs = Hangs(
        RowKind.TRANSFER, province="case__province_id", host=("to_host_id", "case__host_id"),
        sealed="case__is_sealed", named="case__named_duties", in_use=Q(case__is_restricted=False),
    )  # fmt: skip


class Transfer(Scoped):
    """Somebody in care moves to another host or tambon; until it is accepted they count with the sender."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="transfers")
    to_host = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    to_tambon = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    to_village = models.ForeignKey(Place, null=True, on_delete=models.PROTECT, related_name="+")
    reason = SealedTextField()
    asked_by = models.ForeignKey(Duty, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)
    answer = models.CharField(max_length=8, blank=True)  # accepted, declined
    answered_by = models.ForeignKey(Duty, null=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True)

    objects = TransferQuery.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(answer=""), name="one_open_transfer_a_case"
            ),
            models.CheckConstraint(name="transfer_says_why", condition=~Q(reason="")),
        ]
