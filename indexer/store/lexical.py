"""The keyword index: BM25 over segments in the database and over recent passages in memory.

A document commits one forward row a passage; such recent passages are scored from memory and folded into a
segment at about 2,000. Frequencies and lengths count living passages only, so that the scores are those of a
clean rebuild whatever was deleted, folded or merged in between.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.store import dictionary, segments
from indexer.store.connections import Connections
from indexer.store.postings import PostingReader, Postings
from indexer.store.pruning import Listed, top
from indexer.store.recent import Recent
from indexer.store.scoring import Bm25, best, shared, standing, term_id
from indexer.store.segments import FOLD_AT
from indexer.store.slots import ForwardRow, Slots, forward_row

_MAX_SEGMENTS = 40  # beyond, a busy index merges too


class LexicalIndex:
    """Search by terms. Safe from any thread; one process at a time may write (the profile's lock)."""

    def __init__(self, db: Connections, scoring: Bm25 = Bm25()) -> None:  # noqa: B008 (frozen)
        self._db = db
        self._bm25 = scoring
        self._lock = threading.RLock()
        self._reader = PostingReader(db)
        segments.sweep(db)
        self._load()

    # ---- what is in memory

    def _load(self) -> None:
        with self._lock:
            self._segments = segments.load(self._db)
            self._reader.forget(self._segments)
            dead = np.array([r[0] for r in self._db.rows("SELECT passage FROM dead")], np.int64)
            self._slots = Slots(self._segments, dead)
            self._recent = Recent()
            self._append(self._db.rows("SELECT * FROM forward ORDER BY passage"))

    def _append(self, rows: Sequence[ForwardRow]) -> None:
        """Show forward rows of new passages, in the order of their ids."""
        self._recent.add(
            np.frombuffer(b"".join(r[2] for r in rows), "<i8").astype(np.int64),
            np.repeat(self._slots.append(rows), [len(r[3]) for r in rows]),
            np.frombuffer(b"".join(r[3] for r in rows), np.uint8),
        )

    # ---- writing, inside the caller's transaction

    def insert(self, connection: Any, ids: Sequence[int], terms: Sequence[Mapping[str, int]]) -> None:
        """Write the forward rows of new passages; they are found once the transaction has committed."""
        rows = [forward_row(passage, counts) for passage, counts in zip(ids, terms, strict=True)]
        connection.executemany("INSERT INTO forward VALUES (?, ?, ?, ?)", rows)

        def show() -> None:
            with self._lock:
                self._append(rows)

        self._db.after_commit(show)

    def delete(self, connection: Any, ids: Sequence[int]) -> None:
        """Take passages out; they are gone from results once the transaction has committed."""
        if not ids:
            return
        folded = int(self._slots.ids[self._slots.folded - 1]) if self._slots.folded else -1
        connection.executemany("DELETE FROM forward WHERE passage = ?", [(i,) for i in ids])
        connection.executemany("INSERT OR IGNORE INTO dead VALUES (?)", [(i,) for i in ids if i <= folded])
        wanted = np.array(ids, np.int64)

        def hide() -> None:
            with self._lock:
                self._slots.hide(wanted)

        self._db.after_commit(hide)

    # ---- reading

    def _postings(self, terms: Sequence[int]) -> dict[int, Postings]:
        """Of each term, folded and recent."""
        found = self._reader.read(terms, self._segments)
        for term, recent in self._recent.postings(terms).items():
            folded = found[term]
            found[term] = np.concatenate([folded[0], recent[0]]), np.concatenate([folded[1], recent[1]])
        return found

    def search(
        self, terms: Sequence[str] | Mapping[str, float], k: int, allowed: NDArray[np.int64] | None = None
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """The k best passages: (ids, BM25 scores), best first, equal scores by id.

        terms: a term given twice counts twice; a mapping gives each its weight (zero and below: left out).
        allowed: only these passage ids. BM25 is without the constant factor (k1 + 1), which ranks nothing.
        """
        weights = {term_id(t): float(w) for t, w in (terms if isinstance(terms, Mapping) else Counter(terms)).items()}
        weights = {t: w for t, w in weights.items() if w > 0}
        with self._lock:
            known = self._slots
            if not weights or k <= 0 or not known.living:
                return np.zeros(0, np.int64), np.zeros(0, np.float32)
            wanted = known.alive if known.living < known.size else None
            found = self._postings(list(weights))
            lists = []
            for term in sorted(weights):  # always in one order, or a score's last bit would change
                slots, counts = found[term]
                frequency = known.frequency(slots)
                if frequency:
                    lists.append(Listed(slots, counts, weights[term] * self._bm25.idf(known.living, frequency)))
            if allowed is not None:
                keep = np.zeros(known.size, np.bool_)
                keep[known.of(np.asarray(allowed, np.int64))] = True
                wanted = keep if wanted is None else keep & wanted
            slots, scores = top(lists, known.norms(self._bm25), k, wanted)
            return best(known.ids[slots], scores, k)

    def standing(self, terms: Sequence[str], ids: Sequence[int]) -> tuple[dict[str, float], NDArray[np.bool_]]:
        """(inverse document frequency of each term, which of the terms stand in which of these passages).

        The second has shape (len(terms), len(ids)). A term that stands nowhere has the idf of the rarest.
        """
        idf: dict[str, float] = {}
        there = np.zeros((len(terms), len(ids)), np.bool_)
        with self._lock:
            known = self._slots
            wanted, is_known = known.places(ids)
            found = self._postings([term_id(t) for t in terms])
            for row, term in enumerate(terms):
                slots = found[term_id(term)][0]
                idf[term] = self._bm25.idf(known.living, known.frequency(slots))
                there[row] = standing(slots, wanted)
            there &= is_known
        return idf, there

    def document_frequency(self, term: str) -> int:
        """In how many living passages the term stands."""
        with self._lock:
            key = term_id(term)
            slots = self._postings([key])[key][0]
            return self._slots.frequency(slots)

    def document_frequencies(self, terms: Sequence[str]) -> dict[str, int]:
        """In how many passages each term stands, deleted ones counted until a merge; reads no postings."""
        keys = {term_id(t): t for t in terms}
        out = dict.fromkeys(terms, 0)
        wanted = np.array(sorted(keys), np.int64)
        with self._lock:
            for key, count in self._recent.counts(list(keys)).items():
                out[keys[key]] += count
            total = self._reader.counts(self._segments, wanted)
        for at in np.flatnonzero(total).tolist():
            out[keys[int(wanted[at])]] += int(total[at])
        return out

    def together(
        self, terms: Sequence[str], others: Sequence[str]
    ) -> dict[str, tuple[int, dict[str, tuple[int, int]]]]:
        """Term → (passages with it, other term → (passages with that, passages with both)), deleted ones counted."""
        with self._lock:
            found = self._postings(list({term_id(t) for t in (*terms, *others)}))
        out = {}
        for term in terms:
            own = found[term_id(term)][0]
            there = {other: found[term_id(other)][0] for other in others}
            out[term] = (len(own), {other: (len(slots), shared(own, slots)) for other, slots in there.items()})
        return out

    def count(self) -> int:
        """Living passages."""
        with self._lock:
            return self._slots.living

    def segment_sizes(self) -> list[int]:
        """Passages in each segment, dead ones included; recent passages are in none."""
        with self._lock:
            return [len(s.passages) for s in self._segments]

    def warm(self) -> None:
        """Read the segments' dictionaries now, which a mistyped word is looked for in."""
        self.document_frequencies(["m:준비"])

    def release(self) -> None:
        """Give back the memory of what was read of the postings."""
        with self._lock:
            self._reader.release()
            self._slots.release()
        term_id.cache_clear()

    def close(self) -> None:
        """End the threads that read."""
        self._reader.close()

    # ---- upkeep

    def maintain(self, idle: bool = False) -> None:
        """Fold recent passages once there are about 2,000; when idle, fold and merge all that is worth it.

        Searches go on meanwhile; commits wait. Killed at any point, the next start goes on from what was switched.
        """
        with self._lock:
            recent = self._slots.size - self._slots.folded
        if recent >= FOLD_AT or (idle and recent >= FOLD_AT // 4):
            self.fold()
        while idle or len(self.segment_sizes()) > _MAX_SEGMENTS:
            if not self._merge_once():
                break
        while idle and self._complete_once():
            pass

    def fold(self) -> None:
        """Make a segment of the recent passages, however few."""
        with self._db.writing(library=False) as connection:
            segments.fold(connection)
            self._db.after_commit(self._load)

    def _complete_once(self) -> bool:
        """Give one segment of an older version its dictionary."""
        with self._db.alone():
            with self._lock:
                ids = [s.id for s in self._segments]
            return dictionary.complete(self._db, ids)

    def _merge_once(self) -> bool:
        # The outer lock is the writer's: nothing may be deleted between building and switching.
        with self._db.alone():
            with self._lock:
                alive = self._slots.alive[: self._slots.folded].copy()
                current = list(self._segments)
            merged = segments.merge_next(self._db, current, alive)
            if merged is None:
                return False
            with self._lock:  # no search may run between the switch on disk and the one in memory
                with self._db.writing(library=False) as connection:
                    segments.switch(connection, *merged)
                self._load()
            segments.sweep(self._db)
        return True
