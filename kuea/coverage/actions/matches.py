"""Joining a need to an offer, step by step (4.5, R59). Capacity is held under a lock; a person decides."""

from datetime import timedelta
from functools import partial

from django.db import IntegrityError, transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from kuea.core.minimum_data import keep_least
from kuea.core.privacy import ConsentKind
from kuea.core.problems import Refusal
from kuea.core.states import HOLDING_STATES, MATCH
from kuea.core.words import Role
from kuea.coverage import ports
from kuea.coverage.models import Match
from kuea.coverage.queries.givers import MATCHABLE, cases_of_need, suggest_givers
from kuea.finding.models import Case
from kuea.finding.path import move_case, require_case, require_words
from kuea.giving.models import CapacityOffer
from kuea.ledger.actions import record
from kuea.offices.models import Duty, Province
from kuea.offices.ports import gather_changes, tambon_changed
from kuea.offices.scope import require_province, require_role
from kuea.people.actions import give_consent, meet_need
from kuea.people.law_queries import guardian_who_consents, is_ward_of_law
from kuea.people.models import Guardian, Need

_WEAVERS = (Role.HOST_COORDINATOR, Role.SECRETARY)
BOTH_AGREED = ("receiver_agreed", "active")


def suggest_match(
    *, need: Need, offer: CapacityOffer, by: Duty, case: Case | None = None, quantity: int = 1
) -> Match:
    """Write down that this offer may meet this need; the reasons are kept beside it.

    Raises `Refusal`: not_in_your_area, not_in_this_state, need_of_another, offer_withdrawn,
    capacity_exceeded, already_offered.
    """
    case = _case_for(need, case, by)
    require_province(by, offer.organisation.province_id)
    return write_suggestion(need=need, offer=offer, case=case, quantity=quantity, by=by)


def write_suggestion(
    *, need: Need, offer: CapacityOffer, case: Case, quantity: int, by: Duty, more: tuple[str, ...] = ()
) -> Match:  # fmt: skip
    """The match itself, with the rules that say why and `more` of them. Callers have asked who may."""
    if case.state not in MATCHABLE:
        raise Refusal("not_in_this_state", state=case.state)
    _check_free(offer, quantity)
    told = {found.offer.pk: found.why for found in suggest_givers(need, case=case)}
    why = [*told.get(offer.pk, ("by_hand",)), *more]
    try:
        with transaction.atomic():
            match = Match.objects.create(
                province_id=case.province_id, need=need, case=case, offer=offer,
                quantity=quantity, why=why, suggested_by=by,
            )  # fmt: skip
    except IntegrityError as fault:
        raise Refusal("already_offered") from fault
    _tell("suggest", match, by)
    return match


def offer_match(*, match: Match, by: Duty) -> Match:
    """Show the giver the need card: no name, no house, no village (I10)."""
    require_case(by, match.case, *_WEAVERS)
    with transaction.atomic():
        fresh = _lock(match, "offer")
        if fresh.offer.is_withdrawn:
            raise Refusal("offer_withdrawn")
        return _move(fresh, "offer", by)


def accept_match(*, match: Match, by: Duty) -> Match:
    """The giver says yes: capacity is held for the province's hold days.

    Two that reach for the same capacity wait for each other at the offer's row; the later one is told
    what is left. Raises `Refusal`: not_your_duty, not_in_this_state, offer_withdrawn, capacity_exceeded.
    """
    _require_giver(by, match)
    with transaction.atomic():
        offer = CapacityOffer.objects.select_for_update().get(pk=match.offer_id)
        fresh = _lock(match, "accept")
        _check_free(offer, fresh.quantity)
        now = timezone.now()
        days = fresh.province.limits.match_hold_days
        fresh.giver_accepted_at, fresh.hold_until = now, now + timedelta(days=days)
        return _move(fresh, "accept", by)


def decline_match(*, match: Match, by: Duty, reason: str = "") -> Match:
    """The giver, or the host for the receiver, says no; no blame is recorded."""
    if by.role == Role.GIVER:
        _require_giver(by, match)
    else:
        require_case(by, match.case, *_WEAVERS)
    with transaction.atomic():
        fresh = _lock(match, "decline")
        if fresh.state != "suggested":  # somebody was asked and said no: the next one is looked for
            transaction.on_commit(partial(ports.propose_later, fresh.pk))
        fresh.ended_at, fresh.hold_until, fresh.ended_reason = timezone.now(), None, reason.strip()
        return _move(fresh, "decline", by)


def agree_match(
    *,
    match: Match,
    by: Duty,
    may_tell_name: bool = True,
    agreed_how: str = "",
    guardian: Guardian | None = None,
) -> Match:
    """The host asked the person, and they agree to be helped by and known to this giver.

    Their word is a consent of its own, towards this giver alone, and can be taken back at any time
    (`people.withdraw_consent`). For a child or an incapable adult `guardian` agrees. The case becomes
    matched. Raises `Refusal`: receiver_first when they do not agree to be named, guardian_needed,
    guardian_blocked, hold_lapsed, not_in_this_state.
    """
    require_case(by, match.case, *_WEAVERS)
    if not may_tell_name:
        raise Refusal("receiver_first")
    with transaction.atomic():
        fresh = _lock(match, "agree")
        now = timezone.now()
        if fresh.hold_until is not None and fresh.hold_until < now:
            raise Refusal("hold_lapsed")
        fresh.receiver_agreed_at, fresh.agreed_with, fresh.hold_until = now, by, None
        fresh.agreed_how = keep_least("match", agreed_how.strip())
        _write_consent(fresh, by, guardian)
        fresh = _move(fresh, "agree", by)
        if fresh.case.state in {"registered", "waiting"}:
            move_case(fresh.case, "match", by=by)
    return fresh


