"""Forms of break-glass."""

from django import forms
from django.utils.translation import gettext_lazy as _

from kuea.finding.actions.glass import LEAST_LETTERS
from kuea.finding.glass_labels import OUTCOMES, PURPOSES
from kuea.web.forms import SubmitOnce


class BreakGlass(SubmitOnce):
    """Which case, why, and that one knows what follows."""

    code = forms.CharField(
        label=_("รหัสเรื่อง"), max_length=20, help_text=_("เช่น ปท69-00012 จากใบนัด ใบส่งตัว หรือผู้ที่โทรมา")
    )
    purpose = forms.ChoiceField(
        label=_("เหตุจำเป็น"), choices=list(PURPOSES.items()), widget=forms.RadioSelect
    )
    reason = forms.CharField(
        label=_("เกิดอะไรขึ้น และต้องรู้อะไรเดี๋ยวนี้"), min_length=LEAST_LETTERS, max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}), help_text=_("ไม่ต้องใส่ชื่อใคร ผู้ทบทวนจะอ่านข้อความนี้"),
    )  # fmt: skip
    understood = forms.BooleanField(
        label=_("เข้าใจว่าเปิดได้หนึ่งชั่วโมง ทุกหน้าที่ดูถูกบันทึก และคนที่สองจะทบทวนภายใน 7 วัน")
    )


class ReviewGlass(forms.Form):
    """What the second person found."""

    outcome = forms.ChoiceField(
        label=_("ผลการทบทวน"), choices=list(OUTCOMES.items()), widget=forms.RadioSelect
    )
    words = forms.CharField(
        label=_("ความเห็น"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )
