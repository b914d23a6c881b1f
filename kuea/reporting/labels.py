"""Words of the boards."""

from django.utils.translation import gettext_lazy as _

from kuea.coverage.labels import TAMBON_STATES as TAMBON_STATES

VILLAGE_STATES = {
    "no_host": _("ยังต้องการแม่ข่าย"),
    "host_assigned": _("มีแม่ข่าย รอเริ่มค้นหา"),
    "searching": _("กำลังค้นหา"),
    "searched": _("ค้นหาแล้ว ยังมีเรื่องค้าง"),
    "settled": _("ค้นหาแล้ว เรื่องครบ"),
    "nil_verified": _("ยืนยันว่าไม่มีผู้ตกหล่น"),
}
NEXT_STEPS = {
    "uncovered": _("หาแม่ข่ายให้ทุกหมู่บ้านและทุกกลุ่ม"),
    "assigned": _("ชวนแม่ข่ายเปิดรอบการค้นหาในหมู่บ้านที่เหลือ"),
    "searched": _("จัดเวทีประชาคมสำหรับเรื่องที่ค้าง"),
    "verified": _("หาผู้ให้หรือผู้ดูแลให้ครบทุกความต้องการ"),
    "mapped": _("ไปช่วยครั้งแรกและเยี่ยมตามนัดที่เลยกำหนด"),
    "covered": _("ดูแลต่อเนื่องตามนัด"),
    "nil_verified": _("ค้นหาซ้ำในรอบถัดไป"),
}
WHY_OPEN = {
    "no_host": _("หมู่บ้านที่ยังต้องการแม่ข่าย"),
    "not_searched": _("หมู่บ้านที่ยังไม่ได้ค้นหา"),
    "leads_past_forum_limit": _("เรื่องที่รอเวทีนานเกินกำหนด"),
    "needs_without_carer": _("ความต้องการที่ยังไม่มีผู้ดูแล"),
    "first_helps_overdue": _("การช่วยครั้งแรกที่เลยกำหนด"),
    "visits_overdue": _("การเยี่ยมที่เลยกำหนดเกิน 30 วัน"),
}
LIST_COLUMNS = {
    "matched": _("ตรงกับคนที่รู้จัก"),
    "new": _("คนใหม่"),
    "confirmed": _("เวทียืนยัน"),
    "refuted": _("พื้นที่บอกว่าไม่ใช่"),
    "open": _("ยังไม่มีคำตอบ"),
    "missed_verified": _("บัญชีไม่มี เวทียืนยัน"),
    "missed_open": _("บัญชีไม่มี ยังไม่ถึงเวที"),
}
"""Columns of what came of a list, in the order of `list_queries.PARTS`."""
EXPORT_KINDS = {
    "board": _("กระดานครอบคลุมรายตำบล"),
    "lists": _("บัญชีรายชื่อกับพื้นที่ รายตำบล (เฉพาะจำนวน)"),
    "organisations": _("องค์กรและอาสาสมัคร"),
    "cases": _("รายชื่อเรื่องที่ดูแล (มีชื่อคน)"),
    "needs": _("ความต้องการเป็นคำของเจ้าตัว (มีชื่อคน)"),
}
PURPOSES = {
    "meeting": _("ประกอบการประชุม"),
    "refer_help": _("ส่งต่อเพื่อให้ได้รับการช่วยเหลือ"),
    "quality": _("ตรวจความถูกต้องของทะเบียน"),
    "report_up": _("รายงานผู้บังคับบัญชา"),
    "research": _("ศึกษาวิจัย"),
    "audit": _("การตรวจสอบ"),
}
EXPORT_STATES = {
    "asked": _("รอคนที่สองเห็นชอบ"),
    "ready": _("พร้อมให้รับแฟ้ม"),
    "refused": _("ไม่เห็นชอบ"),
    "expired": _("หมดอายุ ลบแฟ้มแล้ว"),
}
NATION_COLUMNS = (_("รอผู้ดูแล (คน)"), _("อยู่ในการดูแล (คน)"), _("จัดการตนเองได้ (คน)"))
"""Headings of `queries.NATION_COUNTS`, in its order."""
