"""Forms of requests, breaches, retention, consents and guardians."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kuea.core.privacy import GuardianScope
from kuea.offices.labels import ROLES
from kuea.offices.models import Duty, Province
from kuea.people.labels import CONSENT_KINDS, GUARDIAN_SCOPES
from kuea.people.models import Person
from kuea.privacy import labels
from kuea.privacy.queries import signers
from kuea.web.forms import SubmitOnce, ThaiDateField

SHORT = forms.Textarea(attrs={"rows": 2})
LONG = forms.Textarea(attrs={"rows": 4})


class RequestForm(SubmitOnce):
    """What somebody asked, as they said it. The same questions on paper and by word."""

    kind = forms.ChoiceField(
        label=_("ขออะไร"), choices=list(labels.REQUEST_KINDS.items()), widget=forms.RadioSelect
    )
    who_words = forms.CharField(
        label=_("ใครขอ"), max_length=200, required=False,
        help_text=_("ชื่อ หรือที่คนเรียก และหมู่บ้าน ไม่ต้องมีบัตร ถ้าเปิดจากหน้าเรื่องไม่ต้องกรอก"),
    )  # fmt: skip
    asked_words = forms.CharField(label=_("คำขอเป็นคำของเจ้าตัว"), max_length=2000, widget=LONG)
    how = forms.ChoiceField(
        label=_("ขอมาอย่างไร"), choices=list(labels.HOW.items()), widget=forms.RadioSelect,
        initial="spoken",
    )  # fmt: skip
    known_how = forms.CharField(
        label=_("รู้ได้อย่างไรว่าเป็นเจ้าตัวหรือผู้แทน"), max_length=200, required=False,
        help_text=_("เช่น รู้จักกัน ผู้ใหญ่บ้านรับรอง"),
    )  # fmt: skip
    received_on = ThaiDateField(
        label=_("ขอเมื่อวันที่"), initial=timezone.localdate, latest=timezone.localdate
    )

    def __init__(self, *args: Any, person: Person | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person
        if person is not None:
            del self.fields["who_words"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.person is None and not cleaned.get("who_words"):
            self.add_error("who_words", _("เขียนว่าใครขอ ให้สำนักงานหาเจอ"))
        return cleaned


class PersonChoice(forms.ModelChoiceField):
    def label_from_instance(self, person: Person) -> str:
        where = person.village.name_th if person.village else ""
        return " · ".join(part for part in (person.full_name, person.code, where) if part)


class DecideForm(forms.Form):
    outcome = forms.ChoiceField(
        label=_("ผล"), choices=list(labels.OUTCOMES.items()), widget=forms.RadioSelect
    )
    reason = forms.CharField(label=_("เหตุผลที่จะเขียนในหนังสือตอบ"), max_length=1000, widget=LONG)
    person = PersonChoice(
        Person.objects.none(), label=_("เป็นใครในทะเบียน"), required=False,
        empty_label=_("ไม่พบในทะเบียน"),
    )  # fmt: skip

    def __init__(self, *args: Any, found: list[Person], known: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if known:
            del self.fields["person"]
        else:
            self.fields["person"].queryset = Person.objects.filter(pk__in=[p.pk for p in found])


class CorrectionForm(forms.Form):
    """What is right; what stays empty stays as it is."""

    name = forms.CharField(label=_("ชื่อ นามสกุล ที่ถูกต้อง"), max_length=200, required=False)
    birth = forms.CharField(label=_("วันหรือปีเกิดที่ถูกต้อง"), max_length=40, required=False)
    house_no = forms.CharField(label=_("บ้านเลขที่ที่ถูกต้อง"), max_length=40, required=False)
    telephone = forms.CharField(label=_("โทรศัพท์ที่ถูกต้อง"), max_length=40, required=False)


class MomentField(forms.CharField):
    """A day and an hour: «24/11/2569 14:30»."""

    def to_python(self, value: Any) -> datetime | None:
        from kuea.web.thai_format import read_day

        text = super().to_python(value)
        if not text:
            return None
        day, _space, clock = str(text).strip().rpartition(" ")
        try:
            hour, minute = (int(part) for part in clock.replace(".", ":").split(":"))
            moment = datetime.combine(
                read_day(day), datetime.min.time().replace(hour=hour, minute=minute)
            )
        except (ValueError, TypeError) as fault:
            raise forms.ValidationError(_("พิมพ์วันและเวลา เช่น 24/11/2569 14:30")) from fault
        return timezone.make_aware(moment)


class TellBreach(SubmitOnce):
    what = forms.CharField(
        label=_("เกิดอะไรขึ้น"), max_length=2000, widget=LONG,
        help_text=_("เช่น สมุดเยี่ยมหาย ส่งแฟ้มผิดคน ไม่ต้องเขียนชื่อใคร บอกเร็วดีกว่าบอกครบ"),
    )  # fmt: skip
    known_at = MomentField(
        label=_("รู้เมื่อไร"), required=False, help_text=_("เว้นว่างคือเดี๋ยวนี้ เช่น 24/11/2569 14:30")
    )
    happened_at = MomentField(label=_("เกิดเมื่อไร ถ้าทราบ"), required=False)


class AssessBreach(forms.Form):
    risk = forms.ChoiceField(
        label=_("เสี่ยงต่อคนเพียงใด"), choices=list(labels.RISKS.items()), widget=forms.RadioSelect
    )
    people_count = forms.IntegerField(label=_("เกี่ยวข้องกับคนประมาณกี่คน"), min_value=0)
    record_count = forms.IntegerField(label=_("กี่รายการ ถ้าทราบ"), min_value=0, required=False)
    data_classes = forms.MultipleChoiceField(
        label=_("ข้อมูลใดบ้าง"), choices=list(labels.CLASSES.items()), required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    measures = forms.CharField(label=_("ทำอะไรไปแล้ว จะทำอะไรต่อ"), max_length=2000, widget=LONG)


class ReportBreach(forms.Form):
    reported_at = MomentField(label=_("แจ้งสำนักงานฯ เมื่อ"), help_text=_("เช่น 24/11/2569 14:30"))
    report_number = forms.CharField(label=_("เลขที่หนังสือหรือเลขรับ"), max_length=60, required=False)
    late_reason = forms.CharField(
        label=_("ถ้าเกิน 72 ชั่วโมง เพราะอะไร"), max_length=1000, required=False, widget=SHORT
    )


class CloseBreach(forms.Form):
    persons_told_on = ThaiDateField(
        label=_("บอกเจ้าของข้อมูลวันที่"), required=False, latest=timezone.localdate
    )
    persons_told_how = forms.CharField(
        label=_("บอกอย่างไร หรือเหตุที่บอกไม่ได้"), max_length=1000, required=False, widget=SHORT
    )
    closing_words = forms.CharField(
        label=_("ได้เรียนรู้อะไร หรือเหตุที่ไม่เสี่ยงต่อใคร"), max_length=2000, widget=LONG
    )


class DutyChoice(forms.ModelChoiceField):
    def label_from_instance(self, duty: Duty) -> str:
        return f"{duty.user} · {ROLES.get(duty.role, duty.role)}"


class TryRetention(forms.Form):
    signer = DutyChoice(Duty.objects.none(), label=_("ผู้ลงนามรายงาน"))

    def __init__(self, *args: Any, province: Province, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["signer"].queryset = signers(province)


class ConsentForm(forms.Form):
    """One thing at a time (rule 1)."""

    kind = forms.ChoiceField(
        label=_("ยินยอมเรื่องใด"), widget=forms.RadioSelect,
        choices=[(k, v) for k, v in CONSENT_KINDS.items() if k != "giver_contact"],
        help_text=_("การให้ผู้ให้รู้ชื่อ บันทึกที่หน้าจับคู่ของผู้ให้รายนั้น"),
    )  # fmt: skip
    words = forms.CharField(
        label=_("เจ้าตัวว่าอย่างไร"), max_length=300, widget=SHORT,
        help_text=_("ให้ใช้อะไร ที่ไหน นานเท่าไร เช่น ใช้รูปในงานวันที่ 5 ได้ ห้ามลงอินเทอร์เน็ต"),
    )  # fmt: skip


class GuardianForm(forms.Form):
    name = forms.CharField(label=_("ชื่อผู้แทน"), max_length=150)
    relation = forms.CharField(
        label=_("เกี่ยวข้องกันอย่างไร"), max_length=60, help_text=_("เช่น ยาย ผู้อนุบาลตามคำสั่งศาล")
    )
    scope = forms.MultipleChoiceField(
        label=_("ทำแทนได้เรื่องใด"), choices=list(GUARDIAN_SCOPES.items()),
        widget=forms.CheckboxSelectMultiple, initial=[GuardianScope.HEAR.value],
    )  # fmt: skip
    paper = forms.CharField(
        label=_("รู้ได้อย่างไร"), max_length=120, required=False, help_text=_("คำสั่งศาล หรือผู้ใหญ่บ้านรับรอง")
    )


class Reason(forms.Form):
    reason = forms.CharField(label=_("เหตุผล"), max_length=1000, widget=SHORT)
