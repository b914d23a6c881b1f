"""One story for each of the fourteen rules of requirements 3.3 (PDPA B.E. 2562)."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from kuea.core.minimum_data import CUT, STEPS, keep_least
from kuea.core.privacy import ERASED
from kuea.coverage.queries.givers import identity_for
from kuea.finding import actions as finding
from kuea.finding.case_forms import VisitForm
from kuea.finding.law_queries import clock_of, untold_for
from kuea.finding.lead_forms import LeadForm
from kuea.finding.models import Case
from kuea.finding.path import move_case
from kuea.giving import actions as giving
from kuea.giving.agreements import current_agreement
from kuea.people import actions as people
from kuea.people.law_queries import current_basis, has_consent
from kuea.people.models import LegalBasis
from kuea.people.notices import current_notice
from kuea.privacy import actions
from kuea.reporting.queries import read_board
from tests.cases import make_case, make_offer, make_person
from tests.rooms.finding.story import raise_one, route_one, said, verify_one, visit_one
from tests.rooms.privacy.story import (
    again,
    ask,
    days_later,
    everything_in_the_database,
    grant,
    make_child,
    refused,
    told_match,
)

NAME, FAMILY = "บุญมี", "ใจเย็น"


# --- 1 lawful basis ----------------------------------------------------------------------------------


def test_rule_1_each_field_group_has_its_basis_date_notice_and_teller(world):
    case = visit_one(world, visit=said(sensitive_basis="explicit_consent"))
    for group, basis in (("identity", "public_task"), ("sensitive", "explicit_consent")):
        kept = current_basis(case.person, group)
        assert (kept.basis, kept.on) == (basis, timezone.localdate())
        assert kept.notice_version == current_notice(timezone.localdate()).version
        assert kept.explained_by == world.duty["host_coordinator"]


def test_rule_1_nobody_is_registered_untold_by_action_or_database(world):
    case = verify_one(world, visit=said(notice_given=False, no_notice_reason="เจ้าตัวหลับอยู่"))
    with refused("missing"):
        finding.register_case(by=world.duty["secretary"], case=case, lawful_basis="public_task")
    LegalBasis.objects.update(ended_at=timezone.now())
    with pytest.raises(IntegrityError), transaction.atomic():
        Case.objects.filter(pk=case.pk).update(state="registered", registered_at=timezone.now())


# --- 2 notice within thirty days ---------------------------------------------------------------------


def test_rule_2_thirty_days_untold_leave_only_a_count_of_the_area(world):
    lead = raise_one(world, informant="สมชาย 0812345678", how_to_find="หลังวัด")
    before = Case.objects.filter(tambon=world.tambon).count()
    with days_later(30):
        last_day = untold_for(world.duty["secretary"]).get()
        assert clock_of(last_day).days_left == 0
        call_command("daily", verbosity=0)
        assert again(lead).who != ""  # the last day is still theirs
    with days_later(31):
        call_command("daily", verbosity=0)
    case = again(lead.case)
    assert (case.state, case.closed_reason) == ("closed", "not_reached")
    assert (again(lead).who, again(lead).worry, again(lead).informant) == ("", "", "")
    assert NAME not in everything_in_the_database()
    assert Case.objects.filter(tambon=world.tambon).count() == before
    with refused("data_erased"):
        move_case(case, "reopen", by=world.duty["secretary"])


def test_rule_2_the_clock_settles_no_village_until_it_is_searched_anew(world):
    from kuea.coverage.queries.people_evidence import read_people

    raise_one(world)
    with days_later(31):
        finding.reduce_untold(by=world.duty["system"], province=world.province)
        today = timezone.localdate()
        code = world.tambon.code
        here = read_people("13", [code], world.province.limits, today)[code]
        assert here.unsettled_by_village[world.villages[0].code] == 1
        opened = finding.open_search(
            by=world.duty["host_coordinator"], village=world.villages[0], opened_on=today
        )
        finding.close_search(
            by=world.duty["host_coordinator"], search_round=opened, method="เดินทุกบ้าน",
            households_considered=40, closed_on=today, searchers=["ก", "ข"],
        )  # fmt: skip
        here = read_people("13", [code], world.province.limits, today)[code]
        assert here.unsettled_by_village[world.villages[0].code] == 0


def test_rule_2_told_self_told_and_sealed_with_a_reason_are_not_reduced(world):
    told = visit_one(world)
    own = raise_one(world, name="นายดี งาม", channel="self").case
    sealed = raise_one(world, name="หญิงหนึ่ง ทดสอบ", sensitive="violence").case
    open_one = raise_one(world, name="นายอื่น ไป").case
    by = world.duty["secretary"]
    with refused("not_sealed"):
        finding.waive_notice(by=by, case=open_one, reason="ไม่ว่าง")
    finding.waive_notice(by=by, case=sealed, reason="ผู้ทำร้ายอยู่ในบ้านเดียวกัน")
    with days_later(40):
        assert finding.reduce_untold(by=world.duty["system"], province=world.province) == 1
    assert [again(case).words_erased_at is None for case in (told, own, sealed, open_one)] == [
        True, True, True, False,
    ]  # fmt: skip


def test_rule_2_a_province_may_be_quicker_than_the_law_never_slower(world):
    raise_one(world)
    world.province.changed_limits = {"notice_days": 90}
    world.province.save()
    with days_later(31):
        assert finding.reduce_untold(by=world.duty["system"], province=world.province) == 1


# --- 3 the least each step may hold -------------------------------------------------------------------


def test_rule_3_no_form_asks_more_than_its_step_holds(world):
    lead = LeadForm(duty=world.duty["secretary"])
    assert set(lead.fields) <= set(STEPS["lead"].holds)
    assert set(VisitForm().fields) <= set(STEPS["visit"].holds)
    from kuea.coverage.queries.givers import NeedCard

    assert set(NeedCard.__dataclass_fields__) == set(STEPS["match"].holds)


def test_rule_3_each_step_cuts_what_does_not_belong_there(world):
    number = "1-2345-67890-12-1"
    lead = raise_one(world, worry=f"เลขบัตร {number}", how_to_find="บ้าน 123 โทร 0812345678")
    assert CUT in lead.worry and number not in lead.worry
    assert "0812345678" in lead.how_to_find  # how to find somebody belongs to a lead
    case = finding.route_case(by=world.duty["host_coordinator"], case=lead.case)
    visit = finding.record_visit(
        by=world.duty["host_coordinator"], case=case, visit=said(facts="บัตร ๑๒๓๔๕๖๗๘๙๐๑๒๑")
    )
    assert visit.facts == f"บัตร {CUT}"
    assert keep_least("match", "โทร 081-234-5678") == f"โทร {CUT}"
    assert keep_least("forum", "0812345678") == CUT


def test_rule_3_reports_hold_counts_and_codes_only():
    """The frozen register's columns are none of the fields of class D2 that say who somebody is."""
    from kuea.reporting import frozen

    source = Path(frozen.__file__).read_text(encoding="utf-8")
    for word in (
        "given_name",
        "family_name",
        "telephone",
        "house_no",
        "citizen",
        "own_words",
        "who",
    ):
        assert f'"{word}"' not in source


