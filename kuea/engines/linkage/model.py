"""The model: how likely each level of each field is in each class of pairs. A file people can read.

`weights` turns a pattern into the log odds that the pair is one person; the parts of the sum are
the waterfall (`waterfall.py`).
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from kuea.engines.compiled import compiled
from kuea.engines.linkage.fields import FIELD_NAMES, FIELDS, LEVELS, SOURCE_PAIRS
from kuea.engines.linkage.records import Column
from kuea.engines.linkage.start import START

FORMAT = 1
_LEAST = 1e-7


@dataclass(frozen=True, slots=True)
class LinkModel:
    """c classes. `shares`: float64 (SOURCE_PAIRS, c); `levels`: float64 (c, fields, LEVELS)."""

    name: str
    classes: tuple[str, ...]
    is_same: tuple[bool, ...]
    shares: Column
    levels: Column
    join_from: float = 0.0
    """Log odds from which a pair may be joined without being asked."""
    ask_from: float = -4.0
    """Log odds from which a pair is worth a question."""
    learned_from: int = 0
    """Pairs the numbers were learned from; 0 for the numbers learning begins with."""

    def logs(self) -> "Logs":
        """The same as natural logarithms, level 0 saying nothing."""
        levels = np.log(np.maximum(self.levels, _LEAST))
        levels[:, :, 0] = 0.0
        return Logs(
            np.log(np.maximum(self.shares, _LEAST)), levels, np.array(self.is_same, dtype=np.bool_)
        )


@dataclass(frozen=True, slots=True)
class Logs:
    shares: Column
    levels: Column
    is_same: Column


def start_model() -> LinkModel:
    """The model before it has seen any registry."""
    levels = np.zeros((len(START), len(FIELDS), LEVELS))
    for row, each in enumerate(START):
        for place, name in enumerate(FIELD_NAMES):
            weights = np.array(each.levels[name], dtype=np.float64)
            levels[row, place, 1 : 1 + len(weights)] = weights / weights.sum()
    shares = np.array([each.share for each in START])
    return LinkModel(
        "start", tuple(each.name for each in START), tuple(each.is_same_person for each in START),
        np.tile(shares / shares.sum(), (SOURCE_PAIRS, 1)), levels,
    )  # fmt: skip


def write_model(model: LinkModel) -> str:
    """JSON text: probabilities of named levels, a class at a time, rounded to nine digits."""
    return json.dumps(
        {
            "format": FORMAT,
            "name": model.name,
            "learned_from_pairs": model.learned_from,
            "join_from": model.join_from,
            "ask_from": model.ask_from,
            "classes": [
                {
                    "name": name,
                    "same_person": same,
                    "share_by_source_pair": [_rounded(x) for x in model.shares[:, row]],
                    "levels": {
                        field: _named_levels(row, place, model.levels)
                        for place, field in enumerate(FIELD_NAMES)
                    },
                }
                for row, (name, same) in enumerate(zip(model.classes, model.is_same, strict=True))
            ],
        },
        ensure_ascii=False,
        indent=1,
    )


def read_model(text: str) -> LinkModel:
    """The inverse of `write_model`. Raises ValueError for another format or a missing part."""
    said = json.loads(text)
    if not isinstance(said, dict) or said.get("format") != FORMAT:
        raise ValueError(f"not a linking model of format {FORMAT}")
    try:
        classes: list[dict[str, Any]] = said["classes"]
        levels = np.zeros((len(classes), len(FIELDS), LEVELS))
        for row, each in enumerate(classes):
            for place, (field, kind) in enumerate(zip(FIELD_NAMES, FIELDS, strict=True)):
                for level in kind:
                    if level:
                        levels[row, place, level] = each["levels"][field][level.name.lower()]
        shares = np.array([each["share_by_source_pair"] for each in classes]).T
        return LinkModel(
            said["name"], tuple(each["name"] for each in classes),
            tuple(bool(each["same_person"]) for each in classes), np.ascontiguousarray(shares),
            levels, said["join_from"], said["ask_from"], said["learned_from_pairs"],
        )  # fmt: skip
    except (KeyError, TypeError) as missing:
        raise ValueError(f"the linking model lacks {missing}") from missing


def _named_levels(row: int, place: int, levels: Column) -> dict[str, float]:
    return {
        level.name.lower(): _rounded(levels[row, place, level]) for level in FIELDS[place] if level
    }


def _rounded(value: float) -> float:
    return float(f"{value:.9g}")


@compiled
def class_logs(pattern: int, shares: Column, levels: Column, out: Column) -> None:
    """Joint log probability of the pattern and each class."""
    for c in range(len(out)):
        out[c] = (
            shares[pattern & 31, c]
            + levels[c, 0, pattern >> 26 & 15]
            + levels[c, 1, pattern >> 22 & 15]
            + levels[c, 2, pattern >> 18 & 15]
            + levels[c, 3, pattern >> 14 & 15]
            + levels[c, 4, pattern >> 12 & 3]
            + levels[c, 5, pattern >> 8 & 15]
            + levels[c, 6, pattern >> 5 & 7]
        )


@compiled
def log_odds(pattern: int, shares: Column, levels: Column, is_same: Column, out: Column) -> float:
    """Log odds of "one person" for a pattern; `out` is scratch of the size of the classes."""
    class_logs(pattern, shares, levels, out)
    most_same = -1e300
    most_other = -1e300
    for c in range(len(out)):
        if is_same[c]:
            most_same = max(most_same, out[c])
        else:
            most_other = max(most_other, out[c])
    same = 0.0
    other = 0.0
    for c in range(len(out)):
        if is_same[c]:
            same += np.exp(out[c] - most_same)
        else:
            other += np.exp(out[c] - most_other)
    return float(most_same - most_other + np.log(same) - np.log(other))


@compiled
def _many_log_odds(
    patterns: Column, shares: Column, levels: Column, is_same: Column, out: Column
) -> None:
    scratch = np.zeros(len(is_same))
    for k in range(len(patterns)):
        out[k] = log_odds(patterns[k], shares, levels, is_same, scratch)


def weights(patterns: Column | Sequence[int], logs: Logs) -> Column:
    """float64 log odds of each pattern."""
    coded = np.asarray(patterns, dtype=np.int64)
    out = np.empty(len(coded))
    _many_log_odds(coded, logs.shares, logs.levels, logs.is_same, out)
    return out
