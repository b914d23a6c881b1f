"""A host network on its way: proposed, checked, endorsed, active, and how it rests or ends (4.2)."""

from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone

from kuea.core.problems import Refusal
from kuea.core.states import HOST
from kuea.core.thai import normalise
from kuea.core.words import NATIONAL_ROLES, Role
from kuea.giving.agreements import current_agreement
from kuea.giving.models import HostNetwork, ProcessingAgreement
from kuea.giving.queries import host_facts
from kuea.ledger.actions import record
from kuea.offices.actions import close_duties
from kuea.offices.models import Duty, Organisation, Resolution
from kuea.offices.ports import tambon_changed
from kuea.offices.scope import lock_fresh, require_province, require_role, require_signed

PROVINCE_DUTIES = tuple(
    role for role in Role if role not in NATIONAL_ROLES and role is not Role.SYSTEM
)


def propose_host(*, by: Duty, organisation: Organisation, reason: str = "") -> HostNetwork:
    """Name an organisation as host network; anyone with a duty in its province may (R49).

    Raises `Refusal`: host_exists when it is already on its way.
    """
    require_role(by, *PROVINCE_DUTIES)
    require_province(by, organisation.province_id)
    with transaction.atomic():
        if HostNetwork.objects.filter(pk=organisation.pk).exists():
            raise Refusal("host_exists", name=organisation.name)
        host = HostNetwork.objects.create(
            organisation=organisation, proposed_by=by, state_reason=normalise(reason)
        )
        _tell("propose", host, by)
    return host


def check_host(
    *,
    by: Duty,
    host: HostNetwork,
    contact_confirmed_on: date,
    contact_confirmed_how: str,
    version: int | None = None,
) -> HostNetwork:
    """The secretariat has the facts and spoke with them. Raises `Refusal`: missing (names each)."""
    with transaction.atomic():
        fresh = _lock(by, host, Role.SECRETARY, version=version)
        after = HOST.next(fresh.state, "check")
        how = normalise(contact_confirmed_how)
        facts = host_facts(fresh)
        _require(
            ("ผู้นำ", facts.leader),
            ("แม่ข่ายที่สังกัด (หรือเป็นแม่ข่ายเอง)", facts.own_host),
            ("ที่อยู่", facts.address),
            ("จำนวนอาสาสมัครและวันที่นับ", facts.volunteers),
            ("ปีที่เริ่มมีองค์กร", facts.existing_since),
            ("กลุ่มเป้าหมายที่ดูแล", facts.groups),
            ("พื้นที่ที่เสนอรับ", facts.areas_proposed),
            ("วิธีที่ยืนยันการติดต่อ", bool(how)),
        )
        _require_past(contact_confirmed_on)
        fresh.contact_confirmed_on, fresh.contact_confirmed_how = contact_confirmed_on, how
        return _move(fresh, after, "check", by)


def decline_host(*, by: Duty, host: HostNetwork, reason: str) -> HostNetwork:
    """The committee does not take it on now; the reason is kept and may be read by the proposer."""
    return _decide(by, host, "decline", reason)


def return_host(*, by: Duty, host: HostNetwork, reason: str) -> HostNetwork:
    """The committee asks for more facts before it endorses."""
    return _decide(by, host, "return", reason)


def endorse_host(
    *, by: Duty, host: HostNetwork, resolution: Resolution | None, version: int | None = None
) -> HostNetwork:
    """The committee endorsed it by a resolution the civic chair signed. Raises: resolution_needed."""
    with transaction.atomic():
        fresh = _lock(by, host, Role.SECRETARY, Role.CHAIR, version=version)
        after = HOST.next(fresh.state, "endorse")
        signed = require_signed(resolution, fresh.organisation.province_id)
        fresh.resolution = signed
        return _move(fresh, after, "endorse", by, resolution=signed.pk)


