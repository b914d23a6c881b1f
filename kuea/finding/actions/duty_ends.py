"""When a duty ends: each open case it had in hand gets a named heir (I16). Offices calls these by port."""

from django.db.models import QuerySet

from kuea.core.states import OWNED_STATES
from kuea.core.words import Role
from kuea.finding.actions.handovers import give_back_to_host
from kuea.finding.models import Case, Forum
from kuea.finding.path import note_step
from kuea.finding.ports import active_hosts_of
from kuea.ledger.actions import record
from kuea.offices.models import Duty
from kuea.offices.ports import gather_changes, tambon_changed

_OPEN_FORUMS = ("planned", "announced", "held", "recorded")
_MAY_BE_NAMED = frozenset({Role.SECRETARY, Role.HOST_COORDINATOR})


def count_in_hand(duty: Duty) -> dict[str, int]:
    return {
        "cases_in_the_interim": _kept_by(duty).count(),
        "cases_of_the_host": _left_by_coordinator(duty).count(),
        "cases_visited": _visited_by(duty).count(),
        "sealed_cases": len(_known_to_nobody_else(duty)),
        "forums": len(_forums_run_by(duty)),
    }


def hand_over_cases_of(by: Duty, ended: Duty, heir: Duty) -> dict[str, int]:
    """Cases to the heir; a volunteer's go back to the own host unless another volunteer takes them."""
    volunteer = heir if heir.role == Role.VOLUNTEER else None
    with gather_changes():
        return {
            "cases_in_the_interim": _change(by, _kept_by(ended), interim_owner=heir),
            "cases_of_the_host": _change(by, _left_by_coordinator(ended), interim_owner=heir),
            "cases_visited": _change(by, _visited_by(ended), volunteer=volunteer),
            "sealed_cases": _name_heir(by, ended, heir),
            "forums": _change_forums(by, ended, heir),
        }


def take_up(by: Duty, duty: Duty) -> None:
    """A host that had no coordinator has one again; a new secretary sees sealed cases nobody is named in."""
    host = duty.organisation
    if duty.role == Role.SECRETARY:
        orphans = Case.objects.filter(is_sealed=True, province_id=duty.province_id)
        current = Duty.objects.current().values("pk")
        named = Case.named_duties.through.objects.filter(duty_id__in=current).values("case_id")
        _name(by, list(orphans.exclude(state="closed").exclude(pk__in=named)), duty)
    if host is None or duty.role != Role.HOST_COORDINATOR:
        return
    if active_hosts_of(host.province_id).filter(pk=host.pk).exists():
        give_back_to_host(by=by, host=host)


def _kept_by(duty: Duty) -> QuerySet[Case]:
    return Case.objects.filter(interim_owner=duty, state__in=OWNED_STATES)


def _visited_by(duty: Duty) -> QuerySet[Case]:
    return Case.objects.filter(volunteer=duty, state__in=OWNED_STATES)


def _left_by_coordinator(duty: Duty) -> QuerySet[Case]:
    """Cases of a host whose only coordinator this is."""
    if duty.role != Role.HOST_COORDINATOR or duty.organisation_id is None:
        return Case.objects.none()
    others = Duty.objects.current().filter(
        role=Role.HOST_COORDINATOR, organisation_id=duty.organisation_id
    )
    if others.exclude(pk=duty.pk).exists():
        return Case.objects.none()
    return Case.objects.filter(
        host_id=duty.organisation_id, interim_owner=None, state__in=OWNED_STATES
    )


def _known_to_nobody_else(duty: Duty) -> list[Case]:
    """Sealed cases in which no other current duty is named: without an heir nobody would see them again."""
    named = Case.objects.filter(is_sealed=True, named_duties=duty).exclude(state="closed")
    current = Duty.objects.current().exclude(pk=duty.pk)
    return [case for case in named if not current.filter(pk__in=case.named_duties.all()).exists()]


def _name_heir(by: Duty, ended: Duty, heir: Duty) -> int:
    """Without a secretary nobody may be named: the next one is, when appointed (`take_up`)."""
    return _name(by, _known_to_nobody_else(ended), heir) if heir.role in _MAY_BE_NAMED else 0


def _name(by: Duty, cases: list[Case], heir: Duty) -> int:
    for case in cases:
        case.named_duties.add(heir)
        record("case.name", case, duty_id=by.pk, province_code=case.province_id, named=heir.pk)
    return len(cases)


def _forums_run_by(duty: Duty) -> list[Forum]:
    part = {Role.FACILITATOR: "facilitator", Role.RECORDER: "recorder"}.get(Role(duty.role))
    if part is None:
        return []
    return list(
        Forum.objects.filter(state__in=_OPEN_FORUMS, **{part: duty, f"{part}_signed_at": None})
    )


def _change_forums(by: Duty, ended: Duty, heir: Duty) -> int:
    """Only another facilitator or recorder can run a forum; without one the secretariat plans it anew."""
    if heir.role != ended.role:
        return 0
    forums = _forums_run_by(ended)
    for forum in forums:
        setattr(forum, ended.role, heir)
        forum.save(update_fields=[ended.role])
        record(
            "forum.hand_over",
            forum,
            duty_id=by.pk,
            province_code=heir.province_id or "",
            heir=heir.pk,
        )
    return len(forums)


def _change(by: Duty, held: QuerySet[Case], **changes: object) -> int:
    cases = list(held.select_for_update())
    for case in cases:
        for name, value in changes.items():
            setattr(case, name, value)
        case.version += 1
        case.save()
        note_step(case, "heir", by=by)
        tambon_changed(case.tambon_id)
    return len(cases)
