"""Rows of a list become records and persons: many at a time, in the caller's transaction (the lot of a batch).

Writes no ledger event of its own: the batch has one for all its rows (style: one act, one event).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from kuea.core.words import Role
from kuea.engines.linkage.registry import Question, Verdict
from kuea.offices.many_rows import insert_many, lots_of, reserve_keys
from kuea.offices.models import Duty, Province
from kuea.offices.scope import require_province, require_role
from kuea.offices.sealing import Sealed
from kuea.people.actions.persons import next_person_codes
from kuea.people.actions.settling import one_at_a_time
from kuea.people.comparing import NameTokens
from kuea.people.evidence import told_evidence, worth_of
from kuea.people.linking import ListLinking
from kuea.people.models import Link, LinkQuestion, Person, Record
from kuea.people.ports import KeptRow, followers
from kuea.people.rows import SEALED_TEXTS, ReadyRow
from kuea.people.standing import withdrawing_rule

_AT_ONCE = 500
_TAKERS = (Role.SECRETARY, Role.LOCAL_OFFICER, Role.SYSTEM)
_SAME = ("given_name", "family_name", "title", "birth_month", "birth_day")
"""Of the sealed columns, those a new person has too: the same sealed form, made once."""
_OF_RECORD = (
    "name_as_written", "title", "given_name", "family_name", "name_key", "birth_month", "birth_day",
    "house_no", "address_as_written", "telephone",
)  # fmt: skip


_PLACE_OF = {name: place for place, name in enumerate(SEALED_TEXTS)}
_NUMBERS = {"birth_month", "birth_day"}
_EMPTY = Sealed("")
_LEAVES, _STAYS = Link.Kind.PARTED.value, Link.Kind.JOINED.value


@dataclass(frozen=True, slots=True)
class _Placed:
    """A row with its keys and its person. `is_new`: the person was made by this very row."""

    raw_row_id: int
    record_id: int
    person_id: int
    is_new: bool
    row: ReadyRow
    verdict: Verdict
    sealed: list[Sealed]

    def sealed_for(self, names: Sequence[str]) -> list[Sealed | None]:
        """The sealed forms of these columns; a number that is not known is no text."""
        return [self.sealed[_PLACE_OF[n]] or (None if n in _NUMBERS else _EMPTY) for n in names]


def keep_list_rows(
    *,
    by: Duty,
    province: Province,
    source: str,
    rows: Sequence[tuple[int, ReadyRow]],
    linking: ListLinking,
) -> tuple[int, int, int]:
    """Store (raw row key, clean row) pairs; returns how many joined a known person, were asked about, are new.

    Who is sealed is known to nobody here: a row that is theirs counts as new, and a question about them not at all.
    """
    require_role(by, *_TAKERS)
    require_province(by, province.code)
    with transaction.atomic():
        linking.catch_up()
        placed = _place(rows, linking)
        new = [one for one in placed if one.is_new]
        _insert_persons(province, new)
        _insert_records(province, source, placed)
        _insert_links(by, placed, linking.model.name)
        _insert_questions(province, placed, linking.model.name)
        kept = [_kept(one) for one in placed]
        for follower in followers():
            follower.rows_kept(kept, province, by)
    sealed = _of_sealed(placed)
    joined = sum(1 for one in placed if not one.is_new and one.person_id not in sealed.persons)
    asked = sum(
        1
        for one in placed
        if any(int(question.other) not in sealed.records for question in one.verdict.questions)
    )
    return joined, asked, len(placed) - joined


@dataclass(frozen=True)
class _OfSealed:
    """Persons, and records of persons, that only those named may know of."""

    persons: frozenset[int]
    records: frozenset[int]


def _of_sealed(placed: Sequence[_Placed]) -> _OfSealed:
    persons = {one.person_id for one in placed if not one.is_new}
    asked = {int(question.other) for one in placed for question in one.verdict.questions}
    seals = Person.objects.filter(pk__in=persons, is_sealed=True).values_list("pk", flat=True)
    theirs = Record.objects.filter(pk__in=asked, person__is_sealed=True).values_list(
        "pk", flat=True
    )
    return _OfSealed(frozenset(seals), frozenset(theirs))


def _place(rows: Sequence[tuple[int, ReadyRow]], linking: ListLinking) -> list[_Placed]:
    keys = reserve_keys(Record, len(rows))
    lot = linking.open(keys, [row for _, row in rows])
    verdicts = linking.judge(lot)
    persons = iter(reserve_keys(Person, len({v.person for v in verdicts if v.person < 0})))
    made: dict[int, int] = {}
    placed = []
    for (raw_row_id, row), key, verdict in zip(rows, keys, verdicts, strict=True):
        is_new = verdict.person < 0 and verdict.person not in made
        if is_new:
            made[verdict.person] = next(persons)
        person = made.get(verdict.person, verdict.person)
        sealed = [Sealed(text) for text in row.sealed.split("\n")]
        placed.append(_Placed(raw_row_id, key, person, is_new, row, verdict, sealed))
    linking.keep(lot, [one.person_id for one in placed])
    return placed


def _insert_persons(province: Province, new: Sequence[_Placed]) -> None:
    codes = next_person_codes(province, len(new))
    insert_many(
        Person,
        ("id", "province_id", "code", *_SAME, "sex", "birth_year", "tambon_id", "village_id"),
        [
            (
                one.person_id, province.pk, code, *one.sealed_for(_SAME), one.row.sex, one.row.birth_year,
                one.row.tambon, one.row.village,
            )
            for one, code in zip(new, codes, strict=True)
        ],
    )  # fmt: skip


def _insert_records(province: Province, source: str, placed: Sequence[_Placed]) -> None:
    insert_many(
        Record,
        (
            "id", "province_id", "person_id", "raw_row_id", "source", "citizen_number",
            "citizen_digest", "citizen_status", "tambon_id", "village_id", "doubts", "sex", "birth_year",
            *_OF_RECORD, *NameTokens._fields, "telephone_token",
        ),
        [
            (
                one.record_id, province.pk, one.person_id, one.raw_row_id, source, *one.sealed_for(("digits",)),
                one.row.number_digest, one.row.number_status, one.row.tambon, one.row.village, list(one.row.doubts),
                one.row.sex, one.row.birth_year, *one.sealed_for(_OF_RECORD), *one.row.tokens,
                one.row.telephone_token,
            )
            for one in placed
        ],
    )  # fmt: skip


def _insert_links(by: Duty, placed: Sequence[_Placed], model: str) -> None:
    def link(one: _Placed) -> tuple[Any, ...]:
        kind = Link.Kind.FOUND if one.is_new else Link.Kind.JOINED
        told = told_evidence(model, one.verdict.because) if not one.is_new else {}
        rule = "first" if one.is_new else "weighed"
        return (one.record_id, one.person_id, kind.value, rule, told, by.pk)

    insert_many(
        Link, ("record_id", "person_id", "kind", "rule", "evidence", "by_id"), map(link, placed)
    )


def _insert_questions(province: Province, placed: Sequence[_Placed], model: str) -> None:
    def row(one: _Placed, question: Question) -> tuple[Any, ...]:
        told = told_evidence(model, question)
        return province.pk, one.record_id, int(question.other), told, worth_of(question)

    insert_many(
        LinkQuestion,
        ("province_id", "record_id", "other_id", "evidence", "worth"),
        [row(one, question) for one in placed for question in one.verdict.questions],
    )


def _kept(one: _Placed) -> KeptRow:
    written, worry, how_to_find = one.sealed_for(("name_as_written", "worry", "how_to_find"))
    return KeptRow(
        one.record_id, one.person_id, one.is_new, one.row.tambon,
        one.row.village, written or one.sealed[-1], worry or "", how_to_find or "",
    )  # fmt: skip


def withdraw_list_records(*, by: Duty, records: Sequence[int], reason: str) -> int:
    """Records of a withdrawn list no longer count. Persons whom other records know too lose these records.

    Rows, persons and links stay as they are written; followers set aside what nobody has worked on.
    """
    require_role(by, Role.SECRETARY)
    with transaction.atomic():
        one_at_a_time(by.province_id or "")
        lots = list(lots_of(records, _AT_ONCE))
        for some in lots:
            Record.objects.filter(pk__in=some, province_id=by.province_id).update(is_withdrawn=True)
        rule = withdrawing_rule(min(records, default=0))
        for some in lots:
            _part_from_known(by, some, reason, rule)
        for follower in followers():
            follower.rows_withdrawn(records, by, reason)
    return len(records)


def _part_from_known(by: Duty, records: Sequence[int], reason: str, rule: str) -> None:
    """Part withdrawn records from persons who still have a record that counts.

    One that stays, though it or its person was joined or parted before, has a row too: taking those acts back
    must know when its list was withdrawn.
    """
    mine = Record.objects.filter(pk__in=records, person__isnull=False)
    known = Record.objects.filter(
        is_withdrawn=False, person_id__in=mine.values("person_id")
    ).values_list("person_id", flat=True)
    leaving = set(mine.filter(person_id__in=set(known)).values_list("pk", flat=True))
    others = Link.objects.filter(
        Q(person=OuterRef("person")) & ~Q(record=OuterRef("pk"))
        | Q(record=OuterRef("pk")) & ~Q(person=OuterRef("person"))
    )
    told = mine.filter(Q(pk__in=leaving) | Exists(others)).order_by("pk")
    insert_many(
        Link,
        ("record_id", "person_id", "kind", "rule", "reason", "by_id"),
        [
            (record, person, _LEAVES if record in leaving else _STAYS, rule, reason, by.pk)
            for record, person in told.values_list("pk", "person_id")
        ],
    )
    Record.objects.filter(pk__in=leaving).update(person=None)
