"""Which terms a segment has, and in how many of its passages each stands: one row a segment, held in memory.

Spelling asks for hundreds of words that mostly stand nowhere. Over a million passages each such look-up opened a page
of its own in every segment, which took longer than the search itself (82 of 103 ms).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.store.connections import Connections

_AT_A_TIME = 500  # terms of one statement


@dataclass(frozen=True, slots=True)
class Dictionary:
    """terms: int64, ascending; counts: passages of each, deleted ones included."""

    terms: NDArray[np.int64]
    counts: NDArray[np.uint32]

    def of(self, wanted: NDArray[np.int64]) -> NDArray[np.int64]:
        """In how many passages each of the wanted terms (ascending) stands."""
        if not len(self.terms):
            return np.zeros(len(wanted), np.int64)
        at = np.minimum(np.searchsorted(self.terms, wanted), len(self.terms) - 1)
        found: NDArray[np.int64] = np.where(self.terms[at] == wanted, self.counts[at], 0).astype(np.int64)
        return found

    def with_(self, other: Dictionary) -> Dictionary:
        """Of the passages of both."""
        terms = np.concatenate([self.terms, other.terms])
        order = np.argsort(terms, kind="stable")  # two runs that are in order are merged in one pass
        terms = terms[order]
        first = np.ones(len(terms), np.bool_)
        first[1:] = terms[1:] != terms[:-1]
        starts = np.flatnonzero(first)
        counts = np.concatenate([self.counts, other.counts])[order]
        return Dictionary(terms[starts], np.add.reduceat(counts, starts) if len(starts) else counts)


def nothing() -> Dictionary:
    return Dictionary(np.zeros(0, np.int64), np.zeros(0, np.uint32))


def keep(connection: Any, segment: int, terms: NDArray[np.int64], counts: NDArray[np.uint32]) -> None:
    """Inside the transaction that writes the segment's postings."""
    connection.execute(
        "INSERT OR REPLACE INTO dictionary VALUES (?, ?, ?)",
        (segment, terms.astype("<i8").tobytes(), counts.astype("<u4").tobytes()),
    )


def load(db: Connections, segment: int) -> Dictionary | None:
    """None for a segment of an older version that has none yet."""
    rows = db.rows("SELECT terms, counts FROM dictionary WHERE segment = ?", (segment,))
    if not rows:
        return None
    terms, counts = rows[0]
    return Dictionary(np.frombuffer(terms, "<i8").astype(np.int64), np.frombuffer(counts, "<u4").astype(np.uint32))


def counted(db: Connections, segment: int) -> Dictionary:
    """What the dictionary must be, read out of the postings: as slow as reading all of them."""
    rows = db.rows("SELECT term, length(counts) FROM posting WHERE segment = ? ORDER BY term", (segment,))
    return Dictionary(np.array([r[0] for r in rows], np.int64), np.array([r[1] for r in rows], np.uint32))


def looked_up(db: Connections, segment: int, wanted: NDArray[np.int64]) -> NDArray[np.int64]:
    """The same as `Dictionary.of`, term by term out of the postings."""
    out = np.zeros(len(wanted), np.int64)
    for start in range(0, len(wanted), _AT_A_TIME):
        some = wanted[start : start + _AT_A_TIME]
        marks = ",".join("?" * len(some))
        sql = f"SELECT term, length(counts) FROM posting WHERE segment = ? AND term IN ({marks})"
        for term, count in db.rows(sql, (segment, *some.tolist())):
            out[np.searchsorted(wanted, term)] = count
    return out


def complete(db: Connections, segments: Sequence[int]) -> bool:
    """Make the dictionary of one of these segments that has none. False where all have theirs."""
    having = {r[0] for r in db.rows("SELECT segment FROM dictionary")}
    missing = next((s for s in segments if s not in having), None)
    if missing is None:
        return False
    made = counted(db, missing)
    with db.writing(library=False) as connection:
        keep(connection, missing, made.terms, made.counts)
    return True