def _write_consent(match: Match, by: Duty, guardian: Guardian | None) -> None:
    person = match.case.person
    if person is None:
        raise Refusal("receiver_first")
    if guardian is None and is_ward_of_law(person):
        guardian = guardian_who_consents(person)
    give_consent(
        by=by, person=person, kind=ConsentKind.GIVER_CONTACT,
        organisation=match.offer.organisation, guardian=guardian,
        words=match.agreed_how or _("ตกลงรับความช่วยเหลือ และให้ผู้ให้รู้ชื่อและบ้าน"),
    )  # fmt: skip


def start_match(*, match: Match, by: Duty) -> Match:
    """Giver and receiver have met; the help is running."""
    require_case(by, match.case, *_WEAVERS)
    with transaction.atomic():
        fresh = Match.objects.select_for_update(of=("self",)).get(pk=match.pk)
        if fresh.receiver_agreed_at is None:
            raise Refusal("receiver_first")
        MATCH.next(fresh.state, "start")
        fresh.started_at = timezone.now()
        return _move(fresh, "start", by)


def fulfil_match(*, match: Match, by: Duty) -> Match:
    """Delivered, and the person confirms it. The capacity is free for the next one."""
    require_case(by, match.case, *_WEAVERS)
    with transaction.atomic():
        fresh = _lock(match, "fulfil")
        fresh.ended_at = timezone.now()
        meet_need(by=by, need=fresh.need)
        return _move(fresh, "fulfil", by)


def end_match_early(*, match: Match, by: Duty, reason: str) -> Match:
    """Help that cannot go on: capacity is given back, the person waits for another giver.

    A person who has a volunteer beside them stays in care.
    """
    if by.role == Role.GIVER:
        _require_giver(by, match)
    else:
        require_case(by, match.case, *_WEAVERS)
    require_words({_("เหตุผล"): reason})
    with transaction.atomic():
        fresh = _lock(match, "end_early")
        fresh.ended_at, fresh.hold_until, fresh.ended_reason = timezone.now(), None, reason.strip()
        fresh = _move(fresh, "end_early", by)
        _back_to_waiting(fresh, by, reason)
    return fresh


def lapse_holds(*, by: Duty, province: Province) -> int:
    """Let go what givers hold past its day (system work); returns how many."""
    require_role(by, Role.SYSTEM, Role.SECRETARY)
    require_province(by, province.code)
    with transaction.atomic(), gather_changes():
        held = Match.objects.select_for_update(of=("self",)).filter(
            province=province, state="giver_accepted", hold_until__lt=timezone.now()
        )
        lapsed = list(held)
        for match in lapsed:
            match.ended_at, match.hold_until = timezone.now(), None
            _move(match, "lapse", by)
    return len(lapsed)


def _case_for(need: Need, case: Case | None, by: Duty) -> Case:
    """The case a match of this need belongs to, in sight of `by`."""
    require_role(by, *_WEAVERS)
    own = Case.objects.filter(cases_of_need(need), province_id=need.province_id)
    if case is not None:
        require_case(by, case, *_WEAVERS)
        if not own.filter(pk=case.pk).exists():
            raise Refusal("need_of_another")
        return Case.objects.get(pk=case.pk)
    for found in own.filter(state__in=MATCHABLE).order_by("pk"):
        require_case(by, found, *_WEAVERS)
        return found
    raise Refusal("not_in_this_state")


def _check_free(offer: CapacityOffer, quantity: int) -> None:
    if offer.is_withdrawn:
        raise Refusal("offer_withdrawn")
    held = Match.objects.filter(offer=offer, state__in=HOLDING_STATES)
    free = offer.quantity - (held.aggregate(total=Sum("quantity"))["total"] or 0)
    if quantity > free:
        raise Refusal("capacity_exceeded", free=free, wanted=quantity)


def _require_giver(by: Duty, match: Match) -> None:
    """The offer's own organisation, as giver or as a host that gives."""
    require_role(by, Role.GIVER, Role.HOST_COORDINATOR)
    seen = Match.objects.visible_to(by).filter(
        pk=match.pk
    )  # of a sealed case it is in nobody's hands
    if by.organisation_id != match.offer.organisation_id or not seen.exists():
        raise Refusal("not_in_your_area")


def _lock(match: Match, decision: str) -> Match:
    """The match read again under a lock, when its table allows `decision` now."""
    fresh = (
        Match.objects.select_for_update(of=("self",))
        .select_related("offer", "case", "province")
        .get(pk=match.pk)
    )
    MATCH.next(fresh.state, decision)
    return fresh


def _move(match: Match, decision: str, by: Duty) -> Match:
    match.state = MATCH.next(match.state, decision)
    match.save()
    _tell(decision, match, by)
    return match


def _tell(decision: str, match: Match, by: Duty) -> None:
    record(
        f"match.{decision}", match, duty_id=by.pk, province_code=match.province_id,
        need=match.need_id, offer=match.offer_id, state=match.state,
    )  # fmt: skip
    tambon_changed(match.case.tambon_id)


def _back_to_waiting(match: Match, by: Duty, reason: str) -> None:
    others = Match.objects.filter(case_id=match.case_id, state__in=BOTH_AGREED).exists()
    case = Case.objects.get(pk=match.case_id)
    alone = case.state == "matched" or (case.state == "in_care" and case.volunteer_id is None)
    if alone and not others:
        move_case(case, "unmatch", by=by, reason=reason)
