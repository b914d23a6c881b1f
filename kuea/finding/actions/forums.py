"""Planning, holding, recording and signing a community forum (4.4). Only a signed record verifies anybody (I1)."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from kuea.core.forum_rules import missing_dignity
from kuea.core.minimum_data import holds_too_much, keep_least
from kuea.core.problems import Refusal
from kuea.core.states import FORUM, SEARCH_ROUND
from kuea.core.words import Outcome, Role
from kuea.finding.actions.erasing import erase_case
from kuea.finding.forum_labels import COMPOSITION
from kuea.finding.forum_queries import composition_of
from kuea.finding.models import AgendaItem, Case, Decision, Forum, ForumAttendance, SearchRound
from kuea.finding.path import move_case
from kuea.ledger.actions import record
from kuea.letters.actions import issue_paper
from kuea.offices.models import Duty, Organisation, Place
from kuea.offices.ports import gather_changes, tambon_changed
from kuea.offices.scope import lock_fresh, require_province, require_role
from kuea.people.models import DefinitionSet, TargetGroup

PLANNERS = (Role.HOST_COORDINATOR, Role.SECRETARY, Role.FACILITATOR, Role.RECORDER)


def _move(
    forum: Forum, decision: str, *, by: Duty, version: int | None = None, **changes: Any
) -> Forum:
    """One step of the forum's table, with its ledger event; the caller holds the transaction."""
    fresh = lock_fresh(forum, version)
    before, fresh.state = fresh.state, FORUM.next(fresh.state, decision)
    for name, value in changes.items():
        setattr(fresh, name, value)
    fresh.version += 1
    fresh.save()
    record(
        f"forum.{decision}", fresh, duty_id=by.pk, province_code=fresh.province_id,
        before=before, after=fresh.state,
    )  # fmt: skip
    return fresh


def _require_runs(forum: Forum, by: Duty) -> None:
    require_province(by, forum.province_id)
    if by.pk not in {forum.facilitator_id, forum.recorder_id}:
        raise Refusal("own_signature")


def _require_prepares(forum: Forum, by: Duty) -> None:
    require_province(by, forum.province_id)
    require_role(by, *PLANNERS)
    if by.role == Role.HOST_COORDINATOR and by.organisation_id != forum.host_id:
        raise Refusal("not_in_your_area")
    if by.role in {Role.FACILITATOR, Role.RECORDER}:
        _require_runs(forum, by)


@transaction.atomic
def plan_forum(
    *,
    by: Duty,
    tambon: Place,
    villages: Sequence[Place],
    host: Organisation,
    mode: str,
    held_at: datetime,
    place_words: str,
    facilitator: Duty,
    recorder: Duty,
) -> Forum:
    """A planned forum of `tambon`; raises definition_needed (I3), two_people_run, not_in_your_area."""
    require_role(by, Role.HOST_COORDINATOR, Role.SECRETARY)
    require_province(by, tambon.code[:2])
    for duty in (facilitator, recorder):
        require_province(duty, tambon.code[:2])
    if by.role == Role.HOST_COORDINATOR and by.organisation_id != host.pk:
        raise Refusal("not_in_your_area")
    if facilitator.user_id == recorder.user_id:
        raise Refusal("two_people_run")
    definition_set = DefinitionSet.objects.in_force(by.province)
    if definition_set is None:
        raise Refusal("definition_needed")
    forum = Forum.objects.create(
        province=by.province, edition=by.province.edition, tambon=tambon, host=host,
        definition_set=definition_set, mode=mode, held_at=held_at, place_words=place_words,
        facilitator=facilitator, recorder=recorder,
    )  # fmt: skip
    forum.villages.set([place for place in villages if place.code.startswith(tambon.code)])
    record("forum.plan", forum, duty_id=by.pk, province_code=forum.province_id)
    return forum


def _covers(forum: Forum, tambon_code: str, village_code: str | None) -> bool:
    if forum.tambon_id != tambon_code:
        return False
    codes = set(forum.villages.values_list("code", flat=True))
    return not codes or not village_code or village_code in codes


