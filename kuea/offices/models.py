"""Who is responsible where: places, editions, provinces, users, duties, organisations, committees."""

from typing import Self

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.functional import cached_property

from kuea.core.limits import Limits, limits_from
from kuea.core.rights import Kind as RowKind
from kuea.core.words import NATIONAL_ROLES, Role, Sector
from kuea.offices.fields import SealedTextField
from kuea.offices.passwords import as_typed_anywhere
from kuea.offices.scoping import Hangs, Scoped, ScopedQuery, hanging

SECOND_FACTORS = ("totp", "webauthn")


class Place(Scoped):
    """Province, amphoe, tambon or village under its official code, with the dates it was valid (R12)."""

    class Level(models.TextChoices):
        PROVINCE = "province"
        AMPHOE = "amphoe"
        TAMBON = "tambon"
        VILLAGE = "village"

    code = models.CharField(max_length=8, primary_key=True)
    level = models.CharField(max_length=8, choices=Level.choices, db_index=True)
    kind_th = models.CharField(max_length=20)
    name_th = models.CharField(max_length=100)
    name_en = models.CharField(max_length=100, blank=True)
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="parts")
    lat = models.FloatField(null=True)
    lon = models.FloatField(null=True)
    boundary_code = models.CharField(max_length=8, blank=True)
    postal_codes = models.CharField(max_length=40, blank=True)  # the main one first
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)
    source = models.CharField(max_length=100, blank=True)

    objects = hanging(Hangs(RowKind.OPEN))

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="place_dates_in_order",
                condition=Q(valid_from=None) | Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name_th}"


class PlaceName(Scoped):
    """Another name of a place: an old official name with its dates, or a spelling seen in lists."""

    class Kind(models.TextChoices):
        OFFICIAL = "official"
        FORMER = "former_name"
        SPELLING = "spelling"
        MISSPELLING = "misspelling"

    place = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="names")
    name = models.CharField(max_length=100)
    lang = models.CharField(max_length=2)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)
    source = models.CharField(max_length=200, blank=True)

    objects = hanging(Hangs(RowKind.OPEN))


class PlaceSuccession(Scoped):
    """A retired or divided code and what followed it."""

    before_code = models.CharField(max_length=8, db_index=True)
    before_name = models.CharField(max_length=100, blank=True)
    kind = models.CharField(max_length=12, blank=True)  # recoded, split, merged
    after = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="predecessors")
    on = models.DateField(null=True)
    why = models.CharField(max_length=200)
    source = models.CharField(max_length=200, blank=True)

    objects = hanging(Hangs(RowKind.OPEN))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["before_code", "after"], name="one_succession_a_pair")
        ]


class LocalGovernment(Scoped):
    """A local administrative organisation (อปท.), from the list its office publishes."""

    code = models.CharField(max_length=20, primary_key=True)
    kind_th = models.CharField(max_length=30)
    name_th = models.CharField(max_length=150)
    province = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    amphoe = models.ForeignKey(Place, null=True, on_delete=models.PROTECT, related_name="+")
    source = models.CharField(max_length=100, blank=True)

    objects = hanging(Hangs(RowKind.OPEN))


class Edition(Scoped):
    """A strategy year (R4) with its D-Day, from which every deadline is computed (A2, A5)."""

    year_be = models.PositiveSmallIntegerField(unique=True)
    title = models.CharField(max_length=200)
    d_day = models.DateField()
    results_day = models.DateField(null=True)
    is_demonstration = models.BooleanField(default=False)

    objects = hanging(Hangs(RowKind.OPEN))

    def __str__(self) -> str:
        return f"{self.year_be} {self.title}"


class Province(Scoped):
    """The tenant (A3): one province's register, its running edition and its own limits (A22)."""

    place = models.OneToOneField(Place, primary_key=True, on_delete=models.PROTECT)
    short_th = models.CharField(max_length=4)
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT)
    changed_limits = models.JSONField(default=dict, blank=True)

    objects = hanging(Hangs(RowKind.OPEN))

    @property
    def code(self) -> str:
        return self.place_id

    @property
    def limits(self) -> Limits:
        return limits_from(self.changed_limits)

    def __str__(self) -> str:
        return self.place.name_th


class User(AbstractUser):
    """A person who signs in. What they may do and see comes from duties, never from flags here."""

    display_name = models.CharField(max_length=150, blank=True)

    def __str__(self) -> str:
        return self.display_name or self.username

    def set_password(self, raw_password: str | None) -> None:
        super().set_password(raw_password and as_typed_anywhere(raw_password))

    def check_password(self, raw_password: str) -> bool:
        return super().check_password(as_typed_anywhere(raw_password))

    @property
    def has_second_factor(self) -> bool:
        """An app with codes or a passkey; paper codes alone are only a way back to them."""
        from allauth.mfa.utils import is_mfa_enabled  # its tables point at this one

        return bool(is_mfa_enabled(self, SECOND_FACTORS))


