"""Reading persons, their records, and the questions about them."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import F, Q, QuerySet
from rapidfuzz import fuzz

from kuea.core.thai import comparison_key, read_citizen_number, read_name
from kuea.offices.fields import digest_text
from kuea.offices.models import Duty, Place
from kuea.people.models import Link, LinkQuestion, Person, Record

_ALIKE_FROM = 80
"""Two keys at least this much alike (of 100) are shown to whoever is about to write a new person."""
MOST_SHOWN = 30


@dataclass(frozen=True)
class Similar:
    """Somebody who may be the one meant, how alike the names are (100 is equal), and by which record."""

    person: Person
    alike: int
    same_tambon: bool


def open_questions(duty: Duty) -> QuerySet[LinkQuestion]:
    """Pairs nobody has answered, of records that still count and persons the duty may see."""
    visible = Person.objects.visible_to(duty)
    return (
        LinkQuestion.objects.visible_to(duty).filter(
            answer="", record__is_withdrawn=False,
            other__is_withdrawn=False, record__person__isnull=False, other__person__isnull=False,
        )
        .exclude(record__person=F("other__person"))
        .filter(record__person__in=visible, other__person__in=visible)
        .order_by("pk")
    )  # fmt: skip


def next_question(duty: Duty, after: int = 0) -> LinkQuestion | None:
    """The next pair to look at: later than `after`, else from the beginning."""
    waiting = open_questions(duty).select_related(
        *(f"{side}__{name}" for side in ("record", "other")
          for name in ("person", "tambon", "village", "raw_row__batch"))
    )  # fmt: skip
    return waiting.filter(pk__gt=after).first() or waiting.first()


def answered_questions(duty: Duty) -> QuerySet[LinkQuestion]:
    """Pairs that were answered, for taking an answer back."""
    return LinkQuestion.objects.visible_to(duty).exclude(answer="")


def similar_people(
    *, duty: Duty, name_key: str, tambon: Place | None = None, most: int = 5
) -> list[Similar]:
    """Who has this name, or nearly: the whole province for equal names, the tambon for similar ones.

    Asked before a new person is written, so that nobody is written twice.
    """
    if not name_key.strip("|"):
        return []
    records = _counting(duty)
    scores: dict[int, tuple[int, bool]] = {}
    for person_id, place in records.filter(name_key=name_key).values_list("person_id", "tambon_id")[
        :200
    ]:
        here = tambon is not None and place == tambon.pk
        scores[person_id] = max(scores.get(person_id, (0, False)), (100, here))
    if tambon is not None:
        near = records.filter(tambon=tambon).values_list("person_id", "name_key")
        for person_id, key in near.iterator(chunk_size=5000):
            alike = round(fuzz.ratio(name_key, key))
            if alike >= _ALIKE_FROM:
                scores[person_id] = max(scores.get(person_id, (0, True)), (alike, True))
    best = sorted(scores, key=lambda pk: (not scores[pk][1], -scores[pk][0], pk))[:most]
    persons = Person.objects.visible_to(duty).select_related("tambon", "village").in_bulk(best)
    return [Similar(persons[pk], *scores[pk]) for pk in best if pk in persons]


def search_persons(duty: Duty, words: str) -> list[Person]:
    """By name (as written today or in any list) or by our own code, within the duty's sight."""
    words = words.strip()
    if not words:
        return []
    visible = Person.objects.visible_to(duty).select_related("tambon__parent", "village")
    if found := list(visible.filter(code__iexact=words)[:1]):
        return found
    name = read_name(words)
    given, family = comparison_key(name.given), comparison_key(name.family)
    if family:
        match = Q(name_key__startswith=f"{given}|{family}")
    else:
        match = Q(name_key__startswith=given) | Q(name_key__contains=f"|{given}")
    keys = _counting(duty).filter(match).values_list("person_id", flat=True)[: MOST_SHOWN * 4]
    return _in_order(visible, dict.fromkeys(keys)) if given else []


def alike_persons(duty: Duty, words: str) -> list[Person]:
    """When nobody has exactly this name: the persons of the province whose names are most alike."""
    key = read_name(words).key
    if len(key) < 4:
        return []
    scored = (
        (fuzz.ratio(key, other), person_id)
        for person_id, other in _counting(duty).values_list("person_id", "name_key").iterator()
    )
    best = sorted((row for row in scored if row[0] >= _ALIKE_FROM), reverse=True)
    visible = Person.objects.visible_to(duty).select_related("tambon__parent", "village")
    return _in_order(visible, dict.fromkeys(person_id for _, person_id in best[:MOST_SHOWN]))


def persons_with_number(duty: Duty, written: str) -> list[Person]:
    """By a valid citizen number: found by its keyed digest, never read from the sealed column."""
    number = read_citizen_number(written)
    if not number.is_valid or number.digits is None:
        return []
    keys = _counting(duty).filter(citizen_digest=digest_text(number.digits))
    visible = Person.objects.visible_to(duty).select_related("tambon__parent", "village")
    return _in_order(visible, dict.fromkeys(keys.values_list("person_id", flat=True)))


def records_of(person: Person) -> QuerySet[Record]:
    """Every version of the person, the oldest first."""
    return person.records.select_related("tambon", "village", "raw_row__batch").order_by("pk")


def links_of(person: Person) -> QuerySet[Link]:
    """How records came to the person and went, the newest first."""
    return person.links.select_related("record", "by__user").order_by("-pk")


def _counting(duty: Duty) -> QuerySet[Record]:
    return Record.objects.filter(
        province_id=duty.province_id, is_withdrawn=False, person__isnull=False
    )


def _in_order(visible: QuerySet[Person], keys: Sequence[int] | dict[int, None]) -> list[Person]:
    persons = visible.in_bulk(list(keys)[: MOST_SHOWN * 4])
    return [persons[pk] for pk in keys if pk in persons][:MOST_SHOWN]