def _tells_who(facts: str, case: Case) -> bool:
    """True when the coded facts name the person or carry a long number (R75)."""
    if sum(letter.isdigit() for letter in facts) >= 9 or holds_too_much("forum", facts):
        return True
    if case.person is None:
        return False
    names = (case.person.given_name, case.person.family_name)
    return any(len(name) > 1 and name in facts for name in names)


@transaction.atomic
def add_item(
    *,
    by: Duty,
    forum: Forum,
    case: Case | None = None,
    group: TargetGroup | None = None,
    search_round: SearchRound | None = None,
    minimum_facts: str = "",
) -> AgendaItem:
    """Put a case, a group or a nil return on the agenda. A sensitive case goes only to a closed forum (I11)."""
    _require_prepares(forum, by)
    forum = lock_fresh(forum)
    if forum.state not in {"planned", "announced"}:
        raise Refusal("not_in_this_state")
    sensitive = ""
    if case is not None:
        if not _covers(forum, case.tambon_id, case.village_id):
            raise Refusal("forum_outside")
        sensitive = case.sensitive
        if (sensitive or case.is_sealed) and forum.mode == "open":
            raise Refusal("sensitive_in_open_forum")
        if _tells_who(minimum_facts, case):
            raise Refusal("names_on_agenda")
    if search_round is not None and not _covers(
        forum, search_round.village_id[:6], search_round.village_id
    ):
        raise Refusal("forum_outside")
    kind = "person" if case else "nil" if search_round else "group"
    if kind == "group" and group is None:
        raise Refusal("missing", fields="กลุ่มเป้าหมาย")
    number = 1 + (forum.items.order_by("-number").values_list("number", flat=True).first() or 0)
    item = AgendaItem.objects.create(
        forum=forum, number=number, kind=kind, case=case,
        group=group if kind == "group" else None, search_round=search_round,
        minimum_facts=minimum_facts, sensitive=sensitive,
    )  # fmt: skip
    if case is not None:
        move_case(case, "put_on_agenda", by=by)
    record("forum.add_item", item, duty_id=by.pk, province_code=forum.province_id, forum=forum.pk)
    return item


@transaction.atomic
def announce_forum(
    *, by: Duty, forum: Forum, short_notice_reason: str = "", version: int | None = None
) -> Forum:
    """Tell the village: place, date, ground rules, no names; at least the province's days ahead, or a reason."""
    _require_prepares(forum, by)
    days = forum.province.limits.forum_notice_days
    if forum.held_at < timezone.now() + timedelta(days=days) and not short_notice_reason.strip():
        raise Refusal("forum_notice", days=days)
    return _move(
        forum, "announce", by=by, version=version,
        announced_at=timezone.now(), short_notice_reason=short_notice_reason.strip(),
    )  # fmt: skip


@transaction.atomic
def record_attendance(
    *, by: Duty, forum: Forum, name: str, sector: str, sex: str = "", is_professional: bool = False
) -> ForumAttendance:
    """One person who took part. Names stay on the full record only."""
    _require_runs(forum, by)
    forum = lock_fresh(forum)
    if forum.state not in {"announced", "held"}:
        raise Refusal("not_in_this_state")
    row = ForumAttendance.objects.create(
        forum=forum, name=name, sector=sector, sex=sex, is_professional=is_professional
    )
    record(
        "forum.attend",
        row,
        duty_id=by.pk,
        province_code=forum.province_id,
        forum=forum.pk,
        sector=sector,
    )
    return row


@transaction.atomic
def remove_attendance(*, by: Duty, row: ForumAttendance) -> None:
    """Take back a row keyed by mistake, while the record is open."""
    _require_runs(row.forum, by)
    if lock_fresh(row.forum).state not in {"announced", "held"}:
        raise Refusal("not_in_this_state")
    record(
        "forum.unattend",
        row,
        duty_id=by.pk,
        province_code=row.forum.province_id,
        forum=row.forum_id,
    )
    row.delete()


