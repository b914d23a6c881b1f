"""Rows of every kind at every position, each text with a mark of its own: own, near, far, sealed, named.

`own` hangs on the first host and its volunteer, `near` on another host of the same province, `far` on another
province, `sealed` on the first host with nobody named, `named` with the secretary and the first host's coordinator.
Written past the guards, which are put down for the transaction of the test: what is asked here is sight, not rules.
"""

import json
import re
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import models
from django.utils import timezone

from kuea.care.models import CarePlan, CareVisit, HelpEvent, Review, Transfer
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
)
from kuea.coverage.queries.frozen import pack
from kuea.coverage.queries.problem import build_problem
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
from kuea.ledger.guards import drop_guards
from kuea.letters.models import IssuedPaper
from kuea.offices.classes import class_of_field
from kuea.offices.fields import SealedListField, SealedNumberField
from kuea.offices.models import Committee, CommitteeMember, Duty, Place, Province, Resolution
from kuea.offices.sealing import seal_pieces
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
from kuea.steering.models import GoodStory
from tests.world import World, make_duty, make_organisation, make_place

POSITIONS = ("own", "near", "far", "sealed", "named")
MARK = re.compile(r"มาร์ค\d{5}ฅ")


@dataclass
class Population:
    """`rows[position][name]` is one row; `duty[role]` acts; `marks[mark]` is (row, field) it stands in."""

    world: World
    duty: dict[str, Duty]
    rows: dict[str, dict[str, models.Model]] = field(default_factory=dict)
    marks: dict[str, tuple[models.Model, str]] = field(default_factory=dict)
    colleagues: dict[str, Duty] = field(default_factory=dict)

    def at(self, position: str, name: str) -> models.Model | None:
        return self.rows.get(position, {}).get(name)


def populate(world: World, mark: bool = True) -> Population:
    """The world with a row of every kind at every position and a duty of every role."""
    drop_guards()
    duty = dict(world.duty)
    for role in Role:
        if role.value not in duty and role is not Role.SYSTEM:
            national = role.value in {"minister", "cabinet_coordinator"}
            duty[role.value] = make_duty(
                role, None if national else world.province,
                world.host.organisation if role is Role.GROUP_LEADER else None,
            )  # fmt: skip
    duty["tambon_member"].areas.add(world.tambon)
    duty["amphoe_officer"].areas.add(world.tambon.parent)
    made = Population(world, duty)
    near_place = world.other_tambon
    far_place = Place.objects.get(code="140101")
    make_place("14010101", "village", "หมู่ที่ 1", far_place)
    near_host = make_organisation(world.province, "แม่ข่ายใกล้", "people", near_place)
    far_host = make_organisation(world.other_province, "แม่ข่ายไกล", "people", far_place)
    spots = {
        "own": (world.province, world.host.organisation, world.tambon, "volunteer"),
        "near": (world.province, near_host, near_place, None),
        "far": (world.other_province, far_host, far_place, None),
        "sealed": (world.province, world.host.organisation, world.tambon, None),
        "named": (world.province, world.host.organisation, world.tambon, None),
    }
    for number, (position, spot) in enumerate(spots.items(), 1):
        made.rows[position] = _one_of_each(made, number, position, *spot)
    for role in ("social_worker", "group_leader"):
        _carried_by(made, role)
    if mark:
        _mark_everything(made)
    return made


def add_more(made: Population, number: int) -> None:
    """One more row of every kind for the first host and for its neighbour; `number` is 20 or more, each once."""
    for step, position in enumerate(("own", "near")):
        host = made.at(position, "organisation")
        place = made.at(position, "tambon")
        volunteer = "volunteer" if position == "own" else None
        unique = number * 2 + step
        _one_of_each(made, unique, position, made.world.province, host, place, volunteer)


