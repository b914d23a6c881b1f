"""The place finder: one function for "which place did they write?" — never a silent guess."""

import re
from collections.abc import Iterable, Mapping

from kuea.core.places import words
from kuea.core.places.codes import decide_code
from kuea.core.places.decide import MOST_CANDIDATES, Decision, decide_names
from kuea.core.places.parse import Written, parse, split_house
from kuea.core.places.rows import (
    Answer,
    AnswerKind,
    Candidate,
    Level,
    PlaceName,
    PlaceRow,
    Reason,
)
from kuea.core.places.tables import Tables, build_tables
from kuea.core.places.villages import decide_village
from kuea.core.thai.address import is_moo_unclear, read_moo
from kuea.core.thai.text import normalise, to_arabic_digits

_CACHE_LIMIT = 200_000
_Key = tuple[object, ...]


class PlaceIndex:
    """Built once from place rows; then ``find`` as often as wished, from any number of readers."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self._answers: dict[_Key, Answer] = {}
        self._labels: dict[str, str] = {}
        self._parsed: dict[tuple[str, Level | None], Written] = {}
        self._decisions: dict[_Key, Decision] = {}

    @classmethod
    def build(
        cls,
        places: Iterable[PlaceRow],
        names: Iterable[PlaceName] = (),
        *,
        postal_codes: Iterable[tuple[str, str]] = (),
        moo_counts: Mapping[str, int] | None = None,
    ) -> "PlaceIndex":
        """``postal_codes``: (tambon code, postal code). ``moo_counts``: tambon code → number of
        หมู่, used where ``places`` holds no villages of the tambon."""
        return cls(build_tables(places, names, postal_codes, moo_counts or {}))

    def find(
        self,
        text: object = None,
        *,
        province: object = None,
        amphoe: object = None,
        tambon: object = None,
        village: object = None,
        moo: object = None,
        code: object = None,
        postal_code: object = None,
        within: str | None = None,
    ) -> Answer:
        """Which place is meant: one, candidates, or nothing — always with the reason.

        ``within`` (a province or amphoe code) is the area being worked in: words without their
        parents are looked for there; what is surely elsewhere comes back as a candidate.
        Never raises on what people write.
        """
        key = tuple(
            part if part is None or isinstance(part, str | int | float) else str(part)
            for part in (text, province, amphoe, tambon, village, moo, code, postal_code, within)
        )
        if (answer := self._answers.get(key)) is not None:
            return answer
        fields = (
            (Level.PROVINCE, province),
            (Level.AMPHOE, amphoe),
            (Level.TAMBON, tambon),
        )
        written = self._read(text, fields, village, moo, code, postal_code)
        answer = self._answer(written, within or None)
        if len(self._answers) >= _CACHE_LIMIT:
            self._answers.clear()
        self._answers[key] = answer
        return answer

    def label(self, code: str) -> str:
        """ต.คลองหก อ.คลองหลวง จ.ปทุมธานี"""
        found = self._labels.get(code)
        if found is None:
            names = tuple(self._tables.name(part) for part in self._tables.chain(code))
            found = self._labels[code] = words.label(code, names)
        return found

    def _read(
        self,
        text: object,
        fields: Iterable[tuple[Level, object]],
        village: object,
        moo: object,
        code: object,
        postal_code: object,
    ) -> Written:
        written = self._read_text(text)
        for level, value in fields:
            if value is not None and value != "":
                _merge(written, self._parse(str(value), level))
        if village_name := normalise(None if village is None else str(village)):
            _merge(written, parse(village_name, Level.VILLAGE))
        if moo is not None and (number := read_moo(moo)) is not None:
            written.moo = number
        written.is_moo_unclear = written.is_moo_unclear or is_moo_unclear(moo)
        if code is not None and (digits := _digits(code)):
            written.code = digits
        if postal_code is not None and len(digits := _digits(postal_code)) == 5:
            written.postal_code = digits
        return written

    def _read_text(self, text: object) -> Written:
        written = Written()
        if text is not None and text != "":
            moo, rest = split_house(str(text))
            _merge(written, self._parse(rest, None))
            written.moo = moo or written.moo
        return written

    def _parse(self, text: str, level: Level | None) -> Written:
        """Parsed once for all the rows that repeat it; read only."""
        found = self._parsed.get((text, level))
        if found is None:
            row = self._tables.rows.get(_digits(text)) if level and _is_number(text) else None
            found = parse(text if row is None or row.level is not level else row.name_th, level)
            if len(self._parsed) >= _CACHE_LIMIT:
                self._parsed.clear()
            self._parsed[text, level] = found
        return found

    def _answer(self, written: Written, within: str | None) -> Answer:
        key = (
            tuple((level, tuple(values)) for level, values in written.named.items() if level is not Level.VILLAGE),
            tuple(written.loose), written.postal_code, within,
            written.is_nearby, written.is_denied, written.has_ignored, written.is_local_government,
        )  # fmt: skip
        decision = self._decisions.get(key)
        if decision is None:
            decision = decide_names(self._tables, written, within)
            if len(self._decisions) >= _CACHE_LIMIT:
                self._decisions.clear()
            self._decisions[key] = decision
        if written.code:
            decision = decide_code(self._tables, written, decision, within)
        elif decision.reason is Reason.EMPTY:
            decision = self._without_names(written, within)
        elif decision.kind is AnswerKind.NOTHING and within is not None and len(within) == 6:
            decision = self._village_alone(written, within) or decision
        villages = written.named.get(Level.VILLAGE, [])
        village = villages[0] if villages else None
        if not (written.code and len(written.code) == 8 and decision.kind is AnswerKind.ONE):
            unclear = written.is_moo_unclear
            decision = decide_village(self._tables, decision, written.moo, village, unclear)
        return self._in_words(decision, written.moo)

    def _without_names(self, written: Written, within: str | None) -> Decision:
        if written.postal_code:
            found = sorted(self._tables.tambon_of_postal.get(written.postal_code, ()))
            codes = tuple(code for code in found if within is None or code.startswith(within))
            if codes:
                return Decision(
                    AnswerKind.CANDIDATES, Reason.POSTAL_CODE, codes, words.SAME_POSTAL_CODE
                )
            return Decision(AnswerKind.NOTHING, Reason.UNKNOWN)
        if within is not None and len(within) == 6 and (written.moo or written.named):
            return Decision(AnswerKind.ONE, Reason.EXACT, (within,))
        if written.moo or Level.VILLAGE in written.named:
            return Decision(AnswerKind.NOTHING, Reason.TAMBON_MISSING)
        return Decision(AnswerKind.NOTHING, Reason.EMPTY)

    def _village_alone(self, written: Written, within: str) -> Decision | None:
        """Inside one tambon a name that is no place elsewhere may be one of its villages."""
        if len(written.loose) != 1 or written.named:
            return None
        tambon = Decision(AnswerKind.ONE, Reason.EXACT, (within,))
        found = decide_village(self._tables, tambon, written.moo, written.loose[0])
        return found if found.codes != (within,) else None

    def _in_words(self, decision: Decision, moo: int | None) -> Answer:
        shown = decision.codes[:MOST_CANDIDATES]
        place = self.label(shown[0]) if shown else ""
        if decision.reason is Reason.NO_SUCH_MOO:
            place = self.label(shown[-1])
        sentence = words.sentence(decision.reason, place, moo)
        if decision.kind is AnswerKind.ONE:
            return Answer(AnswerKind.ONE, shown[0], (), decision.reason, sentence)
        candidates = tuple(Candidate(code, self.label(code), decision.why) for code in shown)
        kind = decision.kind if candidates else AnswerKind.NOTHING
        return Answer(kind, None, candidates, decision.reason, sentence)


def _merge(written: Written, more: Written) -> None:
    for level, values in more.named.items():
        for value in values:
            written.add(level, value)
    written.loose.extend(more.loose)
    written.moo = written.moo or more.moo
    written.code = written.code or more.code
    written.postal_code = written.postal_code or more.postal_code
    written.is_local_government = written.is_local_government or more.is_local_government
    written.has_ignored = written.has_ignored or more.has_ignored
    written.is_nearby = written.is_nearby or more.is_nearby
    written.is_denied = written.is_denied or more.is_denied
    written.is_moo_unclear = written.is_moo_unclear or more.is_moo_unclear


def _is_number(text: str) -> bool:
    """A column of codes where names were expected (จังหวัด = 13)."""
    return bool(re.fullmatch(r"\s*[\d๐-๙]+(?:\.0+)?\s*", text))


def _digits(value: object) -> str:
    plain = re.sub(r"\.0+$", "", to_arabic_digits(normalise(str(value))))
    if re.fullmatch(r"\d(?:\.\d+)?[eE]\+?\d{1,2}", plain):  # a spreadsheet's short form of a number
        plain = f"{float(plain):.0f}"
    return "".join(char for char in plain if char.isascii() and char.isdigit())
