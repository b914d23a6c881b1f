"""The slow twin of the scope engine: the same lines of `core.rights`, asked of one row at a time in plain Python.

It shares the tables with the engine and nothing else: how a row hangs in the world is told here again, by hand.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import models

from kuea.care.models import CarePlan, CareVisit, HelpEvent, Review, Transfer
from kuea.core.rights import CEILINGS, CLASS_OF, PUBLIC_SIGHTS, SIGHTS, DataClass, Kind, Reach
from kuea.core.words import Role
from kuea.coverage.models import (
    CoveragePlan,
    CoveragePolicy,
    Gap,
    Match,
    PlanHost,
    PlanRow,
    PlanWish,
    TambonCoverage,
    VillageCoverage,
)
from kuea.finding.glass_models import GlassGrant, GlassReview
from kuea.finding.models import (
    AgendaItem,
    Case,
    CaseStep,
    Decision,
    Forum,
    ForumAttendance,
    Lead,
    OutreachVisit,
    RoundPicture,
    SearchRound,
)
from kuea.giving.models import (
    AreaAssignment,
    CapacityOffer,
    Fund,
    HostNetwork,
    NetworkLink,
    OrganisationGroup,
    ProcessingAgreement,
    Volunteer,
    VolunteerGroup,
)
from kuea.intake.models import Batch, ColumnMapping, RawRow, Rerun, RowReading
from kuea.letters.models import IssuedPaper
from kuea.offices.classes import class_of_field
from kuea.offices.models import (
    AccessCode,
    Committee,
    CommitteeMember,
    Duty,
    Organisation,
    Resolution,
)
from kuea.people.law_models import Consent, Guardian, LegalBasis
from kuea.people.models import (
    DefinitionComment,
    DefinitionSet,
    Household,
    Link,
    LinkQuestion,
    Need,
    Person,
    Record,
    TargetGroup,
)
from kuea.privacy.models import Breach, PersonRequest, RetentionRun
from kuea.reporting.models import Export, RegisterSnapshot
from kuea.steering.models import GoodStory, StoryRelease


@dataclass
class Spot:
    """Where one row hangs."""

    kind: Kind
    province: str | None = None
    places: set[str] = field(default_factory=set)
    hosts: set[int] = field(default_factory=set)
    duties: set[int] = field(default_factory=set)
    users: set[int] = field(default_factory=set)
    sealed: bool = False
    named: set[int] = field(default_factory=set)
    conditions: set[str] = field(default_factory=set)
    in_use: bool = True
    given: dict[str, set[int]] = field(
        default_factory=dict
    )  # condition → organisations for which it stands


def _ids(*values: object) -> set:
    return {value for value in values if value is not None}


def _case(case: Case, kind: Kind = Kind.CASE) -> Spot:
    return Spot(
        kind, case.province_id, hosts=_ids(case.host_id), duties=_ids(case.volunteer_id), sealed=case.is_sealed,
        named=set(case.named_duties.values_list("pk", flat=True)), in_use=not case.is_restricted,
    )  # fmt: skip


def _person(person: Person) -> Spot:
    cases = list(person.cases.all())
    agreed = {
        match.offer.organisation_id
        for case in cases
        for match in case.matches.select_related("offer")
        if match.state in {"receiver_agreed", "active"} and match.receiver_agreed_at
    }
    return Spot(
        Kind.PERSON, person.province_id, hosts=_ids(*(case.host_id for case in cases)),
        duties=_ids(*(case.volunteer_id for case in cases)), sealed=person.is_sealed,
        named={pk for case in cases for pk in case.named_duties.values_list("pk", flat=True)},
        given={"agreed": agreed}, in_use=person.restricted_at is None,
    )  # fmt: skip


def _lead(lead: Lead) -> Spot:
    spot = _case(lead.case, Kind.LEAD)
    spot.duties |= _ids(lead.made_by_id)
    return spot


def _household(home: Household) -> Spot:
    spots = [_person(person) for person in home.people.all()]
    return Spot(
        Kind.PERSON, home.province_id, hosts=set().union(*(s.hosts for s in spots)),
        duties=set().union(*(s.duties for s in spots)), given={"agreed": set()},
    )  # fmt: skip


def _match(match: Match) -> Spot:
    spot = _case(match.case, Kind.MATCH)
    spot.province, spot.duties = match.province_id, set()
    offered = match.state != "suggested"
    spot.given = {"offered": {match.offer.organisation_id} if offered else set()}
    return spot


def _transfer(row: Transfer) -> Spot:
    spot = _case(row.case, Kind.TRANSFER)
    spot.duties, spot.hosts = set(), _ids(row.to_host_id, row.case.host_id)
    return spot


def _gap(gap: Gap) -> Spot:
    spot = _case(gap.case, Kind.GAP) if gap.case else Spot(Kind.GAP)
    spot.province, spot.places, spot.duties = gap.province_id, {gap.tambon_id}, _ids(gap.owner_id)
    return spot


def _plan_row(row: PlanRow | PlanWish) -> Spot:
    spot = _case(row.case, Kind.GAP)
    spot.duties, spot.places = set(), {row.case.tambon_id}
    return spot


def _forum(forum: Forum) -> Spot:
    return Spot(
        Kind.FORUM, forum.province_id, hosts={forum.host_id}, duties={forum.facilitator_id, forum.recorder_id},
        conditions={"open"} if forum.mode == "open" else set(),
    )  # fmt: skip


def _organisation(one: Organisation) -> Spot:
    return Spot(
        Kind.ORGANISATION, one.province_id, _ids(one.address_place_id), {one.pk},
        duties=set(one.duties.values_list("pk", flat=True)),
    )  # fmt: skip


def _definition(one: DefinitionSet) -> Spot:
    return Spot(
        Kind.DEFINITION,
        one.province_id,
        conditions=set() if one.state == "draft" else {"published"},
    )


def _resolution(one: Resolution) -> Spot:
    signed = {"signed"} if one.signed_at else set()
    return Spot(Kind.RESOLUTION, one.committee.province_id, conditions=signed)


def _request(one: PersonRequest) -> Spot:
    spot = _person(one.person) if one.person else Spot(Kind.REQUEST)
    spot.kind, spot.province, spot.hosts, spot.in_use = Kind.REQUEST, one.province_id, set(), True
    spot.duties = {one.received_by_id}
    return spot


def _glass(one: GlassGrant) -> Spot:
    spot = Spot(Kind.GLASS, one.province_id, users={one.duty.user_id})
    spot.given["asked"] = {(one.province_id, one.second_role)}
    return spot


def _volunteer(one: Volunteer) -> Spot:
    return Spot(
        Kind.VOLUNTEER, one.host.organisation.province_id, hosts={one.host_id}, duties={one.duty_id}
    )


SPOTS = {
    Case: _case,
    Person: _person,
    Household: _household,
    Record: lambda row: _person(row.person) if row.person else None,
    Link: lambda row: _person(row.person),
    Need: lambda row: _person(row.person) if row.person else None,
    LinkQuestion: lambda row: Spot(Kind.QUESTION, row.province_id),
    RawRow: lambda row: Spot(Kind.RAW_ROW, row.batch.province_id),
    Batch: lambda row: Spot(Kind.BATCH, row.province_id, duties={row.sent_by_id}),
    Rerun: lambda row: Spot(Kind.BATCH, row.batch.province_id, duties={row.batch.sent_by_id}),
    RowReading: lambda row: Spot(Kind.RAW_ROW, row.raw_row.batch.province_id),
    ColumnMapping: lambda row: Spot(Kind.BATCH, row.province_id, duties={row.set_by_id}),
    Lead: _lead,
    CaseStep: lambda row: _case(row.case),
    OutreachVisit: lambda row: _case(row.case),
    CarePlan: lambda row: _case(row.case),
    HelpEvent: lambda row: _case(row.case),
    CareVisit: lambda row: _case(row.case),
    Review: lambda row: _case(row.case),
    GoodStory: lambda row: _case(row.case),
    StoryRelease: lambda row: _case(row.story.case),
    Transfer: _transfer,
    Match: _match,
    Gap: _gap,
    CoveragePolicy: lambda row: Spot(Kind.STATE, row.province_id),
    CoveragePlan: lambda row: Spot(Kind.STATE, row.province_id),
    PlanHost: lambda row: Spot(Kind.STATE, row.plan.province_id),
    PlanRow: _plan_row,
    PlanWish: _plan_row,
    Forum: _forum,
    ForumAttendance: lambda row: _forum(row.forum),
    AgendaItem: lambda row: _forum(row.forum),
    Decision: lambda row: _forum(row.item.forum),
    SearchRound: lambda row: Spot(Kind.SEARCH, row.province_id, {row.village_id}, {row.host_id}),
    TambonCoverage: lambda row: Spot(Kind.STATE, row.province_id, {row.tambon_id}),
    VillageCoverage: lambda row: Spot(Kind.OPEN),
    Organisation: _organisation,
    OrganisationGroup: lambda row: _organisation(row.organisation),
    NetworkLink: lambda row: _organisation(row.a),
    HostNetwork: lambda row: Spot(
        Kind.HOST, row.organisation.province_id, _ids(row.organisation.address_place_id), {row.pk}
    ),
    AreaAssignment: lambda row: Spot(
        Kind.AREA, row.host.organisation.province_id, {row.place_id}, {row.host_id}
    ),
    VolunteerGroup: lambda row: Spot(
        Kind.GROUP, row.host.organisation.province_id, {row.tambon_id}, {row.host_id}
    ),
    Volunteer: _volunteer,
    CapacityOffer: lambda row: Spot(
        Kind.OFFER, row.organisation.province_id, hosts={row.organisation_id}
    ),
    Fund: lambda row: Spot(
        Kind.FUND, row.province_id, set(row.places.values_list("pk", flat=True)), _ids(row.organisation_id)
    ),
    Committee: lambda row: Spot(Kind.COMMITTEE, row.province_id),
    CommitteeMember: lambda row: Spot(Kind.COMMITTEE, row.committee.province_id),
    Resolution: _resolution,
    DefinitionSet: _definition,
    TargetGroup: lambda row: _definition(row.definition_set),
    DefinitionComment: lambda row: _definition(row.definition_set),
    Duty: lambda row: Spot(Kind.DUTY, row.province_id, users={row.user_id}),
    IssuedPaper: lambda row: Spot(Kind.PAPER, row.province_id),
    LegalBasis: lambda row: _person(row.person),
    Guardian: lambda row: _person(row.person),
    Consent: lambda row: _person(row.person),
    PersonRequest: _request,
    Breach: lambda row: Spot(Kind.BREACH, row.province_id, duties={row.told_by_id}),
    RetentionRun: lambda row: Spot(Kind.RETENTION, row.province_id, duties=_ids(row.signer_id)),
    ProcessingAgreement: lambda row: SPOTS[HostNetwork](row.host),
    RoundPicture: lambda row: SPOTS[SearchRound](row.search_round),
    Export: lambda row: Spot(Kind.EXPORT, row.province_id, duties={row.asked_by_id}),
    GlassGrant: _glass,
    GlassReview: lambda row: _glass(row.grant),
    AccessCode: lambda row: Spot(Kind.DUTY, users={row.user_id}),
    RegisterSnapshot: lambda row: Spot(Kind.SNAPSHOT, row.province_id),
}  # fmt: skip
"""Every table that is not wholly open: how one row hangs. A row without a person hangs nowhere (nobody sees it)."""


def reaches(spot: Spot, reach: Reach, duty: Duty | None) -> bool:
    """Whether a row lies within a reach of a duty."""
    if reach is Reach.NATION:
        return True
    if reach is Reach.NOTHING or duty is None:
        return False
    home = duty.province_id is not None and spot.province == duty.province_id
    if reach is Reach.PROVINCE:
        return home
    if reach is Reach.AREA:
        areas = list(duty.areas.values_list("code", flat=True))
        return home and any(place.startswith(code) for place in spot.places for code in areas)
    mine = duty.pk in spot.duties or duty.user_id in spot.users
    if reach is Reach.OWN:
        return mine
    return mine or (
        home and duty.organisation_id is not None and duty.organisation_id in spot.hosts
    )


def sees(duty: Duty | None, row: models.Model) -> bool:
    """Whether the rules let this duty see that this row is there."""
    if duty is not None and duty.is_over:
        return False
    tell = SPOTS.get(type(row))
    if tell is None:
        return True  # open tables: places, editions, provinces
    spot = tell(row)
    if spot is None:
        return False
    if not spot.in_use:
        return False
    role = Role(duty.role) if duty else None
    lines = PUBLIC_SIGHTS.get(spot.kind, ()) if role is None else SIGHTS[spot.kind].get(role, ())
    if not any(_line_holds(spot, line, duty) for line in lines):
        return False
    if not spot.sealed:
        return True
    may = role is not None and CEILINGS[role][DataClass.D4] > Reach.NOTHING
    return may and duty is not None and duty.pk in spot.named


def _line_holds(spot: Spot, line: object, duty: Duty | None) -> bool:
    if line.only == "asked":
        return duty is not None and (duty.province_id, duty.role) in spot.given["asked"]
    if line.only in spot.given:
        return duty is not None and duty.organisation_id in spot.given[line.only]
    if line.only and line.only not in spot.conditions:
        return False
    return reaches(spot, line.reach, duty)


def reads(duty: Duty | None, row: models.Model, name: str) -> bool:
    """Whether the rules let this duty read this field of this row."""
    if not sees(duty, row):
        return False
    of = class_of_field(row._meta.label, name)
    if of is None or of is DataClass.D0:
        return True
    tell = SPOTS.get(type(row))
    if tell is None:
        return of is DataClass.D0
    spot = tell(row)
    if CLASS_OF[spot.kind] is of:
        return True
    role = Role(duty.role) if duty else None
    may = CEILINGS[role][of] if role else Reach.NOTHING
    if may is Reach.NOTHING:
        return False
    return of is DataClass.D4 or _within(spot, may, role, duty)


def _within(spot: Spot, may: Reach, role: Role | None, duty: Duty | None) -> bool:
    widest = max((line.reach for line in SIGHTS[spot.kind].get(role, ())), default=Reach.NOTHING)
    return may >= widest or reaches(spot, may, duty)


def visible_keys(duty: Duty | None, rows: Iterable[models.Model]) -> set[object]:
    return {row.pk for row in rows if sees(duty, row)}
