"""Stated rates, their estimates, the queue, and learning."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kuea.core.thai import make_sample_number
from kuea.engines.linkage.batch import link
from kuea.engines.linkage.fields import FIELDS, Given, Number
from kuea.engines.linkage.learning import learn
from kuea.engines.linkage.levels import pack
from kuea.engines.linkage.model import read_model, start_model, weights
from kuea.engines.linkage.queue import queue
from kuea.engines.linkage.thresholds import (
    GROUPS,
    choose_thresholds,
    estimate_errors,
    estimate_from_answers,
    probability,
)

from .lists_of_people import AS_OF, table_of
from .test_batch import GRANDMOTHER

patterns_seen = st.lists(
    st.tuples(
        st.tuples(*[st.sampled_from([int(level) for level in kind]) for kind in FIELDS], st.just(0)),
        st.integers(1, 50),
    ),
    min_size=3, max_size=40, unique_by=lambda item: item[0],
)  # fmt: skip


def arrays(seen):
    seen = sorted((pack(*levels), times) for levels, times in seen)
    patterns, times = zip(*seen, strict=True)
    return np.array(patterns, dtype=np.int64), np.array(times, dtype=np.int64)


@given(patterns_seen, st.floats(0.0001, 0.3), st.floats(0.0001, 0.3))
def test_chosen_thresholds_keep_the_stated_rates(seen, wrong, missed):
    patterns, times = arrays(seen)
    model = choose_thresholds(start_model(), patterns, times, wrong=wrong, missed=missed)
    weight = weights(patterns, model.logs())
    share = probability(weight)
    joined = weight >= model.join_from
    assert ((1 - share) * times)[joined].sum() <= wrong * times[joined].sum() * (1 + 1e-9)
    unasked = weight < model.ask_from
    assert (share * times)[unasked].sum() <= missed * (share * times).sum() * (1 + 1e-9)
    assert model.ask_from <= model.join_from


@given(patterns_seen)
def test_a_learned_model_is_one_of_probabilities(seen):
    patterns, times = arrays(seen)
    model = learn(patterns, times, start_model())
    assert np.allclose(model.shares.sum(axis=1), 1) and np.allclose(model.levels.sum(axis=2), 1)
    assert (model.levels[:, :, 0] == 0).all() and model.learned_from == times.sum()


def test_learning_does_not_depend_on_the_order_of_answers_and_heeds_them():
    unsure = pack(Given.DIFFERENT, 2, 1, Number.MISSING, 1, 1, 0, 1)
    patterns = np.array([pack(1, 1, 1, 1, 1, 1, 0, 1), unsure, pack(13, 13, 14, 8, 2, 8, 4, 1)])
    times = np.array([800, 200, 2000])

    def weight_with(answers):
        return float(weights([unsure], learn(patterns, times, start_model(), answers).logs())[0])

    yes, no = [(unsure, True)] * 300, [(unsure, False)] * 300
    assert weight_with(no) < weight_with([]) < weight_with(yes)
    mixed = [(unsure, True), (unsure, False)] * 10
    assert weight_with(mixed) == pytest.approx(weight_with(mixed[::-1]), abs=1e-9)


def test_the_estimate_lies_in_its_interval():
    patterns = np.array(
        [
            pack(1, 1, 1, 1, 1, 1, 0, 1),
            pack(7, 1, 4, 0, 1, 4, 0, 1),
            pack(13, 13, 14, 8, 2, 8, 4, 1),
        ]
    )
    by_group = np.array([[80 + group, 9 + group % 3, 200] for group in range(GROUPS)])
    model = replace(start_model(), join_from=0.0)
    found = estimate_errors(model, patterns, by_group, start=start_model())
    for each in (found.wrong, found.missed):
        assert 0 <= each.low <= each.share <= each.high <= 1


def test_answers_give_the_interval_of_clopper_and_pearson():
    found = estimate_from_answers(98, 100)
    assert (round(found.low, 4), found.share, round(found.high, 4)) == (0.0024, 0.02, 0.0704)
    assert estimate_from_answers(0, 0)[1:] == (0.0, 1.0)


def test_the_queue_asks_the_worthier_question_first_and_each_once():
    twins = GRANDMOTHER._replace(key="t", source="survey", given_name="สมทรง", national_id="")
    rows = [GRANDMOTHER._replace(key=f"g{place}") for place in range(3)]
    rows += [twins, twins._replace(key="u", source="field")]
    rows += [
        GRANDMOTHER._replace(
            key=f"s{place}", given_name="อนันต์" if place else "อนันดา", family_name="คนไกล", phone="", house_no="77",
            national_id="" if place else make_sample_number(4), birth_date="2500", gender="1", prefix="",
        )
        for place in range(2)
    ]  # fmt: skip
    linked = link(table_of(rows), as_of=AS_OF)
    asked = queue(linked)
    assert len(asked.pair) and (np.diff(asked.worth) <= 0).all()
    groups = {
        tuple(
            sorted(
                (int(linked.cluster[linked.first[pair]]), int(linked.cluster[linked.second[pair]]))
            )
        )
        for pair in asked.pair
    }
    assert len(groups) == len(asked.pair)
    assert len(queue(linked, most=1).pair) == 1


def test_the_model_a_province_begins_with_can_be_read():
    for path in sorted(Path("definitions/linking").glob("*.json")):
        model = read_model(path.read_text(encoding="utf-8"))
        assert model.name == path.stem and model.learned_from > 100_000
        assert model.ask_from < 0 < model.join_from
        assert np.allclose(model.levels.sum(axis=2), 1, atol=1e-6)
