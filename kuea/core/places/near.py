"""Which places are near the words when some of them are misspelt, and when one is the clear winner."""

from rapidfuzz import process
from rapidfuzz.distance import OSA

from kuea.core.places.keys import allowed_distance, distance, place_key, sound_key
from kuea.core.places.match import Fit, Parts, exact_fits, finest, known
from kuea.core.places.rows import CODE_LENGTH, Level
from kuea.core.places.tables import FORMER, Tables
from kuea.core.thai.text import is_thai

# Slips are counted in halves: a letter is two; a letter that leaves the sound as it was is one.
_SAME_SOUND_HALVES, _LETTER_HALVES = 1, 2
_MOST_BY_EAR = 4
_LONG_ENOUGH_ALONE = 6
Near = dict[str, int]  # place code → halves


def near_fits(tables: Tables, parts: Parts, within: str | None) -> list[Fit]:
    """Places that fit when some words are taken as misspelt, best first.

    One slip more than may be corrected is looked at too: a second place that near means the
    first is no clear winner. A word that is written right stays as it is.
    """
    level = finest(parts)
    if level is None:
        return []
    scope: Near | None = {within[:2]: 0} if within else None
    fits: list[Fit] = []
    for up in (Level.PROVINCE, Level.AMPHOE, Level.TAMBON):
        if up in parts:
            scope = _near_at(tables, up, parts[up], scope, within)
        if up is level:
            break
    for code, halves in (scope or {}).items():
        fits.append(_fit(tables, parts, code, halves))
    return sorted(fits, key=lambda fit: (fit.slips, fit.code))


def _near_at(
    tables: Tables, level: Level, key: str, scope: Near | None, within: str | None
) -> Near:
    """Codes of one level near a key, inside the places of the level above, slips added up."""
    found: Near = {}
    if level is Level.PROVINCE:
        if exactly := known(tables, level, key):
            return dict.fromkeys(exactly, 0)
        for code in tables.provinces:
            _keep(found, code, halves_apart(tables, key, code))
        return found
    if scope is None:
        return _near_anywhere(tables, level, key)
    right = known(tables, level, key)
    for parent, so_far in scope.items():
        for place in _below(tables, parent, level):
            if within and not place.startswith(within[: len(place)]) and len(within) > 2:
                continue
            _keep(found, place, halves_apart(tables, key, place), so_far)
    written_right = {code: halves for code, halves in found.items() if code in right}
    return written_right or found


def _below(tables: Tables, parent: str, level: Level) -> list[str]:
    places = list(tables.descendants(parent, level))
    for successor in tables.current(parent):
        if successor != parent:
            places.extend(tables.descendants(successor, level))
    return places


def _keep(found: Near, code: str, halves: int | None, so_far: int = 0) -> None:
    if halves is not None:
        found[code] = min(found.get(code, halves + so_far), halves + so_far)


def halves_apart(tables: Tables, key: str, code: str) -> int | None:
    """How far a written key is from any name of a place; None when too far to be looked at."""
    thai = is_thai(key)
    sound = sound_key(key)
    best: int | None = None
    for name, name_sound in tables.keys_of[code]:
        if name == key:
            return 0
        if is_thai(name) is not thai:
            continue
        same_sound = sound == name_sound
        most = allowed_distance(name) + 1 if len(name) > 3 else 0
        slips = distance(key, name, max(most, _MOST_BY_EAR) if same_sound else most)
        if slips is None:
            continue
        halves = min(slips, _MOST_BY_EAR) if same_sound else slips * _LETTER_HALVES
        if best is None or halves < best:
            best = halves
    return best


def _near_anywhere(tables: Tables, level: Level, key: str) -> Near:
    """The whole country, for a word written without its parents: only ever for candidates."""
    if exactly := known(tables, level, key):
        return dict.fromkeys(exactly, 0)
    found: Near = dict.fromkeys(tables.by_sound[level].get(sound_key(key), ()), _SAME_SOUND_HALVES)
    most = allowed_distance(key)
    if most:
        choices = tables.thai_keys[level] if is_thai(key) else tables.other_keys[level]
        hits = process.extract(
            key, choices, scorer=OSA.distance, score_cutoff=most, limit=20, processor=None
        )
        for name, slips, _ in hits:
            for code in tables.by_key[level][name]:
                _keep(found, code, int(slips) * _LETTER_HALVES)
    return found


