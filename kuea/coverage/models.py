"""Who is served by whom, and who is not: states of places, matches, gaps."""

from django.db import models
from django.db.models import Q

from kuea.core.coverage_states import TambonState, VillageState
from kuea.core.rights import Kind as RowKind
from kuea.core.words import FiveK, GapKind, HelpKind
from kuea.finding.models import Case
from kuea.giving.models import CapacityOffer
from kuea.offices.fields import SealedTextField
from kuea.offices.models import Duty, Organisation, Place, Province, Resolution
from kuea.offices.scoping import Hangs, Scoped, ScopedQuery, hanging
from kuea.people.models import Need


class VillageCoverage(Scoped):
    """Exactly one coverage state for every village of a province (I12), recomputed at every event."""

    village = models.OneToOneField(
        Place, primary_key=True, on_delete=models.PROTECT, related_name="coverage"
    )
    province = models.ForeignKey(Province, on_delete=models.PROTECT, related_name="+")
    tambon = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=14, choices=[(s.value, s.value) for s in VillageState])
    computed_at = models.DateTimeField(auto_now=True)

    objects = hanging(Hangs(RowKind.OPEN))

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="i12_a_village_state_of_4_3",
                condition=Q(state__in=[s.value for s in VillageState]),
            )
        ]


class TambonCoverage(Scoped):
    """The computed state of a tambon with the test that names it and the counts behind it (4.3)."""

    tambon = models.OneToOneField(
        Place, primary_key=True, on_delete=models.PROTECT, related_name="tambon_coverage"
    )
    province = models.ForeignKey(
        Province, on_delete=models.PROTECT, related_name="tambon_coverages"
    )
    state = models.CharField(max_length=12, choices=[(s.value, s.value) for s in TambonState])
    accepted_gaps = models.PositiveIntegerField(default=0)
    counts = models.JSONField(default=dict)
    five_k = models.JSONField(default=dict)  # k1…k5 → yes, partly, no; "linked" → bool
    computed_at = models.DateTimeField(auto_now=True)
    since = models.DateTimeField(null=True)

    objects = hanging(Hangs(RowKind.STATE, province="province_id", places=("tambon__code",)))

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="i12_a_tambon_state_of_4_3",
                condition=Q(state__in=[s.value for s in TambonState]),
            )
        ]


def offered_to(duty: Duty) -> Q:
    """Matches of the duty's own organisation's offers, once they were offered."""
    return Q(offer__organisation_id=duty.organisation_id) & ~Q(state="suggested")


class MatchQuery(ScopedQuery["Match"]):
    """A giver sees matches of its own offers once offered; hosts those of their own cases."""

    hangs = Hangs(
        RowKind.MATCH, province="province_id", host=("case__host_id",), sealed="case__is_sealed",
        named="case__named_duties", in_use=Q(case__is_restricted=False), given={"offered": offered_to},
    )  # fmt: skip


class Match(Scoped):
    """A need joined to an offer (R59). The giver learns who it is only after the receiver agreed (I10)."""

    province = models.ForeignKey(Province, on_delete=models.PROTECT, related_name="matches")
    need = models.ForeignKey(Need, on_delete=models.PROTECT, related_name="matches")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="matches")
    offer = models.ForeignKey(CapacityOffer, on_delete=models.PROTECT, related_name="matches")
    quantity = models.PositiveIntegerField(default=1)
    state = models.CharField(max_length=16, default="suggested")
    why = models.JSONField(default=list)  # codes of the plain rules that suggested it
    suggested_by = models.ForeignKey(Duty, on_delete=models.PROTECT, related_name="+")
    suggested_at = models.DateTimeField(auto_now_add=True)
    hold_until = models.DateTimeField(null=True)
    giver_accepted_at = models.DateTimeField(null=True)
    receiver_agreed_at = models.DateTimeField(null=True)
    agreed_with = models.ForeignKey(Duty, null=True, on_delete=models.PROTECT, related_name="+")
    agreed_how = SealedTextField(blank=True)  # in which words, at which place
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_reason = SealedTextField(blank=True)
    # After a no, or an early end, the pair is set aside; a secretary may let it be thought of again.
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.ForeignKey(Duty, null=True, on_delete=models.PROTECT, related_name="+")
    lifted_reason = SealedTextField(blank=True)

    objects = MatchQuery.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="match_quantity_positive", condition=Q(quantity__gt=0)),
            models.CheckConstraint(
                name="i10_receiver_agreed_first",
                condition=~Q(state__in=["receiver_agreed", "active", "fulfilled"])
                | Q(receiver_agreed_at__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["need", "offer"],
                condition=Q(
                    state__in=[
                        "suggested",
                        "offered",
                        "giver_accepted",
                        "receiver_agreed",
                        "active",
                    ]
                ),
                name="one_open_match_a_pair",
            ),
        ]