# --- 4 children and incapable adults -----------------------------------------------------------------


def test_rule_4_a_child_is_in_no_photograph_or_story_whoever_agrees(world):
    case = make_case(world)
    by = world.duty["host_coordinator"]
    child = make_child(case.person)
    mother = people.name_guardian(
        by=by, person=child, name="แม่", relation="แม่", scope=["hear", "ask", "consent"]
    )
    for kind in ("photograph", "story"):
        with refused("ward_never_shown"):
            people.give_consent(by=by, person=child, kind=kind, words="ได้", guardian=mother)
    with refused("guardian_needed"):
        people.give_consent(by=by, person=child, kind="sharing", words="ได้")
    people.give_consent(by=by, person=child, kind="sharing", words="ส่งโรงเรียนได้", guardian=mother)
    assert has_consent(child, "sharing")


def test_rule_4_consent_of_an_adult_no_longer_counts_when_a_court_finds_them_incapable(world):
    case = make_case(world)
    by = world.duty["host_coordinator"]
    people.give_consent(by=by, person=case.person, kind="photograph", words="ถ่ายได้")
    assert has_consent(case.person, "photograph")
    person = people.set_capacity(by=by, person=case.person, capacity="incapable")
    assert not has_consent(person, "photograph")


def test_rule_4_a_guardian_beyond_scope_or_alleged_source_of_harm_is_stopped_and_all_is_sealed(
    world,
):
    case = make_case(world)
    by = world.duty["host_coordinator"]
    child = make_child(case.person)
    uncle = people.name_guardian(by=by, person=child, name="ลุง", relation="ลุง", scope=["hear"])
    with refused("guardian_needed"):
        people.give_consent(by=by, person=child, kind="sharing", words="ได้", guardian=uncle)
    father = people.name_guardian(
        by=by, person=child, name="พ่อ", relation="พ่อ", scope=["consent", "ask"]
    )
    people.give_consent(by=by, person=child, kind="sharing", words="ได้", guardian=father)
    finding.protect_from_guardian(by=by, guardian=father, reason="เด็กเล่าว่าถูกตี")
    assert again(case).is_sealed and again(child).is_sealed
    assert not has_consent(again(child), "sharing")
    with refused("guardian_blocked"):
        ask(world, "copy", again(child), by="secretary", guardian=father)


