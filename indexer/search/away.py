"""Another embedder's vectors in the place of this PC's, for one search: in time, or not at all.

Its similarities are moved onto the scale of this PC's (each question's smallest and largest), for the rest of the
search, and the judgement whether there is an answer, know that scale. Passages without a vector there (not sent for
their grade, or new) keep this PC's score.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from connectors.errors import ConnectorError
from indexer.beside import Beside
from indexer.search.fuse import Ranking
from indexer.store.vectors import VectorIndex

DOWN = "플랫폼의 벡터를 제때 받지 못해 이 PC의 색인으로 찾았습니다."


class Away:
    """Where a question's vector comes from. wait: seconds; late(): it did not come in them; told(sentence): for the
    user."""

    def __init__(
        self,
        vectors: VectorIndex,
        space: str,
        embed: Callable[[str], NDArray[np.float32]],
        wait: float,
        late: Callable[[], None],
        told: Callable[[str], None],
    ) -> None:
        self.vectors, self.space, self.wait = vectors, space, wait
        self._embed = embed
        self._late = late
        self.told = told

    def ask(self, text: str) -> Awaited:
        """Begin to ask for the question's vector."""
        return Awaited(self, Beside(lambda: self._embed(text)))

    def vector(self, call: Beside[NDArray[np.float32]], until: float) -> NDArray[np.float32] | None:
        """The vector, or None, told why."""
        if not call.done(max(0.0, until - time.monotonic())):
            self._late()
            self.told(DOWN)
            return None
        try:
            return call.result()
        except ConnectorError as error:
            self.told(f"{error.message} {DOWN}")
            return None


class Awaited:
    """One question's vector, on its way."""

    def __init__(self, away: Away, call: Beside[NDArray[np.float32]]) -> None:
        self._away = away
        self._call = call
        self._until = time.monotonic() + away.wait
        self._vector: NDArray[np.float32] | None = None
        self._asked = False
        self._scale: tuple[float, float, float, float] | None = None

    def instead(self, near: Ranking, k: int, allowed: NDArray[np.int64] | None) -> Ranking:
        """The k nearest by the other's vectors, on the scale of `near`; `near` itself where they cannot be had.

        The first call sets the scale for the next ones.
        """
        if not self._asked:
            self._asked, self._vector = True, self._away.vector(self._call, self._until)
        if self._vector is None:
            return near
        vectors, space = self._away.vectors, self._away.space
        try:
            ids, scores = vectors.search(space, self._vector, k, allowed)
        except ValueError:  # the model behind the same name has other dimensions now
            self._away.told(f"플랫폼이 전과 다른 벡터를 보냅니다. {DOWN}")
            self._vector = None
            return near
        if not len(ids):
            return near
        if self._scale is None and len(near[0]):
            self._scale = (float(scores.min()), float(scores.max()), float(near[1].min()), float(near[1].max()))
        there = vectors.which(space, near[0].tolist())
        own = np.array([i not in there for i in near[0].tolist()], bool)
        both = np.concatenate([ids, near[0][own]])
        values = np.concatenate([self._moved(scores), near[1][own]]).astype(np.float32)
        best = np.lexsort((both, -values))[:k]
        return both[best], values[best]

    def _moved(self, scores: NDArray[np.float32]) -> NDArray[np.float32]:
        if self._scale is None:
            return scores
        low, high, to_low, to_high = self._scale
        share = (scores - low) / (high - low) if high > low else np.ones_like(scores)
        moved: NDArray[np.float32] = to_low + share * (to_high - to_low)
        return moved
