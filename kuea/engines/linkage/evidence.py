"""Why two records were joined, asked about or kept apart: field by field, as codes and weights.

The waterfall begins with how rare a match is among the pairs compared, and takes the fields one
after another, each moving the log odds of "one person" by what it adds to all before it. The sum
of the steps is exactly the weight of the pair, whatever the classes of the model do together.
"""

from typing import NamedTuple

import numpy as np

from kuea.engines.linkage.fields import FIELD_NAMES, FIELDS, Levels, unpack
from kuea.engines.linkage.levels import pack
from kuea.engines.linkage.model import Logs, weights

STEPS = ("number", "birth", "given", "family", "sex", "address", "phone")
"""The order of the steps: what identifies alone first, what a household shares last."""


class Sign(NamedTuple):
    """One field's evidence. `level` is a name of the field's levels, `weight` its part of the log odds."""

    field: str
    level: str
    weight: float


class Waterfall(NamedTuple):
    """`begin` + all signs = `weight`, the log odds that both records are one person."""

    begin: float
    signs: tuple[Sign, ...]
    weight: float

    @property
    def probability(self) -> float:
        return float(1 / (1 + np.exp(-min(700.0, max(-700.0, self.weight)))))


def waterfall(pattern: int, logs: Logs) -> Waterfall:
    """The evidence in a pattern; fields that were missing are left out."""
    levels = unpack(pattern)
    known = Levels(0, 0, 0, 0, 0, 0, 0, levels.sources)
    stages = [pack(*known)]
    for name in STEPS:
        known = known._replace(**{name: getattr(levels, name)})
        stages.append(pack(*known))
    sums = weights(stages, logs)
    signs = tuple(
        Sign(name, _level_name(name, getattr(levels, name)), float(after - before))
        for name, before, after in zip(STEPS, sums[:-1], sums[1:], strict=True)
        if getattr(levels, name)
    )
    return Waterfall(float(sums[0]), signs, float(sums[-1]))


def _level_name(field: str, level: int) -> str:
    return FIELDS[FIELD_NAMES.index(field)](level).name.lower()
