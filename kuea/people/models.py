"""Persons, households, needs, target groups, and the links that say two records are one person."""

from typing import Self

from django.db import models
from django.db.models import F, Q

from kuea.core.words import Category, HelpKind, Role, Sector
from kuea.intake.models import RawRow
from kuea.offices.fields import SealedTextField
from kuea.offices.models import Duty, Edition, Place, Province, Resolution
from kuea.people.law_models import Consent, Guardian, LegalBasis

__all__ = [
    "CATEGORIES", "Consent", "DefinitionComment", "DefinitionSet", "Guardian", "Household", "LegalBasis",
    "Link", "LinkQuestion", "Need", "Person", "Record", "TargetGroup",
]  # fmt: skip

CATEGORIES = [(c.value, c.value) for c in Category]


class DefinitionSetQuery(models.QuerySet["DefinitionSet"]):
    def visible_to(self, duty: Duty | None) -> Self:
        """Past the draft it is a public paper, in every province; a draft is its own committee's."""
        writers = {Role.SECRETARY, Role.CHAIR, Role.MEMBER}
        if duty is not None and duty.role in writers:
            return self.filter(~Q(state="draft") | Q(province_id=duty.province_id))
        return self.exclude(state="draft")

    def in_force(self, province: Province) -> "DefinitionSet | None":
        """The adopted set of the province's running edition, if there is one (I3)."""
        return self.filter(
            province=province, edition_id=province.edition_id, state="adopted"
        ).first()


class DefinitionSet(models.Model):
    """A province's own definition of whom it looks for, by edition and version (R28)."""

    province = models.ForeignKey(Province, on_delete=models.PROTECT, related_name="definition_sets")
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=12, default="draft")
    why = models.TextField(blank=True)
    written_by = models.ForeignKey(Duty, on_delete=models.PROTECT, related_name="+")
    consulted_on = models.DateField(null=True)
    consulted_place = models.CharField(max_length=200, blank=True)
    consulted_sectors = models.JSONField(default=dict)  # sector → number of people
    comments_open_on = models.DateField(null=True)
    comments_close_on = models.DateField(null=True)
    answer = models.TextField(blank=True)  # what the province answers to the comments as a whole
    waiver = models.ForeignKey(Resolution, null=True, on_delete=models.PROTECT, related_name="+")
    resolution = models.ForeignKey(
        Resolution, null=True, on_delete=models.PROTECT, related_name="definition_sets"
    )
    adopted_at = models.DateTimeField(null=True)

    objects = DefinitionSetQuery.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["province", "edition", "version"], name="one_definition_set_a_version"
            ),
            models.UniqueConstraint(
                fields=["province", "edition"],
                condition=Q(state="adopted"),
                name="one_adopted_definition_set",
            ),
            models.CheckConstraint(
                name="i7_adopted_by_resolution",
                condition=~Q(state__in=["adopted", "superseded"])
                | (Q(resolution__isnull=False) & Q(adopted_at__isnull=False)),
            ),
        ]


class TargetGroup(models.Model):
    """A province's own group under one of the four fixed categories, its criteria in words (R27–R32).

    `code` stays the same from version to version, so that areas and offers can name the group.
    """

    definition_set = models.ForeignKey(
        DefinitionSet, on_delete=models.PROTECT, related_name="groups"
    )
    category = models.CharField(max_length=16, choices=CATEGORIES)
    code = models.SlugField(max_length=30)
    name = models.CharField(max_length=120)
    criteria = models.JSONField(default=list)  # list of sentences; a forum ticks those that fit
    finding_method = models.TextField(blank=True)
    reaching_method = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=0)  # grows with every change: finds stale pages

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["definition_set", "code"], name="one_group_a_code")
        ]

    def __str__(self) -> str:
        return self.name