def test_rule_4_suspected_abuse_is_sealed_from_the_first_moment(world):
    case = raise_one(world, sensitive="child_abuse").case
    assert case.is_sealed and case.person.is_sealed
    assert not Case.objects.visible_to(world.duty["host_coordinator"]).filter(pk=case.pk).exists()


# --- consents, one by one (rule 1) ------------------------------------------------------------------


def test_rule_1_consents_stand_alone_and_fall_at_once(world):
    match = told_match(world)
    giver, person = world.duty["giver"], match.case.person
    assert identity_for(match, giver) is not None
    assert not has_consent(person, "photograph") and not has_consent(person, "sharing")
    assert not has_consent(person, "giver_contact", organisation=world.host.organisation)
    given = person.consents.get()
    people.withdraw_consent(by=world.duty["host_coordinator"], consent=given, how="โทรมาบอก")
    assert identity_for(again(match), giver) is None
    with pytest.raises(IntegrityError), transaction.atomic():
        type(given).objects.filter(pk=given.pk).update(withdrawn_at=None)


# --- 5 rights of persons: test_rights.py --------------------------------------------------------------


# --- 6 breaches ------------------------------------------------------------------------------------------


def test_rule_6_a_breach_has_its_72_hours_and_tells_the_persons_when_grave(world, client):
    by = world.duty["secretary"]
    told = actions.tell_breach(
        by=world.duty["volunteer"], what="สมุดเยี่ยมหาย", known_at=timezone.now()
    )
    assert told.due_at - told.known_at == timedelta(hours=72)
    with refused("not_your_duty"):
        actions.assess_breach(
            by=world.duty["volunteer"], breach=told, risk="high", people_count=9, measures="ตามหา"
        )
    assessed = actions.assess_breach(
        by=by,
        breach=told,
        risk="high",
        people_count=9,
        measures="ตามหา เปลี่ยนรหัส",
        data_classes=["D2"],
    )
    with refused("not_in_this_state"):
        actions.close_breach(by=by, breach=assessed, closing_words="จบ")
    with days_later(3, hours=1):
        late = timezone.now()
        with refused("breach_measures"):
            actions.report_breach(by=by, breach=assessed, reported_at=late)
        reported = actions.report_breach(
            by=by, breach=assessed, reported_at=late, late_reason="ติดน้ำท่วม", report_number="1/2569"
        )
        with refused("breach_measures"):
            actions.close_breach(by=by, breach=reported, closing_words="เก็บสมุดในตู้")
        closed = actions.close_breach(
            by=by, breach=reported, closing_words="เก็บสมุดในตู้", persons_told_how="ไปบอกที่บ้านทุกคน",
            persons_told_on=timezone.localdate(),
        )  # fmt: skip
    client.force_login(by.user)
    paper = client.get(reverse("privacy:breach_paper", args=[closed.pk])).content.decode()
    assert "ติดน้ำท่วม" in paper and "ไปบอกที่บ้านทุกคน" in paper


