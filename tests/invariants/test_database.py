"""Breaking the hard invariants past every page and action, straight in the database (requirements 4.7).

Each refusal is paired with its lawful twin where one exists, so that a refusal for another reason is seen.
"""

import re
from datetime import date

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from kuea.care.models import CarePlan, HelpEvent
from kuea.coverage.models import Gap, Match, TambonCoverage, VillageCoverage
from kuea.finding.models import AgendaItem, Case, Decision, Forum, ForumAttendance, SearchRound
from kuea.giving.models import HostNetwork, OrganisationGroup
from kuea.offices.models import CommitteeMember, Place, Resolution
from kuea.people.models import DefinitionSet, TargetGroup
from kuea.reporting.models import CompletenessCertificate, RegisterSnapshot
from tests.cases import (
    make_case,
    make_lead,
    make_need,
    make_offer,
    make_person,
    make_search,
    sign_forum,
)
from tests.world import make_committee, make_duty, make_organisation, make_resolution


def refuse(code, write):
    """The database refuses `write`, and names one of `code` ("I1|I3"): a guard, or the constraint of that rule.

    Where two rules are broken at once SQLite and PostgreSQL name different ones.
    """
    with pytest.raises(IntegrityError) as said, transaction.atomic():
        write()
    assert re.search(code.lower(), str(said.value).lower()), said.value


def change(model, pk, **values):
    return lambda: model.objects.filter(pk=pk).update(**values)


def to_forum(world, **facts):
    """A case on its way, in_forum, on nobody's agenda yet."""
    case = make_lead(world, person=make_person(world), host=world.host.organisation, **facts)
    for state in ("routed", "visited", "ready", "in_forum"):
        case.state = state
        case.save()
    return case


def open_forum(world, **facts):
    return Forum.objects.create(
        province=world.province, edition=world.edition, tambon=world.tambon, host=world.host.organisation,
        held_at=timezone.now(), place_words="ศาลาวัด",
        **{"facilitator": world.duty["facilitator"], "recorder": world.duty["recorder"], "mode": "open", "definition_set": world.definition_set} | facts,
    )  # fmt: skip


def whole(world, decision):
    """What a verified case carries."""
    return {
        "state": "verified", "decision": decision, "category": "abandoned", "group": world.group,
        "criteria_met": ["ไม่มีคนดูแลประจำ"], "definition_set": world.definition_set,
    }  # fmt: skip


def second_set(world):
    """A later version, adopted; the first is superseded."""
    DefinitionSet.objects.filter(pk=world.definition_set.pk).update(state="superseded")
    found = DefinitionSet.objects.create(
        province=world.province,
        edition=world.edition,
        version=2,
        written_by=world.duty["secretary"],
    )
    group = TargetGroup.objects.create(
        definition_set=found, category="hardship", code="elder_alone", name="ผู้สูงอายุ", criteria=["x"]
    )
    found.state, found.comments_open_on, found.comments_close_on = (
        "comment",
        date(2026, 9, 1),
        date(2026, 9, 9),
    )
    found.save()
    found.state, found.resolution, found.adopted_at = "adopted", world.resolution, timezone.now()
    found.save()
    return found, group


def foreign_resolution(world):
    committee, chair = make_committee(world.other_province, world.other)
    return make_resolution(committee, chair, world.other["secretary"])


# --- I1, I2, I3, I5: what makes a case verified --------------------------------------------------------


def test_i1_record_made_elsewhere_is_not_slipped_into_a_signed_forum(world):
    """An item decided in an unsigned forum may not be moved under the signatures of another."""
    signed = sign_forum(world, to_forum(world))
    case, loose = to_forum(world), open_forum(world)
    item = AgendaItem.objects.create(forum=loose, number=1, kind="person", case=case)
    decision = Decision.objects.create(
        item=item, outcome="confirmed", reasons="–", by=world.duty["recorder"]
    )
    seat = ForumAttendance.objects.create(forum=loose, sector="people")
    refuse("I1", change(AgendaItem, item.pk, forum=signed, number=9))
    refuse("I1", change(ForumAttendance, seat.pk, forum=signed))
    refuse("I1", change(Case, case.pk, **whole(world, decision)))


