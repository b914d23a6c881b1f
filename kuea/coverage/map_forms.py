"""The questions one may ask the map, all by GET."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kuea.core.words import HelpKind
from kuea.coverage.labels import MAP_VIEWS
from kuea.coverage.queries.map_counts import MapFacts
from kuea.people.labels import help_kind_label


class MapSearch(forms.Form):
    """Group, kind of help and amphoe; a value that is not in the lists is left out rather than refused."""

    group = forms.ChoiceField(label=_("กลุ่ม"), required=False)
    kind = forms.ChoiceField(label=_("เรื่องที่ต้องการ"), required=False)
    amphoe = forms.ChoiceField(label=_("อำเภอ (ในตาราง)"), required=False)

    def __init__(self, *args: Any, facts: MapFacts, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        amphoe = {place.amphoe_code: place.amphoe for place in facts.places}
        kinds = [(kind.value, help_kind_label(kind.value)) for kind in HelpKind]
        self.fields["group"].choices = [("", _("ทุกกลุ่ม")), *facts.groups]
        self.fields["kind"].choices = [("", _("ทุกเรื่อง")), *kinds]
        self.fields["amphoe"].choices = [("", _("ทุกอำเภอ")), *amphoe.items()]

    def told(self, name: str) -> str:
        """The value asked for, or "" for all."""
        self.is_valid()
        return str(getattr(self, "cleaned_data", {}).get(name, ""))

    @property
    def view(self) -> str:
        """Which of the three maps: needs against hands, blank spots, states."""
        asked = self.data.get("view", "")
        return asked if asked in MAP_VIEWS else "need"
