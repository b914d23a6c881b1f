"""How wrong the joins are expected to be, and from which weight to join, ask or leave apart.

Estimated on the registry's own pairs, never promised. Two intervals, by what is known:

- without answers: the model is fitted again leaving out one tenth of the records after another
  (delete-a-group jackknife, Quenouille 1956); it shows how firm the figures are if the model is
  right, not whether it is right;
- with answers of clerks to pairs drawn from the joins: Clopper and Pearson's exact interval (1934),
  which supposes nothing.
"""

from dataclasses import replace
from typing import NamedTuple

import numpy as np
from scipy.stats import beta  # type: ignore[import-untyped]

from kuea.engines.linkage.learning import learn
from kuea.engines.linkage.model import LinkModel, weights
from kuea.engines.linkage.records import Column

GROUPS = 10
_MOST_ODDS = 30.0


class Estimate(NamedTuple):
    """A share with its interval."""

    share: float
    low: float
    high: float


class Errors(NamedTuple):
    """Of the pairs from a weight on: the share that is not one person. Of the pairs that are: the share below."""

    join_from: float
    wrong: Estimate
    missed: Estimate


def probability(weight: Column) -> Column:
    """Of one person, from log odds."""
    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(weight, -_MOST_ODDS, _MOST_ODDS))))


def choose_thresholds(
    model: LinkModel, patterns: Column, times: Column, *, wrong: float, missed: float
) -> LinkModel:
    """The model with `join_from` and `ask_from` for two stated rates.

    Join from the lowest weight at which the pairs joined are wrong in at most `wrong` of the cases;
    ask from the highest weight below which at most `missed` of all true pairs are left unasked.
    """
    weight = weights(patterns, model.logs())
    order = np.argsort(-weight, kind="stable")
    share = probability(weight[order])
    number = times[order].astype(np.float64)
    wrong_so_far = np.cumsum((1 - share) * number) / np.cumsum(number)
    allowed = np.flatnonzero(wrong_so_far <= wrong)
    join_from = float(weight[order[allowed[-1]]]) if len(allowed) else float("inf")
    true_below = np.cumsum((share * number)[::-1])[::-1] / max(
        float((share * number).sum()), 1e-300
    )
    left = np.flatnonzero(true_below <= missed)
    ask_from = float(weight[order[left[0]]]) if len(left) else float("-inf")
    return replace(model, join_from=join_from, ask_from=min(ask_from, join_from))


def estimate_errors(
    model: LinkModel, patterns: Column, times_by_group: Column, *, start: LinkModel
) -> Errors:
    """Errors of joining every pair from `model.join_from` on.

    `times_by_group`: int (GROUPS, patterns), pairs of each pattern by group of records
    (`group_of`), so that pairs of one household are left out together.
    """
    all_times = times_by_group.sum(axis=0)
    whole = _errors(model, patterns, all_times)
    parts = np.array([
        _errors(
            replace(
                learn(patterns, all_times - times_by_group[group], start), join_from=model.join_from
            ),
            patterns, all_times - times_by_group[group],
        )
        for group in range(GROUPS)
    ])  # fmt: skip
    spread = 1.96 * np.sqrt((GROUPS - 1) / GROUPS * ((parts - parts.mean(axis=0)) ** 2).sum(axis=0))
    wrong, missed = (
        Estimate(share, max(0.0, share - half), min(1.0, share + half))
        for share, half in zip(whole, spread.tolist(), strict=True)
    )
    return Errors(model.join_from, wrong, missed)


def group_of(rows: Column) -> Column:
    """The group (0 to GROUPS − 1) of records; neighbours in the list may differ."""
    return (rows.astype(np.int64) * 2654435761 >> 12) % GROUPS


def estimate_from_answers(right: int, asked: int, *, confidence: float = 0.95) -> Estimate:
    """The share of wrong joins when clerks called `right` of `asked` joins, drawn evenly, right."""
    wrong = asked - right
    tail = (1 - confidence) / 2
    low = 0.0 if wrong == 0 else float(beta.ppf(tail, wrong, right + 1))
    high = 1.0 if right == 0 else float(beta.ppf(1 - tail, wrong + 1, right))
    return Estimate(wrong / asked if asked else 0.0, low, high)


def _errors(model: LinkModel, patterns: Column, times: Column) -> tuple[float, float]:
    weight = weights(patterns, model.logs())
    share, joined = probability(weight), weight >= model.join_from
    number = np.maximum(times, 0).astype(np.float64)
    wrong = ((1 - share) * number)[joined].sum() / max(number[joined].sum(), 1.0)
    missed = (share * number)[~joined].sum() / max((share * number).sum(), 1e-300)
    return float(wrong), float(missed)