def test_i1_signed_forum_itself_stays_as_it_was_signed(world):
    forum = sign_forum(world, to_forum(world))
    for broken in (
        {"tambon": world.other_tambon}, {"mode": "closed"}, {"recorder": world.duty["secretary"]},
        {"facilitator_signed_at": None}, {"recorder_signed_at": timezone.now()}, {"state": "recorded"},
    ):  # fmt: skip
        with pytest.raises(IntegrityError), transaction.atomic():
            Forum.objects.filter(pk=forum.pk).update(**broken)
    Forum.objects.filter(pk=forum.pk).update(state="posted", posted_at=timezone.now())


def test_i1_one_person_with_two_duties_does_not_run_a_forum_alone(world):
    both = make_duty("recorder", world.province)
    type(both).objects.filter(pk=both.pk).update(user=world.duty["facilitator"].user)
    refuse("I1", lambda: open_forum(world, recorder=both))


def test_i2_nobody_enters_the_database_verified(world):
    """Neither an import nor an order nor a call: a new row is a lead, and a lead goes only to its next steps."""
    for state in ("verified", "registered", "waiting", "in_care"):
        refuse(
            "I2", lambda state=state: make_lead(world, state=state, host=world.host.organisation)
        )
    lead = make_lead(world, host=world.host.organisation)
    for state in ("verified", "registered", "matched", "in_care", "self_managing"):
        with pytest.raises(IntegrityError), transaction.atomic():
            Case.objects.filter(pk=lead.pk).update(state=state)
    table = connection.ops.quote_name(Case._meta.db_table)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET state = 'verified' WHERE id = %s", [lead.pk])  # noqa: S608
    assert Case.objects.get(pk=lead.pk).state == "lead"


def test_i3_verified_case_keeps_the_version_it_was_verified_by(world):
    planned = open_forum(world)
    case = make_case(world, "waiting")
    later, group = second_set(world)
    refuse("I1|I3", change(Case, case.pk, definition_set=later, group=group, category="hardship"))
    refuse("I1|I3", change(Forum, case.decision.item.forum_id, definition_set=later))
    found = SearchRound.objects.create(
        province=world.province, village=world.villages[0], host=world.host.organisation,
        definition_set=later, opened_on=date(2026, 10, 2), opened_by=world.duty["host_coordinator"],
    )  # fmt: skip
    refuse("I3", change(SearchRound, found.pk, definition_set=world.definition_set))
    refuse("I3", change(Forum, planned.pk, definition_set=later))
    refuse("I3", lambda: open_forum(world))  # under the superseded set


def test_i3_no_search_round_or_forum_under_a_draft(world):
    draft = DefinitionSet.objects.create(
        province=world.province,
        edition=world.edition,
        version=2,
        written_by=world.duty["secretary"],
    )
    refuse("I3", lambda: open_forum(world, definition_set=draft))
    world.definition_set = draft
    refuse("I3", lambda: make_search(world, world.villages[0], "open"))


