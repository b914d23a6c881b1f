"""Forms for committees and their resolutions."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kuea.offices.labels import SEATS, SECTORS
from kuea.offices.models import Committee, Duty, Place, Resolution, User
from kuea.offices.queries import places_of_committees, users_of
from kuea.web.forms import SubmitOnce, ThaiDateField, VersionedForm
from kuea.web.thai_format import today


class PlaceChoice(forms.ModelChoiceField):
    def label_from_instance(self, place: Place) -> str:
        if place.level == Place.Level.PROVINCE:
            return f"จังหวัด{place.name_th}"
        return f"{place.kind_th}{place.name_th} {place.parent.kind_th}{place.parent.name_th}"


class UserChoice(forms.ModelChoiceField):
    def label_from_instance(self, user: User) -> str:
        return f"{user} ({user.username})"


class ProposeCommittee(SubmitOnce):
    place = PlaceChoice(Place.objects.none(), label=_("ของพื้นที่"), empty_label=_("ยังไม่เลือก"))
    name = forms.CharField(label=_("ชื่อคณะกรรมการ"), max_length=200)
    quorum = forms.IntegerField(label=_("องค์ประชุม (คน)"), min_value=1, max_value=200, initial=5)
    term_from = ThaiDateField(label=_("เริ่มวาระ"), required=False)
    term_to = ThaiDateField(label=_("สิ้นวาระ"), required=False)

    def __init__(self, *args: Any, duty: Duty, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].queryset = places_of_committees(duty.province_id)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        begin, end = cleaned.get("term_from"), cleaned.get("term_to")
        if begin and end and end < begin:
            self.add_error("term_to", _("วันสิ้นวาระต้องไม่ก่อนวันเริ่มวาระ"))
        return cleaned


class OrderCommittee(forms.Form):
    number = forms.CharField(
        label=_("เลขที่คำสั่ง"), max_length=50, help_text=_("ตามคำสั่งแต่งตั้ง เช่น 123/2569")
    )
    on = ThaiDateField(label=_("ลงวันที่"), latest=today)
    signer = forms.CharField(label=_("ผู้ลงนามในคำสั่ง"), max_length=150)


class SeatMember(forms.Form):
    seat = forms.ChoiceField(label=_("ตำแหน่ง"), choices=list(SEATS.items()), initial="member")
    name = forms.CharField(label=_("ชื่อ"), max_length=150)
    sector = forms.ChoiceField(label=_("ภาคส่วน"), choices=list(SECTORS.items()))
    is_provincial_office = forms.BooleanField(
        label=_("เป็นเจ้าหน้าที่ พมจ. (หน่วยเลขานุการของจังหวัด)"), required=False
    )
    user = UserChoice(
        User.objects.none(),
        label=_("บัญชีในระบบ"),
        required=False,
        empty_label=_("ยังไม่เลือก"),
        help_text=_("ประธานและรองประธานต้องมีบัญชีของตนเองจึงลงนามได้"),
    )

    def __init__(self, *args: Any, duty: Duty, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["user"].queryset = users_of(duty.province_id)


class CommitteeChoice(forms.ModelChoiceField):
    def label_from_instance(self, committee: Committee) -> str:
        return committee.name


class DraftResolution(SubmitOnce):
    committee = CommitteeChoice(
        Committee.objects.none(), label=_("คณะกรรมการ"), empty_label=_("ยังไม่เลือก")
    )
    meeting_number = forms.IntegerField(label=_("การประชุมครั้งที่"), min_value=1, max_value=999)
    decided_on = ThaiDateField(label=_("วันประชุม"), latest=today)
    title = forms.CharField(label=_("เรื่อง"), max_length=200)
    text = forms.CharField(
        label=_("ข้อความมติ"), widget=forms.Textarea(attrs={"rows": 6}), max_length=20000
    )

    def __init__(self, *args: Any, duty: Duty, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        working = Committee.objects.visible_to(duty).filter(state="active").order_by("place_id")
        self.fields["committee"].queryset = working
        self.fields["committee"].initial = working.first()


class ChangeResolution(VersionedForm):
    title = forms.CharField(label=_("เรื่อง"), max_length=200)
    text = forms.CharField(
        label=_("ข้อความมติ"), widget=forms.Textarea(attrs={"rows": 6}), max_length=20000
    )

    def __init__(self, *args: Any, resolution: Resolution, **kwargs: Any) -> None:
        initial = {"title": resolution.title, "text": resolution.text}
        super().__init__(*args, current_version=resolution.version, initial=initial, **kwargs)
