"""Forms for strategy years, provinces and the number of villages."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kuea.offices.models import Edition, Place
from kuea.web.forms import ThaiDateField


class OpenEdition(forms.Form):
    year_be = forms.IntegerField(label=_("ปี พ.ศ."), min_value=2550, max_value=2700)
    title = forms.CharField(label=_("ชื่อยุทธศาสตร์"), max_length=200)
    d_day = ThaiDateField(label=_("วันเริ่มต้น (D-Day)"))
    results_day = ThaiDateField(label=_("วันประกาศผล ถ้ากำหนดแล้ว"), required=False)


class PlaceChoice(forms.ModelChoiceField):
    def label_from_instance(self, place: Place) -> str:
        return f"{place.name_th} ({place.code})"


class EditionChoice(forms.ModelChoiceField):
    def label_from_instance(self, edition: Edition) -> str:
        return f"{edition.year_be} · {edition.title}"


class OpenProvince(forms.Form):
    place = PlaceChoice(Place.objects.none(), label=_("จังหวัด"), empty_label=_("ยังไม่เลือก"))
    edition = EditionChoice(
        Edition.objects.none(),
        label=_("ปียุทธศาสตร์"),
        empty_label=None,
        help_text=_("ยังไม่มีปีที่ต้องการ เปิดปียุทธศาสตร์ก่อน"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        every = Place.objects.filter(level=Place.Level.PROVINCE, valid_to=None, province=None)
        self.fields["place"].queryset = every.order_by("name_th")
        # History kept as demonstration is not a year anybody works in.
        self.fields["edition"].queryset = Edition.objects.filter(is_demonstration=False).order_by(
            "-year_be"
        )


class VillageCount(forms.Form):
    count = forms.IntegerField(
        label=_("จำนวนหมู่"), min_value=0, max_value=99,
        help_text=_("ในเขตเทศบาลที่ไม่มีหมู่ ใส่ 0 ทั้งตำบลจะเป็นหน่วยค้นหาเดียว"),
    )  # fmt: skip