def test_i5_group_is_of_the_set_and_the_category(world):
    case = make_case(world, "waiting")
    _, foreign = second_set(world)
    refuse("I5", change(Case, case.pk, group=foreign))
    refuse("I5", change(Case, case.pk, category="hardship"))
    for hollow in ({"group": None}, {"category": ""}, {"criteria_met": []}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Case.objects.filter(pk=case.pk).update(**hollow)


# --- I4, I6, I7: who decides ----------------------------------------------------------------------------


def test_i4_ministry_neither_writes_nor_takes_over_a_definition(world):
    ministry = world.duty["ministry"]
    for foreign in (ministry, world.other["secretary"]):
        refuse(
            "I4",
            lambda by=foreign: DefinitionSet.objects.create(
                province=world.province, edition=world.edition, version=7, written_by=by
            ),
        )
    refuse("I4", change(DefinitionSet, world.definition_set.pk, written_by=ministry))


def test_i6_seats_of_a_working_committee_stay_civic_and_apart(world):
    chair = CommitteeMember.objects.get(committee=world.committee, seat="chair")
    other, _ = make_committee(world.other_province, world.other)
    refuse("I6", change(CommitteeMember, chair.pk, sector="regional"))
    refuse("I6", change(CommitteeMember, chair.pk, committee=other, seat="member"))
    refuse("I6", lambda: CommitteeMember.objects.filter(pk=chair.pk)._raw_delete("default"))
    with (
        pytest.raises(IntegrityError),
        transaction.atomic(),
    ):  # one person chairs and keeps the minutes
        CommitteeMember.objects.filter(pk=chair.pk).update(user=world.duty["secretary"].user)
    with pytest.raises(IntegrityError), transaction.atomic():
        CommitteeMember.objects.filter(pk=chair.pk).update(is_provincial_office=True)


def test_i7_area_host_and_definition_stand_only_on_a_signed_resolution(world):
    draft = Resolution.objects.create(
        committee=world.committee, meeting_number=1, year_be=2569, item_number=9, title="ร่าง", text="ร่าง",
        decided_on=date(2026, 9, 20), drafted_by=world.duty["secretary"],
    )  # fmt: skip
    secretary = CommitteeMember.objects.get(committee=world.committee, seat="secretary")
    refuse("I7", change(Resolution, draft.pk, signed_by=secretary, signed_at=timezone.now()))
    refuse("I7", change(HostNetwork, world.host.pk, resolution=draft))
    refuse(
        "I7",
        change(
            type(world.host.assignments.get()), world.host.assignments.get().pk, resolution=draft
        ),
    )
    refuse("I7", change(DefinitionSet, world.definition_set.pk, resolution=draft))
    refuse("I7", change(Resolution, world.resolution.pk, text="แก้ภายหลัง"))


# --- I8, I9, I10: both sides -----------------------------------------------------------------------------


def snapshot(world, **facts):
    given = {
        "province": world.province,
        "needs_count": 1,
        "persons_count": 1,
        "capacity_count": 1,
    } | facts
    return RegisterSnapshot.objects.create(
        edition=world.edition, as_of=timezone.now(), why="x", content_sha256="0", folder="x",
        made_by=world.duty["secretary"], **given,
    )  # fmt: skip


def test_i8_picture_of_one_side_only_is_refused(world):
    refuse("I8", lambda: snapshot(world, capacity_count=0))
    kept = snapshot(world)
    refuse("I19", change(RegisterSnapshot, kept.pk, capacity_count=0))


def test_i9_last_group_is_not_carried_to_another_organisation(world):
    organisation = make_organisation(world.province, "กลุ่มหนึ่ง", "people", world.tambon)
    other = make_organisation(world.province, "กลุ่มสอง", "people", world.tambon)
    refuse("I9", change(type(organisation), organisation.pk, is_on_map=True))
    group = OrganisationGroup.objects.create(organisation=organisation, group_code="bedridden")
    type(organisation).objects.filter(pk=organisation.pk).update(is_on_map=True)
    refuse("I9", change(OrganisationGroup, group.pk, organisation=other))
    refuse("I9", lambda: OrganisationGroup.objects.filter(pk=group.pk).delete())
    refuse("I9", change(type(organisation), organisation.pk, volunteer_count=None))


def test_i10_second_match_beyond_the_capacity_and_agreement_skipped(world):
    case, offer = make_case(world, "waiting"), make_offer(world, quantity=1)
    rows = [
        Match.objects.create(
            province=world.province, case=case, need=make_need(world, case, kind), offer=offer,
            suggested_by=world.duty["host_coordinator"],
        )
        for kind in ("house_repair", "food")
    ]  # fmt: skip
    Match.objects.update(state="offered")
    Match.objects.filter(pk=rows[0].pk).update(state="giver_accepted")
    refuse("I10", change(Match, rows[1].pk, state="giver_accepted"))
    refuse("I10", change(Match, rows[0].pk, quantity=2))
    refuse("I10", change(type(offer), offer.pk, quantity=0))
    refuse("I10", change(Match, rows[0].pk, state="receiver_agreed"))  # nobody was asked


# --- I11: what an open forum may not speak of ------------------------------------------------------------


def test_i11_sealed_case_is_on_no_open_agenda(world):
    case, forum, closed = to_forum(world), open_forum(world), open_forum(world, mode="closed")
    item = AgendaItem.objects.create(forum=forum, number=1, kind="person", case=case)
    refuse("I11", change(Case, case.pk, is_sealed=True))
    refuse("I11", change(Case, case.pk, sensitive="debt"))
    sealed = to_forum(world, is_sealed=True)
    refuse(
        "I11", lambda: AgendaItem.objects.create(forum=forum, number=2, kind="person", case=sealed)
    )
    apart = AgendaItem.objects.create(forum=closed, number=1, kind="person", case=sealed)
    refuse("I11", change(AgendaItem, apart.pk, forum=forum, number=3))
    refuse("I11", change(Forum, closed.pk, mode="open"))
    refuse("I11", change(AgendaItem, item.pk, sensitive="hiv"))


# --- I12, I13: every place, and nobody left out in words only --------------------------------------------


def test_i12_state_is_one_of_the_table_and_no_certificate_without_every_village(world):
    for place in (world.tambon, world.other_tambon):
        TambonCoverage.objects.update_or_create(
            tambon=place, defaults={"province": world.province, "state": "covered"}
        )
    village = Place.objects.get(code="13010201")
    for place in (*world.villages, village):
        VillageCoverage.objects.update_or_create(
            village=place,
            defaults={"province": world.province, "tambon_id": place.code[:6], "state": "settled"},
        )
    refuse("I12", change(VillageCoverage, village.pk, state="nearly"))
    refuse("I12", change(TambonCoverage, world.tambon.pk, state="done"))
    refuse("I12", lambda: VillageCoverage.objects.filter(pk=village.pk).delete())
    kept, number = snapshot(world), iter(range(1, 9))

    def certify(of):
        CompletenessCertificate.objects.create(
            province=world.province, snapshot=of, number=next(number), year_be=2569,
            made_by=world.duty["secretary"],
        )  # fmt: skip

    Place.objects.create(
        code="13010202",
        level="village",
        kind_th="หมู่บ้าน",
        name_th="หมู่ที่ 2",
        parent=world.other_tambon,
    )
    refuse("I12", lambda: certify(kept))  # a village that no table knows
    VillageCoverage.objects.create(
        village_id="13010202", province=world.province, tambon=world.other_tambon, state="settled"
    )
    refuse("I19", lambda: certify(snapshot(world, province=world.other_province)))
    certify(kept)


def test_i13_nil_needs_evidence_and_a_signed_forum_of_its_own_tambon(world):
    found = make_search(world, world.villages[1], "open")
    refuse("I13", change(SearchRound, found.pk, state="nil_claimed"))
    facts = {
        "method": "เดินทุกบ้าน",
        "households_considered": 40,
        "searcher_count": 2,
        "closed_on": date(2026, 10, 3),
    }
    refuse(
        "I13", change(SearchRound, found.pk, state="nil_claimed", **facts | {"searcher_count": 1})
    )
    SearchRound.objects.filter(pk=found.pk).update(state="nil_claimed", **facts)
    refuse("I13", change(SearchRound, found.pk, state="nil_verified"))
    about_someone = sign_forum(world, to_forum(world)).items.get().decision
    refuse("I13", change(SearchRound, found.pk, state="nil_verified", nil_decision=about_someone))


# --- I14, I15, I16: nothing and nobody without an owner --------------------------------------------------


def test_i14_gap_has_owner_and_date_or_a_signed_resolution_of_its_province(world):
    gap = Gap.objects.create(
        province=world.province, kind="a_unsearched", key="k", tambon=world.tambon,
        owner=world.duty["secretary"], due_on=date(2026, 12, 1),
    )  # fmt: skip
    refuse("I14", change(Gap, gap.pk, owner=None))
    refuse("I14", change(Gap, gap.pk, due_on=None))
    said = {"state": "accepted", "accepted_reason": "รองบปีหน้า"}
    refuse("I14", change(Gap, gap.pk, **said))
    refuse("I14", change(Gap, gap.pk, **said, resolution=foreign_resolution(world)))
    refuse(
        "I14", change(Gap, gap.pk, **said | {"accepted_reason": ""}, resolution=world.resolution)
    )
    Gap.objects.filter(pk=gap.pk).update(**said, resolution=world.resolution)


def test_i15_closing_needs_a_listed_reason_and_care_its_plan(world):
    case = make_case(world, "waiting")
    at = {"state": "closed", "closed_at": timezone.now()}
    for reason in ("", "help_given_once"):
        refuse("I15", change(Case, case.pk, **at, closed_reason=reason))
    refuse("I15", change(Case, case.pk, state="in_care"))
    CarePlan.objects.create(case=case, goal="อยู่บ้านเดิม", made_by=world.duty["host_coordinator"])
    Case.objects.filter(pk=case.pk).update(
        state="in_care", first_help_on=date(2026, 10, 5), next_visit_on=date(2026, 10, 12)
    )
    refuse("I15", change(Case, case.pk, state="self_managing"))
    Case.objects.filter(pk=case.pk).update(**at, closed_reason="died")


def test_i16_host_that_rests_or_left_owns_nobody(world):
    case, host = make_case(world, "waiting"), world.host
    refuse("I16", change(HostNetwork, host.pk, state="paused"))
    Case.objects.filter(pk=case.pk).update(interim_owner=world.duty["secretary"])
    HostNetwork.objects.filter(pk=host.pk).update(state="paused")
    refuse("I16", change(Case, case.pk, interim_owner=None))  # takes the interim owner away again
    refuse("I16", change(Case, case.pk, host=None, interim_owner=None))
    refuse("I16", change(HostNetwork, host.pk, state="ended"))
    refuse("I16", lambda: Case.objects.filter(pk=case.pk)._raw_delete("default"))
    declined = make_lead(world, host=host.organisation)
    Case.objects.filter(pk=declined.pk).update(state="declined", declined_at=timezone.now())
    refuse("I16", change(Case, declined.pk, state="visited"))  # comes back to a host that rests


# --- I23, I24, I25: the person ---------------------------------------------------------------------------


def test_i23_database_asks_no_number_of_anybody_on_the_way(world):
    case = make_case(world, "waiting", person=make_person(world, name="ไม่มีชื่อสกุล"))
    assert not case.person.records.exists()  # no number anywhere
    CarePlan.objects.create(case=case, goal="มีเพื่อน", made_by=world.duty["host_coordinator"])
    Case.objects.filter(pk=case.pk).update(
        state="in_care", first_help_on=date(2026, 10, 5), next_visit_on=date(2026, 10, 12)
    )


def test_i24_after_a_no_nothing_goes_on(world):
    case, offer = make_case(world, "waiting"), make_offer(world)
    match = Match.objects.create(
        province=world.province, case=case, need=make_need(world, case), offer=offer,
        suggested_by=world.duty["host_coordinator"],
    )  # fmt: skip
    refuse("I24", change(Case, case.pk, state="declined"))  # a no has its time
    Case.objects.filter(pk=case.pk).update(state="declined", declined_at=timezone.now())
    for state in ("verified", "registered", "waiting", "matched", "in_care", "in_forum", "ready"):
        with pytest.raises(IntegrityError), transaction.atomic():
            Case.objects.filter(pk=case.pk).update(state=state)
    refuse("I24", change(Match, match.pk, state="offered"))
    Match.objects.filter(pk=match.pk).update(state="declined")


def test_i25_help_is_kept_before_anything_else_exists(world):
    """No guard stands in the way of help: no definition in force, no forum, no host, no match."""
    DefinitionSet.objects.filter(pk=world.definition_set.pk).update(state="superseded")
    lead = make_lead(world, is_urgent=True)
    HelpEvent.objects.create(
        case=lead, kind="food", what="ข้าวสาร", source="volunteer", given_on=date(2026, 10, 2), is_urgent=True,
        given_by=world.duty["volunteer"],
    )  # fmt: skip
    assert lead.helps.count() == 1
