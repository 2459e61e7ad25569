"""The meaning of a question beside its words: both cores work, and neither waits for the other."""

from __future__ import annotations

from functools import partial

import numpy as np
from numpy.typing import NDArray

from connectors.ports import Embedder
from indexer.beside import Beside
from indexer.embedding.centre import centre_of
from indexer.search.fuse import Ranking
from indexer.store.vectors import VectorIndex

Vector = NDArray[np.float32]
Near = tuple[Vector, Ranking, Ranking]
_NOTHING: Ranking = (np.zeros(0, np.int64), np.zeros(0, np.float32))


class Meaning:
    """Of one question."""

    def __init__(self, embedder: Embedder, vectors: VectorIndex) -> None:
        self.embedder = embedder
        self._vectors = vectors
        self._ahead: tuple[str, Beside[Vector]] | None = None

    def likely(self, text: str) -> None:
        """Begin with the vector of the text that the question will be searched as, if no word is put right."""
        if text:
            self._ahead = text, Beside(partial(self.embedder.embed_query, text))

    def near(
        self, text: str, k: int, allowed: NDArray[np.int64] | None, preferred: NDArray[np.int64] | None
    ) -> Beside[Near]:
        """The question's vector, the k nearest of all that are allowed, and of those that it would rather have."""
        return Beside(partial(self._near, text, k, allowed, preferred))

    def _near(
        self, text: str, k: int, allowed: NDArray[np.int64] | None, preferred: NDArray[np.int64] | None
    ) -> Near:
        ahead = self._ahead
        vector = ahead[1].result() if ahead and ahead[0] == text else self.embedder.embed_query(text)
        name, centre = self.embedder.name, centre_of(self.embedder.name)
        near = self._vectors.search(name, vector, k, allowed, centre)
        more = self._vectors.search(name, vector, k, preferred, centre) if preferred is not None else _NOTHING
        return vector, near, more
