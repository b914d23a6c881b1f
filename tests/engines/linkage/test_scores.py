"""The compiled loops say what the slow twin says, and the evidence adds up."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kuea.engines.linkage.batch import compare, prepared
from kuea.engines.linkage.evidence import STEPS, waterfall
from kuea.engines.linkage.fields import FIELD_NAMES, FIELDS, unpack
from kuea.engines.linkage.levels import pack, slips
from kuea.engines.linkage.model import read_model, start_model, weights, write_model
from kuea.engines.linkage.reading import Reader
from kuea.engines.linkage.words import letters_of

from . import slow_scores
from .lists_of_people import AS_OF, raw_rows

MODEL_TEXT = write_model(start_model())
MODEL = read_model(MODEL_TEXT)
LOGS = MODEL.logs()


@settings(max_examples=150, deadline=None)
@given(raw_rows)
def test_every_pair_has_the_level_and_weight_of_the_slow_twin(rows):
    reader = Reader(AS_OF)
    records = reader.read_raw(rows)
    people = slow_scores.people_of(records, reader)
    pairs = [(i, j) for i in range(len(rows)) for j in range(i, len(rows))]
    first, second = (np.array(side, dtype=np.int32) for side in zip(*pairs, strict=True))
    patterns = compare(prepared(records, reader), first, second, 2)
    for (i, j), pattern, weight in zip(pairs, patterns, weights(patterns, LOGS), strict=True):
        levels = unpack(int(pattern))
        assert slow_scores.levels_of(people[i], people[j]) == {
            name: getattr(levels, name) for name in FIELD_NAMES
        }
        expected = slow_scores.score(people[i], people[j], MODEL_TEXT)
        assert weight == pytest.approx(expected, abs=1e-9)


@given(st.text("กขค", max_size=8), st.text("กขค", max_size=8))
def test_slips_are_counted_up_to_the_most(a, b):
    x, y = letters_of([a, b])
    assert slips(x, len(a), y, len(b), 2) == min(3, slow_scores.edits(a, b))


levels = st.tuples(
    *[st.sampled_from([int(level) for level in kind]) for kind in FIELDS], st.integers(0, 27)
)


@given(levels)
def test_a_pattern_holds_its_levels(chosen):
    assert tuple(unpack(pack(*chosen))) == chosen


@given(levels)
def test_the_steps_of_a_waterfall_add_up_to_the_weight(chosen):
    pattern = pack(*chosen)
    found = waterfall(pattern, LOGS)
    assert found.begin + sum(sign.weight for sign in found.signs) == pytest.approx(found.weight)
    assert found.weight == pytest.approx(float(weights([pattern], LOGS)[0]))
    known = {name for name, level in zip(FIELD_NAMES, chosen, strict=False) if level}
    assert [sign.field for sign in found.signs] == [name for name in STEPS if name in known]


def test_a_model_is_read_as_it_was_written():
    again = read_model(write_model(MODEL))
    assert again.classes == MODEL.classes
    assert np.array_equal(again.levels, MODEL.levels) and np.array_equal(again.shares, MODEL.shares)


@pytest.mark.parametrize("text", ["{}", "[]", '{"format": 1, "classes": [{}]}', '{"format": 99}'])
def test_a_file_that_is_no_model_is_refused(text):
    with pytest.raises(ValueError):
        read_model(text)
