"""The two-minute form of a lead: the same questions on the screen, by telephone and on paper (R30, R34)."""

from typing import Any

from django import forms
from django.forms.utils import ErrorDict
from django.utils.translation import gettext_lazy as _

from kuea.core.words import HELPERS, Channel, Role
from kuea.finding.labels import CHANNELS, SENSITIVE
from kuea.finding.place_search import Spot, find_spots, read_spot, spots_by_code
from kuea.finding.queries import Alike
from kuea.offices.models import Duty
from kuea.web.forms import SubmitOnce

NEW_PERSON = "new"
PUBLIC_CHANNELS = (Channel.NEIGHBOUR, Channel.SELF)
CHANNELS_OF = {
    **dict.fromkeys(HELPERS, (Channel.VOLUNTEER, Channel.NEIGHBOUR, Channel.SELF)),
    Role.HOTLINE_OPERATOR: (Channel.HOTLINE, Channel.PHONE, Channel.RADIO),
    Role.LOCAL_OFFICER: (Channel.LOCAL_GOVERNMENT, Channel.NEIGHBOUR, Channel.SELF),
}
FIRST_CHANNEL = {Role.SECRETARY: Channel.PHONE, Role.HOST_COORDINATOR: Channel.NEIGHBOUR}


def channels_for(duty: Duty | None) -> tuple[Channel, ...]:
    """Where this person may say a lead came from; rows of lists come through intake only."""
    if duty is None:
        return PUBLIC_CHANNELS
    every = tuple(channel for channel in Channel if channel != Channel.LIST)
    return CHANNELS_OF.get(Role(duty.role), every)


