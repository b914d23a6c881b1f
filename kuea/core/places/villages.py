"""หมู่ and village names under a tambon already found. A village is known by its number."""

from kuea.core.places import words
from kuea.core.places.decide import Decision
from kuea.core.places.rows import AnswerKind, Reason
from kuea.core.places.tables import Tables, village_key


def decide_village(
    tables: Tables, found: Decision, moo: int | None, village: str | None, is_unclear: bool = False
) -> Decision:
    """Go from the tambon to the village, when one was written and can be checked."""
    if moo is None and not village and not is_unclear:
        return found
    if found.kind is not AnswerKind.ONE:
        return found
    tambon = found.codes[0]
    if len(tambon) != 6:
        if moo is None and not is_unclear:
            return found
        return Decision(AnswerKind.CANDIDATES, Reason.TAMBON_MISSING, found.codes, words.PARTLY)
    count = moo_count(tables, tambon)
    if count == 0:
        return Decision(AnswerKind.ONE, Reason.VILLAGES_UNKNOWN, found.codes)
    if is_unclear:
        return Decision(AnswerKind.CANDIDATES, Reason.MOO_UNREAD, found.codes, words.PARTLY)
    named = tables.village_keys.get(tambon, {}).get(village_key(village), []) if village else []
    if moo is None:
        return _by_name(found, tambon, named)
    return _by_number(tables, found, moo, bool(village), named)


def moo_count(tables: Tables, tambon: str) -> int:
    listed = tables.villages.get(tambon)
    return max(listed) if listed else tables.moo_counts.get(tambon, 0)


def has_village(tables: Tables, tambon: str, moo: int) -> bool:
    listed = tables.villages.get(tambon)
    if listed:
        return moo in listed
    return 1 <= moo <= tables.moo_counts.get(tambon, 0)


def _by_name(found: Decision, tambon: str, named: list[int]) -> Decision:
    """A name alone: sure only when one village of the tambon carries it."""
    codes = tuple(f"{tambon}{moo:02d}" for moo in named)
    if len(codes) == 1:
        return Decision(AnswerKind.ONE, found.reason, codes)
    if codes:
        return Decision(AnswerKind.CANDIDATES, Reason.AMBIGUOUS, codes)
    return found  # a village name we do not know tells nothing beyond its tambon


def _by_number(
    tables: Tables, found: Decision, moo: int, has_name: bool, named: list[int]
) -> Decision:
    tambon = found.codes[0]
    code = f"{tambon}{moo:02d}"
    if not has_village(tables, tambon, moo):
        others = tuple(f"{tambon}{other:02d}" for other in named)
        return Decision(AnswerKind.CANDIDATES, Reason.NO_SUCH_MOO, (*others, tambon), words.BY_NAME)
    if named and moo not in named:
        others = tuple(f"{tambon}{other:02d}" for other in named)
        return Decision(AnswerKind.CANDIDATES, Reason.MOO_CONFLICT, (code, *others), words.PARTLY)
    listed = tables.villages.get(tambon, {})
    if has_name and not named and listed.get(moo):
        return Decision(AnswerKind.ONE, Reason.VILLAGE_NAME_DIFFERS, (code,))
    return Decision(AnswerKind.ONE, found.reason, (code,))
