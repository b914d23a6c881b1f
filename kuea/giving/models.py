"""What can be given, by whom: host networks (แม่ข่าย), volunteers, offers, funds, areas they care for."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q

from kuea.core.rights import Kind as RowKind
from kuea.core.words import HelpKind
from kuea.offices.models import Duty, Organisation, Place, Province, Resolution
from kuea.offices.scoping import Hangs, Scoped, ScopedQuery, hanging


class OrganisationGroup(Scoped):
    """A target group (by its stable code) that an organisation serves (I9, R60)."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="serves")
    group_code = models.SlugField(max_length=30)

    objects = hanging(Hangs(RowKind.ORGANISATION, via="organisation"))

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "group_code"], name="serves_a_group_once"
            )
        ]


class NetworkLink(Scoped):
    """Organisations woven to one another (R10)."""

    class Kind(models.TextChoices):
        SUPPORTS = "supports"
        REFERS = "refers_to"
        SHARES_AREA = "shares_area"
        FUNDS = "funds"

    a = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="links_out")
    b = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="links_in")
    kind = models.CharField(max_length=12, choices=Kind.choices)

    objects = hanging(Hangs(RowKind.ORGANISATION, via="a"))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["a", "b", "kind"], name="one_link_a_kind"),
            models.CheckConstraint(name="linked_to_another", condition=~Q(a=models.F("b"))),
        ]


class HostQuery(ScopedQuery["HostNetwork"]):
    hangs = Hangs(
        RowKind.HOST, province="organisation__province_id", places=("organisation__address_place__code",),
        host=("pk",),
    )  # fmt: skip


class HostNetwork(Scoped):
    """An organisation as host network, on its way from proposed to active (4.2)."""

    organisation = models.OneToOneField(
        Organisation, primary_key=True, on_delete=models.PROTECT, related_name="host_network"
    )
    state = models.CharField(max_length=10, default="proposed")
    proposed_by = models.ForeignKey(Duty, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(auto_now_add=True)
    contact_confirmed_on = models.DateField(null=True)
    contact_confirmed_how = models.CharField(max_length=200, blank=True)
    resolution = models.ForeignKey(
        Resolution, null=True, on_delete=models.PROTECT, related_name="+"
    )
    agreement_signed_on = models.DateField(null=True)
    trained_data_protection_on = models.DateField(null=True)
    trained_dignity_on = models.DateField(null=True)
    trained_safeguarding_on = models.DateField(null=True)
    coordinator_trained_on = models.DateField(null=True)  # the last of the three, when all are done
    state_reason = models.TextField(blank=True)
    state_since = models.DateTimeField(auto_now_add=True)
    version = models.PositiveIntegerField(default=0)  # grows with every change: finds stale pages

    objects = HostQuery.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="endorsed_by_resolution",
                condition=Q(state__in=["proposed", "checked", "declined"])
                | Q(resolution__isnull=False),
            ),
            models.CheckConstraint(
                name="active_means_agreed_and_trained",
                condition=~Q(state="active")
                | Q(agreement_signed_on__isnull=False, coordinator_trained_on__isnull=False),
            ),
        ]


class AgreementQuery(ScopedQuery["ProcessingAgreement"]):
    """Read by whoever may read the host."""

    hangs = Hangs(RowKind.HOST, via="host")

    def in_force(self, day: date) -> Self:
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=day), signed_on__lte=day, ended_on=None)


class ProcessingAgreement(Scoped):
    """What a host promised about people's data: which text, who signed, until when (PDPA s.40; 4.2)."""

    host = models.ForeignKey(HostNetwork, on_delete=models.PROTECT, related_name="agreements")
    version = models.CharField(max_length=20)  # of definitions/agreements/
    signer_name = models.CharField(max_length=150)
    signer_position = models.CharField(max_length=100, blank=True)
    signed_on = models.DateField()
    ends_on = models.DateField(null=True)  # the last day; none is until it is ended
    ended_on = models.DateField(null=True)
    end_words = models.TextField(blank=True)  # how paper and copies were returned or destroyed
    recorded_by = models.ForeignKey(Duty, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    objects = AgreementQuery.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="agreement_end_says_what_became_of_the_data",
                condition=Q(ended_on=None) | ~Q(end_words=""),
            ),
            models.CheckConstraint(
                name="agreement_ends_after_it_began",
                condition=Q(ends_on=None) | Q(ends_on__gte=F("signed_on")),
            ),
        ]


class AssignmentQuery(ScopedQuery["AreaAssignment"]):
    """The division of areas is class D1: seen by the duties of its province."""

    hangs = Hangs(
        RowKind.AREA,
        province="host__organisation__province_id",
        places=("place__code",),
        host=("host_id",),
    )

    def leading(self) -> Self:
        """Current lead rows of hosts that are at work now."""
        return self.filter(state="current", is_lead=True, host__state="active")