class LeadForm(SubmitOnce):
    """Whom do you think of, why are you worried, where can they be met. Nothing else is compulsory."""

    who = forms.CharField(
        label=_("ท่านนึกถึงใคร"), max_length=250, required=False,
        help_text=_("เรียกอย่างที่เคยเรียกก็ได้ เช่น ยายที่อยู่คนเดียวหลังวัด ไม่ต้องมีเลขประจำตัว"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    name = forms.CharField(
        label=_("ชื่อ นามสกุล"), max_length=200, required=False,
        help_text=_("ถ้าทราบ ชื่อเล่นก็ได้"), widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    worry = forms.CharField(
        label=_("เป็นห่วงเรื่องอะไร"), max_length=2000, required=False,
        widget=forms.Textarea(attrs={"rows": 3}), help_text=_("เล่าสั้น ๆ ตามที่เห็นหรือได้ยิน"),
    )  # fmt: skip
    place_words = forms.CharField(
        label=_("จะพบเขาได้ที่ไหน"), max_length=200, required=False,
        help_text=_("พิมพ์หมู่ที่ ตำบล หรืออำเภอ แล้วเลือกจากรายการ"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    place = forms.ChoiceField(label=_("เลือกหมู่บ้านหรือตำบล"), required=False, widget=forms.RadioSelect)
    how_to_find = forms.CharField(
        label=_("ไปหาอย่างไร"), max_length=500, required=False,
        help_text=_("จุดสังเกต บ้านเลขที่ หรือคนที่พาไปได้"),
    )  # fmt: skip
    is_urgent = forms.BooleanField(
        label=_("รอไม่ได้ ต้องช่วยวันนี้"), required=False, help_text=_("เช่น ไม่มีอาหาร เจ็บป่วยหนัก ไม่ปลอดภัย")
    )
    sensitive = forms.ChoiceField(
        label=_("เป็นเรื่องที่ควรรู้กันน้อยคนหรือไม่"), required=False, widget=forms.RadioSelect,
        choices=[("", _("ไม่ใช่")), *SENSITIVE.items()], initial="",
        help_text=_("เรื่องความรุนแรงและเด็กจะเห็นเฉพาะเจ้าหน้าที่ที่ระบุชื่อ"),
    )  # fmt: skip
    existing_care = forms.CharField(label=_("มีใครดูแลเขาอยู่แล้วบ้าง"), max_length=200, required=False)
    channel = forms.ChoiceField(label=_("เรื่องนี้มาจากไหน"), widget=forms.RadioSelect)
    informant = forms.CharField(
        label=_("ชื่อและโทรศัพท์ของผู้แจ้ง"), max_length=200, required=False,
        help_text=_("ไม่บอกก็ได้ เราเก็บไว้เป็นความลับ ไม่บอกแม่ข่ายหรืออาสาสมัคร"),
    )  # fmt: skip
    may_call_back = forms.BooleanField(label=_("ให้เจ้าหน้าที่โทรกลับได้"), required=False)
    same_as = forms.ChoiceField(
        label=_("เป็นคนเดียวกันหรือไม่"), required=False, widget=forms.RadioSelect
    )

    def __init__(
        self, *args: Any, duty: Duty | None, known_places: tuple[str, ...] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.duty = duty
        channels = channels_for(duty)
        self.fields["channel"].choices = [(c.value, CHANNELS[c]) for c in channels]
        first = FIRST_CHANNEL.get(Role(duty.role), channels[0]) if duty else channels[0]
        self.fields["channel"].initial = first.value
        if duty is None:
            self.fields["channel"].label = _("ท่านเป็นใคร")
        self.spots = self._list_spots(known_places)
        self.fields["place"].choices = [(spot.code, spot.label) for spot in self.spots]
        self.alike: list[Alike] = []
        del self.fields["same_as"]

    def _list_spots(self, known_places: tuple[str, ...]) -> list[Spot]:
        """What the picker offers: what the words mean, and what was chosen or is known already."""
        province = self.duty.province_id or "" if self.duty else ""
        words = self.data.get("place_words", "") if self.is_bound else ""
        chosen = [self.data["place"]] if self.is_bound and self.data.get("place") else []
        spots = [*find_spots(words, province), *spots_by_code([*chosen, *known_places])]
        return list({spot.code: spot for spot in spots}.values())

    def ask_whether_same(self, alike: list[Alike], labels: list[str]) -> None:
        """Show the cases that sound the same; sent again, the form brings the answer."""
        self.alike = alike
        choices = [(str(found.case.pk), label) for found, label in zip(alike, labels, strict=True)]
        self.fields["same_as"] = forms.ChoiceField(
            label=_("มีคนชื่อคล้ายกันอยู่แล้ว เป็นคนเดียวกันหรือไม่"), widget=forms.RadioSelect,
            choices=[*choices, (NEW_PERSON, _("คนละคน บันทึกเป็นเรื่องใหม่"))],
        )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not (cleaned.get("who") or cleaned.get("name") or cleaned.get("worry")):
            self.add_error("who", _("เขียนสั้น ๆ ว่านึกถึงใคร หรือเป็นห่วงเรื่องอะไร อย่างน้อยหนึ่งข้อ"))
        if "place" not in self.errors:
            self._clean_place(cleaned)
        return cleaned

    def _clean_place(self, cleaned: dict[str, Any]) -> None:
        """One place that can only be meant is taken; several are asked; none says what to write."""
        code = cleaned.get("place") or (self.spots[0].code if len(self.spots) == 1 else "")
        found = read_spot(code) if code else None
        if found is not None:
            cleaned["tambon"], cleaned["village"] = found
        elif self.spots:
            self._suggest_first()
            self.add_error("place", _("เลือกหมู่บ้านหรือตำบลหนึ่งแห่งจากรายการ"))
        elif cleaned.get("place_words"):
            self.add_error("place_words", _("ไม่พบตำบลนี้ ลองพิมพ์เฉพาะชื่อตำบล หรือชื่ออำเภอ"))
        else:
            self.add_error("place_words", _("บอกอย่างน้อยตำบลที่จะพบเขาได้"))

    def _suggest_first(self) -> None:
        """The wider place stands first; it is ready to be sent when nobody knows the village."""
        self.data = self.data.copy()
        self.data["place"] = self.spots[0].code

    def show_places_only(self) -> None:
        """Only the places were asked for: nothing is complained of yet."""
        self.full_clean()
        self._errors = ErrorDict()
        if not self.spots and self.data.get("place_words"):
            self._errors["place_words"] = self.error_class(
                [_("ไม่พบตำบลนี้ ลองพิมพ์เฉพาะชื่อตำบล หรือชื่ออำเภอ")]
            )

    def told(self) -> dict[str, Any]:
        """The keywords of `raise_lead`."""
        given = self.cleaned_data
        names = (
            "who", "name", "worry", "how_to_find", "is_urgent", "sensitive", "existing_care", "channel",
            "informant", "may_call_back", "tambon", "village",
        )  # fmt: skip
        return {name: given[name] for name in names} | {"form_key": str(given["once"])}


class ReceiptForm(forms.Form):
    """Asking after a lead with the code on its receipt."""

    code = forms.CharField(
        label=_("รหัสใบรับ"), max_length=12, help_text=_("แปดตัวอักษรบนใบรับ เช่น 7KQ2-M9XP")
    )