class DefinitionComment(models.Model):
    """What somebody said in the comment window, and the province's answer (R89)."""

    definition_set = models.ForeignKey(
        DefinitionSet, on_delete=models.PROTECT, related_name="comments"
    )
    sector = models.CharField(max_length=20, choices=[(s.value, s.value) for s in Sector])
    text = models.TextField()
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True)
    made_at = models.DateTimeField(auto_now_add=True)
    made_by = models.ForeignKey(Duty, null=True, on_delete=models.PROTECT, related_name="+")
    form_key = models.CharField(max_length=40, unique=True, null=True)


class Household(models.Model):
    """A house with its people; may hold needs common to all."""

    province = models.ForeignKey(Province, on_delete=models.PROTECT, related_name="households")
    tambon = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    village = models.ForeignKey(Place, null=True, on_delete=models.PROTECT, related_name="+")
    house_no = models.CharField(max_length=40, blank=True)
    code = models.CharField(max_length=20, unique=True)


class PersonQuery(models.QuerySet["Person"]):
    def visible_to(self, duty: Duty) -> Self:
        """Identity (D2): the secretariat sees its province, others through their own cases.

        Somebody who asked that their data lie unused is in no list (PDPA s.34); see `privacy`.
        """
        return self.in_sight(duty).filter(restricted_at=None)

    def in_sight(self, duty: Duty) -> Self:
        """As `visible_to`, with those whose data lie unused: for answering their own requests only."""
        if duty.role == Role.SECRETARY:
            return (
                self.filter(province_id=duty.province_id)
                .filter(Q(is_sealed=False) | Q(cases__named_duties=duty))
                .distinct()
            )
        # `cases` is the reverse of finding's Case: named here, never imported.
        open_or_named = Q(cases__is_sealed=False) | Q(cases__named_duties=duty)
        if duty.role == Role.HOST_COORDINATOR:
            own = Q(province_id=duty.province_id, cases__host_id=duty.organisation_id)
            return self.filter(own & open_or_named).distinct()
        if duty.role == Role.VOLUNTEER:
            return self.filter(Q(cases__volunteer=duty) & open_or_named).distinct()
        return self.none()


class Person(models.Model):
    """A human being, as a cluster of records. The key is our own code, never a citizen number (I23)."""

    province = models.ForeignKey(Province, on_delete=models.PROTECT, related_name="persons")
    code = models.CharField(max_length=20, unique=True)
    title = models.CharField(max_length=40, blank=True)
    given_name = models.CharField(max_length=100, blank=True)
    family_name = models.CharField(max_length=100, blank=True)
    nickname = models.CharField(max_length=60, blank=True)
    sex = models.CharField(max_length=1, blank=True)  # F, M or unknown
    birth_year = models.PositiveSmallIntegerField(null=True)  # CE
    birth_month = models.PositiveSmallIntegerField(null=True)
    birth_day = models.PositiveSmallIntegerField(null=True)
    tambon = models.ForeignKey(Place, null=True, on_delete=models.PROTECT, related_name="+")
    village = models.ForeignKey(Place, null=True, on_delete=models.PROTECT, related_name="+")
    household = models.ForeignKey(
        Household, null=True, blank=True, on_delete=models.PROTECT, related_name="people"
    )
    strengths = models.TextField(blank=True)
    capacity = models.CharField(max_length=16, blank=True)  # as a court decided; empty is full
    is_sealed = models.BooleanField(default=False)
    restricted_at = models.DateTimeField(null=True)  # kept, not used (PDPA s.34)
    erased_at = models.DateTimeField(null=True)  # anonymous: who it was cannot be got back
    made_at = models.DateTimeField(auto_now_add=True)

    objects = PersonQuery.as_manager()

    @property
    def full_name(self) -> str:
        spaced = " ".join(part for part in (self.given_name, self.family_name) if part)
        return f"{self.title}{spaced}" if spaced else self.nickname or self.code


