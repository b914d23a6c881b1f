"""Rules of taking data out: for what never, which classes, and cells that a spreadsheet would run (3.3 rules 9, 12)."""

import re
import unicodedata
from enum import StrEnum

from kuea.core.words import Role


class ExportKind(StrEnum):
    """What may be taken out."""

    BOARD = "board"
    LISTS = "lists"
    ORGANISATIONS = "organisations"
    CASES = "cases"
    NEEDS = "needs"


class Purpose(StrEnum):
    """For what; the words beside it say it exactly."""

    MEETING = "meeting"
    REFER_HELP = "refer_help"
    QUALITY = "quality"
    REPORT_UP = "report_up"
    RESEARCH = "research"
    AUDIT = "audit"


DAYS_KEPT = 7
LEAST_WORDS = 10
CLASS_OF = {
    ExportKind.BOARD: "D1", ExportKind.LISTS: "D1", ExportKind.ORGANISATIONS: "D1", ExportKind.CASES: "D2", ExportKind.NEEDS: "D3",
}  # fmt: skip
"""The highest class of data in each kind. There is no kind with D4, and no role that could ask for it."""
NEEDS_SECOND = frozenset({"D2", "D3"})
MAY_TAKE: dict[str, frozenset[str]] = {
    Role.SECRETARY: frozenset({"D0", "D1", "D2", "D3"}),
    Role.HOST_COORDINATOR: frozenset({"D0", "D1", "D2", "D3"}),
    Role.CHAIR: frozenset({"D0", "D1"}),
    Role.MEMBER: frozenset({"D0", "D1"}),
    Role.LOCAL_OFFICER: frozenset({"D0", "D1"}),
}
"""Classes of columns a duty may take out; volunteers, givers, forum officers and the ministry take nothing."""

_NEVER = (
    "จับกุม", "ตำรวจ", "ตรวจคนเข้าเมือง", "ตม.", "เนรเทศ", "ผลักดันกลับ", "ทวงหนี้", "ติดตามหนี้", "บังคับคดี",
    "ดำเนินคดี", "สอบสวน", "หาเสียง", "เลือกตั้ง", "หัวคะแนน", "พรรคการเมือง", "ผู้สมัครรับ", "police", "arrest",
    "immigration", "deport", "debt collect", "election", "canvass", "campaign", "political",
)  # fmt: skip
_NOT_SHOWN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_STARTS_A_FORMULA = ("=", "+", "-", "@")


def forbidden_in(words: str) -> str | None:
    """The first word that says the data are wanted for enforcement, debt or politics; None when none does."""
    plain = _NOT_SHOWN.sub("", unicodedata.normalize("NFKC", words)).casefold()
    squeezed = re.sub(r"\s+", "", plain)
    for word in _NEVER:
        if word in plain or word.replace(" ", "") in squeezed:
            return word
    return None


def safe_cell(text: str) -> str:
    """The text as a cell that no spreadsheet takes for a formula: with an apostrophe before it where needed.

    Looks behind blanks, signs without width and full-width forms («＝»), because programs do.
    """
    seen = _NOT_SHOWN.sub("", unicodedata.normalize("NFKC", text))
    risky = seen.lstrip().startswith(_STARTS_A_FORMULA) or text[:1] in ("\t", "\r", "\n")
    return f"'{text}" if risky else text
