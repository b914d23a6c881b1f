"""A small working province for tests: two tambon of เมืองปทุมธานี, its offices, committee, definitions, a host."""

from dataclasses import dataclass
from datetime import date

from allauth.mfa.models import Authenticator
from django.utils import timezone

from kuea.core.access import needs_second_factor
from kuea.core.words import Role
from kuea.giving.models import (
    AreaAssignment,
    HostNetwork,
    OrganisationGroup,
    ProcessingAgreement,
    Volunteer,
)
from kuea.offices.models import (
    Committee,
    CommitteeMember,
    Duty,
    Edition,
    Organisation,
    Place,
    Province,
    Resolution,
    User,
)
from kuea.offices.sealing import seal_text
from kuea.people.models import DefinitionSet, TargetGroup

TOTP_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
"""What the app of everybody whose duty needs a second factor holds."""


@dataclass
class World:
    """`duty["secretary"]` and so on; `other` is a duty of the same roles in another province."""

    province: Province
    other_province: Province
    edition: Edition
    tambon: Place
    other_tambon: Place
    villages: list[Place]
    duty: dict[str, Duty]
    other: dict[str, Duty]
    committee: Committee
    chair: CommitteeMember
    resolution: Resolution
    definition_set: DefinitionSet
    group: TargetGroup
    host: HostNetwork
    volunteer: Volunteer


def make_place(code: str, level: str, name: str, parent: Place | None = None) -> Place:
    kinds = {"province": "จังหวัด", "amphoe": "อำเภอ", "tambon": "ตำบล", "village": "หมู่บ้าน"}
    return Place.objects.create(
        code=code, level=level, kind_th=kinds[level], name_th=name, parent=parent
    )


def tie_code_app(user: User) -> None:
    """The second factor without which a duty that sees sensitive matters opens no page."""
    Authenticator.objects.create(user=user, type="totp", data={"secret": seal_text(TOTP_SECRET)})


def make_duty(
    role: str, province: Province | None, organisation: Organisation | None = None
) -> Duty:
    count = User.objects.count()
    user = User.objects.create_user(
        f"{role}{count}", password="ทดสอบ-เกื้อ-๑๒๓๔", display_name=f"คนทดสอบ {count}"
    )
    if needs_second_factor(role):
        tie_code_app(user)
    return Duty.objects.create(user=user, role=role, province=province, organisation=organisation)


def make_organisation(province: Province, name: str, sector: str, place: Place) -> Organisation:
    return Organisation.objects.create(
        province=province,
        name=name,
        name_key=name.replace(" ", ""),
        sector=sector,
        leader_name="ผู้นำทดสอบ",
        is_own_host=True,
        address_place=place,
        volunteer_count=12,
        counted_on=timezone.localdate(),
        existing_since_be=2550,
    )


def make_committee(
    province: Province, duties: dict[str, Duty]
) -> tuple[Committee, CommitteeMember]:
    committee = Committee.objects.create(
        province=province, place=province.place, name=f"คณะกรรมการสังคมไม่ทอดทิ้งกัน {province}"
    )
    chair = CommitteeMember.objects.create(
        committee=committee, seat="chair", name="ประธาน", user=duties["chair"].user, sector="people"
    )
    CommitteeMember.objects.create(
        committee=committee,
        seat="secretary",
        name="เลขานุการ",
        user=duties["secretary"].user,
        sector="regional",
        is_provincial_office=True,
    )
    CommitteeMember.objects.create(
        committee=committee, seat="member", name="กรรมการท้องถิ่น", sector="local_government"
    )
    committee.order_number, committee.order_on, committee.order_signer = (
        "12/2569",
        date(2026, 9, 1),
        "ผู้ว่าราชการ",
    )
    for state in ("ordered", "active"):
        committee.state = state
        committee.save()
    return committee, chair


def make_resolution(
    committee: Committee, chair: CommitteeMember, by: Duty, item: int = 1
) -> Resolution:
    return Resolution.objects.create(
        committee=committee,
        meeting_number=1,
        year_be=2569,
        item_number=item,
        title="มติทดสอบ",
        text="เห็นชอบ",
        decided_on=date(2026, 9, 20),
        drafted_by=by,
        signed_by=chair,
        signed_at=timezone.now(),
    )


def make_definition_set(province: Province, by: Duty, resolution: Resolution) -> DefinitionSet:
    found = DefinitionSet.objects.create(
        province=province, edition=province.edition, version=1, written_by=by,
        consulted_sectors={"people": 9, "local_government": 3, "regional": 2},
    )  # fmt: skip
    for code, category, name in (
        ("elder_alone", "abandoned", "ผู้สูงอายุอยู่ลำพัง"),
        ("bedridden", "hardship", "ผู้ป่วยติดเตียง"),
        ("no_papers", "disadvantaged", "ผู้ไม่มีเอกสารแสดงตน"),
    ):
        TargetGroup.objects.create(
            definition_set=found, category=category, code=code, name=name,
            criteria=["ไม่มีคนดูแลประจำ", "ชุมชนเห็นว่าอยู่ลำบาก"],
        )  # fmt: skip
    found.state, found.comments_open_on, found.comments_close_on = (
        "comment",
        date(2026, 9, 10),
        date(2026, 9, 18),
    )
    found.save()
    found.state, found.resolution, found.adopted_at = "adopted", resolution, timezone.now()
    found.save()
    return found


