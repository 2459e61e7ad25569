"""Vectors of the windows of passages: only those of the candidates of a question are read, so no index holds them.

Each row in 8 bits with a scale of its own; a passage takes about 1.3 kB (docs/decisions/0010-windows.md).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.store.centre import Centre
from indexer.store.connections import Connections

_LEVELS = 127
_SCALE = 2  # bytes of a row's float16 scale, which stands before its values


def packed(rows: NDArray[np.float32]) -> bytes:
    """Rows of at least one window, shape (windows, dimensions), as the database keeps them."""
    scale = (np.maximum(np.abs(rows).max(1), 0.01) / _LEVELS).astype("<f2")
    values = np.clip(np.rint(rows / scale.astype(np.float32)[:, None]), -_LEVELS, _LEVELS).astype(np.int8)
    return np.hstack([scale.view(np.uint8).reshape(len(rows), _SCALE), values.view(np.uint8)]).tobytes()


def unpacked(data: bytes, dimensions: int) -> NDArray[np.float32]:
    """The rows again, shape (windows, dimensions); several passages' data may stand one after the other."""
    raw = np.frombuffer(data, np.uint8).reshape(-1, _SCALE + dimensions)
    scale = raw[:, :_SCALE].copy().view("<f2").astype(np.float32)
    out: NDArray[np.float32] = raw[:, _SCALE:].view(np.int8).astype(np.float32) * scale
    return out


class Windows:
    """Windows by space and passage."""

    def __init__(self, db: Connections) -> None:
        self._db = db

    @staticmethod
    def put(connection: Any, space: int, passage: int, rows: NDArray[np.float32]) -> None:
        """Inside a transaction: keep the windows of a passage, in place of earlier ones."""
        connection.execute(
            "INSERT OR REPLACE INTO window(space, passage, data) VALUES (?, ?, ?)", (space, passage, packed(rows))
        )

    @staticmethod
    def delete(connection: Any, ids: Sequence[int]) -> None:
        """Inside a transaction: forget the windows of these passages, in every space."""
        connection.executemany("DELETE FROM window WHERE passage = ?", [(int(i),) for i in ids])

    def lacking(self, space: int, limit: int, after: int = 0) -> list[int]:
        """Up to `limit` passages beyond the id `after` that have a vector but no windows, oldest first."""
        rows = self._db.rows(
            "SELECT v.passage FROM vector v WHERE v.space = ? AND v.passage > ? AND NOT EXISTS"
            " (SELECT 1 FROM window w WHERE w.passage = v.passage AND w.space = v.space) ORDER BY v.passage LIMIT ?",
            (space, after, limit),
        )
        return [int(r[0]) for r in rows]

    def count_lacking(self, space: int) -> int:
        """Passages that have a vector but no windows."""
        counted = (
            "SELECT (SELECT count(*) FROM vector WHERE space = ?) - (SELECT count(*) FROM window WHERE space = ?)"
        )
        return int(self._db.value(counted, (space, space)))

    def nearest(
        self,
        space: int,
        dimensions: int,
        query: NDArray[np.float32],
        ids: Sequence[int],
        centre: Centre | None = None,
    ) -> dict[int, float]:
        """Of each passage that has windows, the cosine of the one nearest to the query, a unit vector."""
        marks = ",".join("?" * len(ids))
        found = self._db.rows(
            f"SELECT passage, data FROM window WHERE passage IN ({marks}) AND space = ?", (*map(int, ids), space)
        )
        if not found:
            return {}
        sizes = [len(data) // (_SCALE + dimensions) for _, data in found]
        starts = np.concatenate(([0], np.cumsum(sizes)[:-1]))
        rows = unpacked(b"".join(data for _, data in found), dimensions)
        cosines = rows @ query if centre is None else centre.cosines(centre.question(query), rows, windows=True)
        near = np.maximum.reduceat(cosines, starts)
        return dict(zip((int(p) for p, _ in found), near.tolist(), strict=True))
