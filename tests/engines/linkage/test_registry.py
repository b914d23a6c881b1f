"""Later records: the same answer as the batch, questions instead of mergers, nothing changed by looking."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kuea.core.thai import make_sample_number
from kuea.engines.linkage.batch import link, prepared
from kuea.engines.linkage.commonness import Commonness
from kuea.engines.linkage.facts import read_facts
from kuea.engines.linkage.index import KeyTable, link_keys
from kuea.engines.linkage.model import start_model
from kuea.engines.linkage.rarity import rarity_of, shared_of
from kuea.engines.linkage.reading import Reader
from kuea.engines.linkage.records import Raw
from kuea.engines.linkage.registry import Outcome, Registry

from .lists_of_people import AS_OF, raw_rows, table_of
from .test_batch import GRANDMOTHER


def registry_of(*rows_of_persons):
    registry = Registry(Reader(AS_OF), start_model())
    for person, rows in enumerate(rows_of_persons):
        registry.add(rows, [person] * len(rows))
    return registry


def test_a_record_joins_its_person_and_says_why():
    registry = registry_of(
        [GRANDMOTHER],
        [GRANDMOTHER._replace(key="x", family_name="คนไกล", given_name="มาลี", national_id="")],
    )
    [found] = registry.judge(
        [GRANDMOTHER._replace(key="new", source="field", given_name="สมสี", birth_date="2485")]
    )
    assert (found.outcome, found.person) == (Outcome.JOIN, 0)
    assert found.because is not None and found.because.other == "a"
    assert {sign.field: sign.level for sign in found.because.evidence.signs} == {
        "number": "equal", "birth": "same_year_part", "given": "sounds_equal_rare", "family": "equal_rare",
        "sex": "equal", "address": "same_house", "phone": "equal",
    }  # fmt: skip


def test_a_stranger_is_new_and_two_records_of_one_stranger_are_one_new_person():
    registry = registry_of([GRANDMOTHER])
    stranger = Raw(
        "s1",
        "field",
        "นาย",
        "ประเสริฐ",
        "ทองดี",
        make_sample_number(9),
        "01/02/2520",
        "1",
        "7",
        "2",
        "130201",
    )
    first, second = registry.judge([stranger, stranger._replace(key="s2", source="survey")])
    assert first.outcome is second.outcome is Outcome.NEW
    assert first.person == second.person < 0


def test_a_likely_twin_is_asked_about_not_joined():
    registry = registry_of([GRANDMOTHER])
    [found] = registry.judge([
        GRANDMOTHER._replace(key="new", source="survey", given_name="สมทรง", national_id="")
    ])  # fmt: skip
    assert found.outcome is Outcome.ASK
    assert [question.person for question in found.questions] == [0]


def test_two_known_persons_are_never_joined_by_a_record_that_fits_both():
    half = {"national_id": "", "phone": ""}
    registry = registry_of(
        [GRANDMOTHER._replace(key="a")], [GRANDMOTHER._replace(key="b", source="survey", **half)]
    )
    [found] = registry.judge([GRANDMOTHER._replace(key="new", source="field", birth_date="2485")])
    assert (found.outcome, found.person) == (Outcome.JOIN, 0)
    assert [question.person for question in found.questions] == [1]


def test_looking_changes_nothing():
    registry = registry_of([GRANDMOTHER])
    rows = [GRANDMOTHER._replace(key="new", source="field", birth_date="2485")]
    assert registry.judge(rows) == registry.judge(rows)
    assert len(registry) == 1
    assert registry.judge([]) == []


def test_an_empty_registry_knows_nobody():
    assert [each.outcome for each in registry_of().judge([GRANDMOTHER, Raw("empty")])] == [
        Outcome.NEW
    ] * 2


@settings(max_examples=60, deadline=None)
@given(raw_rows, raw_rows)
def test_adding_at_once_or_one_by_one_is_the_same(rows, asked):
    reader = Reader(AS_OF)
    reader.read_raw(rows)  # both read names by the same lists
    counts = Commonness.of(reader.read_raw(rows), reader.words)
    one, other = (Registry(reader, start_model(), counts) for _ in range(2))
    one.add(rows, list(range(len(rows))))
    for person, row in enumerate(rows):
        other.add([row], [person])
    assert one.judge(asked) == other.judge(asked)


@settings(max_examples=60, deadline=None)
@given(raw_rows)
def test_commonness_kept_is_commonness_counted(rows):
    reader = Reader(AS_OF)
    records = reader.read_raw(rows)
    kept = Commonness.of(records, reader.words)
    assert np.array_equal(
        kept.rarity(records, reader.words, counted_in=True), rarity_of(records, reader.words)
    )
    assert np.array_equal(kept.shared(records, reader.words, counted_in=True), shared_of(records))


@settings(max_examples=80, deadline=None)
@given(raw_rows, st.integers(0, 13))
def test_one_record_after_the_others_is_placed_as_in_the_batch(rows, place):
    """Where the batch did not need the record to join two of the others, both say the same."""
    place %= len(rows)
    linked = link(table_of(rows), as_of=AS_OF)
    others = [row for row in range(len(rows)) if row != place]
    reader = linked.reader
    counts = Commonness.of(linked.records, reader.words)
    registry = Registry(reader, linked.model, counts)
    registry.add_read(
        linked.records.take(np.array(others, dtype=np.int64)),
        [rows[row].key for row in others], linked.cluster[others].tolist(),
    )  # fmt: skip
    [found] = registry.judge([rows[place]])
    mates = [row for row in others if linked.cluster[row] == linked.cluster[place]]
    if not mates:
        assert found.outcome is not Outcome.JOIN or found.person >= 0
    elif found.outcome is Outcome.JOIN:
        assert found.person >= 0


@settings(max_examples=60, deadline=None)
@given(raw_rows)
def test_kept_keys_bring_forward_whom_the_table_brings_forward(rows):
    reader = Reader(AS_OF)
    records = reader.read_raw(rows)
    mine, theirs = KeyTable.of(records, reader.words).candidates(records, reader.words)
    keys = [set(each) for each in link_keys(records, reader.words)]
    assert {(i, j) for i, j in zip(mine.tolist(), theirs.tolist(), strict=True)} == {
        (i, j) for i in range(len(rows)) for j in range(len(rows)) if keys[i] & keys[j]
    }


@settings(max_examples=40, deadline=None)
@given(raw_rows, raw_rows)
def test_a_record_is_judged_alike_among_its_candidates_and_in_the_whole_registry(rows, asked):
    persons = list(range(len(rows)))
    whole = Registry.of(rows, persons, as_of=AS_OF, model=start_model())
    facts = whole.facts()
    for row in asked:
        few = Registry.among(rows, persons, facts=facts, as_of=AS_OF, model=start_model())
        assert few.judge([row]) == whole.judge([row])


def test_facts_of_another_format_are_refused():
    with pytest.raises(ValueError):
        read_facts('{"format": 7}', AS_OF)


def test_the_table_of_the_loops_does_not_depend_on_the_path():
    reader = Reader(AS_OF)
    records = reader.read_raw([GRANDMOTHER, GRANDMOTHER._replace(key="b")])
    registry = Registry(reader, start_model())
    registry.add_read(records, ["a", "b"], [0, 0])
    assert np.array_equal(registry.people_at(np.array([0, 1])), prepared(records, reader).people)
    with pytest.raises(ValueError):
        registry.add_read(records, ["c", "d"], [1])
