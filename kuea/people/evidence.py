"""What spoke for or against two records being one person: kept as codes, told in words (docs/algorithms/linking.md)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from kuea.engines.linkage.evidence import Waterfall
from kuea.engines.linkage.registry import Question
from kuea.people.evidence_labels import LEVELS, Words

_MUCH, _SOME = 4.0, 1.0
"""Log odds: from e⁴, about 50 to 1, a sign speaks strongly; below e¹, about 3 to 1, hardly at all."""
_WHOLE_BAR = 14.0
_TENTHS = 10


@dataclass(frozen=True)
class SignView:
    """One field's evidence. `width` is the length of its bar in hundredths of half the row."""

    words: Words
    strength: str
    tone: str
    speaks_for: bool
    width: int


@dataclass(frozen=True)
class EvidenceView:
    """All signs, in the order of the waterfall, and what they come to."""

    signs: list[SignView]
    chance: str


def told_evidence(model: str, question: Question | None) -> dict[str, Any]:
    """The waterfall of a link as it is stored: codes and weights, nothing of the records themselves."""
    if question is None:
        return {}
    told: Waterfall = question.evidence
    return {
        "model": model, "pattern": question.pattern, "begin": round(told.begin, 4), "weight": round(told.weight, 4),
        "signs": [[sign.field, sign.level, round(sign.weight, 4)] for sign in told.signs],
    }  # fmt: skip


def worth_of(question: Question) -> float:
    """What an answer is expected to put right: one pair of records, by the chance that they are one person."""
    return question.evidence.probability


def show_evidence(told: Mapping[str, Any]) -> EvidenceView | None:
    """In words; nothing when none was kept (joined by hand, or before the engine weighed)."""
    if not told.get("signs"):
        return None
    signs = [_sign(field, level, weight) for field, level, weight in told["signs"]]
    return EvidenceView(signs, _chance(Waterfall(0, (), told["weight"]).probability))


def _sign(field: str, level: str, weight: float) -> SignView:
    words = LEVELS.get(field, {}).get(level, level)
    size = abs(weight)
    speaks_for = weight > 0
    if size < _SOME:
        strength, tone = _("แทบไม่บอกอะไร"), "rest"
    elif speaks_for:
        strength, tone = (_("หนุนมาก") if size >= _MUCH else _("หนุน")), "good"
    else:
        strength, tone = (_("ค้านมาก") if size >= _MUCH else _("ค้าน")), "hand"
    return SignView(
        words, strength, tone, speaks_for, max(2, min(100, round(100 * size / _WHOLE_BAR)))
    )


def _chance(probability: float) -> str:
    """As people count: so many of ten pairs that look like this one."""
    tenths = round(probability * _TENTHS)
    if tenths <= 0:
        return _("คู่ที่หน้าตาแบบนี้ แทบไม่มีคู่ไหนเป็นคนเดียวกัน")
    if tenths >= _TENTHS:
        return _("คู่ที่หน้าตาแบบนี้ เกือบทุกคู่เป็นคนเดียวกัน")
    return _("คู่ที่หน้าตาแบบนี้ 10 คู่ เป็นคนเดียวกันราว %(n)s คู่") % {"n": tenths}
