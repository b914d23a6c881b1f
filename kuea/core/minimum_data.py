"""The least each step may hold (PDPA s.22; requirements 3.3, 3), enforced by the step itself.

lead = place, worry, how to find · visit = need, goal · forum = code and minimum · match = need card ·
report = count. What a free text brings beyond that is cut out before it is kept, or the step refuses.
"""

import re
from dataclasses import dataclass

CUT = "[ตัดเลขออก]"
"""What stands where a number was cut out, so that nobody wonders."""

_DIGIT = "[0-9๐-๙]"
# Thirteen digits together, or in the groups printed on a card: 1-4-5-2-1. Looser grouping would eat
# a house number that stands before a telephone number.
_CITIZEN = re.compile(
    rf"(?<!{_DIGIT})(?:{_DIGIT}{{13}}|{_DIGIT}[ \-–]{_DIGIT}{{4}}[ \-–]{_DIGIT}{{5}}[ \-–]{_DIGIT}{{2}}[ \-–]{_DIGIT})(?!{_DIGIT})"
)
_TELEPHONE = re.compile(rf"(?<!{_DIGIT})[0๐](?:[ \-–.]?{_DIGIT}){{8,9}}(?!{_DIGIT})")


@dataclass(frozen=True)
class Step:
    """`holds` are the fields of the step's form; `cuts` what never stays in its free texts."""

    holds: tuple[str, ...]
    cuts: tuple[re.Pattern[str], ...]


STEPS: dict[str, Step] = {
    "lead": Step(
        (
            "who", "name", "worry", "place_words", "place", "how_to_find", "is_urgent", "sensitive",
            "existing_care", "channel", "informant", "may_call_back", "same_as", "once",
        ),
        (_CITIZEN,),
    ),
    "visit": Step(
        (
            "visited_on", "visitor_words", "notice_given", "no_notice_reason", "explained_to",
            "sensitive_basis", "name", "wishes", "wish", "strengths", "facts", "need_1_kind",
            "need_1_words", "need_2_kind", "need_2_words", "once",
        ),
        (_CITIZEN,),
    ),
    "forum": Step(("minimum_facts", "sensitive"), (_CITIZEN, _TELEPHONE)),
    "match": Step(("kind", "group_words", "age_band", "tambon_words", "quantity"), (_CITIZEN, _TELEPHONE)),
    "report": Step((), (_CITIZEN, _TELEPHONE)),
}  # fmt: skip


def keep_least(step: str, text: str) -> str:
    """The text as the step may keep it: numbers that do not belong there are cut out."""
    for pattern in STEPS[step].cuts:
        text = pattern.sub(CUT, text)
    return text


def holds_too_much(step: str, text: str) -> bool:
    """True when `keep_least` would cut something: for steps that refuse rather than cut."""
    return keep_least(step, text) != text
