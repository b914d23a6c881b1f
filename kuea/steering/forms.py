"""Forms of a good story."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kuea.web.forms import SubmitOnce

_LONG = forms.Textarea(attrs={"rows": 4})


class StoryForm(SubmitOnce):
    """The five parts of a story, without who it is about."""

    title = forms.CharField(label=_("ชื่อเรื่อง"), max_length=150)
    situation = forms.CharField(
        label=_("สถานการณ์ก่อนช่วย"), max_length=2000, widget=_LONG,
        help_text=_("เล่าให้ผู้อื่นเรียนรู้ได้ โดยไม่มีใครรู้ว่าเป็นใคร ไม่ใส่ชื่อ หมู่บ้าน หรือวันที่"),
    )  # fmt: skip
    done = forms.CharField(label=_("ทำอะไร โดยใคร"), max_length=2000, widget=_LONG)
    changed = forms.CharField(label=_("เปลี่ยนไปอย่างไร"), max_length=2000, widget=_LONG)
    lesson = forms.CharField(
        label=_("บทเรียนสำหรับผู้อื่น"), max_length=2000, widget=_LONG, required=False
    )


class ReturnForm(forms.Form):
    words = forms.CharField(
        label=_("ต้องแก้อะไร"), max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )


class StoryPictureForm(forms.Form):
    picture = forms.FileField(
        label=_("ภาพประกอบ"),
        help_text=_("JPEG PNG หรือ WebP ไม่เกิน 12 เมกะไบต์ ต้องมีความยินยอมเรื่องภาพถ่ายของเจ้าตัว"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["picture"].widget.attrs["accept"] = "image/jpeg,image/png,image/webp"
