"""Words of care: warm, plain, nobody is an object of help."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise

HELP_SOURCES: dict[str, Words] = {
    "volunteer": _("อาสาสมัครและเพื่อนบ้าน"),
    "giver": _("ผู้ให้"),
    "community_fund": _("กองทุนชุมชน"),
    "local_government": _("องค์กรปกครองส่วนท้องถิ่น"),
    "state": _("สวัสดิการของรัฐ"),
    "family": _("ครอบครัว"),
}
CHANGES: dict[str, Words] = {
    "better": _("ดีขึ้น"),
    "same": _("เท่าเดิม"),
    "worse": _("แย่ลง"),
}
CLOSE_REASONS: dict[str, Words] = {
    "completed": _("จัดการตนเองได้แล้ว และเยี่ยมติดตามแล้ว"),
    "died": _("จากไปแล้ว"),
    "moved_away": _("ย้ายออกจากจังหวัด"),
    "left_country": _("ออกนอกประเทศ"),
    "other_path": _("ได้รับการดูแลทางอื่น"),
    "double": _("เป็นเรื่องเดียวกับอีกเรื่องหนึ่ง"),
}
BANDS: dict[str, Words] = {
    "overdue": _("เลยวันนัด"),
    "today": _("วันนี้"),
    "week": _("ภายในเจ็ดวัน"),
    "later": _("ถัดไป"),
}
