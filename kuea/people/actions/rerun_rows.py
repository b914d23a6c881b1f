"""Rows of a list read again: records say what the rows say now, and those no hand has touched are judged again.

In the caller's transaction (a lot of the rerun), which has one ledger event for all. Every move is an act like one of
the list's own, told by its rule; the values that stood before are kept by the caller (`Former`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from kuea.core.words import Role
from kuea.engines.linkage.registry import Verdict
from kuea.offices.many_rows import insert_many
from kuea.offices.models import Duty
from kuea.offices.ports import gather_changes, tambon_changed
from kuea.offices.scope import require_role
from kuea.people.actions.persons import new_person, write_link
from kuea.people.actions.settling import one_at_a_time, settle
from kuea.people.evidence import told_evidence, worth_of
from kuea.people.linking import ListLinking, read_records
from kuea.people.models import Link, LinkQuestion, Person, Record
from kuea.people.ports import KeptRow, followers
from kuea.people.rereading import (
    COLUMNS,
    SHOWN,
    Former,
    changed_values,
    kept_row,
    mirrors,
    oldest_records,
    open_pairs,
    untouched,
    values_of_row,
)
from kuea.people.rows import ReadyRow
from kuea.people.standing import counting_rule, rerun_rule

BACK = "นำการอ่านใหม่กลับ"
"""Begins the reason with which the cases of rows that a rerun had made readable are set aside when it is taken back."""
_FIELDS = [name.removesuffix("_id") for name in COLUMNS]


@dataclass
class Moved:
    """What judging a lot again changed, as the secretariat may be told: nobody sealed is in it."""

    joined: int = 0  # rows that count as joined now and did not before; below zero the other way
    moved: int = 0
    asked: int = 0
    judged: int = 0


def restate_list_rows(
    *, by: Duty, rows: Sequence[tuple[int, ReadyRow]], rerun_id: int
) -> dict[int, tuple[Former, str]]:
    """Records of these (raw row key, row read anew) say what the rows say now.

    Returns, by raw row, what stood before and what linking must do: "judge", "wake", "store" (there is no record), "".
    """
    require_role(by, Role.SECRETARY)
    told = dict(rows)
    with transaction.atomic(), gather_changes():
        mine = Record.objects.filter(province_id=by.province_id).select_related("person")
        mine = mine.select_for_update(of=("self",))
        records = {
            one.raw_row_id: one for one in mine.filter(raw_row__in=list(told)).order_by("pk")
        }
        answer = {key: (Former({}), "store") for key in told if key not in records}
        woken = [one for one in records.values() if one.is_withdrawn]
        _count_again(by, woken, rerun_id)
        used = [one for one in records.values() if _is_used(one)]
        formers = _restate(by, [(one, told[one.raw_row_id or 0]) for one in used])
        for record in records.values():
            former = formers.get(record.pk, Former({}))
            then = "judge" if former.changes_linking else ""
            answer[record.raw_row_id or 0] = (former, "wake" if record in woken else then)
    return answer


def put_rows_back(*, by: Duty, formers: Mapping[int, Former]) -> None:
    """Records of these raw rows say again what they said before a rerun."""
    require_role(by, Role.SECRETARY)
    with transaction.atomic(), gather_changes():
        mine = Record.objects.filter(province_id=by.province_id).select_related("person")
        mine = mine.select_for_update(of=("self",))
        records = list(mine.filter(raw_row__in=list(formers)).order_by("pk"))
        used = [one for one in records if _is_used(one)]
        _write_values([(one, formers[one.raw_row_id or 0].values) for one in used])
        leads = [
            KeptRow(one.pk, one.person_id or 0, False, lead[3], lead[4], *lead[:3])
            for one in used
            if (lead := formers[one.raw_row_id or 0].lead)
        ]
        for follower in followers():
            follower.rows_restated(leads, by)


def judge_rows_again(
    *, by: Duty, records: Sequence[int], linking: ListLinking, rerun_id: int
) -> Moved:
    """Judge these records, which stand apart from the registry, and move those of them that no hand has touched."""
    require_role(by, Role.SECRETARY)
    with transaction.atomic(), gather_changes():
        one_at_a_time(by.province_id or "")
        linking.catch_up()
        lot, persons = read_records(
            Record.objects.filter(
                pk__in=records, province_id=by.province_id, is_withdrawn=False, person__isnull=False
            )
        )
        verdicts = linking.judge(lot)
        free = untouched([int(row.key) for row in lot])
        places = _decide(lot, persons, verdicts, free, linking)
        moved = _move(by, places, linking.model.name, rerun_id)
        linking.keep(lot, [place.now for place in places])
        moved.asked = _ask(by, places, linking.model.name, rerun_id)
        moved.judged = len(free)
    return moved


@dataclass
class _Place:
    """A record judged again: whose it was, whose it is to be (0: a new person's), and why."""

    record: int
    was: int
    now: int
    verdict: Verdict
    is_free: bool


def _count_again(by: Duty, records: Sequence[Record], rerun_id: int) -> None:
    """Records that were withdrawn with a rerun taken back, whose rows can be read again."""
    for record in records:
        last = record.links.order_by("-pk").first()
        record.is_withdrawn = False
        record.save(update_fields=["is_withdrawn"])
        if last is not None:
            write_link(by, record, last.person, Link.Kind.JOINED, counting_rule(rerun_id))
    if records:
        settle(by, [one.pk for one in records], ())
        for follower in followers():
            follower.rows_counted_again([one.pk for one in records], by, BACK)


def _is_used(record: Record) -> bool:
    person = record.person
    return (
        not record.is_withdrawn
        and person is not None
        and person.erased_at is None
        and person.restricted_at is None
    )


def _restate(by: Duty, rows: Sequence[tuple[Record, ReadyRow]]) -> dict[int, Former]:
    """The former values and words by record, of those that are not as they were."""
    values = [(record, values_of_row(row)) for record, row in rows]
    changed = {record.pk: changed_values(record, new) for record, new in values}
    _write_values([(record, new) for record, new in values if changed[record.pk]])
    words: dict[int, KeptRow] = {}
    for follower in followers():
        words |= follower.rows_restated([kept_row(record, row) for record, row in rows], by)
    return {
        record.pk: Former(changed[record.pk], _told(words.get(record.pk)))
        for record, _ in rows
        if changed[record.pk] or record.pk in words
    }


def _told(row: KeptRow | None) -> tuple[str, str, str, str, str | None] | None:
    if row is None:
        return None
    return (row.who, row.worry, row.how_to_find, row.tambon_code, row.village_code)


def _write_values(rows: Sequence[tuple[Record, Mapping[str, Any]]]) -> None:
    """The records, and the persons who are shown as their oldest record says."""
    if not rows:
        return
    persons = {one.person_id for one, _ in rows if one.person_id}
    seen = seen_as_oldest(persons)
    for record, values in rows:
        for name, value in values.items():
            setattr(record, name, value)
    Record.objects.bulk_update([one for one, _ in rows], _FIELDS, batch_size=200)
    mirror_again(seen)


def seen_as_oldest(persons: set[int]) -> set[int]:
    """Those of these persons who are shown exactly as their oldest record says: nobody corrected them."""
    return mirrors(Person.objects.filter(pk__in=persons), oldest_records(persons))


def mirror_again(persons: set[int]) -> None:
    """Show these persons as their oldest record says now."""
    oldest, changed = oldest_records(persons), []
    for person in Person.objects.filter(pk__in=persons).order_by("pk"):
        record = oldest.get(person.pk)
        if record is None or not any(getattr(person, n) != getattr(record, n) for n in SHOWN):
            continue
        tambon_changed(person.tambon_id or "", record.tambon_id or "")
        for name in SHOWN:
            setattr(person, name, getattr(record, name))
        changed.append(person)
    Person.objects.bulk_update(changed, [n.removesuffix("_id") for n in SHOWN], batch_size=200)


def _decide(
    lot: Sequence[Any], persons: Sequence[int], verdicts: Sequence[Verdict], free: set[int], linking: ListLinking
) -> list[_Place]:  # fmt: skip
    """Whose each record is to be. One that belongs with nobody known keeps its person, if nobody else is there."""
    places = [
        _Place(int(row.key), person, person, verdict, int(row.key) in free)
        for row, person, verdict in zip(lot, persons, verdicts, strict=True)
    ]
    known = [place for place in places if place.is_free and place.verdict.person >= 0]
    alike = _alike({place.was for place in known} | {place.verdict.person for place in known})
    for place in known:
        if alike[place.was] == alike[place.verdict.person]:
            place.now = place.verdict.person
    taken = _held_by_others(places, linking)
    taken |= {place.now for place in places if not place.is_free or place.verdict.person >= 0}
    groups: dict[int, list[_Place]] = {}
    for place in places:
        if place.is_free and place.verdict.person < 0:
            groups.setdefault(place.verdict.person, []).append(place)
    for group in groups.values():
        own = sorted({place.was for place in group} - taken)
        for place in group:
            place.now = own[0] if own else 0
        taken |= {place.now for place in group}
    return places


def _alike(persons: set[int]) -> dict[int, tuple[bool, bool]]:
    """Who is sealed or laid aside is joined only with one who is so too."""
    rows = Person.objects.filter(pk__in=persons).values_list("pk", "is_sealed", "restricted_at")
    return {person: (is_sealed, aside is not None) for person, is_sealed, aside in rows}


def _held_by_others(places: Sequence[_Place], linking: ListLinking) -> set[int]:
    """Persons of these records who have others that are not judged again now or later."""
    here = {place.record for place in places}
    rows = Record.objects.filter(person__in={place.was for place in places}, is_withdrawn=False)
    return {
        person
        for person, record in rows.values_list("person_id", "pk")
        if record not in here and not linking.waits(record)
    }


def _move(by: Duty, places: Sequence[_Place], model: str, rerun_id: int) -> Moved:
    """The rows of each move, new persons, and what follows records."""
    moving = [place for place in places if place.now != place.was]
    if not moving:
        return Moved()
    before = _joined(moving)
    touched = {place.was for place in moving} | {place.now for place in moving}
    seen = seen_as_oldest({place.was for place in moving})
    rule, records = rerun_rule(rerun_id), Record.objects.in_bulk([one.record for one in moving])
    made: dict[int, int] = {}
    for place in moving:
        record, group = records[place.record], place.verdict.person
        write_link(by, record, record.person, Link.Kind.PARTED, rule)  # type: ignore[arg-type]
        if not place.now and group not in made:
            made[group] = new_person(by=by, record=record, rule=rule).pk
            place.now = made[group]
            continue
        place.now = place.now or made[group]
        Link.objects.create(
            record=record, person_id=place.now, kind=Link.Kind.JOINED, rule=rule, by=by,
            evidence=told_evidence(model, place.verdict.because),
        )  # fmt: skip
        record.person_id = place.now
        record.save(update_fields=["person"])
    settle(by, [place.record for place in moving], touched - {0} | set(made.values()))
    mirror_again(seen)
    shown = _unsealed({place.was for place in moving} | {place.now for place in moving})
    told = [place for place in moving if place.was in shown and place.now in shown]
    return Moved(len(_joined(moving)) - len(before), len(told))


def _joined(places: Sequence[_Place]) -> set[int]:
    """Of these records those that are with a person whom another record found; one of a sealed person counts as new."""
    rows = Record.objects.filter(pk__in=[one.record for one in places], person__is_sealed=False)
    whose = dict(rows.values_list("pk", "person_id"))
    found = Link.objects.filter(record__in=whose, kind=Link.Kind.FOUND)
    own = set(found.values_list("record_id", "person_id"))
    return {record for record, person in whose.items() if (record, person) not in own}


def _unsealed(persons: set[int]) -> set[int]:
    shown = Person.objects.filter(pk__in=persons, is_sealed=False)
    return set(shown.values_list("pk", flat=True))


def _ask(by: Duty, places: Sequence[_Place], model: str, rerun_id: int) -> int:
    """Raise what is doubtful now, and lay aside what these records asked before and nobody has answered.

    Returns how many records are asked about who were not before.
    """
    wanted = {
        (place.record, int(question.other)): question
        for place in places
        if place.is_free
        for question in place.verdict.questions
    }
    free = [place.record for place in places if place.is_free]
    unanswered = {(one.record_id, one.other_id): one for one in open_pairs(free)}
    known = set(
        LinkQuestion.objects.filter(record__in=free).values_list("record_id", "other_id")
    ) | {
        (other, record)
        for record, other in LinkQuestion.objects.filter(
            other__in=free, set_aside_in=None
        ).values_list("record_id", "other_id")
    }
    before = {pair[0] for pair, one in unanswered.items() if one.set_aside_in_id is None}
    for pair, one in unanswered.items():
        question = wanted.get(pair)
        if question is None and one.set_aside_in_id is None:
            LinkQuestion.objects.filter(pk=one.pk).update(set_aside_in_id=rerun_id)
        elif question is not None:
            LinkQuestion.objects.filter(pk=one.pk).update(
                evidence=told_evidence(model, question), worth=worth_of(question), set_aside_in=None,
                raised_in_id=one.raised_in_id if one.set_aside_in_id is None else rerun_id,
            )  # fmt: skip
    fresh = {pair: question for pair, question in wanted.items() if pair not in known}
    insert_many(
        LinkQuestion,
        ("province_id", "record_id", "other_id", "evidence", "worth", "raised_in_id"),
        [
            (by.province_id, *pair, told_evidence(model, question), worth_of(question), rerun_id)
            for pair, question in fresh.items()
        ],
    )
    sealed = set(
        Record.objects.filter(
            pk__in=[pair[1] for pair in [*wanted, *unanswered]], person__is_sealed=True
        ).values_list("pk", flat=True)
    )
    was = {
        pair[0] for pair, one in unanswered.items() if pair[0] in before and pair[1] not in sealed
    }
    now = {pair[0] for pair in wanted if pair[1] not in sealed}
    return len(now) - len(was)
