"""How a state looks: its tone and its icon. The words come from the room that owns the state."""

from collections.abc import Sequence
from typing import NamedTuple
from unicodedata import category

from django.utils.translation import gettext_lazy as _


class Link(NamedTuple):
    """One entry of a navigation, breadcrumb, row of tabs or of filter chips."""

    label: str
    url: str
    active: bool = False
    count: int | None = None


class Look(NamedTuple):
    tone: str
    icon: str


HAND = Look("hand", "hand")  # needs a hand
WAIT = Look("hand", "clock")  # waiting for someone
GOING = Look("going", "arrow")  # under way
GOOD = Look("good", "check")  # done, cared for
GRAVE = Look("grave", "alert")  # cannot wait, went wrong
REST = Look("rest", "dash")  # at rest, ended

TONES = ("hand", "going", "good", "grave", "rest")
TONE_ICONS = {"hand": "hand", "going": "info", "good": "check", "grave": "alert", "rest": "info"}

_BY_LOOK: dict[Look, str] = {
    HAND: "lead no_host uncovered open more_info returned not_located faulty_row to_map",
    WAIT: "routed ready waiting planned announced proposed suggested offered giver_accepted"
    " receiver_agreed comment invited checked queued draft stopped ask stale received ordered nil_claimed asked tried in_review",
    GOING: "visited in_forum verified registered matched held recorded host_assigned searching"
    " decided assessed reported searched assigned mapped endorsed accepted host_accepted current running reading rerunning solving being_plugged cleared",
    GOOD: "in_care self_managing signed posted active fulfilled adopted settled nil_verified"
    " covered plugged resolved complete joined done published",
    GRAVE: "urgent overdue failed suspended told",
    REST: "closed declined not_confirmed out_of_scope merged transferred cancelled ended"
    " ended_early refused dropped taken_back expired superseded resting withdrawn term_ended parted",
}
LOOKS: dict[str, Look] = {
    code: look for look, codes in _BY_LOOK.items() for code in codes.split()
} | {
    "partly": Look("hand", "half"),
    "no": Look("rest", "ring"),
    "yes": Look("good", "check"),
    "paused": Look("hand", "pause"),
    "sealed": Look("rest", "lock"),
}


def look_of(code: str) -> Look:
    """The look of a state code; one we do not know is shown neutrally, never as good or bad."""
    return LOOKS.get(code, Look("rest", "ring"))


FIVE_K = (
    ("ก.1", _("ค้นหากันเอง")),
    ("ก.2", _("มีส่วนร่วม")),
    ("ก.3", _("กลุ่มอาสาสมัคร")),
    ("ก.4", _("กองทุน")),
    ("ก.5", _("กรรมการ")),
)
FIVE_K_WORDS = {
    "yes": _("มีแล้ว"),
    "partly": _("มีบางส่วน"),
    "no": _("ยังไม่มี"),
}

WORK_STEPS = (
    _("หาแม่ข่าย"),
    _("ค้นหาเพื่อนบ้าน"),
    _("เวทีประชาคม"),
    _("ทะเบียนสองด้าน"),
    _("รวมที่จังหวัด"),
)


# The width of a phone's navigation, in base letters of the small type at 360 px.
_ROW_LETTERS = 41
_GAP_LETTERS = 1.5


def _letters(label: str) -> float:
    """Letters that take a place of their own: Thai vowels and tones above and below take none."""
    return sum(category(mark) != "Mn" for mark in str(label)) + _GAP_LETTERS


def count_fitting(labels: Sequence[str], more: str) -> int:
    """How many entries stand in one row on a phone, with `more` at the end when not all do."""
    if sum(map(_letters, labels)) <= _ROW_LETTERS:
        return len(labels)
    room, kept = _ROW_LETTERS - _letters(more) - 2, 0  # two for its arrow
    for label in labels:
        room -= _letters(label)
        if room < 0:
            break
        kept += 1
    return max(kept, 1)
