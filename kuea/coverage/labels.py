"""Words of this room. A gap is said as «needs a hand», never as a fault of a place or a person (A40)."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kuea.offices.labels import ROLES
from kuea.offices.models import Duty

Words = str | Promise

TAMBON_STATES: dict[str, Words] = {
    "uncovered": _("ยังต้องการแม่ข่าย"),
    "assigned": _("มีแม่ข่ายแล้ว กำลังค้นหา"),
    "searched": _("ค้นหาแล้ว รอเวที"),
    "verified": _("ผ่านเวที รอผู้ดูแล"),
    "mapped": _("มีผู้ดูแลครบ รอการช่วยครั้งแรก"),
    "covered": _("ดูแลครบ"),
    "nil_verified": _("ยืนยันแล้วว่าไม่มีผู้ตกหล่น"),
}
MAP_TONES: dict[str, Words] = {
    "short": _("แรงที่ว่างยังไม่พอ"),
    "meet": _("มีแรงพอ รอจับคู่"),
    "spare": _("มีแรงว่าง ไม่มีใครรอ"),
    "calm": _("ไม่มีใครรอ และไม่มีแรงว่าง"),
    "hidden": _("ไม่แยกกลุ่ม เพราะจำนวนน้อย"),
}
MAP_BLANKS: dict[str, Words] = {
    "host": _("ยังไม่มีแม่ข่าย"),
    "visit": _("ยังไม่ได้ค้นหา"),
    "giver": _("ยังไม่มีผู้ให้"),
}
MAP_MARKS: dict[str, Words] = {"host": _("ม"), "visit": _("ค"), "giver": _("ผ")}
MAP_BLANK_COUNTS: dict[str, Words] = {
    "blank_3": _("ขาดทั้งสามเรื่อง"),
    "blank_2": _("ขาดสองเรื่อง"),
    "blank_1": _("ขาดหนึ่งเรื่อง"),
    "blank_0": _("ไม่มีจุดบอด"),
}
MAP_VIEWS: dict[str, Words] = {
    "need": _("ความต้องการเทียบกับแรง"),
    "blank": _("จุดบอด"),
    "state": _("สถานะของตำบล"),
}
GAP_KINDS: dict[str, Words] = {
    "a_not_searched": _("หมู่บ้านที่รอการค้นหา"),
    "b_no_host": _("พื้นที่ที่รอแม่ข่าย"),
    "c_no_carer": _("กลุ่มที่รอองค์กรมาดูแล"),
    "d_no_match": _("เพื่อนบ้านที่รอผู้ให้หรือผู้ดูแล"),
    "e_care_overdue": _("นัดดูแลที่รอเราไป"),
    "f_capacity_short": _("แรงช่วยที่ยังต้องการเพิ่ม"),
    "g_missing_k": _("ห้า ก ที่ยังต้องเติม"),
}
GAP_STATES: dict[str, Words] = {
    "open": _("ต้องการแรง"),
    "being_plugged": _("กำลังช่วยกันอุด"),
    "plugged": _("อุดแล้ว"),
    "accepted": _("กรรมการรับทราบพร้อมเหตุผล"),
}
GAP_NEXT: dict[str, Words] = {
    "a_not_searched": _("เปิดรอบการค้นหาในหมู่บ้านนี้ หรือปิดรอบที่ค้นหาเสร็จแล้ว"),
    "b_no_host": _("ชวนองค์กรในพื้นที่เป็นแม่ข่าย หรือขอให้แม่ข่ายใกล้เคียงรับพื้นที่เพิ่ม"),
    "c_no_carer": _("ชวนองค์กรที่ดูแลกลุ่มนี้ให้แจ้งกลุ่มและพื้นที่ที่ช่วยได้"),
    "d_no_match": _("เลือกผู้ให้จากรายการที่ระบบแนะนำ หรือเริ่มการดูแลโดยอาสาสมัคร"),
    "e_care_overdue": _("ไปเยี่ยมหรือไปช่วย แล้วบันทึกพร้อมนัดครั้งถัดไป"),
    "f_capacity_short": _("ชวนผู้ให้เพิ่ม หรือขอให้ผู้ให้เดิมยืนยันกำลังที่มีอยู่"),
    "g_missing_k": _("คุยกับกรรมการและแม่ข่ายของตำบลว่าจะเริ่มอย่างไร"),
}
MATCH_STATES: dict[str, Words] = {
    "suggested": _("เลือกไว้ ยังไม่ได้ชวน"),
    "offered": _("ชวนแล้ว รอผู้ให้ตอบ"),
    "giver_accepted": _("ผู้ให้ยินดี รอถามเจ้าตัว"),
    "receiver_agreed": _("เจ้าตัวตกลงแล้ว รอเริ่ม"),
    "active": _("กำลังช่วยกันอยู่"),
    "fulfilled": _("ช่วยสำเร็จแล้ว"),
    "ended_early": _("ยุติก่อนกำหนด"),
    "declined": _("ครั้งนี้ยังไม่ลงตัว"),
}
MATCH_DECISIONS: dict[str, Words] = {
    "suggest": _("เลือกผู้ให้"),
    "offer": _("ชวนผู้ให้"),
    "accept": _("ผู้ให้ตอบรับ"),
    "agree": _("เจ้าตัวตกลง"),
    "start": _("เริ่มช่วย"),
    "fulfil": _("ช่วยสำเร็จ"),
    "end_early": _("ยุติก่อนกำหนด"),
    "decline": _("ครั้งนี้ยังไม่ลงตัว"),
    "lapse": _("หมดเวลาจอง"),
}
WHY: dict[str, Words] = {
    "helps_already": _("ช่วยเพื่อนบ้านคนนี้อยู่แล้ว"),
    "same_kind": _("ช่วยเรื่องนี้ได้ตรง"),
    "kind_other": _("ช่วยได้หลายเรื่อง ควรถามก่อน"),
    "serves_group": _("ดูแลกลุ่มนี้อยู่"),
    "same_tambon": _("อยู่ตำบลเดียวกัน"),
    "same_amphoe": _("ช่วยได้ทั้งอำเภอ"),
    "same_province": _("ช่วยได้ทั้งจังหวัด"),
    "enough": _("กำลังพอ"),
    "some": _("กำลังพอบางส่วน"),
    "fresh": _("ยืนยันกำลังเมื่อไม่นานนี้"),
    "stale": _("ยืนยันกำลังไว้นานแล้ว ควรถามซ้ำ"),
    "by_hand": _("ผู้ประสานเลือกเอง"),
}
FIVE_K: dict[str, Words] = {
    "k1": _("ก.1 ค้นหากันเอง"),
    "k2": _("ก.2 การมีส่วนร่วม"),
    "k3": _("ก.3 กลุ่มอาสาสมัคร"),
    "k4": _("ก.4 กองทุน"),
    "k5": _("ก.5 กรรมการ"),
}
AGE_BANDS: dict[str, Words] = {
    "": _("ไม่ทราบอายุ"),
    "0-6": _("เด็กเล็ก"),
    "7-17": _("เด็กและเยาวชน"),
    "18-39": _("18–39 ปี"),
    "40-59": _("40–59 ปี"),
    "60-69": _("60–69 ปี"),
    "70-79": _("70–79 ปี"),
    "80+": _("80 ปีขึ้นไป"),
}
HOST_DECISIONS: dict[str, Words] = {
    "pause": _("พักการเป็นแม่ข่าย"),
    "resume": _("กลับมาเป็นแม่ข่าย"),
    "end": _("สิ้นสุดการเป็นแม่ข่าย"),
}


def owner_words(duty: Duty | None) -> str:
    """Who owns it: the role and its organisation, as a committee knows them."""
    if duty is None:
        return ""
    role = str(ROLES[duty.role])
    return f"{role} · {duty.organisation.name}" if duty.organisation else role
