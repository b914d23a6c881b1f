"""Whether the people on a list know that it was passed on (PDPA s.25)."""

from django.db import transaction
from django.utils.translation import gettext as _

from kuea.core.problems import Refusal
from kuea.core.thai import normalise
from kuea.core.words import Role
from kuea.intake.models import Batch
from kuea.ledger.actions import record
from kuea.offices.models import Duty
from kuea.offices.scope import lock_fresh, require_province, require_role


def record_list_notice(*, by: Duty, batch: Batch, words: str) -> Batch:
    """The sender told the people on the list: how and when. Without it their thirty days run. Raises: missing."""
    require_role(by, Role.SECRETARY)
    require_province(by, batch.province_id)
    said = normalise(words)
    if not said:
        raise Refusal("missing", fields=_("ที่มาบอกเจ้าของข้อมูลอย่างไร เมื่อไร"))
    with transaction.atomic():
        fresh = lock_fresh(batch)
        fresh.told_words = said[:300]
        fresh.save(update_fields=["told_words"])
        record("batch.told", fresh, duty_id=by.pk, province_code=fresh.province_id)
    return fresh