def _one_of_each(made, number, position, province, host, tambon, volunteer):
    world = made.world
    far = position == "far"
    duties = made.world.other if far else made.duty
    actor = duties["secretary"]
    village = Place.objects.filter(level="village", parent=tambon).first()
    rows = _case_rows(made, number, position, province, host, tambon, village, volunteer, actor)
    if position in {"sealed", "named"}:
        return rows
    network = HostNetwork.objects.filter(pk=host.pk).first() or HostNetwork.objects.create(
        organisation=host, proposed_by=actor
    )
    rows |= {
        "organisation": host,
        "host": network,
        "served": OrganisationGroup.objects.get_or_create(organisation=host, group_code="elder_alone")[0],
        "agreement": ProcessingAgreement.objects.create(
            host=network, version="2569-1", signer_name="ผู้ลงนาม", signed_on=timezone.localdate(), recorded_by=actor
        ),
        "area": AreaAssignment.objects.filter(host=network).first()
        or AreaAssignment.objects.create(host=network, place=tambon, proposed_by=actor),
        "group": VolunteerGroup.objects.create(host=network, name=f"กลุ่มอาสา {number}", tambon=tambon),
        "fund": Fund.objects.create(province=province, name=f"กองทุน {number}", kind_th="กองทุนหมู่บ้าน", organisation=host, rules="กติกา"),
    }  # fmt: skip
    rows["fund"].places.add(tambon)
    someone = make_duty("volunteer", province, host)
    rows["volunteer"] = (
        world.volunteer
        if position == "own"
        else Volunteer.objects.create(host=network, duty=someone, invited_by=actor, skills="ช่าง")
    )
    rows["duty"] = someone
    rows["link"] = NetworkLink.objects.create(
        a=host,
        b=make_organisation(province, f"เพื่อนแม่ข่าย {number}", "people", tambon),
        kind="partner",
    )
    rows |= _governance(made, number, position, province, tambon, village, host, actor)
    TambonCoverage.objects.get_or_create(
        tambon=tambon, defaults={"province": province, "state": "uncovered"}
    )
    rows["tambon"], rows["village"], rows["amphoe"] = tambon, village, tambon.parent
    return rows


def _governance(made, number, position, province, tambon, village, host, actor):
    world, far = made.world, position == "far"
    committee = (
        world.committee
        if position == "own"
        else Committee.objects.create(province=province, place=tambon, name=f"คณะกรรมการ {number}")
    )
    seat = CommitteeMember.objects.create(
        committee=committee, seat="member", name=f"กรรมการ {number}", sector="people"
    )
    resolution = Resolution.objects.create(
        committee=committee, meeting_number=9, year_be=2569, item_number=number, title=f"มติ {number}", text="ร่าง",
        decided_on=timezone.localdate(), drafted_by=actor,
    )  # fmt: skip
    draft = DefinitionSet.objects.create(
        province=province,
        edition=province.edition,
        version=70 + number,
        written_by=actor,
        why="เหตุผลร่าง",
    )
    group = TargetGroup.objects.create(
        definition_set=draft,
        category="hardship",
        code=f"draft_{number}",
        name=f"กลุ่มร่าง {number}",
        criteria=["x"],
    )
    comment = DefinitionComment.objects.create(
        definition_set=draft, sector="people", text="ความเห็น"
    )
    run = make_duty("facilitator", province) if position != "own" else made.duty["facilitator"]
    write = make_duty("recorder", province) if position != "own" else made.duty["recorder"]
    forums = {}
    for mode in ("open", "closed"):
        forum = Forum.objects.create(
            province=province, edition=province.edition, tambon=tambon, host=host, mode=mode, held_at=timezone.now(),
            definition_set=draft if far else world.definition_set, place_words="ศาลาวัด", facilitator=run, recorder=write,
        )  # fmt: skip
        item = AgendaItem.objects.create(
            forum=forum, number=1, kind="group", group=world.group, minimum_facts="ข้อเท็จจริง"
        )  # fmt: skip
        Decision.objects.create(
            item=item, outcome="confirmed", reasons="เหตุผลเวที", dissent="เสียงต่าง", by=write
        )
        seen = ForumAttendance.objects.create(forum=forum, name="ผู้ร่วมเวที", sector="people")
        forums |= {f"{mode}_forum": forum, f"{mode}_item": item, f"{mode}_seen": seen}
    batch = Batch.objects.create(
        province=province, kind="general", file_name=f"บัญชี{number}.xlsx", sha256=f"{number:064d}",
        kept_at="-", bytes=1, state="accepted", sent_by=made.duty["local_officer"] if position == "own" else actor,
    )  # fmt: skip
    told = ColumnMapping.objects.create(
        province=province, kind="general", header_digest=f"{number:064d}", header=["ชื่อ"], fields={"full_name": "ชื่อ#1"},
        set_by=batch.sent_by,
    )  # fmt: skip
    Batch.objects.filter(pk=batch.pk).update(mapping=told, samples=["ตัวอย่าง"])
    raw = RawRow.objects.create(batch=batch, number=1, cells='["ชื่อในแถว"]')
    rerun = Rerun.objects.create(
        batch=batch, number=1, step="done", reason="คอลัมน์ผิด", begun_by=actor,
        before=dict.fromkeys(("rows_faulty", "rows_remarked", "rows_joined", "rows_asked", "rows_new"), 0),
    )  # fmt: skip
    reading = RowReading.objects.create(
        rerun=rerun, raw_row=raw, former='{"values": {"given_name": "ชื่อเดิมในแถว"}, "lead": null}'
    )
    paper = IssuedPaper.objects.create(
        province=province, kind="P5", year_be=2569, number=number, subject="board", issued_by=actor
    )
    snapshot = RegisterSnapshot.objects.create(
        province=province, edition=province.edition, as_of=timezone.now(), why="ทดสอบ", needs_count=1, persons_count=1,
        capacity_count=1, made_by=actor, content_sha256="0" * 64,
        figures={name: [] for name in ("by_group", "by_tambon", "by_sector", "by_kind")}, folder=f"none-{number}",
    )  # fmt: skip
    breach = Breach.objects.create(
        province=province,
        what="สมุดหาย",
        known_at=timezone.now(),
        told_by=actor,
        measures="ทำแล้ว",
        closing_words="จบ",
    )
    retention = RetentionRun.objects.create(
        province=province,
        as_of=timezone.localdate(),
        tried_by=actor,
        signer=actor,
        keys_sha256="0" * 64,
    )
    export = Export.objects.create(
        province=province, kind="cases", data_class="D2", purpose="refer_help", purpose_words="ส่งต่อ", receiver="ผู้รับ",
        asked_by=actor, expires_at=timezone.now() + timedelta(days=7), decided_reason="เห็นชอบ",
    )  # fmt: skip
    return {
        "breach": breach, "retention": retention, "export": export, "snapshot": snapshot, "committee": committee, "seat": seat, "resolution": resolution, "definition": draft, "target_group": group,
        "comment": comment, "batch": batch, "mapping": told, "raw_row": raw, "rerun": rerun, "reading": reading, "paper": paper, **forums,
    }  # fmt: skip


