"""How a row reads by today's rules beside the record it became, and which records no hand has touched.

Nothing is written here: `actions/rerun_rows.py` does.
"""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from kuea.offices.many_rows import lots_of
from kuea.offices.sealing import open_text
from kuea.people.comparing import NameTokens
from kuea.people.models import Link, LinkQuestion, Person, Record
from kuea.people.ports import KeptRow, followers
from kuea.people.rows import SEALED_TEXTS, ReadyRow

_AT_ONCE = 500
_TEXTS = (
    "name_as_written", "title", "given_name", "family_name", "name_key", "house_no", "address_as_written",
    "telephone",
)  # fmt: skip
_LINKED = frozenset(
    {
        "title", "given_name", "family_name", "citizen_number", "citizen_digest", "birth_year", "birth_month",
        "birth_day", "sex", "tambon_id", "village_id", "house_no", "telephone",
    }
)  # fmt: skip
"""What two records are compared by."""
SHOWN = (
    "title", "given_name", "family_name", "birth_year", "birth_month", "birth_day", "sex", "tambon_id", "village_id",
)  # fmt: skip
"""What a person has of the record they were found by."""
COLUMNS = (
    *_TEXTS, "sex", "citizen_number", "citizen_digest", "citizen_status", "birth_year", "birth_month", "birth_day",
    "tambon_id", "village_id", "doubts", *NameTokens._fields, "telephone_token",
)  # fmt: skip
_MACHINE = {"first", "weighed", "same_number", "same_name_year_tambon"}
_OF_RERUNS = ("rerun:", "rerun_back:", "counted:", "withdrawn:")


@dataclass(frozen=True, slots=True)
class Former:
    """What stood before a record was read anew: its changed columns, and the words of its lead where they changed."""

    values: Mapping[str, Any]
    lead: tuple[str, str, str, str, str | None] | None = None

    def text(self) -> str:
        """As it is kept, sealed, with the row's new reading."""
        if not self.values and self.lead is None:
            return ""
        return json.dumps({"values": dict(self.values), "lead": self.lead}, ensure_ascii=False)

    @classmethod
    def of_text(cls, text: str) -> "Former":
        told = json.loads(text)
        return cls(told["values"], tuple(told["lead"]) if told["lead"] else None)

    @property
    def changes_linking(self) -> bool:
        return bool(_LINKED & self.values.keys())


def values_of_row(row: ReadyRow) -> dict[str, Any]:
    """A clean row as the columns of a record, in clear."""
    opened = opened_texts(row)
    month, day = opened["birth_month"], opened["birth_day"]
    return {
        **{name: opened[name] for name in _TEXTS}, "sex": row.sex, "citizen_number": opened["digits"],
        "citizen_digest": row.number_digest, "citizen_status": row.number_status, "birth_year": row.birth_year,
        "birth_month": int(month) if month else None, "birth_day": int(day) if day else None,
        "tambon_id": row.tambon, "village_id": row.village, "doubts": list(row.doubts), **row.tokens._asdict(),
        "telephone_token": row.telephone_token,
    }  # fmt: skip


def opened_texts(row: ReadyRow) -> dict[str, str]:
    """The sealed texts of a row by name; `who` where no name was written."""
    sealed = dict(zip((*SEALED_TEXTS, "who"), row.sealed.split("\n"), strict=True))
    return {name: open_text(text) if text else "" for name, text in sealed.items()}


def kept_row(record: Record, row: ReadyRow) -> KeptRow:
    """What a lead of the record says by the new reading."""
    told = opened_texts(row)
    return KeptRow(
        record.pk, record.person_id or 0, False, row.tambon, row.village, told["name_as_written"] or told["who"],
        told["worry"], told["how_to_find"],
    )  # fmt: skip


def changed_values(record: Record, values: Mapping[str, Any]) -> dict[str, Any]:
    """The columns in which the record differs, with what stands there now."""
    return {name: getattr(record, name) for name in values if getattr(record, name) != values[name]}


def oldest_records(persons: Collection[int]) -> dict[int, Record]:
    """Person → the first of the records that are theirs: as a rule the one they were found by."""
    found: dict[int, Record] = {}
    for some in lots_of(sorted(persons), _AT_ONCE):
        for record in Record.objects.filter(person__in=some).order_by("-pk"):
            found[record.person_id or 0] = record
    return found


def mirrors(persons: Iterable[Person], oldest: Mapping[int, Record]) -> set[int]:
    """Persons who are shown exactly as their oldest record says: nobody corrected them."""
    return {
        person.pk
        for person in persons
        if person.pk in oldest
        and all(getattr(person, name) == getattr(oldest[person.pk], name) for name in SHOWN)
    }


def untouched(records: Sequence[int]) -> set[int]:
    """Of these records those a machine may judge again: no hand joined, parted or answered about any record of their
    person, nobody has gone to the person, and the person is neither sealed, erased nor laid aside."""
    whose: dict[int, int] = {}
    for some in lots_of(records, _AT_ONCE):
        counting = Record.objects.filter(
            pk__in=some, is_withdrawn=False, person__is_sealed=False, person__erased_at=None,
            person__restricted_at=None,
        )  # fmt: skip
        whose.update(counting.exclude(person=None).values_list("pk", "person_id"))
    touched = _touched(sorted(set(whose.values())))
    return {record for record, person in whose.items() if person not in touched}


def _touched(persons: Sequence[int]) -> set[int]:
    found: set[int] = set()
    for some in lots_of(persons, _AT_ONCE):
        for path in ("person_id", "record__person_id"):
            rows = Link.objects.filter(**{f"{path}__in": some})
            found.update(
                person
                for person, rule, told in rows.values_list(path, "rule", "evidence")
                if not _is_machines(rule, told)
            )
        answered = LinkQuestion.objects.exclude(answer="", first_answer="")
        for side in ("record", "other"):
            rows = answered.filter(**{f"{side}__person__in": some})
            found.update(rows.values_list(f"{side}__person_id", flat=True))
        for follower in followers():
            found |= follower.persons_gone_to(some)
    return found


def _is_machines(rule: str, evidence: Mapping[str, Any]) -> bool:
    return rule in _MACHINE or rule.startswith(_OF_RERUNS) or "rerun" in evidence


def open_pairs(records: Sequence[int]) -> list[LinkQuestion]:
    """Unanswered questions that these records raised themselves."""
    found: list[LinkQuestion] = []
    for some in lots_of(records, _AT_ONCE):
        unanswered = LinkQuestion.objects.filter(answer="", first_answer="")
        found += unanswered.filter(Q(record__in=some))
    return found
