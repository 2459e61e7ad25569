"""Vectors of parts of a passage, pooled late: out of one reading of the whole, so that they cost no second one.

The states of a passage's tokens have seen all of it; the mean of some neighbouring ones stands for what is said
there ("late chunking", Günther et al. 2024). Measured in docs/decisions/0009-windows.md.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Rows = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class WindowSettings:
    """size, stride: tokens (a Korean syllable and a half each). head: share of title and headings in a window."""

    size: int = 64
    stride: int = 32
    head: float = 0.2


def pooled(states: Rows, head: Rows | None, settings: WindowSettings) -> Rows:
    """Unit rows, one a window, of the body tokens' states (tokens, dimensions); none for no tokens.

    head: the mean state of title and headings, shape (dimensions,). The last window is as long as the others
    where there are tokens enough, so it overlaps the one before it by more.
    """
    count = len(states)
    if not count:
        return np.zeros((0, states.shape[1]), np.float32)
    last = max(0, count - settings.size)
    starts = np.unique(np.append(np.arange(0, last, settings.stride), last))
    sums = np.concatenate([np.zeros((1, states.shape[1]), np.float32), np.cumsum(states, 0, dtype=np.float64)])
    means = (sums[np.minimum(starts + settings.size, count)] - sums[starts]) / min(settings.size, count)
    if head is not None:
        means = (1 - settings.head) * means + settings.head * head
    out: Rows = (means / np.maximum(np.linalg.norm(means, axis=1, keepdims=True), 1e-12)).astype(np.float32)
    return out
