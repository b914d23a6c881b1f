"""The three questions of the what-if page, all by GET: nothing is sent to be stored."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kuea.core.words import HelpKind
from kuea.coverage.queries.what_if import REACH_KM
from kuea.people.labels import help_kind_label

PLACES = {"min_value": 1, "max_value": 10_000, "initial": 4}


class AddGiver(forms.Form):
    tambon = forms.ChoiceField(label=_("ตำบล"))
    kind = forms.ChoiceField(label=_("ช่วยเรื่อง"))
    places = forms.IntegerField(label=_("รับได้กี่ราย"), **PLACES)
    km = forms.FloatField(
        label=_("ไปได้ไกลกี่กิโลเมตร (0 คือในตำบล)"), min_value=0, max_value=300, initial=REACH_KM
    )

    def __init__(self, *args: Any, tambon: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["tambon"].choices = tambon
        self.fields["kind"].choices = [(k.value, help_kind_label(k.value)) for k in HelpKind]


class CloseHost(forms.Form):
    organisation = forms.TypedChoiceField(label=_("องค์กรที่หยุดให้"), coerce=int)

    def __init__(self, *args: Any, organisations: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].choices = organisations


class RaiseLimit(forms.Form):
    offer = forms.TypedChoiceField(label=_("สิ่งที่ให้ได้"), coerce=int)
    places = forms.IntegerField(label=_("รับเพิ่มได้กี่ราย"), **PLACES)

    def __init__(self, *args: Any, offers: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["offer"].choices = offers
