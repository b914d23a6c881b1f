"""Grounds, consents and guardians of a person, written when they are heard (PDPA s.19–27; requirements 3.3)."""

from collections.abc import Collection
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kuea.core.privacy import (
    BASES_OF,
    NEVER_OF_A_WARD,
    Basis,
    Capacity,
    ConsentKind,
    Decider,
    FieldGroup,
    GuardianScope,
)
from kuea.core.problems import Refusal
from kuea.core.thai import normalise
from kuea.core.words import Role
from kuea.ledger.actions import record as tell
from kuea.offices.models import Duty, Organisation
from kuea.offices.scope import lock_fresh, require_province, require_role
from kuea.people.law_queries import decider_for, is_ward_of_law
from kuea.people.models import Consent, Guardian, LegalBasis, Person

HEARERS = (Role.VOLUNTEER, Role.HOST_COORDINATOR, Role.SECRETARY, Role.SYSTEM)
"""Whoever may hear a person's word and write it down."""


def record_basis(
    *,
    by: Duty,
    person: Person,
    field_group: str,
    basis: str,
    on: date,
    notice_version: str = "",
    not_told_reason: str = "",
    explained_by: Duty | None = None,
    explained_to: str = "self",
) -> LegalBasis:
    """Write the ground for one group of fields; the one before ends and stays readable.

    Raises `Refusal`: basis_unknown, missing (a notice, or why none was given).
    """
    _require_sight(by, person)
    if basis not in BASES_OF[FieldGroup(field_group)]:
        raise Refusal("basis_unknown")
    why_not = normalise(not_told_reason, keep_lines=True)
    if not notice_version and not why_not:
        raise Refusal("missing", fields=_("ฉบับของคำบอกกล่าว หรือเหตุที่ยังไม่ได้บอก"))
    with transaction.atomic():
        lock_fresh(person)
        standing = LegalBasis.objects.filter(
            person=person, field_group=field_group, ended_at=None
        ).first()
        if standing is not None and standing.notice_version and not notice_version:
            return standing  # told once; a later visit without telling takes nothing away
        LegalBasis.objects.filter(person=person, field_group=field_group, ended_at=None).update(
            ended_at=timezone.now()
        )
        written = LegalBasis.objects.create(
            person=person, field_group=field_group, basis=Basis(basis), notice_version=notice_version,
            not_told_reason="" if notice_version else why_not, explained_by=explained_by or by,
            explained_to=explained_to, on=on,
        )  # fmt: skip
        tell(
            "person.basis", person, duty_id=by.pk, province_code=person.province_id,
            group=field_group, basis=basis, notice=notice_version,
        )  # fmt: skip
    return written


def give_consent(
    *,
    by: Duty,
    person: Person,
    kind: str,
    words: str,
    organisation: Organisation | None = None,
    guardian: Guardian | None = None,
) -> Consent:
    """Write down that the person agreed to this one thing, in their words.

    Raises `Refusal`: ward_never_shown, guardian_needed, guardian_blocked, missing, refused.
    """
    _require_sight(by, person)
    if kind in NEVER_OF_A_WARD and is_ward_of_law(person):
        raise Refusal("ward_never_shown")
    said = normalise(words)
    if not said:
        raise Refusal("missing", fields=_("ยินยอมเรื่องใด ด้วยคำของเจ้าตัว"))
    if decider_for(person) is not Decider.SELF or guardian is not None:
        _require_guardian(person, guardian, GuardianScope.CONSENT)
    with transaction.atomic():
        _require_known(person)
        given = Consent.objects.create(
            person=person, kind=ConsentKind(kind), organisation=organisation, words=said[:300],
            guardian=guardian, written_by=by,
        )  # fmt: skip
        tell(
            "consent.give", given, duty_id=by.pk, province_code=person.province_id,
            person=person.pk, kind=kind,
        )  # fmt: skip
    return given


def withdraw_consent(*, by: Duty, consent: Consent, how: str = "") -> Consent:
    """The person took it back: from this moment nothing that asks `has_consent` goes on. Needs no reason."""
    _require_sight(by, consent.person)
    with transaction.atomic():
        fresh = lock_fresh(consent)
        if fresh.withdrawn_at is not None:
            return fresh
        fresh.withdrawn_at, fresh.withdrawn_by = timezone.now(), by
        fresh.withdrawn_how = normalise(how)[:300]
        fresh.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_how"])
        tell(
            "consent.withdraw", fresh, duty_id=by.pk, province_code=fresh.person.province_id,
            person=fresh.person_id, kind=fresh.kind,
        )  # fmt: skip
    return fresh