class AccessCode(Scoped):
    """A code on paper that lets one person set a password: the first time, or again (R65, 3.2 row 30).

    Only a keyed hash is kept. Whoever may appoint hands it over; it works once and for a few days.
    """

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="access_codes")
    made_by = models.ForeignKey("Duty", null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    code_hash = models.CharField(max_length=64, unique=True)
    good_until = models.DateTimeField()
    forgets_second_factor = models.BooleanField(default=False)
    used_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    objects = hanging(Hangs(RowKind.DUTY, users=("user_id",)))


class OrganisationQuery(ScopedQuery["Organisation"]):
    """Organisations of the duty's province (class D1); givers see their own only."""

    hangs = Hangs(
        RowKind.ORGANISATION, province="province_id", places=("address_place__code",), host=("pk",),
        own=("duties",),
    )  # fmt: skip


class Organisation(Scoped):
    """An organisation with the four capacity fields: leader, host, address, volunteers (R53, I9)."""

    province = models.ForeignKey(Province, on_delete=models.PROTECT, related_name="organisations")
    name = models.CharField(max_length=200)
    name_key = models.CharField(max_length=200, db_index=True)
    sector = models.CharField(max_length=20, choices=[(s.value, s.value) for s in Sector])
    kind_th = models.CharField(max_length=60, blank=True)
    leader_name = models.CharField(max_length=150, blank=True)
    telephone = SealedTextField(blank=True)
    is_own_host = models.BooleanField(default=False)
    host = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="members"
    )
    address_place = models.ForeignKey(Place, null=True, on_delete=models.PROTECT, related_name="+")
    address_text = models.CharField(max_length=300, blank=True)
    volunteer_count = models.PositiveIntegerField(null=True)
    counted_on = models.DateField(null=True)
    existing_since_be = models.PositiveSmallIntegerField(null=True)
    does_already = models.TextField(blank=True)
    is_on_map = models.BooleanField(default=False)
    made_at = models.DateTimeField(auto_now_add=True)
    version = models.PositiveIntegerField(default=0)  # grows with every change: finds stale pages
    form_key = models.CharField(max_length=40, unique=True, null=True)

    objects = OrganisationQuery.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="i9_four_capacity_fields",
                condition=Q(is_on_map=False)
                | (
                    ~Q(leader_name="")
                    & (Q(is_own_host=True) | Q(host__isnull=False))
                    & Q(address_place__isnull=False)
                    & Q(volunteer_count__isnull=False)
                    & Q(counted_on__isnull=False)
                ),
            )
        ]

    def __str__(self) -> str:
        return self.name


class DutyQuery(ScopedQuery["Duty"]):
    """The office sees its province's duties, an administrator all; everybody sees their own."""

    hangs = Hangs(RowKind.DUTY, province="province_id", users=("user_id",))

    def current(self) -> Self:
        """Not ended, and its last day not over: what has run out works no longer, whoever forgot it."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=timezone.localdate()), ended_at=None)

    def with_second_factor(self) -> Self:
        """Each row says in the same query whether its holder has set up a second factor."""
        from allauth.mfa.models import Authenticator  # its tables point at this one

        factors = Authenticator.objects.filter(user=OuterRef("user"), type__in=SECOND_FACTORS)
        return self.annotate(holder_has_second_factor=Exists(factors))

    def run_out(self) -> Self:
        """The last day is over but nobody ended it yet: the daily run does, and hands on what is open."""
        return self.filter(ended_at=None, ends_on__lt=timezone.localdate())


class Duty(Scoped):
    """A user holding a role in a place. Every read and write is asked of a duty."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="duties")
    role = models.CharField(max_length=20, choices=[(r.value, r.value) for r in Role])
    province = models.ForeignKey(
        Province, null=True, on_delete=models.PROTECT, related_name="duties"
    )
    organisation = models.ForeignKey(
        Organisation, null=True, on_delete=models.PROTECT, related_name="duties"
    )
    areas = models.ManyToManyField(Place, blank=True, related_name="+")
    appointed_by = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField(auto_now_add=True)
    ends_on = models.DateField(null=True)  # the last day
    ended_at = models.DateTimeField(null=True)

    objects = DutyQuery.as_manager()

    @cached_property
    def area_codes(self) -> tuple[str, ...]:
        """Codes of the duty's own places; everything below them is its area."""
        return tuple(self.areas.values_list("code", flat=True))

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="duty_has_its_province",
                condition=Q(role__in=[*sorted(NATIONAL_ROLES), Role.SYSTEM])
                | Q(province__isnull=False),
            ),
            models.CheckConstraint(
                name="ministry_belongs_to_no_province",
                condition=~Q(role__in=[Role.MINISTRY, Role.MINISTER]) | Q(province__isnull=True),
            ),
        ]

    @property
    def is_over(self) -> bool:
        return self.ended_at is not None or (
            self.ends_on is not None and self.ends_on < timezone.localdate()
        )

    def __str__(self) -> str:
        return f"{self.role}:{self.pk}"


