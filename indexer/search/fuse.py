"""Two rankings into one: each query's scores are stretched to 0..1, then added with weights.

Per-query min-max fusion measured better than reciprocal ranks on every Korean set tried (nDCG@10 .866 against .854
on welfare questions, .953 against .919 on Wikipedia passages).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Ranking = tuple[NDArray[np.int64], NDArray[np.float32]]


def stretched(scores: NDArray[np.float32]) -> NDArray[np.float32]:
    """Scores moved to 0..1 by their own smallest and largest; all 1 where they are equal."""
    if not len(scores):
        return scores
    low, high = scores.min(), scores.max()
    if high <= low:
        return np.ones_like(scores)
    out: NDArray[np.float32] = (scores - low) / (high - low)
    return out


def fuse(lexical: Ranking, vector: Ranking, weight: float) -> dict[int, tuple[float, float, float]]:
    """id → (fused, lexical part, vector part), the parts in 0..1; a passage missing from one ranking has 0 there.

    With one ranking empty the other stands alone, at full weight.
    """
    if not len(vector[0]):
        weight = 1.0
    elif not len(lexical[0]):
        weight = 0.0
    out: dict[int, tuple[float, float, float]] = {}
    for number, score in zip(lexical[0].tolist(), stretched(lexical[1]).tolist(), strict=True):
        out[number] = (weight * score, score, 0.0)
    for number, score in zip(vector[0].tolist(), stretched(vector[1]).tolist(), strict=True):
        fused, words, _ = out.get(number, (0.0, 0.0, 0.0))
        out[number] = (fused + (1 - weight) * score, words, score)
    return out
