"""Reading persons, their records, and the questions about them."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.db.models import F, Q, QuerySet
from rapidfuzz import fuzz

from kuea.core.thai import comparison_key, read_name
from kuea.offices.models import Duty, Place
from kuea.people.comparing import (
    name_token,
    sound_token,
    start_tokens,
)
from kuea.people.models import Link, LinkQuestion, Person, Record
from kuea.people.standing import act_of, asking_rule, undoing_rule

_ALIKE_FROM = 80
"""Two keys at least this much alike (of 100) are shown to whoever is about to write a new person."""
MOST_NAMED = 120


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
            answer="", set_aside_in=None, record__is_withdrawn=False,
            other__is_withdrawn=False, record__person__isnull=False, other__person__isnull=False,
        )
        .exclude(record__person=F("other__person"))
        .filter(record__person__in=visible, other__person__in=visible)
        .order_by("-worth", "pk")
    )  # fmt: skip


def next_question(duty: Duty, after: int = 0, at: int = 0) -> LinkQuestion | None:
    """The next pair to look at, the worthiest first: question `at`, or the one after `after`, else the first."""
    waiting = open_questions(duty).select_related(
        *(f"{side}__{name}" for side in ("record", "other")
          for name in ("person", "tambon", "village", "raw_row__batch"))
    )  # fmt: skip
    chosen = waiting.filter(pk=at).first() if at else None
    last = LinkQuestion.objects.visible_to(duty).filter(pk=after).first() if after else None
    if chosen is None and last is not None:
        later = Q(worth__lt=last.worth) | Q(worth=last.worth, pk__gt=last.pk)
        chosen = waiting.filter(later).first()
    return chosen or waiting.first()


def answered_questions(duty: Duty) -> QuerySet[LinkQuestion]:
    """Pairs that were answered, of persons the duty may see, for taking an answer back."""
    visible = Person.objects.visible_to(duty)
    rows = LinkQuestion.objects.visible_to(duty).exclude(answer="")
    return rows.filter(record__person__in=visible, other__person__in=visible)


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
    equal = records.filter(name_token=name_token(duty.province_id or "", name_key))
    for person_id, place, key in equal.values_list("person_id", "tambon_id", "name_key")[:200]:
        if key == name_key:
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


def persons_named(province_code: str, words: str, most: int = MOST_NAMED) -> list[int]:
    """Persons of the province one of whose names begins so, by their keys; the caller asks who may see them.

    The tokens bring forward everybody who may be meant; the names are opened to see who is.
    """
    name = read_name(words)
    given, family = comparison_key(name.given), comparison_key(name.family)
    if not given:
        return []
    of = province_code
    if family:
        begins = f"{given}|{family}"
        one = Q(given_sound=sound_token(of, given))
        if len(family) > 1:
            one &= Q(family_start__in=start_tokens(of, family))
        may_be = [one]
    else:
        begins, starts = given, start_tokens(of, given)
        may_be = [Q(given_start__in=starts), Q(family_start__in=starts)]
    found: dict[int, None] = {}
    rows = _brought_forward(of, may_be).values_list("person_id", "name_key")
    for person_id, key in rows.iterator(chunk_size=500):
        if key.startswith(begins) or not family and f"|{given}" in key:
            found[person_id] = None
            if len(found) == most:
                break
    return list(found)


def records_of(person: Person) -> QuerySet[Record]:
    """Every version of the person, the oldest first."""
    return person.records.select_related("tambon", "village", "raw_row__batch").order_by("pk")


def links_of(person: Person) -> QuerySet[Link]:
    """How records came to the person and went, the newest first."""
    return person.links.select_related("record", "by__user").order_by("-pk")


def takes_back(duty: Duty, links: Sequence[Link]) -> dict[int, str]:
    """Of these rows those whose joining or parting may be taken back by them: key → who asked for it.

    "" nobody yet, "you", or "another"; only of records that were never of somebody the duty may not see.
    """
    records = {link.record_id for link in links}
    rows: dict[int, list[Link]] = {record: [] for record in records}
    for row in Link.objects.filter(record__in=records).select_related("by").defer("reason"):
        rows[row.record_id].append(row)
    visible = Person.objects.visible_to(duty)
    unseen = set(
        Link.objects.filter(record__in=records)
        .exclude(person__in=visible)
        .values_list("record_id", flat=True)
    )
    found = {}
    for link in links:
        of_record = rows[link.record_id]
        act = None if link.record_id in unseen else act_of(link, of_record)
        if act and not any(row.rule == undoing_rule(act.pk) for row in of_record):
            asked = next((row.by for row in of_record if row.rule == asking_rule(act.pk)), None)
            found[link.pk] = (
                "" if not asked else "you" if asked.user_id == duty.user_id else "another"
            )
    return found


def was_taken_back(link: Link) -> bool:
    """Whether the act of this row stands no longer."""
    act = act_of(link, list(link.record.links.all()))
    return act is not None and link.record.links.filter(rule=undoing_rule(act.pk)).exists()


def _brought_forward(province_code: str | None, may_be: Sequence[Q]) -> QuerySet[Record]:
    """Records that count and answer one of the conditions. The province stands in every one of them: given once
    beside them, SQLite would rather read the whole province than use their indexes."""
    any_of = reduce(or_, (Q(province_id=province_code) & one for one in may_be))
    return Record.objects.filter(any_of, is_withdrawn=False, person__isnull=False)


def _counting(duty: Duty) -> QuerySet[Record]:
    return _counting_in(duty.province_id)


def _counting_in(province_code: str | None) -> QuerySet[Record]:
    return Record.objects.filter(
        province_id=province_code, is_withdrawn=False, person__isnull=False
    )
