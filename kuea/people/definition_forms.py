"""Forms of the definition pages."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kuea.core.words import Category, Role, Sector
from kuea.offices.models import Duty, Resolution
from kuea.people.definition_queries import signed_resolutions
from kuea.people.labels import category_label, sector_label
from kuea.people.models import DefinitionSet, TargetGroup
from kuea.web.forms import SubmitOnce, ThaiDateField, VersionedForm
from kuea.web.thai_format import today

SECTOR_OF_ROLE = {
    Role.SECRETARY: Sector.REGIONAL,
    Role.LOCAL_OFFICER: Sector.LOCAL_GOVERNMENT,
    Role.MINISTRY: Sector.CENTRAL,
}


class ConsultationForm(forms.Form):
    """Why a definition is written, and with whom it was thought over."""

    why = forms.CharField(label=_("ทำไมจึงเขียนหรือแก้นิยามฉบับนี้"), required=False, widget=forms.Textarea)
    on = ThaiDateField(label=_("วันที่หารือร่วมกัน"), latest=today)
    place = forms.CharField(label=_("สถานที่หารือ"), max_length=200)

    def __init__(self, *args: Any, definition_set: DefinitionSet, **kwargs: Any) -> None:
        kwargs["initial"] = {
            "why": definition_set.why,
            "on": definition_set.consulted_on,
            "place": definition_set.consulted_place,
        }
        super().__init__(*args, **kwargs)
        for sector in Sector:
            self.fields[f"sector_{sector.value}"] = forms.IntegerField(
                label=sector_label(sector.value),
                min_value=0,
                max_value=10_000,
                required=False,
                initial=definition_set.consulted_sectors.get(sector.value, ""),
                help_text=_("จำนวนคนที่มาร่วม"),
                widget=forms.NumberInput(attrs={"class": "input--short", "inputmode": "numeric"}),
            )

    def counts(self) -> dict[str, int]:
        return {
            sector.value: self.cleaned_data.get(f"sector_{sector.value}") or 0 for sector in Sector
        }

    def sector_fields(self) -> list[forms.BoundField]:
        return [self[f"sector_{sector.value}"] for sector in Sector]


class GroupForm(VersionedForm):
    """One group: whom, how a neighbour would tell, how to find and reach them. No points, no order."""

    category = forms.ChoiceField(
        label=_("อยู่ในประเภท"),
        choices=[(category.value, category_label(category.value)) for category in Category],
        widget=forms.RadioSelect,
    )
    name = forms.CharField(
        label=_("ชื่อกลุ่ม"), max_length=120, help_text=_("คำที่คนในจังหวัดเรียกกันด้วยความเคารพ")
    )
    criteria = forms.CharField(
        label=_("เกณฑ์"),
        widget=forms.Textarea,
        help_text=_("บรรทัดละหนึ่งข้อ เขียนเป็นประโยคที่เพื่อนบ้านตอบได้ว่าใช่หรือไม่ใช่ ไม่มีการให้คะแนน"),
    )
    finding_method = forms.CharField(
        label=_("จะรู้ได้อย่างไรว่าเขาอยู่ที่ไหน"), required=False, widget=forms.Textarea
    )
    reaching_method = forms.CharField(
        label=_("จะเข้าถึงเขาอย่างไร"), required=False, widget=forms.Textarea
    )

    def __init__(self, *args: Any, group: TargetGroup | None = None, **kwargs: Any) -> None:
        if group is not None:
            kwargs["initial"] = {
                "category": group.category,
                "name": group.name,
                "criteria": "\n".join(group.criteria),
                "finding_method": group.finding_method,
                "reaching_method": group.reaching_method,
            }
        super().__init__(*args, current_version=group.version if group else "", **kwargs)

    def facts(self) -> dict[str, Any]:
        facts = {name: value for name, value in self.cleaned_data.items() if name != "version"}
        return {**facts, "criteria": facts["criteria"].splitlines()}


class CommentForm(SubmitOnce):
    """What somebody thinks of the draft."""

    sector = forms.ChoiceField(
        label=_("ท่านพูดในฐานะ"),
        choices=[(sector.value, sector_label(sector.value)) for sector in Sector],
    )
    text = forms.CharField(
        label=_("ความเห็นของท่าน"),
        max_length=4000,
        widget=forms.Textarea,
        help_text=_("พูดถึงนิยามและกลุ่ม โปรดอย่าเขียนชื่อหรือเรื่องส่วนตัวของผู้ใด"),
    )

    def __init__(self, *args: Any, duty: Duty, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sector"].initial = SECTOR_OF_ROLE.get(Role(duty.role), Sector.PEOPLE)
        if duty.role == Role.MINISTRY:
            del self.fields["sector"]


class AnswerForm(forms.Form):
    """An answer beside every comment."""

    answer = forms.CharField(label=_("คำตอบรวมของจังหวัด"), required=False, widget=forms.Textarea)

    def __init__(self, *args: Any, definition_set: DefinitionSet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.comments = list(definition_set.comments.order_by("pk"))
        self.fields["answer"].initial = definition_set.answer
        for said in self.comments:
            self.fields[f"answer_{said.pk}"] = forms.CharField(
                label=_("จังหวัดตอบว่า"),
                required=False,
                initial=said.answer,
                widget=forms.Textarea(attrs={"rows": 3}),
            )

    def rows(self) -> list[tuple[Any, forms.BoundField]]:
        return [(said, self[f"answer_{said.pk}"]) for said in self.comments]

    def answers(self) -> dict[int, str]:
        return {said.pk: self.cleaned_data[f"answer_{said.pk}"] for said in self.comments}


class ResolutionChoice(forms.ModelChoiceField):
    """A signed resolution, by its number and title."""

    def label_from_instance(self, resolution: Resolution) -> str:
        return f"{resolution.number} · {resolution.title}"


class AdoptForm(forms.Form):
    """By which resolution the set is adopted."""

    resolution = ResolutionChoice(
        Resolution.objects.none(),
        label=_("มติรับรองนิยาม"),
        empty_label=_("เลือกมติ"),
        help_text=_("เห็นเฉพาะมติที่ประธานภาคประชาชนลงนามแล้ว"),
    )
    waiver = ResolutionChoice(
        Resolution.objects.none(),
        label=_("มติยกเว้นช่วงรับฟังความเห็น"),
        required=False,
        empty_label=_("ไม่ยกเว้น"),
        help_text=_("ใช้เฉพาะเมื่อเร่งด่วนและกรรมการมีมติให้ไม่ต้องรอ"),
    )

    def __init__(self, *args: Any, definition_set: DefinitionSet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("resolution", "waiver"):
            self.fields[name].queryset = signed_resolutions(definition_set.province_id)


class ReasonForm(forms.Form):
    """Why the draft is opened again."""

    reason = forms.CharField(label=_("เหตุผล"), max_length=300)