def make_host(
    province: Province, name: str, place: Place, by: Duty, resolution: Resolution
) -> HostNetwork:
    """An active host that leads every group of `place`."""
    organisation = make_organisation(province, name, "people", place)
    for code in ("elder_alone", "bedridden", "no_papers"):
        OrganisationGroup.objects.create(organisation=organisation, group_code=code)
    organisation.is_on_map = True
    organisation.save()
    host = HostNetwork.objects.create(organisation=organisation, proposed_by=by)
    assignment = AreaAssignment.objects.create(host=host, place=place, proposed_by=by)
    for state in ("accepted", "current"):
        assignment.state, assignment.resolution, assignment.from_on = (
            state,
            resolution,
            date(2026, 9, 21),
        )
        assignment.save()
    host.contact_confirmed_on = host.agreement_signed_on = host.coordinator_trained_on = date(
        2026, 9, 21
    )
    ProcessingAgreement.objects.create(
        host=host, version="2569-1", signer_name="ผู้นำทดสอบ", signed_on=date(2026, 9, 21), recorded_by=by,
    )  # fmt: skip
    for state in ("checked", "endorsed", "active"):
        host.state, host.resolution = state, resolution
        host.save()
    return host


PROVINCE_ROLES = (
    Role.SECRETARY, Role.CHAIR, Role.MEMBER, Role.FACILITATOR, Role.RECORDER, Role.LOCAL_OFFICER, Role.SYSTEM,
)  # fmt: skip


def make_world() -> World:
    edition = Edition.objects.create(year_be=2569, title="ยุทธศาสตร์ทดสอบ", d_day=date(2026, 10, 1))
    places = [make_place("13", "province", "ปทุมธานี"), make_place("14", "province", "พระนครศรีอยุธยา")]
    amphoe = make_place("1301", "amphoe", "เมืองปทุมธานี", places[0])
    tambon = make_place("130101", "tambon", "บางปรอก", amphoe)
    other_tambon = make_place("130102", "tambon", "บ้านใหม่", amphoe)
    villages = [make_place(f"1301010{n}", "village", f"หมู่ที่ {n}", tambon) for n in (1, 2, 3)]
    make_place("13010201", "village", "หมู่ที่ 1", other_tambon)
    make_place(
        "140101", "tambon", "ประตูชัย", make_place("1401", "amphoe", "พระนครศรีอยุธยา", places[1])
    )
    provinces = [
        Province.objects.create(place=place, short_th=short, edition=edition)
        for place, short in zip(places, ("ปท", "อย"), strict=True)
    ]
    duties = [
        {role.value: make_duty(role, province) for role in PROVINCE_ROLES} for province in provinces
    ]
    duty, other = duties
    duty["ministry"], duty["administrator"] = (
        make_duty(Role.MINISTRY, None),
        make_duty(Role.ADMINISTRATOR, None),
    )
    committee, chair = make_committee(provinces[0], duty)
    resolution = make_resolution(committee, chair, duty["secretary"])
    definition_set = make_definition_set(provinces[0], duty["secretary"], resolution)
    host = make_host(provinces[0], "เครือข่ายอาสาบางปรอก", tambon, duty["secretary"], resolution)
    duty["host_coordinator"] = make_duty(Role.HOST_COORDINATOR, provinces[0], host.organisation)
    duty["volunteer"] = make_duty(Role.VOLUNTEER, provinces[0], host.organisation)
    duty["volunteer"].areas.add(villages[0])
    giver = make_organisation(provinces[0], "ร้านวัสดุก่อสร้างใจดี", "business", tambon)
    duty["giver"] = make_duty(Role.GIVER, provinces[0], giver)
    volunteer = Volunteer.objects.create(
        host=host, duty=duty["volunteer"], invited_by=duty["host_coordinator"]
    )
    volunteer.pledged_on = volunteer.trained_on = date(2026, 9, 25)
    for state in ("ready", "active"):
        volunteer.state = state
        volunteer.save()
    return World(
        province=provinces[0], other_province=provinces[1], edition=edition, tambon=tambon,
        other_tambon=other_tambon, villages=villages, duty=duty, other=other, committee=committee, chair=chair,
        resolution=resolution, definition_set=definition_set,
        group=definition_set.groups.get(code="elder_alone"), host=host, volunteer=volunteer,
    )  # fmt: skip