class Record(models.Model):
    """One source's version of a person: names as written beside their cleaned form."""

    province = models.ForeignKey(Province, on_delete=models.PROTECT, related_name="records")
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="records")
    raw_row = models.OneToOneField(
        RawRow, null=True, on_delete=models.PROTECT, related_name="record"
    )
    source = models.CharField(max_length=24)  # a ListKind or a Channel
    name_as_written = models.CharField(max_length=250, blank=True)
    title = models.CharField(max_length=40, blank=True)
    given_name = models.CharField(max_length=100, blank=True)
    family_name = models.CharField(max_length=100, blank=True)
    name_key = models.CharField(max_length=200, blank=True, db_index=True)
    sex = models.CharField(max_length=1, blank=True)
    citizen_number = SealedTextField(blank=True)
    citizen_digest = models.CharField(
        max_length=64, blank=True, db_index=True
    )  # valid numbers only
    citizen_status = models.CharField(max_length=24, blank=True)
    birth_year = models.PositiveSmallIntegerField(null=True)
    birth_month = models.PositiveSmallIntegerField(null=True)
    birth_day = models.PositiveSmallIntegerField(null=True)
    tambon = models.ForeignKey(Place, null=True, on_delete=models.PROTECT, related_name="+")
    village = models.ForeignKey(Place, null=True, on_delete=models.PROTECT, related_name="+")
    house_no = models.CharField(max_length=40, blank=True)
    address_as_written = models.CharField(max_length=400, blank=True)
    telephone = models.CharField(max_length=40, blank=True)
    doubts = models.JSONField(default=list)
    is_withdrawn = models.BooleanField(default=False)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["province", "tambon", "birth_year"])]


class Link(models.Model):
    """Joining and parting are rows: at this time, by this rule or person, the record went to the person."""

    class Kind(models.TextChoices):
        FOUND = "found"  # first record of a new person
        JOINED = "joined"
        PARTED = "parted"

    record = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="links")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="links")
    kind = models.CharField(max_length=6, choices=Kind.choices)
    rule = models.CharField(max_length=40)  # same_number, same_name_year_tambon, by_hand, undone …
    reason = models.TextField(blank=True)
    by = models.ForeignKey(Duty, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)


class LinkQuestion(models.Model):
    """Nearly the same: a person of the office looks at both records and answers."""

    province = models.ForeignKey(Province, on_delete=models.PROTECT, related_name="link_questions")
    record = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="questions")
    other = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="+")
    evidence = models.JSONField(default=list)  # codes: same_name, number_differs_by_one …
    answer = models.CharField(max_length=10, blank=True)  # same, different
    answered_by = models.ForeignKey(Duty, null=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["record", "other"], name="one_question_a_pair"),
            models.CheckConstraint(name="never_asks_of_itself", condition=~Q(record=F("other"))),
        ]


class Need(models.Model):
    """What somebody needs, in their own words; of a person, a household or a place (R52)."""

    province = models.ForeignKey(Province, on_delete=models.PROTECT, related_name="needs")
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="needs")
    household = models.ForeignKey(
        Household, null=True, on_delete=models.PROTECT, related_name="needs"
    )
    place = models.ForeignKey(Place, null=True, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=16, choices=[(k.value, k.value) for k in HelpKind])
    own_words = models.TextField()
    hardship_words = models.TextField(blank=True)
    since_words = models.CharField(max_length=120, blank=True)
    wanted_result = models.TextField(blank=True)
    quantity = models.PositiveIntegerField(default=1)
    is_urgent = models.BooleanField(default=False)
    is_met = models.BooleanField(default=False)
    written_by = models.ForeignKey(Duty, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="need_has_one_owner",
                condition=Q(person__isnull=False, household=None, place=None)
                | Q(person=None, household__isnull=False, place=None)
                | Q(person=None, household=None, place__isnull=False),
            ),
            models.CheckConstraint(name="need_is_in_words", condition=~Q(own_words="")),
        ]
