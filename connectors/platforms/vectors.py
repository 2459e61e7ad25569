"""The answer of `POST {base}/embeddings` to unit vectors. Pure: what would spoil an index never gets through."""

from __future__ import annotations

import base64
import json
from typing import Any

import numpy as np
from numpy.typing import NDArray

from connectors.errors import Malformed


def unit_vectors(body: bytes, count: int, dimensions: int | None = None) -> NDArray[np.float32]:
    """Rows of unit length in the order of the texts, shape (count, dimensions).

    Numbers may come as a JSON list or as base64 of little-endian float32; the list may stand in a `result` envelope.
    Raises Malformed where a text has no vector or two, a vector holds something that is no number, is nothing but
    zeros, or has another dimension than the others or than `dimensions`.
    """
    try:
        answer = json.loads(body)
        if "data" not in answer and isinstance(answer.get("result"), dict):
            answer = answer["result"]
        rows = sorted(answer["data"], key=lambda row: int(row["index"]))
        if [row["index"] for row in rows] != list(range(count)):
            raise ValueError("missing")
        vectors = np.array(
            [_numbers(row["embedding"]) for row in rows], np.float32
        )  # ValueError where of unlike lengths
        if vectors.ndim != 2 or not np.isfinite(vectors).all() or dimensions not in (None, vectors.shape[1]):
            raise ValueError("shape or value")
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        if not (lengths > 0).all() or not np.isfinite(lengths).all():
            raise ValueError("zeros, or too large")
        unit: NDArray[np.float32] = vectors / lengths
        return unit
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise Malformed("AI 플랫폼이 쓸 수 없는 벡터를 보냈습니다.", detail="embeddings") from error


def _numbers(written: Any) -> Any:
    """One row, however it was written."""
    if isinstance(written, str):
        return np.frombuffer(base64.b64decode(written, validate=True), "<f4")
    return written