def _case_rows(made, number, position, province, host, tambon, village, volunteer, actor):
    world = made.world
    sealed = position in {"sealed", "named"}
    home = Household.objects.create(
        province=province, tambon=tambon, village=village, house_no=f"{number}/1", code=f"H{number}"
    )
    person = Person.objects.create(
        province=province, code=f"PX{number}", title="นาง", given_name="ชื่อ", family_name="สกุล", nickname="เล่น",
        tambon=tambon, village=village, birth_year=1950, household=home, is_sealed=sealed, strengths="เก่ง",
    )  # fmt: skip
    case = Case.objects.create(
        province=province, edition=province.edition, code=f"CX{number}", person=person, tambon=tambon, village=village,
        channel="phone", host=host, is_sealed=sealed, existing_care="ญาติ", state="visited",
        volunteer=made.duty[volunteer] if volunteer else None, missing_words="ขาด", other_path="ทางอื่น",
        group=world.group, category="abandoned", sensitive="violence" if sealed else "",
    )  # fmt: skip
    if position == "named":
        case.named_duties.add(made.duty["secretary"], made.duty["host_coordinator"])
    record = Record.objects.create(
        province=province, person=person, source="general", name_as_written="ชื่อที่เขียน", given_name="ชื่อ",
        tambon=tambon, village=village, address_as_written="ที่อยู่ที่เขียน", telephone="0800000000",
    )  # fmt: skip
    joining = Link.objects.create(
        record=record, person=person, kind="found", rule="first", by=actor
    )
    other = Record.objects.create(
        province=province, person=Person.objects.create(province=province, code=f"PY{number}", is_sealed=sealed),
        source="general", name_as_written="ชื่อคล้าย",
    )  # fmt: skip
    question = LinkQuestion.objects.create(province=province, record=record, other=other)
    need = Need.objects.create(
        province=province, person=person, kind="house_repair", own_words="คำของเจ้าตัว", hardship_words="ลำบาก",
        wanted_result="ที่อยากได้", written_by=actor,
    )  # fmt: skip
    by_role = made.duty["local_officer"] if position == "own" else actor
    lead = Lead.objects.create(
        case=case, receipt=f"R{number}AA-{number}BBB", channel="phone", who="ใคร", worry="ห่วง", how_to_find="หาอย่างไร",
        informant="ผู้แจ้ง", made_by=by_role,
    )  # fmt: skip
    CaseStep.objects.create(
        case=case, before="lead", decision="x", state="lead", reason="เหตุ", by=actor
    )
    OutreachVisit.objects.create(
        case=case, visitor=actor, visited_on=timezone.localdate(), notice_given=True, wish="อยาก", wishes_to_go_on=True, facts="ข้อเท็จ"
    )  # fmt: skip
    today, later = timezone.localdate(), timezone.localdate() + timedelta(days=30)
    CarePlan.objects.create(case=case, goal="เป้าหมาย", made_by=actor)
    HelpEvent.objects.create(
        case=case, kind="food", source="giver", what="ข้าว", given_on=today, given_by=actor
    )
    CareVisit.objects.create(case=case, visited_on=today, visitor=actor, note="บันทึก", next_on=later)
    Review.objects.create(
        case=case, held_on=today, own_words="คำพูด", change="better", person_took_part=True, follow_up_on=later,
        held_by=actor,
    )  # fmt: skip
    giver = (
        made.duty["giver"].organisation
        if position != "far"
        else make_organisation(province, "ผู้ให้ไกล", "business", tambon)
    )
    offer = CapacityOffer.objects.create(
        organisation=giver, kind="house_repair", what="ซ่อม", groups=["elder_alone"], quantity=1, as_of=today, made_by=actor
    )  # fmt: skip
    match = Match.objects.create(
        province=province, need=need, case=case, offer=offer, state="offered", suggested_by=actor,
        agreed_how="ตกลง", ended_reason="เหตุจบ",
    )  # fmt: skip
    transfer = Transfer.objects.create(
        case=case, to_host=host, to_tambon=tambon, reason="ย้าย", asked_by=actor
    )
    gap = Gap.objects.create(
        province=province, kind="d_no_match", key=f"k{number}", tambon=tambon, village=village, case=case, need=need,
        owner=actor, due_on=today, action="จะทำ",
    )  # fmt: skip
    plan = _plan(province, number, actor, case, need, offer)
    search = SearchRound.objects.create(
        province=province, village=village, host=host, definition_set=world.definition_set, opened_on=today,
        opened_by=actor, note="โน้ต", searchers=["ผู้ค้น"], state="closed",
    )  # fmt: skip
    story = GoodStory.objects.create(
        case=case, title="เรื่องเล่า", situation="เดิม", done="ทำ", changed="เปลี่ยน", lesson="บทเรียน",
        returned_words="แก้", written_by=actor,
    )  # fmt: skip
    consent = Consent.objects.create(
        person=person, kind="photograph", words="คำยินยอม", written_by=actor
    )
    guardian = Guardian.objects.create(
        person=person, name="ผู้แทน", relation="ลูก", paper="คำสั่ง", named_by=actor
    )
    LegalBasis.objects.create(
        person=person, field_group="identity", basis="public_task", notice_version="2569-1", explained_by=actor, on=today
    )  # fmt: skip
    request = PersonRequest.objects.create(
        province=province, kind="access", person=person, who_words="ผู้ขอ", asked_words="ขอดู", how="spoken",
        received_on=today, received_by=actor, due_on=later,
    )  # fmt: skip
    glass = GlassGrant.objects.create(
        province=province, case=case, duty=_colleague(made, province), purpose="life_in_danger", reason="เหตุผลที่เปิด", opened_at=timezone.now(),
        until=timezone.now() + timedelta(hours=1), second_role="chair", review_by_on=later,
    )  # fmt: skip
    GlassReview.objects.create(grant=glass, outcome="justified", words="ทบทวน", by=actor)
    seal_pieces([b"\xff\xd8"], Path(settings.MEDIA_ROOT) / f"pictures/{number}.sealed")
    picture = RoundPicture.objects.create(
        search_round=search, caption="คำใต้ภาพ", shows_people=False, kept_at=f"pictures/{number}.sealed", sha256=f"{number:064d}",
        width=1, height=1, made_by=actor,
    )  # fmt: skip
    return {
        "story": story, "consent": consent, "guardian": guardian, "request": request, "glass": glass, "picture": picture,
        "household": home, "person": person, "case": case, "record": record, "joining": joining, "question": question,
        "need": need,
        "lead": lead, "offer": offer, "match": match, "transfer": transfer, "gap": gap, "search": search,
        "coverage_plan": plan,
    }  # fmt: skip


