"""When a duty ends its gaps get a named heir (I14, I16). Offices calls these by port."""

from django.db.models import QuerySet

from kuea.coverage.models import Gap
from kuea.ledger.actions import record
from kuea.offices.models import Duty

_LIVING = ("open", "being_plugged")


def count_gaps(duty: Duty) -> dict[str, int]:
    return {"gaps": _gaps_of(duty).count()}


def hand_over_gaps(by: Duty, ended: Duty, heir: Duty) -> dict[str, int]:
    """The next reckoning gives each gap nobody took up to its place's host again; until then the heir has it."""
    gaps = list(_gaps_of(ended).select_for_update().values_list("pk", flat=True))
    Gap.objects.filter(pk__in=gaps).update(owner=heir)
    if gaps:
        record(
            "gap.hand_over", ended, duty_id=by.pk, province_code=ended.province_id or "",
            heir=heir.pk, gaps=gaps,
        )  # fmt: skip
    return {"gaps": len(gaps)}


def _gaps_of(duty: Duty) -> QuerySet[Gap]:
    return Gap.objects.filter(owner=duty, state__in=_LIVING)