def sign_agreement(
    *,
    by: Duty,
    host: HostNetwork,
    signed_on: date,
    signer_name: str = "",
    signer_position: str = "",
    ends_on: date | None = None,
) -> HostNetwork:
    """The host promised how it keeps people's data (3.3, 7), in the words of that day's version.

    Without a name the organisation's leader signed. The one before ends with it. Raises `Refusal`:
    missing, day_not_come, date_order.
    """
    with transaction.atomic():
        fresh = _lock(by, host, Role.SECRETARY, Role.HOST_COORDINATOR)
        _require_open(fresh)
        _require_past(signed_on)
        if ends_on is not None and ends_on < signed_on:
            raise Refusal("date_order", fields="วันลงนาม · วันสิ้นสุด")
        signer = normalise(signer_name) or fresh.organisation.leader_name
        _require(("ชื่อผู้ลงนามของแม่ข่าย", bool(signer)))
        ProcessingAgreement.objects.filter(host=fresh, ended_on=None).update(
            ended_on=signed_on, end_words="ลงนามฉบับใหม่แทน"
        )
        agreement = ProcessingAgreement.objects.create(
            host=fresh, version=current_agreement(signed_on).version, signer_name=signer,
            signer_position=normalise(signer_position), signed_on=signed_on, ends_on=ends_on,
            recorded_by=by,
        )  # fmt: skip
        fresh.agreement_signed_on = signed_on
        return _move(fresh, fresh.state, "agreement", by, agreement=agreement.pk)


def end_agreement(*, by: Duty, host: HostNetwork, ended_on: date, end_words: str) -> HostNetwork:
    """Processing ends: what became of paper and copies is said (PDPA s.40). Not while the host is at work.

    Raises `Refusal`: not_in_this_state for an active host (pause or end it first), missing, day_not_come.
    """
    with transaction.atomic():
        fresh = _lock(by, host, Role.SECRETARY)
        if fresh.state == "active":
            raise Refusal("not_in_this_state")
        _require_past(ended_on)
        _require(("คืนหรือทำลายกระดาษและสำเนาอย่างไร", bool(normalise(end_words))))
        ProcessingAgreement.objects.filter(host=fresh, ended_on=None).update(
            ended_on=ended_on, end_words=normalise(end_words)
        )
        return _move(fresh, fresh.state, "agreement_end", by)


def train_coordinator(
    *,
    by: Duty,
    host: HostNetwork,
    data_protection_on: date | None = None,
    dignity_on: date | None = None,
    safeguarding_on: date | None = None,
) -> HostNetwork:
    """The days the coordinator learnt each of the three; trained when all three are there."""
    with transaction.atomic():
        fresh = _lock(by, host, Role.SECRETARY, Role.HOST_COORDINATOR)
        _require_open(fresh)
        fresh.trained_data_protection_on = data_protection_on or fresh.trained_data_protection_on
        fresh.trained_dignity_on = dignity_on or fresh.trained_dignity_on
        fresh.trained_safeguarding_on = safeguarding_on or fresh.trained_safeguarding_on
        days = [
            fresh.trained_data_protection_on,
            fresh.trained_dignity_on,
            fresh.trained_safeguarding_on,
        ]
        known = [day for day in days if day is not None]
        for day in known:
            _require_past(day)
        fresh.coordinator_trained_on = max(known) if len(known) == len(days) else None
        return _move(fresh, fresh.state, "train", by)


def activate_host(*, by: Duty, host: HostNetwork, version: int | None = None) -> HostNetwork:
    """The coordinator starts work: agreement signed, trained, an area taken on. Raises: missing."""
    with transaction.atomic():
        fresh = _lock(by, host, Role.HOST_COORDINATOR, version=version)
        after = HOST.next(fresh.state, "activate")
        facts = host_facts(fresh)
        _require(
            ("ข้อตกลงดูแลข้อมูลที่ลงนามแล้ว", facts.agreement),
            ("การอบรมผู้ประสานครบสามเรื่อง", facts.trained),
            ("พื้นที่ที่ตอบรับแล้วอย่างน้อยหนึ่งแห่ง", facts.area_accepted),
        )
        moved = _move(fresh, after, "activate", by)
        tambon_changed(*_tambon_of(moved))
    return moved