def _fit(tables: Tables, parts: Parts, code: str, halves: int) -> Fit:
    corrected = []
    for level, key in parts.items():
        own = code[: CODE_LENGTH[level]]
        old = (*tables.predecessors.get(code[:4], ()), *tables.predecessors.get(own, ()))
        apart = [
            halves_apart(tables, key, place)
            for place in (own, *(o[: CODE_LENGTH[level]] for o in old))
        ]
        if 0 not in apart:
            corrected.append(level)
    return Fit(code, FORMER, halves, tuple(corrected))


def clear_winner(tables: Tables, fits: list[Fit], parts: Parts, within: str | None) -> Fit | None:
    """The only place the writer can have meant, or None.

    Small distance in every word, no second place nearly as near, the corrected word is not the
    right name of some other place, and what was not corrected holds the place down.
    """
    if not fits:
        return None
    best = fits[0]
    goal = tables.current(best.code)
    if len(goal) != 1:
        return None
    # A lost tone mark is half a slip, but another name one letter away may be meant as well.
    room = 1 if best.slips == _SAME_SOUND_HALVES else _LETTER_HALVES
    if len(best.corrected) == len(parts) and finest(parts) is not Level.PROVINCE:
        room = 2 * _LETTER_HALVES  # only the working area holds it down
    for other in fits[1:]:
        if tables.current(other.code) != goal and other.slips <= best.slips + room:
            return None
    for level in best.corrected:
        if known(tables, level, parts[level]) or not _is_small(tables, parts, best, level):
            return None
    own_sound = sound_slips(tables, parts, best)
    for other in fits[1:]:
        if tables.current(other.code) != goal and sound_slips(tables, parts, other) <= own_sound:
            return None
    return best if _is_held_down(parts, best, within) else None


def _is_small(tables: Tables, parts: Parts, fit: Fit, level: Level) -> bool:
    place = fit.code[: CODE_LENGTH[level]]
    apart = halves_apart(tables, parts[level], place)
    name = place_key(tables.name(place))
    allowed = max(allowed_distance(parts[level]), allowed_distance(name))
    return apart is not None and apart <= allowed * _LETTER_HALVES


def sound_slips(tables: Tables, parts: Parts, fit: Fit) -> int:
    """How far the corrected words are from the place by ear: เพชรบุร sounds as near to เพชรบูรณ์
    as to เพชรบุรี, though fewer letters part it from the second."""
    return sum(
        min(
            (
                OSA.distance(sound_key(parts[level]), sound)
                for _, sound in tables.keys_of[fit.code[: CODE_LENGTH[level]]]
            ),
            default=9,
        )
        for level in fit.corrected
    )


def worth_offering(tables: Tables, parts: Parts, fits: list[Fit]) -> list[Fit]:
    """Near places a person may have meant: small slips, or something else that holds them down."""
    return [
        fit
        for fit in fits
        if len(fit.corrected) < len(parts)
        or all(_is_small(tables, parts, fit, level) for level in fit.corrected)
    ]


def look_alikes(tables: Tables, parts: Parts) -> list[str]:
    """Names cut short or run on, under a parent that is written right (ต.ประชา อ.ธัญบุรี)."""
    level = finest(parts)
    if level is None:
        return []
    above = {up: key for up, key in parts.items() if up is not level}
    sound = sound_key(parts[level])
    found = []
    for parent in exact_fits(tables, above):
        for code in _below(tables, parent.code, level):
            for _, name in tables.keys_of[code]:
                shorter = min(len(name), len(sound))
                if shorter >= 3 and name[:shorter] == sound[:shorter]:
                    found.append(code)
                    break
    return found


def _is_held_down(parts: Parts, fit: Fit, within: str | None) -> bool:
    sure = len(parts) - len(fit.corrected)
    if finest(parts) is Level.PROVINCE:
        return len(parts[Level.PROVINCE]) >= 5
    if len(fit.corrected) == 1 and not sure:  # the working area alone: only for longer words
        return within is not None and len(parts[fit.corrected[0]]) >= _LONG_ENOUGH_ALONE
    if len(fit.corrected) == 1:
        return True
    province_is_sure = Level.PROVINCE in parts and Level.PROVINCE not in fit.corrected
    return len(fit.corrected) == 2 and (province_is_sure or within is not None)
