"""Moving to another host or tambon of the province: the sender keeps the person until the receiver accepts (4.1)."""

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kuea.care.models import CarePlan, Transfer
from kuea.core.problems import Refusal
from kuea.core.states import CASE
from kuea.core.words import Role
from kuea.coverage.actions import release_case
from kuea.finding.models import Case
from kuea.finding.path import move_case, require_case, require_words
from kuea.finding.ports import active_hosts_of
from kuea.ledger.actions import record
from kuea.offices.models import Duty, Organisation, Place
from kuea.offices.ports import gather_changes, tambon_changed
from kuea.offices.scope import find_visible, lock_fresh, require_role

_HOSTS = (Role.HOST_COORDINATOR, Role.SECRETARY)


def transfer_case(
    *,
    case: Case,
    by: Duty,
    to_host: Organisation,
    to_tambon: Place,
    to_village: Place | None = None,
    reason: str,
    version: int | None = None,
) -> Transfer:
    """Ask another active host of the province to take over somebody in care.

    A case that is already `transferred` may be asked of another host after the first one declined.
    Raises `Refusal`: host_not_active, missing, place_unknown, not_in_this_state, stale.
    """
    require_case(by, case, *_HOSTS)
    require_words({_("เหตุผล"): reason})
    if not active_hosts_of(case.province_id).filter(pk=to_host.pk).exists():
        raise Refusal("host_not_active")
    _check_place(case, to_tambon, to_village)
    try:
        with transaction.atomic():
            fresh = lock_fresh(case, version)
            if fresh.state != "transferred":
                move_case(fresh, "transfer", by=by, reason=reason.strip())
            transfer = Transfer.objects.create(
                case=case, to_host=to_host, to_tambon=to_tambon, to_village=to_village,
                reason=reason.strip(), asked_by=by,
            )  # fmt: skip
            _tell("care.transfer", transfer, by)
    except IntegrityError as fault:
        raise Refusal("not_in_this_state") from fault
    return transfer


def accept_transfer(*, transfer: Transfer, by: Duty) -> Case:
    """The receiving host says yes: the case is routed to it, its verified standing kept (4.1)."""
    _require_receiver(by, transfer)
    with transaction.atomic(), gather_changes():
        fresh = _lock_open(transfer)
        case = lock_fresh(fresh.case)
        CASE.next(case.state, "accept_transfer")
        if not active_hosts_of(case.province_id).filter(pk=fresh.to_host_id).exists():
            raise Refusal("host_not_active")
        # The old plan ends and old givers are thanked; the new host makes its own plan.
        CarePlan.objects.filter(case=case, ended_at=None).update(ended_at=timezone.now())
        release_case(case=case, by=by, why="transfer")
        before = case.tambon_id
        _answer(fresh, by, "accepted")
        case = move_case(
            case, "accept_transfer", by=by, host=fresh.to_host, interim_owner=None, volunteer=None,
            tambon=fresh.to_tambon, village=fresh.to_village,
        )  # fmt: skip
        tambon_changed(before)
    return case


def decline_transfer(*, transfer: Transfer, by: Duty, reason: str) -> Transfer:
    """The receiving host cannot; the person stays counted with the sender, who asks another host."""
    _require_receiver(by, transfer)
    require_words({_("เหตุผล"): reason})
    with transaction.atomic():
        fresh = _lock_open(transfer)
        _answer(fresh, by, "declined")
    return fresh


def _check_place(case: Case, tambon: Place, village: Place | None) -> None:
    inside = tambon.level == Place.Level.TAMBON and tambon.code[:2] == case.province_id
    if not inside or (village is not None and village.parent_id != tambon.code):
        raise Refusal("place_unknown", written=(village or tambon).name_th)


def _require_receiver(by: Duty, transfer: Transfer) -> None:
    require_role(by, Role.HOST_COORDINATOR)
    find_visible(Transfer.objects.visible_to(by), pk=transfer.pk)
    if by.organisation_id != transfer.to_host_id:
        raise Refusal("not_in_your_area")


def _lock_open(transfer: Transfer) -> Transfer:
    fresh = (
        Transfer.objects.select_for_update(of=("self",))
        .select_related("case", "to_host", "to_tambon", "to_village")
        .get(pk=transfer.pk)
    )
    if fresh.answer:
        raise Refusal("no_transfer")
    return fresh


def _answer(transfer: Transfer, by: Duty, answer: str) -> None:
    transfer.answer, transfer.answered_by, transfer.answered_at = answer, by, timezone.now()
    transfer.save()
    _tell(f"care.transfer_{answer}", transfer, by)


def _tell(verb: str, transfer: Transfer, by: Duty) -> None:
    record(
        verb, transfer, duty_id=by.pk, province_code=transfer.case.province_id,
        case=transfer.case_id, host=transfer.to_host_id,
    )  # fmt: skip
