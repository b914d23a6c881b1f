"""Who is responsible where: places, editions, provinces, users, duties, organisations, committees."""

from typing import Self

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import F, Q

from kuea.core.limits import Limits, limits_from
from kuea.core.words import Role, Sector
from kuea.offices.fields import SealedTextField


class Place(models.Model):
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

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="place_dates_in_order",
                condition=Q(valid_from=None) | Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name_th}"


class PlaceName(models.Model):
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


class PlaceSuccession(models.Model):
    """A retired or divided code and what followed it."""

    before_code = models.CharField(max_length=8, db_index=True)
    before_name = models.CharField(max_length=100, blank=True)
    kind = models.CharField(max_length=12, blank=True)  # recoded, split, merged
    after = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="predecessors")
    on = models.DateField(null=True)
    why = models.CharField(max_length=200)
    source = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["before_code", "after"], name="one_succession_a_pair")
        ]


class LocalGovernment(models.Model):
    """A local administrative organisation (อปท.), from the list its office publishes."""

    code = models.CharField(max_length=20, primary_key=True)
    kind_th = models.CharField(max_length=30)
    name_th = models.CharField(max_length=150)
    province = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    amphoe = models.ForeignKey(Place, null=True, on_delete=models.PROTECT, related_name="+")
    source = models.CharField(max_length=100, blank=True)


class Edition(models.Model):
    """A strategy year (R4) with its D-Day, from which every deadline is computed (A2, A5)."""

    year_be = models.PositiveSmallIntegerField(unique=True)
    title = models.CharField(max_length=200)
    d_day = models.DateField()
    results_day = models.DateField(null=True)
    is_demonstration = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"{self.year_be} {self.title}"


class Province(models.Model):
    """The tenant (A3): one province's register, its running edition and its own limits (A22)."""

    place = models.OneToOneField(Place, primary_key=True, on_delete=models.PROTECT)
    short_th = models.CharField(max_length=4)
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT)
    changed_limits = models.JSONField(default=dict, blank=True)

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


class OrganisationQuery(models.QuerySet["Organisation"]):
    def visible_to(self, duty: "Duty") -> Self:
        """Organisations of the duty's province (class D1); givers see their own only."""
        if duty.role == Role.GIVER:
            return self.filter(pk=duty.organisation_id)
        if duty.role in {Role.MINISTRY, Role.ADMINISTRATOR}:
            return self.none()
        return self.filter(province_id=duty.province_id)


class Organisation(models.Model):
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


class DutyQuery(models.QuerySet["Duty"]):
    def current(self) -> Self:
        return self.filter(ended_at=None)

    def visible_to(self, duty: "Duty") -> Self:
        """The office sees its province's duties, an administrator all; everybody sees their own."""
        if duty.role == Role.ADMINISTRATOR:
            return self.all()
        if duty.role == Role.SECRETARY:
            return self.filter(Q(province_id=duty.province_id) | Q(user_id=duty.user_id))
        return self.filter(user_id=duty.user_id)


class Duty(models.Model):
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
    ended_at = models.DateTimeField(null=True)

    objects = DutyQuery.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="duty_has_its_province",
                condition=Q(role__in=[Role.MINISTRY, Role.ADMINISTRATOR, Role.SYSTEM])
                | Q(province__isnull=False),
            ),
            models.CheckConstraint(
                name="ministry_belongs_to_no_province",
                condition=~Q(role=Role.MINISTRY) | Q(province__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role}:{self.pk}"


COMMITTEE_PAPERS = (Role.SECRETARY, Role.CHAIR, Role.MEMBER)
COMMITTEE_READERS = (
    *COMMITTEE_PAPERS, Role.HOST_COORDINATOR, Role.LOCAL_OFFICER, Role.FACILITATOR, Role.RECORDER,
)  # fmt: skip


class CommitteeQuery(models.QuerySet["Committee"]):
    def visible_to(self, duty: "Duty") -> Self:
        """Committees of the duty's own province (I17), for those who work with them."""
        if duty.role not in COMMITTEE_READERS:
            return self.none()
        return self.filter(province_id=duty.province_id)


class Committee(models.Model):
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


class CommitteeMember(models.Model):
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


class ResolutionQuery(models.QuerySet["Resolution"]):
    def visible_to(self, duty: "Duty") -> Self:
        """Of the own province: drafts for secretary, chair and members; signed ones for all who work by them."""
        if duty.role not in COMMITTEE_READERS:
            return self.none()
        rows = self.filter(committee__province_id=duty.province_id)
        return rows if duty.role in COMMITTEE_PAPERS else rows.exclude(signed_at=None)


class Resolution(models.Model):
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
