"""Showing a masked number whole, once, to somebody who said why."""

from django.db import transaction

from kuea.core.problems import Refusal
from kuea.core.words import RevealReason, Role
from kuea.ledger.actions import record as tell
from kuea.offices.models import Duty
from kuea.offices.scope import find_visible, require_role
from kuea.people.models import Person, Record

REVEALED = ("citizen_number", "telephone")


def reveal_number(*, by: Duty, record: Record, field: str, reason: str) -> str:
    """The citizen number or telephone of a record of somebody the duty sees. The ledger keeps who, what and why,
    never the number. Raises `Refusal`: not_your_duty, not_in_your_area, reveal_reason."""
    require_role(by, Role.SECRETARY)
    find_visible(Person.objects.visible_to(by), pk=record.person_id)
    if reason not in list(RevealReason) or field not in REVEALED:
        raise Refusal("reveal_reason")
    with transaction.atomic():
        tell(
            "record.reveal", record, duty_id=by.pk, province_code=record.province_id,
            field=field, reason=reason,
        )  # fmt: skip
    return str(getattr(record, field))
