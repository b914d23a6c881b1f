"""A world for made-up requests: one's own things, the neighbour host's, another province's, and a sealed case.

Each of these lives in its own range of keys in every table, so that a key says whose it is whatever table a page
looks in; and each carries a word of its own in every text a person could read, so that a leak is a search for a
word in the answer, not a judgement.
"""

import tempfile
from dataclasses import dataclass, replace
from pathlib import Path

from django.apps import apps
from django.db import connection
from django.utils import timezone

from kuea.care.models import CarePlan, Transfer
from kuea.core.words import NATIONAL_ROLES, Role
from kuea.coverage.models import Gap, Match
from kuea.finding.models import Case, Lead, OutreachVisit
from kuea.giving.models import (
    CapacityOffer,
    Fund,
    HostNetwork,
    NetworkLink,
    Volunteer,
    VolunteerGroup,
)
from kuea.intake.keeping import hash_file, keep_file
from kuea.intake.models import Batch, RawRow
from kuea.ledger.guards import drop_guards, install_guards
from kuea.letters.models import IssuedPaper
from kuea.offices.models import Duty, Place
from kuea.people.models import LinkQuestion, Record, TargetGroup
from kuea.reporting.models import RegisterSnapshot
from tests.cases import make_case, make_lead, make_need, make_offer, make_person, make_search
from tests.world import (
    World,
    make_committee,
    make_definition_set,
    make_duty,
    make_host,
    make_organisation,
    make_resolution,
    make_world,
)

NEIGHBOUR, SEALED, OTHER = "XXNEIGHBOURXX", "XXSEALEDXX", "XXOTHERXX"
START = {NEIGHBOUR: 600_001, SEALED: 700_001, OTHER: 800_001}
ABSENT = 999_983
FEW = 6
"""Keys asked of each range: every table of the range has its first rows there."""


@dataclass
class FuzzWorld:
    world: World
    duties: dict[str, Duty]  # everybody who asks, by name
    may_see: dict[str, set[str]]  # word → names of the duties that may meet it

    def foreign_words(self, name: str) -> list[str]:
        return [word for word, names in self.may_see.items() if name not in names]


def make_fuzz_world() -> FuzzWorld:
    drop_guards()
    world = make_world()
    for role in Role:
        if role.value not in world.duty:
            home = None if role in NATIONAL_ROLES else world.province
            world.duty[role.value] = make_duty(role, home)
    _own(world)
    _begin(NEIGHBOUR)
    neighbour = _neighbour(world)
    named, offer = make_duty(Role.SECRETARY, world.province), make_offer(world)
    _begin(SEALED)
    _sealed(world, named, offer)
    _begin(OTHER)
    other = _other(world)
    _begin("", 900_001)
    install_guards()
    duties = {f"{role}": duty for role, duty in world.duty.items() if role != Role.SYSTEM}
    duties |= {"neighbour": neighbour, "named": named, "other_secretary": other.duty["secretary"]}
    duties |= {"other_host": other.duty["host_coordinator"]}
    office = {"secretary", "administrator"}
    return FuzzWorld(
        world, duties,
        {
            NEIGHBOUR: office | {"neighbour", "named"},
            SEALED: {"named"},
            OTHER: {"other_secretary", "other_host", "administrator"},
        },
    )  # fmt: skip


def _begin(word: str, start: int = 0) -> None:
    """From here on every table counts from the start of this range."""
    start = start or START[word]
    with connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            table, key = model._meta.db_table, model._meta.pk
            if "AutoField" not in key.get_internal_type():
                continue
            if connection.vendor == "sqlite":
                cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [table])
                cursor.execute(
                    "INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, start - 1]
                )
            else:
                cursor.execute(
                    "SELECT setval(pg_get_serial_sequence(%s, %s), %s, false)",
                    [f'"{table}"', key.column, start],
                )


def _own(world: World) -> None:
    """What the duties of the test province work with."""
    secretary, host = world.duty["secretary"], world.host.organisation
    for state in ("registered", "waiting"):
        case = make_case(world, state)
        need = make_need(world, case)
        Match.objects.create(
            province=world.province, need=need, case=case, offer=make_offer(world), suggested_by=secretary, state="offered",
        )  # fmt: skip
    errand = make_lead(world, host=host, person=make_person(world))
    errand.state, errand.volunteer = "routed", world.duty["volunteer"]
    errand.save()
    _around(world, errand, "")
    _lists(world, errand, "")
    make_search(world, world.villages[1], "open")
    CarePlan.objects.create(
        case=case, goal="อยากเดินไปวัดเอง", made_by=world.duty["host_coordinator"]
    )


