"""Forms of the forum's pages."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kuea.core.words import Role
from kuea.finding import forum_labels as words
from kuea.finding.models import AgendaItem, Case, Forum, SearchRound
from kuea.offices.labels import SECTORS
from kuea.offices.models import Duty, Organisation, Place
from kuea.people.models import TargetGroup
from kuea.web.forms import ThaiDateField


class DutyChoice(forms.ModelChoiceField):
    def label_from_instance(self, duty: Duty) -> str:
        return str(duty.user)


class CaseChoice(forms.ModelChoiceField):
    """Cases by their code: the agenda never shows a name."""

    def label_from_instance(self, case: Case) -> str:
        village = case.village.name_th if case.village else case.tambon.name_th
        return f"{case.code} · {village}"


class RoundChoice(forms.ModelChoiceField):
    def label_from_instance(self, search_round: SearchRound) -> str:
        return search_round.village.name_th


class GroupChoice(forms.ModelChoiceField):
    def label_from_instance(self, group: TargetGroup) -> str:
        return group.name


class PlanForum(forms.Form):
    """Where, when, who runs it, open or closed."""

    tambon = forms.ModelChoiceField(Place.objects.none(), label=_("ตำบล"))
    on = ThaiDateField(label=_("วันที่จัดเวที"))
    at = forms.TimeField(label=_("เวลา"), initial="09:00", help_text=_("ชั่วโมง:นาที เช่น 09:00"))
    place_words = forms.CharField(label=_("สถานที่"), max_length=200)
    mode = forms.ChoiceField(
        label=_("เวทีเปิดหรือปิด"),
        choices=list(words.MODES.items()),
        widget=forms.RadioSelect,
        initial="open",
        help_text=_("เรื่องอ่อนไหว (ความรุนแรง เอชไอวี สุขภาพจิต เด็กถูกทำร้าย สถานะทางกฎหมาย) ใช้เวทีปิดเท่านั้น"),
    )
    facilitator = DutyChoice(Duty.objects.none(), label=_("วิทยากรเวที"))
    recorder = DutyChoice(Duty.objects.none(), label=_("ผู้บันทึก"))
    host = forms.ModelChoiceField(Organisation.objects.none(), label=_("แม่ข่ายเจ้าของเวที"))

    def __init__(self, *args: Any, duty: Duty, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        current = Duty.objects.current().filter(province_id=duty.province_id).select_related("user")
        self.fields["facilitator"].queryset = current.filter(role=Role.FACILITATOR)
        self.fields["recorder"].queryset = current.filter(role=Role.RECORDER)
        self.fields["tambon"].queryset = Place.objects.filter(
            level="tambon", valid_to=None, code__startswith=duty.province_id
        ).order_by("code")
        hosts = Organisation.objects.visible_to(duty).filter(host_network__state="active")
        if duty.role == Role.HOST_COORDINATOR:
            hosts = hosts.filter(pk=duty.organisation_id)
            self.fields["host"].initial = duty.organisation_id
        self.fields["host"].queryset = hosts

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("on") and cleaned.get("at"):
            naive = timezone.datetime.combine(cleaned["on"], cleaned["at"])
            cleaned["held_at"] = timezone.make_aware(naive)
        return cleaned


class AddItem(forms.Form):
    """One item: a case that is ready, a group to check, or a nil return."""

    case = CaseChoice(Case.objects.none(), label=_("รายบุคคล (รหัส)"), required=False)
    group = GroupChoice(TargetGroup.objects.none(), label=_("หรือกลุ่มเป้าหมาย"), required=False)
    search_round = RoundChoice(
        SearchRound.objects.none(), label=_("หรือหมู่บ้านที่ค้นหาแล้วไม่พบผู้ตกหล่น"), required=False
    )
    minimum_facts = forms.CharField(
        label=_("ข้อเท็จจริงเท่าที่จำเป็น"),
        required=False,
        max_length=300,
        help_text=_("ไม่มีชื่อ บ้านเลขที่ หรือเลข 13 หลัก เช่น ผู้สูงอายุอยู่ลำพัง ไม่มีคนดูแลประจำ"),
    )

    def __init__(self, *args: Any, duty: Duty, forum: Forum, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ready = Case.objects.visible_to(duty).filter(tambon_id=forum.tambon_id, state="ready")
        if forum.mode == "open":
            ready = ready.filter(sensitive="")
        self.fields["case"].queryset = ready.select_related("village", "tambon").order_by("code")
        self.fields["group"].queryset = forum.definition_set.groups.order_by("category", "name")
        self.fields["search_round"].queryset = SearchRound.objects.filter(
            village__parent_id=forum.tambon_id, state="nil_claimed"
        ).exclude(agenda_items__forum__state__in=["planned", "announced", "held", "recorded"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        chosen = [name for name in ("case", "group", "search_round") if cleaned.get(name)]
        if len(chosen) != 1:
            raise forms.ValidationError(_("เลือกหนึ่งอย่าง: รายบุคคล กลุ่มเป้าหมาย หรือหมู่บ้านที่ไม่พบผู้ตกหล่น"))
        return cleaned


class Attend(forms.Form):
    name = forms.CharField(
        label=_("ชื่อผู้ร่วมเวที"), max_length=150, required=False, help_text=_("เก็บเฉพาะในบันทึกฉบับเต็ม")
    )
    sector = forms.ChoiceField(label=_("ภาคส่วน"), choices=list(SECTORS.items()))
    is_professional = forms.BooleanField(label=_("นักสังคมสงเคราะห์หรือบุคลากรสาธารณสุข"), required=False)


class Decide(forms.Form):
    """What the forum agreed about one item."""

    outcome = forms.ChoiceField(
        label=_("ผลที่เวทีเห็นพ้อง"), choices=list(words.OUTCOMES.items()), widget=forms.RadioSelect
    )
    group = GroupChoice(TargetGroup.objects.none(), label=_("เข้านิยามกลุ่มใด"), required=False)
    criteria_met = forms.MultipleChoiceField(
        label=_("เกณฑ์ที่เข้า"), widget=forms.CheckboxSelectMultiple, required=False
    )
    reasons = forms.CharField(
        label=_("เหตุผลของเวที"), widget=forms.Textarea(attrs={"rows": 2}), required=False
    )
    dissent = forms.CharField(
        label=_("ความเห็นต่าง"),
        widget=forms.Textarea(attrs={"rows": 2}),
        required=False,
        help_text=_("เขียนเป็นคำ ไม่นับคะแนน"),
    )
    what_next = forms.CharField(
        label=_("เราจะช่วยกันอย่างไร"), widget=forms.Textarea(attrs={"rows": 2}), required=False
    )
    missing_words = forms.CharField(label=_("ขาดข้อมูลอะไร ใครหา"), required=False)
    missing_by_on = ThaiDateField(label=_("ภายในวันที่"), required=False)
    other_path = forms.CharField(
        label=_("ทางช่วยเหลืออื่นที่เสนอ"),
        required=False,
        help_text=_("เมื่อยังไม่เข้านิยาม เช่น สิทธิที่ขอได้ หน่วยงานที่ช่วยได้"),
    )
    replaces = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, item: AgendaItem, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        groups = item.forum.definition_set.groups.order_by("category", "name")
        self.fields["group"].queryset = groups
        sentences = dict.fromkeys(sentence for group in groups for sentence in group.criteria)
        self.fields["criteria_met"].choices = [(sentence, sentence) for sentence in sentences]
        if item.kind != "person":
            for name in ("group", "criteria_met", "missing_words", "missing_by_on", "other_path"):
                del self.fields[name]
            self.fields["outcome"].choices = [
                (code, label)
                for code, label in words.OUTCOMES.items()
                if code in {"confirmed", "not_confirmed", "deferred"}
            ]
        elif item.case.proposed_group_id and not self.is_bound:
            self.initial.setdefault("group", item.case.proposed_group_id)


def paper_decision(groups: Iterable[TargetGroup]) -> forms.Form:
    """The questions of `Decide` without an item, for the paper form: all of them, also those of a person check.

    The province's groups are boxes to tick; before any is adopted there is a line to write on.
    """
    questions = {
        name: field
        for name, field in Decide.base_fields.items()
        if not isinstance(field.widget, forms.HiddenInput)
    }
    boxes = [(group.pk, group.name) for group in groups]
    label = Decide.base_fields["group"].label
    questions["group"] = (
        forms.ChoiceField(label=label, choices=boxes) if boxes else forms.CharField(label=label)
    )
    return type("PaperDecision", (forms.Form,), questions)()


class Sign(forms.Form):
    dignity = forms.MultipleChoiceField(
        label=_("รายการดูแลศักดิ์ศรี (วิทยากรยืนยันทุกข้อ)"),
        choices=list(words.DIGNITY.items()),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