@transaction.atomic
def hold_forum(
    *, by: Duty, forum: Forum, held_at: datetime | None = None, composition_reason: str = "",
    version: int | None = None,
) -> Forum:  # fmt: skip
    """The forum takes place. An open one that lacks people or sectors says why; a closed one may not lack any."""
    _require_runs(forum, by)
    faults = composition_of(forum)
    if faults and (forum.mode == "closed" or not composition_reason.strip()):
        raise Refusal(
            "forum_composition", fields=" · ".join(str(COMPOSITION[fault]) for fault in faults)
        )
    forum = _move(
        forum, "hold", by=by, version=version,
        held_at=held_at or forum.held_at, composition_reason=composition_reason.strip(),
    )  # fmt: skip
    tambon_changed(forum.tambon_id)
    return forum


def _least(words: str) -> str:
    """What the record of a forum may hold: no number of a card, no telephone (3.3, 3)."""
    return keep_least("forum", words.strip())


@transaction.atomic
def decide_item(
    *,
    by: Duty,
    item: AgendaItem,
    outcome: str,
    reasons: str,
    dissent: str = "",
    category: str = "",
    group: TargetGroup | None = None,
    criteria_met: Sequence[str] = (),
    what_next: str = "",
    missing_words: str = "",
    missing_by_on: date | None = None,
    other_path: str = "",
    replaces: Decision | None = None,
) -> Decision:
    """Write what the forum agreed, by consensus (A11). Only its recorder writes, while the forum is held.

    A decision written already stays unless the writer shows, with `replaces`, that it is the one they saw.
    """
    forum = lock_fresh(item.forum)
    require_province(by, forum.province_id)
    if by.pk != forum.recorder_id:
        raise Refusal("own_signature")
    if forum.state != "held":
        raise Refusal("not_in_this_state")
    if outcome != Outcome.DEFERRED and not reasons.strip():
        raise Refusal("missing", fields="เหตุผลของเวที")
    if outcome == Outcome.CONFIRMED and item.kind == "person":
        _check_classified(forum, category, group, criteria_met)
    if outcome == Outcome.MORE_INFORMATION and not (missing_words.strip() and missing_by_on):
        raise Refusal("missing", fields="ขาดข้อมูลอะไร ใครหา ภายในวันที่")
    if outcome == Outcome.NOT_CONFIRMED and not other_path.strip():
        raise Refusal("missing", fields="ทางช่วยเหลืออื่นที่เสนอ")
    earlier = Decision.objects.filter(item=item).first()
    if earlier is not None and (replaces is None or replaces.pk != earlier.pk):
        raise Refusal("already_decided")
    if earlier is not None:
        earlier.delete()
    try:
        with transaction.atomic():
            decision = Decision.objects.create(
                item=item, outcome=outcome, reasons=_least(reasons) or "–", dissent=_least(dissent),
                category=category, group=group, criteria_met=list(criteria_met),
                what_next=_least(what_next), missing_words=_least(missing_words),
                missing_by_on=missing_by_on, other_path=_least(other_path), by=by,
            )  # fmt: skip
    except IntegrityError:
        raise Refusal("already_decided") from None
    record(
        "forum.decide", decision, duty_id=by.pk, province_code=forum.province_id, outcome=outcome
    )
    return decision


def _check_classified(
    forum: Forum, category: str, group: TargetGroup | None, criteria_met: Sequence[str]
) -> None:
    """I5: one of the four categories, a group of this forum's set in it, at least one of its criteria."""
    if not category or group is None or not criteria_met:
        raise Refusal("category_needed")
    if group.definition_set_id != forum.definition_set_id or group.category != category:
        raise Refusal("category_needed")
    if not set(criteria_met) <= set(group.criteria):
        raise Refusal("category_needed")