def _colleague(made: Population, province: Province) -> Duty:
    """Another officer of the secretariat, who broke the glass: what is read through it is nobody else's sight."""
    if province.pk not in made.colleagues:
        made.colleagues[province.pk] = make_duty("secretary", province)
    return made.colleagues[province.pk]


def _carried_by(made: Population, role: str) -> None:
    """A case of its own for each of the other helping duties."""
    own = made.at("own", "case")
    person = Person.objects.create(
        province=made.world.province, code=f"PZ{role}", given_name="ชื่อ", family_name="สกุล"
    )
    case = Case.objects.create(
        province=made.world.province, edition=made.world.edition, code=f"CZ{role}", person=person, tambon=own.tambon,
        village=own.village, channel="phone", host=own.host, volunteer=made.duty[role], state="routed",
    )  # fmt: skip
    made.rows[f"of_{role}"] = {"case": case, "person": person}


_NOT_WORDS = {
    "state", "code", "group_code", "key", "name_key", "citizen_digest", "citizen_status", "form_key", "receipt",
    "sha256", "kept_at", "picture_kept_at", "mode", "forum_mode", "decision", "before", "rule", "stage", "sex", "five_k", "sector", "kind",
    "category", "proposed_category", "sensitive", "closed_reason", "citizen_number", "answer", "username", "password",
    "email", "notice_version", "lawful_basis", "kind_th", "subject", "subject_id", "unit", "outcome", "source",
    "telephone_digest", "version", "how", "explained_to", "capacity", "second_role", "keys_sha256", "field_group", "basis",
    "code_hash", "data_class", "folder", "faults", "content_sha256", "report_number", "raw_row",
}  # fmt: skip


