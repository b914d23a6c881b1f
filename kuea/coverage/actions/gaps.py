"""What people do about a gap (R62, I14): take it up, accept it with a reason, open it again."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kuea.core.problems import Refusal
from kuea.core.states import GAP
from kuea.core.words import Role
from kuea.coverage.models import Gap
from kuea.finding.path import require_words
from kuea.ledger.actions import record
from kuea.offices.models import Duty, Resolution
from kuea.offices.ports import tambon_changed
from kuea.offices.scope import find_visible, require_province, require_role


def take_up_gap(*, gap: Gap, by: Duty, action: str) -> Gap:
    """The owner says what will be done; the gap is being plugged until its rule no longer holds.

    The secretary may take up any gap of the province. Raises `Refusal`: not_your_gap, missing,
    not_in_this_state, not_in_your_area.
    """
    require_role(by, Role.HOST_COORDINATOR, Role.SECRETARY)
    find_visible(Gap.objects.visible_to(by), pk=gap.pk)
    require_words({_("จะทำอะไร"): action})
    with transaction.atomic():
        fresh = _lock(gap, "take_up")
        if by.role != Role.SECRETARY and fresh.owner_id != by.pk:
            raise Refusal("not_your_gap")
        fresh.owner, fresh.action, fresh.taken_up_at = by, action.strip(), timezone.now()
        return _move(fresh, "take_up", by)


def accept_gap(*, gap: Gap, by: Duty, resolution: Resolution, reason: str) -> Gap:
    """The committee accepts a gap with a reason, by a resolution its civic chair signed (I7, I14).

    Raises `Refusal`: not_your_duty, resolution_needed, missing, not_in_this_state.
    """
    require_role(by, Role.CHAIR)
    require_province(by, gap.province_id)
    require_province(by, resolution.committee.province_id)
    if resolution.signed_at is None:
        raise Refusal("resolution_needed")
    require_words({_("เหตุผล"): reason})
    with transaction.atomic():
        fresh = _lock(gap, "accept")
        fresh.resolution, fresh.accepted_reason = resolution, reason.strip()
        return _move(fresh, "accept", by, resolution=resolution.pk)


def reopen_gap(*, gap: Gap, by: Duty, reason: str) -> Gap:
    """The committee takes its acceptance back."""
    require_role(by, Role.CHAIR)
    require_province(by, gap.province_id)
    require_words({_("เหตุผล"): reason})
    with transaction.atomic():
        fresh = _lock(gap, "reopen")
        fresh.action = ""
        return _move(fresh, "reopen", by)


def _lock(gap: Gap, decision: str) -> Gap:
    fresh = Gap.objects.select_for_update(of=("self",)).get(pk=gap.pk)
    GAP.next(fresh.state, decision)
    return fresh


def _move(gap: Gap, decision: str, by: Duty, **data: object) -> Gap:
    gap.state = GAP.next(gap.state, decision)
    gap.save()
    record(
        f"gap.{decision}",
        gap,
        duty_id=by.pk,
        province_code=gap.province_id,
        kind=gap.kind,
        **data,
    )
    tambon_changed(gap.tambon_id)
    return gap
