"""Step 0 of the sample: accounts, the committee with its civic chair, definitions adopted after a comment window."""

from dataclasses import dataclass, field
from datetime import date

from allauth.mfa.totp.internal.auth import generate_totp_secret

from kuea.core.access import needs_second_factor
from kuea.core.limits import add_months
from kuea.core.words import Role
from kuea.offices import actions as offices
from kuea.offices.models import Committee, Duty, Place, Province, Resolution
from kuea.offices.ports import gather_changes
from kuea.offices.sample_codes import code_now
from kuea.people import actions as people
from kuea.people.models import DefinitionSet
from kuea.project.beginning import make_password
from sample.clock import Clock

PROVINCE = "13"
OFFICERS = (
    (Role.MEMBER, "member", "สมชาย เกื้อชุมชน (กรรมการ)"),
    (Role.FACILITATOR, "facilitator", "อาจารย์บุญมา ใจเย็น (วิทยากรเวที)"),
    (Role.RECORDER, "recorder", "ลำดวน จดดี (ผู้บันทึกเวที)"),
    (Role.LOCAL_OFFICER, "local", "วิไล เทศบาล (อปท.)"),
)
GROUPS = (
    ("abandoned", "elder_alone", "ผู้สูงอายุอยู่ลำพัง", ("อายุ ๖๐ ปีขึ้นไปและอยู่คนเดียวหรืออยู่กับผู้ที่ดูแลไม่ได้", "ไม่มีคนดูแลประจำ", "ชุมชนเห็นว่าอยู่ลำบาก")),
    ("hardship", "bedridden", "ผู้ป่วยติดเตียงและผู้ดูแล", ("ลุกจากเตียงเองไม่ได้", "ผู้ดูแลหมดแรงหรือไม่มีผู้ดูแล")),
    ("abandoned", "child_alone", "เด็กที่ขาดผู้ดูแล", ("พ่อแม่ไม่ได้อยู่ด้วยและผู้ปกครองดูแลไม่ไหว", "ไม่ได้เรียนต่อเนื่อง")),
    ("disadvantaged", "no_papers", "ผู้ไม่มีเอกสารแสดงตน", ("ไม่มีเลขประจำตัวหรือไม่มีชื่อในทะเบียนบ้าน", "เข้าไม่ถึงบริการเพราะไม่มีเอกสาร")),
    ("disadvantaged", "disabled_alone", "คนพิการที่ยังไม่มีใครช่วย", ("ทำกิจวัตรเองไม่ได้บางส่วน", "ไม่มีอุปกรณ์หรือคนช่วย")),
    ("affected", "disaster", "ผู้รับผลกระทบจากภัย", ("บ้านหรือที่ทำกินเสียหาย", "ยังกลับสู่ชีวิตปกติไม่ได้")),
)  # fmt: skip


@dataclass
class Office:
    """The sample's people of the office, and the first passwords that `up` prints."""

    clock: Clock
    province: Province
    duty: dict[str, Duty] = field(default_factory=dict)
    logins: list[tuple[str, str, str, str]] = field(
        default_factory=list
    )  # duty in Thai, user name, password, secret of the code app
    committee: Committee | None = None
    definition_set: DefinitionSet | None = None
    resolutions: int = 0

    def account(
        self, by: Duty, role: Role, username: str, name: str, *, shown: str = "", **where: object
    ) -> Duty:
        """A new account with one duty; `shown` puts it on the printed list of logins."""
        user = offices.add_user(by=by, username=username, display_name=name)
        duty = offices.appoint(by=by, user=user, role=role, province=self.province, **where)  # type: ignore[arg-type]
        self.enter(duty, offices.issue_access_code(by=by, user=user), shown=shown)
        return duty

    def enter(self, duty: Duty, code: str, *, shown: str) -> None:
        """What the person does with the paper code: a password, and the code app where the duty needs one."""
        password, secret = make_password(), ""
        user = offices.use_access_code(code=code, password=password)
        if needs_second_factor(duty.role):
            secret = generate_totp_secret()
            offices.add_code_app(user=user, secret=secret, code=code_now(secret))
        if shown:
            self.logins.append((shown, user.username, password, secret))

    def resolve(self, title: str, text: str) -> Resolution:
        """A resolution drafted by the secretary and signed by the civic chair."""
        self.resolutions += 1
        drafted = offices.draft_resolution(
            by=self.duty["secretary"], committee=self.committee, meeting_number=1, item_number=self.resolutions,
            title=title, text=text, decided_on=self.clock.day(62),
        )  # fmt: skip
        return offices.sign_resolution(by=self.duty["chair"], resolution=drafted)