class AreaAssignment(Scoped):
    """A host cares for a place and a group there; `group_code` "" means every group (R61).

    At most one current lead a cell; a village row goes before its tambon's row.
    """

    host = models.ForeignKey(HostNetwork, on_delete=models.PROTECT, related_name="assignments")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    group_code = models.SlugField(max_length=30, blank=True)
    is_lead = models.BooleanField(default=True)
    state = models.CharField(max_length=10, default="proposed")
    resolution = models.ForeignKey(
        Resolution, null=True, on_delete=models.PROTECT, related_name="+"
    )
    proposed_by = models.ForeignKey(Duty, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(auto_now_add=True)
    from_on = models.DateField(null=True)
    to_on = models.DateField(null=True)
    end_reason = models.CharField(max_length=300, blank=True)

    objects = AssignmentQuery.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["host", "place", "group_code"],
                condition=~Q(state="ended"),
                name="one_assignment_a_host_and_cell",
            ),
            models.UniqueConstraint(
                fields=["place", "group_code"],
                condition=Q(state="current", is_lead=True),
                name="one_lead_host_a_cell",
            ),
            models.CheckConstraint(
                name="i7_area_division_by_resolution",
                condition=~Q(state="current") | Q(resolution__isnull=False),
            ),
        ]


class VolunteerGroupQuery(ScopedQuery["VolunteerGroup"]):
    """A host sees its own groups; the province's other duties see that they are there (D1)."""

    hangs = Hangs(
        RowKind.GROUP,
        province="host__organisation__province_id",
        places=("tambon__code",),
        host=("host_id",),
    )


class VolunteerGroup(Scoped):
    """An organised group of volunteers (R23)."""

    host = models.ForeignKey(HostNetwork, on_delete=models.PROTECT, related_name="volunteer_groups")
    name = models.CharField(max_length=150)
    tambon = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    leader_name = models.CharField(max_length=150, blank=True)
    safeguarding_checked_on = models.DateField(null=True)
    last_active_on = models.DateField(null=True)
    form_key = models.CharField(max_length=40, unique=True, null=True)

    objects = VolunteerGroupQuery.as_manager()

    def __str__(self) -> str:
        return self.name


class VolunteerQuery(ScopedQuery["Volunteer"]):
    """A host sees its own volunteers (R65); the secretariat the province's; a volunteer itself."""

    hangs = Hangs(
        RowKind.VOLUNTEER,
        province="host__organisation__province_id",
        host=("host_id",),
        own=("duty_id",),
    )


class Volunteer(Scoped):
    """A volunteer, chosen by the host alone (R65)."""

    host = models.ForeignKey(HostNetwork, on_delete=models.PROTECT, related_name="volunteers")
    duty = models.OneToOneField(Duty, on_delete=models.PROTECT, related_name="volunteer")
    group = models.ForeignKey(
        VolunteerGroup, null=True, blank=True, on_delete=models.PROTECT, related_name="members"
    )
    state = models.CharField(max_length=10, default="invited")
    pledged_on = models.DateField(null=True)
    trained_on = models.DateField(null=True)
    invited_by = models.ForeignKey(Duty, on_delete=models.PROTECT, related_name="+")
    skills = models.CharField(max_length=200, blank=True)
    state_reason = models.CharField(max_length=300, blank=True)
    state_since = models.DateTimeField(auto_now_add=True)
    form_key = models.CharField(max_length=40, unique=True, null=True)

    objects = VolunteerQuery.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="pledge_and_training_before_cases",
                condition=Q(state__in=["invited", "ended", "suspended"])
                | Q(pledged_on__isnull=False, trained_on__isnull=False),
            )
        ]


class OfferQuery(ScopedQuery["CapacityOffer"]):
    hangs = Hangs(RowKind.OFFER, province="organisation__province_id", host=("organisation_id",))


class CapacityOffer(Scoped):
    """What can be given: what, for which groups, how many, where, as of when (R37)."""

    class Unit(models.TextChoices):
        PEOPLE = "people"
        HOURS = "hours"  # a month

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="offers")
    kind = models.CharField(max_length=16, choices=[(k.value, k.value) for k in HelpKind])
    what = models.CharField(max_length=200)
    groups = models.JSONField(default=list)  # group codes; empty means every group
    unit = models.CharField(max_length=6, choices=Unit.choices, default=Unit.PEOPLE)
    quantity = models.PositiveIntegerField()
    places = models.ManyToManyField(Place, related_name="+")  # tambon or wider
    as_of = models.DateField()
    is_withdrawn = models.BooleanField(default=False)
    made_by = models.ForeignKey(Duty, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    form_key = models.CharField(max_length=40, unique=True, null=True)

    objects = OfferQuery.as_manager()


class FundQuery(ScopedQuery["Fund"]):
    """That a fund exists and its rules are class D1."""

    hangs = Hangs(
        RowKind.FUND, province="province_id", places=("places__code",), host=("organisation_id",)
    )


class Fund(Scoped):
    """A local fund able to pay for help (R24): that it exists and its rules; no money is kept here."""

    province = models.ForeignKey(Province, on_delete=models.PROTECT, related_name="funds")
    organisation = models.ForeignKey(
        Organisation, null=True, on_delete=models.PROTECT, related_name="funds"
    )
    name = models.CharField(max_length=200)
    kind_th = models.CharField(max_length=60)
    places = models.ManyToManyField(Place, related_name="+")
    rules = models.TextField(blank=True)
    existing_since_be = models.PositiveSmallIntegerField(null=True)
    is_active = models.BooleanField(default=True)
    form_key = models.CharField(max_length=40, unique=True, null=True)

    objects = FundQuery.as_manager()

    def __str__(self) -> str:
        return self.name
