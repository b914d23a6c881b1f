"""Which division is looked at, and one border more that is moved."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kuea.coverage.queries.territory import Ground

TODAY, NEW = "today", "new"
MOST_MOVES = 60


class MoveForm(forms.Form):
    """A tambon goes over to another host, on paper only."""

    tambon = forms.ChoiceField(label=_("ย้ายตำบล"))
    host = forms.TypedChoiceField(label=_("ไปให้แม่ข่าย"), coerce=int)

    def __init__(self, *args: Any, ground: Ground, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [
            (place.code, f"{place.name_th} ({place.parent.name_th if place.parent else ''})")
            for place in ground.places
        ]
        self.fields["tambon"].choices = [("", _("เลือกตำบล")), *named]
        hosts = [(one.organisation, one.name) for one in ground.leaders]
        self.fields["host"].choices = [("", _("เลือกแม่ข่าย")), *hosts]


def read_moves(text: str, ground: Ground) -> list[tuple[str, int]]:
    """The moves of an address, «tambon:organisation» with commas; those that are not known are left out."""
    codes = {place.code for place in ground.places}
    hosts = {one.organisation for one in ground.leaders}
    found: dict[str, int] = {}
    for part in text.split(",")[:MOST_MOVES]:
        code, _colon, host = part.partition(":")
        if code in codes and host.isascii() and host.isdecimal() and int(host[:12]) in hosts:
            found[code] = int(host[:12])
    return list(found.items())


def write_moves(moves: list[tuple[str, int]]) -> str:
    return ",".join(f"{code}:{host}" for code, host in moves)