def found(clock: Clock) -> Office:
    """Edition, province, accounts, committee and adopted definitions of the sample."""
    offices.load_editions()
    with clock.on(80):
        d_day = add_months(clock.today.replace(day=5), -2)
        administrator = offices.install_administrator(username="admin", display_name="ผู้ดูแลระบบ")
        edition = offices.open_edition(
            by=administrator, year_be=clock.today.year + 543, d_day=d_day, results_day=None,
            title=f"สังคมไม่ทอดทิ้งกัน {clock.today.year + 543} (ตัวอย่างเพื่อการฝึก)",
        )  # fmt: skip
        province = offices.open_province(
            by=administrator, place_code=PROVINCE, edition=edition, short_th="ปท"
        )
        office = Office(clock, province)
        office.duty["administrator"] = administrator
        _appoint(office, administrator)
        # This province gives a gap the three months of searching and mapping (R13), not the usual thirty days.
        office.province = offices.change_limits(
            by=office.duty["secretary"], province=province, limits={"gap_days": 90}
        )
        offices.load_village_counts()
        office.enter(administrator, offices.issue_first_code(duty=administrator), shown="ผู้ดูแลระบบ")
        _seat_committee(office, d_day)
    _adopt_definitions(office)
    return office


def _appoint(office: Office, administrator: Duty) -> None:
    duty = office.duty
    duty["secretary"] = office.account(
        administrator, Role.SECRETARY, "secretary", "ประภา ใฝ่ธรรม (พมจ.)", shown="เลขานุการ (พมจ.)"
    )
    duty["chair"] = office.account(
        administrator,
        Role.CHAIR,
        "chair",
        "ลุงทองดี รักถิ่น (ประธานภาคประชาชน)",
        shown="ประธานภาคประชาชน",
    )
    duty["ministry"] = office.account(
        administrator, Role.MINISTRY, "ministry", "นักวิเคราะห์ พม.", shown="นักวิเคราะห์กระทรวง"
    )
    words = {
        "member": "กรรมการ",
        "facilitator": "วิทยากรเวที",
        "recorder": "ผู้บันทึกเวที",
        "local": "เจ้าหน้าที่ อปท.",
    }
    for role, username, name in OFFICERS:
        duty[role.value] = office.account(
            duty["secretary"], role, username, name, shown=words[username]
        )


def _seat_committee(office: Office, d_day: date) -> None:
    duty, clock = office.duty, office.clock
    committee = offices.propose_committee(
        by=duty["secretary"],
        place=office.province.place,
        name="คณะกรรมการสังคมไม่ทอดทิ้งกันจังหวัดปทุมธานี (ตัวอย่าง)",
    )
    committee = offices.order_committee(
        by=duty["secretary"], committee=committee, number=f"99/{clock.today.year + 543}",
        on=clock.day(80), signer="ผู้ว่าราชการจังหวัด (ตัวอย่าง)",
    )  # fmt: skip
    seats = (
        ("chair", str(duty["chair"].user), "people", duty["chair"].user, False),
        ("vice_chair", "ป้าสำเนียง ชุมชนเข้ม", "people", None, False),
        ("secretary", str(duty["secretary"].user), "regional", duty["secretary"].user, True),
        ("member", str(duty["member"].user), "civil_society", duty["member"].user, False),
        ("member", "นายกสมาคม อบต. (ตัวอย่าง)", "local_government", None, False),
        ("member", "สาธารณสุขจังหวัด (ตัวอย่าง)", "regional", None, False),
        ("member", "หอการค้า (ตัวอย่าง)", "business", None, False),
    )
    for seat, name, sector, user, is_office in seats:
        offices.seat_member(
            by=duty["secretary"], committee=committee, seat=seat, name=name, sector=sector, user=user,
            is_provincial_office=is_office,
        )  # fmt: skip
    office.committee = offices.activate_committee(by=duty["secretary"], committee=committee)