_CODES = {(PlanRow, "reason"), (CoveragePlan, "problem_hash")}


def _mark_everything(made: Population) -> None:
    """Write into every text of class D1–D6 a mark that stands nowhere else."""
    number = 0
    for model in apps.get_models():
        if not model.__module__.startswith("kuea.") or model._meta.app_label == "ledger":
            continue
        columns = [
            column
            for column in model._meta.concrete_fields
            if isinstance(column, models.CharField | models.TextField)
            and not isinstance(column, SealedNumberField)
            and not column.choices and not column.primary_key
            and column.name not in _NOT_WORDS
            and (model, column.name) not in _CODES
            and (column.max_length or 99) >= 12
            and class_of_field(model._meta.label, column.name) not in {None, "D0"}
        ]  # fmt: skip
        for row in model._default_manager.all() if columns else ():
            for column in columns:
                number += 1
                mark = f"มาร์ค{number:05d}ฅ"
                setattr(row, column.name, _as_column_holds(column, mark))
                made.marks[mark] = (row, column.name)
            models.Model.save(row, update_fields=[column.name for column in columns])


def _as_column_holds(column: models.Field, mark: str) -> object:
    if isinstance(column, SealedListField):
        return [mark]
    return json.dumps([mark], ensure_ascii=False) if column.name == "cells" else mark


def _plan(province, number, actor, case, need, offer) -> CoveragePlan:  # type: ignore[no-untyped-def]
    """A draft with one need, its host, and a word on the pair."""
    policy = CoveragePolicy.objects.create(
        province=province, number=number, urgency_weights=[1, 2, 4, 8, 16], alpha=0.5, strict=[5], written_by=actor,
        reason="ค่าตั้งต้น",
    )  # fmt: skip
    plan = CoveragePlan.objects.create(
        province=province, number=number, policy=policy, problem_hash="0" * 64, frozen=pack(build_problem(province)), value=1.0, bound=1.0,
        drafted_by=actor,
    )  # fmt: skip
    if case.host is not None:
        PlanHost.objects.create(plan=plan, organisation=case.host)
    PlanRow.objects.create(
        plan=plan, need=need, case=case, offer=offer, quantity=1, urgency=3, under_each=True, under_hours=True,
        under_urgent=True,
    )  # fmt: skip
    PlanWish.objects.create(
        plan=plan, need=need, case=case, offer=offer, is_pin=True, said_by=actor, reason="เคยช่วยกัน"
    )
    plan.state = "draft"
    plan.save()
    return plan
