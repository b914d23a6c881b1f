"""Rows and words for the pages of this room."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kuea.core.words import Role
from kuea.ledger.models import Event
from kuea.offices.labels import CAPACITY_FIELDS, COMMITTEE_MISSING, LIMITS, SEATS, SECTORS
from kuea.offices.models import Committee, CommitteeMember, Duty, Organisation, Place, Resolution
from kuea.offices.queries import missing_of, names_of_duties
from kuea.web.thai_format import format_date, format_moment, format_number

_COMMITTEE = (
    "offices:committees",
    gettext_lazy("คณะกรรมการ"),
    gettext_lazy("รายชื่อ คำสั่งแต่งตั้ง และมติ"),
)
_SIGN = (
    "offices:sign_queue",
    gettext_lazy("มติที่รอลงนาม"),
    gettext_lazy("อ่านให้ครบแล้วลงนามในฐานะภาคประชาชน"),
)
_ORGANISATIONS = (
    "offices:organisations", gettext_lazy("สมุดรายชื่อองค์กร"), gettext_lazy("ใครทำอะไรอยู่แล้วในจังหวัด ค้นก่อนเพิ่มเสมอ"),
)  # fmt: skip
_CALENDAR = (
    "steering:milestones",
    gettext_lazy("ปฏิทินยุทธศาสตร์"),
    gettext_lazy("วันสำคัญที่นับจากวันเริ่มต้น"),
)
_STORIES = (
    "steering:stories",
    gettext_lazy("เรื่องเล่าดี ๆ"),
    gettext_lazy("สิ่งที่ช่วยได้ เล่าด้วยความยินยอม ให้ผู้อื่นเรียนรู้"),
)
_LIMITS = (
    "offices:limits",
    gettext_lazy("กำหนดเวลาของจังหวัด"),
    gettext_lazy("จำนวนวันและจำนวนคนที่จังหวัดตั้งเอง"),
)
_ACCOUNTS = ("offices:accounts", gettext_lazy("บัญชีและหน้าที่"), gettext_lazy("ใครทำหน้าที่อะไร"))
_DUTIES = ("offices:duties", gettext_lazy("หน้าที่ของท่าน"), gettext_lazy("เปลี่ยนหน้าที่ หรือเปลี่ยนรหัสผ่าน"))
_PLACES = (
    "offices:find_place",
    gettext_lazy("ถามหาสถานที่"),
    gettext_lazy("ที่อยู่ที่เขียนมาคือหมู่บ้านหรือตำบลใด"),
)
_PROVINCES = (
    "offices:provinces",
    gettext_lazy("จังหวัดและปียุทธศาสตร์"),
    gettext_lazy("เปิดปียุทธศาสตร์ และเปิดจังหวัดที่จะทำงานในระบบนี้"),
)
_VILLAGES = (
    "offices:villages",
    gettext_lazy("หมู่บ้านของแต่ละตำบล"),
    gettext_lazy("รู้จักครบทุกหมู่หรือยัง และตั้งหมู่ตามจำนวนเมื่อไม่มีบัญชี"),
)
_OF_ROLE = {
    Role.SECRETARY: (
        _COMMITTEE, _ORGANISATIONS, _VILLAGES, _CALENDAR, _STORIES, _LIMITS, _ACCOUNTS, _PLACES, _DUTIES,
    ),
    Role.CHAIR: (_SIGN, _COMMITTEE, _CALENDAR, _STORIES, _LIMITS, _ORGANISATIONS, _DUTIES),
    Role.MEMBER: (_COMMITTEE, _CALENDAR, _STORIES, _LIMITS, _ORGANISATIONS, _DUTIES),
    Role.HOST_COORDINATOR: (_ORGANISATIONS, _CALENDAR, _STORIES, _LIMITS, _PLACES, _DUTIES),
    Role.FACILITATOR: (_CALENDAR, _STORIES, _LIMITS, _DUTIES),
    Role.RECORDER: (_CALENDAR, _STORIES, _LIMITS, _DUTIES),
    Role.LOCAL_OFFICER: (_ORGANISATIONS, _CALENDAR, _STORIES, _LIMITS, _PLACES, _DUTIES),
    Role.ADMINISTRATOR: (_PROVINCES, _ACCOUNTS, _CALENDAR, _STORIES, _DUTIES),
}  # fmt: skip


def office_links(duty: Duty) -> list[tuple[str, str, str]]:
    """Label, address and one line about each page this duty works with."""
    rows = []
    for name, label, about in _OF_ROLE.get(Role(duty.role), (_CALENDAR, _STORIES, _DUTIES)):
        try:
            rows.append((str(label), reverse(name), str(about)))
        except NoReverseMatch:
            continue
    return rows


def limit_changes(events: Iterable[Event]) -> list[dict[str, object]]:
    """Each change of the province's limits as a line of a timeline."""
    events = list(events)
    names = names_of_duties({event.duty_id for event in events})
    return [
        {
            "title": " · ".join(
                _("%(limit)s จาก %(before)s เป็น %(after)s")
                % {"limit": LIMITS[name][0], "before": before, "after": after}
                for name, (before, after) in event.data.items()
                if name in LIMITS
            ),
            "at": event.at,
            "by": names.get(event.duty_id, ""),
            "state": "done",
        }
        for event in events
    ]


