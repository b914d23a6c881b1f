"""The forms of this room."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kuea.intake.queries import kinds_for
from kuea.offices.models import Duty


class SendListForm(forms.Form):
    """One file and what kind of list it is."""

    kind = forms.ChoiceField(
        label=_("เป็นรายชื่ออะไร"),
        widget=forms.RadioSelect,
        error_messages={"required": _("เลือกว่าเป็นรายชื่ออะไร")},
    )
    sheet = forms.FileField(
        label=_("แฟ้มรายชื่อ"),
        help_text=_(
            "Excel (.xlsx .xls) LibreOffice (.ods) CSV หรือ Parquet ไม่เกิน 100 เมกะไบต์ ไม่ต้องจัดหน้าใหม่"
        ),
        allow_empty_file=True,
        error_messages={"required": _("ยังไม่ได้เลือกแฟ้ม")},
    )

    def __init__(self, *args: Any, duty: Duty, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kinds = kinds_for(duty)
        self.fields["kind"].choices = [(kind.code, kind.title) for kind in self.kinds]
        self.fields["sheet"].widget.attrs["accept"] = ".xlsx,.xls,.ods,.csv,.tsv,.txt,.parquet"


class WithdrawForm(forms.Form):
    """Why the whole list is taken out."""

    reason = forms.CharField(
        label=_("เหตุผลที่ถอนแฟ้มนี้"),
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("เช่น ส่งผิดแฟ้ม หรือเป็นรายชื่อปีเก่า"),
        error_messages={"required": _("เขียนเหตุผลสั้น ๆ เพื่อให้คนที่มาดูทีหลังเข้าใจ")},
    )
