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

from kuea.engines.linkage.fields import FIELD_NAMES, LEVELS, SOURCE_PAIRS
from kuea.engines.linkage.model import LinkModel
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
_SHIFTS = (26, 22, 18, 14, 12, 8, 5)
_MASKS = (15, 15, 15, 15, 3, 15, 7)


def learn(
    patterns: Column, times: Column, start: LinkModel, answers: Iterable[tuple[int, bool]] = ()
) -> LinkModel:
    """The model fitted to `times` (int) pairs of each distinct pattern (int), from `start`."""
    told = list(answers)
    coded = np.concatenate((patterns, np.array([pattern for pattern, _ in told], dtype=np.int64)))
    weight = np.concatenate((times.astype(np.float64), np.full(len(told), ANSWER_COUNTS)))
    allowed = np.ones((len(coded), len(start.classes)), dtype=bool)
    for row, (_, same) in enumerate(told, start=len(patterns)):
        allowed[row] = np.array(start.is_same) == same
    columns = [coded >> shift & mask for shift, mask in zip(_SHIFTS, _MASKS, strict=True)]
    sources = coded & 31
    model, last = start, -np.inf
    for _ in range(ROUNDS):
        part, likelihood = _expect(model, columns, sources, allowed, weight)
        model = _maximise(part, columns, sources, start)
        if abs(likelihood - last) < ENOUGH:
            break
        last = likelihood
    return replace(model, name="learned", learned_from=int(times.sum()))


def _expect(
    model: LinkModel, columns: list[Column], sources: Column, allowed: Column, weight: Column
) -> tuple[Column, float]:
    """Pairs of each pattern in each class (patterns, classes), and the mean log likelihood."""
    logs = model.logs()
    joint = logs.shares[sources]
    for place, column in enumerate(columns):
        joint = joint + logs.levels[:, place, :].T[column]
    joint[~allowed] = -np.inf
    most = joint.max(axis=1, keepdims=True)
    part = np.exp(joint - most)
    total = part.sum(axis=1, keepdims=True)
    likelihood = float(((np.log(total) + most)[:, 0] * weight).sum() / max(weight.sum(), 1.0))
    return part / total * weight[:, None], likelihood


def _maximise(part: Column, columns: list[Column], sources: Column, start: LinkModel) -> LinkModel:
    classes = part.shape[1]
    levels = np.zeros_like(start.levels)
    beforehand = max(PRIOR_PAIRS, PRIOR_SHARE * float(part.sum()) / classes)
    same = np.array(start.is_same)
    for place, field in enumerate(FIELD_NAMES):
        for c in range(classes):
            tied = same if same[c] and field != "address" else np.arange(classes) == c
            seen = np.bincount(columns[place], weights=part[:, tied].sum(axis=1), minlength=LEVELS)
            seen[0] = 0.0
            counted = seen + beforehand * start.levels[c, place]
            levels[c, place] = counted / counted.sum()
    common = part.sum(axis=0) + beforehand * start.shares[0]
    common /= common.sum()
    shares = np.empty((SOURCE_PAIRS, classes))
    for c in range(classes):
        shares[:, c] = np.bincount(sources, weights=part[:, c], minlength=SOURCE_PAIRS)[
            :SOURCE_PAIRS
        ]
    shares += SOURCE_PAIR_PRIOR * common
    shares /= shares.sum(axis=1, keepdims=True)
    return replace(start, shares=shares, levels=levels)
