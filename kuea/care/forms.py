"""Forms of care."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kuea.care.labels import CHANGES, CLOSE_REASONS, HELP_SOURCES
from kuea.coverage.queries.hosts import active_hosts
from kuea.finding.models import Case
from kuea.offices.models import Organisation, Place
from kuea.people.labels import HELP_KIND
from kuea.web.forms import SubmitOnce, ThaiDateField
from kuea.web.thai_format import today

LONG = forms.Textarea(attrs={"rows": 3})


class HelpForm(SubmitOnce):
    """What was given, by whom, when. Nothing else is asked (I25)."""

    kind = forms.ChoiceField(label=_("ช่วยเรื่องอะไร"), choices=list(HELP_KIND.items()))
    what = forms.CharField(label=_("ช่วยอะไรไปบ้าง"), widget=LONG, max_length=1000)
    source = forms.ChoiceField(
        label=_("ความช่วยเหลือมาจากใคร"), choices=list(HELP_SOURCES.items()), initial="volunteer"
    )
    given_on = ThaiDateField(label=_("วันที่ช่วย"), initial=today, latest=today)
    is_urgent = forms.BooleanField(
        label=_("เป็นความช่วยเหลือเร่งด่วน"), required=False,
        help_text=_("ช่วยก่อนได้เสมอ ไม่ต้องรอเวที ทะเบียน หรือการจับคู่"),
    )  # fmt: skip


class StartCare(SubmitOnce):
    """The person's own goal, the first help, the next date."""

    goal = forms.CharField(
        label=_("เป้าหมาย ด้วยคำของเจ้าตัว"), widget=LONG, max_length=1000,
        help_text=_("ถามว่า อยากให้ชีวิตเป็นอย่างไร แล้วจดตามคำพูด"),
    )  # fmt: skip
    kind = forms.ChoiceField(label=_("การช่วยครั้งแรกเรื่อง"), choices=list(HELP_KIND.items()))
    what = forms.CharField(label=_("ช่วยอะไรไปบ้าง"), widget=LONG, max_length=1000)
    source = forms.ChoiceField(
        label=_("ความช่วยเหลือมาจากใคร"), choices=list(HELP_SOURCES.items()), initial="volunteer"
    )
    given_on = ThaiDateField(label=_("วันที่ช่วยครั้งแรก"), initial=today, latest=today)
    next_visit_on = ThaiDateField(label=_("นัดไปหาครั้งถัดไป"), earliest=today)

    def __init__(self, *args: Any, helped: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if helped:  # the first help was logged before: it is not asked again
            for name in ("kind", "what", "source", "given_on"):
                del self.fields[name]


class VisitForm(SubmitOnce):
    """One visit, at phone width: when, how they are, when again."""

    visited_on = ThaiDateField(label=_("วันที่ไปเยี่ยม"), initial=today, latest=today)
    note = forms.CharField(
        label=_("วันนี้เขาเป็นอย่างไรบ้าง"), widget=LONG, max_length=1000, required=False,
        help_text=_("จดสั้น ๆ เท่าที่จำเป็นต่อการดูแลครั้งหน้า"),
    )  # fmt: skip
    next_on = ThaiDateField(label=_("นัดครั้งถัดไป"), earliest=today)


class ReviewForm(SubmitOnce):
    """Looking back together."""

    held_on = ThaiDateField(label=_("วันที่ทบทวน"), initial=today, latest=today)
    own_words = forms.CharField(
        label=_("เจ้าตัวพูดว่าอย่างไร"), widget=LONG, max_length=2000,
        help_text=_("จดตามคำพูดของเจ้าตัว ไม่ใช่ของเรา"),
    )  # fmt: skip
    change = forms.ChoiceField(
        label=_("เทียบกับครั้งก่อน ชีวิตเป็นอย่างไร"),
        choices=list(CHANGES.items()),
        widget=forms.RadioSelect,
    )
    person_took_part = forms.BooleanField(label=_("เจ้าตัวร่วมทบทวนด้วย"), required=False)
    manages_own_life = forms.BooleanField(
        label=_("เห็นตรงกันว่าจัดการตนเองได้แล้ว"), required=False,
        help_text=_("ทำเครื่องหมายเมื่อเจ้าตัวและผู้ดูแลเห็นตรงกันเท่านั้น กลับมาได้เสมอ"),
    )  # fmt: skip
    follow_up_on = ThaiDateField(label=_("จะกลับมาดูกันอีกเมื่อไร"), earliest=today)


class SelfManage(forms.Form):
    """Nothing to fill: the review says it."""


class ReopenForm(forms.Form):
    reason = forms.CharField(label=_("เพราะอะไร"), widget=LONG, max_length=1000)
    next_visit_on = ThaiDateField(label=_("นัดไปหาครั้งถัดไป"), earliest=today, required=False)


class CloseForm(forms.Form):
    reason = forms.ChoiceField(
        label=_("เหตุผล"), choices=list(CLOSE_REASONS.items()), widget=forms.RadioSelect,
        help_text=_("การช่วยไปแล้วครั้งหนึ่งไม่ใช่เหตุให้ปิด"),
    )  # fmt: skip
    note = forms.CharField(label=_("หมายเหตุ"), widget=LONG, max_length=1000, required=False)


class PlaceChoice(forms.ModelChoiceField):
    def label_from_instance(self, place: Place) -> str:
        parent = place.parent.name_th if place.parent else ""
        return f"{place.name_th} ({parent})"


class TransferForm(forms.Form):
    """To which host, in which tambon, why."""

    to_host = forms.ModelChoiceField(Organisation.objects.none(), label=_("แม่ข่ายที่จะรับช่วง"))
    to_tambon = PlaceChoice(Place.objects.none(), label=_("ตำบลที่จะไปอยู่"))
    to_village = PlaceChoice(
        Place.objects.none(), label=_("หมู่บ้าน"), required=False,
        help_text=_("เว้นว่างได้หากยังไม่แน่ใจ"),
    )  # fmt: skip
    reason = forms.CharField(label=_("เพราะอะไร"), widget=LONG, max_length=1000)

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = Place.objects.filter(code__startswith=case.province_id, valid_to=None)
        places = places.select_related("parent").order_by("code")
        self.fields["to_host"].queryset = active_hosts(case.province_id)
        self.fields["to_tambon"].queryset = places.filter(level=Place.Level.TAMBON)
        self.fields["to_tambon"].initial = case.tambon_id
        self.fields["to_village"].queryset = places.filter(level=Place.Level.VILLAGE)


class DeclineTransfer(forms.Form):
    reason = forms.CharField(label=_("เพราะอะไร"), widget=LONG, max_length=1000)