@dataclass(frozen=True)
class SeatRow:
    """One line of a committee's list."""

    pk: int
    seat: str
    name: str
    sector: str
    note: str
    left_on: date | None


def seat_rows(members: Iterable[CommitteeMember]) -> list[SeatRow]:
    return [
        SeatRow(
            member.pk,
            str(SEATS[member.seat]),
            member.name,
            str(SECTORS[member.sector]),
            _("พมจ.") if member.is_provincial_office else "",
            member.left_on,
        )
        for member in members
    ]


def missing_words(committee: Committee) -> list[str]:
    """What still has to be there before the committee works."""
    return [str(COMMITTEE_MISSING[code]) for code in missing_of(committee)]


def committee_facts(committee: Committee) -> list[tuple[str, str]]:
    place = committee.place
    kind = _("จังหวัด") if place.level == Place.Level.PROVINCE else place.kind_th
    order = ""
    if committee.order_number:
        order = _("เลขที่ %(number)s ลงวันที่ %(on)s ลงนามโดย %(signer)s") % {
            "number": committee.order_number,
            "on": format_date(committee.order_on),
            "signer": committee.order_signer,
        }
    term = ""
    if committee.term_from or committee.term_to:
        term = f"{format_date(committee.term_from)} – {format_date(committee.term_to)}"
    return [
        (_("พื้นที่"), f"{kind}{place.name_th}"),
        (_("คำสั่งแต่งตั้ง"), order),
        (_("องค์ประชุม"), _("%(count)d คน") % {"count": committee.quorum}),
        (_("วาระ"), term),
    ]


def resolution_facts(resolution: Resolution) -> list[tuple[str, str]]:
    signed = ""
    if resolution.signed_by:
        signed = f"{resolution.signed_by.name} ({SEATS[resolution.signed_by.seat]})"
    return [
        (_("มติ"), _("ครั้งที่ %(number)s") % {"number": resolution.number}),
        (_("คณะกรรมการ"), resolution.committee.name),
        (_("วันประชุม"), format_date(resolution.decided_on)),
        (_("ผู้ร่าง"), str(resolution.drafted_by.user)),
        (_("ผู้ลงนาม"), signed),
        (_("ลงนามเมื่อ"), format_moment(resolution.signed_at) if resolution.signed_at else ""),
    ]


def capacity_words(missing: Iterable[str]) -> list[str]:
    """The capacity fields still empty, in words."""
    return [str(CAPACITY_FIELDS[name]) for name in missing]


def organisation_facts(organisation: Organisation) -> list[tuple[str, str]]:
    """The card: who it is, what it does already, then the four capacity fields."""
    place = organisation.address_place
    address = [organisation.address_text]
    if place:
        address += [f"{place.kind_th}{place.name_th}", place.parent.name_th if place.parent else ""]
    host = _("เป็นแม่ข่ายด้วยตนเอง") if organisation.is_own_host else ""
    count = ""
    if organisation.volunteer_count is not None:
        count = _("%(count)s คน นับเมื่อ %(on)s") % {
            "count": format_number(organisation.volunteer_count),
            "on": format_date(organisation.counted_on),
        }
    since = organisation.existing_since_be
    return [
        (_("ภาคส่วน"), str(SECTORS[organisation.sector])),
        (_("ประเภท"), organisation.kind_th),
        (_("มีมาตั้งแต่"), _("พ.ศ. %(year)d") % {"year": since} if since else ""),
        (_("ทำอะไรอยู่แล้ว"), organisation.does_already),
        (str(CAPACITY_FIELDS["leader_name"]), organisation.leader_name),
        (_("โทรศัพท์"), organisation.telephone),
        (str(CAPACITY_FIELDS["host"]), organisation.host.name if organisation.host else host),
        (str(CAPACITY_FIELDS["address_place"]), " ".join(part for part in address if part)),
        (str(CAPACITY_FIELDS["volunteer_count"]), count),
    ]


_BROWSERS = (("Edg/", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser", "Samsung"), ("Firefox", "Firefox"),
             ("Chrome", "Chrome"), ("Safari", "Safari"))  # fmt: skip
_DEVICES = (("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"),
            ("Macintosh", "Mac"), ("Linux", "Linux"))  # fmt: skip


def describe_browser(user_agent: str) -> str:
    """«Chrome · Android»: enough to know one's own devices again."""
    found = [
        next((name for sign, name in table if sign in user_agent), "")
        for table in (_BROWSERS, _DEVICES)
    ]
    return " · ".join(filter(None, found)) or str(_("เครื่องที่ไม่รู้จัก"))
