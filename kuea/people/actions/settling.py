"""Records move between persons, and what hangs on persons follows: needs, grounds, consents, guardians, cases.

Nothing is merged away. Each thing remembers of whom it was written (`first_person`); where it stands follows from
where the records of that person are now, so that taking a joining back puts everything where it was.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce

from kuea.offices.models import Duty, Province
from kuea.offices.ports import tambon_changed
from kuea.people.models import Consent, Guardian, LegalBasis, Link, Need, Person, Record
from kuea.people.ports import followers
from kuea.people.standing import bound_up_with, standing_persons, where_now

_FOLLOWING = (Need, Guardian, Consent)


def one_at_a_time(province_code: str) -> None:
    """Joinings and partings of a province wait for each other: whose a record is must not change underneath."""
    Province.objects.select_for_update(no_key=True).get(pk=province_code)


def move_record(
    actor: Duty, record: Record, to: Person | None, rule: str, reason: str = ""
) -> None:
    """A row for leaving, a row for arriving, and the record's present person."""
    if record.person_id is not None:
        _write(actor, record, record.person_id, Link.Kind.PARTED, rule, reason)
    if to is not None:
        _write(actor, record, to.pk, Link.Kind.JOINED, rule, reason)
    record.person = to
    record.save(update_fields=["person"])


def mark_act(actor: Duty, record: Record, rule: str) -> None:
    """A row that says when an act was done that moved nothing of the record's."""
    if record.person_id is not None:
        _write(actor, record, record.person_id, Link.Kind.JOINED, rule)


def settle_again(actor: Duty, record_ids: Iterable[int], rule: str) -> None:
    """After an act was taken back: every record that it could have touched goes where the other acts put it."""
    ids = bound_up_with(record_ids)
    records = list(Record.objects.select_for_update().filter(pk__in=ids).order_by("pk"))
    standing = standing_persons(ids)
    moving = [record for record in records if record.person_id != standing[record.pk]]
    keys = {record.person_id for record in moving} | {standing[record.pk] for record in moving}
    persons = Person.objects.in_bulk([key for key in keys if key is not None])
    for record in moving:
        former, to = persons.get(record.person_id), persons.get(standing[record.pk])
        move_record(actor, record, to, rule)
        if former is not None and to is not None:
            _keep_shut(former, to)
    settle(actor, [record.pk for record in moving], ())


def settle(actor: Duty, moved: Collection[int], persons: Iterable[int]) -> None:
    """Let everything follow these records; `persons` are looked at too, though no record of theirs moved."""
    met = set(persons)
    met.update(Link.objects.filter(record_id__in=moved).values_list("person_id", flat=True))
    beside = Link.objects.filter(person_id__in=met).values("record_id")
    homes = met | set(Link.objects.filter(record__in=beside).values_list("person_id", flat=True))
    placed = where_now(homes)
    for follower in followers():
        placed.update(follower.persons_settled(homes, moved, actor))
    for model in _FOLLOWING:
        _follow(model, placed)
    _follow_grounds(placed)
    touched = homes | set(placed.values())
    places = Person.objects.filter(pk__in=touched).values_list("tambon_id", flat=True)
    tambon_changed(*{code or "" for code in places})


def shadows_of(person: Person) -> QuerySet[Person]:
    """Rows that turned out to be this person: every record was joined away, the name still stands there."""
    once = Link.objects.filter(record__person=person).exclude(person=person).values("person_id")
    return Person.objects.filter(pk__in=once, records=None)


def take_home_needs_back(person: Person) -> None:
    """What the person said for their whole home is theirs alone again: sealed or unused, it is on no page of the house."""
    spoke = [person.pk, *shadows_of(person).values_list("pk", flat=True)]
    said = Need.objects.filter(household__isnull=False, first_person_id__in=spoke)
    for need in said.select_for_update(no_key=True).order_by("pk"):
        need.household, need.person = None, person
        need.first_person_id = None if need.first_person_id == person.pk else need.first_person_id
        need.save(update_fields=["household", "person", "first_person"])


def _follow(model: type[Any], placed: Mapping[int, int]) -> None:
    """Rows of `model` stand with the person they were written of, wherever that person's records are now."""
    for row in _written_of(model, placed):
        if row.person_id != placed[row.home]:
            _stand(row, placed[row.home])


def _follow_grounds(placed: Mapping[int, int]) -> None:
    """As the others, but a group of fields has one ground at a time: a person's own comes before one brought along."""
    rows = []
    for row in _written_of(LegalBasis, placed):
        if row.ended_at is None:
            rows.append(row)
        elif row.person_id != placed[row.home]:
            _stand(row, placed[row.home])
    aim: dict[tuple[int, str], int] = {}
    for row in sorted(rows, key=lambda row: (placed[row.home] != row.home, row.pk)):
        aim.setdefault((placed[row.home], row.field_group), row.pk)
    moving = []
    for row in rows:
        is_taken = aim[placed[row.home], row.field_group] != row.pk
        to = row.home if is_taken else placed[row.home]
        if row.person_id != to:
            moving.append((row, to))
    while moving:
        free = [(row, to) for row, to in moving if not _is_taken(row, to)]
        for row, to in free:
            _stand(row, to)
        if not free:
            break
        moving = [one for one in moving if one not in free]


def _is_taken(row: LegalBasis, person_id: int) -> bool:
    others = LegalBasis.objects.filter(
        person_id=person_id, field_group=row.field_group, ended_at=None
    )
    return others.exclude(pk=row.pk).exists()


def _written_of(model: type[Any], placed: Mapping[int, int]) -> Iterable[Any]:
    rows = model.objects.annotate(home=Coalesce(F("first_person_id"), F("person_id")))
    return rows.filter(home__in=list(placed)).exclude(person=None).order_by("pk")


def _stand(row: Any, person_id: int) -> None:
    row.person_id = person_id
    row.first_person_id = None if person_id == row.home else row.home
    row.save(update_fields=["person", "first_person"])


def _keep_shut(former: Person, to: Person) -> None:
    """What was sealed or laid aside while they were one stays so with either, until somebody says otherwise."""
    if former.is_sealed and not to.is_sealed or former.restricted_at and not to.restricted_at:
        to.is_sealed = to.is_sealed or former.is_sealed
        to.restricted_at = to.restricted_at or former.restricted_at
        to.save(update_fields=["is_sealed", "restricted_at"])


def _write(
    actor: Duty, record: Record, person_id: int, kind: str, rule: str, reason: str = ""
) -> None:
    Link.objects.create(
        record=record, person_id=person_id, kind=kind, rule=rule, reason=reason, by=actor
    )
