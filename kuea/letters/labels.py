"""Words for the registers of papers."""

from django.utils.translation import gettext_lazy as _

KINDS = {
    "certificate": _("หนังสือรับรองความครบถ้วน (P7)"),
    "minutes": _("บันทึกเวทีประชาคม (P2)"),
    "privacy_answer": _("หนังสือตอบคำขอของเจ้าของข้อมูล"),
    "retention_report": _("รายงานการลบตามกำหนดเวลา"),
}
