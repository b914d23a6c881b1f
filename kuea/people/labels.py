"""Warm Thai words for the codes of this room."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kuea.core.privacy import Basis, Capacity, ConsentKind, FieldGroup, GuardianScope
from kuea.core.words import Category, Channel, HelpKind, ListKind, RevealReason
from kuea.offices.labels import SECTORS

Words = str | Promise

CATEGORY: dict[str, Words] = {
    Category.DISADVANTAGED: _("ผู้ด้อยโอกาส"),
    Category.HARDSHIP: _("ผู้ยากลำบาก"),
    # The code's own Thai word shames; screens say this instead (requirements 3.3, 11).
    Category.ABANDONED: _("เพื่อนบ้านที่ยังไม่มีใครดูแล"),
    Category.AFFECTED: _("ผู้รับผลกระทบ"),
}

HELP_KIND: dict[str, Words] = {
    HelpKind.VISITING: _("ไปเยี่ยม อยู่เป็นเพื่อน"),
    HelpKind.FOOD: _("อาหาร ของใช้"),
    HelpKind.HEALTH_CARE: _("สุขภาพ พาไปหาหมอ"),
    HelpKind.CARE_AT_HOME: _("ดูแลที่บ้าน"),
    HelpKind.HOUSE_REPAIR: _("ซ่อมแซมบ้าน"),
    HelpKind.EQUIPMENT: _("กายอุปกรณ์ เครื่องช่วย"),
    HelpKind.TRANSPORT: _("รับส่ง เดินทาง"),
    HelpKind.EDUCATION: _("การเรียน"),
    HelpKind.WORK: _("งาน อาชีพ"),
    HelpKind.MONEY: _("เงินช่วยเหลือ"),
    HelpKind.DOCUMENTS: _("เอกสาร สิทธิ สถานะ"),
    HelpKind.LEGAL: _("กฎหมาย"),
    HelpKind.SAFETY: _("ความปลอดภัย"),
    HelpKind.OTHER: _("อื่น ๆ"),
}

REVEAL_REASONS: dict[str, Words] = {
    RevealReason.COMPARE_CARD: _("เทียบกับบัตรที่เจ้าตัวถืออยู่"),
    RevealReason.CALL: _("โทรหา"),
    RevealReason.SAME_PERSON: _("ตรวจว่าเป็นคนเดียวกันหรือไม่"),
    RevealReason.CLAIM_RIGHT: _("กรอกเอกสารขอสิทธิแทนเจ้าตัว"),
    RevealReason.OWNER_ASKED: _("เจ้าตัวขอดูข้อมูลของตน"),
}

DEFINITION_STATE: dict[str, Words] = {
    "draft": _("กำลังร่าง"),
    "comment": _("เปิดฟังความเห็น"),
    "adopted": _("รับรองแล้ว ใช้อยู่"),
    "superseded": _("มีฉบับใหม่แทนแล้ว"),
}

FIELD_GROUPS: dict[str, Words] = {
    FieldGroup.IDENTITY: _("ข้อมูลทั่วไป"),
    FieldGroup.SENSITIVE: _("ข้อมูลอ่อนไหว"),
}

BASES: dict[str, Words] = {
    Basis.PUBLIC_TASK: _("ภารกิจของรัฐในการดูแลประชาชน (พ.ร.บ.คุ้มครองข้อมูลส่วนบุคคล ม.๒๔)"),
    Basis.SOCIAL_PROTECTION: _("การคุ้มครองทางสังคม ข้อมูลอ่อนไหว (ม.๒๖)"),
    Basis.EXPLICIT_CONSENT: _("เจ้าตัวยินยอมโดยชัดแจ้ง"),
}

CONSENT_KINDS: dict[str, Words] = {
    ConsentKind.PHOTOGRAPH: _("ภาพถ่าย"),
    ConsentKind.STORY: _("เรื่องเล่าในจังหวัด"),
    ConsentKind.STORY_NATION: _("เรื่องเล่าในจังหวัดอื่น"),
    ConsentKind.STORY_PUBLIC: _("เรื่องเล่าต่อสาธารณะ"),
    ConsentKind.GIVER_CONTACT: _("ให้ผู้ให้รู้ชื่อและบ้าน"),
    ConsentKind.SHARING: _("ส่งต่อข้อมูลนอกข้อตกลง"),
}

GUARDIAN_SCOPES: dict[str, Words] = {
    GuardianScope.HEAR: _("รับคำบอกกล่าวและสำเนาแทน"),
    GuardianScope.ASK: _("ยื่นคำขอแทน"),
    GuardianScope.CONSENT: _("ให้และถอนความยินยอมแทน"),
}

CAPACITIES: dict[str, Words] = {
    Capacity.FULL: _("ตัดสินใจเองได้"),
    Capacity.INCAPABLE: _("คนไร้ความสามารถตามคำสั่งศาล"),
    Capacity.QUASI_INCAPABLE: _("คนเสมือนไร้ความสามารถตามคำสั่งศาล"),
}

SEXES: dict[str, Words] = {"F": _("หญิง"), "M": _("ชาย")}

LINK_KINDS: dict[str, Words] = {
    "found": _("ระเบียนแรก"),
    "joined": _("รวมเข้า"),
    "parted": _("แยกออก"),
}

LINK_RULES: dict[str, Words] = {
    "weighed": _("ระบบชั่งหลักฐานแล้วเป็นคนเดียวกัน"),
    "first": _("ยังไม่มีใครตรงกัน"),
    "same_number": _("เลขประจำตัวเดียวกัน"),
    "same_name_year_tambon": _("ชื่อ ปีเกิด และตำบลตรงกัน"),
    "by_hand": _("เจ้าหน้าที่รวมเอง"),
    "undone": _("เจ้าหน้าที่แยกเอง"),
    "withdrawn": _("แฟ้มรายชื่อถูกถอน"),
    "undo": _("นำการรวมหรือการแยกกลับ"),
    "undo_asked": _("ขอนำการรวมหรือการแยกกลับ รออีกคนเห็นตรงกัน"),
    "corrected": _("เจ้าตัวขอแก้ให้ถูกต้อง"),
    "rerun": _("อ่านรายชื่อใหม่แล้วเทียบใหม่"),
    "rerun_back": _("นำการอ่านใหม่ทั้งแฟ้มกลับ"),
    "counted": _("อ่านใหม่แล้วนับแถวนี้อีกครั้ง"),
}

SOURCES: dict[str, Words] = {
    Channel.VOLUNTEER: _("อาสาสมัคร"),
    Channel.NEIGHBOUR: _("เพื่อนบ้าน"),
    Channel.SELF: _("เจ้าตัว"),
    Channel.PHONE: _("โทรศัพท์"),
    Channel.HOTLINE: _("สายด่วน"),
    Channel.RADIO: _("วิทยุ"),
    Channel.LOCAL_GOVERNMENT: _("ท้องถิ่น"),
    Channel.SCHOOL: _("โรงเรียน"),
    Channel.HEALTH_UNIT: _("หน่วยสุขภาพ"),
    Channel.LIST: _("รายชื่อ"),
    ListKind.BMN: _("รายชื่อ จปฐ."),
    ListKind.WELFARE_CARD: _("รายชื่อบัตรสวัสดิการ"),
    ListKind.DISABILITY: _("รายชื่อคนพิการ"),
    ListKind.ELDERLY: _("รายชื่อผู้สูงอายุ"),
    ListKind.GENERAL: _("รายชื่อทั่วไป"),
}


def source_label(code: str) -> Words:
    return SOURCES.get(code, code)


def rule_label(code: str) -> Words:
    """How a record came to a person, or left: an answer to a question carries the question's number."""
    if code.startswith("question:"):
        return _("ตอบว่าเป็นคนเดียวกัน") if code.count(":") == 1 else _("เปิดคำถามอีกครั้ง")
    word = code.partition(":")[0]
    return LINK_RULES.get(word, word)


