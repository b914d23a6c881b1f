"""From text columns to `Records`: the slow Thai part, done once per distinct cell.

A `Reader` keeps what it learned of the registry (words, lists of names, tambon by name, sources),
so that later records are read by the same lists.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]

from kuea.core.thai import comparison_key
from kuea.engines.linkage import columns
from kuea.engines.linkage.blocking import RULES, Rule
from kuea.engines.linkage.compare import within_one_edit
from kuea.engines.linkage.names_apart import NameCell, NameLists, count_words, read_cell
from kuea.engines.linkage.rarity import OWN_RECORDS
from kuea.engines.linkage.records import FEMALE, MALE, TEXT_COLUMNS, UNKNOWN, Column, Raw, Records
from kuea.engines.linkage.sorting import counted
from kuea.engines.linkage.words import Words

_CLEARLY = 0.9
"""Share of the records of one tambon name that must bear one code before it stands for the name."""
_SEX_OF = {"M": MALE, "F": FEMALE, "": UNKNOWN}


@dataclass(slots=True)
class Reader:
    """Reads records of one registry. `as_of` is the day of the lists: ages become years by it."""

    as_of: date
    words: Words = field(default_factory=Words)
    sources: list[str] = field(default_factory=list)
    lists: NameLists | None = None
    code_of_name: dict[str, int] = field(default_factory=dict)
    own_records: int = OWN_RECORDS
    """Records of one person that do not make their name common (`rarity`)."""
    rules: dict[str, Rule] = field(default_factory=lambda: RULES)
    """The blocking rules that suit what it reads."""

    def read(self, table: Mapping[str, Any]) -> Records:
        """Columns of text (pyarrow arrays, any may be absent) to records, in the table's order."""
        size = len(table[next(iter(table))]) if len(table) else 0
        missing = pa.nulls(size, pa.string())

        def text(name: str) -> Any:
            return table.get(name, missing)

        given, family, title_sex = self._names(
            text("prefix"), text("given_name"), text("family_name")
        )
        sex = columns.read_sexes(text("gender"))
        year, month, day, doubt = columns.read_dates(text("birth_date"), self.as_of)
        number, kind = self._numbers(text("national_id"))
        return Records(
            given=given, family=family, year=year, month=month, day=day, date_doubt=doubt,
            number=number, number_kind=kind, sex=np.where(sex == UNKNOWN, title_sex, sex),
            house=columns.read_houses(text("house_no")), moo=self._moos(text("village_no")),
            tambon=self._tambon(text("tambon_code"), text("tambon_name")),
            phone=self._phones(text("phone")), source=self._source(text("source")),
        )  # fmt: skip

    def read_raw(self, rows: Sequence[Raw]) -> Records:
        """The same from single records."""
        return self.read_lots([rows])

    def read_lots(self, lots: Iterable[Sequence[Raw]]) -> Records:
        """The same from lots of records, read as one table: of each lot its texts are kept, not its records."""
        texts: dict[str, list[Any]] = {name: [pa.array([], pa.string())] for name in TEXT_COLUMNS}
        for rows in lots:
            for name, parts in texts.items():
                parts.append(pa.array([getattr(row, name) for row in rows], pa.string()))
        return self.read({name: pa.concat_arrays(parts) for name, parts in texts.items()})

    def _numbers(self, column: Any) -> tuple[Column, Column]:
        return columns.read_numbers(column)

    def _phones(self, column: Any) -> Column:
        return columns.read_phones(column)

    def _moos(self, column: Any) -> Column:
        return columns.read_moos(column)

    def _names(self, prefix: Any, given: Any, family: Any) -> tuple[Column, Column, Column]:
        """Word rows of given and family name, and the sex that titles tell."""
        prefix_rows, prefixes = columns.encode(prefix)
        prefix_sex = np.array([_SEX_OF[read_cell(f"{text} กก").sex] for text in prefixes], np.int8)
        given_rows, given_texts = columns.encode(given)
        family_rows, family_texts = columns.encode(family)
        given_cells = [read_cell(text) for text in given_texts]
        family_words = [read_cell(text).joined for text in family_texts]
        has_family = np.array([bool(word) for word in family_words], dtype=bool)[family_rows]
        if self.lists is None and has_family.any():
            self.lists = _learn_lists(
                given_rows, given_cells, family_rows, family_words, has_family
            )
        given_alone = np.full(len(given_cells), -1, dtype=np.int32)
        alone = np.unique(given_rows[has_family])
        given_alone[alone] = self.words.add(given_cells[row].joined for row in alone)
        family_ids = np.array(self.words.add(family_words), np.int32)[family_rows]
        cut_given, cut_family = self._cut(given_cells, given_rows[~has_family])
        given_ids = np.where(has_family, given_alone[given_rows], cut_given[given_rows])
        family_ids = np.where(has_family, family_ids, cut_family[given_rows])
        cell_sex = np.array([_SEX_OF[cell.sex] for cell in given_cells], dtype=np.int8)[given_rows]
        sex = np.where(cell_sex == UNKNOWN, prefix_sex[prefix_rows], cell_sex)
        return given_ids.astype(np.int32), family_ids.astype(np.int32), sex

    def _cut(self, cells: list[NameCell], used: Column) -> tuple[Column, Column]:
        """Both names of the cells that stand alone in some record; the others are not looked at."""
        lists = self.lists or NameLists({}, {})
        given = np.full(len(cells), -1, dtype=np.int32)
        family = np.full(len(cells), -1, dtype=np.int32)
        rows = np.unique(used)
        cuts = [lists.cut(cells[row].words) for row in rows]
        given[rows] = self.words.add(first for first, _ in cuts)
        family[rows] = self.words.add(rest for _, rest in cuts)
        return given, family

    def _tambon(self, code: Any, name: Any) -> Column:
        code_rows, codes = columns.encode(code)
        name_rows, names = columns.encode(name)
        known = np.array([_code(text) for text in codes], dtype=np.int32)[code_rows]
        keys = [comparison_key(text).removeprefix("ตำบล").removeprefix("แขวง") for text in names]
        if not self.code_of_name:
            self.code_of_name = _learn_codes(known, name_rows, keys)
        by_name = np.array([self._code_of(key) for key in keys], dtype=np.int32)[name_rows]
        return np.where(known > 0, known, by_name)

    def _code_of(self, key: str) -> int:
        """A misspelt name stands for the only one that is one slip away."""
        if not key or key in self.code_of_name:
            return self.code_of_name.get(key, 0)
        near = {code for name, code in self.code_of_name.items() if within_one_edit(name, key)}
        return near.pop() if len(near) == 1 else 0

    def _source(self, column: Any) -> Column:
        rows, texts = columns.encode(column)
        for text in sorted(texts):
            if text not in self.sources:
                self.sources.append(text)
        return columns.spread(rows, (self.sources.index(text) for text in texts), np.int8)


