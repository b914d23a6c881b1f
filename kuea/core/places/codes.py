"""A code beside the names: it decides between equals, and never overrules a name in silence."""

from kuea.core.places import words
from kuea.core.places.decide import Decision, is_inside
from kuea.core.places.keys import allowed_distance
from kuea.core.places.loose import settle_labels
from kuea.core.places.match import known
from kuea.core.places.near import halves_apart
from kuea.core.places.parse import Written
from kuea.core.places.rows import CODE_LENGTH, AnswerKind, Reason
from kuea.core.places.tables import Tables
from kuea.core.places.villages import has_village, moo_count


def read_code(tables: Tables, digits: str) -> str | None:
    """The code in the register's form: 130200 and 13020000 are the amphoe 1302."""
    code = digits
    while code not in tables.rows and len(code) > 2 and code.endswith("00"):
        code = code[:-2]
    if code in tables.rows:
        return code
    if len(code) == 8 and code[:6] in tables.rows and code[6:] != "00":
        return code
    return None


def decide_code(
    tables: Tables, written: Written, by_name: Decision, within: str | None
) -> Decision:
    code = read_code(tables, written.code or "")
    has_names = by_name.reason is not Reason.EMPTY
    if code is None:
        return _unknown_code(tables, written.code or "", by_name, has_names)
    by_code = _by_code(tables, code)
    if (
        by_code.kind is AnswerKind.ONE
        and len(code) == 8
        and written.moo not in (None, int(code[6:]))
    ):
        both = (code, f"{code[:6]}{written.moo:02d}")
        return Decision(AnswerKind.CANDIDATES, Reason.CODE_CONFLICT, both, words.PARTLY)
    if not has_names:
        return _inside(by_code, within)
    return _inside(_together(tables, written, by_code, by_name), within)


def _by_code(tables: Tables, code: str) -> Decision:
    if len(code) == 8:
        return _village_code(tables, code)
    now = tables.current(code)
    if now == (code,):
        return Decision(AnswerKind.ONE, Reason.CODE, now)
    if len(now) == 1:
        return Decision(AnswerKind.ONE, Reason.SUCCEEDED, now)
    return Decision(AnswerKind.CANDIDATES, Reason.SPLIT, now, words.SUCCESSOR)


def _village_code(tables: Tables, code: str) -> Decision:
    tambon, moo = code[:6], int(code[6:])
    now = tables.current(tambon)
    if len(now) != 1:
        return Decision(AnswerKind.CANDIDATES, Reason.SPLIT, now, words.SUCCESSOR)
    if moo_count(tables, now[0]) == 0:
        return Decision(AnswerKind.ONE, Reason.VILLAGES_UNKNOWN, now)
    if not has_village(tables, now[0], moo):
        return Decision(AnswerKind.CANDIDATES, Reason.CODE_UNKNOWN, now, words.PARTLY)
    reason = Reason.CODE if now[0] == tambon else Reason.SUCCEEDED
    return Decision(AnswerKind.ONE, reason, (f"{now[0]}{code[6:]}",))


def _unknown_code(tables: Tables, digits: str, by_name: Decision, has_names: bool) -> Decision:
    """A code nobody issued. The right name beside it is a candidate, not an answer."""
    if has_names and by_name.codes:
        return Decision(AnswerKind.CANDIDATES, Reason.CODE_UNKNOWN, by_name.codes, words.BY_NAME)
    above = [digits[:length] for length in (6, 4, 2) if digits[:length] in tables.rows]
    if above and len(digits) in CODE_LENGTH.values():
        codes = tables.current(above[0])
        return Decision(AnswerKind.CANDIDATES, Reason.CODE_UNKNOWN, codes, words.PARTLY)
    return Decision(AnswerKind.NOTHING, Reason.CODE_UNKNOWN)


def _together(tables: Tables, written: Written, by_code: Decision, by_name: Decision) -> Decision:
    codes = by_code.codes
    if by_name.kind is AnswerKind.ONE:
        name_code = by_name.codes[0]
        for code in codes:
            if code.startswith(name_code) and by_code.kind is AnswerKind.ONE:
                return Decision(
                    AnswerKind.ONE, by_code.reason if code != name_code else by_name.reason, (code,)
                )
            if name_code.startswith(code):
                return by_name
        return _conflict(codes, by_name)
    if by_code.kind is AnswerKind.ONE and _names_fit(tables, written, codes[0]):
        return by_code
    if by_name.kind is AnswerKind.NOTHING or not by_name.codes:
        return Decision(AnswerKind.CANDIDATES, Reason.CODE_CONFLICT, codes, words.BY_CODE)
    return _conflict(codes, by_name)


def _conflict(codes: tuple[str, ...], by_name: Decision) -> Decision:
    both = tuple(dict.fromkeys((*by_name.codes[:6], *codes)))
    return Decision(AnswerKind.CANDIDATES, Reason.CODE_CONFLICT, both, words.PARTLY)


def _names_fit(tables: Tables, written: Written, code: str) -> bool:
    """Is every labelled name the code's own at its level, or a slip away and no other's name?"""
    named, loose = settle_labels(tables, written)
    if loose and not named:
        named = {}
        names = {key for part in tables.chain(code) for key, _ in tables.keys_of[part]}
        return all(word in names for word in loose)
    for level, keys in named.items():
        own = code[: CODE_LENGTH[level]]
        for key in keys:
            apart = halves_apart(tables, key, own)
            if apart is None or apart > 2 * allowed_distance(key) or len(keys) > 1:
                return False
            if apart and known(tables, level, key):
                return False
    return bool(named)


def _inside(decision: Decision, within: str | None) -> Decision:
    if decision.kind is AnswerKind.ONE and not is_inside(decision.codes[0], within):
        return Decision(AnswerKind.CANDIDATES, Reason.OUTSIDE, decision.codes, words.BY_CODE)
    return decision