def _around(world: World, case: Case, word: str) -> None:
    """What stands around a case: gap, batch, record, question, paper, snapshot, group, fund."""
    by = world.duty["secretary"]
    Gap.objects.create(
        province=world.province, kind="d_no_match", key=f"case-{case.pk}", tambon=case.tambon, case=case, owner=by,
        due_on=timezone.localdate(), action=f"ไปหา {word}" if word != NEIGHBOUR else "ไปหา",
    )  # fmt: skip
    OutreachVisit.objects.create(
        case=case, visited_on=timezone.localdate(), visitor=by, notice_given=True, notice_version="1",
        wish=f"อยากอยู่บ้าน {word}", wishes_to_go_on=True, facts=f"อยู่ลำพัง {word}",
    )  # fmt: skip


def _lists(world: World, case: Case, word: str) -> None:
    """A list that was read: kept, one row faulty, two records that may be one person."""
    by = world.duty["secretary"]
    with tempfile.TemporaryDirectory() as folder:
        sheet = Path(folder) / "list.csv"
        sheet.write_text(f"ชื่อ,สกุล\n{word},ทดสอบ\n,{word}\n", encoding="utf-8")
        kept_at = keep_file(sheet, hash_file(sheet), world.province.pk)
    batch = Batch.objects.create(
        province=world.province, kind="general", file_name=f"list{word}.csv", sha256=f"{case.pk:064d}", kept_at=kept_at,
        bytes=1, state="read", sent_by=by, rows_total=2, rows_done=2, rows_faulty=1, finished_at=timezone.now(),
    )  # fmt: skip
    records = []
    for number in (1, 2):
        row = RawRow.objects.create(
            batch=batch, number=number, cells=f'["{word}", "x"]', is_faulty=number == 2,
            faults=[{"code": "empty", "column": "ชื่อ", "what": f"ว่าง {word}", "remedy": "เติม", "stops": True}] * (number == 2),
        )  # fmt: skip
        records.append(
            Record.objects.create(
                province=world.province,
                person=case.person,
                raw_row=row,
                source="general",
                given_name=f"ชื่อ{word}",
                family_name="ทดสอบ",
                name_as_written=f"นาง{word}",
                name_key=f"ชื่อ{word}ทดสอบ",
                tambon=case.tambon,
                birth_year=1950,
                telephone="0812345678",
                address_as_written=f"บ้าน {word}",
            )  # fmt: skip
        )
    LinkQuestion.objects.create(
        province=world.province, record=records[0], other=records[1], evidence={}
    )


def _neighbour(world: World) -> Duty:
    """Another host of the same province, with its own case, volunteer and forum."""
    place, by = world.other_tambon, world.duty["secretary"]
    host = make_host(world.province, "เครือข่ายบ้านใหม่", place, by, world.resolution)
    coordinator = make_duty(Role.HOST_COORDINATOR, world.province, host.organisation)
    beside = replace(world, tambon=place, villages=[Place.objects.get(pk="13010201")], host=host)
    case = make_case(beside, "waiting", person=make_person(beside, f"ปู่{NEIGHBOUR}"))
    Case.objects.filter(pk=case.pk).update(existing_care=f"หลานข้างวัด {NEIGHBOUR}")
    need = make_need(beside, case)
    type(need).objects.filter(pk=need.pk).update(own_words=f"หลังคารั่ว {NEIGHBOUR}")
    CarePlan.objects.create(case=case, goal=f"อยากมีแรง {NEIGHBOUR}", made_by=coordinator)
    _around(beside, case, NEIGHBOUR)
    _lists(beside, case, NEIGHBOUR)
    volunteer = make_duty(Role.VOLUNTEER, world.province, host.organisation)
    volunteer.user.display_name = f"อาสา{NEIGHBOUR}"
    volunteer.user.save()
    Volunteer.objects.create(host=host, duty=volunteer, invited_by=coordinator, skills=NEIGHBOUR)
    return coordinator


