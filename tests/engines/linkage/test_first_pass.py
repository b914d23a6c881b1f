"""Which records are one person: each rule by an example, all of them against the slow twin."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kuea.engines.linkage import Evidence, FirstPass, LinkRow, Rule, link_rows
from kuea.engines.linkage.compare import within_one_edit
from tests.engines.linkage.slow_twin import edits, link_slowly

DIGITS = {
    "n1": "9130112345671",
    "n2": "9130112345681",
    "n3": "9130199999999",
    "n4": "9130112354671",
}


def person(key: int, **fields: object) -> LinkRow:
    number = str(fields.get("number", ""))
    whole = {"given": "บุญมี", "family": "ใจดี", "birth_year": 1949, "tambon": "130101", "sex": ""}
    return LinkRow(key, **{"digits": DIGITS.get(number, ""), **whole, **fields})  # type: ignore[arg-type]


def judge(first: LinkRow, second: LinkRow):
    return link_rows([(first, 7)], [second])[0]


def test_same_number_joins_with_a_misspelt_name():
    verdict = judge(person(1, number="n1"), person(2, number="n1", given="บุญมิ", birth_year=None))
    assert (verdict.person, verdict.rule, verdict.asks) == (7, Rule.SAME_NUMBER, ())


def test_same_number_joins_after_marriage_and_without_any_name():
    assert judge(person(1, number="n1"), person(2, number="n1", family="รักถิ่น")).person == 7
    assert judge(person(1, number="n1"), person(2, number="n1", given="", family="")).person == 7


@pytest.mark.parametrize("other", [{"birth_year": 1990}, {"sex": "M"}, {"birth_year": None}])
def test_same_number_of_a_relative_is_asked(other):
    verdict = judge(person(1, number="n1", sex="F"), person(2, number="n1", given="สมศักดิ์", **other))
    assert verdict.person is None
    assert verdict.asks == ((1, (Evidence.SAME_NUMBER, Evidence.NAME_DIFFERS)),)


def test_same_number_joins_when_only_the_given_name_was_changed():
    assert judge(person(1, number="n1"), person(2, number="n1", given="ธนพร")).person == 7


def test_equal_name_year_and_tambon_join_without_numbers():
    assert judge(person(1), person(2)).rule is Rule.SAME_NAME_YEAR_TAMBON
    assert judge(person(1, number="n1"), person(2)).person == 7


def test_equal_name_with_two_numbers_is_asked_not_joined():
    verdict = judge(person(1, number="n1"), person(2, number="n3"))
    assert verdict.person is None
    assert Evidence.NUMBERS_DIFFER in verdict.asks[0].evidence


def test_number_one_slip_away_is_asked_even_from_another_tambon():
    for slip in ("n2", "n4"):
        verdict = judge(
            person(1, number="n1"), person(2, number=slip, tambon="130102", birth_year=None)
        )
        assert verdict.asks == ((1, (Evidence.SAME_NAME, Evidence.NUMBER_NEAR)),)


def test_damaged_number_is_evidence_but_never_joins():
    damaged = person(2, number="", digits=DIGITS["n2"], tambon="130102")
    assert judge(person(1, number="n1"), damaged).asks[0].evidence == (
        Evidence.SAME_NAME,
        Evidence.NUMBER_NEAR,
    )


@pytest.mark.parametrize(
    ("year", "expected"),
    [
        (1950, Evidence.YEAR_NEAR),
        (1948, Evidence.YEAR_NEAR),
        (None, Evidence.YEAR_MISSING),
        (1951, None),
    ],
)
def test_equal_name_and_tambon_with_another_year(year, expected):
    asks = judge(person(1), person(2, birth_year=year)).asks
    assert [ask.evidence[1] for ask in asks] == ([expected] if expected else [])


def test_name_one_letter_away_is_asked_unless_both_have_numbers():
    assert judge(person(1), person(2, family="ใจดิ")).asks[0].evidence[0] is Evidence.NAME_NEAR
    assert judge(person(1, number="n1"), person(2, number="n3", family="ใจดิ")).asks == ()


def test_single_names_one_letter_away_are_two_people():
    assert judge(person(1, given="อาผา", family=""), person(2, given="อาผ่า", family="")).asks == ()


def test_people_without_a_name_are_never_equal():
    verdict = judge(person(1, given="", family=""), person(2, given="", family=""))
    assert verdict == (2, None, Rule.NEW, ())


def test_two_numbers_never_meet_through_a_row_without_one():
    rows = [person(0, number="n1"), person(1), person(2, number="n3"), person(3)]
    verdicts = link_rows([], rows)
    assert [v.person for v in verdicts] == [None, -1, None, None]
    assert [ask.evidence[-1] for ask in verdicts[3].asks] == [Evidence.SEVERAL_FIT] * 2


def test_row_between_two_persons_joins_one_and_asks_about_the_other():
    known = [(person(1), 7), (person(2, number="n1", birth_year=None), 8)]
    verdict = link_rows(known, [person(3, number="n1")])[0]
    assert verdict.person == 8
    assert [ask.other for ask in verdict.asks] == [1]


def test_a_row_asks_at_most_three_questions():
    known = [(person(n, birth_year=None, number=f"x{n}", digits=""), n) for n in range(10)]
    assert len(link_rows(known, [person(99)])[0].asks) == 3


def test_work_grows_with_the_rows_when_all_are_alike():
    for count in (500, 2000):
        tables = FirstPass(most_in_a_block=20)
        for key in range(count):
            row = person(key, number=f"number {key}")
            tables.judge(row)
            tables.add(row, key)
        assert tables.compared <= 12 * 20 * count


ROWS = st.builds(
    LinkRow,
    key=st.just(0),
    number=st.sampled_from(["", "", "n1", "n2", "n3"]),
    digits=st.just(""),
    given=st.sampled_from(["", "มี", "มา", "มาลี", "มาลา", "ดี"]),
    family=st.sampled_from(["", "มี", "ดี", "ใจดี", "ใจดำ"]),
    birth_year=st.sampled_from([None, 1949, 1950, 1952]),
    tambon=st.sampled_from(["", "130101", "130102"]),
    sex=st.sampled_from(["", "F", "M"]),
)


def whole(rows: list[LinkRow], damaged: list[bool]) -> list[LinkRow]:
    """Rows with their keys, and digits: sometimes seen but not valid."""
    made = []
    for key, row in enumerate(rows):
        number = "" if damaged[key] else row.number
        made.append(row._replace(key=key, number=number, digits=DIGITS.get(row.number, "")))
    return made


@settings(max_examples=400, deadline=None)
@given(
    st.lists(ROWS, max_size=14),
    st.lists(st.booleans(), min_size=14, max_size=14),
    st.integers(0, 8),
)
def test_first_pass_answers_like_its_slow_twin(rows, damaged, known_count):
    rows = whole(rows, damaged)
    known = [(row, row.key % 3) for row in rows[:known_count]]
    assert link_rows(known, rows[known_count:]) == link_slowly(known, rows[known_count:])


@settings(max_examples=200, deadline=None)
@given(st.lists(ROWS, max_size=14), st.lists(st.booleans(), min_size=14, max_size=14))
def test_no_person_ever_holds_two_numbers(rows, damaged):
    rows = whole(rows, damaged)
    held: dict[int, set[str]] = {}
    for row, verdict in zip(rows, link_rows([], rows), strict=True):
        who = -row.key - 1 if verdict.person is None else verdict.person
        held.setdefault(who, set()).update({row.number} - {""})
    assert all(len(numbers) <= 1 for numbers in held.values())


@settings(max_examples=500, deadline=None)
@given(st.text("กขค", max_size=6), st.text("กขค", max_size=6))
def test_one_edit_answers_like_the_whole_table(a, b):
    assert within_one_edit(a, b) == (edits(a, b) <= 1)