def category_label(code: str) -> Words:
    return CATEGORY.get(code, code)


def sector_label(code: str) -> Words:
    return SECTORS.get(code, code)


def help_kind_label(code: str) -> Words:
    return HELP_KIND.get(code, code)


def definition_state_label(code: str) -> Words:
    return DEFINITION_STATE.get(code, code)


FOUND_BY: dict[str, Words] = {
    "code": _("รหัสตรง"),
    "exact": _("ชื่อตรง"),
    "nickname": _("ชื่อเล่นตรง"),
    "beginning": _("ขึ้นต้นเหมือน"),
    "sound": _("เสียงเหมือน"),
    "roman": _("อักษรโรมัน"),
    "letters": _("สะกดใกล้เคียง"),
    "part": _("ส่วนหนึ่งของชื่อ"),
    "swapped": _("สลับชื่อกับชื่อสกุล"),
    "glued": _("เว้นวรรคต่างกัน"),
    "keyboard": _("แป้นพิมพ์อังกฤษ"),
    "place": _("ที่อยู่ตรง"),
    "moo": _("หมู่ตรง"),
    "house": _("บ้านเลขที่ตรง"),
    "number": _("เลขประจำตัวตรง"),
    "number_end": _("เลขท้ายของเลขประจำตัว"),
    "number_start": _("เลขต้นของเลขประจำตัว"),
    "number_part": _("ส่วนหนึ่งของเลขประจำตัว"),
    "telephone": _("โทรศัพท์ตรง"),
    "telephone_end": _("เลขท้ายของโทรศัพท์"),
    "telephone_start": _("เลขต้นของโทรศัพท์"),
    "telephone_part": _("ส่วนหนึ่งของโทรศัพท์"),
    "year": _("ปีเกิดตรง"),
}
"""By what a search found somebody."""
