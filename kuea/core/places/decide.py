"""From fits to an answer: one place only when nothing else is possible."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations

from kuea.core.places import words
from kuea.core.places.loose import assignments, glued_readings, levels_of, settle_labels
from kuea.core.places.match import (
    ADDRESS_LEVELS,
    Fit,
    exact_fits,
    finest,
    known,
)
from kuea.core.places.near import clear_winner, look_alikes, near_fits, worth_offering
from kuea.core.places.parse import Written
from kuea.core.places.rows import AnswerKind, Level, Reason
from kuea.core.places.tables import FORMER, OFFICIAL, Tables

MOST_CANDIDATES = 12
_MOST_READINGS = 20


@dataclass(frozen=True, slots=True)
class Decision:
    """An answer before it has words: codes are current, most likely first."""

    kind: AnswerKind
    reason: Reason
    codes: tuple[str, ...] = ()
    why: str = words.SAME_NAME


def decide_names(tables: Tables, written: Written, within: str | None) -> Decision:
    """What the written names alone say (no codes, no หมู่)."""
    named, loose = settle_labels(tables, written)
    if any(len(keys) > 1 for keys in named.values()):
        return _two_places(tables, named)
    fixed = {level: keys[0] for level, keys in named.items()}
    free = [level for level in ADDRESS_LEVELS if level not in fixed]
    if not fixed and not loose:
        return Decision(AnswerKind.NOTHING, Reason.EMPTY)
    decision = _decide(tables, fixed, loose, free, within, written.postal_code)
    if decision.kind is not AnswerKind.ONE:
        return decision
    if written.is_denied:
        return _ask(decision, Reason.DENIED, words.PARTLY)
    if written.is_nearby:
        return _ask(decision, Reason.NEARBY, words.PARTLY)
    if written.has_ignored and not fixed and len(decision.codes[0]) < 6:
        return _ask(decision, Reason.UNREAD_WORDS, words.PARTLY)
    if written.is_local_government:
        return _ask(decision, Reason.LOCAL_GOVERNMENT, words.BY_NAME)
    return decision


def _decide(
    tables: Tables,
    fixed: dict[Level, str],
    loose: list[str],
    free: list[Level],
    within: str | None,
    postal: str | None,
) -> Decision:
    tries = glued_readings(tables, fixed, loose, free)
    if not any(exact_fits(tables, parts) for parts in tries):
        tries = []
    at_free = [word for word in loose if any(known(tables, level, word) for level in free)]
    unread = not tries and any(not levels_of(tables, word) for word in loose)
    if free and unread and (found := _read_unknown(tables, fixed, loose, free, within)):
        return found
    crowded = not tries and len(at_free) > len(free) > 0
    if not tries:
        tries = _readings(tables, fixed, at_free, free)
    fits = [fit for parts in tries for fit in exact_fits(tables, parts)]
    if not fits:
        if not tries:
            options = assignments(loose[: len(free)], free)
            tries = [{**fixed, **option} for option in options]
        return _repair(tables, tries, within)
    decision = settle(tables, fits, within, postal)
    if decision.kind is not AnswerKind.ONE:
        return decision
    if _postal_denies(tables, tries, decision, postal):
        return _ask(decision, Reason.POSTAL_CODE_DIFFERS, words.BY_NAME)
    if crowded or unread and not _surely_read(fixed, tries, decision):
        return _ask(decision, Reason.UNREAD_WORDS, words.PARTLY)
    return decision


def _ask(decision: Decision, reason: Reason, why: str) -> Decision:
    """The place is known, but something beside it says that a person should look."""
    return Decision(AnswerKind.CANDIDATES, reason, decision.codes, why)


def _readings(
    tables: Tables, fixed: dict[Level, str], at_free: list[str], free: list[Level]
) -> list[dict[Level, str]]:
    """The labelled words with the loose ones at the levels still free, in every possible order."""
    if not at_free:
        return [fixed] if fixed else []
    chosen = list(combinations(at_free, min(len(at_free), len(free))))[:_MOST_READINGS]
    options = [
        option
        for some in chosen
        for option in assignments(list(some), free)
        if all(known(tables, level, word) for level, word in option.items())
    ]
    if not options:
        options = [option for some in chosen for option in assignments(list(some), free)]
    return [{**fixed, **option} for option in options]


def _surely_read(
    fixed: dict[Level, str], tries: list[dict[Level, str]], decision: Decision
) -> bool:
    """Words nobody can read are only chatter when the tambon is known without them."""
    if len(decision.codes[0]) < 6:
        return False
    return bool(fixed) or any(len(parts) > 1 and Level.TAMBON in parts for parts in tries)


def _postal_denies(
    tables: Tables, tries: list[dict[Level, str]], decision: Decision, postal: str | None
) -> bool:
    """A tambon named without its parents, and a postal code that belongs elsewhere."""
    code = decision.codes[0]
    alone = all(len(parts) == 1 for parts in tries)
    return bool(postal) and alone and len(code) == 6 and not _has_postal(tables, code, str(postal))


def _read_unknown(
    tables: Tables, fixed: dict[Level, str], loose: list[str], free: list[Level], within: str | None
) -> Decision | None:
    """Loose words of which one is no known name: perhaps misspelt. None when like nothing."""
    if len(loose) > len(free):
        return None
    tries = [{**fixed, **option} for option in assignments(loose, free)]
    winner, near = _near(tables, tries, within)
    if winner:
        return _within_or_outside(Decision(AnswerKind.ONE, Reason.CORRECTED, (winner,)), within)
    if not near:
        return None
    return Decision(AnswerKind.CANDIDATES, Reason.MISSPELT, near, words.SIMILAR_NAME)


def _near(
    tables: Tables, tries: list[dict[Level, str]], within: str | None
) -> tuple[str | None, tuple[str, ...]]:
    """The clear winner over all readings of the words, if any, and every near place in order."""
    near: list[Fit] = []
    winners: set[str] = set()
    for parts in tries:
        fits = near_fits(tables, parts, within)
        near.extend(worth_offering(tables, parts, fits))
        if winner := clear_winner(tables, fits, parts, within):
            winners.update(tables.current(winner.code))
    near.sort(key=lambda fit: (fit.slips, fit.code))
    codes = _current(tables, near)
    if len(winners) != 1:
        return None, codes
    code = winners.pop()
    own = min(fit.slips for fit in near if code in tables.current(fit.code))
    rivals = [fit for fit in near if code not in tables.current(fit.code)]
    close = len(tries) > 1 and any(fit.slips <= own + 2 for fit in rivals)
    return (None if close else code), codes


def settle(tables: Tables, fits: Iterable[Fit], within: str | None, postal: str | None) -> Decision:
    """Exact fits: one place, or several to choose from."""
    fits = list(fits)
    codes = _current(tables, fits)
    inside = tuple(code for code in codes if is_inside(code, within))
    if within and not inside:
        return Decision(AnswerKind.CANDIDATES, Reason.OUTSIDE, codes, words.BY_NAME)
    if len(inside) == 1:
        mine = [fit for fit in fits if inside[0] in tables.current(fit.code)]
        return Decision(AnswerKind.ONE, _reason_of(mine, inside[0]), inside)
    if postal:
        agreeing = tuple(code for code in inside if _has_postal(tables, code, postal))
        if len(agreeing) == 1:
            return Decision(AnswerKind.ONE, Reason.POSTAL_CODE_DECIDED, agreeing)
    is_split = len({fit.code for fit in fits}) == 1
    reason = Reason.SPLIT if is_split else Reason.AMBIGUOUS
    return Decision(
        AnswerKind.CANDIDATES, reason, inside, words.SUCCESSOR if is_split else words.SAME_NAME
    )


def _reason_of(fits: list[Fit], code: str) -> Reason:
    """The best explanation among the ways the one place was reached."""
    if any(fit.code == code and fit.quality == OFFICIAL and not fit.moved for fit in fits):
        return Reason.EXACT
    if any(fit.code == code and fit.quality != FORMER and not fit.moved for fit in fits):
        return Reason.SPELLING
    if any(fit.code == code and not fit.moved for fit in fits):
        return Reason.FORMER_NAME
    return Reason.SUCCEEDED


def _repair(tables: Tables, tries: list[dict[Level, str]], within: str | None) -> Decision:
    """Nothing fits as written: a slip of the finger, parts that disagree, or no such place."""
    winner, near_codes = _near(tables, tries, within)
    if winner:
        return _within_or_outside(Decision(AnswerKind.ONE, Reason.CORRECTED, (winner,)), within)
    partly = _partly(tables, tries)
    if any(_has_unknown(tables, parts) for parts in tries):
        if near_codes:
            return Decision(AnswerKind.CANDIDATES, Reason.MISSPELT, near_codes, words.SIMILAR_NAME)
        reason = Reason.PART_UNKNOWN
    else:
        reason = Reason.CONFLICT
    codes = tuple(dict.fromkeys(partly + near_codes))
    if not codes:
        return Decision(AnswerKind.NOTHING, Reason.UNKNOWN)
    return Decision(AnswerKind.CANDIDATES, reason, codes, words.PARTLY)


def _has_unknown(tables: Tables, parts: dict[Level, str]) -> bool:
    return any(not known(tables, level, key) for level, key in parts.items())


def _partly(tables: Tables, tries: list[dict[Level, str]]) -> tuple[str, ...]:
    """Places that fit when one written part is set aside, the fullest agreement first."""
    codes: list[str] = []
    for parts in tries:
        codes.extend(_other_levels(tables, parts))
        codes.extend(look_alikes(tables, parts))
    for size in (2, 1):
        for parts in tries:
            for kept in combinations(reversed(ADDRESS_LEVELS), size):
                if len(parts) > size and all(level in parts for level in kept):
                    fits = exact_fits(tables, {level: parts[level] for level in reversed(kept)})
                    codes.extend(_current(tables, fits) if len(fits) <= MOST_CANDIDATES else ())
        if codes:
            break
    return tuple(dict.fromkeys(codes))


def _other_levels(tables: Tables, parts: dict[Level, str]) -> list[str]:
    """อ.รังสิต จ.ปทุมธานี: no amphoe of that name, but a tambon; what is right stays fixed."""
    fits: list[Fit] = []
    for level, key in parts.items():
        if known(tables, level, key):
            continue
        right = {up: name for up, name in parts.items() if up is not level}
        for other in ADDRESS_LEVELS:
            if other not in parts:
                found = exact_fits(tables, {**right, other: key})
                fits.extend(found if len(found) <= MOST_CANDIDATES else ())
    return list(_current(tables, fits))


def _two_places(tables: Tables, named: dict[Level, list[str]]) -> Decision:
    codes: list[str] = []
    for level in ADDRESS_LEVELS:
        for key in named.get(level, ()):
            parts = {up: keys[0] for up, keys in named.items() if len(keys) == 1}
            parts[level] = key
            if finest(parts) is level:
                codes.extend(_current(tables, exact_fits(tables, parts)))
        if codes:
            break
    kind = AnswerKind.CANDIDATES if codes else AnswerKind.NOTHING
    return Decision(
        kind, Reason.TWO_PLACES if codes else Reason.UNKNOWN, tuple(dict.fromkeys(codes))
    )


def _current(tables: Tables, fits: Iterable[Fit]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(code for fit in fits for code in tables.current(fit.code)))


def is_inside(code: str, within: str | None) -> bool:
    """Inside the working area, or a wider place that holds it."""
    return within is None or code.startswith(within) or within.startswith(code)


def _within_or_outside(decision: Decision, within: str | None) -> Decision:
    if decision.codes and not is_inside(decision.codes[0], within):
        return Decision(AnswerKind.CANDIDATES, Reason.OUTSIDE, decision.codes, words.SIMILAR_NAME)
    return decision


def _has_postal(tables: Tables, code: str, postal: str) -> bool:
    if len(code) == 6:
        return postal in tables.postal.get(code, ())
    return any(tambon.startswith(code) for tambon in tables.tambon_of_postal.get(postal, ()))
