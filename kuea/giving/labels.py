"""Warm Thai words for the codes of this room."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise

HOST_STATE: dict[str, Words] = {
    "proposed": _("เสนอชื่อแล้ว"),
    "checked": _("ตรวจข้อมูลแล้ว"),
    "endorsed": _("กรรมการรับรองแล้ว"),
    "active": _("กำลังทำงาน"),
    "paused": _("พักชั่วคราว"),
    "ended": _("สิ้นสุดแล้ว"),
    "declined": _("ยังไม่รับในครั้งนี้"),
}
ASSIGNMENT_STATE: dict[str, Words] = {
    "proposed": _("เสนอแล้ว รอแม่ข่ายตอบรับ"),
    "accepted": _("แม่ข่ายรับแล้ว รอมติกรรมการ"),
    "current": _("ดูแลอยู่"),
    "ended": _("สิ้นสุดแล้ว"),
}
VOLUNTEER_STATE: dict[str, Words] = {
    "invited": _("เชิญแล้ว"),
    "ready": _("พร้อมเริ่ม"),
    "active": _("กำลังช่วยกันดูแล"),
    "resting": _("พักก่อน"),
    "suspended": _("ระงับไว้เพื่อความปลอดภัย"),
    "ended": _("จบหน้าที่แล้ว"),
}
UNIT: dict[str, Words] = {
    "people": _("คน"),
    "hours": _("ชั่วโมงต่อเดือน"),
}
LINK_KIND: dict[str, Words] = {
    "supports": _("หนุนเสริม"),
    "refers_to": _("ส่งต่อถึง"),
    "shares_area": _("ดูแลพื้นที่ร่วมกับ"),
    "funds": _("สนับสนุนทุนแก่"),
}
EVENT: dict[str, Words] = {
    "host.propose": _("เสนอเป็นแม่ข่าย"),
    "host.check": _("ตรวจข้อมูลและยืนยันการติดต่อ"),
    "host.decline": _("กรรมการยังไม่รับในครั้งนี้"),
    "host.return": _("กรรมการส่งกลับให้เติมข้อมูล"),
    "host.endorse": _("กรรมการรับรอง"),
    "host.agreement": _("ลงนามข้อตกลงดูแลข้อมูล"),
    "host.agreement_end": _("สิ้นสุดข้อตกลงดูแลข้อมูล"),
    "host.train": _("ผู้ประสานผ่านการอบรม"),
    "host.activate": _("เริ่มทำงาน"),
    "host.pause": _("พักชั่วคราว"),
    "host.resume": _("กลับมาทำงาน"),
    "host.end": _("สิ้นสุดการเป็นแม่ข่าย"),
}
STEP: dict[str, Words] = {
    "check": _("ยืนยันการติดต่อ และผ่านการตรวจข้อมูล"),
    "endorse": _("บันทึกมติรับรอง"),
    "agreement": _("บันทึกการลงนามข้อตกลงดูแลข้อมูล"),
    "agreement_end": _("บันทึกการสิ้นสุดข้อตกลงดูแลข้อมูล"),
    "training": _("บันทึกการอบรมผู้ประสาน"),
    "activate": _("เริ่มทำงานเป็นแม่ข่าย"),
    "return": _("ส่งกลับให้เติมข้อมูล"),
    "decline": _("ยังไม่รับในครั้งนี้"),
}
VOLUNTEER_STEP: dict[str, Words] = {
    "pledge": _("ให้คำมั่นและผ่านการอบรมแล้ว"),
    "place": _("หมู่บ้านที่ช่วยดูแล"),
    "start": _("เริ่มช่วยกันดูแล"),
    "rest": _("ขอพักก่อน"),
    "suspend": _("ระงับไว้เพื่อความปลอดภัย"),
    "end": _("จบหน้าที่ ด้วยความขอบคุณ"),
}
EVERY_GROUP: Words = _("ทุกกลุ่ม")
NEEDS_HOST: Words = _("ยังต้องการแม่ข่าย")


def host_state_label(code: str) -> Words:
    return HOST_STATE.get(code, code)


def assignment_state_label(code: str) -> Words:
    return ASSIGNMENT_STATE.get(code, code)


def volunteer_state_label(code: str) -> Words:
    return VOLUNTEER_STATE.get(code, code)


def unit_label(code: str) -> Words:
    return UNIT.get(code, code)


def link_kind_label(code: str) -> Words:
    return LINK_KIND.get(code, code)
