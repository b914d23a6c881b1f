"""Forms of gaps, matches and handing over."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kuea.coverage.labels import GAP_KINDS, GAP_STATES, SIZES, owner_words
from kuea.coverage.queries.gaps import (
    GapFilter,
    group_names,
    owners_of_gaps,
    sees_cases,
    signed_resolutions,
    tambon_with_gaps,
)
from kuea.coverage.queries.hosts import active_hosts, interim_owners
from kuea.finding.models import Case
from kuea.giving.models import HostNetwork
from kuea.offices.models import Duty, Organisation, Place, Resolution

LONG = forms.Textarea(attrs={"rows": 3})


class PlaceChoice(forms.ModelChoiceField):
    def label_from_instance(self, place: Place) -> str:
        return place.name_th


class OwnerChoice(forms.ModelChoiceField):
    def label_from_instance(self, duty: Duty) -> str:
        return f"{owner_words(duty)} ({duty.user})"


class ResolutionChoice(forms.ModelChoiceField):
    def label_from_instance(self, resolution: Resolution) -> str:
        return f"{resolution.number} {resolution.title}"


class GapSearch(forms.Form):
    """The filters of the gap list, all by GET."""

    tambon = PlaceChoice(
        Place.objects.none(), label=_("ตำบล"), required=False, empty_label=_("ทุกตำบล")
    )
    owner = OwnerChoice(
        Duty.objects.none(), label=_("ผู้รับผิดชอบ"), required=False, empty_label=_("ทุกคน")
    )
    state = forms.ChoiceField(
        label=_("สถานะ"), required=False, choices=[("", _("ที่ยังไม่อุด")), *GAP_STATES.items()]
    )
    group = forms.ChoiceField(label=_("กลุ่ม"), required=False)

    def __init__(self, *args: Any, duty: Duty, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.duty = duty
        self.fields["tambon"].queryset = tambon_with_gaps(duty)
        self.fields["owner"].queryset = owners_of_gaps(duty)
        if sees_cases(duty):
            self.fields["group"].choices = [("", _("ทุกกลุ่ม")), *group_names(duty.province).items()]
        else:  # whose group a coded person belongs to is not theirs to ask
            del self.fields["group"]

    def asked(self) -> GapFilter:
        """The filter; a value that is not in the lists is left out rather than refused.

        A tambon in which this duty sees no gap gives an empty list, never everybody else's.
        """
        self.is_valid()
        told = getattr(self, "cleaned_data", {})
        kind = self.data.get("kind", "")
        owner = self.duty if self.data.get("mine") else told.get("owner")
        return GapFilter(
            tambon=self.data.get("tambon", ""),
            kind=kind if kind in GAP_KINDS else "",
            owner=owner.pk if owner else 0,
            state=told.get("state", ""),
            late=self.data.get("late", ""),
            group=told.get("group", ""),
        )


class TakeUpGap(forms.Form):
    action = forms.CharField(
        label=_("จะทำอะไร โดยใคร เมื่อไร"), widget=LONG, max_length=1000,
        help_text=_("เขียนสั้น ๆ ให้คนอื่นช่วยต่อได้ ไม่ต้องมีชื่อเพื่อนบ้าน"),
    )  # fmt: skip


class AdoptPlan(forms.Form):
    """By which signed resolution the committee decides (I7)."""

    resolution = ResolutionChoice(Resolution.objects.none(), label=_("มติที่ลงนามแล้ว"))

    def __init__(self, *args: Any, province_code: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["resolution"].queryset = signed_resolutions(province_code)


class AcceptGap(AdoptPlan):
    """The same, and why the committee lets a gap stand."""

    reason = forms.CharField(label=_("เหตุผลที่คณะกรรมการรับทราบ"), widget=LONG, max_length=1000)


class Reason(forms.Form):
    """Why: for reopening a gap, ending a match, resuming a host."""

    reason = forms.CharField(label=_("เหตุผล"), widget=LONG, max_length=1000)


class SayOfPair(Reason):
    """A person's word on one giver for one need of a draft."""

    offer = forms.TypedChoiceField(label=_("ผู้ให้"), widget=forms.RadioSelect, coerce=int)
    word = forms.ChoiceField(
        label=_("คำของท่าน"),
        widget=forms.RadioSelect,
        choices=[("pin", _("ตรึงไว้")), ("forbid", _("ไม่ให้คู่นี้"))],
    )
    field_order = ("offer", "word", "reason")

    def __init__(self, *args: Any, offers: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["offer"].choices = offers


class ChooseFloor(Reason):
    """A point of the fairness curve."""

    floor = forms.TypedChoiceField(label=_("ขั้นต่ำที่เลือก"), widget=forms.RadioSelect, coerce=float)
    field_order = ("floor", "reason")

    def __init__(self, *args: Any, points: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["floor"].choices = points


class WritePolicy(Reason):
    """A new numbered way of weighing."""

    FIRST = (("no", _("ไม่มีเรื่องใดก่อนเสมอ")), ("5", _("เรื่องด่วนก่อนเสมอ แม้แลกกับเรื่องอื่นหลายเรื่อง")))
    ordinary = forms.FloatField(label=_("น้ำหนักของเรื่องทั่วไป"), min_value=0.01, max_value=1000)
    urgent = forms.FloatField(label=_("น้ำหนักของเรื่องด่วน"), min_value=0.01, max_value=1000)
    strict = forms.ChoiceField(label=_("เรื่องด่วน"), widget=forms.RadioSelect, choices=FIRST)
    alpha = forms.ChoiceField(
        label=_("ขนาดของเรื่อง"),
        widget=forms.RadioSelect,
        choices=[(f"{alpha:g}", words) for alpha, words in SIZES.items()],
    )
    floor = forms.IntegerField(
        label=_("ขั้นต่ำของทุกตำบล (ร้อยละของที่ตำบลนั้นทำได้เอง)"), min_value=0, max_value=100, initial=0,
        help_text=_("0 คือไม่กำหนด ดูในหน้าแผนว่าแต่ละขั้นแลกกับอะไร"),
    )  # fmt: skip
    travel_km = forms.FloatField(
        label=_("ผู้ให้ไปได้ไกลสุดกี่กิโลเมตรทางถนน"), min_value=0.5, max_value=500, required=False,
        help_text=_("เว้นว่างคือไม่จำกัด คิดจากตำบลของผู้ให้ถึงหมู่บ้าน"),
    )  # fmt: skip
    field_order = ("ordinary", "urgent", "strict", "alpha", "floor", "travel_km", "reason")

    def given(self, before: list[float]) -> dict[str, Any]:
        """Facts for the action; the register has two levels of urgency, the others keep what they weighed."""
        told = self.cleaned_data
        weights = [*before[:2], told["ordinary"], before[3], told["urgent"]]
        return {
            "urgency_weights": weights, "alpha": float(told["alpha"]), "strict": [5] if told["strict"] == "5" else [],
            "floor": told["floor"] / 100, "travel_km": told["travel_km"], "reason": told["reason"],
        }  # fmt: skip


class ChooseGiver(forms.Form):
    """One suggestion's own form."""

    offer = forms.IntegerField(widget=forms.HiddenInput)
    quantity = forms.IntegerField(label=_("จำนวน"), min_value=1, max_value=9999, initial=1)


class Agree(forms.Form):
    """What the person said when the host asked."""

    may_tell_name = forms.BooleanField(
        label=_("เจ้าตัวตกลงรับความช่วยเหลือ และตกลงให้ผู้ให้รู้ชื่อและบ้าน"), required=False,
        help_text=_("หากเจ้าตัวยังไม่ตกลง ไม่ต้องทำเครื่องหมาย ชื่อจะไม่ถูกเปิดเผย"),
    )  # fmt: skip
    agreed_how = forms.CharField(
        label=_("ตกลงกันอย่างไร"), max_length=200,
        help_text=_("เช่น ถามที่บ้านเมื่อวาน เจ้าตัวยินดี นัดวันเสาร์"),
    )  # fmt: skip


class HandOver(forms.Form):
    """One page for every open case of a host: who takes it (I16).

    Who takes the rest is asked whether a case is left or not: a question that comes and goes with what nobody here
    may see would count the sealed ones (D4).
    """

    reason = forms.CharField(label=_("เหตุผล"), widget=LONG, max_length=1000)

    def __init__(
        self,
        *args: Any,
        host: HostNetwork,
        decision: str,
        cases: list[Case],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.cases, self.decision = cases, decision
        hosts = active_hosts(host.organisation.province_id).exclude(pk=host.pk)
        if decision == "pause":
            owners = interim_owners(host)
            self.fields["interim_owner"] = OwnerChoice(
                owners, label=_("ผู้ดูแลชั่วคราวของทุกเรื่องที่ไม่ได้เลือกแม่ข่ายใหม่"), required=owners.exists()
            )
        if decision == "end":
            self.fields["new_host"] = forms.ModelChoiceField(
                hosts, label=_("แม่ข่ายที่รับช่วงทุกเรื่องที่ไม่ได้เลือกไว้"), required=hosts.exists()
            )
        choices = [("", _("ตามที่เลือกด้านบน")), *((org.pk, org.name) for org in hosts)]
        self._hosts = {str(org.pk): org for org in hosts}
        for case in cases:
            self.fields[f"case_{case.pk}"] = forms.ChoiceField(
                label=case.code, choices=choices, required=False
            )

    def rows(self) -> list[tuple[Case, forms.BoundField]]:
        return [(case, self[f"case_{case.pk}"]) for case in self.cases]

    def given(self) -> dict[str, Any]:
        """Keyword facts for the action of this decision."""
        told = self.cleaned_data
        new_hosts: dict[int, Organisation] = {
            case.pk: self._hosts[told[f"case_{case.pk}"]]
            for case in self.cases
            if told.get(f"case_{case.pk}")
        }
        default = {"pause": "interim_owner", "end": "new_host"}[self.decision]
        return {
            "reason": told["reason"],
            "new_hosts": new_hosts,
            default: told.get(default),
        }
