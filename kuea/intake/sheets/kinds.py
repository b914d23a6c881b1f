"""Kinds of list and the spellings of their columns, read from `definitions/columns/`."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from rapidfuzz.distance import OSA

from kuea.core.thai import comparison_key
from kuea.core.words import ListKind

DEFINITIONS = Path(__file__).resolve().parents[3] / "definitions" / "columns"
JOINED = " › "
"""Stands between the parts of a heading that takes several rows."""

_ORDINAL = re.compile(r"^\s*[\[(]?[0-9๐-๙]{1,2}[.)\]]+\s*(?=\D)")
_BRACKETS = re.compile(r"[(\[{（].*?(?:[)\]}）]|$)")
_LONG_ENOUGH_TO_GUESS = 8
_LONGEST_HEADING = 120


@dataclass(frozen=True)
class Field:
    """One canonical field: what it is called and whether a list may have several such columns."""

    name: str
    title: str
    many: bool = False


@dataclass(frozen=True)
class Need:
    """At least one of these fields must have a column."""

    say: str
    any_of: tuple[str, ...]


@dataclass(frozen=True)
class Recognised:
    """What a heading means. `how` is exact, weak or guessed (one letter off)."""

    field: str
    how: str
    where_they_live: bool = False


@dataclass(frozen=True)
class Kind:
    """One kind of list: its fields, what it cannot do without, and every spelling it knows."""

    code: str
    title: str
    help: str
    category: str | None
    """A hint only: which of the four fixed categories people on such a list often belong to."""
    at_least: tuple[Need, ...]
    expected: tuple[str, ...]
    fields: Mapping[str, Field]
    exact: Mapping[str, str]
    weak: Mapping[str, str]
    qualifiers: tuple[str, ...]
    living: tuple[str, ...]
    others: tuple[str, ...]

    def recognise(self, heading: str, *, may_guess: bool = True) -> Recognised | None:
        """Which field a heading means, or nothing. Of a joined heading the whole counts before its last part."""
        if not heading or len(heading) > _LONGEST_HEADING * 4:
            return None
        parts = heading.split(JOINED.strip())
        living = any(word in comparison_key(heading) for word in self.living)
        for text in dict.fromkeys((heading, parts[-1])):
            for key in _keys(text, self.qualifiers):
                if key in self.exact and not self._speaks_of_another(heading, key):
                    return Recognised(self.exact[key], "exact", living)
        for key in _keys(parts[-1], ()):
            if key in self.weak and not self._speaks_of_another(heading, key):
                return Recognised(self.weak[key], "weak", living)
        if may_guess and (field := self._guess(parts[-1], heading)):
            return Recognised(field, "guessed", living)
        return None

    def _speaks_of_another(self, heading: str, key: str) -> bool:
        """A column about a carer or the person who told us is not about the person of the row."""
        whole = comparison_key(heading)
        return whole != key and any(word in whole for word in self.others)

    def _guess(self, text: str, heading: str) -> str | None:
        """The one field whose spelling is one slip away (two in long headings)."""
        key = comparison_key(text)
        if not _LONG_ENOUGH_TO_GUESS <= len(key) <= _LONGEST_HEADING:
            return None
        if self._speaks_of_another(heading, ""):
            return None
        slips = 2 if len(key) >= 2 * _LONG_ENOUGH_TO_GUESS else 1
        near = {
            field
            for spelling, field in self.exact.items()
            if len(spelling) >= _LONG_ENOUGH_TO_GUESS
            and OSA.distance(key, spelling, score_cutoff=slips) <= slips
        }
        return near.pop() if len(near) == 1 else None


def _keys(text: str, qualifiers: tuple[str, ...]) -> list[str]:
    """The forms under which a heading is looked up, the fullest first."""
    forms = [text, _ORDINAL.sub("", text), _BRACKETS.sub(" ", _ORDINAL.sub("", text))]
    forms += [line for line in text.splitlines() if line.strip()] if "\n" in text else []
    forms += re.findall(r"[(\[]([^)\]]+)[)\]]\s*$", text)
    keys = [comparison_key(form) for form in forms]
    for key in list(keys):
        keys += [key.removesuffix(word) for word in qualifiers if key.endswith(word)]
    return [key for key in dict.fromkeys(keys) if key]


@cache
def load_kind(code: str) -> Kind:
    """One kind of list with every spelling it knows."""
    shared = _read("fields")
    own = _read(ListKind(code).value)
    described = {} if own.get("own_fields_only") else dict(shared["fields"])
    described |= own.get("fields", {})
    exact: dict[str, str] = {}
    weak: dict[str, str] = {}
    for name, more in (own.get("also") or {}).items():
        _learn(exact, name, more)
    for name, field in described.items():
        _learn(exact, name, [field["title"], *field.get("spellings", ())])
        _learn(weak, name, field.get("weak", ()))
    return Kind(
        code=code,
        title=own["title"],
        help=own["help"],
        category=own["category"],
        at_least=tuple(Need(need["say"], tuple(need["any_of"])) for need in own["at_least"]),
        expected=tuple(own["expected"]),
        fields={
            name: Field(name, field["title"], bool(field.get("many")))
            for name, field in described.items()
        },
        exact=exact,
        weak=weak,
        qualifiers=_compared(shared["qualifiers"]),
        living=_compared(shared["where_they_live"]),
        others=_compared(shared["about_others"]),
    )


def all_kinds() -> tuple[Kind, ...]:
    """Every kind of list the office may send, in the order of the choice on the page."""
    return tuple(load_kind(code.value) for code in ListKind)


def _learn(spellings: dict[str, str], field: str, more: list[str]) -> None:
    for spelling in more:
        spellings.setdefault(comparison_key(str(spelling)), field)


def _compared(words: list[str]) -> tuple[str, ...]:
    return tuple(sorted((comparison_key(word) for word in words), key=len, reverse=True))


def _read(name: str) -> dict[str, Any]:
    with (DEFINITIONS / f"{name}.yml").open(encoding="utf-8") as file:
        read: dict[str, Any] = yaml.safe_load(file)
    return read