class GapQuery(ScopedQuery["Gap"]):
    """Gaps of the province, coded; a host sees those it owns and those of its own cases."""

    hangs = Hangs(
        RowKind.GAP, province="province_id", places=("tambon__code",), host=("case__host_id",), own=("owner_id",),
        sealed="case__is_sealed", named="case__named_duties",
        in_use=Q(case=None) | Q(case__is_restricted=False),
    )  # fmt: skip


class Gap(Scoped):
    """Something not covered, made by rule (R62 a–g), with an owner and a due date (I14)."""

    province = models.ForeignKey(Province, on_delete=models.PROTECT, related_name="gaps")
    kind = models.CharField(max_length=16, choices=[(k.value, k.value) for k in GapKind])
    key = models.CharField(max_length=120)  # kind + place + group + case: one open gap a key
    tambon = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    village = models.ForeignKey(Place, null=True, on_delete=models.PROTECT, related_name="+")
    group_code = models.SlugField(max_length=30, blank=True)
    help_kind = models.CharField(
        max_length=16, blank=True, choices=[(k.value, k.value) for k in HelpKind]
    )
    five_k = models.CharField(max_length=2, blank=True, choices=[(k.value, k.value) for k in FiveK])
    case = models.ForeignKey(Case, null=True, on_delete=models.PROTECT, related_name="gaps")
    need = models.ForeignKey(Need, null=True, on_delete=models.PROTECT, related_name="gaps")
    state = models.CharField(max_length=14, default="open")
    owner = models.ForeignKey(Duty, null=True, on_delete=models.PROTECT, related_name="gaps")
    due_on = models.DateField(null=True)
    action = models.TextField(blank=True)
    accepted_reason = models.TextField(blank=True)
    taken_up_at = models.DateTimeField(null=True)
    resolution = models.ForeignKey(
        Resolution, null=True, on_delete=models.PROTECT, related_name="+"
    )
    opened_at = models.DateTimeField(auto_now_add=True)
    plugged_at = models.DateTimeField(null=True)

    objects = GapQuery.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["province", "key"],
                condition=Q(state__in=["open", "being_plugged", "accepted"]),
                name="one_open_gap_a_key",
            ),
            models.CheckConstraint(
                name="i14_owner_and_date_or_reason",
                condition=Q(owner__isnull=False, due_on__isnull=False)
                | (Q(state="accepted", resolution__isnull=False) & ~Q(accepted_reason="")),
            ),
            models.CheckConstraint(
                name="i14_accepted_by_resolution",
                condition=~Q(state="accepted")
                | (Q(resolution__isnull=False) & ~Q(accepted_reason="")),
            ),
        ]


class CoveragePolicy(Scoped):
    """How needs weigh against one another: data with a number, never edited (R59; coverage.md 4.1)."""

    province = models.ForeignKey(Province, on_delete=models.PROTECT, related_name="policies")
    number = models.PositiveIntegerField()
    urgency_weights = models.JSONField()  # five numbers, levels 1 to 5
    alpha = models.FloatField()  # 0: each need counts alike; 1: its amount counts
    strict = models.JSONField(default=list)  # levels that go before all others
    # The share of what it could reach alone that every tambon is offered first, 0 to 1.
    floor = models.FloatField(default=0.0)
    travel_km = models.FloatField(null=True)  # by road; none: no limit
    reason = models.TextField(blank=True)
    written_by = models.ForeignKey(Duty, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(auto_now_add=True)

    objects = hanging(Hangs(RowKind.STATE, province="province_id"))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["province", "number"], name="one_policy_a_number")
        ]


