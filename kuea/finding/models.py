"""How someone becomes known and confirmed: leads, cases, search rounds, visits, forums, decisions."""

from django.db import models
from django.db.models import Q

from kuea.core.rights import Kind as RowKind
from kuea.core.states import OWNED_STATES, VERIFIED_STATES
from kuea.core.words import Category, Channel, CloseReason, Outcome, Sector, SensitiveMatter
from kuea.offices.fields import SealedListField, SealedTextField
from kuea.offices.models import Duty, Edition, Organisation, Place, Province
from kuea.offices.scoping import Hangs, Scoped, ScopedQuery, hanging
from kuea.people.law_models import first_person_field
from kuea.people.models import DefinitionSet, Person, Record, TargetGroup


class CaseQuery(ScopedQuery["Case"]):
    """Own cases, own host's cases, or the province's for the secretariat; sealed only for those named."""

    hangs = Hangs(
        RowKind.CASE, province="province_id", host=("host_id",), own=("volunteer_id",),
        sealed="is_sealed", named="named_duties", in_use=Q(is_restricted=False),  # kept, not used (PDPA s.34)
    )  # fmt: skip


class Case(Scoped):
    """The path of one person from the first worry to managing their own life (4.1)."""

    province = models.ForeignKey(Province, on_delete=models.PROTECT, related_name="cases")
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=20, unique=True)
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="cases")
    first_person = first_person_field()
    state = models.CharField(max_length=16, default="lead", db_index=True)
    version = models.PositiveIntegerField(default=0)  # grows with every change: finds stale pages
    tambon = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    village = models.ForeignKey(Place, null=True, on_delete=models.PROTECT, related_name="+")
    channel = models.CharField(max_length=16, choices=[(c.value, c.value) for c in Channel])
    host = models.ForeignKey(
        Organisation, null=True, on_delete=models.PROTECT, related_name="cases"
    )
    interim_owner = models.ForeignKey(Duty, null=True, on_delete=models.PROTECT, related_name="+")
    volunteer = models.ForeignKey(Duty, null=True, on_delete=models.PROTECT, related_name="+")
    is_urgent = models.BooleanField(default=False)
    is_sealed = models.BooleanField(default=False)
    named_duties = models.ManyToManyField(Duty, blank=True, related_name="+")
    is_restricted = models.BooleanField(default=False)  # the person's data lie unused
    # Telling would endanger the person: why, said by a named officer (PDPA s.25; rule 2).
    notice_waived_reason = SealedTextField(blank=True)
    notice_waived_by = models.ForeignKey(
        Duty, null=True, on_delete=models.PROTECT, related_name="+"
    )
    notice_waived_at = models.DateTimeField(null=True)
    words_erased_at = models.DateTimeField(null=True)
    sensitive = models.CharField(
        max_length=16, blank=True, choices=[(m.value, m.value) for m in SensitiveMatter]
    )
    existing_care = SealedTextField(blank=True)
    # What a forum is asked, and what it found (I5).
    proposed_category = models.CharField(max_length=16, blank=True)
    proposed_group = models.ForeignKey(
        TargetGroup, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    forum_mode = models.CharField(max_length=6, blank=True)  # open, closed
    agrees_to_discussion = SealedTextField(blank=True)  # how, in words
    category = models.CharField(
        max_length=16, blank=True, choices=[(c.value, c.value) for c in Category]
    )
    group = models.ForeignKey(
        TargetGroup, null=True, on_delete=models.PROTECT, related_name="cases"
    )
    criteria_met = SealedListField(default=list, blank=True)
    definition_set = models.ForeignKey(
        DefinitionSet, null=True, on_delete=models.PROTECT, related_name="+"
    )
    decision = models.ForeignKey(
        "Decision", null=True, on_delete=models.PROTECT, related_name="verified_cases"
    )
    missing_words = SealedTextField(blank=True)  # more information: what, by whom
    missing_by_on = models.DateField(null=True)
    other_path = SealedTextField(blank=True)  # not confirmed: the other path offered
    lawful_basis = models.CharField(max_length=60, blank=True)
    # Dates of the path.
    raised_at = models.DateTimeField(auto_now_add=True)
    routed_at = models.DateTimeField(null=True)
    visited_on = models.DateField(null=True)
    verified_at = models.DateTimeField(null=True)
    registered_at = models.DateTimeField(null=True)
    first_help_on = models.DateField(null=True)
    next_visit_on = models.DateField(null=True)
    declined_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    closed_reason = models.CharField(
        max_length=16, blank=True, choices=[(r.value, r.value) for r in CloseReason]
    )
    merged_into = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="merged_cases"
    )
    # Made when a record was parted: the case its lead came from, and goes back to.
    parted_from = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="parted_cases"
    )

    objects = CaseQuery.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["province", "state"]),
            models.Index(fields=["tambon", "state"]),
            models.Index(fields=["host", "state"]),
        ]
        constraints = [
            models.CheckConstraint(
                name="i1_i5_verified_is_whole",
                condition=~Q(state__in=VERIFIED_STATES)
                | (
                    Q(decision__isnull=False)
                    & Q(group__isnull=False)
                    & Q(definition_set__isnull=False)
                    & ~Q(category="")
                    & ~Q(criteria_met=[])
                ),
            ),
            models.CheckConstraint(
                name="i15_closing_has_a_reason",
                condition=~Q(state="closed")
                | Q(closed_reason__in=[r.value for r in CloseReason], closed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="i16_someone_owns_the_case",
                condition=~Q(state__in=OWNED_STATES)
                | Q(host__isnull=False)
                | Q(interim_owner__isnull=False),
            ),
            models.CheckConstraint(
                name="i24_declined_has_its_time",
                condition=~Q(state="declined") | Q(declined_at__isnull=False),
            ),
            models.CheckConstraint(
                name="merged_has_a_pointer",
                condition=~Q(state="merged") | Q(merged_into__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.code


class CaseStep(Scoped):
    """One row for every decision on a case; rows are never changed."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="steps")
    before = models.CharField(max_length=16)
    decision = models.CharField(max_length=20)
    state = models.CharField(max_length=16)
    reason = SealedTextField(blank=True)
    by = models.ForeignKey(Duty, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    objects = hanging(Hangs(RowKind.CASE, via="case"))


class Lead(Scoped):
    """One tip, call, form or list row. A case may have several (R50). The informant is never shown on."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="leads")
    record = models.OneToOneField(Record, null=True, on_delete=models.PROTECT, related_name="lead")
    receipt = models.CharField(max_length=12, unique=True)
    channel = models.CharField(max_length=16, choices=[(c.value, c.value) for c in Channel])
    who = SealedTextField(blank=True)  # whom do you think of?
    worry = SealedTextField(blank=True)  # why are you worried?
    how_to_find = SealedTextField(blank=True)
    is_urgent = models.BooleanField(default=False)
    informant = SealedTextField(blank=True)  # name and telephone, if given; anonymous is fine (A35)
    may_call_back = models.BooleanField(default=False)
    form_key = models.CharField(
        max_length=40, unique=True, null=True
    )  # the same form sent twice is one lead
    made_by = models.ForeignKey(Duty, null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)

    objects = hanging(
        Hangs(
            RowKind.LEAD,
            province="case__province_id",
            host=("case__host_id",),
            own=("made_by_id", "case__volunteer_id"),
            sealed="case__is_sealed",
            named="case__named_duties",
            in_use=Q(case__is_restricted=False),
        )  # fmt: skip
    )


class SearchRound(Scoped):
    """A village searches for its own people (R21), and what it found; nil needs evidence (I13)."""

    province = models.ForeignKey(Province, on_delete=models.PROTECT, related_name="search_rounds")
    village = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="search_rounds")
    host = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="search_rounds")
    definition_set = models.ForeignKey(DefinitionSet, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=12, default="open")
    opened_on = models.DateField()
    closed_on = models.DateField(null=True)
    method = models.TextField(blank=True)
    households_considered = models.PositiveIntegerField(default=0)
    searchers = SealedListField(default=list, blank=True)  # names
    searcher_count = models.PositiveSmallIntegerField(default=0)
    leads_raised = models.PositiveIntegerField(default=0)
    note = models.TextField(blank=True)
    nil_decision = models.ForeignKey(
        "Decision", null=True, on_delete=models.PROTECT, related_name="+"
    )
    opened_by = models.ForeignKey(Duty, on_delete=models.PROTECT, related_name="+")

    objects = hanging(
        Hangs(RowKind.SEARCH, province="province_id", places=("village__code",), host=("host_id",))
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["village"],
                condition=Q(state__in=["open", "nil_claimed"]),
                name="one_open_search_a_village",
            ),
            models.CheckConstraint(
                name="i13_nil_has_evidence",
                condition=~Q(state__in=["nil_claimed", "nil_verified"])
                | (
                    ~Q(method="")
                    & Q(households_considered__gt=0)
                    & Q(searcher_count__gte=2)
                    & Q(closed_on__isnull=False)
                ),
            ),
            models.CheckConstraint(
                name="i13_nil_accepted_by_a_forum",
                condition=~Q(state="nil_verified") | Q(nil_decision__isnull=False),
            ),
        ]


class RoundPicture(Scoped):
    """A photograph as evidence of a search round; of people only with their consent, which can be taken back."""

    search_round = models.ForeignKey(SearchRound, on_delete=models.PROTECT, related_name="pictures")
    caption = SealedTextField(blank=True)
    shows_people = models.BooleanField()
    consent_words = SealedTextField(blank=True)  # who agreed, and how
    kept_at = models.CharField(max_length=255)  # sealed, below MEDIA_ROOT; empty once removed
    sha256 = models.CharField(max_length=64)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    made_by = models.ForeignKey(Duty, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    removed_at = models.DateTimeField(null=True)
    removed_by = models.ForeignKey(Duty, null=True, on_delete=models.PROTECT, related_name="+")

    objects = hanging(Hangs(RowKind.SEARCH, via="search_round"))

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="people_in_a_picture_agreed",
                condition=Q(shows_people=False) | ~Q(consent_words=""),
            ),
            models.CheckConstraint(
                name="removed_picture_is_gone", condition=Q(removed_at=None) | Q(kept_at="")
            ),
        ]


