"""Hosts, areas and offers in words and rows."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from kuea.giving import labels
from kuea.giving.models import AreaAssignment, CapacityOffer, HostNetwork, Volunteer
from kuea.giving.queries import HostFacts, stale_before
from kuea.ledger.models import Event
from kuea.offices.labels import ROLES
from kuea.offices.models import Duty, Organisation, Place
from kuea.people.labels import help_kind_label
from kuea.web.thai_format import format_date, format_number


@dataclass(frozen=True)
class Item:
    """A line of a checklist."""

    words: Any
    done: bool


NEXT_STEP = {
    "proposed": 1,
    "checked": 2,
    "endorsed": 3,
    "active": 5,
    "paused": 4,
}


def host_steps() -> tuple[str, ...]:
    return (_("เสนอและตรวจข้อมูล"), _("กรรมการรับรอง"), _("ข้อตกลงและอบรม"), _("ทำงาน"))


def checklist(host: HostNetwork, facts: HostFacts) -> list[Item]:
    """What the next step asks for."""
    if host.state == "proposed":
        return [
            Item(_("ผู้นำขององค์กร"), facts.leader),
            Item(_("เป็นแม่ข่ายเอง หรือสังกัดแม่ข่ายใด"), facts.own_host),
            Item(_("ที่อยู่"), facts.address),
            Item(_("จำนวนอาสาสมัครและวันที่นับ"), facts.volunteers),
            Item(_("มีองค์กรมาตั้งแต่ปีใด"), facts.existing_since),
            Item(_("กลุ่มเป้าหมายที่ดูแล"), facts.groups),
            Item(_("พื้นที่ที่เสนอรับ"), facts.areas_proposed),
            Item(_("ยืนยันการติดต่อแล้ว"), facts.contact),
        ]
    if host.state == "checked":
        return [Item(_("มติกรรมการที่ประธานภาคประชาชนลงนาม"), facts.resolution)]
    if host.state == "endorsed":
        return [
            Item(_("ลงนามข้อตกลงดูแลข้อมูล"), facts.agreement),
            Item(_("อบรมการดูแลข้อมูลส่วนบุคคล"), host.trained_data_protection_on is not None),
            Item(_("อบรมการดูแลศักดิ์ศรี"), host.trained_dignity_on is not None),
            Item(_("อบรมการคุ้มครองความปลอดภัย"), host.trained_safeguarding_on is not None),
            Item(_("ตอบรับพื้นที่อย่างน้อยหนึ่งแห่ง"), facts.area_accepted),
        ]
    return []


def agreement_rows(host: HostNetwork) -> list[tuple[str, str]]:
    """Each agreement with who signed and until when, the newest first."""
    rows = []
    for agreement in host.agreements.order_by("-signed_on", "-pk"):
        end = agreement.ended_on or agreement.ends_on
        until = _("ถึง %(day)s") % {"day": format_date(end)} if end else _("ใช้อยู่")
        term = _("ข้อตกลงดูแลข้อมูล ฉบับ %(version)s") % {"version": agreement.version}
        signed = f"{agreement.signer_name} · {format_date(agreement.signed_on)} · {until}"
        rows.append((term, signed))
    return rows


def next_words(host: HostNetwork, items: list[Item]) -> str:
    """One sentence: what is missing before the next step, or who acts now."""
    missing = sum(not item.done for item in items)
    if missing:
        return _("ยังขาด %(count)d ข้อก่อนไปขั้นต่อไป") % {"count": missing}
    return {
        "proposed": _("ครบแล้ว รอเลขานุการจังหวัดตรวจ"),
        "checked": _("รอมติกรรมการ"),
        "endorsed": _("ครบแล้ว ผู้ประสานกดเริ่มทำงานได้"),
        "active": _("กำลังทำงานในพื้นที่"),
        "paused": _("พักอยู่ พื้นที่ของแม่ข่ายนี้นับเป็นช่องว่าง"),
        "ended": _("สิ้นสุดการเป็นแม่ข่ายแล้ว"),
        "declined": _("กรรมการยังไม่รับในครั้งนี้"),
    }[host.state]


def organisation_facts(organisation: Organisation) -> list[tuple[str, Any]]:
    """The four capacity fields and what goes with them (R53)."""
    place = organisation.address_place
    count = _("%(count)s คน (นับเมื่อ %(day)s)") % {
        "count": format_number(organisation.volunteer_count),
        "day": format_date(organisation.counted_on),
    }
    host = _("เป็นแม่ข่ายเอง") if organisation.is_own_host else organisation.host
    return [
        (_("ผู้นำ"), organisation.leader_name),
        (_("แม่ข่าย"), host or ""),
        (_("ที่อยู่"), " ".join(filter(None, (organisation.address_text, place and place.name_th)))),
        (_("อาสาสมัครในองค์กร"), count if organisation.volunteer_count is not None else ""),
        (_("มีมาตั้งแต่ พ.ศ."), organisation.existing_since_be),
        (_("ทำอะไรอยู่แล้ว"), organisation.does_already),
    ]


def host_timeline(host: HostNetwork) -> list[dict[str, Any]]:
    """What happened to this host, newest first; people by their duty, not their name."""
    events = list(
        Event.objects.filter(subject="giving.hostnetwork", subject_id=str(host.pk)).order_by("-pk")
    )
    roles = dict(
        Duty.objects.filter(pk__in={event.duty_id for event in events}).values_list("pk", "role")
    )
    return [
        {
            "title": labels.EVENT.get(event.verb, event.verb),
            "at": event.at,
            "by": ROLES.get(roles.get(event.duty_id, ""), ""),
        }
        for event in events
    ]


@dataclass(frozen=True)
class AreaRow:
    """An assignment as a line of a list."""

    assignment: AreaAssignment
    place: str
    group: Any
    role: str
    state: Any
    since: date | datetime | None


def area_rows(assignments: Iterable[AreaAssignment], group_names: dict[str, str]) -> list[AreaRow]:
    return [
        AreaRow(
            assignment=row,
            place=describe_place(row.place),
            group=group_names.get(row.group_code, row.group_code) or labels.EVERY_GROUP,
            role=_("แม่ข่ายหลัก") if row.is_lead else _("แม่ข่ายสนับสนุน"),
            state=labels.assignment_state_label(row.state),
            since=row.from_on or row.proposed_at,
        )
        for row in assignments
    ]


def describe_place(place: Place) -> str:
    if place.level == Place.Level.VILLAGE and place.parent:
        return f"{place.name_th} {place.parent.kind_th}{place.parent.name_th}"
    return f"{place.kind_th}{place.name_th}"


def describe_places(places: Iterable[Place], most: int = 4) -> str:
    """A cell of a list: the first few, and how many more; the page of the thing itself has them all."""
    words = [describe_place(place) for place in places]
    if len(words) <= most + 1:
        return " · ".join(words)
    more = _("และอีก %(n)d แห่ง") % {"n": len(words) - most}
    return " · ".join(words[:most]) + f" {more}"


@dataclass(frozen=True)
class OfferRow:
    """An offer as a line of a list."""

    offer: CapacityOffer
    kind: Any
    amount: str
    groups: str
    places: str
    is_stale: bool


def offer_rows(
    offers: Iterable[CapacityOffer], group_names: dict[str, str], today: date
) -> list[OfferRow]:
    """Offers come with their organisation's province and their places already read."""
    return [
        OfferRow(
            offer=offer,
            kind=help_kind_label(offer.kind),
            amount=f"{format_number(offer.quantity)} {labels.unit_label(offer.unit)}",
            groups=" · ".join(group_names.get(code, code) for code in offer.groups)
            or str(labels.EVERY_GROUP),
            places=describe_places(offer.places.all()),
            is_stale=offer.as_of < stale_before(offer.organisation.province, today),
        )
        for offer in offers
    ]


def volunteer_facts(volunteer: Volunteer) -> list[tuple[str, Any]]:
    areas = " · ".join(describe_place(place) for place in volunteer.duty.areas.all())
    return [
        (_("แม่ข่าย"), volunteer.host.organisation),
        (_("กลุ่มอาสา"), volunteer.group or ""),
        (_("พื้นที่ที่ช่วยดูแล"), areas),
        (_("ถนัด"), volunteer.skills),
        (_("ให้คำมั่นรักษาความลับ"), format_date(volunteer.pledged_on)),
        (_("อบรมพื้นฐาน"), format_date(volunteer.trained_on)),
        (_("ชื่อผู้ใช้"), volunteer.duty.user.username),
    ]