class CommitteeQuery(ScopedQuery["Committee"]):
    """Committees of the duty's own province (I17), for those who work with them."""

    hangs = Hangs(RowKind.COMMITTEE, province="province_id")


class Committee(Scoped):
    """A committee of a province or tambon with its appointment order (R56, I6)."""

    province = models.ForeignKey(Province, on_delete=models.PROTECT, related_name="committees")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    state = models.CharField(max_length=12, default="proposed")
    order_number = models.CharField(max_length=50, blank=True)
    order_on = models.DateField(null=True)
    order_signer = models.CharField(max_length=150, blank=True)
    quorum = models.PositiveSmallIntegerField(default=5)
    term_from = models.DateField(null=True)
    term_to = models.DateField(null=True)
    form_key = models.CharField(max_length=40, unique=True, null=True)

    objects = CommitteeQuery.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="committee_order_is_whole",
                condition=Q(state="proposed")
                | (~Q(order_number="") & Q(order_on__isnull=False) & ~Q(order_signer="")),
            ),
            models.UniqueConstraint(
                fields=["place"], condition=Q(state="active"), name="one_active_committee_a_place"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class CommitteeMember(Scoped):
    """One seat. `is_provincial_office` says the member is an officer of พมจ. (I6)."""

    class Seat(models.TextChoices):
        CHAIR = "chair"
        VICE_CHAIR = "vice_chair"
        SECRETARY = "secretary"
        MEMBER = "member"

    committee = models.ForeignKey(Committee, on_delete=models.PROTECT, related_name="members")
    seat = models.CharField(max_length=10, choices=Seat.choices)
    name = models.CharField(max_length=150)
    user = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="seats"
    )
    sector = models.CharField(max_length=20, choices=[(s.value, s.value) for s in Sector])
    is_provincial_office = models.BooleanField(default=False)
    left_on = models.DateField(null=True, blank=True)

    objects = hanging(Hangs(RowKind.COMMITTEE, via="committee"))

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="i6_chair_is_civic",
                condition=~Q(seat__in=["chair", "vice_chair"]) | Q(sector=Sector.PEOPLE),
            ),
            models.CheckConstraint(
                name="i6_secretary_is_the_office",
                condition=~Q(seat="secretary") | Q(is_provincial_office=True),
            ),
            models.CheckConstraint(
                name="i6_office_never_chairs",
                condition=~Q(seat__in=["chair", "vice_chair"]) | Q(is_provincial_office=False),
            ),
            models.UniqueConstraint(
                fields=["committee", "seat"],
                condition=Q(seat__in=["chair", "secretary"], left_on=None),
                name="i6_one_chair_one_secretary",
            ),
            models.UniqueConstraint(
                fields=["committee", "user"],
                condition=Q(left_on=None, user__isnull=False),
                name="i6_one_seat_a_person",
            ),
        ]


class ResolutionQuery(ScopedQuery["Resolution"]):
    """Of the own province: drafts for secretary, chair and members; signed ones for all who work by them."""

    hangs = Hangs(
        RowKind.RESOLUTION,
        province="committee__province_id",
        only={"signed": Q(signed_at__isnull=False)},
    )


class Resolution(Scoped):
    """A numbered decision of a committee; in force only when the civic chair or vice-chair signed (I7)."""

    committee = models.ForeignKey(Committee, on_delete=models.PROTECT, related_name="resolutions")
    meeting_number = models.PositiveSmallIntegerField()
    year_be = models.PositiveSmallIntegerField()
    item_number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    text = models.TextField()
    decided_on = models.DateField()
    drafted_by = models.ForeignKey(Duty, on_delete=models.PROTECT, related_name="+")
    signed_by = models.ForeignKey(
        CommitteeMember, null=True, on_delete=models.PROTECT, related_name="+"
    )
    signed_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(
        default=0
    )  # grows with every change: nobody signs another text
    form_key = models.CharField(max_length=40, unique=True, null=True)

    objects = ResolutionQuery.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["committee", "year_be", "meeting_number", "item_number"],
                name="one_resolution_a_number",
            ),
            models.CheckConstraint(
                name="signed_whole_or_not",
                condition=Q(signed_by=None, signed_at=None)
                | Q(signed_by__isnull=False, signed_at__isnull=False),
            ),
        ]

    @property
    def number(self) -> str:
        return f"{self.meeting_number}/{self.year_be} ข้อ {self.item_number}"
