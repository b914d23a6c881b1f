"""Forms of hosts, areas and offers."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kuea.core.words import HelpKind
from kuea.giving.labels import LINK_KIND, UNIT
from kuea.giving.models import AreaAssignment, CapacityOffer, HostNetwork
from kuea.giving.queries import groups_in_use
from kuea.offices.models import Duty, Organisation, Place, Province, Resolution
from kuea.people.definition_queries import signed_resolutions
from kuea.people.labels import help_kind_label
from kuea.web.forms import SubmitOnce, ThaiDateField, VersionedForm
from kuea.web.thai_format import today


def tambon_of(province: Province) -> Any:
    return (
        Place.objects.filter(
            level=Place.Level.TAMBON, code__startswith=province.code, valid_to=None
        )
        .select_related("parent")
        .order_by("code")
    )


class PlaceChoices(forms.ModelMultipleChoiceField):
    """Places ticked one by one, each with what it lies in."""

    def label_from_instance(self, place: Place) -> str:
        return name_place(place)


class OnePlace(forms.ModelChoiceField):
    def label_from_instance(self, place: Place) -> str:
        return name_place(place)


def name_place(place: Place) -> str:
    """«ตำบลบางปรอก (เมืองปทุมธานี)»; villages keep their own name before the tambon's."""
    kind = "" if place.level == Place.Level.VILLAGE else place.kind_th
    inside = f" ({place.parent.name_th})" if place.parent else ""
    return f"{kind}{place.name_th}{inside}"


class ResolutionChoice(forms.ModelChoiceField):
    def label_from_instance(self, resolution: Resolution) -> str:
        return f"{resolution.number} · {resolution.title}"


def resolution_field(label: Any) -> ResolutionChoice:
    return ResolutionChoice(
        Resolution.objects.none(),
        label=label,
        empty_label=_("เลือกมติ"),
        help_text=_("เห็นเฉพาะมติที่ประธานภาคประชาชนลงนามแล้ว"),
    )


# --- hosts ------------------------------------------------------------------------------------


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("เหตุผล"), max_length=300)

    def __init__(self, *args: Any, host: HostNetwork | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)


class HostForm(VersionedForm):
    """A step of a host; knows from which version its page was drawn."""

    def __init__(self, *args: Any, host: HostNetwork, **kwargs: Any) -> None:
        super().__init__(*args, current_version=host.version, **kwargs)


class CheckForm(HostForm):
    contact_confirmed_on = ThaiDateField(label=_("วันที่ติดต่อยืนยัน"), latest=today)
    contact_confirmed_how = forms.CharField(
        label=_("ยืนยันอย่างไร"), max_length=200, help_text=_("เช่น โทรศัพท์คุยกับผู้นำ ไปเยี่ยมที่ทำการ")
    )


class EndorseForm(HostForm):
    resolution = resolution_field(_("มติรับรองแม่ข่าย"))

    def __init__(self, *args: Any, host: HostNetwork, **kwargs: Any) -> None:
        super().__init__(*args, host=host, **kwargs)
        rows = signed_resolutions(host.organisation.province_id)
        self.fields["resolution"].queryset = rows


class AgreementForm(HostForm):
    """The text that is signed stands beside the form and on the printed paper."""

    signed_on = ThaiDateField(label=_("วันที่ลงนามข้อตกลงดูแลข้อมูล"), latest=today)
    signer_name = forms.CharField(
        label=_("ผู้ลงนามของแม่ข่าย"), max_length=150, required=False,
        help_text=_("เว้นว่างได้ถ้าผู้นำองค์กรลงนามเอง"),
    )  # fmt: skip
    signer_position = forms.CharField(label=_("ตำแหน่งผู้ลงนาม"), max_length=100, required=False)
    ends_on = ThaiDateField(
        label=_("ใช้ถึงวันที่"), required=False, help_text=_("เว้นว่างได้ถ้าใช้จนกว่าจะเลิก เช่น 24/11/2570")
    )


