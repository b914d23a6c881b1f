"""Forms of the directory of organisations, and the question "which place is this?"."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kuea.core.thai import to_arabic_digits
from kuea.offices.labels import SECTORS
from kuea.offices.models import Duty, Organisation, Place
from kuea.offices.queries import parts_of, similar_organisations
from kuea.web.forms import SubmitOnce, ThaiDateField, VersionedForm
from kuea.web.thai_format import ERA, today

OLDEST_YEAR_BE = 2300
SURELY_LIKE = 85
"""From this likeness on, the sender says aloud that it is another organisation."""


class TambonChoice(forms.ModelChoiceField):
    def label_from_instance(self, place: Place) -> str:
        return f"{place.kind_th}{place.name_th} · {place.parent.kind_th}{place.parent.name_th}"


class HostChoice(forms.ModelChoiceField):
    def label_from_instance(self, organisation: Organisation) -> str:
        return organisation.name


class BuddhistYearField(forms.CharField):
    """A year in the Buddhist era; one of the Christian era is carried over, other numbers are refused."""

    def clean(self, value: Any) -> int | None:
        text = to_arabic_digits(super().clean(value)).strip().removeprefix("พ.ศ.").strip()
        if not text:
            return None
        year = int(text) if text.isdecimal() and len(text) <= 4 else 0
        if 1757 <= year <= today().year:
            year += ERA
        if not OLDEST_YEAR_BE <= year <= today().year + ERA:
            raise forms.ValidationError(_("ปี พ.ศ. นี้ไม่น่าจะถูก พิมพ์ปีสี่หลัก เช่น 2545"))
        return year


class OrganisationFields(forms.Form):
    """The card of an organisation; the four capacity fields stand together."""

    name = forms.CharField(label=_("ชื่อองค์กร กลุ่ม หรือชมรม"), max_length=200)
    sector = forms.ChoiceField(label=_("ภาคส่วน"), choices=list(SECTORS.items()))
    kind_th = forms.CharField(
        label=_("ประเภท"),
        max_length=60,
        required=False,
        help_text=_("เช่น กลุ่มออมทรัพย์ วัด โรงเรียน ร้านค้า"),
    )
    existing_since_be = BuddhistYearField(label=_("มีมาตั้งแต่ปี พ.ศ."), required=False)
    does_already = forms.CharField(
        label=_("ทำอะไรอยู่แล้ว"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("งานที่ทำเพื่อเพื่อนบ้านอยู่ก่อนแล้ว เราต่อยอดจากตรงนี้"),
    )
    leader_name = forms.CharField(label=_("ผู้นำ"), max_length=150, required=False)
    telephone = forms.CharField(label=_("โทรศัพท์ติดต่อ"), max_length=40, required=False)
    is_own_host = forms.BooleanField(label=_("เป็นแม่ข่ายด้วยตนเอง"), required=False)
    host = HostChoice(
        Organisation.objects.none(), label=_("อยู่กับแม่ข่าย"), required=False, empty_label=_("ยังไม่เลือก")
    )
    address_place = TambonChoice(
        Place.objects.none(), label=_("ตั้งอยู่ที่ตำบล"), required=False, empty_label=_("ยังไม่เลือก")
    )
    address_text = forms.CharField(label=_("ที่อยู่"), max_length=300, required=False)
    volunteer_count = forms.IntegerField(
        label=_("จำนวนอาสาสมัคร"), min_value=0, max_value=1_000_000, required=False
    )
    counted_on = ThaiDateField(label=_("นับเมื่อวันที่"), required=False, latest=today)

    def prepare(self, duty: Duty) -> None:
        """Offer only what lies in the duty's province."""
        tambon = parts_of(duty.province_id, "tambon").select_related("parent")
        self.fields["address_place"].queryset = tambon
        hosts = Organisation.objects.filter(province_id=duty.province_id, is_own_host=True)
        self.fields["host"].queryset = hosts.order_by("name_key")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("volunteer_count") is not None and not cleaned.get("counted_on"):
            self.add_error("counted_on", _("บอกวันที่นับด้วย เพื่อรู้ว่าตัวเลขยังใหม่"))
        if cleaned.get("is_own_host") and cleaned.get("host"):
            self.add_error("host", _("เลือกอย่างเดียว: เป็นแม่ข่ายเอง หรืออยู่กับแม่ข่ายอื่น"))
        return cleaned

    def list_card(self) -> dict[str, Any]:
        """What goes onto the card."""
        own = OrganisationFields.base_fields
        return {name: value for name, value in self.cleaned_data.items() if name in own}


class AddOrganisation(OrganisationFields, SubmitOnce):
    is_different = forms.BooleanField(label=_("ตรวจแล้ว เป็นคนละองค์กรกับที่ชื่อคล้ายกัน"), required=False)

    def __init__(self, *args: Any, duty: Duty, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.duty = duty
        self.prepare(duty)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        near = similar_organisations(self.duty, cleaned.get("name", ""), most=3)
        if self.sent_before is None and near and near[0].score >= SURELY_LIKE:
            names = ", ".join(found.organisation.name for found in near)
            if not cleaned.get("is_different"):
                self.add_error(
                    "is_different",
                    _("มีชื่อคล้ายกันแล้ว: %(names)s หากเป็นคนละแห่ง ให้ทำเครื่องหมายข้อนี้") % {"names": names},
                )
        return cleaned


class ChangeOrganisation(OrganisationFields, VersionedForm):
    def __init__(self, *args: Any, duty: Duty, organisation: Organisation, **kwargs: Any) -> None:
        initial = {name: getattr(organisation, name) for name in OrganisationFields.base_fields}
        super().__init__(*args, current_version=organisation.version, initial=initial, **kwargs)
        self.prepare(duty)
