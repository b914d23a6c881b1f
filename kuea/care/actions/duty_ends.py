"""When a duty ends its present care plans get another carer (I16). Offices calls these by port."""

from django.db.models import QuerySet

from kuea.care.models import CarePlan
from kuea.core.words import Role
from kuea.ledger.actions import record
from kuea.offices.models import Duty

_MAY_CARE = frozenset({Role.VOLUNTEER, Role.HOST_COORDINATOR, Role.SECRETARY})


def count_care_plans(duty: Duty) -> dict[str, int]:
    return {"care_plans": _plans_of(duty).count()}


def hand_over_care_plans(by: Duty, ended: Duty, heir: Duty) -> dict[str, int]:
    plans = list(_plans_of(ended).select_for_update())
    carer = heir if heir.role in _MAY_CARE else None
    for plan in plans:
        plan.carer = carer
        plan.save(update_fields=["carer"])
        record(
            "care_plan.hand_over", plan, duty_id=by.pk, province_code=ended.province_id or "",
            heir=carer.pk if carer else 0,
        )  # fmt: skip
    return {"care_plans": len(plans)}


def _plans_of(duty: Duty) -> QuerySet[CarePlan]:
    return CarePlan.objects.filter(carer=duty, ended_at=None)