def seat_tambon_committees(office: Office, levels: dict[str, str]) -> None:
    """Tambon that came far have a committee at work (ก.5), some have an order, some a proposal, most none yet."""
    came_far = sorted(code for code, level in levels.items() if level in {"covered", "mapped"})
    with office.clock.on(58), gather_changes():
        for number, code in enumerate(came_far[:9]):
            _seat_tambon_committee(office, Place.objects.get(pk=code), number)


def _seat_tambon_committee(office: Office, tambon: Place, number: int) -> None:
    secretary, name = office.duty["secretary"], tambon.name_th
    committee = offices.propose_committee(
        by=secretary, place=tambon, name=f"คณะกรรมการตำบล{name} (ตัวอย่าง)"
    )
    if number >= 7:
        return  # still a proposal
    committee = offices.order_committee(
        by=secretary, committee=committee, number=f"{120 + number}/{office.clock.today.year + 543}",
        on=office.clock.day(58), signer="นายอำเภอ (ตัวอย่าง)",
    )  # fmt: skip
    if number >= 5:
        return  # ordered, its seats not yet filled
    for seat, who, sector, is_office in (
        ("chair", f"ผู้เฒ่าตำบล{name}", "people", False),
        ("secretary", f"เจ้าหน้าที่ พมจ. ประจำตำบล{name}", "regional", True),
        ("member", f"ผู้แทน อสม. {name}", "people", False),
        ("member", f"ปลัด อปท. {name}", "local_government", False),
        ("member", f"ผู้แทนวัดและโรงเรียน {name}", "civil_society", False),
    ):
        offices.seat_member(
            by=secretary, committee=committee, seat=seat, name=who, sector=sector,
            is_provincial_office=is_office,
        )  # fmt: skip
    offices.activate_committee(by=secretary, committee=committee)


def _adopt_definitions(office: Office) -> None:
    duty, clock = office.duty, office.clock
    with clock.on(75) as day:
        drafted = people.draft_definition_set(
            by=duty["secretary"], why="ร่างจากเวทีร่วมกันของจังหวัด", consulted_on=day, consulted_place="ศาลากลางจังหวัด",
            consulted_sectors={"people": 21, "local_government": 8, "regional": 5, "civil_society": 4},
        )  # fmt: skip
        for category, code, name, criteria in GROUPS:
            people.add_group(
                by=duty["secretary"], definition_set=drafted, category=category, name=name, criteria=criteria, code=code,
                finding_method="ถามอาสาสมัคร เพื่อนบ้าน และรายชื่อที่มีอยู่", reaching_method="อาสาสมัครที่เขาคุ้นเคยไปหา",
            )  # fmt: skip
        drafted = people.open_comments(by=duty["secretary"], definition_set=drafted)
    with clock.on(72):
        made = people.comment(
            by=duty["local_officer"],
            definition_set=drafted,
            sector="local_government",
            text="ควรนับผู้ดูแลที่หมดแรงด้วย",
        )
    with clock.on(62):
        drafted = people.answer_comments(
            by=duty["secretary"],
            definition_set=drafted,
            answers={made.pk: "รวมไว้ในกลุ่มผู้ป่วยติดเตียงและผู้ดูแลแล้ว"},
            answer="ขอบคุณทุกความเห็น",
        )
        resolution = office.resolve("รับรองนิยามกลุ่มเป้าหมาย", "เห็นชอบนิยามกลุ่มเป้าหมายของจังหวัด ฉบับที่ ๑")
        office.definition_set = people.adopt_definition_set(
            by=duty["secretary"], definition_set=drafted, resolution=resolution
        )
