"""How needs weigh against one another: numbered, with a reason, never edited (R59; coverage.md 4.1)."""

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from kuea.core.problems import Refusal
from kuea.core.words import Role
from kuea.coverage.models import CoveragePlan, CoveragePolicy
from kuea.finding.path import require_words
from kuea.ledger.actions import record
from kuea.offices.models import Duty, Province
from kuea.offices.scope import require_province, require_role


def write_policy(
    *, province: Province, by: Duty, urgency_weights: list[float], alpha: float, strict: list[int], reason: str,
    floor: float = 0.0, travel_km: float | None = None,
) -> CoveragePolicy:  # fmt: skip
    """A new numbered way of weighing; those before stay as they were.

    `floor`: the share of what it could reach alone that every tambon is offered first. `travel_km`: how far by road a
    giver is sent. Raises `Refusal`: not_your_duty, not_in_your_area, missing without a reason, policy_numbers when a
    weight is not above zero, alpha or floor is not between 0 and 1, travel is not above zero, or a level is none of 1 to 5.
    """
    require_role(by, Role.SECRETARY, Role.SYSTEM)
    require_province(by, province.code)
    return _write(
        province, by, urgency_weights=urgency_weights, alpha=alpha, strict=strict, reason=reason, floor=floor,
        travel_km=travel_km,
    )  # fmt: skip


def _write(
    province: Province, by: Duty, *, urgency_weights: list[float], alpha: float, strict: list[int], reason: str,
    floor: float, travel_km: float | None,
) -> CoveragePolicy:  # fmt: skip
    require_words({_("เหตุผล"): reason})
    shares = 0.0 <= alpha <= 1.0 and 0.0 <= floor <= 1.0 and set(strict) <= {1, 2, 3, 4, 5}
    if not shares or len(urgency_weights) != 5 or not _is_above_zero(*urgency_weights, travel_km):
        raise Refusal("policy_numbers")
    with transaction.atomic():
        Province.objects.select_for_update(of=("self",)).get(pk=province.pk)
        number = last_number(province, CoveragePolicy) + 1
        policy = CoveragePolicy.objects.create(
            province=province, number=number, urgency_weights=[float(w) for w in urgency_weights],
            alpha=alpha, strict=sorted(set(strict)), floor=floor, travel_km=travel_km, reason=reason.strip(),
            written_by=by,
        )  # fmt: skip
        record("policy.write", policy, duty_id=by.pk, province_code=province.code, number=number)
    return policy


def with_floor(policy: CoveragePolicy, *, floor: float, reason: str, by: Duty) -> CoveragePolicy:
    """The same way of weighing with another floor for the worst-off tambon, as the committee chose it on the curve.

    Raises `Refusal`: not_your_duty, not_in_your_area, missing, policy_numbers.
    """
    require_role(by, Role.SECRETARY, Role.CHAIR)
    require_province(by, policy.province_id)
    return _write(
        policy.province, by, urgency_weights=policy.urgency_weights, alpha=policy.alpha, strict=policy.strict,
        reason=reason, floor=floor, travel_km=policy.travel_km,
    )  # fmt: skip


def newest_policy(province: Province, by: Duty) -> CoveragePolicy:
    """The policy of the highest number; the first is written when there is none."""
    found = CoveragePolicy.objects.filter(province=province).order_by("-number").first()
    return found or write_policy(
        province=province, by=by, urgency_weights=[1, 2, 4, 8, 16], alpha=0.5, strict=[5],
        reason=_("ค่าตั้งต้น: เรื่องด่วนก่อน ที่เหลือนับแรงครึ่งทาง"),
    )  # fmt: skip


def last_number(province: Province, model: type[CoveragePlan] | type[CoveragePolicy]) -> int:
    told = model.objects.filter(province=province).aggregate(last=Max("number"))
    return int(told["last"] or 0)


def _is_above_zero(*numbers: float | None) -> bool:
    return all(number is None or 0.0 < number < float("inf") for number in numbers)