def set_host_state(*, by: Duty, host: HostNetwork, decision: str, reason: str) -> HostNetwork:
    """Pause, resume or end. Cases are handed over first by coverage, which calls this (I16).

    Ending also ends its areas and its volunteers' duties. Raises `Refusal`: missing, handover_first.
    """
    if decision not in {"pause", "resume", "end"}:
        raise ValueError(f"decision {decision!r} is not pause, resume or end")
    roles = {Role.HOST_COORDINATOR, Role.SECRETARY} | ({Role.CHAIR} if decision == "end" else set())
    with transaction.atomic():
        fresh = _lock(by, host, *roles)
        after = HOST.next(fresh.state, decision)
        _require(("เหตุผล", bool(normalise(reason))))
        if decision == "resume" and not host_facts(fresh).agreement:
            raise Refusal("agreement_lapsed")
        fresh.state_reason = normalise(reason)
        tambon = _tambon_of(fresh)
        try:
            with transaction.atomic():
                moved = _move(fresh, after, decision, by)
        except IntegrityError as kept:
            if "I16" not in str(kept):
                raise
            raise Refusal("cases_without_owner") from kept
        if decision == "end":
            _end_everything(moved, by)
        tambon_changed(*tambon)
    return moved


def _end_everything(host: HostNetwork, by: Duty) -> None:
    today = timezone.localdate()
    host.assignments.exclude(state="ended").update(state="ended", to_on=today)
    still = host.volunteers.exclude(state="ended")
    duties = list(still.values_list("duty_id", flat=True))
    still.update(state="ended", state_since=timezone.now())
    close_duties(by=by, duties=Duty.objects.filter(pk__in=duties, ended_at=None))


def _decide(by: Duty, host: HostNetwork, decision: str, reason: str) -> HostNetwork:
    with transaction.atomic():
        fresh = _lock(by, host, Role.SECRETARY, Role.CHAIR)
        after = HOST.next(fresh.state, decision)
        _require(("เหตุผล", bool(normalise(reason))))
        fresh.state_reason = normalise(reason)
        return _move(fresh, after, decision, by)


def _lock(by: Duty, host: HostNetwork, *roles: Role, version: int | None = None) -> HostNetwork:
    """The row under a lock, when the duty is one of `roles`; a coordinator only for the own host."""
    require_role(by, *roles)
    fresh = lock_fresh(host, version)
    require_province(by, fresh.organisation.province_id)
    if by.role == Role.HOST_COORDINATOR and by.organisation_id != fresh.pk:
        raise Refusal("not_in_your_area")
    return fresh


def _move(host: HostNetwork, state: str, verb: str, by: Duty, **data: object) -> HostNetwork:
    if host.state != state:
        host.state, host.state_since = state, timezone.now()
    host.version += 1
    host.save()
    _tell(verb, host, by, **data)
    return host


def _require(*facts: tuple[str, bool]) -> None:
    lacking = [words for words, there in facts if not there]
    if lacking:
        raise Refusal("missing", fields=" · ".join(lacking))


def _require_past(day: date) -> None:
    if day > timezone.localdate():
        raise Refusal("day_not_come")


def _require_open(host: HostNetwork) -> None:
    if host.state in {"ended", "declined"}:
        raise Refusal("not_in_this_state")


def _tambon_of(host: HostNetwork) -> set[str]:
    places = host.assignments.filter(state="current").values_list("place_id", flat=True)
    return {place[:6] for place in places}


def _tell(verb: str, host: HostNetwork, by: Duty, **data: object) -> None:
    record(f"host.{verb}", host, duty_id=by.pk, province_code=host.organisation.province_id, **data)
