"""A whole list is taken out again: it was the wrong file, or should never have been sent."""

from django.db import transaction
from django.utils import timezone

from kuea.core.problems import Refusal
from kuea.core.states import BATCH
from kuea.core.thai import normalise
from kuea.core.words import Role
from kuea.intake.models import Batch
from kuea.intake.ports import withdraw_rows
from kuea.ledger.actions import record
from kuea.offices.models import Duty
from kuea.offices.ports import gather_changes
from kuea.offices.scope import lock_fresh, require_province, require_role


def withdraw_batch(*, by: Duty, batch: Batch, reason: str) -> Batch:
    """Its records no longer count; cases nobody has worked on yet are set aside. What people built stays.

    Raises `Refusal`: not_your_duty, not_in_your_area, missing (a reason), not_in_this_state.
    """
    require_role(by, Role.SECRETARY)
    require_province(by, batch.province_id)
    why = normalise(reason)
    if not why:
        raise Refusal("missing", fields="เหตุผลที่ถอนแฟ้ม")
    with transaction.atomic(), gather_changes():
        fresh = lock_fresh(batch)
        fresh.state = BATCH.next(fresh.state, "withdraw")
        withdraw_rows(fresh, by, why)
        fresh.samples = []
        fresh.withdrawn_at, fresh.withdrawn_by, fresh.withdrawn_reason = timezone.now(), by, why
        fresh.save()
        record("batch.withdraw", fresh, duty_id=by.pk, province_code=fresh.province_id)
    return fresh
