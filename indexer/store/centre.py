"""What all vectors of an encoder have in common, taken away before they are compared.

The vectors of multilingual-e5 point almost the same way (the mean of a thousand passages is .9 long): a passage near
the middle of them all is near every question, and a question in words of its own finds only such passages
(docs/decisions/0018-centred-vectors.md). After "all-but-the-top" (Mu and Viswanath 2018, ICLR).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from indexer.store import faiss_index

_SHARE = 0.8  # of the means that is taken away; all of it costs scanned passages a point and more


@dataclass(frozen=True, slots=True, eq=False)
class Centre:
    """Means of an encoder's unit vectors, each of shape (dimensions,)."""

    passages: NDArray[np.float32]
    windows: NDArray[np.float32]
    questions: NDArray[np.float32]

    def question(self, vector: NDArray[np.float32]) -> NDArray[np.float32]:
        """The question's vector without what all have, of unit length, in the same shape."""
        unit = vector / np.maximum(np.linalg.norm(vector, axis=-1, keepdims=True), np.float32(1e-12))
        return faiss_index.unit((unit - _SHARE * self.questions).reshape(-1, len(self.questions))).reshape(
            vector.shape
        )

    def cosines(
        self, asked: NDArray[np.float32], rows: NDArray[np.float32], windows: bool = False
    ) -> NDArray[np.float32]:
        """Of `asked`, as `question` made it, with each of the rows, shape (rows, dimensions)."""
        left = rows - _SHARE * (self.windows if windows else self.passages)
        lengths = np.sqrt(np.einsum("ij,ij->i", left, left))
        # Without BLAS and its threads: they would wait for each other longer than this takes.
        out: NDArray[np.float32] = np.einsum("ij,j->i", left, asked) / np.maximum(lengths, np.float32(1e-12))
        return out