class AgreementEndForm(HostForm):
    ended_on = ThaiDateField(label=_("วันที่สิ้นสุดข้อตกลงดูแลข้อมูล"), latest=today)
    end_words = forms.CharField(
        label=_("กระดาษและสำเนาที่มีอยู่ คืนหรือทำลายอย่างไร"), max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip


class TrainingForm(HostForm):
    """The three things a coordinator learns; any of them may come later."""

    data_protection_on = ThaiDateField(
        label=_("อบรมการดูแลข้อมูลส่วนบุคคล"), latest=today, required=False
    )
    dignity_on = ThaiDateField(label=_("อบรมการดูแลศักดิ์ศรี"), latest=today, required=False)
    safeguarding_on = ThaiDateField(
        label=_("อบรมการคุ้มครองความปลอดภัย"), latest=today, required=False
    )

    def __init__(self, *args: Any, host: HostNetwork, **kwargs: Any) -> None:
        kwargs["initial"] = {
            "data_protection_on": host.trained_data_protection_on,
            "dignity_on": host.trained_dignity_on,
            "safeguarding_on": host.trained_safeguarding_on,
        }
        super().__init__(*args, host=host, **kwargs)


class ActivateForm(HostForm):
    """Nothing to fill in: the checklist says what is there."""


# --- areas ------------------------------------------------------------------------------------


def group_choices(province: Province) -> list[tuple[str, Any]]:
    return [(group.code, group.name) for group in groups_in_use(province)]


class AssignForm(forms.Form):
    """Several tambon and groups at once for one host."""

    places = PlaceChoices(
        Place.objects.none(), label=_("ตำบล"), widget=forms.CheckboxSelectMultiple
    )
    groups = forms.MultipleChoiceField(
        label=_("กลุ่ม"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("ไม่เลือกเลย หมายถึงทุกกลุ่ม"),
    )
    role = forms.ChoiceField(
        label=_("บทบาท"),
        choices=[("lead", _("แม่ข่ายหลัก")), ("support", _("แม่ข่ายสนับสนุน"))],
        initial="lead",
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, province: Province, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["places"].queryset = tambon_of(province)
        self.fields["groups"].choices = group_choices(province)


class CellForm(forms.Form):
    """One host for this tambon, or one of its villages, in this group."""

    host = forms.ModelChoiceField(
        Organisation.objects.none(), label=_("แม่ข่าย"), empty_label=_("เลือกแม่ข่าย")
    )
    place = OnePlace(Place.objects.none(), label=_("พื้นที่"), empty_label=None)
    role = forms.ChoiceField(
        label=_("บทบาท"),
        choices=[("lead", _("แม่ข่ายหลัก")), ("support", _("แม่ข่ายสนับสนุน"))],
        initial="lead",
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, duty: Duty, tambon: Place, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        hosts = Organisation.objects.filter(
            host_network__in=HostNetwork.objects.visible_to(duty).exclude(
                state__in=["ended", "declined"]
            )
        )
        if duty.role == "host_coordinator":
            hosts = hosts.filter(pk=duty.organisation_id)
        self.fields["host"].queryset = hosts.order_by("name")
        inside = Place.objects.filter(parent=tambon, valid_to=None)
        self.fields["place"].queryset = (
            (inside | Place.objects.filter(pk=tambon.pk)).select_related("parent").order_by("code")
        )


class TrayForm(forms.Form):
    """Assignments ticked in a tray."""

    chosen = forms.ModelMultipleChoiceField(
        AreaAssignment.objects.none(),
        label=_("พื้นที่ที่เลือก"),
        error_messages={"required": _("ยังไม่ได้เลือกพื้นที่ เลือกอย่างน้อยหนึ่งแห่ง")},
    )

    def __init__(self, *args: Any, rows: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["chosen"].queryset = rows


class ConfirmTrayForm(TrayForm):
    resolution = resolution_field(_("มติแบ่งพื้นที่ดูแล"))

    def __init__(self, *args: Any, province_code: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["resolution"].queryset = signed_resolutions(province_code)


# --- what can be given ------------------------------------------------------------------------


class GroupsForm(forms.Form):
    """Whom the organisation serves."""

    group_codes = forms.MultipleChoiceField(
        label=_("กลุ่มที่องค์กรดูแลหรือช่วยได้"), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, organisation: Organisation, **kwargs: Any) -> None:
        had = list(organisation.serves.values_list("group_code", flat=True))
        super().__init__(*args, initial={"group_codes": had}, **kwargs)
        self.fields["group_codes"].choices = group_choices(organisation.province)


class OfferForm(SubmitOnce):
    """What kind of help, for whom, how many, where, as of when."""

    organisation = forms.ModelChoiceField(
        Organisation.objects.none(), label=_("ผู้ให้"), empty_label=_("เลือกองค์กร")
    )
    kind = forms.ChoiceField(
        label=_("ช่วยเรื่องอะไร"),
        choices=[(kind.value, help_kind_label(kind.value)) for kind in HelpKind],
    )
    what = forms.CharField(
        label=_("ให้อะไรได้บ้าง"), max_length=200, help_text=_("เช่น ช่างซ่อมหลังคาพร้อมวัสดุ")
    )
    groups = forms.MultipleChoiceField(
        label=_("สำหรับกลุ่มใด"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("ไม่เลือกเลย หมายถึงทุกกลุ่มที่องค์กรดูแล"),
    )
    quantity = forms.IntegerField(
        label=_("ได้จำนวนเท่าไร"), min_value=1, max_value=100_000,
        widget=forms.NumberInput(attrs={"class": "input--short", "inputmode": "numeric"}),
    )  # fmt: skip
    unit = forms.ChoiceField(
        label=_("นับเป็น"), choices=list(UNIT.items()), initial="people", widget=forms.RadioSelect
    )
    places = PlaceChoices(
        Place.objects.none(), label=_("ในพื้นที่ใด"), widget=forms.CheckboxSelectMultiple
    )
    as_of = ThaiDateField(label=_("ข้อมูล ณ วันที่"), latest=today, initial=today)

    def __init__(self, *args: Any, duty: Duty, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = Organisation.objects.visible_to(duty).filter(serves__isnull=False).distinct()
        if duty.role != "secretary":
            own = own.filter(pk=duty.organisation_id)
            self.fields["organisation"].initial = duty.organisation_id
        self.fields["organisation"].queryset = own.order_by("name")
        self.fields["groups"].choices = group_choices(duty.province)
        province = Place.objects.filter(pk=duty.province_id)
        self.fields["places"].queryset = (
            (province | tambon_of(duty.province)).select_related("parent").order_by("code")
        )


class ReconfirmForm(forms.Form):
    quantity = forms.IntegerField(
        label=_("จำนวนวันนี้"), min_value=1, max_value=100_000,
        widget=forms.NumberInput(attrs={"class": "input--short", "inputmode": "numeric"}),
    )  # fmt: skip

    def __init__(self, *args: Any, offer: CapacityOffer, **kwargs: Any) -> None:
        super().__init__(*args, initial={"quantity": offer.quantity}, **kwargs)


class FundForm(SubmitOnce):
    """That a fund is there, and by which rules it pays."""

    name = forms.CharField(label=_("ชื่อกองทุน"), max_length=200)
    kind_th = forms.CharField(
        label=_("ประเภท"), max_length=60, help_text=_("เช่น กลุ่มออมทรัพย์ สวัสดิการชุมชน กองทุนตำบล")
    )
    existing_since_be = forms.IntegerField(
        label=_("มีมาตั้งแต่ปี พ.ศ."), min_value=2400, max_value=2700, required=False,
        widget=forms.NumberInput(attrs={"class": "input--short", "inputmode": "numeric"}),
    )  # fmt: skip
    rules = forms.CharField(
        label=_("ช่วยใคร เรื่องใด ขออย่างไร"), required=False, widget=forms.Textarea
    )
    places = PlaceChoices(
        Place.objects.none(), label=_("ใช้ได้ในตำบลใด"), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, duty: Duty, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["places"].queryset = tambon_of(duty.province)


class LinkForm(forms.Form):
    kind = forms.ChoiceField(label=_("ความร่วมมือ"), choices=list(LINK_KIND.items()))
    b = forms.ModelChoiceField(
        Organisation.objects.none(), label=_("กับองค์กร"), empty_label=_("เลือกองค์กร")
    )

    def __init__(self, *args: Any, organisation: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = Organisation.objects.filter(province=organisation.province_id)
        self.fields["b"].queryset = others.exclude(pk=organisation.pk).order_by("name")
