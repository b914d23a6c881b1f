"""What lower and higher rooms ask at the moment of use: may we, on which ground, whose word does it take?"""

from django.db.models import Q
from django.utils import timezone

from kuea.core.privacy import (
    NEVER_OF_A_WARD,
    ConsentKind,
    Decider,
    FieldGroup,
    GuardianScope,
    is_ward,
    surely_age,
    who_decides,
)
from kuea.offices.models import Organisation
from kuea.people.models import Consent, Guardian, LegalBasis, Person


def age_of(person: Person) -> int | None:
    """Years the person has surely lived, None when nobody knows."""
    return surely_age(timezone.localdate(), person.birth_year, person.birth_month, person.birth_day)


def decider_for(person: Person) -> Decider:
    """Whose word a consent of this person takes (s.20)."""
    return who_decides(age_of(person), person.capacity)


def is_ward_of_law(person: Person) -> bool:
    """A child, or an adult who may not decide alone."""
    return is_ward(age_of(person), person.capacity)


def has_consent(
    person: Person | None, kind: str, *, organisation: Organisation | int | None = None
) -> bool:
    """Whether the person agrees to this now, towards this organisation. Ask at the moment of use, every time.

    Never for the photograph or story of a child or an incapable adult, nor of whose data were erased
    or lie unused, whatever was once written.
    """
    if person is None or person.erased_at or person.restricted_at:
        return False
    if kind in NEVER_OF_A_WARD and is_ward_of_law(person):
        return False
    towards = organisation.pk if isinstance(organisation, Organisation) else organisation
    standing = Consent.objects.filter(person=person, kind=ConsentKind(kind), withdrawn_at=None)
    standing = standing.filter(Q(guardian=None) | Q(guardian__is_blocked=False))
    return standing.filter(Q(organisation=None) | Q(organisation_id=towards)).exists()


def current_basis(person: Person, group: str) -> LegalBasis | None:
    """The ground on which this group of the person's fields is kept now."""
    return LegalBasis.objects.filter(
        person=person, field_group=FieldGroup(group), ended_at=None
    ).first()


def groups_without_basis(person: Person | None, *, may_be_untold: bool = False) -> list[FieldGroup]:
    """Field groups whose ground is not written or of which the person was not told; with any, no entry.

    `may_be_untold` is for whom telling would endanger, as a named officer said (D4).
    """
    if person is None:
        return list(FieldGroup)
    standing = LegalBasis.objects.filter(person=person, ended_at=None)
    if not may_be_untold:
        standing = standing.exclude(notice_version="")
    there = set(standing.values_list("field_group", flat=True))
    return [group for group in FieldGroup if group.value not in there]


def guardian_who_consents(person: Person) -> Guardian | None:
    """The one guardian who may consent for the person; None when there is none, or more than one to ask."""
    able = [g for g in standing_guardians(person) if GuardianScope.CONSENT in g.scope]
    return able[0] if len(able) == 1 else None


def standing_guardians(person: Person) -> list[Guardian]:
    """Those who may speak for the person now; the blocked are not among them."""
    return list(Guardian.objects.filter(person=person, ended_at=None, is_blocked=False))


def has_blocked_guardian(person: Person | None) -> bool:
    """Telling at home could endanger the person: whoever prints, calls or visits must know."""
    return person is not None and Guardian.objects.filter(person=person, is_blocked=True).exists()
