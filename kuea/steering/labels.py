"""Words for the dates of a strategy edition and for good stories."""

from django.utils.translation import gettext_lazy as _

from kuea.core.stories import StoryChannel, Telling

MILESTONES = {
    "d_day": (_("วันเริ่มต้น"), _("วันที่นับทุกกำหนดเวลาของยุทธศาสตร์")),
    "every_tambon": (_("ครบทุกตำบลใน 3 เดือน"), _("ค้นหาเพื่อนบ้านและทำแผนที่กำลังครบทุกตำบล")),
    "in_care": (_("ทุกตำบลอยู่ในการดูแล"), _("ทุกตำบลดูแลเพื่อนบ้านของตนได้ด้วยระบบที่มีคน มีทุน มีหน่วยงานร่วม")),
    "phase_3": (_("Road Map 3 เดือน"), _("ทบทวนวิธีขับเคลื่อนและผลช่วงที่หนึ่ง")),
    "phase_6": (_("Road Map 6 เดือน"), _("ทบทวนวิธีขับเคลื่อนและผลช่วงที่สอง")),
    "phase_9": (_("Road Map 9 เดือน"), _("ทบทวนวิธีขับเคลื่อนและผลช่วงที่สาม")),
    "phase_12": (_("Road Map 12 เดือน"), _("ทบทวนผลทั้งปี และเตรียมปีถัดไป")),
    "results_day": (_("วันแถลงผล"), _("จังหวัดบอกผลต่อประชาชนพร้อมกัน")),
}

CHANNELS = {
    StoryChannel.PROVINCE.value: _("คนทำงานในจังหวัดนี้"),
    StoryChannel.NATION.value: _("คนทำงานทุกจังหวัด"),
    StoryChannel.PUBLIC.value: _("ทุกคน ไม่ต้องเข้าใช้"),
}
STORY_STATES = {
    "draft": _("ร่าง"),
    "in_review": _("รออ่านทวน"),
    "cleared": _("อ่านทวนแล้ว"),
    "published": _("เผยแพร่แล้ว"),
    "withdrawn": _("ถอนแล้ว"),
}
PARTS = {
    "title": _("ชื่อเรื่อง"),
    "situation": _("สถานการณ์ก่อนช่วย"),
    "done": _("ทำอะไร โดยใคร"),
    "changed": _("เปลี่ยนไปอย่างไร"),
    "lesson": _("บทเรียนสำหรับผู้อื่น"),
}
TELLINGS = {
    Telling.NAME: _("ชื่อ"),
    Telling.NUMBER: _("ตัวเลขยาว"),
    Telling.PLACE: _("ชื่อสถานที่"),
    Telling.AGE: _("อายุ"),
    Telling.DAY: _("วันที่"),
    Telling.HOUSE: _("เลขที่บ้านหรือหมู่"),
}
