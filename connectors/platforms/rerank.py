"""Reranking on a platform: `POST {base}/rerank` as Jina, Cohere, vLLM and llama.cpp have it, and as TEI has it.

The first takes {model, query, documents, top_n} and answers {results: [{index, relevance_score}]}; TEI (Hugging
Face's text-embeddings-inference) takes {query, texts} at the host's root and answers [{index, score}].
"""

from __future__ import annotations

import json
import math
import threading
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from connectors.errors import Malformed
from connectors.platforms.client import PlatformClient

_NOT_THERE = ("HTTP 404", "HTTP 405")
_NOT_SO = ("HTTP 400", "HTTP 422")


class PlatformReranker:
    """`connectors.ports.Reranker` of one model; remembers in which form the server wants to be asked."""

    def __init__(self, client: PlatformClient, model: str) -> None:
        self.name = f"{client.name}/{model}"
        self._client = client
        self._model = model
        self._root = False
        self._theirs = False  # TEI's form

    def rerank(self, query: str, passages: Sequence[str], cancel: threading.Event) -> NDArray[np.float32]:
        """As `Reranker.rerank`."""
        if not passages:
            return np.zeros(0, np.float32)
        try:
            return self._asked(query, passages, cancel)
        except Malformed as error:
            if error.detail in _NOT_THERE and not self._root:
                self._root = True
            elif error.detail in _NOT_SO and not self._theirs:
                self._theirs = True
            else:
                raise
            return self.rerank(query, passages, cancel)

    def _asked(self, query: str, passages: Sequence[str], cancel: threading.Event) -> NDArray[np.float32]:
        if self._theirs:
            body: dict[str, Any] = {"query": query, "texts": list(passages)}
        else:
            body = {"model": self._model, "query": query, "documents": list(passages), "top_n": len(passages)}
        return scores(self._client.post("/rerank", body, cancel, root=self._root), len(passages))


def scores(body: bytes, count: int) -> NDArray[np.float32]:
    """A score a passage, in their order. Raises Malformed where one is missing, there twice, or no number."""
    try:
        answer = json.loads(body)
        if isinstance(answer, dict):
            if isinstance(answer.get("result"), dict | list):
                answer = answer["result"]
            if isinstance(answer, dict):
                answer = answer["results"] if "results" in answer else answer["data"]
        out: list[float | None] = [None] * count
        for row in answer:
            index, score = row["index"], row["relevance_score"] if "relevance_score" in row else row["score"]
            if type(index) is not int or not 0 <= index < count or out[index] is not None:
                raise ValueError("index")
            if isinstance(score, bool) or not isinstance(score, int | float) or not math.isfinite(score):
                raise ValueError("score")
            out[index] = float(score)
        found = np.array(out, np.float32)  # TypeError where one is missing
        if not np.isfinite(found).all():
            raise ValueError("missing, or too large")
        return found
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError) as error:
        raise Malformed("AI 플랫폼이 쓸 수 없는 재정렬 점수를 보냈습니다.", detail="rerank") from error
