"""What stands of all that was said about some records: the acts in their order, those taken back left out.

A joining, a parting and an answer are acts; taking one back does not turn the clock back but leaves that one act
out. Whose each record is follows from the acts that stand, told again from the first to the last, so that acts
may be taken back in any order and nothing is left behind (`docs/algorithms/linking.md`).
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from django.db.models import Q

from kuea.offices.many_rows import lots_of
from kuea.people.models import Link, LinkQuestion, Record

SAME, BY_HAND = "same", "by_hand"
_ANSWER, _UNDO, _REOPENED, _WITHDRAWN = "question:", "undo:", ":undone", "withdrawn:"
_ASKED = "undo_asked:"
_RERUN, _RERUN_BACK, _COUNTED = "rerun:", "rerun_back:", "counted:"
_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Act:
    """At `place` in time the record went to `person`, or was said to be one with `other`, or its list withdrawn."""

    place: int  # the key of its row
    record: int
    person: int = 0
    other: int = 0
    withdrawn: str = ""  # which list
    counts_again: bool = False


def answer_rule(question_id: int) -> str:
    """The rule under which an answer's rows are written."""
    return f"{_ANSWER}{question_id}"


def reopening_rule(question_id: int) -> str:
    """The rule under which the rows of an answer taken back are written."""
    return f"{_ANSWER}{question_id}{_REOPENED}"


def undoing_rule(link_id: int) -> str:
    """The rule that says: the act whose first row is `link_id` stands no longer."""
    return f"{_UNDO}{link_id}"


def asking_rule(link_id: int) -> str:
    """The rule that says: somebody wants the act of `link_id` taken back, and another must agree."""
    return f"{_ASKED}{link_id}"


def withdrawing_rule(list_key: int) -> str:
    """The rule under which the rows of one withdrawn list are written."""
    return f"{_WITHDRAWN}{list_key}"


def rerun_rule(rerun_id: int) -> str:
    """The rule under which a machine that judges a list again moves its records; each is an act by itself."""
    return f"{_RERUN}{rerun_id}"


def rerun_back_rule(rerun_id: int) -> str:
    """The rule under which records go back when a whole rerun is taken back."""
    return f"{_RERUN_BACK}{rerun_id}"


def counting_rule(rerun_id: int) -> str:
    """The rule that says: a record withdrawn with a rerun taken back counts again, by another rerun."""
    return f"{_COUNTED}{rerun_id}"


def is_own_act(link: Link) -> bool:
    """Whether the row is of an act by itself, not of an answer, of something taken back, or of a list withdrawn."""
    return not link.rule.startswith((_ANSWER, _UNDO, _ASKED, _WITHDRAWN, _RERUN_BACK, _COUNTED))


def act_of(link: Link, rows: Sequence[Link]) -> Link | None:
    """The first row of the act that `link` is of: a parting is two, leaving and arriving. `rows` are of its record.

    None for what is not taken back by its row: where a record first came to be, an answer, a list withdrawn, an undoing.
    """
    if not is_own_act(link):
        return None
    if link.kind == Link.Kind.PARTED:
        return link
    before = max((row for row in rows if row.pk < link.pk), key=lambda row: row.pk, default=None)
    if before is not None and before.kind == Link.Kind.PARTED and is_own_act(before):
        return before
    if link.kind == Link.Kind.FOUND or before is None and link.rule != BY_HAND:
        return None  # it came into the world as this person's: part it
    return link


def bound_up_with(record_ids: Iterable[int]) -> set[int]:
    """Every record that ever shared a person, or an answer «same», with one of these, directly or by others."""
    seen: set[int] = set()
    fresh, persons = set(record_ids), set[int]()
    while fresh:
        seen |= fresh
        met: set[int] = set()
        for some in lots_of(sorted(fresh), _AT_ONCE):
            met.update(Link.objects.filter(record_id__in=some).values_list("person_id", flat=True))
        reached: set[int] = set()
        for some in lots_of(sorted(met - persons), _AT_ONCE):
            held = Link.objects.filter(person_id__in=some)
            reached.update(held.values_list("record_id", flat=True))
        for some in lots_of(sorted(fresh), _AT_ONCE):
            pairs = LinkQuestion.objects.filter(
                Q(record_id__in=some) | Q(other_id__in=some), answer=SAME
            )
            for pair in pairs.values_list("record_id", "other_id"):
                reached.update(pair)
        persons |= met
        fresh = reached - seen
    return seen