class OutreachVisit(Scoped):
    """A human met the person: notice, the person's own wish, the minimum of facts (R8, 3.3)."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="outreach_visits")
    visited_on = models.DateField()
    visitor = models.ForeignKey(Duty, on_delete=models.PROTECT, related_name="+")
    visitor_words = SealedTextField(blank=True)
    notice_given = models.BooleanField()
    notice_version = models.CharField(max_length=20, blank=True)
    no_notice_reason = SealedTextField(blank=True)
    wish = SealedTextField(blank=True)  # the person's own words
    wishes_to_go_on = models.BooleanField()
    facts = SealedTextField(blank=True)
    form_key = models.CharField(max_length=40, unique=True, null=True)
    made_at = models.DateTimeField(auto_now_add=True)

    objects = hanging(Hangs(RowKind.CASE, via="case"))

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="notice_or_why_not", condition=Q(notice_given=True) | ~Q(no_notice_reason="")
            )
        ]


class ForumQuery(ScopedQuery["Forum"]):
    """Forums of the province; a closed forum only for those who run it, its host and the secretariat."""

    hangs = Hangs(
        RowKind.FORUM, province="province_id", host=("host_id",), own=("facilitator_id", "recorder_id"),
        only={"open": Q(mode="open")},
    )  # fmt: skip


class Forum(Scoped):
    """A community forum (เวทีประชาคม): the only thing that verifies anybody (I1, 4.4)."""

    province = models.ForeignKey(Province, on_delete=models.PROTECT, related_name="forums")
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="+")
    tambon = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="forums")
    villages = models.ManyToManyField(Place, related_name="+")
    host = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="forums")
    definition_set = models.ForeignKey(DefinitionSet, on_delete=models.PROTECT, related_name="+")
    mode = models.CharField(max_length=6, choices=[("open", "open"), ("closed", "closed")])
    state = models.CharField(max_length=10, default="planned")
    held_at = models.DateTimeField()  # planned, then real
    place_words = models.CharField(max_length=200)
    facilitator = models.ForeignKey(Duty, on_delete=models.PROTECT, related_name="+")
    recorder = models.ForeignKey(Duty, on_delete=models.PROTECT, related_name="+")
    announced_at = models.DateTimeField(null=True)
    short_notice_reason = models.TextField(blank=True)
    composition_reason = models.TextField(
        blank=True
    )  # fewer people or sectors than asked (I27, A12)
    dignity = models.JSONField(default=list)  # ticked codes of DIGNITY_CHECKLIST
    facilitator_signed_at = models.DateTimeField(null=True)
    recorder_signed_at = models.DateTimeField(null=True)
    posted_at = models.DateTimeField(null=True)
    cancelled_reason = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=0)

    objects = ForumQuery.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="signed_by_both",
                condition=~Q(state__in=["signed", "posted"])
                | Q(facilitator_signed_at__isnull=False, recorder_signed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="two_people_run_a_forum", condition=~Q(facilitator=models.F("recorder"))
            ),
        ]


class ForumAttendance(Scoped):
    """Who took part, by sector (R22). Names stay on the full record only."""

    forum = models.ForeignKey(Forum, on_delete=models.PROTECT, related_name="attendance")
    name = SealedTextField(blank=True)
    sector = models.CharField(max_length=20, choices=[(s.value, s.value) for s in Sector])
    sex = models.CharField(max_length=1, blank=True)
    is_professional = models.BooleanField(default=False)  # closed forum: social worker or health

    objects = hanging(Hangs(RowKind.FORUM, via="forum"))


class AgendaItem(Scoped):
    """A coded item: a group check, a person check, or a nil return (R51)."""

    class Kind(models.TextChoices):
        GROUP = "group"
        PERSON = "person"
        NIL = "nil"

    forum = models.ForeignKey(Forum, on_delete=models.PROTECT, related_name="items")
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=6, choices=Kind.choices)
    case = models.ForeignKey(Case, null=True, on_delete=models.PROTECT, related_name="agenda_items")
    group = models.ForeignKey(TargetGroup, null=True, on_delete=models.PROTECT, related_name="+")
    search_round = models.ForeignKey(
        SearchRound, null=True, on_delete=models.PROTECT, related_name="agenda_items"
    )
    minimum_facts = SealedTextField(blank=True)  # no name, no number, no house
    sensitive = models.CharField(max_length=16, blank=True)

    objects = hanging(Hangs(RowKind.FORUM, via="forum"))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["forum", "number"], name="one_item_a_number"),
            models.UniqueConstraint(fields=["forum", "case"], name="a_case_once_a_forum"),
            models.CheckConstraint(
                name="item_is_of_its_kind",
                condition=Q(kind="group", group__isnull=False, case=None, search_round=None)
                | Q(kind="person", case__isnull=False, search_round=None)
                | Q(kind="nil", search_round__isnull=False, case=None),
            ),
        ]


class Decision(Scoped):
    """What the forum decided about an item, by consensus, with dissent in writing (A11)."""

    item = models.OneToOneField(AgendaItem, on_delete=models.PROTECT, related_name="decision")
    outcome = models.CharField(max_length=16, choices=[(o.value, o.value) for o in Outcome])
    reasons = SealedTextField()
    dissent = SealedTextField(blank=True)
    category = models.CharField(max_length=16, blank=True)
    group = models.ForeignKey(TargetGroup, null=True, on_delete=models.PROTECT, related_name="+")
    criteria_met = SealedListField(default=list, blank=True)
    what_next = SealedTextField(blank=True)
    missing_words = SealedTextField(blank=True)
    missing_by_on = models.DateField(null=True)
    other_path = SealedTextField(blank=True)
    by = models.ForeignKey(Duty, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    objects = hanging(Hangs(RowKind.FORUM, via="item"))

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="not_confirmed_offers_another_path",
                condition=~Q(outcome=Outcome.NOT_CONFIRMED) | ~Q(other_path=""),
            ),
            models.CheckConstraint(
                name="more_information_says_what",
                condition=~Q(outcome=Outcome.MORE_INFORMATION)
                | (~Q(missing_words="") & Q(missing_by_on__isnull=False)),
            ),
        ]


# The tables of break-glass are a part of this room's tables.
from kuea.finding.glass_models import GlassGrant, GlassReview  # noqa: E402, F401
