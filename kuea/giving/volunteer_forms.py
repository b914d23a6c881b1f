"""Forms of volunteers and their groups."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kuea.giving.forms import OnePlace, PlaceChoices, tambon_of
from kuea.giving.models import HostNetwork, VolunteerGroup
from kuea.offices.models import Duty, Place
from kuea.web.forms import SubmitOnce, ThaiDateField
from kuea.web.thai_format import today


def own_places(host_pk: int | None) -> Any:
    """Villages of the host's areas, and whole tambon it was asked to care for."""
    host = HostNetwork.objects.filter(pk=host_pk).first()
    if host is None:
        return Place.objects.none()
    held = list(host.assignments.exclude(state="ended").values_list("place_id", flat=True))
    inside = Place.objects.filter(parent_id__in=held, level=Place.Level.VILLAGE)
    rows = Place.objects.filter(pk__in=held) | inside
    return rows.filter(valid_to=None).select_related("parent").order_by("code")


class InviteForm(SubmitOnce):
    """A neighbour whom the host asks to help."""

    display_name = forms.CharField(label=_("ชื่อที่ใช้เรียก"), max_length=150)
    areas = PlaceChoices(
        Place.objects.none(),
        label=_("หมู่บ้านที่จะช่วยดูแล"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    group = forms.ModelChoiceField(
        VolunteerGroup.objects.none(),
        label=_("กลุ่มอาสา"),
        required=False,
        empty_label=_("ยังไม่อยู่ในกลุ่ม"),
    )
    skills = forms.CharField(
        label=_("ถนัดเรื่องอะไร"),
        max_length=200,
        required=False,
        help_text=_("เช่น ขับรถ ตัดผม พูดภาษามือ"),
    )
    username = forms.CharField(
        label=_("ชื่อผู้ใช้"), max_length=60, required=False, help_text=_("เว้นว่างให้ระบบตั้งให้")
    )

    def __init__(self, *args: Any, duty: Duty, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["areas"].queryset = own_places(duty.organisation_id)
        self.fields["group"].queryset = VolunteerGroup.objects.visible_to(duty).order_by("name")


class PledgeForm(forms.Form):
    pledged_on = ThaiDateField(label=_("วันที่ให้คำมั่นรักษาความลับ"), latest=today)
    trained_on = ThaiDateField(label=_("วันที่ผ่านการอบรมพื้นฐาน"), latest=today)


class PlaceForm(forms.Form):
    areas = PlaceChoices(
        Place.objects.none(), label=_("หมู่บ้านที่ช่วยดูแล"), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, host_pk: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["areas"].queryset = own_places(host_pk)


class GroupForm(SubmitOnce):
    """An organised group of volunteers."""

    name = forms.CharField(label=_("ชื่อกลุ่ม"), max_length=150)
    tambon = OnePlace(Place.objects.none(), label=_("ตำบล"), empty_label=_("เลือกตำบล"))
    leader_name = forms.CharField(label=_("ผู้นำกลุ่ม"), max_length=150, required=False)
    safeguarding_checked_on = ThaiDateField(
        label=_("ตรวจความปลอดภัยเมื่อ"), latest=today, required=False
    )
    last_active_on = ThaiDateField(label=_("ทำกิจกรรมด้วยกันล่าสุด"), latest=today, required=False)

    def __init__(self, *args: Any, duty: Duty, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["tambon"].queryset = tambon_of(duty.province)
