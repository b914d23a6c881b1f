"""Forms on a case: a reason, a choice, the visit, what goes to the forum."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kuea.core.privacy import BASES_OF, Basis, FieldGroup
from kuea.core.words import Role
from kuea.finding import labels
from kuea.finding.actions import FirstNeed, VisitFacts
from kuea.finding.models import Case
from kuea.finding.ports import active_hosts_of, active_volunteers_of
from kuea.finding.queries import mergeable, needs_of_case
from kuea.offices.labels import ROLES
from kuea.offices.models import Duty, Organisation
from kuea.people.labels import BASES, HELP_KIND, category_label, help_kind_label
from kuea.people.models import DefinitionSet, Need, TargetGroup
from kuea.web.forms import SubmitOnce, ThaiDateField


class CaseForm(forms.Form):
    """Any small form of the case page. `case` and `duty` decide what it offers."""

    def __init__(self, *args: Any, case: Case, duty: Duty, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.case, self.duty = case, duty
        self.offer()

    def offer(self) -> None:
        """Fill in the choices."""


class Plain(CaseForm):
    """A button without a question."""


class Reason(CaseForm):
    reason = forms.CharField(
        label=_("เหตุผล"), widget=forms.Textarea(attrs={"rows": 2}), max_length=1000
    )


class MaybeReason(CaseForm):
    reason = forms.CharField(
        label=_("คำของเจ้าตัว"), required=False, max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip


class DutyChoice(forms.ModelChoiceField):
    def label_from_instance(self, duty: Duty) -> str:
        return f"{duty.user} · {ROLES.get(duty.role, duty.role)}"


class Assign(CaseForm):
    volunteer = DutyChoice(Duty.objects.none(), label=_("อาสาสมัคร"))

    def offer(self) -> None:
        if self.duty.organisation is not None:
            mine = active_volunteers_of(self.duty.organisation).select_related("user")
            self.fields["volunteer"].queryset = mine


class Offer(CaseForm):
    host = forms.ModelChoiceField(Organisation.objects.none(), label=_("แม่ข่าย"))

    def offer(self) -> None:
        hosts = active_hosts_of(self.case.province_id).exclude(pk=self.case.host_id)
        self.fields["host"].queryset = hosts.order_by("name")


class NameDuty(CaseForm):
    named = DutyChoice(Duty.objects.none(), label=_("ผู้ที่จะเห็นเรื่องนี้"))

    def offer(self) -> None:
        roles = [Role.SECRETARY, Role.HOST_COORDINATOR]
        rows = Duty.objects.current().filter(province_id=self.case.province_id, role__in=roles)
        rows = rows.exclude(pk__in=self.case.named_duties.values("pk"))
        self.fields["named"].queryset = rows.select_related("user")


class Sensitive(CaseForm):
    matter = forms.ChoiceField(
        label=_("เรื่องใด"), choices=list(labels.SENSITIVE.items()), widget=forms.RadioSelect
    )


class CaseChoice(forms.ModelChoiceField):
    def label_from_instance(self, case: Case) -> str:
        where = case.village.name_th if case.village else ""
        return " · ".join(
            part
            for part in (case.code, case.person.full_name if case.person else "", where)
            if part
        )


class Merge(CaseForm):
    into = CaseChoice(Case.objects.none(), label=_("เป็นคนเดียวกับ"))

    def offer(self) -> None:
        self.fields["into"].queryset = mergeable(self.duty, self.case)


class Register(CaseForm):
    lawful_basis = forms.ChoiceField(
        label=_("ฐานตามกฎหมายในการเก็บข้อมูล"), choices=list(labels.LAWFUL_BASES.items()),
        widget=forms.RadioSelect, initial="public_task",
    )  # fmt: skip


class NewNeed(CaseForm):
    kind = forms.ChoiceField(label=_("ต้องการเรื่องใด"), choices=list(HELP_KIND.items()))
    own_words = forms.CharField(
        label=_("เป็นคำของเจ้าตัว"), max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )
    is_urgent = forms.BooleanField(label=_("รอไม่ได้"), required=False)
    of_the_home = forms.BooleanField(
        label=_("เป็นความต้องการของทั้งบ้าน"), required=False,
        help_text=_("เช่น หลังคารั่ว คนที่อยู่บ้านเดียวกันใช้ความต้องการนี้ร่วมกัน"),
    )  # fmt: skip

    def offer(self) -> None:
        if self.case.is_sealed:
            del self.fields["of_the_home"]


class NeedChoice(forms.ModelChoiceField):
    def label_from_instance(self, need: Need) -> str:
        return f"{help_kind_label(need.kind)}: {need.own_words}"


class NeedMet(CaseForm):
    need = NeedChoice(
        Need.objects.none(), label=_("ความต้องการข้อใด"), widget=forms.RadioSelect, empty_label=None
    )

    def offer(self) -> None:
        self.fields["need"].queryset = needs_of_case(self.case).filter(is_met=False).order_by("pk")


class GroupChoice(forms.ModelChoiceField):
    def label_from_instance(self, group: TargetGroup) -> str:
        return f"{category_label(group.category)}: {group.name}"


class Prepare(CaseForm):
    """What the host proposes to the forum, and how the person agreed to be spoken of."""

    group = GroupChoice(
        TargetGroup.objects.none(), label=_("เข้านิยามกลุ่มใดของจังหวัด"), widget=forms.RadioSelect,
        empty_label=None,
    )  # fmt: skip
    agrees_to_discussion = forms.CharField(
        label=_("เจ้าตัวเห็นด้วยให้พูดถึงในเวทีอย่างไร"), max_length=200,
        help_text=_("คำของเจ้าตัว เช่น พูดถึงได้ ไม่ต้องบอกชื่อ จะไปเองหรือฝากคำไปก็ได้"),
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip
    sensitive = forms.ChoiceField(
        label=_("มีเรื่องอ่อนไหวหรือไม่"), required=False, widget=forms.RadioSelect,
        choices=[("", _("ไม่มี")), *labels.SENSITIVE.items()],
        help_text=_("เรื่องอ่อนไหวเข้าเวทีปิดเท่านั้น"),
    )  # fmt: skip
    forum_mode = forms.ChoiceField(
        label=_("เวทีแบบใด"), choices=list(labels.FORUM_MODES.items()), widget=forms.RadioSelect,
        initial="open",
    )  # fmt: skip

    def offer(self) -> None:
        adopted = DefinitionSet.objects.in_force(self.case.province)
        if adopted is not None:
            self.fields["group"].queryset = adopted.groups.order_by("category", "name")
        self.initial.setdefault("sensitive", self.case.sensitive)
        self.initial.setdefault("group", self.case.proposed_group_id)
        self.initial.setdefault("agrees_to_discussion", self.case.agrees_to_discussion)
        if self.case.sensitive or self.case.is_sealed:
            self.initial["forum_mode"] = "closed"
            del self.fields["forum_mode"]


class VisitForm(SubmitOnce):
    """The first visit, in the order of the paper form: told, the person's words, strengths, first needs."""

    visited_on = ThaiDateField(
        label=_("ไปเมื่อวันที่"), initial=timezone.localdate, latest=timezone.localdate
    )
    visitor_words = forms.CharField(label=_("ไปกับใครบ้าง"), max_length=150, required=False)
    notice_given = forms.BooleanField(
        label=_("อ่านคำบอกกล่าวให้เจ้าตัวฟังแล้ว"), required=False,
        help_text=_("เรามาเพราะมีคนเป็นห่วง จะจดเฉพาะที่จำเป็น ดูหรือแก้ได้ บอกไม่ประสงค์ได้ทุกเมื่อ"),
    )  # fmt: skip
    no_notice_reason = forms.CharField(
        label=_("ถ้ายังไม่ได้บอก เพราะอะไร"), max_length=300, required=False
    )
    explained_to = forms.ChoiceField(
        label=_("อ่านให้ใครฟัง"), widget=forms.RadioSelect, initial="self", required=False,
        choices=[("self", _("เจ้าตัว")), ("guardian", _("ผู้แทน เพราะเป็นเด็กหรือตัดสินใจเองไม่ได้"))],
    )  # fmt: skip
    sensitive_basis = forms.ChoiceField(
        label=_("ข้อมูลอ่อนไหว เช่น สุขภาพหรือความพิการ จดบนฐานใด"), widget=forms.RadioSelect,
        initial=Basis.SOCIAL_PROTECTION.value, required=False,
        choices=[(basis.value, BASES[basis]) for basis in BASES_OF[FieldGroup.SENSITIVE]],
        help_text=_("ไม่จำเป็นไม่ต้องจด ถ้าเจ้าตัวบอกเองว่ายินยอมให้จด เลือกข้อหลัง"),
    )  # fmt: skip
    name = forms.CharField(
        label=_("เจ้าตัวชื่ออะไร"), max_length=200, required=False, help_text=_("ชื่อเล่นก็ได้ ไม่ต้องมีบัตร")
    )
    wishes = forms.ChoiceField(
        label=_("เจ้าตัวอยากให้เราไปต่อไหม"), widget=forms.RadioSelect,
        choices=[("yes", _("อยากให้ไปต่อ")), ("no", _("ไม่ประสงค์ หยุดไว้แค่นี้"))],
    )  # fmt: skip
    wish = forms.CharField(
        label=_("คำของเจ้าตัว: อยากได้หรืออยากเห็นอะไร"), required=False, max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    strengths = forms.CharField(
        label=_("สิ่งที่เขาทำได้ดี มีอยู่ หรือภูมิใจ"), required=False, max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip
    facts = forms.CharField(
        label=_("ข้อเท็จจริงเท่าที่จำเป็น"), required=False, max_length=1000,
        help_text=_("อยู่กับใคร เดินเหินได้ไหม ไม่ต้องจดโรคหรือเลขประจำตัว"),
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip
    need_1_kind = forms.ChoiceField(label=_("ต้องการเรื่องแรก"), required=False)
    need_1_words = forms.CharField(label=_("เป็นคำของเจ้าตัว"), max_length=500, required=False)
    need_2_kind = forms.ChoiceField(label=_("ต้องการเรื่องที่สอง"), required=False)
    need_2_words = forms.CharField(label=_("เป็นคำของเจ้าตัว"), max_length=500, required=False)

    def __init__(self, *args: Any, case: Case | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [("", _("ยังไม่มี")), *HELP_KIND.items()]
        for number in ("1", "2"):
            self.fields[f"need_{number}_kind"].choices = kinds
        if case is not None and case.person and case.person.erased_at is None:
            del self.fields["name"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not cleaned.get("notice_given") and not cleaned.get("no_notice_reason"):
            self.add_error("no_notice_reason", _("ถ้ายังไม่ได้บอกกล่าว เขียนเหตุผลสั้น ๆ"))
        if cleaned.get("wishes") == "yes" and not cleaned.get("wish"):
            self.add_error("wish", _("เขียนคำของเจ้าตัวสั้น ๆ ว่าอยากได้หรืออยากเห็นอะไร"))
        for number in ("1", "2"):
            kind, words = cleaned.get(f"need_{number}_kind"), cleaned.get(f"need_{number}_words")
            if bool(kind) != bool(words):
                self.add_error(f"need_{number}_words", _("เลือกเรื่อง และเขียนเป็นคำของเจ้าตัวด้วยกัน"))
        return cleaned

    def visit(self) -> VisitFacts:
        given = self.cleaned_data
        needs = tuple(
            FirstNeed(given[f"need_{number}_kind"], given[f"need_{number}_words"])
            for number in ("1", "2")
            if given[f"need_{number}_kind"]
        )
        return VisitFacts(
            visited_on=given["visited_on"], wish=given["wish"],
            wishes_to_go_on=given["wishes"] == "yes", notice_given=given["notice_given"],
            no_notice_reason=given["no_notice_reason"], visitor_words=given["visitor_words"],
            explained_to=given["explained_to"] or "self",
            sensitive_basis=given["sensitive_basis"] or Basis.SOCIAL_PROTECTION.value,
            facts=given["facts"], name=given.get("name", ""), strengths=given["strengths"], needs=needs,
        )  # fmt: skip


class CloseSearch(forms.Form):
    """The end of a search round: with leads, or nobody was missed (with evidence)."""

    closed_on = ThaiDateField(
        label=_("ค้นหาเสร็จวันที่"), initial=timezone.localdate, latest=timezone.localdate
    )
    method = forms.CharField(
        label=_("ค้นหาอย่างไร"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("เช่น เดินเยี่ยมทุกหลัง ไล่รายชื่อกับผู้ใหญ่บ้านและ อสม."),
    )  # fmt: skip
    households_considered = forms.IntegerField(
        label=_("พิจารณากี่ครัวเรือน"), min_value=1, max_value=99999
    )
    searchers = forms.CharField(
        label=_("ใครร่วมค้นหาบ้าง"), widget=forms.Textarea(attrs={"rows": 3}), max_length=2000,
        help_text=_("ชื่อละบรรทัด"),
    )  # fmt: skip
    note = forms.CharField(label=_("หมายเหตุ"), required=False, max_length=1000)
    ending = forms.ChoiceField(
        label=_("ผลการค้นหา"), widget=forms.RadioSelect,
        choices=[
            ("closed", _("พบเพื่อนบ้านที่ควรไปหา และแจ้งเบาะแสแล้ว หรือยังไม่แน่ใจ")),
            ("nil", _("ยืนยันว่าไม่มีผู้ตกหล่น (เวทีของตำบลจะเป็นผู้รับรอง)")),
        ],
    )  # fmt: skip

    def clean_searchers(self) -> list[str]:
        return [
            line.strip() for line in self.cleaned_data["searchers"].splitlines() if line.strip()
        ]


class PictureForm(forms.Form):
    """A photograph beside a search round; people in it are asked first."""

    picture = forms.FileField(
        label=_("ภาพหลักฐาน"),
        help_text=_("JPEG PNG หรือ WebP ไม่เกิน 12 เมกะไบต์ ตำแหน่งที่ถ่ายจะถูกลบออกให้"),
    )
    caption = forms.CharField(label=_("ภาพอะไร"), max_length=200, required=False)
    shows_people = forms.BooleanField(label=_("ในภาพมีคน"), required=False)
    consent_words = forms.CharField(
        label=_("คนในภาพยินยอมอย่างไร"), max_length=300, required=False,
        help_text=_("เช่น ถามทุกคนแล้ว ยินดีให้เก็บไว้เป็นหลักฐาน ขอลบเมื่อใดก็ได้"),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["picture"].widget.attrs["accept"] = "image/jpeg,image/png,image/webp"