@transaction.atomic
def finish_record(*, by: Duty, forum: Forum, version: int | None = None) -> Forum:
    """Every item has its outcome; the record is ready for the two signatures."""
    _require_runs(forum, by)
    open_items = forum.items.filter(decision=None).count()
    if open_items:
        raise Refusal("items_undecided", count=open_items)
    return _move(forum, "record", by=by, version=version)


@transaction.atomic
def sign_forum(
    *, by: Duty, forum: Forum, dignity: Sequence[str] = (), version: int | None = None
) -> Forum:
    """Sign as facilitator (with the dignity checklist) or recorder; the second signature makes it count."""
    _require_runs(forum, by)
    fresh = lock_fresh(forum, version)
    if fresh.state != "recorded":
        raise Refusal("not_in_this_state")
    if by.pk == fresh.facilitator_id:
        missing = missing_dignity(dignity)
        if missing:
            raise Refusal("dignity_incomplete", count=len(missing))
        fresh.dignity, fresh.facilitator_signed_at = list(dignity), timezone.now()
    else:
        fresh.recorder_signed_at = timezone.now()
    fresh.version += 1
    fresh.save()
    record("forum.signature", fresh, duty_id=by.pk, province_code=fresh.province_id)
    if fresh.facilitator_signed_at and fresh.recorder_signed_at:
        fresh = _move(fresh, "sign", by=by)
        with gather_changes():
            for item in fresh.items.select_related("decision", "case", "search_round"):
                _apply(item, by=by)
            tambon_changed(fresh.tambon_id)
    return fresh


def _apply(item: AgendaItem, *, by: Duty) -> None:
    """What a signed decision does to the case or search round it was about."""
    decision = item.decision
    if item.kind == "nil":
        accepted = decision.outcome == Outcome.CONFIRMED
        if decision.outcome == Outcome.DEFERRED or item.search_round.state != "nil_claimed":
            return
        search_round = lock_fresh(item.search_round)
        search_round.state = SEARCH_ROUND.next(
            search_round.state, "accept_nil" if accepted else "reject_nil"
        )
        search_round.nil_decision = decision if accepted else None
        search_round.save()
        return
    if item.kind == "group" or item.case.state != "in_forum":
        return  # a group check is words; a person who declined meanwhile has stopped the process (I24)
    if decision.outcome == Outcome.CONFIRMED:
        move_case(
            item.case, "confirm", by=by, decision_=decision, category=decision.category,
            group=decision.group, criteria_met=decision.criteria_met,
            definition_set=item.forum.definition_set,
        )  # fmt: skip
    elif decision.outcome == Outcome.MORE_INFORMATION:
        move_case(
            item.case, "ask_more", by=by,
            missing_words=decision.missing_words, missing_by_on=decision.missing_by_on,
        )  # fmt: skip
    elif decision.outcome == Outcome.NOT_CONFIRMED:
        move_case(item.case, "not_confirm", by=by, other_path=decision.other_path)
    elif decision.outcome == Outcome.WITHDRAWN:
        declined = move_case(item.case, "decline", by=by)
        erase_case(by=by, case=declined, why="declined")
    else:
        move_case(item.case, "defer", by=by)


@transaction.atomic
def post_minutes(*, by: Duty, forum: Forum, version: int | None = None) -> Forum:
    """Put the posted version on the village board: numbers only (I11)."""
    _require_runs(forum, by)
    issue_paper(by=by, kind="minutes", subject=forum, province=forum.province)
    return _move(forum, "post", by=by, version=version, posted_at=timezone.now())


@transaction.atomic
def cancel_forum(*, by: Duty, forum: Forum, reason: str, version: int | None = None) -> Forum:
    """The forum does not take place; its cases go back to the list of those ready."""
    _require_prepares(forum, by)
    if not reason.strip():
        raise Refusal("missing", fields="เหตุผล")
    forum = _move(forum, "cancel", by=by, version=version, cancelled_reason=reason.strip())
    for item in forum.items.filter(kind="person", case__state="in_forum").select_related("case"):
        move_case(item.case, "defer", by=by)
    return forum
