"""Columns that a person matched to our fields: kept by their headings, so that the next file may come in any order."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice

from kuea.core.thai import comparison_key, mask
from kuea.intake.sheets.cells import Cell, cell_text, is_blank
from kuea.intake.sheets.columns import ColumnMap
from kuea.intake.sheets.kinds import Kind, Need, load_kind
from kuea.intake.sheets.reading import Sheet

SAMPLES = 3
LOOK_AT_ROWS = 200
_LONGEST_SAMPLE = 40
_WORD = re.compile(r"[A-Za-z\u0e01-\u0e4e]{3,}")
_LETTER = re.compile(r".[\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]*")
_LETTERS_SHOWN = 2


def heading_keys(header: Sequence[str]) -> list[str]:
    """One key a column: the heading as it compares, and which of several equal ones it is; blank ones by their place."""
    seen: Counter[str] = Counter()
    keys = []
    for index, heading in enumerate(header):
        key = comparison_key(heading) or f"\N{MIDDLE DOT}{index}"
        seen[key] += 1
        keys.append(f"{key}#{seen[key]}")
    while keys and not header[len(keys) - 1].strip():
        keys.pop()
    return keys


def header_digest(header: Sequence[str]) -> str:
    """Equal for the same headings in any order, SHA-256 in hexadecimal."""
    return hashlib.sha256("\n".join(sorted(heading_keys(header))).encode()).hexdigest()


def keys_of_fields(header: Sequence[str], chosen: Mapping[str, int]) -> dict[str, str]:
    """Field → key of its heading, as a mapping is kept. `chosen` is field → index."""
    keys = heading_keys(header)
    return {
        field: keys[index] if index < len(keys) else f"\N{MIDDLE DOT}{index}#1"
        for field, index in chosen.items()
    }


def map_columns(header: Sequence[str], kind: str, fields: Mapping[str, str]) -> ColumnMap:
    """The columns as a person matched them (field → key of the heading); nothing is guessed."""
    places = {key: index for index, key in enumerate(heading_keys(header))}
    for index in range(len(places), len(header)):
        places[f"\N{MIDDLE DOT}{index}#1"] = index
    known = load_kind(kind)
    found = {
        field: places[key] for field, key in fields.items() if field in known.fields and key in places
    }  # fmt: skip
    return ColumnMap(
        kind=kind,
        header=tuple(header),
        found=found,
        missing=missing_needs(known, found),
        doubled={},
        unknown=tuple(i for i in range(len(header)) if i not in set(found.values())),
    )


def missing_needs(kind: Kind, found: Mapping[str, int]) -> tuple[Need, ...]:
    """What a list of this kind cannot do without and has no column for."""
    return tuple(need for need in kind.at_least if not any(name in found for name in need.any_of))


def sample_columns(sheet: Sheet) -> list[list[str]]:
    """Of each column up to three values of the first rows: masked, and sorted, so that no line is a person."""
    return sample_values(len(sheet.header), (row for _, row in islice(sheet.rows(), LOOK_AT_ROWS)))


def sample_values(width: int, rows: Iterable[Sequence[Cell]]) -> list[list[str]]:
    """The same of rows."""
    found: list[dict[str, None]] = [{} for _ in range(width)]
    for row in rows:
        for column, value in enumerate(row[:width]):
            if len(found[column]) < SAMPLES and not is_blank(value):
                found[column][masked_sample(cell_text(value))] = None
    return [sorted(values) for values in found]


def masked_sample(text: str) -> str:
    """Enough to tell a name from a place from a number: words by their first letters, of digits the last three."""
    short = _WORD.sub(_beginning, mask(" ".join(text[:200].split())))
    return short if len(short) <= _LONGEST_SAMPLE else f"{short[: _LONGEST_SAMPLE - 1]}…"


def _beginning(word: re.Match[str]) -> str:
    letters = _LETTER.findall(word[0])
    return f"{''.join(letters[:_LETTERS_SHOWN])}…" if len(letters) > _LETTERS_SHOWN else word[0]
