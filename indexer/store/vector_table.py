"""Which passages have vectors, in which spaces: what the database says, without any index in memory."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

import numpy as np
from numpy.typing import NDArray

from indexer.store.connections import Connections
from indexer.store.passages import Passages, StoredPassage
from indexer.store.windows import Windows

CHUNK = 500
_MANY = 100_000  # ids read at a time


class VectorTable:
    """Safe from any thread."""

    def __init__(self, db: Connections, total: Callable[[], int] | None = None) -> None:
        """total: how many passages there are; counting a million in the database takes longer than a search."""
        self._db = db
        self._passages = Passages(db)
        self._windows = Windows(db)
        self._total = total or self._passages.count
        self._counts: dict[str, int] = {}  # vectors of a space, once they were counted
        self._first_pending: dict[str, int] = {}  # no passage with a smaller id lacks a vector

    def _space(self, space: str) -> tuple[int, int] | None:
        rows = self._db.rows("SELECT id, dimensions FROM space WHERE name = ?", (space,))
        return (int(rows[0][0]), int(rows[0][1])) if rows else None

    def spaces(self) -> list[str]:
        return [r[0] for r in self._db.rows("SELECT name FROM space ORDER BY name")]

    def count(self, space: str) -> int:
        """Vectors of the space."""
        count = self._counts.get(space)
        if count is None:
            with self._db.alone():  # no writer between counting and remembering
                known = self._space(space)
                if known is None:
                    return 0
                count = int(self._db.value("SELECT count(*) FROM vector WHERE space = ?", (known[0],)))
                self._counts[space] = count
        return count

    def count_pending(self, space: str) -> int:
        """Passages without a vector in the space."""
        return self._total() - self.count(space)

    def which(self, space: str, ids: Sequence[int]) -> set[int]:
        """Those of the passages that have a vector in the space."""
        known = self._space(space)
        out: set[int] = set()
        for start in range(0, len(ids) if known else 0, CHUNK):
            some = [int(i) for i in ids[start : start + CHUNK]]
            marks = ",".join("?" * len(some))
            sql = f"SELECT passage FROM vector WHERE space = ? AND passage IN ({marks})"
            out.update(int(r[0]) for r in self._db.rows(sql, (known[0] if known else -1, *some)))
        return out

    def count_lacking(self, space: str, documents: Collection[int]) -> int:
        """Passages of these documents without a vector in the space."""
        known, wanted, out = self._space(space), list(documents), 0
        for start in range(0, len(wanted), CHUNK):
            some = wanted[start : start + CHUNK]
            out += int(
                self._db.rows(
                    f"SELECT count(*) FROM passage p WHERE p.document IN ({','.join('?' * len(some))}) AND NOT EXISTS"
                    " (SELECT 1 FROM vector v WHERE v.space = ? AND v.passage = p.id)",
                    (*some, known[0] if known else -1),
                )[0][0]
            )
        return out

    def pending(self, space: str, limit: int, after: int = 0) -> list[StoredPassage]:
        """Up to `limit` passages without a vector, oldest first; only those with an id beyond `after`."""
        known = self._space(space)
        start = max(self._first_pending.get(space, 0), after + 1)
        # Ids only grow, so what lay before the first pending passage can never become pending again.
        rows = self._db.rows(
            "SELECT p.id FROM passage p WHERE p.id >= ? AND NOT EXISTS"
            " (SELECT 1 FROM vector v WHERE v.space = ? AND v.passage = p.id) ORDER BY p.id LIMIT ?",
            (start, known[0] if known else -1, limit),
        )
        if rows and not after:
            self._first_pending[space] = int(rows[0][0])
        return list(self._passages.get([r[0] for r in rows]).values())

    def lacking_windows(self, space: str, limit: int, after: int = 0) -> list[StoredPassage]:
        """Up to `limit` passages beyond the id `after` with a vector but none of their windows, oldest first."""
        known = self._space(space)
        ids = self._windows.lacking(known[0], limit, after) if known else []
        return list(self._passages.get(ids).values())

    def count_lacking_windows(self, space: str) -> int:
        """How many those are."""
        known = self._space(space)
        return self._windows.count_lacking(known[0]) if known else 0

    def _truth(self, number: int) -> NDArray[np.int64]:
        """The passages that have a vector, ascending."""
        parts, last = [np.zeros(0, np.int64)], -1
        while True:
            rows = self._db.rows(
                "SELECT passage FROM vector WHERE space = ? AND passage > ? ORDER BY passage LIMIT ?",
                (number, last, _MANY),
            )
            if not rows:
                return np.concatenate(parts)
            parts.append(np.fromiter((r[0] for r in rows), np.int64, len(rows)))
            last = int(parts[-1][-1])
