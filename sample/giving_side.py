"""Steps 1 and 4b of the sample: host networks, their areas and volunteers, givers, offers, funds."""

from dataclasses import dataclass, field

from kuea.core.words import Role
from kuea.giving import actions as giving
from kuea.giving.models import HostNetwork, Volunteer
from kuea.offices import actions as offices
from kuea.offices.models import Duty, Organisation, Place
from kuea.offices.ports import gather_changes
from sample.founding import Office

HOSTS = (
    ("1301", "เครือข่ายจิตอาสาเมืองปทุม", "people", "ลุงเสงี่ยม อาสาดี"),
    ("1302", "สภาองค์กรชุมชนคลองหลวง", "people", "ป้าละออ รวมใจ"),
    ("1303", "เครือข่ายผู้สูงอายุธัญบุรี", "people", "ครูสมใจ เกษียณสุข"),
    ("1304", "กลุ่มอาสาสมัครหนองเสือ", "people", "พี่แดง ไร่ส้ม"),
    ("1305", "เครือข่ายวัดและชุมชนลาดหลุมแก้ว", "civil_society", "พระครูเกื้อกูล (ตัวอย่าง)"),
    ("1306", "ศูนย์ประสานอาสาลำลูกกา", "people", "น้าเพ็ญ ลำลูกกา"),
    ("1307", "เครือข่ายมอญสามโคกร่วมใจ", "people", "ลุงมะลิ สามโคก"),
)
GIVERS = (
    ("ร้านวัสดุก่อสร้างใจดี (ตัวอย่าง)", "business", "1301", "house_repair", "ซ่อมหลังคา ห้องน้ำ ทางลาด", 30),
    ("มูลนิธิปิ่นโตอุ่นใจ (ตัวอย่าง)", "public_benefit", "1306", "food", "ปิ่นโตสัปดาห์ละสองมื้อ", 60),
    ("ชมรมกายอุปกรณ์ปทุม (ตัวอย่าง)", "civil_society", "1303", "equipment", "รถเข็น ไม้เท้า เตียงปรับ", 40),
    ("กลุ่มออมทรัพย์คลองหลวง (ตัวอย่าง)", "people", "1302", "money", "เงินยืมไม่มีดอกเบี้ยและเงินให้เปล่า", 25),
)
PAUSED, WITHOUT_HOST = "1304", ("130207", "130306", "130605")


@dataclass
class Givers:
    """Who can be asked, by amphoe."""

    hosts: dict[str, HostNetwork] = field(default_factory=dict)
    coordinators: dict[str, Duty] = field(default_factory=dict)
    volunteers: dict[str, list[Volunteer]] = field(default_factory=dict)
    giver_duties: dict[int, Duty] = field(default_factory=dict)


def gather_givers(office: Office) -> Givers:
    """Every host from proposed to active, its areas by one resolution, its volunteers, and the givers."""
    found = Givers()
    codes = [group.code for group in office.definition_set.groups.all()]
    with office.clock.on(60), gather_changes():
        endorsed = office.resolve("รับรองแม่ข่าย", "รับรองแม่ข่ายทั้งเจ็ดอำเภอ")
        divided = office.resolve("แบ่งพื้นที่ดูแล", "แบ่งพื้นที่ให้แม่ข่ายดูแลทุกกลุ่มเป้าหมาย รายตำบล")
        for amphoe, name, sector, leader in HOSTS:
            organisation = _organisation(office, name, sector, leader, amphoe)
            giving.declare_groups(
                by=office.duty["secretary"], organisation=organisation, group_codes=codes
            )
            _activate(office, found, amphoe, organisation, endorsed, divided)
    with office.clock.on(56), gather_changes():
        for number, (name, sector, amphoe, kind, what, quantity) in enumerate(GIVERS):
            _giver(office, found, number, name, sector, amphoe, kind, what, quantity, codes)
        _funds(office)
    return found


def _organisation(office: Office, name: str, sector: str, leader: str, amphoe: str) -> Organisation:
    tambon = Place.objects.filter(parent_id=amphoe, level="tambon").order_by("code").first()
    return offices.add_organisation(
        by=office.duty["secretary"], name=name, sector=sector, kind_th="เครือข่าย", leader_name=leader, is_own_host=True,
        address_place=tambon, address_text="ที่ทำการเครือข่าย (ตัวอย่าง)", volunteer_count=24, counted_on=office.clock.day(60),
        existing_since_be=2555, does_already="เยี่ยมเพื่อนบ้านและแบ่งปันอาหาร",
    )  # fmt: skip


