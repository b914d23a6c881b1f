"""Resolutions: the secretary writes, the civic chair or vice-chair signs, then nothing changes (I7, A27)."""

from datetime import date

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from kuea.core.problems import Refusal
from kuea.core.words import Role
from kuea.ledger.actions import record
from kuea.offices.models import Committee, CommitteeMember, Duty, Resolution
from kuea.offices.ports import tambon_changed
from kuea.offices.queries import parts_of
from kuea.offices.scope import lock_fresh, require_province, require_role

BUDDHIST_ERA = 543


def draft_resolution(
    *,
    by: Duty,
    committee: Committee,
    title: str,
    text: str,
    decided_on: date,
    meeting_number: int,
    year_be: int | None = None,
    item_number: int | None = None,
    form_key: str | None = None,
) -> Resolution:
    """Write down what the committee decided, ครั้งที่ n/ปี ข้อ m; the next free item when none is given.

    Raises `Refusal`: not_your_duty, not_in_your_area, committee_not_active, missing, resolution_number.
    """
    require_role(by, Role.SECRETARY)
    require_province(by, committee.province_id)
    _require_text(title, text, meeting_number)
    year = year_be or decided_on.year + BUDDHIST_ERA
    with transaction.atomic():
        sent = Resolution.objects.filter(form_key=form_key).first() if form_key else None
        if sent is not None:
            return sent
        fresh = lock_fresh(committee)
        if fresh.state != "active":
            raise Refusal("committee_not_active")
        of_meeting = fresh.resolutions.filter(meeting_number=meeting_number, year_be=year)
        last = of_meeting.aggregate(last=Max("item_number"))["last"] or 0
        item = item_number or last + 1
        if of_meeting.filter(item_number=item).exists():
            raise Refusal("resolution_number", number=f"{meeting_number}/{year} ข้อ {item}")
        resolution = Resolution.objects.create(
            committee=fresh, meeting_number=meeting_number, year_be=year, item_number=item,
            title=title.strip(), text=text.strip(), decided_on=decided_on, drafted_by=by,
            form_key=form_key,
        )  # fmt: skip
        _tell("draft", resolution, by)
    return resolution


def change_resolution(
    *, by: Duty, resolution: Resolution, title: str, text: str, version: int | None = None
) -> Resolution:
    """Right the wording of a draft. Raises `Refusal`: already_signed, stale."""
    require_role(by, Role.SECRETARY)
    require_province(by, resolution.committee.province_id)
    _require_text(title, text, resolution.meeting_number)
    with transaction.atomic():
        fresh = lock_fresh(resolution, version)
        if fresh.signed_at is not None:
            raise Refusal("already_signed")
        fresh.title, fresh.text, fresh.version = title.strip(), text.strip(), fresh.version + 1
        fresh.save(update_fields=["title", "text", "version"])
        _tell("change", fresh, by)
    return fresh


def sign_resolution(*, by: Duty, resolution: Resolution, version: int | None = None) -> Resolution:
    """Sign by one's own duty and one's own seat: the civic chair, or the vice-chair in the chair's place.

    `version` is that of the text the signer read. Raises `Refusal`: chair_signs, not_in_your_area, stale,
    already_signed.
    """
    require_province(by, resolution.committee.province_id)
    if by.is_over or by.role != Role.CHAIR:
        raise Refusal("chair_signs")
    with transaction.atomic():
        fresh = lock_fresh(resolution, version)
        if fresh.signed_at is not None:
            raise Refusal("already_signed")
        fresh.signed_by = _own_seat(by, fresh.committee)
        fresh.signed_at = timezone.now()
        fresh.version += 1
        fresh.save(update_fields=["signed_by", "signed_at", "version"])
        _tell("sign", fresh, by, member=fresh.signed_by_id)
        places = parts_of(fresh.committee.place_id, "tambon")
        tambon_changed(*places.values_list("code", flat=True))
    return fresh


def _own_seat(by: Duty, committee: Committee) -> CommitteeMember:
    seat = committee.members.filter(
        user_id=by.user_id, left_on=None, seat__in=["chair", "vice_chair"], sector="people"
    ).first()
    if seat is None or committee.state != "active":
        raise Refusal("chair_signs")
    return seat


def _require_text(title: str, text: str, meeting_number: int) -> None:
    absent = [word for word, value in (("เรื่อง", title), ("ข้อความมติ", text)) if not value.strip()]
    if meeting_number < 1:
        absent.append("ครั้งที่ประชุม")
    if absent:
        raise Refusal("missing", fields=", ".join(absent))


def _tell(verb: str, resolution: Resolution, by: Duty, **data: object) -> None:
    record(
        f"resolution.{verb}", resolution, duty_id=by.pk,
        province_code=resolution.committee.province_id, version=resolution.version, **data,
    )  # fmt: skip
