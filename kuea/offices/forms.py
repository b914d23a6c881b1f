"""Forms for accounts, duties and the province's own limits."""

from dataclasses import asdict, fields
from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.utils.translation import gettext_lazy as _

from kuea.core.limits import Limits
from kuea.core.problems import CATALOGUE
from kuea.core.words import Role
from kuea.offices.actions import LARGEST_LIMIT, MAY_APPOINT
from kuea.offices.labels import LIMITS, ROLES
from kuea.offices.models import Duty, Organisation, Province, User


class SignInForm(AuthenticationForm):
    """Name and password, with our own words for a wrong one."""

    error_messages = {
        "invalid_login": f"{CATALOGUE['wrong_sign_in'].what} {CATALOGUE['wrong_sign_in'].remedy}",
        "inactive": _("บัญชีนี้ปิดอยู่ โปรดติดต่อผู้ดูแลระบบของจังหวัด"),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = _("ชื่อผู้ใช้")
        self.fields["password"].label = _("รหัสผ่าน")


class AddUser(forms.Form):
    username = forms.CharField(
        label=_("ชื่อผู้ใช้"), max_length=150, help_text=_("ตัวอักษรหรือตัวเลขที่จำง่าย ไม่ใช้เลขประจำตัวประชาชน")
    )
    display_name = forms.CharField(label=_("ชื่อที่แสดง"), max_length=150)
    password = forms.CharField(
        label=_("รหัสผ่านแรก"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("อย่างน้อย 12 ตัวอักษร บอกเจ้าของบัญชีด้วยตนเอง แล้วให้เปลี่ยนเมื่อเข้าครั้งแรก"),
    )

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

    def __init__(self, *args: Any, duty: Duty, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        roles = sorted(MAY_APPOINT[duty.role], key=lambda role: list(Role).index(role))
        self.fields["role"].choices = [(role.value, ROLES[role]) for role in roles]
        if duty.province_id:
            del self.fields["province"]
            self.fields["organisation"].queryset = Organisation.objects.visible_to(duty).order_by(
                "name_key"
            )
        else:
            del self.fields["organisation"]
            self.fields["province"].queryset = Province.objects.select_related("place")

    def clean_username(self) -> User:
        user = User.objects.filter(username__iexact=self.cleaned_data["username"].strip()).first()
        if user is None:
            raise forms.ValidationError(_("ไม่พบบัญชีชื่อนี้ ตรวจตัวสะกด หรือเปิดบัญชีใหม่ก่อน"))
        return user


class NewPassword(forms.Form):
    password = forms.CharField(
        label=_("รหัสผ่านใหม่"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("อย่างน้อย 12 ตัวอักษร"),
    )


class OwnPassword(NewPassword):
    old_password = forms.CharField(
        label=_("รหัสผ่านเดิม"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    field_order = ["old_password", "password"]


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