def _code(text: str) -> int:
    plain = comparison_key(text)
    return int(plain) if plain.isascii() and plain.isdigit() and len(plain) in (4, 6, 8) else 0


def _learn_lists(
    given_rows: Column,
    given_cells: list[NameCell],
    family_rows: Column,
    family_words: list[str],
    has_family: Column,
) -> NameLists:
    """Names of the records that hold both in cells of their own."""
    given_times = np.bincount(given_rows[has_family], minlength=len(given_cells)).tolist()
    family_times = np.bincount(family_rows, minlength=len(family_words)).tolist()
    whole = (
        (cell.joined, times) for cell, times in zip(given_cells, given_times, strict=True) if times
    )
    return NameLists(count_words(whole), count_words(zip(family_words, family_times, strict=True)))


def _learn_codes(known: Column, name_rows: Column, keys: list[str]) -> dict[str, int]:
    """Tambon names whose records bear one code, clearly."""
    seen: dict[str, Counter[int]] = {}
    bears = known > 0
    codes = name_rows[bears].astype(np.int64) << 32 | known[bears].astype(np.int64)
    pairs, _, times = counted(codes)
    for pair, many in zip(pairs.tolist(), times.tolist(), strict=True):
        row, code = pair >> 32, pair & 0xFFFFFFFF
        if keys[row]:
            seen.setdefault(keys[row], Counter())[code] += many
    code_of: dict[str, int] = {}
    for key, counts in sorted(seen.items()):
        code, most = min(counts.items(), key=lambda item: (-item[1], item[0]))
        if most >= _CLEARLY * counts.total() and most > 1:
            code_of[key] = code
    return code_of
