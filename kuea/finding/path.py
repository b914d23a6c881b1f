"""The one place where a case moves: table asked, row locked, step written, ledger told, area recomputed."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from kuea.core.problems import Refusal
from kuea.core.states import CASE
from kuea.core.words import Role
from kuea.finding.models import Case, CaseStep
from kuea.ledger.actions import record
from kuea.offices.models import Duty
from kuea.offices.ports import tambon_changed
from kuea.offices.scope import lock_fresh, require_province, require_role

_TIMES = {
    "routed": "routed_at",
    "verified": "verified_at",
    "registered": "registered_at",
    "declined": "declined_at",
    "closed": "closed_at",
}
_AFTER_ERASING = {"come_back", "close", "decline"}
"""Nobody can be looked for of whom nothing is left; who comes back themselves tells us anew."""


def move_case(
    case: Case,
    decision: str,
    *,
    by: Duty,
    reason: str = "",
    version: int | None = None,
    **changes: Any,
) -> Case:
    """Move `case` by `decision` of the table 4.1 and set `changes` with it; returns the fresh row.

    Raises `Refusal`: not_in_this_state, stale, not_in_your_area. Who may decide what is asked by the
    calling action.
    """
    require_province(by, case.province_id)
    with transaction.atomic():
        fresh = lock_fresh(case, version)
        if fresh.state == "declined" and decision != "come_back" and decision != "close":
            raise Refusal("refused")
        if fresh.words_erased_at is not None and decision not in _AFTER_ERASING:
            raise Refusal("data_erased")
        before, fresh.state = fresh.state, CASE.next(fresh.state, decision)
        if fresh.state in _TIMES:
            setattr(fresh, _TIMES[fresh.state], timezone.now())
        for name, value in changes.items():
            setattr(fresh, name.rstrip("_"), value)  # "decision_" is the case's own field
        fresh.version += 1
        fresh.save()
        CaseStep.objects.create(
            case=fresh, before=before, decision=decision, state=fresh.state, reason=reason, by=by
        )
        record(
            f"case.{decision}",
            fresh,
            duty_id=by.pk,
            province_code=fresh.province_id,
            before=before,
            after=fresh.state,
        )
        tambon_changed(fresh.tambon_id)
    return fresh


def require_case(by: Duty, case: Case, *roles: Role) -> None:
    """Raise unless `by` holds one of `roles` and this very case is in its sight (own, area, named)."""
    require_role(by, *roles)
    if not Case.objects.visible_to(by).filter(pk=case.pk).exists():
        raise Refusal("not_in_your_area")


def require_words(words: dict[str, str]) -> None:
    """Raise `missing`, naming in Thai every one of `words` (label → text) that is empty."""
    empty = [label for label, text in words.items() if not text.strip()]
    if empty:
        raise Refusal("missing", fields=" · ".join(empty))


def note_step(case: Case, decision: str, *, by: Duty, reason: str = "", **data: Any) -> CaseStep:
    """Something happened to a case that stays in its state: a row of its story and a ledger event."""
    step = CaseStep.objects.create(
        case=case, before=case.state, decision=decision, state=case.state, reason=reason, by=by
    )
    record(f"case.{decision}", case, duty_id=by.pk, province_code=case.province_id, **data)
    return step
