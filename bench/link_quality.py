"""How good a linking is, against the truth: pairs, B cubed, mixed clusters."""

from typing import Any

import numpy as np
import pyarrow as pa


def numbered(column: Any) -> np.ndarray:
    if isinstance(column, pa.ChunkedArray):
        column = column.combine_chunks()
    return column.dictionary_encode().indices.to_numpy(zero_copy_only=False).astype(np.int64)


def quality(clusters: Any, persons: Any) -> dict[str, float]:
    """Precision, recall, F1 over all pairs; B³ F1; clusters of two persons and more per 1,000."""
    found, truth = numbered(clusters), numbered(persons)
    both = found * (truth.max() + 1) + truth
    _, place, inverse, times = np.unique(
        both, return_index=True, return_inverse=True, return_counts=True
    )
    sizes, sizes_true = np.bincount(found), np.bincount(truth)
    hits, pairs, true_pairs = _pairs(times), _pairs(sizes), _pairs(sizes_true)
    precision, recall = hits / max(pairs, 1), hits / max(true_pairs, 1)
    b_precision = float(np.mean(times[inverse] / sizes[found]))
    b_recall = float(np.mean(times[inverse] / sizes_true[truth]))
    mixed = int((np.bincount(found[place]) > 1).sum())
    return {
        "precision": round(precision, 4), "recall": round(recall, 4),
        "f1": round(2 * hits / max(pairs + true_pairs, 1), 4),
        "b3_f1": round(2 * b_precision * b_recall / (b_precision + b_recall), 4),
        "mixed_per_1000": round(1000 * mixed / int((sizes > 0).sum()), 2),
    }  # fmt: skip


def _pairs(sizes: np.ndarray) -> float:
    return float((sizes.astype(np.float64) * (sizes - 1) / 2).sum())