def name_guardian(
    *, by: Duty, person: Person, name: str, relation: str, scope: Collection[str], paper: str = ""
) -> Guardian:
    """Write who may speak for the person, and for what. No paper is demanded; how it is known is said.

    Raises `Refusal`: missing, refused.
    """
    _require_sight(by, person, Role.HOST_COORDINATOR, Role.SECRETARY, Role.VOLUNTEER)
    who, how = normalise(name), normalise(relation)
    lacking = [
        words
        for words, there in ((_("ชื่อผู้แทน"), who), (_("เกี่ยวข้องกันอย่างไร"), how), (_("ขอบเขต"), scope))
        if not there
    ]
    if lacking:
        raise Refusal("missing", fields=" · ".join(lacking))
    with transaction.atomic():
        _require_known(person)
        named = Guardian.objects.create(
            person=person, name=who, relation=how[:60],
            scope=sorted(GuardianScope(code).value for code in scope), paper=normalise(paper)[:120],
            named_by=by,
        )  # fmt: skip
        tell(
            "guardian.name", named, duty_id=by.pk, province_code=person.province_id,
            person=person.pk,
        )  # fmt: skip
    return named


def block_guardian(*, by: Duty, guardian: Guardian, reason: str) -> Guardian:
    """Alleged source of harm: speaks for the person no more, is told nothing, and what they agreed to falls.

    Finding seals the person's cases in the same transaction (`finding.actions.protect_from_guardian`).
    """
    _require_sight(by, guardian.person)
    why = normalise(reason, keep_lines=True)
    if not why:
        raise Refusal("missing", fields=_("เหตุผล"))
    with transaction.atomic():
        fresh = lock_fresh(guardian)
        fresh.is_blocked, fresh.blocked_reason = True, why
        fresh.blocked_by, fresh.blocked_at = by, timezone.now()
        fresh.save()
        Consent.objects.filter(guardian=fresh, withdrawn_at=None).update(
            withdrawn_at=timezone.now(), withdrawn_by=by
        )
        tell(
            "guardian.block", fresh, duty_id=by.pk, province_code=fresh.person.province_id,
            person=fresh.person_id,
        )  # fmt: skip
    return fresh


def set_capacity(*, by: Duty, person: Person, capacity: str) -> Person:
    """A court found the person incapable or quasi-incapable, or took it back."""
    _require_sight(by, person, Role.SECRETARY, Role.HOST_COORDINATOR)
    with transaction.atomic():
        fresh = lock_fresh(person)
        fresh.capacity = Capacity(capacity).value
        fresh.save(update_fields=["capacity"])
        tell("person.capacity", fresh, duty_id=by.pk, province_code=fresh.province_id)
    return fresh


def require_guardian_for_request(person: Person, guardian: Guardian | None) -> None:
    """Who asks in the person's name must be written as one who may; raises guardian_blocked, guardian_needed."""
    if guardian is not None:
        _require_guardian(person, guardian, GuardianScope.ASK)


def _require_guardian(person: Person, guardian: Guardian | None, scope: GuardianScope) -> None:
    if guardian is None or guardian.person_id != person.pk or guardian.ended_at is not None:
        raise Refusal("guardian_needed")
    if Guardian.objects.filter(pk=guardian.pk, is_blocked=True).exists():
        raise Refusal("guardian_blocked")
    if scope.value not in guardian.scope:
        raise Refusal("guardian_needed")


def _require_known(person: Person) -> None:
    """Of who was erased nothing new is written: a guardian's name would tell again who it was."""
    if lock_fresh(person).erased_at is not None:
        raise Refusal("refused")


def _require_sight(by: Duty, person: Person, *roles: Role) -> None:
    """One who may hear, and who sees this very person; scheduled work is named as such."""
    require_role(by, *(roles or HEARERS))
    require_province(by, person.province_id)
    if by.role != Role.SYSTEM and not Person.objects.visible_to(by).filter(pk=person.pk).exists():
        raise Refusal("not_in_your_area")