def _activate(office, found, amphoe, organisation, endorsed, divided) -> None:
    secretary, day = office.duty["secretary"], office.clock.day(60)
    host = giving.propose_host(by=secretary, organisation=organisation, reason="เสนอในเวทีจังหวัด")
    shown = "ผู้ประสานแม่ข่าย" if amphoe == "1301" else ""
    coordinator = office.account(
        secretary,
        Role.HOST_COORDINATOR,
        f"host{amphoe}",
        organisation.leader_name,
        shown=shown,
        organisation=organisation,
    )
    tambon = Place.objects.filter(parent_id=amphoe, level="tambon", valid_to=None).exclude(
        code__in=WITHOUT_HOST
    )
    assignments = [
        giving.accept_assignment(
            by=coordinator,
            assignment=giving.propose_assignment(by=secretary, host=host, place=place),
        )
        for place in tambon.order_by("code")
    ]
    giving.check_host(
        by=secretary, host=host, contact_confirmed_on=day, contact_confirmed_how="ไปพบที่ทำการเครือข่าย"
    )
    giving.endorse_host(by=secretary, host=host, resolution=endorsed)
    giving.sign_agreement(by=coordinator, host=host, signed_on=day)
    giving.train_coordinator(
        by=secretary, host=host, data_protection_on=day, dignity_on=day, safeguarding_on=day
    )
    found.hosts[amphoe] = giving.activate_host(by=coordinator, host=host)
    giving.confirm_assignments(by=secretary, assignments=assignments, resolution=divided)
    found.coordinators[amphoe] = coordinator
    found.volunteers[amphoe] = [
        _volunteer(office, coordinator, amphoe, number) for number in (1, 2)
    ]
    first = tambon.order_by("code").first()
    giving.add_volunteer_group(
        by=coordinator, name=f"กลุ่มอาสาเยี่ยมบ้าน {first.name_th}", tambon=first, leader_name=organisation.leader_name,
        safeguarding_checked_on=day, last_active_on=office.clock.day(3),
    )  # fmt: skip


def _volunteer(office: Office, coordinator: Duty, amphoe: str, number: int) -> Volunteer:
    tambon = Place.objects.filter(parent_id=amphoe, level="tambon", valid_to=None).exclude(
        code__in=WITHOUT_HOST
    )
    names = ("น้องมะปราง", "พี่สมบัติ", "ป้าจำปา", "ลุงชื่น", "ครูเล็ก", "หมออนามัยต้น", "น้าอ้อย")
    username = f"volunteer{amphoe}{number}"
    invited = giving.invite_volunteer(
        by=coordinator, display_name=f"{names[int(amphoe) % 7]} {number} (อาสาสมัคร)", username=username,
        areas=list(tambon.order_by("code")), skills="เยี่ยมบ้าน วัดความดัน พูดคุย",
    )  # fmt: skip
    is_shown = amphoe == "1301" and number == 1
    office.enter(invited.duty, invited.paper_code, shown="อาสาสมัคร" if is_shown else "")
    day = office.clock.day(60)
    pledged = giving.pledge_volunteer(
        by=coordinator, volunteer=invited, pledged_on=day, trained_on=day
    )
    return giving.start_volunteer(by=coordinator, volunteer=pledged)


def _giver(office, found, number, name, sector, amphoe, kind, what, quantity, codes) -> None:
    secretary = office.duty["secretary"]
    organisation = _organisation(office, name, sector, f"ผู้ดูแล {name}", amphoe)
    giving.declare_groups(by=secretary, organisation=organisation, group_codes=codes)
    duty = office.account(
        secretary,
        Role.GIVER,
        f"giver{number + 1}",
        name,
        shown="" if number else "ผู้ให้",
        organisation=organisation,
    )
    giving.make_offer(
        by=duty, organisation=organisation, kind=kind, what=what, quantity=quantity,
        places=list(Place.objects.filter(level="amphoe", parent_id=office.province.code)), groups=(),
    )  # fmt: skip
    found.giver_duties[organisation.pk] = duty


def _funds(office: Office) -> None:
    secretary = office.duty["secretary"]
    for amphoe, name in (("1301", "เมืองปทุมธานี"), ("1302", "คลองหลวง"), ("1307", "สามโคก")):
        tambon = list(Place.objects.filter(parent_id=amphoe, level="tambon", valid_to=None))
        giving.add_fund(
            by=secretary, name=f"กองทุนสวัสดิการชุมชน {name} (ตัวอย่าง)", kind_th="กองทุนสวัสดิการชุมชน", places=tambon,
            rules="สมาชิกออมวันละบาท ช่วยตามเหตุ", existing_since_be=2553,
        )  # fmt: skip
