"""Matters that few may know: marked, kept from open forums (R75, I11), and the gravest sealed to named officers (D4)."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Q

from kuea.core.problems import Refusal
from kuea.core.words import HELPERS, Role, SensitiveMatter
from kuea.finding.models import AgendaItem, Case, Decision
from kuea.finding.path import move_case, note_step, require_case
from kuea.ledger.actions import record
from kuea.offices.models import Duty
from kuea.offices.ports import tambon_changed
from kuea.offices.queries import system_duty
from kuea.offices.scope import lock_fresh
from kuea.people.actions import seal_person

MAY_CHANGE_MARK = (Role.SECRETARY, Role.HOST_COORDINATOR)
"""Others do not see the mark, and so never replace one by another."""
SEALING = (SensitiveMatter.VIOLENCE, SensitiveMatter.CHILD_ABUSE)
"""Matters that only named officers may see from the first moment."""


def secretaries_of(province_code: str) -> list[Duty]:
    """The duties named on every sealed case of the province until others are named."""
    return list(Duty.objects.current().filter(role=Role.SECRETARY, province_id=province_code))


def mark_sensitive(*, by: Duty, case: Case, matter: str, version: int | None = None) -> Case:
    """Somebody learnt that the matter is one few may know. Violence and child abuse are sealed at once."""
    require_case(by, case, *HELPERS, Role.HOST_COORDINATOR, Role.SECRETARY)
    if matter not in set(SensitiveMatter):
        raise Refusal("missing", fields="เรื่องอ่อนไหวข้อใด")
    with transaction.atomic():
        return keep_from_others(lock_fresh(case, version), matter, by=by)


def keep_from_others(case: Case, matter: str, *, by: Duty) -> Case:
    """Mark a locked case; an open agenda it stood on gives it back first. A graver mark is never taken off."""
    known = case.is_sealed or (by.role not in MAY_CHANGE_MARK and bool(case.sensitive))
    if known and matter not in SEALING:
        return case
    if case.state == "in_forum":
        case = _take_off_open_agendas(case, by)
    case.sensitive, case.version = matter, case.version + 1
    if case.forum_mode:
        case.forum_mode = "closed"
    case.save()
    note_step(case, "sensitive", by=by, matter=matter)
    if matter in SEALING and not case.is_sealed:
        seal_case(case, by=by)
    tambon_changed(case.tambon_id)
    return case


def seal_case(case: Case, *, by: Duty) -> None:
    """From now on only the secretariat of today, and the officer who said so, see it; no volunteer goes there.

    Every other case of the same person goes with it: one left open would tell who it is. The officer is named on
    those they saw before, and on no other.
    """
    named = secretaries_of(case.province_id)
    if by.role in {Role.SECRETARY, Role.HOST_COORDINATOR}:
        named.append(by)
    _seal_one(case, named, by)
    seal_kin(case, by=by)


def seal_kin(case: Case, *, by: Duty) -> None:
    """When one of the cases that are one person's is sealed, all of them are."""
    kin = _kin_of(case)
    sealed = [one for one in kin if one.is_sealed]
    if not sealed:
        return
    matter = next((one.sensitive for one in sealed if one.sensitive), "")
    named = {duty for one in sealed for duty in one.named_duties.all()}
    for one in kin:
        if one.is_sealed:
            continue
        saw = Case.objects.visible_to(by).filter(pk=one.pk).exists()
        if one.state == "in_forum":
            one = _take_off_open_agendas(one, by)
        one.sensitive, one.version = one.sensitive or matter, one.version + 1
        if one.forum_mode:
            one.forum_mode = "closed"
        _seal_one(one, [duty for duty in named if duty.pk != by.pk or saw], by)
        note_step(one, "sensitive", by=by, matter=matter)
        tambon_changed(one.tambon_id)
    for person in {one.person for one in sealed if one.person and not one.person.is_sealed}:
        seal_person(by=system_duty(case.province_id), person=person)


def _seal_one(case: Case, named: Iterable[Duty], by: Duty) -> None:
    case.is_sealed, case.volunteer = True, None
    case.save()
    case.named_duties.set(named)
    if case.person is not None and not case.person.is_sealed:
        seal_person(by=system_duty(case.province_id), person=case.person)
    record("case.seal", case, duty_id=by.pk, province_code=case.province_id)


def _kin_of(case: Case) -> list[Case]:
    """All cases that are this one's person's, locked: by the person, and by what was merged into what."""
    keys, known = {case.pk}, set[int]()
    while keys != known:
        known = set(keys)
        rows = Case.objects.filter(pk__in=known)
        persons = rows.exclude(person=None).values("person_id")
        near = (
            Q(person_id__in=persons)
            | Q(merged_into_id__in=known)
            | Q(pk__in=rows.values("merged_into_id"))
        )
        keys |= set(Case.objects.filter(near).values_list("pk", flat=True))
    return list(Case.objects.select_for_update().filter(pk__in=keys).order_by("pk"))


def _take_off_open_agendas(case: Case, by: Duty) -> Case:
    """The item and what was written under it leave the open forum; the case waits for a closed one."""
    items = AgendaItem.objects.filter(
        case=case, forum__mode="open", forum__state__in=["planned", "announced", "held", "recorded"]
    )
    taken = list(items)
    if not taken:
        return case
    Decision.objects.filter(item__in=taken).delete()
    for item in taken:
        record(
            "forum.remove_item", item, duty_id=by.pk, province_code=case.province_id,
            forum=item.forum_id,
        )  # fmt: skip
        item.delete()
    return move_case(case, "defer", by=by)


def name_duty(*, by: Duty, case: Case, duty: Duty, version: int | None = None) -> Case:
    """Name one more officer who may see a sealed case; a coordinator's host becomes its host."""
    require_case(by, case, Role.SECRETARY)
    if not case.is_sealed or duty.province_id != case.province_id or duty.is_over:
        raise Refusal("sealed_named_only")
    if duty.role not in {Role.SECRETARY, Role.HOST_COORDINATOR, Role.SOCIAL_WORKER}:
        raise Refusal("sealed_named_only")
    with transaction.atomic():
        fresh = lock_fresh(case, version)
        fresh.named_duties.add(duty)
        if duty.role == Role.HOST_COORDINATOR and fresh.host_id is None:
            fresh.host_id = duty.organisation_id
        if duty.role == Role.SOCIAL_WORKER:
            fresh.volunteer = duty  # it is the social worker's own case now
        fresh.version += 1
        fresh.save()
        note_step(fresh, "name", by=by, named=duty.pk)
    return fresh
