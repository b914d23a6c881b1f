"""What care keeps on a case between its steps: the days of the first help and of the next visit."""

from datetime import date

from django.db import transaction

from kuea.finding.models import Case
from kuea.ledger.actions import record
from kuea.offices.models import Duty
from kuea.offices.ports import tambon_changed
from kuea.offices.scope import lock_fresh, require_province


def note_care_dates(
    *,
    case: Case,
    by: Duty,
    first_help_on: date | None = None,
    next_visit_on: date | None = None,
    version: int | None = None,
) -> Case:
    """Write the day of the first help (the earliest told) and of the next visit; returns the fresh case."""
    require_province(by, case.province_id)
    with transaction.atomic():
        fresh = lock_fresh(case, version)
        if first_help_on is not None:
            known = fresh.first_help_on
            fresh.first_help_on = min(known, first_help_on) if known else first_help_on
        if next_visit_on is not None:
            fresh.next_visit_on = next_visit_on
        fresh.version += 1
        fresh.save(update_fields=["first_help_on", "next_visit_on", "version"])
        record("case.care_dates", fresh, duty_id=by.pk, province_code=fresh.province_id)
        tambon_changed(fresh.tambon_id)
    return fresh
