"""The case table: what people write, and what may be answered. Written before looking at answers.

Expected ``one`` means: certain enough to be used without asking. Where the finder asks instead
(candidates that hold the right place) nobody is harmed, and the rate below says how often.
"""

import csv
import re
from collections import Counter
from pathlib import Path

import pytest

from kuea.core.places import Answer, AnswerKind, PlaceIndex

WRITTEN = (
    "text", "province", "amphoe", "tambon", "village", "moo", "code", "postal_code", "within",
)  # fmt: skip


def _cases() -> list[dict[str, str]]:
    with (Path(__file__).parent / "cases.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


CASES = _cases()


def _find(index: PlaceIndex, case: dict[str, str]) -> Answer:
    return index.find(**{name: case[name] or None for name in WRITTEN})


def _name(case: dict[str, str]) -> str:
    return f"{case['why']}: " + " | ".join(case[name] for name in WRITTEN if case[name])


def test_case_table_is_large_enough_and_without_doubles() -> None:
    assert len(CASES) >= 750
    written = [tuple(case[name] for name in WRITTEN) for case in CASES]
    assert len(set(written)) == len(written)


KINDS = {
    "abbreviations": r"abbreviation|Bangkok short form|everyday name",
    "old names and borders": r"old|retired|changed|king amphoe|split",
    "misspellings": r"misspelling|slip|accepted spellings|cut short",
    "missing parts": r"missing|tambon only|amphoe only|no labels|coarser",
    "Thai digits": r"Thai digits",
    "wrong code against right name": r"code against name|code and|against village code",
    "one name in many places": r"of one name|same tambon name|many|amphoe mueang of no",
    "Bangkok": r"Bangkok|khwaeng",
    "no such place": r"does not exist|nonsense|unknown|two letters that are a word",
    "parts that disagree": r"do not belong|against itself|against text",
    "villages": r"village|moo",
}
"""Every kind of writing the issue names, and how its cases are marked in `why`."""


def test_every_kind_of_writing_has_its_cases() -> None:
    count = {
        kind: sum(bool(re.search(marks, c["why"])) for c in CASES) for kind, marks in KINDS.items()
    }
    assert {kind: n for kind, n in count.items() if n < 10} == {}


@pytest.mark.parametrize("case", CASES, ids=_name)
def test_no_case_is_answered_wrongly_in_silence(index: PlaceIndex, case: dict[str, str]) -> None:
    answer = _find(index, case)
    if answer.is_one:
        assert (case["kind"], case["codes"]) == ("one", answer.place_code)
    assert answer.sentence
    if case["kind"] == "nothing":
        assert answer.kind is AnswerKind.NOTHING
    else:
        wanted = set(filter(None, case["codes"].split("|")))
        offered = {answer.place_code, *(candidate.code for candidate in answer.candidates)}
        assert wanted <= offered


def test_nearly_every_answerable_case_is_answered(index: PlaceIndex) -> None:
    answerable = [case for case in CASES if case["kind"] == "one"]
    asked = Counter(case["why"] for case in answerable if not _find(index, case).is_one)
    rate = 1 - asked.total() / len(answerable)
    print(f"\nresolved {rate:.1%} of {len(answerable)} answerable cases; asked: {dict(asked)}")
    assert rate >= 0.97
