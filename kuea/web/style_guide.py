"""Made-up content for the living style guide at /style/: every component once, with Thai words."""

from datetime import timedelta
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.utils import timezone

from kuea.web import icons
from kuea.web.forms import SubmitOnce, ThaiDateField
from kuea.web.frame import PageFrame
from kuea.web.looks import Link

NAV = (
    Link("วันนี้", "/style/", True),
    Link("ค้นหา", "/style/?ค้นหา", False, 12),
    Link("ดูแล", "/style/?ดูแล", False, 4),
    Link("โอบอุ้ม", "/style/?โอบอุ้ม"),
    Link("พื้นที่", "/style/?พื้นที่"),
    Link("เวทีประชาคม", "/style/?เวที"),
    Link("กระดานครอบคลุม", "/style/?กระดาน"),
    Link("คณะกรรมการ", "/style/?กรรมการ"),
)
BADGES = (
    ("lead", "เบาะแส"),
    ("routed", "ส่งถึงแม่ข่าย"),
    ("visited", "เข้าหาแล้ว"),
    ("in_forum", "อยู่ในวาระเวที"),
    ("waiting", "รอผู้ดูแล"),
    ("in_care", "อยู่ในการดูแล"),
    ("self_managing", "จัดการตนเองได้"),
    ("urgent", "เร่งด่วน"),
    ("overdue", "เลยกำหนด"),
    ("paused", "พัก"),
    ("closed", "ปิด"),
    ("sealed", "ปิดเป็นความลับ"),
)
TILES = (
    ("เพื่อนบ้านที่รอการเยี่ยมครั้งแรก", 12, "hand"),
    ("อยู่ในการดูแล", 1284, "good"),
    ("เบาะแสที่ส่งถึงแม่ข่ายแล้วแต่ยังไม่มีผู้รับเข้าไปเยี่ยม", 7, "going"),
    ("เร่งด่วนวันนี้", 1, "grave"),
    ("ยังไม่มีข้อมูล", None, "rest"),
)
PERSON = {
    "name": "คุณยายสมพร ใจเย็น",
    "place": "หมู่ 4 ต.คลองสาม อ.คลองหลวง",
    "about": "อายุประมาณ 78 ปี อยู่คนเดียว",
    "note": "เดินลำบาก เพื่อนบ้านส่งข้าวให้ตอนเย็น",
    "state": "waiting",
    "state_label": "รอผู้ดูแล",
    "urgent": True,
    "url": "#person",
}
NEED = {
    "kind": "มีคนพาไปโรงพยาบาลเดือนละครั้ง",
    "words": "อยากไปหาหมอตามนัดโดยไม่ต้องรบกวนหลานลางานทุกครั้ง",
    "place": "ต.คลองสาม อ.คลองหลวง",
    "group": "ผู้สูงอายุอยู่ลำพัง",
    "state": "registered",
    "state_label": "ขึ้นทะเบียนแล้ว",
    "url": "#need",
}


class SampleForm(SubmitOnce):
    """Each kind of field once."""

    name = forms.CharField(
        label="นึกถึงใครอยู่", help_text="ชื่อเล่นหรือคำเรียกก็ได้ ไม่ต้องมีเลขประจำตัว", max_length=80
    )
    worry = forms.CharField(label="ห่วงเรื่องอะไร", widget=forms.Textarea(attrs={"rows": 3}))
    seen_on = ThaiDateField(label="พบล่าสุดวันที่", required=False)
    group = forms.ChoiceField(
        label="ตำบล",
        choices=[("", "เลือกตำบล"), ("1", "คลองสาม"), ("2", "บึงคำพร้อย"), ("3", "ระแหง")],
    )
    urgency = forms.ChoiceField(
        label="เรื่องนี้รอได้ไหม",
        widget=forms.RadioSelect,
        choices=[
            ("now", "รอไม่ได้ ต้องช่วยวันนี้"),
            ("week", "รอได้ไม่เกินหนึ่งสัปดาห์"),
            ("wait", "รอได้ ค่อยไปเยี่ยมตามรอบ"),
        ],
    )
    help_kinds = forms.MultipleChoiceField(
        label="ช่วยอะไรได้บ้าง",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[("food", "อาหาร"), ("ride", "รถรับส่ง"), ("talk", "แวะเยี่ยม พูดคุย")],
    )
    told = forms.BooleanField(label="เจ้าตัวทราบแล้วว่าเราจะเข้าไปเยี่ยม", required=False)
    sheet = forms.FileField(
        label="แฟ้มรายชื่อ", required=False, help_text="XLSX, XLS, ODS หรือ CSV ไม่เกิน 100 MB"
    )


def build_context() -> dict[str, Any]:
    now = timezone.now()
    timeline = [
        {"title": "รับเบาะแสทางโทรศัพท์", "at": now - timedelta(days=9), "by": "เลขานุการ (พมจ.)", "state": "lead"},
        {"title": "อาสาสมัครเข้าเยี่ยม", "at": now - timedelta(days=3), "by": "แม่ข่ายคลองสาม", "state": "visited", "note": "คุณยายยินดีให้เข้าเวที"},
        {"title": "เริ่มดูแล", "at": now, "by": "แม่ข่ายคลองสาม", "state": "in_care"},
    ]  # fmt: skip
    wrong_form = SampleForm({"wrong-seen_on": "31/2/2569"}, prefix="wrong")
    return {
        "frame": PageFrame(
            province="จังหวัดปทุมธานี",
            edition="สังคมไม่ทอดทิ้งกัน 2569",
            person="สายฝน ตัวอย่าง",
            duty="ผู้ประสานแม่ข่าย · คลองหลวง",
            as_of=now,
        ),
        "nav": NAV,
        "badges": BADGES,
        "tiles": TILES,
        "timeline": timeline,
        "person": PERSON,
        "need": NEED,
        "five": ("yes", "partly", "yes", "no", None),
        "facts": [("ที่อยู่", "12 หมู่ 4 ตำบลคลองสาม"), ("โทรศัพท์", ""), ("สิ่งที่อยากเห็น", "อยากอยู่บ้านเดิม")],
        "chips": [Link("ทั้งหมด", "?", True, 40), Link("เลยกำหนด", "?late=1", False, 3), Link("ไม่มีเลขประจำตัว", "?id=0")],
        "tabs": [Link("ความต้องการ", "#a", True, 3), Link("ผู้ดูแล", "#b"), Link("ประวัติ", "#c")],
        "page": Paginator(range(1234), 50).page(2),
        "form": SampleForm(),
        "wrong_form": wrong_form,
        "question": SampleForm(prefix="question"),
        "now": now,
        "moments": [now, now - timedelta(minutes=5), now - timedelta(days=1), now + timedelta(days=3)],
        "icons": sorted(icons.SHAPES),
    }  # fmt: skip


def build_paper_context() -> dict[str, Any]:
    return {
        "frame": PageFrame(province="สำนักงาน พมจ. ปทุมธานี", edition="สังคมไม่ทอดทิ้งกัน 2569"),
        "heading": "แบบแจ้งเบาะแส",
        "paper_code": "P1-1",
        "as_of": timezone.now(),
        "back_url": "/style/",
    }
