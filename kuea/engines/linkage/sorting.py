"""Distinct values by sorting: for columns of millions far faster than by hashing."""

import numpy as np

from kuea.engines.linkage.records import Column


def distinct(values: Column) -> Column:
    """The distinct values, sorted."""
    ordered = np.sort(values)
    if len(ordered) < 2:
        return ordered
    return np.asarray(ordered[np.append(True, ordered[1:] != ordered[:-1])])


def counted(values: Column) -> tuple[Column, Column, Column]:
    """Distinct values, sorted; the place of each value among them; how often each occurs."""
    if not len(values):
        return values, np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    order = np.argsort(values, kind="stable")
    ordered = values[order]
    begins = np.append(True, ordered[1:] != ordered[:-1])
    place = np.empty(len(values), dtype=np.int32)
    place[order] = np.cumsum(begins, dtype=np.int32) - np.int32(1)
    starts = np.flatnonzero(begins)
    return ordered[starts], place, np.diff(np.append(starts, len(values)))
