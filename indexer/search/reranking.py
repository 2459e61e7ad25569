"""What a reranker says of the best passages, fused with our own order so that a bad one does little harm.

Both scores are stretched to 0..1 and added. The reranker's share shrinks with its agreement: how high it puts the
passages that we put first. One that has understood nothing puts them anywhere, one that is good puts them high, even
where it disagrees about the very first. Agreement is remembered over the last questions: one question tells little.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from connectors.ports import KeyValues
from indexer.search.fuse import stretched

_KEPT = "reranker_trust"  # in the store: {reranker: [questions, sum of agreement]}, the past ones less
_FIRST = 3  # of our passages are looked for in the reranker's order
_PAST = 40.0  # questions that are remembered, each less than the one after it
_BEGINNING = 5.0  # as many questions of middling agreement are taken to have been asked before the first
_NONE, _FULL = 0.15, 0.4  # agreement from which the reranker counts, and from which it counts wholly


def agreement(local: Sequence[float], theirs: NDArray[np.float32]) -> float:
    """How high the reranker puts our first ones: 1 for the very top, 0 on average by chance, -1 for the bottom."""
    count = len(theirs)
    if count < 2 * _FIRST:
        return (_NONE + _FULL) / 2
    first = np.argsort(-np.asarray(local), kind="stable")[:_FIRST]
    below = [(np.sum(theirs < theirs[i]) + (np.sum(theirs == theirs[i]) - 1) / 2) / (count - 1) for i in first]
    best = 1 - (_FIRST - 1) / 2 / (count - 1)  # of three, two cannot be at the very top
    return float((2 * np.mean(below) - 1) / (2 * best - 1))


class Trust:
    """What is known of one reranker from the questions before. Safe from any thread.

    values, name: where it is kept; None: only here.
    """

    def __init__(self, values: KeyValues | None = None, name: str = "") -> None:
        self._guard = threading.Lock()
        self._values, self._name = values, name
        kept = (values.get(_KEPT) or {}).get(name) if values else None
        self._weight: float
        self._sum: float
        self._weight, self._sum = kept or (_BEGINNING, _BEGINNING * (_NONE + _FULL) / 2)

    def heard(self, found: float) -> float:
        """Note one question's agreement; the share, 0 to 1, that the reranker deserves now."""
        with self._guard:
            keep = 1 - 1 / _PAST
            self._weight = self._weight * keep + 1
            self._sum = self._sum * keep + found
            mean = self._sum / self._weight
            if self._values is not None:
                kept = self._values.get(_KEPT) or {}
                self._values.set(_KEPT, {**kept, self._name: [round(self._weight, 4), round(self._sum, 4)]})
        return float(np.clip((mean - _NONE) / (_FULL - _NONE), 0.0, 1.0))


def reordered(local: Sequence[float], theirs: NDArray[np.float32], share: float) -> list[int]:
    """Places in the new order, best first. local: our scores, best first; share: of the reranker's score, 0 to 1."""
    ours = stretched(np.asarray(local, np.float32))
    both = (1 - share) * ours + share * stretched(theirs)
    return sorted(range(len(local)), key=lambda i: (-both[i], i))