class CoveragePlan(Scoped):
    """One division of the province's needs among its givers, on its way from draft to in force (I7, R59).

    What it was made from stands frozen beside it; its rows are never changed. Solving again makes another plan.
    """

    province = models.ForeignKey(Province, on_delete=models.PROTECT, related_name="coverage_plans")
    number = models.PositiveIntegerField()
    policy = models.ForeignKey(CoveragePolicy, on_delete=models.PROTECT, related_name="plans")
    state = models.CharField(max_length=14, default="solving")
    version = models.PositiveIntegerField(default=0)  # grows with every change: finds stale pages
    follows = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    # The draft that is dropped in the moment this one is ready.
    replaces = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    stage = models.CharField(max_length=10, blank=True)  # what the solver does now
    stage_done = models.PositiveIntegerField(default=0)
    stage_total = models.PositiveIntegerField(default=0)
    progress_at = models.DateTimeField(null=True)  # last sign of life of whoever solves it
    fault = models.CharField(max_length=30, blank=True)  # code of why it was stopped
    problem_hash = models.CharField(max_length=64, blank=True)
    frozen = models.BinaryField(default=bytes)  # the problem's columns and ids, once it was read
    value = models.FloatField(default=0.0)
    bound = models.FloatField(default=0.0)  # no plan of this problem is worth more
    fairness = models.JSONField(default=list)  # rows of floor, worst tambon, share lost
    resolution = models.ForeignKey(
        Resolution, null=True, on_delete=models.PROTECT, related_name="+"
    )
    drafted_by = models.ForeignKey(Duty, on_delete=models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField(auto_now_add=True)
    published_at = models.DateTimeField(null=True)

    objects = hanging(Hangs(RowKind.STATE, province="province_id"))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["province", "number"], name="one_plan_a_number"),
            models.UniqueConstraint(
                fields=["province"], condition=Q(state="published"), name="one_plan_in_force"
            ),
            models.CheckConstraint(
                name="i7_plan_adopted_by_resolution",
                condition=~Q(state__in=["adopted", "published", "superseded"])
                | Q(resolution__isnull=False),
            ),
        ]

    @property
    def gap(self) -> float:
        """Share by which the plan is below the bound."""
        return max(0.0, 1.0 - self.value / self.bound) if self.bound else 0.0


class PlanRowQuery(ScopedQuery["PlanRow"]):
    """Coded rows of the province; a host sees those of its own cases, those named alone the sealed ones."""

    hangs = Hangs(
        RowKind.GAP, province="plan__province_id", places=("case__tambon__code",), host=("case__host_id",),
        sealed="case__is_sealed", named="case__named_duties", in_use=Q(case__is_restricted=False),
    )  # fmt: skip


class PlanRow(Scoped):
    """A need in a plan: the offer that is to meet it, or why none does."""

    plan = models.ForeignKey(CoveragePlan, on_delete=models.PROTECT, related_name="rows")
    need = models.ForeignKey(Need, on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    offer = models.ForeignKey(CapacityOffer, null=True, on_delete=models.PROTECT, related_name="+")
    before = models.ForeignKey(
        CapacityOffer, null=True, on_delete=models.PROTECT, related_name="+"
    )  # the offer in the plan it follows
    is_moved = models.BooleanField(
        default=False
    )  # another offer, or none, than in the plan it follows
    reason = models.CharField(
        max_length=20, blank=True
    )  # of `core.allocation.explain`, when no offer
    quantity = models.PositiveIntegerField()
    urgency = models.PositiveSmallIntegerField()
    is_pinned = models.BooleanField(default=False)
    # Whether the need would be covered under each of the three stated weightings.
    under_each = models.BooleanField()
    under_hours = models.BooleanField()
    under_urgent = models.BooleanField()

    objects = PlanRowQuery.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plan", "need"], name="one_row_a_need"),
            models.CheckConstraint(
                name="uncovered_says_why",
                condition=Q(offer__isnull=False, reason="") | (Q(offer=None) & ~Q(reason="")),
            ),
        ]


class PlanWish(Scoped):
    """Somebody's word on a pair, kept through every solving again: this giver for this need, or not this one."""

    plan = models.ForeignKey(CoveragePlan, on_delete=models.PROTECT, related_name="wishes")
    need = models.ForeignKey(Need, on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    offer = models.ForeignKey(CapacityOffer, on_delete=models.PROTECT, related_name="+")
    is_pin = models.BooleanField()
    reason = SealedTextField(blank=True)
    said_by = models.ForeignKey(Duty, on_delete=models.PROTECT, related_name="+")
    said_at = models.DateTimeField(auto_now_add=True)

    objects = PlanRowQuery.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plan", "need", "offer"], name="one_wish_a_pair"),
            models.UniqueConstraint(
                fields=["plan", "need"], condition=Q(is_pin=True), name="one_pin_a_need"
            ),
        ]


class PlanHost(Scoped):
    """A host whose people stand in the plan, and when it accepted its rows."""

    plan = models.ForeignKey(CoveragePlan, on_delete=models.PROTECT, related_name="hosts")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    accepted_by = models.ForeignKey(Duty, null=True, on_delete=models.PROTECT, related_name="+")
    accepted_at = models.DateTimeField(null=True)

    objects = hanging(Hangs(RowKind.STATE, via="plan"))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plan", "organisation"], name="one_host_a_plan")
        ]
