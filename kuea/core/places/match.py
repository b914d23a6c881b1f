"""Which places fit the words as they are written, level by level."""

from collections.abc import Mapping
from dataclasses import dataclass

from kuea.core.places.keys import sound_key
from kuea.core.places.rows import CODE_LENGTH, Level
from kuea.core.places.tables import SOUND, Known, Tables

ADDRESS_LEVELS = (Level.TAMBON, Level.AMPHOE, Level.PROVINCE)  # finest first
Parts = Mapping[Level, str]  # one key for each named level


@dataclass(frozen=True, slots=True)
class Fit:
    """A place that fits every named level, and how far it had to be stretched."""

    code: str  # as found: may be retired
    quality: int  # the worst of OFFICIAL, VARIANT, FORMER, SOUND over the levels
    slips: int = 0
    corrected: tuple[Level, ...] = ()
    moved: bool = False  # fits only through the old parent of a place that changed hands


def finest(parts: Parts) -> Level | None:
    return next((level for level in ADDRESS_LEVELS if level in parts), None)


def known(tables: Tables, level: Level, key: str) -> Known:
    """Codes with exactly this name. English also by sound: Klong Luang is Khlong Luang."""
    found = tables.by_key[level].get(key)
    if found is not None:
        return found
    if key.isascii():
        return dict.fromkeys(tables.by_sound[level].get(sound_key(key), ()), SOUND)
    return {}


def exact_fits(tables: Tables, parts: Parts) -> list[Fit]:
    """Places whose own name and whose named parents are all written right."""
    level = finest(parts)
    if level is None:
        return []
    above = [(up, known(tables, up, key)) for up, key in parts.items() if up is not level]
    fits = []
    for code, quality in known(tables, level, parts[level]).items():
        moved = False
        for up, allowed in above:
            parent, through_change = _parent_in(tables, code, up, allowed)
            if parent is None:
                break
            quality = max(quality, allowed[parent])
            moved = moved or through_change
        else:
            fits.append(Fit(code, quality, moved=moved))
    return fits


def _parent_in(tables: Tables, code: str, level: Level, allowed: Known) -> tuple[str | None, bool]:
    """The allowed code at ``level`` above ``code``, today or through a change of hands."""
    own = code[: CODE_LENGTH[level]]
    if own in allowed:
        return own, False
    for old in allowed:
        if own in tables.current(old):
            return old, True
    return _former_parent(tables, code, level, allowed)


def _former_parent(
    tables: Tables, code: str, level: Level, allowed: Known
) -> tuple[str | None, bool]:
    """เซกา, หนองคาย: the amphoe is in บึงกาฬ today but was once numbered under หนองคาย."""
    for old in tables.predecessors.get(code[:4], ()):
        if old[: CODE_LENGTH[level]] in allowed:
            return old[: CODE_LENGTH[level]], True
    return None, False