def _sealed(world: World, named: Duty, offer: CapacityOffer) -> None:
    """A sealed case: only the coordinator named on it may meet it, in the whole of the province."""
    person = make_person(world, f"น้อง{SEALED}", is_sealed=True)
    case = make_lead(
        world, person=person, host=world.host.organisation, is_sealed=True, sensitive="violence",
        existing_care=f"บ้านสีฟ้า {SEALED}", code=f"C{SEALED}"[:20],
    )  # fmt: skip
    case.state = "routed"
    case.save()
    case.named_duties.add(named)
    Lead.objects.create(
        case=case, receipt="XXSEALEDRCPT", who=f"เด็กหญิง {SEALED}", worry=f"ถูกทำร้าย {SEALED}",
        channel="phone", made_by=named,
    )  # fmt: skip
    need = make_need(world, case)
    type(need).objects.filter(pk=need.pk).update(own_words=f"ที่ปลอดภัย {SEALED}")
    _around(world, case, SEALED)
    Match.objects.create(
        province=world.province, need=need, case=case, offer=offer, state="offered",
        suggested_by=world.duty["secretary"], agreed_how=f"คุยแล้ว {SEALED}",
    )  # fmt: skip
    Transfer.objects.create(
        case=case, to_host=HostNetwork.objects.order_by("-pk").first().organisation, to_tambon=world.other_tambon,
        reason=f"ย้าย {SEALED}", asked_by=world.duty["secretary"],
    )  # fmt: skip


def _other(world: World) -> World:
    """A whole second province: every table a page reads has a row there with the word."""
    province, duty = world.other_province, dict(world.other)
    place = Place.objects.get(pk="140101")
    village = Place.objects.create(
        code="14010101", level="village", kind_th="หมู่บ้าน", name_th="หมู่ที่ 1", parent=place
    )
    committee, chair = make_committee(province, duty)
    type(committee).objects.filter(pk=committee.pk).update(name=f"คณะกรรมการ {OTHER}")
    resolution = make_resolution(committee, chair, duty["secretary"])
    type(resolution).objects.filter(pk=resolution.pk).update(title=f"มติ {OTHER}", text=OTHER)
    definition = make_definition_set(province, duty["secretary"], resolution)
    host = make_host(province, f"แม่ข่าย{OTHER}", place, duty["secretary"], resolution)
    duty["host_coordinator"] = make_duty(Role.HOST_COORDINATOR, province, host.organisation)
    duty["volunteer"] = make_duty(Role.VOLUNTEER, province, host.organisation)
    duty["giver"] = make_duty(
        Role.GIVER, province, make_organisation(province, f"ร้าน{OTHER}", "business", place)
    )
    for one in duty.values():
        one.user.display_name = f"คน{OTHER}"
        one.user.save()
    other = replace(
        world, province=province, tambon=place, villages=[village], duty=duty, committee=committee, chair=chair,
        resolution=resolution, definition_set=definition, host=host,
        group=TargetGroup.objects.get(definition_set=definition, code="elder_alone"),
    )  # fmt: skip
    _other_people(other)
    return other


def _other_people(other: World) -> None:
    by, organisation = other.duty["secretary"], other.host.organisation
    case = make_case(
        other, "waiting", person=make_person(other, f"ยาย{OTHER}"), existing_care=OTHER
    )
    need = make_need(other, case)
    type(need).objects.filter(pk=need.pk).update(own_words=OTHER)
    offer = make_offer(other)
    type(offer).objects.filter(pk=offer.pk).update(what=f"ซ่อม {OTHER}")
    Match.objects.create(
        province=other.province, need=need, case=case, offer=offer, suggested_by=by, state="offered"
    )
    CarePlan.objects.create(case=case, goal=OTHER, made_by=by)
    Transfer.objects.create(
        case=case, to_host=organisation, to_tambon=other.tambon, reason=OTHER, asked_by=by
    )
    _around(other, case, OTHER)
    _lists(other, case, OTHER)
    make_search(other, other.villages[0], "open")
    group = VolunteerGroup.objects.create(host=other.host, name=f"กลุ่ม{OTHER}", tambon=other.tambon)
    Volunteer.objects.create(
        host=other.host, duty=other.duty["volunteer"], invited_by=other.duty["host_coordinator"], group=group, skills=OTHER,
    )  # fmt: skip
    Fund.objects.create(province=other.province, name=f"กองทุน{OTHER}", kind_th="กองทุน", rules=OTHER)
    NetworkLink.objects.create(a=organisation, b=other.duty["giver"].organisation, kind="supports")
    Lead.objects.create(
        case=case, receipt="XXOTHERRCPT", who=OTHER, worry=OTHER, channel="phone", made_by=by
    )
    RegisterSnapshot.objects.create(
        province=other.province, edition=other.edition, as_of=timezone.now(), why=OTHER, needs_count=1, persons_count=1,
        capacity_count=1, content_sha256="0" * 64, folder="none", made_by=by,
    )  # fmt: skip
    IssuedPaper.objects.create(
        province=other.province, kind="P5", year_be=2569, number=1, subject=OTHER, issued_by=by
    )