# --- 7 record of processing, agreements -------------------------------------------------------------------


def test_rule_7_a_host_signs_a_versioned_agreement_before_it_works_and_says_how_it_ends(world):
    by = world.duty["secretary"]
    host = giving.sign_agreement(
        by=by, host=world.host, signed_on=timezone.localdate(), signer_name="นายหนึ่ง สอง",
        ends_on=timezone.localdate() + timedelta(days=10),
    )  # fmt: skip
    signed = host.agreements.get(ended_on=None)
    assert (signed.version, signed.signer_name) == ("2569-1", "นายหนึ่ง สอง")
    with refused("not_in_this_state"):
        giving.end_agreement(by=by, host=host, ended_on=timezone.localdate(), end_words="คืนแล้ว")
    paused = giving.set_host_state(by=by, host=host, decision="pause", reason="พัก")
    with days_later(11), refused("agreement_lapsed"):
        giving.set_host_state(by=by, host=paused, decision="resume", reason="กลับมา")
    with refused("missing"):
        giving.end_agreement(by=by, host=paused, ended_on=timezone.localdate(), end_words="")
    giving.end_agreement(by=by, host=paused, ended_on=timezone.localdate(), end_words="ทำลายสมุดแล้ว")
    assert not host.agreements.filter(ended_on=None).exists()


def test_rule_7_the_record_of_processing_is_on_its_page(world, client):
    client.force_login(world.duty["secretary"].user)
    page = client.get(reverse("privacy:ropa")).content.decode()
    assert "ทะเบียนเพื่อนบ้านที่เราดูแลกัน" in page and "people.Person.given_name" in page


# --- 8 retention -----------------------------------------------------------------------------------------


def test_rule_8_retention_is_tried_signed_and_leaves_the_board_as_it_was(world):
    by = world.duty["secretary"]
    tip = finding.set_aside(by=by, case=raise_one(world, by="secretary").case, reason="ถนนชำรุด")
    asked = finding.set_aside(
        by=by, case=raise_one(world, by="secretary", name="นายรอ คำตอบ").case, reason="อื่น"
    )
    ask(world, "copy", asked.person, by="secretary")
    closed = make_case(world)
    Case.objects.filter(pk=closed.pk).update(
        state="closed", closed_reason="died", closed_at=timezone.now()
    )
    with days_later(366 * 5 + 2):
        board = read_board(world.province)
        run = actions.try_retention(by=by, signer=world.duty["chair"])
        assert run.counts == {"leads": 1, "cases": 1, "minutes": 1} and run.held_back == 1
        assert again(tip).words_erased_at is None  # a dry run erases nothing
        with refused("not_in_this_state"):
            actions.carry_out_run(by=by, run=run)
        with refused("sign_another"):
            actions.sign_run(by=by, run=run)
        signed = actions.sign_run(by=world.duty["chair"], run=run)
        done = actions.carry_out_run(by=by, run=signed)
        assert done.report.number == 1
        assert read_board(world.province) == board
    assert again(tip.person).erased_at and again(closed.person).erased_at
    assert again(asked.person).erased_at is None


def test_rule_8_a_list_that_changed_after_the_trial_is_not_signed(world):
    by = world.duty["secretary"]
    first = finding.set_aside(by=by, case=raise_one(world, by="secretary").case, reason="ถนน")
    with days_later(182):
        run = actions.try_retention(by=by, signer=by)
        assert run.counts["leads"] == 1
        ask(world, "erasure", first.person, by="secretary")  # their own wish goes first
        with refused("sign_another"):
            actions.sign_run(by=by, run=run)


def test_rule_8_full_minutes_lose_names_and_words_and_keep_decisions(world):
    case = verify_one(world)
    forum = case.decision.item.forum
    with days_later(366 * 5 + 20):
        run = actions.try_retention(by=world.duty["secretary"], signer=world.duty["secretary"])
        assert run.counts["minutes"] == 1
        actions.carry_out_run(
            by=world.duty["secretary"], run=actions.sign_run(by=world.duty["secretary"], run=run)
        )
    assert set(forum.attendance.values_list("name", flat=True)) == {""}
    assert forum.attendance.count() == 7
    decision = again(case.decision)
    assert (decision.outcome, decision.reasons) == ("confirmed", ERASED)
    with pytest.raises(IntegrityError), transaction.atomic():
        type(decision).objects.filter(pk=decision.pk).update(reasons="เขียนใหม่")


