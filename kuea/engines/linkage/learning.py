"""Learning the model without labels: a latent-class model, fitted by EM over counted patterns.

Source: Dempster, Laird and Rubin (1977) for EM; latent classes for record linkage after Winkler
(1988) and Larsen and Rubin (2001). A million pairs make only some hundred thousand patterns, so
a round costs milliseconds. What is expected beforehand counts as some pairs seen (a Dirichlet
prior): rare levels keep sane numbers and classes keep their meaning. Answers of clerks are pairs
whose class is known. The classes of one person share every field but the address, or the class of
those who moved would drift off to strangers where records say little.
"""

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from kuea.engines.compiled import compiled
from kuea.engines.linkage.fields import FIELD_NAMES
from kuea.engines.linkage.model import LinkModel, class_logs
from kuea.engines.linkage.records import Column

ROUNDS = 60
ENOUGH = 1e-7
"""Mean change of log likelihood a pair at which learning stops."""
PRIOR_SHARE = 0.01
"""What is expected beforehand counts as this share of the pairs seen …"""
PRIOR_PAIRS = 400.0
"""… and at least as so many pairs a class."""
SOURCE_PAIR_PRIOR = 200.0
"""Each pair of sources begins with so many pairs of the common shares."""
ANSWER_COUNTS = 5.0
"""An answered pair counts as so many unanswered ones: they were asked because they are rare."""
_ANY, _SAME, _OTHER = range(3)
"""What is known of the pairs of a pattern."""


def learn(
    patterns: Column, times: Column, start: LinkModel, answers: Iterable[tuple[int, bool]] = ()
) -> LinkModel:
    """The model fitted to `times` (int) pairs of each distinct pattern (int), from `start`.

    `answers`: pattern of a pair that a clerk saw, and whether it is one person.
    """
    told = sorted(answers)
    coded = np.concatenate((patterns, np.array([pattern for pattern, _ in told], dtype=np.int64)))
    weight = np.concatenate((times.astype(np.float64), np.full(len(told), ANSWER_COUNTS)))
    known = np.zeros(len(coded), dtype=np.int8)
    known[len(patterns) :] = [_SAME if same else _OTHER for _, same in told]
    total = max(float(weight.sum()), 1.0)
    model, last = start, -np.inf
    for _ in range(ROUNDS):
        logs = model.logs()
        levels, shares = np.zeros_like(start.levels), np.zeros_like(start.shares)
        likelihood = _expect(
            coded, weight, known, logs.shares, logs.levels, logs.is_same, levels, shares
        )
        model = _maximise(levels, shares, start)
        if abs(likelihood / total - last) < ENOUGH:
            break
        last = likelihood / total
    return replace(model, name="learned", learned_from=int(times.sum()))


@compiled
def _expect(
    patterns: Column, weight: Column, known: Column,
    shares: Column, levels: Column, is_same: Column, seen_levels: Column, seen_shares: Column,
) -> float:  # fmt: skip
    """Add the pairs of each class to what was seen of it; answers the log likelihood."""
    classes = len(is_same)
    logs = np.zeros(classes)
    likelihood = 0.0
    for k in range(len(patterns)):
        pattern = patterns[k]
        class_logs(pattern, shares, levels, logs)
        most = -1e300
        for c in range(classes):
            if (known[k] == 1 and not is_same[c]) or (known[k] == 2 and is_same[c]):
                logs[c] = -1e300
            most = max(most, logs[c])
        total = 0.0
        for c in range(classes):
            logs[c] = np.exp(logs[c] - most)
            total += logs[c]
        likelihood += weight[k] * (most + np.log(total))
        for c in range(classes):
            part = weight[k] * logs[c] / total
            seen_shares[pattern & 31, c] += part
            seen_levels[c, 0, pattern >> 26 & 15] += part
            seen_levels[c, 1, pattern >> 22 & 15] += part
            seen_levels[c, 2, pattern >> 18 & 15] += part
            seen_levels[c, 3, pattern >> 14 & 15] += part
            seen_levels[c, 4, pattern >> 12 & 3] += part
            seen_levels[c, 5, pattern >> 8 & 15] += part
            seen_levels[c, 6, pattern >> 5 & 7] += part
    return likelihood


def _maximise(levels: Column, shares: Column, start: LinkModel) -> LinkModel:
    """The likeliest model for what was seen, and what was expected beforehand."""
    classes = len(start.classes)
    beforehand = max(PRIOR_PAIRS, PRIOR_SHARE * float(shares.sum()) / classes)
    same = np.array(start.is_same)
    tied = [place for place, field in enumerate(FIELD_NAMES) if field != "address"]
    for place in tied:
        levels[same, place] = levels[same, place].sum(axis=0)
    levels[:, :, 0] = 0.0
    levels = levels + beforehand * start.levels
    levels /= levels.sum(axis=2, keepdims=True)
    common = shares.sum(axis=0) + beforehand * start.shares[0]
    shares = shares + SOURCE_PAIR_PRIOR * common / common.sum()
    return replace(start, shares=shares / shares.sum(axis=1, keepdims=True), levels=levels)
