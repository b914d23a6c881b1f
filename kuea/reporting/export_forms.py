"""Asking for data, and answering who asked."""

from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from kuea.core.exports import CLASS_OF, LEAST_WORDS, MAY_TAKE, ExportKind
from kuea.core.rights import Kind, readers_of
from kuea.offices.models import Duty, Place
from kuea.reporting.labels import EXPORT_KINDS, PURPOSES

_LISTS = readers_of(Kind.BATCH)


class AskExport(forms.Form):
    """What, for what, for whom; the fewer places the better."""

    once = forms.CharField(widget=forms.HiddenInput, required=False)
    kind = forms.ChoiceField(label=_("ขอข้อมูลใด"), widget=forms.RadioSelect)
    tambon = forms.ModelChoiceField(
        label=_("เฉพาะตำบล"), queryset=Place.objects.none(), required=False, empty_label=_("ทั้งหมดที่ท่านเห็นได้"),
        help_text=_("ขอเท่าที่ต้องใช้"),
    )  # fmt: skip
    purpose = forms.ChoiceField(label=_("วัตถุประสงค์"), widget=forms.RadioSelect)
    purpose_words = forms.CharField(
        label=_("ใช้ทำอะไร เขียนให้คนที่สองเข้าใจ"), widget=forms.Textarea(attrs={"rows": 3}), max_length=500,
        min_length=LEAST_WORDS,
    )  # fmt: skip
    receiver = forms.CharField(label=_("ใครเป็นผู้รับแฟ้ม (ชื่อ หน่วยงาน)"), max_length=200)
    promise = forms.BooleanField(
        label=_("จะไม่ใช้เพื่อการจับกุม ตรวจคนเข้าเมือง ทวงหนี้ หรือการเมือง และจะลบเมื่อใช้เสร็จ"),
        error_messages={"required": _("ต้องรับข้อนี้ก่อน จึงขอข้อมูลได้")},
    )

    def __init__(self, *args: Any, duty: Duty, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        allowed = MAY_TAKE.get(duty.role, frozenset())
        self.fields["once"].initial = uuid4().hex
        self.fields["purpose"].choices = list(PURPOSES.items())
        self.fields["kind"].choices = [
            (kind, label)
            for kind, label in EXPORT_KINDS.items()
            if CLASS_OF[kind] in allowed and (kind != ExportKind.LISTS or duty.role in _LISTS)
        ]
        self.fields["tambon"].queryset = Place.objects.filter(
            level="tambon", valid_to=None, code__startswith=duty.province_id or "-"
        ).order_by("code")
        self.fields["tambon"].label_from_instance = lambda place: f"ต.{place.name_th}"
