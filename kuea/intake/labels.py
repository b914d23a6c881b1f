"""Warm Thai words for the codes of this room."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise

BATCH_STATES: dict[str, Words] = {
    "received": _("รับแฟ้มแล้ว รออ่าน"),
    "reading": _("กำลังอ่าน"),
    "to_map": _("รอบอกว่าคอลัมน์ใดคืออะไร"),
    "accepted": _("รับรายชื่อแล้ว"),
    "rerunning": _("กำลังอ่านใหม่"),
    "failed": _("อ่านไม่ได้"),
    "withdrawn": _("ถอนแล้ว"),
}
STAGES: dict[str, Words] = {
    "": _("รอเริ่มอ่าน"),
    "reading": _("เปิดแฟ้มและนับแถว"),
    "cleaning": _("อ่านชื่อ วันเกิด ที่อยู่ ทีละแถว"),
    "linking": _("เทียบกับทะเบียนที่มีอยู่"),
    "storing": _("เก็บรายชื่อ"),
    "done": _("เสร็จแล้ว"),
}


def batch_state_label(code: str) -> Words:
    return BATCH_STATES.get(code, code)


def stage_label(code: str) -> Words:
    return STAGES.get(code, code)
