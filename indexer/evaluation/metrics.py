"""Figures of a ranking, and how sure they are."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np

_RESAMPLES = 2_000


def ndcg(ranked: Sequence[str], relevant: Collection[str], k: int = 10) -> float:
    """Normalised discounted cumulative gain with binary relevance (Järvelin and Kekäläinen 2002), 0 to 1."""
    if not relevant:
        return 0.0
    gain = sum(1 / math.log2(i + 2) for i, name in enumerate(ranked[:k]) if name in relevant)
    return gain / sum(1 / math.log2(i + 2) for i in range(min(k, len(relevant))))


def recall(ranked: Sequence[str], relevant: Collection[str], k: int) -> float:
    """Which share of the relevant ones is among the first k, 0 to 1."""
    return len(set(ranked[:k]) & set(relevant)) / min(k, len(relevant)) if relevant else 0.0


def reciprocal_rank(ranked: Sequence[str], relevant: Collection[str]) -> float:
    """1 over the rank of the first relevant one, 0 where there is none."""
    return next((1 / place for place, name in enumerate(ranked, 1) if name in relevant), 0.0)


@dataclass(frozen=True, slots=True)
class Interval:
    """A mean and its 95 % interval."""

    mean: float
    low: float
    high: float
    count: int


def interval(values: Sequence[float], seed: int = 1) -> Interval | None:
    """Mean with a percentile bootstrap interval over questions (Efron and Tibshirani 1993); None without values.

    For differences of pairs give the differences: the bootstrap is then paired.
    """
    if not values:
        return None
    x = np.asarray(values, np.float64)
    drawn = np.random.default_rng(seed).integers(0, len(x), (_RESAMPLES, len(x)))
    means = x[drawn].mean(axis=1)
    low, high = np.percentile(means, (2.5, 97.5))
    return Interval(float(x.mean()), float(low), float(high), len(x))
