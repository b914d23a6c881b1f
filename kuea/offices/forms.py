"""Forms for accounts, duties and the province's own limits."""

from dataclasses import asdict, fields
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kuea.core.access import MAY_APPOINT, last_day_of_duty
from kuea.core.limits import Limits
from kuea.core.words import Role
from kuea.offices.actions import LARGEST_LIMIT
from kuea.offices.labels import LIMITS, ROLES
from kuea.offices.models import Duty, Organisation, Place, Province, User
from kuea.offices.queries import successors_of
from kuea.web.forms import ThaiDateField


class AddUser(forms.Form):
    username = forms.CharField(
        label=_("ชื่อผู้ใช้"), max_length=150, help_text=_("ตัวอักษรหรือตัวเลขที่จำง่าย ไม่ใช้เลขประจำตัวประชาชน")
    )
    display_name = forms.CharField(label=_("ชื่อที่แสดง"), max_length=150)

    def clean_username(self) -> str:
        username: str = self.cleaned_data["username"].strip()
        if sum(letter.isdigit() for letter in username) >= 13:
            raise forms.ValidationError(_("ชื่อผู้ใช้ต้องไม่เป็นเลขประจำตัว 13 หลัก ตั้งชื่ออื่น"))
        return username


class OrganisationChoice(forms.ModelChoiceField):
    def label_from_instance(self, organisation: Organisation) -> str:
        return organisation.name


class ProvinceChoice(forms.ModelChoiceField):
    def label_from_instance(self, province: Province) -> str:
        return f"จังหวัด{province.place.name_th}"


class Appoint(forms.Form):
    """Which duty, for which account; the choices are those the appointing duty may give."""

    username = forms.CharField(label=_("ชื่อผู้ใช้ของผู้รับหน้าที่"), max_length=150)
    role = forms.ChoiceField(label=_("หน้าที่"))
    province = ProvinceChoice(
        Province.objects.none(), label=_("จังหวัด"), required=False, empty_label=_("ยังไม่เลือก")
    )
    organisation = OrganisationChoice(
        Organisation.objects.none(),
        label=_("องค์กร"),
        required=False,
        empty_label=_("ยังไม่เลือก"),
        help_text=_("จำเป็นสำหรับผู้ประสานแม่ข่ายและผู้ให้"),
    )
    ends_on = ThaiDateField(
        label=_("วันสุดท้ายของหน้าที่"), required=False, help_text=_("เว้นว่างไว้ ระบบจะใช้วาระปกติของหน้าที่นั้น")
    )

    areas = forms.ModelMultipleChoiceField(
        Place.objects.none(), label=_("พื้นที่"), required=False,
        help_text=_("จำเป็นสำหรับกรรมการตำบลและเจ้าหน้าที่อำเภอ"),
    )  # fmt: skip

    def __init__(self, *args: Any, duty: Duty, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        roles = sorted(MAY_APPOINT[Role(duty.role)], key=lambda role: list(Role).index(role))
        self.fields["role"].choices = [(role.value, ROLES[role]) for role in roles]
        if duty.province_id:
            del self.fields["province"]
            self.fields["areas"].queryset = Place.objects.filter(
                level__in=["amphoe", "tambon"], valid_to=None, code__startswith=duty.province_id
            ).order_by("code")
            self.fields["organisation"].queryset = Organisation.objects.visible_to(duty).order_by(
                "name_key"
            )
        else:
            del self.fields["organisation"], self.fields["areas"]
            self.fields["province"].queryset = Province.objects.select_related("place")

    def clean_username(self) -> User:
        user = User.objects.filter(username__iexact=self.cleaned_data["username"].strip()).first()
        if user is None:
            raise forms.ValidationError(_("ไม่พบบัญชีชื่อนี้ ตรวจตัวสะกด หรือเปิดบัญชีใหม่ก่อน"))
        return user


class DutyChoice(forms.ModelChoiceField):
    def label_from_instance(self, duty: Duty) -> str:
        return str(duty.user)


class EndDuty(forms.Form):
    """Who takes over what is still in hand, and why the duty ends."""

    successor = DutyChoice(
        Duty.objects.none(),
        label=_("ผู้รับช่วง"),
        required=False,
        empty_label=_("ให้ระบบเลือกผู้ที่อยู่ใกล้ที่สุด"),
        help_text=_("ผู้ที่ทำหน้าที่เดียวกันในที่เดียวกันอยู่แล้ว"),
    )
    reason = forms.CharField(
        label=_("เหตุผล (ไม่บังคับ)"),
        required=False,
        max_length=300,
        help_text=_("ไม่เก็บถ้อยคำ เก็บเพียงว่ามีเหตุผล"),
    )

    def __init__(self, *args: Any, duty: Duty, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        successors = successors_of(duty)
        if successors.exists():
            self.fields["successor"].queryset = successors
        else:
            del self.fields["successor"]


class RenewDuty(forms.Form):
    ends_on = ThaiDateField(label=_("วันสุดท้ายใหม่"), required=False)

    def __init__(self, *args: Any, duty: Duty, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ends_on"].initial = last_day_of_duty(Role(duty.role), timezone.localdate())


class IssueCode(forms.Form):
    """For somebody who never entered there is nothing to forget."""

    forgets_second_factor = forms.BooleanField(
        label=_("ทำเครื่องที่มีแอปรหัสหายด้วย"),
        required=False,
        help_text=_("เลือกเมื่อไม่มีทั้งแอป กุญแจในเครื่อง และรหัสสำรอง ยืนยันตัวกันต่อหน้าก่อน เจ้าของต้องผูกใหม่"),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not user.has_usable_password():
            del self.fields["forgets_second_factor"]
            self.fields["ready"] = forms.BooleanField(
                label=_("พร้อมพิมพ์หรือจดทันที"),
                required=True,
                help_text=_("รหัสแสดงครั้งเดียว ใบเก่าที่ยังไม่ใช้จะใช้ไม่ได้อีก"),
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        cleaned.pop("ready", None)
        return cleaned


class ProvinceLimits(forms.Form):
    """Every limit of A22, with what the province set or the default."""

    seen = forms.JSONField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, province: Province, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seen"].initial = province.changed_limits
        now, default = asdict(province.limits), asdict(Limits())
        for field in fields(Limits):
            label, unit = LIMITS[field.name]
            self.fields[field.name] = forms.IntegerField(
                label=label,
                min_value=1,
                max_value=LARGEST_LIMIT,
                initial=now[field.name],
                help_text=_("%(unit)s · ค่าตั้งต้น %(default)d")
                % {"unit": unit, "default": default[field.name]},
            )

    def list_limits(self) -> dict[str, int]:
        return {field.name: self.cleaned_data[field.name] for field in fields(Limits)}
