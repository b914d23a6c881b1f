"""Persons, households, needs, target groups, and the links that say two records are one person."""

from django.db import models
from django.db.models import F, Q

from kuea.core.rights import Kind as RowKind
from kuea.core.words import Category, HelpKind, Sector
from kuea.intake.models import RawRow, Rerun
from kuea.offices.fields import SealedNumberField, SealedTextField
from kuea.offices.models import Duty, Edition, Place, Province, Resolution
from kuea.offices.scoping import Hangs, Scoped, ScopedQuery, hanging
from kuea.people.law_models import Consent, Guardian, LegalBasis, first_person_field

__all__ = [
    "CATEGORIES", "IDENTITY_STATES", "Consent", "DefinitionComment", "DefinitionSet", "Guardian", "Household", "LegalBasis",
    "Link", "LinkQuestion", "Need", "Person", "Record", "TargetGroup",
]  # fmt: skip

CATEGORIES = [(c.value, c.value) for c in Category]


class DefinitionSetQuery(ScopedQuery["DefinitionSet"]):
    """Past the draft it is a public paper, in every province; a draft is its own committee's."""

    hangs = Hangs(RowKind.DEFINITION, province="province_id", only={"published": ~Q(state="draft")})

    def in_force(self, province: Province) -> "DefinitionSet | None":
        """The adopted set of the province's running edition, if there is one (I3)."""
        return self.filter(
            province=province, edition_id=province.edition_id, state="adopted"
        ).first()


class DefinitionSet(Scoped):
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


class TargetGroup(Scoped):
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

    objects = hanging(Hangs(RowKind.DEFINITION, via="definition_set"))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["definition_set", "code"], name="one_group_a_code")
        ]

    def __str__(self) -> str:
        return self.name


class DefinitionComment(Scoped):
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

    objects = hanging(Hangs(RowKind.DEFINITION, via="definition_set"))


class Household(Scoped):
    """A house with its people; may hold needs common to all."""

    province = models.ForeignKey(Province, on_delete=models.PROTECT, related_name="households")
    tambon = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    village = models.ForeignKey(Place, null=True, on_delete=models.PROTECT, related_name="+")
    house_no = SealedTextField(blank=True)
    house_token = models.BigIntegerField(null=True, db_index=True)
    code = models.CharField(max_length=20, unique=True)

    objects = hanging(
        Hangs(
            RowKind.PERSON,
            province="province_id",
            host=("people__cases__host_id",),
            own=("people__cases__volunteer_id",),
            given={"agreed": lambda duty: Q(pk__in=())},
        )  # fmt: skip
    )


IDENTITY_STATES = ("receiver_agreed", "active")
"""States of a match in which its giver knows who it is (I10)."""


def agreed_with(duty: Duty) -> Q:
    """Persons who agreed that the duty's organisation may know who they are; `cases`, `matches`: by name only."""
    agreed = Person.objects.filter(
        cases__matches__offer__organisation_id=duty.organisation_id,
        cases__matches__state__in=IDENTITY_STATES,
        cases__matches__receiver_agreed_at__isnull=False,
    )
    return Q(pk__in=agreed.values("pk"))


class PersonQuery(ScopedQuery["Person"]):
    """Identity (D2): the secretariat sees its province, others through their own cases.

    `cases` is the reverse of finding's Case and `matches` of coverage's Match: named here, never imported.
    """

    hangs = Hangs(
        RowKind.PERSON, province="province_id",
        host=("cases__host_id",), own=("cases__volunteer_id",),
        sealed="is_sealed", named="cases__named_duties", in_use=Q(restricted_at=None),
        given={"agreed": agreed_with},
    )  # fmt: skip


class Person(Scoped):
    """A human being, as a cluster of records. The key is our own code, never a citizen number (I23)."""

    province = models.ForeignKey(Province, on_delete=models.PROTECT, related_name="persons")
    code = models.CharField(max_length=20, unique=True)
    title = SealedTextField(blank=True)
    given_name = SealedTextField(blank=True)
    family_name = SealedTextField(blank=True)
    nickname = SealedTextField(blank=True)
    sex = models.CharField(max_length=1, blank=True)  # F, M or unknown
    birth_year = models.PositiveSmallIntegerField(null=True)  # CE
    birth_month = SealedNumberField(null=True)
    birth_day = SealedNumberField(null=True)
    tambon = models.ForeignKey(Place, null=True, on_delete=models.PROTECT, related_name="+")
    village = models.ForeignKey(Place, null=True, on_delete=models.PROTECT, related_name="+")
    household = models.ForeignKey(
        Household, null=True, blank=True, on_delete=models.PROTECT, related_name="people"
    )
    strengths = SealedTextField(blank=True)
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


