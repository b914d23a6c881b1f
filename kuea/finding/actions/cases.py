"""What happens to a case between the first worry and the register. Every function is one verb of table 4.1."""

from django.db import transaction
from django.utils.translation import gettext as _

from kuea.core.problems import Refusal
from kuea.core.states import CASE, ENDED_STATES
from kuea.core.thai import normalise
from kuea.core.words import HELPERS, Role
from kuea.finding.actions.erasing import erase_case
from kuea.finding.actions.handovers import owner_on_return
from kuea.finding.actions.leads import offer_to_lead_host
from kuea.finding.actions.sealing import SEALING, seal_case, seal_kin
from kuea.finding.labels import LAWFUL_BASES
from kuea.finding.models import Case
from kuea.finding.path import move_case, note_step, require_case, require_words
from kuea.finding.ports import active_hosts_of, active_volunteers_of, lead_host_of
from kuea.offices.models import Duty, Organisation
from kuea.offices.ports import tambon_changed
from kuea.offices.scope import lock_fresh
from kuea.people.labels import FIELD_GROUPS
from kuea.people.law_queries import groups_without_basis
from kuea.people.models import DefinitionSet, Need, TargetGroup

KEEPERS = (Role.HOST_COORDINATOR, Role.SECRETARY)
HEARERS = (*HELPERS, Role.HOST_COORDINATOR, Role.SECRETARY)
"""Whoever may hear a person say no (I24)."""


# --- on the way to a host ------------------------------------------------------------------------


@transaction.atomic
def offer_case(*, by: Duty, case: Case, host: Organisation, version: int | None = None) -> Case:
    """Put a lead into the inbox of another active host; it stays a lead until that host accepts."""
    require_case(by, case, Role.SECRETARY)
    fresh = lock_fresh(case, version)
    if fresh.state != "lead":
        raise Refusal("not_in_this_state")
    if not active_hosts_of(fresh.province_id).filter(pk=host.pk).exists():
        raise Refusal("no_host_there")
    fresh.host, fresh.version = host, fresh.version + 1
    fresh.save()
    note_step(fresh, "offer", by=by, host=host.pk)
    tambon_changed(fresh.tambon_id)
    return fresh


@transaction.atomic
def route_case(*, by: Duty, case: Case, version: int | None = None) -> Case:
    """The host accepts: from now on the case is its own. A sealed case without a host stays with its officer.

    Raises `Refusal`: no_host_there when the case was offered to nobody or the host is not active.
    """
    require_case(by, case, *KEEPERS)
    fresh = lock_fresh(case, version)
    if fresh.is_sealed and fresh.host_id is None:
        return move_case(fresh, "route", by=by, interim_owner=by)
    if fresh.host is None or not _is_active_host(fresh):
        raise Refusal("no_host_there")
    return move_case(fresh, "route", by=by, interim_owner=None)


def _is_active_host(case: Case) -> bool:
    """The lead host of the village, or any active host that the secretariat chose in its place."""
    if lead_host_of(case.tambon_id, case.village_id or "") == case.host:
        return True
    return active_hosts_of(case.province_id).filter(pk=case.host_id).exists()


@transaction.atomic
def return_case(*, by: Duty, case: Case, reason: str, version: int | None = None) -> Case:
    """The host cannot take it: back to the secretariat's tray, with the reason."""
    require_case(by, case, *KEEPERS)
    require_words({_("เหตุผล"): reason})
    fresh = lock_fresh(case, version)
    if fresh.state != "lead":
        return move_case(
            fresh, "return", by=by, reason=normalise(reason), host=None, volunteer=None
        )
    fresh.host, fresh.version = None, fresh.version + 1
    fresh.save()
    note_step(fresh, "turn_down", by=by, reason=normalise(reason))
    tambon_changed(fresh.tambon_id)
    return fresh


def mark_not_found(*, by: Duty, case: Case, reason: str, version: int | None = None) -> Case:
    """Somebody went and could not find the person; where they asked is the reason."""
    require_case(by, case, *HEARERS)
    require_words({_("ไปที่ไหน ถามใครแล้ว"): reason})
    return move_case(case, "not_found", by=by, reason=normalise(reason), version=version)


def set_aside(*, by: Duty, case: Case, reason: str, version: int | None = None) -> Case:
    """Not what this work is for; the reason says where the worry went instead."""
    require_case(by, case, *KEEPERS)
    require_words({_("เหตุผล และส่งต่อที่ไหน"): reason})
    return move_case(case, "set_aside", by=by, reason=normalise(reason), version=version)


