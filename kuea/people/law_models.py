"""On which ground somebody's data are kept, what they agreed to, and who may speak for them (PDPA s.19–27)."""

from django.db import models
from django.db.models import Q

from kuea.core.privacy import Basis, ConsentKind, FieldGroup
from kuea.core.rights import Kind as RowKind
from kuea.offices.fields import SealedTextField
from kuea.offices.models import Duty, Organisation
from kuea.offices.scoping import Hangs, Scoped, hanging


def first_person_field() -> models.ForeignKey:
    """Of whom it was written, while that person's records are another's; empty when `person` is still the one."""
    return models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")


class LegalBasis(Scoped):
    """The ground for one group of a person's fields: which, since when, told in which words, by whom (rule 1)."""

    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="bases")
    first_person = first_person_field()
    field_group = models.CharField(max_length=10, choices=[(g.value, g.value) for g in FieldGroup])
    basis = models.CharField(max_length=20, choices=[(b.value, b.value) for b in Basis])
    notice_version = models.CharField(max_length=20, blank=True)  # empty: not told yet
    not_told_reason = SealedTextField(blank=True)
    explained_by = models.ForeignKey(Duty, on_delete=models.PROTECT, related_name="+")
    explained_to = models.CharField(max_length=10, default="self")  # self, guardian
    on = models.DateField()
    written_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True)

    objects = hanging(Hangs(RowKind.PERSON, via="person"))

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "field_group"],
                condition=Q(ended_at=None),
                name="one_current_basis_a_group",
            ),
            models.CheckConstraint(
                name="basis_fits_its_group",
                condition=Q(field_group=FieldGroup.IDENTITY, basis=Basis.PUBLIC_TASK)
                | Q(
                    field_group=FieldGroup.SENSITIVE,
                    basis__in=[Basis.SOCIAL_PROTECTION, Basis.EXPLICIT_CONSENT],
                ),
            ),
            models.CheckConstraint(
                name="told_or_why_not", condition=~Q(notice_version="") | ~Q(not_told_reason="")
            ),
        ]


class Guardian(Scoped):
    """Who may speak for a child or an adult who may not decide alone, within what is written (rule 4)."""

    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="guardians")
    first_person = first_person_field()
    name = SealedTextField()
    relation = SealedTextField()
    scope = models.JSONField(default=list)  # codes of GuardianScope
    paper = SealedTextField(blank=True)  # court order, or how it is known
    is_blocked = models.BooleanField(default=False)  # alleged source of harm
    blocked_reason = SealedTextField(blank=True)
    blocked_by = models.ForeignKey(Duty, null=True, on_delete=models.PROTECT, related_name="+")
    blocked_at = models.DateTimeField(null=True)
    named_by = models.ForeignKey(Duty, on_delete=models.PROTECT, related_name="+")
    named_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True)

    objects = hanging(Hangs(RowKind.PERSON, via="person"))


class Consent(Scoped):
    """One thing somebody agreed to, in which words, and when they took it back. Never more than it says."""

    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="consents")
    first_person = first_person_field()
    kind = models.CharField(max_length=16, choices=[(k.value, k.value) for k in ConsentKind])
    organisation = models.ForeignKey(  # towards this one only; none is for everybody the words name
        Organisation, null=True, on_delete=models.PROTECT, related_name="+"
    )
    words = SealedTextField()  # what exactly, for what, as the person said it
    guardian = models.ForeignKey(Guardian, null=True, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField(auto_now_add=True)
    written_by = models.ForeignKey(Duty, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(Duty, null=True, on_delete=models.PROTECT, related_name="+")
    withdrawn_how = SealedTextField(blank=True)

    objects = hanging(Hangs(RowKind.PERSON, via="person"))

    class Meta:
        indexes = [models.Index(fields=["person", "kind"])]
        constraints = [
            models.CheckConstraint(name="consent_is_in_words", condition=~Q(words="")),
        ]
