"""Words of break-glass and of who looked at a file."""

from django.utils.translation import gettext_lazy as _

PURPOSES = {
    "life_in_danger": _("มีอันตรายถึงชีวิตหรือร่างกาย"),
    "carer_unreachable": _("ติดต่อผู้ดูแลเรื่องไม่ได้เลย และรอไม่ได้"),
    "person_moved": _("เจ้าตัวมาอยู่ตรงหน้า แต่เรื่องอยู่กับแม่ข่ายอื่น"),
    "authority": _("ศาล โรงพยาบาล หรือพนักงานเจ้าหน้าที่ขอทันที"),
}
OUTCOMES = {"justified": _("จำเป็นจริง"), "not_justified": _("ไม่จำเป็น ต้องพูดคุยและแก้ไข")}
LOOKS = {
    "people:persons": _("ค้นหาก่อนเพิ่มคน"),
    "people:person": _("เปิดหน้าของเจ้าตัว"),
    "people:questions": _("ตรวจว่าสองระเบียนเป็นคนเดียวกันหรือไม่"),
    "finding:case": _("เปิดเรื่องเพื่อช่วยเหลือ"),
    "finding:case_act": _("เปิดเรื่องเพื่อช่วยเหลือ"),
    "finding:case_visit": _("บันทึกการไปเยี่ยม"),
    "finding:case_prepare": _("เตรียมเข้าเวที"),
    "finding:lead_new": _("ตรวจก่อนรับเบาะแสว่าเป็นคนเดียวกันหรือไม่"),
    "finding:leads": _("ดูรายการงานค้นหา"),
    "finding:forum": _("เตรียมหรือบันทึกวาระเวที (เห็นรหัส)"),
    "finding:forum_add_item": _("เตรียมหรือบันทึกวาระเวที (เห็นรหัส)"),
    "finding:forum_attend": _("เตรียมหรือบันทึกวาระเวที (เห็นรหัส)"),
    "finding:forum_decide": _("บันทึกผลเวที (เห็นรหัส)"),
    "finding:forum_minutes": _("อ่านบันทึกเวทีฉบับเต็ม (เห็นรหัส)"),
    "finding:looked": _("ตรวจว่าใครเปิดดูแฟ้ม"),
    "finding:looked_paper": _("พิมพ์รายการผู้เปิดดูแฟ้มให้เจ้าตัว"),
    "finding:glass_file": _("เปิดแฟ้มฉุกเฉิน"),
    "coverage:embrace": _("หาผู้ให้ที่เหมาะ"),
    "coverage:givers": _("หาผู้ให้ที่เหมาะ"),
    "coverage:match": _("ติดตามการจับคู่"),
    "coverage:match_act": _("ติดตามการจับคู่"),
    "coverage:card": _("ผู้ให้เปิดการ์ดหลังเจ้าตัวตกลง"),
    "coverage:card_act": _("ผู้ให้เปิดการ์ดหลังเจ้าตัวตกลง"),
    "care:list": _("ดูรายการงานดูแล"),
    "care:help": _("บันทึกความช่วยเหลือ"),
    "care:start": _("เริ่มการดูแล"),
    "care:visit": _("บันทึกการเยี่ยม"),
    "care:review": _("ทบทวนการดูแล"),
    "care:self_manage": _("บันทึกว่าดูแลตนเองได้"),
    "care:reopen": _("กลับมาดูแลอีกครั้ง"),
    "care:close": _("ปิดเรื่อง"),
    "care:transfer": _("ส่งต่อแม่ข่าย"),
}
"""Why a page shows a person, in words for that person. A test opens every page and finds its words here."""