# --- 9 exports, 10 small cells: until `sealing` brings its export room and part 5 its cells -----------------


def test_rules_9_and_10_nothing_leaves_with_a_sealed_or_restricted_person(world):
    """The one file that leaves today is the frozen register: codes only, sealed left out."""
    from kuea.reporting.actions import take_snapshot
    from kuea.reporting.frozen import read_tables

    sealed = make_case(world, sensitive="violence", is_sealed=True)
    open_one = make_case(world)
    make_offer(world)
    snapshot = take_snapshot(by=world.duty["secretary"], why="ทดสอบ")
    content = repr(read_tables(settings.SNAPSHOTS / snapshot.folder))
    assert open_one.code in content
    assert sealed.code not in content
    assert open_one.person.given_name not in content


# --- 11 language, 12 purposes (the house test of words stands in tests/house/test_law.py) --------------------


def test_rule_11_the_category_is_never_said_to_a_person(world, client):
    case = make_case(world)
    client.force_login(world.duty["host_coordinator"].user)
    for url in (reverse("finding:case", args=[case.pk]), reverse("privacy:case", args=[case.pk])):
        assert "ผู้ถูกทอดทิ้ง" not in client.get(url).content.decode()


def test_rule_12_agreement_and_notice_say_no_enforcement_and_no_politics():
    text = " ".join(current_agreement(timezone.localdate()).promises)
    notice = current_notice(timezone.localdate())
    for said_in in (text, " ".join(notice.aloud), repr(notice.sections)):
        for word in ("ตำรวจ", "หนี้", "คนเข้าเมือง", "หาเสียง"):
            assert word in said_in


# --- 13 without papers, 14 the right to refuse ------------------------------------------------------------


def test_rule_13_without_any_paper_one_is_told_registered_and_may_ask(world):
    case = finding.register_case(
        by=world.duty["secretary"], case=verify_one(world, name="อาผ่า"), lawful_basis="public_task"
    )
    assert set(case.person.records.values_list("citizen_digest", flat=True)) == {""}
    done = grant(world, ask(world, "access", case.person, known_how=""))
    assert done.state == "done"


def test_rule_14_a_no_keeps_the_fact_and_the_date_and_the_way_back_is_open(world):
    case = visit_one(world, informant="สมชาย 0812345678")
    declined = finding.decline_case(by=world.duty["host_coordinator"], case=case)
    left = everything_in_the_database()
    for word in (NAME, FAMILY, "สานตะกร้า", "สมชาย", "เพื่อนคุย"):
        assert word not in left, word
    assert declined.state == "declined" and declined.declined_at is not None
    back = finding.come_back(by=world.duty["host_coordinator"], case=declined, reason="เปลี่ยนใจ")
    finding.record_visit(
        by=world.duty["host_coordinator"], case=back, visit=said(name="นางบุญมี ใจเย็น")
    )
    assert again(case).person.family_name == FAMILY
    assert again(case).code == case.code


def test_routed_case_of_the_public_notice_is_open_to_everybody(client, db):
    page = client.get(reverse("privacy:rights"))
    assert page.status_code == 200 and "30 วัน" in page.content.decode()


def test_everyday_words_of_a_made_up_person_are_erased_once(world):
    """Erasing twice changes nothing more, and a person with another live case keeps their name."""
    first, second = route_one(world), route_one(world, name="นายดี งาม")
    second.person = first.person
    second.save()
    finding.decline_case(by=world.duty["host_coordinator"], case=first)
    assert again(first.person).given_name == NAME
    finding.decline_case(by=world.duty["host_coordinator"], case=second)
    assert again(first.person).erased_at is not None
    assert people.erase_person(
        by=world.duty["system"], person=make_person(world), why="request"
    ).full_name.startswith("P")
