"""Which passages the filters let through, remembered until the library changes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import numpy as np
from numpy.typing import NDArray

from indexer.store.connections import Connections, Row
from indexer.store.days import Days
from indexer.store.selecting import condition, span_of

_SELECTED = 16  # selections remembered until something is written
_DOCUMENTS = 2_000  # more are asked of the database in one statement


class Selection:
    """Safe from any thread."""

    def __init__(self, db: Connections) -> None:
        self._db = db
        self._days = Days(db)
        self._selected: dict[tuple[object, ...], NDArray[np.int64]] = {}

    def release(self) -> None:
        """Give the memory back."""
        self._selected = {}
        self._days.release()

    def select(self, filters: Mapping[str, str], today: date | None = None) -> NDArray[np.int64] | None:
        """Ids of the passages that all filters let through, ascending; None without filters.

        Keys and values as in `indexer.store.selecting`; today: for relative times (작년). Raises QueryError.
        """
        if not filters:
            return None
        asked = (self._db.commits, today, *sorted(filters.items()))
        known = self._selected.get(asked)
        if known is not None:
            return known
        ids = self._of_days(filters, today or date.today())
        if ids is None:
            ids = self._meeting(filters, today or date.today())
        ids.flags.writeable = False
        if len(self._selected) >= _SELECTED:
            self._selected.clear()
        self._selected[asked] = ids
        return ids

    def _of_days(self, filters: Mapping[str, str], today: date) -> NDArray[np.int64] | None:
        """What `select` gives where a year or a period is all that is asked; None where it is not."""
        if len(filters) != 1:
            return None
        ((name, value),) = filters.items()
        if name not in ("year", "period") or "," in value or "\n" in value or not value.strip():
            return None
        documents = self._days.within(*span_of(name, value, today), years=name == "year").tolist()
        if len(documents) > _DOCUMENTS:
            return None
        rows = self._db.rows(
            f"SELECT id FROM passage WHERE document IN ({','.join('?' * len(documents))})", documents
        )
        return np.sort(np.fromiter((r[0] for r in rows), np.int64, len(rows)))

    def _meeting(self, filters: Mapping[str, str], today: date) -> NDArray[np.int64]:
        """What `select` gives, by SQL."""
        conditions = [condition(n, v, today) for n, v in filters.items()]
        on_passages = [c for c in conditions if "p." in c[0]]
        on_documents = [c for c in conditions if "p." not in c[0]]
        sql, parts = "SELECT p.id FROM passage p WHERE ", [c[0] for c in on_passages]
        if on_documents:
            # Documents first: conditions on them alone are answered from an index, without the files.
            files = " JOIN file f ON f.document = d.id" if any("f." in c[0] for c in on_documents) else ""
            where = " AND ".join(c[0] for c in on_documents)
            parts.append(f"p.document IN (SELECT d.id FROM document d{files} WHERE {where})")
        values = [v for c in (*on_passages, *on_documents) for v in c[1]]
        rows: list[Row] = self._db.rows(sql + " AND ".join(parts), values)
        ids: NDArray[np.int64] = np.sort(np.fromiter((r[0] for r in rows), np.int64, len(rows)))
        return ids
