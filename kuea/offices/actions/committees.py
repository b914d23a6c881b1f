"""Committees: proposed, ordered, seated by sector, put to work only when I6 holds."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from kuea.core.problems import Refusal
from kuea.core.states import COMMITTEE
from kuea.core.thai import comparison_key
from kuea.core.words import THREE_PARTIES, Role, Sector
from kuea.ledger.actions import record
from kuea.offices.labels import COMMITTEE_MISSING, SEATS
from kuea.offices.models import Committee, CommitteeMember, Duty, Place, User
from kuea.offices.ports import tambon_changed
from kuea.offices.queries import missing_of
from kuea.offices.scope import lock_fresh, require_province, require_role

CIVIC_SEATS = ("chair", "vice_chair")


def propose_committee(
    *,
    by: Duty,
    place: Place,
    name: str,
    quorum: int = 5,
    term_from: date | None = None,
    term_to: date | None = None,
    form_key: str | None = None,
) -> Committee:
    """Begin a committee of the province or of one of its tambon (A15); another may still be at work there.

    Raises `Refusal`: not_your_duty, not_in_your_area, missing, committee_known.
    """
    require_role(by, Role.SECRETARY)
    require_province(by, place.code[:2])
    if not name.strip() or quorum < 1:
        raise Refusal("missing", fields="ชื่อคณะกรรมการ องค์ประชุม")
    with transaction.atomic():
        sent = Committee.objects.filter(form_key=form_key).first() if form_key else None
        if sent is not None:
            return sent
        if Committee.objects.filter(place=place, state__in=["proposed", "ordered"]).exists():
            raise Refusal("committee_known")
        committee = Committee.objects.create(
            province_id=by.province_id, place=place, name=name.strip(), quorum=quorum,
            term_from=term_from, term_to=term_to, form_key=form_key,
        )  # fmt: skip
        _tell("propose", committee, by)
    return committee


def order_committee(
    *, by: Duty, committee: Committee, number: str, on: date, signer: str
) -> Committee:
    """The appointment order: number, date and who signed it. Raises `Refusal`: missing, not_in_this_state."""
    _require_secretary(by, committee)
    absent = [
        word
        for word, value in (("เลขที่คำสั่ง", number), ("วันที่", on), ("ผู้ลงนาม", signer))
        if not str(value or "").strip()
    ]
    if absent:
        raise Refusal("missing", fields=", ".join(absent))
    with transaction.atomic():
        fresh = lock_fresh(committee)
        fresh.state = COMMITTEE.next(fresh.state, "order")
        fresh.order_number, fresh.order_on, fresh.order_signer = number.strip(), on, signer.strip()
        fresh.save()
        _tell("order", fresh, by)
    return fresh


def seat_member(
    *,
    by: Duty,
    committee: Committee,
    seat: str,
    name: str,
    sector: Sector | str,
    user: User | None = None,
    is_provincial_office: bool = False,
) -> CommitteeMember:
    """Seat one person. Chair and vice-chair are civic, the secretary is of the provincial office (I6).

    Raises `Refusal`: seat_sector, seat_taken, seat_person, missing, not_in_this_state.
    """
    _require_secretary(by, committee)
    _require_kind(seat, Sector(sector), is_provincial_office)
    if not name.strip():
        raise Refusal("missing", fields="ชื่อกรรมการ")
    if user and not user.duties.current().filter(province_id=by.province_id).exists():
        raise Refusal("not_in_your_area")
    with transaction.atomic():
        fresh = lock_fresh(committee)
        if fresh.state == "term_ended":
            raise Refusal("not_in_this_state")
        _require_free(fresh, seat, name, user)
        member = CommitteeMember.objects.create(
            committee=fresh, seat=seat, name=name.strip(), user=user, sector=Sector(sector),
            is_provincial_office=is_provincial_office,
        )  # fmt: skip
        _tell("seat", fresh, by, member=member.pk, seat=seat, sector=str(sector))
    return member


def end_seat(*, by: Duty, member: CommitteeMember, on: date | None = None) -> CommitteeMember:
    """A member leaves. The last one of the three parties stays until a successor is seated (I6, R78).

    Raises `Refusal`: last_of_party.
    """
    _require_secretary(by, member.committee)
    with transaction.atomic():
        committee = lock_fresh(member.committee)
        fresh = lock_fresh(member)
        if fresh.left_on is not None:
            return fresh
        others = committee.members.filter(left_on=None, sector=fresh.sector).exclude(pk=fresh.pk)
        if committee.state == "active" and fresh.sector in THREE_PARTIES and not others.exists():
            raise Refusal("last_of_party")
        fresh.left_on = on or timezone.localdate()
        fresh.save(update_fields=["left_on"])
        _tell("end_seat", committee, by, member=fresh.pk)
    return fresh


def activate_committee(*, by: Duty, committee: Committee) -> Committee:
    """Put the committee to work; whatever I6 still misses is named.

    Raises `Refusal`: committee_parties (with the exact missing parts), committee_known, not_in_this_state.
    """
    _require_secretary(by, committee)
    with transaction.atomic():
        fresh = lock_fresh(committee)
        missing = missing_of(fresh)
        if missing:
            words = ", ".join(str(COMMITTEE_MISSING[code]) for code in missing)
            raise Refusal("committee_parties", fields=words, codes=tuple(missing))
        fresh.state = COMMITTEE.next(fresh.state, "activate")
        working = Committee.objects.filter(place_id=fresh.place_id, state="active")
        if working.exclude(pk=fresh.pk).exists():
            raise Refusal("committee_known")
        fresh.save(update_fields=["state"])
        _tell("activate", fresh, by)
    return fresh


def end_committee(*, by: Duty, committee: Committee) -> Committee:
    """The term is over; its resolutions stay in force."""
    _require_secretary(by, committee)
    with transaction.atomic():
        fresh = lock_fresh(committee)
        fresh.state = COMMITTEE.next(fresh.state, "end")
        fresh.save(update_fields=["state"])
        _tell("end", fresh, by)
    return fresh


def _require_secretary(by: Duty, committee: Committee) -> None:
    require_role(by, Role.SECRETARY)
    require_province(by, committee.province_id)


def _require_kind(seat: str, sector: Sector, is_provincial_office: bool) -> None:
    if seat not in SEATS:
        raise Refusal("missing", fields="ตำแหน่ง")
    if seat in CIVIC_SEATS and (sector is not Sector.PEOPLE or is_provincial_office):
        raise Refusal("seat_sector", seat=SEATS[seat], wanted="ภาคประชาชน ไม่ใช่เจ้าหน้าที่")
    if seat == "secretary" and not is_provincial_office:
        raise Refusal("seat_sector", seat=SEATS[seat], wanted="เจ้าหน้าที่ พมจ.")


def _require_free(committee: Committee, seat: str, name: str, user: User | None) -> None:
    sitting = list(committee.members.filter(left_on=None))
    if seat in {"chair", "secretary"} and any(member.seat == seat for member in sitting):
        raise Refusal("seat_taken", seat=SEATS[seat])
    same_user = user is not None and any(member.user_id == user.pk for member in sitting)
    key = comparison_key(name)
    if same_user or any(comparison_key(member.name) == key for member in sitting):
        raise Refusal("seat_person")


def _tell(verb: str, committee: Committee, by: Duty, **data: object) -> None:
    record(
        f"committee.{verb}", committee, duty_id=by.pk, province_code=committee.province_id, **data
    )
    if len(committee.place_id) == 6:
        tambon_changed(committee.place_id)
