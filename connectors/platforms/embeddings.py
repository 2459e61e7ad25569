"""Vectors made on a platform: `POST {base}/embeddings` in the OpenAI form, many texts in batches."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from connectors.errors import Malformed, TooLong
from connectors.platforms.client import PlatformClient
from connectors.platforms.vectors import unit_vectors

BATCH_TEXTS = 32
BATCH_LENGTH = 24_000  # characters: about what a server with 8,192 tokens a text and little memory takes at once
_SHORTEST = 100  # characters; a model that cannot read so much is of no use


class PlatformEmbedder:
    """`connectors.ports.Embedder` of one model; `dimensions` is 0 until the first answer, then held to it.

    Models of the e5 family are given the words they were trained with before each text.
    """

    windowed = False  # of a passage one vector: several would be several times the requests

    def __init__(self, client: PlatformClient, model: str, cancel: threading.Event, dimensions: int = 0) -> None:
        self.name = f"{client.name}/{model}"
        self.dimensions = dimensions
        self._client = client
        self._model = model
        self._cancel = cancel
        self._trained = "e5" in model.lower().replace("_", "-").split("/")[-1].split("-")
        self._packed = True  # base64 is a third of the size; until a server refuses to be asked for it

    def embed_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Unit rows in the order of `texts`. Of a text that the model cannot read whole, only the beginning counts.

        Raises PlatformError, PolicyError, Cancelled.
        """
        rows = [self._embed(batch) for batch in batches([self._said("passage", t) for t in texts])]
        return np.concatenate(rows) if rows else np.zeros((0, self.dimensions), np.float32)

    def embed_query(self, text: str) -> NDArray[np.float32]:
        """One unit vector. Raises as `embed_passages`."""
        row: NDArray[np.float32] = self._embed([self._said("query", text)])[0]
        return row

    def _said(self, kind: str, text: str) -> str:
        return f"{kind}: {text}" if self._trained else text or " "  # many servers refuse an empty text

    def _embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        try:
            return self._asked(texts)
        except TooLong:
            if len(texts) > 1:
                half = len(texts) // 2
                return np.concatenate([self._embed(texts[:half]), self._embed(texts[half:])])
            if len(texts[0]) // 2 < _SHORTEST:
                raise
            return self._embed([texts[0][: len(texts[0]) // 2]])

    def _asked(self, texts: Sequence[str]) -> NDArray[np.float32]:
        body = {"model": self._model, "input": list(texts)}
        if self._packed:
            try:
                return self._read(
                    self._client.post("/embeddings", {**body, "encoding_format": "base64"}, self._cancel), texts
                )
            except Malformed as error:
                if error.detail not in ("HTTP 400", "HTTP 422"):
                    raise
                self._packed = False
        return self._read(self._client.post("/embeddings", body, self._cancel), texts)

    def _read(self, answer: bytes, texts: Sequence[str]) -> NDArray[np.float32]:
        vectors = unit_vectors(answer, len(texts), self.dimensions or None)
        self.dimensions = vectors.shape[1]
        return vectors


def batches(texts: Sequence[str]) -> Iterator[list[str]]:
    """The texts in their order, so many at once as go into one request."""
    batch: list[str] = []
    for text in texts:
        if batch and (len(batch) == BATCH_TEXTS or sum(map(len, batch)) + len(text) > BATCH_LENGTH):
            yield batch
            batch = []
        batch.append(text)
    if batch:
        yield batch