@transaction.atomic
def retry_case(*, by: Duty, case: Case, reason: str, version: int | None = None) -> Case:
    """Try again: back to a lead, offered to the village's host unless a host still holds it."""
    require_case(by, case, *KEEPERS)
    require_words({_("เหตุผล"): reason})
    fresh = lock_fresh(case, version)
    if fresh.state == "merged":
        raise Refusal("not_in_this_state")  # `unmerge_case` does that
    was_returned = fresh.state == "returned"
    moved = move_case(fresh, "retry", by=by, reason=normalise(reason))
    if moved.host is None and not was_returned:
        offer_to_lead_host(moved, by=by)
    return moved


def assign_volunteer(*, by: Duty, case: Case, volunteer: Duty, version: int | None = None) -> Case:
    """Ask one of the host's own active volunteers, or a social worker, to go; never for a sealed case (D4)."""
    require_case(by, case, Role.HOST_COORDINATOR)
    if case.is_sealed:
        raise Refusal("sealed_named_only")
    own = by.organisation and active_volunteers_of(by.organisation).filter(pk=volunteer.pk).exists()
    worker = volunteer.role == Role.SOCIAL_WORKER and volunteer.province_id == case.province_id
    if volunteer.ended_at is not None or not (own or worker):
        raise Refusal("not_own_volunteer")
    with transaction.atomic():
        fresh = lock_fresh(case, version)
        if fresh.state in {"lead", *ENDED_STATES}:
            raise Refusal("not_in_this_state")
        fresh.volunteer, fresh.version = volunteer, fresh.version + 1
        fresh.save()
        note_step(fresh, "assign", by=by, volunteer=volunteer.pk)
    return fresh


# --- one person, two leads -------------------------------------------------------------------------


@transaction.atomic
def merge_cases(
    *, by: Duty, case: Case, into: Case, reason: str = "", version: int | None = None
) -> Case:
    """`case` is the same person as `into`: it keeps a pointer, nothing is moved, `unmerge_case` undoes it."""
    require_case(by, case, *KEEPERS)
    require_case(by, into, *KEEPERS)
    if case.pk == into.pk:
        raise Refusal("merge_itself")
    target = lock_fresh(into)
    if target.state in ENDED_STATES or target.merged_into_id:
        raise Refusal("merge_ended")
    if case.is_sealed and not target.is_sealed:
        raise Refusal("sealed_named_only")
    merged = move_case(
        case, "merge", by=by, reason=normalise(reason), version=version, merged_into=target
    )
    if merged.is_urgent and not target.is_urgent:
        target.is_urgent, target.version = True, target.version + 1
        target.save()
    Case.objects.filter(merged_into=merged).update(merged_into=target)
    seal_kin(merged, by=by)
    return lock_fresh(merged)


@transaction.atomic
def unmerge_case(*, by: Duty, case: Case, reason: str = "", version: int | None = None) -> Case:
    """They are two people after all: the case is a lead again, with everything it had."""
    require_case(by, case, *KEEPERS)
    fresh = lock_fresh(case, version)
    if fresh.state != "merged":
        raise Refusal("not_in_this_state")
    why = normalise(reason) or _("เป็นคนละคน")
    moved = move_case(fresh, "retry", by=by, reason=why, merged_into=None)
    if moved.host is None:
        offer_to_lead_host(moved, by=by)
    return moved


# --- the person's own word -----------------------------------------------------------------------------


@transaction.atomic
def decline_case(*, by: Duty, case: Case, version: int | None = None) -> Case:
    """The person said no: the process stops at once (I24), and only the fact and the date stay (3.3, rule 14).

    What the person said on the way out is not kept either. Nothing else is closed by it; `come_back` is
    open whenever the person wishes: the code on the card left with them finds the way.
    """
    require_case(by, case, *HEARERS)
    declined = move_case(case, "decline", by=by, version=version)
    return erase_case(by=by, case=declined, why="declined")


def come_back(*, by: Duty, case: Case, reason: str = "", version: int | None = None) -> Case:
    """The person wishes to go on after all."""
    require_case(by, case, *HEARERS)
    return move_case(
        case,
        "come_back",
        by=by,
        reason=normalise(reason),
        version=version,
        declined_at=None,
        interim_owner=owner_on_return(case, by),
        words_erased_at=None,
    )


