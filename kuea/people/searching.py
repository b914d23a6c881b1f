"""Looking for a person as people spell: one question, one ranked answer, within the duty's sight.

Keyed tokens bring records forward in steps, from what is surest to what is loosest; the names of those are opened
and compared (`core.likeness`), and the steps end as soon as somebody answers well. docs/algorithms/search.md.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from django.db.models import Case, QuerySet, Value, When
from rapidfuzz import fuzz
from rapidfuzz.process import cdist

from kuea.core.likeness import EXACT, Likeness, name_likeness, rough_latin
from kuea.core.search_words import Question, is_latin, name_readings, read_questions
from kuea.core.thai import to_arabic_digits
from kuea.offices.fields import SealedTextField
from kuea.offices.models import Duty
from kuea.people.comparing import name_in_brackets
from kuea.people.models import Person, Record
from kuea.people.search_areas import Area, PlaceNames, place_names
from kuea.people.search_steps import NAME_STEPS, Step, Wanted, number_steps, place_steps

MOST_SHOWN = 30
MOST_OPENED = 4000
"""Names opened for one question at most: what keeps a search of three million quick."""
_LOOKED_AT_WELL, _ASKED_AT_ONCE, _GLUED_LETTERS, _HOUSE_DIGITS = 250, 120, 7, 4
_CERTAIN, _GOOD, _GOOD_BESIDE, _LEAST, _FAR_BEHIND = 99.0, 86.0, 72.0, 50.0, 34.0
"""Points of a name at which no looser step is taken, alone and beside a place, house or number that is right too;
under which nobody is shown; how far behind the best."""
_NO_NAME = 50.0
_IN_PLACE, _NOT_IN_PLACE, _IN_MOO, _NOT_IN_MOO = 10.0, -14.0, 8.0, -5.0
_IN_HOUSE, _NOT_IN_HOUSE, _HAS_NUMBER, _HAS_NOT_NUMBER, _BORN_THEN = 14.0, -4.0, 22.0, -10.0, 6.0


@dataclass(frozen=True)
class Found:
    """Somebody who may be meant, and by what: codes of `labels.FOUND_BY`, the most telling first."""

    person: Person
    why: tuple[str, ...]
    points: float


@dataclass(frozen=True)
class Reading:
    """One way to understand the question: these words are the name, that is the place."""

    question: Question
    words: tuple[str, ...]
    area: Area


@dataclass(slots=True)
class _Candidate:
    """A record brought forward; what else it holds is opened only for the best."""

    record: int
    person: int
    key: str
    tambon: str | None
    village: str | None
    aside: str = ""
    house: str | None = None
    numbers: tuple[str, str] = ("", "")
    year: int | None = None
    is_opened: bool = False


@dataclass(frozen=True)
class _Judged:
    person: int
    points: float
    why: tuple[str, ...]


@dataclass
class _Search:
    """The records of one question, gathered over its readings, and the best said of each person."""

    province: str
    pool: dict[int, _Candidate] = field(default_factory=dict)
    judged: dict[int, _Judged] = field(default_factory=dict)


def search_persons(duty: Duty, text: str) -> list[Found]:
    """By name in any spelling, nickname, place, house, part of a number, or our own code: the best first.

    At most `MOST_SHOWN`; who is sealed or out of the duty's sight is neither shown nor counted.
    """
    visible = Person.objects.visible_to(duty).select_related("tambon__parent", "village")
    code = to_arabic_digits(text.strip()[:40])
    if not code or not duty.province_id:
        return []
    # Written as it is stored, so that its index answers; to fold its case would read the whole province.
    if "-" in code and (same := list(visible.filter(code__in=[code, code.upper()])[:1])):
        return [Found(same[0], ("code",), EXACT)]
    search, names = _Search(duty.province_id), place_names(duty.province_id)
    for question in read_questions(text):
        if _gather(search, list(_readings(names, question))):
            break
    return _in_sight(visible, search.judged.values())


def _in_sight(visible: QuerySet[Person], judged: Iterable[_Judged]) -> list[Found]:
    """The best the duty may see: asked by their keys alone, then only those shown are opened."""
    ranked = sorted(judged, key=lambda one: (-one.points, one.person))
    shown: list[_Judged] = []
    for start in range(0, len(ranked), _ASKED_AT_ONCE):
        some = ranked[start : start + _ASKED_AT_ONCE]
        keys = [one.person for one in some]
        seen = set(visible.filter(pk__in=keys).order_by().values_list("pk", flat=True))
        shown += [one for one in some if one.person in seen]
        if len(shown) >= MOST_SHOWN:
            break
    least = max(_LEAST, shown[0].points - _FAR_BEHIND) if shown else _LEAST
    shown = [one for one in shown if one.points >= least][:MOST_SHOWN]
    persons = visible.in_bulk([one.person for one in shown])
    return [Found(persons[one.person], one.why, one.points) for one in shown]


def _readings(names: PlaceNames, question: Question) -> Iterator[Reading]:
    """Words that name a place of the province are read as the place; without their mark also as a name."""
    marked = [names.meant(word, is_marked=True) for word in question.places]
    unknown = [word for word, codes in zip(question.places, marked, strict=True) if not codes]
    words = (*question.words, *unknown)  # «บ้านแดง» may be no village
    known = [codes for codes in marked if codes]
    named = {place: codes for place, word in enumerate(words) if (codes := names.meant(word))}
    ways = [(words, known)]
    if named and (len(words) > len(named) or question.house_no or question.moo or question.digits):
        left = tuple(word for place, word in enumerate(words) if place not in named)
        ways.insert(0, (left, [*known, *named.values()]))
    for left, meant in ways:
        area = names.area(meant, question.moo)
        for one in name_readings(left) or [()]:
            yield Reading(question, one, area)


def _gather(search: _Search, readings: Sequence[Reading]) -> bool:
    """All readings a step each, then all a looser one, until somebody answers well (True: ask no other question)."""
    ways = [_gather_one(search, reading) for reading in readings]
    while ways:
        for way in tuple(ways):
            is_answered = next(way, None)
            if is_answered:
                return True
            if is_answered is None:
                ways.remove(way)
    return False


def _gather_one(search: _Search, reading: Reading) -> Iterator[bool]:
    """Step by step, whether somebody answers well; ends when enough names were opened."""
    question = reading.question
    wanted = Wanted(
        search.province, reading.words, reading.area, question.digits, question.house_no
    )
    more = (
        (_IN_PLACE if reading.area.is_named else 0) + (_IN_MOO if reading.area.moo is not None else 0)
        + (_HAS_NUMBER if question.digits else 0) + (_IN_HOUSE if question.house_no else 0)
    )  # fmt: skip
    enough = _GOOD_BESIDE + more if more else _GOOD
    opened, best = 0, _judge(search, reading, list(search.pool.values()))
    for steps, good in _steps(wanted):
        new = {one.record: one for step in steps for one in _open(search, step)}
        opened += len(new)
        best = max(best, _judge(search, reading, list(new.values())))
        yield best >= (enough if more else good)
        if opened >= MOST_OPENED:
            break
    yield best >= enough


def _steps(wanted: Wanted) -> Iterator[tuple[Iterable[Step], float]]:
    """The steps in their order, and how well somebody must answer for the looser ones to be left."""
    if wanted.digits:
        yield number_steps(wanted), _GOOD
    if not wanted.words:
        yield place_steps(wanted), _GOOD
        return
    for place, make in enumerate(NAME_STEPS):
        yield make(wanted), _CERTAIN if place == 0 else _GOOD


_IF_CALLED = Case(
    When(nickname_sound__isnull=False, then="name_as_written"),
    default=Value(""),
    output_field=SealedTextField(),
)
"""The whole name where something stands in brackets: most have nothing to open."""


def _open(search: _Search, step: Step) -> list[_Candidate]:
    """The records of one step that were not looked at yet, their names opened."""
    names = ["pk", "person_id", "name_key", "tambon_id", "village_id"]
    called = [_IF_CALLED] if step.by_nickname else []
    rows = Record.objects.filter(step.condition, is_withdrawn=False, person__isnull=False)
    found = []
    for row in rows.values_list(*names, *called)[: step.most]:
        if row[0] in search.pool and not step.by_nickname:
            continue
        one = _Candidate(*row[:5], name_in_brackets(row[5]) if step.by_nickname else "")
        search.pool[one.record] = one
        found.append(one)
    return found


def _judge(search: _Search, reading: Reading, some: Sequence[_Candidate]) -> float:
    """Say of each person the best of its records; the points of the best."""
    likely = _likely(reading.words, some)
    _open_details(reading.question, likely)
    best = 0.0
    for one in likely:
        judged = _judge_one(reading, one)
        before = search.judged.get(one.person)
        if judged.points >= _LEAST and (before is None or judged.points > before.points):
            search.judged[one.person] = judged
        best = max(best, judged.points)
    return best


def _likely(words: tuple[str, ...], some: Sequence[_Candidate]) -> Sequence[_Candidate]:
    """Of very many, those whose letters are nearest: comparing well costs a hundred times this look."""
    if len(some) <= _LOOKED_AT_WELL or not words:
        return some
    draw = rough_latin if is_latin(words) else str
    whole, turned = ("|".join(map(draw, order)) for order in (words, words[::-1]))
    keys = [draw(one.key) for one in some]
    if len(words) == 1:
        parts = [key.partition("|") for key in keys]
        near = [
            _ratios(whole, [part[0] for part in parts]),
            _ratios(whole, [part[2] for part in parts]),
        ]
        if len(whole) > _GLUED_LETTERS:
            near.append(_ratios(whole, [part[0] + part[2] for part in parts]))
    else:
        near = [_ratios(whole, keys), _ratios(turned, keys)]
    near.append(_ratios(words[0], [one.aside for one in some]))
    best = np.argsort(-np.max(near, axis=0), kind="stable")[:_LOOKED_AT_WELL]
    return [some[place] for place in best.tolist()]


def _ratios(word: str, others: Sequence[str]) -> "np.ndarray[tuple[int], np.dtype[np.float32]]":
    """float32 (others): how alike the letters are, 0 to 100; nothing where nothing stands."""
    alike = cdist([word], others, scorer=fuzz.ratio, dtype=np.float32)[0]
    return np.where([bool(other) for other in others], alike, 0.0)


def _open_details(question: Question, some: Sequence[_Candidate]) -> None:
    """House, numbers and year of birth, what of them was asked."""
    if not (question.house_no or question.digits):
        return
    by_house = question.house_no or any(len(part) <= _HOUSE_DIGITS for part in question.digits)
    names = ["birth_year", *(["house_no"] if by_house else [])]
    names += ["citizen_number", "telephone"] if question.digits else []
    waiting = {one.record: one for one in some if not one.is_opened}
    for pk, *values in Record.objects.filter(pk__in=waiting).values_list("pk", *names):
        one, told = waiting[pk], dict(zip(names, values, strict=True))
        one.is_opened, one.year, one.house = True, told["birth_year"], told.get("house_no")
        called = told.get("telephone", "")
        one.numbers = (told.get("citizen_number", ""), "".join(filter(str.isdigit, called)))


def _judge_one(reading: Reading, one: _Candidate) -> _Judged:
    question, points, why = reading.question, _NO_NAME, []
    if reading.words:
        given, _, family = one.key.partition("|")
        alike = name_likeness(reading.words, given, family, one.aside)
        points = alike.points
        why = [*(["keyboard"] if question.by_keyboard else []), *_name_reasons(alike)]
    for more, reason in (*_place_points(reading.area, one), *_number_points(question, one)):
        points += more
        why += [reason] if reason and more > 0 else []
    if not reading.words and not why:
        points = 0
    return _Judged(one.person, points, tuple(why))


def _name_reasons(alike: Likeness) -> list[str]:
    said = [alike.how.value]
    said += ["swapped"] if alike.swapped else []
    return said + (["glued"] if alike.glued else [])


def _place_points(area: Area, one: _Candidate) -> Iterator[tuple[float, str]]:
    if area.is_named:
        here = area.holds(one.tambon, one.village)
        yield (_IN_PLACE, "place") if here else (_NOT_IN_PLACE, "")
    if area.moo is not None:
        yield (_IN_MOO, "moo") if area.is_moo_of(one.village) else (_NOT_IN_MOO, "")


def _number_points(question: Question, one: _Candidate) -> Iterator[tuple[float, str]]:
    if question.house_no:
        yield (_IN_HOUSE, "house") if one.house == question.house_no else (_NOT_IN_HOUSE, "")
    for digits in question.digits:
        reason = _number_reason(digits, *one.numbers)
        if reason:
            yield _HAS_NUMBER, reason
        elif question.year and one.year == question.year:
            yield _BORN_THEN, "year"
        elif one.house == digits:
            yield _IN_HOUSE, "house"
        else:
            yield _HAS_NOT_NUMBER, ""


def _number_reason(digits: str, number: str, called: str) -> str:
    """Which number holds these digits, and where."""
    for kind, whole in (("number", number), ("telephone", called)):
        if digits == whole:
            return kind
        if whole.endswith(digits):
            return f"{kind}_end"
        if whole.startswith(digits):
            return f"{kind}_start"
        if len(digits) > 3 and digits in whole:
            return f"{kind}_part"
    return ""