class Record(Scoped):
    """One source's version of a person: names as written beside their cleaned form."""

    province = models.ForeignKey(Province, on_delete=models.PROTECT, related_name="records")
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="records")
    raw_row = models.OneToOneField(
        RawRow, null=True, on_delete=models.PROTECT, related_name="record"
    )
    source = models.CharField(max_length=24)  # a ListKind or a Channel
    name_as_written = SealedTextField(blank=True)
    title = SealedTextField(blank=True)
    given_name = SealedTextField(blank=True)
    family_name = SealedTextField(blank=True)
    name_key = SealedTextField(blank=True)
    sex = models.CharField(max_length=1, blank=True)
    citizen_number = SealedTextField(blank=True)
    citizen_digest = models.CharField(
        max_length=64, blank=True, db_index=True
    )  # valid numbers only
    citizen_status = models.CharField(max_length=24, blank=True)
    birth_year = models.PositiveSmallIntegerField(null=True)
    birth_month = SealedNumberField(null=True)
    birth_day = SealedNumberField(null=True)
    tambon = models.ForeignKey(
        Place, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )  # leads an index below
    village = models.ForeignKey(Place, null=True, on_delete=models.PROTECT, related_name="+")
    house_no = SealedTextField(blank=True)
    address_as_written = SealedTextField(blank=True)
    telephone = SealedTextField(blank=True)
    # Comparison keys (people/comparing.py): how the sealed columns are found.
    name_token = models.BigIntegerField(null=True)
    given_start = models.PositiveSmallIntegerField(null=True)
    family_start = models.PositiveSmallIntegerField(null=True)
    given_sound = models.PositiveIntegerField(null=True)
    family_sound = models.PositiveIntegerField(null=True)
    whole_sound = models.PositiveIntegerField(null=True)
    whole_roman = models.PositiveIntegerField(null=True)
    nickname_sound = models.PositiveSmallIntegerField(null=True)
    number_start = models.PositiveSmallIntegerField(null=True)
    number_end = models.PositiveSmallIntegerField(null=True)
    telephone_start = models.PositiveSmallIntegerField(null=True)
    telephone_end = models.PositiveSmallIntegerField(null=True)
    house_short = models.PositiveSmallIntegerField(null=True)
    telephone_token = models.BigIntegerField(null=True)
    doubts = models.JSONField(default=list)
    is_withdrawn = models.BooleanField(default=False)
    made_at = models.DateTimeField(auto_now_add=True)

    objects = hanging(Hangs(RowKind.PERSON, via="person"))

    class Meta:
        indexes = [
            models.Index(fields=["province", "tambon", "birth_year"]),
            models.Index(fields=["name_token"]),
            # Each key leads one index, and each pair of a given and a family key stands in one.
            models.Index(fields=["province", "given_start", "family_start"]),
            models.Index(fields=["province", "given_sound", "family_sound"]),
            models.Index(fields=["province", "family_start", "given_sound"]),
            models.Index(fields=["province", "family_sound", "given_start"]),
            models.Index(fields=["telephone_token"]),
            models.Index(fields=["tambon", "given_sound"]),
            models.Index(fields=["whole_sound"]),
            models.Index(fields=["whole_roman"]),
            *(
                models.Index(
                    fields=["province", name],
                    name=f"record_{name}",
                    condition=Q(**{f"{name}__isnull": False}),
                )
                for name in (
                    "nickname_sound",
                    "number_start",
                    "number_end",
                    "telephone_start",
                    "telephone_end",
                    "house_short",
                )
            ),
        ]


class Link(Scoped):
    """Joining and parting are rows: at this time, by this rule or person, the record went to the person."""

    class Kind(models.TextChoices):
        FOUND = "found"  # first record of a new person
        JOINED = "joined"
        PARTED = "parted"

    record = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="links")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="links")
    kind = models.CharField(max_length=6, choices=Kind.choices)
    rule = models.CharField(max_length=40)  # first, weighed, by_hand, question:7, undone …
    evidence = models.JSONField(default=dict)  # of a machine's join (people/evidence.py)
    reason = SealedTextField(blank=True)
    by = models.ForeignKey(Duty, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    objects = hanging(Hangs(RowKind.PERSON, via="person"))


class LinkQuestion(Scoped):
    """Nearly the same: a person of the office looks at both records and answers.

    Where one of the persons is sealed, two must give the same answer: the first stands in `first_answer`.
    """

    province = models.ForeignKey(Province, on_delete=models.PROTECT, related_name="link_questions")
    record = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="questions")
    other = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="+")
    evidence = models.JSONField(default=dict)  # the signs and their weights (people/evidence.py)
    worth = models.FloatField(default=0)  # what an answer is expected to put right
    first_answer = models.CharField(max_length=10, blank=True)
    first_answered_by = models.ForeignKey(
        Duty, null=True, on_delete=models.PROTECT, related_name="+"
    )
    answer = models.CharField(max_length=10, blank=True)  # same, different
    answered_by = models.ForeignKey(Duty, null=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True)
    raised_in = models.ForeignKey(Rerun, null=True, on_delete=models.PROTECT, related_name="+")
    # By the rules of this rerun it is not worth asking any more; nobody had answered.
    set_aside_in = models.ForeignKey(Rerun, null=True, on_delete=models.PROTECT, related_name="+")

    objects = hanging(Hangs(RowKind.QUESTION, province="province_id"))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["record", "other"], name="one_question_a_pair"),
            models.CheckConstraint(name="never_asks_of_itself", condition=~Q(record=F("other"))),
        ]


class Need(Scoped):
    """What somebody needs, in their own words; of a person, a household or a place (R52)."""

    province = models.ForeignKey(Province, on_delete=models.PROTECT, related_name="needs")
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="needs")
    first_person = first_person_field()
    household = models.ForeignKey(
        Household, null=True, on_delete=models.PROTECT, related_name="needs"
    )
    place = models.ForeignKey(Place, null=True, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=16, choices=[(k.value, k.value) for k in HelpKind])
    own_words = SealedTextField()
    hardship_words = SealedTextField(blank=True)
    since_words = SealedTextField(blank=True)
    wanted_result = SealedTextField(blank=True)
    quantity = models.PositiveIntegerField(default=1)
    is_urgent = models.BooleanField(default=False)
    is_met = models.BooleanField(default=False)
    written_by = models.ForeignKey(Duty, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(auto_now_add=True)

    objects = hanging(Hangs(RowKind.PERSON, via="person"))

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