# --- to the forum and the register ----------------------------------------------------------------------


def prepare_case(
    *, by: Duty, case: Case, category: str, group: TargetGroup, agrees_to_discussion: str,
    forum_mode: str = "open", sensitive: str | None = None, version: int | None = None,
) -> Case:  # fmt: skip
    """Facts and wish are complete: ready for a forum, under the adopted definitions (I3).

    A sensitive matter goes to a closed forum whatever was chosen (R75). `agrees_to_discussion` says, in
    the person's words, how they may be discussed. Raises `Refusal`: definition_needed, category_needed, missing.
    """
    require_case(by, case, *KEEPERS)
    require_words({_("เจ้าตัวเห็นด้วยให้พูดถึงอย่างไร"): agrees_to_discussion})
    _check_group(case, category, group)
    if case.person_id is None:
        raise Refusal("missing", fields=_("ชื่อหรือคำเรียกของเจ้าตัว"))
    with transaction.atomic():
        fresh = lock_fresh(case, version)
        matter = fresh.sensitive if sensitive is None or fresh.is_sealed else sensitive
        fresh = move_case(
            fresh, "prepare", by=by, proposed_category=category, proposed_group=group,
            agrees_to_discussion=normalise(agrees_to_discussion)[:200], sensitive=matter,
            forum_mode="closed" if matter or fresh.is_sealed else forum_mode,
        )  # fmt: skip
        if matter in SEALING and not fresh.is_sealed:
            seal_case(fresh, by=by)
    return fresh


def _check_group(case: Case, category: str, group: TargetGroup) -> None:
    adopted = DefinitionSet.objects.in_force(case.province)
    if adopted is None:
        raise Refusal("definition_needed")
    if group.definition_set_id != adopted.pk or group.category != category:
        raise Refusal("category_needed")


def appeal_case(*, by: Duty, case: Case, reason: str, version: int | None = None) -> Case:
    """The person asks the next forum to look again; what was proposed before stands."""
    require_case(by, case, *KEEPERS)
    require_words({_("เหตุผลที่ขอให้ดูอีกครั้ง"): reason})
    return move_case(case, "appeal", by=by, reason=normalise(reason), version=version)


@transaction.atomic
def register_case(*, by: Duty, case: Case, lawful_basis: str, version: int | None = None) -> Case:
    """Enter a verified case on the needs side: the secretariat only checks that it is whole (4.1).

    Raises `Refusal` missing, naming all that lacks: a need, the definition, the forum, the lawful basis.
    """
    require_case(by, case, Role.SECRETARY)
    fresh = lock_fresh(case, version)
    CASE.next(fresh.state, "register")
    lacking = what_register_lacks(fresh)
    if lawful_basis not in LAWFUL_BASES:
        lacking.append(_("ฐานตามกฎหมายในการเก็บข้อมูล"))
    if lacking:
        raise Refusal("missing", fields=" · ".join(lacking))
    return move_case(fresh, "register", by=by, lawful_basis=lawful_basis)


def what_register_lacks(case: Case) -> list[str]:
    """In Thai, what a verified case still needs before it can be entered."""
    needs = Need.objects.filter(person_id=case.person_id) if case.person_id else Need.objects.none()
    of_house = (
        Need.objects.filter(household_id=case.person.household_id)
        if case.person and case.person.household_id
        else Need.objects.none()
    )
    there = {
        _("ความต้องการอย่างน้อยหนึ่งข้อ"): needs.exists() or of_house.exists(),
        _("นิยามของจังหวัดและกลุ่ม"): bool(case.definition_set_id and case.group_id),
        _("ผลของเวทีประชาคม"): case.decision_id is not None,
    }
    lacking = [label for label, is_there in there.items() if not is_there]
    return lacking + [
        _("คำบอกกล่าวและฐานตามกฎหมายของ%(group)s") % {"group": FIELD_GROUPS[group]}
        for group in groups_without_basis(
            case.person, may_be_untold=case.notice_waived_at is not None
        )
    ]


def wait_case(*, by: Duty, case: Case, version: int | None = None) -> Case:
    """Registered and nobody cares yet: scheduled work and the secretariat say so; coverage opens the gap."""
    if by.role != Role.SYSTEM:
        require_case(by, case, Role.SECRETARY)
    return move_case(case, "wait", by=by, version=version)
