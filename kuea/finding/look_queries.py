"""Who was shown this person: from the ledger, through the person, the cases, and records that came from elsewhere."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from kuea.finding.models import Case
from kuea.ledger.models import Event, ReadMark
from kuea.people.models import Link, Person

_PERSON, _CASE = "people.person", "finding.case"


@dataclass(frozen=True)
class _File:
    """Under which person a record of this file stood, and from when until when."""

    person_id: int
    since: datetime
    until: datetime


def looks_at(person: Person) -> QuerySet[Event]:
    """Every event that showed this person to somebody, the newest first."""
    cases = Case.objects.filter(Q(person=person) | Q(merged_into__person=person))
    keys = [str(pk) for pk in cases.values_list("pk", flat=True)]
    direct = Q(subject=_PERSON, subject_id=str(person.pk)) | Q(subject=_CASE, subject_id__in=keys)
    rows = Q(direct) | Q(pk__in=ReadMark.objects.filter(direct).values("event_id"))
    for file in _former_files(person):
        there = Q(subject=_PERSON, subject_id=str(file.person_id))
        marked = ReadMark.objects.filter(there).values("event_id")
        rows |= (there | Q(pk__in=marked)) & Q(at__gte=file.since, at__lt=file.until)
    return Event.objects.filter(rows, verb__startswith="read.").order_by("-at", "-pk")


def _former_files(person: Person) -> list[_File]:
    """Records of today's person that stood under another before: those looks were at this person too."""
    links = Link.objects.filter(record__person=person).order_by("record_id", "pk")
    rows = list(links.values_list("record_id", "person_id", "at"))
    return [
        _File(holder, since, rows[place + 1][2])
        for place, (record, holder, since) in enumerate(rows[:-1])
        if holder != person.pk and rows[place + 1][0] == record
    ]
