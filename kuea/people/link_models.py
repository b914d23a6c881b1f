"""The model a province links with: the one that ships, or one learned from its own records and answers.

Learned models are files beside the data, numbered, readable, without anything personal; taking the newest away
brings the one before into force again.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyarrow as pa
from django.conf import settings
from django.utils import timezone

from kuea.engines.linkage.batch import LEARN_FROM_PAIRS, link
from kuea.engines.linkage.model import LinkModel, read_model, write_model
from kuea.engines.linkage.records import Raw
from kuea.engines.linkage.sorting import counted
from kuea.engines.linkage.thresholds import (
    GROUPS,
    Errors,
    choose_thresholds,
    estimate_errors,
    group_of,
)

SHIPPED = "thai-1"
"""Of definitions/linking: what every province begins with."""


class Learned(NamedTuple):
    """A model learned from a province, and how wrong its joins are expected to be there."""

    model: LinkModel
    errors: Errors
    pairs: int
    answers: int


def model_in_force(province_code: str) -> LinkModel:
    """The newest model of the province, else the one that ships."""
    kept = kept_models(province_code)
    path = kept[-1] if kept else settings.DEFINITIONS / "linking" / f"{SHIPPED}.json"
    return _read(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=8)
def _read(path: Path, _changed: int) -> LinkModel:
    return read_model(path.read_text(encoding="utf-8"))


def kept_models(province_code: str) -> list[Path]:
    """Models learned from the province and brought into force, the newest last."""
    return sorted(settings.LINK_MODELS.glob(f"{province_code}-[0-9][0-9][0-9][0-9].json"))


def learn_model(
    province_code: str,
    rows: Sequence[Raw],
    answers: Sequence[tuple[int, bool]],
    *,
    wrong: float,
    missed: float,
) -> Learned | None:
    """A model for these records: `wrong` of the joins may be false, `missed` of the true pairs left unasked.

    Begins with the model in force. None when the records make too few pairs to learn from.
    """
    table = {
        "record_id" if name == "key" else name: pa.array(
            [getattr(row, name) for row in rows], pa.string()
        )
        for name in Raw._fields
    }
    start = model_in_force(province_code)
    linked = link(table, as_of=timezone.localdate(), start=start, answers=answers)
    if len(linked.pattern) < LEARN_FROM_PAIRS:
        return None
    patterns, place, times = counted(linked.pattern)
    patterns = patterns.astype(np.int64)
    model = choose_thresholds(linked.model, patterns, times, wrong=wrong, missed=missed)
    by_group = np.zeros((GROUPS, len(patterns)), dtype=np.int64)
    np.add.at(by_group, (group_of(linked.first), place), 1)
    errors = estimate_errors(model, patterns, by_group, start=start)
    return Learned(
        _for_any_sources(model, patterns, times), errors, len(linked.pattern), len(answers)
    )


def _for_any_sources(model: LinkModel, patterns: np.ndarray, times: np.ndarray) -> LinkModel:
    """Lists of later come from other sources: each pair of them begins with the common shares."""
    weight = np.bincount(patterns & 31, weights=times, minlength=len(model.shares))
    common = (model.shares * weight[:, None]).sum(axis=0) / weight.sum()
    return replace(model, shares=np.tile(common, (len(model.shares), 1)))


def number_of(name: str) -> int:
    """The number of a learned model; 0 for the one that ships."""
    return 0 if name == SHIPPED else int(name.rpartition("-")[2])


def keep_model(province_code: str, model: LinkModel) -> Path:
    """Bring a model into force."""
    kept = kept_models(province_code)
    number = number_of(kept[-1].stem) + 1 if kept else 1
    settings.LINK_MODELS.mkdir(mode=0o700, parents=True, exist_ok=True)
    path: Path = settings.LINK_MODELS / f"{province_code}-{number:04d}.json"
    text = write_model(replace(model, name=path.stem)) + "\n"
    beside = path.with_suffix(".new")
    beside.write_text(text, encoding="utf-8")
    beside.rename(path)
    return path


def take_back_model(province_code: str) -> LinkModel:
    """Take the newest learned model out of force; it is kept under another name. What is in force now."""
    if kept := kept_models(province_code):
        kept[-1].rename(kept[-1].with_suffix(".taken_back"))
    return model_in_force(province_code)