def standing_persons(record_ids: Iterable[int]) -> dict[int, int | None]:
    """Record → whose it is by the acts that stand. `record_ids` must be whole (`bound_up_with`)."""
    ids = sorted(record_ids)
    return tell_again(ids, standing_acts(ids))


def persons_but_for_withdrawals(record_ids: Iterable[int]) -> dict[int, int | None]:
    """Record → whose it would be, had no list been withdrawn."""
    ids = sorted(bound_up_with(record_ids))
    told = tell_again(ids, [act for act in standing_acts(ids) if not act.withdrawn])
    return {record: told[record] for record in record_ids}


def standing_acts(record_ids: Sequence[int]) -> list[Act]:
    """The acts about these records that nobody took back, in their order."""
    links: list[Link] = []
    for some in lots_of(record_ids, _AT_ONCE):
        links += Link.objects.filter(record_id__in=some).defer("reason")
    links.sort(key=lambda link: link.pk)
    taken_back = {
        int(link.rule.removeprefix(_UNDO)) for link in links if link.rule.startswith(_UNDO)
    }
    last_row = {link.rule: link.pk for link in links}
    acts, parting = _answers(record_ids, last_row), dict[int, int]()
    for link in links:
        if link.rule.startswith(_WITHDRAWN):
            acts.append(Act(link.pk, link.record_id, withdrawn=link.rule))
        elif link.rule.startswith(_COUNTED):
            acts.append(Act(link.pk, link.record_id, link.person_id, counts_again=True))
        elif not is_own_act(link):
            continue
        elif link.kind == Link.Kind.PARTED:
            parting[link.record_id] = link.pk
        else:  # the second row of a parting is of the same act as its first
            place = parting.pop(link.record_id, link.pk)
            if place not in taken_back:
                acts.append(Act(place, link.record_id, link.person_id))
    return sorted(acts, key=lambda act: act.place)


def tell_again(record_ids: Iterable[int], acts: Iterable[Act]) -> dict[int, int | None]:
    """The acts from the first to the last. Of two persons the older (smaller key) is kept.

    Records of a withdrawn list leave a person of whom a record speaks that still counts.
    """
    at: dict[int, int | None] = dict.fromkeys(record_ids)
    gone: set[int] = set()
    for withdrawn, some in groupby(acts, key=lambda act: act.withdrawn):
        if withdrawn:
            leaving = {act.record for act in some}
            gone |= leaving
            known = {at[record] for record in at if record not in gone}
            at.update({record: None for record in leaving if at[record] in known})
            continue
        for act in some:
            if act.counts_again:
                gone.discard(act.record)
            if act.person:
                at[act.record] = act.person
            else:
                _become_one(at, act.record, act.other)
    return at


def where_now(persons: Collection[int]) -> dict[int, int]:
    """Person → where that human being's records are: there still, or with whoever has the very first of them."""
    holds = set(Record.objects.filter(person_id__in=persons).values_list("person_id", flat=True))
    first: dict[int, int | None] = {}
    found = Link.objects.filter(person_id__in=set(persons) - holds, kind=Link.Kind.FOUND)
    for person, now in found.order_by("-pk").values_list("person_id", "record__person_id"):
        first[person] = now
    return {
        person: person if person in holds else first.get(person) or person for person in persons
    }


def _become_one(at: dict[int, int | None], record: int, other: int) -> None:
    known = sorted({at[record], at[other]} - {None}, key=lambda person: person or 0)
    if not known:
        return
    for one, person in at.items():
        if one in (record, other) or person in known:
            at[one] = known[0]


def _answers(record_ids: Sequence[int], last_row: dict[str, int]) -> list[Act]:
    """Answers «same» that stand, each at the place of its last row; one of before such rows were written is last."""
    found: list[Act] = []
    end = max(last_row.values(), default=0) + 1
    for some in lots_of(record_ids, _AT_ONCE):
        for question in LinkQuestion.objects.filter(record_id__in=some, answer=SAME):
            place = last_row.get(answer_rule(question.pk), end)
            found.append(Act(place, question.record_id, other=question.other_id))
    return found
